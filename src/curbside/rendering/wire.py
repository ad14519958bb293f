"""Answers and passages as plain dictionaries: the JSON that CONTRACT promises, with stable keys."""

from collections.abc import Sequence
from typing import Any

from curbside.domain.answers import Answer, Claim, Conflict, Evidence, Reference
from curbside.domain.documents import Document, Recommendation, Successor

ANSWER_SCHEMA = "curbside.answer/1"
SEARCH_SCHEMA = "curbside.search/1"
INGEST_SCHEMA = "curbside.ingest/1"


def answer_to_dict(answer: Answer) -> dict[str, Any]:
    """An answer in the form of the schema `curbside.answer/1`."""
    return {
        "schema": ANSWER_SCHEMA,
        "question": answer.question.text,
        "reader": answer.question.reader,
        "outcome": answer.outcome.value,
        "alarm": answer.alarm,
        "notice": answer.notice,
        "missing": list(answer.missing),
        "headline": _headline(answer),
        "sections": [
            {
                "key": section.key,
                "heading": section.heading,
                "claims": [_claim(claim, answer) for claim in section.claims],
            }
            for section in answer.sections
        ],
        "conflicts": [_conflict(conflict, answer) for conflict in answer.conflicts],
        "quotes": [
            {
                "n": quote.n,
                "reference": quote.reference,
                "document_id": quote.citation.document_id,
                "passage_id": quote.citation.passage_id,
                "locator": quote.citation.locator,
                "context": list(quote.citation.context),
                "quote": quote.citation.quote,
                "start": quote.citation.start,
                "end": quote.citation.end,
            }
            for quote in answer.quotes
        ],
        "references": [_reference(reference) for reference in answer.references],
        "limitations": list(answer.limitations),
        "related": list(answer.related),
        "follow_ups": list(answer.follow_ups),
        "opening": answer.opening,
        "definitions": [{"term": d.term, "definition": d.definition} for d in answer.definitions],
        "closing": list(answer.closing),
        "dropped": [{"text": dropped.text, "reason": dropped.reason} for dropped in answer.dropped],
        "considered": answer.considered,
        "searched": answer.searched,
        # Only where a model is set: without one an answer is the same, byte by byte, as before there was this key.
        **({"worded": answer.worded} if answer.worded else {}),
        "library_generation": answer.library_generation,
        "engine_version": answer.engine_version,
        "elapsed_ms": answer.elapsed_ms,
    }


def _headline(answer: Answer) -> dict[str, Any] | None:
    claim = answer.headline
    if claim is None:
        return None
    return {
        "text": claim.statement,
        "citations": list(answer.quote_numbers(claim)),
        "support": claim.verdict.support.value,
        "recommendation": recommendation_to_dict(claim.recommendation),
        "note": claim.note,
        "plain": claim.plain,
        "strength_in_words": claim.strength_in_words,
    }


def _claim(claim: Claim, answer: Answer) -> dict[str, Any]:
    return {
        "key": claim.key,
        "text": claim.text,
        "lead": claim.lead,
        "citations": list(answer.quote_numbers(claim)),
        "support": claim.verdict.support.value,
        "recommendation": recommendation_to_dict(claim.recommendation),
        "note": claim.note,
        "plain": claim.plain,
        "strength_in_words": claim.strength_in_words,
    }


def recommendation_to_dict(printed: Recommendation | None) -> dict[str, Any] | None:
    """Strength, certainty and direction as a claim gives them."""
    if printed is None:
        return None
    return {
        "strength": printed.strength,
        "certainty": printed.certainty,
        "scheme": printed.scheme,
        "as_printed": printed.as_printed,
        "direction": printed.direction.value,
    }


def _conflict(conflict: Conflict, answer: Answer) -> dict[str, Any]:
    numbers = {reference.document.id: reference.n for reference in answer.references}
    return {
        "topic": conflict.topic,
        "positions": [
            {
                "reference": numbers.get(position.document.id),
                "population": position.population,
                "text": position.text,
                "citations": list(answer.quote_numbers(position.claim)) if position.claim else [],
                "status": position.document.status.value,
            }
            for position in conflict.positions
        ],
        "followed": numbers.get(conflict.followed) if conflict.followed else None,
        "why": conflict.why,
    }


def _reference(reference: Reference) -> dict[str, Any]:
    return {"n": reference.n, **document_to_dict(reference.document)}


def document_to_dict(document: Document) -> dict[str, Any]:
    """The description of a document as references and the library list give it."""
    return {
        "document_id": document.id,
        "kind": document.kind.value,
        "title": document.title,
        "publisher": document.publisher,
        "year": document.year,
        "edition": document.edition,
        "doi": document.doi,
        "doi_note": document.doi_note,
        "url": document.url,
        "status": document.status.value,
        "superseded_by": _successor(document.superseded_by),
        "summarises": document.summarises,
        "text_by": document.text_by,
        "checked_against_original": document.checked_against_original,
        "licence": document.licence,
        "display": document.display.value,
    }


def _successor(successor: Successor | None) -> dict[str, Any] | None:
    if successor is None:
        return None
    return {
        "title": successor.title,
        "year": successor.year,
        "publisher": successor.publisher or None,
        "held": successor.held,
    }


def search_to_dict(results: Sequence[Evidence]) -> dict[str, Any]:
    """Search results in the form of the schema `curbside.search/1`."""
    return {
        "schema": SEARCH_SCHEMA,
        "results": [
            {
                "passage_id": item.passage.id,
                "document_id": item.document.id,
                "title": item.document.title,
                "locator": item.passage.context,
                "text": item.passage.text,
                "score": round(item.score, 4),
                "found_by": item.found_by,
            }
            for item in results
        ],
    }
