"""Does the library answer this question? Learned from questions that it answers and from others, near misses above all.

Looks at the best statements found: how near they are, what of the question they leave untold, whether they hold the
kind of fact that is asked for, and at words of the question that nothing found is near to. How long a question is and
how many things it names is left out: in our bank the answerable ones are longer, which says nothing of a reader's. Each
feature can be read; the weights are learned with the ranker's (`evaluation/train_ranker.py`).
"""

import math
import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from curbside.answering.aspects import states_aspects, states_qualifiers
from curbside.answering.ranking import Candidate, probabilities
from curbside.answering.subject import BESIDE_A_DISEASE, ELECTROLYTES, Asked
from curbside.answering.together import leaves_two_drugs_apart
from curbside.answering.values import not_told
from curbside.domain.questions import ConceptType, Interpretation, Mention, Slot
from curbside.domain.units import is_dose, quantities_in
from curbside.retrieval.concepts import Lexicon

# What is asked for in numbers must be there in numbers.
_NUMERIC_SLOTS = frozenset({Slot.DOSE, Slot.DURATION, Slot.TARGET})
_BEST = 12  # candidates among which the fact asked for must be
_FEW = 5
_SCATTERED = 8
# Where what a feature says changes: below this score worse tells no more, and from this likeness on nearly all rare
# words of the question are met. Read off the steps of boosted stumps over the features, out of fold (decision 26).
_POOR = 7.5
_NEARLY_ALL = 1.6
# Features of the best statement that are looked at, and those of which the best of a few counts.
_OF_THE_BEST = (
    "bm25", "concepts_shown", "concepts_anywhere", "all_concepts", "title_condition", "words_shown", "words_around",
    "drug_shown", "drug_anywhere", "drug_in_path", "condition_shown", "condition_anywhere", "rarest_shown",
    "rarest_anywhere", "slots_held", "drug_foreign", "condition_foreign", "support_section",
    "support_document", "directive", "numbers", "unit_missing", "action_missing", "population_asked",
    "population_foreign", "late", "subject", "drug_untold", "topics_untold", "topics_far",
    "tests_untold", "case_told", "case_untold", "like_text", "like_whole", "met_text", "met_whole", "met_rare_text",
    "met_rare_whole",
    "met_near_whole", "unmet_text", "unmet_whole", "least_whole",
)  # fmt: skip
_OF_A_FEW = (
    "concepts_anywhere", "words_shown", "drug_shown", "condition_shown", "words_around", "subject", "like_text",
    "like_whole", "met_text", "met_whole", "met_rare_text", "met_rare_whole", "met_near_whole", "least_whole",
    "case_told",
)  # fmt: skip


def answerable_features(
    passed: Sequence[Candidate], interpretation: Interpretation, asked: Asked, lexicon: Lexicon
) -> dict[str, float]:
    """Features of a question and of what may speak to it.

    Args:
        passed: candidates that may speak, best first.
        interpretation: of the question.
        asked: what the question is about.
        lexicon: to know what is a kind of what.
    Returns:
        {} where nothing may speak: then nothing answers.
    """
    if not passed:
        return {}
    not_held = [
        m
        for m in interpretation.concepts
        if not m.held and not lexicon[m.key].generic and m.key not in interpretation.case
    ]
    best, few, many = passed[0], passed[:_FEW], passed[:_BEST]
    beside = [m for m in not_held if lexicon[m.key].sign or m.key in BESIDE_A_DISEASE]
    not_held = [m for m in not_held if m not in beside]
    by_kind = _told_by_kind(not_held, few, lexicon)
    unfamiliar = _unfamiliar(interpretation.unknown_words, few)
    shares = probabilities([candidate.score for candidate in passed])
    found = {
        "score": best.score,
        "score_above": max(0.0, best.score - _POOR),
        "lead": min(4.0, best.score - passed[1].score) if len(passed) > 1 else 3.0,
        "share": math.log(shares[0]),
        "share_of_few": math.log(sum(shares[:_FEW])),
        "unknown": float(len(unfamiliar)),
        "any_unknown": float(bool(unfamiliar)),
        "case_unknown": min(2.0, len(interpretation.case_unknown)),
        "not_held": float(len(not_held) - by_kind),
        "any_not_held": float(len(not_held) > by_kind),
        "not_held_by_kind": float(by_kind),
        "not_held_beside": float(len(beside)),
        "no_concept": float(not asked.all and not interpretation.shorthands),
        "unknown_name": float(any(_is_name(word, interpretation.text) for word in unfamiliar)),
        "best_at_once": _told_at_once([best], interpretation),
        "many_at_once": _told_at_once(many, interpretation),
    }
    found |= {f"best_{name}": best.features.get(name, 0.0) for name in _OF_THE_BEST}
    if "sense" in best.features:  # there is a sentence model
        found |= {"best_sense": best.features["sense"], "few_sense": max(c.features["sense"] for c in few)}
        found |= {"best_read": best.features["read"], "few_read": max(c.features["read"] for c in few)}
    found |= {f"few_{name}": max(c.features.get(name, 0.0) for c in few) for name in _OF_A_FEW}
    found["few_unmet_whole"] = min(c.features.get("unmet_whole", 0.0) for c in few)
    found["few_met_all"] = max(0.0, found["few_met_rare_whole"] - _NEARLY_ALL)
    # A library without the document holds others that share a drug, a test or a number, each a little.
    off_subject = {c.evidence.document.id for c in passed[:_SCATTERED] if not c.features["subject"]}
    found["documents_off_subject"] = float(len(off_subject))
    return found | _untold(many, interpretation, asked, lexicon)


_SHORTEST_CUT = 3  # letters of a word that is cut short
_SLIPS = ((8, 2), (5, 1))  # letters from which on so many slips are no other word
_LETTERS = re.compile(r"[a-z]{4,}")


def _unfamiliar(unknown: Sequence[str], few: Sequence[Candidate]) -> list[str]:
    """Unknown words that are no clipping and no slip of one that the best statements, headings or titles hold: "umbi"
    where they speak of an umbilical vein."""
    if not unknown:
        return []
    said = " ".join(
        f"{c.evidence.document.title} {c.statement.passage.context} {c.statement.full}".lower() for c in few
    )
    words = set(_LETTERS.findall(said))
    return [word for word in unknown if not any(_is_slip_of(word, other) for other in words)]


def _is_slip_of(word: str, other: str) -> bool:
    if word[0] != other[0]:
        return False
    if len(word) >= _SHORTEST_CUT and len(other) > len(word) + 1 and other.startswith(word):
        return True
    slips = next((most for least, most in _SLIPS if len(word) >= least), 0)
    return bool(slips) and OSA.distance(word, other, score_cutoff=slips) <= slips


def _told_by_kind(not_held: Sequence[Mention], few: Sequence[Candidate], lexicon: Lexicon) -> int:
    """How many of the things that the library lacks are of a kind that the best statements, their headings or titles
    name: a bowel resection where they speak of noncardiac surgery. Another of its kind does not name the kind: what is
    said of metformin is not said of glucose-lowering drugs."""
    named = frozenset().union(
        *(c.evidence.own | c.evidence.near | lexicon.keys(c.evidence.document.title) for c in few)
    )
    kinds = (lexicon.line(m.key) - {m.key} for m in not_held)
    return sum(any(not lexicon[key].generic for key in kind & named) for kind in kinds)


def _told_at_once(best: Sequence[Candidate], interpretation: Interpretation) -> float:
    """The largest share of the kinds of fact asked for that one statement holds which leaves nothing named untold,
    0 to 1."""
    leaving_nothing = [c.features for c in best if not any(c.features[f"{kind}_untold"] for kind in _NAMED)]
    if interpretation.slots <= {Slot.YES_NO}:
        return float(bool(leaving_nothing))
    return max((features["slots_held"] for features in leaving_nothing), default=0.0)


_NAMED = ("drug", "topics", "tests")


def _is_name(word: str, question: str) -> bool:
    """Whether a word of the question, given in lower case, is written there as a name is: "a Behcet flare"."""
    return re.search(rf"(?<=[\w,] ){word.capitalize()}\b", question) is not None


def _untold(
    best: Sequence[Candidate], interpretation: Interpretation, asked: Asked, lexicon: Lexicon
) -> dict[str, float]:
    """Kinds of fact that the question wants and none of the best holds."""
    on_drug = [c for c in best if c.features["drug_shown"] or c.features["drug_in_path"]] if asked.drugs else best
    with_context = [f"{c.statement.passage.context} {c.statement.full}" for c in best]
    told = {
        "numbers": _holds_the_numbers(best, interpretation, asked, lexicon),
        "time": _tells_the_time(best, interpretation),
        "values": speaks_of_the_values(best, interpretation, lexicon),
        "aspects": states_aspects(
            _beside_diseases(interpretation), [c.statement.full for c in on_drug if c.features["subject"]]
        ),
        "qualifiers": states_qualifiers(interpretation.asked_text, with_context),
        "drugs_together": not leaves_two_drugs_apart(best, interpretation, lexicon),
    }
    return {f"{name}_untold": float(not held) for name, held in told.items()}


def _beside_diseases(interpretation: Interpretation) -> str:
    """What is asked without the names of diseases and procedures: a "ruptured aneurysm" asks for no rupture."""
    text = interpretation.asked_text
    for mention in interpretation.concepts:
        if mention.type in (ConceptType.CONDITION, ConceptType.PROCEDURE):
            text = text.replace(interpretation.text[mention.start : mention.end], " ")
    return text


def speaks_of_the_values(best: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether each value that was measured is spoken of somewhere: what to do about potassium of 6.8 is told by no
    statement on insulin that does not name potassium."""
    told: frozenset[str] = frozenset().union(*(c.evidence.concepts | c.evidence.scope for c in best))
    return not not_told(interpretation.values, told, lexicon)


def _tells_the_time(best: Sequence[Candidate], interpretation: Interpretation) -> bool:
    """Whether one of the best counts in the unit that is asked for, and "when to stop" is not met with doses alone."""
    if _COUNTED_TIME.search(interpretation.asked_text) and not any(c.features.get("unit_told") for c in best):
        return False
    return Slot.TIMING not in interpretation.slots or any(not c.features.get("action_missing") for c in best)


def _holds_the_numbers(
    best: Sequence[Candidate], interpretation: Interpretation, asked: Asked, lexicon: Lexicon
) -> bool:
    slots = interpretation.slots
    with_numbers = [c for c in best if c.features["numbers"]]
    if Slot.COUNT in slots and not with_numbers:
        return False
    # How a test is scored must be told of that test.
    if _LEVEL.search(interpretation.asked_text) and not any(c.features["concepts_shown"] for c in with_numbers):
        return False
    scored = [c for c in with_numbers if asked.tests & c.evidence.scope or _has_number(c, asked.tests, lexicon)]
    if _SCORING.search(interpretation.asked_text) and asked.tests and not scored:
        return False
    drugs = asked.drugs - ELECTROLYTES
    if Slot.DOSE in slots and drugs:
        # Some dose will not do: it must be that of a drug the question names.
        named = [c for c in best if c.features["drug_shown"] or c.features["drug_in_path"]]
        return any(_gives_dose(c, drugs, lexicon) or _FORBIDS.search(c.statement.text) for c in named)
    if Slot.DOSE in slots and (asked.drugs or asked.tests):
        # "How much may the sodium fall": a number that is told of it will do.
        return any(c.features["concepts_shown"] for c in with_numbers)
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
            if mention.key in lexicon.with_broader(drugs) or drugs & lexicon.line(mention.key):
                return True
    return False


def _has_number(candidate: Candidate, tests: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a number stands close behind the name of one of the tests."""
    shown = candidate.statement.full
    named = [mention for mention in lexicon.find(shown) if mention.key in tests]
    return any(re.search(r"\d", shown[mention.end : mention.end + _CLOSE]) for mention in named)


_LEVEL = re.compile(r"\b(?:above|below|at|over|under) (?:what|which)\b|cut-?off|how (?:high|low)\b", re.I)
_COUNTED_TIME = re.compile(r"\bhow many (?:more |extra |further )?(?:minutes|hours|days|weeks|months|years)\b", re.I)
_OF_A_DRUG = re.compile(r"[^.;:,]{0,25}")  # between a dose and the drug behind it: "5 mg of amiodarone"
_CLOSE = 40  # characters between a test and its number
_FORBIDS = re.compile(r"\b(?:do not|should not|must not|not recommended|contraindicated|avoid)\b", re.I)
_SCORING = re.compile(r"\bscor(?:e|es|ed|ing)\b|\bpoints?\b|cut-?off|normal or|\babnormal\b", re.I)
