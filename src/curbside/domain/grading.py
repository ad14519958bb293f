"""Strength and certainty as printed, recognised by table.

Ten notations stand in the starter library alone. A grade is kept exactly as its source prints it;
scheme, strength and certainty are read from the print and left empty where it does not say.
No scheme is translated into another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from curbside.domain.documents import Direction, Recommendation
from curbside.domain.text import sentences

_EVIDENCE = r"(?:LOE|Level of Evidence|level of evidence)\s*:?\s*(?P<certainty>[ABC](?:-[A-Z]{1,2})?)"
_QUALITY = r"(?P<certainty>(?:very[ -]low|low|moderate|high)(?:(?:\s*(?:to|/|-)\s*)(?:very[ -]low|low|moderate|high))*)"

# scheme, pattern over the printed grade. First match wins, so the narrower notations come first.
NOTATIONS: Sequence[tuple[str, re.Pattern[str]]] = (
    (
        "recommendation category (CDC)",
        re.compile(
            r"\brecommendation category:?\s*(?P<strength>[AB])(?:[,;]?\s*evidence type:?\s*(?P<certainty>[1-4]))?\b",
            re.I,
        ),
    ),
    (
        "best practice statement",
        re.compile(r"\b(?P<strength>(?:best|good) practice (?:statement|point))\b", re.I),
    ),
    (
        "ACC/AHA class",
        re.compile(
            r"\b(?:Class|COR)\s*(?P<strength>(?:I{1,3}[ab]?|[123][ab]?)"
            r"(?:\s*(?::|—|–|-)?\s*(?:No Benefit|Harm))?)\b(?:.{0,6}?" + _EVIDENCE + ")?",
            re.I,
        ),
    ),
    (
        "GRADE",
        re.compile(
            r"\b(?P<strength>strong|weak|conditional)(?:ly)?\b(?:.{0,24}?\b" + _QUALITY + r"\b)?",
            re.I,
        ),
    ),
    ("GRADE 1–2, A–D", re.compile(r"(?:\bGrade\s+)?\b(?P<strength>[12])(?P<certainty>[A-D])\b")),
    ("level of recommendation", re.compile(r"\bLevel\s+(?P<strength>I{1,3}[AB]?)\b")),
    ("letter grade", re.compile(r"\bGrade\s+(?P<strength>[A-E])\b")),
    ("evidence level", re.compile(r"\b" + _EVIDENCE)),
    ("certainty of evidence", re.compile(r"\b" + _QUALITY + r"[- ](?:certainty|quality)\b", re.I)),
    ("certainty of evidence", re.compile(r"(?P<certainty>[⨁⊕]+[○◯]*)")),
)

# A grade stands in brackets, after an optional recommendation number.
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{2,120})[)\]]")
# What opens a grade; "class III antiarrhythmic", "strong opioids" and "level 1 trauma centre" do not.
_END = r"(?=\s*(?:$|[,;:.|/)\]—–+(]|\b(?:for|in|to|by|harm|no benefit|loe|level|rec\w*)\b))"
_OPENING = re.compile(
    r"^(?:(?:recommendations?|rec)\s*[\d.]+(?:[-–]\d+)?\s*[,:;—–-]?\s*)?"
    r"(?:recommendation category:?\s*[AB]\b|(?:class|cor)\s*(?:I{1,3}[ab]?|[123][ab]?)"
    + _END
    + r"|(?:strong|weak|conditional)(?:ly)?"
    r"(?=\s*(?:$|[,;:|/(]|recommend|for\b|against\b|evidence))|grade\s*(?:[12][A-D]|[A-E])(?![\w–-])|[12][A-D]\b"
    r"|level\s+I{1,3}[AB]?" + _END + r"|(?:loe|level of evidence)\b|(?:best|good) practice|[⨁⊕]"
    r"|(?:very[ -]low|low|moderate|high)(?:\s*(?:to|/|-)\s*(?:very[ -]low|low|moderate|high))*[- ](?:certainty|"
    r"quality))",
    re.I,
)
_GRADE_COLUMNS = re.compile(
    r"^(?:cor|class|loe|strength|grade|certainty|evidence(?: certainty| level)?|level|quality|recommendation)$", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedGrade:
    """A grade found in a text and where it stands there (offsets in that text)."""

    as_printed: str
    start: int
    end: int


def find_grades(text: str) -> list[PrintedGrade]:
    """All bracketed grades of a text, in order."""
    return [
        PrintedGrade(as_printed=match[1].strip(), start=match.start(), end=match.end())
        for match in _BRACKETED.finditer(text)
        if _OPENING.match(match[1].strip())
    ]


def find_grade(text: str) -> PrintedGrade | None:
    """The last bracketed grade of a text: it stands behind the statement that it grades."""
    return next(reversed(find_grades(text)), None)


def grade_in_row(columns: Sequence[str], cells: Sequence[str]) -> str | None:
    """The grade of a table row whose columns say that they hold one, e.g. "Conditional, Very Low"."""
    parts = [
        cell
        # The first column says what a row is about: a class of symptoms, a grade of haemorrhage.
        for column, cell in list(zip(columns, cells, strict=False))[1:]
        if _GRADE_COLUMNS.match(column.strip()) and cell.strip() and _names_a_grade(cell)
    ]
    return ", ".join(parts) or None


def read_grade(as_printed: str, *, statement: str) -> Recommendation:
    """Scheme, strength and certainty that a printed grade states; direction from grade and statement."""
    scheme = strength = certainty = None
    for name, pattern in NOTATIONS:
        match = pattern.search(as_printed)
        if match is None:
            continue
        groups = match.groupdict()
        scheme = scheme or name
        strength = strength or groups.get("strength")
        certainty = certainty or groups.get("certainty")
    return Recommendation(
        as_printed=as_printed,
        scheme=scheme,
        strength=strength,
        certainty=certainty,
        direction=direction_of(statement, as_printed=as_printed),
    )


_AGAINST = re.compile(
    r"\b(?:not (?:be )?(?:recommended|indicated|advised|advisable|appropriate|beneficial|useful|required|used|"
    r"routinely|given|administered|performed)|do not|don't|should not|must not|(?:recommends?|suggests?|"
    r"advises?) against|"
    r"recommended against|avoid|avoided|contraindicated|never|no (?:antithrombotic|role|routine))\b",
    re.I,
)
_EITHER = re.compile(r"\b(?:does not|do not) (?:suggest|recommend|favou?r) (?:one|either|any)\b.{0,40}\bover\b", re.I)
_INSUFFICIENT = re.compile(
    r"\b(?:no recommendation|insufficient (?:evidence|data)|not well established|uncertain|unclear benefit|"
    r"cannot be (?:made|recommended))\b",
    re.I,
)
_FOR = re.compile(
    r"\b(?:recommend(?:s|ed)?|suggest(?:s|ed)?|should|must|indicated|preferred|first[- ]line|reasonable|"
    r"consider(?:ed)?|offer|start|give|administer|use|obtain|perform|initiate|target|may be|can be|advised)\b",
    re.I,
)


def direction_of(statement: str, *, as_printed: str = "") -> Direction:
    """Which way a statement points, by its own words and its printed class; of several sentences, by the first."""
    if re.search(r"\b(?:Class|COR)\s*(?:III|3)\b|\b(?:strong|weak|conditional)(?:ly)? against\b", as_printed, re.I):
        return Direction.AGAINST
    if re.search(r"\b(?:strong|weak|conditional)(?:ly)? for\b", as_printed, re.I):
        return Direction.FOR
    directive = [statement[a:b] for a, b in sentences(statement) if is_directive(statement[a:b])]
    statement = directive[0] if directive else statement
    if _EITHER.search(statement):
        return Direction.EITHER
    if _INSUFFICIENT.search(statement):
        return Direction.INSUFFICIENT
    if _AGAINST.search(statement):
        return Direction.AGAINST
    return Direction.FOR if _FOR.search(statement) else Direction.NONE


def is_directive(statement: str) -> bool:
    """True for words that tell somebody to act or to refrain."""
    return bool(_FOR.search(statement) or _AGAINST.search(statement))


def _names_a_grade(cell: str) -> bool:
    bare = cell.strip()
    return (len(bare) <= 40 and any(pattern.search(bare) for _, pattern in NOTATIONS)) or bool(
        re.fullmatch(r"(?:I{1,3}[ab]?|[123][ab]?|[ABC](?:-[A-Z]{1,2})?|very low|low|moderate|high)", bare, re.I)
    )
