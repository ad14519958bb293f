"""Questions in several parts: what can be answered is, and every other part is named."""

from curbside.domain.answers import Outcome
from curbside.engine import Engine


def test_the_part_that_the_library_lacks_is_named(engine: Engine) -> None:
    answer = engine.answer("apixaban dose for DVT, and how is athlete's foot treated?")

    assert answer.outcome is Outcome.PARTLY
    assert any("athlete" in part for part in answer.missing)
    assert any("apixaban" in claim.statement.lower() for claim in answer.claims)


def test_several_questions_in_one_get_the_first_answered_and_the_others_named(engine: Engine) -> None:
    answer = engine.answer(
        "apixaban dose for DVT? first-line drug for a gout flare? tranexamic acid in aneurysmal subarachnoid "
        "haemorrhage?"
    )

    assert answer.outcome is Outcome.PARTLY
    assert [part.split(" (")[0] for part in answer.missing] == [
        "first-line drug for a gout flare",
        "tranexamic acid in aneurysmal subarachnoid haemorrhage",
    ]
    assert all("ask it alone" in part for part in answer.missing)


def test_a_part_that_leaves_the_drug_to_the_first_is_named_and_the_first_answered(engine: Engine) -> None:
    answer = engine.answer("apixaban start-up dose for DVT, and does it pass into breast milk?")

    assert answer.outcome is Outcome.PARTLY
    assert answer.missing[0].startswith("does it pass into breast milk")
    assert any("apixaban" in claim.statement.lower() for claim in answer.claims)


def test_what_is_asked_of_a_drug_that_is_not_held_is_not_answered_of_another(engine: Engine) -> None:
    answer = engine.answer("COPD on zzyzximab: half dose for the first month? and ok with theophylline")

    assert not any("theophylline" in claim.statement.lower() for claim in answer.claims)


def test_a_part_is_not_answered_without_the_values_that_another_tells(engine: Engine) -> None:
    """The usual dose is no half answer where the other half says how the kidneys are."""
    answer = engine.answer("sotalol for AF - must it be begun in hospital, and what mg twice a day at 62 kg?")

    assert not answer.claims


def test_a_drug_that_no_statement_names_is_said_not_to_be(engine: Engine) -> None:
    answer = engine.answer("dulaglutide with a family history of medullary thyroid cancer?")

    assert any("in no statement shown: dulaglutide" in limitation for limitation in answer.limitations)


def test_a_misspelt_drug_is_answered_and_the_reading_told(engine: Engine) -> None:
    answer = engine.answer("enoxparin dose for a DVT")

    assert any("enoxaparin" in claim.statement.lower() for claim in answer.claims)
    assert any("“enoxparin” was read as “enoxaparin”" in limitation for limitation in answer.limitations)


def test_a_part_that_names_nothing_is_not_answered_on_its_own(engine: Engine) -> None:
    """ "How often" of a drug that is not held is not how often anything else is done."""
    answer = engine.answer("teplizumab for a child's stage 2 diabetes, mg and how often")

    assert not answer.claims


def test_a_part_keeps_to_the_disease_of_the_whole(engine: Engine) -> None:
    """Asthma's days of prednisolone are not those of COPD, whichever part of the question names it."""
    answer = engine.answer("COPD flare at home, which antibiotic and how many days of prednisolone")

    assert not any(claim.citations[0].document_id.startswith("om-gina") for claim in answer.claims)
