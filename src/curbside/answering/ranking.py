"""Which statement answers the question best: a linear ranker over features that can be read and argued about.

The weights are learned from the development half of the question bank (`evaluation/train_ranker.py` makes
`ranker.json` byte for byte); none is set by hand.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from itertools import pairwise, repeat
from operator import mul

from curbside.answering.cues import Cues
from curbside.answering.facts import Facts, comparable_words, facts_of
from curbside.answering.spoken import Spoken
from curbside.answering.statement import Statement
from curbside.answering.values import RangeFit, closeness, range_fit
from curbside.domain.answers import Evidence
from curbside.domain.documents import Passage, PassageKind, Status
from curbside.domain.questions import ConceptType, Interpretation, Slot
from curbside.domain.text import fold
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer

_WEIGHT_OF: Mapping[ConceptType, float] = {
    ConceptType.DRUG: 3.0,
    ConceptType.CONDITION: 2.5,
    ConceptType.POPULATION: 2.0,
    ConceptType.TEST: 1.5,
    ConceptType.PROCEDURE: 1.5,
}
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A statement with what speaks for and against it."""

    statement: Statement
    evidence: Evidence
    features: Mapping[str, float]
    fit: RangeFit
    score: float = 0.0
    remark: str = ""  # in our words, shown with it


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
        weights = map(self._weights.get, features, repeat(0.0))
        total: float = sum(map(mul, weights, features.values()))
        return total


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
        self._populations = interpretation.populations | lexicon.with_broader(interpretation.populations) | {"adults"}
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
        facts = facts_of(statement, evidence, self._lexicon, self._analyzer)
        everywhere = evidence.concepts | evidence.scope
        named = everywhere | evidence.chapter
        fit = range_fit(self._asked.values, passage, statement.full, named, lexicon=self._lexicon)
        inside = fit is RangeFit.INSIDE
        features = {
            **facts.features,
            "bm25": self.share_of_best(evidence),
            "rank": 1 / evidence.rank,
            "late": math.log1p(evidence.rank),
            "superseded": float(evidence.document.status is not Status.CURRENT),
            "concepts_shown": self._share(facts.told),
            "concepts_near": self._share(facts.near),
            "concepts_anywhere": self._share(everywhere),
            "concepts_chapter": self._share(evidence.chapter),
            "all_concepts": float(self._share(everywhere) > 0.999),
            "title_condition": float(bool(self._of_type[ConceptType.CONDITION] & facts.title)),
            "title_all": float(self.on_the_very_topic(evidence)),
            "words_shown": self._spoken.told(facts.stems, facts.told),
            "words_around": self._spoken.told(facts.around_stems, evidence.scope),
            "words_close": self._spoken.told(facts.near_stems, facts.near),
            "words_own": self._spoken.told(facts.own_stems, evidence.concepts),
            "words_asked": len(facts.own_stems & self._spoken.stems) / max(4, len(facts.own_stems)),
            "pairs_shown": len(self._pairs & facts.pairs) / len(self._pairs) if self._pairs else 0.0,
            "drug_in_path": self._type_share(ConceptType.DRUG, facts.headed),
            "label_is_slot": float(any(map(facts.is_labelled, self._asked.slots))),
            "rarest_shown": float(self._rarest in facts.told),
            "rarest_anywhere": float(self._rarest in everywhere),
            "drug_shown": self._type_share(ConceptType.DRUG, facts.told),
            "drug_by_class": self._by_class(facts.told),
            "drug_anywhere": self._type_share(ConceptType.DRUG, everywhere),
            "condition_shown": self._type_share(ConceptType.CONDITION, facts.told),
            "condition_anywhere": self._type_share(ConceptType.CONDITION, everywhere),
            "test_shown": self._type_share(ConceptType.TEST, facts.told),
            "procedure_shown": self._type_share(ConceptType.PROCEDURE, facts.told),
            "in_range": float(inside),
            "row_in_range": float(inside and passage.kind in (PassageKind.ROW, PassageKind.BRANCH, PassageKind.ITEM)),
            "out_of_range": float(fit is RangeFit.OUTSIDE),
            "range_own": float(inside and self._fits_by_itself(statement, everywhere)),
            "range_close": (
                closeness(self._asked.values, passage, statement.full, named, lexicon=self._lexicon) if inside else 0.0
            ),
            "population_asked": self._population_asked(everywhere),
            "population_foreign": float(bool(facts.populations - self._populations)),
            "drug_foreign": self._foreign_share(facts, ConceptType.DRUG),
            "condition_foreign": self._foreign_share(facts, ConceptType.CONDITION),
            "drug_elsewhere": self._elsewhere(ConceptType.DRUG, facts),
            "condition_elsewhere": self._elsewhere(ConceptType.CONDITION, facts),
        }
        features |= self._support.of(passage)
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
        features |= self._cues.features(facts.folded)
        features |= self._slot_features(facts)
        return features, fit

    def _fits_by_itself(self, statement: Statement, named: frozenset[str]) -> bool:
        """Whether the words of a statement name the patient's values, not only a lead-in that it shares with others."""
        bare = replace(statement.passage, path=(), lead_in=())
        fit = range_fit(self._asked.values, bare, statement.text, named, lexicon=self._lexicon)
        return fit is RangeFit.INSIDE

    def _elsewhere(self, kind: ConceptType, facts: Facts) -> float:
        """Whether headings and lead-ins are about others of a kind than those asked for."""
        asked, headed = self._of_type[kind], facts.heads[kind]
        if not asked or not headed:
            return 0.0
        related = self._lexicon.with_broader(headed) & asked or headed & self._lexicon.with_broader(asked)
        return float(not related)

    def _type_share(self, kind: ConceptType, keys: frozenset[str] | set[str]) -> float:
        asked = self._of_type[kind]
        return len(asked & keys) / len(asked) if asked else 0.0

    def _by_class(self, keys: frozenset[str] | set[str]) -> float:
        """Share of the drugs asked for that are not named themselves, but by what they are: "PDE5 inhibitors"."""
        asked = self._of_type[ConceptType.DRUG]
        told = [key for key in asked - keys if (self._lexicon.line(key) - {key}) & keys]
        return len(told) / len(asked) if asked else 0.0

    def _share(self, keys: frozenset[str] | set[str]) -> float:
        return sum(weight for key, weight in self._keys.items() if key in keys) / self._total

    def _population_asked(self, keys: frozenset[str] | set[str]) -> float:
        wanted = self._asked.populations - {"adults"}
        return len(wanted & keys) / len(wanted) if wanted else 0.0

    def _foreign_share(self, facts: Facts, kind: ConceptType) -> float:
        """How many of a kind the passage's own words name that nobody asked about; three count as many."""
        asked = self._keys.keys()
        return min(1.0, sum([asked.isdisjoint(line) for line in facts.lines[kind]]) / 3)

    def _slot_features(self, facts: Facts) -> dict[str, float]:
        """For each thing asked for: does the statement hold such a thing?"""
        held = {slot: facts.holds(slot) for slot in self._asked.slots}
        wanted = [slot for slot in held if slot is not Slot.YES_NO]
        features = {f"slot_{slot.value}": float(slot_held) for slot, slot_held in held.items()}
        features["slots_held"] = sum(held[slot] for slot in wanted) / len(wanted) if wanted else 0.0
        return features


def wants_advice(asked: Interpretation) -> bool:
    """Whether a question asks what to do, not what was found."""
    counts = Slot.COUNT in asked.slots and not asked.slots & _OF_ADVICE  # "how many get", not "how many days of"
    return not counts and not asked.slots & _OF_FINDINGS and not _ASKS_WHAT_WAS_FOUND.search(asked.asked_text)
