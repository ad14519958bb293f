"""One document from bytes to passages: read, lay out, describe. Leads; knows no format itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from curbside.domain.documents import Body, Document
from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.abbreviations import abbreviations_in
from curbside.ingestion.attributions import with_attributions
from curbside.ingestion.citations import without_printed_marks
from curbside.ingestion.description import describe
from curbside.ingestion.passages import build_body
from curbside.ingestion.raw import Block, BlockKind, RawDocument
from curbside.ingestion.readers import TEXTUAL, Format, read, sniff
from curbside.ingestion.recommendations import with_recommendations
from curbside.ingestion.suspicion import with_suspicion
from curbside.library.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """A document as it goes into the library."""

    document: Document
    body: Body
    format: Format
    coverage: float  # characters kept / characters in the source, 0 to 1
    left_out: Mapping[str, int]  # characters dropped on purpose, by reason
    warnings: tuple[str, ...]


# Adverts of the package's own calculators, not guidance.
_BOILERPLATE = ("OpenMedicine Calculator",)
# Commands of template languages: such a file is a part of a page's source, its words stand elsewhere.
_TEMPLATE = re.compile(rb"\{%-?\s*(?:include|extends|block|if|for|assign|capture)\b|<\?php|<%[=@\s]")


def ingest(source: Source) -> Ingested:
    """Read one source.

    Raises:
        UnreadableDocument: it cannot be read; the message says why and what to do.
    """
    data = source.data
    form = sniff(source.name, data)
    if form in TEXTUAL and (command := _TEMPLATE.search(data)):
        raise UnreadableDocument(
            f"holds template commands ({command[0].decode('ascii')} …): it is a fragment of a page's source, not a "
            "document. Save the finished page and ingest that."
        )
    raw = read(form, data)
    blocks = without_printed_marks([block for block in raw.blocks if not _is_boilerplate(block)])
    document = describe(source.id, raw, source.manifest, sha256=source.content_sha256)
    body = build_body(document.id, blocks, title=document.title)
    if not body.passages:
        raise UnreadableDocument("holds headings only, no text to quote. Check that the right file was saved.")
    passages = with_recommendations(body.passages, publisher=document.publisher)
    passages = with_attributions(passages, publisher=document.publisher)
    passages, suspicions = with_suspicion(passages)
    return Ingested(
        document=document,
        body=replace(body, passages=tuple(passages), abbreviations=abbreviations_in(body.passages), pages=raw.pages),
        format=form,
        coverage=_coverage(raw),
        left_out=raw.left_out,
        warnings=(*raw.warnings, *suspicions),
    )


def _is_boilerplate(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and block.text.startswith(_BOILERPLATE)


def _coverage(raw: RawDocument) -> float:
    """Characters kept / characters that there are, white space and what was dropped on purpose not counted."""
    wanted = raw.source_chars - sum(raw.left_out.values())
    kept = sum(
        len("".join(block.text.split()))
        + len(block.marker)
        + sum(len(label) for c in block.cites for label in c.labels)
        for block in raw.blocks
    )
    return round(min(1.0, kept / wanted), 3) if wanted > 0 else 0.0
