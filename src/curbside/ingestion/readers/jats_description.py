"""What a JATS article says of itself: title, authors, dates, licence, kind, and how it stands to other articles."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from curbside.domain.documents import Relation, RelationKind
from curbside.domain.text import clean, one_line
from curbside.ingestion.raw import Said
from curbside.ingestion.readers.jats_references import person
from curbside.ingestion.tables import Element, text_of

_R = RelationKind
# What a related-article element says, seen from the article that holds it. Companions, commentaries, reviewers'
# reports and the like ("companion", "article-reference", "commentary-article") change nothing in what is true.
RELATIONS: Mapping[str, RelationKind] = {
    "retracted-article": _R.RETRACTS,
    "partially-retracted-article": _R.RETRACTS,
    "retraction": _R.RETRACTED_BY,
    "retraction-forward": _R.RETRACTED_BY,
    "retracted-by": _R.RETRACTED_BY,
    "partial-retraction": _R.RETRACTED_BY,
    "corrected-article": _R.CORRECTS,
    "addended-article": _R.CORRECTS,
    "correction": _R.CORRECTED_BY,
    "correction-forward": _R.CORRECTED_BY,
    "corrected-by": _R.CORRECTED_BY,
    "erratum": _R.CORRECTED_BY,
    "addendum": _R.CORRECTED_BY,
    "object-of-concern": _R.CONCERN,
    "expression-of-concern": _R.CONCERN,
    "updated-article": _R.SUPERSEDES,
    "replaced-article": _R.SUPERSEDES,
}
# In the article that the concern is about, this points at the notice, not at an article to be wary of.
_CONCERN_HERE = "expression-of-concern"
_RETRACTED_TITLE = re.compile(r"\W{0,2}(?:retracted|withdrawn)(?: article)? ?[:\]]", re.I)
_OTHER_ARTICLES = frozenset({"sub-article", "response", "ref-list"})

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_LICENCES = re.compile(
    r"creativecommons\.org/(?:licenses/(?P<terms>[a-z-]+)/(?P<version>\d(?:\.\d)?)|publicdomain/(?P<zero>zero))"
)
_REVIEW = re.compile(r"systematic[ -]review|meta-?analys[ei]s", re.I)
_TRIAL = re.compile(r"(?<!non-)(?<!non )(?<!non)(?<!quasi-)(?<!quasi )\brandomi[sz]ed\b|\bRCT\b", re.I)
_GUIDELINE = re.compile(r"\bguidelines?\b", re.I)
# "Adherence to guidelines on …" is about one.
_ABOUT_GUIDELINES = re.compile(
    r"adherence|complian|concordan|implement|uptake|barrier|impact|effects?\b|quality of|review of|attitude|knowledge|"
    r"survey|\baccording to\b|protocol",
    re.I,
)
_NO_GUIDELINE = frozenset(
    {"research-article", "letter", "reply", "article-commentary", "editorial", "correction", "retraction", "addendum",
     "expression-of-concern", "discussion", "news", "book-review", "product-review", "abstract", "meeting-report",
     "case-report", "protocol", "retracted-article"}
)  # fmt: skip
_SHOWN_AUTHORS = 3


def described(article: Element, *, title: str) -> dict[str, Said]:
    """The values of the description that the file gives, each with its place. `title`: as the blocks have it."""
    meta = article.find("front/article-meta")
    said: dict[str, Said] = {}

    def put(key: str, value: str, where: str) -> None:
        if value := one_line(clean(value)):
            said[key] = Said(value=value, where=where)

    if meta is None:
        return said
    put("title", title, "article-meta/title-group/article-title")
    for key in ("doi", "pmid"):
        path = f"article-id[@pub-id-type='{key}']"
        if (found := meta.find(path)) is not None:
            put(key, text_of(found), f"article-meta/{path}")
    for key, tag in (("journal", "journal-title"), ("publisher", "publisher-name")):
        if (found := article.find(f"front/journal-meta//{tag}")) is not None:
            put(key, text_of(found), f"journal-meta//{tag}")
    people = list(_authors(meta))
    put("authors", "; ".join(people), "contrib-group")
    put("text_by", _shown_authors(people), "contrib-group")
    for key, value, where in _published(meta):
        put(key, value, where)
    put("language", article.get("{http://www.w3.org/XML/1998/namespace}lang") or "", "article/@xml:lang")
    if "doi" in said:
        put("url", f"https://doi.org/{said['doi'].value}", said["doi"].where)
    put("licence", _licence(meta), "permissions/license")
    put("kind", kind_of(article.get("article-type") or "", title, _subjects(meta)), "article/@article-type and title")
    return said


def kind_of(article_type: str, title: str, subjects: str = "") -> str:
    """What sort of source an article is, by its type and what its title says; doubtful ones are "other".

    A protocol announces a trial and has no results.
    """
    if "protocol" in f"{article_type} {title} {subjects}".lower():
        return "other"
    if _REVIEW.search(f"{title} {article_type}") and article_type not in _NO_GUIDELINE - {"research-article"}:
        return "systematic_review"
    if article_type == "research-article" and _TRIAL.search(f"{title} {subjects}"):
        return "trial"
    if _GUIDELINE.search(title) and article_type not in _NO_GUIDELINE and not _ABOUT_GUIDELINES.search(title):
        return "guideline"
    return "other"


def _subjects(meta: Element) -> str:
    return "; ".join(text_of(subject) for subject in meta.iter("subject"))


def _authors(meta: Element) -> Iterator[str]:
    for contributor in meta.iter("contrib"):
        if contributor.get("contrib-type") not in (None, "author"):
            continue
        name = contributor.find("name")
        name = name if name is not None else contributor.find("collab")
        name = name if name is not None else contributor.find("string-name")
        if name is not None and (words := person(name)):
            yield words


def _shown_authors(people: Sequence[str]) -> str:
    return f"{people[0]} et al." if len(people) > _SHOWN_AUTHORS else ", ".join(people)


def _published(meta: Element) -> Iterator[tuple[str, str, str]]:
    """Year and day of publication: the earliest complete date, else the earliest year."""
    dates = sorted(_dates(meta))
    if not dates:
        return
    day, exact, where = next((entry for entry in dates if entry[1]), dates[0])
    yield "year", str(day.year), where
    if exact:
        yield "published_on", day.isoformat(), where


def _dates(meta: Element) -> Iterator[tuple[date, bool, str]]:
    """Days of publication: the day, whether it is complete, where it stands."""
    for element in meta.iter("pub-date"):
        parts = {part.tag: text_of(part).strip() for part in element}
        if not re.fullmatch(r"(?:19|20)\d\d", parts.get("year", ""), re.ASCII):
            continue
        kind = element.get("pub-type") or element.get("date-type") or element.get("publication-format") or "date"
        year, where = int(parts["year"]), f"pub-date ({kind})"
        try:
            yield date(year, int(parts.get("month", "")), int(parts.get("day", ""))), True, where
        except ValueError:
            yield date(year, 12, 31), False, where


def _licence(meta: Element) -> str:
    """ "CC BY 4.0" where an address says so, else the words of the licence."""
    for element in meta.iter("license"):
        addresses = [value for part in element.iter() for key, value in part.attrib.items() if key.endswith("href")]
        for place in (*addresses, text_of(element)):
            if found := _LICENCES.search(place):
                version = found["version"] or ""
                version = version if "." in version else f"{version}.0"
                return "CC0 1.0" if found["zero"] else f"CC {found['terms'].upper()} {version}"
        return one_line(text_of(element))[:200]
    return ""


# -- how it stands to others -----------------------------------------------------------------------------------------


def relations_of(article: Element, *, title: str) -> tuple[list[Relation], list[str]]:
    """What the article says of its standing to others, and warnings for whoever sees it."""
    relations, warnings = list(_own_retraction(article, title)), []
    for element in article.iter("related-article"):
        said = element.get("related-article-type") or ""
        kind = RELATIONS.get(said)
        if kind is None or any(ancestor.tag in _OTHER_ARTICLES for ancestor in element.iterancestors()):
            continue
        target = _target(element)
        if said == _CONCERN_HERE and article.get("article-type") != _CONCERN_HERE:
            warnings.append(f"says that an expression of concern was published about it ({target or 'not named'})")
            continue
        relations.append(Relation(kind=kind, target=target, where=f"related-article[@related-article-type='{said}']"))
    warnings += [_warning(relation) for relation in relations if _is_warning(relation)]
    return relations, warnings


def _own_retraction(article: Element, title: str) -> Iterator[Relation]:
    if article.get("article-type") == "retracted-article":
        yield Relation(kind=_R.RETRACTED_BY, target="", where="article/@article-type")
    elif _RETRACTED_TITLE.match(title):
        yield Relation(kind=_R.RETRACTED_BY, target="", where="article-title")


def _is_warning(relation: Relation) -> bool:
    about_this = relation.kind in (_R.RETRACTED_BY, _R.CORRECTED_BY)
    return about_this or not (_DOI.fullmatch(relation.target) or relation.target.startswith("pmid:"))


def _warning(relation: Relation) -> str:
    standing = relation.kind.value.replace("_", " ")
    if relation.kind in (_R.RETRACTED_BY, _R.CORRECTED_BY):
        return f"says of itself: {standing} {relation.target}".rstrip()
    return (
        f"says that it {standing} an article that it names by neither DOI nor PMID ({relation.target or 'not at all'})"
    )


def _target(element: Element) -> str:
    """The DOI or PMID of the other article, else what the file calls it."""
    address = next((value for key, value in element.attrib.items() if key.endswith("href")), "")
    inner = " ".join(text_of(part) for part in element.iter("article-id", "pub-id", "object-id", "ext-link"))
    for place in (address, inner, text_of(element)):
        if doi := _DOI.search(place):
            return doi[0].rstrip(".,;)") if doi[0].count("(") < doi[0].count(")") else doi[0].rstrip(".,;")
    number = address.strip().removeprefix("pmid:").removeprefix("PMID:").strip()
    if element.get("ext-link-type") in ("pubmed", "pmid") and number.isdigit():
        return f"pmid:{number}"
    return one_line(clean(address or text_of(element)))
