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

    # Sums are written with einsum: the products are small, and a threaded matrix product would burn processor time in
    # waiting.

    def __init__(
        self,
        question: str,
        *,
        vectors: WordVectors,
        weights: Mapping[str, float],
        names: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Args:
        question: as it is read.
        vectors: of words.
        weights: of each content word of question and names, how rare it is in the library, 0 to 1.
        names: what the question calls a thing, and its name in full; either is met by the other.
        """
        self._vectors = vectors
        said = dict.fromkeys(words_of(" . ".join((question, *(full for _, full in names)))))
        self._words = tuple(word for word in said if word in weights)
        rows = {word: row for row, word in enumerate(self._words)}
        self._names = [
            tuple([rows[word] for word in words_of(part) if word in rows] for part in pair) for pair in names
        ]
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
        like = np.einsum("ij,kj->ik", self._meant, meant)
        for row, word in enumerate(self._words):
            if word in column:
                like[row, column[word]] = 1.0  # the same word, in the table or not
        weighted = meant * self._vectors.rarities(known)[:, None]
        parts = [
            self._of(like, weighted, [[column[word] for word in words] for words in several], name)
            for name, several in zip(("text", "whole"), zip(*texts, strict=True), strict=True)
        ]
        return _with_distance([one | other for one, other in zip(*parts, strict=True)])

    def _of(self, like: _Vector, weighted: _Vector, columns: Sequence[list[int]], name: str) -> list[dict[str, float]]:
        """Features of all statements at once, by the columns of their words."""
        # A column of zeros at the end stands for a statement without words.
        like = np.hstack([like, np.zeros((len(like), 1), dtype=np.float32)])
        weighted = np.vstack([weighted, np.zeros((1, weighted.shape[1]), dtype=np.float32)])
        filled = [places or [len(weighted) - 1] for places in columns]
        flat = np.concatenate([np.array(places) for places in filled])
        starts = np.cumsum([0, *(len(places) for places in filled[:-1])])
        met = np.maximum.reduceat(like[:, flat], starts, axis=1)
        for pair in self._names:
            if all(pair):
                either = np.maximum(*(met[rows].mean(axis=0) for rows in pair))
                for rows in pair:
                    met[rows] = either
        pooled = np.add.reduceat(weighted[flat], starts, axis=0)
        lengths = np.maximum(np.linalg.norm(pooled, axis=1), np.float32(1e-6))
        table = _GAIN * np.stack(
            [
                np.einsum("ij,j->i", pooled, self._whole) / lengths,
                np.einsum("i,ij->j", self._held, met),
                np.einsum("i,ij->j", self._spoken, met),
                2 * np.einsum("i,ij->j", self._held, np.maximum(met - _NEAR, 0)),
                (self._rare[:, None] * (1 - met)).max(axis=0),
                met.min(axis=0),
            ]
        )
        names = [f"{kind}_{name}" for kind in ("like", "met", "met_rare", "met_near", "unmet", "least")]
        return [dict(zip(names, map(float, row), strict=True)) for row in table.T]


def _pooled(vectors: _Vector, weights: _Vector) -> _Vector:
    """The weighted sum, brought to length one."""
    total: _Vector = np.einsum("i,ij->j", weights, vectors)
    return total / np.float32(max(float(np.linalg.norm(total)), 1e-6))


def _with_distance(made: list[dict[str, float]]) -> list[dict[str, float]]:
    best = {name: max(features[name] for features in made) for name in made[0]}
    return [features | {f"{name}_behind": features[name] - best[name] for name in features} for features in made]
