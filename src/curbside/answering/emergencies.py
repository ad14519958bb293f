"""Emergencies are recognised before anything else: a described red flag, in somebody, now.

A question in, at most one red flag out. What counts as a sign and what speaks for or against an emergency stands in
emergencies.toml, row by row; this module only reads the rows and weighs the kinds of cues against each other.
Why in this order: docs/explanation/emergencies.md
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from curbside.answering.alarm import sounds_alarming
from curbside.answering.signs import Sign, compiled, signs_of
from curbside.domain.text import fold

_CLAUSE = re.compile(r"[,.;:!?]|\b(?:but|and|now|then)\b")
# Typed in haste: the apostrophe is left out. "IM" is also a route.
_NEGATION = re.compile(r"\b(can|won|isn|don|doesn|didn|couldn|hasn|haven|aren|wasn|wouldn)t\b")
_PRONOUN = re.compile(r"\b(he|she|they|i|we|that)(s|re|m|ve)\b")
_PRONOUNS = frozenset({"hes", "shes", "theyre", "im", "ive", "theyve", "weve", "thats"})
_ROUTE = re.compile(
    r"\bim(?= (?:\w+ine|\w+one|\w+am|\w+cillin|adrenaline|dose|injection|or|options|vitamin)\b|[?:,.]|$)"
)
# Words that carry a sign, mended where one letter is missing or two have changed places.
_CARRYING = (
    "breathe", "breathing", "collapsed", "unconscious", "choking", "swallowed", "bleeding", "seizure", "swelling",
    "swollen", "overdose", "vomiting", "responding", "suddenly", "sweating", "drowsy", "pregnant", "confused",
    "testicle", "headache", "chest", "really",
)  # fmt: skip
_NO_SLIPS = frozenset({"breath"})


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One kind of emergency and the signs by which a description gives it away.

    Terms are signs in the words of a profession; alone they say nothing of somebody being in it.
    """

    key: str
    name: str
    signs: Sequence[Sign]
    terms: Sequence[Sign]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("curbside.answering") / "emergencies.toml").read_text(encoding="utf-8"))


@cache
def red_flags() -> Sequence[RedFlag]:
    """The table, compiled."""
    words = _table()["words"]
    return tuple(
        RedFlag(
            flag["key"], flag["name"], signs_of(flag.get("signs", ()), words), signs_of(flag.get("terms", ()), words)
        )
        for flag in _table()["flag"]
    )


@cache
def cues() -> Mapping[str, Sequence[re.Pattern[str]]]:
    """The cues that speak for or against an emergency, by their kind."""
    words = _table()["words"]
    return {kind: tuple(compiled(row, words) for row in rows) for kind, rows in _table()["cues"].items()}


def emergency_in(question: str) -> RedFlag | None:
    """The red flag that a question describes as happening now, if any."""
    text = readable(question)
    told = cues_in(text)
    if not may_be_one(told):
        return None
    for flag in red_flags():
        counting = (*flag.signs, *flag.terms) if told & {"calling", "near"} else flag.signs
        if any(described(sign, text) for sign in counting):
            return flag
    return None


def may_be_emergency(question: str) -> bool:
    """Whether a question sounds like an emergency in progress: good enough to say where to get help, not to refuse."""
    text = readable(question)
    return "supposed" not in cues_in(text) and sounds_alarming(text)


def calls_for_help(question: str) -> bool:
    """Whether its reader is told to get help, with or without an answer below."""
    return emergency_in(question) is not None or may_be_emergency(question)


def readable(question: str) -> str:
    """A question as signs are looked for in it: lower case, apostrophes put back, words that carry a sign mended."""
    text = _ROUTE.sub("intramuscular", fold(question).replace("’", "'"))
    text = _NEGATION.sub(r"\1't", text)
    text = _PRONOUN.sub(lambda word: f"{word[1]}'{word[2]}" if word[0] in _PRONOUNS else word[0], text)
    return re.sub(r"[a-z]{5,}", lambda word: _slips().get(word[0], word[0]), text)


@cache
def _slips() -> Mapping[str, str]:
    """Every way to leave out one letter of a word that carries a sign, or to swap two neighbours."""
    slips: dict[str, str] = {}
    for word in _CARRYING:
        for i in range(1, len(word)):
            slips[word[:i] + word[i + 1 :]] = word
            slips[word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :]] = word
    return {slip: word for slip, word in slips.items() if slip not in _NO_SLIPS.union(_CARRYING)}


def cues_in(text: str) -> frozenset[str]:
    """The kinds of cues that a readable question holds. What only dates a birth or an operation is not of the past."""
    bare = text
    for aside in cues()["aside"]:
        bare = aside.sub(" ", bare)
    return frozenset(
        kind
        for kind, rows in cues().items()
        if any(row.search(bare if kind in ("past", "long", "over") else text) for row in rows)
    )


def may_be_one(told: frozenset[str]) -> bool:
    """Whether somebody seems to be in it now, whatever the sign may be."""
    if "supposed" in told or not told & {"somebody", "near", "calling", "now", "stated"}:
        return False
    if "calling" in told:
        return "over" not in told
    if told & {"asked", "long", "over"}:
        return False
    if "chart" in told and "near" not in told:
        return False
    return "past" not in told or "now" in told


def described(sign: Sign, text: str) -> bool:
    """Whether every pattern of a sign is met where nothing denies it."""
    return all(any(not _denied(text[: match.start()]) for match in pattern.finditer(text)) for pattern in sign.patterns)


def _denied(before: str) -> bool:
    """Whether the last words before a sign, in its own clause, deny it."""
    words = _CLAUSE.split(before)[-1].split()[-3:]
    return any(denial.search(" ".join(words[: i + 1])) for i in range(len(words)) for denial in cues()["denial"])
