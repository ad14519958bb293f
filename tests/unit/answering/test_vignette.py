"""The vignette, told apart from what is asked."""

import pytest

from curbside.answering.vignette import between
from curbside.domain.questions import Slot
from curbside.engine import Engine
from factories import interpreted


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("72M with gout and asthma, seen after a fall. Is labetalol ok in a stroke?", {"gout", "asthma"}),
        ("Which dose of apixaban in DVT? She is 58 with asthma and gout.", {"gout", "asthma"}),
        ("gout for years, now pneumonia, CURB-65 3: amoxicillin or doxycycline?", {"gout", "pneumonia", "curb-65"}),
        # The question begins in the same sentence.
        ("68M, gout, asthma since school, can he have alteplase in a stroke?", {"gout", "asthma"}),
        ("64F on warfarin with a bleed, no gout, 74 kg, how much of the PCC does she get?", {"warfarin", "gout"}),
        # "This" is what stands before the question.
        ("81M in permanent AF, gout, a locum has started him on dronedarone - is this right?", {"gout"}),
    ],
)  # fmt: skip
def test_what_only_the_vignette_names_is_told_apart(text: str, case: set[str], engine: Engine) -> None:
    assert case <= interpreted(text, engine).case


@pytest.mark.parametrize(
    "text",
    [
        "apixaban dose in a patient with AF and gout",  # one sentence
        "Gout flare: colchicine dose?",  # a heading
        "COPD exacerbation: prednisolone dose and days",  # nothing that asks by its form
        "She has atrial fibrillation and takes apixaban. How long must she take it?",  # "it" is named there only
        "He has had gout for some years now. What next?",  # nothing is named in the question
        "8 year old in DKA, what rate of fluid over 48 hours?",  # one clause is the question's own
        "AF and gout, on apixaban, which dose for this?",  # of nobody in particular
        "58F with a DVT and gout, on ramipril, how long for this?",  # what is taken already is not pointed at
    ],
)
def test_what_is_asked_about_is_no_account(text: str, engine: Engine) -> None:
    assert not interpreted(text, engine).case


def test_what_the_vignette_does_not_tell_of_is_named_below_the_answer(engine: Engine) -> None:
    answer = engine.answer(
        "58F, ankle fracture in the spring, well since then. First-line antibiotic for pyelonephritis?"
    )

    assert answer.claims
    assert any("ankle fracture" in line for line in answer.limitations)
    assert "ankle fracture" not in answer.missing


def test_unknown_words_of_the_vignette_are_none_of_the_question(engine: Engine) -> None:
    found = interpreted("45M juggler from Zzyzxville with asthma. Dose of apixaban in DVT?", engine)

    assert found.unknown == ()
    assert found.case_unknown
    assert Slot.DOSE in found.slots


def test_the_rest_of_a_text_is_what_lies_between() -> None:
    assert between([(3, 5), (7, 9)], 12) == [(0, 3), (5, 7), (9, 12)]
