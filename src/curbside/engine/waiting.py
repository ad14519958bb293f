"""Files that are not in the library: sent but never read, or refused. Which, why, and what a librarian may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from curbside.config import Settings
from curbside.library.quarantine import Quarantine, Quarantined
from curbside.library.sources import added_sources
from curbside.library.uploads import Uploads

_NEVER_READ = "it was sent and never read: the connection or the machine broke off. Read it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One file that waits for somebody."""

    key: str
    path: Path  # where it lies; for one that was readable before it may be an id
    reason: str  # with what to do next
    since: datetime | None
    is_there: bool  # so that it can be read again
    is_removable: bool  # sent by the site, or gone; and no document rests on it


def keep_upload(settings: Settings, name: str, chunks: Iterable[bytes]) -> Path:
    """Store a file that came by the site, for good; where it lies now.

    Raises:
        LibraryBroken: there is no room for it, or no right to write.
    """
    return _uploads(settings).keep(name, chunks)


def waiting_files(settings: Settings) -> list[Waiting]:
    """All that wait, the latest first."""
    uploads, held = _uploads(settings), _origins(settings)
    entries = list(Quarantine(settings.home / "quarantine"))
    known = held | {_place(entry.path) for entry in entries}
    for path in uploads:
        if _place(str(path)) not in known:
            since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            entries.append(Quarantined(path=str(path), content_sha256="", reason=_NEVER_READ, since=since))
    entries.sort(key=lambda entry: (entry.since or datetime.min.replace(tzinfo=UTC), entry.path), reverse=True)
    return [_waiting(entry, uploads, held) for entry in entries]


def drop_copy(settings: Settings, path: Path) -> None:
    """Delete a file that came by the site and was found to be held already from elsewhere."""
    if _place(str(path)) not in _origins(settings):
        _uploads(settings).remove(path)


def forget_waiting(settings: Settings, key: str) -> Waiting | None:
    """Take a file off the list, and delete its bytes where they came by the site; None if there is none to forget."""
    found = next((file for file in waiting_files(settings) if file.key == key and file.is_removable), None)
    if found is not None:
        _uploads(settings).remove(found.path)
        Quarantine(settings.home / "quarantine").release(str(found.path))
    return found


def _uploads(settings: Settings) -> Uploads:
    return Uploads(settings.home / "uploads")


def _origins(settings: Settings) -> set[tuple[str, ...]]:
    return {_place(source.origin or source.id) for source in added_sources(settings.home / "sources")}


def _place(path: str) -> tuple[str, ...]:
    """A file's folder and name: what of an upload's place stays where the home is moved."""
    return Path(path).parts[-2:]


def _waiting(entry: Quarantined, uploads: Uploads, held: set[tuple[str, ...]]) -> Waiting:
    path = Path(entry.path)
    is_there = path.is_absolute() and path.is_file()
    return Waiting(
        key=entry.key,
        path=path,
        reason=entry.reason,
        since=entry.since,
        is_there=is_there,
        is_removable=_place(entry.path) not in held and (path in uploads or not is_there),
    )
