"""Misspelt words: "enoxparin" is read as enoxaparin, "stoping" as stopping, and the reader is told so.

Only words that neither the library nor the lexicon knows are mended, and only where exactly one known word is near: a
wrong drug read into a question would be worse than a question not understood. Names of medicine come first.
"""

import re
from collections.abc import Callable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from curbside.answering.everyday import EverydayWords

_SHORTEST = 6  # letters; shorter words have too many neighbours
_SHORTEST_CUT = 4  # letters of a name that is cut short
_LONG = 9  # letters from which two slips are allowed, where the last letter is right
_WORD = re.compile(rf"[A-Za-z]{{{_SHORTEST_CUT},}}")
_BEHIND = re.compile(r"['’]\w")  # "shouldn't" is no slip of "should"


class Speller:
    """Mends words by a list of names and by the words of everyday speech."""

    def __init__(self, names: Mapping[str, str], everyday: EverydayWords) -> None:
        """Args: names, the words that names are made of, in lower case, each with the key of what it names; and the
        words of everyday speech."""
        self._names = names
        self._everyday = everyday
        self._long = sorted(word for word in names if len(word) >= _SHORTEST and word.isalpha())

    def mend(
        self, text: str, *, known: Callable[[str], bool], held: Callable[[str], bool]
    ) -> tuple[str, Mapping[str, str]]:
        """The text with misspelt words mended, and what was read as what.

        Args:
            text: as typed.
            known: whether a word, in lower case, needs no mending.
            held: whether the library holds it.
        """
        read_as: dict[str, str] = {}

        def mended(match: re.Match[str]) -> str:
            word = match[0]
            lowered = word.lower()
            if word.isupper() or lowered in self._names or known(lowered):
                return word
            # With a capital letter it is somebody's or something's name.
            everyday = word.islower() and not _BEHIND.match(text, match.end())
            meant = self._nearest(lowered)
            if meant is None and everyday:
                meant = self._cut_short(word) or self._everyday.meant(word, held=held)
            if meant is None:
                return word
            read_as[word] = meant
            return meant

        return _WORD.sub(mended, text), read_as

    def _cut_short(self, word: str) -> str | None:
        """The name that begins with a word which is none itself, where all that begin so name that one thing: "ritux".
        Only the thing's own name: "adder" is no beginning of a brand."""
        names = [name for name in self._long if name.startswith(word)]
        keys = {self._names[name] for name in names}
        if len(keys) != 1 or self._everyday.is_listed(word):
            return None
        return next((name for name in names if name in keys), None)

    def _nearest(self, word: str) -> str | None:
        """The only name within the slips allowed, beginning with the same letter; None where two things are as near, or
        the word is short."""
        if len(word) < _SHORTEST:
            return None
        slips = 2 if len(word) >= _LONG else 1
        found = process.extract(word, self._long, scorer=OSA.distance, score_cutoff=slips, limit=4)
        near = sorted(
            (int(distance), name) for name, distance, _ in found if _same_ends(name, word, slips=int(distance))
        )
        nearest = [name for distance, name in near if distance == near[0][0]]
        return nearest[0] if len({self._names[name] for name in nearest}) == 1 else None


def _same_ends(name: str, word: str, *, slips: int) -> bool:
    return name[0] == word[0] and (slips < 2 or name[-1] == word[-1])
