"""Blocks → the normalised text of a document, its sections and its passages.

The text is laid out once, here, and never changed after: every offset counts in it. Lists stay whole beside their
items, table rows keep their column heads, tree branches keep the path to them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from curbside.domain.documents import (
    Body,
    Cite,
    DocumentId,
    Passage,
    PassageId,
    PassageKind,
    Place,
    Reference,
    Section,
)
from curbside.domain.grading import grade_in_row, read_grade
from curbside.ingestion.lending import Lent, from_heading, from_line, from_node, lent_by, of_whole_list, own_grade
from curbside.ingestion.raw import Block, BlockKind
from curbside.ingestion.recommendations import graded_pieces
from curbside.ingestion.trees import Node, parse_tree

_LONGEST_LIST = 700  # code points; a longer list is no single thought any more
_LONGEST_LEAD_IN = 240
_FEWEST_WORDS = 3  # of a heading that may be a statement
_ALL_OF = re.compile(r"\ball (?:of|three|four|five|six|\d+)\b|\beach of\b", re.I)


def build_body(document_id: DocumentId, blocks: Sequence[Block], *, title: str) -> Body:
    """Text, sections and passages of a document.

    A first heading that only repeats the title is laid out as text and left out of the heading paths.
    """
    layout = _Layout(document_id, title=title)
    for position, block in enumerate(blocks):
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        below = _below(blocks, position) if block.kind is BlockKind.HEADING else ()
        layout.add(block, following=following, below=below)
    layout.close()
    return Body(
        text=layout.text(),
        sections=tuple(layout.sections),
        passages=tuple(_numbered(layout.passages)),
        references=tuple(layout.references),
        places=tuple(layout.places),
    )


def _below(blocks: Sequence[Block], heading: int) -> list[Block]:
    """The blocks between a heading and the next one."""
    rest = (blocks[position] for position in range(heading + 1, len(blocks)))
    return list(takewhile(lambda block: block.kind is not BlockKind.HEADING, rest))


def _numbered(passages: Iterable[Passage]) -> Iterable[Passage]:
    ordered = sorted(passages, key=lambda passage: (passage.start, passage.end))
    for position, passage in enumerate(ordered):
        yield replace(passage, position=position, id=PassageId(f"{passage.document_id}#{position + 1}"))


class _Layout:
    """Writes the text and notes where everything stands."""

    def __init__(self, document_id: DocumentId, *, title: str) -> None:
        self.document_id = document_id
        self.title = title
        self.sections: list[Section] = []
        self.passages: list[Passage] = []
        self.references: list[Reference] = []
        self.places: list[Place] = []
        self._lent: Lent | None = None  # by the heading above
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[tuple[int, str]] = []
        self._block = 0
        self._lead_paragraph: Passage | None = None  # "…:" before a list, table or tree
        self._open_items: list[Passage] = []  # ancestors of the next list item, outermost first
        self._list: list[Passage] = []  # items of the list being laid out
        self._last_group = 0
        # Start of a line → the group that it opens and the first words there.
        self._led: dict[int, tuple[int, str]] = {}
        self._rows: list[Passage] = []  # rows of the table being laid out

    def text(self) -> str:
        return "".join(self._parts)

    def close(self) -> None:
        self._close_list()
        self._close_table()

    def add(self, block: Block, *, following: Block | None, below: Sequence[Block]) -> None:
        """Lay out one block; `below`: those of its section where it is a heading."""
        if block.kind is not BlockKind.ITEM or block.group != self._last_group:
            self._close_list()
        if block.kind is not BlockKind.ROW or block.group != self._last_group:
            self._close_table()
        match block.kind:
            case BlockKind.HEADING:
                self._heading(block, following=following)
                self._lent = lent_by(block.text, below)
            case BlockKind.PARAGRAPH | BlockKind.CAPTION:
                self._paragraph(block, following=following)
            case BlockKind.NOTE:
                self._note(block)
            case BlockKind.REFERENCE:
                self._reference(block)
            case BlockKind.ITEM:
                self._item(block)
            case BlockKind.ROW:
                self._row(block)
            case BlockKind.TREE:
                self._tree(block)
        self._last_group = block.group

    # -- text ------------------------------------------------------------------------------------------------

    def _write(self, text: str, *, gap: str, prefix: str = "", block: Block | None = None) -> tuple[int, int]:
        """Append text after a gap; offsets of the text without the prefix. `block` says where on a page it stands."""
        piece = (gap if self._length else "") + prefix
        start = self._length + len(piece)
        self._parts.append(piece + text)
        self._length = start + len(text)
        for place in block.places if block else ():
            self.places.append(Place(start + place.start, start + place.end, place.page, place.box))
        return start, self._length

    def _passage(
        self, kind: PassageKind, text: str, span: tuple[int, int], *, lead_in: tuple[str, ...] = (), label: str = "",
        columns: tuple[str, ...] = (), cells: tuple[str, ...] = (), parts: tuple[tuple[int, int], ...] = (),
        inherited: str = "", block: Block | None = None,
    ) -> Passage:  # fmt: skip
        printed = own_grade(text) or grade_in_row(columns, cells) or inherited
        straight_below = not lead_in or kind is PassageKind.PROSE
        if not printed and block is not None and straight_below and self._lent is not None:
            printed = from_heading(self._lent, block, text)
        passage = Passage(
            id=PassageId(""),
            document_id=self.document_id,
            kind=kind,
            text=text,
            start=span[0],
            end=span[1],
            position=0,
            block=self._block,
            path=tuple(heading for _, heading in self._headings),
            lead_in=lead_in,
            label=label,
            columns=columns,
            cells=cells,
            parts=parts,
            recommendation=read_grade(printed, statement=text) if printed else None,
            cites=block.cites if block else (),
            page=block.places[0].page if block and block.places else None,
        )
        self.passages.append(passage)
        return passage

    # -- blocks ----------------------------------------------------------------------------------------------

    def _heading(self, block: Block, *, following: Block | None) -> None:
        start, end = self._write(block.text, gap="\n\n", block=block)
        while self._headings and self._headings[-1][0] >= block.depth:
            self._headings.pop()
        self._lead_paragraph = None
        self._block += 1
        if not self.sections and not self._headings and block.text == self.title:
            return
        if self._says_all(block, following):
            self._passage(PassageKind.PROSE, block.text, (start, end), block=block)
        self._headings.append((block.depth, block.text))
        path = tuple(heading for _, heading in self._headings)
        self.sections.append(Section(path=path, level=block.depth, start=start))

    def _says_all(self, block: Block, following: Block | None) -> bool:
        """A heading below which nothing stands is the statement itself: "4.2 Hypersensitivity to any component"."""
        empty = following is None or (following.kind is BlockKind.HEADING and following.depth <= block.depth)
        return empty and bool(self._headings) and block.text.count(" ") >= _FEWEST_WORDS

    def _paragraph(self, block: Block, *, following: Block | None) -> None:
        self._block += 1
        lead = self._lead_paragraph
        # A bold line alone ("Key principle") heads the paragraph after it.
        carried = (lead.label,) if lead is not None and lead.label and lead.text.rstrip(":") == lead.label else ()
        span = self._write(block.text, gap="\n\n", block=block)
        pieces = graded_pieces(block.text)
        for start, end in pieces[:-1]:
            self._piece(block, span, start, end, lead_in=carried)
        passage = self._piece(block, span, *pieces[-1], lead_in=carried)
        leads_on = following is not None and following.kind is not BlockKind.HEADING
        opens = block.text.endswith(":") or (block.label and block.text.rstrip(":") == block.label)
        # A caption names the table below it, with or without a colon.
        opens = opens or (block.kind is BlockKind.CAPTION and following is not None and following.kind is BlockKind.ROW)
        self._lead_paragraph = passage if leads_on and opens else None

    def _piece(self, block: Block, span: tuple[int, int], start: int, end: int, *, lead_in: tuple[str, ...]) -> Passage:
        """A paragraph, or one of its graded statements."""
        text = block.text[start:end]
        cites = tuple(Cite(cite.at - start, cite.labels) for cite in block.cites if start <= cite.at <= end)
        return self._passage(
            PassageKind.PROSE, text, (span[0] + start, span[0] + end), lead_in=lead_in,
            label=block.label if start == 0 else "", block=replace(block, cites=cites),
        )  # fmt: skip

    def _note(self, block: Block) -> None:
        self._block += 1
        self._lead_paragraph = None
        span = self._write(block.text, gap="\n\n", prefix=f"{block.marker} " if block.marker else "", block=block)
        self._passage(PassageKind.NOTE, block.text, span, block=block)

    def _reference(self, block: Block) -> None:
        """An entry of the list of references: part of the text, but nothing that an answer may quote."""
        self._lead_paragraph = None
        gap = "\n" if self.references and not self._heads_references() else "\n\n"
        label = block.marker.rstrip(".")
        start, _ = self._write(block.text, gap=gap, prefix=f"{label}. " if label else "- ", block=block)
        self.references.append(Reference(label=label, text=block.text, start=start))

    def _heads_references(self) -> bool:
        return bool(self.sections) and bool(self.references) and self.sections[-1].start > self.references[-1].start

    def _item(self, block: Block) -> None:
        if not self._list:
            self._block += 1
        self._open_items = self._open_items[: block.depth]
        indent = "  " * block.depth
        first = not self._list
        gap = "\n" if not first or self._lead_paragraph is not None else "\n\n"
        span = self._write(block.text, gap=gap, prefix=f"{indent}{block.marker or '-'} ", block=block)
        ancestors = self._ancestors()
        label = block.label or _colon_label(block.text)
        inherited = self._lent_by_line(ancestors[-1], block, label=label) if ancestors else ""
        passage = self._passage(
            PassageKind.ITEM, block.text, span, lead_in=tuple(_as_lead_in(parent) for parent in ancestors), label=label,
            inherited=inherited, block=block,
        )  # fmt: skip
        self._list.append(passage)
        self._open_items.append(passage)

    def _ancestors(self) -> list[Passage]:
        return ([self._lead_paragraph] if self._lead_paragraph else []) + self._open_items

    def _lent_by_line(self, line: Passage, block: Block, *, label: str) -> str:
        """The grade that the line above lends to an item or a row: to the first list or table below it, no further."""
        group, first = self._led.setdefault(line.start, (block.group, block.text))
        return from_line(line, block.text, label=label, first=first) if block.group == group else ""

    def _row(self, block: Block) -> None:
        fresh, head = block.group != self._last_group, " | ".join(block.columns)
        if fresh:
            self._block += 1
            if head.strip(" |"):
                self._write(head, gap="\n\n")
        span = self._write(block.text, gap="\n" if not fresh or head.strip(" |") else "\n\n", block=block)
        lead = self._lead_paragraph
        passage = self._passage(
            PassageKind.ROW, block.text, span,
            lead_in=(*((_as_lead_in(lead),) if lead else ()), *block.continues), label=block.cells[0],
            columns=block.columns, cells=block.cells, block=block,
            inherited=self._lent_by_line(lead, block, label=block.cells[0]) if lead else "",
        )  # fmt: skip
        self._rows.append(passage)

    def _close_table(self) -> None:
        """A table of criteria that must all be met is one thing: a single row of it would mislead."""
        rows, self._rows = self._rows, []
        if len(rows) < 2 or not rows[0].lead_in or not _ALL_OF.search(rows[0].lead_in[-1]):
            return
        span = (rows[0].start, rows[-1].end)
        text = self.text()[span[0] : span[1]]
        self._passage(
            PassageKind.LIST, text, span, lead_in=rows[0].lead_in, columns=rows[0].columns,
            parts=tuple((row.start, row.end) for row in rows),
        )  # fmt: skip
        self.passages[-1] = replace(self.passages[-1], recommendation=None, block=rows[0].block, path=rows[0].path)

    def _tree(self, block: Block) -> None:
        self._block += 1
        lead_in = (_as_lead_in(self._lead_paragraph),) if self._lead_paragraph else ()
        roots = parse_tree(block.text)
        self._lay_nodes(roots, depth=0, path=lead_in, first=True)
        self._lead_paragraph = None

    def _lay_nodes(self, nodes: Sequence[Node], *, depth: int, path: tuple[str, ...], first: bool = False) -> None:
        run: list[tuple[str, tuple[int, int]]] = []
        for node in nodes:
            gap = "\n\n" if first else "\n"
            first = False
            span = self._write(node.text, gap=gap, prefix="  " * depth + "- ")
            if node.children:
                self._close_run(run, path)
                run = []
                self._branch(node, span, depth=depth, path=path)
            else:
                run.append((node.text, span))
        self._close_run(run, path)

    def _branch(self, node: Node, span: tuple[int, int], *, depth: int, path: tuple[str, ...]) -> None:
        """A node with the actions directly below it, then what hangs deeper."""
        leaves: list[tuple[str, tuple[int, int]]] = [(node.text, span)]
        rest = list(node.children)
        while rest and not rest[0].children:
            leaf = rest.pop(0)
            leaves.append((leaf.text, self._write(leaf.text, gap="\n", prefix="  " * (depth + 1) + "- ")))
        if len(leaves) > 1:
            self._close_run(leaves, path, label=node.text)
        self._lay_nodes(rest, depth=depth + 1, path=(*path, node.text))

    def _close_run(
        self, lines: Sequence[tuple[str, tuple[int, int]]], path: tuple[str, ...], *, label: str = ""
    ) -> None:
        if not lines:
            return
        span = (lines[0][1][0], lines[-1][1][1])
        parts = tuple(place for _, place in lines)
        text = self.text()[span[0] : span[1]]
        inherited = from_node(path[-1]) if path else ""
        self._passage(
            PassageKind.BRANCH, text, span, lead_in=path, label=label, parts=parts, inherited=inherited
        )  # fmt: skip

    # -- lists -----------------------------------------------------------------------------------------------

    def _close_list(self) -> None:
        """Add the whole list, and each nested one, as passages beside their items."""
        if self._list:
            if self._lead_paragraph is not None:
                self._add_list(self._lead_paragraph, self._list)
            elif self._headings:
                self._add_headed_list()
            for position, item in enumerate(self._list):
                children = []
                for other in self._list[position + 1 :]:
                    if len(other.lead_in) <= len(item.lead_in):
                        break
                    children.append(other)
                if children and (item.text.endswith(":") or item.text == item.label):
                    self._add_list(item, children)
            self._lead_paragraph = None
        self._list = []
        self._open_items = []

    def _add_headed_list(self) -> None:
        """A list of short items straight below a heading is one thing: "Absolute contraindications" › A; B; C."""
        items = self._list
        span = (items[0].start, items[-1].end)
        if len(items) < 2 or span[1] - span[0] > _LONGEST_LIST or max(len(item.text) for item in items) > 140:
            return
        text = self.text()[span[0] : span[1]]
        self._passage(PassageKind.LIST, text, span, parts=tuple((item.start, item.end) for item in items))
        grade = of_whole_list(self._lent, items)
        self.passages[-1] = replace(
            self.passages[-1],
            recommendation=read_grade(grade, statement=text) if grade else None,
            block=items[0].block,
            path=items[0].path,
        )

    def _add_list(self, lead: Passage, items: Sequence[Passage]) -> None:
        span = (lead.start, items[-1].end)
        if len(items) < 2 or span[1] - span[0] > _LONGEST_LIST:
            return
        parts = tuple((passage.start, passage.end) for passage in (lead, *items))
        passage = self._passage(
            PassageKind.LIST,
            self.text()[span[0] : span[1]],
            span,
            lead_in=lead.lead_in,
            label=lead.label or lead.text.rstrip(":"),
            parts=parts,
        )
        # A grade printed by one item is not the grade of the list.
        self.passages[-1] = replace(
            passage, recommendation=lead.recommendation, block=items[0].block, path=items[0].path
        )


def _as_lead_in(passage: Passage) -> str:
    """What a passage lends to those below it: its label, or its words where they are short enough."""
    if passage.text.endswith(":"):
        return passage.text.rstrip(":").rstrip()
    if passage.label:
        return passage.label
    return passage.text if len(passage.text) <= _LONGEST_LEAD_IN else ""


def _colon_label(text: str) -> str:
    head, colon, rest = text.partition(": ")
    closed = head.count("(") == head.count(")")
    return head if colon and rest and closed and len(head) <= 60 and head[:1].isupper() and "." not in head else ""
