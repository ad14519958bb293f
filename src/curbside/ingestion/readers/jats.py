"""JATS articles (and the older NLM form) → blocks: title, abstract, sections, tables, notes, references."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from curbside.domain.documents import Relation, RelationKind
from curbside.domain.errors import UnreadableDocument
from curbside.domain.text import clean, one_line
from curbside.ingestion.inline import Inline
from curbside.ingestion.raw import Block, BlockKind, RawDocument, Said
from curbside.ingestion.safe_xml import parse_xml, words_in
from curbside.ingestion.tables import Cell, Element, table_blocks, text_of

_LEFT_OUT: Mapping[str, str] = {
    "graphic": "pictures", "inline-graphic": "pictures", "media": "pictures", "supplementary-material": "supplements",
    "alt-text": "pictures", "long-desc": "pictures", "object-id": "identifiers", "email": "addresses",
    "tex-math": "formulas in code", "annotation": "formulas in code",
}  # fmt: skip
_BOLD = frozenset({"bold", "b"})
_PARAGRAPHS = frozenset({"p", "disp-quote", "verse-group", "statement", "attrib", "speech"})
_LISTS = frozenset({"list", "def-list"})
_BLOCKS = _PARAGRAPHS | _LISTS | frozenset(
    {"table-wrap", "fig", "fig-group", "table-wrap-group", "boxed-text", "disp-formula", "disp-formula-group", "sec",
     "ref-list", "fn-group", "preformat", "array", "title", "label", "caption"}
)  # fmt: skip
# What a related-article element says, seen from the article that holds it.
RELATIONS: Mapping[str, RelationKind] = {
    "retracted-article": RelationKind.RETRACTS,
    "retraction-forward": RelationKind.RETRACTED_BY,
    "retracted-by": RelationKind.RETRACTED_BY,
    "corrected-article": RelationKind.CORRECTS,
    "addended-article": RelationKind.CORRECTS,
    "correction-forward": RelationKind.CORRECTED_BY,
    "correction": RelationKind.CORRECTED_BY,
    "erratum": RelationKind.CORRECTED_BY,
    "object-of-concern": RelationKind.CONCERN,
    "updated-article": RelationKind.SUPERSEDES,
    "replaced-article": RelationKind.SUPERSEDES,
}
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_LICENCES = re.compile(
    r"creativecommons\.org/(?:licenses/(?P<terms>[a-z-]+)/(?P<version>[\d.]+)|publicdomain/(?P<zero>zero))"
)
_REVIEW = re.compile(r"systematic review|meta-?analys", re.I)
_TRIAL = re.compile(r"randomi[sz]ed|controlled trial", re.I)
_SHOWN_AUTHORS = 3


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
    relations = tuple(_relations(article))
    warnings = tuple(f"says of itself: {r.kind.value.replace('_', ' ')}" for r in relations if _is_warning(r))
    return RawDocument(
        blocks=tuple(walker.blocks),
        metadata=_described(article),
        relations=relations,
        source_chars=words_in(article),
        left_out=dict(walker.left_out),
        warnings=warnings,
    )


def _is_warning(relation: Relation) -> bool:
    return relation.kind in (RelationKind.RETRACTED_BY, RelationKind.CORRECTED_BY)


class _Walker:
    def __init__(self, article: Element) -> None:
        self.blocks: list[Block] = []
        self.left_out: Counter[str] = Counter()
        self._article = article
        self._labels = dict(_reference_labels(article))
        self._group = 0
        self._lists: list[int | None] = []
        self._marker = ""

    def walk_article(self) -> None:
        """Title, abstract, body and back matter."""
        article = self._article
        title = article.find("front/article-meta/title-group/article-title")
        front = article.find("front")
        if title is not None:
            self._heading(title, 1)
        abstracts = article.findall("front/article-meta/abstract")
        for abstract in abstracts:
            if abstract.find("title") is None:
                self._add(Block(kind=BlockKind.HEADING, text="Abstract", depth=2))
                self.left_out["headings that we gave"] -= len("Abstract")
            self._section(abstract, 2)
        if front is not None:
            kept = sum(words_in(part) for part in (*abstracts, *([title] if title is not None else ())))
            self.left_out["journal and author front matter"] += words_in(front) - kept
        for part in ("body", "back", "floats-group", "floats-wrap"):
            for element in article.findall(part):
                self._section(element, 1)
        for element in article:
            if element.tag in ("sub-article", "response"):
                self.left_out["letters and responses"] += words_in(element)

    # -- blocks ------------------------------------------------------------------------------------------------

    def _section(self, section: Element, depth: int) -> None:
        """A part of the article: its heading at `depth`, its paragraphs, the parts in it one deeper."""
        title = section.find("title")
        label = section.find("label")
        if title is not None and text_of(title).strip():
            self._heading(title, depth, label=label)
        elif section.tag == "ack":
            self._given_heading("Acknowledgements", depth)
        elif section.tag == "ref-list":
            self._given_heading("References", depth)
        for child in section:
            if child.tag in ("title", "label"):
                continue
            self._block(child, depth + 1)

    def _given_heading(self, text: str, depth: int) -> None:
        self._add(Block(kind=BlockKind.HEADING, text=text, depth=depth))
        self.left_out["headings that we gave"] -= len(text)

    def _block(self, element: Element, depth: int) -> None:  # noqa: PLR0912  # one arm for each kind of element
        tag = element.tag
        if not isinstance(tag, str):
            return
        if tag in _LEFT_OUT:
            self.left_out[_LEFT_OUT[tag]] += words_in(element)
        elif tag in ("sec", "ack", "app", "glossary", "notes", "bio", "app-group", "ref-list"):
            self._section(element, min(depth, 6))
        elif tag == "ref":
            self._reference(element)
        elif tag in _PARAGRAPHS:
            self._paragraph(element, depth)
        elif tag == "list":
            self._list(element, depth)
        elif tag == "def-list":
            self._definitions(element)
        elif tag == "table-wrap":
            self._table(element)
        elif tag == "fig":
            self._figure(element)
        elif tag == "boxed-text":
            self._section(element, min(depth, 6))
        elif tag in ("fn", "fn-group"):
            self._notes(element)
        elif tag in ("disp-formula", "preformat", "array", "title", "label", "subtitle"):
            self._plain(element)
        else:
            self._mixed_blocks(element, depth)

    def _mixed_blocks(self, element: Element, depth: int) -> None:
        """A container we do not know: its blocks where it has any, else its words."""
        if any(child.tag in _BLOCKS for child in element):
            for child in element:
                self._block(child, depth)
        else:
            self._plain(element)

    def _heading(self, title: Element, depth: int, *, label: Element | None = None) -> None:
        inline = Inline()
        if label is not None and text_of(label).strip():
            inline.add(f"{one_line(text_of(label))} ")
        self._words(title, inline)
        text = inline.settle().text
        if text:
            self._add(Block(kind=BlockKind.HEADING, text=text, depth=depth))

    def _plain(self, element: Element) -> None:
        inline = Inline()
        self._words(element, inline)
        self._close(inline)

    def _paragraph(self, paragraph: Element, depth: int) -> None:
        """A paragraph; lists, tables and formulas inside it divide it."""
        inline = Inline()
        inline.add(paragraph.text or "")
        for child in paragraph:
            if child.tag in _BLOCKS and child.tag not in ("label", "title"):
                self._close(inline)
                inline = Inline()
                self._block(child, depth)
            else:
                self._inline(child, inline, bold=False)
            inline.add(child.tail or "")
        self._close(inline)

    def _close(self, inline: Inline) -> None:
        settled = inline.settle()
        if not settled.text.strip(" .,;"):
            return
        kind = BlockKind.ITEM if self._lists else BlockKind.PARAGRAPH
        block = Block(kind=kind, text=settled.text, label=settled.label, cites=settled.cites)
        if self._lists:
            block = replace(block, depth=len(self._lists) - 1, group=self._group, marker=self._marker)
            self._marker = ""
        self._add(block)

    def _list(self, element: Element, depth: int) -> None:
        if not self._lists:
            self._group += 1
        ordered = element.get("list-type") in ("order", "arabic", "ordered")
        self._lists.append(1 if ordered else None)
        before = self._marker
        for item in element.findall("list-item"):
            label = item.find("label")
            number = self._lists[-1]
            self._marker = one_line(text_of(label)) if label is not None else f"{number}." if number else ""
            if re.fullmatch(r"[•●○▪◦‣·*–—-]", self._marker):
                self._marker = ""
            if number is not None:
                self._lists[-1] = number + 1
            for child in item:
                if child.tag != "label":
                    self._block(child, depth)
        self._lists.pop()
        self._marker = before

    def _definitions(self, element: Element) -> None:
        for item in element.findall("def-item"):
            inline = Inline()
            term = item.find("term")
            if term is not None and text_of(term).strip():
                inline.add(f"{one_line(text_of(term)).rstrip(':')}: ", bold=True)
                self.left_out["headings that we gave"] -= 1
            for definition in item.findall("def"):
                self._words(definition, inline)
            self._close(inline)

    def _figure(self, figure: Element) -> None:
        """A figure's words: its label and caption."""
        inline = Inline()
        label = figure.find("label")
        if label is not None and text_of(label).strip():
            inline.add(f"{one_line(text_of(label)).rstrip('.:')}: ", bold=True)
        for part in figure.iter("title", "p", "attrib"):
            self._words(part, inline)
            inline.add(" ")
        self._close(inline)
        for part in figure.iter(*_LEFT_OUT):
            self.left_out[_LEFT_OUT[part.tag]] += words_in(part)

    def _table(self, wrap: Element) -> None:
        inline = Inline()
        for part in (wrap.find("label"), wrap.find("caption")):
            if part is not None:
                self._words(part, inline)
                inline.add(" ")
        caption = inline.settle()
        if caption.text:
            self._add(Block(kind=BlockKind.CAPTION, text=caption.text, cites=caption.cites))
        for table in wrap.iter("table"):
            self._group += 1
            rows, notes = table_blocks(table, words_of=self._cell, group=self._group)
            for row in rows:
                self._add(row)
            for note in notes:
                self._note(note)
        for foot in wrap.iter("table-wrap-foot"):
            self._notes(foot)
        for part in wrap.iter(*_LEFT_OUT):
            self.left_out[_LEFT_OUT[part.tag]] += words_in(part)

    def _cell(self, cell: Element) -> Cell:
        inline = Inline()
        self._words(cell, inline)
        settled = inline.settle()
        return Cell(text=settled.text, cites=settled.cites)

    def _notes(self, element: Element) -> None:
        notes = list(element.iter("fn"))
        if not notes:
            parts = element.findall("p") or [element]
            for part in parts:
                self._note(part)
        for note in notes:
            self._note(note)

    def _note(self, note: Element) -> None:
        inline = Inline()
        label = note.find("label")
        marker = one_line(text_of(label)) if label is not None else ""
        self._words(note, inline, without=label)
        settled = inline.settle()
        if settled.text:
            self._add(Block(kind=BlockKind.NOTE, text=settled.text, marker=marker, cites=settled.cites))

    def _reference(self, ref: Element) -> None:
        label = self._labels.get(ref.get("id") or "", "")
        own = ref.find("label")
        text = one_line(clean(" ".join(_citation(ref))))
        if text:
            self._add(Block(kind=BlockKind.REFERENCE, text=text, marker=label))
            # Signs between the parts of a citation are ours, and what stands twice is printed once.
            printed = words_in(ref) - (words_in(own) if own is not None else 0)
            self.left_out["signs of citations"] += printed - len("".join(text.split()))

    # -- words -------------------------------------------------------------------------------------------------

    def _words(self, element: Element, inline: Inline, *, without: Element | None = None, bold: bool = False) -> None:
        inline.add(element.text or "", bold=bold)
        for child in element:
            if child is not without:
                if child.tag in _PARAGRAPHS and child.getprevious() is not None:
                    inline.add(" ")
                self._inline(child, inline, bold=bold)
            inline.add(child.tail or "", bold=bold)

    def _inline(self, child: Element, inline: Inline, *, bold: bool) -> None:
        tag = child.tag
        if not isinstance(tag, str):
            return
        if tag in _LEFT_OUT:
            self.left_out[_LEFT_OUT[tag]] += words_in(child)
        elif tag == "xref" and child.get("ref-type") == "bibr" and (labels := self._cited(child)):
            inline.cite(labels)
        elif tag == "sup":
            marks = [label for xref in child.iter("xref") for label in self._cited(xref)]
            if marks and child.find(".//xref") is not None:
                self._words(child, inline)
            else:
                inline.add(one_line(text_of(child)), raised=True)
        elif tag in ("break", "title"):
            inline.add(" ")
            self._words(child, inline, bold=bold)
            inline.add(" ")
        elif tag == "msup" and len(child) == 2:
            self._words(child[0], inline)
            inline.add(one_line(text_of(child[1])), raised=True)
        elif tag == "mfrac" and len(child) == 2:
            self._words(child[0], inline)
            inline.add("/")
            self._words(child[1], inline)
        elif tag in ("td", "th", "list-item", "def"):
            inline.add(" ")
            self._words(child, inline, bold=bold)
        else:
            self._words(child, inline, bold=bold or tag in _BOLD)

    def _cited(self, xref: Element) -> tuple[str, ...]:
        return tuple(label for rid in (xref.get("rid") or "").split() if (label := self._labels.get(rid)))

    def _add(self, block: Block) -> None:
        self.blocks.append(block)


def _reference_labels(article: Element) -> Iterator[tuple[str, str]]:
    """Id of each entry in the list of references → the name that a mark gives it: its label, else its number."""
    for number, ref in enumerate(article.iter("ref"), start=1):
        own = ref.find("label")
        label = one_line(text_of(own)).strip("[]().") if own is not None else ""
        for identified in (ref, *ref):
            if identified.get("id"):
                yield identified.get("id"), label or str(number)


def _citation(ref: Element) -> Iterator[str]:
    """The parts of a reference in reading order. A printed one keeps its own signs."""
    for citation in ref:
        if citation.tag in ("label", "note"):
            continue
        if citation.tag in ("mixed-citation",) or (citation.text or "").strip():
            yield text_of(citation)
            continue
        yield from _assembled(citation)


def _assembled(citation: Element) -> Iterator[str]:
    people = [_person(name) for name in citation.iter("name", "string-name", "collab")]
    if people:
        more = ", et al" if citation.find(".//etal") is not None else ""
        yield f"{', '.join(person for person in people if person)}{more}."
    for tag in ("article-title", "chapter-title", "source", "publisher-name", "publisher-loc", "comment"):
        for part in citation.findall(tag):
            if words := one_line(text_of(part)):
                yield words if words.endswith((".", "?", "!")) else f"{words}."
    found = {part.tag: one_line(text_of(part)) for part in citation}
    place = found.get("volume", "") + (f"({found['issue']})" if found.get("issue") else "")
    pages = "–".join(part for part in (found.get("fpage"), found.get("lpage")) if part) or found.get("elocation-id", "")
    numbers = ":".join(part for part in (place, pages) if part)
    if line := "; ".join(part for part in (found.get("year", ""), numbers) if part):
        yield f"{line}."
    for identifier in citation.findall("pub-id"):
        yield f"{identifier.get('pub-id-type', 'id')}:{one_line(text_of(identifier))}"


def _person(name: Element) -> str:
    surname, given = name.find("surname"), name.find("given-names")
    if surname is None:
        return one_line(text_of(name))
    initials = re.sub(r"[^A-Z]", "", text_of(given)) or one_line(text_of(given)) if given is not None else ""
    return f"{one_line(text_of(surname))} {initials}".strip()


# -- description -----------------------------------------------------------------------------------------------------


def _described(article: Element) -> dict[str, Said]:
    meta = article.find("front/article-meta")
    said: dict[str, Said] = {}
    if meta is None:
        return said

    def put(key: str, value: str, where: str) -> None:
        if value := one_line(clean(value)):
            said[key] = Said(value=value, where=where)

    for key, path in (
        ("title", "title-group/article-title"),
        ("doi", "article-id[@pub-id-type='doi']"),
        ("pmid", "article-id[@pub-id-type='pmid']"),
    ):
        if (found := meta.find(path)) is not None:
            put(key, _plain_words(found), f"article-meta/{path}")
    journal = article.find("front/journal-meta")
    if journal is not None:
        for key, tag in (("journal", "journal-title"), ("publisher", "publisher-name")):
            if (found := journal.find(f".//{tag}")) is not None:
                put(key, text_of(found), f"journal-meta//{tag}")
    put("authors", "; ".join(_authors(meta)), "contrib-group")
    put("text_by", _shown_authors(_authors(meta)), "contrib-group")
    published = sorted(_dates(meta))
    if published:
        day, exact, where = next((entry for entry in published if entry[1]), published[0])
        put("year", str(day.year), where)
        if exact:
            put("published_on", day.isoformat(), where)
    if language := article.get("{http://www.w3.org/XML/1998/namespace}lang"):
        put("language", language, "article/@xml:lang")
    if "doi" in said:
        put("url", f"https://doi.org/{said['doi'].value}", "article-meta/article-id")
    put("licence", _licence(meta), "permissions/license")
    put("kind", _kind(article, meta), "article/@article-type and title")
    return said


def _plain_words(element: Element) -> str:
    """A title without its notes and marks."""
    words = [element.text or ""]
    for child in element:
        if child.tag not in ("xref", "fn"):
            words.append(_plain_words(child))
        words.append(child.tail or "")
    return "".join(words)


def _authors(meta: Element) -> list[str]:
    people = []
    for contributor in meta.iter("contrib"):
        if contributor.get("contrib-type") in (None, "author"):
            name = contributor.find("name")
            if name is None:
                name = contributor.find("collab")
            if name is not None and (person := _person(name)):
                people.append(person)
    return people


def _shown_authors(people: Sequence[str]) -> str:
    return f"{people[0]} et al." if len(people) > _SHOWN_AUTHORS else ", ".join(people)


def _dates(meta: Element) -> Iterator[tuple[date, bool, str]]:
    """Days of publication: the day, whether it is complete, where it stands."""
    for element in meta.iter("pub-date"):
        parts = {part.tag: text_of(part).strip() for part in element}
        if not re.fullmatch(r"(?:19|20)\d\d", parts.get("year", "")):
            continue
        kind = element.get("pub-type") or element.get("date-type") or "date"
        exact = parts.get("month", "").isdigit() and parts.get("day", "").isdigit()
        try:
            day = date(int(parts["year"]), int(parts["month"]) if exact else 12, int(parts["day"]) if exact else 31)
        except ValueError:
            day, exact = date(int(parts["year"]), 12, 31), False
        yield day, exact, f"pub-date ({kind})"


def _licence(meta: Element) -> str:
    for element in meta.iter("license"):
        addresses = [value for part in element.iter() for key, value in part.attrib.items() if key.endswith("href")]
        for place in (*addresses, text_of(element)):
            if found := _LICENCES.search(place):
                return "CC0 1.0" if found["zero"] else f"CC {found['terms'].upper()} {found['version']}"
        return one_line(text_of(element))[:200]
    return ""


def _kind(article: Element, meta: Element) -> str:
    title_element = meta.find("title-group/article-title")
    title = text_of(title_element) if title_element is not None else ""
    subjects = " ".join(text_of(subject) for subject in meta.iter("subject"))
    kind = article.get("article-type", "")
    if _REVIEW.search(f"{title} {kind}") and "protocol" not in f"{title} {kind}".lower():
        return "systematic_review"
    if kind == "research-article" and _TRIAL.search(f"{title} {subjects}") and "protocol" not in title.lower():
        return "trial"
    if "guideline" in title.lower() and kind not in ("research-article", "letter", "article-commentary"):
        return "guideline"
    return "other"


def _relations(article: Element) -> Iterator[Relation]:
    """What the article says of its standing to others."""
    if article.get("article-type") == "retracted-article":
        yield Relation(kind=RelationKind.RETRACTED_BY, target="", where="article/@article-type")
    for element in article.iter("related-article"):
        said = element.get("related-article-type") or ""
        kind = RELATIONS.get(said)
        if kind is None:
            continue
        yield Relation(kind=kind, target=_target(element), where=f"related-article[@related-article-type='{said}']")


def _target(element: Element) -> str:
    address = next((value for key, value in element.attrib.items() if key.endswith("href")), "") or text_of(element)
    if doi := _DOI.search(address):
        return doi[0].rstrip(".,;")
    if element.get("ext-link-type") == "pubmed" and address.strip().isdigit():
        return f"pmid:{address.strip()}"
    return one_line(address)
