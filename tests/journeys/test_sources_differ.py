"""Two real documents that differ, end to end: one recommends what the other is unsure of. Both sides are shown."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from curbside.config import Settings
from curbside.domain.answers import Answer
from curbside.engine import Engine, ingest_files, open_engine

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "evaluation"))
from real_documents import unpack

DOCUMENTS = (
    "uspstf/json/*breast-cancer-screening*.json",
    "nci_pdq_markdown/pdq/types-breast-hp-breast-screening-pdq.md",
    "uspstf/json/*thyroid-cancer-screening*.json",
    "nci_pdq_markdown/pdq/types-thyroid-hp-thryoid-screening-pdq.md",
)


@pytest.fixture(scope="module")
def screening(real_documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    corpus = unpack(real_documents, tmp_path_factory.mktemp("corpus"), archives=("uspstf", "nci_pdq_markdown"))
    files = [file for pattern in DOCUMENTS for file in sorted(corpus.glob(pattern))]
    assert len(files) == len(DOCUMENTS), files
    settings = Settings(home=tmp_path_factory.mktemp("home"), starter=False)
    ingest_files(settings, files)
    with open_engine(settings) as engine:
        yield engine


@pytest.fixture(scope="module")
def answer(screening: Engine) -> Answer:
    return screening.answer("mammography at 43, worthwhile?")


def test_both_sides_are_shown_each_with_its_words_and_place(answer: Answer) -> None:
    (conflict,) = answer.conflicts

    said = {position.document.publisher: position for position in conflict.positions}
    assert len(said) == 2
    assert "recommends biennial screening" in said["U.S. Preventive Services Task Force"].text
    assert "uncertain" in said["National Cancer Institute"].text
    for position in conflict.positions:
        assert position.claim is not None
        assert position.claim.citations[0].quote in position.text or position.text in position.claim.citations[0].quote


def test_the_strength_is_shown_as_printed(answer: Answer) -> None:
    (conflict,) = answer.conflicts

    grades = [p.claim.recommendation for p in conflict.positions if p.claim]
    assert [grade.as_printed for grade in grades if grade] == ["B"]


def test_the_direct_answer_is_one_of_the_sides(answer: Answer) -> None:
    (conflict,) = answer.conflicts

    assert answer.headline is not None
    assert answer.headline.citations[0].document_id == conflict.followed
    assert "follows" in conflict.why


@pytest.mark.parametrize("question", ["screen adults for thyroid cancer?", "mammography at 60, worthwhile?"])
def test_sources_that_agree_are_not_said_to_differ(question: str, screening: Engine) -> None:
    answer = screening.answer(question)

    assert answer.claims
    assert not answer.conflicts
