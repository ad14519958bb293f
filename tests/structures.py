"""Documents of random structure, and how each format writes them down.

Every piece of text holds a marker of its own: a word that no other piece holds. What a reader loses, repeats or puts
out of order, its marker tells.
"""

import io
import itertools
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from hypothesis import strategies as st

MARKER = re.compile(r"qz[a-z]{3}")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

# -- what a document is made of ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text; `kind`: plain, bold, italic, raised, lowered or cited."""

    text: str
    kind: str = "plain"


Words = tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of a level from 1."""

    words: Words
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph; `hidden`: one that a reader of the page cannot see."""

    words: Words
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """Terms and what is said of them."""

    terms: tuple[Words, ...]
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list; each item is its words and the blocks below them."""

    ordered: bool
    items: tuple[tuple[Words, tuple[Any, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """A cell of words, or of a list; spans are written as they are, sound or not."""

    words: Words
    items: tuple[Words, ...] = ()
    colspan: str = ""
    rowspan: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; the first `heads` rows are set as heads."""

    caption: Words
    heads: int
    rows: tuple[tuple[TableCell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Blocks inside another element, some of them many levels down."""

    depth: int
    blocks: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A whole document: its blocks, and the entries of its list of references by number from 1."""

    title: Words
    blocks: tuple[Any, ...]
    references: tuple[Words, ...]


# -- strategies --------------------------------------------------------------------------------------------------------

_ODD = (
    "", "", "", "<", "&", "&amp;", "&alpha;", "]]>", "<b>", "-->", "≥ 2", "5–10 mg", "\ue000x\ue001", "\ue004",
    "e\u0301", "\u0301", "\u200b", "1\u00ad2", "\x0b", "\x85", "²", "[", "]", "(", "a | b", "- x", "1. y", "# z", "**",
    "`", "  ", "\n", "\u2028", "\U0001f480", "\u202eabc", "\\", "{%", "|", "\x7f", "．",
)  # fmt: skip
_odd = st.one_of(st.sampled_from(_ODD), st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=5))
_kinds = st.sampled_from(("plain", "plain", "plain", "bold", "italic", "raised", "lowered", "cited"))
_spans = st.sampled_from(("", "", "", "2", "3", "0", "-1", "²", "1e3", "9" * 5000, " 2 ", "x"))
# Raised or lowered behind _BEFORE, _BESIDE must never become one number with it.
_BEFORE, _BESIDE = "4711", "13"
JOINED = _BEFORE + _BESIDE


def documents(*, references: bool = True) -> st.SearchStrategy[Written]:
    """Documents of any structure."""
    return _documents(references)


@st.composite
def _documents(draw: st.DrawFn, references: bool) -> Written:
    names = ("qz" + "".join(letters) for letters in itertools.product("abcdefghijklmnopqrstuvwxyz", repeat=3))
    entries = draw(st.integers(0, 3)) if references else 0

    def words() -> Words:
        pieces = [Piece(text=f" {draw(_odd)} {next(names)} {draw(_odd)} ")]
        for _ in range(draw(st.integers(0, 2))):
            kind = draw(_kinds)
            if kind == "cited" and not entries:
                continue
            if kind == "cited":
                pieces.append(Piece(text=str(draw(st.integers(1, entries))), kind=kind))
                pieces.append(Piece(text=f" {next(names)} "))
            elif kind in ("raised", "lowered"):
                pieces += [Piece(text=f" {_BEFORE}"), Piece(text=_BESIDE, kind=kind), Piece(text=" ")]
            else:
                pieces.append(Piece(text=f" {draw(_odd)} {next(names)} {draw(_odd)} ", kind=kind))
        return tuple(pieces)

    def cell() -> TableCell:
        shape = draw(st.sampled_from(("words", "words", "words", "empty", "list")))
        return TableCell(
            words=words() if shape == "words" else (),
            items=tuple(words() for _ in range(draw(st.integers(1, 2)))) if shape == "list" else (),
            colspan=draw(_spans),
            rowspan=draw(_spans),
        )

    def block(level: int) -> Any:
        kinds = ["paragraph", "list", "table", "definition"]
        kinds += ["heading", "box", "hidden"] if level < 3 else []
        match draw(st.sampled_from(kinds)):
            case "heading":
                return Heading(words=words(), level=draw(st.integers(2, 6)))
            case "list":
                items = []
                for _ in range(draw(st.integers(1, 3))):
                    own = words()
                    below = [block(level + 2) for _ in range(draw(st.integers(0, 1 if level < 4 else 0)))]
                    items.append((own, tuple(below)))
                return Listing(ordered=draw(st.booleans()), items=tuple(items))
            case "table":
                caption = words() if draw(st.booleans()) else ()
                rows = tuple(
                    tuple(cell() for _ in range(draw(st.integers(0, 3)))) for _ in range(draw(st.integers(1, 3)))
                )
                return Table(caption=caption, heads=draw(st.integers(0, 2)), rows=rows)
            case "definition":
                terms = tuple(words() for _ in range(draw(st.integers(1, 2))))
                return Definition(terms=terms, words=words())
            case "box":
                depth = draw(st.sampled_from((1, 1, 2, 30)))
                return Box(depth=depth, blocks=tuple(block(level + 1) for _ in range(draw(st.integers(1, 3)))))
            case kind:
                return Paragraph(words=words(), hidden=kind == "hidden")

    title = words()
    blocks = tuple(block(0) for _ in range(draw(st.integers(1, 5))))
    return Written(title=title, blocks=blocks, references=tuple(words() for _ in range(entries)))


# -- what is in a document ---------------------------------------------------------------------------------------------


def plain(words: Words) -> str:
    """The words without their kinds."""
    return " ".join(piece.text for piece in words)


def inside(block: Any) -> Iterator[tuple[str, Words]]:
    """All words of a block in reading order, each with how they are held: shown, hidden, or in which table."""
    match block:
        case Heading() | Paragraph():
            yield ("hidden" if isinstance(block, Paragraph) and block.hidden else "shown"), block.words
        case Definition():
            yield from (("shown", words) for words in (*block.terms, block.words))
        case Listing():
            for words, below in block.items:
                yield "shown", words
                for other in below:
                    yield from inside(other)
        case Table():
            name = f"table {id(block)}"
            yield from ((name, words) for words in cells_of(block))
        case Box():
            for other in block.blocks:
                yield from inside(other)


def cells_of(table: Table) -> Iterator[Words]:
    """The words of a table: its caption's, then those of each cell."""
    yield from ([table.caption] if table.caption else [])
    for row in table.rows:
        for cell in row:
            yield from (cell.items or [cell.words])


# -- formats -----------------------------------------------------------------------------------------------------------


def _marked_up(words: Words, tags: Mapping[str, str], cite: Callable[[str], str]) -> str:
    out = []
    for piece in words:
        text = escape(piece.text, quote=False)
        if piece.kind == "cited":
            out.append(cite(text))
        elif tag := tags.get(piece.kind):
            out.append(f"<{tag}>{text}</{tag.split()[0]}>")
        else:
            out.append(text)
    return "".join(out)


def _spanned(cell: TableCell) -> str:
    return "".join(
        f" {name}='{value}'" for name, value in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if value
    )


def _table_rows(table: Table, put: Callable[[TableCell], str]) -> str:
    out = []
    for position, row in enumerate(table.rows):
        tag = "th" if position < table.heads else "td"
        out.append("<tr>" + "".join(f"<{tag}{_spanned(cell)}>{put(cell)}</{tag}>" for cell in row) + "</tr>")
    head, body = "".join(out[: table.heads]), "".join(out[table.heads :])
    return (f"<thead>{head}</thead>" if head else "") + f"<tbody>{body}</tbody>"


_HTML = {"bold": "b", "italic": "i class='x y'", "raised": "sup", "lowered": "sub"}


def _html_words(words: Words) -> str:
    return _marked_up(words, _HTML, lambda number: f"<sup><a href='#ref{number}'>{number}</a></sup>")


def _html_block(block: Any) -> str:
    match block:
        case Heading():
            return f"<h{block.level}>{_html_words(block.words)}</h{block.level}>"
        case Paragraph():
            return f"<p{' hidden' * block.hidden}>{_html_words(block.words)}</p>"
        case Definition():
            terms = "".join(f"<dt>{_html_words(term)}</dt>" for term in block.terms)
            return f"<dl>{terms}<dd>{_html_words(block.words)}</dd></dl>"
        case Listing():
            tag = "ol" if block.ordered else "ul"
            items = "".join(
                f"<li>{_html_words(words)}{''.join(map(_html_block, below))}</li>" for words, below in block.items
            )
            return f"<{tag}>{items}</{tag}>"
        case Table():
            caption = f"<caption>{_html_words(block.caption)}</caption>" if block.caption else ""
            return f"<table>{caption}{_table_rows(block, _html_cell)}</table>"
        case _:
            return "<div>" * block.depth + "".join(map(_html_block, block.blocks)) + "</div>" * block.depth


def _html_cell(cell: TableCell) -> str:
    if not cell.items:
        return _html_words(cell.words)
    return "<ul>" + "".join(f"<li>{_html_words(words)}</li>" for words in cell.items) + "</ul>"


def as_html(written: Written) -> bytes:
    """An HTML page."""
    body = f"<h1>{_html_words(written.title)}</h1>" + "".join(map(_html_block, written.blocks))
    if written.references:
        entries = enumerate(written.references, start=1)
        listed = "".join(f"<li id='ref{number}'>{_html_words(words)}</li>" for number, words in entries)
        body += f"<h2>References</h2><ol>{listed}</ol>"
    return f"<html><head><title>x</title></head><body>{body}</body></html>".encode()


_JATS = {"bold": "bold", "italic": "italic", "raised": "sup", "lowered": "sub"}


def _jats_words(words: Words) -> str:
    return _marked_up(words, _JATS, lambda number: f"<xref ref-type='bibr' rid='ref{number}'>{number}</xref>")


def _jats_blocks(blocks: Sequence[Any]) -> str:
    out, is_open = [], False
    for block in blocks:
        if isinstance(block, Heading):
            out.append(f"{'</sec>' if is_open else ''}<sec><title>{_jats_words(block.words)}</title>")
            is_open = True
        else:
            out.append(_jats_block(block))
    return "".join(out) + ("</sec>" if is_open else "")


def _jats_block(block: Any) -> str:
    match block:
        case Paragraph():
            return f"<p>{_jats_words(block.words)}</p>"
        case Definition():
            terms = "".join(f"<term>{_jats_words(term)}</term>" for term in block.terms)
            words = _jats_words(block.words)
            return f"<def-list><def-item>{terms}<def><p>{words}</p></def></def-item></def-list>"
        case Listing():
            items = "".join(
                f"<list-item><p>{_jats_words(words)}</p>{_jats_blocks(below)}</list-item>"
                for words, below in block.items
            )
            return f"<list list-type='{'order' if block.ordered else 'bullet'}'>{items}</list>"
        case Table():
            caption = f"<caption><p>{_jats_words(block.caption)}</p></caption>" if block.caption else ""
            return f"<table-wrap>{caption}<table>{_table_rows(block, _jats_cell)}</table></table-wrap>"
        case _:
            return "<sec>" * block.depth + _jats_blocks(block.blocks) + "</sec>" * block.depth


def _jats_cell(cell: TableCell) -> str:
    if not cell.items:
        return _jats_words(cell.words)
    return "<list>" + "".join(f"<list-item><p>{_jats_words(words)}</p></list-item>" for words in cell.items) + "</list>"


def as_jats(written: Written) -> bytes:
    """A JATS article."""
    title = f"<title-group><article-title>{_jats_words(written.title)}</article-title></title-group>"
    entries = "".join(
        f"<ref id='ref{number}'><label>{number}</label><mixed-citation>{_jats_words(words)}</mixed-citation></ref>"
        for number, words in enumerate(written.references, start=1)
    )
    back = f"<back><ref-list>{entries}</ref-list></back>" if entries else ""
    return (
        f"<article article-type='other'><front><article-meta>{title}</article-meta></front>"
        f"<body>{_jats_blocks(written.blocks)}</body>{back}</article>"
    ).encode()


_SPL = {"bold": "content styleCode='bold'", "italic": "content", "raised": "sup", "lowered": "sub"}


def _spl_words(words: Words) -> str:
    return _marked_up(words, _SPL, lambda number: f"<linkHtml href='#ref{number}'>{number}</linkHtml>")


def _spl_block(block: Any) -> str:
    match block:
        case Heading():
            return f"<paragraph>{_spl_words(block.words)}</paragraph>"
        case Paragraph():
            return f"<paragraph>{_spl_words(block.words)}</paragraph>"
        case Definition():
            return "".join(f"<paragraph>{_spl_words(words)}</paragraph>" for words in (*block.terms, block.words))
        case Listing():
            items = "".join(
                f"<item>{_spl_words(words)}{''.join(map(_spl_block, below))}</item>" for words, below in block.items
            )
            return f"<list listType='{'ordered' if block.ordered else 'unordered'}'>{items}</list>"
        case Table():
            caption = f"<caption>{_spl_words(block.caption)}</caption>" if block.caption else ""
            return f"<table>{caption}{_table_rows(block, _spl_cell)}</table>"
        case _:
            return "".join(map(_spl_block, block.blocks))


def _spl_cell(cell: TableCell) -> str:
    if not cell.items:
        return _spl_words(cell.words)
    return "<list>" + "".join(f"<item>{_spl_words(words)}</item>" for words in cell.items) + "</list>"


def as_spl(written: Written) -> bytes:
    """A drug label; its headings are titles of sections."""
    sections = [f"<title>{_spl_words(written.title)}</title><text>"]
    for block in written.blocks:
        if isinstance(block, Heading):
            sections.append(f"<title>{_spl_words(block.words)}</title><text>")
        else:
            sections[-1] += _spl_block(block)
    body = "".join(f"<component><section>{section}</text></section></component>" for section in sections)
    return (
        "<document xmlns='urn:hl7-org:v3'><title>A label of a drug that is long</title><component><structuredBody>"
        f"{body}</structuredBody></component></document>"
    ).encode()


def _lines(block: Any) -> Iterator[str]:
    for _, words in inside(block):
        yield " ".join(plain(words).split())


def as_medquad(written: Written) -> bytes:
    """A question file; its headings are questions."""
    pairs: list[tuple[str, list[str]]] = [(plain(written.title), ["Yes."])]
    for block in written.blocks:
        if isinstance(block, Heading):
            pairs.append((plain(block.words), ["Yes."]))
        elif isinstance(block, Listing):
            pairs[-1][1].append("".join(f"                    - {line}" for line in _lines(block)))
        else:
            pairs[-1][1].extend(_lines(block))
    inner = "".join(
        f"<QAPair><Question>{escape(asked)}</Question><Answer>{escape('@@'.join(said))}</Answer></QAPair>"
        for asked, said in pairs
    )
    return f"<Document source='x' url='u'><Focus>Gout</Focus><QAPairs>{inner}</QAPairs></Document>".replace(
        "@@", "\n\n"
    ).encode()


def as_uspstf(written: Written) -> bytes:
    """A topic of the TaskForce: the first rows are recommendations, the rest a text in HTML."""
    topic = {
        "title": plain(written.title),
        "recommendations": [{"title": "Adults", "text": "Screen.", "grade": "B", "ageRange": [1, 2]}],
        "clinical": "".join(map(_html_block, written.blocks)),
        "other": "<!-- nothing -->",
    }
    return json.dumps(topic).encode()


def _text_block(block: Any, indent: int = 0) -> str:
    match block:
        case Heading():
            return f"{_line(block.words)}\n{'=' * 10}\n\n"
        case Listing():
            out = ""
            for number, (words, below) in enumerate(block.items, start=1):
                out += f"{' ' * indent}{f'{number}.' if block.ordered else '-'} {_line(words)}\n"
                out += "".join(_text_block(other, indent + 3) for other in below)
            return out if indent else f"{out}\n"
        case Box():
            return "".join(_text_block(other, indent) for other in block.blocks)
        case _:
            return "".join(f"{' ' * indent}{line}\n\n" for line in _lines(block))


def _markdown_words(words: Words) -> str:
    # Every sign of ASCII may stand behind a backslash, and is then that sign.
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", _line(words))


def _markdown_block(block: Any, indent: str = "") -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {_markdown_words(block.words)}\n\n"
        case Listing():
            out = ""
            for number, (words, below) in enumerate(block.items, start=1):
                out += f"{indent}{f'{number}. ' if block.ordered else '-  '}{_markdown_words(words)}\n"
                inner = "".join(_markdown_block(other, f"{indent}   ") for other in below)
                out += f"\n{inner}" if inner else ""
            return f"{out}\n<!-- -->\n\n" if not indent else f"{out}\n"
        case Table() if not indent:
            width = max(len(row) for row in block.rows) + 1
            cells = [
                [_markdown_words(words) for cell in row for words in (cell.items[:1] or [cell.words])]
                for row in block.rows
            ]
            lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |\n" for row in cells]
            lines.insert(1, f"|{'---|' * width}\n")
            rest = [words for row in block.rows for cell in row for words in cell.items[1:]]
            outside = [*([block.caption] if block.caption else []), *rest]
            return "".join([*lines, "\n", *(f"{_markdown_words(words)}\n\n" for words in outside)])
        case Box():
            return "".join(_markdown_block(other, indent) for other in block.blocks)
        case _:
            return "".join(f"{indent}{_markdown_words(words)}\n\n" for _, words in inside(block))


def as_markdown(written: Written) -> bytes:
    """Markdown."""
    return (f"# {_markdown_words(written.title)}\n\n" + "".join(map(_markdown_block, written.blocks))).encode()


def _line(words: Words) -> str:
    return " ".join(plain(words).split())


def as_text(written: Written) -> bytes:
    """Plain text."""
    return (f"{_line(written.title)}\n{'=' * 10}\n\n" + "".join(map(_text_block, written.blocks))).encode()


# -- Word --------------------------------------------------------------------------------------------------------------

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RUNS = {
    "bold": "<w:b/>",
    "italic": "<w:i/>",
    "raised": "<w:vertAlign w:val='superscript'/>",
    "lowered": "<w:vertAlign w:val='subscript'/>",
    "hidden": "<w:vanish/>",
}
_TYPES = (
    "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Default Extension='rels' ContentType="
    "'application/vnd.openxmlformats-package.relationships+xml'/><Override PartName='/word/document.xml' ContentType="
    "'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def _levels(form: str) -> str:
    return "".join(f"<w:lvl w:ilvl='{level}'><w:numFmt w:val='{form}'/></w:lvl>" for level in range(9))


_NUMBERING = (
    f"<w:numbering xmlns:w='{_WORD}'><w:abstractNum w:abstractNumId='0'>{_levels('bullet')}</w:abstractNum>"
    f"<w:abstractNum w:abstractNumId='1'>{_levels('decimal')}</w:abstractNum><w:num w:numId='1'><w:abstractNumId "
    "w:val='0'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num></w:numbering>"
)


def word_archive(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A Word document with this body; `parts`: more of "word/", by name ("footnotes")."""
    parts = {"numbering": _NUMBERING, **(parts or {})}
    linked = "".join(f"<Relationship Id='{n}' Type='{_OFFICE}/{n}' Target='{n}.xml'/>" for n in parts)
    main = f"<Relationship Id='r1' Type='{_OFFICE}/officeDocument' Target='word/document.xml'/>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", f"<Relationships xmlns='{_RELATIONS}'>{main}</Relationships>")
        archive.writestr(
            "word/_rels/document.xml.rels", f"<Relationships xmlns='{_RELATIONS}'>{linked}</Relationships>"
        )
        archive.writestr("word/document.xml", f"<w:document xmlns:w='{_WORD}'><w:body>{body}</w:body></w:document>")
        for name, part in parts.items():
            archive.writestr(name if "/" in name else f"word/{name}.xml", part)
    return out.getvalue()


def word_runs(words: Words) -> str:
    """Runs of text."""
    out = []
    for piece in words:
        text = escape(_ILLEGAL.sub("", piece.text), quote=False)
        look = f"<w:rPr>{_RUNS[piece.kind]}</w:rPr>" if piece.kind in _RUNS else ""
        out.append(f"<w:r>{look}<w:t xml:space='preserve'>{text}</w:t></w:r>")
    return "".join(out)


def word_paragraph(words: Words, *, style: str = "", level: int | None = None, numbered: bool = False) -> str:
    """A paragraph: of a style, or an item of a list."""
    look = f"<w:pStyle w:val='{style}'/>" if style else ""
    if level is not None:
        look += f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{2 if numbered else 1}'/></w:numPr>"
    return f"<w:p>{f'<w:pPr>{look}</w:pPr>' if look else ''}{word_runs(words)}</w:p>"


def word_cell(words: Words, *, look: str = "") -> str:
    """A cell of a table; `look`: its properties."""
    return f"<w:tc>{f'<w:tcPr>{look}</w:tcPr>' if look else ''}{word_paragraph(words)}</w:tc>"


def _word_block(block: Any, level: int = 0) -> str:  # noqa: PLR0911  # one arm for each kind of block
    match block:
        case Heading():
            return word_paragraph(block.words, style=f"Heading{block.level}")
        case Paragraph(hidden=True):
            return word_paragraph(tuple(Piece(text=piece.text, kind="hidden") for piece in block.words))
        case Paragraph():
            return word_paragraph(block.words)
        case Definition():
            return "".join(map(word_paragraph, (*block.terms, block.words)))
        case Listing():
            return "".join(
                word_paragraph(words, level=level, numbered=block.ordered)
                + "".join(_word_block(other, level + 1) for other in below)
                for words, below in block.items
            )
        case Table():
            return _word_table(block)
        case _:
            inner = "".join(_word_block(other, level) for other in block.blocks)
            return "<w:sdt><w:sdtContent>" * block.depth + inner + "</w:sdtContent></w:sdt>" * block.depth


def _word_table(table: Table) -> str:
    rows = ""
    for position, row in enumerate(table.rows):
        look = "<w:trPr><w:tblHeader/></w:trPr>" if position < table.heads else ""
        cells = ""
        for cell in row:
            span = f"<w:gridSpan w:val='{cell.colspan}'/>" if cell.colspan in ("2", "3") else ""
            properties = f"<w:tcPr>{span}</w:tcPr>" if span else ""
            cells += f"<w:tc>{properties}{''.join(map(word_paragraph, cell.items or (cell.words,)))}</w:tc>"
        rows += f"<w:tr>{look}{cells}</w:tr>"
    return (word_paragraph(table.caption) if table.caption else "") + f"<w:tbl>{rows}</w:tbl>"


def as_docx(written: Written) -> bytes:
    """A Word document."""
    return word_archive(word_paragraph(written.title, style="Heading1") + "".join(map(_word_block, written.blocks)))
