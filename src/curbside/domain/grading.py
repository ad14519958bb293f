"""Strength and certainty as printed, recognised by table.

Ten notations stand in the starter library alone. A grade is kept exactly as its source prints it;
scheme, strength and certainty are read from the print and left empty where it does not say.
No scheme is translated into another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from curbside.domain.documents import Direction, Recommendation
from curbside.domain.text import sentences

_LETTER = r"(?P<certainty>[ABC](?:-[A-Z]{1,2})?)"
_EVIDENCE = r"(?:LOE|Level(?: of Evidence)?|level of evidence)\s*:?\s*" + _LETTER
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
        re.compile(r"\b(?P<strength>(?:ungraded )?(?:best|good) practice(?: (?:statement|point))?)\b", re.I),
    ),
    (
        "ACC/AHA class",
        re.compile(
            r"\b(?:Class|COR)\s*(?P<strength>(?:I{1,3}[ab]?|[123][ab]?)\b"
            r"(?:\s*(?::|—|–|-)?\s*(?:No Benefit|Harm)\b|\s*\((?:No Benefit|Harm)\))?)"
            r"(?:.{0,6}?" + _EVIDENCE + ")?",
            re.I,
        ),
    ),
    ("ACC/AHA class", re.compile(r"(?:^|(?<=[,;] ))(?P<strength>I{1,3}[ab]?|[123][ab]?) ?/ ?" + _LETTER + r"\b")),
    (
        "GRADE",
        re.compile(
            r"\b(?P<strength>strong|weak|conditional)(?:ly)?\b(?:.{0,24}?\b" + _QUALITY + r"\b)?",
            re.I,
        ),
    ),
    ("GRADE 1–2, A–D", re.compile(r"(?:\bGrade\s+)?\b(?P<strength>[12])(?P<certainty>[A-D])\b")),
    ("level of recommendation", re.compile(r"\bLevel\s+(?P<strength>I{1,3}[AB]?)\b")),
    ("letter grade", re.compile(r"\bGrade\s+(?P<strength>[A-E](?:/[A-E])?)\b")),
    ("evidence level", re.compile(r"\b" + _EVIDENCE)),
    ("certainty of evidence", re.compile(r"\b" + _QUALITY + r"[- ](?:certainty|quality)\b", re.I)),
    ("certainty of evidence", re.compile(r"(?P<certainty>[⨁⊕]+[○◯]*)")),
)

# A grade stands in brackets, after an optional recommendation number.
_NUMBER = r"\d+(?:\.\d+)*[a-z]?"
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{2,120})[)\]]")
# What opens a grade; "class III antiarrhythmic", "strong opioids" and "level 1 trauma centre" do not.
_END = r"(?=\s*(?:$|[,;:.|/)\]—–+(]|\b(?:for|in|to|by|harm|no benefit|loe|level|rec\w*)\b))"
_OPENING = re.compile(
    r"^(?:(?:recommendations?|recs?)\.?\s*" + _NUMBER + r"(?:\s*[-–,&]\s*" + _NUMBER + r")*\s*[,:;—–-]?\s*)?"
    r"(?:(?:not graded|ungraded)(?=\s*(?:$|[,;:.]|(?:best|good) practice|recommendation|statement))|"
    r"recommendation category:?\s*[AB]\b|(?:class|cor)\s*(?:I{1,3}[ab]?|[123][ab]?)"
    + _END
    + r"|(?:strong|weak|conditional)(?:ly)?"
    r"(?=\s*(?:$|[,;:|/(]|recommend|for\b|against\b|evidence))|grade\s*(?:[12][A-D]|[A-E])(?![\w–-])|[12][A-D]\b"
    r"|level\s+I{1,3}[AB]?" + _END + r"|(?:loe|level of evidence)\b|(?:best|good) practice|[⨁⊕]"
    r"|(?:very[ -]low|low|moderate|high)(?:\s*(?:to|/|-)\s*(?:very[ -]low|low|moderate|high))*[- ](?:certainty|"
    r"quality))",
    re.I,
)
# Without brackets a grade is known only where it ends the text behind a colon or a dash, and says what it is:
# "NYHA: Class III" does not.
_CLASS = r"(?:class|cor)\s*(?:I{1,3}[ab]?|[123][ab]?)\b"
_TRAILING = re.compile(
    r"(?:[:—–]|--)\s*(?:all\s+)?(?P<grade>" + _CLASS + r"(?:\s?[:(—–]?\s?(?:no benefit|harm)\)?)?"
    r"(?:,?\s(?:loe|level(?: of evidence)?):?\s[ABC](?:-[A-Z]{1,2})?)?"
    r"|(?:strong|weak|conditional) recommendation(?: (?:for|against))?(?:, [^.;:()]{2,60})?)\.?$",
    re.I,
)
_SAYS_WHAT_IT_IS = re.compile(r"harm|no benefit|loe|level|cor\b|recommendation", re.I)
# The line above a list of recommendations may be nothing but their grade: "Strong recommendations", "Class I".
_HEADING_LIST = re.compile(
    r"^(?P<grade>(?:strong|weak|conditional) recommendations?(?: (?:for|against)\b)?"
    r"|(?:best|good) practice (?:statements?|points?)"
    r"|" + _CLASS + r"(?=(?: \([^()]{2,40}\))? (?:indications?|recommendations?)\b)"
    r"|(?:grade (?:[12][A-D]|[A-E])|level I{1,3}[AB]?)(?= recommendations?\b))",
    re.I,
)
_GRADE_COLUMNS = re.compile(
    r"^(?:cor|class|loe|cor ?/ ?loe|class ?/ ?(?:loe|level)|strength|grade|certainty|level|quality|recommendation"
    r"|evidence(?: (?:certainty|level|quality))?|(?:certainty|quality|level) of (?:the )?evidence"
    r"|(?:strength|grade|class|level) of recommendation|recommendation (?:strength|grade|class|level))$",
    re.I,
)
# These heads can mean nothing else, so that the first column may be one too.
_SURELY_GRADES = re.compile(
    r"^(?:(?:strength|grade|class|level) of recommendation|recommendation (?:strength|grade|class|level))$", re.I
)
# Words about grades, not a graded statement: "Most recommendations are based on trials (low quality evidence)".
_SPEAKS_OF_GRADES = re.compile(
    r"^(?:note:?\s)?(?:this|the|these|most|many|several|all)\b[^.(]{0,60}\b(?:recommendations?|ratings?|grades?)\b"
    r"[^.]{0,80}\b(?:differs?|reflects?|(?:is|are) (?:\w+ )?based on|downgraded|upgraded)\b",
    re.I,
)
_SPEAKS_OF_EVIDENCE = re.compile(r"\b(?:is|are) (?:\w+ )?based on\b|\bevidence\b.{0,80}\bcomes\b", re.I)
_EVIDENCE_ALONE = re.compile(r"^(?:very[ -]low|low|moderate|high)\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedGrade:
    """A grade found in a text and where it stands there (offsets in that text)."""

    as_printed: str
    start: int
    end: int


def find_grades(text: str) -> list[PrintedGrade]:
    """All grades of a text in order: those in brackets, then one that ends it behind a colon or a dash."""
    found = [
        PrintedGrade(as_printed=match[1].strip(), start=match.start(), end=match.end())
        for match in _BRACKETED.finditer(text)
        if _OPENING.match(match[1].strip())
    ]
    last = _TRAILING.search(text)
    if last is not None and _SAYS_WHAT_IT_IS.search(last["grade"]) and not (found and found[-1].end > last.start()):
        found.append(PrintedGrade(as_printed=last["grade"], start=last.start("grade"), end=last.end("grade")))
    return found


def find_grade(text: str) -> PrintedGrade | None:
    """The last grade of a text: it stands behind the statement that it grades."""
    return next(reversed(find_grades(text)), None)


def grade_of_text(text: str) -> str | None:
    """What a text prints as its own grade; several are kept side by side: "Class I; Class IIb".

    A text that only speaks of grades or of the evidence has none.
    """
    if _SPEAKS_OF_GRADES.match(text):
        return None
    speaks_of_evidence = _SPEAKS_OF_EVIDENCE.search(text) is not None
    printed = [
        grade.as_printed
        for grade in find_grades(text)
        if not (speaks_of_evidence and _EVIDENCE_ALONE.match(grade.as_printed))
    ]
    return "; ".join(dict.fromkeys(printed)) or None


def grade_of_list(line: str) -> str | None:
    """The grade that a heading or a line is, above a list of recommendations: "Weak recommendations"."""
    found = _HEADING_LIST.match(line)
    return found["grade"] if found else None


def grade_in_row(columns: Sequence[str], cells: Sequence[str]) -> str | None:
    """The grade of a table row whose columns say that they hold one, e.g. "Conditional, Very Low"."""
    parts = [
        cell
        for position, (column, cell) in enumerate(zip(columns, cells, strict=False))
        # The first column says what a row is about: a class of symptoms, a grade of haemorrhage.
        if (position or _SURELY_GRADES.match(column.strip()))
        and _GRADE_COLUMNS.match(column.strip())
        and cell.strip()
        and _names_a_grade(cell)
    ]
    return ", ".join(parts) or None


def read_grade(as_printed: str, *, statement: str) -> Recommendation:
    """Scheme, strength and certainty that a printed grade states; direction from grade and statement."""
    scheme = None
    said: dict[str, list[str]] = {}
    for name, pattern in NOTATIONS:
        matches = list(pattern.finditer(as_printed))
        if not matches:
            continue
        scheme = scheme or name
        for part in ("strength", "certainty"):
            values = [match.groupdict().get(part) for match in matches]
            said[part] = said.get(part) or [value for value in values if value]
    return Recommendation(
        as_printed=as_printed,
        scheme=scheme,
        strength=_only(said.get("strength", ())),
        certainty=_only(said.get("certainty", ())),
        direction=direction_of(statement, as_printed=as_printed),
    )


def _only(values: Sequence[str]) -> str | None:
    """The value that a print states; where it states several, none of them is that of the whole."""
    return values[0] if len({value.casefold() for value in values}) == 1 else None


_CLASSES = re.compile(r"\b(?:Class|COR)\s*(III|3|[I12]+)[ab]?\b", re.I)
_STRENGTH = r"\b(?:strong|weak|conditional)(?:ly)?(?: recommendations?)? "
_AGAINST = re.compile(
    r"\b(?:not (?:be )?(?:recommended|indicated|advised|advisable|appropriate|beneficial|useful|required|used|"
    r"routinely|given|administered|performed)|do not|don't|should not|must not|(?:recommends?|suggests?|"
    r"advises?) against|"
    r"recommended against|avoid|avoided|contraindicated|never|no (?:antithrombotic|role|routine))\b",
    re.I,
)
# Whom it is not for; what is advised for the others points the other way.
_WHOM_NOT = re.compile(
    r"\b(?:unless (?:otherwise |specifically )?contraindicated|(?:who|that|which) (?:do|does|did|are|is) not\b"
    r"|(?:do|does) not have\b)",
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
    classes = set(_CLASSES.findall(as_printed))
    if (classes and classes <= {"III", "3"}) or re.search(_STRENGTH + r"against\b", as_printed, re.I):
        return Direction.AGAINST
    if re.search(_STRENGTH + r"for\b", as_printed, re.I):
        return Direction.FOR
    directive = [statement[a:b] for a, b in sentences(statement) if is_directive(statement[a:b])]
    statement = _WHOM_NOT.sub("", directive[0] if directive else statement)
    if _EITHER.search(statement):
        return Direction.EITHER
    if _INSUFFICIENT.search(statement):
        return Direction.INSUFFICIENT
    if _AGAINST.search(statement):
        return Direction.AGAINST
    return Direction.FOR if _FOR.search(statement) else Direction.NONE


@lru_cache(maxsize=20_000)
def is_directive(statement: str) -> bool:
    """True for words that tell somebody to act or to refrain."""
    return bool(_FOR.search(statement) or _AGAINST.search(statement))


def _names_a_grade(cell: str) -> bool:
    bare = cell.strip()
    return (len(bare) <= 40 and any(pattern.search(bare) for _, pattern in NOTATIONS)) or bool(
        re.fullmatch(
            r"(?:I{1,3}[ab]?|[123][ab]?|[ABC](?:-[A-Z]{1,2})?|(?:very low|low|moderate|high)"
            r"(?:\s*(?:to|/|–|-)\s*(?:very low|low|moderate|high))?|not graded|ungraded)",
            bare,
            re.I,
        )
    )
