"""What a librarian decides on a held document from its page: one row of the trail each, and articles follow at once."""

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from curbside import engine as library
from curbside.domain.documents import Document, Status, Successor
from curbside.web.catalogue.forms import DescriptionForm
from curbside.web.engine_access import current_engine
from curbside.web.publishing.audit import record
from curbside.web.publishing.currency import keep_current

_GONE = (Status.WITHDRAWN, Status.RETRACTED)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """One change of the library at a time, in whichever process: whoever comes second finds it done.

    A lock beside the library and not in the database, for reading and building take seconds in which others write.
    """
    home = settings.CURBSIDE.home
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".librarian").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def supersede(document: Document, new: Document, *, reason: str, by: Any, now: datetime) -> None:
    """Mark a current document as replaced; one that is not current any more stays as it is."""
    _change(
        document,
        [Status.CURRENT],
        "supersede-document",
        f"{document.id} by {new.id}: {reason}",
        lambda: library.supersede(settings.CURBSIDE, document.id, new.id, index=False),
        by=by,
        now=now,
    )


def supersede_elsewhere(document: Document, new: Successor, *, reason: str, by: Any, now: datetime) -> None:
    """Mark a current document as replaced by one that the library does not hold."""
    _change(
        document,
        [Status.CURRENT],
        "supersede-document",
        f"{document.id} by {new.name}, not held: {reason}",
        lambda: library.supersede_elsewhere(settings.CURBSIDE, document.id, new, index=False),
        by=by,
        now=now,
    )


def describe(document_id: str, data: Any, *, by: Any, now: datetime) -> DescriptionForm:
    """Write down what a form says a document is; the form as it was checked, with its faults where it has any.

    Checked when nobody else changes it, so that of two who send at once the second is told.
    """
    with one_at_a_time():
        document = current_engine().store.document(document_id)
        form = DescriptionForm(data, document=document, written=library.written_down(settings.CURBSIDE, document_id))
        if form.is_valid() and form.changes:
            changes = "; ".join(f"{key} “{old or ''}” → “{new or ''}”" for key, (old, new) in form.changes.items())
            _record_and(
                lambda: library.redescribe(settings.CURBSIDE, document_id, form.said),
                "describe-document",
                f"{document_id}: {changes}. {form.cleaned_data['reason']}".strip(),
                by=by,
                now=now,
            )
    keep_current(current_engine(), now=now)
    return form


def withdraw(document: Document, *, reason: str, by: Any, now: datetime) -> None:
    """Mark a document as withdrawn; one withdrawn or retracted already stays as it is."""
    _change(
        document,
        [status for status in Status if status not in _GONE],
        "withdraw-document",
        f"{document.id}: {reason}",
        lambda: library.withdraw(settings.CURBSIDE, document.id, reason=reason, index=False),
        by=by,
        now=now,
    )


def _change(
    document: Document,
    only: Sequence[Status],
    action: str,
    note: str,
    change: Callable[[], object],
    *,
    by: Any,
    now: datetime,
) -> None:
    """Do and record something to a document that stands as `only` says, looked up when nobody else changes it."""
    with one_at_a_time():
        if current_engine().store.document(document.id).status in only:
            _record_and(change, action, note, by=by, now=now)
    keep_current(current_engine(), now=now)


def _record_and(change: Callable[[], object], action: str, note: str, *, by: Any, now: datetime) -> None:
    """Write a change down and record it together: should one fail, the other goes too.

    Building the library anew comes after, for it takes seconds in which others want to write into the database.
    """
    with transaction.atomic():
        record(action, article=None, by=by, now=now, note=note)
        change()
    library.update(settings.CURBSIDE).close()
