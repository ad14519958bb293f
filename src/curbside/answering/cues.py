"""Words of a question that tell what its answer will hold: the unit that is counted, the action, the reason, the side.

"How many weeks" is answered with a number of weeks, "when can it be restarted" with a restart, "why" with a because,
and what holds before endoscopy does not answer a question about afterwards.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

# One row is one kind of action or circumstance, in questions and statements alike.
_ACTIONS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "start": r"\b(?:start|initiat|begin|commenc|introduc|first dose)\w*",
        "stop": r"\b(?:stop|resolv|subsid|discontinu|with?h[eo]ld|hold\b|held\b|cease|come off|taper|wean|"
        r"interrupt)\w*",
        "switch": r"\b(?:switch|swap|chang|convert|replac|transition)\w*",
        "add": r"\b(?:add|adjunct|augment|combin|on top|together|plus)\w*",
        "repeat": r"\b(?:repeat|recheck|again|re-?measure|reassess|follow-?up)\w*",
        "increase": r"\b(?:increas|rais|uptitrat|titrat|escalat|double|step up|go up)\w*",
        "reduce": r"\b(?:reduc|lower|decreas|step(?:ping)? down|de-?escalat|halve|cut)\w*",
        "avoid": r"\b(?:avoid|contraindicat|not recommended|should not|do not|never|safe|allowed|ok)\w*",
        "restart": r"\b(?:restart|resum|reinitiat|back on)\w*",
        "refer": r"\b(?:refer|admi[ts]|discharg|transfer|icu\b|ward|home)\w*",
        "failure": r"\b(?:fail|refractor|inadequate|not respond|no response|persist|despite|unresponsive|not working|"
        r"no better|still|partial)\w*",
        "early": r"\b(?:acute|fresh|new(?:ly)?|just diagnosed|initial|loading)\b",
        "late": r"\b(?:extended|maintenance|long[- ]term|secondary prevention|lifelong|indefinite)\w*",
        "first": r"\b(?:first[- ]line|first choice|initial|preferred|best)\b",
        "second": r"\b(?:second[- ]line|alternativ|next|otherwise|instead|if not)\w*",
        "most": r"\b(?:max(?:imum)?|ceiling|highest|most|no more than|not exceed|up to)\b",
        "least": r"\b(?:min(?:imum)?|at least|lowest|earliest)\b",
        "severe": r"\b(?:severe|massive|life-threatening|critical|high[- ]risk)\b",
        "mild": r"\b(?:mild|low[- ]risk|minor)\b",
        "moderate": r"\b(?:moderate|intermediate)\b",
        "oral": r"\b(?:oral|po\b|by mouth|tablet)\w*",
        "intravenous": r"\b(?:iv|intravenous|infus|drip)\w*",
        "alone": r"\b(?:alone|monotherapy|by itself|on (?:its|their) own)\b|-only\b",
    }.items()
}
# Who asks for a dose and names no part of the course asks for its beginning.
_COURSE: Mapping[str, re.Pattern[str]] = {
    "initial": re.compile(
        r"\b(?:initial|first|start\w*|new(?:ly)?|fresh|primary treatment|loading|as soon as possible|followed by)\b"
    ),
    "later": re.compile(
        r"\b(?:extended|maintenance|long[- ]term|secondary prevention|refractory|second[- ]line|prophyla\w+|persists?|"
        r"persisting|persistent symptoms|still \w+[\w ,]{0,30} (?:on|despite|after))\b"
    ),
}
_PREVENTS = re.compile(r"\bprevent\w*")  # who asks for that names a part: prophylaxis follows or goes with something
# How a drug is given.
_ROUTES: Mapping[str, re.Pattern[str]] = {
    "oral": re.compile(r"\b(?:oral|orally|po|by mouth|tablets?|rybelsus)\b"),
    "intravenous": re.compile(r"\b(?:iv|intravenous\w*|infusion|drip)\b"),
    "under the skin": re.compile(r"\b(?:subcut\w*|sc|sq|ozempic|wegovy)\b"),
    "into the muscle": re.compile(r"\b(?:im|intramuscular\w*)\b"),
}
# Things of which a statement names one or another: naming another than the question does speaks against it.
_SIDES: tuple[Mapping[str, re.Pattern[str]], ...] = tuple(
    {name: re.compile(pattern) for name, pattern in sides.items()}
    for sides in (
        {
            "mild": r"\b(?:mild|non-?severe|not severe|minor|low severity)\b",
            "moderate": r"\bmoderate\b",
            "severe": r"(?<!non)(?<!non-)(?<!not )\b(?:severe|massive|life-threatening|high severity)\b",
        },
        {
            "before": r"\b(?:before|prior to|ahead of|pre-?(?:op|procedur|treat|endoscop|bronchodilat|dialy)\w*|"
            r"(?:scope|endoscopy|ogd|angio\w*|cath|surgery|operation|op|theatre|procedure) (?:is |are )?(?:at \d|"
            r"booked|planned|due|scheduled|tomorrow|tonight|later today|in the morning|next week|"
            r"on (?:mon|tues|wednes|thurs|fri|satur|sun)day)|"
            r"(?:booked|listed|scheduled|waiting|down) for (?:an? |his |her |the )?"
            r"(?:scope|endoscopy|ogd|angio\w*|cath|surgery|operation|op|theatre))\b",
            "after": r"\b(?:after|following|once|post-?(?:op|procedur|treat|endoscop|bronchodilat|dialy)\w*)\b",
            "during": r"\bduring\b",
        },
        {
            "superficial": r"\bsuperficial\b",
            "deep": r"\bdeep\b",
            "full": r"\bfull[- ]thickness\b",
        },
        {
            "face": r"\b(?:face|facial)\b",
            "trunk": r"\b(?:trunk|torso|extremit\w+|limbs?|arms?|legs?)\b",
            "hands": r"\b(?:hands?|fingers?)\b",
            "perineum": r"\b(?:perine\w+|genital\w*)\b",
        },
        _ROUTES,
        {"acute": r"\b(?:acute|flare|fresh)\b", "chronic": r"\b(?:chronic|long-?standing)\b"},
        {
            "outside": r"\b(?:outpatients?|at home|home|community|ambulatory)\b",
            "ward": r"\b(?:inpatients?|ward|hospitali[sz]ed)\b",
            "icu": r"\b(?:icu|intensive care|critical care)\b",
        },
        _COURSE,
        {"primary": r"\bprimary prevention\b", "secondary": r"\bsecondary prevention\b"},
        {
            "native": r"\b(?:native|nve)\b",
            "prosthetic": r"\b(?:prosthetic|mechanical|bioprosth\w+|pve|tissue (?:\w+ )?valve)\b",
        },
        {"plain": r"\b(?:uncomplicated|simple)\b", "complicated": r"\bcomplicated\b"},
        {"provoked": r"(?<!un)provoked\b", "unprovoked": r"\bunprovoked\b"},
        {"proximal": r"\bproximal\b", "distal": r"\b(?:isolated )?distal\b"},
        {"anterior": r"\banterior\b", "posterior": r"\b(?:posterior|basilar|vertebral arter\w+)\b"},
        {"ischemic": r"\bisch(?:a)?emic\b", "hemorrhagic": r"\b(?:ha?emorrhagic|ha?emorrhage)\b"},
        {"type 1": r"\b(?:type 1|t1dm?)\b", "type 2": r"\b(?:type 2|t2dm?)\b"},
        {
            "diabetic": r"(?<!non-)(?<!non)(?<!without )\bdiabet\w+",
            "not diabetic": r"\b(?:non-?diabet\w+|without diabetes)",
        },
        {
            "basal": r"\b(?:basal|long-acting|glargine)\b",
            "mealtime": r"\b(?:prandial|meal-?times?|bolus|rapid-acting)\b",
        },
        {"strict": r"\bstrict\b", "lenient": r"\b(?:lenient|relaxed)\b"},
        {"present": r"\bpresent\b", "absent": r"\babsent\b"},
        {
            "past": r"\b(?:previous(?:ly)?|prior(?! to)|history of|(?:years?|months?) ago)\b",
            "signs": r"\bsigns (?:and|or) symptoms\b",
        },
        {"planned": r"\b(?:elective|planned|routine)\b", "urgent": r"\b(?:urgent|emergency|emergent)\b"},
        {
            "high": r"\bhigh(?:er)?[- ](?:dose|intensity|risk|output)\b",
            "low": r"\blow(?:er)?[- ](?:dose|intensity|risk|output)\b",
        },
        {"systolic": r"\b(?:systolic|sbp)\b", "diastolic": r"\b(?:diastolic|dbp)\b"},
        {"gram positive": r"\bgram[- ]positive\b", "gram negative": r"\bgram[- ]negative\b"},
        {"by esr": r"\besr\b|\berythrocyte sedimentation", "by crp": r"\bcrp\b|\bc-reactive"},
        {
            "das28 by esr": r"\bdas28[^.;]{0,40}\b(?:esr|erythrocyte)\b",
            "das28 by crp": r"\bdas28[^.;]{0,40}\b(?:crp|c-reactive)\b",
        },
        # Drugs of one name that are dosed apart.
        {"succinate": r"\bsuccinate\b", "tartrate": r"\btartrate\b"},
        {"propionate": r"\b(?:propionate|flixotide|flovent)\b", "furoate": r"\b(?:furoate|arnuity)\b"},
        {"extrafine": r"\bextra-?fine\b|\bqvar\b", "standard particle": r"\b(?:standard[- ]particle|clenil)\b"},
        {
            "immediate release": r"\b(?:ir|immediate[- ]release)\b",
            "extended release": r"\b(?:xr|xl|(?:extended|sustained|modified|prolonged|biphasic)[- ]release)\b",
        },
        {
            "estrogen alone": r"\b(?:o?estrogen|o?estradiol)[- ](?:only|alone)\b|\bo?estrogen without\b",
            "estrogen combined": r"\bcombined (?:hrt|mht|hormon\w+|o?estrogen)\b|"
            r"\bo?estrogen(?:[-–]| plus | and |\s*\+\s*)progest",
        },
        {"u-100": r"\b(?:u-?100|lantus)\b", "u-300": r"\b(?:u-?300|toujeo)\b"},
        {
            "low activity": r"\blow(?: disease)? activity\b",
            "high activity": r"\b(?:moderate|high)(?:-to-high)?(?: disease)? activity\b",
        },
        {
            "bleeding": r"(?<!not )\b(?:actively bleeding|still bleeding|oozing)\b",
            "not bleeding": r"\bnot (?:actively )?bleeding\b",
        },
        {
            "onset known": r"\bonset (?:was )?(?:at |about )?\d|"
            r"\d ?(?:h|hrs?|hours?|mins?|minutes) (?:after|since|from|post)[- ](?:\w+ )?(?:onset|symptoms?|stroke)\b|"
            r"\b(?:stroke|symptoms?|deficit|weakness|began|started|onset)\b(?:[^.;?]{0,20}\b\d[\d.]* ?"
            r"(?:h|hrs?|hours?|mins?|minutes) ago|,? at \d[\d.]* ?(?:h|hrs?|hours?|mins?|minutes))\b",
            "onset unknown": r"\bwake-?up\b|\bwok(?:e|en)\b|\bawoke\b|\bunknown onset\b|"
            r"\bonset (?:is |was )?un(?:known|clear)\b|\b(?:un|not )witnessed\b",
        },
        {
            "not yet on": r"\bnew initiation\b|\bnever (?:had|taken|been on|tried)\b|"
            r"\bnot (?:yet |currently )?(?:on|taking) an?y?\b",
            "already on": r"\balready (?:on|taking|receiving)\b",
        },
        {"upper": r"\bupper\b", "lower": r"\blower (?:gi|gastro\w+|limb|extremit\w+|urinary)\b"},
    )
)
_AT_COURSE, _AT_ROUTES = _SIDES.index(_COURSE), _SIDES.index(_ROUTES)
_REMEMBERED = 20_000  # statements by what is looked for in them
_COUNTED = re.compile(r"how (?:many|much) ((?:[a-z-]+ ?){1,3})")
_IN_BRACKETS = re.compile(r"\(([a-z]{2,8})\)")  # "typical water deficit (litres)"
_SHARE = re.compile(r"\b(?:what|which) (?:proportion|percentage|share)\b")
_DISTANCE = re.compile(r"\bhow (?:far|deep)\b")
_FILLING = re.compile(
    r"of|the|an?|is|are|do|does|can|should|you|we|i|to|in|it|and|per|each|one|more|extra|further|much|many"
)
_WRITTEN = {
    "litres": ("l", "liter", "ml"),
    "litre": ("l", "ml"),
    "percent": ("%",),
    "hours": ("h",),
    "minutes": ("min",),
}
_WHY = re.compile(r"\b(?:why|reason|rationale|point of|good for|purpose)\b")
_BECAUSE = re.compile(
    r"\b(?:because|due to|since|as it|in order to|to (?:allow|avoid|prevent|reduce)|caused by|leads? to|reduces?|"
    r"risk of|mechanism|allows?|for (?:better|improved))\b"
)


class Cues:
    """The cues of one question.

    Args:
        question: folded.
    """

    def __init__(self, question: str) -> None:
        self._units = tuple(re.compile(_number_of(unit)) for unit in _units(question))
        self._actions = frozenset(name for name, pattern in _ACTIONS.items() if pattern.search(question))
        self._why = bool(_WHY.search(question))
        self._sides = [(place, asked) for place, sides in enumerate(_SIDES) if (asked := _named(sides, question))]
        self._any_course = not _named(_COURSE, question) and not _PREVENTS.search(question)

    def features(self, statement: str) -> dict[str, float]:
        """Features of a folded statement, 0 to 1; only those that the question asks for."""
        found: dict[str, float] = {}
        if self._units:
            counted = any(unit.search(statement) for unit in self._units)
            found |= {"unit_told": float(counted), "unit_missing": float(not counted)}
        if self._actions:
            told = frozenset(name for name in self._actions if _acts(name, statement))
            found |= {"action_told": len(told) / len(self._actions), "action_missing": float(not told)}
            found |= {f"action_{name}": 1.0 for name in told}
        if self._sides:
            named = [(asked, told) for place, asked in self._sides if (told := _side_of(place, statement))]
            found["other_side"] = float(any(not asked & told for asked, told in named))
        if self._any_course and _side_of(_AT_COURSE, statement) == {"later"}:
            found["later_unasked"] = 1.0
        if self._why:
            found["reason_told"] = float(bool(_BECAUSE.search(statement)))
        return found


def opposed(one: str, other: str) -> bool:
    """Whether two folded texts name different sides of anything: one is on the mild, the other on the severe."""
    return any(a and b and not a & b for a, b in zip(_sides_of(one), _sides_of(other), strict=True))


# Sides of a patient, and forms of a drug or a score: what is on another one is for other patients. Not those that a
# statement may name beside its patients: "after haemorrhage is excluded" is for those with ischaemia.
_OF_THE_PATIENT = frozenset(
    {
        "mild", "native", "plain", "provoked", "type 1", "low activity", "bleeding", "gram positive", "das28 by esr",
        "succinate", "propionate", "extrafine", "u-100", "immediate release", "estrogen alone", "onset known",
        "not yet on",
    }
)  # fmt: skip
_DENIED = re.compile(
    r"(?:\b(?:no|not|never|without|nor|(?:rather|other) than|instead of)|n['’]t)\s+(?:[\w-]+\s+)?[\w-]+"
)


def for_another_patient(question: str, statement: str) -> bool:
    """Whether a folded statement is on another side of a patient, or on another form of a drug, than a folded question
    that denies none of it."""
    sides = ((asked, _side_of(place, statement)) for place, asked in _sides_of_patient(question))
    return any(told and not asked & told for asked, told in sides)


@lru_cache(maxsize=256)
def _sides_of_patient(question: str) -> tuple[tuple[int, frozenset[str]], ...]:
    """Places in `_SIDES` of what a folded question says of its patient, with the sides that it names."""
    told = enumerate(_sides_of(_DENIED.sub(" ", question)))
    return tuple((place, asked) for place, asked in told if asked and _OF_THE_PATIENT & _SIDES[place].keys())


# What is taken already is not what is asked for: "gout not shifting on tablets".
_TAKEN = re.compile(r"\b(?:on|despite|failed|failing|beyond)\s+(?:[\w-]+\s+){0,2}(?:tablets?|oral(?:ly)?)\b")


def by_another_route(question: str, statement: str) -> bool:
    """Whether a folded question asks for a drug by one route and a folded statement tells of another alone."""
    asked, told = _named(_ROUTES, _DENIED.sub(" ", _TAKEN.sub(" ", question))), _side_of(_AT_ROUTES, statement)
    return bool(asked and told) and not asked & told


@lru_cache(maxsize=4096)
def _sides_of(words: str) -> tuple[frozenset[str], ...]:
    """Which sides a folded text names of each thing that has sides."""
    return tuple(_named(sides, words) for sides in _SIDES)


# The same statement is found for many questions.
@lru_cache(maxsize=_REMEMBERED)
def _side_of(place: int, statement: str) -> frozenset[str]:
    """Which sides of the thing at a place of `_SIDES` a folded statement names. What comes of a treatment says nothing
    of whom it is for: "reduced the risk of severe exacerbations"."""
    return _named(_SIDES[place], _COMES_OF_IT.sub(" ", statement))


_COMES_OF_IT = re.compile(
    r"\b(?:risks? (?:of|for)|reduc\w+|prevent\w*|fewer|rates? of|likelihood of|protect\w* against) "
    r"(?:\w+ ){0,2}severe\b"
)


@lru_cache(maxsize=_REMEMBERED)
def _acts(name: str, statement: str) -> bool:
    return bool(_ACTIONS[name].search(statement))


def _named(sides: Mapping[str, re.Pattern[str]], words: str) -> frozenset[str]:
    return frozenset(name for name, pattern in sides.items() if pattern.search(words))


def _units(question: str) -> Iterator[str]:
    for match in _COUNTED.finditer(question):
        yield from [word for word in match[1].split() if not _FILLING.fullmatch(word)][:2]
    yield from (match[1] for match in _IN_BRACKETS.finditer(question))
    if _SHARE.search(question):
        yield "percent"
    if _DISTANCE.search(question):
        yield "cm"


def _number_of(unit: str) -> str:
    """A pattern for a number, and range, of a unit with at most two words between."""
    spellings = (*_WRITTEN.get(unit, ()), unit, unit.rstrip("s"))
    names = "|".join(re.escape(name) + ("" if name == "%" else r"s?\b") for name in spellings)
    return rf"\d[\d.,]*(?:\s*(?:-|–|to)\s*\d[\d.,]*)?[\s-]*(?:[a-z-]+ ){{0,2}}?(?:{names})"
