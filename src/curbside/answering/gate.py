"""May this passage speak to this question at all?

What the question names must occur in the passage, its lead-ins, its headings or its document's title. Typed concepts
decide, never raw words. A passage that fails is not evidence, however similar it reads; a question for which none
passes is not in the library.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from curbside.answering.aspects import states_aspects, states_qualifiers
from curbside.answering.ranking import Candidate, is_dose
from curbside.answering.values import HOURS, WITHOUT_NAME, RangeFit
from curbside.domain.answers import Evidence
from curbside.domain.questions import ConceptType, Interpretation, Slot
from curbside.domain.units import quantities_in
from curbside.retrieval.concepts import Lexicon

# Populations for whom guidance for others does not hold.
AGE_GROUPS = frozenset({"children", "infants", "neonates", "adolescents", "preterm-infants", "term-infants"})
APART = AGE_GROUPS | {"pregnancy", "breastfeeding"}
_OPPOSITES = {
    "men": frozenset({"women", "pregnancy", "breastfeeding", "postpartum", "postmenopausal-women"}),
    "women": frozenset({"men"}),
    "adults": AGE_GROUPS,
}
# What is asked for in numbers must be there in numbers.
_NUMERIC_SLOTS = frozenset({Slot.DOSE, Slot.DURATION, Slot.TARGET})
_BEST = 12  # candidates among which the fact asked for must be
_LOOKED_AT = 60  # candidates; what ranks lower is not what was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The outcome for one question: who may speak, and what nobody speaks of."""

    passed: tuple[Candidate, ...]
    missing: tuple[str, ...]  # names of what was asked and is not covered


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question names, by type."""

    conditions: frozenset[str]
    drugs: frozenset[str]
    tests: frozenset[str]
    procedures: frozenset[str]
    populations: frozenset[str]
    not_held: frozenset[str]
    drug_choices: tuple[frozenset[str], ...]  # "X or Y" is one choice: a passage on either may speak

    @property
    def all(self) -> frozenset[str]:
        """Everything named but the population."""
        return self.conditions | self.drugs | self.tests | self.procedures

    @classmethod
    def of(cls, interpretation: Interpretation, lexicon: Lexicon) -> "_Asked":
        def keys(kind: ConceptType) -> frozenset[str]:
            return frozenset(m.key for m in interpretation.concepts if m.type is kind and not lexicon[m.key].generic)

        return cls(
            keys(ConceptType.CONDITION),
            keys(ConceptType.DRUG) - interpretation.background,
            keys(ConceptType.TEST),
            keys(ConceptType.PROCEDURE),
            interpretation.populations & (APART | frozenset(m.key for m in interpretation.concepts if not m.held)),
            frozenset(m.key for m in interpretation.concepts if not m.held),
            tuple(_choices(interpretation, keys(ConceptType.DRUG) - interpretation.background, lexicon)),
        )


def _choices(interpretation: Interpretation, drugs: frozenset[str], lexicon: Lexicon) -> Iterator[frozenset[str]]:
    """The drugs that a passage must name, alternatives together; drugs that the question excludes are not asked of it.

    An alternative that the library does not hold stays demanded: half a comparison is no answer.
    """
    held = {m.key for m in interpretation.concepts if m.held}
    paired = [pair for pair in interpretation.alternative_keys if pair <= drugs and pair <= held]
    yield from paired
    single = drugs - frozenset().union(*paired) - interpretation.negated
    # "Despite pressors: what dose of verapamil": a class beside a drug of another class is background.
    specific = {key for key in single if not lexicon.has_narrower(key)}
    for key in sorted(specific or single):
        yield frozenset({key})


def open_gate(
    candidates: Sequence[Candidate], interpretation: Interpretation, *, lexicon: Lexicon, least: float = -math.inf
) -> Gate:
    """Let the candidates through that may speak to the question, in their order.

    Args:
        candidates: best first.
        interpretation: of the question.
        lexicon: to know what is a kind of what.
        least: score that the best of them must reach; where all are farther from the question, none answers it.
    """
    asked = _Asked.of(interpretation, lexicon)
    near = [c for i, c in enumerate(candidates) if i < _LOOKED_AT or c.features["title_all"]]
    passed = [c for c in near if _may_speak(c, asked, interpretation, lexicon)]
    if not _reaches(least, passed, interpretation) or not _answers_what_is_asked(
        passed, interpretation, asked, lexicon
    ):
        passed = []
    return Gate(
        passed=tuple(passed),
        missing=() if passed else tuple(_missing(candidates, asked, interpretation, lexicon)),
    )


def _reaches(least: float, passed: Sequence[Candidate], interpretation: Interpretation) -> bool:
    """Whether one of them is near enough to the question; one that names all the drugs, where there are several, is,
    and one that names a drug together with all else."""
    drugs = frozenset(m.key for m in interpretation.concepts if m.type is ConceptType.DRUG)
    named = frozenset(m.key for m in interpretation.concepts)
    together = [keys for keys in (drugs, named) if drugs and len(keys) > 1]
    return any(
        c.score >= least or any(keys <= c.evidence.own | c.evidence.near for keys in together)
        for c in passed
        if fits_the_patient(c, interpretation)
    )


def fits_the_patient(candidate: Candidate, interpretation: Interpretation) -> bool:
    """Whether a passage that may speak is about such a patient: same sex and age group, values in its ranges."""
    if candidate.fit is RangeFit.OUTSIDE:
        return False
    present = candidate.evidence.concepts | candidate.evidence.scope
    for population in interpretation.populations & _OPPOSITES.keys():
        if present & _OPPOSITES[population] and population not in present:
            return False
    return True


def _may_speak(candidate: Candidate, asked: _Asked, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    evidence = candidate.evidence
    present = evidence.concepts | evidence.scope
    return (
        not _SAYS_NOTHING.search(candidate.statement.text)
        and _speaks_of_population(present, asked.populations)
        and not _turned_round(candidate, interpretation, lexicon)
        and _speaks_of_subject(evidence, asked, interpretation, lexicon)
    )


def _speaks_of_subject(evidence: Evidence, asked: _Asked, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether what the question names is told of here, so far that nothing it is about is left out."""
    present = evidence.concepts | evidence.scope
    here = frozenset(key for key in asked.all if _told_here(key, evidence, asked, lexicon))
    drugs = [bool(choice & here) for choice in asked.drug_choices]
    named = sum(m.key in present for m in interpretation.concepts) + len(interpretation.populations & present)
    known = bool(here - asked.drugs) or named >= 2
    exactly = bool(here & present - asked.drugs)
    general = exactly and bool(interpretation.slots & _COURSE) and _is_general(evidence, lexicon)
    if not all(
        told or (general and choice & evidence.chapter) for choice, told in zip(asked.drug_choices, drugs, strict=True)
    ):
        return False
    topics = (asked.conditions | asked.procedures) - interpretation.background
    chapter = frozenset(key for key in topics - here if known and _in_chapter(key, evidence, lexicon))
    met = sum(drugs) + len(here - asked.drugs) + len(asked.populations) + len(interpretation.background & present)
    # One condition or procedure may be background, where enough else is named and met.
    if len(topics - here - chapter) > (1 if met >= 2 else 0) or (asked.populations and topics - here - chapter):
        return False
    others = sum(drugs) + len(asked.procedures & here) + len(interpretation.background & present)
    if asked.conditions and not asked.conditions & here and not chapter and others < 2:
        return False
    tests = asked.tests - interpretation.background
    subject = bool(asked.conditions & here) or any(drugs)
    exact = bool(interpretation.slots & {Slot.TARGET, Slot.THRESHOLD})
    if tests and not asked.tests & (here | evidence.chapter) and (exact or not subject):
        return False
    by_class = sum(told and not choice & present for choice, told in zip(asked.drug_choices, drugs, strict=True))
    return (
        not asked.conditions
        or any(_covered(key, evidence.scope, asked, lexicon) for key in asked.conditions)
        or (named + by_class >= 2 and bool(asked.conditions & evidence.own))
        or bool(asked.drugs & (evidence.own | evidence.near))
        or bool((asked.procedures | asked.tests) & here)
    )


def _told_here(key: str, evidence: Evidence, asked: _Asked, lexicon: Lexicon) -> bool:
    """Whether passage, lead-ins, headings or title name a concept, and no other of its kind in its place."""
    told = _covered(key, evidence.concepts | evidence.scope, asked, lexicon)
    return told and (key not in asked.drugs | asked.conditions or _names_no_sibling(key, evidence, lexicon))


def _in_chapter(key: str, evidence: Evidence, lexicon: Lexicon) -> bool:
    """Whether the chapter speaks of a concept and the passage of no other of its kind."""
    return key in evidence.chapter and _names_no_sibling(key, evidence, lexicon)


# What holds for a whole course of treatment, whichever drug of its chapter is given.
_COURSE = frozenset({Slot.DURATION, Slot.MONITORING, Slot.TIMING, Slot.FREQUENCY, Slot.REFERRAL})


def _is_general(evidence: Evidence, lexicon: Lexicon) -> bool:
    """Whether a passage names no drug itself, so that it holds for those that its chapter is about."""
    return not any(lexicon[key].type is ConceptType.DRUG for key in evidence.own | evidence.near)


_QUALIFIED = r"(?:(?:previous|prior|recent|known|any|a|an|history of|evidence of)\s+)*(?:\w+\s)?$"
_WITHOUT = re.compile(r"\b(?:without|no|not had|not have|absence of|never had|free of)\s+" + _QUALIFIED)
_DENIED = re.compile(r"\b(?:no|not|non|without|never|regardless|irrespective|absence)\b[^.;]{0,60}$")
_WITH = re.compile(r"\b(?:with|having|who have|who had)\s+" + _QUALIFIED)


_EXCLUDED = re.compile(r"\bnon-([a-z]\w{4,})", re.I)  # "non-rituximab DMARDs", "non-diabetic adults"
_OF_A_SCAN = frozenset({"contrast-medium"})  # "non-contrast MRI" answers a question about contrast


def _turned_round(candidate: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether a passage is headed for patients without what the question's patient has, or the other way round."""
    passage = candidate.statement.passage
    excluded = [lexicon.keys(match[1]) for match in _EXCLUDED.finditer(candidate.statement.full)]
    if any(m.key in keys - _OF_A_SCAN for m in interpretation.concepts for keys in excluded):
        return True
    kinds = (ConceptType.CONDITION, ConceptType.PROCEDURE)
    for asked in interpretation.concepts:
        if asked.type not in kinds or asked.key not in candidate.evidence.concepts | candidate.evidence.scope:
            continue
        opposite = _WITH if asked.key in interpretation.negated else _WITHOUT
        # The nearest words that name it decide: label before lead-in before heading.
        for words in (passage.label, *reversed(passage.lead_in), *passage.path[-1:]):
            named = [m for m in lexicon.find(words) if asked.key in lexicon.with_broader([m.key])] if words else []
            if named:
                if all(opposite.search(words[: mention.start].lower()) for mention in named):
                    return True
                break
        else:
            # No heading speaks of it: a statement on those who have it is not for one who does not.
            if asked.key in interpretation.negated and asked.key in candidate.evidence.concepts:
                told = [
                    m
                    for m in lexicon.find(passage.text)
                    if asked.key in lexicon.with_broader([m.key]) and not _in_brackets(passage.text, m.start)
                ]
                if told and not any(_DENIED.search(passage.text[: m.start].lower()) for m in told):
                    return True
    return False


def _in_brackets(text: str, position: int) -> bool:
    """Whether a place stands in brackets: "400 mg (600 mg if eczema)" speaks of both kinds of patient."""
    return text.rfind("(", 0, position) > text.rfind(")", 0, position)


# A sentence about what a document leaves out is no evidence of anything else.
_SAYS_NOTHING = re.compile(
    r"\b(?:does not (?:provide|address|cover|specify|include)|not addressed|beyond the scope|outside the scope|"
    r"no (?:detailed |specific )?(?:guidance|recommendation) (?:is|was) (?:given|provided|made))\b"
)


def _covered(key: str, present: frozenset[str], asked: _Asked, lexicon: Lexicon) -> bool:
    """A concept is covered by itself and by what is narrower.

    By what is wider only where that is the same thing more plainly said: a class for a drug that the library holds,
    "asthma" for "severe asthma", the wider test or procedure.
    """
    if key in present:
        return True
    wider = (lexicon.with_broader([key]) - {key}) & present
    if not wider or (key in asked.not_held and key in asked.drugs | asked.conditions):
        return False
    if key not in asked.conditions:
        return True
    name = set(lexicon.name(key).lower().replace("-", " ").split())
    return any(
        name & set(lexicon.name(other).lower().replace("-", " ").split()) - _WEAK_WORDS or {key, other} & _SAME_TOPIC
        for other in wider
    )


def _names_no_sibling(key: str, evidence: Evidence, lexicon: Lexicon) -> bool:
    """A class may speak for its member, but another member may not: rivaroxaban's dose is not apixaban's, and what
    holds for haemorrhagic stroke does not for ischaemic stroke. Members of a wider class than the one that is named
    are no siblings: what is said of gliptins beside metformin holds for sitagliptin."""
    present = evidence.concepts | evidence.scope
    if key in present:
        return True
    kind = lexicon[key].type
    classes = lexicon.with_broader([key]) - {key}
    named = {other for other in evidence.own | evidence.near if lexicon[other].type is kind}
    if kind is ConceptType.CONDITION:
        named |= lexicon.keys(evidence.document.title)
        named |= frozenset().union(*(lexicon.keys(heading) for heading in evidence.passage.path))
        named = {other for other in named if lexicon[other].type is kind}
    told = classes & present
    nearest = told - frozenset().union(*(lexicon.with_broader([name]) - {name} for name in told))
    shared = nearest or classes
    return not any(shared & (lexicon.with_broader([other]) - {other}) for other in named - classes)


_WEAK_WORDS = frozenset(
    [
        "acute",
        "chronic",
        "disease",
        "syndrome",
        "disorder",
        "injury",
        "failure",
        "severe",
        "mild",
        "hematoma",
        "hemorrhage",
        "of",
    ]
)
# Named differently, handled by the same guidance.
_SAME_TOPIC = frozenset(
    {
        "nstemi",
        "stemi",
        "nste-acs",
        "unstable-angina",
        "diabetic-ketoacidosis",
        "hyperosmolar-hyperglycemic-state",
        "hematemesis",
    }
)


_NEWBORN = frozenset({"preterm-infants", "term-infants"})


def _speaks_of_population(present: Iterable[str], populations: frozenset[str]) -> bool:
    held = frozenset(present)
    ages = populations & AGE_GROUPS
    if ages & _NEWBORN and "neonates" in held and not held & _NEWBORN - ages:
        ages = frozenset()  # what holds for newborns holds for these, unless it is told of the others
    if ages:
        groups = held & AGE_GROUPS
        narrower_than_asked = groups - ages - {"children"}
        if not groups & ages or (ages == {"children"} and narrower_than_asked):
            return False
    return populations - AGE_GROUPS <= held


def _answers_what_is_asked(
    passed: Sequence[Candidate], interpretation: Interpretation, asked: _Asked, lexicon: Lexicon
) -> bool:
    """Whether the best of what passed holds the kind of fact that the question wants."""
    best = passed[:_BEST]
    on_drug = [c for c in best if c.features["drug_shown"] or c.features["drug_in_path"]] if asked.drugs else best
    statements = [c.statement.full for c in on_drug]
    return (
        _holds_the_numbers(best, interpretation, asked, lexicon)
        and _tells_the_time(best, interpretation)
        and _speaks_of_the_values(best, interpretation, lexicon)
        and _knows_the_words(passed, interpretation, asked)
        and states_aspects(interpretation.text, statements)
        and states_qualifiers(interpretation.text, [f"{c.statement.passage.context} {c.statement.full}" for c in best])
    )


def _speaks_of_the_values(best: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether each value that was measured is spoken of somewhere: what to do about potassium of 6.8 is told by no
    statement on insulin that does not name potassium."""
    spoken = [candidate.evidence.concepts | candidate.evidence.scope for candidate in best]
    measured = {
        value.name
        for value in interpretation.values
        if value.name not in WITHOUT_NAME and value.unit not in (*HOURS, "a")
    }
    return all(any(lexicon.with_broader([name]) & present for present in spoken) for name in measured)


def _tells_the_time(best: Sequence[Candidate], interpretation: Interpretation) -> bool:
    """Whether one of the best counts in the unit that is asked for, and "when to stop" is not met with doses alone."""
    if _COUNTED_TIME.search(interpretation.text) and not any(c.features.get("unit_told") for c in best):
        return False
    return Slot.TIMING not in interpretation.slots or any(not c.features.get("action_missing") for c in best)


def _holds_the_numbers(
    best: Sequence[Candidate], interpretation: Interpretation, asked: _Asked, lexicon: Lexicon
) -> bool:
    slots = interpretation.slots
    with_numbers = [c for c in best if c.features["numbers"]]
    if Slot.COUNT in slots and not with_numbers:
        return False
    # How a test is scored must be told of that test.
    if _LEVEL.search(interpretation.text) and not any(c.features["concepts_shown"] for c in with_numbers):
        return False
    scored = [c for c in with_numbers if asked.tests & c.evidence.scope or _has_number(c, asked.tests, lexicon)]
    if _SCORING.search(interpretation.text) and asked.tests and not scored:
        return False
    if Slot.DOSE in slots and asked.drugs:
        # Some dose will not do: it must be that of a drug the question names.
        named = [c for c in best if c.features["drug_shown"] or c.features["drug_in_path"]]
        return any(_gives_dose(c, asked.drugs, lexicon) or _FORBIDS.search(c.statement.text) for c in named)
    wanted = slots & _NUMERIC_SLOTS
    return not wanted or any(c.features.get(f"slot_{slot.value}") for c in best for slot in wanted)


def _gives_dose(candidate: Candidate, drugs: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a statement gives a dose of one of the drugs: below its heading, or with no other drug between."""
    if not candidate.features.get("slot_dose"):
        return False
    if candidate.features["drug_in_path"]:
        return True
    shown = candidate.statement.full
    named = [mention for mention in lexicon.find(shown) if mention.type is ConceptType.DRUG]
    for quantity in filter(is_dose, quantities_in(shown)):
        before = [m for m in named if m.end <= quantity.start][-1:]
        after = [m for m in named if m.start >= quantity.end and _OF_A_DRUG.fullmatch(shown[quantity.end : m.start])][
            :1
        ]
        for mention in (*before, *after):
            if mention.key in lexicon.with_broader(drugs) or drugs & lexicon.with_broader([mention.key]):
                return True
    return False


def _has_number(candidate: Candidate, tests: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a number stands close behind the name of one of the tests."""
    shown = candidate.statement.full
    named = [mention for mention in lexicon.find(shown) if mention.key in tests]
    return any(re.search(r"\d", shown[mention.end : mention.end + _CLOSE]) for mention in named)


def _knows_the_words(passed: Sequence[Candidate], interpretation: Interpretation, asked: _Asked) -> bool:
    """Whether every word of medicine stands somewhere in the library, and enough of them where no concept is named."""
    if interpretation.unknown:
        return False
    named = asked.conditions | asked.drugs | asked.tests | asked.procedures
    if not named:
        enough = _FEW_WORDS if asked.populations else _MOST_WORDS
        return any(c.features["words_shown"] >= enough for c in passed[:5])
    return True


_MOST_WORDS = 0.35  # share of the question's words, by rarity, that a statement must hold where no concept is named
_FEW_WORDS = 0.25  # the same where a group of patients is named
_LEVEL = re.compile(r"\b(?:above|below|at|over|under) (?:what|which)\b|cut-?off|how (?:high|low)\b", re.I)
_COUNTED_TIME = re.compile(r"\bhow many (?:more |extra |further )?(?:minutes|hours|days|weeks|months|years)\b", re.I)
_OF_A_DRUG = re.compile(r"[^.;:,]{0,25}")  # between a dose and the drug behind it: "5 mg of amiodarone"
_CLOSE = 40  # characters between a test and its number
_FORBIDS = re.compile(r"\b(?:do not|should not|must not|not recommended|contraindicated|avoid)\b", re.I)
_SCORING = re.compile(r"\bscor(?:e|es|ed|ing)\b|\bpoints?\b|cut-?off|normal or|\babnormal\b", re.I)


def _missing(
    candidates: Sequence[Candidate], asked: _Asked, interpretation: Interpretation, lexicon: Lexicon
) -> Iterable[str]:
    """Names of what no candidate covers; of everything named, where only the combination is not there."""
    named = list(dict.fromkeys(m.key for m in interpretation.concepts))
    named += sorted(asked.populations - set(named))
    anywhere = frozenset().union(*(c.evidence.concepts | c.evidence.scope for c in candidates[:_LOOKED_AT]))
    absent = [key for key in named if key in asked.not_held or key not in anywhere]
    keys = absent or named
    return [lexicon.name(key) for key in keys] + list(interpretation.unknown if not absent else ())
