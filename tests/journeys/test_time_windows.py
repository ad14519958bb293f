"""A time window that is missed answers whether something may still be done."""

import pytest

from curbside.engine import Engine


@pytest.mark.parametrize(
    ("question", "opens", "told"),
    [
        ("ischaemic stroke, onset 5 hours ago, alteplase?", "≤ 4.5 hours", "5 hours"),
        ("can I give alteplase 5 hours after stroke onset", "≤ 4.5 hours", "5 hours"),
        ("thrombectomy at 26 hours after last known well?", "6–24 Hours", "26 hours"),
        ("STEMI onset 13 hours ago, fibrinolysis?", "within the prior 12 hours", "13 hours"),
        ("colchicine, gout flare began 3 days ago?", "within 12 hours", "3 days"),
    ],
)
def test_a_missed_window_opens_the_answer_and_says_so(question: str, opens: str, told: str, engine: Engine) -> None:
    headline = engine.answer(question).headline

    assert headline is not None
    assert opens in headline.statement
    assert told in (headline.note or "")


@pytest.mark.parametrize(
    "question",
    [
        "stroke onset 2 hours ago, alteplase?",  # a window takes it in
        "LVO stroke last known well 14 hours ago, mismatch on CTP: thrombectomy?",
        "dose of alteplase in stroke",  # no time is told
        "alteplase, bleed into the brain 3 months ago",  # history, not an onset
        "melaena 12 days ago, now a stroke at 2 h, alteplase?",  # two times, of two things
    ],
)
def test_no_window_is_missed_where_one_holds_or_none_is_asked_about(question: str, engine: Engine) -> None:
    headline = engine.answer(question).headline

    assert headline is None or headline.note is None


@pytest.mark.parametrize(
    "question",
    [
        "ischaemic stroke, onset 5 hours ago, alteplase?",
        "acute ischemic stroke at 4 hours: can we still give alteplase",
        "stroke 3 hours ago, alteplase?",
    ],
)
def test_what_is_for_an_unknown_onset_is_not_said_of_a_known_one(question: str, engine: Engine) -> None:
    answer = engine.answer(question)

    assert not any("Unknown onset" in claim.statement for claim in answer.claims)


def test_an_unknown_onset_is_still_answered(engine: Engine) -> None:
    answer = engine.answer("wake-up stroke, alteplase?")

    assert any("Unknown onset" in claim.statement for claim in answer.claims)


def test_no_dose_stands_below_a_missed_window(engine: Engine) -> None:
    answer = engine.answer("ischaemic stroke, onset 5 hours ago, alteplase?")

    assert not any("0.9 mg/kg" in claim.statement for claim in answer.claims)


def test_platelets_are_their_count(engine: Engine) -> None:
    answer = engine.answer("platelets 60, ischaemic stroke 2 hours ago, alteplase?")

    assert answer.headline is not None
    assert "Platelet count < 100,000" in answer.headline.statement
    assert not any("platelets" in gap for gap in answer.missing)
