"""A document's own graded recommendation is said where it is asked what to do, and not in the place of a figure."""

from dataclasses import replace

import pytest

from curbside.answering.compose import compose
from curbside.answering.graded import with_graded
from curbside.answering.ranking import Ranker
from curbside.answering.sections import RECOMMENDATION
from curbside.domain.documents import Direction, Passage, PassageId, Recommendation
from curbside.engine import Engine
from factories import a_passage, an_evidence, candidates_for

TITLE = "Eating disorders: screening"


def said(text: str, number: int, *, population: str = "") -> Passage:
    """A passage; with a population a graded recommendation for it."""
    graded = Recommendation(
        as_printed="I", scheme="USPSTF", strength="I", certainty=None, direction=Direction.NONE, population=population
    )
    return a_passage(
        text,
        id=PassageId(f"a-guideline#{number}"),
        start=number * 1000,
        path=(TITLE, f"Section {number}"),
        recommendation=graded if population else None,
    )


LEADS = said("The SCOFF questionnaire detects eating disorders in women.", 1)
GRADED = said("Evidence on screening adults for eating disorders is insufficient.", 2, population="Adults")
OF_A_DRUG = said("Fluoxetine is recommended for adults with bulimia.", 3, population="Adults")


def first_told(question: str, engine: Engine, recommended: list[Passage]) -> list[str]:
    candidates, interpretation = candidates_for(question, [LEADS], engine, title=TITLE)
    ranker = Ranker({}, confidence={"share": 1.0}, margin=1.0)
    draft = compose([replace(c, score=9.0) for c in candidates], interpretation, ranker=ranker, lexicon=engine.lexicon)
    evidence = [an_evidence(passage, engine.lexicon, title=TITLE) for passage in recommended]
    made = with_graded(draft, {LEADS.document_id: evidence}, interpretation, engine.lexicon)
    return [c.statement.text for key, _, told in made.sections if key == RECOMMENDATION for c in told]


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("SCOFF questionnaire for every adult to find eating disorders?", [LEADS.text, GRADED.text]),
        ("how many questions has the SCOFF questionnaire for eating disorders", [LEADS.text]),
        ("what is the sensitivity of SCOFF for eating disorders", [LEADS.text]),
    ],
)
def test_what_the_document_recommends_stands_behind_what_leads_where_it_is_asked_what_to_do(
    question: str, shown: list[str], engine: Engine
) -> None:
    assert first_told(question, engine, [GRADED]) == shown


def test_a_drug_that_nobody_asked_about_is_another_matter(engine: Engine) -> None:
    question = "SCOFF questionnaire for every adult to find eating disorders?"

    assert first_told(question, engine, [OF_A_DRUG]) == [LEADS.text]


def test_what_is_said_already_is_not_said_again(engine: Engine) -> None:
    graded_lead = replace(LEADS, recommendation=GRADED.recommendation)
    question = "SCOFF questionnaire for every adult to find eating disorders?"

    assert first_told(question, engine, [graded_lead, GRADED]) == [LEADS.text]
