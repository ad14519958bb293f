"""Documents, bodies and passages as JSON and back: how they lie on disk and cross from one process to another."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from curbside.domain.documents import (
    Abbreviation,
    Attribution,
    Body,
    Cite,
    Direction,
    Display,
    Document,
    DocumentId,
    Erratum,
    Kind,
    Passage,
    PassageId,
    PassageKind,
    Place,
    Recommendation,
    Reference,
    Relation,
    RelationKind,
    Section,
    Status,
    Successor,
)

_DATES = ("published_on", "updated_on", "next_review_on", "superseded_on")


def dumps(value: object) -> str:
    """Compact JSON; dates as ISO text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no part of a record")


def document_record(document: Document) -> dict[str, Any]:
    """A document's description as plain values."""
    return asdict(document)


def document_from(record: Mapping[str, Any]) -> Document:
    """A document from what `document_record` gave, once written and read as JSON."""
    successor = record["superseded_by"]
    return Document(
        **{
            **record,
            "id": DocumentId(record["id"]),
            "kind": Kind(record["kind"]),
            "status": Status(record["status"]),
            "display": Display(record["display"]),
            "superseded_by": Successor(**successor) if successor else None,
            "topics": tuple(record["topics"]),
            "gaps": tuple(record["gaps"]),
            "errata": tuple(Erratum(**erratum) for erratum in record["errata"]),
            "supersedes": tuple(record["supersedes"]),
            "notices": tuple(record["notices"]),
            "near_duplicates": tuple(record["near_duplicates"]),
            "found": tuple((key, where) for key, where in record["found"]),
            "relations": tuple(
                Relation(kind=RelationKind(entry["kind"]), target=entry["target"], where=entry["where"])
                for entry in record["relations"]
            ),
            **{key: date.fromisoformat(record[key]) if record[key] else None for key in _DATES},
        }
    )


def passage_record(passage: Passage) -> dict[str, Any]:
    """A passage as plain values; what is empty is left out, most of it is."""
    values = ((field.name, getattr(passage, field.name)) for field in fields(passage))
    empty = ((), "", None)
    return {name: _plainly(value) for name, value in values if value is not False and value not in empty}


def _plainly(value: Any) -> Any:
    """A field of a passage: records inside it as mappings. `asdict` of the whole copies every word and number."""
    if isinstance(value, Recommendation):
        return asdict(value)
    if isinstance(value, tuple) and isinstance(value[0], Cite | Attribution):
        return [asdict(entry) for entry in value]
    return value


def passage_from(record: Mapping[str, Any]) -> Passage:
    """A passage from what `passage_record` gave, once written and read as JSON."""
    fields = dict(record)
    printed = fields.pop("recommendation", None)
    for key in ("path", "lead_in", "columns", "cells"):
        fields[key] = tuple(fields.get(key, ()))
    return Passage(
        **{
            **fields,
            "id": PassageId(fields.get("id", "")),
            "text": fields.get("text", ""),
            "kind": PassageKind(fields["kind"]),
            "parts": tuple((start, end) for start, end in fields.get("parts", ())),
            "cites": tuple(Cite(cite["at"], tuple(cite["labels"])) for cite in fields.get("cites", ())),
            "attributions": tuple(
                Attribution(entry["start"], entry["end"], entry["to"], tuple(entry["labels"]))
                for entry in fields.get("attributions", ())
            ),
            "recommendation": Recommendation(**{**printed, "direction": Direction(printed["direction"])})
            if printed
            else None,
        }
    )


def section_record(section: Section) -> list[Any]:
    """A heading as a short list."""
    return [list(section.path), section.level, section.start]


def section_from(record: list[Any]) -> Section:
    """A heading from what `section_record` gave."""
    return Section(path=tuple(record[0]), level=record[1], start=record[2])


def frame_record(body: Body) -> dict[str, Any]:
    """All of a body but its text and passages: headings, references, abbreviations, places on pages."""
    return {
        "sections": [section_record(section) for section in body.sections],
        "references": [[entry.label, entry.text, entry.start] for entry in body.references],
        "abbreviations": [[entry.short, entry.long] for entry in body.abbreviations],
        "pages": body.pages,
        "places": [[place.start, place.end, place.page, *place.box] for place in body.places],
    }


def body_from(text: str, frame: Mapping[str, Any], passages: tuple[Passage, ...]) -> Body:
    """A body from its text, what `frame_record` gave, and its passages."""
    return Body(
        text=text,
        sections=tuple(section_from(entry) for entry in frame["sections"]),
        passages=passages,
        references=tuple(Reference(label=entry[0], text=entry[1], start=entry[2]) for entry in frame["references"]),
        abbreviations=tuple(Abbreviation(short, long) for short, long in frame["abbreviations"]),
        pages=tuple((width, height) for width, height in frame["pages"]),
        places=tuple(
            Place(entry[0], entry[1], entry[2], (entry[3], entry[4], entry[5], entry[6])) for entry in frame["places"]
        ),
    )
