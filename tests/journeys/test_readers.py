"""All readers are told the same; only order, headings and what is added in our words differ."""

import importlib.util
import json
from pathlib import Path

import pytest

from curbside.cli.main import cli
from curbside.domain.answers import Answer, Outcome
from curbside.domain.errors import BadQuestion
from curbside.domain.questions import Reader
from curbside.engine import PROFILES, Engine
from curbside.rendering.markdown import to_markdown
from curbside.rendering.plain import to_plain
from curbside.rendering.wire import answer_to_dict

_EVALUATION = Path(__file__).parents[2] / "evaluation"
PATIENT, NURSE = Reader("patient"), Reader("nurse")
QUESTION = "Are beta blockers continued around surgery?"


@pytest.fixture(scope="module")
def said_in():
    """The measure's own idea of what an answer tells."""
    spec = importlib.util.spec_from_file_location("readers_measure", _EVALUATION / "readers.py")
    assert spec is not None
    assert spec.loader is not None
    measure = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(measure)
    return measure.said_in


def development() -> list[str]:
    lines = (_EVALUATION / "bank" / "development.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines[::60]]


@pytest.mark.parametrize("question", development())
def test_claims_citations_numbers_and_warnings_are_the_same_for_all_readers(engine: Engine, said_in, question) -> None:
    told = [said_in(engine.answer(question, reader=key)) for key in PROFILES]

    assert all(other == told[0] for other in told[1:])


def test_quotes_are_numbered_in_the_order_that_each_reader_meets_them(engine: Engine) -> None:
    for key in PROFILES:
        answer = engine.answer("allopurinol dosing in CKD and monitoring", reader=key)
        met = [n for claim in answer.claims for n in answer.quote_numbers(claim)]
        assert list(dict.fromkeys(met)) == sorted(set(met)), key


def test_recommendations_and_warnings_stay_in_front_whatever_a_profile_moves(engine: Engine) -> None:
    for question in development():
        for key in PROFILES:
            keys = [section.key for section in engine.answer(question, reader=key).sections]
            front = [k for k in keys if k in ("recommendation", "do_not_miss")]
            assert keys[: len(front)] == front
            assert "summary" not in keys[:-1]


def test_a_nurse_reads_monitoring_before_what_a_clinician_reads_first(engine: Engine) -> None:
    moved = 0
    for question in development():
        keys = [section.key for section in engine.answer(question, reader=NURSE).sections]
        rest = [k for k in keys if k not in ("recommendation", "do_not_miss")]
        if "monitoring" in rest:
            moved += 1
            assert rest[0] == "monitoring"
    assert moved


def patient(engine: Engine, question: str = QUESTION) -> Answer:
    return engine.answer(question, reader=PATIENT)


def test_a_patient_gets_plain_lines_words_explained_strength_in_words_and_the_closing(engine: Engine) -> None:
    document = answer_to_dict(patient(engine))

    assert document["headline"]["plain"].startswith("About: Continuation of Beta-Blockers. The source advises care")
    assert document["headline"]["strength_in_words"].startswith("Strongly advised")
    assert {"term": "Beta-Blockers", "definition": "a medicine that slows the heart and lowers blood pressure"} in (
        document["definitions"]
    )
    assert any("emergency number" in line for line in document["closing"])
    assert "not what is right for you" in document["opening"]


def test_a_clinician_gets_the_same_keys_with_nothing_in_them(engine: Engine) -> None:
    document = answer_to_dict(engine.answer(QUESTION))

    assert (document["headline"]["plain"], document["headline"]["strength_in_words"]) == (None, None)
    assert (document["opening"], document["definitions"], document["closing"]) == ("", [], [])
    assert all(claim["plain"] is None for section in document["sections"] for claim in section["claims"])


def test_terminal_and_markdown_show_what_a_patient_gets(engine: Engine) -> None:
    for shown in (to_plain(patient(engine), width=100), to_markdown(patient(engine))):
        flat = " ".join(shown.replace("\\", "").split())
        assert "In plain words: About: Continuation of Beta-Blockers." in flat
        assert "words explained" in flat.lower()
        assert "Strongly advised" in flat
        assert "call your emergency number" in flat


def test_an_emergency_is_told_to_every_reader_in_the_same_words(engine: Engine) -> None:
    answers = [engine.answer("crushing chest pain now, what do I do?", reader=key) for key in PROFILES]

    assert {answer.outcome for answer in answers} == {Outcome.EMERGENCY}
    assert {(answer.notice, answer.closing) for answer in answers} == {(answers[0].notice, ())}


def test_a_patient_whose_question_is_not_held_is_still_led_to_the_clinician(engine: Engine) -> None:
    answer = patient(engine, "first-line prophylaxis for chronic migraine")

    assert answer.outcome is Outcome.NOT_IN_LIBRARY
    assert any("Talk to your doctor" in line for line in answer.closing)


def test_a_reader_without_a_profile_is_refused_with_the_list(engine: Engine) -> None:
    with pytest.raises(BadQuestion, match="clinician, nurse, pharmacist, trainee, patient"):
        engine.answer(QUESTION, reader=Reader("king"))


def test_the_command_line_offers_every_profile() -> None:
    parameter = next(p for p in cli.get_command(None, "ask").params if p.name == "reader")

    assert list(parameter.type.choices) == list(PROFILES)
