"""Ask a bank's answerable questions of a library without the document that answers each, and count what gets claims.

    CURBSIDE_TEST_DATA=… python evaluation/absent_documents.py --home HOME --bank FILE [--show N]

A library always lacks something, and what it holds instead has the same drugs, tests and numbers. No wording tells
these questions from those that are answered: they are the same ones. The documents that a bank names are left out an
eighth at a time. Not counted are questions that one of the documents left in answers: of which a statement shown holds
all key facts. Others of them may be answered rightly all the same, in other words: the share that gets claims is an
upper bound of what is answered wrongly. HOME holds the library whole. `--show` prints the first N that get claims.
"""

import argparse
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from curbside.cli.bank import BankQuestion, load_bank
from curbside.cli.rates import wilson
from curbside.config import load_settings
from curbside.domain.answers import Answer
from curbside.engine import Engine, building, update
from curbside.library.sources import Source, all_sources

PARTS = 8


@contextmanager
def library_without(documents: Collection[str], home: Path, *, dense: bool = False) -> Iterator[Engine]:
    """An engine over the library of a home as it would be without some documents, given as their ids begin."""

    def sources(folder: Path, *, starter: bool, rehash: bool = False) -> list[Source]:
        held = all_sources(folder, starter=starter, rehash=rehash)
        return [source for source in held if not source.id.startswith(tuple(documents))]

    with tempfile.TemporaryDirectory() as work:
        copy = Path(work) / "home"
        shutil.copytree(home, copy)
        with mock.patch.object(building, "all_sources", sources):
            engine = update(load_settings(home=copy, dense=dense))
        with engine:
            yield engine


def holds_key_facts(question: BankQuestion, text: str) -> bool:
    """Whether a text holds all that the direct answer must hold."""
    return all(pattern.search(text) for pattern in question.must_headline)


def _asked(questions: Sequence[BankQuestion], home: Path) -> Iterator[tuple[BankQuestion, Answer]]:
    named = sorted({question.document for question in questions})
    for part in range(PARTS):
        absent = named[part::PARTS]
        chosen = [question for question in questions if question.document in absent]
        if not chosen:
            continue
        with library_without(absent, home) as engine:
            for question in chosen:
                yield question, engine.answer(question.text, with_model=False)


def main() -> None:
    """Ask, count, print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--home", type=Path, required=True)
    arguments.add_argument("--bank", type=Path, required=True)
    arguments.add_argument("--show", type=int, default=0)
    options = arguments.parse_args()
    questions = [q for q in load_bank(options.bank) if q.must_headline and q.document]
    claims = direct = elsewhere = 0
    for question, answer in _asked(questions, options.home):
        if any(holds_key_facts(question, claim.statement) for claim in answer.claims):
            elsewhere += 1
            continue
        claims += bool(answer.claims)
        direct += answer.headline is not None
        if answer.claims and claims <= options.show:
            print(f"{question.id} {question.text}\n    {answer.claims[0].citations[0].document_id}: ", end="")
            print(f"{answer.claims[0].statement[:200]}")
    asked = len(questions) - elsewhere
    print(f"{asked} questions without their document ({elsewhere} more are answered by another)")
    _print("get claims", claims, asked)
    _print("get a direct answer", direct, asked)


def _print(what: str, hits: int, asked: int) -> None:
    low, high = wilson(hits, asked)
    print(f"{what}: {hits / max(1, asked):.1%} ({low:.1%}–{high:.1%}, {hits}/{asked})")


if __name__ == "__main__":
    main()
