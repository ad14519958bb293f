"""What a document says of itself, from its manifest first and its own metadata second, with where each was found."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from curbside.domain.documents import YEARS, Display, Document, DocumentId, Erratum, Kind, Status, Successor
from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.raw import BlockKind, RawDocument

_OPEN_LICENCES = re.compile(
    r"\b(?:CC0|CC[ -]BY(?![ -]?N)|public[ _]domain|MIT|Apache)|creativecommons\.org/(?:licenses/by/|publicdomain/)",
    re.I,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d?)-(\d\d?)\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WRITTEN = re.compile(
    r"\b(?:(?P<d1>\d{1,2})\s+(?P<m1>[A-Z][a-z]{2,8})|(?P<m2>[A-Z][a-z]{2,8})\s+(?P<d2>\d{1,2}),?)\s+(?P<y>(?:19|20)\d\d)\b"
)
_DATES = ("published_on", "updated_on", "next_review_on", "superseded_on")
_TEXTS = ("title", "publisher", "authors", "journal", "edition", "licence", "url", "doi", "pmid", "language",
          "jurisdiction", "audience", "text_by", "kind", "summarises")  # fmt: skip

# Who publishes at an address, where the page itself does not say; by the end of the host's name.
PUBLISHERS: Mapping[str, tuple[str, str]] = {
    "uspreventiveservicestaskforce.org": ("U.S. Preventive Services Task Force", "US"),
    "cancer.gov": ("National Cancer Institute", "US"),
    "cdc.gov": ("Centers for Disease Control and Prevention", "US"),
    "nih.gov": ("National Institutes of Health", "US"),
    "fda.gov": ("U.S. Food and Drug Administration", "US"),
    "ahrq.gov": ("Agency for Healthcare Research and Quality", "US"),
    "healthquality.va.gov": ("Department of Veterans Affairs and Department of Defense", "US"),
    "nice.org.uk": ("National Institute for Health and Care Excellence", "GB"),
    "sign.ac.uk": ("Scottish Intercollegiate Guidelines Network", "GB"),
    "who.int": ("World Health Organization", ""),
    "idsociety.org": ("Infectious Diseases Society of America", "US"),
    "acr.org": ("American College of Radiology", "US"),
    "escardio.org": ("European Society of Cardiology", "EU"),
    "awmf.org": ("AWMF", "DE"),
}
# Addresses below which every page is a guideline of its publisher.
_GUIDELINES = re.compile(
    r"uspreventiveservicestaskforce\.org/uspstf/recommendation/|nice\.org\.uk/guidance/(?:ng|cg)\d|"
    r"healthquality\.va\.gov/guidelines/"
)
_PATIENT_PAGE = re.compile(r"/patients?/|/consumers?/|-patient-version")
_PROFESSIONAL_PAGE = re.compile(r"/hp/|-hp-pdq|/professionals?/|/health-professionals?/")


def is_open_licence(licence: str) -> bool:
    """Whether a licence is known to let everybody show the whole text."""
    return bool(_OPEN_LICENCES.search(licence))


def describe(document_id: str, raw: RawDocument, manifest: Mapping[str, object], *, sha256: str) -> Document:
    """The description of a document.

    Raises:
        UnreadableDocument: the manifest holds a value that is not allowed.
    """
    found, where = _from_file(raw)
    said: dict[str, Any] = {**found, **{key: value for key, value in manifest.items() if value is not None}}
    licence = str(said.get("licence", "not stated"))
    successor = said.get("superseded_by")
    try:
        return Document(
            id=DocumentId(document_id),
            title=str(said.get("title") or _first_heading(raw) or document_id),
            publisher=str(said.get("publisher", "not stated")),
            kind=Kind(said.get("kind", "other")),
            year=_year(said["year"]) if said.get("year") else None,
            edition=_edition(said),
            status=Status(said.get("status", "current")),
            text_by=str(said.get("text_by") or said.get("publisher") or "not stated"),
            licence=licence,
            # Without an open licence only quotations may be shown.
            display=Display(said.get("display") or ("full" if is_open_licence(licence) else "quotes")),
            summarises=said.get("summarises"),
            checked_against_original=bool(said.get("checked_against_original", False)),
            superseded_by=Successor(
                title=str(successor["title"]),
                year=_year(successor["year"]) if successor.get("year") else None,
                held=bool(successor.get("held", False)),
                publisher=str(successor.get("publisher") or ""),
            )
            if successor
            else None,
            doi=said.get("doi"),
            doi_note=said.get("doi_note"),
            url=_web_address(said.get("url")),
            jurisdiction=said.get("jurisdiction"),
            language=str(said.get("language", "en")),
            authors=str(said.get("authors", "")),
            journal=str(said.get("journal", "")),
            pmid=said.get("pmid"),
            audience=_audience(said),
            published_on=_as_date(said.get("published_on")),
            updated_on=_as_date(said.get("updated_on")),
            next_review_on=_as_date(said.get("next_review_on")),
            superseded_on=_as_date(said.get("superseded_on")),
            supersedes=tuple(str(name) for name in said.get("supersedes", ())),
            relations=raw.relations,
            notices=tuple(str(notice) for notice in said.get("notices", ())),
            found=tuple((key, place) for key, place in where.items() if key not in manifest),
            topics=tuple(str(topic) for topic in said.get("topics", ())),
            gaps=tuple(str(gap) for gap in said.get("gaps", ())),
            errata=tuple(Erratum(where=str(e["where"]), note=str(e["note"])) for e in said.get("errata", ())),
            content_sha256=sha256,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableDocument(
            f"its description holds a value that is not allowed ({error}). Mend document.toml or the front matter; "
            "allowed values: docs/reference/document-toml.md"
        ) from None


def _from_file(raw: RawDocument) -> tuple[dict[str, Any], dict[str, str]]:
    """What the file gives, and where each value was found."""
    said: dict[str, Any] = {}
    where: dict[str, str] = {}
    for key, found in raw.metadata.items():
        value: Any = found.value
        if key in _DATES:
            value = parse_date(found.value)
        elif key == "year":
            year = _YEAR.search(found.value)
            value = int(year[0]) if year else None
        elif key not in _TEXTS:
            continue
        if value:
            said[key], where[key] = value, found.where
    reviewed = raw.metadata.get("reviewed_on")
    if reviewed and "updated_on" not in said and (day := parse_date(reviewed.value)):
        said["updated_on"], where["updated_on"] = day, reviewed.where
    # A page is of the year in which its words were last changed.
    for key in ("updated_on", "published_on", "reviewed_on"):
        if "year" not in said and (dated := raw.metadata.get(key)) and (year := _YEAR.search(dated.value)):
            said["year"], where["year"] = int(year[0]), dated.where
    _by_address(said, where)
    if "kind" not in said:
        _by_first_lines(raw, said, where)
    return said, where


# "Summary of content (compiled by the engineering team) harvested from https://…": whoever wrote it, it is a summary.
_SUMMARY = re.compile(
    r"^\W{0,3}(?:an? |the |this is an? )?(?:\w+ ){0,2}summary of (?:the )?(?:content|guideline|recommendations)\b"
    r"[^.]{0,80}?(?:\((?:compiled|written|prepared) by (?P<by>[^)]{3,60})\)[^.]{0,20}?)?"
    r"(?:harvested |taken |drawn )?from (?P<of>\S+)",
    re.I,
)
_FIRST_LINES = 5


def _by_first_lines(raw: RawDocument, said: dict[str, Any], where: dict[str, str]) -> None:
    """What a document says of itself in its first lines: that it summarises another one."""
    for block in raw.blocks[:_FIRST_LINES]:
        if found := _SUMMARY.match(block.text):
            said["kind"], said["summarises"] = "summary", found["of"].rstrip(".,;")
            where["kind"] = where["summarises"] = "first lines"
            if found["by"]:
                said.setdefault("text_by", found["by"])
                where.setdefault("text_by", "first lines")
            return


def _by_address(said: dict[str, Any], where: dict[str, str]) -> None:
    """Publisher and kind by the page's address, where the page does not say."""
    url = str(said.get("url", "")).lower()
    host = urlsplit(url).netloc
    known = next((named for end, named in PUBLISHERS.items() if host == end or host.endswith(f".{end}")), None)
    if known is None:
        return
    if said.get("publisher", "") in ("", "NCI"):
        said["publisher"], where["publisher"] = known[0], f"address {host}"
    if known[1] and "jurisdiction" not in said:
        said["jurisdiction"], where["jurisdiction"] = known[1], f"address {host}"
    if "audience" not in said and (page := _PATIENT_PAGE.search(url) or _PROFESSIONAL_PAGE.search(url)):
        said["audience"] = "patient" if page.re is _PATIENT_PAGE else "professional"
        where["audience"] = "address"
    if "kind" not in said and _GUIDELINES.search(url):
        said["kind"], where["kind"] = "guideline", f"address {host}"


def _year(value: Any) -> int:
    year = int(value)
    if year not in YEARS:
        raise ValueError(f"“{year}” is no year such as 2023")
    return year


def _edition(said: Mapping[str, Any]) -> str:
    if said.get("edition"):
        return str(said["edition"])
    updated = _as_date(said.get("updated_on"))
    return f"updated {updated.isoformat()}" if updated else str(said.get("year") or "not stated")


def parse_date(text: str) -> date | None:
    """A date as files write it: "2024-04-30", "30 April 2024", "April 30, 2024"; None where no full date stands."""
    iso, written = _ISO.search(text), _WRITTEN.search(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if written:
            month = (written["m1"] or written["m2"])[:3].lower()
            return date(int(written["y"]), _MONTHS.index(month) + 1, int(written["d1"] or written["d2"]))
    except ValueError:
        return None
    return None


def _as_date(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    parsed = parse_date(str(value))
    if parsed is None:
        raise ValueError(f"“{value}” is no date such as 2024-04-30")
    return parsed


def _web_address(url: object) -> str | None:
    """The address if it leads to a page: it becomes a link, and a script in its place would run."""
    text = str(url or "").strip()
    return text if re.match(r"https?://", text, re.I) else None


def _audience(said: Mapping[str, Any]) -> str:
    """ "patient" or "professional", "" where the document does not say. A title says it plainest."""
    title = str(said.get("title", ""))
    if re.search(r"patient version", title, re.I):
        return "patient"
    if re.search(r"health professional version", title, re.I):
        return "professional"
    audience = str(said.get("audience", ""))
    return audience if audience in ("patient", "professional") else ""


def _first_heading(raw: RawDocument) -> str:
    return next((block.text for block in raw.blocks if block.kind is BlockKind.HEADING), "")
