"""Does anything that is held speak of two drugs together, where it is asked whether they go together?

Who asks whether one may be given with another is not answered by the usual dose of one.
"""

import re
from collections.abc import Sequence

from curbside.answering.ranking import Candidate
from curbside.answering.subject import ELECTROLYTES, named_of
from curbside.domain.questions import ConceptType, Interpretation, Slot
from curbside.retrieval.concepts import Lexicon

_ASKS_OF_BOTH = re.compile(
    r"\b(?:with|together|alongside|interact\w*|combin\w+|on top|safe|ok|okay|alright|all right|problem|trouble|"
    r"chang(?:e|ing)|adjust\w*|cut the dose|pause|matter|clash\w*|while (?:on|he's|she's|taking)|allowed|keep|stop)\b",
    re.I,
)
# Where one of these is asked for, one of the drugs may be background.
_OF_ONE = frozenset({Slot.DOSE, Slot.DURATION, Slot.TIMING, Slot.FREQUENCY, Slot.TARGET, Slot.COUNT, Slot.PROGNOSIS})
# Given with anything, or measured.
_NOT_BESIDE = ELECTROLYTES | {"oxygen", "intravenous-fluids", "alcohol", "albumin"}


def leaves_two_drugs_apart(best: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether two drugs are asked about together and no statement names both, each by its name or its class.

    Args:
        best: candidates that may speak.
        interpretation: of the question.
        lexicon: to know what is a kind of what.
    """
    if interpretation.slots & _OF_ONE or interpretation.alternative_keys:
        return False
    named = named_of(ConceptType.DRUG, interpretation, lexicon) - _NOT_BESIDE
    drugs = {key for key in named if not any(key != other and key in lexicon.line(other) for other in named)}
    if len(drugs) != 2 or not _ASKS_OF_BOTH.search(interpretation.text):
        return False
    return not any(all(_tells(key, candidate, lexicon) for key in drugs) for candidate in best)


def _tells(key: str, candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether words or headings name a drug, one of its kind or its class."""
    headed = lexicon.keys(" . ".join(candidate.statement.passage.path))
    keys = candidate.evidence.own | candidate.evidence.near | headed
    return key in lexicon.with_broader(keys) or bool((lexicon.line(key) - {key}) & keys)
