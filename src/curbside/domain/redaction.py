"""Find what identifies a person in a question, and take it out before it is asked, stored or shown.

What has a shape is found by its shape (addresses, telephone and record numbers, dates); names by what stands around
them, see `person_names`. Doses, results and ages up to 89 stay. Figures: evaluation/privacy.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from curbside.domain.person_names import names_in

MARK = "[removed]"
OLDEST = "≥90"  # what an age over 89 becomes: there are too few people of one such age

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?:19|20)\d\d"
# A long number that is followed by one of these is a dose or a result.
_UNIT = (
    r"(?!\s*(?:/|[x×]\s*10|%|million\b|units?\b|i\.?u\.?\b|u\b|miu\b|[kmnpµ]?g\b|mcg\b|m?l\b|m?mol\b|meq\b"
    r"|cells\b|copies\b|cfu\b))"
)
_NUMBER = r"(?:\s*(?:no|nr|num|number|id|#)\b)?\.?(?:\s+is)?\s*[:#]?\s*"
_BORN = r"\b(?:born(?:\s+on)?|dob|d\.o\.b\.?|date\s+of\s+birth|birth\s?da(?:te|y))(?:\s+is)?\s*:?\s*"
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
)
_STREET = "street|road|lane|avenue|crescent|boulevard|terrace"
# Words of other uses too: only with capitals.
_STREET_TOO = "Drive|Close|Court|Gardens|Grove|Square|Mews|Place|Way|Row|Hill|Park|Walk|St|Rd|Ave|Blvd|Ln|Dr"

# Kind, as a page names it → shapes. A group "id" is what identifies where words around it belong to the shape.
_SHAPES: Sequence[tuple[str, Sequence[re.Pattern[str]]]] = tuple(
    (kind, tuple(re.compile(shape, 0 if kind == "postcode" else re.IGNORECASE) for shape in shapes))
    for kind, shapes in (
        ("e-mail address", (r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+",)),
        ("web address", (r"\bhttps?://\S*[\w/]|\bwww\.\S*[\w/]",)),
        (
            "network address",
            (r"(?<![\d.])(?:[1-9]\d|1\d\d|2[0-5]\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\d.]\d)",
             r"\b(?:[\da-f]{2}[:-]){5}[\da-f]{2}\b"),
        ),
        (
            "record number",
            (
                # a number that says what it is
                r"\b(?:(?:mrn|nhs|ssn|chi|nino)|(?:hospital|patient|record|chart|case|file|account|insurance|policy|"
                r"member(?:ship)?|medicare|medicaid|social\s+security|passport|licen[cs]e)(?=\s*(?:no|nr|num|id|#)))"
                + _NUMBER + r"(?:[a-z]{0,4}-?\d(?:[ -]?\d){4,}[a-z]?)\b",
                r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])",  # social security
                r"\b[1-9][a-z][a-z\d]\d-?[a-z][a-z\d]\d-?[a-z]{2}\d\d\b",  # Medicare
                r"(?<![\d-])\d{2,4}(?:-\d{3,7}){2}-\d\b(?!-)",  # identity cards
                r"(?<![\w-])(?!nct)[a-z]{1,3}\d{6,}(?![\w])" + _UNIT,
                r"(?<![\w.,])\d{7,}(?![\d]|[.,]\d)" + _UNIT,
            ),
        ),
        (
            "device number",
            (
                r"\b(?:serial|device|implant|lot|sn)" + _NUMBER +
                r"(?P<id>(?=[a-z-]*(?:\d[a-z-]*){4})[a-z\d][a-z\d-]{4,})\b",
            ),
        ),
        (
            "date",
            (
                rf"\b(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|[12]\d|3[01])[/.-]{_YEAR}\b",
                rf"\b{_YEAR}[/.-](?:0[1-9]|1[0-2])[/.-](?:0[1-9]|[12]\d|3[01])\b",
                rf"\b\d{{1,2}}(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_MONTH},?[\s-]+{_YEAR}\b",
                rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}\b",
                r"\b(?:on|seen|dated?|admitted|discharged|since|until|surgery)\s+"
                r"(?P<id>\d{1,2}/\d{1,2}/\d\d)\b(?!/)" + _UNIT,
                _BORN + r"(?P<id>\d{1,2}[/.-]\d{1,2}[/.-]\d\d)\b",
                rf"\b\d{{1,2}}(?:st|nd|rd|th)?[\s-]{_MONTH}[\s-]\d\d\b(?!\s*(?:mg|ml|mcg|%|[-–]|\d))",
                _BORN + rf"(?P<id>\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:\s+\d\d)?)\b",
            ),
        ),
        (
            "telephone number",
            (
                # ten digits are an NHS number, or a telephone number in North America
                r"(?<![\d.,-])\d{3}[ -]\d{3}[ -]\d{4}(?![\d-])" + _UNIT,
                r"\(\d{2,5}\)\s?\d{3,4}[ -]?\d{3,4}\b",
                r"(?<![\w.])\+\d{1,3}(?:[ .()-]{0,2}\d){7,12}\b" + _UNIT,
                r"(?<![\w.,-])0\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b" + _UNIT,
            ),
        ),
        (
            "address",
            (
                rf"\b\d{{1,4}}[a-z]?,?\s+(?!(?:mg|ml|mcg|g|kg|days?|weeks?|months?|hours?|doses?|times)\b)"
                rf"(?:[a-z][\w'’.-]+\s+){{1,2}}(?:{_STREET})\b(?!\s+(?:to|of|in|for|before|after))",
                rf"(?-i:\b\d{{1,4}}[a-z]?,?\s+(?:[A-Z][\w'’.-]+\s+){{1,2}}(?:{_STREET_TOO})\b)",
                r"\bzip(?:\s?code)?\s*:?\s*(?P<id>\d{5}(?:-\d{4})?)\b",
                r"\bpost\s?code\s*:?\s*(?P<id>[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2})\b",
            ),
        ),
        (
            "postcode",
            (
                r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[ABD-HJLNP-UW-Z]{2}\b",
                rf"\b(?:{_STATES})\s+\d{{5}}(?:-\d{{4}})?\b" + _UNIT,
            ),
        ),
    )
)  # fmt: skip

_FROM_90 = r"(?P<id>9\d|1[01]\d)"
# Not "over 90", "80–95 years", "90 or older": those are groups.
_ALONE = r"(?<![\d.,≥>≤<–-])(?<!over )(?<!above )(?<!than )(?<!under )(?<!below )(?<!least )(?<! to )(?<!≥ )(?<!> )"
_NO_GROUP = r"(?!\s*(?:\+|(?:years?\s+)?(?:or|and)\s+(?:older|over|above|more)|[-–]\s?\d|to\s+\d))"
_AGES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"\bage(?:d|\s+is|\s+of)?\s*:?\s*{_FROM_90}\b{_NO_GROUP}(?!\s*(?:days|weeks|months|hours))",
        rf"{_ALONE}\b{_FROM_90}\s?-?\s?(?:years?|yrs?|y/?o|y\.o)\b(?!\s+(?:(?:or|and)\s+(?:older|over|above)))",
        rf"\b(?:he|she|who|patient|gran\w*|grand\w+|mother|father|mum|mom|dad|nan|aunt|uncle)\s+is\s+{_FROM_90}\b"
        r"(?!\s*(?:%|\w*/|kg|mm|cm|beats|bpm|years|yo))",
        r"\b(?P<id>ninety[ -](?:one|two|three|four|five|six|seven|eight|nine))\b(?!\s+(?:percent|per))",
        rf"{_ALONE}(?<!of )\b{_FROM_90}\s?(?:m|f|male|female)\b(?!/)",
    )
)
_FEVER = re.compile(r"\b(?:temp\w*|fever|febrile)\W*(?:\w+\W+){0,2}$", re.IGNORECASE)
# Numbers of trials and papers are public.
_PUBLIC = re.compile(r"(?:isrctn|nct|pmid|eudract|doi|umin|actrn|chictr)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A place in a text that identifies somebody."""

    kind: str
    start: int
    end: int


def identifiers(text: str) -> list[Identifier]:
    """What identifies somebody, in order; no two overlap."""
    found = sorted(_all(text), key=lambda one: (one.start, -one.end))
    apart: list[Identifier] = []
    for one in found:
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
        elif one.end > apart[-1].end:  # what overlaps goes together
            apart[-1] = Identifier(kind=apart[-1].kind, start=apart[-1].start, end=one.end)
    return apart


def _all(text: str) -> Iterator[Identifier]:
    for start, end in names_in(text):
        yield Identifier(kind="name", start=start, end=end)
    for kind, shapes in _SHAPES:
        for shape in shapes:
            for match in shape.finditer(text):
                if not _PUBLIC.search(text[: match.start()][-12:]):
                    place = "id" if "id" in shape.groupindex else 0
                    yield Identifier(kind=kind, start=match.start(place), end=match.end(place))
    for shape in _AGES:
        for match in shape.finditer(text):
            if not _FEVER.search(text[: match.start("id")][-30:]):
                yield Identifier(kind="age over 89", start=match.start("id"), end=match.end("id"))


def redact(question: str, *, mark: str = MARK) -> str:
    """The question with `mark` where something identified a person, and `OLDEST` for an age over 89."""
    for one in reversed(identifiers(question)):
        instead = OLDEST if one.kind == "age over 89" else mark
        question = question[: one.start] + instead + question[one.end :]
    return question


def without_marks(question: str) -> str:
    """A redacted question as it is put to the engine: the marks are no words of the reader."""
    return " ".join(question.replace(MARK, " ").split())
