"""An answer: claims, each born with the quote it rests on.

A `Claim` cannot be made without a citation. Numbers for quotes and references are given once, when an
answer is complete, by `answering.references`.
"""

from dataclasses import dataclass
from enum import StrEnum

from curbside.domain.documents import Document, DocumentId, Passage, PassageId, Recommendation
from curbside.domain.questions import Interpretation, Question


class Outcome(StrEnum):
    """How a question ended. Not knowing is an answer too."""

    ANSWERED = "answered"
    PARTLY = "partly"
    NOT_IN_LIBRARY = "not_in_library"
    OUT_OF_SCOPE = "out_of_scope"
    EMERGENCY = "emergency"


class Support(StrEnum):
    """Whether a passage bears a claim out."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The checker's word on one claim, with its reasons in plain language."""

    support: Support
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A passage retrieved for one question."""

    passage: Passage
    document: Document
    own: frozenset[str]  # keys of the concepts that its own words name
    near: frozenset[str]  # the same of its label, lead-ins and nearest heading
    stems: str  # of its own words, in order
    near_stems: str  # of its label, lead-ins and nearest heading
    around_stems: str  # of all headings and lead-ins
    concepts: frozenset[str]  # `own` with all that those are kinds of
    scope: frozenset[str]  # the same of all headings, lead-ins, column heads and the document's title
    chapter: frozenset[str]  # the same of all passages below the same outermost heading
    score: float  # of the search engine, no unit; higher is better
    rank: int  # from 1
    found_by: str  # lexical | dense | naming | beside
    likeness: float | None = None  # cosine between the vectors of question and passage; None without a sentence model


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a claim comes from, exact enough to look up."""

    passage_id: PassageId
    document_id: DocumentId
    locator: str  # as a reader would say it: "Dosing › Apixaban"
    quote: str  # verbatim, so that a new edition cannot alter it
    start: int  # code points in the document's text; text[start:end] == quote
    end: int
    context: tuple[str, ...]  # headings and lead-ins, which are part of the meaning


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line of a claim that is a list in its source."""

    text: str
    depth: int  # nesting, from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One checkable statement and the words it rests on."""

    key: str
    text: str
    lead: str  # bold lead-in, may be empty; part of the claim
    citations: tuple[Citation, ...]
    verdict: Verdict
    recommendation: Recommendation | None = None
    note: str | None = None  # in our words: a fault of the source, whose words it reports, that a window is missed
    depth: int = 0  # nesting in its list, from 0
    lines: tuple[ListLine, ...] = ()  # where `text` joins a list: the same words line by line, for showing
    plain: str | None = None  # the same in plain words, in our frame; only for readers whose profile asks for it
    strength_in_words: str | None = None  # what the printed grade means; likewise

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError(f"claim {self.key!r} has no citation; a claim is born with its quote")

    @property
    def statement(self) -> str:
        """Lead-in and text as they are read together."""
        return f"{self.lead}: {self.text}" if self.lead else self.text

    def first_and_rest(self, *, led: bool) -> tuple[str, tuple[ListLine, ...]]:
        """The text of the first line and the lines below it; below a lead-in (`led`) a list begins on its own line."""
        if not self.lines:
            return self.text, ()
        return ("", self.lines) if led else (self.lines[0].text, self.lines[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSection:
    """Claims under one heading."""

    key: str
    heading: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What one source says where sources differ. `claim` is None for "does not address"."""

    document: Document
    population: str
    text: str
    claim: Claim | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Sources that differ, side by side; never blended."""

    topic: str
    positions: tuple[Position, ...]
    followed: DocumentId | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A word of the answer, explained in ours."""

    term: str  # as the answer prints it where it stands first
    definition: str
    claim: str  # key of the claim that it stands in first


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A statement that was considered and not shown."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A numbered source."""

    n: int
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A numbered quotation."""

    n: int
    reference: int
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Everything a reader is shown, and how it came about."""

    question: Question
    outcome: Outcome
    interpretation: Interpretation | None
    alarm: str = ""  # to get help first, above everything: the question is answered, and sounds like an emergency
    notice: str = ""  # one or two sentences for outcomes that carry no claims, and emergencies
    missing: tuple[str, ...] = ()
    headline: Claim | None = None
    sections: tuple[AnswerSection, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    quotes: tuple[Quote, ...] = ()
    references: tuple[Reference, ...] = ()
    limitations: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    opening: str = ""  # what its reader should know before reading on
    definitions: tuple[Definition, ...] = ()  # in the order of first use
    closing: tuple[str, ...] = ()  # what its reader is told behind it
    considered: int = 0  # passages looked at
    searched: int = 0  # documents in the library
    queries: tuple[str, ...] = ()
    worded: str = ""  # where a model is configured: whether it took part, in a sentence
    library_generation: str = ""
    engine_version: str = ""
    elapsed_ms: float = 0.0

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Headline first, then the sections' claims in reading order."""
        head = (self.headline,) if self.headline else ()
        return head + tuple(claim for section in self.sections for claim in section.claims)

    def quote_numbers(self, claim: Claim) -> tuple[int, ...]:
        """Numbers of the quotes that a claim cites, in the order of its citations."""
        numbers = {
            (quote.citation.document_id, quote.citation.start, quote.citation.end): quote.n for quote in self.quotes
        }
        return tuple(numbers[c.document_id, c.start, c.end] for c in claim.citations)
