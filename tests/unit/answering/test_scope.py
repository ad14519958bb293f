"""What Curbside does not answer, and what only sounds so."""

import json
from pathlib import Path

import pytest

from curbside.answering.scope import ScopeRule, out_of_scope, scope_rules
from curbside.answering.signs import Sign
from curbside.domain.text import fold

SAFETY = Path(__file__).parents[3] / "evaluation" / "safety" / "scope.jsonl"
BANK = [SAFETY.parents[1] / "bank" / name for name in ("development.jsonl", "development_2.jsonl")]
# What was reached, by half: recognised at least, refused of what is in scope at most.
REACHED = {"building": (0.99, 0.02), "judging": (0.95, 0.03)}

OUTSIDE = [
    ("animal", "My dog ate ibuprofen, what dose is toxic?"),
    ("animal", "Amoxicillin dose for a cat with an abscess"),
    ("animal", "Can I give the horse phenylbutazone?"),
    ("animal", "Feline hyperthyroidism treatment"),
    ("animal", "What is the dose of meloxicam in dogs?"),
    ("legal", "Can I sue the hospital for a missed fracture?"),
    ("legal", "Is it legal to withhold treatment?"),
    ("legal", "Am I legally liable if the patient refuses?"),
    ("picture", "Can you read this ECG for me?"),
    ("picture", "I attached an x-ray, what do you see?"),
    ("picture", "Look at the attached scan and tell me the diagnosis"),
    ("prescri", "Write me a prescription for amoxicillin"),
    ("prescri", "I need a sick note for three days"),
    ("prescri", "Prescribe me something for my cough"),
    ("not a clinical", "What is the capital of France?"),
    ("not a clinical", "Write a poem about autumn"),
    ("not a clinical", "Who won the world cup?"),
    ("not a clinical", "Write a python function that sorts a list"),
    ("not a clinical", "What will the weather be tomorrow?"),
]

CLINICAL = [
    "Anticoagulation for isolated calf DVT",
    "Treatment of cat scratch disease",
    "Azithromycin for cat-scratch disease in a child",
    "Is a horse serum antivenom safe in a patient with asthma?",
    "Antibiotic prophylaxis after a dog bite",
    "Day 4 of pneumonia, on tablets, misses his dog, how long before we let him go?",
    "Dog bite prophylaxis: which antibiotic?",
    "A cat bite on the hand, which antibiotic?",
    "Rabies vaccine after a bat or dog bite",
    "The patient has a dog bite on her leg, which antibiotic?",
    "Chicken pox exposure in pregnancy",
    "Is the chickenpox vaccine safe in pregnancy?",
    "Cow's milk allergy in infants",
    "Orf after contact with a sheep",
    "Asthma and a cat allergy: is immunotherapy recommended?",
    "CAT score of 12 in COPD, which inhaler?",
    "Does a patient with a snake bite need antivenom?",
    "CT scan timing after a snake bite",
    "Bird fancier's lung from a parrot",
    "Psittacosis from a budgie, which antibiotic?",
    "When should I check the ECG after starting a QT-prolonging drug?",
    "Should we repeat this CT after 24 hours in ICH?",
    "They want to put pig skin on a scald. Is that for good?",
    "NSTEMI, creatinine fine, what enoxaparin does he get before this angiogram?",
    "Chest infection on the film, going home, which cephalosporin tablets?",
    "When to order a CT scan in TBI",
    "Which findings should I report on MRI of the spine?",
    "Should I give him tablets or IV iron?",
    "How do I order a repeat troponin?",
    "Nursing home acquired pneumonia treatment",
    "What compensation is needed for metabolic acidosis?",
    "Compensated cirrhosis: which statin dose?",
    "Which scoring algorithm is used for pulmonary embolism?",
    "What is the recommended algorithm for hypertension treatment?",
    "How old is the patient group in which statins are recommended?",
    "Veterinary surgeon with brucellosis, which antibiotics?",
    "Vet student with a needle injury, is PEP recommended?",
    "Hen's egg allergy and influenza vaccine",
    "Dose of ceftriaxone in bacterial meningitis",
    "Vaginal cancer: what makes the outlook worse?",
    "Legal definition of blindness, acuity and field",
]


@pytest.mark.parametrize(("reason", "question"), OUTSIDE)
def test_what_curbside_does_not_answer_is_refused_with_its_reason(reason: str, question: str) -> None:
    assert reason in str(out_of_scope(question)).lower()


@pytest.mark.parametrize("question", CLINICAL)
def test_a_clinical_question_that_only_sounds_so_is_not_refused(question: str) -> None:
    assert out_of_scope(question) is None


@pytest.mark.parametrize(
    ("rule", "sign"),
    [(rule, sign) for rule in scope_rules() for sign in (*rule.signs, *rule.unless)],
    ids=lambda part: part.key if isinstance(part, ScopeRule) else part.example,
)
def test_each_row_is_met_by_its_own_example(rule: ScopeRule, sign: Sign) -> None:
    assert sign.shown_in(fold(sign.example)), rule.key


@pytest.mark.parametrize("half", REACHED)
def test_the_shares_that_were_reached_hold(half: str) -> None:
    entries = [json.loads(line) for line in SAFETY.read_text(encoding="utf-8").splitlines()]
    mine = [e for e in entries if (int(e["id"].split("-")[1]) % 2 == 0) == (half == "judging")]
    found = {expect: [bool(out_of_scope(e["text"])) for e in mine if e["expect"] == expect] for expect in ("out", "in")}
    recognised, refused = REACHED[half]

    assert sum(found["out"]) / len(found["out"]) >= recognised
    assert sum(found["in"]) / len(found["in"]) <= refused


def test_ordinary_questions_of_the_bank_are_not_refused() -> None:
    entries = [json.loads(line) for file in BANK for line in file.read_text(encoding="utf-8").splitlines()]
    ordinary = [e for e in entries if e["outcome"] in ("answered", "partly", "not_in_library")]

    assert sum(out_of_scope(e["question"]) is not None for e in ordinary) / len(ordinary) <= 0.01
    assert all(out_of_scope(e["question"]) for e in entries if e["outcome"] == "out_of_scope")
