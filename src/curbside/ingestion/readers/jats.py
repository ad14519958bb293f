"""JATS articles (and the older NLM form) → blocks: title, abstract, sections, tables, notes, references."""

import re
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from curbside.domain.errors import UnreadableDocument
from curbside.domain.text import clean, one_line
from curbside.ingestion.inline import Inline, raise_signs
from curbside.ingestion.raw import Block, BlockKind, RawDocument
from curbside.ingestion.readers.jats_description import described, relations_of
from curbside.ingestion.readers.jats_references import printed_reference, reference_labels
from curbside.ingestion.readers.jats_words import LEFT_OUT, PARAGRAPHS, Words
from curbside.ingestion.safe_xml import parse_xml, words_in
from curbside.ingestion.tables import Cell, Element, table_blocks, text_of

_BLOCKS = PARAGRAPHS | frozenset(
    {"list", "def-list", "def-item", "table-wrap", "fig", "fig-group", "table-wrap-group", "boxed-text", "disp-formula",
     "disp-formula-group", "sec", "ref-list", "fn-group", "preformat", "array", "title", "label", "caption", "ack",
     "app", "app-group", "glossary", "notes", "bio", "ref", "fn"}
)  # fmt: skip
_SECTIONS = frozenset({"sec", "ack", "app", "glossary", "notes", "bio", "app-group", "ref-list", "boxed-text"})
# Headings that a journal's style sheet prints where the file has none.
_GIVEN_HEADINGS: Mapping[str, str] = {"ack": "Acknowledgements", "ref-list": "References"}
_ORDERED = frozenset({"order", "ordered", "arabic", "alpha-lower", "alpha-upper", "roman-lower", "roman-upper"})
_BULLET = re.compile(r"[•●○▪◦‣·*–—−-]+")
_DEEPEST_HEADING = 6


def read_jats(data: bytes) -> RawDocument:
    """Blocks of an article in reading order.

    Raises:
        UnreadableDocument: no well-formed JATS, or it holds no text.
    """
    root = parse_xml(data)
    article = root if root.tag == "article" else root.find(".//article")
    if article is None:
        raise UnreadableDocument("holds no article. Save the article's JATS file and ingest that.")
    walker = _Walker(article)
    walker.walk_article()
    if not any(block.kind not in (BlockKind.HEADING, BlockKind.REFERENCE) for block in walker.blocks):
        raise UnreadableDocument("holds no text, only its description. Ingest the full text of the article.")
    relations, warnings = relations_of(article, title=walker.title)
    return RawDocument(
        blocks=tuple(walker.blocks),
        metadata=described(article, title=walker.title),
        relations=tuple(relations),
        source_chars=words_in(article),
        left_out={reason: count for reason, count in walker.left_out.items() if count > 0},
        warnings=tuple(warnings),
    )


class _Walker:
    def __init__(self, article: Element) -> None:
        self.title = ""
        self.blocks: list[Block] = []
        self.left_out: Counter[str] = Counter()
        self._article = article
        self._labels = reference_labels(article)
        pointed = (rid for xref in article.iter("xref") for rid in (xref.get("rid") or "").split())
        self._words = Words(self._labels, self.left_out, marked=any(rid in self._labels for rid in pointed))
        self._group = 0
        self._lists: list[tuple[str, int]] = []  # of each open list: its type, items so far
        self._marker = ""

    def walk_article(self) -> None:
        """Title, abstract, body and back matter."""
        article = self._article
        title = article.find("front/article-meta/title-group/article-title")
        if title is not None:
            self.title = self._title(title)
            self._add(Block(kind=BlockKind.HEADING, text=self.title, depth=1))
        abstracts = article.findall("front/article-meta/abstract")
        for abstract in abstracts:
            self._section(abstract, 2, given="Abstract")
        if (front := article.find("front")) is not None:
            kept = sum(words_in(part) for part in (*abstracts, *([title] if title is not None else ())))
            self.left_out["journal and author front matter"] += words_in(front) - kept
        for part in ("body", "back", "floats-group", "floats-wrap"):
            for element in article.findall(part):
                self._section(element, 1)
        for element in article:
            if element.tag in ("sub-article", "response"):
                self._words.leave_out(element, "letters and responses")

    def _title(self, title: Element) -> str:
        """The title without the signs of its notes."""
        inline = Inline()
        bare = deepcopy(title)
        etree.strip_elements(bare, "xref", "fn", with_tail=False)
        self._words.write(bare, inline)
        return inline.settle().text

    # -- sections ----------------------------------------------------------------------------------------------

    def _section(self, section: Element, depth: int, *, given: str = "") -> None:
        """A part of the article: its heading at `depth`, its paragraphs, the parts in it one deeper."""
        title, label = section.find("title"), section.find("label")
        if title is None and section.tag == "boxed-text":
            title = section.find("caption/title")
        given = given or _GIVEN_HEADINGS.get(section.tag, "")
        if title is not None and text_of(title).strip():
            self._heading(title, depth, label=label)
        elif given:
            self._add(Block(kind=BlockKind.HEADING, text=given, depth=min(depth, _DEEPEST_HEADING)))
        elif label is not None:
            self._plain(label)
        for child in section:
            if child is title or child.tag == "label":
                continue
            if child.tag == "caption":
                self._caption_rest(child, title, depth)
            else:
                self._block(child, depth + 1)

    def _caption_rest(self, caption: Element, title: Element | None, depth: int) -> None:
        for child in caption:
            if child is not title:
                self._block(child, depth + 1)

    def _heading(self, title: Element, depth: int, *, label: Element | None = None) -> None:
        inline = Inline()
        if label is not None and text_of(label).strip():
            inline.add(f"{one_line(text_of(label))} ")
        self._words.write(title, inline)
        settled = inline.settle()
        depth = min(depth, _DEEPEST_HEADING)
        self._add(Block(kind=BlockKind.HEADING, text=settled.text, depth=depth, cites=settled.cites))

    def _block(self, element: Element, depth: int) -> None:  # noqa: PLR0912  # one arm for each kind of element
        tag = element.tag
        if not isinstance(tag, str):
            return
        if tag in LEFT_OUT:
            self._words.leave_out(element, LEFT_OUT[tag])
        elif tag in _SECTIONS:
            self._section(element, depth)
        elif tag == "ref":
            self._reference(element)
        elif tag in PARAGRAPHS:
            self._paragraph(element, depth)
        elif tag == "list":
            self._list(element, depth)
        elif tag == "def-item":
            self._definition(element, depth)
        elif tag == "table-wrap":
            self._table(element, depth)
        elif tag == "fig":
            self._figure(element)
        elif tag == "fn":
            self._note(element)
        elif tag == "table-wrap-foot":
            self._foot(element)
        elif tag == "alternatives":
            self._alternatives(element, depth)
        elif any(child.tag in _BLOCKS for child in element) and tag not in ("disp-formula", "title", "label"):
            # A container: its blocks, and the words beside them.
            self._paragraph(element, depth)
        else:
            self._plain(element)

    # -- paragraphs and lists ----------------------------------------------------------------------------------

    def _plain(self, element: Element) -> None:
        inline = Inline()
        self._words.write(element, inline)
        self._close(inline)

    def _paragraph(self, paragraph: Element, depth: int, *, without: Element | None = None) -> None:
        """A paragraph; lists, tables and formulas inside it divide it, a note only follows it."""
        inline = Inline()
        inline.add(paragraph.text or "")
        notes: list[Element] = []
        for child in paragraph:
            if child is without:
                pass
            elif child.tag == "fn" and paragraph.tag in PARAGRAPHS:
                # Where the note stands the sentence goes on, with the note's sign in it.
                notes.append(child)
                inline.add(raise_signs(_printed(child.find("label"))))
            elif child.tag in _BLOCKS or child.tag == "table-wrap-foot":
                self._close(inline)
                inline = Inline()
                self._block(child, depth)
            else:
                self._words.piece(child, inline)
            inline.add(child.tail or "")
        self._close(inline)
        for note in notes:
            self._note(note)

    def _alternatives(self, element: Element, depth: int) -> None:
        """One thing in several forms: its words where it has any, the pictures of it are counted."""
        for child in element:
            self._block(child, depth)

    def _close(self, inline: Inline) -> None:
        settled = inline.settle()
        text = one_line(settled.text)
        if not text.strip(" .,;"):
            return
        kind = BlockKind.ITEM if self._lists else BlockKind.PARAGRAPH
        cites = settled.cites if text == settled.text else ()
        block = Block(kind=kind, text=text, label=settled.label, cites=cites)
        if self._lists:
            block = replace(block, depth=len(self._lists) - 1, group=self._group, marker=self._marker)
            self._marker = ""
        self._add(block)

    def _list(self, element: Element, depth: int) -> None:
        if not self._lists:
            self._group += 1
        before = self._marker
        self._lists.append((element.get("list-type") or "", 0))
        for child in element:
            if child.tag == "list-item":
                self._list_item(child, depth)
            elif child.tag not in ("label",):
                self._block(child, depth)
        self._lists.pop()
        self._marker = before

    def _list_item(self, item: Element, depth: int) -> None:
        kind, number = self._lists[-1]
        self._lists[-1] = (kind, number + 1)
        label = item.find("label")
        own = _printed(label)
        self._marker = ("" if _BULLET.fullmatch(own) else own) or _numbered(kind, number + 1)
        self._paragraph(item, depth, without=label)

    def _definition(self, item: Element, depth: int) -> None:
        """ "BMI: body mass index"; several terms may share a definition."""
        inline = Inline()
        for part in item:
            if part.tag in ("label", "term"):
                inline.add(" / " if part.tag == "term" and part.getprevious() is not None else "", bold=True)
                self._words.write(part, inline, bold=True)
        if term := inline.settle().text:
            inline.add(" " if term.endswith(":") else ": ", bold=True)
        for definition in item.findall("def"):
            self._words.write(definition, inline)
            inline.add(" ")
        self._close(inline)

    # -- figures, tables, notes, references --------------------------------------------------------------------

    def _figure(self, figure: Element) -> None:
        """A figure's words: its label and caption."""
        inline = Inline()
        label = figure.find("label")
        if label is not None and text_of(label).strip():
            inline.add(f"{one_line(text_of(label)).rstrip('.:')}:", bold=True)
            inline.add(" ")
        for child in figure:
            if child is not label:
                self._words.piece(child, inline)
                inline.add(" ")
        self._close(inline)

    def _table(self, wrap: Element, depth: int) -> None:
        inline = Inline()
        label, caption = wrap.find("label"), wrap.find("caption")
        for part in (label, caption):
            if part is not None:
                self._words.piece(part, inline)
                inline.add(" ")
        settled = inline.settle()
        if settled.text:
            self._add(Block(kind=BlockKind.CAPTION, text=settled.text, cites=settled.cites))
        for child in wrap:
            if child is not label and child is not caption:
                self._table_part(child, depth)

    def _table_part(self, element: Element, depth: int) -> None:
        if element.tag == "alternatives":
            for child in element:
                self._table_part(child, depth)
        elif element.tag == "table":
            self._group += 1
            rows, notes = table_blocks(element, words_of=self._cell, group=self._group)
            for row in rows:
                self._add(row)
            for note in notes:
                self._note(note)
        else:
            self._block(element, depth)

    def _cell(self, cell: Element) -> Cell:
        inline = Inline()
        self._words.write(cell, inline)
        settled = inline.settle()
        return Cell(text=settled.text, cites=settled.cites)

    def _foot(self, foot: Element) -> None:
        """The notes below a table, each its own."""
        if not any(child.tag in ("fn", "fn-group", "p", "table-wrap-foot") for child in foot):
            self._note(foot)
            return
        for child in foot:
            if child.tag in ("fn-group", "table-wrap-foot"):
                self._foot(child)
            elif child.tag in LEFT_OUT:
                self._words.leave_out(child, LEFT_OUT[child.tag])
            elif isinstance(child.tag, str):
                self._note(child)

    def _note(self, note: Element) -> None:
        """A note with the sign that refers to it, whether that stands in a label or raised before its words."""
        inline = Inline()
        label = note.find("label")
        sign = label if label is not None else _leading_sign(note)
        marker = _printed(sign)
        if label is None and sign is not None:
            sign.text, marks = "", list(sign)
            for child in marks:
                sign.remove(child)
        self._words.write(note, inline, without=label)
        settled = inline.settle()
        if settled.text:
            self._add(Block(kind=BlockKind.NOTE, text=settled.text, marker=marker, cites=settled.cites))

    def _reference(self, ref: Element) -> None:
        own = ref.find("label")
        label = self._labels.get(ref.get("id") or "") or _printed(own)
        text = printed_reference(ref)
        self._add(Block(kind=BlockKind.REFERENCE, text=text, marker=label))

    def _add(self, block: Block) -> None:
        if block.text:
            self.blocks.append(block)


def _printed(label: Element | None) -> str:
    """The words of a label or sign, "" without one."""
    return "" if label is None else one_line(clean(text_of(label)))


def _leading_sign(note: Element) -> Element | None:
    """The raised sign that opens a note: "ᵃ Adjusted for age"."""
    first = note
    while len(first) and not (first.text or "").strip():
        first = first[0]
        if first.tag == "sup":
            sign = text_of(first).strip()
            return first if sign and len(sign) <= 3 else None
        if first.tag not in ("p", "fn", "italic", "bold"):
            return None
    return None


def _numbered(kind: str, number: int) -> str:
    """The marker of an item in an ordered list: "3.", "c.", "iii."; "" in any other list."""
    if kind not in _ORDERED:
        return ""
    sign = str(number)
    if kind.startswith("alpha") and number <= 26:
        sign = chr(ord("a") + number - 1)
    elif kind.startswith("roman"):
        sign = _roman(number)
    return f"{sign.upper() if kind.endswith('upper') else sign}."


def _roman(number: int) -> str:
    out = ""
    for value, sign in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        out += sign * (number // value)
        number %= value
    return out
