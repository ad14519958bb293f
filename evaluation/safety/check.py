"""Count how often emergencies and questions out of scope are recognised, and how often others are taken for them.

    python evaluation/safety/check.py

Prints one table for each, with 95 % Wilson intervals: the building half (odd ids), the judging half (even ids) and the
ordinary questions of the development bank. Phrasings of the judging half are never printed.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from curbside.answering.emergencies import emergency_in
from curbside.answering.scope import out_of_scope
from curbside.cli.rates import wilson

HERE = Path(__file__).parent
BANK = HERE.parent / "bank" / "development.jsonl"
HALVES = ("building", "judging")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """One wording and whether it is to be recognised."""

    id: str
    text: str
    wanted: bool

    @property
    def half(self) -> str:
        """Odd ids are what the rules were built on, even ids what they are judged by."""
        return HALVES[int(self.id.split("-")[1]) % 2 == 0]


def phrasings(name: str, *, wanted: str) -> list[Phrasing]:
    """The phrasings of one file beside this one, in order."""
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Phrasing(id=r["id"], text=r["text"], wanted=r["expect"] == wanted) for r in map(json.loads, lines)]


def bank_questions(outcomes: Sequence[str]) -> list[str]:
    """The questions of the development bank that expect one of some outcomes."""
    entries = map(json.loads, BANK.read_text(encoding="utf-8").splitlines())
    return [entry["question"] for entry in entries if entry["outcome"] in outcomes]


ORDINARY = ("answered", "partly", "not_in_library")


def recognised(texts: Sequence[str], rule: Callable[[str], object]) -> tuple[int, int]:
    """How many texts a rule recognises, of how many."""
    return sum(rule(text) is not None for text in texts), len(texts)


def row(name: str, hits: int, total: int) -> str:
    """One line of a table: a share with its interval."""
    low, high = wilson(hits, total)
    return f"{name:<44}{hits:>6} of {total:<6}{hits / total:>8.1%}   {low:.1%} to {high:.1%}"


def table(name: str, rule: Callable[[str], object], *, wanted: str, outcome: str) -> list[str]:
    """All figures of one rule."""
    entries = phrasings(name, wanted=wanted)
    lines = []
    for half in HALVES:
        for kind, is_wanted in (("recognised", True), ("false alarms", False)):
            texts = [e.text for e in entries if e.half == half and e.wanted is is_wanted]
            lines.append(row(f"{half} half, {kind}", *recognised(texts, rule)))
    lines.append(row("development bank, recognised", *recognised(bank_questions([outcome]), rule)))
    lines.append(row("development bank, false alarms", *recognised(bank_questions(ORDINARY), rule)))
    return lines


def main() -> None:
    """Print both tables."""
    print("Emergencies", *table("emergencies", emergency_in, wanted="emergency", outcome="emergency"), sep="\n")
    print("\nOut of scope", *table("scope", out_of_scope, wanted="out", outcome="out_of_scope"), sep="\n")


if __name__ == "__main__":
    main()
