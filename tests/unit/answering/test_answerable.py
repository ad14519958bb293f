"""What the library lacks counts against an answer, less where the best statements speak of its kind."""

import pytest

from curbside.answering.answerable import answerable_features
from curbside.answering.subject import Asked
from curbside.engine import Engine
from factories import a_passage, candidates_for


@pytest.mark.parametrize(
    ("text", "lacking", "by_kind"),
    [
        ("Routine stress testing is not recommended before noncardiac surgery.", 0, 1),
        ("Routine stress testing is not recommended before surgery.", 1, 0),  # too common to speak for a kind
        ("Routine stress testing is not recommended in stable angina.", 1, 0),
        ("Routine stress testing is not recommended before a hip replacement.", 1, 0),  # another of its kind
    ],
)
def test_a_thing_that_is_not_held_may_be_told_by_its_kind(
    text: str, lacking: int, by_kind: int, engine: Engine
) -> None:
    question = "Is a stress test needed before a hemicolectomy?"
    candidates, interpretation = candidates_for(question, [a_passage(text)], engine, title="Cardiac assessment")
    asked = Asked.of(interpretation, engine.lexicon)

    found = answerable_features(candidates, interpretation, asked, engine.lexicon)

    assert (found["not_held"], found["not_held_by_kind"]) == (lacking, by_kind)


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        (
            "Febuxostat after a heart attack?",
            "Febuxostat: switch where there is a history of cardiovascular disease.",
            1,
        ),
        ("Febuxostat after a heart attack?", "Allopurinol is first choice in cardiovascular disease.", 0),
        ("Gout flare after a heart attack?", "Gout is common in cardiovascular disease.", 0),
    ],
)
def test_a_disease_is_told_by_its_kind_where_the_drug_that_is_asked_for_is_named(
    question: str, text: str, told: int, engine: Engine
) -> None:
    candidates, _ = candidates_for(question, [a_passage(text)], engine, title="Gout")

    assert (not candidates[0].features["topics_untold"]) == bool(told)
