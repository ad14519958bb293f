"""The patient's values against a passage's ranges: the row for 7 is not the row for 5."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import pairwise

from curbside.answering.times import GESTATION, HOURS, in_hours, is_since_another, tells_from_when, weeks_in
from curbside.domain.documents import Passage, PassageKind
from curbside.domain.questions import ConceptType, PatientValue
from curbside.domain.text import fold, sentences
from curbside.domain.units import Quantity, quantities_in
from curbside.retrieval.concepts import Lexicon


class RangeFit(StrEnum):
    """How the values of a question lie to the ranges of a passage."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    NONE = "none"  # the passage gives no range for them


_SAME_AGE = re.compile(r"\b(?:age|aged|years?|elderly|older|younger|adults?)\b")


WITHOUT_NAME = frozenset({"age", "weight", "time", GESTATION})  # values that belong to no test


BURNED = "total-body-surface-area-burned"
_RANGES_ONLY = frozenset({"age", "weight", GESTATION})  # of which a bare number is no condition


def measured_names(values: Sequence[PatientValue]) -> frozenset[str]:
    """Keys of the tests that values belong to. How much is burned says who the patient is, and is no test."""
    return frozenset(v.name for v in values if v.name not in {*WITHOUT_NAME, BURNED} and v.unit not in (*HOURS, "a"))


_PLATELETS = frozenset({"platelets", "platelet-count"})  # the lexicon knows them as a blood product and as a test
_BLOOD_PRESSURE = "blood-pressure"
_PRESSURES = frozenset({"systolic-blood-pressure", "diastolic-blood-pressure"})


def _keys_of(value: PatientValue) -> set[str]:
    """Keys of the concepts that a value may be told of."""
    return set(_PLATELETS) if value.name in _PLATELETS else {value.name}


def _names_of(value: PatientValue) -> set[str]:
    """The same, with what a passage may name instead: "BP ≥ 130/80" holds for a systolic pressure."""
    return _keys_of(value) | ({_BLOOD_PRESSURE, "hypertension"} if value.name in _PRESSURES else set())


def _in_thousands(value: PatientValue, quantity: Quantity) -> Quantity:
    """Platelets are counted per cubic millimetre in one place and in thousands in the other: 90 lie below 100,000."""
    if value.name not in _PLATELETS or value.value >= _MOST_THOUSANDS or quantity.low < _MOST_THOUSANDS:
        return quantity
    return replace(quantity, low=quantity.low / 1000, high=quantity.high / 1000)


_MOST_THOUSANDS = 2000


def not_told(values: Sequence[PatientValue], told: frozenset[str], lexicon: Lexicon) -> list[str]:
    """Keys of the tests that values belong to and that what is told does not name, not even as their kind."""
    return [
        name
        for name in sorted(measured_names(values))
        if not any(lexicon.line(key) & told for key in (_PLATELETS if name in _PLATELETS else {name}))
    ]


def range_fit(
    values: Sequence[PatientValue], passage: Passage, shown: str, named: frozenset[str], *, lexicon: Lexicon
) -> RangeFit:
    """Whether the passage is about a patient with these values.

    Args:
        values: of the question.
        passage: with its context.
        shown: the statement as it would be shown.
        named: keys of the concepts that passage, context and chapter name, with what those are kinds of.
        lexicon: to find where they stand.

    A range counts for a value when the passage ties it to the same concept. One value outside makes the passage
    one for other patients, whatever the others say.
    """
    speaking = [value for value in values if _names_of(value) & named or value.name in WITHOUT_NAME]
    if denied := _denied_questions(passage) if speaking else ():
        passage, shown = _without_them(denied, passage, shown)
        if any(_holds(question, value, passage, lexicon=lexicon) for value in speaking for question in denied):
            return RangeFit.OUTSIDE
    told = [(value.name, _fit(value, passage, shown, lexicon=lexicon)) for value in speaking]
    # One of two pressures is enough for "BP > 185/110"; of "130–139/80–89" they tell different stages.
    apart = len({fit for name, fit in told if name in _PRESSURES} - {RangeFit.NONE}) > 1
    if apart and not _ANY_OF.search(fold(shown)):
        told = [one for one in told if one[0] not in _PRESSURES]
        told += [(_BLOOD_PRESSURE, RangeFit.INSIDE)] if _ABOVE_EITHER.search(shown) else []
    fits = [fit for _, fit in told if fit is not RangeFit.NONE]
    # Several conditions in one row may be alternatives; a heading that shuts a patient out does so alone.
    above = (passage.label,) if next(quantities_in(passage.label), None) else (*passage.lead_in, passage.label)
    conditions = shown if passage.kind is PassageKind.ROW else " ".join(above)
    if RangeFit.INSIDE in fits and (RangeFit.OUTSIDE not in fits or _ANY_OF.search(fold(conditions))):
        return RangeFit.INSIDE
    return RangeFit.OUTSIDE if RangeFit.OUTSIDE in fits else RangeFit.NONE


_ABOVE_EITHER = re.compile(r"(?:≥|>=|>|\babove|\bover|\bat least)\s*\d{2,3}\s?/\s?\d", re.I)
_NO = re.compile(r"no\b(?! [a-z]+$)", re.I)  # "NO", "NO (QRS < 120 ms)", not "NO SEPSIS"
_ALL_OF = re.compile(r"\band\b|&|\bboth\b|\ball\b", re.I)


def _denied_questions(passage: Passage) -> tuple[str, ...]:
    """The questions of a decision tree that are answered with no above a passage."""
    chain = (*passage.lead_in, passage.label)
    return tuple(one for one, answer in pairwise(chain) if one.endswith("?") and _NO.match(answer))


def _without_them(questions: Sequence[str], passage: Passage, shown: str) -> tuple[Passage, str]:
    """A passage and the words that it is shown with, without the questions of a tree that are denied above it."""
    for question in questions:
        shown = shown.replace(question, " ")
    return replace(passage, lead_in=tuple(words for words in passage.lead_in if words not in questions)), shown


def _holds(question: str, value: PatientValue, passage: Passage, *, lexicon: Lexicon) -> bool:
    """Whether a question of a tree is answered with yes by a value: its range admits that, and it asks for nothing else
    with it. Below "SBP < 90? NO" nothing is for a pressure of 80."""
    nameless = value.name in WITHOUT_NAME
    found = list(
        _of_kind(value, question, passage) if nameless else _tied_to(_keys_of(value), question, lexicon=lexicon)
    )
    conditional = _conditional(value, passage, found)
    admitted = bool(conditional) and _all_admit(conditional, value, conditional[0].unit)
    return admitted and not _ALL_OF.search(question)


_ANY_OF = re.compile(r"\bor\b|\bany of\b|\bat least (?:one|two|1|2)\b|\beither\b")


def closeness(
    values: Sequence[PatientValue], passage: Passage, shown: str, named: frozenset[str], *, lexicon: Lexicon
) -> float:
    """How closely the ranges of a passage are drawn around the values, 0 to 1; arguments as for `range_fit`.

    A range with two ends is as close as can be; "> 25" is closer to 30 than "> 15" is.
    """
    found = [0.0]
    if denied := _denied_questions(passage) if values else ():
        passage, shown = _without_them(denied, passage, shown)
    for value in values:
        if _names_of(value) & named or value.name in WITHOUT_NAME:
            ranges = _conditional(value, passage, [q for q, _ in _ranges_for(value, passage, shown, lexicon=lexicon)])
            found += [_nearness(q, value.value) for q in ranges if _admits(q, value)]
    return max(found)


_GROWN_UP = 25  # years


def told_of_the_age(values: Sequence[PatientValue], passage: Passage, shown: str) -> bool:
    """Whether a passage gives a range of ages that somebody's age lies in and that is drawn for such: "aged 5 years and
    older" and "below 18" speak of a child of seven, "below 65" does not."""
    ages = [value for value in values if value.name == "age"]
    ranges = list(_ages_in(" . ".join((*passage.path[-1:], *passage.lead_in, passage.label, shown)))) if ages else []
    return any(
        _admits(found, age) and (found.interval[0] > 0 or found.interval[1] <= _GROWN_UP)
        for age in ages
        for found in ranges
        if found.comparator or found.low != found.high
    )


def bounded_at(values: Sequence[PatientValue], sentence: str) -> bool:
    """Whether a sentence draws a bound ("below 30") that one of the patient's measured values lies within.

    The tie to the measured thing is not looked at: ask only of a passage whose ranges fit (`range_fit`).
    """
    bounds = [quantity for quantity in quantities_in(sentence) if quantity.comparator]
    measured = [value for value in values if value.name not in WITHOUT_NAME]
    return any(_same_unit(value, bound) and _admits(bound, value) for value in measured for bound in bounds)


def says_from_when(passage: Passage, shown: str) -> bool:
    """Whether a statement or its heading says from when its times count, or calls them a window."""
    return tells_from_when(" ".join((*passage.path[-1:], shown)))


_LONGEST_WINDOW = 720.0  # hours; what is longer ago is the course of a disease


def too_late_or_early(time: PatientValue, passage: Passage, shown: str, *, lexicon: Lexicon) -> float | None:
    """How near the nearest end of a passage's ranges is to the patient's time, 0 to 1, where all of them leave it out
    and it is said from when they count; None where they do not. Other arguments as for `range_fit`.
    """
    if time.value > _LONGEST_WINDOW or not says_from_when(passage, shown):
        return None
    found = _conditional(time, passage, [q for q, _ in _ranges_for(time, passage, shown, lexicon=lexicon)])
    ends = [end for q in found for end in q.interval if 0 < end < math.inf]
    if not ends or any(_admits(q, time) for q in found):
        return None
    return max(min(end, time.value) / max(end, time.value) for end in ends)


def _nearness(quantity: Quantity, value: float) -> float:
    ends = [end for end in quantity.interval if math.isfinite(end)]
    if len(ends) == 2:  # both ends
        return 1.0
    return max(0.0, 1 - abs(value - ends[0]) / max(abs(value), abs(ends[0]), 1e-9)) if ends else 0.0


def _conditional(value: PatientValue, passage: Passage, found: Sequence[Quantity]) -> list[Quantity]:
    """Those of the numbers that can be a condition on a value."""
    return [
        q
        for q in (_in_thousands(value, _at_least_so_many_times(one)) for one in found)
        if _same_unit(value, q)
        and (q.comparator or q.low != q.high or passage.kind is PassageKind.ROW or value.name not in _RANGES_ONLY)
    ]


def _at_least_so_many_times(quantity: Quantity) -> Quantity:
    """ "3.0 times baseline", the last of several stages, means from there on."""
    single = quantity.unit == "x" and quantity.low == quantity.high and not quantity.comparator
    return replace(quantity, comparator=">=") if single else quantity


def _fit(value: PatientValue, passage: Passage, shown: str, *, lexicon: Lexicon) -> RangeFit:
    found = list(_ranges_for(value, passage, shown, lexicon=lexicon))
    conditional = _conditional(value, passage, [q for q, _ in found])
    if not conditional:
        return RangeFit.NONE
    if any(_all_admit(conditional, value, unit) for unit in dict.fromkeys(q.unit for q in conditional)):
        return RangeFit.INSIDE
    # Only a condition in front shuts a patient out: "Only if SpO2 < 90 %" answers a question about 97 %. Nor does one
    # that a part of a range meets: who is in her seventies may be 75 or older.
    if not any(in_front for _, in_front in found) or any(_meets(q, value) for q in conditional):
        return RangeFit.NONE
    if value.name == "age" and passage.kind is not PassageKind.ROW and _ON_OTHER_AGES.search(fold(passage.text)):
        return RangeFit.NONE  # "aged 15 to 65. … older adults at increased risk"
    return RangeFit.INSIDE if _speaks_of_those_outside(value, passage, lexicon=lexicon) else RangeFit.OUTSIDE


_ON_OTHER_AGES = re.compile(
    r"\b(?:older|younger) (?:adults|adolescents|persons|people|patients|individuals|women|men)\b"
)


def _speaks_of_those_outside(value: PatientValue, passage: Passage, *, lexicon: Lexicon) -> bool:
    """Whether words behind a condition draw a bound that holds a value: "CKD (CrCl 15–30): … Below CrCl 15, …"."""
    if passage.kind in (PassageKind.LIST, PassageKind.ROW) or value.name in WITHOUT_NAME:
        return False
    said = (passage.text[start:end] for start, end in sentences(passage.text))
    bounds = [
        q for words in said if _FOR_OTHERS.match(words) for q in _tied_to(_keys_of(value), words, lexicon=lexicon)
    ]
    return any(q.comparator and _same_unit(value, q) and _admits(q, value) for q in bounds)


_FOR_OTHERS = re.compile(
    r"(?:below|under|above|over|(?:if|when|in|for)(?! (?:\w+ ){1,4}(?:falls?|drops?|rises?)\b))\b", re.I
)


def _all_admit(conditions: Sequence[Quantity], value: PatientValue, unit: str) -> bool:
    """Whether the conditions in one unit admit a value: both ends of one range, or any of several conditions. The same
    range is often printed in two units: "< 70 mg/dL (< 3.9 mmol/L) and ≥ 54 mg/dL (≥ 3.0 mmol/L)"."""
    own = [q for q in conditions if q.unit == unit]
    enough = all if _bounds_one_range(own) else any
    return enough(_admits(q, value) for q in own)


def _bounds_one_range(conditions: Sequence[Quantity]) -> bool:
    """Whether two numbers are the ends of one range: "< 3.9 mmol/L and ≥ 3.0 mmol/L"."""
    if len(conditions) != 2:
        return False
    lower, upper = sorted(conditions, key=lambda q: q.low)
    ends = lower.comparator in (">", ">=") and upper.comparator in ("<", "<=")
    return ends and lower.low < upper.high and lower.unit == upper.unit


def _admits(quantity: Quantity, value: PatientValue) -> bool:
    if value.comparator in ("<", "<="):
        return quantity.interval[0] < value.value
    if value.comparator in (">", ">="):
        return quantity.interval[1] > value.value
    if value.high is not None:
        return quantity.admits(value.value) and quantity.admits(value.high)
    return quantity.admits(value.value)


def _meets(quantity: Quantity, value: PatientValue) -> bool:
    """Whether a value that is a range shares something with another range."""
    low, high = quantity.interval
    return value.high is not None and low <= value.high and value.value <= high


def _same_unit(value: PatientValue, quantity: Quantity) -> bool:
    """Values without a unit fit any, but never a time or a dose."""
    if value.name == "time":
        return True
    if value.name == GESTATION:
        return quantity.unit == "wk"
    if value.unit and quantity.unit:
        return value.unit == quantity.unit
    if quantity.unit in ("h", "min", "d", "wk", "mo", "a", "s", "mg", "g", "mcg", "kg"):
        return value.unit == quantity.unit or value.name in ("age", "weight")
    return True


def _ranges_for(
    value: PatientValue, passage: Passage, shown: str, *, lexicon: Lexicon
) -> Iterator[tuple[Quantity, bool]]:
    """Quantities of the passage that speak of the value's concept, and whether they stand in front as a condition."""
    opening = _HEAD.match(passage.text) if passage.kind is not PassageKind.LIST else None
    front = " . ".join((*passage.path[-1:], *passage.lead_in, passage.label, opening[0] if opening else ""))
    if value.name in WITHOUT_NAME:
        yield from _nameless_ranges(value, passage, shown, opening[0] if opening else "")
        return
    keys = _keys_of(value)
    if passage.kind is PassageKind.ROW and passage.columns:
        yield from ((quantity, True) for quantity in _row_ranges(keys, passage, lexicon=lexicon))
        return
    # A condition above or before a statement decides; only without one do the statement's own numbers count.
    for words, in_front in ((front, True), (shown, False)):
        found = list(_tied_to(keys, words, lexicon=lexicon))
        if found:
            yield from ((quantity, in_front) for quantity in found)
            return
    if bounded := _score_range_above(keys, passage, lexicon=lexicon):
        yield bounded, True
        return
    # The heading names the score, the label its range: "HEART score" › "4–6 points: …".
    opening_words = passage.label or passage.text[:30]
    if keys & lexicon.keys(" . ".join(passage.path)) and not _COUNTS_POINTS.search(opening_words):
        yield from ((quantity, True) for quantity in list(quantities_in(opening_words))[:1])


def _nameless_ranges(
    value: PatientValue, passage: Passage, shown: str, opening: str
) -> Iterator[tuple[Quantity, bool]]:
    """The same for ages, weights and times, whose ranges stand without a name. The nearest words that give one decide:
    "Ages 40–75" › "Ages 20–39: …" is not for somebody of 45."""
    exact = passage.kind is PassageKind.ROW  # "5 minutes" is a row of its own
    for words in (opening, passage.label, *reversed(passage.lead_in), *passage.path[-1:]):
        conditions = [q for q in _of_kind(value, words, passage) if exact or q.comparator or q.low != q.high]
        if conditions:
            yield from ((quantity, True) for quantity in conditions)
            return
    # The first cell is what a row is about: "5 minutes | 85 %". In the others a time is what is done, but for a column
    # on how long something is ago, or on the week of a pregnancy.
    telling = {"time": _LONG_AGO, GESTATION: _GESTATIONAL}.get(value.name)
    columns = zip(passage.columns, passage.cells, strict=False)
    told = [f"{name} {cell}" for name, cell in columns if telling and telling.search(name)]
    heads = list(_of_kind(value, " . ".join((*passage.cells[:1], *told)), passage)) if exact and telling else []
    yield from ((quantity, True) for quantity in heads)
    if not heads:
        yield from ((quantity, False) for quantity in _of_kind(value, shown, passage))


def _of_kind(value: PatientValue, words: str, passage: Passage) -> Iterator[Quantity]:
    """Numbers of the kind of a value that has no name: years, kilograms, hours or weeks of a pregnancy."""
    if value.name == "age":
        return _ages_in(words)
    if value.name == "weight":
        return (quantity for quantity in quantities_in(words) if quantity.unit == "kg")
    if value.name == GESTATION:
        return weeks_in(words, fold(" ".join((*passage.columns, passage.context, words))))
    history = any(map(_LISTS_HISTORY.search, (*passage.path[-1:], *passage.lead_in)))
    return _times_in(value, words, exact=passage.kind is PassageKind.ROW, history=history)


_LISTS_HISTORY = re.compile(r"\bcontraindications?\b", re.I)


_COUNTS_POINTS = re.compile(r"\bpoints? for\b", re.I)  # "Assign 1 point for each of …" is for no score of 1


def _score_range_above(keys: set[str], passage: Passage, *, lexicon: Lexicon) -> Quantity | None:
    """The range that the nearest heading gives for the score of its chapter: "PE unlikely (score ≤ 4.0)"."""
    if not any(_IS_SCORE.search(lexicon.name(key)) for key in keys):
        return None
    for words in (*reversed(passage.lead_in), *reversed(passage.path)):
        others = {key for key in lexicon.keys(words) if lexicon[key].type is ConceptType.TEST} - keys
        match = None if others else _SCORE_RANGE.search(words)
        if match:
            return next(quantities_in(match[1]), None)
    return None


_IS_SCORE = re.compile(r"\b(?:score|scale|index)\b", re.I)
_SCORE_RANGE = re.compile(r"\bscores?:? ?((?:[<>≤≥]=?|\d)[^()]{0,12})", re.I)
# "eGFR ≥ 60: start 20 mg daily" is for those above 60, "If the last dose was < 8 hours ago: none" for those within 8 h.
_HEAD = re.compile(r"[^.;:]{1,40}:(?=\s)|(?:if|when|for|in)\b[^.;:]{1,160}:(?=\s)", re.I)


def _ages_in(words: str) -> Iterator[Quantity]:
    """Ages in years: "75 years or older" has no upper end, "6 months to 24 years" is one range."""
    folded = fold(words)
    lowest: Quantity | None = None  # the first of two that make one range
    for found in quantities_in(words):
        quantity = _in_years(found, folded)
        before, after = folded[: quantity.start], folded[quantity.end :]
        if quantity.unit in ("", "a") and _UP_TO.match(after):
            lowest = quantity
            continue
        near = folded[max(0, quantity.start - 24) : quantity.end + 14]
        in_years = quantity.unit == "a" or (not quantity.unit and _COUNTS_YEARS.match(after))
        joined = lowest if lowest and lowest.end < quantity.start <= lowest.end + _JOINING else None
        aged = quantity.unit in ("", "a") and _AGED.search(folded[: joined.start] if joined else before)
        if aged or (in_years and _SAME_AGE.search(near)):
            yield _open_ended(replace(quantity, low=joined.low) if joined else quantity, before, after)
        lowest = None


def _in_years(quantity: Quantity, folded: str) -> Quantity:
    """A child's age in months, weeks or days as years; any other quantity as it is."""
    share = _YEARS_IN.get(quantity.unit)
    if not share or not _OF_CHILDREN.search(folded[max(0, quantity.start - 30) : quantity.end + 12]):
        return quantity
    return replace(quantity, low=quantity.low / share, high=quantity.high / share, unit="a")


_LONG_AGO = re.compile(r"\b(?:last dose|since|time from|ago)\b", re.I)
_GESTATIONAL = re.compile(r"\bgestation|\bweeks?\b", re.I)
_AGED = re.compile(
    r"\bage[sd]?\s*(?:[<>≥≤=]|>=|<=|of)?\s*$|"
    r"\b(?:adults|people|persons|patients|men|women|those|children|infants|boys|girls) (?:under|over)\s*$"
)
# Years that are no unit of a quantity: "7 y or younger", "65+ years", "18 and older".
_COUNTS_YEARS = re.compile(r"\+?\s?(?:(?:y|years?)\b|(?:or|and) (?:older|younger)\b)")
_JOINING = len(" through ")
_YEARS_IN = {"mo": 12.0, "wk": 52.0, "d": 365.0}  # how many make a year
_OF_CHILDREN = re.compile(r"\b(?:age[sd]?|old|older|younger|infants?|toddlers?|children|persons?)\b")
_UP_TO = re.compile(r"\s?(?:to|-{1,2}|–|through)\s?\d")
_AND_OLDER = re.compile(r"\s*(?:y )?(?:of age )?(?:or|and) (?:older|more|over|above)\b")
_AND_YOUNGER = re.compile(r"\s*(?:y )?(?:of age )?(?:or|and) (?:younger|less|under)\b")
_OLDER_THAN = re.compile(r"\b(?:older than|over|after age)(?: the)?(?: age)?(?: of)?\s*$")
_YOUNGER_THAN = re.compile(r"\b(?:younger than|under|before age)(?: the)?(?: age)?(?: of)?\s*$")


def _open_ended(quantity: Quantity, before: str, after: str) -> Quantity:
    """An age with the sign that the words around it stand for."""
    if quantity.comparator or quantity.low != quantity.high:
        return quantity
    for pattern, comparator in ((_AND_OLDER, ">="), (_AND_YOUNGER, "<=")):
        if pattern.match(after):
            return replace(quantity, comparator=comparator)
    for pattern, comparator in ((_OLDER_THAN, ">"), (_YOUNGER_THAN, "<")):
        if pattern.search(before):
            return replace(quantity, comparator=comparator)
    return quantity


def _times_in(value: PatientValue, words: str, *, exact: bool, history: bool) -> Iterator[Quantity]:
    """Times in hours that may count from where the patient's does; `exact`: single ones as well."""
    folded = fold(words)
    for found in quantities_in(words):
        within = not found.comparator and _WITHIN_THE_LAST.search(folded[: found.start])
        quantity = replace(found, comparator="<=") if within else found
        bounds = quantity.comparator or quantity.low != quantity.high
        meant = exact or (bounds and not _TELLS_HOW_LONG.search(folded[: quantity.end]))
        if quantity.unit in HOURS and meant and not is_since_another(value, quantity, folded, history=history):
            yield in_hours(quantity)


_WITHIN_THE_LAST = re.compile(r"\bwithin the (?:prior|last|past|preceding|first|previous) $")
# "Infuse over 60 minutes", "every 4–6 hours": how long or how often, not how long after. "Over 6 hours ago" is.
_TELLS_HOW_LONG = re.compile(
    r"\b(?:infus\w+|iv|intravenous\w*|bolus|mg(?:/kg)?|ml(?:/kg)?|g|units?(?:/kg)?|dose|given|administered|remainder|remaining)"
    r"\b[^.;]{0,30}\bover (?:about |approximately |at least )?\d[^.;]{0,12}$|"
    r"\b(?:every|each|q)\s?(?:about |approximately )?\d[^.;]{0,12}$"
)


def _tied_to(keys: set[str], words: str, *, lexicon: Lexicon) -> Iterator[Quantity]:
    """Numbers that stand behind a name of one of the concepts."""
    named = lexicon.find(words)
    places = [(m.start, m.end) for m in named if m.key in keys or keys & lexicon.line(m.key)]
    for quantity in _with_both_ends(words) if places else ():
        if any(start <= quantity.start < end for start, end in places):
            continue
        tied = [start for start, end in places if _tied(words, end, quantity.start)]
        # "Burns > 10% TBSA": a share stands before its name.
        shares = quantity.unit == "%" and any(0 < start - quantity.end <= 1 for start, _ in places)
        if (tied or shares) and not _is_a_goal(words, quantity):
            bounded = _bounded_before(quantity, words[: tied[-1]]) if tied else quantity
            yield _below_zero(bounded, words) if keys & _BELOW_ZERO else bounded
    if keys & _PRESSURES:
        yield from _of_two_pressures(keys, [m.end for m in named if m.key == _BLOOD_PRESSURE], words)


_BETWEEN = re.compile(r"\bbetween\s+[-–−]?\s?$", re.I)
_AND = re.compile(r"\s+and\s+[-–−]?\s?")


def _with_both_ends(words: str) -> Iterator[Quantity]:
    """The numbers of words; "between -1.0 and -2.5" is one range."""
    lower: Quantity | None = None
    for quantity in quantities_in(words):
        if lower is not None and _AND.fullmatch(words[lower.end : quantity.start]):
            ends = sorted((lower.low, quantity.high))
            yield replace(quantity, low=ends[0], high=ends[1], start=lower.start)
            lower = None
            continue
        if lower is not None:
            yield lower
        lower = quantity if _BETWEEN.search(words[: quantity.start]) else None
        if lower is None:
            yield quantity
    if lower is not None:
        yield lower


_BELOW_ZERO = frozenset({"t-score", "z-score"})  # told without their sign: those of patients lie below zero
_SIGN = re.compile(r"(?P<comparator>≥|≤|>=|<=|>|<|at most|at least|below|above)?\s*[-–−]\s*$")
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "≤": ">=", "≥": "<=", "below": ">", "above": "<"}
_TURNED |= {"at most": ">=", "at least": "<="}


def _below_zero(quantity: Quantity, words: str) -> Quantity:
    """A number below zero as its distance from zero: "≤ -2.5" is 2.5 or more."""
    sign = _SIGN.search(words[: quantity.start])
    if not sign or quantity.low != quantity.high:
        return quantity
    return replace(quantity, comparator=_TURNED.get(sign["comparator"] or "", ""))


def _of_two_pressures(keys: set[str], places: Sequence[int], words: str) -> Iterator[Quantity]:
    """The upper or lower number of "BP ≥ 130/80" and of "130–139/80–89 mm Hg", which can be nothing else."""
    found = list(quantities_in(words))
    for upper, lower in pairwise(found):
        joined = re.fullmatch(r"\s?/\s?", words[upper.end : lower.start])
        named = lower.unit == "mmhg" or any(_tied(words, end, upper.start) for end in places)
        if joined and named and not _is_a_goal(words, upper):
            number = upper if "systolic-blood-pressure" in keys else lower
            yield replace(number, comparator=lower.comparator or upper.comparator, unit="mmhg")


_BELOW = re.compile(r"\b(?:below|under|less than) (?:an? )?$", re.I)
_ABOVE = re.compile(r"\b(?:above|over|more than|greater than) (?:an? )?$", re.I)


def _bounded_before(quantity: Quantity, before: str) -> Quantity:
    """A number with the sign that stands before the name of what it counts: "below CrCl 15"."""
    if quantity.comparator or quantity.low != quantity.high:
        return quantity
    if _BELOW.search(before):
        return replace(quantity, comparator="<")
    return replace(quantity, comparator=">") if _ABOVE.search(before) else quantity


_GOAL = re.compile(r"\b(?:until|till|target(?:ed|ing)?|goal)\b[^.;]{0,40}$")


def _is_a_goal(words: str, quantity: Quantity) -> bool:
    """Whether a number says where to come to, not for whom: "overlap until INR ≥ 2" is not for an INR of 9."""
    return bool(_GOAL.search(fold(words[: quantity.start])))


def _row_ranges(keys: set[str], passage: Passage, *, lexicon: Lexicon) -> Iterator[Quantity]:
    """Numbers of the cells that say for which values a row holds."""
    named = [position for position, column in enumerate(passage.columns) if keys & lexicon.keys(column)]
    if named:
        for position in named:
            if position < len(passage.cells):
                yield from _own_numbers(keys, passage.cells[position], lexicon=lexicon)
        return
    head, above = _head_of_row(passage)
    if keys & lexicon.keys(" . ".join(above)):
        scored = [cell for column, cell in zip(passage.columns, passage.cells, strict=False) if _SCORED.search(column)]
        for cell in (*scored, *passage.cells[:2]):
            if found := list(_numbers(cell)):
                yield found[0]
                return
    elif head and keys & lexicon.with_broader(lexicon.keys(head)):
        tied = list(_tied_to(keys, head, lexicon=lexicon))
        told = [c for column, c in zip(passage.columns, passage.cells, strict=False) if not _POINTS.search(column)]
        yield from tied or (quantity for cell in told for quantity in _numbers(cell))
    else:  # "Indeterminate | FIB-4 1.3–2.67 with VCTE < 8 kPa"
        yield from (quantity for cell in passage.cells[:2] for quantity in _tied_to(keys, cell, lexicon=lexicon))


def _head_of_row(passage: Passage) -> tuple[str, list[str]]:
    """The first cell, or what it continues where it is empty, and what stands above."""
    above = [*passage.path, *passage.lead_in]
    if passage.cells and not passage.cells[0] and passage.lead_in:
        return above.pop(), above
    return passage.cells[0] if passage.cells else "", above


def _own_numbers(keys: set[str], cell: str, *, lexicon: Lexicon) -> Iterator[Quantity]:
    """Numbers of a cell without those of another test: "FIB-4 1.3–2.67 with VCTE < 8 kPa"."""
    others = [m for m in lexicon.find(cell) if not keys & lexicon.line(m.key)]
    for quantity in _numbers(cell):
        if not any(_tied(cell, other.end, quantity.start) for other in others):
            yield quantity


_SCORED = re.compile(r"\b(?:score|points?|total|stage|grade|class|category|value)\b", re.I)
_POINTS = re.compile(r"\b(?:score|points?)\b", re.I)
_ROMAN = re.compile(r"\b(class|stage|grade|type|killip|hess|group)\s+(i{1,3}|iv|v)\b", re.I)
_ARABIC = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}


def _numbers(words: str) -> Iterator[Quantity]:
    """Quantities, the Roman numeral of a class or stage among them."""
    return quantities_in(_ROMAN.sub(lambda match: f"{match[1]} {_ARABIC[match[2].lower()]}", words))


_BINDING = frozenset(
    [
        "is",
        "of",
        "score",
        "scores",
        "level",
        "levels",
        "a",
        "b",
        "c",  # "Child-Pugh C (10–15 points)"
        "class",
        "the",
        "fall",
        "falls",
        "drop",
        "drops",
        "reaches",
        "serum",
        "total",
        "if",
        "when",
        "remains",
        "was",
        "at",
        "point",
        "points",
        "category",
        "and",
        "or",
        "to",
        "between",
        "value",
        "values",
        "count",
        "counts",
        "clearance",
        "predicted",
        "less",
        "greater",
        "more",
        "than",
        "least",
        "most",
        "below",
        "above",
        "under",
        "over",
        "up",
    ]
)


def _tied(shown: str, end: int, start: int) -> bool:
    """Whether only binding words and signs stand between a concept and a number behind it."""
    if not end <= start < end + 40:
        return False
    return all(word in _BINDING for word in re.findall(r"[^\s:=,(~+<>≥≤-]+", fold(shown[end:start])))
