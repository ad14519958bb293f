"""What a librarian decides on a held document from its page: one row of the trail each, and articles follow at once."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from curbside import engine as library
from curbside.domain.documents import Document, Status
from curbside.web.engine_access import current_engine
from curbside.web.publishing.audit import record
from curbside.web.publishing.currency import keep_current


def supersede(document: Document, new: Document, *, reason: str, by: Any, now: datetime) -> None:
    """Mark a current document as replaced; one that is not current any more stays as it is."""
    if document.status is Status.CURRENT:
        # The row comes first: should the library not take the change, the row goes with it.
        with transaction.atomic():
            record("supersede-document", article=None, by=by, now=now, note=f"{document.id} by {new.id}: {reason}")
            library.supersede(settings.CURBSIDE, document.id, new.id)
    keep_current(current_engine(), now=now)


def withdraw(document: Document, *, reason: str, by: Any, now: datetime) -> None:
    """Mark a document as withdrawn; one withdrawn or retracted already stays as it is."""
    if document.status not in (Status.WITHDRAWN, Status.RETRACTED):
        with transaction.atomic():
            record("withdraw-document", article=None, by=by, now=now, note=f"{document.id}: {reason}")
            library.withdraw(settings.CURBSIDE, document.id, reason=reason)
    keep_current(current_engine(), now=now)
