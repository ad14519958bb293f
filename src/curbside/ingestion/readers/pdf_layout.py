"""PDFs without tags: where letters stand on the page → printed lines in reading order, page furniture taken out.

Columns are found by the white gutter between them: lines on both sides fill their column, and few lines cross. Lines
that cross it, such as a title, part what is above from what is below.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from curbside.ingestion.readers.pdf_blocks import line_text
from curbside.ingestion.readers.pdf_fragments import Fragment, bands_of, fragments_of, rows_of
from curbside.ingestion.readers.pdf_open_tables import open_tables
from curbside.ingestion.readers.pdf_page import LeftOut, Page, Span
from curbside.ingestion.readers.pdf_tables import Table

HEADER, PAGE_NUMBER, LINE_NUMBER = "running header", "page number", "line number"

_MARGIN = 0.12  # of the page's height, at its head and foot
_FILLED = 0.55  # of a column's width: the usual line of prose fills more
_FEWEST_LINES = 5  # in each column
_PAGE_NUMBER = re.compile(r"(?:page\s*+)?[-–—|\s]*+(\d{1,4}|[ivxlc]{1,7})[-–—|\s]*+(?:(?:of|/)\s*\d{1,4})?", re.I)


@dataclass(kw_only=True)
class Line:
    """A printed line of one column."""

    spans: list[Span]  # from left to right
    column: tuple[float, float]  # left and right edge
    part: int  # columns are counted in reading order over the document
    table: Table | None = None  # a whole table that stands here in place of a line
    dotted: bool = False  # a bullet is drawn before it

    @cached_property
    def text(self) -> str:
        return line_text(self.spans)

    @property
    def page(self) -> int:
        return self.spans[0].page

    @cached_property
    def size(self) -> float:
        sizes: Counter[float] = Counter()
        for span in self.spans:
            sizes[span.style.size] += len(span.text)
        return sizes.most_common(1)[0][0]

    @cached_property
    def main(self) -> Span:
        return next(span for span in self.spans if span.style.size == self.size)

    @cached_property
    def bold(self) -> bool:
        return sum(len(span.text) for span in self.spans if span.style.bold) > 0.9 * sum(
            len(span.text) for span in self.spans
        )

    @property
    def left(self) -> float:
        return self.spans[0].left

    @property
    def right(self) -> float:
        return max(span.right for span in self.spans)

    @property
    def base(self) -> float:
        return self.main.base


def lay_out(pages: Sequence[Page], tables: Mapping[int, Sequence[Table]], left_out: LeftOut) -> list[Line]:
    """The lines of a document in reading order. `tables`: ruled tables by page."""
    fragments = {page.number: fragments_of([s for s in page.spans if not s.left_out]) for page in pages}
    for page in pages:
        _take_out_line_numbers(fragments[page.number], left_out)
    _take_out_furniture(pages, fragments, left_out)
    lines: list[Line] = []
    for page in pages:
        lines += _page_lines(fragments[page.number], tables.get(page.number, ()), page=page.number, part=len(lines))
    for page in pages:
        _mark_dotted([line for line in lines if line.page == page.number], page.dots)
    return lines


def _mark_dotted(lines: Sequence[Line], dots: Sequence[tuple[float, float]]) -> None:
    """Say which lines have a drawn bullet before them: a dot at half the height of their small letters."""
    for x, y in dots:
        for line in lines:
            before = 0.3 * line.size < line.left - x < 2.5 * line.size
            if before and 0.05 * line.size < y - line.base < 0.65 * line.size:
                line.dotted = True


# -- furniture -------------------------------------------------------------------------------------------------------


def _take_out_line_numbers(fragments: list[Fragment], left_out: LeftOut) -> None:
    """Numbers in the margin that count the lines: many, one below the other, rising by one step, left of all text."""
    numbers = [f for f in fragments if re.fullmatch(r"\d{1,5}", line_text(f.spans))]
    others = [f for f in fragments if f not in numbers]
    if len(numbers) < 8 or not others:
        return
    edge = sorted(f.left for f in others)[len(others) // 10]
    margin = sorted((f for f in numbers if f.right < edge), key=lambda f: -f.middle)
    values = [int(line_text(f.spans)) for f in margin]
    steps = Counter(after - before for before, after in pairwise(values))
    step, often = steps.most_common(1)[0] if steps else (0, 0)
    if len(margin) < 8 or step not in (1, 2, 5, 10) or often < 0.8 * (len(margin) - 1):
        return
    for fragment in margin:
        left_out.add(LINE_NUMBER, fragment.spans)
        fragments.remove(fragment)


def _take_out_furniture(pages: Sequence[Page], fragments: dict[int, list[Fragment]], left_out: LeftOut) -> None:
    """Publishers repeat the title on each page. Left in, it would stand in the middle of sentences."""
    edges = {page.number: _edge_rows(fragments[page.number], page.height) for page in pages}
    counts: Counter[tuple[str, int]] = Counter()
    for rows in edges.values():
        counts.update({_key(row) for row in rows})
    ahead = _numbers_ahead(edges)
    for page in pages:
        for row in edges[page.number]:
            spans = [span for fragment in row for span in fragment.spans]
            words = line_text(spans)
            numbered = any(number - page.number in ahead for number in _outer_numbers(words))
            if _PAGE_NUMBER.fullmatch(words) and (numbered or "page" in words.lower()):
                reason = PAGE_NUMBER
            elif numbered or _repeats(_key(row), counts, len(pages)):
                reason = HEADER
            else:
                continue
            left_out.add(reason, spans)
            for fragment in row:
                fragments[page.number].remove(fragment)


def _outer_numbers(words: str) -> set[int]:
    """Numbers that a row begins or ends with: "Chapter 2: Dose    17"; Roman ones too where they stand alone."""
    tokens = words.split()
    found = {int(token) for token in (tokens[0], tokens[-1]) if token.isascii() and token.isdigit() and len(token) < 5}
    if alone := _PAGE_NUMBER.fullmatch(words):
        found.add(int(alone[1]) if alone[1].isdigit() else _roman(alone[1]))
    return found


def _roman(numeral: str) -> int:
    values = ["ivxlc".index(letter) for letter in numeral.lower()]
    amounts = [(1, 5, 10, 50, 100)[value] for value in values]
    return sum(-one if one < after else one for one, after in zip(amounts, [*amounts[1:], 0], strict=True))


def _numbers_ahead(edges: Mapping[int, Sequence[Sequence[Fragment]]]) -> set[int]:
    """How far printed page numbers are ahead of the pages of the file: what several pages agree in."""
    ahead: Counter[int] = Counter()
    for page, rows in edges.items():
        ahead.update({
            number - page
            for row in rows
            for number in _outer_numbers(line_text([span for fragment in row for span in fragment.spans]))
        })  # fmt: skip
    return {offset for offset, often in ahead.items() if often >= max(2, min(3, len(edges)), 0.2 * len(edges))}


def _edge_rows(fragments: Sequence[Fragment], height: float) -> list[list[Fragment]]:
    """The rows in the margins at a page's head and foot."""
    if not fragments:
        return []
    lowest = min(min(span.bottom for span in f.spans) for f in fragments)
    floor = 0.0 if lowest >= 0 else lowest
    rows: dict[int, list[Fragment]] = {}
    for fragment in fragments:
        share = (fragment.middle - floor) / height
        if share > 1 - _MARGIN or share < _MARGIN:
            rows.setdefault(round(fragment.main.base), []).append(fragment)
    return [sorted(row, key=lambda f: f.left) for row in rows.values()]


def _key(row: Sequence[Fragment]) -> tuple[str, int]:
    """What is the same on each page: the words without numbers, and the height, to 8 points."""
    words = re.sub(r"\d+", "#", " ".join(line_text(fragment.spans) for fragment in row))
    return words, round(row[0].middle / 8)


def _repeats(key: tuple[str, int], counts: Mapping[tuple[str, int], int], pages: int) -> bool:
    words, height = key
    often = sum(counts.get((words, near), 0) for near in (height - 1, height, height + 1))
    return bool(re.search(r"[^\W\d_]", words)) and often >= max(2, min(3, pages), 0.3 * pages)


# -- columns ---------------------------------------------------------------------------------------------------------


def _page_lines(fragments: Sequence[Fragment], tables: Sequence[Table], *, page: int, part: int) -> list[Line]:
    """The lines of a page in reading order; a table stands where it begins."""
    rest, stand_ins = _with_stand_ins(fragments, tables)
    lines: list[Line] = []
    for group in _in_reading_order(rest):
        column = (min(f.left for f in group), max(f.right for f in group))
        part += 1
        free = [fragment for fragment in group if id(fragment) not in stand_ins]
        whole, open_ones = _with_stand_ins(group, open_tables(free, page))
        for row in rows_of(whole):
            spans = sorted((span for fragment in row for span in fragment.spans), key=lambda span: span.left)
            table = next((t for f in row if (t := stand_ins.get(id(f)) or open_ones.get(id(f))) is not None), None)
            lines.append(Line(spans=table.spans if table else spans, column=column, part=part, table=table))
    return lines


def _with_stand_ins(fragments: Sequence[Fragment], tables: Sequence[Table]) -> tuple[list[Fragment], dict[int, Table]]:
    """Fragments with one in place of all that stand in a table, and which table that is."""
    inside: dict[int, list[Span]] = {}
    rest: list[Fragment] = []
    for fragment in fragments:
        home = next((i for i, table in enumerate(tables) if table.holds(fragment.spans[0])), None)
        if home is None:
            rest.append(fragment)
        else:
            inside.setdefault(home, []).extend(fragment.spans)
    stand_ins: dict[int, Table] = {}
    for index, spans in inside.items():
        tables[index].spans = spans
        stand_in = Fragment(spans=[tables[index].as_span()])
        stand_ins[id(stand_in)] = tables[index]
        rest.append(stand_in)
    return rest, stand_ins


def _in_reading_order(fragments: list[Fragment]) -> list[list[Fragment]]:
    """Fragments by column, the columns in the order they are read."""
    gutter = _gutter(fragments)
    if gutter is None:
        return [fragments] if fragments else []
    groups: list[list[Fragment]] = []
    left: list[Fragment] = []
    right: list[Fragment] = []
    across: list[Fragment] = []
    for fragment in sorted(fragments, key=lambda f: -f.middle):
        if fragment.right <= gutter or fragment.left >= gutter:
            if across:
                groups.append(across)
                across = []
            (left if fragment.right <= gutter else right).append(fragment)
        else:
            if left or right:
                groups += [*_in_reading_order(left), *_in_reading_order(right)]
                left, right = [], []
            across.append(fragment)
    groups += [*_in_reading_order(left), *_in_reading_order(right)]
    return [group for group in [*groups, across] if group]


def _gutter(fragments: Sequence[Fragment]) -> float | None:
    """The middle of the white between two columns, None where there is one column only."""
    if len(fragments) < 2 * _FEWEST_LINES:
        return None
    low, high = min(f.left for f in fragments), max(f.right for f in fragments)
    edges = sorted({round(f.left) for f in fragments if low + 0.2 * (high - low) < f.left < low + 0.8 * (high - low)})
    best: tuple[int, float] | None = None
    for edge in edges:
        x = edge - 2.0
        left = [f for f in fragments if f.right <= x]
        right = [f for f in fragments if f.left >= x]
        crossing = len(fragments) - len(left) - len(right)
        if min(len(left), len(right)) < _FEWEST_LINES or crossing > 0.3 * len(fragments):
            continue
        if _are_columns(left, right) and (best is None or crossing < best[0]):
            best = (crossing, x)
    return best[1] if best else None


def _are_columns(left: Sequence[Fragment], right: Sequence[Fragment]) -> bool:
    """Whether two groups are columns of prose: side by side, and the usual line of each fills its column."""
    beside = min(max(f.middle for f in left), max(f.middle for f in right)) - max(
        min(f.middle for f in left), min(f.middle for f in right)
    )
    if beside <= 0:
        return False
    if _rows_apart(left, right) > 2:
        return False
    for group in (left, right):
        width = max(f.right for f in group) - min(f.left for f in group)
        if median(f.right - f.left for f in group) < _FILLED * width or width < 60:
            return False
    return True


def _rows_apart(left: Sequence[Fragment], right: Sequence[Fragment]) -> int:
    """How many bands with words on both sides white goes between: rows of a table are such, prose has few."""
    bands = bands_of([*left, *right])
    if len(bands) >= 0.6 * max(len(left), len(right)):
        # Lines set wide apart are no rows: each of them would be one.
        return 0
    return sum(
        all(any(bottom <= f.main.bottom and f.main.top <= top for f in side) for side in (left, right))
        for bottom, top in bands
    )
