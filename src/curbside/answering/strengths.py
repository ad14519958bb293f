"""What a printed grade means, in words, by a closed table (`strengths.toml`).

The words stand beside the print, never instead of it. What the table does not know gets none: a wrong strength is
worse than none.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from curbside.domain.documents import Direction, Recommendation


def strength_in_words(recommendation: Recommendation | None) -> str | None:
    """ "Strongly advised against; certainty of the evidence: low", or None where the table has no words for it."""
    row = _row(recommendation)
    if recommendation is None or row is None:
        return None
    match recommendation.direction:
        case Direction.FOR:
            words = row.get("for")
        case Direction.AGAINST:
            words = row.get("against")
        case _:
            words = row.get("other")
    if not words:
        return None
    certainty = _certainties().get((recommendation.scheme or "", _bare(recommendation.certainty)))
    return f"{words}; certainty of the evidence: {certainty}" if certainty else words


def is_weak(recommendation: Recommendation | None) -> bool:
    """Whether a source grades a statement as weaker than its firmest. False where it does not say."""
    row = _row(recommendation)
    return bool(row and row.get("weak"))


def _row(recommendation: Recommendation | None) -> Mapping[str, Any] | None:
    if recommendation is None or not recommendation.strength:
        return None
    return _strengths().get((recommendation.scheme or "", _bare(recommendation.strength)))


def _bare(printed: str | None) -> str:
    return " ".join((printed or "").casefold().split())


@cache
def _table() -> Mapping[str, Any]:
    file = resources.files("curbside.answering") / "strengths.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _strengths() -> Mapping[tuple[str, str], Mapping[str, Any]]:
    return {(row["scheme"], _bare(value)): row for row in _table()["strength"] for value in row["values"]}


@cache
def _certainties() -> Mapping[tuple[str, str], str]:
    return {
        (row["scheme"], _bare(value)): words
        for row in _table()["certainty"]
        for value, words in zip(row["values"], row.get("words", row["values"]), strict=True)
    }
