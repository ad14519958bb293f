"""Documents and passages of one generation in one SQLite file. Written once, then only read."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from curbside.domain.documents import (
    Body,
    Direction,
    Display,
    Document,
    DocumentId,
    Erratum,
    Kind,
    Passage,
    PassageId,
    PassageKind,
    Recommendation,
    Section,
    Status,
    Successor,
)
from curbside.domain.errors import LibraryBroken, UnknownDocument

_TAGGED = "passage, own, near, around, stems, near_stems, around_stems"
_SCHEMA = """
CREATE TABLE documents (id TEXT PRIMARY KEY, description TEXT NOT NULL, text TEXT NOT NULL, sections TEXT NOT NULL);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, document_id TEXT NOT NULL REFERENCES documents,
    passage TEXT NOT NULL, own TEXT NOT NULL, near TEXT NOT NULL, around TEXT NOT NULL, stems TEXT NOT NULL,
    near_stems TEXT NOT NULL, around_stems TEXT NOT NULL
);
CREATE INDEX passages_of_document ON passages (document_id, number);
CREATE TABLE chapters (document_id TEXT NOT NULL, name TEXT NOT NULL, concepts TEXT NOT NULL,
    PRIMARY KEY (document_id, name)) WITHOUT ROWID;
CREATE TABLE concepts (key TEXT PRIMARY KEY, passages INTEGER NOT NULL);
CREATE TABLE words (stem TEXT PRIMARY KEY, passages INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """A passage with the keys of the concepts that are named in it, without what they are kinds of."""

    passage: Passage
    own: frozenset[str]  # in its own words
    near: frozenset[str]  # in its label, lead-ins and nearest heading
    around: frozenset[str]  # in all headings, lead-ins, column heads and the document's title
    stems: str  # of its own words, in order, separated by spaces
    near_stems: str  # of its label, lead-ins and nearest heading
    around_stems: str  # of all headings and lead-ins

    @property
    def everywhere(self) -> frozenset[str]:
        """All concepts of the passage and its context."""
        return self.own | self.near | self.around


def chapter_of(passage: Passage) -> str:
    """The outermost heading above a passage, "" where there is none."""
    return passage.path[0] if passage.path else ""


class Store:
    """Read access to the documents of one generation."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise LibraryBroken(f"{path}: missing. Run: curbside library rebuild")
        # Immutable: nobody writes a finished generation, so no lock and no journal is needed.
        self._db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._documents: dict[str, Document] = {
            row[0]: document_from_json(row[1]) for row in self._db.execute("SELECT id, description FROM documents")
        }

        self.passages: int = self._db.execute("SELECT count(*) FROM passages").fetchone()[0]

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def documents(self) -> Sequence[Document]:
        """All documents, by id."""
        return [self._documents[key] for key in sorted(self._documents)]

    def document(self, document_id: str) -> Document:
        """The document with exactly this id, or the only one whose id begins with it.

        Raises:
            UnknownDocument: there is none, or several begin so.
        """
        if document_id in self._documents:
            return self._documents[document_id]
        matches = [key for key in self._documents if key.startswith(document_id)] if document_id else []
        if len(matches) == 1:
            return self._documents[matches[0]]
        known = f" Several begin so: {', '.join(sorted(matches))}." if matches else ""
        raise UnknownDocument(f"No document “{document_id}” in the library.{known} List them: curbside library list")

    def body(self, document_id: DocumentId) -> Body:
        """Text, sections and passages of a document."""
        row = self._db.execute("SELECT text, sections FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise UnknownDocument(f"No document “{document_id}” in the library. List them: curbside library list")
        passages = self._db.execute(
            "SELECT passage FROM passages WHERE document_id = ? ORDER BY number", (document_id,)
        ).fetchall()
        return Body(
            text=row[0],
            sections=tuple(
                Section(path=tuple(s["path"]), level=s["level"], start=s["start"]) for s in json.loads(row[1])
            ),
            passages=tuple(passage_from_json(p[0]) for p in passages),
        )

    def text(self, document_id: str) -> str:
        """The normalised text of a document, in which all offsets count."""
        row = self._db.execute("SELECT text FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise UnknownDocument(f"No document “{document_id}” in the library. List them: curbside library list")
        return str(row[0])

    def tagged(self, numbers: Sequence[int]) -> dict[int, Tagged]:
        """Passages by their numbers."""
        marks = ",".join("?" * len(numbers))
        rows = self._db.execute(
            f"SELECT number, {_TAGGED} FROM passages WHERE number IN ({marks})",  # noqa: S608  # fixed names and question marks
            list(numbers),
        )
        return {row[0]: _tagged(row[1:]) for row in rows}

    def named_in_chapter(self, passage: Passage) -> frozenset[str]:
        """Keys of the concepts that any passage below the same outermost heading names in its own words."""
        row = self._db.execute(
            "SELECT concepts FROM chapters WHERE document_id = ? AND name = ?",
            (passage.document_id, chapter_of(passage)),
        ).fetchone()
        return _keys(row[0]) if row else frozenset()

    def numbers_with(self, concepts: Iterable[str]) -> dict[str, int]:
        """In how many passages or their context each concept occurs; concepts that do not are left out."""
        return self._counts("concepts", "key", concepts)

    def frequency(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many passages each word stem occurs; stems that do not are left out."""
        return self._counts("words", "stem", stems)

    def _counts(self, table: str, column: str, keys: Iterable[str]) -> dict[str, int]:
        wanted = list(keys)
        marks = ",".join("?" * len(wanted))
        query = f"SELECT {column}, passages FROM {table} WHERE {column} IN ({marks})"  # noqa: S608  # fixed names
        return dict(self._db.execute(query, wanted).fetchall())


def write_store(
    path: Path,
    documents: Iterable[tuple[Document, Body, Sequence[Tagged]]],
    *,
    words: dict[str, int],
    broaden: Callable[[Iterable[str]], frozenset[str]],
) -> list[Tagged]:
    """Write a new store; the passages in the order of their numbers, from 0.

    Args:
        path: of the new file.
        documents: with their words and tagged passages.
        words: in how many passages each stem occurs.
        broaden: adds to concept keys what they are kinds of.
    """
    concept_counts: dict[str, int] = {}
    written: list[Tagged] = []
    db = sqlite3.connect(path)
    try:
        db.executescript(_SCHEMA)
        for document, body, tagged in documents:
            sections = [asdict(section) for section in body.sections]
            db.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?)",
                (
                    document.id,
                    json.dumps(asdict(document), ensure_ascii=False),
                    body.text,
                    json.dumps(sections),
                ),
            )
            chapters: dict[str, set[str]] = {}
            for item in tagged:
                chapters.setdefault(chapter_of(item.passage), set()).update(item.own)
            db.executemany(
                "INSERT INTO chapters VALUES (?, ?, ?)",
                [(document.id, name, " ".join(sorted(keys))) for name, keys in chapters.items()],
            )
            for item in tagged:
                db.execute(
                    "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        len(written),
                        item.passage.id,
                        document.id,
                        json.dumps(asdict(item.passage), ensure_ascii=False),
                        " ".join(sorted(item.own)),
                        " ".join(sorted(item.near)),
                        " ".join(sorted(item.around)),
                        item.stems,
                        item.near_stems,
                        item.around_stems,
                    ),
                )
                written.append(item)
                for key in broaden(item.everywhere):
                    concept_counts[key] = concept_counts.get(key, 0) + 1
        db.executemany("INSERT INTO concepts VALUES (?, ?)", sorted(concept_counts.items()))
        db.executemany("INSERT INTO words VALUES (?, ?)", sorted(words.items()))
        db.commit()
    finally:
        db.close()
    return written


def _tagged(row: Sequence[str]) -> Tagged:
    return Tagged(
        passage=passage_from_json(row[0]),
        own=_keys(row[1]),
        near=_keys(row[2]),
        around=_keys(row[3]),
        stems=row[4],
        near_stems=row[5],
        around_stems=row[6],
    )


@lru_cache(maxsize=20_000)
def _keys(stored: str) -> frozenset[str]:
    return frozenset(stored.split())


def document_from_json(text: str) -> Document:
    """A document from what `json.dumps(asdict(document))` wrote."""
    fields: dict[str, Any] = json.loads(text)
    successor = fields.pop("superseded_by")
    return Document(
        **{
            **fields,
            "kind": Kind(fields["kind"]),
            "status": Status(fields["status"]),
            "display": Display(fields["display"]),
            "superseded_by": Successor(**successor) if successor else None,
            "topics": tuple(fields["topics"]),
            "gaps": tuple(fields["gaps"]),
            "errata": tuple(Erratum(**erratum) for erratum in fields["errata"]),
        }
    )


def passage_from_json(text: str) -> Passage:
    """A passage from what `json.dumps(asdict(passage))` wrote."""
    fields: dict[str, Any] = json.loads(text)
    printed = fields.pop("recommendation")
    return Passage(
        **{
            **fields,
            "id": PassageId(fields["id"]),
            "kind": PassageKind(fields["kind"]),
            "path": tuple(fields["path"]),
            "lead_in": tuple(fields["lead_in"]),
            "columns": tuple(fields["columns"]),
            "cells": tuple(fields["cells"]),
            "parts": tuple((start, end) for start, end in fields["parts"]),
            "recommendation": Recommendation(**{**printed, "direction": Direction(printed["direction"])})
            if printed
            else None,
        }
    )
