"""May this passage speak to this question at all?

What the question names must occur in the passage, its lead-ins, its headings or its document's title. Typed concepts
decide, never raw words. A passage that fails is not evidence, however similar it reads; a question for which none
passes is not in the library.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from curbside.answering.aspects import states_aspects, states_qualifiers
from curbside.answering.ranking import Candidate
from curbside.answering.values import RangeFit
from curbside.domain.answers import Evidence
from curbside.domain.questions import ConceptType, Interpretation, Slot
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

    @classmethod
    def of(cls, interpretation: Interpretation, lexicon: Lexicon) -> "_Asked":
        def keys(kind: ConceptType) -> frozenset[str]:
            return frozenset(m.key for m in interpretation.concepts if m.type is kind and not lexicon[m.key].generic)

        return cls(
            keys(ConceptType.CONDITION),
            keys(ConceptType.DRUG),
            keys(ConceptType.TEST),
            keys(ConceptType.PROCEDURE),
            interpretation.populations & APART,
            frozenset(m.key for m in interpretation.concepts if not m.held),
            tuple(_choices(interpretation, keys(ConceptType.DRUG), lexicon)),
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


def open_gate(candidates: Sequence[Candidate], interpretation: Interpretation, *, lexicon: Lexicon) -> Gate:
    """Let the candidates through that may speak to the question, in their order."""
    asked = _Asked.of(interpretation, lexicon)
    near = [c for i, c in enumerate(candidates) if i < _LOOKED_AT or c.features["title_all"]]
    passed = [c for c in near if _may_speak(c, asked, interpretation, lexicon)]
    if not _answers_what_is_asked(passed, interpretation, asked):
        passed = []
    return Gate(
        passed=tuple(passed),
        missing=() if passed else tuple(_missing(candidates, asked, interpretation, lexicon)),
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


def _may_speak(  # noqa: PLR0911  # one line for each reason to refuse
    candidate: Candidate, asked: _Asked, interpretation: Interpretation, lexicon: Lexicon
) -> bool:
    evidence = candidate.evidence
    present = evidence.concepts | evidence.scope
    if _SAYS_NOTHING.search(candidate.statement.text) or not _speaks_of_population(present, asked.populations):
        return False
    if _turned_round(candidate, interpretation, lexicon):
        return False
    drugs = [
        any(_covered(key, present, asked, lexicon) and _names_no_sibling(key, evidence, lexicon) for key in choice)
        for choice in asked.drug_choices
    ]
    conditions = [
        _covered(key, present, asked, lexicon) and _names_no_sibling(key, evidence, lexicon) for key in asked.conditions
    ]
    procedures = [_covered(key, present, asked, lexicon) for key in asked.procedures]
    tests = [_covered(key, present, asked, lexicon) for key in asked.tests]
    if not all(drugs):
        return False
    # One condition or procedure may be background, where enough else is named and met.
    met = sum(drugs) + sum(conditions) + sum(procedures) + sum(tests) + len(asked.populations)
    spare = 1 if met >= 2 else 0
    if conditions and not any(conditions) and sum(drugs) + sum(procedures) + sum(tests) < 2:
        return False
    if conditions.count(False) + procedures.count(False) > spare:
        return False
    if asked.populations and False in (*conditions, *procedures):
        return False
    told_otherwise = any(conditions) or any(drugs)
    if asked.tests and not any(tests) and (not told_otherwise or interpretation.slots & {Slot.TARGET, Slot.THRESHOLD}):
        return False
    on_topic = not asked.conditions or any(_covered(key, evidence.scope, asked, lexicon) for key in asked.conditions)
    named = asked.drugs & (evidence.own | evidence.near)
    return on_topic or bool(named) or any(procedures) or any(tests)


_QUALIFIED = r"(?:(?:previous|prior|recent|known|any|a|an|history of|evidence of)\s+)*(?:\w+\s)?$"
_WITHOUT = re.compile(r"\b(?:without|no|not had|not have|absence of|never had|free of)\s+" + _QUALIFIED)
_DENIED = re.compile(r"\b(?:no|not|non|without|never|regardless|irrespective|absence)\b[^.;]{0,60}$")
_WITH = re.compile(r"\b(?:with|having|who have|who had)\s+" + _QUALIFIED)


def _turned_round(candidate: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether a passage is headed for patients without what the question's patient has, or the other way round."""
    passage = candidate.statement.passage
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
                told = [m for m in lexicon.find(passage.text) if asked.key in lexicon.with_broader([m.key])]
                if told and not any(_DENIED.search(passage.text[: m.start].lower()) for m in told):
                    return True
    return False


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
    holds for haemorrhagic stroke does not for ischaemic stroke."""
    if key in evidence.concepts | evidence.scope:
        return True
    classes = lexicon.with_broader([key]) - {key}
    kind = lexicon[key].type
    named = {other for other in evidence.own | evidence.near if lexicon[other].type is kind}
    if kind is ConceptType.CONDITION:
        named |= lexicon.keys(evidence.document.title)
        named |= frozenset().union(*(lexicon.keys(heading) for heading in evidence.passage.path))
        named = {other for other in named if lexicon[other].type is kind}
    return not any(classes & (lexicon.with_broader([other]) - {other}) for other in named - classes)


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
    }
)


def _speaks_of_population(present: Iterable[str], populations: frozenset[str]) -> bool:
    held = frozenset(present)
    ages = populations & AGE_GROUPS
    if ages:
        groups = held & AGE_GROUPS
        narrower_than_asked = groups - ages - {"children"}
        if not groups & ages or (ages == {"children"} and narrower_than_asked):
            return False
    return populations - AGE_GROUPS <= held


def _answers_what_is_asked(passed: Sequence[Candidate], interpretation: Interpretation, asked: _Asked) -> bool:
    """Whether the best of what passed holds the kind of fact that the question wants."""
    best = passed[:_BEST]
    statements = [c.statement.full for c in best]
    return (
        _holds_the_numbers(best, interpretation, asked)
        and _knows_the_words(passed, interpretation, asked)
        and states_aspects(interpretation.text, statements)
        and states_qualifiers(interpretation.text, [f"{c.statement.passage.context} {c.statement.full}" for c in best])
    )


def _holds_the_numbers(best: Sequence[Candidate], interpretation: Interpretation, asked: _Asked) -> bool:
    slots = interpretation.slots
    with_numbers = [c for c in best if c.features["numbers"]]
    if Slot.COUNT in slots and not with_numbers:
        return False
    # How a test is scored must be told of that test.
    scored = [c for c in with_numbers if asked.tests & (c.evidence.own | c.evidence.scope)]
    if _SCORING.search(interpretation.text) and asked.tests and not scored:
        return False
    if Slot.DOSE in slots and asked.drugs:
        # Some dose will not do: it must be that of a drug the question names.
        named = [c for c in best if c.features["drug_shown"] or c.features["drug_in_path"]]
        return any(c.features.get("slot_dose") for c in named)
    wanted = slots & _NUMERIC_SLOTS
    return not wanted or any(c.features.get(f"slot_{slot.value}") for c in best for slot in wanted)


def _knows_the_words(passed: Sequence[Candidate], interpretation: Interpretation, asked: _Asked) -> bool:
    """Whether enough of the question's words is known, where no typed concept vouches for its subject."""
    if any(_MEDICAL_WORD.search(word) for word in interpretation.unknown_words):
        return False
    named = asked.conditions | asked.drugs | asked.tests | asked.procedures
    if not named:
        return not interpretation.unknown and any(c.features["words_shown"] >= 0.5 for c in passed[:5])
    return True


_SCORING = re.compile(r"\bscor(?:e|es|ed|ing)\b|\bpoints?\b|cut-?off|normal or|\babnormal\b", re.I)
# A word with such an ending names a disease, an operation or a drug; if the library does not know it, it is not held.
_MEDICAL_WORD = re.compile(
    r"(?:itis|osis|oma|a?emia|pathy|ectomy|otomy|plasty|scopy|therapy|mab|nib|cillin|mycin|azole|pril|sartan|statin|"
    r"gliptin|gliflozin|glutide|parin|xaban|cycline|floxacin|algia|rrh?o?ea|trophy|plasia|philia|penia|uria)s?$"
)


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
