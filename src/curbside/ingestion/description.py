"""What a document says of itself, from its manifest first and its own front matter second."""

import re
from collections.abc import Mapping
from typing import Any

from curbside.domain.documents import Display, Document, DocumentId, Erratum, Kind, Status, Successor
from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.raw import BlockKind, RawDocument

_OPEN_LICENCES = re.compile(r"\b(?:CC0|CC[ -]BY(?![ -]?N)|public domain|MIT|Apache)", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def describe(document_id: str, raw: RawDocument, manifest: Mapping[str, object], *, sha256: str) -> Document:
    """The description of a document.

    Raises:
        UnreadableDocument: the manifest holds a value that is not allowed.
    """
    said: dict[str, Any] = {
        **_from_file(raw),
        **{key: value for key, value in manifest.items() if value is not None},
    }
    licence = str(said.get("licence", "not stated"))
    successor = said.get("superseded_by")
    try:
        return Document(
            id=DocumentId(document_id),
            title=str(said.get("title") or _first_heading(raw) or document_id),
            publisher=str(said.get("publisher", "not stated")),
            kind=Kind(said.get("kind", "other")),
            year=int(said["year"]) if said.get("year") else None,
            edition=str(said.get("edition") or said.get("year") or "not stated"),
            status=Status(said.get("status", "current")),
            text_by=str(said.get("text_by") or said.get("publisher") or "not stated"),
            licence=licence,
            # Without an open licence only quotations may be shown.
            display=Display(said.get("display") or ("full" if _OPEN_LICENCES.search(licence) else "quotes")),
            summarises=said.get("summarises"),
            checked_against_original=bool(said.get("checked_against_original", False)),
            superseded_by=Successor(
                title=str(successor["title"]),
                year=successor.get("year"),
                held=bool(successor.get("held", False)),
            )
            if successor
            else None,
            doi=said.get("doi"),
            doi_note=said.get("doi_note"),
            url=said.get("url"),
            jurisdiction=said.get("jurisdiction"),
            language=str(said.get("language", "en")),
            topics=tuple(str(topic) for topic in said.get("topics", ())),
            gaps=tuple(str(gap) for gap in said.get("gaps", ())),
            errata=tuple(Erratum(where=str(e["where"]), note=str(e["note"])) for e in said.get("errata", ())),
            content_sha256=sha256,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableDocument(
            f"its description holds a value that is not allowed ({error}). Mend document.toml or the front matter; "
            "allowed values: docs/reference/document-toml.md"
        ) from None


def _from_file(raw: RawDocument) -> dict[str, Any]:
    said: dict[str, Any] = {key: found.value for key, found in raw.metadata.items()}
    if year := _YEAR.search(said.pop("year", "") or said.get("published_on", "")):
        said["year"] = int(year[0])
    return said


def _first_heading(raw: RawDocument) -> str:
    return next((block.text for block in raw.blocks if block.kind is BlockKind.HEADING), "")
