"""Files that could not be taken in: which, why, and what to do. Their content stays where it is."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from curbside.library.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """One file that waits to be mended."""

    path: str  # where the file came from; its id for one that was readable before
    content_sha256: str
    reason: str  # with what to do next
    code: str = ""  # which version of the readers refused it
    since: datetime | None = None  # when it was first refused so; None before it is written down

    @property
    def key(self) -> str:
        """A short name of the entry, for addresses and forms."""
        return _key(self.path)


class Quarantine:
    """The records below one folder, one for each file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, source: Source, reason: str, *, code: str = "") -> None:
        """Note that a source could not be read."""
        path = source.origin or source.id
        entry = {"path": path, "content_sha256": source.content_sha256, "reason": reason, "code": code}
        before = self.find(path)
        if before is not None and all(getattr(before, key) == value for key, value in entry.items()):
            return  # refused again for the same reason: it waits since then
        place = self._place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_name(f".{place.name}.{os.getpid()}")
        new.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8", errors="surrogateescape")
        new.replace(place)

    def find(self, path: str) -> Quarantined | None:
        """What is noted of a file."""
        return _read(self._place(path))

    def release(self, path: str) -> None:
        """Forget a file: it was taken in."""
        self._place(path).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[Quarantined]:
        entries = [_read(place) for place in self._folder.glob("*.json")] if self._folder.is_dir() else []
        yield from sorted((entry for entry in entries if entry), key=lambda entry: entry.path)

    def _place(self, path: str) -> Path:
        return self._folder / f"{_key(path)}.json"


def _key(path: str) -> str:
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _read(place: Path) -> Quarantined | None:
    try:
        said = json.loads(place.read_text(encoding="utf-8", errors="surrogateescape"))
        return Quarantined(**said, since=datetime.fromtimestamp(place.stat().st_mtime, UTC))
    except (OSError, ValueError, TypeError):
        return None
