"""What a statement is and names, whatever is asked: read once and remembered, for a statement is compared with each
question that it is found for.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from curbside.answering.statement import Statement
from curbside.domain.answers import Evidence
from curbside.domain.documents import Passage, PassageKind
from curbside.domain.grading import is_directive
from curbside.domain.questions import ConceptType, Slot
from curbside.domain.text import fold
from curbside.domain.units import TIME_UNITS, Quantity, is_dose, quantities_in
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer

_REMEMBERED = 8_000  # statements
_SIDE_ISSUE = re.compile(
    r"\b(?:limitation|evidence base|key trial|trial data|background|epidemiolog|research|rationale)", re.I
)
_TRIAL = re.compile(
    r"\b(?:trial|evidence (?:for|from|is|base)|observational|retrospective|animal|derived from|mortality|"
    r"meta-analys|RCTs?|randomi[sz]ed|cohort|n\s?=|RR \d|OR \d|HR \d|95% ?CI|studies|study)\b"
)
# What a study did is told in the past; what a panel holds, in the present.
_NARRATIVE = re.compile(
    r"\b(?:was|were|had|did|found|showed|reported|enrolled|assigned|underwent|received|participants|follow-up of)\b"
)
_PANEL = re.compile(r"\b(?:recommends?|concludes?|suggests?|advises?|endorses?)\b")
_OF_OTHERS = re.compile(
    r"\b(?:of others|previous|update of|importance|burden|research|gaps|history|public comment|biological)\b", re.I
)
_HEADS_ADVICE = re.compile(r"\b(?:recommend\w*|overview|summary|key points?|practice|treatment options?)\b", re.I)
_AVOID = re.compile(
    r"\b(?:avoid|contraindicat\w*|not (?:be )?(?:recommended|used|given|routinely|beneficial|indicated)|do not|"
    r"should not|against|"
    r"never|harm(?:ful)?|caution|withh?old|hold|no benefit)\b",
    re.I,
)
_PREFER = re.compile(
    r"\b(?:first[- ]line|first choice|preferred|recommend\w*|drug of choice|initial (?:therapy|treatment|choice)|"
    r"suggest\w*|"
    r"use|alternative|second[- ]line|option)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Of one statement. Sets of keys hold what the concepts are kinds of as well, if not said otherwise."""

    folded: str  # as shown
    stems: frozenset[str]  # of the words shown
    pairs: frozenset[tuple[str, str]]  # the same side by side
    own_stems: frozenset[str]  # of the passage's own words
    near_stems: frozenset[str]  # of its label, lead-ins and nearest heading
    around_stems: frozenset[str]  # of all headings and lead-ins
    told: frozenset[str]  # keys that its words, label, lead-ins or nearest heading name
    near: frozenset[str]  # the same without its words
    headed: frozenset[str]  # that headings and lead-ins name
    title: frozenset[str]  # that the document's title names
    populations: frozenset[str]  # keys that its words, label, lead-ins or nearest heading name themselves
    lines: Mapping[ConceptType, tuple[frozenset[str], ...]]  # a set for each drug, condition that its own words name
    heads: Mapping[ConceptType, frozenset[str]]  # the narrowest drugs and conditions of all headings and lead-ins
    features: Mapping[str, float]  # mostly 0 to 1
    _quantities: Sequence[Quantity]  # of its words without the lead
    _shown: str
    _labels: str
    _held: dict[Slot, bool] = field(default_factory=dict)
    _labelled: dict[Slot, bool] = field(default_factory=dict)

    def holds(self, slot: Slot) -> bool:
        """Whether the statement holds such a thing: a dose, a duration."""
        if slot not in self._held:
            self._held[slot] = _HOLDS[slot](self._shown, self.folded, self._quantities)
        return self._held[slot]

    def is_labelled(self, slot: Slot) -> bool:
        """Whether label or nearest heading names such a thing: "Dose", "Duration", "Contraindications"."""
        if slot not in self._labelled:
            self._labelled[slot] = slot in _LABELS and bool(_LABELS[slot].search(self._labels))
        return self._labelled[slot]


def facts_of(statement: Statement, evidence: Evidence, lexicon: Lexicon, analyzer: Analyzer) -> Facts:
    """The facts of a statement of a passage that was found."""
    stems = (evidence.stems, evidence.near_stems, evidence.around_stems)
    return _facts(statement, evidence.own, evidence.near, stems, evidence.document.title, lexicon, analyzer)


@lru_cache(maxsize=_REMEMBERED)
def _facts(
    statement: Statement,
    own: frozenset[str],
    near: frozenset[str],
    stems: tuple[str, str, str],
    title: str,
    lexicon: Lexicon,
    analyzer: Analyzer,
) -> Facts:
    passage = statement.passage
    shown = statement.full
    own_stems, near_stems, around_stems = (tuple(words.split()) for words in stems)
    # Stems of a whole passage were made when it was indexed.
    told = own_stems if statement.quote == passage.text else analyzer.stems(statement.text)
    words = comparable_words((*near_stems, *told))
    quantities = tuple(quantities_in(statement.text))
    headed = _path_keys(passage, lexicon)
    return Facts(
        folded=fold(shown),
        stems=frozenset(words),
        pairs=frozenset(pairwise(words)),
        own_stems=frozenset(own_stems),
        near_stems=frozenset(near_stems),
        around_stems=frozenset(around_stems),
        told=lexicon.with_broader(own | near),
        near=lexicon.with_broader(near),
        headed=lexicon.with_broader(headed),
        title=lexicon.with_broader(lexicon.keys(title)),
        populations=frozenset(
            key for key in own | near if key in lexicon and lexicon[key].type is ConceptType.POPULATION
        ),
        lines={kind: tuple(lexicon.line(key) for key in own if lexicon[key].type is kind) for kind in _TREATING},
        heads={kind: _narrowest(headed, kind, lexicon) for kind in _TREATING},
        features=_features(statement, quantities),
        _quantities=quantities,
        _shown=shown,
        _labels=fold(" . ".join((passage.label, *passage.path[-1:], *passage.columns))),
    )


def _path_keys(passage: Passage, lexicon: Lexicon) -> frozenset[str]:
    """Concepts of all headings and lead-ins: "IV alteplase" › "Dosing" › "Dose: 0.9 mg/kg" is about alteplase."""
    words = (*passage.path, *passage.lead_in, passage.label)
    return frozenset().union(*(lexicon.keys(part) for part in words if part))


_TREATING = (ConceptType.DRUG, ConceptType.CONDITION)


def _narrowest(keys: frozenset[str], kind: ConceptType, lexicon: Lexicon) -> frozenset[str]:
    """Those of a kind that no other is a kind of: "Anti-IL5: reslizumab" is about reslizumab, not about the class."""
    named = frozenset(key for key in keys if lexicon[key].type is kind)
    return named.difference(*(lexicon.line(key) - {key} for key in named))


def _features(statement: Statement, quantities: Sequence[Quantity]) -> dict[str, float]:
    passage, text = statement.passage, statement.text
    headings = " . ".join(passage.path[-2:])
    return {
        "directive": float(is_directive(statement.full)),
        "graded": float(passage.recommendation is not None),
        "side_issue": float(bool(_SIDE_ISSUE.search(" ".join(passage.path)))),
        "trial": float(bool(_TRIAL.search(text))),
        "row": float(passage.kind is PassageKind.ROW),
        "branch": float(passage.kind is PassageKind.BRANCH),
        "list": float(passage.kind is PassageKind.LIST),
        "prose": float(passage.kind is PassageKind.PROSE),
        "long": min(1.0, len(text) / 400),
        "short": float(len(text) < 40),
        "numbers": float(bool(quantities)),
        "bare_lead_in": float(text.endswith(":")),
        "nested": min(1.0, len(passage.lead_in) / 3),
        "brief": min(1.0, len(text) / 150),
        "very_long": min(1.0, len(text) / 800),
        # What part it plays in its document: advice, or how one came to it.
        "narrative": min(1.0, len(_NARRATIVE.findall(text)) / 3),
        "panel": float(bool(_PANEL.search(text))),
        "of_others": float(bool(_OF_OTHERS.search(headings))),
        "heads_advice": float(bool(_HEADS_ADVICE.search(headings))),
    }


ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "iia": "2a", "iib": "2b"}
_COUNTED = frozenset(["class", "stage", "grade", "group", "type", "step", "killip", "hunt"])


def comparable_words(stems: Iterable[str]) -> list[str]:
    """Stems with the numeral of a class or stage in Arabic: "class III" is "class 3"."""
    words: list[str] = []
    for stem in stems:
        words.append(ROMAN[stem] if words and words[-1] in _COUNTED and stem in ROMAN else stem)
    return words


def _has(pattern: str) -> Callable[[str, str, Sequence[Quantity]], bool]:
    compiled = re.compile(pattern)
    return lambda shown, folded, quantities: bool(compiled.search(folded))


def _has_with_unit(pattern: str) -> Callable[[str, str, Sequence[Quantity]], bool]:
    compiled = re.compile(pattern)
    return lambda shown, folded, quantities: bool(quantities) and bool(compiled.search(folded))


def _has_time(quantities: Sequence[Quantity]) -> bool:
    return any(quantity.unit in TIME_UNITS for quantity in quantities)


_LABELS: Mapping[Slot, re.Pattern[str]] = {
    slot: re.compile(pattern)
    for slot, pattern in {
        Slot.DOSE: r"\b(?:dos(?:e|es|ing|age)|regimen|loading|bolus)\b",
        Slot.DURATION: r"\b(?:duration|course|length|how long)\b",
        Slot.TIMING: r"\b(?:timing|time|window|when|delay)\b",
        Slot.FREQUENCY: r"\b(?:frequency|interval|schedule)\b",
        Slot.TARGET: r"\b(?:targets?|goals?)\b",
        Slot.THRESHOLD: r"\b(?:thresholds?|criteria|indications?|initiation)\b",
        Slot.CONTRAINDICATION: r"\b(?:contraindicat\w*|avoid|cautions?|caveats?|not recommended|safety)\b",
        Slot.MONITORING: r"\b(?:monitor\w*|follow-up|surveillance)\b",
        Slot.DIAGNOSIS: r"\b(?:diagnos\w*|imaging|testing|evaluation|screening|work-?up)\b",
        Slot.REFERRAL: r"\b(?:referral|disposition|admission|discharge)\b",
        Slot.CHOICE: r"\b(?:first-line|choice|selection|preferred|agents?|options?)\b",
        Slot.DEFINITION: r"\b(?:definition|classification|staging|scor\w+|criteria|categor\w+)\b",
    }.items()
}
_LASTS = re.compile(
    r"\b(?:for|inpatient|days?|weeks?|months?|hours?|course|duration|continue|total|at least|days|weeks|months|"
    r"indefinite\w*|stop)\b"
)
ENDLESS = re.compile(r"\b(?:indefinite\w*|life-?long|\d+ (?:\w+ )?sessions)\b")
# What a statement must hold to fill a slot: from its words, folded words and quantities.
_HOLDS: Mapping[Slot, Callable[[str, str, Sequence[Quantity]], bool]] = {
    Slot.DOSE: lambda shown, folded, quantities: any(is_dose(q) for q in quantities),
    Slot.DURATION: lambda shown, folded, quantities: (
        (_has_time(quantities) and bool(_LASTS.search(folded))) or bool(ENDLESS.search(folded))
    ),
    Slot.TIMING: lambda shown, folded, quantities: _has_time(quantities) or "immediately" in folded,
    Slot.FREQUENCY: _has(r"\bevery\b|\bdaily\b|\bweekly\b|\bmonthly\b|\bannual\w*|\bq\d+h|\bonce\b|\btwice\b|\bbid\b"),
    Slot.TARGET: _has_with_unit(r"\b(?:target|goal|maintain|aim)|[<>≥≤]|\bto \d"),
    Slot.THRESHOLD: _has_with_unit(r"[<>≥≤]|\b(?:if|when|below|above|at least|greater|less|criteria|score)\b"),
    Slot.CHOICE: lambda shown, folded, quantities: bool(_PREFER.search(shown)),
    Slot.CONTRAINDICATION: lambda shown, folded, quantities: bool(_AVOID.search(shown)),
    Slot.MONITORING: _has(r"\b(?:monitor\w*|check\w*|recheck|repeat\w*|measure|assess|follow-up)\b"),
    Slot.DIAGNOSIS: _has(r"\b(?:diagnos\w*|test\w*|ct|mri|imaging|scan|screen\w*|obtain|perform|lumbar|sequence\w*)\b"),
    Slot.DEFINITION: _has(r"\b(?:defined|definition|is|score|stage|grade|class|points?|category|risk)\b|[=|]|: "),
    Slot.REFERRAL: _has(r"\b(?:refer\w*|admi\w+|discharge|icu|outpatient|inpatient|transfer|specialist|hospital)\b"),
    Slot.COUNT: lambda shown, folded, quantities: bool(quantities),
    Slot.MECHANISM: _has(r"\b(?:mechanism|because|due to|mediated|by inhibiting|by blocking|results from)\b"),
    Slot.PROGNOSIS: _has(
        r"\d\s?%|\bpercent|\bper (?:100|1[ ,]?000|10[ ,]?000|100[ ,]?000|person)|\bmedian\b|-fold\b|\btwice as\b|"
        r"\b\d[\d,]* (?:of|in|out of) (?:the )?\d|\b(?:hazard|odds) ratio|\brelative risk|\b(?:hr|rr|or),? ?\[?\d|"
        r"\btimes (?:as|the|more)\b|\bsensitivity|\bspecificity"
    ),
    Slot.YES_NO: lambda shown, folded, quantities: is_directive(shown) or bool(_AVOID.search(shown)),
}
