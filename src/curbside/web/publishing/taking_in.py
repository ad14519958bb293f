"""Files that a librarian sends: stored, read in confined processes, put into the library; one row of the trail for each
that changed it.

What is done with one file is done for good, whatever becomes of the next one or of the connection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from curbside import engine as library
from curbside.domain.attribution import kind_name
from curbside.domain.documents import Document
from curbside.engine import FileReport, FileStatus, Waiting
from curbside.web.catalogue.selectors import not_known
from curbside.web.engine_access import current_engine
from curbside.web.publishing.audit import record
from curbside.web.publishing.currency import keep_current
from curbside.web.publishing.keeping import one_at_a_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file, for whoever sent it."""

    name: str
    status: str  # added | unchanged | replaced | quarantined | refused
    report: FileReport | None = None
    reason: str = ""  # why it was not taken in, and what to do

    @property
    def kind(self) -> str:
        """What sort of source it is, in words."""
        return kind_name(self.document) if self.document else ""

    @property
    def not_known(self) -> Sequence[str]:
        """What it does not say of itself."""
        return not_known(self.document) if self.document else ()

    @property
    def document(self) -> Document | None:
        """The document that it is in the library."""
        return self.report.document if self.report else None


def send(files: "Sequence[UploadedFile[Any]]", *, by: Any, now: datetime, index: bool) -> list[Taken]:
    """Store files and read them, in order.

    Args:
        files: as they came.
        by: the librarian.
        now: when.
        index: make them part of the library now; else `put_in` does it for all that were read.
    """
    names: dict[str, str] = {}  # where it lies → how it was called
    refused: list[Taken] = []
    most = settings.CURBSIDE.max_document_mb
    for file in files:
        name = file.name or "document"
        if (file.size or 0) > most * 1_000_000:
            reason = f"larger than {most} MB. Split it, or have CURBSIDE_MAX_DOCUMENT_MB raised on the server."
            refused.append(Taken(name=name, status="refused", reason=reason))
        else:
            names[str(library.keep_upload(settings.CURBSIDE, name, file.chunks()))] = name
    taken = _read([Path(path) for path in names], by=by, now=now, index=index, retry=False)
    return [_named(report, names[report.path]) for report in taken] + refused


def read_again(file: Waiting, *, by: Any, now: datetime) -> list[Taken]:
    """Read a file once more that was refused, or never read."""
    return [_named(report, file.path.name) for report in _read([file.path], by=by, now=now, index=True, retry=True)]


def put_in(*, now: datetime) -> None:
    """Make what was read part of the library, and hold approved articles against it."""
    with one_at_a_time():
        library.update(settings.CURBSIDE).close()
    keep_current(current_engine(), now=now)


def remove(key: str, *, by: Any, now: datetime) -> Waiting | None:
    """Take a file off the list, with its bytes where they were sent here; None if it is not there."""
    with one_at_a_time(), transaction.atomic():
        file = library.forget_waiting(settings.CURBSIDE, key)
        if file is not None:
            record("remove-file", article=None, by=by, now=now, note=f"{file.path.name}: {file.reason}")
        return file


def _read(paths: Sequence[Path], *, by: Any, now: datetime, index: bool, retry: bool) -> list[FileReport]:
    if not paths:
        return []

    def note(report: FileReport, _: int) -> None:
        if report.document and report.status in (FileStatus.ADDED, FileStatus.REPLACED):
            with transaction.atomic():
                said = f"{report.document.id} {report.status.value} from {Path(report.path).name}"
                record("take-in-document", article=None, by=by, now=now, note=said)

    with one_at_a_time():
        reports = library.ingest_files(settings.CURBSIDE, paths, retry=retry, index=index, done=note)
        for report in reports:
            if report.status is FileStatus.UNCHANGED:
                library.drop_copy(settings.CURBSIDE, Path(report.path))
    if index:
        keep_current(current_engine(), now=now)
    return reports


def _named(report: FileReport, name: str) -> Taken:
    reason = "" if report.document else " ".join(report.warnings)
    return Taken(name=name, status=report.status.value, report=report, reason=reason)
