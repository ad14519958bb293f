"""The Retraction Watch list, as its CSV gives it: which works were retracted. Imported by hand, never fetched."""

import csv
import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path

from curbside.domain.errors import BadInput

_FILE = "retractions.csv"
_DOI, _NATURE, _DATE, _REASON = "OriginalPaperDOI", "RetractionNature", "RetractionDate", "Reason"
_LONGEST_FIELD = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Retractions:
    """What the imported list says."""

    by_doi: dict[str, str] = field(default_factory=dict)  # DOI in lower case → "Retraction, 1/2/2021: reason"
    sha256: str = ""  # of the file, "" where none was imported


def known_retractions(home: Path) -> Retractions:
    """The list below `home`, empty where none was imported."""
    path = home / _FILE
    if not path.is_file():
        return Retractions()
    data = path.read_bytes()
    return Retractions(by_doi=_read(data, path), sha256=hashlib.sha256(data).hexdigest())


def import_retractions(home: Path, file: Path) -> int:
    """Take a Retraction Watch CSV into the library's folder; how many retracted works it names.

    Raises:
        BadInput: it cannot be read, or is no such list.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}. Check the path and its rights.") from None
    found = _read(data, file)
    home.mkdir(parents=True, exist_ok=True)
    new = home / f".{_FILE}"
    new.write_bytes(data)
    new.replace(home / _FILE)
    return len(found)


def _read(data: bytes, path: Path) -> dict[str, str]:
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        # The published file is not UTF-8 throughout.
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace"), newline=""))
        if not {_DOI, _NATURE} <= set(rows.fieldnames or ()):
            raise BadInput(
                f"{path.name}: is no Retraction Watch list (columns {_DOI} and {_NATURE} are missing). Import the CSV "
                "as Crossref publishes it."
            )
        found = {}
        for row in rows:
            doi, nature = (row.get(_DOI) or "").strip().lower(), (row.get(_NATURE) or "").strip()
            if doi.startswith("10.") and nature.lower() == "retraction":
                reason = "; ".join(part.strip(" +") for part in (row.get(_REASON) or "").split(";") if part.strip(" +"))
                date = (row.get(_DATE) or "").split(" ")[0]
                found[doi] = f"Retracted {date}: {reason}" if reason else f"Retracted {date}".strip()
        return found
    except csv.Error as error:
        raise BadInput(f"{path.name}: not a readable CSV ({error}). Download the list again and import that.") from None
