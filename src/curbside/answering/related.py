"""Questions that the sources of an answer answer too: from the headings beside those that it cites.

A heading becomes a question by its kind; whoever calls asks each and keeps what is answered from where it came from.
Pure.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from curbside.domain.answers import Answer
from curbside.domain.documents import DocumentId, Section
from curbside.domain.questions import ConceptType
from curbside.retrieval.concepts import Lexicon

# Kind of heading → the question it stands for; {topic} is the document's, {drug} one that the heading names.
_TEMPLATES: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern, re.I), template)
    for pattern, template in (
        (r"contraindicat", "What are the contraindications to {drug} in {topic}?"),
        (r"\bdos(?:e|es|ing|age)\b", "What is the dose of {drug} in {topic}?"),
        (r"\bmonitor", "What should be monitored in {topic}?"),
        (r"\bpregnan", "What is advised in {topic} during pregnancy?"),
        (r"\b(?:renal|kidney|ckd)\b", "What is advised in {topic} with chronic kidney disease?"),
        (r"\bduration\b", "How long is {topic} treated?"),
        (r"\b(?:diagnos\w+|criteria|definition)\b", "How is {topic} diagnosed?"),
        (r"\b(?:severity|risk strat\w+|risk assessment|classification)\b", "How is the severity of {topic} assessed?"),
        (r"\b(?:prevent\w*|prophyla\w+)\b", "How is {topic} prevented?"),
        (r"\b(?:referral|disposition|discharge|admission)\b", "Who with {topic} should be admitted or referred?"),
        (r"\bimaging\b", "Which imaging is recommended in {topic}?"),
        (
            r"\b(?:first-line|initial (?:treatment|therapy|management))\b",
            "What is the first-line treatment of {topic}?",
        ),
        (r"\bavoid|not recommended\b", "What should be avoided in {topic}?"),
    )
)
_MOST = 6  # questions worth trying for one answer; each costs a run of the engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A question that a section may answer."""

    text: str
    document_id: DocumentId
    path: tuple[str, ...]  # of the section


def suggestions(
    answer: Answer, sections: Callable[[DocumentId], Iterable[Section]], lexicon: Lexicon
) -> list[Suggestion]:
    """At most six, in the order of the documents that the answer cites and of their sections.

    Args:
        answer: complete.
        sections: of a document.
        lexicon: of the library.
    """
    cited = {quote.citation.locator for quote in answer.quotes}
    found: dict[str, Suggestion] = {}
    for document in (reference.document for reference in answer.references):
        if not document.topics:
            continue
        for section in sections(document.id):
            if " › ".join(section.path) in cited or not section.path:
                continue
            for text in _questions(section.path, document.topics[0], lexicon):
                found.setdefault(text, Suggestion(text=text, document_id=document.id, path=section.path))
    return list(found.values())[:_MOST]


def _questions(path: tuple[str, ...], topic: str, lexicon: Lexicon) -> Iterator[str]:
    heading = path[-1]
    template = next((template for pattern, template in _TEMPLATES if pattern.search(heading)), None)
    named = lexicon.find(topic)
    # A resuscitation is not diagnosed or prevented; a kidney disease does not come with one.
    illness = [m for m in named if m.type is ConceptType.CONDITION]
    if template is None or not illness or any(m.type is ConceptType.PROCEDURE for m in named):
        return
    if "kidney disease" in template and "kidney" in topic.lower():
        return
    if len(named) == 1:
        topic = lexicon.name(named[0].key)
    if "{drug}" not in template:
        yield template.format(topic=topic)
        return
    drugs = [m for m in lexicon.find(heading) if m.type is ConceptType.DRUG and not lexicon[m.key].generic]
    for drug in dict.fromkeys(m.key for m in drugs):
        yield template.format(drug=lexicon.name(drug), topic=topic)


def answers_from(answer: Answer, suggestion: Suggestion) -> bool:
    """Whether a suggestion's own answer opens with words of the document, and of the chapter, that it came from."""
    claims = answer.claims[:3]
    return any(
        citation.document_id == suggestion.document_id and citation.context[:1] == suggestion.path[:1]
        for claim in claims
        for citation in claim.citations
    )
