"""The gate: what the question names must be what the passage speaks of."""

import pytest

from curbside.answering.gate import fits_the_patient, open_gate
from curbside.domain.documents import Passage
from curbside.engine import Engine
from factories import a_passage, candidates_for

AF_DOSES = a_passage("Apixaban: 5 mg BID.", path=("Atrial fibrillation", "DOAC dosing"), label="Apixaban")
RIVAROXABAN = a_passage(
    "Rivaroxaban: 20 mg once daily.", path=("Atrial fibrillation", "DOAC dosing"), label="Rivaroxaban"
)
AF_BLEEDING = a_passage("Apixaban is stopped in major bleeding.", path=("Atrial fibrillation",))
ANY_DOAC = a_passage("DOACs are recommended over warfarin.", path=("Atrial fibrillation",))
UTI = a_passage("Ciprofloxacin 500 mg twice daily for 7 days.", path=("Complicated urinary tract infection",))
CHILD_ASTHMA = a_passage("Prednisolone 1 mg/kg, at most 40 mg.", path=("Asthma exacerbation",), lead_in=("Children",))
ADULT_ASTHMA = a_passage("Prednisolone 50 mg once daily.", path=("Asthma exacerbation",), lead_in=("Adults",))
STROKE = a_passage("Target systolic BP < 140 mmHg.", path=("Intracerebral hemorrhage", "Blood pressure"))
SILENT = a_passage("This guideline does not address apixaban in dialysis.", path=("Atrial fibrillation",))


def passes(question: str, passage: Passage, engine: Engine, title: str = "A guideline") -> bool:
    candidates, interpretation = candidates_for(question, [passage], engine, title=title)
    return bool(open_gate(candidates, interpretation, lexicon=engine.lexicon).passed)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("apixaban dose in AF", AF_DOSES),
        ("dose of Eliquis in atrial fibrillation", AF_DOSES),
        ("apixaban or warfarin in AF", ANY_DOAC),  # the class speaks for its member
        ("prednisolone dose in a child with asthma", CHILD_ASTHMA),
        ("prednisolone dose in asthma", ADULT_ASTHMA),
        ("antibiotic for complicated UTI", UTI),
        ("BP target in ICH", STROKE),
    ],
)
def test_a_passage_on_what_was_named_may_speak(engine: Engine, question: str, passage: Passage) -> None:
    assert passes(question, passage, engine)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("apixaban dose in AF", RIVAROXABAN),  # another member of the class
        ("rivaroxaban dose in children", RIVAROXABAN),  # no word of children
        ("apixaban in pregnancy", AF_DOSES),
        ("prednisolone dose in a child with asthma", ADULT_ASTHMA),
        ("prednisolone for a newborn with asthma", ADULT_ASTHMA),
        ("antibiotics for neonatal sepsis", UTI),
        ("antibiotic for meningitis", UTI),
        ("apixaban dose in pulmonary embolism and cancer", UTI),
        ("BP target in ischaemic stroke", STROKE),  # a sibling of the condition
        ("mechanism of apixaban", AF_DOSES),
        ("how long to give ciprofloxacin in prostatitis", UTI),
        ("apixaban in dialysis", SILENT),  # says that it says nothing
    ],
)
def test_a_near_miss_may_not_speak(engine: Engine, question: str, passage: Passage) -> None:
    assert not passes(question, passage, engine)


def test_what_nobody_speaks_of_is_named(engine: Engine) -> None:
    candidates, interpretation = candidates_for("rivaroxaban in children", [RIVAROXABAN], engine)
    gate = open_gate(candidates, interpretation, lexicon=engine.lexicon)

    assert "children" in gate.missing
    assert "rivaroxaban" not in gate.missing


def test_those_who_pass_keep_their_order(engine: Engine) -> None:
    candidates, interpretation = candidates_for("apixaban in AF", [AF_DOSES, RIVAROXABAN, AF_BLEEDING], engine)
    gate = open_gate(candidates, interpretation, lexicon=engine.lexicon)

    assert [c.statement.passage for c in gate.passed] == [AF_DOSES, AF_BLEEDING]


@pytest.mark.parametrize(
    ("question", "lead_in", "fits"),
    [
        ("woman with AF", "Men", False),
        ("woman with AF", "Women", True),
        ("man with AF", "Women", False),
        ("man with AF", "Pregnancy", False),
        ("72 year old with AF", "Children", False),
        ("72 year old with AF", "Adults", True),
        ("AF", "Men", True),
    ],
)
def test_guidance_for_the_other_sex_or_age_does_not_fit(
    engine: Engine, question: str, lead_in: str, *, fits: bool
) -> None:
    passage = a_passage("OAC is recommended.", path=("Atrial fibrillation",), lead_in=(lead_in,))
    candidates, interpretation = candidates_for(question, [passage], engine, title="A guideline")

    assert fits_the_patient(candidates[0], interpretation) is fits
