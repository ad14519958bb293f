"""Numbers with their units, read from text and compared as ranges.

Units are compared by a canonical spelling, never converted: "1 g" and "1000 mg" are different words, and a
checker that converts can be fooled by one that does not.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

# canonical unit: spellings, lower case
_UNITS = {
    "mg": ("mg", "milligram", "milligrams"),
    "mcg": ("mcg", "µg", "μg", "ug", "microgram", "micrograms"),
    "g": ("g", "gram", "grams"),
    "kg": ("kg", "kilogram", "kilograms"),
    "ml": ("ml", "milliliter", "milliliters", "millilitre", "millilitres", "cc"),
    "l": ("l", "liter", "liters", "litre", "litres"),
    "dl": ("dl",),
    "unit": ("unit", "units", "u", "iu"),
    "mmol": ("mmol", "millimol"),
    "meq": ("meq",),
    "mosm": ("mosm",),
    "mmhg": ("mmhg", "mm hg"),
    "cm": ("cm",),
    "mm": ("mm",),
    "%": ("%", "percent", "per cent"),
    "bpm": ("bpm", "beats per minute", "beats/min"),
    "h": ("h", "hr", "hrs", "hour", "hours"),
    "min": ("min", "mins", "minute", "minutes"),
    "s": ("s", "sec", "secs", "second", "seconds"),
    "d": ("d", "day", "days"),
    "wk": ("wk", "wks", "week", "weeks"),
    "mo": ("mo", "month", "months"),
    "a": ("yr", "yrs", "year", "years", "y/o", "yo", "year-old", "years old", "-year-old"),
    "point": ("point", "points", "pts"),
    "cell": ("cells", "cell"),
    "mm3": ("mm3", "mm³"),
    "m2": ("m2", "m²", "1.73m²", "1.73 m²", "1.73m2", "1.73 m2"),
    "j": ("j", "joule", "joules"),
    "c": ("°c", "degrees c", "celsius"),
    "f": ("°f",),
    "ng": ("ng",),
    "pg": ("pg",),
    "mol": ("mol",),
    "x": ("×", "fold", "-fold", "times"),
    "dose": ("dose", "doses"),
}
UNIT_OF = {spelling: unit for unit, spellings in _UNITS.items() for spelling in spellings}
_ATOM = "|".join(re.escape(s) for s in sorted(UNIT_OF, key=len, reverse=True))
_UNIT = rf"(?:{_ATOM})(?:\s?(?:/|per)\s?(?:{_ATOM}))*"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_COMPARATOR = (
    r"≥|≤|>=|<=|=>|=<|>|<|at least|at most|less than|greater than|more than|below|above|under|over|up to|within"
)
QUANTITY = re.compile(
    rf"(?P<comparator>{_COMPARATOR})?\s*(?<![\w.])(?<![A-Za-z]-)(?P<low>{_NUMBER})"
    rf"(?:\s*(?:-{{1,2}}|–|—|to)\s*(?P<high>{_NUMBER}))?(?:[\s-]{{0,6}}(?P<unit>{_UNIT})(?![\w]))?",
    re.I,
)
_CANONICAL_COMPARATOR = {
    "≥": ">=", ">=": ">=", "=>": ">=", "at least": ">=",
    "≤": "<=", "<=": "<=", "=<": "<=", "at most": "<=", "up to": "<=", "within": "<=",
    ">": ">", "greater than": ">", "more than": ">", "above": ">", "over": ">",
    "<": "<", "less than": "<", "below": "<", "under": "<",
}  # fmt: skip


TIME_UNITS = frozenset({"s", "min", "h", "d", "wk", "mo", "a"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number or range with its unit, as found in a text."""

    low: float
    high: float
    unit: str  # canonical, "" if none
    comparator: str  # "", "<", "<=", ">", ">="
    start: int
    end: int

    @property
    def interval(self) -> tuple[float, float]:
        """The values that the quantity admits; infinite where a comparator leaves one side open."""
        if self.comparator in (">", ">="):
            # "> 10 – 22" of a score ends at 22; "> 6–12 months" does not end.
            ends = self.low < self.high and self.unit not in TIME_UNITS
            return (self.low, self.high if ends else math.inf)
        if self.comparator in ("<", "<="):
            return (self.low if self.low < self.high else -math.inf, self.high)
        return (self.low, self.high)

    def admits(self, value: float) -> bool:
        """Whether a single value lies in the interval, strict ends left out."""
        low, high = self.interval
        if self.comparator == ">" and value == low:
            return False
        if self.comparator == "<" and value == high:
            return False
        return low <= value <= high


_DOSE_UNITS = frozenset({"mg", "mcg", "g", "unit", "ml", "meq", "mmol", "l", "iu", "j"})


def is_dose(quantity: Quantity) -> bool:
    """An amount, for a weight or time or not; a concentration ("70 mg/dL") is none."""
    amount, *per = quantity.unit.split("/")
    return amount in _DOSE_UNITS and not set(per) & {"dl", "l", "ml"}


def canonical_unit(printed: str) -> str:
    """ "units/kg per hour" → "unit/kg/h"."""
    atoms = re.split(r"\s?/\s?|\s+per\s+", printed.strip().lower())
    return "/".join(UNIT_OF.get(atom.strip(), atom.strip()) for atom in atoms)


# "30 % ≤ FEV1 < 50 %": what stands before the first sign is the lower end.
_LOWER_END = re.compile(r"\s*(?:≤|<=|<)\s*(?:[A-Za-z][\w/-]*\s+){1,3}(?=≤|<=|<)")


def quantities_in(text: str) -> Iterator[Quantity]:
    """Every number of a text, with range, unit and comparator, in order.

    A range around a name ("30 % ≤ FEV1 < 50 %") is one quantity.
    """
    return iter(_quantities(text))


@lru_cache(maxsize=20_000)  # one statement is read for several features, one heading for many statements
def _quantities(text: str) -> tuple[Quantity, ...]:
    return tuple(_joined(text))


def _joined(text: str) -> Iterator[Quantity]:
    lower: Quantity | None = None
    for quantity in _singly(text):
        if lower and lower.unit == quantity.unit and quantity.comparator in ("<", "<="):
            yield replace(quantity, low=lower.low, start=lower.start)
            lower = None
            continue
        if lower:
            yield lower
        lower = None
        if not quantity.comparator and _LOWER_END.match(text, quantity.end):
            lower = quantity
        else:
            yield quantity
    if lower:
        yield lower


def _singly(text: str) -> Iterator[Quantity]:
    for match in QUANTITY.finditer(text):
        low = float(match["low"].replace(",", ""))
        high = float(match["high"].replace(",", "")) if match["high"] else low
        yield Quantity(
            low=low,
            high=high,
            unit=canonical_unit(match["unit"]) if match["unit"] else "",
            comparator=_CANONICAL_COMPARATOR.get((match["comparator"] or "").lower(), "")
            or (">=" if text[match.end() : match.end() + 1] == "+" else ""),  # "age 60+"
            start=match.start("low"),
            end=match.end(),
        )
