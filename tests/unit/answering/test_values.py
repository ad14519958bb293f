"""The patient's values against a passage's ranges."""

import pytest

from curbside.answering.values import RangeFit
from curbside.domain.documents import Passage, PassageKind
from curbside.engine import Engine
from factories import a_passage, candidates_for


def a_row(*cells: str, columns: tuple[str, ...], path: str) -> Passage:
    return a_passage(
        " | ".join(cells), kind=PassageKind.ROW, cells=cells, columns=columns, path=(path,), label=cells[0]
    )


def fit(question: str, passage: Passage, engine: Engine) -> RangeFit:
    candidates, _ = candidates_for(question, [passage], engine, title="A guideline")
    return candidates[0].fit


NEWS = {
    score: a_row(score, response, columns=("NEWS2 score", "Response"), path="NEWS2 response")
    for score, response in (
        ("0", "12-hourly"),
        ("1–4", "4-hourly"),
        ("5–6", "Urgent review"),
        ("7 or more", "Emergency"),
    )
}


@pytest.mark.parametrize(("score", "expected"), [("0", "0"), ("3", "1–4"), ("6", "5–6")])
def test_the_row_that_holds_the_score_is_the_one_that_fits(engine: Engine, score: str, expected: str) -> None:
    fits = {
        name: fit(f"What to do with a NEWS2 score of {score}?", row, engine)
        for name, row in NEWS.items()
        if name != "7 or more"
    }

    assert {name for name, found in fits.items() if found is RangeFit.INSIDE} == {expected}


def test_the_row_for_seven_is_not_the_row_for_five_or_six(engine: Engine) -> None:
    question = "NEWS2 score of 7, what response?"

    assert fit(question, NEWS["5–6"], engine) is RangeFit.OUTSIDE
    assert (
        fit(question, a_row("≥ 7", "Emergency", columns=("NEWS2 score", "Response"), path="NEWS2"), engine)
        is RangeFit.INSIDE
    )


@pytest.mark.parametrize(("glucose", "expected"), [("2.7", RangeFit.OUTSIDE), ("3.4", RangeFit.INSIDE)])
def test_a_range_printed_in_two_units_holds_with_both_of_its_ends(
    engine: Engine, glucose: str, expected: RangeFit
) -> None:
    both = "< 70 mg/dL (< 3.9 mmol/L) and ≥ 54 mg/dL (≥ 3.0 mmol/L)"
    row = a_row("Level 1", both, columns=("Level", "Blood glucose"), path="Hypoglycaemia")

    assert fit(f"glucose {glucose}, which level", row, engine) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [("72 year old man with gout", RangeFit.INSIDE), ("45 year old man with gout", RangeFit.OUTSIDE)],
)
def test_an_age_written_with_a_plus_leaves_the_upper_side_open(
    engine: Engine, question: str, expected: RangeFit
) -> None:
    assert fit(question, a_passage("Give half the dose.", lead_in=("Age 60+",)), engine) is expected


def test_a_condition_inside_the_words_does_not_shut_the_patient_out(engine: Engine) -> None:
    oxygen = a_passage("Oxygen: only if SpO2 < 90%.", path=("Acute coronary syndrome",))

    assert fit("SpO2 97%, does he need oxygen?", oxygen, engine) is not RangeFit.OUTSIDE


def test_a_condition_in_front_shuts_the_patient_out(engine: Engine) -> None:
    delay = a_passage("Delay insulin.", lead_in=("Potassium < 3.5 mEq/L",), path=("DKA",))

    assert fit("DKA with potassium 3.2, start insulin?", delay, engine) is RangeFit.INSIDE
    assert fit("DKA with potassium 4.2, start insulin?", delay, engine) is RangeFit.OUTSIDE


@pytest.mark.parametrize(
    ("clearance", "expected"), [("20", RangeFit.INSIDE), ("11", RangeFit.INSIDE), ("60", RangeFit.OUTSIDE)]
)
def test_a_sentence_behind_may_be_for_those_whom_the_label_shuts_out(
    clearance: str, expected: RangeFit, engine: Engine
) -> None:
    label = "CKD (CrCl 15–30 mL/min)"
    text = f"{label}: a lower dose. Below CrCl 15 mL/min, consult nephrology."

    assert fit(f"DOAC at CrCl {clearance}", a_passage(text, label=label, path=("AF", "Groups")), engine) is expected


def test_a_value_that_is_waited_for_makes_nobody_fit(engine: Engine) -> None:
    text = "K+ > 5.0 mmol/L: give none. Recheck every 2 hours. Begin when K+ falls below 5.0 mmol/L."
    none = a_passage(text, label="K+ > 5.0 mmol/L", path=("DKA", "Potassium"))

    assert fit("DKA with potassium 3.1, start insulin?", none, engine) is RangeFit.OUTSIDE


def test_points_for_each_item_are_no_score(engine: Engine) -> None:
    items = a_passage("Assign 1 point for each: age ≥ 65 years, ST deviation.", path=("TIMI risk score", "Criteria"))

    assert fit("TIMI risk score of 1, angiogram?", items, engine) is not RangeFit.INSIDE


def test_a_condition_before_a_colon_at_the_head_of_an_item_stands_in_front(engine: Engine) -> None:
    higher = a_passage("eGFR ≥ 60: start finerenone 20 mg daily.", kind=PassageKind.ITEM, path=("CKD", "Finerenone"))

    assert fit("finerenone starting dose at eGFR 75", higher, engine) is RangeFit.INSIDE
    assert fit("finerenone starting dose at eGFR 45", higher, engine) is RangeFit.OUTSIDE


@pytest.mark.parametrize(
    ("hours", "expected"), [("3", RangeFit.OUTSIDE), ("14", RangeFit.INSIDE), ("30", RangeFit.OUTSIDE)]
)
def test_a_time_picks_its_window(engine: Engine, hours: str, expected: RangeFit) -> None:
    window = a_passage("Thrombectomy is recommended.", lead_in=("6–24 hours from last known well",), path=("Stroke",))

    assert fit(f"stroke {hours} hours after onset, thrombectomy?", window, engine) is expected


@pytest.mark.parametrize(
    "told",
    [
        "Alteplase 0.9 mg/kg, the remainder infused over 60 minutes.",
        "Neurological checks every 4–6 hours.",
    ],
)
def test_how_long_or_how_often_is_no_window(told: str, engine: Engine) -> None:
    passage = a_passage(told, path=("Stroke", "Alteplase"))

    assert fit("alteplase at 5 hours in stroke", passage, engine) is RangeFit.NONE


@pytest.mark.parametrize(("weight", "expected"), [("55 kg", RangeFit.INSIDE), ("80 kg", RangeFit.OUTSIDE)])
def test_a_weight_picks_its_band(engine: Engine, weight: str, expected: RangeFit) -> None:
    assert (
        fit(
            f"dose for a woman who weighs {weight}",
            a_passage("Give 1 mg.", lead_in=("Body weight < 70 kg",)),
            engine,
        )
        is expected
    )


def test_a_passage_without_a_range_says_nothing_on_the_value(engine: Engine) -> None:
    assert fit("72 year old man with gout", a_passage("Start allopurinol."), engine) is RangeFit.NONE


def test_a_goal_is_no_range(engine: Engine) -> None:
    passage = a_passage("Overlap with heparin until INR ≥ 2.0 for at least 24 hours.")

    assert fit("warfarin, INR 9", passage, engine) is RangeFit.NONE
    assert fit("warfarin, INR 9", a_passage("Give vitamin K if INR ≥ 8.0."), engine) is RangeFit.INSIDE


def test_men_with_two_and_women_with_three_are_told_apart(engine: Engine) -> None:
    passage = a_passage(
        "CHA2DS2-VASc ≥ 3: OAC is recommended.", lead_in=("Women",), label="CHA2DS2-VASc ≥ 3", path=("AF",)
    )

    assert fit("woman with AF and CHA2DS2-VASc of 3", passage, engine) is RangeFit.INSIDE
    assert fit("woman with AF and CHA2DS2-VASc of 2", passage, engine) is RangeFit.OUTSIDE


def test_numbers_of_another_test_in_the_same_cell_are_not_read_as_its_own(engine: Engine) -> None:
    row = a_row(
        "Indeterminate",
        "FIB-4 1.3–2.67 with VCTE < 8 kPa",
        columns=("Risk", "FIB-4 result"),
        path="Follow-up of fatty liver",
    )

    assert fit("FIB-4 3.1 in fatty liver, what next?", row, engine) is RangeFit.OUTSIDE
    assert fit("FIB-4 2.0 in fatty liver, what next?", row, engine) is RangeFit.INSIDE


def test_a_range_with_two_ends_is_closer_than_one_that_is_open_and_a_near_end_than_a_far_one(engine: Engine) -> None:
    rows = [
        a_row(cell, "Treat", columns=("ABCD2 score", "Action"), path="ABCD2 score") for cell in ("4–5", "≥ 4", "≥ 1")
    ]
    candidates, _ = candidates_for("ABCD2 score of 5, what risk?", rows, engine, title="TIA")
    close = {c.statement.passage.cells[0]: c.features["range_close"] for c in candidates}

    assert close["4–5"] > close["≥ 4"] > close["≥ 1"] > 0


@pytest.mark.parametrize(
    ("age", "printed", "expected"),
    [
        (78, "Women 75 years or older", RangeFit.INSIDE),
        (60, "Women 75 years or older", RangeFit.OUTSIDE),
        (70, "Women older than 65 years", RangeFit.INSIDE),
        (19, "Women younger than 21 years", RangeFit.INSIDE),
        (21, "Women younger than 21 years", RangeFit.OUTSIDE),
        (16, "Persons aged 6 months to 24 years", RangeFit.INSIDE),
        (30, "Persons aged 6 months to 24 years", RangeFit.OUTSIDE),
        (1, "Children aged 6 to 24 months", RangeFit.INSIDE),
        (24, "Sexually active women 24 years or younger", RangeFit.INSIDE),
        (13, "Children (7 y or younger)", RangeFit.OUTSIDE),
        (70, "Older adults (65+ years)", RangeFit.INSIDE),
        (13, "Ages 12 through 17", RangeFit.INSIDE),
        (40, "People over 80", RangeFit.OUTSIDE),
        (30, "Adults 18 and older", RangeFit.INSIDE),
        (30, "Pregnant women over 20 weeks", RangeFit.NONE),
    ],
)
def test_ages_open_to_one_side_and_from_months_to_years(
    engine: Engine, age: int, printed: str, expected: RangeFit
) -> None:
    row = a_row(printed, "Screen.", columns=("Population", "Recommendation"), path="Screening")

    assert fit(f"screening at age {age}", row, engine) is expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Women aged 40 to 74 years", RangeFit.NONE),
        ("Women 75 years or older", RangeFit.NONE),
        ("Women 65 years or older", RangeFit.INSIDE),
        ("Women younger than 65 years", RangeFit.OUTSIDE),
    ],
)
def test_what_a_decade_of_life_only_meets_neither_fits_nor_is_shut_out(
    engine: Engine, printed: str, expected: RangeFit
) -> None:
    row = a_row(printed, "Screen.", columns=("Population", "Recommendation"), path="Screening")

    assert fit("screening mammogram in her seventies", row, engine) is expected


UNSTABLE = "Is it PE with hemodynamic compromise (SBP < 90 mmHg, vasopressors, pulselessness)?"


@pytest.mark.parametrize(
    ("question", "answers", "expected"),
    [
        ("PE, BP 80/50: lysis?", (UNSTABLE, "YES"), RangeFit.INSIDE),
        ("PE, BP 80/50: lysis?", (UNSTABLE, "NO", "Is it submassive PE?", "YES"), RangeFit.OUTSIDE),
        ("PE, BP 120/80: lysis?", (UNSTABLE, "NO", "Is it submassive PE?", "YES"), RangeFit.NONE),
        ("QRS 160 ms, CRT?", ("QRS ≥ 150 ms?", "NO (120–149 ms)"), RangeFit.OUTSIDE),
        ("LVEF 30%, ICD?", ("LVEF still ≤ 35%?", "NO (LVEF > 35%)"), RangeFit.OUTSIDE),
        ("LVEF 40%, ICD?", ("LVEF still ≤ 35%?", "NO (LVEF > 35%)"), RangeFit.INSIDE),
        # A score that is low enough is not all that this asks for.
        ("HEART score 2, discharge?", ("HEART score 0-3 AND troponin < 99th percentile?", "NO"), RangeFit.NONE),
    ],
)
def test_below_no_nothing_is_for_whom_the_question_of_the_tree_holds(
    engine: Engine, question: str, answers: tuple[str, ...], expected: RangeFit
) -> None:
    branch = a_passage("Give alteplase or discharge", lead_in=answers[:-1], label=answers[-1])

    assert fit(question, branch, engine) is expected


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("T score -2.8, treat?", "T-score ≤ -2.5: treat", RangeFit.INSIDE),
        ("T score -1.2, treat?", "T-score ≤ -2.5: treat", RangeFit.OUTSIDE),
        ("T score -1.2, treat?", "T-score between -1.0 and -2.5: calculate FRAX", RangeFit.INSIDE),
        ("platelets 40, alteplase?", "Platelet count < 100,000/mm³: do not give", RangeFit.INSIDE),
        ("plts 250, alteplase?", "Platelet count < 100,000/mm³: do not give", RangeFit.OUTSIDE),
        ("BP 150/95, treat?", "If BP ≥ 130/80: treat", RangeFit.INSIDE),
        ("BP 118/72, treat?", "If BP ≥ 130/80: treat", RangeFit.OUTSIDE),
        ("BP 150/95, tablets?", "Stage 1 Hypertension (130--139/80--89 mm Hg): wait", RangeFit.OUTSIDE),
        ("BP 134/84, tablets?", "Stage 1 Hypertension (130--139/80--89 mm Hg): wait", RangeFit.INSIDE),
        ("BP 196/100, alteplase?", "BP > 185/110: do not give", RangeFit.INSIDE),
        ("BP 170/100, alteplase?", "BP > 185/110: do not give", RangeFit.OUTSIDE),
        ("BP 134/95, tablets?", "Stage 1 Hypertension (130--139/80--89 mm Hg): wait", RangeFit.NONE),
        ("18% burn, IV fluids?", "Burns > 20% TBSA: IV fluids", RangeFit.OUTSIDE),
        ("35% burn, IV fluids?", "Burns > 20% TBSA: IV fluids", RangeFit.INSIDE),
    ],
)
def test_numbers_below_zero_in_thousands_in_pairs_and_before_their_name(
    question: str, text: str, fits: RangeFit, engine: Engine
) -> None:
    label = text.partition(":")[0]

    assert fit(question, a_passage(text, label=label, path=("Treatment",)), engine) is fits
