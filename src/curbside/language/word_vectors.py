"""Words as vectors, how rare each is in everyday speech, and what each adds to the meaning of a text.

The tables are made by `evaluation/make_word_vectors.py` and `evaluation/make_text_vectors.py` and ship with the
package: no model runs here. Two words with like vectors are used alike ("fever", "temperature"), opposites and other
doses too; so likeness finds and orders statements and is never a reason to believe one.
"""

import re
from functools import cache, cached_property, lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from curbside.domain.text import fold

WORDS, VECTORS, PARTS = "words.txt", "words.npy", "parts.npy"
SCALE = 127  # a byte's range; the last column of the table is rarity, the others a vector
_WORD = re.compile(r"[a-z][a-z0-9]*|\d+(?:\.\d+)?")


@lru_cache(maxsize=30_000)
def words_of(text: str) -> tuple[str, ...]:
    """The distinct words and numbers of a text, in lower case, in order."""
    return tuple(dict.fromkeys(_WORD.findall(fold(text))))


@cache
def word_vectors() -> "WordVectors":
    """The table, one for all who use it."""
    return WordVectors()


class WordVectors:
    """The table, read when it is first needed."""

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

    def vectors(self, words: tuple[str, ...]) -> npt.NDArray[np.float32]:
        """A vector of length one for each word, a row each; zeros for a word that is not in the table."""
        made = self._of(words, self._table)[:, :-1]
        made /= np.maximum(np.linalg.norm(made, axis=1, keepdims=True), np.float32(1e-6))
        return made

    def parts(self, words: tuple[str, ...]) -> npt.NDArray[np.float32]:
        """What each word adds to the vector of a text, the sum over its distinct words; a row each, no unit."""
        return self._of(words, self._parts)

    def _of(self, words: tuple[str, ...], table: npt.NDArray[np.int8]) -> npt.NDArray[np.float32]:
        """The rows of words; zeros for a word that is not in the table."""
        found = np.zeros((len(words), table.shape[1]), dtype=np.float32)
        held = [(place, row) for place, word in enumerate(words) if (row := self._rows.get(word)) is not None]
        if held:
            places, rows = zip(*held, strict=True)
            found[list(places)] = table[list(rows)]
        return found

    def rarities(self, words: tuple[str, ...]) -> npt.NDArray[np.float32]:
        """The rarity of each word."""
        return np.array([self.rarity(word) for word in words], dtype=np.float32)


def _read(name: str) -> npt.NDArray[np.int8]:
    with resources.as_file(resources.files("curbside.language") / name) as path:
        return np.asarray(np.load(path, mmap_mode="r"))  # as a plain array: one of a file looks each row up slowly
