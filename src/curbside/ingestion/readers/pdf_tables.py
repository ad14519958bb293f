"""Ruled tables of PDFs without tags: pdfplumber finds the cells by their ruling lines, the words are pdfium's.

pdfplumber needs up to a second for a page, so it sees only pages that rule enough lines for a table, and stops when
its time is up.
"""

import io
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pdfplumber

from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.readers.pdf_fragments import in_printed_order
from curbside.ingestion.readers.pdf_page import Box, Page, Span, Style

_FEWEST_RULINGS = 6  # lines or boxes on a page: less rule no table of two rows and two columns
_LONGEST = 20.0  # seconds of processor time for all tables of a document
_MOST_RULINGS = 5000  # on a page: that many draw a chart

# pdfminer logs each oddity of a file, and reads on.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


@dataclass(slots=True, kw_only=True)
class Table:
    """A ruled table on one page."""

    page: int
    box: Box
    rows: Sequence[Sequence[Box | None]]  # cells; None where a cell of another row or column reaches in
    spans: list[Span] = field(default_factory=list)
    is_open: bool = False  # no lines rule it

    def holds(self, span: Span) -> bool:
        """Whether a span stands in the table."""
        return _inside(self.box, span)

    def as_span(self) -> Span:
        """A span of the table's size, to find its place among the lines."""
        left, bottom, right, top = self.box
        return Span("", "\n", self.page, left, bottom, right, top, top, Style("", 10.0, False), -1)

    def cells(self) -> list[list[list[Span]]]:
        """The spans of each cell, row by row; a cell that spans several places is repeated in each."""
        width = max(len(row) for row in self.rows)
        columns = [self._middle_of_column(index) for index in range(width)]
        every = [cell for row in self.rows for cell in row if cell is not None]
        held: dict[Box, list[Span]] = {}
        for span in self.spans:
            # What stands on a ruling line goes to the nearer cell: nothing may be lost.
            held.setdefault(min(every, key=lambda cell: _distance(cell, span)), []).append(span)
        grid = []
        for row in self.rows:
            own = [cell for cell in row if cell is not None]
            y = (max(cell[1] for cell in own) + min(cell[3] for cell in own)) / 2 if own else self.box[1]
            filled = [
                (row[i] if i < len(row) else None) or next((c for c in every if _holds(c, columns[i], y)), None)
                for i in range(width)
            ]
            grid.append([in_printed_order(held.get(cell, [])) if cell is not None else [] for cell in filled])
        return grid

    def _middle_of_column(self, index: int) -> float:
        cells = [row[index] for row in self.rows if index < len(row)]
        narrow = min((cell for cell in cells if cell is not None), key=lambda cell: cell[2] - cell[0], default=None)
        return (narrow[0] + narrow[2]) / 2 if narrow else self.box[0]


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _distance(box: Box, span: Span) -> float:
    """How far the middle of a span is from a box, in points."""
    x, y = (span.left + span.right) / 2, (span.bottom + span.top) / 2
    return max(box[0] - x, x - box[2], 0.0) + max(box[1] - y, y - box[3], 0.0)


def _inside(box: Box, span: Span) -> bool:
    x, y = (span.left + span.right) / 2, (span.bottom + span.top) / 2
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1


def read_tables(data: bytes, pages: Sequence[Page], warnings: list[str]) -> Mapping[int, Sequence[Table]]:
    """The ruled tables of a document by page. What could not be looked at becomes a warning."""
    wanted = [page for page in pages if page.quarter == 0 and _FEWEST_RULINGS <= page.rulings <= _MOST_RULINGS]
    if not wanted:
        return {}
    found: dict[int, list[Table]] = {}
    missed: list[int] = []
    end = time.process_time() + _LONGEST
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in wanted:
                if time.process_time() > end:
                    missed.append(page.number)
                    continue
                plumbed = document.pages[page.number - 1]
                found[page.number] = list(_tables(plumbed, page))
                plumbed.close()
    except UnreadableDocument:
        raise
    except Exception as error:  # noqa: BLE001  # pdfminer raises whatever a broken file makes it stumble on
        warnings.append(f"ruled tables could not be looked at ({type(error).__name__}): read as lines of text")
    if missed:
        warnings.append(f"looking for ruled tables took too long; {len(missed)} pages are read as lines of text")
    return found


def _tables(plumbed: Any, page: Page) -> "list[Table]":
    tables = []
    for table in plumbed.find_tables():
        rows = [[_box(cell, plumbed) for cell in row.cells] for row in table.rows]
        if len(rows) < 2 or max(len(row) for row in rows) < 2:
            continue
        box = _box(table.bbox, plumbed)
        if box is not None:
            tables.append(Table(page=page.number, box=box, rows=rows))
    # Of two that overlap the larger one holds the other.
    tables.sort(key=lambda table: -(table.box[2] - table.box[0]) * (table.box[3] - table.box[1]))
    kept: list[Table] = []
    for table in tables:
        if not any(_overlap(table.box, other.box) for other in kept):
            kept.append(table)
    return sorted(kept, key=lambda table: -table.box[3])


def _box(cell: tuple[float, float, float, float] | None, plumbed: Any) -> Box | None:
    """pdfplumber counts from the upper left corner of the page's box."""
    if cell is None:
        return None
    left, top, right, bottom = cell
    height = float(plumbed.bbox[3])
    return (float(left), height - float(bottom), float(right), height - float(top))


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
