"""Which editions may speak: on the day of the question, or on an earlier day that the question is asked as of."""

from dataclasses import replace
from datetime import date

from curbside.domain.documents import Document, Status


def dated(document: Document) -> date | None:
    """The day that a document's content is of: last updated, else published, else the last day of its year."""
    known = document.updated_on or document.published_on
    return known or (date(document.year, 12, 31) if document.year else None)


def may_support(document: Document) -> bool:
    """Whether a document may bear a claim at all.

    Withdrawn and retracted ones never do. A superseded one does only while its successor is not in the library.
    """
    if document.status is Status.SUPERSEDED:
        return document.superseded_by is None or not document.superseded_by.held
    return document.status is Status.CURRENT


def as_on(document: Document, day: date) -> Document | None:
    """The document as it stood on a day, None if it was not out yet. A retraction counts for all days."""
    out = document.published_on or dated(document)
    if out is None or out > day:
        return None
    if document.status is not Status.SUPERSEDED:
        return document
    successor = document.superseded_by
    since = document.superseded_on or (date(successor.year, 12, 31) if successor and successor.year else None)
    if since is None or since <= day:
        return document
    return replace(document, status=Status.CURRENT, superseded_by=None)


def is_past_review(document: Document, today: date, *, after_years: int = 5) -> bool:
    """Whether a document should be looked at again: its own date for that has passed, or it is years old."""
    if document.next_review_on is not None:
        return document.next_review_on < today
    known = dated(document)
    return known is not None and (today.year - known.year, today.month, today.day) > (
        after_years,
        known.month,
        known.day,
    )
