"""Of rows, scores and patients that lie side by side, the asked one is shown and the other is not."""

import pytest

from curbside.domain.answers import Answer
from curbside.engine import Engine


def shown(answer: Answer) -> str:
    return "\n".join(claim.statement for claim in answer.claims)


@pytest.mark.parametrize(
    ("question", "opens", "absent"),
    [
        ("GFR range of stage G3b?", "30–44", "Stage: G3a"),
        ("How many sessions of interpersonal psychotherapy are typical for depression?", "12-16", "12-20"),
        ("Creatinine gone from 80 to 200, what AKI stage?", "2.0-2.9 times", "Stage: Stage 3"),
        ("glucose of 2.8 mmol/L, which level of hypoglycaemia?", "< 3.0 mmol/L", "Level: Level 1"),
        ("Wells 6, d-dimer is negative. can we stop there?", "D-dimer testing is NOT recommended", "safely excluded"),
        ("how much andexanet alfa for apixaban 5 mg taken 10 hours ago, brain bleed", "400 mg", "800 mg"),
        ("How sensitive is transthoracic echo for vegetations on native valves?", "TTE sensitivity", "TEE sensitivity"),
        ("vomiting blood on Xarelto, life threatening, antidote?", "Andexanet", "Idarucizumab"),
        (
            "80 kg man 35% flame burns. fluid for first 24h by Parkland - what's the sum and what fluid",
            "4 mL",
            "Modified Brooke",
        ),
        ("newborn adrenaline umbilical dose", "0.01-0.03", "Endotracheal"),
        ("Two RCRI factors, what chance of a cardiac complication?", "4% to 7%", "0.9% to 1.3%"),
    ],
)
def test_the_asked_row_opens_and_its_neighbour_is_not_shown(
    question: str, opens: str, absent: str, engine: Engine
) -> None:
    answer = engine.answer(question)

    assert answer.headline is not None
    assert opens in answer.headline.statement
    assert absent not in shown(answer)


@pytest.mark.parametrize(
    ("question", "told", "absent"),
    [
        ("fibroscan 9.6 kPa in a fatty liver pt, what next", "8–12 kPa", "VCTE < 8 kPa"),
        ("urine output only 0.3 ml/kg/h on the burns resus. how much do I turn the drip up", "Increase", "Decrease"),
        ("M1 occlusion, 9 h out, 74 yrs NIHSS 14. core limit for DAWN?", "< 31 mL", "< 21 mL"),
        ("cancer, off legs and can't pee, ?MSCC. how long have I got to get the scan under NICE", "24 hours", "1 week"),
        ("28 weeker about to be born. what FiO2 to start on?", "21-30%", "Term infants"),
        ("Pyelonephritis, is Macrobid any use?", "Nitrofurantoin", "asthma"),
        (
            "clot on the lung, BP 80/50: lysis?",
            "Systemic thrombolysis RECOMMENDED",
            "Anticoagulation alone is preferred",
        ),
        ("top dose of Rybelsus in type 2?", "14 mg", "Route: Subcutaneous"),
        ("Last Clexane was 10 hours ago and now PCI after lysis, top-up?", "8 to 12 hours", "< 8 hours ago"),
    ],
)
def test_what_is_for_others_is_left_out(question: str, told: str, absent: str, engine: Engine) -> None:
    answer = engine.answer(question)

    assert told in shown(answer)
    assert absent not in shown(answer)


def test_who_has_diabetes_is_no_adult_without_it(engine: Engine) -> None:
    answer = engine.answer("vitamin E for NASH, pt has T2DM - yes or no")

    assert answer.headline is not None
    assert "NOT recommended in patients with diabetes" in answer.headline.statement


def test_two_drugs_that_may_not_be_combined_are_not_answered_with_a_dose(engine: Engine) -> None:
    answer = engine.answer("on Ozempic, practice nurse wants to add sitagliptin. worth it?")
    first = answer.claims[0]

    assert "NOT combine" in first.statement


def test_the_other_drug_of_a_regimen_stays(engine: Engine) -> None:
    """Rows that go together are no alternatives: "Regimen B: penicillin" and "PLUS gentamicin"."""
    answer = engine.answer("strep viridans MIC 0.06 native valve, when is the 2 week course ok")

    assert "entamicin" in shown(answer)


def test_where_a_dose_is_asked_one_opens_or_nothing(engine: Engine) -> None:
    answer = engine.answer("Colchicine dose for an acute gout flare")

    assert answer.headline is None or "mg" in answer.headline.statement


def test_the_sides_of_what_opens_stay(engine: Engine) -> None:
    told = shown(engine.answer("What NEWS2 score needs an emergency response?"))

    assert "Continuous vital sign monitoring" in told


def test_a_germ_in_two_diseases_does_not_bring_the_dose_of_the_other(engine: Engine) -> None:
    dose = shown(engine.answer("MRSA VP shunt infection, vancomycin dose?"))
    drug = shown(engine.answer("MRSA VP shunt infection, is vancomycin recommended?"))

    assert "Vancomycin is recommended" in drug
    assert "30 mg/kg/24 hours" not in dose + drug  # of endocarditis
    assert "15 mg/kg IV every 12 hours" not in dose + drug  # of pneumonia


def test_a_later_part_of_a_course_is_another_side_only_of_a_dose(engine: Engine) -> None:
    answer = engine.answer("big stroke from endocarditis, how long to put off the valve op")

    first = answer.headline or answer.sections[0].claims[0]
    assert "major ischemic stroke" in first.statement


@pytest.mark.parametrize(
    ("question", "first", "absent"),
    [
        ("steroids for non-severe CAP", "nonsevere CAP (Strong", "with severe CAP"),
        ("steroids in severe CAP", "with severe CAP (Conditional", "nonsevere"),
        ("first dose aspirin mini stroke", "Aspirin 160–325 mg", "atorvastatin"),
    ],
)
def test_what_is_read_first_is_for_this_patient_and_this_drug(
    question: str, first: str, absent: str, engine: Engine
) -> None:
    answer = engine.answer(question)

    assert first in answer.claims[0].statement
    assert absent not in shown(answer)


def test_who_names_no_part_of_a_course_is_told_how_it_begins(engine: Engine) -> None:
    answer = engine.answer("apixaban dose DVT")

    assert answer.headline is not None
    assert "Initial Phase: 10 mg orally twice daily for 7 days" in answer.headline.statement


def test_a_dose_for_prevention_is_a_part_of_its_own(engine: Engine) -> None:
    answer = engine.answer("starting febuxostat, naproxen dose to prevent flares?")

    assert "naproxen 250 mg" in shown(answer)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # What stands below a lead-in that forbids is said with it, and a group of people in a heading too.
        ("azathioprine for a kidney transplant and now gout: may I add allopurinol?", "absolute contraindication"),
        ("endoscopist only injected adrenaline into the ulcer. Good enough?", "Do NOT use adrenaline"),
        # A question of a tree that counts months asks for no several of a list.
        ("EF 45%, ICD for primary prevention?", "ICD not indicated"),
        # What a treatment prevents does not say whom it is for.
        ("Is a blue inhaler on its own still acceptable for mild asthma?", "SABA-only treatment is no longer"),
        # A list headed by the drug is on it, whatever else it names.
        ("prasugrel maintenance dose, woman of 55 kg", "5 mg once daily if body weight"),
        # Who never had one is not who has it already.
        (
            "79 y/o man, type 2 for 12 years, never had a statin, no heart disease. Begin one at this age?",
            "new initiation",
        ),
        # What is named after a group is for it.
        ("she ticked item ten on the Edinburgh. what now", "immediate safety assessment"),
        ("What French size of umbilical catheter for a term newborn?", "5 Fr for term"),
        ("17 year old with AKI, eGFR that puts her straight into stage 3?", "< 18 years"),
        # Black stools are a sign of the bleed that a document is on.
        ("woman, melaena, Hb 10.9 g/dl. GBS points for the haemoglobin only", "Hemoglobin — Female"),
        ("on warfarin for AF, melaena and still bleeding, what turns the warfarin round?", "prothrombin complex"),
        # A boy who was just born is for guidance that names his mother.
        ("Term boy at 2 minutes of life, sats 67% on the right wrist, is this where he ought to be?", "65-70%"),
        ("first choice drug for fits in a newborn being cooled", "phenobarbital"),
    ],
)
def test_what_holds_for_the_patient_is_told(question: str, told: str, engine: Engine) -> None:
    assert told in shown(engine.answer(question))


def test_a_range_up_to_65_speaks_of_no_child(engine: Engine) -> None:
    answer = engine.answer("My 13 year old has fat on the liver, can they use the FIB-4 sum on her blood tests?")

    assert answer.headline is None or "not validated in pediatric" in answer.headline.statement


def test_how_long_after_a_stent_is_not_when_to_operate(engine: Engine) -> None:
    answer = engine.answer("How long should dual antiplatelet therapy continue after an NSTEMI treated with a stent?")

    assert "12 months of DAPT after ACS" in answer.claims[0].statement
    assert "Surgery" not in shown(answer)
