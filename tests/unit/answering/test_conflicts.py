"""Where sources differ: side by side, the precedence printed, a superseded edition never followed."""

from dataclasses import replace
from typing import Any

import pytest

from curbside.answering.conflicts import PRECEDENCE, Difference, find_difference
from curbside.answering.ranking import Candidate
from curbside.domain.documents import DocumentId, Kind, PassageId, Status
from curbside.engine import Engine
from factories import a_passage, candidates_for

QUESTION = "What is the blood pressure target in intracerebral hemorrhage?"


def says(
    text: str, engine: Engine, *, by: str, question: str = QUESTION, score: float = 0.0, **document: Any
) -> Candidate:
    identity = DocumentId(by)
    passage = a_passage(text, id=PassageId(f"{by}#1"), document_id=identity, path=("Intracerebral hemorrhage",))
    described = {"id": identity, "title": f"Guideline of {by}", **document}
    candidates, _ = candidates_for(question, [passage], engine, **described)
    return replace(candidates[0], score=score)


def difference(engine: Engine, *candidates: Candidate, question: str = QUESTION) -> Difference | None:
    _, interpretation = candidates_for(question, [a_passage()], engine)
    return find_difference(candidates, interpretation, lexicon=engine.lexicon)


def test_two_current_sources_with_other_numbers_are_set_side_by_side(engine: Engine) -> None:
    found = difference(
        engine,
        says("Target systolic blood pressure 140 mmHg.", engine, by="A", year=2022),
        says("Target systolic blood pressure 130 mmHg.", engine, by="B", year=2024),
    )

    assert found is not None
    assert {stand.document.id for stand in found.stands} == {"A", "B"}


def test_the_newer_of_two_current_sources_is_followed_and_the_reason_printed(engine: Engine) -> None:
    found = difference(
        engine,
        says("Target systolic blood pressure 140 mmHg.", engine, by="A", year=2022),
        says("Target systolic blood pressure 130 mmHg.", engine, by="B", year=2024),
    )

    assert found is not None
    assert found.followed.document.id == "B"
    assert "newest" in found.because
    assert "current" in found.because


@pytest.mark.parametrize("old", [Status.SUPERSEDED, Status.WITHDRAWN, Status.RETRACTED])
def test_a_source_no_longer_current_is_never_followed_however_new(engine: Engine, old: Status) -> None:
    found = difference(
        engine,
        says("Target systolic blood pressure 130 mmHg.", engine, by="Old", year=2026, status=old),
        says("Target systolic blood pressure 140 mmHg.", engine, by="Current", year=2015),
    )

    assert found is not None
    assert found.followed.document.id == "Current"


def test_a_guideline_goes_before_a_summary_of_the_same_year(engine: Engine) -> None:
    found = difference(
        engine,
        says("Target systolic blood pressure 130 mmHg.", engine, by="Summary", year=2024, kind=Kind.SUMMARY),
        says("Target systolic blood pressure 140 mmHg.", engine, by="Guideline", year=2024),
    )

    assert found is not None
    assert found.followed.document.id == "Guideline"


def test_a_secondary_source_that_is_followed_is_called_secondary(engine: Engine) -> None:
    found = difference(
        engine,
        says("Target systolic blood pressure 130 mmHg.", engine, by="A", year=2024, kind=Kind.SUMMARY),
        says("Target systolic blood pressure 140 mmHg.", engine, by="B", year=2020, kind=Kind.SUMMARY),
    )

    assert found is not None
    assert "secondary source" in found.why(leads=True)


def test_sources_that_say_the_same_do_not_differ(engine: Engine) -> None:
    same = [says("Target systolic blood pressure 140 mmHg.", engine, by=by) for by in ("A", "B")]

    assert difference(engine, *same) is None


def test_one_source_cannot_differ_with_itself(engine: Engine) -> None:
    two = [says(f"Target systolic blood pressure {n} mmHg.", engine, by="A") for n in (130, 140)]

    assert difference(engine, *two) is None


def test_numbers_of_another_unit_are_no_difference(engine: Engine) -> None:
    assert (
        difference(
            engine,
            says("Target systolic blood pressure 140 mmHg.", engine, by="A"),
            says("Reach the target blood pressure within 1 hour.", engine, by="B"),
        )
        is None
    )


def test_a_source_that_does_not_name_the_alternatives_states_nothing_on_them(engine: Engine) -> None:
    question = "MRI contrast or non-contrast in intracerebral hemorrhage?"
    found = difference(
        engine,
        says("MRI without and with contrast is preferred.", engine, by="A", question=question),
        says(
            "MRI without contrast is rated 9, not with contrast.",
            engine,
            by="B",
            question=question,
            status=Status.SUPERSEDED,
        ),
        says("MRI within 24 hours.", engine, by="C", question=question, year=2026),
        question=question,
    )

    assert found is not None
    assert found.followed.document.id == "A"
    assert [stand.document.id for stand in found.stands if not stand.states] == ["C"]


def test_the_precedence_is_printed_in_the_order_it_is_applied() -> None:
    assert PRECEDENCE.startswith("current before superseded; fits the population; states a value")


@pytest.mark.parametrize(
    "question",
    [
        "Blood pressure in intracerebral hemorrhage: stop there or treat anyway?",
        "intracerebral hemorrhage, lower the blood pressure or not",
        "intracerebral hemorrhage with a HR and BP that differ: L or R arm?",
    ],
)
def test_an_or_that_joins_nothing_the_question_is_about_is_no_choice(question: str, engine: Engine) -> None:
    found = difference(
        engine,
        says("Treat blood pressure without delay, then stop and treat again.", engine, by="A", question=question),
        says("Do not treat blood pressure above 180 mmHg in the right arm.", engine, by="B", question=question),
        question=question,
    )

    assert found is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Treat for no less than 5 days.", "Treat for 7 to 10 days."),  # seven days are no less than five
        ("Treat for 7 days.", "Treat for 5 to 7 days."),
        ("Treat for 5 days.", "Legionella pneumonia: treat for 14 to 21 days."),  # one kind of it
        ("Treat for 5 days.", "Give 500 mg for 5 days."),
        ("Mild pneumonia: treat for 5 days.", "Severe pneumonia: treat for 10 days."),
    ],
)
def test_numbers_that_can_both_hold_are_no_difference(one: str, other: str, engine: Engine) -> None:
    question = "How long are antibiotics given in pneumonia?"
    found = difference(
        engine,
        *(says_of_pneumonia(text, engine, by=by, question=question) for by, text in (("A", one), ("B", other))),
        question=question,
    )

    assert found is None


def test_other_numbers_of_days_for_the_same_are_a_difference(engine: Engine) -> None:
    question = "How long are antibiotics given in pneumonia?"
    found = difference(
        engine,
        says_of_pneumonia("Antibiotics are given for 5 days.", engine, by="A", question=question),
        says_of_pneumonia("Antibiotics are given for 10 days.", engine, by="B", question=question),
        question=question,
    )

    assert found is not None


def test_ranges_with_other_ends_differ_though_they_overlap(engine: Engine) -> None:
    question = "How long are antibiotics given in pneumonia?"
    found = difference(
        engine,
        says_of_pneumonia("Antibiotics are given for 5 to 8 days.", engine, by="A", question=question),
        says_of_pneumonia("Antibiotics are given for 7 to 10 days.", engine, by="B", question=question),
        question=question,
    )

    assert found is not None


def says_of_pneumonia(text: str, engine: Engine, *, by: str, question: str) -> Candidate:
    identity = DocumentId(by)
    passage = a_passage(
        text, id=PassageId(f"{by}#1"), document_id=identity, path=("Pneumonia", "Duration of antibiotics")
    )
    candidates, _ = candidates_for(question, [passage], engine, id=identity, title=f"Pneumonia, by {by}")
    return replace(candidates[0], score=0.0)


def test_two_targets_of_blood_pressure_are_compared_by_their_systolic(engine: Engine) -> None:
    found = difference(
        engine,
        says("Target blood pressure < 120 mmHg.", engine, by="A"),
        says("Target blood pressure < 130/80 mmHg.", engine, by="B"),
    )

    assert found is not None


def test_where_the_direct_answer_is_from_elsewhere_the_reason_does_not_say_that_it_follows(engine: Engine) -> None:
    found = difference(
        engine,
        says("Target systolic blood pressure 140 mmHg.", engine, by="A", year=2022),
        says("Target systolic blood pressure 130 mmHg.", engine, by="B", year=2024),
    )

    assert found is not None
    assert found.why(leads=True).startswith("The direct answer follows")
    assert found.why(leads=False).startswith("By precedence")
