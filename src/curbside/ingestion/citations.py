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

_NUMBERS = r"\d{1,3}(?:\s*[,–-]\s*\d{1,3})*"
_BRACKETED = re.compile(rf"\s*\[({_NUMBERS})\](?=\s|[.,;:)\]]|$)")
# Glued to the end of a sentence: a full stop behind a letter has no decimals.
_GLUED = re.compile(rf"(?<=[a-z]{{3}}[.;,)]|.[a-z]\)[.,;])({_NUMBERS})(?=\s+[A-Z(“\"]|$)")
_UNIT_FOLLOWS = re.compile(
    r"\s*(?:%|mg|g\b|kg|mcg|μg|mL|L\b|mmol|mm|cm|IU|units?|years?|months?|weeks?|days?|hours?|min)\b"
)
_FEWEST = 3  # different marks that a document must hold, if it has no list of references, before they are believed
_PRINTED = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW, BlockKind.NOTE, BlockKind.CAPTION})


def without_printed_marks(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with plain-text citation marks taken out and kept beside them."""
    entries = {block.marker.rstrip(".") for block in blocks if block.kind is BlockKind.REFERENCE}
    known = max((int(entry) for entry in entries if entry.isdigit()), default=0)
    labels = {label for block in blocks if block.kind in _PRINTED for _, label in _marks(block.text)}
    if not known and len(labels) < _FEWEST:
        return list(blocks)
    return [_without(block, most=known or 999) if block.kind in _PRINTED else block for block in blocks]


def _marks(text: str) -> list[tuple[re.Match[str], str]]:
    """Marks of a text with the entries that they name, in order."""
    found = [(match, match[1]) for pattern in (_BRACKETED, _GLUED) for match in pattern.finditer(text)]
    found = [(match, label) for match, label in found if not _UNIT_FOLLOWS.match(text, match.end())]
    return sorted(found, key=lambda pair: pair[0].start())


def _without(block: Block, *, most: int) -> Block:
    marks = [
        (match, numbers)
        for match, printed in _marks(block.text)
        if (numbers := numbers_of(printed)) and all(number.isdigit() and int(number) <= most for number in numbers)
    ]
    if not marks or block.kind is BlockKind.TREE:
        return block
    cuts = [(match.start(), match.end()) for match, _ in marks]
    cites = [Cite(_moved(cite.at, cuts), cite.labels) for cite in block.cites]
    cites += [Cite(_moved(match.start(), cuts), numbers) for match, numbers in marks]
    text = _cut(block.text, cuts)
    cells = block.cells
    if cells:
        cells = tuple(_cut(cell, [(m.start(), m.end()) for m, _ in _marks(cell)]) for cell in cells)
        if " | ".join(cells) != text:
            return block
    return replace(
        block,
        text=text,
        cells=cells,
        cites=tuple(sorted(cites, key=lambda cite: cite.at)),
        places=tuple(place for old in block.places if (place := _place(old, cuts)).end > place.start),
    )


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
