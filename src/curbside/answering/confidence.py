"""How sure one may be that the best statement answers the question: what decides whether a direct answer is shown.

The ranker says which statement is best; among two that pass the gate the better one is not yet right. These features
look at the company it is in: how far behind the next one is, how many there were, whether they are of one document,
and whether it holds what was asked for. The weights are learned with the ranker's, from questions on documents that
the ranker had not seen (`evaluation/train_ranker.py`).
"""

import math
from collections.abc import Sequence

from curbside.answering.ranking import Candidate

_MOST_LEAD = 4.0
_ALONE = 3.0  # lead of a candidate that has no rival
_NEXT = 4
_TAKEN_OVER = (
    "slots_held", "in_range", "unit_missing", "action_missing", "words_shown", "support_section", "subject",
    "topics_untold", "tests_untold", "like_text", "like_whole", "met_text", "met_whole", "met_rare_whole",
    "unmet_whole", "means_text", "means_whole", "trial", "directive", "slot_prognosis",
)  # fmt: skip
_OF_READING = ("read", "read_behind")  # only where there is a model that reads pairs


def confidence_features(
    best: Candidate, candidates: Sequence[Candidate], *, share: float, words: int
) -> dict[str, float]:
    """Features of the best candidate among its rivals.

    Args:
        best: the candidate that would open the answer.
        candidates: all that may speak, best first, `best` among them.
        share: probability of `best` against the others, 0 to 1.
        words: content words of the question.
    """
    others = [c for c in candidates if c is not best]
    section = best.statement.passage.path
    elsewhere = [c for c in others if c.statement.passage.path != section]
    following = others[:_NEXT]
    document = best.evidence.document.id
    same = sum(c.evidence.document.id == document for c in following) / len(following) if following else 1.0
    return {
        "share": math.log(share / (1 - share + 1e-3) + 1e-9),
        "score": best.score,
        "lead": _lead(best, others),
        "lead_of_section": _lead(best, elsewhere),
        "rivals": math.log(len(candidates)),
        "same_document": same,
        "words": float(words),
        **{name: best.features.get(name, 0.0) for name in _TAKEN_OVER},
        **{name: best.features[name] for name in _OF_READING if name in best.features},
    }


def _lead(best: Candidate, others: Sequence[Candidate]) -> float:
    """How far the next score is behind, at most four; no unit."""
    return min(_MOST_LEAD, best.score - others[0].score) if others else _ALONE
