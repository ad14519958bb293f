"""An answer as plain values, for storage and for the page. A stored one never changes with the library.

Each quote has one card on the page, beside the claim that cites it first; later claims link to that card.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from curbside.answering.strengths import strength_in_words
from curbside.domain.answers import Answer, AnswerSection, Claim, Conflict, ListLine, Position, Quote, Reference
from curbside.domain.attribution import badges, kind_name, source_name
from curbside.domain.documents import Document, Status

Plain = dict[str, Any]

_ORDERED = frozenset({"protocol"})  # sections whose steps are numbered
_LINE = 54  # characters of a line of the direct answer, about


def snapshot(answer: Answer) -> Plain:
    """Everything the page shows of an answer, as values that JSON knows."""
    cards = _Cards(answer)
    explained = _Explained(answer)
    headline = _headline(answer, cards, explained)
    sections = [_section(section, answer, cards, explained) for section in answer.sections]
    conflicts = [_conflict(conflict, answer, cards) for conflict in answer.conflicts]
    return {
        "outcome": answer.outcome.value,
        "alarm": answer.alarm,
        "notice": answer.notice,
        "missing": list(answer.missing),
        "headline": headline,
        "sections": sections,
        "conflicts": conflicts,
        "unplaced": cards.left(),
        "opening": answer.opening,
        "closing": list(answer.closing),
        "limitations": list(answer.limitations),
        "related": list(answer.related),
        "references": [_reference(reference, answer.quotes) for reference in answer.references],
        "newest": max((r.document.year for r in answer.references if r.document.year), default=None),
        "made": {
            "queries": list(answer.queries),
            "searched": answer.searched,
            "considered": answer.considered,
            "shown": len(answer.claims),
            "dropped": [{"text": d.text, "reason": d.reason} for d in answer.dropped],
            "library_generation": answer.library_generation,
            "engine_version": answer.engine_version,
            "worded": answer.worded,
            "elapsed_ms": round(answer.elapsed_ms),
        },
    }


def claims_of(body: Plain) -> Iterator[Plain]:
    """The claims of a snapshot in reading order, the direct answer first."""
    if body["headline"]:
        yield body["headline"]
    for section in body["sections"]:
        for group in section["groups"]:
            yield from group["claims"]


class _Cards:
    """Hands out each quote's card once, at its first use."""

    def __init__(self, answer: Answer) -> None:
        self._documents = {reference.n: reference.document for reference in answer.references}
        self._waiting = {quote.n: quote for quote in answer.quotes}

    def take(self, numbers: Iterable[int]) -> list[Plain]:
        """Cards of those quotes that have none yet."""
        quotes = [self._waiting.pop(n) for n in numbers if n in self._waiting]
        return [_card(quote, self._documents[quote.reference]) for quote in quotes]

    def left(self) -> list[Plain]:
        """Cards of quotes that nothing on the page has cited."""
        return self.take(list(self._waiting))


class _Explained:
    """Hands out the definitions of each claim's new words once: "in short" repeats claims."""

    def __init__(self, answer: Answer) -> None:
        self._waiting: dict[str, list[Plain]] = {}
        for item in answer.definitions:
            self._waiting.setdefault(item.claim, []).append({"term": item.term, "definition": item.definition})

    def take(self, claim: Claim) -> list[Plain]:
        return self._waiting.pop(claim.key, [])


def _card(quote: Quote, document: Document) -> Plain:
    citation = quote.citation
    return {
        "n": quote.n,
        "reference": quote.reference,
        "source": source_name(document),
        "locator": citation.locator,
        "badges": list(badges(document)),
        "quote": citation.quote,
        "document_id": citation.document_id,
        "passage_id": citation.passage_id,
        "repeats": False,
    }


def _claim(claim: Claim, answer: Answer, cards: _Cards, explained: _Explained) -> Plain:
    numbers = list(answer.quote_numbers(claim))
    stale = [document.status.value for document in _cited(claim, answer) if document.status is not Status.CURRENT]
    return {
        "key": claim.key,
        "lead": claim.lead,
        "text": claim.text,
        "citations": numbers,
        "sources": cards.take(numbers),
        "strength": claim.recommendation.as_printed if claim.recommendation else "",
        "scheme": (claim.recommendation.scheme or "") if claim.recommendation else "",
        "graded": strength_in_words(claim.recommendation) or "",
        "strength_in_words": claim.strength_in_words or "",
        "plain": claim.plain or "",
        "words": explained.take(claim),
        "support": claim.verdict.support.value,
        "note": claim.note or "",
        "depth": claim.depth,
        "listed": _nested(claim.lines),
        "status": stale[0] if stale else "",
    }


def _nested(lines: Sequence[ListLine]) -> list[Plain]:
    """Lines of a list, each with those below it."""
    top: list[Plain] = []
    open_lists = [top]
    for line in lines:
        del open_lists[min(line.depth, len(open_lists) - 1) + 1 :]
        item: Plain = {"text": line.text, "lines": []}
        open_lists[-1].append(item)
        open_lists.append(item["lines"])
    return top


def _headline(answer: Answer, cards: _Cards, explained: _Explained) -> Plain | None:
    if answer.headline is None:
        return None
    return {
        **_claim(answer.headline, answer, cards, explained),
        "lines": min(9, _lines(answer.headline)),
        "secondary": any(document.is_secondary for document in _cited(answer.headline, answer)),
    }


def _lines(claim: Claim) -> int:
    """How many lines a claim takes when it is shown, about."""
    parts = [line.text for line in claim.lines] if claim.lines else [claim.statement]
    return sum(max(1, math.ceil(len(part) / _LINE)) for part in parts) + bool(claim.lines and claim.lead)


def _cited(claim: Claim, answer: Answer) -> list[Document]:
    """The documents that a claim rests on."""
    ids = {citation.document_id for citation in claim.citations}
    return [reference.document for reference in answer.references if reference.document.id in ids]


def _section(section: AnswerSection, answer: Answer, cards: _Cards, explained: _Explained) -> Plain:
    claims = [_claim(claim, answer, cards, explained) for claim in section.claims]
    ordered = section.key in _ORDERED
    groups = _groups(claims, anywhere=ordered)
    _hush_repeated_badges([claim for group in groups for claim in group["claims"]])
    return {
        "key": section.key,
        "heading": section.heading,
        "ordered": ordered,
        "groups": groups,
    }


def _hush_repeated_badges(claims: Sequence[Plain]) -> None:
    """A card below one of the same source in the same section need not repeat the source's badges."""
    before = None
    for card in (card for claim in claims for card in claim["sources"]):
        card["repeats"] = card["document_id"] == before
        before = card["document_id"]


def _groups(claims: Sequence[Plain], *, anywhere: bool) -> list[Plain]:
    """Claims with the same lead-in as one group: neighbours only, or wherever they stand in the section."""
    groups: list[Plain] = []
    for claim in claims:
        candidates = groups if anywhere else groups[-1:]
        same = [group for group in candidates if claim["lead"] and group["lead"] == claim["lead"]]
        if same:
            same[0]["claims"].append(claim)
        else:
            groups.append({"lead": claim["lead"], "claims": [claim]})
    return groups


def _conflict(conflict: Conflict, answer: Answer, cards: _Cards) -> Plain:
    rows = [_position(position, conflict, answer) for position in conflict.positions]
    cited = [n for row in rows for n in row["citations"]]
    return {"topic": conflict.topic, "rows": rows, "why": conflict.why, "sources": cards.take(cited)}


def _position(position: Position, conflict: Conflict, answer: Answer) -> Plain:
    document, claim = position.document, position.claim
    return {
        "source": source_name(document),
        "year": document.year,
        "status": "" if document.status is Status.CURRENT else document.status.value,
        "followed": document.id == conflict.followed,
        "population": position.population,
        "says": position.text,
        "strength": claim.recommendation.as_printed if claim and claim.recommendation else "",
        "citations": list(answer.quote_numbers(claim)) if claim else [],
    }


def _reference(reference: Reference, quotes: Sequence[Quote]) -> Plain:
    document = reference.document
    successor = document.superseded_by
    return {
        "n": reference.n,
        "document_id": document.id,
        "kind": kind_name(document),
        "source": source_name(document),
        "title": document.title,
        "publisher": document.publisher,
        "year": document.year,
        "edition": document.edition,
        "summarises": document.summarises or "",
        "doi": document.doi or "",
        "doi_note": document.doi_note or "",
        "badges": list(badges(document)),
        "superseded_by": successor.name if successor else "",
        "successor_held": bool(successor and successor.held),
        "notices": list(document.notices),
        "quotes": [_card(quote, document) for quote in quotes if quote.reference == reference.n],
    }
