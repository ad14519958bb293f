"""Words of everyday English: that the library lacks one of them says nothing about what it holds.

The list is that of pyspellchecker (MIT): how often a word occurs in film subtitles, which is to say in speech. Names of
diseases and drugs are rare there. Words of clinical typing stand in `everyday_words.txt`.
"""

from functools import cached_property
from importlib import resources

from spellchecker import SpellChecker

_COMMON = 300  # occurrences; "jittery" has 704, "eczema" 281


class EverydayWords:
    """Knows common words. The list is read when a word is first looked up: two questions in three need none of it."""

    def __contains__(self, word: object) -> bool:
        """Whether a word, in lower case, is one of everyday speech, in this form, in the singular or with
        something behind an apostrophe ("you're")."""
        if not isinstance(word, str):
            return False
        forms = {word, word.partition("'")[0], word.removesuffix("s"), word.removesuffix("es")}
        return any(form in self._typed or self._counts[form] >= _COMMON for form in forms if form)

    @cached_property
    def _typed(self) -> frozenset[str]:
        text = (resources.files("curbside.answering") / "everyday_words.txt").read_text(encoding="utf-8")
        return frozenset(line for line in text.splitlines() if not line.startswith("#"))

    @cached_property
    def _counts(self) -> SpellChecker:
        return SpellChecker()
