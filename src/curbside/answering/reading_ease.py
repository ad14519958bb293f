"""How hard a text is to read, by the formula of Flesch and Kincaid.

Source: Kincaid et al., Research Branch Report 8-75, 1975. Syllables are estimated by groups of vowels; the measure in
`evaluation/readers.py` counts them by a list of its own.
"""

import re
from collections.abc import Callable

_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d[\d.,/]*")
_SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")


def syllables_in(word: str) -> int:
    """About how many syllables an English word has; a number or a set of initials counts as said letter by letter."""
    if word.isupper() and word.isalpha():
        return len(word)
    groups = len(_VOWELS.findall(word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith(("le", "ee"))
    return max(1, groups - silent)


def reading_grade(text: str, *, syllables: Callable[[str], int] = syllables_in) -> float:
    """The American school year in which the text is read with ease; 0 for a text without words.

    Args:
        text: sentences that end in a full stop, question mark or exclamation mark.
        syllables: of one word of letters; a number counts as one.
    """
    words = _WORD.findall(text)
    ended = [part for part in _SENTENCE_END.split(text) if _WORD.search(part)]
    if not words:
        return 0.0
    spoken = sum(syllables(word) if word[0].isalpha() else 1 for word in words)
    return 0.39 * len(words) / len(ended) + 11.8 * spoken / len(words) - 15.59
