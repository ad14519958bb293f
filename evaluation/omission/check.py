"""Count how often what must stand beside a recommendation stands there, or is listed as left out with the reason.

    python evaluation/omission/check.py [--home HOME] [--show]

`questions.jsonl`, `questions_2.jsonl`: each question names its document and the statements of the section that answers
which may not be missing. Which are development and which held out says README.md; `--show` lists what is missing of the
first only. A question without claims has everything missing; how many those are is said apart.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from curbside.cli.rates import wilson
from curbside.config import load_settings
from curbside.domain.answers import Answer
from curbside.engine import open_engine

QUESTIONS = tuple(Path(__file__).with_name(name) for name in ("questions.jsonl", "questions_2.jsonl"))
# Odd and even ids by the first hand, all by a second, odd and even ids by a third.
PARTS = ("development", "held out", "development, by a second hand", "development, by a third", "held out, by a third")
SHOWN, LISTED, MISSING = "shown", "listed with a reason", "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question, its answer, and what became of each statement that must be there."""

    row: dict[str, Any]
    answer: Answer
    found: tuple[str, ...]  # SHOWN, LISTED or MISSING, in the order of `must`

    @property
    def part(self) -> str:
        series, number = self.row["id"][0], int(self.row["id"][1:])
        return PARTS[{"o": 0, "p": 2, "r": 3}[series] + (series != "p" and number % 2 == 0)]


def found(pattern: str, document: str, answer: Answer) -> str:
    """Whether a statement of a document is shown by an answer, listed by it as left out, or missing."""
    wanted = re.compile(pattern, re.I | re.M)
    for claim in answer.claims:
        for citation in claim.citations:
            own = citation.document_id.split("@")[0] == document
            if own and any(wanted.search(re.sub(r"\s+", " ", text)) for text in (claim.statement, citation.quote)):
                return SHOWN
    return LISTED if any(wanted.search(line) for line in answer.limitations) else MISSING


def rates(asked: Sequence[Asked]) -> Iterator[str]:
    """The lines of one part."""
    whole = sum(MISSING not in a.found for a in asked)
    yield line("questions with nothing missing", whole, len(asked))
    yield line("of them refused, so not met", sum(not a.answer.claims for a in asked), len(asked))
    all_found = [found for a in asked for found in a.found]
    yield line("statements shown or listed", len(all_found) - all_found.count(MISSING), len(all_found))
    yield line("statements listed with a reason only", all_found.count(LISTED), len(all_found))
    kinds = Counter(m["why"] for a in asked for m in a.row["must"])
    met = Counter(m["why"] for a in asked for m, f in zip(a.row["must"], a.found, strict=True) if f != MISSING)
    for kind, total in sorted(kinds.items()):
        yield line(f"  {kind}", met[kind], total)
    yield f"{'claims an answer, median':<40}{median(len(a.answer.claims) for a in asked):>4}"


def line(name: str, hits: int, total: int) -> str:
    """One share with its 95 % interval."""
    low, high = wilson(hits, total)
    return f"{name:<40}{hits:>4} of {total:<4}{hits / total:>8.1%}   {low:.1%} to {high:.1%}"


def main() -> int:
    """Ask all questions; print each part, and with --show what is missing of the development ones."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="of a library; default: CURBSIDE_HOME")
    parser.add_argument("--show", action="store_true", help="list what is missing of the development questions")
    options = parser.parse_args()
    asked = []
    with open_engine(load_settings(home=options.home)) as engine:
        for row in (json.loads(row) for path in QUESTIONS for row in path.read_text(encoding="utf-8").splitlines()):
            answer = engine.answer(row["question"])
            states = tuple(found(must["words"], row["document"], answer) for must in row["must"])
            asked.append(Asked(row=row, answer=answer, found=states))
    for part in PARTS:
        print(f"\n{part}" if part != PARTS[0] else part, *rates([a for a in asked if a.part == part]), sep="\n")
    if options.show:
        for a in (a for a in asked if a.part.startswith("development") and MISSING in a.found):
            print(f"\n{a.row['id']}  {a.row['question']}  [{a.row['document']}]  {a.answer.outcome}")
            print("    opens:", a.answer.headline.statement if a.answer.headline else "nothing")
            for must, state in zip(a.row["must"], a.found, strict=True):
                print(f"    {state}: {must['why']}, {must['locator']}: {must['words']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
