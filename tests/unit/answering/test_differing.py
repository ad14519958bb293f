"""Sources that point different ways on what is asked, and those that only seem to."""

from typing import Any

import pytest

from curbside.answering.conflicts import Difference
from curbside.answering.differing import find_differing
from curbside.domain.answers import Evidence
from curbside.domain.documents import DocumentId, Kind, PassageId, Recommendation
from curbside.domain.grading import read_grade
from curbside.engine import Engine
from factories import a_passage, an_evidence, interpreted

BREAST = "Breast Cancer: Screening"
FOR_40 = "The society recommends biennial screening mammography for women aged 40 to 74 years."
UNSURE_40 = "The benefit of mammography for women aged 40 to 49 years is uncertain."


def says(text: str, engine: Engine, *, by: str, title: str = BREAST, grade: str = "", **document: Any) -> Evidence:
    identity = DocumentId(by)
    printed: Recommendation | None = read_grade(grade, statement=text) if grade else None
    passage = a_passage(
        text, id=PassageId(f"{by}#{len(text)}"), document_id=identity, path=("Overview",), recommendation=printed
    )
    return an_evidence(passage, engine.lexicon, id=identity, title=title, **document)


def differ(question: str, engine: Engine, *held: Evidence) -> Difference | None:
    return find_differing(interpreted(question, engine), lambda words, concepts: held, lexicon=engine.lexicon)


def sides(found: Difference | None) -> set[str]:
    return {str(stand.document.id) for stand in found.stands} if found else set()


@pytest.mark.parametrize(
    "question",
    [
        "mammography at 43, worthwhile?",
        "should a 43-year-old woman have a mammogram",
        "breast screening in her forties?",
    ],
)
def test_one_recommends_what_the_other_is_unsure_of(question: str, engine: Engine) -> None:
    found = differ(question, engine, says(FOR_40, engine, by="A"), says(UNSURE_40, engine, by="B"))

    assert sides(found) == {"A", "B"}
    assert found is not None
    assert found.followed.document.id == "A"
    assert "recommends, where the other tells" in found.because


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("mammography at 63, worthwhile?", UNSURE_40),  # for other ages
        ("mammography at 43, worthwhile?", "Based on solid evidence, screening mammography reduces mortality."),
        ("mammography at 43, worthwhile?", "The benefit of ultrasound as a screening for breast cancer is uncertain."),
        ("mammography at 43, worthwhile?", "The benefit of mammography in BRCA mutation carriers is uncertain."),
        ("what is the dose of aspirin in stroke", UNSURE_40),  # nothing is asked of doing it
        ("breast cancer", UNSURE_40),
        ("overdiagnosis rate with mammography screening", UNSURE_40),
    ],
)
def test_what_is_no_difference_on_what_is_asked(question: str, other: str, engine: Engine) -> None:
    held = (
        says(FOR_40, engine, by="A"),
        says(other, engine, by="B", title=BREAST if "BRCA" not in other else "BRCA mutations"),
    )

    assert differ(question, engine, *held) is None


def test_a_document_cannot_differ_with_itself(engine: Engine) -> None:
    both = (says(FOR_40, engine, by="A"), says(UNSURE_40, engine, by="A"))

    assert differ("mammography at 43, worthwhile?", engine, *both) is None


def test_not_to_do_it_and_not_to_know_come_to_the_same(engine: Engine) -> None:
    against = says("The society recommends against screening for breast cancer in men.", engine, by="A")
    unsure = says("There is inadequate evidence on whether screening for breast cancer helps.", engine, by="B")

    assert differ("should men be screened for breast cancer?", engine, against, unsure) is None


def test_a_document_that_grades_speaks_by_its_grades_only(engine: Engine) -> None:
    held = (
        says(FOR_40, engine, by="A", grade="Grade B"),
        says("Women aged 40 years or older should not be screened for breast cancer.", engine, by="A"),
        says("Screening for breast cancer is recommended for women aged 40 to 60 years.", engine, by="B"),
    )

    assert differ("breast cancer screening at 45?", engine, *held) is None


def test_the_other_side_is_found_by_the_end_that_the_first_names(engine: Engine) -> None:
    """The question names cirrhosis and ultrasound, the other source neither."""
    held = (
        says(
            "Patients with cirrhosis should undergo HCC screening with ultrasound every 6 months.",
            engine,
            by="A",
            title="Cirrhosis",
        ),
        says(
            "Screening of persons at risk does not result in a decrease in mortality from hepatocellular cancer.",
            engine,
            by="B",
            title="Hepatocellular carcinoma: screening",
        ),
    )

    assert sides(differ("cirrhosis: does ultrasound every 6 months save lives", engine, *held)) == {"A", "B"}


AGAINST_ASPIRIN = (
    "The society recommends against low-dose aspirin for the primary prevention of CVD in adults 60 years or older."
)
MAYBE_ASPIRIN = (
    "Aspirin may be considered for primary prevention in patients with diabetes at increased cardiovascular risk."
)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("68, type 2 diabetes, no heart disease: low-dose aspirin?", {"A", "B"}),
        ("aspirin for primary prevention in a 45-year-old with diabetes?", set()),
        ("how many mg of aspirin in diabetes?", set()),
        ("aspirin in diabetes, minimum days?", set()),
    ],
)
def test_a_drug_that_one_advises_against_and_the_other_leaves_open(
    question: str, shown: set[str], engine: Engine
) -> None:
    held = (
        says(AGAINST_ASPIRIN, engine, by="A", title="Aspirin to prevent cardiovascular disease"),
        says(MAYBE_ASPIRIN, engine, by="B", title="Diabetes", kind=Kind.SUMMARY),
    )

    assert sides(differ(question, engine, *held)) == shown


def test_asked_how_often_only_intervals_are_compared(engine: Engine) -> None:
    yearly = "Annual screening mammography is recommended for women aged 40 to 74 years."
    question = "how often should mammography be done at 45?"

    assert sides(differ(question, engine, says(FOR_40, engine, by="A"), says(yearly, engine, by="B"))) == {"A", "B"}
    assert differ(question, engine, says(FOR_40, engine, by="A"), says(UNSURE_40, engine, by="B")) is None
