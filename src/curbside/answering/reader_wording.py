"""An answer worded for its reader: sections in another order and under other headings, and what is added in our words.

The claims, their citations, notes and numbers stay what they were; nothing here takes one away or changes one.
Runs when an answer is complete, so that outcome and limitations cannot depend on who is reading.
"""

from collections.abc import Sequence
from dataclasses import replace

from curbside.answering.glossary import definitions_for
from curbside.answering.plain_line import plain_line
from curbside.answering.profiles import Profile
from curbside.answering.references import number
from curbside.answering.sections import DO_NOT_MISS, RECOMMENDATION, SUMMARY
from curbside.answering.strengths import strength_in_words
from curbside.domain.answers import Answer, AnswerSection, Claim, Outcome
from curbside.retrieval.concepts import Lexicon


def word_for(answer: Answer, profile: Profile, *, lexicon: Lexicon) -> Answer:
    """The same answer for one reader. An emergency is told to everybody in the same few words."""
    if answer.outcome is Outcome.EMERGENCY:
        return answer
    headline = _worded(answer.headline, profile) if answer.headline else None
    sections = tuple(
        replace(
            section,
            heading=profile.headings.get(section.key, section.heading),
            claims=tuple(_worded(claim, profile) for claim in section.claims),
        )
        for section in _in_order(answer.sections, profile)
    )
    worded = _numbered(replace(answer, headline=headline, sections=sections))
    return replace(
        worded,
        opening=profile.opening if worded.claims else "",
        definitions=definitions_for(worded.claims, lexicon=lexicon) if profile.definitions else (),
        closing=profile.closing,
    )


def _worded(claim: Claim, profile: Profile) -> Claim:
    return replace(
        claim,
        plain=plain_line(claim) if profile.plain_words else None,
        strength_in_words=strength_in_words(claim.recommendation) if profile.strength_in_words else None,
    )


def _in_order(sections: Sequence[AnswerSection], profile: Profile) -> list[AnswerSection]:
    """Recommendations and warnings stay in front for everybody, "in short" stays last."""
    places = {key: place for place, key in enumerate((RECOMMENDATION, DO_NOT_MISS, *profile.first))}
    places[SUMMARY] = len(places) + 1
    return sorted(sections, key=lambda section: places.get(section.key, len(profile.first) + 2))


def _numbered(answer: Answer) -> Answer:
    """The answer with quotes and references numbered in the order in which this reader meets them."""
    if not answer.quotes:
        return answer
    documents = {str(reference.document.id): reference.document for reference in answer.references}
    compared = [p.claim for conflict in answer.conflicts for p in conflict.positions if p.claim]
    quotes, references = number([*answer.claims, *compared], documents)
    return replace(answer, quotes=quotes, references=references)
