"""Which statement answers the question best: a linear ranker over features that can be read and argued about.

The weights are learned from the development half of the question bank (`evaluation/train_ranker.py` makes
`ranker.json` byte for byte); none is set by hand.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from itertools import pairwise

from curbside.answering.cues import Cues
from curbside.answering.spoken import Spoken
from curbside.answering.statement import Statement
from curbside.answering.values import RangeFit, closeness, range_fit
from curbside.domain.answers import Evidence
from curbside.domain.documents import Passage, PassageKind, Status
from curbside.domain.grading import is_directive
from curbside.domain.questions import ConceptType, Interpretation, Slot
from curbside.domain.text import fold
from curbside.domain.units import Quantity, quantities_in
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer

_WEIGHT_OF: Mapping[ConceptType, float] = {
    ConceptType.DRUG: 3.0,
    ConceptType.CONDITION: 2.5,
    ConceptType.POPULATION: 2.0,
    ConceptType.TEST: 1.5,
    ConceptType.PROCEDURE: 1.5,
}
_REMEMBERED = 10_000  # statements
_DOSE_UNITS = ("mg", "mcg", "g", "unit", "ml", "meq", "mmol", "l", "iu", "j")
TIME_UNITS = ("h", "min", "d", "wk", "mo", "a", "s")
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
# Who asks how large, how likely or why wants what studies found; who does not wants to know what to do.
_ASKS_WHAT_WAS_FOUND = re.compile(
    r"\bhow (?:likely|good|common|rare|accurate|sensitive|specific|big|safe|"
    r"much (?:more|less|fewer|does|do|did|higher|lower)|often (?:does|do|did|is|are|was))\b|"
    r"\b(?:which|what) (?:share|part|proportion|percent\w*|fraction|per cent)\b|"
    r"\b(?:chances?|odds|likelier|per ?cent|percentage|accuracy|sensitivity|specificity|evidence|trials?|stud(?:y|ies)|"
    r"why|causes?|caused|explanation|called|means?|survival|outlook|prognosis|placebo|dummy pills?|hazard|relative|"
    r"figures?)\b",
    re.I,
)
_OF_FINDINGS = frozenset({Slot.PROGNOSIS, Slot.DEFINITION, Slot.MECHANISM})
_OF_ADVICE = frozenset({Slot.DOSE, Slot.DURATION, Slot.TIMING, Slot.FREQUENCY, Slot.TARGET, Slot.MONITORING})
# Features that count otherwise where advice is asked for: there a recommendation answers, and not how one came to it.
_BY_ADVICE = ("graded", "panel", "directive", "of_others", "side_issue", "numbers")
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
class Candidate:
    """A statement with what speaks for and against it."""

    statement: Statement
    evidence: Evidence
    features: Mapping[str, float]
    fit: RangeFit
    score: float = 0.0


MODELS = {False: "ranker.json", True: "ranker_dense.json"}  # by whether there is a sentence model


class Ranker:
    """Scores candidates with learned weights."""

    def __init__(
        self,
        weights: Mapping[str, float],
        *,
        confidence: Mapping[str, float] | None = None,
        margin: float = 0.0,
        answerable: Mapping[str, float] | None = None,
        least: float = 0.0,
        first: Mapping[str, float] | None = None,
    ) -> None:
        self._weights = weights
        self.first: Ranker = Ranker(first) if first else self  # decides which statements are read with a model
        self.confidence = confidence or {}  # weights of `answering.confidence`
        self.margin = margin  # least confidence of a direct answer, 0 to 1
        self.answerable = answerable or {}  # weights of `answering.answerable`
        self.least = least  # least probability that the library answers a question, for it to be answered, 0 to 1

    @classmethod
    def load(cls, *, dense: bool) -> "Ranker":
        """The model that ships with the package; `dense`: the one that also reads likeness by a sentence model."""
        text = (resources.files("curbside.answering") / MODELS[dense]).read_text(encoding="utf-8")
        model = json.loads(text)
        weights = model.pop("weights")
        return cls(weights, **model)

    def score(self, features: Mapping[str, float]) -> float:
        """Higher is better; no unit."""
        weight = self._weights.get
        return sum([weight(name, 0.0) * value for name, value in features.items()])  # a list, which is summed faster


def probabilities(scores: Sequence[float]) -> list[float]:
    """Softmax of scores: how sure the ranker is of each candidate against the others."""
    if not scores:
        return []
    top = max(scores)
    weights = [math.exp(score - top) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]


def logistic(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Probability by a logistic model, 0 to 1."""
    total = weights.get("bias", 0.0) + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, total))))


ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "iia": "2a", "iib": "2b"}
_COUNTED = frozenset(["class", "stage", "grade", "group", "type", "step", "killip", "hunt"])


def comparable_words(stems: Iterable[str]) -> list[str]:
    """Stems with the numeral of a class or stage in Arabic: "class III" is "class 3"."""
    words: list[str] = []
    for stem in stems:
        words.append(ROMAN[stem] if words and words[-1] in _COUNTED and stem in ROMAN else stem)
    return words


class Support:
    """How much of what search found stands in the same document, chapter and section: a topic is seldom alone."""

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        self._sums: dict[tuple[object, ...], float] = {}
        for item in evidence:
            for place in _places(item.passage).values():
                self._sums[place] = self._sums.get(place, 0.0) + 1 / (item.rank + 3)
        self._most: dict[object, float] = {}
        for place, total in self._sums.items():
            self._most[place[0]] = max(total, self._most.get(place[0], 0.0))

    def of(self, passage: Passage) -> dict[str, float]:
        """Features, each 0 to 1: the share of the best supported place of its kind."""
        return {
            f"support_{kind}": self._sums.get(place, 0.0) / self._most.get(kind, 1.0)
            for kind, place in _places(passage).items()
        }


def _places(passage: Passage) -> dict[str, tuple[object, ...]]:
    return {
        "document": ("document", passage.document_id),
        "chapter": ("chapter", passage.document_id, passage.path[:1]),
        "section": ("section", passage.document_id, passage.path),
    }


def _pairs_of(spoken: Spoken, analyzer: Analyzer) -> set[tuple[str, str]]:
    """Words that stand side by side in the question, none of them part of a thing's name."""
    stretches = re.split(r"\s{2,}", spoken.rest)
    return {pair for stretch in stretches for pair in pairwise(comparable_words(analyzer.stems(stretch)))}


class FeatureMaker:
    """Features of statements for one question."""

    def __init__(
        self,
        interpretation: Interpretation,
        *,
        lexicon: Lexicon,
        analyzer: Analyzer,
        spoken: Spoken,
        concept_counts: Mapping[str, int],
        top_score: float,
        support: "Support",
    ) -> None:
        self._asked = interpretation
        self._lexicon = lexicon
        self._analyzer = analyzer
        self._spoken = spoken
        self._top_score = top_score or 1.0
        self._support = support
        self._cues = Cues(fold(interpretation.asked_text))
        self._keys = {mention.key: _WEIGHT_OF[mention.type] for mention in interpretation.concepts}
        self._subject = frozenset(key for key in self._keys if not lexicon[key].generic)
        self._of_type = {
            kind: frozenset(m.key for m in interpretation.concepts if m.type is kind) for kind in ConceptType
        }
        self._rarest = min(concept_counts, key=lambda key: (concept_counts[key], key), default="")
        self._pairs = _pairs_of(spoken, analyzer)
        self._total = sum(self._keys.values()) or 1.0
        self._wants_advice = wants_advice(interpretation)

    def share_of_best(self, evidence: Evidence) -> float:
        """The search engine's score as a share of its best."""
        return evidence.score / self._top_score

    def on_the_very_topic(self, evidence: Evidence) -> bool:
        """Whether the document's title names all that the question is about, and that is more than one thing."""
        return len(self._subject) > 1 and self._subject <= self._lexicon.with_broader(
            self._lexicon.keys(evidence.document.title)
        )

    def features(self, statement: Statement, evidence: Evidence) -> tuple[dict[str, float], RangeFit]:
        """Named features, mostly 0 to 1, and how the patient's values fit."""
        passage = statement.passage
        shown = statement.full
        folded = fold(shown)
        everywhere = evidence.concepts | evidence.scope
        headed = self._path_keys(passage)
        named = everywhere | evidence.chapter
        fit = range_fit(self._asked.values, passage, shown, named, lexicon=self._lexicon)
        own = evidence.own | evidence.near
        own_wide = self._lexicon.with_broader(own)
        near = self._lexicon.with_broader(evidence.near)
        in_title = self._lexicon.with_broader(self._lexicon.keys(evidence.document.title))
        shown_words = comparable_words(self._shown_stems(statement, evidence))
        stems = set(shown_words)
        around = _set_of(evidence.around_stems)
        close = _set_of(evidence.near_stems)
        own_stems = _set_of(evidence.stems)
        quantities = list(quantities_in(statement.text))
        text = statement.text
        features = {
            "bm25": self.share_of_best(evidence),
            "rank": 1 / evidence.rank,
            "concepts_shown": self._share(own_wide),
            "concepts_near": self._share(near),
            "concepts_anywhere": self._share(everywhere),
            "all_concepts": float(self._share(everywhere) > 0.999),
            "title_condition": float(
                any(m.key in in_title for m in self._asked.concepts if m.type is ConceptType.CONDITION)
            ),
            "title_all": float(self.on_the_very_topic(evidence)),
            "words_shown": self._spoken.told(stems, own_wide),
            "words_around": self._spoken.told(around, evidence.scope),
            "words_close": self._spoken.told(close, near),
            "pairs_shown": len(self._pairs & set(pairwise(shown_words))) / len(self._pairs) if self._pairs else 0.0,
            "drug_in_path": self._type_share(ConceptType.DRUG, self._lexicon.with_broader(headed)),
            "label_is_slot": float(self._label_is_slot(passage)),
            "rarest_shown": float(self._rarest in own_wide),
            "rarest_anywhere": float(self._rarest in everywhere),
            "drug_shown": self._type_share(ConceptType.DRUG, own_wide),
            "drug_by_class": self._by_class(own_wide),
            "drug_anywhere": self._type_share(ConceptType.DRUG, everywhere),
            "condition_shown": self._type_share(ConceptType.CONDITION, own_wide),
            "condition_anywhere": self._type_share(ConceptType.CONDITION, everywhere),
            "test_shown": self._type_share(ConceptType.TEST, own_wide),
            "procedure_shown": self._type_share(ConceptType.PROCEDURE, own_wide),
            "in_range": float(fit is RangeFit.INSIDE),
            "row_in_range": float(
                fit is RangeFit.INSIDE and passage.kind in (PassageKind.ROW, PassageKind.BRANCH, PassageKind.ITEM)
            ),
            "out_of_range": float(fit is RangeFit.OUTSIDE),
            "range_own": float(fit is RangeFit.INSIDE and self._fits_by_itself(statement, everywhere)),
            "range_close": (
                closeness(self._asked.values, passage, shown, named, lexicon=self._lexicon)
                if fit is RangeFit.INSIDE
                else 0.0
            ),
            "population_asked": self._population_asked(everywhere),
            "population_foreign": self._population_foreign(own),
            "drug_foreign": self._foreign_share(evidence.own, ConceptType.DRUG),
            "condition_foreign": self._foreign_share(evidence.own, ConceptType.CONDITION),
            "directive": float(is_directive(shown)),
            "graded": float(passage.recommendation is not None),
            "side_issue": float(_is_side_issue(passage.path)),
            "trial": float(_tells_of_trials(text)),
            "superseded": float(evidence.document.status is not Status.CURRENT),
            "row": float(passage.kind is PassageKind.ROW),
            "branch": float(passage.kind is PassageKind.BRANCH),
            "list": float(passage.kind is PassageKind.LIST),
            "prose": float(passage.kind is PassageKind.PROSE),
            "long": min(1.0, len(text) / 400),
            "short": float(len(text) < 40),
            "numbers": float(bool(quantities)),
            "bare_lead_in": float(text.endswith(":")),
            "nested": min(1.0, len(passage.lead_in) / 3),
            "late": math.log1p(evidence.rank),
            "words_own": self._spoken.told(own_stems, evidence.concepts),
            "words_asked": len(own_stems & self._spoken.stems) / max(4, len(own_stems)),
            "concepts_chapter": self._share(evidence.chapter),
            "drug_elsewhere": self._elsewhere(ConceptType.DRUG, headed),
            "condition_elsewhere": self._elsewhere(ConceptType.CONDITION, headed),
            "brief": min(1.0, len(text) / 150),
            "very_long": min(1.0, len(text) / 800),
        }
        features |= self._support.of(passage)
        features |= _role(passage.path, text)
        if passage.recommendation:
            features |= {
                "graded_like": features["words_around"],
                "graded_support": features["support_document"],
                "graded_fit": features["in_range"],
                "graded_title": features["title_condition"],
                "graded_concepts": features["concepts_anywhere"],
            }
        if self._wants_advice:
            features |= {f"advice_{name}": features[name] for name in _BY_ADVICE}
        features |= self._cues.features(folded)
        features |= self._slot_features(shown, folded, quantities)
        return features, fit

    def _fits_by_itself(self, statement: Statement, named: frozenset[str]) -> bool:
        """Whether the words of a statement name the patient's values, not only a lead-in that it shares with others."""
        bare = replace(statement.passage, path=(), lead_in=())
        fit = range_fit(self._asked.values, bare, statement.text, named, lexicon=self._lexicon)
        return fit is RangeFit.INSIDE

    def _path_keys(self, passage: Passage) -> frozenset[str]:
        """Concepts of all headings and lead-ins: "IV alteplase" › "Dosing" › "Dose: 0.9 mg/kg" is about alteplase."""
        words = (*passage.path, *passage.lead_in, passage.label)
        return frozenset().union(*(self._lexicon.keys(part) for part in words if part))

    def _elsewhere(self, kind: ConceptType, keys: frozenset[str]) -> float:
        """Whether headings and lead-ins, by their keys, are about others of a kind than those asked for."""
        asked = self._of_type[kind]
        named = {key for key in keys if self._lexicon[key].type is kind}
        # "Anti-IL5: reslizumab" is about reslizumab, not about the class.
        headed = named.difference(*(self._lexicon.with_broader([key]) - {key} for key in named))
        if not asked or not headed:
            return 0.0
        related = self._lexicon.with_broader(headed) & asked or headed & self._lexicon.with_broader(asked)
        return float(not related)

    def _label_is_slot(self, passage: Passage) -> bool:
        """Whether label or nearest heading names what was asked for: "Dose", "Duration", "Contraindications"."""
        words = fold(" . ".join((passage.label, *passage.path[-1:], *passage.columns)))
        return any(slot in _LABELS and _LABELS[slot].search(words) for slot in self._asked.slots)

    def _shown_stems(self, statement: Statement, evidence: Evidence) -> list[str]:
        """Stems of lead and text; those of a whole passage were made when it was indexed."""
        whole = statement.quote == statement.passage.text
        own = evidence.stems.split() if whole else self._analyzer.stems(statement.text)
        return [*evidence.near_stems.split(), *own]

    def _type_share(self, kind: ConceptType, keys: frozenset[str] | set[str]) -> float:
        asked = self._of_type[kind]
        return len(asked & keys) / len(asked) if asked else 0.0

    def _by_class(self, keys: frozenset[str] | set[str]) -> float:
        """Share of the drugs asked for that are not named themselves, but by what they are: "PDE5 inhibitors"."""
        asked = self._of_type[ConceptType.DRUG]
        told = [key for key in asked - keys if (self._lexicon.with_broader([key]) - {key}) & keys]
        return len(told) / len(asked) if asked else 0.0

    def _share(self, keys: frozenset[str] | set[str]) -> float:
        return sum(weight for key, weight in self._keys.items() if key in keys) / self._total

    def _population_asked(self, keys: frozenset[str] | set[str]) -> float:
        wanted = self._asked.populations - {"adults"}
        return len(wanted & keys) / len(wanted) if wanted else 0.0

    def _population_foreign(self, keys: set[str] | frozenset[str]) -> float:
        present = {key for key in keys if key in self._lexicon and self._lexicon[key].type is ConceptType.POPULATION}
        return float(
            bool(present - self._asked.populations - {"adults"} - self._lexicon.with_broader(self._asked.populations))
        )

    def _foreign_share(self, keys: frozenset[str], kind: ConceptType) -> float:
        present = {key for key in keys if self._lexicon[key].type is kind}
        asked = set(self._keys)
        foreign = {key for key in present if not self._lexicon.with_broader([key]) & asked}
        return min(1.0, len(foreign) / 3)

    def _slot_features(self, shown: str, folded: str, quantities: Sequence[Quantity]) -> dict[str, float]:
        """For each thing asked for: does the statement hold such a thing?"""
        held = {slot: _HOLDS[slot](shown, folded, quantities) for slot in self._asked.slots}
        wanted = [slot for slot in held if slot is not Slot.YES_NO]
        features = {f"slot_{slot.value}": float(slot_held) for slot, slot_held in held.items()}
        features["slots_held"] = sum(held[slot] for slot in wanted) / len(wanted) if wanted else 0.0
        return features


# What a statement or its headings say is the same for each question that it is found for.
_remembered = lru_cache(maxsize=_REMEMBERED)


@_remembered
def _set_of(stems: str) -> frozenset[str]:
    return frozenset(stems.split())


@_remembered
def _is_side_issue(path: tuple[str, ...]) -> bool:
    return bool(_SIDE_ISSUE.search(" ".join(path)))


@_remembered
def _tells_of_trials(text: str) -> bool:
    return bool(_TRIAL.search(text))


@_remembered
def _role(path: tuple[str, ...], text: str) -> Mapping[str, float]:
    """What part a statement plays in its document: advice, or how one came to it. Each 0 to 1."""
    headings = " . ".join(path[-2:])
    return {
        "narrative": min(1.0, len(_NARRATIVE.findall(text)) / 3),
        "panel": float(bool(_PANEL.search(text))),
        "of_others": float(bool(_OF_OTHERS.search(headings))),
        "heads_advice": float(bool(_HEADS_ADVICE.search(headings))),
    }


def wants_advice(asked: Interpretation) -> bool:
    """Whether a question asks what to do, not what was found."""
    counts = Slot.COUNT in asked.slots and not asked.slots & _OF_ADVICE  # "how many get", not "how many days of"
    return not counts and not asked.slots & _OF_FINDINGS and not _ASKS_WHAT_WAS_FOUND.search(asked.asked_text)


def _has(pattern: str) -> Callable[[str, str, Sequence[Quantity]], bool]:
    compiled = re.compile(pattern)
    return lambda shown, folded, quantities: bool(compiled.search(folded))


def _has_with_unit(pattern: str) -> Callable[[str, str, Sequence[Quantity]], bool]:
    compiled = re.compile(pattern)
    return lambda shown, folded, quantities: bool(quantities) and bool(compiled.search(folded))


def is_dose(quantity: Quantity) -> bool:
    """An amount, for a weight or time or not; a concentration ("70 mg/dL") is none."""
    amount, *per = quantity.unit.split("/")
    return amount in _DOSE_UNITS and not set(per) & {"dl", "l", "ml"}


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
_ENDLESS = re.compile(r"\b(?:indefinite\w*|life-?long|\d+ (?:\w+ )?sessions)\b")
# What a statement must hold to fill a slot: from its words, folded words and quantities.
_HOLDS: Mapping[Slot, Callable[[str, str, Sequence[Quantity]], bool]] = {
    Slot.DOSE: lambda shown, folded, quantities: any(is_dose(q) for q in quantities),
    Slot.DURATION: lambda shown, folded, quantities: (
        (_has_time(quantities) and bool(_LASTS.search(folded))) or bool(_ENDLESS.search(folded))
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
