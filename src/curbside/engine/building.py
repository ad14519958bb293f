"""Generations of the library: what each is made from, when a new one is needed, and how it is filled."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

import curbside
from curbside.config import Settings
from curbside.domain.documents import Document
from curbside.engine.asking import Engine
from curbside.engine.meaning import open_embedder
from curbside.language.embedder import Embedder
from curbside.language.transformer import MODEL, SHA256, WIDTH
from curbside.library.currency import with_currency
from curbside.library.duplicates import Sketch, near_duplicates
from curbside.library.generations import Generations
from curbside.library.quarantine import Quarantine
from curbside.library.readings import Reading, Readings
from curbside.library.retractions import Retractions, known_retractions
from curbside.library.sources import Source, all_sources
from curbside.library.store import Store, StoreWriter
from curbside.library.vectors import Stored, Vectors
from curbside.making.workers import Workers
from curbside.retrieval.concepts import Lexicon, compile_lexicon
from curbside.retrieval.dense import VECTORS, read_as
from curbside.retrieval.lexical import Analyzer, IndexWriter

# The packages whose code decides what a generation holds: when they change, it is built anew.
_MAKERS = ("domain", "ingestion", "library", "making", "retrieval")
_READERS = ("domain", "ingestion", "making", "retrieval")
# Code, lexicon, word families, our own digests: another of these is another library.
_MADE_FROM = frozenset({".py", ".toml", ".txt", ".md"})

Progress = Callable[[int, int], None]  # documents written so far, and in all


def open_engine(settings: Settings) -> Engine:
    """The engine over the generation in use; builds one where there is none, or other code made it.

    What was taken in since is not looked for: `update` does that, and whoever takes documents in calls it.

    Raises:
        LibraryBroken: the library cannot be read or built.
    """
    current = _generations(settings).current()
    if current is None or not current.name.startswith(_made_by(settings, _MAKERS)):
        current = _build(settings, anew=False)
    return Engine(settings, current)


def update(settings: Settings, *, progress: Progress | None = None) -> Engine:
    """The engine over a generation that holds all sources as they are now."""
    return Engine(settings, _build(settings, anew=False, progress=progress))


def rebuild(settings: Settings, *, progress: Progress | None = None) -> Engine:
    """Build the library anew from its sources, whatever is on disk."""
    return Engine(settings, _build(settings, anew=True, progress=progress))


def generation_in_use(settings: Settings) -> str:
    """The name of the generation that `open_engine` would take, "" if it would build one."""
    current = _generations(settings).current()
    return current.name if current and current.name.startswith(_made_by(settings, _MAKERS)) else ""


def open_store(settings: Settings) -> Store | None:
    """The store of the generation in use, without the rest of an engine."""
    name = generation_in_use(settings)
    return Store(settings.home / "library" / name / "store.sqlite") if name else None


def readings_of(settings: Settings) -> Readings:
    """Where readings are kept."""
    return Readings(settings.home / "readings")


def reading_key(settings: Settings, source: Source) -> str:
    """The name under which the reading of a source is kept: other content, manifest or code give another."""
    return hashlib.sha256(f"{_made_by(settings, _READERS)} {source.id} {source.sha256}".encode()).hexdigest()


def _generations(settings: Settings) -> Generations:
    return Generations(settings.home / "library")


def _made_by(settings: Settings, packages: tuple[str, ...]) -> str:
    """Eight digits that stand for the code and data that make readings or generations."""
    return _digest_of(packages, starter=settings.starter, model=SHA256 if settings.dense else "")


@lru_cache
def _digest_of(packages: tuple[str, ...], *, starter: bool, model: str) -> str:
    """The code of a running process does not change, so it is read once."""
    digest = hashlib.sha256(f"{curbside.__version__} {starter} {model}".encode())
    for package in packages:
        for file in sorted(Path(curbside.__file__).with_name(package).rglob("*")):
            if file.suffix in _MADE_FROM:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    source: Source
    key: str


def is_behind(settings: Settings) -> bool:
    """Whether sources were taken in or described anew since the generation in use was built."""
    sources = all_sources(settings.home / "sources", starter=settings.starter)
    return generation_in_use(settings) != _name(settings, sources, known_retractions(settings.home))


def _name(settings: Settings, sources: Iterable[Source], retractions: Retractions) -> str:
    """The name of the generation that holds these."""
    digest = hashlib.sha256(retractions.sha256.encode())
    for source in sources:
        digest.update(f"{source.id} {source.sha256}\n".encode())
    return f"{_made_by(settings, _MAKERS)}-{digest.hexdigest()[:8]}"


def _build(settings: Settings, *, anew: bool, progress: Progress | None = None) -> Path:
    def plan() -> tuple[str, Callable[[Path], None]]:
        sources = all_sources(settings.home / "sources", starter=settings.starter, rehash=anew)
        retractions = known_retractions(settings.home)
        name = _name(settings, sources, retractions)
        ready = [_Ready(source=source, key=reading_key(settings, source)) for source in sources]
        return name, lambda folder: _fill(folder, settings, ready, progress or (lambda *_: None), retractions.by_doi)

    return _generations(settings).build(plan, anew=anew)


def _fill(
    folder: Path,
    settings: Settings,
    ready: Sequence[_Ready],
    progress: Progress,
    retracted: Mapping[str, str],
) -> None:
    """Everything of one generation. One document at a time is in memory, and the descriptions of all."""
    embedder = open_embedder(settings)
    meanings = _Meanings(settings, embedder) if embedder else None
    lexicon = compile_lexicon()
    lexicon.dump(folder / "lexicon.json")
    store = StoreWriter(folder / "store.sqlite", broaden=lexicon.with_broader, stemmed=Analyzer().words)
    index = IndexWriter(folder / "index")
    documents: list[Document] = []
    sketches: dict[str, Sketch] = {}
    for number, reading in enumerate(_readings(settings, ready), start=1):
        _write(reading, store, index, lexicon)
        if meanings:
            meanings.add(reading)
        documents.append(reading.document)
        sketches[reading.document.id] = reading.sketch
        progress(number, len(ready))
    alike = near_duplicates(sketches)
    for before, now in zip(documents, with_currency(documents, retracted=retracted), strict=True):
        after = replace(now, near_duplicates=tuple(alike.get(now.id, ())))
        if after != before:
            store.describe(after)
    store.finish()
    index.finish()
    if meanings:
        meanings.finish(folder / VECTORS)
    readings_of(settings).sweep(frozenset(entry.key for entry in ready))


class _Meanings:
    """Vectors of all passages, in the order of their numbers."""

    def __init__(self, settings: Settings, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept = Vectors(settings.home / "vectors")
        self._made: list[tuple[str, Stored]] = []

    def add(self, reading: Reading) -> None:
        """Those of one document."""
        texts = [read_as(item.passage, reading.document.title) for item in reading.tagged]
        key = self._kept.key(MODEL, texts)
        rows = self._kept.get(key)
        if rows is None or len(rows) != len(texts):
            rows = self._embedder.embed(texts).astype(np.float16)
            self._kept.put(key, rows)
        self._made.append((key, rows))

    def finish(self, path: Path) -> None:
        """Write them, and forget those of texts that are no longer held."""
        np.save(path, np.vstack([np.zeros((0, WIDTH), dtype=np.float16), *(rows for _, rows in self._made)]))
        self._kept.sweep(frozenset(key for key, _ in self._made))


def _write(reading: Reading, store: StoreWriter, index: IndexWriter, lexicon: Lexicon) -> None:
    first = store.add(reading.document, reading.body, reading.tagged, words=reading.words, intake=reading.intake)
    for number, item in enumerate(reading.tagged, start=first):
        index.add(number, item, concepts=lexicon.with_broader(item.everywhere), title=reading.document.title)


def _readings(settings: Settings, ready: Iterable[_Ready]) -> Iterator[Reading]:
    """The readings of all sources in order; what is not kept is read now, and quarantined where it cannot be."""
    kept, quarantine = readings_of(settings), Quarantine(settings.home / "quarantine")
    wanted = list(ready)
    missing = [entry for entry in wanted if entry.key not in kept]
    keys = {entry.source.id: entry.key for entry in missing}
    with Workers(processes=1 if len(missing) < 4 else 0) as workers:
        for read in workers.read(entry.source for entry in missing):
            if read.packed:
                kept.put(keys[read.source.id], read.packed)
            else:
                quarantine.put(read.source, read.error)
    for entry in wanted:
        reading = kept.get(entry.key)
        if reading is not None:
            yield reading
