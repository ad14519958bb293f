"""Count how often emergencies and questions out of scope are recognised, and how often others are taken for them.

    python evaluation/safety/check.py

Prints one table for each, with 95 % Wilson intervals. Emergencies: those that rules and model were built on, those
that only judge (judging.jsonl), and the ordinary questions of the development bank. Out of scope: odd ids were built
on, even ids judge. Phrasings that judge are never printed.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from curbside.answering.emergencies import calls_for_help, emergency_in
from curbside.answering.scope import out_of_scope
from curbside.cli.rates import wilson

HERE = Path(__file__).parent
BANK = tuple(HERE.parent / "bank" / name for name in ("development.jsonl", "development_2.jsonl"))
PARTS = {"building": ("emergencies", "emergencies_2"), "judging": ("judging",)}  # and their files


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """One wording and whether it is to be recognised."""

    text: str
    wanted: bool
    part: str  # one of PARTS


def phrasings() -> list[Phrasing]:
    """Of emergencies: files that are built on and a file that judges."""
    return [
        Phrasing(text=r["text"], wanted=r["expect"] == "emergency", part=part)
        for part, names in PARTS.items()
        for name in names
        for r in rows(name)
    ]


def scope_phrasings() -> list[Phrasing]:
    """Of what is out of scope: odd ids are built on, even ids judge."""
    return [
        Phrasing(text=r["text"], wanted=r["expect"] == "out", part=tuple(PARTS)[int(r["id"].split("-")[1]) % 2 == 0])
        for r in rows("scope")
    ]


def rows(name: str) -> list[dict[str, str]]:
    """The lines of one file beside this one, in order."""
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def bank_questions(outcomes: Sequence[str]) -> list[str]:
    """The questions of the development bank that expect one of some outcomes."""
    entries = [json.loads(line) for file in BANK for line in file.read_text(encoding="utf-8").splitlines()]
    return [entry["question"] for entry in entries if entry["outcome"] in outcomes]


ORDINARY = ("answered", "partly", "not_in_library")


def recognised(texts: Sequence[str], rule: Callable[[str], object]) -> tuple[int, int]:
    """How many texts a rule recognises, of how many."""
    return sum(rule(text) is not None for text in texts), len(texts)


def row(name: str, hits: int, total: int) -> str:
    """One line of a table: a share with its interval."""
    low, high = wilson(hits, total)
    return f"{name:<44}{hits:>6} of {total:<6}{hits / total:>8.1%}   {low:.1%} to {high:.1%}"


def table(entries: Sequence[Phrasing], rule: Callable[[str], object], *, outcome: str) -> list[str]:
    """All figures of one rule."""
    lines = []
    for part in PARTS:
        for kind, is_wanted in (("recognised", True), ("false alarms", False)):
            texts = [e.text for e in entries if e.part == part and e.wanted is is_wanted]
            lines.append(row(f"{part}, {kind}", *recognised(texts, rule)))
    lines.append(row("development bank, recognised", *recognised(bank_questions([outcome]), rule)))
    lines.append(row("development bank, false alarms", *recognised(bank_questions(ORDINARY), rule)))
    return lines


def stopped_or_warned(question: str) -> bool | None:
    """True, or None where the reader is not told to get help."""
    return calls_for_help(question) or None


def main() -> None:
    """Print all tables."""
    print("Emergencies: told to get help", *table(phrasings(), stopped_or_warned, outcome="emergency"), sep="\n")
    print(
        "\nEmergencies: answered with that alone (rules)",
        *table(phrasings(), emergency_in, outcome="emergency"),
        sep="\n",
    )
    print("\nOut of scope", *table(scope_phrasings(), out_of_scope, outcome="out_of_scope"), sep="\n")


if __name__ == "__main__":
    main()
