"""Words as vectors, how rare each is in everyday speech, and what each adds to the meaning of a text.

The tables are made by `evaluation/make_word_vectors.py` and `evaluation/make_text_vectors.py` and ship with the
package: no model runs here. Two words with like vectors are used alike ("fever", "temperature"), opposites and other
doses too; so likeness finds and orders statements and is never a reason to believe one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from itertools import islice

import numpy as np
import numpy.typing as npt

from curbside.domain.text import fold

WORDS, VECTORS, PARTS = "words.txt", "words.npy", "parts.npy"
SCALE = 127  # a byte's range; the last column of the table is rarity, the others a vector
_REMEMBERED = 20_000  # texts, about 2 KB each
_Vectors = npt.NDArray[np.float32]
_WORD = re.compile(r"[a-z][a-z0-9]*|\d+(?:\.\d+)?")


@lru_cache(maxsize=4_096)
def words_of(text: str) -> tuple[str, ...]:
    """The distinct words and numbers of a text, in lower case, in order."""
    return tuple(dict.fromkeys(_WORD.findall(fold(text))))


@dataclass(frozen=True, slots=True)
class Meant:
    """A text as it is compared, whatever it is compared with."""

    rows: npt.NDArray[np.intp]  # of its distinct words; after the table's last for one it lacks, and for no words
    others: frozenset[str]  # the words that the table lacks
    like: _Vectors  # its words' vectors, each by its rarity, summed and brought to length one
    means: _Vectors  # the same of what its words add to the vector of a text


@cache
def word_vectors() -> "WordVectors":
    """The table, one for all who use it."""
    return WordVectors()


class WordVectors:
    """The table, read when it is first needed."""

    def __init__(self) -> None:
        self._remembered: dict[tuple[str, ...], Meant] = {}

    @cached_property
    def _rows(self) -> dict[str, int]:
        text = (resources.files("curbside.language") / WORDS).read_text(encoding="utf-8")
        return {word: row for row, word in enumerate(text.split("\n")[:-1])}

    @cached_property
    def _table(self) -> npt.NDArray[np.int8]:
        return _read(VECTORS)

    @cached_property
    def _parts(self) -> npt.NDArray[np.int8]:
        return _read(PARTS)

    def __contains__(self, word: object) -> bool:
        return word in self._rows

    def rarity(self, word: str) -> float:
        """How rare a word is in everyday speech, 0 to 1; a word that is not in the table is as rare as can be."""
        row = self._rows.get(word)
        return 1.0 if row is None else float(self._table[row, -1]) / SCALE

    def vectors(self, words: tuple[str, ...]) -> _Vectors:
        """A vector of length one for each word, a row each; zeros for a word that is not in the table."""
        return self.vectors_of(self._numbers(words))

    def vectors_of(self, rows: npt.NDArray[np.intp]) -> _Vectors:
        """The same by the rows of words, as `Meant` has them."""
        return _of_length_one(_at(rows, self._table)[:, :-1])

    def rarities(self, words: tuple[str, ...]) -> _Vectors:
        """The rarity of each word."""
        return np.array([self.rarity(word) for word in words], dtype=np.float32)

    def texts(self, texts: Sequence[tuple[str, ...]]) -> list[Meant]:
        """What each text is compared by, given in parts, for many share some; remembered, for passages of a topic are
        compared with each question on it."""
        # Looked up once: another thread may forget a text between two looks.
        found = {text: meant for text in texts if (meant := self._remembered.get(text)) is not None}
        wanted = [text for text in dict.fromkeys(texts) if text not in found]
        words = [tuple(dict.fromkeys(word for part in text for word in words_of(part))) for text in wanted]
        made = dict(zip(wanted, self._meant(words), strict=True))
        self._remembered |= made
        for text in list(islice(self._remembered, max(0, len(self._remembered) - _REMEMBERED))):
            self._remembered.pop(text, None)  # the oldest
        found |= made
        return [found[text] for text in texts]

    def meant(self, words: tuple[str, ...]) -> Meant:
        """What a text of such words is compared by."""
        return self._meant([words])[0]

    def _meant(self, texts: Sequence[tuple[str, ...]]) -> list[Meant]:
        """The same of many, whose words are looked up once."""
        numbers = [self._numbers(words or ("",)) for words in texts]
        if not numbers:
            return []
        lacks = len(self._table)
        known, columns = np.unique(np.concatenate(numbers), return_inverse=True)
        found = _at(known, self._table)
        rare = np.where(known < lacks, found[:, -1] / np.float32(SCALE), np.float32(1))
        starts = np.cumsum([0, *(len(rows) for rows in numbers[:-1])])
        like = np.add.reduceat((_of_length_one(found[:, :-1]) * rare[:, None])[columns], starts, axis=0)
        means = np.add.reduceat(_at(known, self._parts)[columns], starts, axis=0)
        others = [
            frozenset(word for word in words if word not in self) if lacks in rows else frozenset()
            for words, rows in zip(texts, numbers, strict=True)
        ]
        return list(map(Meant, numbers, others, _of_length_one(like), _of_length_one(means)))

    def _numbers(self, words: tuple[str, ...]) -> npt.NDArray[np.intp]:
        """The row of each word in the table, the number after the last for a word that it lacks."""
        lacks = len(self._rows)
        return np.array([self._rows.get(word, lacks) for word in words], dtype=np.intp)


def _at(rows: npt.NDArray[np.intp], table: npt.NDArray[np.int8]) -> _Vectors:
    """The rows of a table; zeros for the number after its last."""
    found = np.zeros((len(rows), table.shape[1]), dtype=np.float32)
    held = rows < len(table)
    found[held] = table[rows[held]]
    return found


def _of_length_one(vectors: _Vectors) -> _Vectors:
    """Each row by its length; a row of zeros stays so."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    made: _Vectors = vectors / np.maximum(lengths, np.float32(1e-6))[:, None]
    return made


def _read(name: str) -> npt.NDArray[np.int8]:
    with resources.as_file(resources.files("curbside.language") / name) as path:
        return np.asarray(np.load(path, mmap_mode="r"))  # as a plain array: one of a file looks each row up slowly
