"""Readers by suffix. A format is added by one file here and one line in the table."""

from collections.abc import Callable, Mapping
from pathlib import Path

from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.raw import RawDocument
from curbside.ingestion.readers.markdown import read_markdown

Reader = Callable[[bytes], RawDocument]

READERS: Mapping[str, Reader] = {".md": read_markdown, ".markdown": read_markdown}

_BINARY_STARTS: Mapping[bytes, str] = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "ZIP or Office document",
    b"\x89PNG": "PNG picture",
    b"\xff\xd8\xff": "JPEG picture",
    b"\x1f\x8b": "gzip archive",
    b"\xd0\xcf\x11\xe0": "old Office document",
}


def reader_for(path: Path, data: bytes) -> Reader:
    """The reader of a file, by suffix, after a look at what the bytes really are.

    Raises:
        UnreadableDocument: no reader takes this format, or the content is not what the suffix says.
    """
    for start, name in _BINARY_STARTS.items():
        if data.startswith(start):
            raise UnreadableDocument(
                f"{path.name}: this is a {name}, which this version cannot read yet. "
                f"It reads {', '.join(sorted(READERS))}. Convert the file to Markdown and ingest that."
            )
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableDocument(
            f"{path.name}: no reader for “{path.suffix or 'no suffix'}”. This version reads "
            f"{', '.join(sorted(READERS))}. Convert the file to Markdown and ingest that."
        )
    return reader
