"""The best statements read once more, each together with the question, where there is a model that reads pairs.

Reading costs a hundred times what a feature of words costs; so a first order decides which statements are worth it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from curbside.answering.ranking import Candidate

MOST_READ = 8  # statements of a question that are read
_MOST = 8.0  # of a score, either way
_SCALE = 0.5  # brings scores to the size of the other features

ReadPairs = Callable[[str, Sequence[tuple[str, str]]], Sequence[float]]


def pair_of(candidate: Candidate) -> tuple[str, str]:
    """What is read of a candidate: the place that it stands in, and its words."""
    title, path = candidate.evidence.document.title, candidate.statement.passage.path
    return f"{title} > {' > '.join(path[-2:])}:", candidate.statement.full


def with_reading(ranked: Sequence[Candidate], question: str, read: ReadPairs) -> list[Candidate]:
    """Candidates with what reading says of them as features; those that are not read count as the least of the others.

    Args:
        ranked: by the first order, best first.
        question: as it was asked.
        read: scores statements for a question.
    """
    pairs = [pair_of(candidate) for candidate in ranked[:MOST_READ]]
    return with_scores(ranked, read(question, pairs) if pairs else ())


def with_scores(ranked: Sequence[Candidate], scores: Sequence[float]) -> list[Candidate]:
    """As `with_reading`, where the first candidates' scores are known."""
    if not ranked:
        return []
    best, least = max(scores), min(scores)
    padded = [*scores, *[least] * (len(ranked) - len(scores))]
    return [
        replace(one, features={**one.features, **_read(score, best)}) for one, score in zip(ranked, padded, strict=True)
    ]


def _read(score: float, best: float) -> Mapping[str, float]:
    held = max(-_MOST, min(_MOST, score))
    return {"read": _SCALE * held, "read_behind": _SCALE * max(-_MOST, score - best)}
