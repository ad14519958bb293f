"""Times that tell of a patient: how long ago something was, and of what; the week of a pregnancy or of a birth.

Eleven hours after a last dose are not eleven hours after an onset, and 24 weeks of pregnancy are no time ago.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from curbside.domain.questions import ConceptType, Mention, PatientValue
from curbside.domain.text import fold
from curbside.domain.units import Quantity, quantities_in

# Times are compared in hours; a month counts 30 days. For choosing a row only, never for checking a claim.
HOURS = {"min": 1 / 60, "h": 1.0, "d": 24.0, "wk": 168.0, "mo": 720.0}
GESTATION = "gestation"  # the value's name: completed weeks of a pregnancy, at birth for who is born

Told = tuple[PatientValue, tuple[int, int]]  # a value and where it stands

DOSE, ONSET = "dose", "onset"  # what a time counts from
_DOSE_BEFORE = re.compile(
    r"\b(?:last|latest)\s(?:[\w/-]+ ){0,3}(?:dose|tablet|pill|injection|jab|infusion)\b[^.;?]{0,20}$|"
    r"\b(?:took|taken|swallowed|ingested)\b[^.;?]{0,40}$"
)
# In a passage also "inhibitor use within 24 hours", and a column "Last Dose Timing".
_USED_BEFORE = re.compile(r"\buse\b[^.;?]{0,40}$|\blast dose timing\b[^.;]*$")
_DOSE_AFTER = re.compile(
    r"\W*(?:after|since|from|of)\s(?:(?:the|her|his|a)\s)?(?:last\s)?(?:[\w/-]+ ){0,2}(?:dose|injection|infusion)\b"
)
_ONSET_BEFORE = re.compile(
    r"\b(?:onset|ictus|symptoms?|began|begun|started|came on|last (?:known |seen )?well|lkw|birth|pain)\b[^.;?]{0,20}$"
)
_ONSET_AFTER = re.compile(
    r"['’]?(?:\sduration\b|\s(?:of|after|since|from|post|into)\s(?:[\w-]+ ){0,3}"
    r"(?:onset|ictus|symptoms?|last|birth|stroke)\b)"
)
_AGO = re.compile(r"\s*(?:ago|back|earlier|before)\b")
_JUST_NAMED = 12  # code points between a name and the time that counts from it


def told_since(quantity: Quantity, folded: str, mentions: Sequence[Mention]) -> str:
    """What a time of a folded question counts from: a last dose, an onset, or "" where that is not told."""
    before, after = folded[: quantity.start], folded[quantity.end :]
    if _DOSE_BEFORE.search(before) or _DOSE_AFTER.match(after):
        return DOSE
    named = [m for m in mentions if m.end <= quantity.start < m.end + _JUST_NAMED and "," not in before[m.end :]]
    if _AGO.match(after) and named and named[-1].type is ConceptType.DRUG:
        return DOSE
    if _AGO.match(after) and named and named[-1].type is ConceptType.CONDITION:
        return ONSET if quantity.unit in ("h", "min") else ""  # "a stroke six weeks ago" is history
    return ONSET if _ONSET_BEFORE.search(before) or _ONSET_AFTER.match(after) else ""


def is_since_another(value: PatientValue, quantity: Quantity, folded: str, *, history: bool) -> bool:
    """Whether a time in folded words of a passage counts from another thing than a patient's: from the last dose, not
    from the onset. `history`: the passage lists what somebody may have had, as "major surgery within 3 weeks"."""
    before, after = folded[: quantity.start], folded[quantity.end :]
    if _DOSE_BEFORE.search(before) or _USED_BEFORE.search(before) or _DOSE_AFTER.match(after):
        return value.since == ONSET
    onset = bool(_ONSET_BEFORE.search(before) or _ONSET_AFTER.match(after))
    return (value.since == DOSE and onset) or (value.since == ONSET and history and not onset)


_FROM_WHEN = re.compile(
    r"\b(?:onset|window|birth|last (?:[\w/-]+ ){0,3}(?:dose|injection)|(?:hours|days)['’]? duration|last known well)\b",
    re.I,
)


def tells_from_when(words: str) -> bool:
    """Whether words say from when a time counts, or call it a window."""
    return bool(_FROM_WHEN.search(words))


def in_hours(quantity: Quantity) -> Quantity:
    """A time as the same time in hours."""
    factor = HOURS[quantity.unit]
    return replace(quantity, low=quantity.low * factor, high=quantity.high * factor, unit="h")


# -- weeks of a pregnancy --------------------------------------------------------------------------------------------

_FEWEST, _VIABLE, _MOST = 4, 22, 44  # weeks
_TRIMESTERS = {"first": (0.0, 13.9), "1st": (0.0, 13.9), "second": (14.0, 27.9), "2nd": (14.0, 27.9)}
_TRIMESTERS |= {"third": (28.0, 45.0), "3rd": (28.0, 45.0)}
_TRIMESTER = re.compile(rf"\b(?P<which>{'|'.join(_TRIMESTERS)}) trimester\b")
_WEEKS = re.compile(
    r"(?<![\d/.+-])(?P<weeks>\d{1,2})(?:\s?\+\s?[0-6])?(?P<unit>/40\b(?! (?:patients|people|cases|eyes|women))|"
    r"(?:[ -]?(?:weeks?|wks?|wk)(?P<er>ers?)?\b))"
)
# "24 weeks gone", "30 weeks pregnant", "32 week prem"; "six weeks of CBT", "3 weeks ago" are times of other things.
_GONE = re.compile(
    r"['’]?\s*(?:pregnan|gestation|gravid|gone\b|along\b|of pregnancy|with (?:twins|a baby|her first|my first)|"
    r"into (?:the|her|my|this|a) pregnan|(?:prem|preterm|premature|premie|preemie|newborn|neonate|fetus|foetus|"
    r"infant|baby)\b(?! old))"
)
_OF_ANOTHER = re.compile(
    r"['’]?\s*(?:ago|back|old|later|after|post|since|postpartum|of (?!pregnan|gestation)|on\b|apart|course|from now|"
    r"before|earlier|now\b|until|of age|in\b(?! pregnan)|into\b(?! (?:the|her|my|this|a) pregnan))"
)
_ANOTHER_BEFORE = re.compile(
    r"\b(?:for|after|every|in|over|past|last|within|another|next|lasting|since|than|only|still|first|"
    r"postpartum|mum|baby|infant|son|daughter|boy|girl|child|delivered)\s"
    r"(?:about |around |the |is |was |now )*$|[-–/]\s?$"
)
_BORN_AT = re.compile(r"\b(?:born|birth|delivery|delivered|deliver|came|arrived|ex)\s?(?:at|-)?\s?$")
_EXPECTS = re.compile(
    r"\bpregnan|\bgestation|\bantenatal|\bexpecting\b|\bg\d\s?p\d|\blabou?r\b|\bfet(?:us|al)\b|\btrimester|\btwins\b|"
    r"\bmiscarriage|\bamnio|\banti-?d\b|\bplacenta|eclampsia|\brhd?[- ]neg|\bbreech\b"
)
_BEING_BORN = re.compile(r"\b(?:prem|preterm|premature|preemie|newborn|neonate|\d\d?[ -]?(?:week|wk)ers?)\b")


def weeks_told(folded: str, mentions: Sequence[Mention]) -> Iterator[Told]:
    """The week of the pregnancy that a folded question tells of, or at which somebody was born: one at most."""
    if match := _TRIMESTER.search(folded):
        low, high = _TRIMESTERS[match["which"]]
        yield PatientValue(name=GESTATION, value=low, high=high, unit="wk"), match.span()
        return
    expecting = _EXPECTS.search(folded) or any(_EXPECTS.search(m.key) for m in mentions)
    for match in _WEEKS.finditer(folded):
        weeks = int(match["weeks"])
        before, after = folded[: match.start()], folded[match.end() :]
        certain = match["unit"] == "/40" or match["er"] or _GONE.match(after) or _BORN_AT.search(before)
        born = _BEING_BORN.search(folded) or (weeks >= _VIABLE and "baby" in folded)
        likely = (expecting or born) and not (_OF_ANOTHER.match(after) or _ANOTHER_BEFORE.search(before))
        if _FEWEST <= weeks <= _MOST and (certain or likely):
            yield PatientValue(name=GESTATION, value=float(weeks), unit="wk"), match.span()
            return


_SPEAKS_OF_WEEKS = re.compile(r"\bgestation|\bpregnan|\btrimester|\bpreterm|\bprenatal|\bantenatal|\bfet(?:us|al)\b")
_OF_IT = r"['’]?\s*(?:of (?:gestation|pregnancy)|gestation|pregnant)?\s*"
_SIGNS_BEFORE = {
    "<": re.compile(r"\b(?:before|prior to|earlier than|until)\s*$"),
    ">": re.compile(r"\b(?:after|beyond|later than|past)\s*$"),
}
_SIGNS_BEHIND = {
    ">=": re.compile(_OF_IT + r"(?:or|and) (?:after|later|more|beyond|above)\b"),
    "<=": re.compile(_OF_IT + r"(?:or|and) (?:before|earlier|less|below)\b"),
}
_NOT_THEN = re.compile(r"['’]?\s*(?:post-?partum|after (?:delivery|birth)|ago|of (?!gestation|pregnan)|old|later)\b")


def weeks_in(words: str, around: str) -> Iterator[Quantity]:
    """Ranges of weeks of a pregnancy in words of a passage.

    Args:
        words: to look in.
        around: folded, with what stands around them: only what speaks of a pregnancy or birth counts in its weeks.
    """
    if not _SPEAKS_OF_WEEKS.search(around):
        return
    folded = fold(words)
    for match in _TRIMESTER.finditer(folded):
        low, high = _TRIMESTERS[match["which"]]
        yield Quantity(low=low, high=high, unit="wk", comparator="", start=match.start(), end=match.end())
    for quantity in quantities_in(words):
        before, after = folded[: quantity.start], folded[quantity.end :]
        if quantity.unit == "wk" and _FEWEST <= quantity.low <= _MOST and not _NOT_THEN.match(after):
            yield _signed(quantity, before, after)


def _signed(quantity: Quantity, before: str, after: str) -> Quantity:
    """A week with the sign that the words around it stand for: "at 24 weeks of gestation or after"."""
    if quantity.comparator or quantity.low != quantity.high:
        return quantity
    signs = [sign for sign, pattern in _SIGNS_BEHIND.items() if pattern.match(after)]
    signs += [sign for sign, pattern in _SIGNS_BEFORE.items() if pattern.search(before)]
    return replace(quantity, comparator=signs[0]) if signs else quantity
