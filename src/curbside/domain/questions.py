"""A question, who asks it, and what was understood of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import NewType

# For whom an answer is worded: the key of a profile. Which there are is data (`answering/profiles`), so that a new
# one is a new file; `engine.profiles` refuses a key that has none.
Reader = NewType("Reader", str)
CLINICIAN = Reader("clinician")  # who asks where nothing else is said


class ConceptType(StrEnum):
    """What kind of thing a concept is; the gate treats them differently."""

    CONDITION = "condition"
    DRUG = "drug"
    POPULATION = "population"
    TEST = "test"
    PROCEDURE = "procedure"


class Slot(StrEnum):
    """What a question asks for: the kind of fact that would answer it."""

    DOSE = "dose"
    DURATION = "duration"
    TIMING = "timing"
    FREQUENCY = "frequency"
    TARGET = "target"
    THRESHOLD = "threshold"
    CHOICE = "choice"
    CONTRAINDICATION = "contraindication"
    MONITORING = "monitoring"
    DIAGNOSIS = "diagnosis"
    DEFINITION = "definition"
    REFERRAL = "referral"
    COUNT = "count"
    MECHANISM = "mechanism"
    PROGNOSIS = "prognosis"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked, cleaned of what cannot be shown (control characters, lone surrogates)."""

    text: str
    reader: Reader = CLINICIAN
    as_of: date | None = None  # answer from what was current on that day, None: from what is current


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One concept found in a text."""

    key: str
    type: ConceptType
    start: int
    end: int
    held: bool  # False: a concept of medicine of which the library says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Shorthand:
    """An abbreviation in a question that documents explain, or words of it that they abbreviate."""

    start: int
    end: int
    forms: tuple[str, ...]  # what documents call it otherwise, the commonest last
    written_out: bool = False  # in the question; its forms are abbreviations then


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientValue:
    """A number the question gives about the patient: `name` is a concept key, "age", "weight", "time" (in hours) or
    "gestation" (in weeks)."""

    name: str
    value: float
    unit: str
    high: float | None = None  # upper end where a range was given
    comparator: str = "="  # "=", "<", ">", "<=", ">=" as asked ("GFR below 20")
    since: str = ""  # what a time counts from where that is told: "dose", "onset"


def within(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a place stands in one of the stretches."""
    return any(start <= position < end for start, end in spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """What was understood of a question."""

    text: str  # with misspelt words mended
    concepts: tuple[Mention, ...]
    slots: frozenset[Slot]
    values: tuple[PatientValue, ...]
    populations: frozenset[str]  # concept keys: women, children, pregnancy, …
    words: tuple[str, ...]  # content words, stemmed, concepts included
    named_by: Mapping[str, str]  # concept key → stems of the words that name it, in order
    unknown: tuple[str, ...]  # stems of content words of what is asked that stand nowhere in the library
    unknown_words: tuple[str, ...]  # the same as written, in lower case
    shorthands: tuple[Shorthand, ...] = ()  # in order, none overlapping
    alternatives: tuple[str, ...] = ()  # "contrast or non-contrast": the values to choose between
    alternative_keys: tuple[frozenset[str], ...] = ()  # concepts joined by "or"
    negated: frozenset[str] = field(default_factory=frozenset)  # concepts after "without", "no", "not"
    background: frozenset[str] = field(default_factory=frozenset)  # concepts that describe the patient: a laboratory
    # value, a drug already taken; an answer need not speak of them
    vignette: tuple[tuple[int, int], ...] = ()  # stretches of `text` that only describe a patient
    case: frozenset[str] = field(default_factory=frozenset)  # concepts that only the vignette names
    case_unknown: tuple[str, ...] = ()  # as `unknown`, of the vignette
    read_as: Mapping[str, str] = field(default_factory=dict)  # misspelt word → what it was read as
    lay_words: bool = False

    @property
    def asked_text(self) -> str:
        """The text with the vignette blanked out: of the same length."""
        asked = self.text
        for start, end in self.vignette:
            asked = asked[:start] + " " * (end - start) + asked[end:]
        return asked

    @property
    def asked(self) -> "Interpretation":
        """The same without what the vignette names; what it tells of the patient (age, sex, values) stays."""
        if not self.vignette:
            return self
        return replace(
            self,
            text=self.asked_text,
            concepts=tuple(mention for mention in self.concepts if not within(mention.start, self.vignette)),
            shorthands=tuple(short for short in self.shorthands if not within(short.start, self.vignette)),
        )

    @property
    def aside(self) -> frozenset[str]:
        """Concepts that an answer need not speak of."""
        return self.background | self.case
