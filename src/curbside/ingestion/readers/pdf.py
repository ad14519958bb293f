"""PDF → blocks. A tagged file is read by its tags, any other by where its letters stand on the page.

Nothing in the file is run. What the reader of a page cannot see is left out and counted; every block knows the place
of each of its lines, so that a quote can be shown on the page it came from.
"""

import ctypes
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from curbside.domain.errors import UnreadableDocument
from curbside.domain.text import clean, one_line
from curbside.ingestion.raw import Block, BlockKind, RawDocument, Said
from curbside.ingestion.readers.pdf_blocks import Draft, Settler, Vocabulary, reference_lists
from curbside.ingestion.readers.pdf_layout import Line, lay_out
from curbside.ingestion.readers.pdf_page import ARTIFACT, HIDDEN, TURNED, LeftOut, Page, Span, letters_in, read_page
from curbside.ingestion.readers.pdf_paragraphs import drafts_of_lines
from curbside.ingestion.readers.pdf_tables import read_tables
from curbside.ingestion.readers.pdf_tags import drafts_of, read_tree

MOST_PAGES = 2000

_LONGEST_EXCERPT = 80
_MOST_NAMED = 12  # page numbers in one warning
_WELL_TAGGED = 0.9  # of the letters; below that the tags leave too much out to be trusted
_DAMAGED = "is damaged or cut off: {reason}. Fetch the file again and ingest that."
_ENCRYPTED = (
    "is encrypted, and opens only with a password. Remove the password (print it to a new PDF where that is allowed) "
    "and ingest it again."
)
_NO_TEXT = (
    "no text layer: its pages are pictures. Run OCR first (for example with OCRmyPDF) and ingest the result, or use "
    "another format of the document."
)


def read_pdf(data: bytes) -> RawDocument:
    """Blocks of a PDF in reading order, each with the places of its lines.

    Raises:
        UnreadableDocument: it is no PDF, damaged, encrypted, too long, or has no text.
    """
    if not re.match(rb"\A.{0,1024}?%PDF-", data, re.S):
        raise UnreadableDocument("is not a PDF: it does not begin as one. Check that the right file was saved.")
    try:
        # pdfium would read garbage behind the file's end as part of it, and says so only when a page is asked for.
        with closing(pdfium.PdfDocument(data)) as document:
            return _read(document, data)
    except pdfium.PdfiumError as error:
        raise UnreadableDocument(_what_failed(error)) from None


def _what_failed(error: pdfium.PdfiumError) -> str:
    reason = one_line(str(error)).rstrip(".")
    if "password" in reason.lower() or "security" in reason.lower():
        return _ENCRYPTED
    return _DAMAGED.format(reason=reason[:120])


def _read(document: pdfium.PdfDocument, data: bytes) -> RawDocument:
    count = len(document)
    if count > MOST_PAGES:
        raise UnreadableDocument(
            f"has {count} pages, more than the {MOST_PAGES} that are read at once. Split it by chapter and ingest the "
            "parts."
        )
    if count == 0:
        raise UnreadableDocument(_DAMAGED.format(reason="it has no pages"))
    tagged = bool(document.is_tagged())
    pages = [read_page(document, number, tagged=tagged) for number in range(1, count + 1)]
    if not any(span.left_out in ("", TURNED) for page in pages for span in page.spans):
        hidden = any(span.left_out == HIDDEN for page in pages for span in page.spans)
        raise UnreadableDocument("no text that a reader of it can see. Check the file." if hidden else _NO_TEXT)
    left_out = LeftOut()
    warnings = [*_active_content(document, data), *_page_warnings(pages)]
    drafts = _tagged_drafts(document, pages, left_out, warnings) if tagged else None
    tagged = drafts is not None
    if drafts is None:
        lines = lay_out(pages, read_tables(data, pages, warnings), left_out)
        warnings += _open_table_warnings(lines)
        drafts = drafts_of_lines(lines, {page.number: page.height for page in pages}, left_out)
    for page in pages:
        for span in page.spans:
            if span.left_out in (HIDDEN, TURNED, ARTIFACT):
                left_out.add(span.left_out, [span])
    blocks = _settled(drafts, pages, tagged=tagged)
    if not blocks:
        raise UnreadableDocument(_NO_TEXT)
    return RawDocument(
        blocks=blocks,
        metadata=_described(document, data, blocks),
        pages=tuple(page.size for page in pages),
        source_chars=sum(page.chars for page in pages),
        left_out=dict(left_out.chars),
        warnings=(*warnings, *_left_out_warnings(left_out)),
    )


def _settled(drafts: Sequence[Draft], pages: Sequence[Page], *, tagged: bool) -> tuple[Block, ...]:
    texts = (span.text for page in pages for span in page.spans if not span.left_out)
    vocabulary = Vocabulary(texts, tagged=tagged)
    lists = reference_lists(drafts)
    references = frozenset(
        f"{number}.{draft.marker}" if number else draft.marker
        for draft, number in zip(drafts, lists, strict=True)
        if draft.kind is BlockKind.REFERENCE and draft.marker
    )
    settler = Settler({page.number: page for page in pages}, vocabulary, references)
    blocks = (settler.block(draft, numbered_list=number) for draft, number in zip(drafts, lists, strict=True))
    return tuple(block for block in blocks if block is not None)


def _tagged_drafts(
    document: pdfium.PdfDocument, pages: Sequence[Page], left_out: LeftOut, warnings: list[str]
) -> list[Draft] | None:
    """The blocks by the file's tags, None if they leave out too much of the text."""
    root, placed, alternative_texts = read_tree(document, pages)
    spans = [span for page in pages for span in page.spans if not span.left_out]
    stray = [span for span in spans if id(span) not in placed]
    total, outside = letters_in(spans), letters_in(stray)
    if total - outside < _WELL_TAGGED * total:
        warnings.append("its tags hold only a part of the text: read by where the letters stand on the page")
        for span in spans:
            span.content = -1
        return None
    drafts = drafts_of(root, left_out)
    pictured = "".join("".join(text.split()) for text in alternative_texts)
    described = [span for span in stray if "".join(span.text.split()) in pictured]
    left_out.add("alternative text of a picture", described)
    stray = [span for span in stray if span not in described]
    outside = letters_in(stray)
    if stray:
        warnings.append(
            f"text outside the tags ({outside} characters) set at the end of its page: "
            f"{_excerpt([span.text for span in stray])}"
        )
        _put_in(drafts, stray)
    return drafts


def _put_in(drafts: list[Draft], stray: Sequence[Span]) -> None:
    """Words that no tag holds, behind the last block that begins on their page or before it."""
    for number in sorted({span.page for span in stray}, reverse=True):
        spans = [span for span in stray if span.page == number]
        at = max(
            (i for i, draft in enumerate(drafts, start=1) if _first_page(draft) <= number),
            default=0,
        )
        drafts.insert(at, Draft(kind=BlockKind.PARAGRAPH, spans=spans))


def _first_page(draft: Draft) -> int:
    spans = draft.spans or [span for cell in draft.cells for part in cell for span in part.spans]
    return spans[0].page if spans else 0


# -- warnings --------------------------------------------------------------------------------------------------------


def _active_content(document: pdfium.PdfDocument, data: bytes) -> Iterator[str]:
    """A warning for each kind of content that would do something by itself in a viewer. None of it is run here."""
    if pdfium_c.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0 or re.search(rb"/JavaScript\b|/JS\s*[(<\d]", data):
        yield "holds JavaScript. It was not run; do not open the file in a viewer that would."
    if re.search(rb"/OpenAction\s*(?:<<|\d+\s+\d+\s+R)", data):
        yield "holds an action that a viewer runs on opening it (OpenAction). It was not run."
    if pdfium_c.FPDF_GetSecurityHandlerRevision(document.raw) >= 0:
        yield "is protected against changes or copying, but opens without a password. Check that it may be kept here."
    if (count := pdfium_c.FPDFDoc_GetAttachmentCount(document.raw)) > 0:
        yield f"holds {count} embedded file{'s' if count > 1 else ''}. They were not read."


def _page_warnings(pages: Sequence[Page]) -> Iterator[str]:
    blank = [page.number for page in pages if not page.spans]
    if blank:
        yield f"no text on {_numbers(blank)}: if {'they hold' if len(blank) > 1 else 'it holds'} more than pictures, " \
              "run OCR first."  # fmt: skip
    recognised = [page.number for page in pages if page.recognised]
    if recognised:
        yield f"text recognised from a picture on {_numbers(recognised)}: check its numbers against the picture."
    unknown = [page.number for page in pages if page.unknown]
    if unknown:
        count = sum(page.unknown for page in pages)
        yield f"{count} characters without a meaning in the file's fonts, shown as “\ufffd”, on {_numbers(unknown)}."


def _open_table_warnings(lines: Sequence[Line]) -> Iterator[str]:
    pages = sorted({line.page for line in lines if line.table is not None and line.table.is_open})
    if pages:
        yield f"a table without ruling lines on {_numbers(pages)}, read by its white space: check its cells."


def _left_out_warnings(left_out: LeftOut) -> Iterator[str]:
    for reason in (HIDDEN, TURNED):
        if left_out.chars[reason]:
            yield f"{reason} left out ({left_out.chars[reason]} characters): {_excerpt(left_out.words[reason])}"


def _excerpt(words: Sequence[str]) -> str:
    return f"“{one_line(clean(' '.join(words)))[:_LONGEST_EXCERPT]}”"


def _numbers(pages: Sequence[int]) -> str:
    named = ", ".join(str(number) for number in pages[:_MOST_NAMED])
    more = f" and {len(pages) - _MOST_NAMED} more" if len(pages) > _MOST_NAMED else ""
    return f"page{'s' if len(pages) > 1 else ''} {named}{more}"


# -- description -----------------------------------------------------------------------------------------------------

_FILE_NAME = re.compile(
    r"\.(?:pdf|docx?|pptx?|indd|qxp|tex|pages|odt|xlsx?|html?|p65|fm)\b|^untitled|^microsoft word", re.I
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.I)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;)]")


def _described(document: pdfium.PdfDocument, data: bytes, blocks: Sequence[Block]) -> Mapping[str, Said]:
    said = dict(_xmp(data))
    title = _info(document, "Title")
    if title and not _is_no_title(title):
        main = [block.text for block in blocks if block.kind is BlockKind.HEADING and block.depth == 1]
        # Web pages write the name of their site behind the title: "Lung Cancer: Screening - USPSTF".
        headed = len(main) == 1 and re.match(rf"{re.escape(main[0])}\s+[-–—|]\s", title)
        said["title"] = Said(value=main[0] if headed else title, where="document information: Title")
    if authors := _info(document, "Author"):
        names = [name.strip() for name in re.split(r"\s*(?:;|,(?!\s*(?:MD|PhD|MPH|MSc|Jr)\b)|\band\b)\s*", authors)]
        said["authors"] = Said(value="; ".join(filter(None, names)), where="document information: Author")
    # When the file was made (CreationDate) says nothing of the edition: a page printed today may be ten years old.
    if doi := _DOI.search(f"{_info(document, 'Subject')} {_info(document, 'Keywords')}"):
        said["doi"] = Said(value=doi[0], where="document information: Subject")
    if language := _language(document):
        said["language"] = Said(value=language, where="catalogue: Lang")
    return said


# Our key → what XMP calls it. Its packet stands in the file as plain text, unless the file is packed as a whole.
_XMP = {"title": "dc:title", "authors": "dc:creator", "licence": "dc:rights", "doi": "prism:doi"}
_ENTRY = re.compile(r"<rdf:li\b[^>]*>(.*?)</rdf:li>", re.S)


def _xmp(data: bytes) -> Iterator[tuple[str, Said]]:
    """The description in the last XMP packet of the file, by pattern: a packet may be broken."""
    start = data.rfind(b"<x:xmpmeta")
    packet = (
        data[start : start + 100_000].partition(b"</x:xmpmeta>")[0].decode("utf-8", "replace") if start >= 0 else ""
    )
    for key, name in _XMP.items():
        if found := re.search(rf"<{name}\b[^>]*>(.*?)</{name}>", packet, re.S):
            entries = _ENTRY.findall(found[1]) or [found[1]]
            words = "; ".join(filter(None, (one_line(clean(html.unescape(entry))) for entry in entries)))
            if words and "<" not in words and not (key == "title" and _is_no_title(words)):
                yield key, Said(value=words, where=f"XMP: {name}")


def _is_no_title(words: str) -> bool:
    """Whether a title is none: a file's name, or no word."""
    return bool(_FILE_NAME.search(words)) or not re.search(r"[^\W\d_]{2}", words)


def _info(document: pdfium.PdfDocument, key: str) -> str:
    try:
        return one_line(clean(str(document.get_metadata_value(key))))
    except UnicodeDecodeError:
        return ""


def _language(document: pdfium.PdfDocument) -> str:
    length = pdfium_c.FPDFCatalog_GetLanguage(document.raw, None, 0)
    if not 2 < length <= 128:
        return ""
    buffer = (ctypes.c_ushort * 64)()
    pdfium_c.FPDFCatalog_GetLanguage(document.raw, buffer, 128)
    language = bytes(buffer)[: length - 2].decode("utf-16-le", "replace").strip()
    return language if _LANGUAGE.fullmatch(language) else ""
