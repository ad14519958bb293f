"""Reading the library: what it holds, and what of it a reader looks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from curbside.domain.attribution import KIND_NAMES, badges
from curbside.domain.documents import Document, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What the library holds, in a few words."""

    documents: int
    current: int
    topics: tuple[tuple[str, str], ...]  # main topic, id of a document on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the registry."""

    document: Document
    kind: str
    badges: tuple[str, ...]


def holdings(documents: Sequence[Document]) -> Holdings:
    """Counts, and the main topic of each document, by name."""
    topics: dict[str, str] = {}
    for document in documents:
        if document.topics:
            topics.setdefault(document.topics[0], document.id)
    return Holdings(
        documents=len(documents),
        current=sum(document.status is Status.CURRENT for document in documents),
        topics=tuple(sorted(topics.items(), key=lambda topic: topic[0].lower())),
    )


def entry(document: Document) -> Entry:
    """A document as the registry shows it."""
    return Entry(document=document, kind=KIND_NAMES[document.kind], badges=badges(document))


def entries(documents: Sequence[Document], *, words: str, status: str) -> list[Entry]:
    """The documents of a status that mention all the words in title, publisher, topics or year; by title."""
    wanted = words.lower().split()
    found = [
        document
        for document in documents
        if (not status or document.status.value == status) and all(word in _searchable(document) for word in wanted)
    ]
    return [entry(document) for document in sorted(found, key=lambda document: document.title.lower())]


def _searchable(document: Document) -> str:
    parts = (document.title, document.publisher, document.text_by, str(document.year or ""), *document.topics)
    return " ".join(parts).lower()
