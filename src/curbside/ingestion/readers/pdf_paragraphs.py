"""PDFs without tags: printed lines in reading order → headings, paragraphs, items, notes, references, rows.

What a line is, its letters say compared with the rest of the document: their size and weight, the white space before
it, how far it is set in, and what it begins with. In doubt a line goes on with the paragraph before it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from curbside.ingestion.raw import BlockKind
from curbside.ingestion.readers.pdf_blocks import Cell, Draft, Head, raised_in
from curbside.ingestion.readers.pdf_layout import Line
from curbside.ingestion.readers.pdf_page import LeftOut, Span
from curbside.ingestion.readers.pdf_tables import Table
from curbside.ingestion.readers.pdf_tags import BULLET, REFERENCES, text_of

_SIGNS = re.compile(r"[\u2022\u25cf\u25cb\u25e6\u25aa\u25a0\u25a1\u25ab\u2023\u2043\u2219\u25c6\u25c7\u25ba\u27a2\u2713"
                    r"\u2714\u2756\u25b6\u25b8\ufffd➔→]")  # fmt: skip
_NUMBER = re.compile(r"\(?(\d{1,3})[.)]")
_LETTER = re.compile(r"\(?([a-z]|[ivx]{1,5}|[A-Z])[.)]")
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,4}\.?")
_HEADING_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s")
_CAPTION = re.compile(r"(?:Table|Figure|Fig\.|Box|Exhibit|Chart)\s+[A-Z]?\d{0,3}[A-Za-z]?(?:[.:|–—-]|\s[|–—-])\s?\S")
_ENTRY = re.compile(r"\[?(\d{1,4})(?:[.)\]]|(?=\s))")
_NOTE_SIGN = re.compile(r"[*†‡§¶‖#]{1,3}")
_DRAWN = "•"  # stands for a bullet that is drawn and no letter
_ENDS = re.compile(r"[.!?:;][)\]”\"’]*$")

_LARGER = 0.6  # points above the body text, for a heading
_SMALLER = 0.93  # of the body text, for a footnote
_TAB = 0.42  # of the font size: white space behind a marker that no space between words has
_WIDER = 1.3  # of the usual distance of lines: more begins a new paragraph
_LOWER_PART = 0.45  # of the page's height, where footnotes stand


def drafts_of_lines(lines: Sequence[Line], heights: Mapping[int, float], left_out: LeftOut) -> list[Draft]:
    """The blocks that the lines of a document make. `heights`: of its pages, in points."""
    if not lines:
        return []
    shape = _Shape(lines, heights)
    writer = _Writer(shape, left_out)
    for position, line in enumerate(lines):
        writer.take(position, line)
    return writer.drafts


class _Shape:
    """What is usual in a document, and which of its lines are headings or footnotes."""

    def __init__(self, lines: Sequence[Line], heights: Mapping[int, float]) -> None:
        self.lines = lines
        sizes: Counter[float] = Counter()
        bold: Counter[bool] = Counter()
        for line in lines:
            if line.table is None:
                sizes[line.size] += len(line.text)
                bold[line.bold] += len(line.text)
        self.sizes = sizes
        self.body = sizes.most_common(1)[0][0] if sizes else 10.0
        self._mostly_bold = bold[True] > bold[False]
        self.leading = self._leading()
        self.levels: dict[int, int] = {}  # first line of each heading → its level
        self.heading_lines: dict[int, int] = {}  # further lines of a heading → its first line
        self._find_headings()
        self.notes = self._find_notes(heights)

    def _leading(self) -> float:
        """The usual distance of two base lines, as a multiple of the font size."""
        distances = [
            (one.base - other.base) / one.size
            for one, other in pairwise(self.lines)
            if one.part == other.part and one.size == other.size and 0.8 < (one.base - other.base) / one.size < 2.7
        ]
        return median(distances) if distances else 1.2

    def is_apart(self, line: Line, before: Line | None) -> bool:
        """Whether more white than between the lines of a paragraph stands above a line."""
        if before is None or before.part != line.part:
            return True
        size = max(line.size, before.size) if abs(line.size - before.size) < 2 else min(line.size, before.size)
        return before.base - line.base > _WIDER * self.leading * size

    # -- headings ----------------------------------------------------------------------------------------------

    def _find_headings(self) -> None:
        found: list[list[int]] = []
        for unit in self._units():
            if self._is_heading(unit):
                found.append(unit)
        ranks = self._ranks(found)
        for unit in found:
            first = self.lines[unit[0]]
            rank, shallowest = ranks[_style(first)]
            depth = _number_depth(first.text)
            self.levels[unit[0]] = min(6, rank + (max(0, depth - shallowest) if depth else 0))
            for other in unit[1:]:
                self.heading_lines[other] = unit[0]

    def _units(self) -> Iterable[list[int]]:
        """Neighbouring lines of one size and weight that stand as close as the lines of one paragraph."""
        unit: list[int] = []
        for position, line in enumerate(self.lines):
            if line.table is not None:
                if unit:
                    yield unit
                unit = []
                continue
            last = self.lines[unit[-1]] if unit else None
            if (
                last is not None
                and last.part == line.part
                and _style(last) == _style(line)
                and 0 < last.base - line.base <= max(1.25 * self.leading, 1.45) * line.size
                and not _HEADING_NUMBER.match(line.text)
                and not line.dotted
            ):
                unit.append(position)
            else:
                if unit:
                    yield unit
                unit = [position]
        if unit:
            yield unit

    def _is_heading(self, unit: Sequence[int]) -> bool:
        lines = [self.lines[position] for position in unit]
        first = lines[0]
        text = " ".join(line.text for line in lines)
        letters = [letter for letter in text if letter.isalpha()]
        if REFERENCES.match(text):
            return True
        if len(letters) < 2 or text[0].islower() or _SIGNS.match(text) or text[-1] in ",;":
            return False
        if first.size >= self.body + _LARGER:
            # A size in which much of the document is set is another kind of text, not its headings.
            rare = self.sizes[first.size] < 0.2 * sum(self.sizes.values())
            much_larger = first.size >= 1.3 * self.body
            short = len(lines) <= 4 and len(text) <= 250
            return rare and short and (much_larger or not text.endswith("."))
        before = self.lines[unit[0] - 1] if unit[0] else None
        apart = self.is_apart(first, before) or (before is not None and unit[0] - 1 in self._headed_so_far)
        plain = first.size >= self.body - _LARGER and text[-1] not in ".:" and apart and not _CAPTION.match(text)
        capitals = sum(letter.isupper() for letter in letters) > 0.9 * len(letters) and len(letters) > 3
        if first.bold and not self._mostly_bold:
            return plain and len(lines) <= 3 and len(text) <= 150
        return capitals and plain and len(lines) <= 2 and len(text) <= 90 and not _NUMBER.match(text)

    @property
    def _headed_so_far(self) -> frozenset[int]:
        return frozenset(self.levels) | frozenset(self.heading_lines)

    def _ranks(self, units: Sequence[Sequence[int]]) -> dict[tuple[float, bool], tuple[int, int]]:
        """Level of each style of headings, larger before smaller and bold before plain; and its shallowest number."""
        styles: dict[tuple[float, bool], list[int]] = {}
        for unit in units:
            first = self.lines[unit[0]]
            styles.setdefault(_style(first), []).append(_number_depth(first.text))
        ranked: dict[tuple[float, bool], tuple[int, int]] = {}
        for rank, style in enumerate(sorted(styles, key=lambda s: (-s[0], not s[1])), start=1):
            depths = [depth for depth in styles[style] if depth]
            ranked[style] = (min(rank, 6), min(depths, default=1))
        return ranked

    # -- footnotes ---------------------------------------------------------------------------------------------

    def _find_notes(self, heights: Mapping[int, float]) -> dict[int, str]:
        """The first lines of footnotes and their marks; lines that go on with one have an empty mark."""
        notes: dict[int, str] = {}
        by_part: dict[int, list[int]] = {}
        for position, line in enumerate(self.lines):
            by_part.setdefault(line.part, []).append(position)
        for positions in by_part.values():
            tail: list[int] = []
            for position in reversed(positions):
                line = self.lines[position]
                low = line.base < heights.get(line.page, 792.0) * _LOWER_PART
                if line.table is not None or line.size > _SMALLER * self.body or not low:
                    break
                tail.insert(0, position)
            marked = [_note_mark(self.lines[position]) for position in tail]
            begin = next((index for index, mark in enumerate(marked) if mark), len(tail))
            notes.update(zip(tail[begin:], marked[begin:], strict=True))
        return notes


class _Writer:
    """Takes the lines in order and opens and closes blocks."""

    def __init__(self, shape: _Shape, left_out: LeftOut) -> None:
        self.drafts: list[Draft] = []
        self._shape = shape
        self._left_out = left_out
        self._open: Draft | None = None
        self._last: Line | None = None
        self._opened_at = 0.0  # left edge of the open block's first words
        self._group = 0
        self._items: list[tuple[float, str]] = []  # left edge and marker of the open items, outermost first
        self._item_text = 0.0  # left edge of the words of the open item
        self._entry = 0  # number of the last entry of the list of references
        self._in_references = False
        self._heading = -1
        self._head: Head | None = None
        self._columns = 0

    def take(self, position: int, line: Line) -> None:
        """One line."""
        if line.table is not None:
            self._table(line.table)
        elif position in self._shape.heading_lines and self._shape.heading_lines[position] == self._heading:
            self._go_on(line)
        elif position in self._shape.levels:
            self._take_heading(position, line)
        elif position in self._shape.notes:
            self._note(line, self._shape.notes[position])
        elif self._in_references:
            self._reference(line)
        else:
            self._text(line)
        self._last = line

    # -- opening and going on ----------------------------------------------------------------------------------

    def _start(self, draft: Draft, line: Line, spans: Sequence[Span]) -> None:
        draft.spans = list(spans)
        self.drafts.append(draft)
        self._open = draft
        self._opened_at = line.left

    def _go_on(self, line: Line) -> None:
        if self._open is not None:
            self._open.spans += line.spans

    def _take_heading(self, position: int, line: Line) -> None:
        self._items = []
        self._heading = position
        text = " ".join(
            other.text
            for at, other in enumerate(self._shape.lines[position : position + 5], start=position)
            if at == position or self._shape.heading_lines.get(at) == position
        )
        self._in_references = bool(REFERENCES.match(text))
        self._entry = 0
        self._start(Draft(kind=BlockKind.HEADING, depth=self._shape.levels[position]), line, line.spans)

    def _note(self, line: Line, mark: str) -> None:
        # The words above go on behind the footnotes, in the next column or on the next page.
        if mark or not (self.drafts and self.drafts[-1].kind is BlockKind.NOTE):
            spans = _without(line.spans, mark) if mark else line.spans
            self.drafts.append(Draft(kind=BlockKind.NOTE, spans=list(spans), marker=mark))
        else:
            self.drafts[-1].spans += line.spans

    def _reference(self, line: Line) -> None:
        entry = _ENTRY.match(line.text)
        number = int(entry[1]) if entry else 0
        fresh = self._open is None or self._open.kind is not BlockKind.REFERENCE
        if entry and (number == self._entry + 1 or (fresh and number > 0)):
            self._entry = number
            self._start(Draft(kind=BlockKind.REFERENCE, marker=str(number)), line, _without(line.spans, entry[0]))
        elif fresh or (
            not self._entry
            and self._last is not None
            and (line.left < self._opened_at + 2 and (self._last.left > line.left + 4 or self._is_apart(line)))
        ):
            self._start(Draft(kind=BlockKind.REFERENCE), line, line.spans)
        else:
            self._go_on(line)

    def _text(self, line: Line) -> None:
        marker = self._marker(line)
        if marker:
            self._item(line, marker)
        elif self._goes_on(line):
            self._go_on(line)
        elif _CAPTION.match(line.text) and self._is_apart(line):
            self._items = []
            self._start(Draft(kind=BlockKind.CAPTION), line, line.spans)
        elif self._items and abs(line.left - self._item_text) < 3 and line.part == self._last_part():
            # A second paragraph of an item.
            depth = len(self._items) - 1
            self._start(Draft(kind=BlockKind.ITEM, depth=depth, group=self._group), line, line.spans)
        else:
            self._items = []
            self._start(Draft(kind=BlockKind.PARAGRAPH), line, line.spans)

    def _last_part(self) -> int:
        return self._last.part if self._last is not None else -1

    def _is_apart(self, line: Line) -> bool:
        return self._shape.is_apart(line, self._last)

    # -- paragraphs --------------------------------------------------------------------------------------------

    def _goes_on(self, line: Line) -> bool:
        """Whether a line goes on with the open block."""
        last, draft = self._last, self._open
        kinds = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CAPTION)
        if last is None or draft is None or draft.kind not in kinds or last.table is not None:
            return False
        if line.part != last.part:
            return abs(line.size - last.size) <= _LARGER and self._goes_on_elsewhere(line, draft)
        if abs(line.size - last.size) > _LARGER or self._is_apart(line) or line.base >= last.base:
            return False
        if draft.kind is BlockKind.ITEM:
            return line.left > self._items[-1][0] + 0.3 * line.size if self._items else abs(line.left - last.left) < 3
        return self._is_next_line(line, last, draft)

    def _is_next_line(self, line: Line, last: Line, draft: Draft) -> bool:
        """Whether a line just below the last one of a paragraph belongs to it: no new indent, no short last line."""
        begins = abs(last.left - self._opened_at) < 1 and draft.spans[0] in last.spans
        if line.left > last.left + 0.8 * line.size and not begins and _ENDS.search(last.text):
            return False
        width = line.column[1] - line.column[0]
        is_short = last.right < line.column[1] - 0.2 * width
        return not (is_short and _ENDS.search(last.text) and line.text[:1].isupper())

    def _goes_on_elsewhere(self, line: Line, draft: Draft) -> bool:
        """The same at the head of the next column or page, where no distance helps."""
        words = line.text
        last = _last_words(draft)
        if draft.kind is BlockKind.ITEM:
            offset = self._item_text - (self._last.column[0] if self._last else 0)
            hangs = abs(line.left - self._item_text) < 3 or abs(line.left - line.column[0] - offset) < 3
            return hangs or (words[:1].islower() and not _ENDS.search(last))
        if words[:1].islower() or draft.spans[-1].text[-1] in ",(-–":
            return True
        full = self._last is not None and self._last.right > self._last.column[1] - 0.3 * (
            self._last.column[1] - self._last.column[0]
        )
        return full and not _ENDS.search(last) and self._last is not None and self._last.bold == line.bold

    # -- items -------------------------------------------------------------------------------------------------

    def _marker(self, line: Line) -> str:
        """The marker that a line begins with, "" if it begins an item of no list."""
        if line.dotted:
            return _DRAWN
        first, _, rest = line.text.partition(" ")
        sign = _SIGNS.match(first)
        if sign and line.text != first:
            return sign[0]
        spans = line.spans
        tab = len(spans) > 1 and spans[0].text == first and spans[1].left - spans[0].right > _TAB * line.size
        known = BULLET.fullmatch(first) or _is_number(first)
        if not rest or not known or self._is_inside_words(line):
            return ""
        # "o" and "-" are bullets where a bullet's white space follows, or where a paragraph begins with them.
        dash = first in "-–—*" and rest[0].isalpha()
        counts = _is_number(first) and self._counts_on(first, line, rest)
        return first if tab or dash or counts else ""

    def _counts_on(self, token: str, line: Line, rest: str) -> bool:
        """Whether a number without wide white space behind it is a marker: the next of its list, or a new one."""
        follows = self._follows(token, line)
        starts = _order(token) == 1 and _NUMBER.fullmatch(token) and self._is_apart(line)
        section = bool(_SECTION.fullmatch(token)) and self._is_apart(line) and rest[0].isupper()
        return bool((follows and rest[0].isupper()) or starts or section)

    def _is_inside_words(self, line: Line) -> bool:
        """Whether a line goes on with a sentence, so that "3)" at its head is part of "(see Recommendation 3)"."""
        last = self._last
        if last is None or self._open is None or line.part != last.part or self._is_apart(line):
            return False
        if self._open.kind is BlockKind.ITEM and line.left < self._item_text - 2:
            return False
        unclosed = last.text.count("(") > last.text.count(")")
        next_one = self._follows(line.text.partition(" ")[0], line)
        return unclosed or (not _ENDS.search(last.text) and abs(line.left - last.left) < 2 and not next_one)

    def _follows(self, token: str, line: Line) -> bool:
        """Whether a marker is the next one of an open list."""
        return any(
            _order(token) == _order(marker) + 1 and _shape_of(token) == _shape_of(marker) and _order(marker) > 0
            and abs(line.left - left) < 12
            for left, marker in self._items
        )  # fmt: skip

    def _item(self, line: Line, marker: str) -> None:
        if not self._items:
            self._group += 1
        left = line.left - 1.2 * line.size if line.dotted else line.left
        while self._items and left < self._items[-1][0] - 4:
            self._items.pop()
        if self._items and abs(left - self._items[-1][0]) <= 4:
            self._items[-1] = (left, marker)
        elif self._items and line.part != self._last_part() and left - line.column[0] < 4:
            # The next column: its left edge is the outermost list's.
            self._items = [(left, marker)]
        else:
            self._items.append((left, marker))
        spans = line.spans if line.dotted else _without(line.spans, marker)
        printed = "" if BULLET.fullmatch(marker) else marker
        if not printed and not line.dotted:
            self._left_out.add("bullet", [replace(line.spans[0], text=marker)])
        self._item_text = spans[0].left if spans else left
        self._start(
            Draft(kind=BlockKind.ITEM, depth=len(self._items) - 1, group=self._group, marker=printed), line, spans
        )

    # -- tables ------------------------------------------------------------------------------------------------

    def _table(self, table: Table) -> None:
        grid = [[_cell(spans) for spans in row] for row in table.cells()]
        width = len(grid[0]) if grid else 0
        last = self.drafts[-1] if self.drafts else None
        goes_on = (
            last is not None and last.kind is BlockKind.ROW and self._columns == width and self._last is not None
            and self._last.page == table.page - 1
        )  # fmt: skip
        if goes_on and last is not None and self._head is not None:
            grid = self._without_repeated_head(grid, self._head)
            if grid and last.cells and not grid[0][0]:
                # A row that was broken between two pages.
                last.cells = tuple(_cell(_cell_spans(one) + _cell_spans(two))
                                   for one, two in zip(last.cells, grid.pop(0), strict=True))  # fmt: skip
        else:
            self._group += 1
            rows = int(_is_head(grid))
            self._head = Head(rows=grid[:rows])
            self._columns = width
            grid = grid[rows:]
        self._items = []
        self._open = None
        for row in grid:
            self.drafts.append(Draft(kind=BlockKind.ROW, group=self._group, cells=tuple(row), head=self._head))

    def _without_repeated_head(self, grid: list[list[Cell]], head: Head) -> list[list[Cell]]:
        for row in head.rows:
            if grid and [_words(cell) for cell in grid[0]] == [_words(cell) for cell in row]:
                for cell in grid[0]:
                    for part in cell:
                        self._left_out.add("repeated table head", part.spans)
                grid = grid[1:]
        return grid


# -- lines -----------------------------------------------------------------------------------------------------------


def _style(line: Line) -> tuple[float, bool]:
    return line.size, line.bold


def _number_depth(text: str) -> int:
    """Depth of the number that a heading begins with: "1.2.3 Dose" → 3, 0 without one."""
    number = _HEADING_NUMBER.match(text)
    return number[1].count(".") + 1 if number else 0


def _note_mark(line: Line) -> str:
    """The mark that a footnote begins with."""
    first = line.spans[0]
    if len(line.spans) > 1 and raised_in(line.spans, usual=line.size)[0] and len(first.text) <= 3:
        return first.text
    sign = _NOTE_SIGN.match(line.text)
    return sign[0] if sign else ""


def _is_number(token: str) -> bool:
    return bool(_NUMBER.fullmatch(token) or _LETTER.fullmatch(token) or _SECTION.fullmatch(token))


def _order(marker: str) -> int:
    """The place of a marker in its list: "3." → 3, "b)" → 2; 0 for a bullet."""
    inside = marker.strip("().")
    if inside.isdigit():
        return int(inside)
    last = inside.rpartition(".")[2]
    if last.isdigit():
        return int(last)
    return ord(inside.lower()) - ord("a") + 1 if len(inside) == 1 and inside.isalpha() else 0


def _shape_of(marker: str) -> str:
    return re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", re.sub(r"\d+", "1", marker)))


def _without(spans: Sequence[Span], marker: str) -> list[Span]:
    """The spans of a line without the marker that it begins with."""
    first, rest = spans[0], list(spans[1:])
    left = first.text[len(marker) :].lstrip() if first.text.startswith(marker) else first.text
    return [replace(first, text=left), *rest] if left else rest


def _last_words(draft: Draft) -> str:
    return draft.spans[-1].text if draft.spans else ""


def _words(cell: Cell) -> str:
    return " ".join(text_of(part.spans) for part in cell)


def _cell_spans(cell: Cell) -> list[Span]:
    return [span for part in cell for span in part.spans]


def _cell(spans: Sequence[Span]) -> Cell:
    return [Draft(kind=BlockKind.PARAGRAPH, spans=list(spans))] if spans else []


def _is_head(grid: Sequence[Sequence[Cell]]) -> bool:
    """Whether the first row of a table names its columns: bold, or short labels that no other row is like."""
    if len(grid) < 2:
        return False
    first = [_cell_spans(cell) for cell in grid[0]]
    words = [text_of(spans) for spans in first]
    bold = all(span.style.bold for spans in first for span in spans) and any(words)
    below = [span for row in grid[1:] for cell in row for span in _cell_spans(cell)]
    if bold and not all(span.style.bold for span in below):
        return True
    labels = all(text and len(text) <= 60 and not text.endswith(".") and not text[0].isdigit() for text in words)
    return labels and len(set(words)) == len(words) and len(words) > 1
