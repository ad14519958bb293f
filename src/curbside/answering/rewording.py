"""A draft, as a model orders and words it, within what the draft allows.

It comes between composing and verification. The model may leave out statements beside the first section, order those of
the first, add some that were as near, and edit words lightly. The direct answer, warnings, limits, contraindications,
superseded sources and the table of differing sources stay where they are. What it returns is checked here and, like any
draft, again in verification.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from curbside.answering.compose import Draft, Section, side_sections
from curbside.answering.offer import Offer, ids_of, keeps_its_place, make_offer, may_be_left_out
from curbside.answering.ranking import Candidate
from curbside.answering.reply import Picked, check_reply
from curbside.answering.sections import DO_NOT_MISS, RECOMMENDATION
from curbside.domain.answers import Dropped
from curbside.domain.errors import ModelFailed
from curbside.language.generator import Generator
from curbside.retrieval.concepts import Lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Reworded:
    """A draft after the model, and what became of it."""

    draft: Draft
    worded: str  # whether it took part, in a sentence for the reader
    dropped: tuple[Dropped, ...] = ()
    changed: bool = False


def reword(draft: Draft, question: str, *, generator: Generator, lexicon: Lexicon) -> Reworded:
    """The draft as a model would have it; the draft itself where the model fails.

    Args:
        draft: as composed.
        question: its words.
        generator: the model.
        lexicon: for the checker.
    """
    offer = make_offer(draft, question)
    if offer is None:
        return Reworded(draft=draft, worded=without_model(generator.name, "was given nothing to word"))
    try:
        reply = generator.generate(offer.task)
        picked = check_reply(reply, offer.statements, name=generator.name, lexicon=lexicon)
    except ModelFailed as failure:
        return Reworded(draft=draft, worded=without_model(generator.name, str(failure)))
    view = _View(offer, picked)
    sections, left_out = _sections(draft, view)
    reason = f"left out, for {generator.name} did not pick it"
    return Reworded(
        draft=replace(draft, headlines=_headlines(draft, view), sections=sections),
        worded=f"Ordered and worded by {generator.name} within the words of the sources; each statement was checked "
        "against its quote.",
        dropped=(*picked.dropped, *(Dropped(text=c.statement.full, reason=reason) for c in left_out)),
        changed=True,
    )


def without_model(name: str, reason: str) -> str:
    """What a reader is told where the model took no part."""
    return f"Put together without a model: {name} {reason}."


def _headlines(draft: Draft, view: "_View") -> tuple[Candidate, ...]:
    """The same direct answer: in the model's words where there are any, then in its own, should those fail."""
    edited = [view.shown(candidate) for candidate in draft.headlines[:1]]
    return (*(c for c in edited if c not in draft.headlines), *draft.headlines)


class _View:
    """Candidates of a draft as the model left them."""

    def __init__(self, offer: Offer, picked: Picked) -> None:
        self._ids = ids_of(offer.statements)
        self._picked = picked.candidates
        self._order = {key: number for number, key in enumerate(picked.candidates)}

    def place(self, candidate: Candidate) -> int | None:
        """Where the model put it, None where it did not pick it."""
        return self._order.get(self._ids.get(id(candidate), ""))

    def shown(self, candidate: Candidate) -> Candidate:
        """It, in the words that it is to be shown in."""
        return self._picked.get(self._ids.get(id(candidate), ""), candidate)

    def leaves_out(self, candidate: Candidate, *, section: str) -> bool:
        """Whether the model was offered it, did not pick it, and may leave it out."""
        offered = id(candidate) in self._ids
        return offered and self.place(candidate) is None and may_be_left_out(candidate, section=section)

    def ordered(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Of the first section: as the model orders them, what it did not pick behind. What keeps its place, or was not
        offered, stays."""
        fixed = [id(c) not in self._ids or keeps_its_place(c) for c in candidates]
        loose = [candidate for candidate, stays in zip(candidates, fixed, strict=True) if not stays]
        moved = iter(sorted(loose, key=self._rank))
        return [c if stays else next(moved) for c, stays in zip(candidates, fixed, strict=True)]

    def _rank(self, candidate: Candidate) -> int:
        place = self.place(candidate)
        return len(self._order) if place is None else place


def _sections(draft: Draft, view: _View) -> tuple[tuple[Section, ...], list[Candidate]]:
    """The sections, and what was left out of them."""
    leading: list[Section] = []
    beside: list[Candidate] = []
    left_out: list[Candidate] = []
    for key, heading, candidates in draft.sections:
        if key == RECOMMENDATION:
            leading.append((key, heading, tuple(map(view.shown, view.ordered(candidates)))))
        elif key == DO_NOT_MISS:
            leading.append((key, heading, tuple(map(view.shown, candidates))))
        else:
            for candidate in candidates:
                (left_out if view.leaves_out(candidate, section=key) else beside).append(candidate)
    added = [candidate for candidate in draft.further if view.place(candidate) is not None]
    return (*leading, *side_sections([view.shown(c) for c in (*beside, *added)])), left_out
