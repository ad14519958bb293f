"""HTML → blocks. The page's own words in order: navigation, scripts and what a reader cannot see are left out.

Nothing of the markup is kept, so nothing of it can reach a reader's browser.
"""

import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml import html as lxml_html

from curbside.domain.errors import UnreadableDocument
from curbside.domain.text import clean, one_line
from curbside.ingestion.formulas import formula
from curbside.ingestion.inline import Inline, is_mark, lower_digits
from curbside.ingestion.raw import Block, BlockKind, RawDocument, Said
from curbside.ingestion.tables import Cell, Element, table_blocks, take_out, text_of, would_join

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NO_HEADING = ("p", "ul", "ol", "dl", "table", "pre")
_MACHINERY = frozenset({"script", "style", "noscript", "template", "svg", "embed", "head", "meta", "link", "title",
                        "base"})  # fmt: skip
_LEFT_OUT: Mapping[str, str] = {
    # Shown only where a browser cannot show the thing itself.
    **dict.fromkeys(("iframe", "object", "canvas", "audio", "video"), "stand-ins for media"),
    **dict.fromkeys(("annotation", "annotation-xml"), "formulas in code"),
}
_NAVIGATION = frozenset({"nav", "form", "button", "select", "input", "textarea", "menu", "dialog"})
_NAVIGATION_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar"})
_INLINE = frozenset({"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em",
                     "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
                     "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "math"})  # fmt: skip
_BOLD = frozenset({"b", "strong"})
_OF_TABLES = frozenset({"caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th"})
_SUP_CLASSES = frozenset({"sup", "superscript"})
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])|"
    r"(?:left|top|text-indent)\s*:\s*-\d{3,}|(?:^|[;{\s])color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgba?\(\s*255\s*,\s*255\s*,"
    r"\s*255|transparent)",
    re.I,
)
_RULE = re.compile(r"(?<![^{}])([^{}]++)\{([^{}]*+)\}")
_CLASS = re.compile(r"\.([\w-]+)\s*$")
_REFERENCES = re.compile(
    r"^(?:\d+\.?\s*)?(?:selected |cited )?"
    r"(?:references?(?: list| cited)?|bibliography|(?:literature|works) cited)\s*:?$",
    re.I,
)
_TAG = re.compile(r"<[a-z!/?][^>]*>", re.I)
_DROPPED_WHOLE = re.compile(r"<!--.*?-->|<(script|style|template|svg|noscript)\b.*?</\1\s*>", re.I | re.S)
_CHARSET = re.compile(rb"""<meta[^>]+charset=["']?\s*([\w-]+)|<\?xml[^>]+encoding=["']([\w-]+)""", re.I)
_HIDDEN = "hidden text"
_LONGEST_EXCERPT = 80
_LONGEST_SIGN = 4  # of a note: "a", "12", "†"


def read_html(data: bytes) -> RawDocument:
    """Blocks of an HTML page in reading order.

    Raises:
        UnreadableDocument: the bytes are no HTML text, or hold no words.
    """
    text = _decoded(data)
    root = _parsed(text)
    # Before the walk: it takes out of the tree what it does not read.
    described = _described(root)
    reading = read_markup(root, unseen=_unseen_classes(root))
    if not reading.blocks:
        raise UnreadableDocument("holds no text. Check that the right file was saved, and ingest it again.")
    return RawDocument(
        blocks=tuple(reading.blocks),
        metadata=described,
        source_chars=count_words(text),
        left_out=dict(reading.left_out),
        warnings=tuple(reading.warnings),
    )


def read_fragment(markup: str) -> "Reading":
    """Blocks of a piece of HTML that another format carries; none where it says nothing.

    Raises:
        UnreadableDocument: it cannot be parsed at all.
    """
    return read_markup(_parsed(f"<div>{clean(markup)}</div>"), unseen=frozenset())


def count_words(markup: str) -> int:
    """Characters of a page that carry text, white space not counted: by pattern, apart from the walk over the tree."""
    visible = _TAG.sub(" ", _DROPPED_WHOLE.sub(" ", markup))
    head = re.search(r"</head\s*>", markup, re.I)
    if head:
        visible = _TAG.sub(" ", _DROPPED_WHOLE.sub(" ", markup[head.end() :]))
    return len("".join(clean(html.unescape(visible)).split()))


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a walk over a page found."""

    blocks: list[Block] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


def read_markup(root: Element, *, unseen: frozenset[str]) -> Reading:
    """Blocks of a parsed page. `unseen`: classes that its style sheet hides.

    The tree is changed: what is not read is taken out of it.
    """
    main = _main(root)
    walker = _Walker(references=_reference_ids(root))
    left_out, hidden = _without_unread(main, unseen=unseen)
    walker.walk(main)
    walker.flush()
    walker.reading.left_out.update(left_out)
    if words := one_line(clean(" ".join(hidden))):
        excerpt = words[:_LONGEST_EXCERPT]
        walker.reading.warnings.append(f"hidden text left out ({len(words)} characters): “{excerpt}”")
    return walker.reading


# -- bytes → tree ----------------------------------------------------------------------------------------------------


def _decoded(data: bytes) -> str:
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableDocument("holds NUL bytes, so it is no HTML text. Export it as HTML and ingest it again.")
    named = _CHARSET.search(data[:4096])
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig"]
    if named:
        encodings.append((named[1] or named[2]).decode("ascii"))
    for encoding in encodings:
        try:
            return clean(data.decode(encoding))
        except (UnicodeError, LookupError):
            continue
    raise UnreadableDocument(
        f"its characters cannot be read as {' or '.join(encodings)}. Save the page as UTF-8 and ingest it again."
    )


def _parsed(text: str) -> Element:
    # A declaration of another encoding would contradict the text, which is decoded already.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = lxml_html.HTMLParser(no_network=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        reason = one_line(str(error))[:100] or "no element"
        raise UnreadableDocument(
            f"cannot be parsed as HTML ({reason}). Check that the right file was saved, and ingest it again."
        ) from None
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        # Past its limit the parser drops what follows and says so here only.
        raise UnreadableDocument(
            "nests its elements deeper than any page needs, and what is in there would be lost. Save the page anew in "
            "a simpler form and ingest that."
        )
    return root


def _main(root: Element) -> Element:
    """The element that holds the page's own words, where the page says which."""
    for query in (".//main", ".//*[@role='main']", ".//article"):
        found = root.findall(query)
        if len(found) == 1 and len(one_line("".join(found[0].itertext()))) > 200:
            return found[0]
    body = root.find("body")
    return root if body is None else body


def _unseen_classes(root: Element) -> frozenset[str]:
    """Classes that a style sheet inside the page hides."""
    hidden = set()
    for style in root.iter("style"):
        for selectors, rule in _RULE.findall(style.text or ""):
            if _UNSEEN.search(rule):
                hidden |= {found[1] for selector in selectors.split(",") if (found := _CLASS.search(selector.strip()))}
    return frozenset(hidden)


def _reference_ids(root: Element) -> frozenset[str]:
    """Ids of the entries of reference lists: links to them are citation marks."""
    ids: set[str] = set()
    for heading in root.iter(*_HEADINGS, "p", "dt", "strong", "caption"):
        if _REFERENCES.match(one_line("".join(heading.itertext()))):
            following = heading.getnext()
            if following is not None and following.tag in ("ol", "ul", "dl", "div"):
                ids |= {entry.get("id") for entry in following.iter("li", "dd", "p", "a") if entry.get("id")}
    for entry in root.iter("li", "p", "div"):
        role = f"{entry.get('role', '')} {entry.get('epub:type', '')}"
        if entry.get("id") and ("doc-biblioentry" in role or "doc-endnote" in role):
            ids.add(entry.get("id"))
    return frozenset(ids)


# -- tree → blocks ---------------------------------------------------------------------------------------------------


def _without_unread(main: Element, *, unseen: frozenset[str]) -> tuple[Counter[str], list[str]]:
    """Take out what is not read, wherever it stands: in a cell, a term or a raised sign as well as in a paragraph.

    Returns:
        Characters left out by reason, and the words that a reader of the page cannot see.
    """
    left_out: Counter[str] = Counter()
    hidden: list[str] = []
    unread: list[Element] = []
    walk = etree.iterwalk(main, events=("start", "comment", "pi"))
    for event, element in walk:
        reason = "" if event != "start" else None if element is main else _unread(element, unseen)
        if reason is None:
            continue
        unread.append(element)
        if event == "start":
            walk.skip_subtree()
        if reason:
            left_out[reason] += len("".join(clean(text_of(element)).split()))
        if reason == _HIDDEN:
            hidden.append(text_of(element))
    for element in unread:
        take_out(element)
    return left_out, hidden


def _unread(element: Element, unseen: frozenset[str]) -> str | None:
    """Why an element is not read, "" where it holds no words for anybody; None for one that is."""
    tag = element.tag
    if tag in _MACHINERY:
        return ""
    if tag in _LEFT_OUT:
        return _LEFT_OUT[tag]
    if tag in _NAVIGATION or element.get("role") in _NAVIGATION_ROLES or _is_page_frame(element):
        return "navigation"
    return _HIDDEN if _is_unseen(element, unseen) else None


def _is_page_frame(element: Element) -> bool:
    """A header or footer of the page; one inside an article or section is part of the text."""
    return element.tag in ("header", "footer", "aside") and element.getparent().tag in ("body", "html", "div", "main")


def _is_unseen(element: Element, unseen: frozenset[str]) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(set((element.get("class") or "").split()) & unseen)
        or bool(_UNSEEN.search(element.get("style") or ""))
    )


class _Walker:
    def __init__(self, *, references: frozenset[str]) -> None:
        self.reading = Reading()
        self._references = references
        self._inline = Inline()
        self._group = 0
        self._lists: list[int | None] = []  # next number of each open list, None if it is not numbered
        self._marker = ""
        self._in_references = False

    def walk(self, element: Element) -> None:
        """The words of an element and of all that is in it."""
        self._words(element.text)
        for child in element:
            self._child(child)
            self._words(child.tail)

    def flush(self, *, kind: BlockKind = BlockKind.PARAGRAPH, depth: int = 0) -> None:
        """Close the block that is being collected."""
        settled = self._inline.settle()
        self._inline = Inline()
        if not settled.text:
            return
        block = Block(kind=kind, text=settled.text, depth=depth, label=settled.label, cites=settled.cites)
        if self._lists and kind is BlockKind.PARAGRAPH:
            block = replace(block, kind=BlockKind.ITEM, depth=len(self._lists) - 1, group=self._group)
            if self._in_references:
                block = replace(block, kind=BlockKind.REFERENCE, depth=0, label="", cites=())
            block = replace(block, marker=self._marker)
            self._marker = ""
        self.reading.blocks.append(block)

    def _words(self, text: str | None) -> None:
        if text:
            self._inline.add(text)

    def _child(self, child: Element) -> None:  # one arm for each kind of element
        tag = child.tag
        if tag in _HEADINGS:
            self._heading(child, _HEADINGS[tag])
        elif tag in ("ul", "ol"):
            self._list(child)
        elif tag == "dl":
            self._definitions(child)
        elif tag == "table":
            self._table(child)
        elif tag == "pre":
            self._preformatted(child)
        elif tag in ("caption", "figcaption", "legend"):
            self.flush()
            self.walk(child)
            self.flush(kind=BlockKind.CAPTION if tag == "caption" else BlockKind.PARAGRAPH)
        elif tag in _INLINE:
            self._inline_element(child)
        else:
            self.flush()
            self.walk(child)
            self.flush()

    # -- inline ------------------------------------------------------------------------------------------------

    def _inline_element(self, child: Element, *, bold: bool = False) -> None:
        tag = child.tag
        if tag == "br":
            # A forced line break divides a paragraph only where a second one follows.
            following = child.getnext()
            if following is not None and following.tag == "br" and not (child.tail or "").strip():
                self.flush()
            self._inline.add(" ")
        elif tag == "img":
            return
        elif tag == "a" and (label := self._cited(child)):
            if not is_mark(one_line(text_of(child))):
                # "Smith et al. (2010) found": who found it is part of the sentence.
                self._mixed(child, bold=bold)
            self._inline.cite((label,))
        elif tag == "math":
            self._inline.add(formula(child), bold=bold)
        elif tag == "sub" and would_join(child):
            self._inline.add(lower_digits(text_of(child)), bold=bold)
        elif tag == "sup" or _SUP_CLASSES & set((child.get("class") or "").split()):
            self._raised(child, bold=bold)
        elif len(child) == 0:
            self._inline.add(child.text or "", bold=bold or tag in _BOLD)
        else:
            self._mixed(child, bold=bold or tag in _BOLD)

    def _mixed(self, child: Element, *, bold: bool) -> None:
        self._inline.add(child.text or "", bold=bold)
        for inner in child:
            if inner.tag in _INLINE:
                self._inline_element(inner, bold=bold)
            else:
                self._child(inner)
            self._inline.add(inner.tail or "", bold=bold)

    def _raised(self, child: Element, *, bold: bool) -> None:
        if any(self._cited(link) for link in child.iter("a")):
            self._mixed(child, bold=bold)
        else:
            self._inline.add(one_line(text_of(child)), raised=True, bold=bold)

    def _cited(self, link: Element) -> str:
        """The entry of a reference list that a link points at, "" if it points elsewhere."""
        href = link.get("href") or ""
        if "#" not in href:
            return ""
        fragment = unquote(href.rpartition("#")[2]).removeprefix("cit/")
        return _reference_label(fragment) if fragment in self._references else ""

    # -- blocks ------------------------------------------------------------------------------------------------

    def _heading(self, child: Element, level: int) -> None:
        self.flush()
        start, blocks = len(self.reading.blocks), self.reading.blocks
        if next(child.iter(*_NO_HEADING), None) is None:
            words = _cell(child, self)
            blocks += [Block(kind=BlockKind.PARAGRAPH, text=words.text, cites=words.cites)] if words.text else []
        else:
            # One that its file never closes: its first words are the heading, what it swallowed is not.
            self.walk(child)
            self.flush()
        if len(blocks) > start and blocks[start].kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            first = blocks[start]
            blocks[start] = Block(kind=BlockKind.HEADING, text=first.text, depth=level, cites=first.cites)
            self._in_references = bool(_REFERENCES.match(first.text))
            self._lists = []

    def _list(self, child: Element) -> None:
        self.flush()
        if not self._lists:
            self._group += 1
        ordered = child.tag == "ol" and not self._in_references
        outer_marker, outer_lists, position = self._marker, self._lists, 0
        lists = [*outer_lists, _first_number(child) if ordered else None]
        self._marker = ""
        self._words(child.text)
        for item in child:
            # A heading inside an item ends the list for the rest of that item only.
            self._lists = lists
            if item.tag == "li":
                self.flush()
                position += 1
                self._item(item, position)
            else:
                # A list straight inside a list belongs to the item above it.
                self._child(item)
            self._words(item.tail)
        self.flush()
        self._lists = outer_lists
        self._marker = outer_marker

    def _item(self, item: Element, position: int) -> None:
        number = self._lists[-1]
        self._marker = f"{number}." if number is not None else ""
        if number is not None:
            self._lists[-1] = number + 1
        if self._in_references:
            self._marker = _reference_label(item.get("id") or "") or str(position)
        self.walk(item)
        self.flush()

    def _definitions(self, child: Element) -> None:
        """Terms and what is said of each: the term is the label of its first sentence."""
        self.flush()
        terms = 0
        for part in child.iter("dt", "dd"):
            if next(part.iterancestors("dl", "dt", "dd")) is not child:
                continue  # what stands inside a term or a definition is read with it
            if part.tag == "dt":
                # Several terms may share what is said of them.
                self._inline.add(" / " if terms else "", bold=True)
                self._mixed(part, bold=True)
                terms += 1
            else:
                if terms and (term := self._inline.settle().text):
                    self._inline.add(" " if term.endswith(":") else ": ", bold=True)
                terms = 0
                self.walk(part)
                self.flush()
        self.flush()

    def _preformatted(self, child: Element) -> None:
        self.flush()
        text = clean(text_of(child)).strip("\n")
        if re.search(r"[│├└]|-->|\+--", text):
            self._group += 1
            self.reading.blocks.append(Block(kind=BlockKind.TREE, text=text, group=self._group))
        else:
            for paragraph in re.split(r"\n\s*\n", text):
                self._inline.add(paragraph)
                self.flush()

    def _table(self, table: Element) -> None:
        self.flush()
        self._beside_cells(table)
        if _is_layout(table):
            for cell in table.iter("td", "th", "caption"):
                if next(cell.iterancestors("table"), table) is table:
                    self.walk(cell)
                    self.flush()
            return
        for caption in table.iterchildren("caption"):
            self._child(caption)
        self._group += 1
        rows, notes = table_blocks(table, words_of=lambda cell: _cell(cell, self), group=self._group)
        self.reading.blocks += rows
        for note in notes:
            self._note(note)

    def _beside_cells(self, table: Element) -> None:
        """Words that stand in a table and in none of its cells: a browser shows them above it."""
        parts = list(table.iter("thead", "tbody", "tfoot", "tr"))
        for part in (table, *(part for part in parts if next(part.iterancestors("table")) is table)):
            self._words(f"{part.text or ''} ")
            for child in part:
                if child.tag not in _OF_TABLES:
                    self._child(child)
                self._words(f"{child.tail or ''} ")
        self.flush()

    def _note(self, cell: Element) -> None:
        """A footnote of a table; the raised sign that opens it is its marker."""
        sign = _leading_sign(cell)
        marker = one_line(clean(text_of(sign))) if sign is not None else ""
        if sign is not None:
            take_out(sign)
        words = _cell(cell, self)
        if words.text:
            self.reading.blocks.append(Block(kind=BlockKind.NOTE, text=words.text, marker=marker, cites=words.cites))


def _leading_sign(cell: Element) -> Element | None:
    """The raised sign that opens a cell, None where words do."""
    first = cell
    while len(first) and not (first.text or "").strip():
        first = first[0]
        if _is_raised(first):
            return first if len(text_of(first).strip()) <= _LONGEST_SIGN else None
    return None


def _cell(cell: Element, walker: _Walker) -> Cell:
    """The words of a table cell on one line; its paragraphs and items set apart by ";" where nothing else does."""
    inner = _Walker(references=walker._references)
    inner.walk(cell)
    inner.flush()
    text, cites = "", []
    for block in inner.reading.blocks:
        if text:
            text += " " if text.endswith((".", ";", ":", ",", "?", "!")) else "; "
        cites += [replace(cite, at=cite.at + len(text)) for cite in block.cites]
        marker = f"{block.marker} " if block.kind is BlockKind.ITEM and block.marker else ""
        text += marker + one_line(block.text)
    return Cell(text=text, cites=tuple(cites))


def _first_number(ordered_list: Element) -> int:
    """The number of a list's first item."""
    start = ordered_list.get("start") or ""
    return int(start) if re.fullmatch(r"-?[0-9]{1,9}", start) else 1


def _is_layout(table: Element) -> bool:
    """A table that only places things on the page: it holds another table, or has a single column."""
    if table.get("role") in ("presentation", "none") or next(table.iterdescendants("table"), None) is not None:
        return True
    return all(len([cell for cell in row if cell.tag in ("td", "th")]) <= 1 for row in table.iter("tr"))


def _is_raised(element: Element) -> bool:
    return element.tag == "sup" or bool(_SUP_CLASSES & set((element.get("class") or "").split()))


def _reference_label(identifier: str) -> str:
    """The name by which marks and entries meet: "section_1.12" → "1.12", "ref12" → "12"."""
    found = re.search(r"\d+(?:\.\d+)*$", identifier)
    return found[0] if found else identifier


# -- description -----------------------------------------------------------------------------------------------------

# Our key → names of <meta> elements that give it, the first found wins.
_META: Mapping[str, tuple[str, ...]] = {
    "title": ("citation_title", "dcterms.title", "dc.title"),
    "publisher": ("citation_publisher", "dcterms.publisher", "dc.publisher", "publisher", "og:site_name"),
    "published_on": ("citation_publication_date", "dcterms.issued", "dcterms.date", "dc.date", "date-posted",
                     "article:published_time", "publication-date"),
    "updated_on": ("dcterms.modified", "date-updated", "article:modified_time", "last-modified"),
    "reviewed_on": ("last-reviewed", "lastreviewed", "dcterms.valid"),
    "year": ("topic-year",),
    "edition": ("citation_edition", "version"),
    "doi": ("citation_doi", "dc.identifier.doi"),
    "pmid": ("citation_pmid",),
    "licence": ("dcterms.license", "dcterms.rights", "dc.rights", "license"),
    "audience": ("audience", "dcterms.audience"),
    "journal": ("citation_journal_title",),
}  # fmt: skip


def _described(root: Element) -> dict[str, Said]:
    named: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        if name and (content := one_line(clean(meta.get("content") or ""))):
            named.setdefault(name, content)
    said = {
        key: Said(value=named[name], where=f"<meta name={name}>")
        for key, names in _META.items()
        for name in names[::-1]
        if name in named
    }
    authors = [
        one_line(meta.get("content") or "") for meta in root.iter("meta") if meta.get("name") == "citation_author"
    ]
    if authors:
        said["authors"] = Said(value="; ".join(authors), where="<meta name=citation_author>")
    if language := root.get("lang"):
        said["language"] = Said(value=language, where="<html lang>")
    said |= _links(root)
    said.setdefault("title", _title(root))
    if not said["title"].value:
        del said["title"]
    if "audience" in said:
        said["audience"] = replace(said["audience"], value=_audience(said["audience"].value))
    return said


def _links(root: Element) -> dict[str, Said]:
    found = {}
    for link in root.iter("link", "a"):
        rel, href = (link.get("rel") or "").lower().split(), link.get("href") or ""
        if "license" in rel and href:
            found["licence"] = Said(value=one_line(text_of(link)) or href, where=f"<{link.tag} rel=license>")
        if "canonical" in rel and urlsplit(href).scheme in ("http", "https"):
            found["url"] = Said(value=href, where="<link rel=canonical>")
    return found


def _title(root: Element) -> Said:
    """The page's one main heading, else its <title> without the name of the site."""
    main = [one_line(clean(text_of(heading))) for heading in root.iter("h1")]
    if len(main) == 1 and main[0]:
        return Said(value=main[0], where="<h1>")
    title = root.find(".//title")
    words = one_line(clean(text_of(title))) if title is not None else ""
    return Said(value=re.split(r" [|–—-] (?=[^|–—-]*$)", words)[0], where="<title>")


def _audience(value: str) -> str:
    return "patient" if re.search(r"patient|public|lay", value, re.I) else "professional"
