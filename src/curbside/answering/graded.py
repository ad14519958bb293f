"""What a leading document itself recommends by grade, where it exists for the sake of that.

A recommendation statement with its evidence review says in one sentence what to do, and in all the others how that was
found. Who asks "a questionnaire on eating disorders for everyone?" shares more words with those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from curbside.answering.beside import LEADING, leading, speaking
from curbside.answering.compose import Draft
from curbside.answering.ranking import Candidate, wants_advice
from curbside.answering.sections import HEADINGS, RECOMMENDATION, SAYING
from curbside.answering.statement import Statement
from curbside.answering.values import RangeFit
from curbside.domain.answers import Evidence
from curbside.domain.documents import DocumentId, PassageId
from curbside.domain.questions import ConceptType, Interpretation, Slot
from curbside.retrieval.concepts import Lexicon

FEW = 4  # graded recommendations of a document that exists for their sake
_MOST = 2  # of one document, added behind what leads
# What is asked for is a figure, which a recommendation to do something seldom gives.
_FIGURES = frozenset(
    {Slot.DOSE, Slot.DURATION, Slot.TIMING, Slot.FREQUENCY, Slot.TARGET, Slot.THRESHOLD, Slot.COUNT, Slot.MONITORING}
)


def with_graded(
    draft: Draft, recommended: Mapping[DocumentId, Sequence[Evidence]], interpretation: Interpretation, lexicon: Lexicon
) -> Draft:
    """The draft with a leading document's graded recommendations behind what leads, where it is asked what to do and
    none of them is said first.

    Those that say for whom they are and fit the patient; what gives a drug that the question does not name is another
    matter.

    Args:
        draft: as composed.
        recommended: of each leading statement's document its graded recommendations, if they are at most `FEW`.
        interpretation: of the question.
        lexicon: to know drugs and their kinds.
    """
    if not wants_advice(interpretation) or interpretation.slots & _FIGURES:
        return draft
    first = next((told for key, _, told in draft.sections if key == RECOMMENDATION), ())
    shown = {c.statement.passage.id for c in (*draft.headlines[:1], *first)}
    found: dict[PassageId, Candidate] = {}
    for lead in leading(draft):
        own = recommended.get(lead.statement.passage.document_id, ())
        if any(evidence.passage.id in shown for evidence in own):
            continue
        for_whom = [e for e in own if e.passage.recommendation and e.passage.recommendation.population]
        said = speaking(for_whom, lambda s: _gives_no_other_drug(s, interpretation, lexicon), interpretation, lexicon)
        best = sorted(said, key=lambda c: c.fit is not RangeFit.INSIDE)[:_MOST]
        found |= {c.statement.passage.id: c for c in best}
    if not found:
        return draft
    heading = HEADINGS[RECOMMENDATION] if draft.headlines else SAYING
    together = (*first[:LEADING], *found.values(), *first[LEADING:])
    others = [section for section in draft.sections if section[0] != RECOMMENDATION]
    return replace(draft, sections=((RECOMMENDATION, heading, together), *others))


def _gives_no_other_drug(statement: Statement, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether a statement and the question name no drug, or the same, or one and its kind."""
    told = lexicon.keys(" . ".join((*statement.passage.path, statement.full)))
    asked = frozenset(mention.key for mention in interpretation.concepts)
    drugs = {key for key in told | asked if lexicon[key].type is ConceptType.DRUG}
    kin = asked & lexicon.with_broader(told) | told & lexicon.with_broader(asked)
    return not drugs or bool(drugs & kin)
