"""FDA structured product labels (HL7 SPL) → blocks: the products as a table, then the label's sections.

The narrative of a label is much like HTML under other names; it is renamed and read by the reader of pages.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from curbside.domain.errors import UnreadableDocument
from curbside.domain.text import clean, one_line
from curbside.ingestion.raw import Block, BlockKind, RawDocument, Said
from curbside.ingestion.readers.html import read_markup
from curbside.ingestion.safe_xml import parse_xml, words_in
from curbside.ingestion.tables import Element, text_of

_AS_HTML: Mapping[str, str] = {
    "paragraph": "p", "item": "li", "linkhtml": "span", "content": "span", "footnoteref": "sup", "text": "div",
    "rendermultimedia": "span",
}  # fmt: skip
_KEPT_NAMES = frozenset({"table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "sup", "sub", "br", "col"})
_COLUMNS = ("Product", "Active ingredient", "Strength", "Form", "Route")
_DEEPEST_HEADING = 6
_HIGHLIGHTS = "highlights that repeat the text"
_DATA = "codes and product data"


def read_spl(data: bytes) -> RawDocument:
    """Blocks of a drug label.

    Raises:
        UnreadableDocument: no well-formed label, or it holds no text.
    """
    root = parse_xml(data)
    body = root.find("component/structuredbody")
    if root.tag != "document" or body is None:
        raise UnreadableDocument("holds no label text. Save the label's SPL file and ingest that.")
    left_out: Counter[str] = Counter()
    total = words_in(root)
    for excerpt in list(body.iter("excerpt")):
        left_out[_HIGHLIGHTS] += words_in(excerpt)
        excerpt.getparent().remove(excerpt)
    products = list(dict.fromkeys(_products(root)))
    page = etree.Element("body")
    for section in body.iterfind("component/section"):
        _section(section, page, depth=2)
    told = words_in(page)
    reading = read_markup(page, unseen=frozenset())
    if not reading.blocks:
        raise UnreadableDocument("holds no text. Check that the right file was saved, and ingest it again.")
    title = _title(root, products)
    blocks = [Block(kind=BlockKind.HEADING, text=title.value, depth=1), *_product_rows(products), *reading.blocks]
    # Everything of the file but the narrative is codes and data; what of it the table of products tells is added.
    shown = sum(len("".join(block.text.split())) for block in blocks[: len(blocks) - len(reading.blocks)])
    left_out[_DATA] = max(0, total - left_out[_HIGHLIGHTS] - told - shown)
    left_out.update(reading.left_out)
    return RawDocument(
        blocks=tuple(blocks),
        metadata={"title": title, **_described(root)},
        source_chars=total,
        left_out=dict(left_out),
        warnings=tuple(reading.warnings),
    )


def _section(section: Element, page: Element, *, depth: int) -> None:
    """A section of the label and those inside it, as headings and what stands below them."""
    title = section.find("title")
    if title is not None and text_of(title).strip():
        # With what is raised in it, and its forced line ends: "WARNING:<br/>RISK", "10<sup>9</sup>".
        heading = _as_html(title)
        heading.tag = f"h{min(depth, _DEEPEST_HEADING)}"
        page.append(heading)
    text = section.find("text")
    if text is not None:
        page.append(_as_html(text))
    for inner in section.iterfind("component/section"):
        _section(inner, page, depth=depth + 1)


def _as_html(text: Element) -> Element:
    """The narrative with the names of HTML."""
    for element in text.iter():
        tag = element.tag
        if tag == "list":
            element.tag = "ol" if element.get("listtype") == "ordered" or element.get("listType") == "ordered" else "ul"
        elif tag == "content" and "bold" in (element.get("styleCode") or "").lower():
            element.tag = "b"
        elif tag == "footnote":
            # Its words stand where its sign would: said in brackets, they cannot be taken for the cell's own.
            element.tag = "span"
            for inner in element.iter("paragraph", "list", "item"):
                inner.tag, inner.tail = "content", f" {inner.tail or ''}"
            element.text = f" (note: {element.text or ''}"
            if len(element):
                element[-1].tail = f"{(element[-1].tail or '').rstrip()})"
            else:
                element.text += ")"
        elif tag == "caption" and element.getparent().tag == "li":
            # The sign before an item: "a)".
            element.tag, element.tail = "span", f" {element.tail or ''}"
        elif tag in _AS_HTML:
            element.tag = _AS_HTML[tag]
        elif tag not in _KEPT_NAMES:
            element.tag = "span" if tag != "caption" else tag
    return text


def _products(root: Element) -> Iterator[tuple[str, ...]]:
    """Name, active ingredient, strength, form and route of each product."""
    for product in root.iter("manufacturedproduct", "manufacturedmedicine"):
        name = product.find("name")
        if name is None or not text_of(name).strip():
            continue
        active = [i for i in product.iter("ingredient") if (i.get("classCode") or "ACTIM").startswith("ACT")]
        active += list(product.iter("activeingredient"))
        names, strengths = [], []
        for ingredient in active:
            substance = ingredient.find(".//name")
            if substance is not None:
                names.append(_words(substance).lower())
                strengths.append(_strength(ingredient))
        form = product.find("formcode")
        outer = product.getparent()
        route = next(iter(outer.iter("routecode")), None) if outer is not None else None
        yield (
            _words(name),
            "; ".join(names),
            "; ".join(strength for strength in strengths if strength),
            _said(form, "displayName").lower(),
            _said(route, "displayName").lower(),
        )


def _strength(ingredient: Element) -> str:
    parts = []
    for tag in ("numerator", "denominator"):
        found = ingredient.find(f"quantity/{tag}")
        if value := _said(found, "value"):
            unit = _said(found, "unit")
            parts.append(value if unit in ("", "1") else f"{value} {unit}")
    return " per ".join(parts[:1] if parts[1:] == ["1"] else parts)


def _words(element: Element) -> str:
    return one_line(clean(text_of(element)))


def _said(element: Element | None, name: str) -> str:
    """The value of an attribute, "" without it."""
    return "" if element is None else one_line(clean(element.get(name) or ""))


def _product_rows(products: list[tuple[str, ...]]) -> Iterator[Block]:
    for cells in products:
        yield Block(kind=BlockKind.ROW, text=" | ".join(cells), group=-1, columns=_COLUMNS, cells=cells)


def _title(root: Element, products: list[tuple[str, ...]]) -> Said:
    """The label's title where it names the drug, else the first product's name."""
    element = root.find("title")
    words = _words(element) if element is not None else ""
    highlights = re.match(r"These highlights do not include .{0,60}? to use (?P<drug>.+?) safely", words, re.I)
    if products and (highlights or len(words) < 20):
        return Said(value=f"{products[0][0]} ({products[0][1]}): label", where="manufacturedProduct/name")
    return Said(value=words or "Drug label", where="document/title")


def _described(root: Element) -> dict[str, Said]:
    said = {
        "kind": Said(value="label", where="document (SPL)"),
        "jurisdiction": Said(value="US", where="document (SPL)"),
    }
    maker = root.find("author/assignedentity/representedorganization/name")
    if maker is not None and text_of(maker).strip():
        name = _words(maker)
        said["publisher"] = said["text_by"] = Said(value=name, where="author/representedOrganization")
    day = root.find("effectivetime")
    value = (day.get("value") or "") if day is not None else ""
    if re.match(r"(?:19|20)\d{6}", value):
        said["published_on"] = Said(value=f"{value[:4]}-{value[4:6]}-{value[6:8]}", where="effectiveTime")
    version = root.find("versionnumber")
    if version is not None and version.get("value"):
        said["edition"] = Said(value=f"version {version.get('value')}", where="versionNumber")
    language = root.find("languagecode")
    if language is not None and language.get("code"):
        said["language"] = Said(value=str(language.get("code")), where="languageCode")
    return said
