"""An answer's parts: no claim without a citation."""

from dataclasses import FrozenInstanceError

import pytest

from curbside.domain.answers import Answer, AnswerSection, Outcome, Quote, Reference
from curbside.domain.documents import Kind
from curbside.domain.questions import Question
from factories import a_citation, a_claim, a_document, a_passage


def test_a_claim_without_a_citation_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="no citation"):
        a_claim(citations=())


def test_a_claim_cannot_lose_its_citation_later() -> None:
    claim = a_claim()

    with pytest.raises(FrozenInstanceError):
        claim.citations = ()  # type: ignore[misc]


def test_a_statement_is_lead_in_and_text_together() -> None:
    assert a_claim("5 mg BID", lead="Apixaban").statement == "Apixaban: 5 mg BID"
    assert a_claim("5 mg BID").statement == "5 mg BID"


def test_an_answer_counts_its_headline_among_its_claims_and_first() -> None:
    headline, other = a_claim(key="c1"), a_claim("Avoid NSAIDs.", key="c2")
    answer = Answer(
        question=Question(text="?"),
        outcome=Outcome.ANSWERED,
        interpretation=None,
        headline=headline,
        sections=(AnswerSection(key="further", heading="Further", claims=(other,)),),
    )

    assert answer.claims == (headline, other)


def test_a_claim_is_numbered_by_the_place_it_quotes() -> None:
    passage = a_passage()
    citation = a_citation(passage)
    answer = Answer(
        question=Question(text="?"),
        outcome=Outcome.ANSWERED,
        interpretation=None,
        quotes=(Quote(n=7, reference=1, citation=citation),),
        references=(Reference(n=1, document=a_document()),),
    )

    assert answer.quote_numbers(a_claim(citing=passage)) == (7,)


@pytest.mark.parametrize(
    ("kind", "secondary"),
    [(Kind.SUMMARY, True), (Kind.OTHER, True), (Kind.GUIDELINE, False), (Kind.TRIAL, False)],
)
def test_a_summary_is_never_taken_for_the_guideline(kind: Kind, *, secondary: bool) -> None:
    assert a_document(kind=kind).is_secondary is secondary
