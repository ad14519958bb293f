"""How many questions with identifiers are warned of, and how many without.

    python evaluation/privacy/check.py [--show]

`--show` prints the development half's misses. The held-out half is only counted: see README.
"""

import json
import re
import sys
from pathlib import Path

from curbside.cli.rates import wilson
from curbside.domain.redaction import identifiers, redact

HERE = Path(__file__).parent


def left_over(row: dict[str, object], redacted: str) -> list[str]:
    """Identifiers of a question of which a part still stands after redaction."""
    texts = [one["text"] for one in row["identifiers"]]  # type: ignore[attr-defined]  # as make.py writes them
    parts = {text: [part for part in re.split(r"[ ,]+", text) if len(part) > 1] for text in texts}
    return [text for text in texts if any(re.search(rf"(?<![\w≥]){re.escape(p)}(?!\w)", redacted) for p in parts[text])]


def main() -> int:
    """Print the figures of each half, and of what was written to break the rules."""
    for half in ("development", "held_out"):
        rows = [json.loads(line) for line in (HERE / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()]
        held = [row for row in rows if row["identifiers"]]
        clinical = [row for row in rows if not row["identifiers"]]
        missed = [row for row in held if not identifiers(row["question"])]
        partly = [(row, left) for row in held if (left := left_over(row, redact(row["question"])))]
        alarms = [row for row in clinical if identifiers(row["question"])]
        print(half)
        _line("warned of, of questions with identifiers", len(held) - len(missed), len(held))
        _line("nothing left of any identifier", len(held) - len(partly), len(held))
        _line("false alarms, of questions without", len(alarms), len(clinical))
        if "--show" in sys.argv and half == "development":
            for row, left in partly:
                print(f"  left {left}: {row['question']}")
            for row in alarms:
                print(f"  alarm: {row['question']} → {redact(row['question'])}")
    written = [
        line.partition("|")[::2] for line in (HERE / "hand_written.txt").read_text(encoding="utf-8").splitlines()
    ]
    for turn in ("1", "2"):
        found = [bool(identifiers(question)) for which, question in written if which == turn]
        print(f"written by hand, list {turn}")
        _line("warned of", sum(found), len(found))
    return 0


def _line(what: str, hits: int, total: int) -> None:
    low, high = wilson(hits, total)
    print(f"  {what}: {hits} of {total}, {hits / total:.1%} ({low:.1%}–{high:.1%})")


if __name__ == "__main__":
    sys.exit(main())
