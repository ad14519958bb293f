"""Relevance feedback (RM3): words that the best passages share and the question lacks.

A recall leg: it finds passages in another vocabulary than the question's (Lavrenko and Croft 2001; Abdul-Jaleel and
others 2004).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

PASSAGES = 10  # taken to be relevant
_WORDS = 30  # of theirs, at most
_SHARE = 0.2  # of the weight that theirs get; more harms questions with one answer (docs/evaluation.md)


def expanded(stems: Sequence[str], best: Sequence[tuple[str, float]]) -> Mapping[str, float]:
    """Word stems to look for, each with its weight; the question's own keep at least the weight 1.

    Args:
        stems: of the question.
        best: stems of a passage in order, separated by spaces, and the passage's score; best first.
    """
    weights = dict.fromkeys(stems, 1.0)
    texts = [(text.split(), score) for text, score in best[:PASSAGES] if text]
    if not weights or not texts:
        return weights
    top = max(score for _, score in texts)
    likelihoods = [math.exp(score - top) for _, score in texts]
    model: dict[str, float] = {}
    for (words, _), likelihood in zip(texts, likelihoods, strict=True):
        for stem, count in Counter(words).items():
            model[stem] = model.get(stem, 0.0) + likelihood / sum(likelihoods) * count / len(words)
    kept = sorted(model.items(), key=lambda entry: (-entry[1], entry[0]))[:_WORDS]
    mass = len(weights) * _SHARE / (1 - _SHARE) / sum(weight for _, weight in kept)
    for stem, weight in kept:
        weights[stem] = weights.get(stem, 0.0) + mass * weight
    return weights
