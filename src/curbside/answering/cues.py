"""Words of a question that tell what its answer will hold: the unit that is counted, the action, the reason.

"How many weeks" is answered with a number of weeks, "when can it be restarted" with a restart, "why" with a because.
"""

import re
from collections.abc import Iterator, Mapping

# One row is one kind of action or circumstance, in questions and statements alike.
_ACTIONS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "start": r"\b(?:start|initiat|begin|commenc|introduc|first dose)\w*",
        "stop": r"\b(?:stop|discontinu|with?h[eo]ld|hold\b|held\b|cease|come off|taper|wean|interrupt)\w*",
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
    }.items()
}
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

    def features(self, statement: str) -> dict[str, float]:
        """Features of a folded statement, 0 to 1; only those that the question asks for."""
        found: dict[str, float] = {}
        if self._units:
            counted = any(unit.search(statement) for unit in self._units)
            found |= {"unit_told": float(counted), "unit_missing": float(not counted)}
        if self._actions:
            told = frozenset(name for name in self._actions if _ACTIONS[name].search(statement))
            found |= {"action_told": len(told) / len(self._actions), "action_missing": float(not told)}
            found |= {f"action_{name}": 1.0 for name in told}
        if self._why:
            found["reason_told"] = float(bool(_BECAUSE.search(statement)))
        return found


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
