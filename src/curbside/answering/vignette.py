"""The vignette that comes with a question: "72M, diabetic, gout, thalamic bleed. Labetalol ok?"

What the vignette names need not all be told of by an answer, what the question names must. Where the two cannot be told
apart, all of it is the question.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from curbside.domain.questions import ConceptType, Mention, within
from curbside.retrieval.concepts import Lexicon

Span = tuple[int, int]

_SENTENCE_END = re.compile(r"[.;:?!]+(?=\s|$)")
_ASKS = re.compile(
    r"\b(?:what|which|how|when|why|who|whom|where|can|could|should|shall|may|must|do|does|is|are|would|will)\b"
)
# "Can he have it?" asks about something that the vignette names.
_POINTS_BACK = re.compile(r"\b(?:it|its|them|these|those|this|that|one|ones|both|either|same|such)\b")
_FEWEST_WORDS = 4  # of a vignette; "Gout flare:" is a heading of the question
# A patient is told of: "72M", "my 13 year old", "39 weeker", "elderly lady"; "for 5 days" says as much.
_PATIENT = re.compile(
    r"\b\d{1,3}[\s-]?(?:m|f|y/?o|yrs?|years?|months?|weeks?|weekers?|days?)\b|\b(?:patient|pt|man|woman|lady|gentleman|"
    r"boy|girl|child|baby|infant|newborn|mum|mom|mother|dad|father|husband|wife|son|daughter|sister|brother|"
    r"gran|grandad|nan|aunt|uncle)\b"
)
# Where in one sentence the question begins: "…, INR 3.2, what reverses it", "… in March, does that make it severe".
_SUBJECT_WORD = r"(?:i|we|you|he|she|they|it|his|her|its|their|the|this|that|these|those|a|an|any|there|my|our)\b"
_AUXILIARY = r"(?:can|could|should|shall|may|must|do|does|did|is|are|was|would|will|has|have)"
_CLAUSE_ASKS = re.compile(
    r"(?:,|;|:|\s[-–—])\s+"
    r"(?=(?:(?:but|so|now|then|at|in|for|from|up to|to|with|by|on|within|above|below|after)\s+)*"
    rf"(?:what\b|how\b|why\b|which (?!is\b|was\b|has\b|had\b|are\b|were\b)|(?:when|where) (?:to|{_AUXILIARY})\b|"
    rf"{_AUXILIARY} {_SUBJECT_WORD}|(?:ok|okay|safe) (?:to|for|if|with)\b))"
)
_CAN_BE_POINTED_TO = {ConceptType.DRUG, ConceptType.PROCEDURE}  # by "is this right?"; a disease is mostly told first
_TAKEN_ALREADY = re.compile(r"(?:and |already |now )*(?:on|taking|takes|had|known)\b")  # tells of the patient
_CLAUSE_END = re.compile(r"[,;:.]\s+|\s[-–—]\s+")


def vignette_of(folded: str, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Span]:
    """The stretches of a question that only describe a patient.

    Args:
        folded: the question, folded.
        mentions: of the question.
        lexicon: to know which of them are too general to ask about.
    Returns:
        [] where what is asked is not told apart, or names nothing itself.
    """
    sentences = list(_sentences(folded))
    asking = [span for span in sentences if folded[slice(*span)].endswith("?")]
    asking = asking or [span for span in sentences if _ASKS.search(folded[slice(*span)])]
    told = [span for span in sentences if span not in asking]
    for span in asking:
        if cut := _question_begins(folded, span):
            told.append((span[0], cut))
    vignette = sorted(span for span in told if len(folded[slice(*span)].split()) >= _FEWEST_WORDS)
    if not asking or not vignette:
        return []
    asked = _topics_outside(vignette, mentions, lexicon)
    words = " ".join(folded[start:end] for start, end in between(vignette, len(folded)))
    if asked and (ConceptType.DRUG in asked or not _POINTS_BACK.search(words)):
        return vignette
    # "72M, gout, a locum has started him on Multaq: is this right?" The words before the question say what is meant.
    before = _without_last_clause(folded, vignette)
    if not any(_PATIENT.search(folded, *span) for span in before):
        return []
    if _TAKEN_ALREADY.match(folded, before[-1][1]) and before != vignette[:-1]:
        return []
    return before if _topics_outside(before, mentions, lexicon) & _CAN_BE_POINTED_TO else []


def _question_begins(folded: str, sentence: Span) -> int | None:
    """Where the question begins in a sentence that tells of a patient in two clauses or more before it asks. One
    clause is the question's own: "8 year old in DKA, what rate of fluid"."""
    for match in _CLAUSE_ASKS.finditer(folded, *sentence):
        clauses = _CLAUSE_END.search(folded, sentence[0], match.start())
        if clauses and _PATIENT.search(folded, sentence[0], match.start()):
            return match.end()
    return None


def _topics_outside(vignette: Sequence[Span], mentions: Sequence[Mention], lexicon: Lexicon) -> set[ConceptType]:
    """The kinds of what is named beside a vignette and can be asked about."""
    return {m.type for m in mentions if not within(m.start, vignette) and _is_topic(m, lexicon)}


def _without_last_clause(folded: str, vignette: Sequence[Span]) -> list[Span]:
    """A vignette without the clause that stands last in it."""
    *before, (start, end) = vignette
    breaks = [match.end() for match in _CLAUSE_END.finditer(folded, start, end) if match.end() < end]
    if breaks:
        before.append((start, breaks[-1]))
    return [span for span in before if len(folded[slice(*span)].split()) >= _FEWEST_WORDS]


def between(spans: Sequence[Span], length: int) -> list[Span]:
    """The stretches of a text of a given length outside these, which are in order."""
    ends = [0, *(end for span in spans for end in span), length]
    return [(start, end) for start, end in zip(ends[::2], ends[1::2], strict=True)]


def _is_topic(mention: Mention, lexicon: Lexicon) -> bool:
    concept = lexicon[mention.key]
    return mention.type is not ConceptType.POPULATION and not concept.generic and not concept.sign


def _sentences(folded: str) -> Iterator[Span]:
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(folded)), len(folded)]
    return ((start, end) for start, end in pairwise(ends) if folded[start:end].strip())
