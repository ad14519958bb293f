"""Plain text → blocks: what its empty lines, numbers and bullets say of its structure."""

import re

from curbside.domain.errors import UnreadableDocument
from curbside.domain.text import clean, one_line
from curbside.ingestion.raw import Block, BlockKind, RawDocument

_PARAGRAPHS = re.compile(r"\n[ \t]*\n+")
_NUMBERED_HEADING = re.compile(r"^(?P<number>\d+(?:\.\d+)*)\.?\s+(?P<title>[A-Z][^.!?;]{2,100})$")
_UNDERLINE = re.compile(r"^[=\-~*_]{3,}$")
_RAGGED = 3  # signs by which an underline may miss the length of its heading
_BULLET = re.compile(r"^(?P<indent>\s*)(?P<marker>[-*•●○▪◦‣–]|\(?[0-9]{1,2}[.)]|\(?[a-zA-Z][.)])\s+(?P<words>\S.*)$")
_NUMBER = re.compile(r"[0-9a-zA-Z]")


def read_text(data: bytes) -> RawDocument:
    """Blocks of a plain text file in reading order.

    Raises:
        UnreadableDocument: the bytes are no text in UTF-8, or hold no words.
    """
    text = decode(data)
    blocks: list[Block] = []
    group = 0
    for piece in _PARAGRAPHS.split(text.expandtabs(4)):
        lines = [line for line in piece.split("\n") if line.strip()]
        if len(lines) > 2 and _underlines(lines[1], lines[0]):
            # The text may follow its underlined heading at once.
            blocks += _paragraph(lines[:2], group=group)
            lines = lines[2:]
        if lines and _BULLET.match(lines[0]) and not (len(lines) == 1 and _heading(lines)):
            group += 1
            blocks += _items(lines, group)
        elif lines:
            blocks += _paragraph(lines, group=group + 1)
            group += 1
    if not blocks:
        raise UnreadableDocument("holds no text. Check that the right file was saved, and ingest it again.")
    underlines = sum(len(line.strip()) for line in text.split("\n") if _UNDERLINE.match(line.strip()))
    bullets = sum(len(block.marker) or 1 for block in blocks if block.kind is BlockKind.ITEM)
    return RawDocument(
        blocks=tuple(blocks), source_chars=len("".join(text.split())), left_out={"list marks": underlines + bullets}
    )


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16 with its mark.

    Raises:
        UnreadableDocument: the bytes are not text of these kinds.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in data[:4096]:
        raise UnreadableDocument("holds NUL bytes, so it is not a text file. Export it as text and try again.")
    else:
        encoding = "utf-8-sig"
    try:
        return clean(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"not {encoding.removesuffix('-sig').upper()} text (byte {error.start}: {error.reason}). Save the file as "
            "UTF-8 and ingest it again."
        ) from None


def _underlines(line: str, title: str) -> bool:
    """Whether a line of signs underlines the words above it: it is about as long as they are."""
    return bool(_UNDERLINE.match(line.strip())) and abs(len(line.strip()) - len(title.strip())) <= _RAGGED


def _heading(lines: list[str]) -> Block | None:
    """A line that heads what follows: numbered, in capitals, or underlined."""
    first = one_line(lines[0])
    underlined = len(lines) == 2 and _UNDERLINE.match(lines[1].strip())
    if underlined:
        return Block(kind=BlockKind.HEADING, text=first, depth=1 if lines[1].strip()[0] == "=" else 2)
    if len(lines) > 1:
        return None
    if numbered := _NUMBERED_HEADING.match(first):
        return Block(kind=BlockKind.HEADING, text=first, depth=numbered["number"].count(".") + 1)
    if first.isupper() and 3 < len(first) <= 100 and not first.endswith((".", ";", ",")):
        return Block(kind=BlockKind.HEADING, text=first, depth=1)
    return None


def _paragraph(lines: list[str], *, group: int) -> list[Block]:
    if heading := _heading(lines):
        return [heading]
    for position, line in enumerate(lines):
        # A list that follows its lead-in without an empty line.
        if position and _BULLET.match(line):
            lead = one_line(" ".join(lines[:position]))
            return [Block(kind=BlockKind.PARAGRAPH, text=lead), *_items(lines[position:], group)]
    return [Block(kind=BlockKind.PARAGRAPH, text=one_line(" ".join(lines)))]


def _items(lines: list[str], group: int) -> list[Block]:
    items: list[tuple[int, str, list[str]]] = []
    for line in lines:
        if found := _BULLET.match(line):
            marker = found["marker"] if _NUMBER.search(found["marker"]) else ""
            items.append((len(found["indent"]), marker, [found["words"]]))
        elif items:
            items[-1][2].append(line)
    indents = sorted({indent for indent, _, _ in items})
    return [
        Block(
            kind=BlockKind.ITEM,
            text=one_line(" ".join(words)),
            depth=indents.index(indent),
            group=group,
            marker=marker,
        )
        for indent, marker, words in items
    ]
