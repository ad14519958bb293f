"""The entries of an article's list of references: by which name they are cited, and how they are printed."""

import re
from collections.abc import Iterator, Mapping

from curbside.domain.text import clean, one_line
from curbside.ingestion.inline import lower_digits, raise_signs
from curbside.ingestion.tables import Element, text_of, would_join

_PEOPLE = frozenset({"name", "string-name", "collab"})
_OTHER_ARTICLES = frozenset({"sub-article", "response"})
# Elements whose words run into those beside them when nothing is printed between.
_PARTS = _PEOPLE | frozenset(
    {"article-title", "chapter-title", "source", "year", "volume", "issue", "fpage", "lpage", "elocation-id", "pub-id",
     "publisher-name", "publisher-loc", "comment", "etal", "ext-link", "uri", "person-group", "surname", "given-names",
     "suffix", "prefix", "edition", "page-range", "date-in-citation", "on-behalf-of", "institution"}
)  # fmt: skip
_TITLES = ("article-title", "chapter-title", "source", "edition", "publisher-name", "publisher-loc", "comment")
_PLACED = _PEOPLE | frozenset(
    {*_TITLES, "person-group", "etal", "year", "volume", "issue", "fpage", "lpage", "page-range", "elocation-id",
     "pub-id", "month", "day", "season", "issn"}
)  # fmt: skip
_SIGNS = re.compile(r"[^\w\s]")
_WORDS = re.compile(r"\w\w")
_INITIALS = re.compile(r"[^A-Z]")


def reference_labels(article: Element) -> Mapping[str, str]:
    """Id of each entry in the list of references → the name that a mark gives it: its label, else its number."""
    labels: dict[str, str] = {}
    number = 0
    for ref in article.iter("ref"):
        if any(ancestor.tag in _OTHER_ARTICLES for ancestor in ref.iterancestors()):
            continue
        number += 1
        own = ref.find("label")
        label = one_line(text_of(own)).strip("[]().") if own is not None else ""
        for identified in (ref, *ref):
            if identified.get("id"):
                labels[identified.get("id")] = label or str(number)
    return labels


def printed_reference(ref: Element) -> str:
    """An entry as it is printed; one that is stored in parts is put together from them."""
    for sign in ref.iter("sup", "sub"):
        # "10<sup>9</sup>" must not read 109 in the list of references either.
        words = text_of(sign)
        if sign.tag == "sup":
            words = raise_signs(words)
        elif would_join(sign):
            words = lower_digits(words)
        for child in list(sign):
            sign.remove(child)
        sign.text = words
    parts = [part for citation in ref if citation.tag != "label" for part in _citation(_one_form(citation))]
    return one_line(clean(" ".join(parts)))


def person(name: Element) -> str:
    """ "Smith JA"; a group's name as it stands."""
    surname, given = name.find("surname"), name.find("given-names")
    if surname is None:
        return one_line(text_of(name))
    initials = ""
    if given is not None:
        initials = _INITIALS.sub("", text_of(given)) or one_line(text_of(given))
    return f"{one_line(text_of(surname))} {initials}".strip()


def _one_form(citation: Element) -> Element:
    """Of a citation in several forms the printed one, else the first."""
    if citation.tag != "citation-alternatives" or not len(citation):
        return citation
    printed = citation.find("mixed-citation")
    return citation[0] if printed is None else printed


def _citation(citation: Element) -> Iterator[str]:
    """The words of one citation. One that is printed with its own signs keeps them."""
    if _prints_signs(citation):
        yield _spaced(citation)
    elif any(True for _ in citation.iter(*_PARTS)):
        yield from _assembled(citation)
    else:
        yield text_of(citation)


def _prints_signs(citation: Element) -> bool:
    """Whether it is printed as it stands: signs divide its parts, or it has words besides them.

    "Smith J. The title. Lancet 2004; 3:12"; "WHO guideline <year>2010</year>".
    """
    between = (citation.text or "") + "".join(child.tail or "" for child in citation)
    return len(_SIGNS.findall(between)) >= 2 or len(citation) == 0 or bool(_WORDS.search(between))


def _spaced(citation: Element) -> str:
    """The printed words, with a space where two parts would run into one another ("SmithJ", "335.1061")."""
    out: list[str] = []
    for event, element in _events(citation):
        text = (element.text if event == "start" else element.tail) or ""
        if event == "start" and out and _runs_in(out[-1], element):
            out.append(" ")
        if text:
            out.append(text)
    return "".join(out)


def _runs_in(before: str, element: Element) -> bool:
    if element.tag == "pub-id":
        return not before[-1:].isspace()
    return element.tag in _PARTS and before[-1:].isalnum()


def _events(root: Element) -> Iterator[tuple[str, Element]]:
    """Each element when it opens and, but for the root, when it has closed; the tree may be deep."""
    open_elements: list[tuple[Element, Iterator[Element]]] = [(root, iter(root))]
    yield "start", root
    while open_elements:
        element, children = open_elements[-1]
        child = next(children, None)
        if child is not None:
            yield "start", child
            open_elements.append((child, iter(child)))
            continue
        open_elements.pop()
        if open_elements:
            yield "end", element


def _assembled(citation: Element) -> Iterator[str]:
    """The parts of a citation in reading order, with signs between them."""
    people = [person(name) for name in citation.iter(*_PEOPLE)]
    if people:
        more = ", et al" if citation.find(".//etal") is not None else ""
        yield f"{', '.join(one for one in people if one)}{more}."
    for group in citation.iterfind("person-group"):
        if next(group.iter(*_PEOPLE), None) is None and (words := one_line(text_of(group))):
            yield f"{words.rstrip('.')}."
    for tag in _TITLES:
        for part in citation.findall(tag):
            if words := one_line(text_of(part)):
                yield words if words.endswith((".", "?", "!")) else f"{words}."
    if line := _numbers(citation):
        yield f"{line}."
    for identifier in citation.findall("pub-id"):
        if words := one_line(text_of(identifier)):
            yield f"{identifier.get('pub-id-type', 'id')}:{words}"
    for part in citation:
        # What has no place above: links, conferences, names of data sets.
        if part.tag not in _PLACED and (words := one_line(text_of(part))):
            yield words


def _numbers(citation: Element) -> str:
    """Year, volume, issue and pages: "2004; 36(5):617–26"."""
    found = {part.tag: one_line(text_of(part)) for part in citation}
    issue = found.get("issue", "").strip("()")
    place = found.get("volume", "") + (f"({issue})" if issue else "")
    pages = "–".join(part for part in (found.get("fpage"), found.get("lpage")) if part)
    pages = pages or found.get("page-range") or found.get("elocation-id", "")
    numbers = ":".join(part for part in (place, pages) if part)
    return "; ".join(part for part in (found.get("year", ""), numbers) if part)
