"""Files and folders into the library: what is new is read in confined processes, what is not is skipped."""

import hashlib
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from curbside.config import Settings
from curbside.domain.documents import Document
from curbside.domain.errors import LibraryBroken, UnknownDocument
from curbside.engine.building import Progress, generation_in_use, open_store, reading_key, readings_of, update
from curbside.library.quarantine import Quarantine
from curbside.library.readings import Readings
from curbside.library.records import document_from
from curbside.library.sources import Source, added_sources, keep_source, source_of
from curbside.library.store import Intake
from curbside.library.uploads import Uploads
from curbside.making.workers import Read, Workers

LEAST_COVERAGE = 0.6  # characters kept / characters in the source; below it too much was lost to be trusted
_SIDE_FILE = ".toml"  # "guideline.pdf.toml" beside "guideline.pdf" says what the document is


class FileStatus(StrEnum):
    """What became of a file."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of one file that was to be ingested."""

    path: str
    status: FileStatus
    document: Document | None = None
    intake: Intake | None = None
    seconds: float = 0.0  # of wall time, from hand-over to report
    memory: int = 0  # most that the reading process has held so far, in bytes
    warnings: tuple[str, ...] = ()


def ingest_files(
    settings: Settings,
    paths: Sequence[Path],
    *,
    retry: bool = False,
    index: bool = True,
    done: Callable[[FileReport, int], None] | None = None,
    building: Progress | None = None,
) -> list[FileReport]:
    """Take files, and the files in folders, into the library. Bad files are reported; the others go in.

    Every file that is done is done for good: an interrupted run is taken up by running it again.

    Args:
        settings: of the library.
        paths: files and folders.
        retry: read again what was quarantined unchanged before.
        index: make what was read part of the library now; else the next `update` does.
        done: told each report and how many files there are, in order.
        building: told how many documents of the new generation are written.
    """
    files = list(_files(paths))
    reports: list[FileReport] = []
    for report in _Intake(settings, retry=retry).take(files):
        reports.append(report)
        if done:
            done(report, len(files))
    taken = any(report.status is not FileStatus.QUARANTINED for report in reports)
    if index and (taken or not generation_in_use(settings)):
        update(settings, progress=building).close()
    return reports


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                p for p in path.rglob("*") if p.is_file() and not p.name.startswith(".") and not _describes(p)
            )
        else:
            yield path


def _describes(path: Path) -> bool:
    """A file that only says what the one beside it is."""
    return path.suffix == _SIDE_FILE and path.with_suffix("").is_file()


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file as it was found, before anything of it is read but its bytes' hash."""

    path: Path
    source: Source | None = None
    status: FileStatus = FileStatus.ADDED
    reason: str = ""


class _Intake:
    """One run over files."""

    def __init__(self, settings: Settings, *, retry: bool) -> None:
        self._settings = settings
        self._retry = retry
        self._folder = settings.home / "sources"
        self._uploads = Uploads(settings.home / "uploads")
        self._quarantine = Quarantine(settings.home / "quarantine")
        self._readings: Readings = readings_of(settings)
        self._held = {source.id: source for source in added_sources(self._folder)}
        self._ids = {source.origin: source.id for source in self._held.values()}
        self._started: dict[str, float] = {}
        self._seen: set[str] = set()  # a file named twice is read once
        self._store = open_store(settings)

    def take(self, paths: Sequence[Path]) -> Iterator[FileReport]:
        """A report for each file, in order. What needs reading is read in the background meanwhile."""
        files = [self._look_at(path) for path in paths]
        # Decided before the first file is kept: what is kept on the way must not change what was promised to be read.
        to_read = [file.source for file in files if file.source is not None and self._needs_reading(file, file.source)]
        waiting = {id(source) for source in to_read}
        with Workers(processes=1 if len(to_read) < 4 else 0) as workers:
            reads = workers.read(map(self._timed, to_read))
            for file in files:
                if file.source is None:
                    yield self._refuse(file.path, file.reason)
                elif id(file.source) in waiting:
                    yield self._keep(file, next(reads))
                else:
                    yield self._unchanged(file, file.source)

    def _timed(self, source: Source) -> Source:
        self._started[source.id] = time.perf_counter()
        return source

    def _look_at(self, path: Path) -> _File:
        most = self._settings.max_document_mb * 1_000_000
        try:
            if path.stat().st_size > most:
                return _File(
                    path=path,
                    reason=f"larger than {most // 1_000_000} MB. Split it, or raise CURBSIDE_MAX_DOCUMENT_MB.",
                )
            data = path.read_bytes()
            said = _side_file(path)
        except OSError as error:
            return _File(path=path, reason=f"{error.strerror}. Check the path and its rights.")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            return _File(path=path, reason=f"{path.name}{_SIDE_FILE} is not valid TOML ({error}). Mend that file.")
        origin = str(path.resolve())
        sha256 = hashlib.sha256(data).hexdigest()
        document_id = self._id_for(path, origin, sha256)
        held = self._held.get(document_id)
        # What a librarian wrote down stays when the file changes; a side file that says otherwise wins.
        manifest = {**(held.manifest if held else {}), **said}
        source = Source(
            id=document_id, name=path.name, manifest=manifest, content_sha256=sha256, held=path, origin=origin
        )
        if held is None:
            self._held[document_id] = source
            self._ids[origin] = document_id
            return _File(path=path, source=source)
        same = held.content_sha256 == sha256 and held.manifest == manifest
        return _File(path=path, source=source, status=FileStatus.UNCHANGED if same else FileStatus.REPLACED)

    def _id_for(self, path: Path, origin: str, sha256: str) -> str:
        """The id that the library knows the file by, else a new one; a file of the same name elsewhere is another.

        One whose place is empty has moved here; what came by the site has not, whatever it is called.
        """
        if origin in self._ids:
            return self._ids[origin]
        plain = _document_id(path.name)
        held = self._held.get(plain)
        moved_here = held is not None and not Path(held.origin).is_file() and path not in self._uploads
        if held is None or held.content_sha256 == sha256 or moved_here:
            return plain
        return _document_id(path.name, origin)

    def _needs_reading(self, file: _File, source: Source) -> bool:
        if source.origin in self._seen:
            return False
        self._seen.add(source.origin)
        before = self._quarantine.find(source.origin)
        if before and before.content_sha256 == source.content_sha256 and before.code == self._code(source):
            return self._retry
        return not (file.status is FileStatus.UNCHANGED and reading_key(self._settings, source) in self._readings)

    def _code(self, source: Source) -> str:
        return reading_key(self._settings, source)[:16]

    def _unchanged(self, file: _File, source: Source) -> FileReport:
        before = self._quarantine.find(source.origin)
        if before is not None:
            return FileReport(path=str(file.path), status=FileStatus.QUARANTINED, warnings=(before.reason,))
        return _report(file.path, FileStatus.UNCHANGED, *self._known(source))

    def _known(self, source: Source) -> tuple[Document, Intake]:
        """What was found in a file when it was read: from the generation in use, else from the reading."""
        if self._store is not None:
            with suppress(UnknownDocument):
                return self._store.document(source.id), self._store.intake(source.id)
        reading = self._readings.get(reading_key(self._settings, source))
        if reading is None:
            raise LibraryBroken(f"{source.id}: its reading is gone. Run: curbside library rebuild")
        return reading.document, reading.intake

    def _refuse(self, path: Path, reason: str, *, source: Source | None = None, seconds: float = 0.0) -> FileReport:
        source = source or source_of("", name=path.name, data=b"", manifest={}, origin=str(path.resolve()))
        self._quarantine.put(source, reason, code=self._code(source) if source.id else "")
        return FileReport(path=str(path), status=FileStatus.QUARANTINED, warnings=(reason,), seconds=seconds)

    def _keep(self, file: _File, read: Read) -> FileReport:
        source = read.source
        seconds = time.perf_counter() - self._started.pop(source.id)
        if read.summary is None:
            return self._refuse(file.path, read.error, source=source, seconds=seconds)
        document, intake = document_from(read.summary["document"]), Intake(**read.summary["intake"])
        if intake.coverage < LEAST_COVERAGE:
            reason = (
                f"only {intake.coverage:.0%} of its characters were understood, too few to be trusted. Save it in "
                "another form (HTML, DOCX or Markdown) and ingest that."
            )
            return self._refuse(file.path, reason, source=source, seconds=seconds)
        # The reading first: a source without one would be read again, a reading without a source does no harm.
        self._readings.put(reading_key(self._settings, source), read.packed)
        if file.status is not FileStatus.UNCHANGED:
            keep_source(self._folder, source, found=_found(document))
        self._quarantine.release(source.origin)
        return _report(file.path, file.status, document, intake, seconds=seconds, memory=read.memory)


def _report(
    path: Path, status: FileStatus, document: Document, intake: Intake, *, seconds: float = 0.0, memory: int = 0
) -> FileReport:
    return FileReport(
        path=str(path), status=status, document=document, intake=intake, warnings=tuple(intake.warnings),
        seconds=seconds, memory=memory,
    )  # fmt: skip


def _side_file(path: Path) -> dict[str, object]:
    beside = path.with_name(path.name + _SIDE_FILE)
    return tomllib.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}


def _found(document: Document) -> dict[str, tuple[str, str]]:
    """What the file says of itself, by key: value and where it was found."""
    return {key: (str(getattr(document, key, "") or ""), where) for key, where in document.found}


def _document_id(name: str, origin: str = "") -> str:
    """A readable, unique id from a file name: letters, digits and dashes, and a hash of the whole name."""
    stem = "".join(c if c.isascii() and c.isalnum() else "-" for c in Path(name).stem.lower()).strip("-")
    stem = "-".join(part for part in stem.split("-") if part)[:60] or "document"
    return f"{stem}-{hashlib.sha256((origin or name).encode('utf-8', 'surrogateescape')).hexdigest()[:6]}"
