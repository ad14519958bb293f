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
    vignette = [span for span in sentences if span not in asking and len(folded[slice(*span)].split()) >= _FEWEST_WORDS]
    if not asking or not vignette:
        return []
    asked = [mention for mention in mentions if not within(mention.start, vignette) and _is_topic(mention, lexicon)]
    words = " ".join(folded[slice(*span)] for span in asking)
    if not asked or (_POINTS_BACK.search(words) and not any(m.type is ConceptType.DRUG for m in asked)):
        return []
    return vignette


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
