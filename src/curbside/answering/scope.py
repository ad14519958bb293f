"""What Curbside does not answer, recognised by rule: animals, law, pictures, orders for one person, other subjects.

A question in, the reason for not answering it out, or nothing. The rules stand in scope.toml, row by row.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from curbside.answering.signs import Sign, signs_of
from curbside.domain.text import fold


@dataclass(frozen=True, slots=True)
class ScopeRule:
    """One kind of question that is not for Curbside: how it is recognised, and what only sounds so."""

    key: str
    reason: str
    signs: Sequence[Sign]
    unless: Sequence[Sign]

    def covers(self, text: str) -> bool:
        """Whether a question, as it is compared, is of this kind."""
        return any(sign.shown_in(text) for sign in self.signs) and not any(
            exception.shown_in(text) for exception in self.unless
        )


@cache
def scope_rules() -> Sequence[ScopeRule]:
    """The table, compiled."""
    table = tomllib.loads((resources.files("curbside.answering") / "scope.toml").read_text(encoding="utf-8"))
    words = table["words"]
    return tuple(
        ScopeRule(rule["key"], rule["reason"], signs_of(rule["signs"], words), signs_of(rule.get("unless", ()), words))
        for rule in table["rule"]
    )


def out_of_scope(question: str) -> str | None:
    """Why a question is not for Curbside, or None."""
    text = fold(question).replace("’", "'")
    return next((rule.reason for rule in scope_rules() if rule.covers(text)), None)
