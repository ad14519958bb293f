"""Spans → fragments: pieces of printed lines without a wide gap, and the rows they stand in.

Files write a line in several pieces and in any order: bold words, raised signs and whole cells come later than what
stands around them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from curbside.ingestion.readers.pdf_page import Span

_BAND = 0.15  # of the font size, of white more than between the closest lines
_JOINS = 1.1  # of the font size: pieces of a line farther apart may belong to different columns


@dataclass(slots=True, kw_only=True)
class Fragment:
    """A piece of a printed line without a wide gap."""

    spans: list[Span]

    @property
    def left(self) -> float:
        return min(span.left for span in self.spans)

    @property
    def right(self) -> float:
        return max(span.right for span in self.spans)

    @property
    def main(self) -> Span:
        """Its largest letters: raised signs say nothing of where the line stands."""
        return max(self.spans, key=lambda span: span.style.size)

    @property
    def middle(self) -> float:
        return (self.main.bottom + self.main.top) / 2


def fragments_of(spans: Iterable[Span], *, joins: float = _JOINS) -> list[Fragment]:
    """Pieces of lines. Files often write a line in several pieces, raised signs and bold words later than the rest."""
    rows: list[list[Span]] = []
    for span in sorted(spans, key=lambda span: (-round(span.base), span.left)):
        row = next((row for row in rows[-4:] if same_row(row, span)), None)
        if row is None:
            rows.append([span])
        else:
            row.append(span)
    fragments: list[Fragment] = []
    for row in rows:
        row.sort(key=lambda span: span.left)
        for span in row:
            last = fragments[-1].spans[-1] if fragments else None
            if (
                last is not None
                and fragments[-1].spans[0] in row
                and span.left - fragments[-1].right < joins * max(span.style.size, last.style.size)
            ):
                fragments[-1].spans.append(span)
            else:
                fragments.append(Fragment(spans=[span]))
    return fragments


def same_row(row: Sequence[Span], span: Span) -> bool:
    """Whether a span stands in a row: by its height on the page, raised signs by their overlap with larger letters."""
    main = max(row, key=lambda other: other.style.size)
    small, large = sorted((main, span), key=lambda other: other.style.size)
    if abs(main.base - span.base) < 0.2 * large.style.size:
        return True
    raised = 0 < small.base - large.base < 0.6 * large.style.size and small.style.size < 0.85 * large.style.size
    near = any(-1 < span.left - other.right < large.style.size * 0.5 or -1 < other.left - span.right < large.style.size
               for other in row)  # fmt: skip
    lowered = 0 < large.base - small.base < 0.35 * large.style.size and small.style.size < 0.85 * large.style.size
    return (raised or lowered) and near


def rows_of(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Fragments of one column by the row they stand in, from the top."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda f: (-f.middle, f.left)):
        row = [span for other in rows[-1] for span in other.spans] if rows else []
        if row and same_row(row, fragment.main):
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return rows


def in_printed_order(spans: Iterable[Span]) -> list[Span]:
    """Spans of one cell or column, line by line and each from the left."""
    rows = rows_of(fragments_of(spans))
    return [s for row in rows for s in sorted((s for f in row for s in f.spans), key=lambda span: span.left)]


def bands_of(fragments: Sequence[Fragment]) -> list[tuple[float, float]]:
    """Lower and upper edges of the bands that white goes between over the whole width, from the top.

    Lines of one cell or paragraph stand equally close; more white than between the closest of them parts two bands.
    Where all stand equally far apart, each line is a band.
    """
    size = max(fragment.main.style.size for fragment in fragments)
    lines: list[tuple[float, float]] = []
    for bottom, top in sorted(((f.main.bottom, f.main.top) for f in fragments), key=lambda band: -band[1]):
        if lines and top > lines[-1][0] + 0.3 * size:
            lines[-1] = (min(lines[-1][0], bottom), lines[-1][1])
        else:
            lines.append((bottom, top))
    whites = [upper[0] - lower[1] for upper, lower in pairwise(lines)]
    least = min(whites, default=0.0)
    if not whites or max(whites) - least < _BAND * size:
        return lines
    bands = [lines[0]]
    for white, line in zip(whites, lines[1:], strict=True):
        if white > least + _BAND * size:
            bands.append(line)
        else:
            bands[-1] = (line[0], bands[-1][1])
    return bands
