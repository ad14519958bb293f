"""Words of everyday English: that the library lacks one of them says nothing about what it holds.

The list is that of pyspellchecker (MIT): how often a word occurs in film subtitles, which is to say in speech. Names of
diseases and drugs are rare there. Words of clinical typing stand in `everyday_words.txt`.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from importlib import resources

from spellchecker import SpellChecker

_COMMON = 300  # occurrences; "jittery" has 704, "eczema" 281
# How common a word must be to be what a slip of so many letters or more meant. Of 20,000 words that name diseases and
# are none of everyday speech at most 4 % of those of six letters and 2 % of the longer ones are so near one.
_MEANT = ((10, 300), (8, 3_000), (7, 10_000), (5, 20_000))
# The same where the library holds the common word too; of 3,588 words of names that this library lacks, 0.2 % more are
# then read as another word.
_MEANT_AND_HELD = ((10, 100), (8, 200), (7, 1_000), (6, 3_000))
_SHORT = 5  # letters up to which only two swapped letters are a slip: too many words are one letter apart
_A_WORD = 20  # occurrences of what is rare and yet no slip: "mealtime"
_CLEARLY = 10  # times as common as the next that is as near


class EverydayWords:
    """Knows common words. The list is read when a word is first looked up: two questions in three need none of it."""

    def __contains__(self, word: object) -> bool:
        """Whether a word, in lower case, is one of everyday speech, in this form, in the singular or with
        something behind an apostrophe ("you're")."""
        if not isinstance(word, str):
            return False
        forms = {word, word.partition("'")[0], word.removesuffix("s"), word.removesuffix("es")}
        return any(form in self._typed or self._counts[form] >= _COMMON for form in forms if form)

    def is_listed(self, word: str) -> bool:
        """Whether a word, in lower case, occurs at all, as rare words and names of anatomy do."""
        return self._counts[word] > 0

    def meant(self, word: str, *, held: Callable[[str], bool]) -> str | None:
        """The common word of which a word, in lower case, is one slip of typing away, beginning with the same letter;
        None where it is too short to tell, or where several are as near.

        Args:
            word: that is no known one.
            held: whether the library holds a word; such a one need not be as common.
        """
        if self._counts[word] >= _A_WORD:
            return None
        near = self._counts.edit_distance_1(word) if len(word) > _SHORT else _with_two_swapped(word)
        alike = [other for other in near if other[0] == word[0] and self._counts[other]]
        if meant := self._only_common(alike, _least(_MEANT, word)):
            return meant
        rarer = self._only_common(alike, _least(_MEANT_AND_HELD, word))
        return rarer if rarer and held(rarer) else None

    def _only_common(self, alike: Sequence[str], least: float) -> str | None:
        """The one of the words that occurs so often, or clearly oftener than the next."""
        common = (other for other in alike if self._counts[other] >= least)
        found = sorted(((self._counts[other], other) for other in common), reverse=True)
        if not found or (len(found) > 1 and found[0][0] < _CLEARLY * found[1][0]):
            return None
        return found[0][1]

    @cached_property
    def _typed(self) -> frozenset[str]:
        text = (resources.files("curbside.answering") / "everyday_words.txt").read_text(encoding="utf-8")
        return frozenset(line for line in text.splitlines() if not line.startswith("#"))

    @cached_property
    def _counts(self) -> SpellChecker:
        return SpellChecker()


def _least(commons: Sequence[tuple[int, int]], word: str) -> float:
    """How often a word must occur to be what a word of this length meant."""
    return next((least for letters, least in commons if len(word) >= letters), math.inf)


def _with_two_swapped(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1))
