"""The patient of a question: age, weight and what was measured, sex and the groups that he or she belongs to."""

import re
from collections.abc import Iterator, Sequence

from curbside.answering.subject import ELECTROLYTES
from curbside.answering.times import HOURS, Told, told_since, weeks_told
from curbside.answering.values import BURNED
from curbside.answering.wording import NUMBER_WORDS
from curbside.domain.questions import ConceptType, Mention, PatientValue, within
from curbside.domain.text import fold
from curbside.domain.units import Quantity, quantities_in

_NEGATION = re.compile(r"\b(?:without|no|not|never|isn't|free of|absence of|negative for)\b[ -]?|\bnon[ -]?$")
_FREE = re.compile(r"[- ]free\b(?! [a-z]?\d)")  # "stroke-free"
_HAD_BEFORE = re.compile(r"\s*(?:since|for \d|in (?:the last|\d))\b")
_PERSON = (
    r"man|woman|lady|gentleman|male|female|patient|pt|dad|daddy|father|mum|mom|mother|gran|grandma|grandmother|granny|"
    r"nan|grandad|grandpa|grandfather|husband|wife|boy|girl|son|daughter|smoker|he|she"
)
# "My mother, 48, has breast cancer. Should I be screened?" tells nobody's age whom the answer is for.
_OF_A_PARENT = re.compile(
    r"(?=.*\b(?:should|do|can|am|will|must) i (?:be|get|have|need|start|go|too|also|at)\b|.*\bmy (?:own )?risk\b)"
    r".*\b(?:dad|daddy|father|mum|mom|mother|gran\w*|nan)\b"
)
_AGE_ENDS = r"(?=\s*(?:[,;:)?]|\.(?!\d)|$)|\s(?:and|with|who|on|has|now)\b)"
_AGE = re.compile(
    r"\b(?:aged?|age of)\s*(?P<a>\d{1,3})\b|\b(?P<b>\d{1,3})\s*[- ]?(?P<unit>year|yr|y/?o|month|week|day|mo|wk|"
    r"hour)s?[- ]?"
    r"(?=old|man|woman|male|female|lady|gentleman|boy|girl|child|baby|infant|newborn|neonate|toddler)|"
    r"\bage:?\s(?P<c>\d{1,3})\b|"
    r"\b(?P<d>\d{1,3})(?:\s?[mf]|\s?y/?o|\s?y\.o\.|/[mf]|\s?years? of age|[- ]years?[- ]old|\s?yrs?[- ]old)(?!\w)|"
    r"(?:\bi(?:'?m| am)|\bi turn|\bturn(?:s|ed|ing)|"
    r"\b(?:man|woman|lady|patient|person|somebody|someone|smoker|boy|girl|teenager) of)\s(?P<e>\d{2})\b"
    # "I'm 12 weeks pregnant" tells no age, "10, 20 or 40 mg" neither.
    r"(?!\s?(?:[-/.%\d]|weeks?\b|wks?\b|months?\b|days?\b|hours?\b|minutes?\b|hrs?\b|degrees?\b|l\b|kg\b|cm\b|stone\b|lbs?\b|per\b))|"
    r"^(?P<f>[1-9]\d)(?:,(?!\s*\d)|\s?y\b| and sexually)|"
    # "9 h out, 74 yrs, NIHSS 14": in a clause of its own. Fewer years may count how long something is there.
    r"(?:^|[,;.]\s)(?P<g>[3-9]\d)\s?(?:yrs?|years)(?=\s*[,;.]|\s+[a-z]+ ?\d)|"
    # "My dad, 77, on warfarin", "she is 34", "gran (91)", "male 61: …", "M/45".
    rf"\b(?:{_PERSON})(?:,? (?:is|was)|['’]s|,)?\s\(?(?P<h>[1-9]\d){_AGE_ENDS}|"
    rf"\b(?:boy|girl|son|daughter|child|kid|toddler)(?: of|,| is)\s(?P<i>[1-9]){_AGE_ENDS}|"
    r"\b[mf]/(?P<j>[1-9]\d)\b"
)
# "In her seventies" is any of ten years.
_DECADE = re.compile(
    r"\b(?:in|into) (?:her|his|their|the|my) (?:late |early |mid[- ]?)?(?:(?P<tens>[2-9])0['’]?s|"
    r"(?P<word>twen|thir|for|fif|six|seven|eigh|nine)ties)\b|\b(?P<latin>septua|octo|nona)genarian\b"
)
_GENARIANS = {"septua": 70, "octo": 80, "nona": 90}
# "A mammogram at 52": an age, for such a test has no number. "Potassium at 52" is another thing.
_AT_AGE = re.compile(r"\bat (?P<age>[1-9]\d)(?=\s*(?:[?.,;:]|$|and\b|with\b|if\b|who\b))")
_LATER_AGE = re.compile(r"\bby (?:the age of |age )?[1-9]\d\b")
_NUMBERLESS = re.compile(
    r"(?:graphy|grams?|scopy|scan|smear|imaging|x-ray|ct|mri|spirometry|screening|check|test|chart|"
    r"exam|examination|ultrasound)\b"
)
# "PSA at 74": tests that healthy people are offered by age. "PSA level at 74", "PSA at 12" tell a result.
_OFFERED_BY_AGE = frozenset(
    {"prostate-specific-antigen", "lipid-panel", "fecal-immunochemical-test", "fecal-occult-blood-test", "frax"}
)
_OFFERED = re.compile(r"\s*(?:test(?:ing)?|screen(?:ing)?|check)?\s*")
_YOUNGEST_OFFERED = 40  # years
_WEIGHT = re.compile(
    r"\b(?P<value>\d{1,3}(?:\.\d+)?)[\s-]?(?:kg|kilos?|kilograms?)\b|\bweigh(?:s|ing|ed)? (?P<weighs>\d{2,3}(?:\.\d+)?)"
    r"(?!\s?(?:lbs?|pounds|stone|st|g|grams?)\b|[\d.])|\b(?P<stone>\d{1,2}) stone(?: (?P<pounds>\d{1,2})\b)?"
    r"(?! (?:over|under|heavier|lighter|too|in))|\b(?P<lb>[1-9]\d{2})[\s-]?(?:lbs?|pounds?)\b"
)
_KG_IN_POUND = 0.4536
_NEWBORN_WEIGHT = re.compile(
    r"\b(?P<grams>\d{3,4})\s?g(?:rams?)?[ -]"
    r"(?=(?:\w+ )?(?:baby|babies|infants?|newborns?|neonates?|preterms?|prems?|twins?)\b)"
)
_WEIGHT_CONTEXT = re.compile(r"per\s?$|/\s?$|mg/$|ml/$")
_SEX = {
    "men": re.compile(r"\b(?:man|male|men|gentleman|he|his|him|husband|father|boy|son|chap|bloke|grandad|grandpa)\b"),
    "women": re.compile(r"\b(?:woman|female|women|lady|she|her|wife|mother|girl|daughter|gran|granny|grandma|nan)\b"),
}


def is_negated(mention: Mention, folded: str) -> bool:
    """Whether the words just before a thing deny it. "No AF since" does not: there was some before."""
    if _HAD_BEFORE.match(folded[mention.end :]):
        return False
    if _FREE.match(folded[mention.end :]):
        return True
    return bool(_NEGATION.search(folded[max(0, mention.start - 12) : mention.start]))


_INTERVAL = re.compile(r"(?:\bevery|\bper|\bevery other|\bq|\bover)\s*$")  # how often or how fast, not how long since
_DOSES = ("mg", "mcg", "g", "unit", "ml", "l")
_OF_PREGNANCY = re.compile(r"\s*(?:pregnan|gestation|gravid|into (?:the|her|my|this) pregnan)")
_OLDEST_BABY = 2  # years
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS_IN_WORDS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_NUMBER_WORD = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS_IN_WORDS)})(?:[- ](?P<ones>{'|'.join(_ONES)}))?|"
    rf"(?P<word>{'|'.join(NUMBER_WORDS)}))\b",
    re.I,
)


def _digits(text: str) -> str:
    """Number words as digits, padded to their length so that offsets stay."""

    def digits(match: re.Match[str]) -> str:
        if match["word"]:
            return NUMBER_WORDS[match["word"].lower()]
        ones = _ONES.index(match["ones"].lower()) + 1 if match["ones"] else 0
        return str(_TENS_IN_WORDS[match["tens"].lower()] + ones)

    return _NUMBER_WORD.sub(lambda match: digits(match).ljust(len(match[0])), text)


def values_of(text: str, mentions: Sequence[Mention]) -> list[PatientValue]:
    """What a question tells of its patient in numbers, in the order: age, weight, what was measured and times."""
    folded = fold(text)
    digits = _digits(text)
    counted = fold(digits)
    found = [*_ages(folded, counted, mentions), *_weights(folded), *_rises(counted, mentions)]
    found += _pressures(counted, mentions)
    found += _in_tens(counted, mentions)
    found += _burned(counted, mentions)
    found += _measured_twice(counted, mentions, [span for _, span in found])
    found += weeks_told(counted, mentions)
    taken = [span for _, span in found]
    values = [value for value, _ in found]
    tests = [m for m in mentions if m.type in (ConceptType.TEST, ConceptType.DRUG)]  # electrolytes are drugs
    for quantity in quantities_in(digits):
        if any(start <= quantity.start < end for start, end in taken):
            continue
        if any(m.start <= quantity.start < m.end for m in mentions):
            continue  # the 2 of "CHA2DS2-VASc"
        owner = _owner(quantity, tests, counted) or _counted(quantity, mentions, counted)
        if quantity.unit in HOURS:
            owner = None  # "SpO2 five minutes after birth": a time belongs to no test
        if owner is not None and owner.type is ConceptType.DRUG and not _is_level(quantity, owner, counted):
            continue  # "nimodipine 60" says what is given, not how the patient is
        if owner is not None:
            values.append(
                PatientValue(
                    name=_pressure_meant(owner.key, quantity, counted),
                    value=quantity.low,
                    high=quantity.high if quantity.high != quantity.low else None,
                    unit=quantity.unit,
                    comparator=quantity.comparator or "=",
                )
            )
        elif quantity.unit in HOURS and _is_time_since(quantity, folded):
            since = told_since(quantity, counted, mentions)
            values.append(PatientValue(name="time", value=quantity.low * HOURS[quantity.unit], unit="h", since=since))
    return values


def _pressure_meant(key: str, quantity: Quantity, folded: str) -> str:
    """A blood pressure that is told as one number is the upper one."""
    if key != _BLOOD_PRESSURE or not _LEAST_PRESSURE <= quantity.low <= _MOST_PRESSURE:
        return key
    lower = _DIASTOLIC.match(folded[quantity.end :])
    return "diastolic-blood-pressure" if lower else "systolic-blood-pressure"


_DIASTOLIC = re.compile(r"\s?(?:mm ?hg )?diastolic\b")
_LEAST_PRESSURE, _MOST_PRESSURE = 40, 320  # mm Hg


# Drugs to the lexicon of which a bare number says how much is in the blood.
_MEASURED = ELECTROLYTES | {"platelets", "albumin", "sodium-bicarbonate"}
_LEVEL = re.compile(r"\b(?:levels?|trough|peak|concentration)\b")


def _is_level(quantity: Quantity, drug: Mention, folded: str) -> bool:
    """Whether a number beside a drug was measured: "potassium 3.2", "digoxin level 4.1", "digoxin 6.2 ng/mL"."""
    amount, *per = quantity.unit.split("/")
    if per and per[0] in ("ml", "l", "dl"):
        return True
    if drug.key in _MEASURED:
        return amount not in _DOSES
    return not quantity.unit and bool(_LEVEL.search(folded[drug.end : quantity.start]))


def _ages(folded: str, counted: str, mentions: Sequence[Mention]) -> Iterator[Told]:
    """The age that is told; `counted`: folded, with digits for the words of numbers."""
    told, at, decade = _AGE.search(folded) or _AGE.search(counted), _AT_AGE.search(folded), _DECADE.search(folded)
    if told and told["h"] and _OF_A_PARENT.search(folded):
        return
    if told:
        number = next(float(told[name]) for name in "abcdefghij" if told[name])
        unit = (told["unit"] or "year")[0]
        years = number / {"y": 1, "m": 12, "w": 52, "d": 365, "h": 8760}[unit]
        if years >= _OLDEST_BABY or not _MOTHERS.search(folded):
            yield PatientValue(name="age", value=years, unit="a"), told.span()
    elif at and _is_age(at, folded, mentions):
        yield PatientValue(name="age", value=float(at["age"]), unit="a"), at.span()
    elif decade and not _is_of_a_test(decade, folded, mentions):
        tens = _first_of(decade)
        yield PatientValue(name="age", value=float(tens), high=float(tens + 9), unit="a"), decade.span()


def _is_of_a_test(decade: re.Match[str], folded: str, mentions: Sequence[Mention]) -> bool:
    """Whether tens belong to a test that has a number: "GFR in the 20s"."""
    before = [m for m in mentions if m.type is ConceptType.TEST and _binds(folded[m.end : decade.start()])]
    return any(m.end <= decade.start() and not _NUMBERLESS.search(folded[m.start : m.end]) for m in before)


def _first_of(decade: re.Match[str]) -> int:
    """The first year of a decade of life."""
    if decade["word"]:
        return _TENS_IN_WORDS[f"{decade['word']}ty"]
    return int(decade["tens"]) * 10 if decade["tens"] else _GENARIANS[decade["latin"]]


_IN_TENS = re.compile(r"(?: is| was)? in the (?:low |mid[- ]|high |upper )?(?P<tens>[1-9])0['’]?s\b")


def _in_tens(folded: str, mentions: Sequence[Mention]) -> Iterator[Told]:
    """A value that is told by its tens: "GFR in the 20s"."""
    for mention in mentions:
        match = _IN_TENS.match(folded, mention.end)
        if match and mention.type is ConceptType.TEST:
            tens = float(match["tens"]) * 10
            yield PatientValue(name=mention.key, value=tens, high=tens + 9, unit=""), match.span()


_BURN = re.compile(r"\b(?P<share>\d{1,2})\s?(?:%|percent|per cent)\s(?:(?!of\b)[a-z-]+ ){0,2}(?:burns?|scalds?|tbsa)\b")


def _burned(folded: str, mentions: Sequence[Mention]) -> Iterator[Told]:
    """How much of the skin is burned: "35% flame burns"."""
    match = _BURN.search(folded)
    if match and any(m.key in ("burn", BURNED) for m in mentions):
        yield PatientValue(name=BURNED, value=float(match["share"]), unit="%"), match.span()


def _weights(folded: str) -> Iterator[Told]:
    for match in _WEIGHT.finditer(folded):
        if not _WEIGHT_CONTEXT.search(folded[: match.start()]):
            yield PatientValue(name="weight", value=_in_kilograms(match), unit="kg"), match.span()
            break
    if newborn := _NEWBORN_WEIGHT.search(folded):
        yield PatientValue(name="weight", value=float(newborn["grams"]) / 1000, unit="kg"), newborn.span()


def _in_kilograms(match: re.Match[str]) -> float:
    if told := match["value"] or match["weighs"]:
        return float(told)
    pounds = float(match["lb"] or int(match["stone"]) * 14 + int(match["pounds"] or 0))
    return round(pounds * _KG_IN_POUND, 1)


_PRESSURE = re.compile(r"\b(?P<systolic>\d{2,3})\s?/\s?(?P<diastolic>\d{2,3})(?![\d/])")
_BLOOD_PRESSURE = "blood-pressure"


def _pressures(folded: str, mentions: Sequence[Mention]) -> Iterator[Told]:
    """The two numbers of a blood pressure: "BP 196/112"."""
    named = [m for m in mentions if m.key == _BLOOD_PRESSURE]
    for match in _PRESSURE.finditer(folded):
        upper, lower = float(match["systolic"]), float(match["diastolic"])
        if lower < upper and any(m.end <= match.start() and _binds(folded[m.end : match.start()]) for m in named):
            yield PatientValue(name="systolic-blood-pressure", value=upper, unit="mmhg"), match.span()
            yield PatientValue(name="diastolic-blood-pressure", value=lower, unit="mmhg"), match.span()
            return


def _is_time_since(quantity: Quantity, folded: str) -> bool:
    """Whether a time says how long something is ago or lasts: no interval between doses, no week of pregnancy."""
    return not _INTERVAL.search(folded[: quantity.start]) and not _OF_PREGNANCY.match(folded[quantity.end :])


def _is_age(match: re.Match[str], folded: str, mentions: Sequence[Mention]) -> bool:
    """Whether "at 52" says how old somebody is: no thing that can have such a number is named before it."""
    before = [m for m in mentions if m.end <= match.start() and _binds(folded[m.end : match.start()])]
    # "Diabetes at 12" tells an age, a disease has no such number; "Hodgkin at 14: risk by 40" tells when it was.
    if not before or before[-1].type is ConceptType.CONDITION:
        return not _LATER_AGE.search(folded[match.end() :])
    if _NUMBERLESS.search(folded[before[-1].start : before[-1].end]):
        return True
    offered = before[-1].key in _OFFERED_BY_AGE and int(match["age"]) >= _YOUNGEST_OFFERED
    return offered and bool(_OFFERED.fullmatch(folded[before[-1].end : match.start()]))


_BETWEEN = frozenset(
    [
        "below",
        "above",
        "under",
        "over",
        "less",
        "greater",
        "more",
        "than",
        "least",
        "most",
        "is",
        "was",
        "are",
        "of",
        "at",
        "has",
        "had",
        "score",
        "level",
        "value",
        "count",
        "now",
        "to",
        "dropped",
        "fallen",
        "risen",
        "down",
        "up",
        "about",
        "around",
        "a",
        "the",
        "grade",
        "class",
        "risk",
        "stage",
        "group",
        "scoring",
        "on",
        "with",
        "only",
        "just",
        "still",
        "point",
        "points",
        "out",
        "predicted",
        "came",
        "back",
        "returned",
        "comes",
        "clearance",
        "rate",
        "reading",
        "'s",
        "’s",
    ]
)


def _binds(between: str) -> bool:
    """Whether only binding words and signs stand between a name and its number."""
    return len(between) < 40 and all(word in _BETWEEN for word in re.findall(r"[^\s:=,(~%+<>≥≤-]+", between))


def _owner(quantity: Quantity, mentions: Sequence[Mention], folded: str) -> Mention | None:
    """The concept that a number of the question belongs to: named just before it, or just after."""
    before = [m for m in mentions if m.end <= quantity.start and _binds(folded[m.end : quantity.start])]
    if before:
        return before[-1]
    after = [m for m in mentions if m.start >= quantity.end and _binds(folded[quantity.end : m.start])]
    if after and after[0].type is ConceptType.TEST:
        scored = not quantity.unit and _OF_A_SCORE.match(folded[after[0].end :])
        if scored or _POINTS_AT.search(folded[quantity.end : after[0].start]):
            return after[0]
    return None


def _counted(quantity: Quantity, mentions: Sequence[Mention], folded: str) -> Mention | None:
    """The events that a bare number counts: "two moderate exacerbations"."""
    after = [m for m in mentions if m.start >= quantity.end and m.type is ConceptType.CONDITION]
    if quantity.unit or not after or not _OF_EVENTS.fullmatch(folded[quantity.end : after[0].start]):
        return None
    return after[0]


_OF_EVENTS = re.compile(r"\s+(?:(?:mild|moderate|severe|acute|previous|prior|recent) ){0,2}")
_POINTS_AT = re.compile(r"\b(?:on|in|of|for)\b")  # "scoring 3 on CHA2DS2-VASc"
_OF_A_SCORE = re.compile(r"\s*(?:risk )?(?:factors?|points?|criteria)\b")  # "two RCRI factors"
_CREATININE = "creatinine"
_NEAR = 60  # code points behind its name in which the course of a value stands
_INJURED = frozenset({"acute-kidney-injury", "kdigo-staging-of-aki"})
_RISE = re.compile(
    r"(?P<to>\d+(?:\.\d+)?)[^.?\d]{0,12}\b(?:from|baseline(?: of)?|was|usually)\s(?:a baseline of )?"
    r"(?P<from>\d+(?:\.\d+)?)|"
    r"(?P<first>\d+(?:\.\d+)?)[^.?\d]{0,16}?(?:\bto\b|→|->|\bnow\b|\btoday\b)[^.?\d]{0,12}"
    r"(?P<last>\d+(?:\.\d+)?)"
    r"(?!\d| ?(?:h|hours?|days?|weeks?)\b)"
)


def _rises(folded: str, mentions: Sequence[Mention]) -> Iterator[Told]:
    """How many times its baseline a creatinine is, where injury to the kidneys is asked about: "creatinine gone from 80
    to 200"."""
    named = next((m for m in mentions if m.key == _CREATININE), None)
    if named is None or not any(m.key in _INJURED for m in mentions):
        return
    if match := _RISE.search(folded, named.end, named.end + _NEAR):
        before, after = (float(match[one] or match[other]) for one, other in (("first", "from"), ("last", "to")))
        if before < after:
            yield PatientValue(name=_CREATININE, value=round(after / before, 1), unit="x"), match.span()


# "Starting creat 2.9 mg/dl now 4.2", "INR 7 yesterday, 9 today": the later one holds. "From 48 to 42" tells a change,
# and is mostly asked about as one.
_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = r"\s?(?:%|(?:mg|g|mmol|[µu]mol|meq|ng|pg)/d?l|ml/min|mmhg)?"
_NO_TIME = r"(?![\d.]*\d|\s?(?:h|hrs?|hours?|d|days?|wks?|weeks?|months?|mo|yrs?|years?|min\w*)\b)"
_SINCE_THEN = re.compile(
    rf"[^.;?\d]{{0,25}}?(?P<first>{_NUMBER}{_UNIT})(?:"
    rf"[^.;?\d]{{0,14}}?\b(?:now|today)\b[^.,;?\d]{{0,12}}(?P<last>{_NUMBER}{_UNIT}){_NO_TIME}|"
    rf",? (?:yesterday|last \w+|on \w+day)\b[^.;?\d]{{0,10}}(?P<today>{_NUMBER}{_UNIT}){_NO_TIME} (?:now|today))"
)


def _measured_twice(folded: str, mentions: Sequence[Mention], taken: Sequence[tuple[int, int]]) -> Iterator[Told]:
    """What a test that is told twice is now."""
    for mention in mentions:
        measured = mention.type is ConceptType.TEST or mention.key in _MEASURED
        match = _SINCE_THEN.match(folded, mention.end) if measured else None
        if not match or _NUMBERLESS.search(folded[mention.start : mention.end]):
            continue
        if not any(start < match.end() and match.start() < end for start, end in taken):
            first, now = (next(quantities_in(told)) for told in (match["first"], match["last"] or match["today"]))
            yield PatientValue(name=mention.key, value=now.low, unit=now.unit or first.unit), match.span()


# "Penicillin rash as a child", "her first baby", "safe for the baby?": the patient is grown up.
_GROWN_UP = re.compile(
    r"\b(?:(?:as|(?:he|she|i|they) was|they were) an?|(?:her|my|your|the|,) (?:first|second|third|next)|"
    r"safe for(?: the| my| her)?)\s*$"
)
_DELIVERED = re.compile(r"\b(?:had|having|have had) (?:a|the|my|our|her)(?: new| first| second)?\s*$")
_WISHED = re.compile(
    r"\b(?:plan(?:s|ned|ning)?|try(?:ing)? for|wants?|wanting|hop(?:es?|ing) for) (?:a |to have a )?\s*$"
)
_YOUNGEST = frozenset({"children", "infants", "neonates"})
_YOUNG = _YOUNGEST | {"adolescents"}
_WISHED_FOR = re.compile(r"\s*(?:is |being )?(?:planned|wanted|wished for)\b")
# "My sister's aneurysm", "her brother did well on it" say nothing of siblings; "screen her sister?" asks about them.
_SIBLINGS = "siblings"
_TELLS = re.compile(
    r"['’]s\b|\s+(?:did|does|has|had|asks?|says?|said|was|is|takes?|took|got|gets|died|wants?|thinks?)\b"
)
# "My baby is 3 months. Can I stop the antidepressant?" is about the mother, "girl, 11 weeks pregnant" about no child.
_MOTHERS = re.compile(
    r"(?=.*\b(?:antidepressants?|ssris?|low mood|(?:postnatal|postpartum|perinatal) depression|baby blues|mum|mother)"
    r"\b)"
    r".*\b(?:my|our|her|the) baby is \d+ (?:days?|weeks?|months?)\b|"
    r"\bbaby is \d+ (?:days?|weeks?|months?) old\b(?=.*\b(?:mum|mother|low mood|depress\w+|blues)\b)|"
    r"\b(?:nursing|breast-?\s?feeding) (?:an?|my|her|our) [\w-]+[- ](?:day|week|month)s?[- ]old\b|"
    r"\bsince (?:her|my|the) baby was\b|"
    r"\b(?:girl|kid)\b.{0,20}\bpregnant\b|\bpregnant (?:girl|kid)\b|"
    r"\b(?:harm|hurt)\w* (?:the|her|my) (?:newborn|baby|infant|child)\b|\bfor (?:the )?baby's sake\b"
)
_JUST_BORN = re.compile(
    r"\bsince birth\b|\b(?:minutes?|mins?) of (?:life|age)\b|\b(?:clamp|cut)\w* (?:the|this|her|his) cord\b"
)
# "16/40", "G2P1 at 30 weeks"; "12/40 patients" counts them.
_WEEKS_OF_PREGNANCY = re.compile(
    r"\b\d{1,2}(?:\s?\+\s?[0-6])?/40\b(?! (?:patients|people|cases|eyes|women))|"
    r"\bg\d\s?p\d\b.{0,40}\bat \d{1,2} weeks\b"
)
# "Expecting twins", "expecting and smoking"; who arrives in labour, not whose mother was in labour.
_EXPECTING = re.compile(
    r"\bobstetrics?\b|\bbooking (?:clinic|visit|appointment)\b|"
    r"\bexpecting(?=,| and\b| (?:one|two|twins|a baby|her|my|our)\b)|"
    r"\b(?:arriv\w+|turns? up|comes? in|woman|she is|she['’]s) in labou?r\b"
)
_BORN_EARLY = re.compile(r"\b(?:2[2-9]|3[0-6])[ -]?(?:week|wk)ers?\b")  # "28 weeker about to be born"
_TOLD_BY = {
    _JUST_BORN: {"neonates", "children"},
    _WEEKS_OF_PREGNANCY: {"pregnancy"},
    _EXPECTING: {"pregnancy"},
    _BORN_EARLY: {"preterm-infants", "neonates", "children"},
}
# "There is a new man in my life", "the father of the baby": not the patient.
_OF_SOMEBODY_ELSE = re.compile(
    r"\b(?:new man|father of (?:the|her|my)(?: \w+)?|(?:baby|child)(?:['’]s)? (?:father|dad)|new (?:boy|girl)friend|"
    r"sex with (?:an? )?(?:m[ae]n|wom[ae]n))\b"
)
_OF_AGE = 18  # years


def populations_of(folded: str, mentions: Sequence[Mention], values: Sequence[PatientValue]) -> frozenset[str]:
    """The groups of people that a question asks about, by key: named, told by a sex or an age, or by what is said."""
    others = [match.span() for match in _OF_SOMEBODY_ELSE.finditer(folded)]
    groups = [m for m in mentions if m.type is ConceptType.POPULATION and not within(m.start, others)]
    # "I had a baby": the mother is the patient.
    delivered = {m.key for m in groups if _DELIVERED.search(folded[: m.start])}
    wished = {m.key for m in groups if _WISHED.search(folded[: m.start]) or _WISHED_FOR.match(folded[m.end :])}
    denied = {m.key for m in groups if is_negated(m, folded)}
    grown_up = {m.key for m in groups if _GROWN_UP.search(folded[: m.start])} & _YOUNG
    relatives = {m.key for m in groups if m.key == _SIBLINGS and _TELLS.match(folded[m.end :])}
    found = {m.key for m in groups} - delivered - denied - (wished & _YOUNGEST) - grown_up - relatives
    found |= {"postpartum"} if delivered else set()
    found |= {key for key, pattern in _SEX.items() if pattern.search(_OF_SOMEBODY_ELSE.sub(" ", folded))}
    found -= _YOUNG if _MOTHERS.search(folded) else set()
    for pattern, keys in _TOLD_BY.items():
        found |= keys if pattern.search(folded) else set()
    age = next((value.value for value in values if value.name == "age"), None)
    return frozenset(found if age is None else found | set(_of_age(age)))


def _of_age(years: float) -> Iterator[str]:
    """The groups that somebody of an age belongs to."""
    bounds = {
        "children": years < _OF_AGE,
        "adolescents": 10 <= years < _OF_AGE,
        "infants": years < 1,
        "neonates": years <= 28 / 365,
        "adults": years >= _OF_AGE,
        "older-adults": years >= 65,
    }
    return (key for key, belongs in bounds.items() if belongs)
