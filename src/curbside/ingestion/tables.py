"""Tables of HTML and XML → rows of cells with their heads: spans written out, heads of several rows joined."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from curbside.domain.documents import Cite
from curbside.domain.text import one_line
from curbside.ingestion.raw import Block, BlockKind

Element = Any  # lxml brings no types
_SPAN = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The words of one cell on one line, and the citation marks that stood among them."""

    text: str
    cites: tuple[Cite, ...] = ()


def table_blocks(
    table: Element, *, words_of: Callable[[Element], Cell], group: int
) -> tuple[list[Block], list[Element]]:
    """The rows of a table, and the cells of its foot.

    Args:
        table: with tr, td and th below it, thead and tfoot where it has them.
        words_of: a cell's words.
        group: that the rows share.
    """
    grid, notes = grid_of(table)
    # A cell that spans several places is read once, so that what is left out of it is counted once.
    words = {cell: words_of(cell) for row in grid for cell in row}
    texts = [[words[cell] for cell in row] for row in grid]
    # Heads are shown with the rows below them. Where no row of several cells says anything, they are rows themselves.
    heads = head_rows(grid)
    below = zip(grid[heads:], texts[heads:], strict=True)
    if not any(cell.text for elements, row in below if not _is_whole(elements) for cell in row):
        heads = 0
    columns = columns_of(texts[:heads])
    blocks: list[Block] = []
    for elements, row in zip(grid[heads:], texts[heads:], strict=True):
        if not any(cell.text for cell in row):
            continue
        if _is_whole(elements):
            # One cell over the whole width heads the rows below it.
            blocks.append(Block(kind=BlockKind.PARAGRAPH, text=row[0].text, label=row[0].text, cites=row[0].cites))
        else:
            blocks.append(row_block(row, columns=columns, group=group))
    return blocks, notes


def text_of(element: Element) -> str:
    """All words inside an element."""
    return "".join(element.itertext())


def _is_whole(row: Sequence[Element]) -> bool:
    """Whether a row is one cell over the whole width."""
    return len(set(row)) == 1 and len(row) > 1


def before(element: Element) -> str:
    """What stands right before an element in its parent."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is None:
        return "" if parent is None else parent.text or ""
    return previous.tail or text_of(previous)


def would_join(element: Element) -> bool:
    """Whether an element's digits stand right beside others: "log₁₀2" must not read "log102"."""
    following = element.getnext()
    after = element.tail or ("" if following is None else text_of(following))
    return text_of(element).strip().isdigit() and (before(element)[-1:].isdigit() or after[:1].isdigit())


def take_out(element: Element) -> None:
    """Take an element out of its tree; what follows it stays."""
    parent, previous = element.getparent(), element.getprevious()
    if element.tail and previous is not None:
        previous.tail = (previous.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def row_block(row: Sequence[Cell], *, columns: tuple[str, ...], group: int) -> Block:
    """A row as a block; cells are divided by bars."""
    cites, at = [], 0
    for cell in row:
        cites += [replace(cite, at=cite.at + at) for cite in cell.cites]
        at += len(cell.text) + len(" | ")
    cells = tuple(cell.text for cell in row)
    return Block(
        kind=BlockKind.ROW, text=" | ".join(cells), group=group, columns=columns, cells=cells, cites=tuple(cites)
    )


def grid_of(table: Element) -> tuple[list[list[Element]], list[Element]]:
    """Rows of cells with those that span several repeated in each place, and the cells of the table's foot."""
    grid: list[list[Element]] = []
    notes: list[Element] = []
    pending: dict[int, tuple[Element, int]] = {}  # column → cell that reaches down, rows left
    for row in table.iter("tr"):
        if next(row.iterancestors("table", "array"), table) is not table:
            continue  # a table inside a cell is read with that cell
        own = [cell for cell in row if cell.tag in ("td", "th")]
        if any(ancestor.tag == "tfoot" for ancestor in row.iterancestors()):
            notes += own
            continue
        placed = _placed(own, pending)
        if own:
            grid.append(placed)
    width = max((len(cells) for cells in grid), default=0)
    for cells in grid:
        cells += [etree.Element("td") for _ in range(width - len(cells))]
    return grid, notes


def _placed(own: Sequence[Element], pending: dict[int, tuple[Element, int]]) -> list[Element]:
    """The cells of a row by column: its own, and between them those that reach down from the rows above."""
    reaching = dict(pending)
    pending.clear()
    pending.update({column: (cell, left - 1) for column, (cell, left) in reaching.items() if left > 1})
    row: list[Element] = []
    for cell in own:
        while len(row) in reaching:
            row.append(reaching[len(row)][0])
        for _ in range(_span(cell, "colspan")):
            if (down := _span(cell, "rowspan")) > 1:
                pending[len(row)] = (cell, down - 1)
            row.append(cell)
    # A row that is short of cells still shows those from above, each in its own column.
    for column in range(len(row), max(reaching, default=-1) + 1):
        row.append(reaching[column][0] if column in reaching else etree.Element("td"))
    return row


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), 100) if _SPAN.fullmatch(value) else 1


def head_rows(grid: Sequence[Sequence[Element]]) -> int:
    """How many rows at the top are column heads: those in thead or of th cells; without any, a first row of labels."""
    count = 0
    for row in grid[:-1]:
        in_head = bool(row) and any(ancestor.tag == "thead" for ancestor in row[0].iterancestors())
        if not (in_head or (row and all(cell.tag == "th" or not text_of(cell).strip() for cell in row))):
            break
        count += 1
    if count or len(grid) < 2:
        return count
    # Word writes heads as plain cells. Short labels, each another, without a full stop or a number of their own.
    first = [one_line(text_of(cell)) for cell in grid[0]]
    labels = all(text and len(text) <= 60 and not text.endswith(".") and not text[0].isdigit() for text in first)
    return int(labels and len(set(first)) == len(first) and len(first) > 1)


def columns_of(head: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """One head for each column; those of several rows joined: "Men – never smoked"."""
    if not head:
        return ()
    return tuple(
        " – ".join(dict.fromkeys(cell.text for cell in column if cell.text)) for column in zip(*head, strict=True)
    )
