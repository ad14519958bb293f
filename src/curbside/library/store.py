"""Documents and passages of one generation in one SQLite file. Written once, then only read."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from curbside.domain.documents import Abbreviation, Body, Document, DocumentId, Passage, Section
from curbside.domain.errors import LibraryBroken, UnknownDocument
from curbside.domain.text import fold
from curbside.library.records import (
    body_from,
    document_from,
    document_record,
    dumps,
    frame_record,
    passage_from,
    passage_record,
)

_MEANINGS = 6  # of an abbreviation, those that most documents give it
_KEPT = 10_000  # passages kept in memory, some 4 KB each
_TAGGED = "number, passage, own, near, around, stems, near_stems, around_stems"
_SCHEMA = """
CREATE TABLE documents (id TEXT PRIMARY KEY, description TEXT NOT NULL, text TEXT NOT NULL, frame TEXT NOT NULL,
    intake TEXT NOT NULL);
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
CREATE TABLE abbreviations (folded TEXT NOT NULL, short TEXT NOT NULL, long TEXT NOT NULL, stems TEXT NOT NULL,
    documents INTEGER NOT NULL, PRIMARY KEY (folded, short, stems)) WITHOUT ROWID;
CREATE INDEX abbreviations_of ON abbreviations (stems);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What was found in a file when it was read."""

    format: str
    sections: int
    passages: int
    recommendations: int
    coverage: float  # characters kept / characters in the source, 0 to 1
    left_out: Mapping[str, int]  # characters dropped on purpose, by reason
    warnings: Sequence[str]


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
        self._documents: dict[str, Document] = {}  # as far as they were asked for
        self._chapter = lru_cache(maxsize=4096)(self._named_in)  # most passages found for a question share theirs
        self._around = lru_cache(maxsize=512)(self._read_around)
        self._recommending = lru_cache(maxsize=512)(self._read_recommending)
        self._tagged: dict[int, Tagged] = {}  # the best of a topic are read again for each question on it
        self.held: int = self._db.execute("SELECT count(*) FROM documents").fetchone()[0]
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
        rows = self._db.execute("SELECT id, description FROM documents ORDER BY id").fetchall()
        return [self._known(document_id, description) for document_id, description in rows]

    def document(self, document_id: str) -> Document:
        """The document with exactly this id, or the only one whose id begins with it.

        Raises:
            UnknownDocument: there is none, or several begin so.
        """
        if document_id in self._documents:
            return self._documents[document_id]
        rows = self._db.execute(
            "SELECT id, description FROM documents WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT 20",
            (len(document_id), document_id),
        ).fetchall()
        exact = [row for row in rows if row[0] == document_id]
        if document_id and (exact or len(rows) == 1):
            return self._known(*(exact or rows)[0])
        known = f" Several begin so: {', '.join(row[0] for row in rows)}." if document_id and rows else ""
        raise UnknownDocument(f"No document “{document_id}” in the library.{known} List them: curbside library list")

    def _known(self, document_id: str, description: str) -> Document:
        if document_id not in self._documents:
            self._documents[document_id] = document_from(json.loads(description))
        return self._documents[document_id]

    def body(self, document_id: DocumentId) -> Body:
        """Text, sections and passages of a document."""
        row = self._db.execute("SELECT text, frame FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise UnknownDocument(f"No document “{document_id}” in the library. List them: curbside library list")
        passages = self._db.execute(
            "SELECT passage FROM passages WHERE document_id = ? ORDER BY number", (document_id,)
        ).fetchall()
        return body_from(row[0], json.loads(row[1]), tuple(passage_from(json.loads(p[0])) for p in passages))

    def sections(self, document_id: DocumentId) -> tuple[Section, ...]:
        """The headings of a document, without its passages."""
        row = self._db.execute("SELECT frame FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise UnknownDocument(f"No document “{document_id}” in the library. List them: curbside library list")
        return body_from("", json.loads(row[0]), ()).sections

    def intake(self, document_id: str) -> Intake:
        """What was found in a document's file when it was read."""
        row = self._db.execute("SELECT intake FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise UnknownDocument(f"No document “{document_id}” in the library. List them: curbside library list")
        return Intake(**json.loads(row[0]))

    def text(self, document_id: str) -> str:
        """The normalised text of a document, in which all offsets count."""
        row = self._db.execute("SELECT text FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise UnknownDocument(f"No document “{document_id}” in the library. List them: curbside library list")
        return str(row[0])

    def tagged(self, numbers: Sequence[int]) -> dict[int, Tagged]:
        """Passages by their numbers."""
        known = self._tagged  # another thread may begin a new one meanwhile
        kept = {number: known[number] for number in numbers if number in known}
        missing = [number for number in numbers if number not in kept]
        if not missing:
            return kept
        marks = ",".join("?" * len(missing))
        rows = self._db.execute(
            f"SELECT {_TAGGED} FROM passages WHERE number IN ({marks})",  # noqa: S608  # fixed names and question marks
            missing,
        )
        return kept | self._read(rows)

    def _read(self, rows: Iterable[tuple[Any, ...]]) -> dict[int, Tagged]:
        """Passages by their numbers, from rows of `_TAGGED`; each is made once."""
        if len(self._tagged) > _KEPT:
            self._tagged = {}
        known = self._tagged
        return {row[0]: known.get(row[0]) or known.setdefault(row[0], _tagged(row[1:])) for row in rows}

    def around(self, passage: Passage, *, reach: int) -> Sequence[Tagged]:
        """The passages of its document that stand within so many places of a passage, in order, itself among them."""
        return self._around(passage, reach)

    def _read_around(self, passage: Passage, reach: int) -> tuple[Tagged, ...]:
        rows = self._db.execute(
            f"SELECT {_TAGGED} FROM passages WHERE document_id = ? AND number BETWEEN "  # noqa: S608  # fixed names
            "(SELECT number FROM passages WHERE id = ?) - ? AND (SELECT number FROM passages WHERE id = ?) + ? "
            "ORDER BY number",
            (passage.document_id, passage.id, reach, passage.id, reach),
        ).fetchall()
        return tuple(self._read(rows).values())

    def recommendations(self, document_id: str, *, most: int) -> Sequence[Tagged]:
        """The passages of a document that hold a graded recommendation, in order; none where they are more than so
        many."""
        return self._recommending(document_id, most)

    def _read_recommending(self, document_id: str, most: int) -> tuple[Tagged, ...]:
        rows = self._db.execute(
            f"SELECT {_TAGGED} FROM passages WHERE document_id = ? "  # noqa: S608  # fixed names
            "AND json_extract(passage, '$.recommendation') IS NOT NULL ORDER BY number LIMIT ?",
            (document_id, most + 1),
        ).fetchall()
        return tuple(self._read(rows).values()) if len(rows) <= most else ()

    def named_in_chapter(self, passage: Passage) -> frozenset[str]:
        """Keys of the concepts that any passage below the same outermost heading names in its own words."""
        return self._chapter(passage.document_id, chapter_of(passage))

    def _named_in(self, document_id: str, chapter: str) -> frozenset[str]:
        row = self._db.execute(
            "SELECT concepts FROM chapters WHERE document_id = ? AND name = ?", (document_id, chapter)
        ).fetchone()
        return _keys(row[0]) if row else frozenset()

    def numbers_with(self, concepts: Iterable[str]) -> dict[str, int]:
        """In how many passages or their context each concept occurs; concepts that do not are left out."""
        return self._counts("concepts", "key", concepts)

    def frequency(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many passages each word stem occurs; stems that do not are left out."""
        return self._counts("words", "stem", stems)

    def explained(self, short: str) -> list[Abbreviation]:
        """What documents explain an abbreviation as, in whatever letter case, the commonest meaning first."""
        query = "SELECT short, long FROM abbreviations WHERE folded = ? ORDER BY documents DESC, short, long LIMIT ?"
        return [Abbreviation(*row) for row in self._db.execute(query, (fold(short), _MEANINGS))]

    def abbreviated(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """How documents abbreviate words, each given as its stems in order; words that none does are left out."""
        wanted = list(words)
        marks = ",".join("?" * len(wanted))
        query = f"SELECT stems, short FROM abbreviations WHERE stems IN ({marks}) ORDER BY documents DESC, short"  # noqa: S608  # question marks
        found: dict[str, tuple[str, ...]] = {}
        for stems, short in self._db.execute(query, wanted):
            found[stems] = (*found.get(stems, ()), short)
        return found

    def _counts(self, table: str, column: str, keys: Iterable[str]) -> dict[str, int]:
        wanted = list(keys)
        marks = ",".join("?" * len(wanted))
        query = f"SELECT {column}, passages FROM {table} WHERE {column} IN ({marks})"  # noqa: S608  # fixed names
        return dict(self._db.execute(query, wanted).fetchall())


class StoreWriter:
    """Writes a new store, one document after the other; only counts stay in memory."""

    def __init__(
        self, path: Path, *, broaden: Callable[[Iterable[str]], frozenset[str]], stemmed: Callable[[str], str]
    ) -> None:
        """`broaden` adds to concept keys what they are kinds of; `stemmed` makes the stems of words."""
        self._db = sqlite3.connect(path)
        # A generation that is not finished is thrown away, so nothing need survive a crash here.
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(_SCHEMA)
        self._broaden = broaden
        self._stemmed = stemmed
        self._concepts: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self._abbreviations: dict[tuple[str, str], tuple[str, int]] = {}  # short, stems → long as first met, documents
        self._written = 0

    def add(
        self, document: Document, body: Body, tagged: Sequence[Tagged], *, words: Mapping[str, int], intake: Intake
    ) -> int:
        """Write a document; the number of its first passage is returned, the others follow in order.

        Args:
            document: its description.
            body: its text, headings, references and places.
            tagged: its passages.
            words: in how many of them each stem occurs.
            intake: what was found in its file.
        """
        first = self._written
        self._db.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?)",
            (
                document.id,
                dumps(document_record(document)),
                body.text,
                dumps(frame_record(body)),
                dumps(asdict(intake)),
            ),
        )
        chapters: dict[str, set[str]] = {}
        for item in tagged:
            chapters.setdefault(chapter_of(item.passage), set()).update(item.own)
            for key in self._broaden(item.everywhere):
                self._concepts[key] = self._concepts.get(key, 0) + 1
        self._db.executemany(
            "INSERT INTO chapters VALUES (?, ?, ?)",
            [(document.id, name, " ".join(sorted(keys))) for name, keys in chapters.items()],
        )
        self._db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    number,
                    item.passage.id,
                    document.id,
                    dumps(passage_record(item.passage)),
                    " ".join(sorted(item.own)),
                    " ".join(sorted(item.near)),
                    " ".join(sorted(item.around)),
                    item.stems,
                    item.near_stems,
                    item.around_stems,
                )
                for number, item in enumerate(tagged, start=first)
            ],
        )
        for stem, count in words.items():
            self._words[stem] = self._words.get(stem, 0) + count
        explained = {(entry.short, self._stemmed(entry.long)): entry.long for entry in reversed(body.abbreviations)}
        for pair, long in explained.items():
            known, count = self._abbreviations.get(pair, (long, 0))
            self._abbreviations[pair] = known, count + 1
        self._written += len(tagged)
        return first

    def describe(self, document: Document) -> None:
        """Put another description in the place of a document's first one."""
        self._db.execute(
            "UPDATE documents SET description = ? WHERE id = ?", (dumps(document_record(document)), document.id)
        )

    def finish(self) -> None:
        """Write the counts and let go of the file."""
        self._db.executemany("INSERT INTO concepts VALUES (?, ?)", sorted(self._concepts.items()))
        self._db.executemany("INSERT INTO words VALUES (?, ?)", sorted(self._words.items()))
        self._db.executemany(
            "INSERT INTO abbreviations VALUES (?, ?, ?, ?, ?)",
            [(fold(short), short, long, stems, n) for (short, stems), (long, n) in sorted(self._abbreviations.items())],
        )
        self._db.commit()
        self._db.close()


def _tagged(row: Sequence[str]) -> Tagged:
    return Tagged(
        passage=passage_from(json.loads(row[0])),
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
