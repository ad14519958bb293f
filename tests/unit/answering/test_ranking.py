"""What counts for and against a statement depends on what is asked for."""

import pytest

from curbside.domain.documents import Direction, Recommendation
from curbside.engine import Engine
from factories import a_passage, candidates_for

GRADED = a_passage(
    "The panel recommends against routine prophylaxis.",
    recommendation=Recommendation(
        as_printed="(Grade D)", scheme=None, strength=None, certainty=None, direction=Direction.AGAINST
    ),
)


def counts_as_advice(question: str, engine: Engine) -> bool:
    (candidate,), _ = candidates_for(question, [GRADED], engine)
    return bool(candidate.features.get("advice_graded"))


@pytest.mark.parametrize(
    "question",
    [
        "Heparin for a woman of 55 without symptoms?",
        "how many days of enoxaparin after hip surgery",
        "how often should a smoker's lungs be scanned",
        "Start a statin at 68?",
    ],
)
def test_who_asks_what_to_do_is_told_what_is_recommended(engine: Engine, question: str) -> None:
    assert counts_as_advice(question, engine)


@pytest.mark.parametrize(
    "question",
    [
        "how often does heparin cause thrombocytopenia",
        "what share of smokers get COPD",
        "how many women bled on aspirin",
        "survival of stage II melanoma at five years",
        "why does metformin upset the stomach",
    ],
)
def test_who_asks_what_was_found_is_not(engine: Engine, question: str) -> None:
    assert not counts_as_advice(question, engine)
