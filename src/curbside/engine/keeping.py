"""What a librarian decides on held documents: superseded, withdrawn, retracted; and what should be looked at."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from curbside.config import Settings
from curbside.domain.currency import dated, is_past_review, may_support
from curbside.domain.documents import Document, Status, Successor
from curbside.engine.building import open_engine, update
from curbside.library.generations import damaged_files
from curbside.library.quarantine import Quarantine
from curbside.library.retractions import import_retractions
from curbside.library.sources import describe_source


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a librarian should look at."""

    kind: str  # damaged | retracted | withdrawn | superseded | past review | near duplicate | quarantined
    what: str  # id of a document, or path of a file
    why: str
    serious: bool = False  # answers could be wrong as long as nobody acts


def supersede(settings: Settings, old: str, new: str, *, index: bool = True) -> tuple[Document, Document]:
    """Mark one held document as replaced by another one; both as they were before.

    Args:
        settings: of the library.
        old: id of the one.
        new: id of the other.
        index: make it so in the library now; else it is only written down, and the next `update` does.

    Raises:
        UnknownDocument: one of them is not held.
    """
    with open_engine(settings) as engine:
        older, newer = engine.store.document(old), engine.store.document(new)
    _supersede(settings, older, Successor(title=newer.title, year=newer.year, held=True), dated(newer), index=index)
    return older, newer


def supersede_elsewhere(settings: Settings, old: str, successor: Successor, *, index: bool = True) -> Document:
    """Mark a held document as replaced by one that the library does not hold; the document as it was before.

    It goes on answering, with its successor named as what is missing, until a document of that title comes in.
    `index` as for `supersede`.

    Raises:
        UnknownDocument: it is not held.
    """
    with open_engine(settings) as engine:
        older = engine.store.document(old)
    _supersede(settings, older, successor, None, index=index)
    return older


def _supersede(settings: Settings, older: Document, successor: Successor, since: date | None, *, index: bool) -> None:
    describe_source(
        settings.home / "sources",
        older.id,
        status=Status.SUPERSEDED.value,
        superseded_by={key: value for key, value in asdict(successor).items() if value not in (None, "")},
        superseded_on=since.isoformat() if since else None,
    )
    if index:
        update(settings).close()


def withdraw(settings: Settings, document_id: str, *, reason: str, index: bool = True) -> Document:
    """Mark a held document as withdrawn: it never supports a claim again. The document as it was before.

    `index` as for `supersede`.

    Raises:
        UnknownDocument: it is not held.
    """
    with open_engine(settings) as engine:
        document = engine.store.document(document_id)
    notices = list(dict.fromkeys((*document.notices, reason)))  # an earlier correction still holds
    describe_source(settings.home / "sources", document.id, status=Status.WITHDRAWN.value, notices=notices)
    if index:
        update(settings).close()
    return document


def take_retractions(settings: Settings, file: Path) -> int:
    """Import a Retraction Watch list and apply it; how many retracted works it names."""
    count = import_retractions(settings.home, file)
    update(settings).close()
    return count


def check(settings: Settings, *, today: date) -> Iterator[Finding]:
    """Everything about the library that somebody should look at, the gravest first."""
    with open_engine(settings) as engine:
        place = settings.home / "library" / engine.generation
        for name in damaged_files(place):
            yield Finding(
                kind="damaged",
                what=name,
                why="differs from what was built. Run: curbside library rebuild",
                serious=True,
            )
        documents = engine.documents()
    for document in documents:
        if document.status in (Status.RETRACTED, Status.WITHDRAWN):
            why = "; ".join(document.notices) or "so its description says"
            yield Finding(kind=document.status.value, what=document.id, why=why)
    for document in documents:
        if document.status is Status.SUPERSEDED:
            title = document.superseded_by.name if document.superseded_by else "a newer edition"
            still = "; it still answers, for that is not in the library" if may_support(document) else ""
            yield Finding(kind="superseded", what=document.id, why=f"by {title}{still}", serious=bool(still))
    for document in documents:
        if document.status is Status.CURRENT and is_past_review(document, today):
            known = document.next_review_on or dated(document)
            yield Finding(kind="past review", what=document.id, why=f"its date is {known}")
    for document in documents:
        for other in document.near_duplicates:
            if document.id < other:
                yield Finding(kind="near duplicate", what=document.id, why=f"much the same text as {other}")
    for entry in Quarantine(settings.home / "quarantine"):
        yield Finding(kind="quarantined", what=entry.path, why=entry.reason)
