"""What must stand beside a recommendation: the contraindications, limits, conditions and red flags of its section.

Ranking alone leaves out what shares few words with a question: who asks for a dose does not ask whom it harms. So the
section of the statement that leads is read once more, whatever its passages score. Nothing here is shown unchecked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from curbside.answering.compose import Draft
from curbside.answering.gate import fits_the_patient, may_speak
from curbside.answering.ranking import Candidate
from curbside.answering.sections import DO_NOT_MISS, HEADINGS, RECOMMENDATION, section_of
from curbside.answering.statement import Statement, statements_of
from curbside.answering.subject import Asked
from curbside.answering.values import range_fit
from curbside.domain.answers import Evidence
from curbside.domain.documents import DocumentId, Passage, PassageKind
from curbside.domain.questions import ConceptType, Interpretation
from curbside.retrieval.concepts import Lexicon

REACH = 80  # passages before and behind: what a section and its neighbours hold
_MOST = 8  # statements added to one answer; what is left over is named
_LEADING = 2  # statements that lead an answer without a direct one

# Headings, lead-ins and labels below which everything limits.
_LIMITING_HEAD = re.compile(
    r"\bcontraindicat|\bprecaution|\bcautions?\b|\bcaveats?\b|\bwarning|\bdo not\b|\bnot recommended\b|\bto avoid\b|"
    r"\bred flag|\bhold\b|\bwhen not to\b|\bprerequisite|\bexclusion",
    re.I,
)
# Words of a statement that limit what is recommended: whom it harms, how much, until when, what must come first.
_LIMITS = re.compile(
    r"\bcontraindicat|\b(?:do|does|should|must|may|can) not\b|\bnever\b|\bavoid(?:ed)?\b|\bnot (?:be )?(?:recommended|"
    r"given|used|delayed|stopped)\b|\bwithh?old\b|\bhold (?:if|when|or|drug|dose)\b|\b(?:discontinue|stop) (?:if|when)\b|"
    r"\bmaximum\b|\bmax\.?(?= )|\bnot (?:to )?exceed|\bno more than\b|\bwashout\b|\bonly (?:if|in|when)\b|\bmust\b|"
    r"\bis required\b|\brequires?\b|\bprerequisite|\breduce(?:d)? (?:the )?(?:dose|to\b)|\bdose reduction\b|"
    r"\bwith caution\b",
    re.I,
)
_SIDE_SECTIONS = ("limits", "rationale")  # what a document says of its evidence
_INTERVENTIONS = (ConceptType.DRUG, ConceptType.PROCEDURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """A draft with what must stand beside its lead."""

    draft: Draft
    beside: tuple[Candidate, ...]  # what was added
    unsaid: tuple[Candidate, ...]  # what there was no room for


def leading(draft: Draft) -> tuple[Candidate, ...]:
    """The statements whose sections are read: the direct answer, or the first of what the sources say."""
    if draft.headlines:
        return draft.headlines[:1]
    return tuple(c for key, _, candidates in draft.sections if key == RECOMMENDATION for c in candidates[:_LEADING])


def complete(
    draft: Draft,
    around: Mapping[DocumentId, Sequence[Evidence]],
    interpretation: Interpretation,
    lexicon: Lexicon,
) -> Completed:
    """The draft with the limiting statements of the leading sections, which it does not hold yet.

    Args:
        draft: as composed.
        around: of each leading statement's document, the passages near it, in order.
        interpretation: of the question.
        lexicon: to know which headings name what was asked.
    """
    found: list[Candidate] = []
    shown = [*draft.headlines[:1], *(c for _, _, candidates in draft.sections for c in candidates)]
    for lead in leading(draft):
        near = around.get(lead.statement.passage.document_id, ())
        for candidate in _limiting(lead, near, interpretation, lexicon):
            if not any(_says(other, candidate) for other in (*shown, *found)):
                found = [c for c in found if not _says(candidate, c)]
                found.append(candidate)
    kept = found[:_MOST]
    return Completed(draft=_with(draft, kept), beside=tuple(kept), unsaid=tuple(found[_MOST:]))


def _limiting(
    lead: Candidate, near: Sequence[Evidence], interpretation: Interpretation, lexicon: Lexicon
) -> Iterator[Candidate]:
    asked = Asked.of(interpretation, lexicon)
    subject = _subject(lead, interpretation, lexicon)
    for evidence in near:
        if _in_scope(evidence, lead.statement.passage, subject, lexicon):
            limiting = [
                _candidate(statement, evidence, interpretation, lexicon)
                for statement in statements_of(evidence.passage)
                if _is_limiting(statement)
            ]
            for candidate in may_speak(limiting, asked, interpretation, lexicon):
                if fits_the_patient(candidate, interpretation):
                    yield candidate


def _candidate(
    statement: Statement, evidence: Evidence, interpretation: Interpretation, lexicon: Lexicon
) -> Candidate:
    named = evidence.concepts | evidence.scope
    fit = range_fit(interpretation.values, evidence.passage, statement.full, named, lexicon=lexicon)
    return Candidate(statement=statement, evidence=evidence, features={}, fit=fit)


def _subject(lead: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> frozenset[str]:
    """The drugs and procedures that the answer is about, by the question's names, else by the leading statement's."""
    asked = frozenset(
        m.key for m in interpretation.concepts if m.type in _INTERVENTIONS and not lexicon[m.key].generic
    )
    told = frozenset(key for key in lead.evidence.own | lead.evidence.near if lexicon[key].type is ConceptType.DRUG)
    return asked or told


def _in_scope(evidence: Evidence, lead: Passage, subject: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a passage stands below a heading for what the answer is about, or in the leading statement's section."""
    passage = evidence.passage
    if passage.path[:1] != lead.path[:1]:
        return False
    wide = lexicon.with_broader(subject)

    def names(heading: str) -> bool:
        return any(subject & lexicon.with_broader([key]) or key in wide for key in lexicon.keys(heading))

    own = next((depth for depth in range(len(lead.path), 0, -1) if names(lead.path[depth - 1])), len(lead.path))
    if passage.path[:own] == lead.path[:own] or any(names(heading) for heading in passage.path[1:]):
        told = [key for key in evidence.near if lexicon[key].type is ConceptType.DRUG]
        drugs = {key for key in subject if lexicon[key].type is ConceptType.DRUG}
        return not told or not drugs or any(drugs & lexicon.with_broader([k]) or k in wide for k in told)
    return False


def _is_limiting(statement: Statement) -> bool:
    passage = statement.passage
    rule = section_of(statement)
    if passage.kind is PassageKind.BRANCH or statement.reported_of or statement.text.endswith(":"):
        return False
    if rule and rule.key in _SIDE_SECTIONS:
        return False
    headed = any(_LIMITING_HEAD.search(words) for words in (*passage.path[1:], *passage.lead_in, passage.label))
    if passage.kind is PassageKind.LIST:
        return headed  # the whole list stands for its items
    return headed or bool(_LIMITS.search(statement.full))


def _says(one: Candidate, other: Candidate) -> bool:
    """Whether the words of the other stand in the one, or are said there again."""
    a, b = one.statement, other.statement
    if a.passage.document_id == b.passage.document_id and a.start <= b.start and b.end <= a.end:
        return True
    return _bare(b.text) in _bare(a.text)


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _with(draft: Draft, beside: Sequence[Candidate]) -> Draft:
    """The draft with its section of warnings filled; what a whole list says now is not said again by its items."""
    if not beside:
        return draft
    warnings = [c for key, _, candidates in draft.sections if key == DO_NOT_MISS for c in candidates]
    first = [s for s in draft.sections if s[0] == RECOMMENDATION]
    rest = [
        (key, heading, left)
        for key, heading, candidates in draft.sections
        if key not in (RECOMMENDATION, DO_NOT_MISS)
        and (left := tuple(c for c in candidates if not any(_says(b, c) for b in beside)))
    ]
    warned = [c for c in warnings if not any(_says(b, c) for b in beside)]
    sections = (*first, (DO_NOT_MISS, HEADINGS[DO_NOT_MISS], (*warned, *beside)), *rest)
    return replace(draft, sections=sections)
