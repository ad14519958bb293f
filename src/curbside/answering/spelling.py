"""Misspelt names of medicine: "enoxparin" is read as enoxaparin, and the reader is told so.

Only words that neither the library nor the lexicon knows are mended, and only where exactly one known word is near: a
wrong drug read into a question would be worse than a question not understood.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 6  # letters; shorter words have too many neighbours
_LONG = 9  # letters from which two slips are allowed, where the last letter is right
_WORD = re.compile(rf"[A-Za-z]{{{_SHORTEST},}}")


class Speller:
    """Mends words by a list of names."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known = frozenset(words)
        self._names = sorted(word for word in self._known if len(word) >= _SHORTEST and word.isalpha())

    def mend(self, text: str, *, known: Callable[[str], bool]) -> tuple[str, Mapping[str, str]]:
        """The text with misspelt names mended, and what was read as what.

        Args:
            text: as typed.
            known: whether a word, in lower case, needs no mending.
        """
        read_as: dict[str, str] = {}

        def mended(match: re.Match[str]) -> str:
            word = match[0]
            lowered = word.lower()
            if word.isupper() or lowered in self._known or known(lowered):
                return word
            name = self._nearest(lowered)
            if name is None:
                return word
            read_as[word] = name
            return name

        return _WORD.sub(mended, text), read_as

    def _nearest(self, word: str) -> str | None:
        """The only name within the slips allowed, beginning with the same letter; None where there is none or two."""
        slips = 2 if len(word) >= _LONG else 1
        found = process.extract(word, self._names, scorer=OSA.distance, score_cutoff=slips, limit=4)
        near = sorted(
            (int(distance), name) for name, distance, _ in found if _same_ends(name, word, slips=int(distance))
        )
        if not near or (len(near) > 1 and near[0][0] == near[1][0] and not _same_stem(near[0][1], near[1][1])):
            return None
        return near[0][1]


def _same_ends(name: str, word: str, *, slips: int) -> bool:
    return name[0] == word[0] and (slips < 2 or name[-1] == word[-1])


def _same_stem(one: str, other: str) -> bool:
    """Whether two names are singular and plural of one."""
    return one.rstrip("s") == other.rstrip("s")
