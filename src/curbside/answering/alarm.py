"""Does this sound like somebody in an emergency now? Learned, beside the rules of `answering.emergencies`.

A logistic model over the words of a question, its pairs of neighbouring words and the mean of its word vectors. Rules
name what they recognise but know only the wordings they were written for; this knows no names and is not bound to
wordings. Made by `evaluation/safety/train_alarm.py` from the phrasings in `evaluation/safety` and the development bank.
"""

import json
import math
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from curbside.language.word_vectors import word_vectors

MODEL = "alarm.json"
SPREAD = 3.0  # brings vectors to the scale of the words' features, which are 0 or 1
_TOKEN = re.compile(r"[a-z']+|\d+|[?!]")
_NUMBER, _FIRST, _LAST = "#", "^", "$"
# One word each: the "first" of "first-line" alarms nobody.
_CHOICE = re.compile(r"\b(first|second|third)[- ](line|choice)\b")


@cache
def _model() -> Mapping[str, float]:
    text = (resources.files("curbside.answering") / MODEL).read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights


def sounds_alarming(text: str) -> bool:
    """Whether a question, made readable by `emergencies.readable`, sounds like an emergency in progress."""
    weights = _model()
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in alarm_features(text).items())
    return total >= weights["least"]


def alarm_features(text: str) -> dict[str, float]:
    """Features by name: a word, two words with a space between, `v0` and up for the mean of the vectors."""
    tokens = [_NUMBER if token.isdigit() else token for token in _TOKEN.findall(_CHOICE.sub(r"\1\2", text))]
    features = dict.fromkeys((f"w {token}" for token in tokens), 1.0)
    features |= dict.fromkeys((f"p {one} {two}" for one, two in pairwise([_FIRST, *tokens, _LAST])), 1.0)
    mean = _mean_vector(tuple(dict.fromkeys(token for token in tokens if token.isalpha())))
    return features | {f"v{place}": SPREAD * float(value) for place, value in enumerate(mean)}


def _mean_vector(words: tuple[str, ...]) -> npt.NDArray[np.float32]:
    """The mean of the words' vectors, rare words counting more."""
    vectors = word_vectors()
    rare = vectors.rarities(words)
    total: npt.NDArray[np.float32] = np.einsum("i,ij->j", rare, vectors.vectors(words))
    return total / np.float32(max(float(rare.sum()), math.ulp(1.0)))
