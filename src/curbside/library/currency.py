"""Which editions are current: what each document, its neighbours and the lists of retractions say, put together.

Explicit words of a librarian win. A notice of retraction counts against the article it names, newer editions of one
page count against older ones. A page for patients never replaces one for professionals.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from curbside.domain.currency import dated
from curbside.domain.documents import Document, RelationKind, Status, Successor

_WORDS: Mapping[RelationKind, str] = {
    RelationKind.RETRACTS: "retracted by",
    RelationKind.CORRECTS: "corrected by",
    RelationKind.CONCERN: "expression of concern by",
}


def with_currency(documents: Sequence[Document], *, retracted: Mapping[str, str]) -> list[Document]:
    """The documents with status, successor and notices as all of them together give them.

    Args:
        documents: as each was read.
        retracted: DOI in lower case → what the list of retractions says.
    """
    found: dict[str, Document] = {document.id: document for document in documents}
    for notice in documents:
        _apply_notice(notice, found)
    for document in documents:
        _apply_own_words(document, found)
        if said := retracted.get((document.doi or "").lower()):
            _retract(document.id, said, found)
    for new in documents:
        for old in _superseded_by(new, documents):
            _supersede(old, new, found)
    for older, newer in _editions(documents):
        _supersede(older, newer, found)
    return [_as_held(found[document.id], found) for document in documents]


def _apply_notice(notice: Document, found: dict[str, Document]) -> None:
    """What a notice says of the articles that it names."""
    for relation in notice.relations:
        for target in [document for document in found.values() if _is(document, relation.target)]:
            words = _WORDS.get(relation.kind)
            if words is None or target.id == notice.id:
                continue
            said = f"{words} “{notice.title}”{f' ({notice.year})' if notice.year else ''}"
            if relation.kind is RelationKind.RETRACTS:
                _retract(target.id, said, found)
            else:
                _note(target.id, said, found)


def _apply_own_words(document: Document, found: dict[str, Document]) -> None:
    for relation in document.relations:
        if relation.kind is RelationKind.RETRACTED_BY:
            _retract(document.id, f"retracted, by its own words ({relation.where})", found)
        elif relation.kind is RelationKind.CORRECTED_BY:
            said = f"corrected by {relation.target}" if relation.target else "corrected"
            _note(document.id, said, found)


def _retract(document_id: str, said: str, found: dict[str, Document]) -> None:
    _note(document_id, said, found)
    found[document_id] = replace(found[document_id], status=Status.RETRACTED)


def _note(document_id: str, said: str, found: dict[str, Document]) -> None:
    """Once: what was written down when a document was withdrawn may say it already."""
    document = found[document_id]
    if said not in document.notices:
        found[document_id] = replace(document, notices=(*document.notices, said))


def _superseded_by(new: Document, documents: Sequence[Document]) -> Iterator[Document]:
    """The held documents that a document says it replaces."""
    named = [*new.supersedes, *(r.target for r in new.relations if r.kind is RelationKind.SUPERSEDES)]
    for old in documents if named else ():
        if old.id != new.id and any(_is(old, name) or old.title.lower() == name.lower() for name in named if name):
            yield old


def _editions(documents: Sequence[Document]) -> Iterator[tuple[Document, Document]]:
    """Older and newest edition of one page, by its address."""
    pages: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if (address := _address(document.url)) and dated(document):
            pages[address].append(document)
    for editions in pages.values():
        editions.sort(key=lambda document: (dated(document) or date.min, document.id))
        newest = editions[-1]
        for older in editions[:-1]:
            if dated(older) != dated(newest):
                yield older, newest


def _supersede(old: Document, new: Document, found: dict[str, Document]) -> None:
    if old.audience != "patient" and new.audience == "patient":
        return
    if found[old.id].status is not Status.CURRENT:
        return
    found[old.id] = replace(
        found[old.id],
        status=Status.SUPERSEDED,
        superseded_by=Successor(title=new.title, year=new.year, held=True),
        superseded_on=dated(new),
    )


def _as_held(document: Document, found: Mapping[str, Document]) -> Document:
    """A document whose successor is in the library says so."""
    successor = document.superseded_by
    if successor is None or successor.held:
        return document
    held = any(other.id != document.id and other.title.lower() == successor.title.lower() for other in found.values())
    return replace(document, superseded_by=replace(successor, held=held)) if held else document


def _is(document: Document, name: str) -> bool:
    """Whether a DOI, PMID or id names this document."""
    if not name:
        return False
    wanted = name.lower().removeprefix("https://doi.org/").removeprefix("doi:")
    return wanted in (
        (document.doi or "").lower() or None,
        f"pmid:{document.pmid}" if document.pmid else None,
        document.id.lower(),
    )


def _address(url: str | None) -> str:
    """A page's address without what changes between visits."""
    if not url:
        return ""
    parts = urlsplit(url.strip().lower())
    host = parts.netloc.removeprefix("www.")
    return f"{host}{re.sub(r'/+$', '', parts.path)}" if host and parts.path.strip("/") else ""
