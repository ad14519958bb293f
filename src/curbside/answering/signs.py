"""Rows of patterns by which a question is recognised, read from a table.

A row is an example and one pattern or several that must all be met, in any order. Whatever is decided before
retrieval (emergencies, what is out of scope) is decided by such rows, so that each can be printed and tried alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Gaps between the words of a sign stay within a sentence and have an upper bound, so that no pattern runs away.
_GAPS = {"~": "[^.!?;]{0,45}", "_": "[^.!?;]{0,20}"}
_NAME = re.compile(r"<(\w+)>")


@dataclass(frozen=True, slots=True)
class Sign:
    """What gives something away: an example of it, and patterns that must all be met."""

    example: str
    patterns: Sequence[re.Pattern[str]]

    def shown_in(self, text: str) -> bool:
        """Whether every pattern is met somewhere in a text."""
        return all(pattern.search(text) for pattern in self.patterns)


def compiled(pattern: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """A pattern of a table with its <named> words and its gaps written out.

    Args:
        pattern: a regular expression in which ~ stands for up to 45 characters of one sentence and _ for up to 20.
        words: the named groups of words; one may name others.
    """
    while _NAME.search(pattern):
        pattern = _NAME.sub(lambda name: words[name[1]], pattern)
    return re.compile(re.sub("[~_]", lambda gap: _GAPS[gap[0]], pattern))


def signs_of(rows: Sequence[Sequence[str]], words: Mapping[str, str]) -> tuple[Sign, ...]:
    """The rows of a table, compiled."""
    return tuple(Sign(example, tuple(compiled(pattern, words) for pattern in patterns)) for example, *patterns in rows)
