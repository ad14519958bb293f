"""Reading the library: what it holds, and what of it a reader looks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from curbside.domain.attribution import DIRECTION_NAMES, badges, kind_name
from curbside.domain.documents import Body, Display, Document, Kind, PassageKind, Status


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
    return Entry(document=document, kind=kind_name(document), badges=badges(document))


def entries(documents: Sequence[Document], *, words: str, status: str, kind: str = "") -> list[Entry]:
    """The documents of a status and kind that mention all the words in title, publisher, topics or year; by title."""
    wanted = words.lower().split()
    found = [
        document
        for document in documents
        if (not status or document.status.value == status)
        and (not kind or document.kind.value == kind)
        and all(word in _searchable(document) for word in wanted)
    ]
    return [entry(document) for document in sorted(found, key=lambda document: document.title.lower())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One line of a document's table of recommendations."""

    passage_id: str
    number: str
    statement: str
    population: str
    strength: str
    direction: str


def recommendations(body: Body) -> list[Advice]:
    """The graded statements of a document in their order; lists whose items are graded themselves are left out."""
    found = []
    for passage in body.passages:
        graded = passage.recommendation
        if graded is None or passage.kind in (PassageKind.LIST, PassageKind.BRANCH) or not graded.strength:
            continue
        found.append(
            Advice(
                passage_id=passage.id,
                number=graded.number,
                statement=graded.statement or passage.text,
                population=graded.population,
                strength=f"{graded.as_printed}{'' if graded.scheme else ' (system not stated)'}",
                direction=DIRECTION_NAMES[graded.direction],
            )
        )
    return found


def successors(documents: Sequence[Document], document: Document) -> list[Document]:
    """The current documents that may replace this one, by title."""
    others = [other for other in documents if other.id != document.id and other.status is Status.CURRENT]
    return sorted(others, key=lambda other: other.title.lower())


def not_known(document: Document) -> list[str]:
    """What a document that was just read does not say of itself, with what follows where nobody writes it down."""
    missing = {
        "title": document.title == document.id,
        "kind (so it counts as an overview)": document.kind is Kind.OTHER and document.audience != "patient",
        "publisher": document.publisher == "not stated",
        "year (so its editions cannot be told apart)": document.year is None,
        "licence (so only quoted passages are shown)": document.licence == "not stated"
        and document.display is Display.QUOTES,
    }
    return [what for what, is_missing in missing.items() if is_missing]


def _searchable(document: Document) -> str:
    parts = (document.title, document.publisher, document.text_by, str(document.year or ""), *document.topics)
    return " ".join(parts).lower()
