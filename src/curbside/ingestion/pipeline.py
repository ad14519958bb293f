"""One document from bytes to passages: read, lay out, describe. Leads; knows no format itself."""

from dataclasses import dataclass
from pathlib import Path

from curbside.domain.documents import Body, Document
from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.description import describe
from curbside.ingestion.passages import build_body
from curbside.ingestion.raw import Block, BlockKind, RawDocument
from curbside.ingestion.readers import reader_for
from curbside.library.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """A document as it goes into the library."""

    document: Document
    body: Body
    coverage: float  # characters kept / characters in the source, 0 to 1
    warnings: tuple[str, ...]


# Adverts of the package's own calculators, not guidance.
_BOILERPLATE = ("OpenMedicine Calculator",)


def ingest(source: Source) -> Ingested:
    """Read one source.

    Raises:
        UnreadableDocument: it cannot be read; the message says why and what to do.
    """
    path = Path(source.name)
    raw = reader_for(path, source.data)(source.data)
    blocks = tuple(block for block in raw.blocks if not _is_boilerplate(block))
    document = describe(source.id, raw, source.manifest, sha256=source.sha256)
    body = build_body(document.id, blocks, title=document.title)
    if not body.passages:
        raise UnreadableDocument("holds headings only, no text to quote. Check that the right file was saved.")
    return Ingested(document=document, body=body, coverage=_coverage(raw, blocks), warnings=raw.warnings)


def _is_boilerplate(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and block.text.startswith(_BOILERPLATE)


def _coverage(raw: RawDocument, blocks: tuple[Block, ...]) -> float:
    kept = sum(len("".join(block.text.split())) for block in blocks)
    return round(min(1.0, kept / raw.source_chars), 3) if raw.source_chars else 0.0
