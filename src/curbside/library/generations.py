"""A generation is everything built from the sources: store, index, lexicon. Built beside the old one, then swapped.

Readers follow one small file, `current`, that is replaced in one step. A generation whose files do not have the
sizes and hashes of its manifest counts as missing.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from curbside.domain.errors import LibraryBroken

MANIFEST = "MANIFEST.json"
_CHECKED = ".checked"  # which state of the files was found to have the hashes of the manifest
Plan = tuple[str, Callable[[Path], None]]  # a generation's name, and what fills its folder
_KEPT = 2  # the current generation and the one before, which a reader may still have open


class Generations:
    """The generations below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> Path | None:
        """The folder of the generation in use, if there is a sound one."""
        try:
            name = (self._folder / "current").read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        place = self._folder / name
        return place if name and "/" not in name and is_sound(place) else None

    def build(self, plan: Callable[[], Plan], *, anew: bool = False) -> Path:
        """Build what `plan` says and make it current; an existing sound generation of its name is only made current.

        The plan is made while no other process builds, so that it sees all that was taken in before.

        Raises:
            LibraryBroken: the folder cannot be written.
        """
        try:
            with self._lock():
                name, fill = plan()
                place = self._folder / name
                if anew or not is_sound(place):
                    building = self._folder / f".building-{os.getpid()}"
                    shutil.rmtree(building, ignore_errors=True)
                    building.mkdir(parents=True)
                    fill(building)
                    _seal(building)
                    shutil.rmtree(place, ignore_errors=True)
                    building.rename(place)
                pointer = self._folder / f".current-{os.getpid()}"
                pointer.write_text(name, encoding="ascii")
                pointer.replace(self._folder / "current")
                self._sweep(keep=name)
        except OSError as error:
            raise LibraryBroken(
                f"{self._folder}: cannot be written ({error.strerror or error}). "
                "Free space, mend the folder's rights, or choose another folder with --home."
            ) from None
        return place

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One builder at a time; the lock goes with the process that holds it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / ".lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _sweep(self, *, keep: str) -> None:
        """Remove old generations and what crashed builders left."""
        places = [place for place in self._folder.iterdir() if place.is_dir() and place.name != keep]
        finished = [place for place in places if not place.name.startswith(".")]
        finished.sort(key=lambda place: place.stat().st_mtime, reverse=True)
        doomed = finished[_KEPT - 1 :] + [place for place in places if place.name.startswith(".building-")]
        for place in doomed:
            shutil.rmtree(place, ignore_errors=True)


def is_sound(place: Path) -> bool:
    """Whether every file of a generation has the size and hash that its manifest gives.

    Hashing a large library takes a second, so it is done once for each state of the files, as the system dates it.
    """
    try:
        files = json.loads((place / MANIFEST).read_text(encoding="utf-8"))["files"]
        state = json.dumps({name: _state(place / name) for name in sorted(files)})
        if any((place / name).stat().st_size != entry["size"] for name, entry in files.items()):
            return False
        checked = place / _CHECKED
        if checked.is_file() and checked.read_text(encoding="utf-8") == state:
            return True
        if any(_sha256(place / name) != entry["sha256"] for name, entry in files.items()):
            return False
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    with suppress(OSError):  # a reader without the right to write checks anew each time
        new = place / f"{_CHECKED}-{os.getpid()}"
        new.write_text(state, encoding="utf-8")
        new.replace(checked)
    return True


def damaged_files(place: Path) -> list[str]:
    """The files of a generation that are not what its manifest says, hashed anew."""
    files = json.loads((place / MANIFEST).read_text(encoding="utf-8"))["files"]
    return [
        name
        for name, entry in files.items()
        if not (place / name).is_file() or _sha256(place / name) != entry["sha256"]
    ]


def _state(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns, found.st_ino]


def _seal(place: Path) -> None:
    files = {
        str(path.relative_to(place)): {"size": path.stat().st_size, "sha256": _sha256(path)}
        for path in sorted(place.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock") and not path.name.startswith(_CHECKED)
    }
    (place / MANIFEST).write_text(json.dumps({"files": files}, indent=1), encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
