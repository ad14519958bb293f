"""The same question over the same library gives the same answer, today, tomorrow and after a rebuild."""

from pathlib import Path
from typing import Any

import pytest

from curbside.config import Settings
from curbside.engine import Engine, rebuild
from curbside.rendering.wire import answer_to_dict

QUESTIONS = [
    "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?",
    "Should a woman with atrial fibrillation and a CHA2DS2-VASc score of 2 be anticoagulated?",
    "Potassium 3.2 in DKA: start insulin?",
    "rivaroxaban in children",
    "My dog ate ibuprofen",
]


def without_time(engine: Engine, question: str) -> dict[str, Any]:
    answer = answer_to_dict(engine.answer(question))
    del answer["elapsed_ms"]
    return answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_gives_the_same_answer(engine: Engine, question: str) -> None:
    assert without_time(engine, question) == without_time(engine, question)


def test_an_answer_does_not_depend_on_what_was_asked_before(engine: Engine) -> None:
    first = [without_time(engine, question) for question in QUESTIONS]

    assert [without_time(engine, question) for question in reversed(QUESTIONS)] == first[::-1]


def test_a_library_built_anew_elsewhere_has_the_same_generation_and_answers(engine: Engine, tmp_path: Path) -> None:
    with rebuild(Settings(home=tmp_path)) as anew:
        assert anew.generation == engine.generation
        for question in QUESTIONS:
            assert without_time(anew, question) == without_time(engine, question)
