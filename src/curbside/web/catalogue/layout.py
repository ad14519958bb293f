"""The normalised text of a document → blocks that a page can show: prose, nested lists, tables.

Not one character of the text is changed; only its layout (indents, list marks, bars) becomes markup.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from curbside.domain.documents import Body, Passage, PassageKind

_INDENTED = re.compile(r"^(?P<indent> *)(?P<marker>-|\S+) ")
_DEEPEST_HEADING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A run of text. `label` is its bold beginning, `rest` what follows."""

    label: str
    rest: str
    marked: bool
    first: bool  # the first marked run of the page: the link's target


@dataclass(slots=True, kw_only=True)
class Item:
    """A list item and the items below it."""

    words: Words
    number: str = ""
    items: "list[Item]" = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Block:
    """One block: exactly one of its parts is filled."""

    prose: Words | None = None
    items: list[Item] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    rows: list[tuple[Words, ...]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class ShownSection:
    """A heading and the blocks up to the next heading."""

    number: int
    heading: str
    level: int  # of the HTML heading
    path: tuple[str, ...] = ()
    marked: bool = False
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A stretch of text that is laid out as one thing."""

    start: int
    text: str
    depth: int = 0
    marker: str = ""
    passage: Passage | None = None


def lay_out(body: Body, *, title: str, marked: Passage | None) -> list[ShownSection]:
    """The sections of a document with their blocks, in reading order; the words of `marked` are marked."""
    return _Layout(body, title=title, marked=marked).sections()


class _Layout:
    def __init__(self, body: Body, *, title: str, marked: Passage | None) -> None:
        self._body = body
        self._title = title
        self._marks = _spans(marked)
        self._target_given = False
        self._headings = {section.start: section for section in body.sections}
        self._passages = _by_start(body.passages)
        self._shown: list[ShownSection] = []
        self._stack: list[tuple[int, Item]] = []  # open list items and their depths
        self._last: _Line | None = None

    def sections(self) -> list[ShownSection]:
        """All sections; the first has no heading and is left out where it is empty."""
        self._shown = [ShownSection(number=0, heading="", level=2)]
        for line in self._lines():
            if line.start in self._headings:
                self._open(line)
            elif not (line.start == 0 and line.text == self._title):
                self._add(line)
            self._last = line
        return [section for section in self._shown if section.heading or section.blocks]

    def _lines(self) -> Iterator[_Line]:
        """The text cut into headings, paragraphs, items and rows."""
        text, position = self._body.text, 0
        while position < len(text):
            if text[position] == "\n":
                position += 1
                continue
            line = self._line(position)
            yield line
            position = line.start + len(line.text)

    def _line(self, start: int) -> _Line:
        text = self._body.text
        if (passage := self._passages.get(start)) and start not in self._headings:
            return _Line(start=start, text=text[start : passage.end], passage=passage)
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)]
        indented = _INDENTED.match(line)
        if indented is None or start in self._headings:
            return _Line(start=start, text=line)
        inner = start + indented.end()
        passage = self._passages.get(inner)
        if passage is None and indented["marker"] != "-":
            return _Line(start=start, text=line)
        return _Line(
            start=inner,
            text=text[inner : passage.end] if passage else line[indented.end() :],
            depth=len(indented["indent"]) // 2,
            marker=indented["marker"],
            passage=passage,
        )

    # -- blocks ------------------------------------------------------------------------------------------

    def _open(self, line: _Line) -> None:
        path = self._headings[line.start].path
        level = min(_DEEPEST_HEADING, len(path) + 1)
        self._shown.append(ShownSection(number=len(self._shown), heading=line.text, level=level, path=path))

    def _add(self, line: _Line) -> None:
        blocks = self._shown[-1].blocks
        if line.passage is not None and line.passage.kind is PassageKind.ROW:
            self._row(blocks, line, line.passage)
        elif line.marker:
            self._item(blocks, line)
        elif not self._heads_table(line):
            blocks.append(Block(prose=self._words(line.start, line.text, label=_label(line))))

    def _heads_table(self, line: _Line) -> bool:
        """Whether the line only repeats the column heads of the table below it."""
        below = self._passages.get(line.start + len(line.text) + 1)
        return below is not None and below.kind is PassageKind.ROW and " | ".join(below.columns) == line.text

    def _row(self, blocks: list[Block], line: _Line, row: Passage) -> None:
        goes_on = self._last is not None and self._last.passage is not None and self._last.passage.block == row.block
        if not (goes_on and blocks and blocks[-1].rows):
            blocks.append(Block(columns=row.columns if any(row.columns) else ()))
        cells, at = [], line.start
        for cell in row.cells:
            found = self._body.text.find(cell, at, row.end)
            at = found if found >= 0 else at
            cells.append(self._words(at, cell, label=""))
            at += len(cell)
        blocks[-1].rows.append(tuple(cells))

    def _item(self, blocks: list[Block], line: _Line) -> None:
        item = Item(
            words=self._words(line.start, line.text, label=_label(line)),
            number="" if line.marker == "-" else line.marker,
        )
        if not (self._last is not None and self._last.marker and blocks and blocks[-1].items and self._touches(line)):
            blocks.append(Block())
            self._stack = []
        while self._stack and self._stack[-1][0] >= line.depth:
            self._stack.pop()
        (self._stack[-1][1].items if self._stack else blocks[-1].items).append(item)
        self._stack.append((line.depth, item))

    def _touches(self, line: _Line) -> bool:
        """Whether no empty line stands between this item and the one before."""
        before = self._last
        return before is not None and "\n\n" not in self._body.text[before.start + len(before.text) : line.start]

    def _words(self, start: int, text: str, *, label: str) -> Words:
        marked = any(begin < start + len(text) and start < end for begin, end in self._marks)
        first = marked and not self._target_given
        if marked:
            self._target_given = True
            self._shown[-1].marked = True
        head = text[: len(label)] if label and text.startswith(label) else ""
        return Words(label=head, rest=text[len(head) :], marked=marked, first=first)


def _spans(passage: Passage | None) -> tuple[tuple[int, int], ...]:
    if passage is None:
        return ()
    return passage.parts or ((passage.start, passage.end),)


def _by_start(passages: Sequence[Passage]) -> Mapping[int, Passage]:
    """Passages that are one line of the layout; whole lists and branches are seen through their parts."""
    single = (PassageKind.PROSE, PassageKind.ITEM, PassageKind.ROW)
    return {passage.start: passage for passage in passages if passage.kind in single}


def _label(line: _Line) -> str:
    return line.passage.label if line.passage is not None else ""
