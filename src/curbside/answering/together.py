"""Does anything that is held speak of two things together, where it is asked whether they go together?

Who asks whether a drug may be given with another, or in somebody who has a disease, is not answered by its usual dose.
"""

import re
from collections.abc import Sequence

from curbside.answering.ranking import Candidate
from curbside.domain.questions import ConceptType, Interpretation, Slot
from curbside.retrieval.concepts import Lexicon

_ASKS_OF_BOTH = re.compile(
    r"\b(?:with|together|alongside|interact\w*|combin\w+|on top|safe|ok|okay|alright|all right|problem|trouble|"
    r"chang(?:e|ing)|adjust\w*|cut the dose|pause|matter|clash\w*|while (?:on|he's|she's|taking)|allowed|keep|stop)\b",
    re.I,
)
_MAY_IT = re.compile(
    r"\b(?:can|may|could|should|is it|does|do (?:i|we)|any (?:reason|harm|problem|objection|trouble|point)|ok|okay|"
    r"alright|all right|safe|(?:good|bad) idea|allowed|suitable|worth|leave|stop|option|candidate|use it|fine|"
    r"reasonable|problem)\b",
    re.I,
)
_WHICH = re.compile(r"\b(?:which|what|when|how|where|who|why)\b", re.I)
# Where one of these is asked for, a drug or disease beside it may be background.
_OF_ONE = frozenset({Slot.DOSE, Slot.DURATION, Slot.TIMING, Slot.FREQUENCY, Slot.TARGET, Slot.COUNT, Slot.PROGNOSIS})
# Drugs to the lexicon, but mostly measured or given with anything.
_NOT_BESIDE = frozenset(
    {
        "potassium",
        "magnesium",
        "calcium",
        "phosphate",
        "bicarbonate",
        "oxygen",
        "intravenous-fluids",
        "alcohol",
        "albumin",
    }
)
_MOST = 2.0


def untold_together(best: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon) -> dict[str, float]:
    """Of the things that are asked about together, how many no statement speaks of together with the drug.

    Args:
        best: candidates that may speak.
        interpretation: of the question.
        lexicon: to know classes and what is a kind of what.
    Returns:
        `drugs_together_untold`: 1 where two drugs are asked about and no statement names both, by name or class.
        `disease_together_untold`: how many diseases no statement names that names a drug, at most two. 0 where
        something else is asked.
    """
    named = {m.key: m.type for m in interpretation.concepts if not lexicon[m.key].generic}
    drugs = {key for key, kind in named.items() if kind is ConceptType.DRUG} - _NOT_BESIDE
    drugs = {key for key in drugs if not any(key != other and key in lexicon.with_broader([other]) for other in drugs)}
    found = {"drugs_together_untold": 0.0, "disease_together_untold": 0.0}
    if not drugs or interpretation.slots & _OF_ONE:
        return found
    told = [frozenset(key for key in drugs if _tells_drug(key, c, lexicon)) for c in best]
    if len(drugs) == 2 and not interpretation.alternative_keys and _ASKS_OF_BOTH.search(interpretation.text):
        found["drugs_together_untold"] = float(drugs not in told)
    text = interpretation.asked_text
    if _MAY_IT.search(text) and not _WHICH.search(text):
        diseases = {key for key, kind in named.items() if kind is ConceptType.CONDITION and not lexicon[key].sign}
        on_drug = [c for c, keys in zip(best, told, strict=True) if keys]
        untold = [
            key
            for key in diseases - interpretation.negated
            if not any(_tells_disease(key, c, lexicon) for c in on_drug)
        ]
        found["disease_together_untold"] = min(_MOST, len(untold))
    return found


def _tells_drug(key: str, candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether words or headings name a drug, one of its kind or its class."""
    headed = lexicon.keys(" . ".join(candidate.statement.passage.path))
    keys = candidate.evidence.own | candidate.evidence.near | headed
    return key in lexicon.with_broader(keys) or bool((lexicon.with_broader([key]) - {key}) & keys)


def _tells_disease(key: str, candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether words, headings or title name a disease, one of its kind or what it is a kind of."""
    keys = candidate.evidence.concepts | candidate.evidence.scope
    return key in lexicon.with_broader(keys) or bool((lexicon.with_broader([key]) - {key}) & keys)
