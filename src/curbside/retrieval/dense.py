"""The search by meaning: a vector for each passage, compared with the question's one by one.

A scan of all is exact, and 100,000 passages take some 15 ms; an approximate index matters from several times that.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from curbside.domain.documents import Passage
from curbside.retrieval.lexical import Found

Vector = npt.NDArray[np.float32]
VECTORS = "vectors.npy"  # a row for each passage, in the order of their numbers


def read_as(passage: Passage, title: str) -> str:
    """A passage as it is made a vector of: below its document and headings, without which a row says little."""
    return f"{title} > {' > '.join(passage.path[-2:])}: {' '.join((*passage.lead_in, passage.text))}"


class DenseIndex:
    """The vectors of one generation."""

    def __init__(self, path: Path, embed: Callable[[str], Vector]) -> None:
        """Args:
        path: of the table, vectors of length one.
        embed: a text's vector, of length one and as many columns.
        """
        self._rows: Vector = np.load(path).astype(np.float32)
        self._embed = embed

    def likeness(self, text: str, numbers: Sequence[int]) -> list[float]:
        """The cosine between a text and each of the passages with these numbers, -1 to 1."""
        found: list[float] = (self._rows[list(numbers)] @ self._embed(text)).tolist()
        return found

    def nearest(self, text: str, *, limit: int) -> list[Found]:
        """The passages nearest to a text, nearest first, scored by the cosine; of equals the first in the store."""
        if not len(self._rows):
            return []
        like = self._rows @ self._embed(text)
        limit = min(limit, len(like))
        near = np.argpartition(-like, limit - 1)[:limit]
        order = sorted(near.tolist(), key=lambda number: (-float(like[number]), number))
        return [Found(number=number, score=float(like[number])) for number in order]
