"""One reader for each format. A format is added by one file here, one line in `READERS` and one rule in `SNIFFERS`.

What a file is, its first bytes say; its name only decides between kinds of plain text.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.raw import RawDocument
from curbside.ingestion.readers.docx import read_docx
from curbside.ingestion.readers.html import read_html
from curbside.ingestion.readers.jats import read_jats
from curbside.ingestion.readers.markdown import read_markdown
from curbside.ingestion.readers.medquad import read_medquad
from curbside.ingestion.readers.pdf import read_pdf
from curbside.ingestion.readers.spl import read_spl
from curbside.ingestion.readers.text import read_text
from curbside.ingestion.readers.uspstf import read_uspstf

Reader = Callable[[bytes], RawDocument]


class Format(StrEnum):
    """The formats that can be read."""

    PDF = "PDF"
    DOCX = "Word document"
    HTML = "HTML page"
    JATS = "JATS article"
    SPL = "FDA label (SPL)"
    MEDQUAD = "MedQuAD question file"
    USPSTF = "Prevention TaskForce JSON"
    MARKDOWN = "Markdown"
    TEXT = "plain text"


READERS: Mapping[Format, Reader] = {
    Format.PDF: read_pdf,
    Format.JATS: read_jats,
    Format.SPL: read_spl,
    Format.MEDQUAD: read_medquad,
    Format.DOCX: read_docx,
    Format.HTML: read_html,
    Format.USPSTF: read_uspstf,
    Format.MARKDOWN: read_markdown,
    Format.TEXT: read_text,
}

TEXTUAL = frozenset({Format.HTML, Format.JATS, Format.SPL, Format.MEDQUAD, Format.MARKDOWN, Format.TEXT})

_LOOKED_AT = 4096  # bytes; a root element stands within them
_MARK = r"\A(?:\xef\xbb\xbf)?\s*"
# Nothing in here is tried twice: a file of many comments would else be read for ever.
_PROLOGUE = rf"{_MARK}(?:<\?xml[^>]*>\s*)?(?:(?><\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>)\s*)*+"

# What the first bytes look like, the narrower rules first.
SNIFFERS: Sequence[tuple[Format, re.Pattern[bytes]]] = tuple(
    (form, re.compile(pattern.encode("latin-1"), re.S | re.I))
    for form, pattern in (
        (Format.PDF, r"\A.{0,1024}?%PDF-\d"),
        (Format.DOCX, r"\APK\x03\x04"),
        (Format.JATS, rf"{_PROLOGUE}<(?:article|[\w-]+:article)\b(?=[^>]*(?:article-type|dtd-version|xmlns:|xlink))"),
        (Format.SPL, rf"{_PROLOGUE}<document\b[^>]*urn:hl7-org:v3"),
        (Format.MEDQUAD, rf"{_PROLOGUE}<(?:Document|DiseaseFile)\b[^>]*\bsource="),
        (Format.HTML, rf"{_PROLOGUE}<(?:!doctype\s+html|html|head|body|main|article|section|div|p|table|h1|ul|ol)\b"),
        (Format.USPSTF, rf"{_MARK}[\[{{]"),
    )
)
_BY_SUFFIX: Mapping[str, Format] = {".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN, ".txt": Format.TEXT}
# Markdown may open with a piece of HTML; these names say what the bytes alone do not.
_NAME_WINS = frozenset({".md", ".markdown", ".txt"})
_NEVER_TEXT = frozenset({".pdf", ".docx"})

_UNREADABLE: Mapping[bytes, str] = {
    b"\x89PNG": "PNG picture",
    b"\xff\xd8\xff": "JPEG picture",
    b"GIF8": "GIF picture",
    b"\x1f\x8b": "gzip archive",
    b"\xfd7zXZ": "xz archive",
    b"\xd0\xcf\x11\xe0": "old Office document",
    b"{\\rtf": "RTF document",
}


def sniff(name: str, data: bytes) -> Format:
    """What a file is, by its content first.

    Raises:
        UnreadableDocument: it is nothing that can be read.
    """
    suffix = Path(name).suffix.lower()
    for start, kind in _UNREADABLE.items():
        if data.startswith(start):
            raise UnreadableDocument(f"{name}: this is a {kind}. {_what_next()}")
    if not data.strip():
        raise UnreadableDocument(f"{name}: the file is empty, it holds no text. Fetch it again and ingest that.")
    head = data[:_LOOKED_AT]
    for form, pattern in SNIFFERS:
        textual = form not in (Format.PDF, Format.DOCX)
        if not (textual and suffix in _NAME_WINS) and pattern.match(head):
            if textual and suffix in _NEVER_TEXT:
                # A download that failed: the server's page of excuses under the name of the document.
                raise UnreadableDocument(
                    f"{name}: is named {suffix} and holds no such thing ({form}). Fetch the document again, or save "
                    "the file under the name of what it is."
                )
            return form
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    if re.match(f"{_MARK}<".encode("latin-1"), head):
        raise UnreadableDocument(f"{name}: this XML is of no kind that can be read. {_what_next()}")
    if suffix in _NEVER_TEXT:
        raise UnreadableDocument(
            f"{name}: is named {suffix} and holds no such thing; it may have been cut off. Fetch the document again."
        )
    raise UnreadableDocument(f"{name}: no reader for “{suffix or 'no suffix'}”. {_what_next()}")


def _what_next() -> str:
    return f"Curbside reads {', '.join(READERS)}. Convert the file to one of these and ingest that."


def read(form: Format, data: bytes) -> RawDocument:
    """The blocks of a file of a known format.

    Raises:
        UnreadableDocument: it cannot be read; the message says why and what to do.
    """
    return READERS[form](data)
