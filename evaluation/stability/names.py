"""Whether a thing called by its abbreviation gets the answer that it gets by its name in full.

    python evaluation/stability/names.py [--most N]

Takes questions of the development bank that are answered and call a condition or a drug by an abbreviation, writes the
lexicon's name in its place, and asks both.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from curbside.answering.interpret import Interpreter
from curbside.cli.rates import Rate
from curbside.config import load_settings
from curbside.domain.answers import Answer
from curbside.domain.questions import ConceptType, Question
from curbside.engine import Engine, open_engine

BANK = Path(__file__).resolve().parent.parent / "bank" / "development.jsonl"
_LONGEST = 6  # characters of an abbreviation


def pairs(engine: Engine) -> Iterator[tuple[str, str]]:
    """Questions as they stand in the bank, and with names in full."""
    interpreter = Interpreter(lexicon=engine.lexicon, store=engine.store, analyzer=engine.analyzer)
    for line in BANK.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["outcome"] not in ("answered", "partly"):
            continue
        read = interpreter.interpret(Question(text=row["question"]))
        text = read.text
        for mention in sorted(read.concepts, key=lambda mention: -mention.start):
            said, name = read.text[mention.start : mention.end], engine.lexicon.name(mention.key)
            is_short = said.isupper() and len(said) <= _LONGEST and " " in name
            if is_short and mention.type in (ConceptType.CONDITION, ConceptType.DRUG):
                text = text[: mention.start] + name + text[mention.end :]
        if text != read.text == row["question"]:
            yield row["question"], text


def opening(answer: Answer) -> tuple[bool, str]:
    """Whether there is a direct answer, and the first statement."""
    first = answer.headline or next(iter(answer.claims), None)
    return answer.headline is not None, first.statement if first else ""


def main() -> int:
    """Ask and count."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--most", type=int, default=160)
    most = options.parse_args().most
    kind, same = Rate(), Rate()
    with tempfile.TemporaryDirectory() as home, open_engine(load_settings(home=Path(home))) as engine:
        for (short, full), _ in zip(pairs(engine), range(most), strict=False):
            one, other = opening(engine.answer(short)), opening(engine.answer(full))
            kind.add(one[0] == other[0] and bool(one[1]) == bool(other[1]))
            same.add(one[1] == other[1])
    print(f"the same kind of opening      {kind.hits} of {kind.total}")
    print(f"the same words in the opening {same.hits} of {same.total}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
