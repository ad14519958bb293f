"""Files that could not be taken in: which, why, and what to do. Their content stays where it is."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from curbside.library.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """One file that waits to be mended."""

    path: str  # where the file came from; its id for one that was readable before
    content_sha256: str
    reason: str  # with what to do next
    code: str = ""  # which version of the readers refused it


class Quarantine:
    """The records below one folder, one for each file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, source: Source, reason: str, *, code: str = "") -> None:
        """Note that a source could not be read."""
        entry = Quarantined(
            path=source.origin or source.id, content_sha256=source.content_sha256, reason=reason, code=code
        )
        place = self._place(entry.path)
        place.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_name(f".{place.name}.{os.getpid()}")
        new.write_text(json.dumps(asdict(entry), ensure_ascii=False), encoding="utf-8", errors="surrogateescape")
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
        return self._folder / f"{hashlib.sha256(path.encode('utf-8', 'surrogateescape')).hexdigest()[:24]}.json"


def _read(place: Path) -> Quarantined | None:
    try:
        return Quarantined(**json.loads(place.read_text(encoding="utf-8", errors="surrogateescape")))
    except (OSError, ValueError, TypeError):
        return None
