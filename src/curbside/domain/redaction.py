"""Remove what identifies a person from a question before it is asked, stored or shown.

Finds what has a shape: addresses of e-mail, telephone numbers, record numbers, dates of birth. Names have
none; the page asks the reader to leave them out. Doses, ages and laboratory values stay.
"""

import re

MARK = "[removed]"

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?:19|20)\d\d"
# A long number that is followed by one of these is a dose or a result.
_UNIT = (
    r"(?!\s*(?:/|[x×]\s*10|%|million\b|units?\b|i\.?u\.?\b|u\b|miu\b|mg\b|mcg\b|µg\b|g\b|ml\b"
    r"|cells\b|copies\b|cfu\b))"
)

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
        # a number that says what it is
        r"\b(?:(?:mrn|nhs|ssn|chi)(?:\s+(?:no|nr|number))?|(?:hospital|patient|record)\s+(?:no|nr|number|id))\.?\s*[:#]?\s*"
        r"[a-z]{0,3}\d(?:[ -]?\d){4,}\b",
        # dates: with a year of four digits, or of two where the words say what it is
        rf"\b(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|[12]\d|3[01])[/.-]{_YEAR}\b",
        rf"\b{_YEAR}[/.-](?:0[1-9]|1[0-2])[/.-](?:0[1-9]|[12]\d|3[01])\b",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b",
        rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}\b",
        r"(?<=\bborn )\d{1,2}[/.-]\d{1,2}[/.-]\d\d\b|(?<=\bdob )\d{1,2}[/.-]\d{1,2}[/.-]\d\d\b"
        r"|(?<=\bdob: )\d{1,2}[/.-]\d{1,2}[/.-]\d\d\b",
        r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])",  # social security
        r"(?<![\d.,-])\d{3}[ -]\d{3}[ -]\d{4}(?![\d-])" + _UNIT,  # NHS, and telephone numbers in North America
        r"\(\d{2,5}\)\s?\d{3,4}[ -]?\d{3,4}\b",
        r"(?<![\w.])\+\d{1,3}(?:[ .()-]{0,2}\d){7,12}\b" + _UNIT,
        r"(?<![\w.,-])0\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b" + _UNIT,
        r"(?<![\w.,])\d{7,}(?![\d]|[.,]\d)" + _UNIT,
    )
)


def redact(question: str, *, mark: str = MARK) -> str:
    """The question with `mark` where something identified a person."""
    for pattern in _PATTERNS:
        question = pattern.sub(mark, question)
    return question


def without_marks(question: str) -> str:
    """A redacted question as it is put to the engine: the marks are no words of the reader."""
    return " ".join(question.replace(MARK, " ").split())
