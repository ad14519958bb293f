"""The words of one block, put together from pieces of markup: raised signs, citation marks, bold beginnings.

A citation mark leaves the text ("seen in 12 trials<sup>13</sup>" must never read "12 trials13") and is kept beside
it. What is raised and no citation stays readable: "10⁹/L", "kg/m²".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from curbside.domain.documents import Cite
from curbside.domain.text import clean

# Private-use characters that stand for markup until the text is settled. Taken out of what a file holds.
_CITE, _CITE_END, _UP, _UP_END, _BOLD, _BOLD_END = "\ue000\ue001\ue002\ue003\ue004\ue005"
_OURS = re.compile("[\ue000-\ue005]")

_SPACE = re.compile(r"\s+")
# A space with another behind it, if with signs of ours between: "<b>5 </b> mg".
_SPARE_SPACE = re.compile(f" (?=[{_UP}-{_BOLD_END}]* )")
_LEADING_SPACE = re.compile(f"^([{_UP}-{_BOLD_END}]*) +")
_ONE = f"{_CITE}[^{_CITE_END}]*{_CITE_END}"
_GAP = r"[\s,;–—\-]*"
# A run of citation marks with the brackets and commas around it, which say nothing without them.
_RUN = re.compile(
    rf"(?<!\s)(?P<space>\s*)(?:\[\s*(?P<a>{_ONE}(?:{_GAP}{_ONE})*(?:\s*\][\s,;]*\[\s*{_ONE}(?:{_GAP}{_ONE})*)*)\s*\]"
    rf"|\(\s*(?P<b>{_ONE}(?:{_GAP}{_ONE})*)\s*\)|(?P<c>{_ONE}(?:{_GAP}{_ONE})*))"
)
_RAISED = re.compile(f"{_UP}([^{_UP_END}]*){_UP_END}")
_NUMBER = re.compile(r"[0-9]{1,6}")  # of an entry; "²" and numbers without end are digits too, and count nothing
_NUMBERS = re.compile(r"\d{1,3}(?:\s*[,–—-]\s*\d{1,3})*")
# "cm²", "R²", "10⁹": what stands before an exponent. Longer words before a raised number are cited words.
_BEFORE_EXPONENT = re.compile(r"(?:\d|(?<![a-zµμ])(?:[a-zµμχ]{1,2}|mol|sec))$", re.I)
_SUPERSCRIPTS = str.maketrans(
    "0123456789+-−–=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
)
_RAISABLE = re.compile(r"[0-9+\-−–=()abcdefghijklmnoprstuvwxyz]{1,6}")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_WORD = re.compile(r"[^\W\d_]{2}")
_STOPS = ".,;:)]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The words of a block as they are quoted."""

    text: str
    cites: tuple[Cite, ...]
    label: str  # bold beginning that names what follows, without its colon


class Inline:
    """Collects the pieces of one block in order."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def add(self, text: str, *, raised: bool = False, bold: bool = False) -> None:
        """Words as the file has them. `raised`: set above the line."""
        text = _OURS.sub("", text)
        if not text:
            return
        if raised:
            text = f"{_UP}{text}{_UP_END}"
        self._pieces.append(f"{_BOLD}{text}{_BOLD_END}" if bold else text)

    def cite(self, labels: Iterable[str]) -> None:
        """A citation mark, by the entries of the list of references that it names."""
        self._pieces.append(f"{_CITE}{','.join(_OURS.sub('', label).replace(',', ' ') for label in labels)}{_CITE_END}")

    def settle(self) -> Settled:
        """The text on one line, with its citation marks and its label."""
        marked = _SPACE.sub(" ", clean("".join(self._pieces))).strip()
        marked = _RAISED.sub(lambda match: _settle_raised(marked, match), marked)
        return _without_marks(_SPARE_SPACE.sub("", marked))


def raise_signs(text: str) -> str:
    """Signs set above the line, as characters that are read so: "2" → "²"; others after a "^"."""
    text = text.strip()
    return text.translate(_SUPERSCRIPTS) if _RAISABLE.fullmatch(text) else f"^{text}" if text else ""


def lower_digits(text: str) -> str:
    """Digits set below the line: "10" → "₁₀", so that they cannot join a number beside them."""
    return text.translate(_LOWERED)


def is_mark(printed: str) -> bool:
    """Signs that say nothing without the list of references: "12", "[3–5]", "▶". A year is part of the words."""
    return not _WORD.search(printed) and not is_year(printed)


def is_year(printed: str) -> bool:
    """Whether the digits of a printed mark are a year."""
    return bool(_YEAR.fullmatch("".join(sign for sign in printed if sign.isdigit())))


def numbers_of(printed: str) -> tuple[str, ...]:
    """The entries that a printed mark names: "1,3-5" → 1, 3, 4, 5."""
    labels: list[str] = []
    for part in printed.replace("–", "-").replace("—", "-").split(","):
        first, dash, last = part.partition("-")
        is_range = dash and _NUMBER.fullmatch(first.strip()) and _NUMBER.fullmatch(last.strip())
        if is_range and 0 < int(last) - int(first) < 60:
            labels += [str(number) for number in range(int(first), int(last) + 1)]
        elif part.strip():
            labels.append(part.strip())
    return tuple(labels)


def _settle_raised(marked: str, match: re.Match[str]) -> str:
    """A raised number behind words is a citation mark; any other raised sign is part of the text."""
    inside = match[1]
    before = _OURS.sub("", marked[max(0, match.start() - 12) : match.start()])
    after = _OURS.sub("", marked[match.end() : match.end() + 2])
    is_cite = (
        _NUMBERS.fullmatch(inside.strip())
        and before.strip()
        and not _BEFORE_EXPONENT.search(before)
        # "¹⁸F", "¹³¹I": a number before a letter is the letter's.
        and not after[:1].isalpha()
    )
    if is_cite:
        return f"{_CITE}{','.join(numbers_of(inside))}{_CITE_END}"
    if _CITE in inside:
        return inside
    plain = _OURS.sub("", inside)
    # "®" and "†" can join no number, and need no sign before them.
    return raise_signs(plain) if any(sign.isalnum() or sign in "+-−–=()" for sign in plain) else plain


def _without_marks(marked: str) -> Settled:
    out: list[str] = []
    length = 0
    cites: list[Cite] = []
    position = 0

    def put(piece: str) -> None:
        nonlocal length
        # Where a mark went, two spaces meet; signs of ours may stand between them.
        if _OURS.sub("", "".join(out[-2:]))[-1:] == " ":
            piece = _LEADING_SPACE.sub(r"\1", piece)
        out.append(piece)
        length += len(_OURS.sub("", piece))

    for run in _RUN.finditer(marked):
        put(marked[position : run.start()])
        cites.append(Cite(at=length, labels=_labels(run["a"] or run["b"] or run["c"])))
        position = run.end()
        following = _OURS.sub("", marked[position : position + 2])[:1]
        # The space before a mark goes where a full stop follows, and where another space does.
        if run["space"] and following and following not in _STOPS and not following.isspace():
            put(" ")
    put(marked[position:])
    text = "".join(out)
    plain = _OURS.sub("", text)
    shift = len(plain) - len(plain.lstrip())
    plain = plain.strip()
    settled = tuple(Cite(at=max(0, min(cite.at - shift, len(plain))), labels=cite.labels) for cite in cites)
    return Settled(text=plain, cites=settled, label=_label(text.strip()))


def _labels(run: str) -> tuple[str, ...]:
    """All entries that a run of marks names; a dash between two numbers stands for those between."""
    labels: list[str] = []
    for gap, inside in re.findall(rf"({_GAP}){_CITE}([^{_CITE_END}]*){_CITE_END}", run):
        named = [label for label in inside.split(",") if label]
        if gap.strip() in ("-", "–", "—") and labels and named:
            between = numbers_of(f"{labels[-1]}-{named[0]}")
            labels += between[1:-1] if len(between) > 2 else ()
        labels += named
    return tuple(dict.fromkeys(labels))


def _label(marked: str) -> str:
    """Leading bold words that end in a colon, have one behind them, or stand alone."""
    if not marked.startswith(_BOLD):
        return ""
    # Neighbouring bold pieces are one: "<b>Apixaban</b><b>:</b>".
    joined = re.sub(rf"{_BOLD_END}(\s*){_BOLD}", r"\1", marked)
    inside, _, rest = joined[1:].partition(_BOLD_END)
    text = _OURS.sub("", inside).strip()
    rest = _OURS.sub("", rest)
    return text.rstrip(":").rstrip() if text.endswith(":") or rest.lstrip().startswith(":") or not rest.strip() else ""
