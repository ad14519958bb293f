"""What every reader hands over: the blocks of a file in reading order, without its markup."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from curbside.domain.documents import Cite, Relation


class BlockKind(StrEnum):
    """The shapes a reader tells apart."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    TREE = "tree"
    CAPTION = "caption"  # title of the table or figure that follows
    NOTE = "note"  # a footnote, of a table or of a page
    REFERENCE = "reference"  # one entry of the list of references; `marker` is its number


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a stretch of a block stands on a page: one line of it, in points from the page's lower left corner."""

    start: int  # offsets in the block's text
    end: int
    page: int  # from 1
    box: tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of plain text: NFC, one line (but for a tree), without citation marks."""

    kind: BlockKind
    text: str
    depth: int = 0  # heading level from 1; list nesting from 0
    group: int = 0  # blocks of one list or table share it
    label: str = ""  # leading bold words that end in a colon, or stand alone
    marker: str = ""  # "1." of a numbered item, "*" of a note, "12" of a reference
    columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    continues: tuple[str, ...] = ()  # cells further up that the empty ones at a row's beginning stand for
    cites: tuple[Cite, ...] = ()
    places: tuple[Place, ...] = ()  # PDF only; in order, together they cover the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A value of the description, and where in the file it was found."""

    value: str
    where: str  # "<meta name=dcterms.modified>", "front matter: title", "article-meta/pub-date"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """A file as its reader understood it.

    `metadata` knows these keys: title, publisher, authors (joined by "; "), journal, year, published_on (ISO date),
    reviewed_on, updated_on, next_review_on, edition, doi, pmid, url, licence, language, jurisdiction, kind (a value of
    `Kind`), summarises, audience ("professional" or "patient"), text_by. Other keys are ignored.
    """

    blocks: tuple[Block, ...]
    metadata: Mapping[str, Said] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    pages: tuple[tuple[float, float], ...] = ()  # PDF only: width and height of each page, in points
    source_chars: int = 0  # characters of the source that carry text, white space not counted; counted apart from
    # the walk that makes the blocks, so that what the walk loses is noticed
    left_out: Mapping[str, int] = field(default_factory=dict)  # characters dropped on purpose, by reason
    warnings: tuple[str, ...] = ()
