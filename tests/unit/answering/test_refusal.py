"""What is said where the library does not answer."""

import pytest

from curbside.answering.gate import Gate
from curbside.answering.refusal import gaps, refusal
from curbside.domain.answers import Outcome
from curbside.engine import Engine
from factories import a_passage, candidates_for

PREDNISONE = a_passage("Prednisone 40 mg once daily for 5 days.", path=("COPD exacerbations", "Corticosteroids"))
TIOTROPIUM = a_passage("Tiotropium 18 mcg once daily.", path=("COPD exacerbations", "Prevention"))


@pytest.mark.parametrize(
    ("gate", "said", "left"),
    [
        (Gate(passed=(), missing=("children",)), "Nothing found in it speaks of: children.", ("children",)),
        (
            Gate(passed=(), apart=("COPD", "exacerbation", "gout")),
            "It speaks of each of these, but nothing in it answers this for all of them: COPD, exacerbation, gout.",
            ("COPD, exacerbation and gout together",),
        ),
        (Gate(passed=(), apart=("gout",)), "It speaks of gout, but does not answer this.", ()),
        (Gate(passed=()), "The library does not answer this question.", ()),
    ],
)
def test_what_lacks_is_told_from_what_lacks_only_together(engine: Engine, gate: Gate, said: str, left) -> None:  # type: ignore[no-untyped-def]
    candidates, interpretation = candidates_for("gout", [PREDNISONE], engine)

    assert refusal(gate, candidates, interpretation, engine.lexicon).endswith(said)
    assert gaps(gate) == left


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("COPD exacerbation: umeclidinium dose", True),
        ("COPD exacerbation: tiotropium dose", False),  # the drug itself
        ("COPD exacerbation: apixaban dose", False),  # no drug of its class
        ("gout flare: umeclidinium dose", False),  # of another disease
        ("umeclidinium dose", False),  # for nothing
    ],
)
def test_a_drug_of_the_same_class_is_pointed_to_and_nothing_else(engine: Engine, question: str, named: bool) -> None:
    candidates, interpretation = candidates_for(question, [TIOTROPIUM], engine)
    said = refusal(Gate(passed=()), candidates, interpretation, engine.lexicon)

    assert ("It does speak of this for tiotropium, another drug" in said) is named


def test_a_drug_by_its_name_in_another_country_is_no_other_drug(engine: Engine) -> None:
    candidates, interpretation = candidates_for("COPD exacerbation: prednisolone dose", [PREDNISONE], engine)

    assert "another drug" not in refusal(Gate(passed=()), candidates, interpretation, engine.lexicon)


def test_a_question_refused_says_so_in_whole_sentences(engine: Engine) -> None:
    answer = engine.answer("COPD exacerbation: dexamethasone dose and days")

    assert answer.outcome is Outcome.NOT_IN_LIBRARY
    assert answer.notice.startswith("The library does not answer this question. ")
    assert answer.notice.endswith("The nearest documents are listed; none of them answers it.")
    assert answer.claims == ()
