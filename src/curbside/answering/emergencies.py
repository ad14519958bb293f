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

from curbside.domain.text import fold

# Gaps between the words of a sign stay within a sentence and have an upper bound, so that no pattern runs away.
_GAPS = {"~": "[^.!?;]{0,45}", "_": "[^.!?;]{0,20}"}
_NAME = re.compile(r"<(\w+)>")
_CLAUSE = re.compile(r"[,.;:!?]|\b(?:but|and|now|then)\b")
# Typed in haste: the apostrophe is left out.
_BARE = re.compile(
    r"\b(?:(can|won|isn|don|doesn|didn|couldn|hasn|haven|aren|wasn|wouldn)t|(he|she|they|i|we|it|that)(s|re|m|ve))\b"
)
_BARE_PRONOUN = {"hes", "shes", "theyre", "im", "ive", "theyve", "weve", "thats"}
# "IM" is also a route.
_ROUTE = re.compile(r"\bim(?= (?:\w+ine|\w+one|\w+am|adrenaline|dose|injection|or|options|\w+cillin|vitamin|ketamine)\b|[?:,.]|$)")
# Words that carry a sign, mended where one letter is missing, too many, or changed places.
_CARRYING = (
    "breathe", "breathing", "collapsed", "unconscious", "choking", "swallowed", "bleeding", "seizure", "swelling",
    "swollen", "overdose", "vomiting", "responding", "suddenly", "sweating", "drowsy", "pregnant", "confused",
    "testicle", "headache", "chest", "really",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """What gives an emergency away: patterns that must all be met. A term is put in the words of a profession."""

    example: str
    patterns: Sequence[re.Pattern[str]]
    term: bool = False


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One kind of emergency and the signs by which a description gives it away."""

    key: str
    name: str
    signs: Sequence[Sign]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("curbside.answering") / "emergencies.toml").read_text(encoding="utf-8"))


def _pattern(text: str) -> re.Pattern[str]:
    """A pattern of the table with its named words and gaps written out."""
    words: Mapping[str, str] = _table()["words"]
    while _NAME.search(text):
        text = _NAME.sub(lambda name: words[name[1]], text)
    for short, gap in _GAPS.items():
        text = text.replace(short, gap)
    return re.compile(text)


@cache
def red_flags() -> Sequence[RedFlag]:
    """The table, compiled."""
    return tuple(
        RedFlag(
            flag["key"],
            flag["name"],
            tuple(
                Sign(example, tuple(_pattern(pattern) for pattern in patterns), term=kind == "terms")
                for kind in ("signs", "terms")
                for example, *patterns in flag.get(kind, ())
            ),
        )
        for flag in _table()["flag"]
    )


@cache
def cues() -> Mapping[str, Sequence[re.Pattern[str]]]:
    """The cues that speak for or against an emergency, by their kind."""
    return {kind: tuple(_pattern(row) for row in rows) for kind, rows in _table()["cues"].items()}


def emergency_in(question: str) -> RedFlag | None:
    """The red flag that a question describes as happening now, if any."""
    text = readable(question)
    told = _cues_in(text)
    if not _may_be_one(told):
        return None
    for flag in red_flags():
        if any(_counts(sign, told) and _shown(sign, text) for sign in flag.signs):
            return flag
    return None


def readable(question: str) -> str:
    """A question as signs are looked for in it: lower case, apostrophes put back, words that carry a sign mended."""
    text = _ROUTE.sub("intramuscular", fold(question).replace("’", "'"))
    text = _BARE.sub(_with_apostrophe, text)
    return re.sub(r"[a-z]{5,}", lambda word: _mended(word[0]), text)


def _with_apostrophe(word: re.Match[str]) -> str:
    if word[1]:
        return f"{word[1]}'t"
    return f"{word[2]}'{word[3]}" if word[0] in _BARE_PRONOUN else word[0]


@cache
def _slips() -> Mapping[str, str]:
    """Every way to leave out one letter of a carrying word, or to swap two neighbours."""
    slips: dict[str, str] = {}
    for word in _CARRYING:
        for i in range(1, len(word)):
            slips[word[:i] + word[i + 1 :]] = word
            slips[word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :]] = word
    return {slip: word for slip, word in slips.items() if slip not in _CARRYING and slip not in ("breath", "sweating")}


def _mended(word: str) -> str:
    return _slips().get(word, word)


def _cues_in(text: str) -> frozenset[str]:
    """The kinds of cues that a question holds. What only dates a birth or an operation is no word of the past."""
    bare = text
    for aside in cues()["aside"]:
        bare = aside.sub(" ", bare)
    return frozenset(
        kind
        for kind, rows in cues().items()
        if any(row.search(bare if kind in ("past", "long", "over") else text) for row in rows)
    )


def _may_be_one(told: frozenset[str]) -> bool:
    """Whether somebody seems to be in it now, whatever the sign may be."""
    if not told & {"somebody", "near", "calling", "now"} or "supposed" in told:
        return False
    if "calling" in told:
        return "over" not in told
    if told & {"asked", "long", "over"}:
        return False
    if "chart" in told and "near" not in told:
        return False
    return "past" not in told or "now" in told


def _counts(sign: Sign, told: frozenset[str]) -> bool:
    """A term of the profession counts where help is called for or somebody is near."""
    return not sign.term or bool(told & {"calling", "near"})


def _shown(sign: Sign, text: str) -> bool:
    return all(
        any(not _denied(text[: match.start()]) for match in pattern.finditer(text)) for pattern in sign.patterns
    )


def _denied(before: str) -> bool:
    """Whether the last words before a sign, in its own clause, deny it."""
    words = _CLAUSE.split(before)[-1].split()[-3:]
    return any(denial.search(" ".join(words[: i + 1])) for i in range(len(words)) for denial in cues()["denial"])
