"""Where current sources differ on what was asked: side by side, never blended, with a printed precedence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from curbside.answering.gate import fits_the_patient
from curbside.answering.ranking import Candidate
from curbside.domain.documents import Document, Kind, PassageKind, Status
from curbside.domain.questions import ConceptType, Interpretation, Slot
from curbside.domain.text import fold
from curbside.domain.units import quantities_in
from curbside.retrieval.concepts import Lexicon

PRECEDENCE = (
    "current before superseded; fits the population; states a value for what was asked; kind of source; year; "
    "jurisdiction of the reader"
)
_KIND_ORDER = (Kind.GUIDELINE, Kind.SYSTEMATIC_REVIEW, Kind.LABEL, Kind.TRIAL, Kind.SUMMARY, Kind.OTHER)
_SLOTS = frozenset({Slot.DOSE, Slot.DURATION, Slot.TARGET, Slot.THRESHOLD, Slot.TIMING, Slot.FREQUENCY})
_SPAN = 3.0  # how far below the best a candidate may score and still be its document's position


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where one document stands on what was asked."""

    candidate: Candidate
    states: bool  # whether it says anything on the values asked for

    @property
    def document(self) -> Document:
        return self.candidate.evidence.document


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Documents that differ; `followed` stands first by precedence."""

    topic: str
    stands: tuple[Stand, ...]
    followed: Stand
    why: str


def find_difference(
    passed: Sequence[Candidate], interpretation: Interpretation, *, lexicon: Lexicon
) -> Difference | None:
    """The difference between sources on what was asked, if two of them state different values."""
    topic = _topic(interpretation, lexicon)
    passed = [c for c in passed if c.features["subject"] and not c.statement.reported_of]
    values: set[tuple[object, ...]]
    if interpretation.alternatives:
        stands = _stands_on_alternatives(passed, interpretation)
        values = {_choice_signature(stand, interpretation) for stand in stands if stand.states}
    elif interpretation.slots & _SLOTS:
        stands = _stands_on_numbers(passed, interpretation)
        values = {_number_signature(stand) for stand in stands}
    else:
        return None
    stating = [stand for stand in stands if stand.states]
    if len(stating) < 2 or len(values) < 2:
        return None
    ordered = sorted(stands, key=lambda stand: _precedence(stand, interpretation))
    followed = ordered[0]
    return Difference(topic=topic, stands=tuple(ordered), followed=followed, why=_why(followed, ordered))


def _topic(interpretation: Interpretation, lexicon: Lexicon) -> str:
    names = [lexicon.name(m.key) for m in interpretation.concepts if m.type is not ConceptType.POPULATION]
    if interpretation.alternatives:
        names.append(" or ".join(interpretation.alternatives))
    return ", ".join(dict.fromkeys(names))


def _roots(alternatives: Sequence[str]) -> frozenset[str]:
    """What the alternatives are about: "contrast" of "contrast or non-contrast"."""
    words = (word for alternative in alternatives for word in re.findall(r"[a-z]{4,}", alternative))
    return frozenset(word for word in words if word not in {"with", "without", "recommended", "type", "than", "better"})


def _stands_on_alternatives(passed: Sequence[Candidate], interpretation: Interpretation) -> list[Stand]:
    """One stand per document: its best candidate that names an alternative, else its best at all."""
    roots = _roots(interpretation.alternatives)
    stands: dict[str, Stand] = {}
    for candidate in passed:
        key = candidate.evidence.document.id
        states = any(root in fold(candidate.statement.text) for root in roots)
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
    return list(stands.values())


def _choice_signature(stand: Stand, interpretation: Interpretation) -> tuple[str, ...]:
    """What a statement says of the alternatives, as far as it can be compared: negations and numbers."""
    text = fold(stand.candidate.statement.text)
    words = re.findall(r"\b(?:without|with|not|no|avoid|over|prefer\w*)\b|\d+(?:\.\d+)?", text)
    return tuple(sorted(set(words)))


def _stands_on_numbers(passed: Sequence[Candidate], interpretation: Interpretation) -> list[Stand]:
    """Documents whose best candidates give a number of the same unit for all that was named."""
    if not passed:
        return []
    best = passed[0]
    unit = _unit(best)
    if unit is None:
        return []
    stands: dict[str, Stand] = {}
    for candidate in passed:
        key = candidate.evidence.document.id
        if (
            key not in stands
            and best.score - candidate.score <= _SPAN
            and candidate.features["concepts_anywhere"] >= 0.999
            and candidate.features["slots_held"] >= 0.999
            and _unit(candidate) == unit
            and fits_the_patient(candidate, interpretation)
        ):
            stands[key] = Stand(candidate=candidate, states=True)
    return list(stands.values())


def _unit(candidate: Candidate) -> str | None:
    return next((q.unit for q in quantities_in(candidate.statement.text) if q.unit), None)


def _number_signature(stand: Stand) -> tuple[object, ...]:
    unit = _unit(stand.candidate)
    return tuple(
        sorted((q.low, q.high, q.comparator) for q in quantities_in(stand.candidate.statement.text) if q.unit == unit)
    )


def _precedence(stand: Stand, interpretation: Interpretation) -> tuple[object, ...]:
    document = stand.document
    return (
        document.status is not Status.CURRENT,
        not fits_the_patient(stand.candidate, interpretation),
        not stand.states,
        _KIND_ORDER.index(document.kind) if stand.states else 0,
        -(document.year or 0),
        -stand.candidate.score,
    )


def _why(followed: Stand, stands: Sequence[Stand]) -> str:
    document = followed.document
    reasons = ["it is current" if document.status is Status.CURRENT else "no current source states a value"]
    if any(not stand.states for stand in stands):
        reasons.append("it states a value for what was asked")
    others = [s for s in stands if s is not followed and s.states and s.document.status is Status.CURRENT]
    if others and (document.year or 0) > max((s.document.year or 0) for s in others):
        reasons.append("it is the newest")
    secondary = " It is a secondary source." if document.is_secondary else ""
    return f"The direct answer follows “{document.title}” ({document.year}) because {' and '.join(reasons)}.{secondary}"
