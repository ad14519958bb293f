"""Drafts of blocks → blocks: printed lines joined, hyphens mended, marks taken out, and where each line stands.

A draft is settled only when the whole document was read: whether "recom-" and "mendation" are one word, and whether
"[3]" names an entry of the list of references, the rest of the document says.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from curbside.domain.documents import Cite
from curbside.domain.text import clean, one_line
from curbside.ingestion.inline import Inline, Settled, numbers_of, raise_signs
from curbside.ingestion.raw import Block, BlockKind, Place
from curbside.ingestion.readers.pdf_page import Page, Span, share_line

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_HYPHENATED = re.compile(r"\b[^\W\d_]+(?:[-‐‑][^\W\d_]+)+\b")
_LINE_END = re.compile(r"(?<![^\W\d_])(?P<first>[^\W\d_]+)[-‐]$")
_LINE_START = re.compile(r"^[^\W\d_]+")
# Behind these a line goes on without a space: "10–" "20 mg", "and/" "or"; a dash with a space before it stands alone.
_GOES_ON = re.compile(r"(?<=[\w%)\]°.])[-‐‑–—/_=&]$")
_SUSPENDED = frozenset({"and", "or", "to", "und", "oder", "et", "ou", "vs", "versus", "than", "nor", "through"})
# Words that stand before or behind a hyphen in compounds; with them the hyphen is part of the word.
_KEEPS_HYPHEN = frozenset({
    "all", "anti", "co", "cross", "double", "early", "evidence", "ex", "extended", "first", "follow", "full", "half",
    "health", "high", "inter", "intra", "large", "late", "long", "low", "lower", "mid", "multi", "near", "new", "non",
    "off", "on", "one", "open", "out", "over", "patient", "placebo", "point", "post", "pre", "quasi", "re", "real",
    "risk", "second", "self", "semi", "short", "single", "small", "sub", "third", "three", "two", "under", "well", "x",
    "acting", "adjusted", "aged", "associated", "based", "blind", "blinded", "care", "centered", "controlled", "day",
    "dependent", "dose", "effective", "free", "grade", "hour", "induced", "level", "like", "line", "making", "month",
    "naive", "naïve", "old", "onset", "quality", "related", "release", "resistant", "resolved", "specific", "stage",
    "term", "threatening", "time", "treated", "type", "up", "use", "week", "wide", "year",
})  # fmt: skip
_CITED = re.compile(r"\[\s*(\d{1,4}(?:\s*[,;–—-]\s*\d{1,4})*)\s*\]")
_MARK = re.compile(r"\d{1,3}(?:\s*[,–-]\s*\d{1,3})*,?")
_LONGEST_LABEL = 80


@dataclass(slots=True, kw_only=True)
class Draft:
    """A block as it was found on its pages."""

    kind: BlockKind
    spans: list[Span] = field(default_factory=list)
    depth: int = 0
    group: int = 0
    marker: str = ""
    cells: "tuple[Cell, ...]" = ()
    head: "Head | None" = None


Cell = Sequence[Draft]  # the paragraphs and items of a table cell


@dataclass(slots=True, kw_only=True)
class Head:
    """The column heads of a table: one or more rows of cells, all rows equally wide."""

    rows: Sequence[Sequence[Cell]] = ()
    columns: tuple[str, ...] | None = None  # settled with the first row that has this head


@dataclass(frozen=True, slots=True, kw_only=True)
class _Composed:
    text: str
    cites: tuple[Cite, ...] = ()
    label: str = ""
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    kind: str  # "plain", "bold", "raised" or "cite"


@dataclass(slots=True)
class _Line:
    pieces: list[_Piece]
    spans: Sequence[Span]
    joint: str = ""  # what stands between this line and the next one


class Vocabulary:
    """The words of a document."""

    def __init__(self, texts: Iterable[str], *, tagged: bool) -> None:
        self._texts = list(texts)
        self._tagged = tagged

    @cached_property
    def words(self) -> frozenset[str]:
        """Words that stand in the document, those that a line breaks left out."""
        found: set[str] = set()
        for text in self._texts:
            whole = re.sub(r"[^\W\d_]+[-‐‑]$", "", text)
            found.update(word.lower() for word in _WORD.findall(whole))
        return frozenset(found)

    @cached_property
    def hyphenated(self) -> frozenset[str]:
        """Words with a hyphen inside a line."""
        return frozenset(word.lower().replace("‐", "-") for text in self._texts for word in _HYPHENATED.findall(text))

    def is_one_word(self, first: str, second: str) -> bool:
        """Whether a hyphen between two parts at a line's end only breaks a word.

        In doubt the hyphen stays: "long-term" without it would be another word, "recom-mendation" with it can be read.
        """
        capital = second[0].isupper()
        first, second = first.lower(), second.lower()
        if f"{first}-{second}" in self.hyphenated:
            return False
        if first + second in self.words:
            return True
        if capital or {first, second} & _KEEPS_HYPHEN or len(first) < 2 or len(second) < 2:
            return False
        return self._breaks_words and first not in self.words and second not in self._inner

    @cached_property
    def _inner(self) -> frozenset[str]:
        """Words that do not only begin a line, where they may be the rest of a broken word."""
        return frozenset(word.lower() for text in self._texts for word in list(_WORD.findall(text))[1:])

    @cached_property
    def _breaks_words(self) -> bool:
        """Whether nothing speaks against it that the document breaks words at all: each hyphen at the end of a line
        that the rest of the document explains may belong to its word. Browsers write tags and break no words, so a
        tagged file must show that it does."""
        kept = broken = 0
        for text, following in pairwise(self._texts):
            first, second = _LINE_END.search(text), _LINE_START.match(following)
            if first and second:
                kept += f"{first['first']}-{second[0]}".lower() in self.hyphenated
                broken += f"{first['first']}{second[0]}".lower() in self.words
        return broken > 0 or (not kept and not self._tagged)


class Settler:
    """Makes blocks of drafts."""

    def __init__(self, pages: Mapping[int, Page], vocabulary: Vocabulary, references: frozenset[str]) -> None:
        self._pages = pages
        self._vocabulary = vocabulary
        self._references = references  # labels of entries in the lists of references
        self._list = ""

    def block(self, draft: Draft, *, numbered_list: str = "") -> Block | None:
        """The block of a draft, None if nothing is left of it.

        `numbered_list`: the list of references that its marks point at, "" where the document has one only.
        """
        self._list = f"{numbered_list}." if numbered_list else ""
        if draft.kind is BlockKind.ROW:
            return self._row(draft)
        is_reference = draft.kind is BlockKind.REFERENCE
        composed = self._compose(draft.spans, cites=not is_reference)
        if not composed.text:
            return None
        is_labelled = draft.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
        return Block(
            kind=draft.kind,
            text=composed.text,
            depth=draft.depth,
            group=draft.group,
            marker=self._list + draft.marker if is_reference and draft.marker else draft.marker,
            label=composed.label if is_labelled else "",
            cites=() if is_reference else composed.cites,
            places=composed.places,
        )

    # -- rows --------------------------------------------------------------------------------------------------

    def _row(self, draft: Draft) -> Block | None:
        cells = [self._cell(cell) for cell in draft.cells]
        if not any(cell.text for cell in cells):
            return None
        joined = _joined(cells, [" | "] * len(cells))
        return Block(
            kind=BlockKind.ROW,
            text=joined.text,
            group=draft.group,
            columns=self._columns(draft.head),
            cells=tuple(cell.text for cell in cells),
            cites=joined.cites,
            places=joined.places,
        )

    def _cell(self, parts: Cell) -> _Composed:
        """The words of a cell on one line; its paragraphs and items set apart by ";" where nothing else does."""
        composed = []
        for part in parts:
            words = self._compose(part.spans)
            if words.text:
                if part.marker:
                    words = _joined([_Composed(text=part.marker), words], [" "])
                composed.append(words)
        gaps = [" " if words.text.endswith((".", ";", ":", ",", "?", "!")) else "; " for words in composed]
        return _joined(composed, gaps)

    def _columns(self, head: Head | None) -> tuple[str, ...]:
        if head is None or not head.rows:
            return ()
        if head.columns is None:
            rows = [[self._cell(cell).text for cell in row] for row in head.rows]
            head.columns = tuple(" – ".join(dict.fromkeys(filter(None, column))) for column in zip(*rows, strict=True))
        return head.columns

    # -- words -------------------------------------------------------------------------------------------------

    def _compose(self, spans: Sequence[Span], *, cites: bool = True) -> _Composed:
        size = usual_size(spans)
        lines = [_Line(_pieces(line, usual=size), line) for line in printed_lines(spans)]
        self._join(lines)
        if cites and self._references:
            for line in lines:
                line.pieces = [piece for whole in line.pieces for piece in self._with_marks(whole)]
        inline = Inline()
        for piece in _merged([piece for line in lines for piece in (*line.pieces, _Piece(line.joint, "plain"))]):
            if piece.kind == "cite":
                inline.cite(self._labels(piece.text.strip("[] ")))
            else:
                inline.add(piece.text, raised=piece.kind == "raised", bold=piece.kind == "bold")
        settled = inline.settle()
        label = settled.label if len(settled.label) <= _LONGEST_LABEL and not settled.label.endswith(".") else ""
        marks = tuple(self._in_list(cite) for cite in settled.cites)
        return _Composed(text=settled.text, cites=marks, label=label, places=self._places(settled, lines))

    def _join(self, lines: Sequence[_Line]) -> None:
        """Say what stands between the lines; a hyphen that only breaks a word goes."""
        for line, following in pairwise(lines):
            line.joint = " "
            if not line.pieces or not following.pieces or line.pieces[-1].kind == "raised":
                continue
            last = line.pieces[-1]
            start = _LINE_START.match(following.pieces[0].text)
            broken = _LINE_END.search(last.text)
            if broken and start and start[0].lower() in _SUSPENDED:
                continue
            if _GOES_ON.search(last.text):
                line.joint = ""
            if broken and start and self._vocabulary.is_one_word(broken["first"], start[0]):
                line.pieces[-1] = _Piece(last.text[:-1], last.kind)

    def _with_marks(self, piece: _Piece) -> list[_Piece]:
        """A piece with the marks in brackets that name entries of the list of references set apart."""
        if "[" not in piece.text or piece.kind == "raised":
            return [piece]
        out, position = [], 0
        for mark in _CITED.finditer(piece.text):
            if all(label in self._references for label in self._labels(mark[1])):
                out += [_Piece(piece.text[position : mark.start()], piece.kind), _Piece(mark[0], "cite")]
                position = mark.end()
        return [*out, _Piece(piece.text[position:], piece.kind)]

    def _labels(self, printed: str) -> tuple[str, ...]:
        return tuple(self._list + number for number in numbers_of(printed.replace(";", ",")))

    def _in_list(self, cite: Cite) -> Cite:
        """A raised mark, by the entries of its own list."""
        named = tuple(label if label in self._references else self._list + label for label in cite.labels)
        return replace(cite, labels=named) if self._list else cite

    def _places(self, settled: Settled, lines: Sequence[_Line]) -> tuple[Place, ...]:
        places: list[Place] = []
        position = 0
        text = settled.text
        for line in lines:
            while position < len(text) and text[position].isspace():
                position += 1
            end = _end_of_line(text, position, line)
            if end > position:
                first = line.spans[0]
                box = (
                    min(span.left for span in line.spans),
                    min(span.bottom for span in line.spans),
                    max(span.right for span in line.spans),
                    max(span.top for span in line.spans),
                )
                left, bottom, right, top = self._pages[first.page].on_page(box)
                on_page = (round(left, 2), round(bottom, 2), round(right, 2), round(top, 2))
                places.append(Place(start=position, end=end, page=first.page, box=on_page))
            position = end
        return tuple(places)


def printed_lines(spans: Sequence[Span]) -> list[list[Span]]:
    """Spans of a block by the printed line they stand on."""
    lines: list[list[Span]] = []
    for span in spans:
        if lines and share_line(lines[-1][-1], span):
            lines[-1].append(span)
        else:
            lines.append([span])
    return lines


def usual_size(spans: Sequence[Span]) -> float:
    """The size that most letters of a block have, in points."""
    sizes: Counter[float] = Counter()
    for span in spans:
        sizes[span.style.size] += len(span.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def raised_in(line: Sequence[Span], *, usual: float) -> list[bool]:
    """Which spans of a printed line are set above it. `usual`: size of most letters of the block."""
    main = max(line, key=lambda span: span.style.size)
    size = main.style.size
    if size < 0.9 * usual and len(line) == 1 and _MARK.fullmatch(main.text):
        # Marks that were broken over two lines: "¹," "⁴".
        return [True]
    return [
        span.base - main.base > (0.12 if span.style.size < 0.92 * size else 0.28) * size and span is not main
        for span in line
    ]


def gap_between(one: Span, other: Span) -> str:
    """The white space between two spans of one line."""
    distance = other.left - one.right
    size = max(one.style.size, other.style.size)
    if other.gap == " ":
        return " "
    return " " if distance > (0.12 if other.gap else 0.22) * size else ""


def line_text(line: Sequence[Span]) -> str:
    """The words of a printed line."""
    text = line[0].text if line else ""
    for one, other in pairwise(line):
        text += gap_between(one, other) + other.text
    return text


def _pieces(line: Sequence[Span], *, usual: float) -> list[_Piece]:
    pieces: list[_Piece] = []
    previous: Span | None = None
    for span, raised in zip(line, raised_in(line, usual=usual), strict=True):
        kind = "raised" if raised else "bold" if span.style.bold else "plain"
        gap = gap_between(previous, span) if previous is not None else ""
        if previous is not None and raised and span.left - previous.right < 0.3 * previous.style.size:
            # pdfium sees white space before some raised signs; "10 ⁹" would be another number.
            gap = ""
        if pieces and pieces[-1].kind == kind:
            pieces[-1] = _Piece(pieces[-1].text + gap + span.text, kind)
        else:
            if gap and pieces and kind == "raised":
                pieces[-1] = _Piece(pieces[-1].text + gap, pieces[-1].kind)
                gap = ""
            pieces.append(_Piece(gap + span.text, kind))
        previous = span
    return pieces


def _merged(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Neighbouring pieces of one kind as one; white space between two of one kind belongs to both."""
    merged: list[_Piece] = []
    pieces = [piece for piece in pieces if piece.text]
    for position, piece in enumerate(pieces):
        last = merged[-1] if merged else None
        if last is None or last.kind == "cite" or piece.kind == "cite":
            merged.append(piece)
            continue
        following = pieces[position + 1].kind if position + 1 < len(pieces) else ""
        goes_on = following == "raised" and last.text.rstrip()[-1:] in (",", "-", "–")
        inside = piece.text.isspace() and (last.kind != "raised" or goes_on)
        if piece.kind == last.kind or inside:
            merged[-1] = _Piece(last.text + piece.text, last.kind)
        else:
            merged.append(piece)
    return merged


def _joined(parts: Sequence[_Composed], gaps: Sequence[str]) -> _Composed:
    """Several texts as one, with a gap behind each but the last."""
    text, cites, places = "", [], []
    for position, part in enumerate(parts):
        at = len(text)
        cites += [replace(cite, at=cite.at + at) for cite in part.cites]
        places += [replace(place, start=place.start + at, end=place.end + at) for place in part.places]
        text += part.text + (gaps[position] if position + 1 < len(parts) else "")
    return _Composed(text=text, cites=tuple(cites), places=tuple(places))


def _end_of_line(text: str, position: int, line: _Line) -> int:
    """Where the words of a line end in the settled text, if they begin at `position`."""
    if all(piece.kind in ("plain", "bold") for piece in line.pieces):
        words = one_line(clean("".join(piece.text for piece in line.pieces)))
        if text.startswith(words, position):
            return position + len(words)
    end = position
    for piece in line.pieces:
        if piece.kind == "cite":
            continue
        if piece.kind == "raised":
            end = _end_of_raised(text, end, piece.text)
            continue
        for letter in clean(piece.text):
            if letter.isspace():
                continue
            at = end
            while at < len(text) and text[at].isspace():
                at += 1
            # A letter that is not there next was part of a mark that left the text.
            if at < len(text) and text[at] == letter:
                end = at + 1
    return end


def _end_of_raised(text: str, position: int, printed: str) -> int:
    """Raised signs stay as other characters, or left as a citation mark."""
    at = position
    while at < len(text) and text[at].isspace():
        at += 1
    sign = raise_signs(clean(printed))
    return at + len(sign) if sign and text.startswith(sign, at) else position


def reference_lists(drafts: Sequence[Draft]) -> list[str]:
    """For each block the list of references that its marks point at: "2" for the second; "" where there is only one.

    A document with a list behind each section counts anew in each: the marks of a section name the list that follows.
    """
    markers = [draft.marker for draft in drafts if draft.kind is BlockKind.REFERENCE and draft.marker]
    if len(set(markers)) == len(markers):
        return [""] * len(drafts)
    lists: list[str] = []
    number = 1
    seen: set[str] = set()
    for draft in drafts:
        if draft.kind is not BlockKind.REFERENCE and draft.kind is not BlockKind.PARAGRAPH and seen:
            number, seen = number + 1, set()
        if draft.kind is BlockKind.REFERENCE:
            if draft.marker in seen:
                number, seen = number + 1, set()
            seen.add(draft.marker)
        lists.append(str(number))
    return lists
