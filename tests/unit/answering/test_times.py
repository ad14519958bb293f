"""Times of a patient: from when they count, and weeks of a pregnancy."""

import pytest

from curbside.answering.times import weeks_in
from curbside.answering.values import RangeFit, range_fit
from curbside.engine import Engine
from factories import a_passage, interpreted


def told(question: str, engine: Engine, name: str) -> list[tuple[float, str]]:
    return [(v.value, v.since) for v in interpreted(question, engine).values if v.name == name]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("ischaemic stroke, onset 5 hours ago, alteplase?", [(5.0, "onset")]),
        ("can I give alteplase 5 hours after stroke onset", [(5.0, "onset")]),
        ("can we use alteplase 5 hours after stroke onset", [(5.0, "onset")]),
        ("stroke 3 hours ago: thrombolyse?", [(3.0, "onset")]),
        ("STEMI, pain began 14 h ago", [(14.0, "onset")]),
        ("last apixaban dose 20 hours ago, intracerebral bleed", [(20.0, "dose")]),
        ("clexane s/c 5 hrs ago, PCI now", [(5.0, "dose")]),
        ("had a stroke 6 weeks ago, now a STEMI, lysis?", [(1008.0, "")]),  # history, not this illness
        ("drug-eluting stent 4 months ago", [(2880.0, "")]),
    ],
)
def test_what_a_time_counts_from(question: str, expected: list[tuple[float, str]], engine: Engine) -> None:
    assert told(question, engine, "time") == expected


@pytest.mark.parametrize(
    ("question", "passage", "fits"),
    [
        ("STEMI, onset 13 hours ago", "If the last SC dose was > 12 hours ago: use none", RangeFit.NONE),
        ("last enoxaparin dose 13 hours ago", "If the last SC dose was > 12 hours ago: use none", RangeFit.INSIDE),
        ("last apixaban dose 13 hours ago", "If symptom onset < 12 hours ago: treat", RangeFit.NONE),
        ("onset 13 hours ago", "If symptom onset < 12 hours ago: treat", RangeFit.OUTSIDE),
    ],
)
def test_a_time_from_one_thing_says_nothing_of_another(
    question: str, passage: str, fits: RangeFit, engine: Engine
) -> None:
    values = interpreted(question, engine).values

    assert range_fit(values, a_passage(passage), passage, frozenset(), lexicon=engine.lexicon) is fits


def test_what_somebody_may_have_had_is_no_window(engine: Engine) -> None:
    passage = a_passage("Major surgery within 3 weeks", path=("Relative Contraindications",))
    values = interpreted("stroke onset 2 hours ago, alteplase?", engine).values

    assert range_fit(values, passage, passage.text, frozenset(), lexicon=engine.lexicon) is RangeFit.NONE


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("GDM screen at 12 weeks pregnant", [(12.0, "")]),
        ("asthma, 22 weeks gone, step down?", [(22.0, "")]),
        ("28F, 16/40, low mood", [(16.0, "")]),
        ("30-weeker grunting, what CPAP pressure", [(30.0, "")]),
        ("ondansetron in the first trimester?", [(0.0, "")]),
        ("six weeks of CBT in pregnancy and no better", []),
        ("had a stroke 6 weeks ago", []),
        ("4 weeks post partum, EPDS 17", []),
    ],
)
def test_weeks_of_a_pregnancy(question: str, expected: list[tuple[float, str]], engine: Engine) -> None:
    assert told(question, engine, "gestation") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pregnant persons at 24 weeks of gestation or after", [(24.0, ">=")]),
        ("before 24 weeks of gestation", [(24.0, "<")]),
        ("Preterm infants (< 35 weeks)", [(35.0, "<")]),
        ("12 to 16 weeks of gestation", [(12.0, "")]),
        ("screen for depression 4 weeks postpartum in pregnancy clinics", []),
        ("treat for 6 weeks", []),
    ],
)
def test_weeks_of_gestation_in_a_passage(words: str, expected: list[tuple[float, str]]) -> None:
    assert [(q.low, q.comparator) for q in weeks_in(words, words.lower())] == expected


def test_screening_early_in_pregnancy_is_not_that_after_24_weeks(engine: Engine) -> None:
    values = interpreted("gestational diabetes screen at 12 weeks pregnant?", engine).values

    def fit(label: str) -> RangeFit:
        passage = a_passage(f"{label}: the statement.", label=label)
        return range_fit(values, passage, passage.text, frozenset(), lexicon=engine.lexicon)

    assert fit("Pregnant persons at 24 weeks of gestation or after") is RangeFit.OUTSIDE
    assert fit("Pregnant persons before 24 weeks of gestation") is RangeFit.INSIDE
