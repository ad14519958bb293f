"""Files that came by the site. Each is kept for good, below one folder, before anything of it is read.

The same bytes under the same name are the same file, so sending a file twice keeps it once. A folder is named by a hash
of both, so a name that was chosen to harm reaches no other place, and other bytes never take a file's place.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from curbside.domain.errors import LibraryBroken
from curbside.domain.text import clean

_LONGEST = 120  # bytes of a name; file systems take 255, and ours stand in longer paths


class Uploads:
    """The files below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def keep(self, name: str, chunks: Iterable[bytes]) -> Path:
        """Write a file that came under a name; where it is kept now.

        Raises:
            LibraryBroken: the folder cannot be written.
        """
        safe = safe_name(name)
        digest = hashlib.sha256(safe.encode("utf-8") + b"\0")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, coming = tempfile.mkstemp(dir=self._folder, prefix=".coming-")
            try:
                with open(handle, "wb") as file:
                    for chunk in chunks:
                        digest.update(chunk)
                        file.write(chunk)
                place = self._folder / digest.hexdigest()[:16] / safe
                place.parent.mkdir(exist_ok=True)
                Path(coming).replace(place)
            finally:
                Path(coming).unlink(missing_ok=True)
        except OSError as error:
            raise LibraryBroken(
                f"{safe}: could not be stored ({error.strerror or error}). Free space in {self._folder}, then send it "
                "again; what was stored before it stays."
            ) from None
        return place

    def remove(self, path: Path) -> None:
        """Delete a file that is kept here; any other is left alone."""
        if path in self:
            path.unlink(missing_ok=True)
            if not any(path.parent.iterdir()):
                path.parent.rmdir()

    def __contains__(self, path: Path) -> bool:
        return path.parent.parent == self._folder and path.is_file()

    def __iter__(self) -> Iterator[Path]:
        yield from sorted(path for path in self._folder.glob("*/*") if not path.name.startswith("."))


def safe_name(name: str) -> str:
    """A file name without folders, control characters or marks of any language; its ending stays."""
    last = " ".join(clean(name.replace("\\", "/").rpartition("/")[2]).split())
    plain = (
        "".join(c if c.isalnum() or c in " ._-()" else "-" for c in last).replace(" .", ".").strip(" .-") or "document"
    )
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10 or not ending.isalnum():
        stem, dot, ending = plain, "", ""
    room = _LONGEST - len(f"{dot}{ending}".encode())
    if len(stem.encode()) > room:
        stem = stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .-")
    return f"{stem}{dot}{ending}"
