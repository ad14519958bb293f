"""Tables without ruling lines: cells by the white space between them.

Read as lines of text, such a table mixes the words of its cells. White space is a weaker sign than a ruling line, so
the reader says on which pages it went by that.
"""

from collections.abc import Sequence
from itertools import pairwise

from curbside.ingestion.readers.pdf_blocks import line_text
from curbside.ingestion.readers.pdf_fragments import Fragment, bands_of, fragments_of
from curbside.ingestion.readers.pdf_page import Box
from curbside.ingestion.readers.pdf_tables import Table
from curbside.ingestion.readers.pdf_tags import BULLET

_FEWEST = 3  # rows with words in more than one column, or lines in each of two columns
_GUTTER = 0.45  # of the font size, between two columns
_APART = 0.15  # of the font size, added to the usual white: lines of the first and last cells stand closer
_BESIDE = 0.3  # of a line's height: lines that share more stand beside one another
_REACH = 3.5  # of the font size, between two printed rows of a table

Row = Sequence[Fragment]
Interval = tuple[float, float]


def open_tables(fragments: Sequence[Fragment], page: int) -> list[Table]:
    """The tables without ruling lines in a column, from the top."""
    # White that all rows of a table leave free may be narrower than what parts two columns of prose.
    rows = _overlapping(fragments_of((span for fragment in fragments for span in fragment.spans), joins=_GUTTER))
    tables = []
    start = 0
    while start < len(rows):
        end = _end_of_zone(rows, start) if _is_divided(rows[start]) else start
        if end > start and _is_table(rows[start:end]):
            zone = _with_neighbours(rows, start, end)
            tables.append(_table([fragment for at in zone for fragment in rows[at]], page))
            end = zone.stop
        start = max(end, start + 1)
    return tables


def _overlapping(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Fragments that stand beside one another, from the top. Cells whose lines stand at half the height of their
    neighbours' hold a whole row of a table together."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda f: -f.main.top):
        height = fragment.main.top - fragment.main.bottom
        lowest = min((f.main.bottom for f in rows[-1]), default=0.0) if rows else 0.0
        if rows and fragment.main.top - lowest > _BESIDE * height:
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return rows


def _is_divided(row: Row) -> bool:
    """Whether words stand in several columns side by side; a list's marker is no column."""
    columns = _columns(row)
    first = [line_text(f.spans) for f in row if f.left < columns[0][1]]
    marker = all(len(words) <= 4 or BULLET.fullmatch(words) for words in first)
    return len(columns) > 2 or (len(columns) == 2 and not marker)


def _is_table(rows: Sequence[Row]) -> bool:
    """Whether enough stands side by side: several rows, or one with several lines in each of two columns."""
    divided = [row for row in rows if _is_divided(row)]
    if len(divided) >= _FEWEST:
        return True
    fragments = [fragment for row in divided for fragment in row]
    filled = sorted(
        sum(left - 1 <= f.left and f.right <= right + 1 for f in fragments) for left, right in _columns(fragments)
    )
    return len(filled) > 1 and filled[-2] >= _FEWEST


def _end_of_zone(rows: Sequence[Row], start: int) -> int:
    """The first row behind those that keep the columns of the row at `start` apart."""
    columns = _columns(rows[start])
    last = start
    taken = list(rows[start])
    for at in range(start + 1, len(rows)):
        row = rows[at]
        if _white(rows[at - 1], row) > _REACH * row[0].main.style.size:
            break
        with_row = _columns([*taken, *row])
        if len(with_row) < max(2, len(columns)) and len(with_row) < len(columns):
            break
        taken += row
        columns = with_row
        if _is_divided(row):
            last = at
    return last + 1


def _with_neighbours(rows: Sequence[Row], start: int, end: int) -> range:
    """The rows of a zone with those just above and below that are lines of its first and last cells."""
    if end <= start:
        return range(start, start)
    columns = _columns([fragment for row in rows[start:end] for fragment in row])
    usual = min((_white(one, other) for one, other in pairwise(rows[start:end])), default=0.0)

    def belongs(at: int, beside: int) -> bool:
        row = rows[at]
        upper, lower = (row, rows[beside]) if at < beside else (rows[beside], row)
        close = _white(upper, lower) <= max(usual, 0.0) + _APART * row[0].main.style.size
        with_row = _columns([*(f for r in rows[start:end] for f in r), *row])
        return close and len(with_row) == len(columns)

    while start > 0 and belongs(start - 1, start):
        start -= 1
    while end < len(rows) and belongs(end, end - 1):
        end += 1
    return range(start, end)


def _white(upper: Row, lower: Row) -> float:
    """The white between two printed rows, in points; below zero where they overlap."""
    return min(f.main.bottom for f in upper) - max(f.main.top for f in lower)


def _columns(fragments: Sequence[Fragment]) -> list[Interval]:
    """The columns that fragments stand in: what is left of the page's width when the gutters are taken out."""
    gutter = _GUTTER * max(fragment.main.style.size for fragment in fragments)
    columns: list[Interval] = []
    for left, right in sorted((fragment.left, fragment.right) for fragment in fragments):
        if columns and left < columns[-1][1] + gutter:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _goes_on(band: Interval, fragments: Sequence[Fragment]) -> bool:
    """Whether a line of a table goes on with the row above: all that stands in it begins with a small letter.

    Two rows made one would give a value to the wrong name, which is worse than a row in two pieces.
    """
    inside = [f for f in fragments if band[0] - 1 <= f.main.bottom and f.main.top <= band[1] + 1]
    return all(line_text(f.spans)[0].islower() for f in inside)


def _row_bands(fragments: Sequence[Fragment]) -> list[Interval]:
    """The rows of a table, from the top."""
    bands: list[Interval] = []
    for band in bands_of(fragments):
        if bands and _goes_on(band, fragments):
            bands[-1] = (band[0], bands[-1][1])
        else:
            bands.append(band)
    return bands


def _table(fragments: Sequence[Fragment], page: int) -> Table:
    columns = _columns(fragments)
    bands = _row_bands(fragments)
    rows: list[list[Box | None]] = [
        [(left - 1, bottom - 1, right + 1, top + 1) for left, right in columns] for bottom, top in bands
    ]
    box = (columns[0][0] - 1, bands[-1][0] - 1, columns[-1][1] + 1, bands[0][1] + 1)
    return Table(page=page, box=box, rows=rows, is_open=True)
