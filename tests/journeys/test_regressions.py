"""The five dangerous answers that a prototype once gave, end to end."""

import re

import pytest

from curbside.domain.answers import Answer, Outcome
from curbside.engine import Engine


def said(answer: Answer) -> str:
    return "\n".join(claim.statement for claim in answer.claims)


@pytest.mark.parametrize("score", [1, 2, 3, 4])
def test_a_woman_never_gets_the_mens_threshold(engine: Engine, score: int) -> None:
    answer = engine.answer(
        f"Should a woman with atrial fibrillation and a CHA2DS2-VASc score of {score} be anticoagulated?"
    )

    assert answer.outcome is Outcome.ANSWERED
    assert not re.search(r"(?<!wo)\bmen: ", said(answer), re.I)
    assert "Women" in said(answer)


def test_a_woman_with_two_gets_the_womens_row_with_its_lead_in_and_note(engine: Engine) -> None:
    answer = engine.answer("Should a woman with atrial fibrillation and a CHA2DS2-VASc score of 2 be anticoagulated?")

    assert answer.headline is not None
    assert "Women: CHA2DS2-VASc = 2" in answer.headline.statement
    assert "2a for women" in str(answer.headline.note)


def test_a_man_gets_the_mens_row(engine: Engine) -> None:
    answer = engine.answer("Should a man with atrial fibrillation and a CHA2DS2-VASc score of 2 be anticoagulated?")

    assert answer.headline is not None
    assert "Men: CHA2DS2-VASc ≥ 2" in answer.headline.statement


@pytest.mark.parametrize(
    "question",
    [
        "ceftriaxone dose for a 6 year old child with spontaneous bacterial peritonitis",
        "What is the ceftriaxone dose in children with bacterial meningitis?",
        "allopurinol starting dose in a child with gout",
        "apixaban dose for a 9 year old with atrial fibrillation",
        "alteplase dose in a 7 year old with ischaemic stroke",
        "ciprofloxacin for an infant with complicated UTI",
    ],
)
def test_a_child_never_gets_an_adult_dose(engine: Engine, question: str) -> None:
    answer = engine.answer(question)

    assert answer.outcome is Outcome.NOT_IN_LIBRARY, said(answer)
    assert answer.claims == ()


@pytest.mark.parametrize(
    "question",
    [
        "rivaroxaban in children",
        "What is the rivaroxaban dose for a 10 year old with DVT?",
        "Xarelto for a child with PE",
    ],
)
def test_rivaroxaban_in_children_is_not_in_the_library(engine: Engine, question: str) -> None:
    answer = engine.answer(question)

    assert answer.outcome is Outcome.NOT_IN_LIBRARY, said(answer)
    assert any(group in line for line in answer.missing for group in ("children", "adolescents"))


@pytest.mark.parametrize(
    "question",
    [
        "neonatal sepsis antibiotics",
        "Which antibiotics for sepsis in a newborn?",
        "empiric antibiotics for a 3 day old with sepsis",
    ],
)
def test_neonatal_sepsis_never_gets_adult_drugs(engine: Engine, question: str) -> None:
    answer = engine.answer(question)

    assert answer.outcome is Outcome.NOT_IN_LIBRARY, said(answer)
    assert not any(
        "uti" in reference.document.id
        for quote in answer.quotes
        for reference in answer.references
        if reference.n == quote.reference
    )


WITHOUT = "Should aspirin be stopped before noncardiac surgery in patients without coronary stents?"
WITH = "Should aspirin be stopped before noncardiac surgery in patients with coronary stents?"
_OF_WITH = re.compile(r"patients with (?:coronary )?stents|aspirin \(with stent\)|recent coronary stent", re.I)
_OF_WITHOUT = re.compile(r"without coronary stents|have not had previous coronary stenting|\(no stent\)", re.I)


@pytest.mark.parametrize(
    ("question", "own", "other"), [(WITHOUT, _OF_WITHOUT, _OF_WITH), (WITH, _OF_WITH, _OF_WITHOUT)]
)
def test_the_answer_opens_with_the_group_that_was_asked_about(
    engine: Engine, question: str, own: re.Pattern[str], other: re.Pattern[str]
) -> None:
    first = engine.answer(question).claims[0].statement

    assert own.search(first), first
    assert not other.search(first), first


@pytest.mark.parametrize(
    ("question", "own", "other"), [(WITHOUT, _OF_WITHOUT, _OF_WITH), (WITH, _OF_WITH, _OF_WITHOUT)]
)
def test_what_holds_for_the_other_group_is_not_among_the_recommendations(
    engine: Engine, question: str, own: re.Pattern[str], other: re.Pattern[str]
) -> None:
    answer = engine.answer(question)
    recommended = [
        claim.statement for section in answer.sections if section.key == "recommendation" for claim in section.claims
    ]

    assert not [text for text in recommended if other.search(text) and not own.search(text)]


@pytest.mark.parametrize(
    "question",
    ["can I give GTN, took viagra this morning", "nitroglycerin after sildenafil an hour ago, is that allowed?"],
)
def test_what_forbids_two_drugs_together_is_read_before_the_dose_of_either(engine: Engine, question: str) -> None:
    answer = engine.answer(question)

    first = answer.claims[0].statement
    assert "PDE-5" in first or "sildenafil" in first
    assert "ontraindic" in " ".join((first, *answer.claims[0].citations[0].context))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Metformin at eGFR 28", "Contraindicated below 30"),
        ("metformin eGFR 25 mL/min stop?", "Contraindicated below 30"),
        ("metformin egfr 31", "Safe at eGFR ≥ 30 mL/min/1.73 m²"),
    ],
)
def test_what_forbids_a_drug_at_the_patients_value_opens_the_answer(engine: Engine, question: str, words: str) -> None:
    answer = engine.answer(question)
    assert answer.headline
    assert words in answer.headline.text


def test_what_forbids_a_drug_names_it(engine: Engine) -> None:
    answer = engine.answer("Can I use diltiazem for rate control in atrial fibrillation if the EF is 30%?")

    assert answer.headline is not None
    assert "diltiazem" in answer.headline.statement
    assert "ontraindicated" in answer.headline.statement


def test_a_direct_answer_is_told_where_the_condition_asked_about_is(engine: Engine) -> None:
    # What the library holds on stents speaks of when to operate, not of how long to treat after an infarction.
    answer = engine.answer("How long should dual antiplatelet therapy continue after an NSTEMI treated with a stent?")

    assert answer.headline is None


@pytest.mark.parametrize("question", ["warfarin INR 9 no bleeding", "INR 8 on warfarin without bleeding, what to do"])
def test_what_is_for_those_who_bleed_is_not_for_one_who_does_not(engine: Engine, question: str) -> None:
    said = " ".join(claim.statement for claim in engine.answer(question).claims)
    assert "4F-PCC" not in said


def test_a_value_in_words_is_a_value(engine: Engine) -> None:
    headline = engine.answer("coronary artery calcium zero: statin or not?").headline
    assert headline is None or "CAC Score: 0" in headline.statement


def test_a_dose_for_adolescents_alone_opens_no_answer_that_names_no_age(engine: Engine) -> None:
    headline = engine.answer("fluoxetine starting dose in major depression").headline
    assert headline is None or "adolescents" not in headline.statement


def test_another_drugs_dose_opens_no_answer(engine: Engine) -> None:
    headline = engine.answer("Nucala dose and how often, adult asthma").headline
    assert headline is None or "eslizumab" not in headline.statement


@pytest.mark.parametrize("question", ["warfarin INR 9 no bleeding", "INR 9 on warfarin, not bleeding"])
def test_a_goal_is_no_range_of_patients(engine: Engine, question: str) -> None:
    # "Overlap … until INR ≥ 2.0" was the direct answer to an INR of 9.
    headline = engine.answer(question).headline
    assert headline is None or "Overlap" not in headline.statement


@pytest.mark.parametrize(
    "question", ["HFrEF first line", "first line for heart failure with reduced ejection fraction"]
)
def test_a_document_on_another_condition_opens_no_answer(engine: Engine, question: str) -> None:
    # Catheter ablation of atrial fibrillation "for patients with HFrEF" was the first line of heart failure.
    headline = engine.answer(question).headline
    assert headline is None or "blation" not in headline.statement


def test_the_most_that_may_be_given_is_not_the_dose(engine: Engine) -> None:
    headline = engine.answer("Colchicine dose for an acute gout flare").headline
    assert headline is None or "Maximum" not in headline.statement


def test_a_later_part_of_the_course_is_not_read_first(engine: Engine) -> None:
    answer = engine.answer("Apixaban dose for a new deep vein thrombosis")
    assert "10 mg" in (answer.headline or answer.claims[0]).statement


def test_a_restart_after_one_bleed_is_not_that_after_another(engine: Engine) -> None:
    said = " ".join(
        c.statement for c in engine.answer("When to restart anticoagulation after an upper GI bleed").claims
    )
    assert "ICH" not in said


def test_a_dose_is_no_direct_answer_where_the_measured_value_is_spoken_of_nowhere(engine: Engine) -> None:
    answer = engine.answer("teriparatide and eGFR 28")

    assert answer.headline is None
    assert answer.outcome is Outcome.PARTLY
    assert any("eGFR" in line for line in answer.missing)
    assert not any("eGFR" in line for line in answer.limitations)  # said once, at the top


def test_what_forbids_a_drug_by_its_class_stands_beside_its_dose(engine: Engine) -> None:
    answer = engine.answer("alendronate and eGFR 28")

    assert answer.headline is None
    assert any("bisphosphonates are contraindicated" in claim.statement for claim in answer.claims)


def test_what_is_for_other_ages_does_not_open_the_answer(engine: Engine) -> None:
    answer = engine.answer("when to start statin in a diabetic aged 45")  # "Ages 40--75" › "Diabetes ages 20--39: …"

    assert "20--39" not in (answer.headline or answer.claims[0]).statement


def test_who_does_not_bleed_is_not_told_what_is_for_a_bleed(engine: Engine) -> None:
    said = " ".join(c.statement for c in engine.answer("INR 6 no bleeding on warfarin what to do").claims)

    assert "ICH" not in said
    assert "hematoma" not in said


def test_a_drug_that_no_statement_speaks_of_is_named_at_the_top(engine: Engine) -> None:
    answer = engine.answer("should I stop apixaban before knee surgery")

    assert answer.outcome is Outcome.NOT_IN_LIBRARY or any("apixaban" in line for line in answer.missing)


@pytest.mark.parametrize("question", ["first-line vasopressor in septic shock", "what makes sepsis septic shock?"])
def test_criteria_that_are_joined_are_never_shown_one_without_the_other(engine: Engine, question: str) -> None:
    shown = said(engine.answer(question))

    assert "Vasopressors to maintain a mean arterial pressure" in shown
    assert "AND have a serum lactate level" in shown
