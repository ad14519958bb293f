"""The public interface of the engine, and the only place where its parts are chosen.

Documents on disk in, cited answers out. Needs no web framework, no database server and no account.
"""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from curbside import __version__
from curbside.answering.pipeline import Answering
from curbside.config import Settings
from curbside.domain.answers import Answer, Evidence
from curbside.domain.documents import Body, Document, Passage
from curbside.domain.errors import CurbsideError, LibraryBroken, UnreadableDocument
from curbside.domain.events import Completed, Event
from curbside.domain.questions import Question, Reader
from curbside.domain.text import clean
from curbside.ingestion.pipeline import ingest
from curbside.library.generations import Generations
from curbside.library.sources import Source, added_sources, keep_source, starter_sources
from curbside.library.store import Store, Tagged, write_store
from curbside.retrieval.concepts import Lexicon, compile_lexicon
from curbside.retrieval.lexical import Analyzer, LexicalIndex, write_index
from curbside.retrieval.retriever import Retriever

# The packages whose code decides what a generation holds: when they change, it is built anew.
_MAKERS = ("domain", "ingestion", "library", "retrieval")
_MADE_FROM = frozenset({".py", ".toml", ".txt"})  # code, lexicon, word families: another of these is another library


class Engine:
    """Answers questions from one library generation. Threads may share it; it holds no state of a question."""

    def __init__(self, settings: Settings, place: Path) -> None:
        self.settings = settings
        self.generation = place.name
        self.store = Store(place / "store.sqlite")
        self.lexicon = Lexicon.load(place / "lexicon.json")
        self.analyzer = Analyzer()
        index = LexicalIndex(
            place / "index",
            boosts={
                "text": settings.text_boost,
                "lead_in": settings.lead_in_boost,
                "heading": settings.heading_boost,
                "title": settings.title_boost,
            },
        )
        self.retriever = Retriever(self.store, index, self.lexicon, self.analyzer)
        self._answering = Answering(
            store=self.store,
            lexicon=self.lexicon,
            analyzer=self.analyzer,
            retriever=self.retriever,
            candidates=settings.candidates,
            max_question_chars=settings.max_question_chars,
            generation=self.generation,
            version=__version__,
        )

    def close(self) -> None:
        """Let go of the library's files."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def stream(self, text: str, *, reader: Reader = Reader.CLINICIAN) -> Iterator[Event]:
        """What happens on the way to an answer; the last event carries it.

        Raises:
            BadQuestion: the text is empty, too long, or holds no word.
            LibraryEmpty: there is nothing to answer from.
        """
        return self._answering.stream(Question(text=text, reader=reader))

    def answer(self, text: str, *, reader: Reader = Reader.CLINICIAN) -> Answer:
        """The answer to a question: `stream` run to its last event."""
        *_, last = self.stream(text, reader=reader)
        assert isinstance(last, Completed)  # noqa: S101  # the pipeline's promise, see domain.events
        return last.answer

    def search(self, text: str, *, limit: int) -> list[Evidence]:
        """Passages for a query, best first."""
        return self.retriever.search(clean(text), limit=limit)

    def documents(self) -> Sequence[Document]:
        """All documents of the library, by id."""
        return self.store.documents

    def document(self, document_id: str) -> tuple[Document, Body]:
        """A document and its words, by id or the unambiguous beginning of one."""
        document = self.store.document(document_id)
        return document, self.store.body(document.id)


def open_engine(settings: Settings) -> Engine:
    """The engine over the current library; builds the library where it is missing or not sound."""
    generations = _generations(settings)
    sources = list(_sources(settings))
    name = _generation_name(sources)
    current = generations.current()
    if current is None or current.name != name:
        current = _build(settings, sources, name, anew=False)
    return Engine(settings, current)


def rebuild(settings: Settings) -> Engine:
    """Build the current library anew from its sources, whatever is on disk."""
    sources = list(_sources(settings))
    return Engine(settings, _build(settings, sources, _generation_name(sources), anew=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of one file that was to be ingested."""

    path: str
    status: str  # added | unchanged | replaced | quarantined
    document: Document | None = None
    body: Body | None = None
    coverage: float = 0.0
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()


def ingest_files(settings: Settings, paths: Sequence[Path]) -> list[FileReport]:
    """Take files, and the files in folders, into the library. Bad files are reported; the others go in."""
    folder = settings.home / "sources"
    reports = [_ingest_file(path, folder, max_bytes=settings.max_document_mb * 1_000_000) for path in _files(paths)]
    if any(report.status in ("added", "replaced") for report in reports):
        open_engine(settings).close()
    return reports


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
        else:
            yield path


def _ingest_file(path: Path, folder: Path, *, max_bytes: int) -> FileReport:
    started = time.perf_counter()
    try:
        if path.stat().st_size > max_bytes:
            raise UnreadableDocument(
                f"larger than {max_bytes // 1_000_000} MB. Split it, or raise CURBSIDE_MAX_DOCUMENT_MB."
            )
        source = Source(id=_document_id(path), name=f"source{path.suffix.lower()}", data=path.read_bytes(), manifest={})
        ingested = ingest(source)
    except (UnreadableDocument, OSError) as error:
        reason = f"{error.strerror}. Check the path and its rights." if isinstance(error, OSError) else str(error)
        return FileReport(
            path=str(path), status="quarantined", warnings=(reason,), seconds=time.perf_counter() - started
        )
    existed = (folder / source.id).is_dir()
    status = ("replaced" if existed else "added") if keep_source(folder, source) else "unchanged"
    return FileReport(
        path=str(path),
        status=status,
        document=ingested.document,
        body=ingested.body,
        coverage=ingested.coverage,
        seconds=time.perf_counter() - started,
        warnings=ingested.warnings,
    )


def _document_id(path: Path) -> str:
    """A readable, unique id from a file name: letters, digits and dashes, and a hash of the whole name."""
    stem = "".join(c if c.isascii() and c.isalnum() else "-" for c in path.stem.lower()).strip("-")
    stem = "-".join(part for part in stem.split("-") if part)[:60] or "document"
    return f"{stem}-{hashlib.sha256(path.name.encode('utf-8', 'surrogateescape')).hexdigest()[:6]}"


def _generations(settings: Settings) -> Generations:
    return Generations(settings.home / "library")


def _sources(settings: Settings) -> Iterator[Source]:
    if settings.starter:
        yield from starter_sources()
    yield from added_sources(settings.home / "sources")


def _generation_name(sources: Sequence[Source]) -> str:
    digest = hashlib.sha256()
    for package in _MAKERS:
        for file in sorted(Path(__file__).with_name(package).rglob("*")):
            if file.suffix in _MADE_FROM:
                digest.update(file.read_bytes())
    for source in sources:
        digest.update(f"{source.id} {source.sha256}\n".encode())
    return digest.hexdigest()[:12]


def _build(settings: Settings, sources: Sequence[Source], name: str, *, anew: bool) -> Path:
    return _generations(settings).build(name, lambda folder: _fill(folder, sources), anew=anew)


def _fill(folder: Path, sources: Sequence[Source]) -> None:
    """Everything of one generation, from its sources."""
    lexicon = compile_lexicon()
    lexicon.dump(folder / "lexicon.json")
    analyzer = Analyzer()
    words: dict[str, int] = {}
    titles: dict[str, str] = {}
    ready: list[tuple[Document, Body, list[Tagged]]] = []
    for source in sources:
        try:
            ingested = ingest(source)
        except CurbsideError as error:
            raise LibraryBroken(
                f"{source.id}: {error} It was readable when it came in; remove its folder below sources, or mend it."
            ) from None
        tagged = [_tag(passage, ingested.document.title, lexicon, analyzer) for passage in ingested.body.passages]
        for item in tagged:
            passage = item.passage
            for stem in set(analyzer.stems(" ".join((passage.text, passage.context, ingested.document.title)))):
                words[stem] = words.get(stem, 0) + 1
        titles[ingested.document.id] = ingested.document.title
        ready.append((ingested.document, ingested.body, tagged))
    written = write_store(folder / "store.sqlite", ready, words=words, broaden=lexicon.with_broader)
    entries = ((item, lexicon.with_broader(item.everywhere), titles[item.passage.document_id]) for item in written)
    write_index(folder / "index", entries)


def _tag(passage: Passage, title: str, lexicon: Lexicon, analyzer: Analyzer) -> Tagged:
    near = " . ".join((passage.label, *passage.path[-1:], *passage.lead_in))
    around = " . ".join((title, *passage.path, *passage.lead_in, *passage.columns))
    return Tagged(
        passage=passage,
        own=frozenset(mention.key for mention in lexicon.find(passage.text, context=around)),
        near=frozenset(mention.key for mention in lexicon.find(near, context=passage.text)),
        around=frozenset(mention.key for mention in lexicon.find(around, context=passage.text)),
        stems=analyzer.words(passage.text),
        near_stems=analyzer.words(near),
        around_stems=analyzer.words(passage.context),
    )
