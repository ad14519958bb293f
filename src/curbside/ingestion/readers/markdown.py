"""Markdown → blocks. CommonMark with tables; HTML in it is shown as the text it is, never obeyed."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from curbside.domain.documents import Cite
from curbside.domain.errors import UnreadableDocument
from curbside.domain.text import clean, one_line
from curbside.ingestion.inline import Inline
from curbside.ingestion.raw import Block, BlockKind, RawDocument, Said

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*\n", re.S)
_PAIR = re.compile(r"^([A-Za-z][\w-]*):[ \t]*(.*?)[ \t]*$", re.M)
_MARKS = "#*`>|_[]\\-"
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
# Addresses are not kept, so they need not be made fit for a page.
_PARSER.normalizeLink = lambda url: url  # type: ignore[method-assign]  # the library's own way to set it
_PARSER.validateLink = lambda url: True  # type: ignore[method-assign]  # as above
# A link to an entry of the page's own list of references: "#cit/section_2.7", "#ref12".
_CITED = re.compile(r"^#(?:cit/|ref|bib|cite)[\w/-]*?(?P<label>\d+(?:\.\d+)*)$")
_ADDRESS = re.compile(r"\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_REFERENCES = re.compile(r"^(?:\d+\.?\s*)?(?:references?|bibliography|literature cited|works cited)\s*:?$", re.I)


def read_markdown(data: bytes) -> RawDocument:
    """Blocks of a Markdown file in reading order.

    Raises:
        UnreadableDocument: the bytes are not UTF-8 text, or hold no text.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"not UTF-8 text (byte {error.start}: {error.reason}). Save the file as UTF-8 and ingest it again."
        ) from None
    if b"\x00" in data[:4096]:
        raise UnreadableDocument("holds NUL bytes, so it is not a text file. Export it as Markdown and try again.")
    text = clean(text)
    metadata: dict[str, Said] = {}
    if front := _FRONT_MATTER.match(text):
        metadata = _described(front[1])
        text = text[front.end() :]
    text = _COMMENT.sub("", text)
    walker = _Walker()
    walker.walk(_PARSER.parse(_ADDRESS.sub(_shortened, text)))
    if not walker.blocks:
        raise UnreadableDocument("holds no text. Check that the right file was saved, and ingest it again.")
    return RawDocument(
        blocks=tuple(walker.blocks),
        metadata=metadata,
        source_chars=_written(_ADDRESS.sub("]", text)),
    )


def _written(text: str) -> int:
    """Characters of a text that are neither white space nor marks."""
    return sum(map(len, text.split())) - sum(map(text.count, _MARKS))


def _shortened(address: re.Match[str]) -> str:
    """An address that the parser need not walk letter by letter; only those inside the page are looked at later."""
    return address[0] if address[0].startswith("](#") else "](x)"


# Our key for what front matter calls it, the first that is there.
_FRONT_MATTER_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "publisher": ("publisher", "organization", "organisation", "author", "source"),
    "licence": ("licence", "license"),
    "url": ("url", "source_url"),
    "doi": ("doi",),
    "kind": ("kind",),
    "edition": ("edition",),
    "language": ("language", "lang"),
    "year": ("year", "date", "published", "updated"),
    "published_on": ("date", "published"),
    "updated_on": ("updated",),
    "reviewed_on": ("lastreviewed", "reviewed"),
    "audience": ("audience",),
}


def _described(front_matter: str) -> dict[str, Said]:
    pairs = {key.lower(): value.strip("\"'") for key, value in _PAIR.findall(front_matter)}
    said = {}
    for key, names in _FRONT_MATTER_KEYS.items():
        name = next((name for name in names if pairs.get(name)), None)
        if name is not None:
            said[key] = Said(value=pairs[name], where=f"front matter: {name}")
    return said


class _Walker:
    """Turns the parser's flat token list into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._group = 0
        self._lists: list[int | None] = []  # next number of each open list, None if unordered
        self._item_open = False
        self._columns: tuple[str, ...] = ()
        self._cells: list[str] = []
        self._above: tuple[str, ...] = ()  # cells of the row before, its empty ones as those above them
        self._in_head = False
        self._in_cell = False
        self._in_references = False
        self._cited: Counter[str] = Counter()  # which lists of references were cited since the last one

    def walk(self, tokens: Sequence[Token]) -> None:  # noqa: PLR0912  # one arm for each kind of token
        heading = 0
        for token in tokens:
            match token.type:
                case "heading_open":
                    heading = int(token.tag[1])
                case "heading_close":
                    heading = 0
                case "bullet_list_open" | "ordered_list_open":
                    self._open_list(token)
                case "bullet_list_close" | "ordered_list_close":
                    self._lists.pop()
                    if self._in_references and not self._lists:
                        self._cited.clear()
                case "list_item_open":
                    self._item_open = True
                case "inline":
                    self._inline(token, heading=heading)
                case "fence" | "code_block":
                    self._group += 1
                    self._add(Block(kind=BlockKind.TREE, text=token.content.rstrip(), group=self._group))
                case "thead_open":
                    self._in_head = True
                    self._group += 1
                case "thead_close":
                    self._in_head = False
                case "tr_open":
                    self._cells = []
                case "th_open" | "td_open":
                    self._in_cell = True
                case "th_close" | "td_close":
                    self._in_cell = False
                case "tr_close":
                    self._close_row()
                case "table_close":
                    self._close_table()
                case _:
                    pass

    def _open_list(self, token: Token) -> None:
        if not self._lists:
            self._group += 1
        start = token.attrGet("start")
        ordered = token.type == "ordered_list_open"
        self._lists.append(int(start) if ordered and start else 1 if ordered else None)

    def _inline(self, token: Token, *, heading: int) -> None:
        text, cites = _words(token)
        for cite in cites:
            self._cited.update(label.rpartition(".")[0] for label in cite.labels)
        if self._in_cell:
            self._cells.append(text)
        elif heading:
            self._in_references = bool(_REFERENCES.match(text))
            self._add(Block(kind=BlockKind.HEADING, text=text, depth=heading))
        elif self._lists:
            self._add_item(text, label=_label(token), cites=cites)
        else:
            self._add(Block(kind=BlockKind.PARAGRAPH, text=text, label=_label(token), cites=cites))

    def _add_item(self, text: str, *, label: str, cites: tuple[Cite, ...]) -> None:
        depth = len(self._lists) - 1
        marker = ""
        if self._item_open:
            number = self._lists[-1]
            if number is not None:
                marker = f"{number}."
                self._lists[-1] = number + 1
        self._item_open = False
        if self._in_references:
            self._add(Block(kind=BlockKind.REFERENCE, text=text, marker=self._reference_label(marker)))
            return
        self._add(
            Block(
                kind=BlockKind.ITEM, text=text, depth=depth, group=self._group, label=label, marker=marker, cites=cites
            )
        )

    def _reference_label(self, marker: str) -> str:
        """The name by which the text cites an entry: a page of several lists numbers the lists too."""
        cited = self._cited.most_common(1)
        return f"{cited[0][0]}.{marker}".strip(".") if cited and cited[0][0] else marker

    def _close_row(self) -> None:
        cells = tuple(self._cells)
        if self._in_head:
            self._columns, self._above = cells, ()
        elif any(cells):
            self._add(
                Block(
                    kind=BlockKind.ROW,
                    text=" | ".join(cells),
                    group=self._group,
                    columns=self._columns,
                    cells=cells,
                    continues=self._continued(cells),
                )
            )

    def _continued(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """What the empty cells at a row's beginning stand for. Markdown writes no cell over several rows; where one is
        meant the lower ones are left empty: "Haemoglobin, men | 12.0–12.9" above " | 10.0–11.9"."""
        begins = next(number for number, cell in enumerate(cells) if cell)
        carried = self._above[:begins] if self._above else cells[:begins]
        self._above = (*carried, *cells[begins:])
        return tuple(cell for cell in carried if cell)

    def _close_table(self) -> None:
        """Heads are shown with the rows below them; without such rows they are the only row."""
        shown = bool(self.blocks) and self.blocks[-1].kind is BlockKind.ROW and self.blocks[-1].group == self._group
        if not shown and any(self._columns):
            text = " | ".join(self._columns)
            self._add(Block(kind=BlockKind.ROW, text=text, group=self._group, cells=self._columns))

    def _add(self, block: Block) -> None:
        if block.text.strip():
            self.blocks.append(block)


def _words(token: Token) -> tuple[str, tuple[Cite, ...]]:
    """The words of an inline token on one line, and the citation marks that stood among them."""
    children = token.children or ()
    if not any(child.type == "link_open" and _CITED.match(str(child.attrGet("href"))) for child in children):
        return one_line(_plain(token)), ()
    inline, cited = Inline(), False
    for child in children:
        if child.type == "link_open" and (found := _CITED.match(str(child.attrGet("href")))):
            inline.cite((found["label"],))
            cited = True
        elif child.type == "link_close":
            cited = False
        elif not cited:
            inline.add(" " if child.type in ("softbreak", "hardbreak") else child.content)
    settled = inline.settle()
    return settled.text, settled.cites


def _plain(token: Token) -> str:
    """The words of an inline token without its marks."""
    words = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif child.type == "image" or child.content:
            words.append(child.content)
    return "".join(words)


def _label(token: Token) -> str:
    """Leading bold or italic words that name what follows: "Apixaban" of "**Apixaban:** 5 mg"."""
    children = [child for child in token.children or () if child.type != "text" or child.content]
    if not children or children[0].type not in ("strong_open", "em_open"):
        return ""
    closing = children[0].type.replace("open", "close")
    inside: list[str] = []
    for position, child in enumerate(children[1:], start=1):
        if child.type == closing:
            rest = children[position + 1].content if position + 1 < len(children) else ""
            text = one_line("".join(inside))
            alone = position == len(children) - 1
            if text.endswith(":") or rest.lstrip().startswith(":") or alone:
                return text.rstrip(":").rstrip()
            return ""
        inside.append(child.content)
    return ""
