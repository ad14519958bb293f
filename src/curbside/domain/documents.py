"""A document of the library, its sections, its passages and what they recommend.

Offsets are Unicode code points in the document's normalised text: for every passage
`text[start:end]` is the passage's own text, to the letter.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

DocumentId = NewType("DocumentId", str)
PassageId = NewType("PassageId", str)

YEARS = range(1800, 2200)  # of publication; another one is a slip of the pen


class Kind(StrEnum):
    """What sort of source a document is, said honestly: a summary is not the guideline."""

    GUIDELINE = "guideline"
    SYSTEMATIC_REVIEW = "systematic_review"
    TRIAL = "trial"
    LABEL = "label"
    SUMMARY = "summary"
    OTHER = "other"


class Status(StrEnum):
    """Whether an edition may still be relied on."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    RETRACTED = "retracted"


class Display(StrEnum):
    """How much of a document its licence lets us show."""

    FULL = "full"
    QUOTES = "quotes"
    STAFF = "staff"


class PassageKind(StrEnum):
    """The shape a passage has in its document."""

    PROSE = "prose"
    ITEM = "item"  # one list item
    LIST = "list"  # a lead-in with all of its items: "A; OR B" is one thing
    ROW = "row"  # one table row, read with its column heads
    BRANCH = "branch"  # one arm of a decision tree: condition and what follows from it
    NOTE = "note"  # a footnote, of a table or of a page


class Direction(StrEnum):
    """Which way a recommendation points."""

    FOR = "for"
    AGAINST = "against"
    EITHER = "either"
    INSUFFICIENT = "insufficient"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """The edition that replaces another one."""

    title: str
    year: int | None
    held: bool  # whether the library holds it
    publisher: str = ""  # where the title alone does not say

    @property
    def name(self) -> str:
        """Its title with what else is known of it: "Gout (NICE, 2025)"."""
        known = ", ".join(str(part) for part in (self.publisher, self.year) if part)
        return f"{self.title} ({known})" if known else self.title


class RelationKind(StrEnum):
    """How a document stands to another one, seen from the document that says so."""

    RETRACTS = "retracts"
    RETRACTED_BY = "retracted_by"
    CORRECTS = "corrects"
    CORRECTED_BY = "corrected_by"
    CONCERN = "expression_of_concern"  # about the other one
    SUPERSEDES = "supersedes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What a document says of its standing to another one."""

    kind: RelationKind
    target: str  # DOI ("10.1371/…"), PMID ("pmid:123") or id of the other document
    where: str  # in the file: "related-article[@related-article-type='retracted-article']"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """A known fault in a source. The source's words stay; the note goes beside them."""

    where: str  # words that the faulty passage contains
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One edition of one source, described. Its words are in `Body`."""

    id: DocumentId
    title: str
    publisher: str
    kind: Kind
    year: int | None
    edition: str
    status: Status
    text_by: str  # who wrote the words that we quote
    licence: str
    display: Display
    summarises: str | None = None  # the work that a summary restates
    checked_against_original: bool = False
    superseded_by: Successor | None = None
    doi: str | None = None
    doi_note: str | None = None  # why the DOI is doubtful, or that nobody verified it
    url: str | None = None
    jurisdiction: str | None = None
    language: str = "en"
    authors: str = ""  # "Smith J; Jones K"
    journal: str = ""
    pmid: str | None = None
    audience: str = ""  # "professional", "patient", "" where it does not say
    published_on: date | None = None
    updated_on: date | None = None
    next_review_on: date | None = None
    supersedes: tuple[str, ...] = ()  # ids of held documents, or titles
    superseded_on: date | None = None  # from when on the edition is no longer current
    relations: tuple[Relation, ...] = ()
    notices: tuple[str, ...] = ()  # "retracted by …", "corrected by …", for whoever sees the document named
    near_duplicates: tuple[str, ...] = ()  # ids of held documents with much the same text
    found: tuple[tuple[str, str], ...] = ()  # which value was found where in the file
    topics: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()  # safety points of the topic that the document leaves out
    errata: tuple[Erratum, ...] = ()
    content_sha256: str = ""

    @property
    def is_secondary(self) -> bool:
        """True when the words are, or for all we know may be, about another source: a summary, an overview of ours."""
        known = self.text_by != "Curbside" and bool(self.journal or self.audience or self.url)
        return self.kind is Kind.SUMMARY or (self.kind is Kind.OTHER and not known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """Strength and certainty as the source printed them; never averaged, never invented."""

    as_printed: str
    scheme: str | None
    strength: str | None
    certainty: str | None
    direction: Direction
    number: str = ""  # of the recommendation, as printed
    population: str = ""  # in the words that are printed beside the statement
    statement: str = ""  # what is recommended, to the letter a part of the passage's text


@dataclass(frozen=True, slots=True)
class Cite:
    """A citation mark that was taken out of a text: "[3,7-9]", a raised "12"."""

    at: int  # offset in that text, after the cited words
    labels: tuple[str, ...]  # of entries in the document's list of references


@dataclass(frozen=True, slots=True)
class Attribution:
    """A sentence that tells what another source found or advises: its statement is not the document's own."""

    start: int  # of the sentence, in the passage's text
    end: int
    to: str  # as printed: "Smith et al.", "The American Cancer Society"
    labels: tuple[str, ...]  # of entries in the document's list of references, where it cites any


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The smallest citable text, with the context that is part of its meaning."""

    id: PassageId
    document_id: DocumentId
    kind: PassageKind
    text: str
    start: int
    end: int
    position: int  # order in the document, from 0
    block: int  # passages of one list, table or tree share it
    path: tuple[str, ...]  # headings above, outermost first; the title is not one of them
    lead_in: tuple[str, ...] = ()  # "Men:", "In patients with …", parent labels; outermost first
    label: str = ""  # the passage's own bold or colon label, without the colon
    columns: tuple[str, ...] = ()  # column heads of a table row
    cells: tuple[str, ...] = ()  # cells of a table row, one for each column
    parts: tuple[tuple[int, int], ...] = ()  # offsets of lead-in and items of a list, of lines of a branch
    recommendation: Recommendation | None = None
    page: int | None = None
    cites: tuple[Cite, ...] = ()  # citation marks printed with the words
    attributions: tuple[Attribution, ...] = ()  # sentences that the document gives to another source
    instructing: bool = False  # words that try to instruct the program; such a passage never supports a claim

    def __hash__(self) -> int:
        """Of what tells passages apart; they are looked up often, and have many fields."""
        return hash((self.id, self.start, self.end))

    @property
    def context(self) -> str:
        """Headings and lead-ins, outermost first, as one line."""
        return " › ".join((*self.path, *self.lead_in))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One heading of a document and where it stands."""

    path: tuple[str, ...]
    level: int  # 1 is the outermost
    start: int  # of the heading, in code points


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and what it stands for, as the document explains it."""

    short: str
    long: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One entry of a document's own list of references."""

    label: str  # by which the document cites it: "12", "2.7"
    text: str
    start: int  # in the document's text


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch of the text stands on a page of the file: one printed line of it."""

    start: int  # offsets in the document's text
    end: int
    page: int  # from 1
    box: tuple[float, float, float, float]  # left, bottom, right, top, in points from the lower left corner


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The words of a document: normalised text, its sections and its passages."""

    text: str
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    references: tuple[Reference, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()  # that the document explains
    places: tuple[Place, ...] = ()  # of PDF files only
    pages: tuple[tuple[float, float], ...] = ()  # of PDF files only: width and height of each, in points
