"""What every reader hands over: the blocks of a file in reading order, without its markup."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    """The shapes a reader tells apart."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    TREE = "tree"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of plain text."""

    kind: BlockKind
    text: str
    depth: int = 0  # heading level from 1; list nesting from 0
    group: int = 0  # blocks of one list or table share it
    label: str = ""  # leading bold words that end in a colon, or stand alone
    marker: str = ""  # "1." of a numbered item
    columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """A file as its reader understood it."""

    blocks: tuple[Block, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    source_chars: int = 0  # characters of the source that carry text, for coverage
    warnings: tuple[str, ...] = ()
