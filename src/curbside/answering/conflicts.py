"""Where sources differ on what was asked: side by side, never blended, with a printed precedence.

Here they are compared by the numbers that they give and by the choice that they make; `answering.differing` compares
which way they point. To compare too little is safer than too much: numbers of different things are no difference.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from curbside.answering.cues import opposed
from curbside.answering.gate import fits_the_patient
from curbside.answering.ranking import Candidate
from curbside.answering.sections import section_of
from curbside.domain.answers import Evidence
from curbside.domain.documents import Document, DocumentId, Kind, PassageKind, Status
from curbside.domain.questions import ConceptType, Interpretation, Slot
from curbside.domain.text import fold
from curbside.domain.units import Quantity, is_dose, quantities_in
from curbside.retrieval.concepts import Lexicon

PRECEDENCE = (
    "current before superseded; fits the population; states a value for what was asked; kind of source; year; "
    "jurisdiction of the reader"
)
_KIND_ORDER = (Kind.GUIDELINE, Kind.SYSTEMATIC_REVIEW, Kind.LABEL, Kind.TRIAL, Kind.SUMMARY, Kind.OTHER)
_SPAN = 5.0  # how far below the best a candidate may score and still be its document's position
_JOINING = frozenset({"with", "without", "recommended", "type", "than", "better"})
_SILENT = 2  # documents on the very topic that are shown as saying nothing on it
_SIDE_SECTIONS = ("limits", "rationale", "pitfalls")
_TIMES = frozenset({"h", "min", "d", "wk", "mo", "a"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where one document stands on what was asked."""

    candidate: Candidate
    states: bool  # whether it says anything on what was asked

    @property
    def document(self) -> Document:
        return self.candidate.evidence.document


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Documents that differ; `followed` stands first by precedence."""

    topic: str
    stands: tuple[Stand, ...]
    followed: Stand
    because: str  # why that one is followed

    def why(self, *, leads: bool) -> str:
        """The same as a sentence. `leads`: whether the direct answer is from the source that is followed."""
        document = self.followed.document
        named = f"“{document.title}” ({document.year})"
        secondary = " It is a secondary source." if document.is_secondary else ""
        opening = f"The direct answer follows {named}" if leads else f"By precedence {named} comes first"
        return f"{opening} because {self.because}.{secondary}"


def find_difference(
    passed: Sequence[Candidate], interpretation: Interpretation, *, lexicon: Lexicon
) -> Difference | None:
    """The difference between sources in the number or the choice that was asked for, if two of them state others."""
    topic = _topic(interpretation, lexicon)
    subject = _Subject(interpretation, lexicon)
    speaking = [c for c in passed if c.features["subject"] and not c.statement.reported_of and subject.is_of(c)]
    if choices := _choices(interpretation):
        alike = [c for c in speaking if len(choices) == 1 or subject.same(c, speaking[0])]
        stands = _stands_on_choices(alike, choices)
        values = {_chosen(stand.candidate, choices) for stand in stands if stand.states}
        if len(values) < 2:
            return None
        return difference_of(stands, interpretation, topic=f"{topic}, {' or '.join(interpretation.alternatives)}")
    if interpretation.alternatives:
        return None
    stands = _stands_on_numbers(speaking, interpretation, subject)
    return difference_of(stands, interpretation, topic=topic) if len(stands) > 1 else None


def difference_of(
    stands: Sequence[Stand],
    interpretation: Interpretation,
    *,
    topic: str,
    firm: frozenset[DocumentId] | None = None,
) -> Difference:
    """Stands that differ, by precedence.

    Args:
        stands: of one document each.
        interpretation: of the question.
        topic: what they differ on.
        firm: the documents that recommend; others only tell what the evidence shows. None where all do.
    """

    def precedence(stand: Stand) -> tuple[object, ...]:
        document = stand.document
        return (
            document.status is not Status.CURRENT,
            not fits_the_patient(stand.candidate, interpretation),
            not stand.states,
            firm is not None and document.id not in firm,
            _KIND_ORDER.index(document.kind) if stand.states else 0,
            -(document.year or 0),
            -stand.candidate.score,
        )

    ordered = sorted(stands, key=precedence)
    return Difference(topic=topic, stands=tuple(ordered), followed=ordered[0], because=_because(ordered, firm))


def _because(stands: Sequence[Stand], firm: frozenset[DocumentId] | None) -> str:
    followed = stands[0]
    document = followed.document
    reasons = ["it is current" if document.status is Status.CURRENT else "no current source states a value"]
    if any(not stand.states for stand in stands):
        reasons.append("it states a value for what was asked")
    others = [s for s in stands if s is not followed and s.states and s.document.status is Status.CURRENT]
    if firm is not None and document.id in firm and any(s.document.id not in firm for s in others):
        reasons.append("it recommends, where the other tells what the evidence shows")
    elif any(_KIND_ORDER.index(s.document.kind) > _KIND_ORDER.index(document.kind) for s in others):
        reasons.append(f"it is a {document.kind.value.replace('_', ' ')}")
    if others and (document.year or 0) > max((s.document.year or 0) for s in others):
        reasons.append("it is the newest")
    return f"{', '.join(reasons[:-1])} and {reasons[-1]}" if len(reasons) > 1 else reasons[0]


def _topic(interpretation: Interpretation, lexicon: Lexicon) -> str:
    names = [lexicon.name(m.key) for m in interpretation.concepts if m.type is not ConceptType.POPULATION]
    return ", ".join(dict.fromkeys(names))


class _Subject:
    """What is asked about, to tell whether a statement is about that, and two about the same."""

    def __init__(self, interpretation: Interpretation, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._named = frozenset(m.key for m in interpretation.concepts)
        asked = self._named - interpretation.background - interpretation.negated
        self._conditions = frozenset(k for k in asked if self._is(k, ConceptType.CONDITION) and not lexicon[k].generic)

    def _is(self, key: str, kind: ConceptType) -> bool:
        return self._lexicon[key].type is kind

    def is_of(self, candidate: Candidate) -> bool:
        """Whether a statement speaks of the conditions asked about, by the nearest words that name any condition."""
        if not self._conditions:
            return False
        rule = section_of(candidate.statement)
        if rule and rule.key in _SIDE_SECTIONS:
            return False
        nearest = next(self._nearest(candidate.evidence), frozenset())
        wider = self._lexicon.with_broader(self._conditions)  # guidance on acute coronary syndromes is on NSTEMI too
        return any(self._conditions & self._lexicon.line(key) or key in wider for key in nearest)

    def _nearest(self, evidence: Evidence) -> Iterator[frozenset[str]]:
        passage = evidence.passage
        words = (passage.label, *reversed(passage.lead_in), *reversed(passage.path), evidence.document.title)
        yield from filter(None, (self._of_kind(keys) for keys in (evidence.own, *map(self._lexicon.keys, words))))

    def _of_kind(self, keys: frozenset[str]) -> frozenset[str]:
        return frozenset(k for k in keys if self._is(k, ConceptType.CONDITION) and not self._lexicon[k].generic)

    def same(self, one: Candidate, other: Candidate) -> bool:
        """Whether two statements are on the same drugs and people: neither names one that the other leaves out."""
        a, b = (self._apart(candidate.evidence) for candidate in (one, other))
        said = (fold(f"{c.statement.full} {c.evidence.passage.context}") for c in (one, other))
        return a == b and not opposed(*said)

    def _apart(self, evidence: Evidence) -> frozenset[str]:
        """What a statement names that the question does not, and that makes it one on something else."""
        known = self._lexicon.with_broader(self._named)
        kinds = (ConceptType.CONDITION, ConceptType.DRUG, ConceptType.PROCEDURE)
        return frozenset(
            key
            for key in evidence.own | evidence.near
            if self._lexicon[key].type in kinds and not self._lexicon[key].generic and key not in known
        )


# -- choices ---------------------------------------------------------------------------------------------------


def _choices(interpretation: Interpretation) -> tuple[str, ...]:
    """The words to choose between, where they name something that the question is about: one for "with or without
    contrast", two for "A or B"; none where "or" joins anything else."""
    kinds = (ConceptType.DRUG, ConceptType.PROCEDURE, ConceptType.TEST)
    named = [fold(interpretation.text[m.start : m.end]) for m in interpretation.concepts if m.type in kinds]
    words = list(
        dict.fromkeys(
            word
            for alternative in interpretation.alternatives
            for word in re.findall(r"[a-z]{4,}", alternative)
            if word not in {"with", "without"} and any(word in name for name in named)
        )
    )
    turned = any(re.search(r"\b(?:without|non)\b", alternative) for alternative in interpretation.alternatives)
    if turned:
        return tuple(words[-1:])
    sides = [[w for w in words if w in alternative] for alternative in interpretation.alternatives]
    return tuple(side[0] for side in sides) if all(sides) and sides and sides[0] != sides[-1] else ()


def _chosen(candidate: Candidate, choices: Sequence[str]) -> frozenset[str]:
    """What a statement says of the words: with or without the one, or which of several it names."""
    text = fold(candidate.statement.text)
    if len(choices) > 1:
        return frozenset(choice for choice in choices if choice in text)
    return _turned(text, choices[0]) | frozenset(re.findall(r"\d+(?:\.\d+)?", text))


def _turned(text: str, word: str) -> frozenset[str]:
    """Whether a folded text speaks of doing with a thing, without it, or both."""
    return frozenset(re.findall(r"\b(with|without|non)\b(?=[^.;,]{0,40}\b" + re.escape(word) + ")", text))


def _stands_on_choices(speaking: Sequence[Candidate], choices: Sequence[str]) -> list[Stand]:
    """One stand for each document: its best candidate that makes the choice, else its best at all."""
    stands: dict[str, Stand] = {}
    for candidate in speaking:
        key = candidate.evidence.document.id
        text = fold(candidate.statement.text)
        named = [choice for choice in choices if choice in text]
        made = _turned(text, named[0]) if len(choices) == 1 and named else named
        states = len(named) == 1 and bool(made) and not candidate.features["side_issue"]
        is_list = candidate.statement.passage.kind is PassageKind.LIST
        if (
            key not in stands
            or (states and not stands[key].states)
            or (
                # What a silent source does say is shown by one statement of its own, not by a whole list.
                not stands[key].states
                and not is_list
                and stands[key].candidate.statement.passage.kind is PassageKind.LIST
            )
        ):
            stands[key] = Stand(candidate=candidate, states=states)
    stating = [stand for stand in stands.values() if stand.states]
    silent = [s for s in stands.values() if not s.states and s.document.status is Status.CURRENT]
    return [*stating, *silent[:_SILENT]]


# -- numbers ---------------------------------------------------------------------------------------------------

_Wanted = Callable[[Quantity], bool]
# The kind of number that a question asks for; others in a statement are of something else.
_WANTED: dict[Slot, _Wanted] = {
    Slot.DOSE: is_dose,
    Slot.DURATION: lambda quantity: quantity.unit in _TIMES,
    Slot.TIMING: lambda quantity: quantity.unit in _TIMES,
    Slot.TARGET: lambda quantity: bool(quantity.unit) and quantity.unit not in _TIMES,
    Slot.THRESHOLD: lambda quantity: bool(quantity.unit) and quantity.unit not in _TIMES,
}


def _stands_on_numbers(speaking: Sequence[Candidate], interpretation: Interpretation, subject: _Subject) -> list[Stand]:
    """Documents whose best candidates give one number of the same unit for all that was named, where two differ."""
    slot = next((slot for slot in _WANTED if slot in interpretation.slots), None)
    able = [
        c
        for c in speaking
        if slot is not None
        and _numbers(c, slot)
        and c.features["concepts_anywhere"] >= 0.999
        and c.features["slots_held"] >= 0.999
        and fits_the_patient(c, interpretation)
        and not c.features["trial"]
        and not c.features.get("other_side")
        and c.statement.passage.kind is not PassageKind.LIST
    ]
    if slot is None or not able:
        return []
    best = speaking[0] if speaking[0] in able else able[0]
    stands = [Stand(candidate=best, states=True)]
    seen = {best.evidence.document.id}
    for candidate in able:
        if candidate.evidence.document.id in seen or speaking[0].score - candidate.score > _SPAN:
            continue
        if subject.same(candidate, best) and _differ(_numbers(best, slot), _numbers(candidate, slot)):
            seen.add(candidate.evidence.document.id)
            stands.append(Stand(candidate=candidate, states=True))
    return stands


_AT_LEAST = re.compile(r"\b(?:no|not) less than $")


def _numbers(candidate: Candidate, slot: Slot) -> list[Quantity]:
    """The numbers of the kind asked for, of the unit of the first."""
    text = candidate.statement.text
    numbers: list[Quantity] = []
    below = False  # whether the last number stood above a stroke: "130/80 mmHg" is compared by its first
    for one, other in zip_longest(quantities := list(quantities_in(text)), quantities[1:]):
        pair = other is not None and not one.unit and text[one.end : other.start].strip() == "/"
        if not below:
            numbers.append(replace(one, unit=other.unit) if pair else one)
        below = pair
    numbers = [replace(q, comparator=">=") if _AT_LEAST.search(fold(text[: q.start])) else q for q in numbers]
    found = [q for q in numbers if _WANTED[slot](q)]
    return [q for q in found if q.unit == found[0].unit]


def _differ(one: Sequence[Quantity], other: Sequence[Quantity]) -> bool:
    """Whether two statements give numbers of one unit that have nothing in common: other bounds, or ranges apart."""
    if one[0].unit != other[0].unit:
        return False
    bounds = [{(q.low, q.high) for q in quantities} for quantities in (one, other)]
    if bounds[0] & bounds[1]:
        return False
    first, second = one[0], other[0]
    if first.low < first.high and second.low < second.high and not {first.comparator, second.comparator} - {""}:
        return first.low != second.low and first.high != second.high  # "150–300 mg" is not "162–325 mg"
    signs = [{q.comparator for q in quantities} for quantities in (one, other)]
    if signs[0] == signs[1] and signs[0] != {""}:
        return True
    return not any(_meet(a, b) for a in one for b in other)


def _meet(one: Quantity, other: Quantity) -> bool:
    (low, high), (lower, higher) = one.interval, other.interval
    return max(low, lower) <= min(high, higher)


def makes_the_choice(able: Sequence[Candidate], interpretation: Interpretation) -> Candidate | None:
    """Where a question says "A or B", the best statement of those that may open, if it is current and names one."""
    if not able:
        return None
    best = able[0]
    text = fold(best.statement.text)
    sides = [re.findall(r"[a-z]{4,}", alternative) for alternative in interpretation.alternatives]
    told = [any(word in text for word in side if word not in _JOINING) for side in sides]
    fit = best.features["subject"] and not best.features["trial"] and not best.features["side_issue"]
    current = best.evidence.document.status is Status.CURRENT
    return best if fit and current and told.count(True) == 1 else None
