"""The first topic, end to end: which MRI for suspected spinal metastases."""

import re
from pathlib import Path

import pytest

from curbside.domain.answers import Answer, Conflict, Outcome, Position
from curbside.domain.documents import Status
from curbside.engine import Engine

_MAKEFILE = Path(__file__).parents[2] / "Makefile"


def the_question() -> str:
    match = re.search(r"^QUESTION \?= (.+)$", _MAKEFILE.read_text(encoding="utf-8"), re.M)
    assert match
    return match[1]


@pytest.fixture(scope="module")
def answer(engine: Engine) -> Answer:
    return engine.answer(the_question())


@pytest.fixture(scope="module")
def conflict(answer: Answer) -> Conflict:
    assert len(answer.conflicts) == 1
    return answer.conflicts[0]


def position(conflict: Conflict, document_id: str) -> Position:
    return next(p for p in conflict.positions if p.document.id == document_id)


def test_the_question_is_answered(answer: Answer) -> None:
    assert (
        the_question() == "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"
    )
    assert answer.outcome is Outcome.ANSWERED


def test_the_direct_answer_is_mri_without_and_with_contrast(answer: Answer) -> None:
    assert answer.headline is not None
    assert re.search(r"MRI .*without and with .*contrast", answer.headline.statement)


def test_the_answer_says_that_its_source_is_secondary(answer: Answer) -> None:
    assert any("secondary source" in limitation for limitation in answer.limitations)


FACTS = {
    "T1": r"\bT1",
    "STIR": r"\bSTIR",
    "fat-saturated T2": r"fat-saturated T2",
    "post-contrast fat-suppressed T1": r"fat-suppressed T1|T1-weighted images with fat suppression",
    "epidural extension": r"epidural[^.]*extension",
    "limits of CT": r"\bCT\b[^.]*(?:poorly|intradural)",
    "bone scan": r"bone scan",
    "PET/CT": r"PET/CT",
    "subdural effusions after surgery": r"After surgery[^\n]*subdural effusions",
    "biopsy": r"biopsy",
    "cord compression as soon as possible": r"cord compression[^\n]*as soon as possible",
    "within 24 hours": r"within 24 hours",
}


@pytest.mark.parametrize("pattern", FACTS.values(), ids=FACTS.keys())
def test_a_fact_of_the_topic_is_among_the_claims(answer: Answer, pattern: str) -> None:
    said = "\n".join(claim.statement for claim in answer.claims)

    assert re.search(pattern, said, re.I), said


def test_the_old_acr_table_is_shown_as_superseded_and_not_followed(conflict: Conflict) -> None:
    acr = position(conflict, "digest-acr-myelopathy-2008")

    assert acr.document.status is Status.SUPERSEDED
    assert "9" in acr.text
    assert conflict.followed != acr.document.id
    assert conflict.followed == "digest-spinal-mri-overview"


def test_nice_does_not_address_contrast(conflict: Conflict) -> None:
    assert position(conflict, "digest-nice-ng234").text.startswith("Does not address")


def test_the_precedence_that_chose_is_printed(conflict: Conflict) -> None:
    assert "Precedence:" in conflict.why
    assert "current" in conflict.why


@pytest.mark.parametrize("gap", ["renal function and gadolinium", "pregnancy", "devices"])
def test_what_no_source_states_is_said_under_limitations(answer: Answer, gap: str) -> None:
    assert any(gap in limitation for limitation in answer.limitations if "No source" in limitation)


@pytest.mark.parametrize(
    "question",
    [
        "Which MRI sequences for suspected vertebral metastases?",
        "MRI with or without contrast for spine mets?",
        "How soon should MRI be done in suspected metastatic spinal cord compression?",
    ],
)
def test_other_wordings_are_answered_from_the_same_documents(engine: Engine, question: str) -> None:
    answer = engine.answer(question)

    assert answer.outcome is Outcome.ANSWERED
    assert any(reference.document.id.startswith("digest-") for reference in answer.references)
