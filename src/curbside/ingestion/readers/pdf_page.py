"""One page of a PDF → spans: runs of characters of one look on one printed line, in the order of the page's content.

Boxes are in points from the page's lower left corner, as the page lies when its text stands upright; `Page.on_page`
turns them back. What a reader of the page cannot see is marked here and left out later.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from curbside.domain.text import clean

Box = tuple[float, float, float, float]  # left, bottom, right, top

HIDDEN, TURNED, ARTIFACT = "hidden text", "turned text", "page furniture"

_BOLD = re.compile(r"bold|black|heavy|demi(?!t)|semibold", re.I)
_FORCE_BOLD = 0x40000  # flag of a font descriptor
_UNSEEN_MODES = (3, 7)  # text render modes that paint nothing
_SMALLEST = 1.0  # points; smaller letters are not meant to be read
_WHITE = 245  # of 255, each colour
_BIG_PICTURE = 0.5  # of the page: such a picture is a scan, and unseen text on it what was recognised
_DOT = (1.5, 8.0)  # points: smallest and largest bullet that is drawn and no letter
_GAP = 0.5  # of the font size: a wider gap in a line sets a bullet, a cell or a column apart

# Characters of symbol fonts that have no meaning in Unicode ("private use"), by Adobe's Symbol encoding. Lost, they
# would turn "≥ 50 mg" into "50 mg".
_SYMBOL = {0x2B: "+", 0x2D: "−", 0x3C: "<", 0x3D: "=", 0x3E: ">", 0x61: "α", 0x62: "β", 0x63: "χ", 0x64: "δ", 0x67: "γ",
           0x6C: "λ", 0x6D: "μ", 0x70: "π", 0x73: "σ", 0x44: "Δ", 0x53: "Σ", 0x57: "Ω", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔",
           0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB6: "∂", 0xB7: "•",
           0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD6: "√"}  # fmt: skip
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
# pdfium's sign for a hyphen that ends a line, and the soft hyphen: printed, both are a hyphen.
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}
_PLAIN = {**_LIGATURES, **_HYPHENS}
UNKNOWN = "\ufffd"


class Style(NamedTuple):
    """How letters look."""

    font: str
    size: float  # points as printed
    bold: bool


class Look(NamedTuple):
    """What all characters of one text object share."""

    style: Style
    content: int  # id of the marked content, -1 for none
    quarter: int  # direction of the writing in quarter turns, -1 for slanted
    unseen: str  # why nobody sees it: "", "invisible", "white", "tiny"
    artifact: bool


@dataclass(slots=True)
class Span:
    """A run of characters of one look on one line."""

    text: str
    gap: str  # white space before it: "", " " or "\n"
    page: int  # from 1
    left: float
    bottom: float
    right: float
    top: float
    base: float  # height of the base line
    style: Style
    content: int
    left_out: str = ""  # why it is no part of the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The text of one page."""

    number: int
    width: float  # points, as the text stands upright
    height: float
    quarter: int  # how the writing is turned on the page, in quarter turns
    spans: tuple[Span, ...]
    chars: int  # characters without white space, by pdfium's own count
    unknown: int = 0  # characters that no letter is known for
    recognised: bool = False  # the text was recognised from a picture
    rulings: int = 0
    dots: tuple[tuple[float, float], ...] = ()  # middles of small filled shapes: bullets that are drawn

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page that is not turned, in points."""
        return (self.height, self.width) if self.quarter % 2 else (self.width, self.height)

    def on_page(self, box: Box) -> Box:
        """A box as it lies on the page that is not turned."""
        return _turned(box, -self.quarter % 4)


class _Char(NamedTuple):
    text: str
    gap: str
    box: Box
    base: float
    x: float
    look: Look


def read_page(document: pdfium.PdfDocument, number: int, *, tagged: bool) -> Page:
    """The text of a page; `number` from 1. `tagged`: the marks of its content are wanted, its ruling lines are not.

    Raises:
        pdfium.PdfiumError: pdfium cannot load the page.
    """
    with closing(document[number - 1]) as page, closing(page.get_textpage()) as text:
        return _Reader(page, text, number, tagged=tagged).read()


class _Reader:
    """Walks over the characters of one page. One call of pdfium costs about a microsecond, so calls are few."""

    def __init__(self, page: pdfium.PdfPage, text: pdfium.PdfTextPage, number: int, *, tagged: bool) -> None:
        self._page = page
        self._tagged = tagged
        self._text = text
        self._number = number
        self._looks: dict[int, Look] = {}
        self._fonts: dict[int, tuple[str, bool]] = {}  # name, whether bold
        self._unknown = 0
        self._equal: dict[tuple[object, ...], Look] = {}
        self._matrix = pdfium_c.FS_MATRIX()
        self._colour = tuple(ctypes.c_uint() for _ in range(4))
        # Made once: a reference made for each call costs as much as the call.
        self._matrix_at, self._colour_at = ctypes.byref(self._matrix), tuple(map(ctypes.byref, self._colour))

    def read(self) -> Page:
        chars = list(self._chars())
        turns = Counter(char.look.quarter for char in chars if char.look.quarter >= 0)
        quarter = turns.most_common(1)[0][0] if turns else 0
        recognised = self._is_recognised(chars)
        left, bottom, right, top = _turned(self._bounds, quarter)
        rulings, dots = (0, []) if self._tagged else self._drawings()
        spans = tuple(self._spans(chars, quarter=quarter, recognised=recognised))
        return Page(
            number=self._number,
            width=max(1.0, right - left),
            height=max(1.0, top - bottom),
            quarter=quarter,
            spans=spans,
            chars=len("".join(self._text.get_text_range().split())),
            unknown=self._unknown,
            recognised=recognised,
            rulings=rulings,
            dots=tuple(_turned((x, y, x, y), quarter)[:2] for x, y in dots),
        )

    @cached_property
    def _bounds(self) -> Box:
        left, bottom, right, top = self._page.get_bbox()
        return left, bottom, right, top

    # -- characters --------------------------------------------------------------------------------------------

    def _chars(self) -> Iterator[_Char]:
        text = self._text.raw
        rect, x, y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        rect_at, x_at, y_at = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y)
        gap = ""
        for index in range(self._text.count_chars()):
            code = pdfium_c.FPDFText_GetUnicode(text, index)
            if code in (0x20, 0xA0, 0x09):
                gap = gap or " "
                continue
            if code in (0x0D, 0x0A):
                gap = "\n"
                continue
            found = pdfium_c.FPDFText_GetTextObject(text, index)
            if not found:
                continue
            pdfium_c.FPDFText_GetLooseCharBox(text, index, rect_at)
            pdfium_c.FPDFText_GetCharOrigin(text, index, x_at, y_at)
            look = self._look(found, index)
            letters = self._letters(code, look)
            if not letters:
                gap = gap or " "
                continue
            box = (rect.left, rect.bottom, rect.right, rect.top)
            yield _Char(letters, gap, box, y.value, x.value, look)
            gap = ""

    def _letters(self, code: int, look: Look) -> str:
        if code < 0x2000 and code not in _HYPHENS and code >= 0x20:
            return chr(code)
        if code in _PLAIN:
            return _PLAIN[code]
        if 0xF020 <= code <= 0xF0FF:
            meant = _SYMBOL.get(code - 0xF000) if "symbol" in look.style.font.lower() else None
            if meant:
                return meant
        if code < 0x20 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or 0xE000 <= code <= 0xF8FF:
            self._unknown += 1
            # A sign without meaning at the head of an item is its bullet; elsewhere the gap must be seen.
            return UNKNOWN
        character = chr(code)
        return "" if character.isspace() else character

    def _look(self, found: Any, index: int) -> Look:
        address = ctypes.addressof(found.contents)
        look = self._looks.get(address)
        if look is None:
            look = self._looks[address] = self._new_look(found, index)
        return look

    def _new_look(self, found: Any, index: int) -> Look:
        """The look of a text object. Some files have one for every letter, so equal ones are made once."""
        text, matrix, colour = self._text.raw, self._matrix, self._colour
        pdfium_c.FPDFText_GetMatrix(text, index, self._matrix_at)
        pdfium_c.FPDFText_GetFillColor(text, index, *self._colour_at)
        content = pdfium_c.FPDFPageObj_GetMarkedContentID(found) if self._tagged else -1
        mode = pdfium_c.FPDFTextObj_GetTextRenderMode(found)
        font = pdfium_c.FPDFTextObj_GetFont(found)
        size = pdfium_c.FPDFText_GetFontSize(text, index)
        red, green, blue, alpha = colour[0].value, colour[1].value, colour[2].value, colour[3].value
        key = (
            ctypes.addressof(font.contents) if font else 0, size, matrix.a, matrix.b, matrix.c, matrix.d, mode,
            red, green, blue, alpha, content,
        )  # fmt: skip
        look = self._equal.get(key)
        if look is not None:
            return look
        size *= math.hypot(matrix.c, matrix.d)
        name, bold = self._font(font)
        white = min(red, green, blue) >= _WHITE and not self._shows_white(found)
        invisible = mode in _UNSEEN_MODES or alpha <= 5
        look = Look(
            style=Style(name, round(size, 1), bold or mode == pdfium_c.FPDF_TEXTRENDERMODE_FILL_STROKE),
            content=content,
            quarter=_quarter(matrix.a, matrix.b),
            unseen="invisible" if invisible else "tiny" if size < _SMALLEST else "white" if white else "",
            artifact=self._tagged and content < 0 and self._is_artifact(found),
        )
        # What ground white letters stand on, and what an unmarked object is, the key does not say.
        if min(red, green, blue) < _WHITE and (content >= 0 or not self._tagged):
            self._equal[key] = look
        return look

    def _font(self, font: Any) -> tuple[str, bool]:
        if not font:
            return "", False
        address = ctypes.addressof(font.contents)
        if address not in self._fonts:
            buffer = ctypes.create_string_buffer(128)
            pdfium_c.FPDFFont_GetBaseFontName(font, buffer, 128)
            name = buffer.value.decode("latin-1")
            flags = pdfium_c.FPDFFont_GetFlags(font)
            self._fonts[address] = (name, bool(_BOLD.search(name)) or (flags > 0 and bool(flags & _FORCE_BOLD)))
        return self._fonts[address]

    def _is_artifact(self, found: Any) -> bool:
        """Whether the file itself says that this is page furniture."""
        for position in range(max(0, pdfium_c.FPDFPageObj_CountMarks(found))):
            mark = pdfium_c.FPDFPageObj_GetMark(found, position)
            buffer, length = (ctypes.c_ushort * 32)(), ctypes.c_ulong()
            if pdfium_c.FPDFPageObjMark_GetName(mark, buffer, 64, length):
                name = bytes(buffer)[: max(0, min(length.value, 64) - 2)].decode("utf-16-le", "replace")
                if name == "Artifact":
                    return True
        return False

    # -- what nobody sees --------------------------------------------------------------------------------------

    def _shows_white(self, found: Any) -> bool:
        """Whether white letters stand on a dark ground."""
        left, bottom, right, top = _bounds_of(found)
        x, y = (left + right) / 2, (bottom + top) / 2
        grounds = [dark for ground, dark in self._grounds if _holds(ground, x, y)]
        return bool(grounds) and grounds[-1]

    @cached_property
    def _grounds(self) -> list[tuple[Box, bool]]:
        """Filled shapes and pictures in the order they are painted, and whether white letters show on them."""
        grounds = []
        for item in self._page.get_objects(max_depth=4):
            if item.type == pdfium_c.FPDF_PAGEOBJ_PATH:
                mode, stroke = ctypes.c_int(), ctypes.c_int()
                pdfium_c.FPDFPath_GetDrawMode(item.raw, mode, stroke)
                red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
                if mode.value and pdfium_c.FPDFPageObj_GetFillColor(item.raw, red, green, blue, alpha):
                    dark = min(red.value, green.value, blue.value) < _WHITE - 30 and alpha.value > 40
                    grounds.append((_bounds_of(item.raw), dark))
            elif item.type in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_SHADING):
                grounds.append((_bounds_of(item.raw), True))
        return grounds

    def _is_recognised(self, chars: Sequence[_Char]) -> bool:
        """Whether the text was recognised from a picture of the page: nearly all unseen, and the picture is there."""
        unseen = sum(char.look.unseen == "invisible" for char in chars)
        if not chars or unseen < 0.9 * len(chars):
            return False
        page = _area(self._bounds)
        return any(
            item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE and _area(_bounds_of(item.raw)) >= _BIG_PICTURE * page
            for item in self._page.get_objects(max_depth=4)
        )

    def _drawings(self) -> tuple[int, list[tuple[float, float]]]:
        """How many straight lines and boxes are drawn on the page, and the middles of its dots."""
        count, dots = 0, []
        for position in range(pdfium_c.FPDFPage_CountObjects(self._page.raw)):
            item = pdfium_c.FPDFPage_GetObject(self._page.raw, position)
            if pdfium_c.FPDFPageObj_GetType(item) == pdfium_c.FPDF_PAGEOBJ_PATH:
                left, bottom, right, top = _bounds_of(item)
                long, short = max(right - left, top - bottom), min(right - left, top - bottom)
                # A drawn box rules all four sides of a cell.
                count += long > 20 and (short < 2 or pdfium_c.FPDFPath_CountSegments(item) in (4, 5, 6))
                if _DOT[0] <= short and long <= _DOT[1] and long < 1.3 * short:
                    dots.append(((left + right) / 2, (bottom + top) / 2))
        return count, dots

    # -- characters → spans ------------------------------------------------------------------------------------

    def _spans(self, chars: Sequence[_Char], *, quarter: int, recognised: bool) -> Iterator[Span]:
        span: Span | None = None
        last: _Char | None = None
        letters: list[str] = []
        for char in chars:
            (left, bottom, right, top), base = char.box, char.base
            if quarter:
                left, bottom, right, top = _turned(char.box, quarter)
                base = _turned((char.x, char.base, char.x, char.base), quarter)[1]
            size = char.look.style.size
            if (
                span is not None
                and last is not None
                and char.gap != "\n"
                and (char.look is last.look or char.look == last.look)
                and abs(base - span.base) < 0.1 * size
                # Letters of a ligature share one box.
                and (char.box == last.box or -0.5 * size < left - span.right < _GAP * size)
            ):
                letters.append(" " + char.text if char.gap else char.text)
                span.right = max(span.right, right)
                span.bottom = min(span.bottom, bottom)
                span.top = max(span.top, top)
            else:
                if span is not None:
                    span.text = clean("".join(letters))
                    yield span
                letters = [char.text]
                reason = self._reason(char, quarter=quarter, recognised=recognised)
                span = Span("", char.gap, self._number, left, bottom, right, top, base, char.look.style,
                            char.look.content, reason)  # fmt: skip
            last = char
        if span is not None:
            span.text = clean("".join(letters))
            yield span

    def _reason(self, char: _Char, *, quarter: int, recognised: bool) -> str:
        """Why a character is no part of the text, "" if it is."""
        if char.look.unseen and not (recognised and char.look.unseen == "invisible"):
            return HIDDEN
        left, bottom, right, top = char.box
        finite = math.isfinite(char.base) and math.isfinite(char.look.style.size)
        if not finite or not _holds(self._bounds, (left + right) / 2, (bottom + top) / 2):
            return HIDDEN
        if char.look.artifact:
            return ARTIFACT
        return TURNED if char.look.quarter != quarter else ""


def _quarter(a: float, b: float) -> int:
    """Direction of writing in quarter turns to the left, from the first row of a text matrix."""
    if abs(b) <= 0.1 * abs(a):
        return 0 if a > 0 else 2
    if abs(a) <= 0.1 * abs(b):
        return 1 if b > 0 else 3
    return -1


def _turned(box: Box, quarter: int) -> Box:
    """A box after its page was turned back by quarter turns."""
    left, bottom, right, top = box
    match quarter:
        case 1:
            return bottom, -right, top, -left
        case 2:
            return -right, -top, -left, -bottom
        case 3:
            return -top, left, -bottom, right
        case _:
            return box


def _bounds_of(item: Any) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


# -- what spans have to do with one another --------------------------------------------------------------------------


def share_line(one: Span, other: Span) -> bool:
    """Whether the second span goes on in the printed line of the first."""
    if one.page != other.page:
        return False
    overlap = min(one.top, other.top) - max(one.bottom, other.bottom)
    lower = min(one.top - one.bottom, other.top - other.bottom)
    return overlap > 0.45 * lower and other.left > one.right - 0.6 * max(one.style.size, other.style.size)


def letters_in(spans: Sequence[Span]) -> int:
    """Characters of spans, white space not counted."""
    return sum(len(span.text.replace(" ", "")) for span in spans)


@dataclass(slots=True)
class LeftOut:
    """What is dropped on purpose, by reason, and its words for a warning."""

    chars: Counter[str] = field(default_factory=Counter)
    words: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, spans: Sequence[Span]) -> None:
        if not spans:
            return
        self.chars[reason] += letters_in(spans)
        words = self.words.setdefault(reason, [])
        if len(words) < 40:
            words += [span.text for span in spans[:40]]
