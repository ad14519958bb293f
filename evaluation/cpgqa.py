"""Ask cpgQA's questions of a library that holds its guideline and count how often the right passage is cited.

    CURBSIDE_TEST_DATA=… python evaluation/cpgqa.py [--show N]

The 190 passages become one document, its chapters the titles they carry; nothing else is in the library. None of the
questions has trained anything. Counted is whether a quote of the direct answer or of the first four claims stands in
the passage that the benchmark names, and how many questions are refused. `--show` prints the first N that miss.
"""

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curbside.cli.beir import entries, judgements, named_folder
from curbside.cli.rates import wilson
from curbside.config import load_settings
from curbside.domain.answers import Answer
from curbside.engine import open_engine

NAME = "cpgqa_vadod"
TITLE = "VA/DoD guideline on opioids in chronic pain, as cut into passages by cpgQA"
_FIRST = 4  # claims that count


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """Passages and questions, each question with the ids of the passages that answer it."""

    passages: Sequence[Mapping[str, Any]]
    questions: Sequence[Mapping[str, Any]]
    right: Mapping[str, frozenset[str]]

    @classmethod
    def load(cls, folder: Path) -> "Benchmark":
        """From a BEIR folder."""
        judged = judgements(folder / "qrels" / "test.tsv")
        return cls(
            passages=list(entries(folder / "corpus.jsonl")),
            questions=list(entries(folder / "queries.jsonl")),
            right={query: frozenset(passages) for query, passages in judged.items()},
        )

    def as_markdown(self) -> str:
        """One document: a heading for each title, a paragraph for each passage."""
        parts = [f"# {TITLE}"]
        for title, group in itertools.groupby(self.passages, key=lambda passage: passage["title"]):
            parts += [f"## {title}", *(_flat(passage["text"]) for passage in group)]
        return "\n\n".join(parts) + "\n"


def _flat(text: str) -> str:
    return " ".join(text.split())


def cites(answer: Answer, texts: Sequence[str], *, first: int) -> bool:
    """Whether a quote of the direct answer or of the first claims stands in one of the texts."""
    sections = [claim for section in answer.sections for claim in section.claims if section.key != "summary"]
    leading = [*([answer.headline] if answer.headline else []), *sections[:first]]
    return any(_flat(c.quote) in text for claim in leading for c in claim.citations for text in texts)


def main() -> None:
    """Make the library, ask, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--show", type=int, default=0, metavar="N")
    show = options.parse_args().show
    with named_folder(NAME, os.environ["CURBSIDE_TEST_DATA"]) as folder:
        benchmark = Benchmark.load(folder)
    texts = {passage["_id"]: _flat(passage["text"]) for passage in benchmark.passages}
    os.environ["CURBSIDE_STARTER"] = "false"
    with tempfile.TemporaryDirectory() as work:
        source, home = Path(work) / "cpgqa.md", Path(work) / "home"
        source.write_text(benchmark.as_markdown(), encoding="utf-8")
        command = [sys.executable, "-m", "curbside", "--home", str(home), "ingest", str(source)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with open_engine(load_settings(home=home)) as engine:
            answers = [engine.answer(question["text"]) for question in benchmark.questions]
    right = [[texts[passage] for passage in benchmark.right[question["_id"]]] for question in benchmark.questions]
    asked = list(zip(benchmark.questions, answers, right, strict=True))
    report(asked)
    missed = [(question, answer) for question, answer, good in asked if not cites(answer, good, first=_FIRST)]
    for question, answer in missed[:show]:
        first = answer.claims[0].statement if answer.claims else answer.outcome.value
        print(f"\n{question['_id']} {question['text']}\n   → {first[:200]}")


def report(asked: Sequence[tuple[Mapping[str, Any], Answer, Sequence[str]]]) -> None:
    """The figures, each with its 95 % interval."""
    headed = [(answer, good) for _, answer, good in asked if answer.headline]
    figures = {
        f"right passage among the first {_FIRST} cited": [cites(a, good, first=_FIRST) for _, a, good in asked],
        "right passage cited anywhere": [cites(a, good, first=10_000) for _, a, good in asked],
        "refused": [not a.claims for _, a, _ in asked],
        "with a direct answer": [bool(a.headline) for _, a, _ in asked],
        "  of these, from the right passage": [cites(a, good, first=0) for a, good in headed],
    }
    for name, hits in figures.items():
        low, high = wilson(sum(hits), len(hits))
        print(f"{name:<40}{sum(hits):>4} of {len(hits):<4} {sum(hits) / len(hits):>7.1%}   {low:.1%} to {high:.1%}")


if __name__ == "__main__":
    main()
