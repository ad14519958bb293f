"""Who the patient of a question is."""

import pytest

from curbside.engine import Engine
from factories import interpreted


@pytest.mark.parametrize(
    "question",
    [
        "Creatinine gone from 80 to 200, what AKI stage?",
        "AKI stage if creatinine 200 from a baseline of 80",
        "creat 80 -> 200, aki stage",
    ],
)
def test_the_course_of_a_creatinine_is_read_as_times_its_baseline(question: str, engine: Engine) -> None:
    values = [(v.name, v.value, v.unit) for v in interpreted(question, engine).values]

    assert values == [("creatinine", 2.5, "x")]


def test_a_creatinine_that_fell_or_that_no_injury_goes_with_is_read_as_it_stands(engine: Engine) -> None:
    fell = interpreted("AKI stage, creatinine from 200 to 80", engine).values
    plain = interpreted("metformin with creatinine 80 to 200", engine).values

    assert not [v for v in (*fell, *plain) if v.unit == "x"]


def test_a_number_of_factors_belongs_to_the_score_behind_it(engine: Engine) -> None:
    values = interpreted("Two RCRI factors, what risk do I quote?", engine).values

    assert [(v.name, v.value) for v in values] == [("revised-cardiac-risk-index", 2.0)]


@pytest.mark.parametrize(
    ("question", "level"),
    [
        ("potassium 3.2 in DKA", 3.2),
        ("albumin 16, nephrotic", 16.0),
        ("digoxin level 4.1", 4.1),
        ("digoxin 6.2 ng/mL", 6.2),
        ("pioglitazone 30 in NASH", None),
        ("allopurinol 300, urate still high", None),
        ("nimodipine 60 mg in SAH", None),
    ],
)
def test_a_number_beside_a_drug_is_a_dose_unless_it_was_measured(
    question: str, level: float | None, engine: Engine
) -> None:
    assert [v.value for v in interpreted(question, engine).values] == ([level] if level else [])


def test_a_blood_pressure_is_two_values(engine: Engine) -> None:
    values = interpreted("BP 196/112 and we want to thrombolyse", engine).values

    assert [(v.name, v.value) for v in values] == [
        ("systolic-blood-pressure", 196.0),
        ("diastolic-blood-pressure", 112.0),
    ]
    assert not interpreted("puffs of Symbicort 200/6 a day, BP fine", engine).values


def test_a_week_of_pregnancy_is_no_time_since(engine: Engine) -> None:
    values = interpreted("26 weeks pregnant with asthma, step down?", engine).values

    assert [(v.name, v.value, v.unit) for v in values] == [("gestation", 26.0, "wk")]


@pytest.mark.parametrize(
    ("question", "is_in", "is_not"),
    [
        ("28 weeker about to be born, what FiO2?", "preterm-infants", "term-infants"),
        ("Term boy at 2 minutes of life, sats 67%", "neonates", "adults"),
        ("My baby is 3 months. Can I stop the antidepressant?", "", "infants"),
        ("baby is 10 months old - does low mood now count as perinatal depression?", "", "children"),
        ("asthma girl 11 weeks pregnant, cut down for baby's sake?", "pregnancy", "children"),
        ("booked nowhere, turns up in labour at term: syphilis blood?", "pregnancy", "neonates"),
        ("expecting and smoking ten a day. Is the nicotine patch ok?", "pregnancy", "children"),
        ("mum had opioids in labour, floppy baby", "", "pregnancy"),
        ("tenecteplase for a 74kg chap", "men", "women"),
        ("28F asks for Prozac because her sister did well on it", "women", "siblings"),
        ("15 year old girl with depression", "adolescents", "adults"),
    ],
)
def test_the_groups_of_the_patient(question: str, is_in: str, is_not: str, engine: Engine) -> None:
    populations = interpreted(question, engine).populations

    assert is_not not in populations
    assert not is_in or is_in in populations


def test_who_is_free_of_something_has_it_not(engine: Engine) -> None:
    assert interpreted("NSTEMI, stroke-free, prasugrel dose?", engine).negated == {"stroke"}
    assert not interpreted("NSTEMI after a stroke, prasugrel?", engine).negated


def test_what_has_not_come_back_was_there(engine: Engine) -> None:
    assert "atrial-fibrillation" not in interpreted("ablation in May, no AF since, stop apixaban?", engine).negated
    assert "atrial-fibrillation" in interpreted("stroke, no AF, which antiplatelet?", engine).negated
    assert "community-acquired-pneumonia" not in interpreted("steroids for non-severe CAP?", engine).negated


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("M1 occlusion, 9 h out, 74 yrs NIHSS 14. core limit for DAWN?", 74.0),
        ("chest pain, 58 yrs, troponin normal", 58.0),
        ("COPD for 20 years, still smoking", None),
        ("stroke, 10 years ago", None),
    ],
)
def test_years_in_a_clause_of_their_own_are_an_age(question: str, years: float | None, engine: Engine) -> None:
    found = [value.value for value in interpreted(question, engine).values if value.name == "age"]

    assert found == ([] if years is None else [years])


def test_a_disease_of_childhood_is_background(engine: Engine) -> None:
    asked = "needs an SSRI while breastfeeding, had asthma as a child, which one"

    assert "asthma" in interpreted(asked, engine).background


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("starting creat 2.9 mg/dl now 4.2, hypertensive", ("creatinine", 4.2, "mg/dl")),
        ("K 5.8 yesterday, 6.4 now", ("potassium", 6.4, "")),
        ("INR 7 on Monday, 9 today", ("inr", 9.0, "")),
        ("temp 39.2 now, pulse 130", ("body-temperature", 39.2, "")),
        ("sodium 118, now 126 after 12 hours", ("sodium", 126.0, "")),
    ],
)
def test_what_is_measured_twice_is_what_it_is_now(question: str, value: tuple[str, float, str], engine: Engine) -> None:
    assert value in [(v.name, v.value, v.unit) for v in interpreted(question, engine).values]


def test_a_change_is_not_read_as_a_state(engine: Engine) -> None:
    assert not interpreted("eGFR gone from 48 to 42, stop it?", engine).values


@pytest.mark.parametrize(
    ("question", "group"),
    [
        ("I am 71 and there is a new man in my life, smears again?", "men"),
        ("Rh negative, the father of the baby is too, repeat antibodies?", "men"),
    ],
)
def test_somebody_else_is_not_the_patient(question: str, group: str, engine: Engine) -> None:
    assert group not in interpreted(question, engine).populations


def test_what_is_denied_once_and_named_once_more_is_not_denied(engine: Engine) -> None:
    twice = interpreted("TIA, no AF known. Does the AF screening statement cover him?", engine)
    once = interpreted("TIA, no AF known", engine)

    assert "atrial-fibrillation" not in twice.negated
    assert "atrial-fibrillation" in once.negated


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("GFR in the 20s, metformin ok?", ("egfr", 20.0, 29.0)),
        ("she weighs 54, apixaban dose", ("weight", 54.0, None)),
        ("54 kilo lady, enoxaparin", ("weight", 54.0, None)),
        ("90-kg man, heparin bolus", ("weight", 90.0, None)),
        ("12 stone man", ("weight", 76.2, None)),
        ("180 lb man", ("weight", 81.6, None)),
        ("INR's 9, no bleeding", ("inr", 9.0, None)),
        ("BP 205 in an ICH", ("systolic-blood-pressure", 205.0, None)),
        ("bp 110 diastolic", ("diastolic-blood-pressure", 110.0, None)),
        ("35% flame burns, fluids?", ("total-body-surface-area-burned", 35.0, None)),
        ("T2DM at 12, metformin not enough", ("age", 12.0, None)),
    ],
)
def test_how_else_a_value_is_told(question: str, value: tuple[str, float, float | None], engine: Engine) -> None:
    assert [(v.name, v.value, v.high) for v in interpreted(question, engine).values] == [value]


@pytest.mark.parametrize("question", ["GFR in the 20s", "how many pounds may she gain", "7 mm stone in the ureter"])
def test_what_is_no_age_and_no_weight(question: str, engine: Engine) -> None:
    assert not {v.name for v in interpreted(question, engine).values} & {"age", "weight"}
