"""What must stand beside a recommendation: the contraindications, limits, conditions and red flags of its section.

Ranking alone leaves out what shares few words with a question: who asks for a dose does not ask whom it harms, nor for
whom it is meant. So the section of the statement that leads is read once more, and what its neighbours head as limits,
whatever their passages score. Nothing here is shown unchecked.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from curbside.answering.compose import Draft, in_order_of_sources
from curbside.answering.gate import fits_the_patient, may_speak
from curbside.answering.ranking import Candidate, wants_advice
from curbside.answering.reasons import behind_orders
from curbside.answering.sections import DO_NOT_MISS, FURTHER, HEADINGS, RECOMMENDATION, section_of
from curbside.answering.siblings import OF_SIDES
from curbside.answering.statement import Statement, statements_of
from curbside.answering.subject import Asked
from curbside.answering.values import range_fit
from curbside.domain.answers import Evidence
from curbside.domain.documents import DocumentId, Passage, PassageKind
from curbside.domain.grading import is_directive
from curbside.domain.questions import ConceptType, Interpretation, Slot
from curbside.domain.units import is_dose, quantities_in
from curbside.retrieval.concepts import Lexicon

REACH = 80  # passages before and behind: what a section and its neighbours hold
_MOST = 8  # limiting statements added to one answer; what is left over is named
_MOST_CONDITIONS = 3  # the same of what says for whom or when the leading statement holds
NO_ROOM = "for want of room"
FARTHER = "farther from the question than what is shown"
NEIGHBOUR = "from a neighbouring section"
_OF_ONE_PARENT = 2  # headings in common from which sections are neighbours: more than the document's title
LEADING = 2  # statements that lead an answer without a direct one

# What says that something limits, unless it says that nothing does ("in patients without contraindication").
_FORBIDDEN = r"(?<!without )(?<!no )(?<!of )(?<!unless )contraindicat"
# Headings, lead-ins and labels below which everything limits. Not "not recommended": that heads other treatments.
_LIMITING_HEAD = re.compile(
    _FORBIDDEN + r"|\bprecaution|\bcautions?\b|\bwarning|\bred flag|\bhold\b|\bprerequisite|\bexclusion|^caveats?$",
    re.I,
)
# Headings of sections that say for whom something is, and of those that say for whom it is not or what to beware of.
_FOR_WHOM = re.compile(r"^(?:\w+ )?indications?\b", re.I)
_BEWARE = re.compile(r"^(?:\w+ )?safety\b|^(?:critical|exceptions?|who should not)\b", re.I)
# Headings of what holds for all that stands below the same parent.
_GENERAL_HEAD = re.compile(
    r"^(?:general|key|important|critical) (?:principles?|notes?|points?|considerations?)\b", re.I
)
# Words of a statement that limit what is recommended: whom it harms, how much, until when, what must come first.
_LIMITS = re.compile(
    _FORBIDDEN + r"|\b(?:do|should|must) not\b|\bnever\b|(?<!to )\bavoid(?:ed)?\b|\bnot (?:be )?(?:recommended|given|"
    r"used|delayed|stopped)\b|\bwithh?old\b|\bhold (?:if|when|or|drug|dose)\b|\b(?:discontinue|stop) (?:if|when)\b|"
    r"\bmaximum\b|\bmax\.?(?= )|\bnot (?:to )?exceed|\bno more than\b|\bwashout\b|\bonly (?:if|in|when)\b|\bmust\b|"
    r"\brequired (?:before|prior)\b|(?:^|[.:;] )requires?\b|\bprerequisite|\breduced? (?:the )?(?:dose|to\b)|"
    r"\bdose reduction\b|\bwith caution\b",
    re.I,
)
_OF_ALL_BESIDE = (_GENERAL_HEAD, _LIMITING_HEAD, _FOR_WHOM, _BEWARE)
# What tells how a limit was found or how sure it is; a printed grade ("low quality of evidence") does not.
_TELLS_OF_EVIDENCE = re.compile(
    r"\b(?:trials?|findings|studies|"
    r"(?<!quality of )(?<!level of )(?<!certainty of )(?<!quality )(?<!certainty )evidence|"
    r"has not been|have not been|is based on)\b",
    re.I,
)
# Weighed against the benefit; a heading of both kinds is none of these.
_RELATIVE = re.compile(r"(?<!absolute and )(?<!absolute or )\brelative contraindication", re.I)
# Words that say for whom, when or after what something holds.
_CONDITIONS = re.compile(
    r"\b(?:before|prior to|unless|essential|exceptions?|provided|extend(?:ed)?|if)\b|"
    r"\bonce\b(?! (?:or twice|a|an|per|every|only|daily|weekly|monthly|yearly|annually)\b)|"
    r"\bappropriate (?:for|in|only)\b|"
    r"\b(?:in|for|to) (?:\w+ ){0,2}(?:patients|adults|those|people|women|children|individuals)\b"
    r".{0,40}?\b(?:with|who|whose)\b",
    re.I,
)
_GOES_WITH = re.compile(r"\W*(?:plus|and)\b", re.I)  # "PLUS: azithromycin" is the other half of what is given
_GRADE_ALONE = re.compile(r"\([^()]*\)\.?")  # a line that prints the grade of the list below it
_SIDE_SECTIONS = ("limits", "rationale")  # what a document says of its evidence
_INTERVENTIONS = (ConceptType.DRUG, ConceptType.PROCEDURE)


def leading(draft: Draft) -> tuple[Candidate, ...]:
    """The statements whose sections are read: the direct answer, or the first of what the sources say."""
    if draft.headlines:
        return draft.headlines[:1]
    return tuple(c for key, _, candidates in draft.sections if key == RECOMMENDATION for c in candidates[:LEADING])


def complete(
    draft: Draft,
    around: Mapping[DocumentId, Sequence[Evidence]],
    interpretation: Interpretation,
    lexicon: Lexicon,
) -> Draft:
    """The draft with the limiting statements of the leading sections, and what of these sections stays untold.

    Args:
        draft: as composed.
        around: of each leading statement's document, the passages near it, in order.
        interpretation: of the question.
        lexicon: to know which headings name what was asked.
    """
    shown = [*draft.headlines[:1], *(c for _, _, candidates in draft.sections for c in candidates)]
    limiting: list[Candidate] = []
    conditions: list[Candidate] = []
    others: list[Candidate] = []
    for lead in leading(draft):
        near = around.get(lead.statement.passage.document_id, ())
        subject = _Subject.of(lead, interpretation, lexicon)
        for candidate in _of_the_subject(subject, lead, near, interpretation):
            statement = candidate.statement
            limits = _is_limiting(statement)
            if limits and subject.is_told_in(statement) and not subject.is_of_its_kin(candidate.evidence):
                _add(candidate, limiting, shown)
            elif limits or _conditions(statement, lead.statement):
                named = not limits and subject.is_named_in(statement)
                _add(candidate, conditions if named else others, shown)
        for candidate in _recommended_nearby(subject, lead, near, interpretation):
            _add(candidate, others, shown)
    if draft.headlines and draft.headlines[0].remark:  # the window for it is missed: no dose of it
        limiting = [c for c in limiting if not any(map(is_dose, quantities_in(c.statement.full)))]
    conditions = [c for c in conditions if not any(_says(other, c) for other in limiting)]
    others = [c for c in others if not any(_says(other, c) for other in (*limiting, *conditions))]
    lines = _lines_between(others, (*shown, *limiting, *conditions))
    others = [c for c in others if all(c is not line for line in lines)]
    warned, for_whom = limiting[:_MOST], conditions[:_MOST_CONDITIONS]
    sections = {lead.statement.passage.path for lead in leading(draft)}
    untold = [
        *((c, NO_ROOM) for c in (*limiting[_MOST:], *conditions[_MOST_CONDITIONS:])),
        *((c, FARTHER) for c in others if c.statement.passage.path in sections),
        *((c, NEIGHBOUR) for c in others if c.statement.passage.path not in sections),
    ]
    whole = _with(draft, warned, for_whom, advice=wants_advice(interpretation))
    return replace(_with_lines(whole, lines), beside=(*warned, *for_whom), untold=tuple(untold))


_LINE = re.compile(r"(first|second|third|fourth)[- ]line\b", re.I)
_ORDER = ("first", "second", "third", "fourth")


def _line_of(candidate: Candidate) -> tuple[tuple[str, ...], int] | None:
    """The chapter and the place in its order of treatments that a statement is headed for: "Second-line: …" is 1."""
    passage = candidate.statement.passage
    match = _LINE.match(passage.path[-1]) if passage.path else None
    return ((passage.document_id, *passage.path[:-1]), _ORDER.index(match[1].lower())) if match else None


def _lines_between(others: Sequence[Candidate], shown: Sequence[Candidate]) -> list[Candidate]:
    """What is recommended as a line before one that is shown, where nothing of it is: who reads of the third line must
    not miss the second."""
    told = {line for line in map(_line_of, shown) if line}
    found: dict[tuple[tuple[str, ...], int], Candidate] = {}
    for candidate in others:
        line = _line_of(candidate)
        if line and line not in told and any(line[0] == chapter and line[1] < place for chapter, place in told):
            found.setdefault(line, candidate)
    return list(found.values())


def _with_lines(draft: Draft, lines: Sequence[Candidate]) -> Draft:
    """The draft with these among its further recommendations, in the order of their source."""
    if not lines:
        return draft
    told = {key: candidates for key, _, candidates in draft.sections}
    further = in_order_of_sources([*told.get(FURTHER, ()), *lines])
    sections = [section for section in draft.sections if section[0] != FURTHER]
    leading = sum(key in (RECOMMENDATION, DO_NOT_MISS) for key, _, _ in sections)
    sections.insert(leading, (FURTHER, HEADINGS[FURTHER], tuple(further)))
    return replace(draft, sections=tuple(sections))


def _add(candidate: Candidate, found: list[Candidate], shown: Sequence[Candidate]) -> None:
    """Take one up that is not said yet; what it says whole need not be said in parts."""
    if not any(_says(other, candidate) for other in (*shown, *found)):
        found[:] = [c for c in found if not _says(candidate, c)]
        found.append(candidate)


# A row or branch is for other patients than its neighbour; a list is told by its items.
_TOLD_BY_OTHERS = (PassageKind.ROW, PassageKind.BRANCH, PassageKind.LIST)


def _conditions(statement: Statement, lead: Statement) -> bool:
    """Whether a statement says for whom, when or with what it is that what is said first holds: in its section, or
    below "Indications"."""
    passage = statement.passage
    if passage.block == lead.passage.block and passage.label and lead.passage.label:
        return False  # "Group A (age ≥ 80): …" is for other patients than "Group B"
    if any(map(_FOR_WHOM.search, passage.path[1:])):
        return _tells(statement)
    if passage.path != lead.passage.path or not _tells(statement):
        return False
    if _GOES_WITH.match(passage.label or " ".join(passage.lead_in[-1:]) or passage.text):
        return passage.kind is not PassageKind.BRANCH
    return passage.kind not in _TOLD_BY_OTHERS and bool(_CONDITIONS.search(statement.text))


def _recommends_nearby(statement: Statement, lead: Statement) -> bool:
    """Whether it recommends in the leading section, its parent's or below the same parent, or is a row of its table or
    of one on sides of the same thing ("Parameter | Recommendation")."""
    passage = statement.passage
    if passage.kind is PassageKind.ROW:
        of_sides = passage.path == lead.passage.path and OF_SIDES.search(" ".join(passage.columns[:1]))
        return bool(of_sides) or passage.block == lead.passage.block
    shared = len(_shared(passage.path, lead.passage.path))
    above = shared >= _OF_ONE_PARENT and len(passage.path) <= shared + 1
    near = shared == len(lead.passage.path) or above
    return near and passage.kind not in _TOLD_BY_OTHERS and _says_what_to_do(statement)


def _says_what_to_do(statement: Statement) -> bool:
    return (statement.passage.recommendation is not None or is_directive(statement.full)) and _tells(statement)


def _tells(statement: Statement) -> bool:
    """Whether a statement is whole, its document's own, and not on how sure the evidence is."""
    rule = section_of(statement)
    if _GRADE_ALONE.fullmatch(statement.text):
        return False
    aside = statement.text.endswith((":", "?")) or statement.reported_of or (rule and rule.key in _SIDE_SECTIONS)
    return not aside and not _TELLS_OF_EVIDENCE.search(statement.text)


def _shared(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """The headings that two places have in common, from the outermost."""
    return [a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))]


def _of_the_subject(
    subject: "_Subject", lead: Candidate, near: Sequence[Evidence], interpretation: Interpretation
) -> Iterator[Candidate]:
    """What stands near a leading statement, is about the same and speaks of such a patient."""
    place = lead.statement.passage
    taken = [evidence for evidence in near if subject.takes_in(evidence, place)]

    def may_be_meant(said: Statement) -> bool:
        return subject.is_told_in(said) or said.passage.path == place.path or subject.stands_beside(said.passage, place)

    return speaking(taken, may_be_meant, interpretation, subject.lexicon)


def _recommended_nearby(
    subject: "_Subject", lead: Candidate, near: Sequence[Evidence], interpretation: Interpretation
) -> Iterator[Candidate]:
    """What is recommended beside a leading statement for such a patient. Where a dose is asked for, what is said of
    another drug in the same section, but not its own row or section."""
    place = lead.statement.passage

    def may_be_named(evidence: Evidence) -> bool:
        in_place = evidence.passage.path == place.path and evidence.passage.kind is not PassageKind.ROW
        return Slot.DOSE not in interpretation.slots or in_place or not subject.is_of_another_drug(evidence)

    wanted = list(filter(may_be_named, near))
    return speaking(wanted, lambda said: _recommends_nearby(said, lead.statement), interpretation, subject.lexicon)


def speaking(
    near: Sequence[Evidence], wanted: Callable[[Statement], bool], interpretation: Interpretation, lexicon: Lexicon
) -> Iterator[Candidate]:
    """Statements of passages that are wanted, pass the gate and fit the patient."""
    asked = Asked.of(interpretation, lexicon)
    for evidence in near:
        told = [
            _candidate(said, evidence, interpretation, lexicon)
            for said in statements_of(evidence.passage)
            if wanted(said)
        ]
        for candidate in may_speak(told, asked, interpretation, lexicon):
            if fits_the_patient(candidate, interpretation):
                yield candidate


def _candidate(statement: Statement, evidence: Evidence, interpretation: Interpretation, lexicon: Lexicon) -> Candidate:
    named = evidence.concepts | evidence.scope | evidence.chapter
    fit = range_fit(interpretation.values, evidence.passage, statement.full, named, lexicon=lexicon)
    return Candidate(statement=statement, evidence=evidence, features={}, fit=fit)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """What an answer is about, to tell which passages near its lead are about that too."""

    lexicon: Lexicon
    asked: frozenset[str]  # all that the question names
    interventions: frozenset[str]  # drugs and procedures, by the question's names, else by the leading statement's
    drugs: frozenset[str]
    classes: frozenset[str]  # those drugs and their own classes; wider ones ("antimicrobials") head nothing of them
    wide: frozenset[str]  # with the wider ones

    @classmethod
    def of(cls, lead: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> "_Subject":
        named = frozenset(m.key for m in interpretation.concepts if not lexicon[m.key].generic)
        told = frozenset(k for k in lead.evidence.own | lead.evidence.near if lexicon[k].type is ConceptType.DRUG)
        interventions = frozenset(key for key in named if lexicon[key].type in _INTERVENTIONS) or told
        drugs = frozenset(key for key in interventions if lexicon[key].type is ConceptType.DRUG)
        return cls(
            lexicon=lexicon,
            asked=named or told,
            interventions=interventions,
            drugs=drugs,
            classes=drugs.union(*(lexicon[key].broader for key in drugs)),
            wide=lexicon.with_broader(drugs),
        )

    def takes_in(self, evidence: Evidence, lead: Passage) -> bool:
        """Whether a passage stands below a heading for what the answer is about, or in the leading statement's section,
        and not below a label for another drug."""
        path = evidence.passage.path
        if path[:1] != lead.path[:1]:
            return False
        said = evidence.near | evidence.own
        if self.stands_beside(evidence.passage, lead) or self._is_own_row(evidence.passage):
            # "Bisphosphonates are contraindicated; consider denosumab" is about the drug by its class.
            return bool(self.classes & said) or not self._of_another_drug(said)
        depths = range(len(lead.path), 0, -1)
        own = next((d for d in depths if self._heads(lead.path[d - 1])), len(lead.path))
        if path[:own] == lead.path[:own] or any(self._names(heading) for heading in path[1:]):
            # Below "Disulfiram: Contraindications", "metronidazole" is no other subject; a label of its own is.
            headed = any(self._heads(heading) for heading in path)
            return not self._of_another_drug(evidence.near if headed else said)
        return False

    def stands_beside(self, passage: Passage, lead: Passage) -> bool:
        """Whether it stands below the leading statement's parent, headed as what limits it or holds for all there."""
        shared = len(_shared(passage.path, lead.path))
        if shared < _OF_ONE_PARENT or len(passage.path) != shared + 1 or shared == len(lead.path):
            return False
        head = passage.path[-1]
        return any(pattern.search(head) for pattern in _OF_ALL_BESIDE)

    def _is_own_row(self, passage: Passage) -> bool:
        """Whether a row is on what is asked about by its first cell."""
        return passage.kind is PassageKind.ROW and bool(passage.cells) and self._names(passage.cells[0])

    def is_told_in(self, statement: Statement) -> bool:
        """Whether a statement or a heading above it names something that was asked about, or a class of a drug."""
        return self.is_named_in(statement) or bool(self.wide & self._told(statement))

    def is_named_in(self, statement: Statement) -> bool:
        """The same without classes."""
        return not self.asked or bool(self.asked & self.lexicon.with_broader(self._told(statement)))

    def _told(self, statement: Statement) -> frozenset[str]:
        return self.lexicon.keys(" . ".join((*statement.passage.path, *statement.passage.lead_in, statement.full)))

    def is_of_its_kin(self, evidence: Evidence) -> bool:
        """Whether a passage stands below the class of a drug and names others of that alone: "ibandronate is not
        recommended", where zoledronic acid is asked about."""
        if any(map(self._names, evidence.passage.path)) or self.classes & evidence.own:
            return False
        return self._of_another_drug(evidence.near | evidence.own)

    def is_of_another_drug(self, evidence: Evidence) -> bool:
        """Whether words or headings of a passage name drugs and none is what was asked."""
        headed = self.lexicon.keys(" . ".join(evidence.passage.path[-1:]))
        return self._of_another_drug(evidence.near | evidence.own | headed)

    def _names(self, heading: str) -> bool:
        return bool(self.interventions & self.lexicon.with_broader(self.lexicon.keys(heading)))

    def _heads(self, heading: str) -> bool:
        return self._names(heading) or bool(self.classes & self.lexicon.keys(heading))

    def _of_another_drug(self, told: frozenset[str]) -> bool:
        """Whether drugs are named and none is what was asked; a class only counts where no drug of any is named."""
        drugs = [key for key in told if self.lexicon[key].type is ConceptType.DRUG]
        named = [key for key in drugs if not self.lexicon.has_narrower(key)] or drugs
        mine = any(self.drugs & self.lexicon.line(key) or key in self.wide for key in named)
        return bool(self.drugs and named) and not mine


@lru_cache(maxsize=10_000)
def _is_limiting(statement: Statement) -> bool:
    passage = statement.passage
    rule = section_of(statement)
    if passage.kind is PassageKind.BRANCH or statement.reported_of or statement.text.endswith(":"):
        return False
    if rule and rule.key in _SIDE_SECTIONS:
        return False
    headed = any(_LIMITING_HEAD.search(words) for words in (*passage.path[1:], *passage.lead_in, passage.label))
    headed = headed or any(map(_BEWARE.search, passage.path[1:]))
    if passage.kind is PassageKind.LIST:
        return headed  # the whole list stands for its items
    # A column head ("Maximum dose") limits nothing of its own: every row of its table has it.
    said = passage.text if passage.kind is PassageKind.ROW else statement.text
    return bool(_LIMITS.search(said)) or (headed and not _TELLS_OF_EVIDENCE.search(statement.text))


def _says(one: Candidate, other: Candidate) -> bool:
    """Whether the words of the other stand in the one, or are said there again."""
    a, b = one.statement, other.statement
    if a.passage.document_id == b.passage.document_id and a.start <= b.start and b.end <= a.end:
        return True
    return _bare(b.text) in _bare(a.text)


@lru_cache(maxsize=10_000)
def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _is_relative(candidate: Candidate) -> bool:
    """Whether a warning is headed as one that is weighed: it stands behind those that are not."""
    passage = candidate.statement.passage
    return bool(_RELATIVE.search(" ".join((*passage.path[-1:], *passage.lead_in, passage.label))))


def _with(draft: Draft, limits: Sequence[Candidate], conditions: Sequence[Candidate], *, advice: bool) -> Draft:
    """The draft with conditions behind what is said first, where advice is asked for before the reasons there, and
    limits among the warnings. What a whole list says now is not said again by its items: behind a direct answer it is
    the first warning, else it stands where one of them stood."""
    beside = (*limits, *conditions)

    def left(key: str) -> list[Candidate]:
        told = (c for its, _, candidates in draft.sections if its == key for c in candidates)
        return [c for c in told if not any(_says(b, c) for b in beside)]

    heading = next((heading for key, heading, _ in draft.sections if key == RECOMMENDATION), HEADINGS[RECOMMENDATION])
    told = [c for key, _, candidates in draft.sections if key == RECOMMENDATION for c in candidates]
    said = list({id(c): c for c in (next((b for b in limits if _says(b, c)), c) for c in told)}.values())
    moved = [b for b in limits if draft.headlines and any(b is c for c in said)]
    first = [c for c in said if all(c is not b for b in moved)]
    others = [b for b in limits if all(b is not c for c in said)]
    opening = (*first, *conditions)
    sections = (
        (RECOMMENDATION, heading, behind_orders(opening) if advice else opening),
        (DO_NOT_MISS, HEADINGS[DO_NOT_MISS], sorted((*moved, *left(DO_NOT_MISS), *others), key=_is_relative)),
        *((key, heading, left(key)) for key, heading, _ in draft.sections if key not in (RECOMMENDATION, DO_NOT_MISS)),
    )
    return replace(draft, sections=tuple((key, heading, tuple(told)) for key, heading, told in sections if told))
