"""Tagged PDFs: the tree of tags that the file brings along → drafts of blocks.

pdfium shows the tree page by page, each time only the elements that have something on that page. An element keeps its
place among its siblings on every page, so elements that go over a page break are put together by their places.
"""

import ctypes
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from curbside.ingestion.raw import BlockKind
from curbside.ingestion.readers.pdf_blocks import Cell, Draft, Head, line_text, printed_lines
from curbside.ingestion.readers.pdf_page import LeftOut, Page, Span, share_line

_DEEPEST = 120  # levels; a tree that goes deeper is not meant to be read
_HEADINGS = {f"H{level}": level for level in range(1, 7)}
_LIST, _ITEM, _LABEL, _TABLE, _ROW = "L", "LI", "Lbl", "Table", "TR"
_CELLS = frozenset({"TH", "TD"})
_NOTES = frozenset({"Note", "FENote"})
# Elements that begin a block of their own wherever they stand.
_BLOCKS = frozenset({*_HEADINGS, "H", "Title", "P", "BlockQuote", "TOCI", "Caption", "BibEntry", _LIST, _ITEM, _TABLE,
                     *_NOTES})  # fmt: skip
REFERENCES = re.compile(
    r"^(?:\d+\.?\s*)?(?:selected |cited )?"
    r"(?:references?(?: list| cited)?|bibliography|(?:literature|works) cited)\s*:?$",
    re.I,
)
BULLET = re.compile(r"[\u2022\u25cf\u25cb\u25e6\u25aa\u25a0\u25a1\u25ab\u2023\u2043\u2219\u00b7\u25c6\u25c7\u25ba\u27a2"
                    r"\u2713\u2714\u2756\u25b6\u25b8\ufffd*o\-–—➔→]")  # fmt: skip


@dataclass(slots=True)
class Element:
    """An element of the tree, over all pages."""

    kind: str
    columns: int = 1  # a cell's span
    rows: int = 1
    instead: str = ""  # of a picture: words for those who do not see it
    kids: dict[int, "Element | list[Span]"] = field(default_factory=dict)

    def inside(self) -> Iterator["Element | list[Span]"]:
        """Children in order."""
        for position in sorted(self.kids):
            yield self.kids[position]


# -- pdfium → tree ---------------------------------------------------------------------------------------------------


def read_tree(document: pdfium.PdfDocument, pages: Sequence[Page]) -> tuple[Element, set[int], list[str]]:
    """The tree of a tagged document, the ids of the spans that stand in it, and what it says in place of pictures.

    Raises:
        pdfium.PdfiumError: pdfium cannot load a page.
    """
    root = Element("Document")
    placed: set[int] = set()
    for page in pages:
        by_content: dict[int, list[Span]] = {}
        for span in page.spans:
            if span.content >= 0 and not span.left_out:
                by_content.setdefault(span.content, []).append(span)
        with closing(document[page.number - 1]) as loaded:
            tree = pdfium_c.FPDF_StructTree_GetForPage(loaded.raw)
            if not tree:
                continue
            try:
                for position in range(pdfium_c.FPDF_StructTree_CountChildren(tree)):
                    child = pdfium_c.FPDF_StructTree_GetChildAtIndex(tree, position)
                    if child:
                        _take(child, root, position, by_content, placed, depth=0)
            finally:
                pdfium_c.FPDF_StructTree_Close(tree)
    return root, placed, sorted(_alternative_texts(root))


def _alternative_texts(element: Element) -> set[str]:
    texts = {element.instead} if element.instead else set()
    for child in element.kids.values():
        if isinstance(child, Element):
            texts |= _alternative_texts(child)
    return texts


def _take(
    found: Any, parent: Element, position: int, by_content: Mapping[int, list[Span]], placed: set[int], *, depth: int
) -> None:
    """Put an element of one page's tree into the tree of all pages."""
    element = parent.kids.get(position)
    if not isinstance(element, Element):
        element = parent.kids[position] = _new_element(found)
    if depth > _DEEPEST:
        return
    for index in range(pdfium_c.FPDF_StructElement_CountChildren(found)):
        child = pdfium_c.FPDF_StructElement_GetChildAtIndex(found, index)
        if child:
            _take(child, element, index, by_content, placed, depth=depth + 1)
            continue
        content = pdfium_c.FPDF_StructElement_GetChildMarkedContentID(found, index)
        spans = by_content.get(content) if content >= 0 else None
        if spans and id(spans[0]) not in placed:
            element.kids[index] = spans
            placed.update(id(span) for span in spans)


def _new_element(found: Any) -> Element:
    kind = _string(pdfium_c.FPDF_StructElement_GetType, found)
    if kind == "Figure":
        return Element(kind, instead=_string(pdfium_c.FPDF_StructElement_GetAltText, found))
    if kind not in _CELLS:
        return Element(kind)
    return Element(kind, columns=_number(found, b"ColSpan"), rows=_number(found, b"RowSpan"))


def _string(get: Any, found: Any) -> str:
    length = get(found, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    get(found, buffer, length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


def _number(found: Any, name: bytes) -> int:
    """A number among an element's attributes, between 1 and 100."""
    for position in range(max(0, pdfium_c.FPDF_StructElement_GetAttributeCount(found))):
        attributes = pdfium_c.FPDF_StructElement_GetAttributeAtIndex(found, position)
        value = pdfium_c.FPDF_StructElement_Attr_GetValue(attributes, name) if attributes else None
        number = ctypes.c_float()
        if value and pdfium_c.FPDF_StructElement_Attr_GetNumberValue(value, number):
            return min(max(int(number.value), 1), 100)
    return 1


# -- tree → drafts ---------------------------------------------------------------------------------------------------


def drafts_of(root: Element, left_out: LeftOut) -> list[Draft]:
    """The blocks of a tree in its order."""
    walker = _Walker(left_out)
    walker.walk(root, Draft(kind=BlockKind.PARAGRAPH))
    return walker.drafts


class _Walker:
    def __init__(self, left_out: LeftOut) -> None:
        self.drafts: list[Draft] = []
        self._left_out = left_out
        self._group = 0
        self._lists = 0  # how many lists are open
        self._marker = ""
        self._in_references = False
        self._entries = 0

    def walk(self, element: Element, like: Draft, *, depth: int = 0) -> None:
        """What stands in an element, as blocks of the kind of `like`; runs of inline content are one block each."""
        run: list[Span] = []
        for child in element.inside():
            if isinstance(child, list):
                run += child
            elif child.kind == _LABEL and like.kind is BlockKind.ITEM and not run:
                self._label(child)
            elif child.kind in _BLOCKS or (depth < _DEEPEST and _holds_blocks(child)):
                self._close(run, like)
                run = []
                self._block(child, like, depth=depth + 1)
            else:
                spans = _spans(child)
                if run and spans and element.kind not in _BLOCKS and _stands_apart(run[-1], spans[0]):
                    self._close(run, like)
                    run = []
                run += spans
        self._close(run, like)

    def _block(self, child: Element, like: Draft, *, depth: int) -> None:
        kind = child.kind
        if kind in _HEADINGS or kind in ("H", "Title"):
            self._heading(child, _HEADINGS.get(kind, 1 if kind == "Title" else 2))
        elif kind == _LIST:
            self._list(child, depth=depth)
        elif kind == _ITEM:
            # An item without a list around it, or inside another kind of element.
            self._item(child, depth=depth)
        elif kind == _TABLE:
            self._table(child, depth=depth)
        elif kind == "Caption":
            self.walk(child, Draft(kind=BlockKind.CAPTION), depth=depth)
        elif kind in _NOTES:
            self._note(child, depth=depth)
        elif kind == "BibEntry":
            self._entry(child, depth=depth)
        else:
            self.walk(child, like, depth=depth)

    def _close(self, spans: Sequence[Span], like: Draft) -> None:
        if not spans:
            return
        marker, self._marker = self._marker, ""
        self.drafts.append(
            Draft(kind=like.kind, spans=list(spans), depth=like.depth, group=like.group, marker=marker or like.marker)
        )

    def _heading(self, child: Element, level: int) -> None:
        spans = _spans(child)
        if spans:
            words = text_of(spans)
            self._in_references = bool(REFERENCES.match(words))
            self._entries = 0
            self.drafts.append(Draft(kind=BlockKind.HEADING, spans=spans, depth=level))

    # -- lists -------------------------------------------------------------------------------------------------

    def _list(self, child: Element, *, depth: int) -> None:
        if not self._lists:
            self._group += 1
        self._lists += 1
        outer = self._marker
        self._marker = ""
        for item in child.inside():
            if isinstance(item, list):
                self._close(item, self._like_item())
            elif item.kind == _ITEM:
                self._item(item, depth=depth + 1)
            else:
                self._block(item, self._like_item(), depth=depth + 1)
        self._lists -= 1
        self._marker = outer

    def _like_item(self) -> Draft:
        if self._in_references:
            return Draft(kind=BlockKind.REFERENCE)
        return Draft(kind=BlockKind.ITEM, depth=max(0, self._lists - 1), group=self._group)

    def _item(self, item: Element, *, depth: int) -> None:
        self._marker = ""
        like = self._like_item()
        if self._in_references and self._lists:
            self._entries += 1
            self._marker = str(self._entries)
        for child in item.inside():
            if isinstance(child, Element) and child.kind == _LABEL:
                self._label(child)
        body = Element(item.kind, kids={at: kid for at, kid in item.kids.items() if not _is_label(kid)})
        self.walk(body, like, depth=depth)
        self._marker = ""

    def _label(self, label: Element) -> None:
        spans = _spans(label)
        words = text_of(spans)
        if words and not BULLET.fullmatch(words):
            self._marker = words.strip("[]. ") if self._in_references else words
        elif words:
            self._left_out.add("bullet", spans)

    def _note(self, child: Element, *, depth: int) -> None:
        like = Draft(kind=BlockKind.NOTE)
        for inner in child.inside():
            if isinstance(inner, Element) and inner.kind == _LABEL:
                self._marker = text_of(_spans(inner))
        body = Element(child.kind, kids={at: kid for at, kid in child.kids.items() if not _is_label(kid)})
        self.walk(body, like, depth=depth)
        self._marker = ""

    def _entry(self, child: Element, *, depth: int) -> None:
        self._entries += 1
        self._marker = str(self._entries)
        for inner in child.inside():
            if isinstance(inner, Element) and inner.kind == _LABEL:
                self._marker = text_of(_spans(inner)).strip("[]. ")
        body = Element(child.kind, kids={at: kid for at, kid in child.kids.items() if not _is_label(kid)})
        self.walk(body, Draft(kind=BlockKind.REFERENCE), depth=depth)
        self._marker = ""

    # -- tables ------------------------------------------------------------------------------------------------

    def _table(self, table: Element, *, depth: int) -> None:
        rows = list(_rows(table))
        if all(sum(_is_cell(cell) for cell in row.inside()) <= 1 for _, row in rows):
            # A table of one column only places things on the page.
            self._beside_rows(table, depth=depth)
            for _, row in rows:
                self.walk(row, Draft(kind=BlockKind.PARAGRAPH), depth=depth)
            return
        self._beside_rows(table, depth=depth)
        self._group += 1
        group = self._group
        kinds, grid, notes = self._grid(rows, depth=depth)
        head_rows = _head_rows(kinds, grid)
        head = Head(rows=grid[:head_rows])
        for position, cells in enumerate(grid[head_rows:], start=head_rows):
            if not _is_full_width(cells):
                self.drafts.append(Draft(kind=BlockKind.ROW, group=group, cells=tuple(cells), head=head))
            elif _stands_below(cells, next((other for other in grid[position:] if not _is_full_width(other)), [])):
                # The foot of a table may come before its body in the tree, as it does in HTML.
                notes += [replace(part, kind=BlockKind.NOTE) for part in cells[0]]
            else:
                # One cell over the whole width heads the rows below it.
                self.drafts += cells[0]
        self.drafts += notes

    def _beside_rows(self, table: Element, *, depth: int) -> None:
        """Captions, and what else stands in a table outside its rows."""
        for child in table.inside():
            if isinstance(child, list):
                self._close(child, Draft(kind=BlockKind.CAPTION))
            elif child.kind not in (_ROW, "THead", "TBody", "TFoot"):
                self._block(child, Draft(kind=BlockKind.PARAGRAPH), depth=depth)

    def _grid(
        self, rows: Sequence[tuple[str, Element]], *, depth: int
    ) -> tuple[list[list[str]], list[list[Cell]], list[Draft]]:
        """Kinds and contents of all cells, those that span several places repeated; and the notes at the foot."""
        kinds: list[list[str]] = []
        grid: list[list[Cell]] = []
        notes: list[Draft] = []
        pending: dict[int, tuple[str, Cell, int]] = {}  # column → cell that reaches down, rows left
        for part, row in rows:
            cells = [cell for cell in row.inside() if isinstance(cell, Element) and cell.kind in _CELLS]
            if part == "TFoot":
                notes += [Draft(kind=BlockKind.NOTE, spans=_spans(cell)) for cell in cells]
                continue
            kinds.append([])
            grid.append([])
            for cell in cells:
                _fill(kinds[-1], grid[-1], pending)
                content = self._cell(cell, depth=depth)
                kind = "TH" if part == "THead" else cell.kind
                for _ in range(cell.columns):
                    if cell.rows > 1:
                        pending[len(grid[-1])] = (kind, content, cell.rows - 1)
                    kinds[-1].append(kind)
                    grid[-1].append(content)
            _fill(kinds[-1], grid[-1], pending)
        width = max((len(row) for row in grid), default=0)
        for row_kinds, row_cells in zip(kinds, grid, strict=True):
            missing = width - len(row_cells)
            row_kinds.extend([""] * missing)
            row_cells.extend([] for _ in range(missing))
        return kinds, grid, notes

    def _cell(self, cell: Element, *, depth: int) -> Cell:
        inner = _Walker(self._left_out)
        inner.walk(cell, Draft(kind=BlockKind.PARAGRAPH), depth=depth)
        for part in inner.drafts:
            self._take_out_copies(part)
        return inner.drafts

    def _take_out_copies(self, part: Draft) -> None:
        """Leave out what is printed again on each page that its table goes on over."""
        pages = sorted({span.page for span in part.spans})
        by_page = [[span for span in part.spans if span.page == page] for page in pages]
        if len(pages) > 1 and len({text_of(spans) for spans in by_page}) == 1:
            part.spans = by_page[0]
            for copy in by_page[1:]:
                self._left_out.add("repeated table head", copy)


def _rows(table: Element, part: str = "") -> Iterator[tuple[str, Element]]:
    """The rows of a table, each with the part (head, body, foot) it stands in."""
    for child in table.inside():
        if isinstance(child, Element):
            if child.kind == _ROW:
                yield part, child
            elif child.kind in ("THead", "TBody", "TFoot"):
                yield from _rows(child, child.kind)


def _fill(kinds: list[str], cells: list[Cell], pending: dict[int, tuple[str, Cell, int]]) -> None:
    """Put in the cells that reach down from the rows above, up to the next free column."""
    while len(cells) in pending:
        column = len(cells)
        kind, cell, left = pending.pop(column)
        kinds.append(kind)
        cells.append(cell)
        if left > 1:
            pending[column] = (kind, cell, left - 1)


def _head_rows(kinds: Sequence[Sequence[str]], grid: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the top are column heads; without any marked so, a first row of labels is."""
    count = 0
    for row, cells in zip(kinds[:-1], grid, strict=False):
        if not all(kind == "TH" or not cell for kind, cell in zip(row, cells, strict=True)):
            break
        count += 1
    if count or len(grid) < 2:
        return count
    # Short labels, each another, without a full stop or a number of their own.
    first = [" ".join(text_of(part.spans) for part in cell) for cell in grid[0]]
    labels = all(text and len(text) <= 60 and not text.endswith(".") and not text[0].isdigit() for text in first)
    return int(labels and len(set(first)) == len(first) and len(first) > 1)


def _is_full_width(row: Sequence[Cell]) -> bool:
    return len(row) > 1 and len({id(cell) for cell in row}) == 1


def _stands_below(row: Sequence[Cell], following: Sequence[Cell]) -> bool:
    """Whether a row is printed below one that follows it in the tree."""
    last = [span for part in row[0] for span in part.spans][:1]
    others = [span for cell in following for part in cell for span in part.spans]
    return any(span.page == one.page and span.bottom > one.top for one in last for span in others)


def _is_cell(child: Element | list[Span]) -> bool:
    return isinstance(child, Element) and child.kind in _CELLS


def _is_label(child: Element | list[Span]) -> bool:
    return isinstance(child, Element) and child.kind == _LABEL


def _holds_blocks(element: Element, depth: int = 0) -> bool:
    return depth < _DEEPEST and any(
        isinstance(child, Element) and (child.kind in _BLOCKS or _holds_blocks(child, depth + 1))
        for child in element.kids.values()
    )


def _spans(element: Element) -> list[Span]:
    """All spans of an element in order."""
    spans: list[Span] = []
    for child in element.inside():
        spans += child if isinstance(child, list) else _spans(child)
    return spans


def _stands_apart(last: Span, first: Span) -> bool:
    """Whether words that no element holds together begin a new paragraph: with more than a line's distance."""
    if share_line(last, first):
        return False
    if last.page != first.page:
        return False
    size = max(last.style.size, first.style.size)
    return last.base - first.base > 1.75 * size or last.style.size != first.style.size


def text_of(spans: Sequence[Span]) -> str:
    """The words of spans on one line."""
    return " ".join(line_text(line) for line in printed_lines(spans))
