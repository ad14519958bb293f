"""Below the first statements: without what is near a question by its words alone."""

from collections.abc import Sequence

from curbside.answering.ranking import Candidate
from curbside.answering.sections import LIMITS, section_of
from curbside.domain.questions import Interpretation
from curbside.retrieval.concepts import Lexicon

_SPAN = 2.0  # how far below the best such a statement may lie, in a document on the condition that is asked about


def without_asides(
    others: Sequence[Candidate], first: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon
) -> list[Candidate]:
    """Of what would stand below the first statements, what belongs there.

    That is what names something of the question, its kind or one of its kinds, in words or headings; what stands in the
    section of a first statement or in a document on exactly what is asked; the nearest of one on the condition; and
    what limits the evidence of a chapter on what is asked.
    "Alcohol: limit to two drinks" is in the guideline on transient ischaemic attacks, and nobody asked who wanted a
    blood pressure.

    Args:
        others: what would stand below, scored.
        first: the direct answer and the statements behind it.
        interpretation: of the question.
        lexicon: to know what names and headings name.
    """
    asked = frozenset(mention.key for mention in interpretation.concepts)
    wide = lexicon.with_broader(asked)
    sections = {(c.statement.passage.document_id, c.statement.passage.path) for c in first}
    floor = max((c.score for c in first), default=0.0) - _SPAN

    def belongs(candidate: Candidate) -> bool:
        passage = candidate.statement.passage
        rule = section_of(candidate.statement)
        # The outermost heading stands for the document, as its title does; what limits its evidence is on that.
        headings = passage.path if rule and rule.key == LIMITS else passage.path[1:]
        headed = frozenset().union(*map(lexicon.keys, headings))
        named = candidate.evidence.own | candidate.evidence.near | headed
        return bool(
            named & wide
            or lexicon.with_broader(named) & asked
            or candidate.features["title_all"]
            or (candidate.features["title_condition"] and candidate.score >= floor)
            or (passage.document_id, passage.path) in sections
        )

    return [c for c in others if not asked or belongs(c)]
