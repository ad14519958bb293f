"""What a question is about, and how much of it a passage tells: conditions, drugs, tests and procedures by name.

The ranker weighs what is told here, and `answering.answerable` whether anything held tells enough of it. Typed concepts
decide, never raw words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from curbside.answering.values import measured_names
from curbside.domain.answers import Evidence
from curbside.domain.questions import ConceptType, Interpretation, Slot
from curbside.retrieval.concepts import Lexicon

# Populations for whom guidance for others does not hold.
AGE_GROUPS = frozenset({"children", "infants", "neonates", "adolescents", "preterm-infants", "term-infants"})
APART = AGE_GROUPS | {"pregnancy", "breastfeeding"}

# Drugs to the lexicon, but mostly measured.
ELECTROLYTES = frozenset({"potassium", "magnesium", "calcium", "phosphate", "bicarbonate"})

_FIRST_WORDS = 4  # stems of a statement that tell what it is about


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question names, by type."""

    conditions: frozenset[str]
    drugs: frozenset[str]
    tests: frozenset[str]
    procedures: frozenset[str]
    populations: frozenset[str]
    not_held: frozenset[str]
    drug_choices: tuple[frozenset[str], ...]  # "X or Y" is one choice: a passage on either may speak
    named_by: Mapping[str, str]  # key → stems of the words that name it in the question, in order

    @property
    def all(self) -> frozenset[str]:
        """Everything named but the population."""
        return self.conditions | self.drugs | self.tests | self.procedures

    @classmethod
    def of(cls, interpretation: Interpretation, lexicon: Lexicon) -> "Asked":
        def keys(kind: ConceptType) -> frozenset[str]:
            return named_of(kind, interpretation, lexicon)

        drugs = keys(ConceptType.DRUG) - interpretation.aside
        not_held = frozenset(m.key for m in interpretation.concepts if not m.held) - interpretation.case
        return cls(
            keys(ConceptType.CONDITION),
            drugs,
            keys(ConceptType.TEST),
            keys(ConceptType.PROCEDURE),
            interpretation.populations & (APART | not_held),
            not_held,
            tuple(_choices(interpretation, drugs, lexicon)),
            interpretation.named_by,
        )


def named_of(kind: ConceptType, interpretation: Interpretation, lexicon: Lexicon) -> frozenset[str]:
    """Keys of all of a kind that a question names, but for words as general as "drug"."""
    return frozenset(m.key for m in interpretation.concepts if m.type is kind and not lexicon[m.key].generic)


def drugs_at_a_value(interpretation: Interpretation, lexicon: Lexicon) -> frozenset[str]:
    """Keys of the drugs of a question that names nothing but these and a measured value: "nimodipine at eGFR 20"."""
    measured = measured_names(interpretation.values)
    others = (ConceptType.CONDITION, ConceptType.PROCEDURE)
    if not measured or any(named_of(kind, interpretation, lexicon) for kind in others):
        return frozenset()
    aside = interpretation.aside | interpretation.background
    return named_of(ConceptType.DRUG, interpretation, lexicon) - aside - measured


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


def subject_features(
    evidence: Evidence, asked: Asked, interpretation: Interpretation, lexicon: Lexicon
) -> dict[str, float]:
    """How much of what the question is about a passage tells, in its words, its headings or its chapter."""
    here = frozenset(key for key in asked.all if _told_here(key, evidence, asked, lexicon))
    drugs = [bool(choice & here) for choice in asked.drug_choices]
    topics = (asked.conditions | asked.procedures) - interpretation.aside - here
    near = frozenset(key for key in topics if _in_chapter(key, evidence, lexicon))
    tests = asked.tests - interpretation.aside - here - evidence.chapter
    case = frozenset(key for key in interpretation.case if not lexicon[key].generic)
    present = evidence.concepts | evidence.scope | evidence.chapter
    # "Heart block" in its own words speaks of one who has Mobitz II.
    met = frozenset(key for key in case if key in present or lexicon.line(key) & evidence.own)
    return {
        "subject": float(_speaks_of_subject(evidence, here, asked, interpretation, lexicon)),
        "drugs_told": sum(drugs) / len(drugs) if drugs else 1.0,
        "drug_untold": float(not all(drugs)),
        "topics_untold": min(2.0, len(topics - near)),
        "topics_far": min(2.0, len(topics)),
        "tests_untold": min(2.0, len(tests)),
        "case_told": len(met) / len(case) if case else 0.0,
        "case_untold": min(3.0, len(case - met)),
    }


def _speaks_of_subject(
    evidence: Evidence, here: frozenset[str], asked: Asked, interpretation: Interpretation, lexicon: Lexicon
) -> bool:
    """Whether what the question names is told of here, so far that nothing it is about is left out."""
    present = evidence.concepts | evidence.scope
    drugs = [bool(choice & here) for choice in asked.drug_choices]
    named = sum(m.key in present for m in interpretation.concepts) + len(interpretation.populations & present)
    known = bool(here - asked.drugs) or named >= 2
    exactly = bool(here & present - asked.drugs)
    general = exactly and bool(interpretation.slots & _COURSE) and _is_general(evidence, lexicon)
    if not all(
        told or (general and choice & evidence.chapter) for choice, told in zip(asked.drug_choices, drugs, strict=True)
    ):
        return False
    topics = (asked.conditions | asked.procedures) - interpretation.aside
    chapter = frozenset(key for key in topics - here if known and _in_chapter(key, evidence, lexicon))
    met = sum(drugs) + len(here - asked.drugs) + len(asked.populations) + len(interpretation.background & present)
    # One condition or procedure may be background, where enough else is named and met.
    if len(topics - here - chapter) > (1 if met >= 2 else 0) or (asked.populations and topics - here - chapter):
        return False
    others = sum(drugs) + len(asked.procedures & here) + len(interpretation.background & present)
    conditions = asked.conditions - interpretation.case
    if conditions and not conditions & here and not chapter and others < 2:
        return False
    tests = asked.tests - interpretation.aside
    subject = bool(conditions & here) or any(drugs)
    exact = bool(interpretation.slots & {Slot.TARGET, Slot.THRESHOLD})
    if tests and not asked.tests & (here | evidence.chapter) and (exact or not subject):
        return False
    by_class = sum(told and not choice & present for choice, told in zip(asked.drug_choices, drugs, strict=True))
    return (
        not conditions
        or any(_covered(key, evidence.scope, asked, lexicon) for key in conditions)
        or any(_opens_with(key, evidence, asked) for key in conditions)
        or (named + by_class >= 2 and bool(conditions & evidence.own))
        or bool(asked.drugs & (evidence.own | evidence.near))
        or bool((asked.procedures | asked.tests) & here)
    )


def on_another_disease(evidence: Evidence, asked: Asked, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether a drug is asked about in one disease and this stands in a document on another, with no word of the first:
    what asthma takes of prednisolone is not what COPD takes."""
    named = asked.conditions - interpretation.background - interpretation.negated - BESIDE_A_DISEASE
    diseases = {key for key in named if not lexicon[key].sign}
    if not diseases or not asked.drugs - _FOR_A_PICTURE:
        return False
    named_asking = diseases - interpretation.case
    titled = titled_diseases(evidence.document.title, lexicon)
    if not titled:
        return False
    named = frozenset(mention.key for mention in interpretation.concepts)
    named |= {_TREATED_UNDER[key] for key in named & _TREATED_UNDER.keys()}
    if titled & lexicon.with_broader(named) or lexicon.with_broader(titled) & named:
        return False
    told = {key for key in diseases if _is_told_of(key, titled, evidence, asked, lexicon)}
    # Of what only the vignette names one will do: it may be a patient of many diseases.
    return not named_asking <= told if named_asking else not told


def titled_diseases(title: str, lexicon: Lexicon) -> frozenset[str]:
    """Diseases that a document's title names. "Infectious" of a society's name is none that a document is about."""
    conditions = (key for key in lexicon.keys(title) if lexicon[key].type is ConceptType.CONDITION)
    return frozenset(key for key in conditions if not lexicon[key].generic)


# What a patient of any disease may have besides.
BESIDE_A_DISEASE = frozenset(
    {
        "allergy", "anaphylaxis", "hypersensitivity", "epistaxis", "blood-clot", "alcohol-consumption", "smoking",
        "escherichia-coli",
    }
)  # fmt: skip
# What is given for a picture treats nothing.
_FOR_A_PICTURE = frozenset({"gadolinium", "contrast-medium"})
# Diseases that guidelines treat under another one's name, which is no kind of them.
_TREATED_UNDER = {
    "myocardial-infarction": "acute-coronary-syndrome",
    "alcohol-related-liver-disease": "cirrhosis",
    "csf-shunt-infection": "healthcare-associated-meningitis",
    "ventriculitis": "healthcare-associated-meningitis",
}


def _is_told_of(disease: str, titled: frozenset[str], evidence: Evidence, asked: Asked, lexicon: Lexicon) -> bool:
    """Whether a passage, or for a disease of another kind than the document's its chapter, names a disease, a kind of
    it or what it is a kind of. A chapter on severe asthma that names COPD once is on asthma."""
    kin = lexicon.with_broader(titled)  # what the document's own disease is a kind of
    wider = lexicon.line(disease) - {disease}
    present = evidence.concepts | evidence.scope | (frozenset() if wider & kin else evidence.chapter)
    told = disease in lexicon.with_broader(present) or bool((wider - kin) & present)
    return told or _said(disease, evidence, asked)


def _told_here(key: str, evidence: Evidence, asked: Asked, lexicon: Lexicon) -> bool:
    """Whether passage, lead-ins, headings or title name a concept, and no other of its kind in its place."""
    told = (
        _covered(key, evidence.concepts | evidence.scope, asked, lexicon)
        or _said(key, evidence, asked)
        or _told_of_its_kind(key, evidence, asked, lexicon)
    )
    return told and (key not in asked.drugs | asked.conditions or _names_no_sibling(key, evidence, lexicon))


def _told_of_its_kind(key: str, evidence: Evidence, asked: Asked, lexicon: Lexicon) -> bool:
    """Whether a passage says in its own words what holds for the drug that is asked about in a kind of disease that
    this one is: febuxostat after a "new CVD event", for one who had a myocardial infarction."""
    if key not in asked.conditions - asked.not_held or not asked.drugs & evidence.own:
        return False
    kinds = lexicon.line(key) - {key}
    return any(not lexicon[kind].generic for kind in kinds & evidence.own)


def _opens_with(key: str, evidence: Evidence, asked: Asked) -> bool:
    """Whether the words of a passage begin with a name: an item "Legionella pneumonia: 14–21 days" is about it."""
    words = asked.named_by.get(key)
    return bool(words) and f" {words} " in f" {' '.join(evidence.stems.split()[:_FIRST_WORDS])} "


def _said(key: str, evidence: Evidence, asked: Asked) -> bool:
    """Whether the words themselves stand there, as a part of a longer name: "Legionella" of "Legionella pneumonia"."""
    words = asked.named_by.get(key)
    told = (evidence.stems, evidence.near_stems, evidence.around_stems)
    return bool(words) and any(f" {words} " in f" {stems} " for stems in told)


def _in_chapter(key: str, evidence: Evidence, lexicon: Lexicon) -> bool:
    """Whether the chapter speaks of a concept and the passage of no other of its kind."""
    return key in evidence.chapter and _names_no_sibling(key, evidence, lexicon)


# What holds for a whole course of treatment, whichever drug of its chapter is given.
_COURSE = frozenset({Slot.DURATION, Slot.MONITORING, Slot.TIMING, Slot.FREQUENCY, Slot.REFERRAL})


def _is_general(evidence: Evidence, lexicon: Lexicon) -> bool:
    """Whether a passage names no drug itself, so that it holds for those that its chapter is about."""
    return not any(lexicon[key].type is ConceptType.DRUG for key in evidence.own | evidence.near)


def _covered(key: str, present: frozenset[str], asked: Asked, lexicon: Lexicon) -> bool:
    """A concept is covered by itself and by what is narrower.

    By what is wider only where that is the same thing more plainly said: a class for a drug that the library holds,
    "asthma" for "severe asthma", the wider test or procedure.
    """
    if key in present:
        return True
    wider = (lexicon.line(key) - {key}) & present
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
    classes = lexicon.line(key) - {key}
    named = {other for other in evidence.own | evidence.near if lexicon[other].type is kind}
    # "NSAIDs (except aspirin)" speaks of ibuprofen.
    named -= {other for match in _EXCEPTED.finditer(evidence.passage.text) for other in lexicon.keys(match[1])}
    if kind is ConceptType.CONDITION:
        named |= lexicon.keys(evidence.document.title)
        named |= frozenset().union(*(lexicon.keys(heading) for heading in evidence.passage.path))
        named = {other for other in named if lexicon[other].type is kind}
    told = classes & present
    nearest = told - frozenset().union(*(lexicon.line(name) - {name} for name in told))
    shared = nearest or classes
    return not any(shared & (lexicon.line(other) - {other}) for other in named - classes)


_EXCEPTED = re.compile(r"\((?:except|excluding|other than|apart from) ([^()]{1,40})\)", re.I)
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
