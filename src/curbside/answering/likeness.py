"""How near in meaning the words of statements are to those of a question, by word vectors.

Finds what is said in other words ("fever" for "temperature"). It orders statements and helps to tell that nothing held
is near; it vouches for nothing: opposites and other doses look alike to it (rule 3 of the product).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from curbside.language.word_vectors import WordVectors, words_of

_NEAR = 0.5  # likeness from which two words count as near
_GAIN = 2.0  # features on the scale of the others
_Vector = npt.NDArray[np.float32]


class Likeness:
    """Compares the statements found for one question with it."""

    def __init__(self, question: str, *, vectors: WordVectors, weights: Mapping[str, float]) -> None:
        """Args: weights, of each content word of the question, how rare it is in the library, 0 to 1."""
        self._vectors = vectors
        self._words = tuple(word for word in words_of(question) if word in weights)
        held = np.array([weights[word] for word in self._words], dtype=np.float32)
        self._rare = vectors.rarities(self._words)
        self._held = held / max(float(held.sum()), 1e-6)
        self._spoken = self._rare / max(float(self._rare.sum()), 1e-6)
        self._meant = vectors.vectors(self._words)
        self._whole = _pooled(self._meant, self._rare)

    def features(self, statements: Sequence[tuple[str, str]]) -> list[dict[str, float]]:
        """Features of each statement, and how far each lies behind the nearest statement.

        Args:
            statements: of each, its words as shown, and all its context: title, headings, lead-ins.
        """
        if not self._words or not statements:
            return [{} for _ in statements]
        texts = [(words_of(shown), words_of(f"{context} {shown}")) for shown, context in statements]
        known = tuple(dict.fromkeys(word for _, whole in texts for word in whole))
        column = {word: place for place, word in enumerate(known)}
        meant = self._vectors.vectors(known)
        rare = self._vectors.rarities(known)
        like = self._meant @ meant.T
        for row, word in enumerate(self._words):
            if word in column:
                like[row, column[word]] = 1.0  # the same word, in the table or not
        made = []
        for shown, whole in texts:
            own, around = ([column[word] for word in words] for words in (shown, whole))
            made.append(self._of(like, own, meant, rare, "text") | self._of(like, around, meant, rare, "whole"))
        return _with_distance(made)

    def _of(self, like: _Vector, columns: list[int], meant: _Vector, rare: _Vector, name: str) -> dict[str, float]:
        met = like[:, columns].max(axis=1) if columns else np.zeros(len(self._words), dtype=np.float32)
        return {
            f"like_{name}": float(_pooled(meant[columns], rare[columns]) @ self._whole) * _GAIN,
            f"met_{name}": float(self._held @ met) * _GAIN,
            f"met_rare_{name}": float(self._spoken @ met) * _GAIN,
            f"met_near_{name}": float(self._held @ np.maximum(met - _NEAR, 0)) * 2 * _GAIN,
            f"unmet_{name}": float((self._rare * (1 - met)).max()) * _GAIN,
            f"least_{name}": float(met.min()) * _GAIN,
        }


def _pooled(vectors: _Vector, weights: _Vector) -> _Vector:
    """The weighted mean, of length one."""
    total: _Vector = weights @ vectors
    return total / np.float32(max(float(np.linalg.norm(total)), 1e-6))


def _with_distance(made: list[dict[str, float]]) -> list[dict[str, float]]:
    best = {name: max(features[name] for features in made) for name in made[0]}
    return [features | {f"{name}_behind": features[name] - best[name] for name in features} for features in made]
