"""Citation marks that a format prints as plain text ("[3,7-9]", "in women.46 The") → marks beside the text.

Left in, a mark reads as a number of the statement. Only marks that cannot be anything else are taken out: a range of
values in brackets stays.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from curbside.domain.documents import Cite
from curbside.ingestion.inline import numbers_of
from curbside.ingestion.raw import Block, BlockKind, Place

_NUMBER = re.compile(r"[0-9]{1,6}")
_NUMBERS = r"\d{1,3}(?:\s*[,–-]\s*\d{1,3})*"
_BRACKETED = re.compile(rf"\s*\[({_NUMBERS})\](?=\s|[.,;:)\]\[]|$)")
# Glued to a stop: behind a letter, a per cent sign or a bracket a stop has no decimals, and no thousands.
_GLUED = re.compile(
    rf"(?:(?<=[A-Za-z]{{2}}\.)|(?<=[%)\]]\.)|(?<=[A-Za-z]{{2}}[.,;][”\"’]))({_NUMBERS})(?=\s+[A-Z(“\"]|$)"
    rf"|(?:(?<=[A-Za-z]{{2}}[,;])|(?<=[%)\]][,;]))({_NUMBERS})(?=\s+[A-Za-z(])"
)
_UNIT_FOLLOWS = re.compile(
    r"\s*+(?:%|mg|g\b|kg|mcg|μg|mL|L\b|mmol|mm|cm|IU|units?|years?|months?|weeks?|days?|hours?|min)\b"
)
_BAR = " | "
_FEWEST = 3  # different marks that a document must hold, if it has no list of references, before they are believed
_PRINTED = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW, BlockKind.NOTE, BlockKind.CAPTION})


def without_printed_marks(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with plain-text citation marks taken out and kept beside them."""
    entries = {block.marker.rstrip(".") for block in blocks if block.kind is BlockKind.REFERENCE}
    known = max((int(entry) for entry in entries if _NUMBER.fullmatch(entry)), default=0)
    labels = {label for block in blocks if block.kind in _PRINTED for _, label in _marks(block.text)}
    if not known and len(labels) < _FEWEST:
        return list(blocks)
    return [_without(block, most=known or 999) if block.kind in _PRINTED else block for block in blocks]


def _marks(text: str) -> list[tuple[re.Match[str], str]]:
    """Marks of a text with the entries that they name, in order."""
    found = [(match, match[1] or match[2]) for match in _GLUED.finditer(text)]
    found += [(match, match[1]) for match in _BRACKETED.finditer(text)]
    found = [(match, label) for match, label in found if not _UNIT_FOLLOWS.match(text, match.end())]
    return sorted(found, key=lambda pair: pair[0].start())


def _without(block: Block, *, most: int) -> Block:
    if not block.cells:
        text, cuts, found = _cleaned(block.text, most)
        if not found:
            return block
        moved = [Cite(_moved(cite.at, cuts), cite.labels) for cite in block.cites]
        return replace(
            block,
            text=text,
            cites=tuple(sorted((*moved, *found), key=lambda cite: cite.at)),
            places=tuple(place for old in block.places if (place := _place(old, cuts)).end > place.start),
        )
    return _row_without(block, most=most)


def _row_without(block: Block, *, most: int) -> Block:
    """A row loses its marks cell by cell: its bars are signs of ours, not words before a mark."""
    cells: list[str] = []
    cites: list[Cite] = []
    cuts: list[tuple[int, int]] = []
    at = after = 0
    for cell in block.cells:
        text, cut, found = _cleaned(cell, most)
        cells.append(text)
        cuts += [(at + start, at + end) for start, end in cut]
        cites += [Cite(after + cite.at, cite.labels) for cite in found]
        at, after = at + len(cell) + len(_BAR), after + len(text) + len(_BAR)
    if not cites or _BAR.join(block.cells) != block.text:
        return block
    moved = [Cite(_moved(cite.at, cuts), cite.labels) for cite in block.cites]
    return replace(
        block,
        text=_BAR.join(cells),
        cells=tuple(cells),
        cites=tuple(sorted((*moved, *cites), key=lambda cite: cite.at)),
        places=tuple(place for old in block.places if (place := _place(old, cuts)).end > place.start),
    )


def _cleaned(text: str, most: int) -> tuple[str, list[tuple[int, int]], list[Cite]]:
    """A text without its marks, the stretches that went, and the marks."""
    marks = [
        (match, numbers)
        for match, printed in _marks(text)
        if (numbers := numbers_of(printed))
        and all(_NUMBER.fullmatch(number) and int(number) <= most for number in numbers)
    ]
    cuts = [(match.start(), match.end()) for match, _ in marks]
    cites = [Cite(_moved(match.start(), cuts), numbers) for match, numbers in marks]
    kept = _cut(text, cuts)
    stripped = kept.lstrip()
    if len(kept) > len(stripped) and cuts:
        # A mark at the head takes the space behind it along.
        cuts[0] = (cuts[0][0], cuts[0][1] + len(kept) - len(stripped))
        kept = stripped
    return kept, cuts, cites


def _place(place: Place, cuts: Sequence[tuple[int, int]]) -> Place:
    return replace(place, start=_moved(place.start, cuts), end=_moved(place.end, cuts))


def _moved(at: int, cuts: Sequence[tuple[int, int]]) -> int:
    """An offset after the stretches before it are gone."""
    return at - sum(min(end, at) - start for start, end in cuts if start < at)


def _cut(text: str, cuts: Sequence[tuple[int, int]]) -> str:
    out, position = [], 0
    for start, end in cuts:
        out.append(text[position:start])
        position = end
    return "".join([*out, text[position:]])
