"""Passages and questions → vectors of what they mean, by a small language model (`language.transformer`). Optional.

Opposites and other doses are alike to it: likeness finds and orders passages and vouches for none.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from curbside.language.transformer import WIDTH, Transformer, Vector, by_length

_LONGEST = 160  # pieces of a text that are read; the rest says little new, and reading it costs as much again
_BATCH = 8  # texts that are read together; more are slower


class Embedder:
    """Reads texts with the sentence model. Threads may share it."""

    def __init__(self, model: Transformer) -> None:
        self._model = model
        self.embed_one = lru_cache(maxsize=256)(self._embed_one)

    def embed(self, texts: Sequence[str]) -> Vector:
        """A vector of length one for each text, a row each of `WIDTH` columns."""
        model = self._model
        read = [[model.opens, *model.read(text, _LONGEST - 2), model.closes] for text in texts]
        made = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for places in by_length(read, _BATCH):
            states = model.states([read[place] for place in places])
            for place, state in zip(places, states, strict=True):
                made[place] = state[: len(read[place])].sum(axis=0)
        made /= np.linalg.norm(made, axis=1, keepdims=True)
        return made

    def _embed_one(self, text: str) -> Vector:
        made: Vector = self.embed([text])[0]
        return made
