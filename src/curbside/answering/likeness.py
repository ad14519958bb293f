"""How near in meaning the words of statements are to those of a question, by word vectors.

Finds what is said in other words ("fever" for "temperature"). It orders statements and helps to tell that nothing held
is near; it vouches for nothing: opposites and other doses look alike to it (rule 3 of the product).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from curbside.answering.spoken import Spoken
from curbside.language.word_vectors import Meant, WordVectors, words_of

_NEAR = 0.5  # likeness from which two words count as near
_GAIN = 2.0  # features on the scale of the others
_MEANT = 4.0  # texts differ less than words do
_KINDS = ("like", "means", "met", "met_rare", "met_near", "unmet", "least")
_OF_BOTH = tuple(f"{kind}_{name}" for name in ("text", "whole") for kind in _KINDS)
_NAMES = (*_OF_BOTH, *(f"{name}_behind" for name in _OF_BOTH))
_Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A statement as it is compared."""

    text: str  # as shown
    context: tuple[str, ...]  # title; headings and lead-ins
    told: frozenset[str]  # keys of the concepts that the text names, with what those are kinds of
    around: frozenset[str]  # the same with all context


class Compared:
    """The features of statements, in their order; none where the question holds no word to compare."""

    def __init__(self, values: npt.NDArray[np.float64]) -> None:
        """`values`: a row for each statement, a column for each feature, or no column."""
        self._values = values
        self._names = _NAMES[: values.shape[1]]

    def of(self, place: int) -> dict[str, float]:
        """All features of one statement."""
        return dict(zip(self._names, self._values[place].tolist(), strict=True))

    def all(self, name: str) -> npt.NDArray[np.float64]:
        """One feature of each statement, 0 where there is none."""
        return self._values[:, _NAMES.index(name)] if self._names else np.zeros(len(self._values))


class Likeness:
    """Compares the statements found for one question with it.

    A question is its things, each compared as one, and the words beside them; and it is a text, compared as a whole
    with the statement ("means") by what each of its words adds to a text's vector.
    """

    # Sums are written with einsum: the products are small, and a threaded matrix product would burn processor time in
    # waiting.

    def __init__(self, spoken: Spoken, *, vectors: WordVectors, weights: Mapping[str, float]) -> None:
        """Args:
        spoken: what the question says.
        vectors: of words.
        weights: of each content word beside the things, how rare it is in the library, 0 to 1.
        """
        self._vectors = vectors
        self._things = spoken.things
        single = tuple(word for word in words_of(spoken.rest) if word in weights)
        forms = [tuple(words_of(form) for form in thing.names) for thing in spoken.things]
        self._words = tuple(dict.fromkeys((*single, *(word for pair in forms for form in pair for word in form))))
        rows = {word: row for row, word in enumerate(self._words)}
        self._single = [rows[word] for word in single]
        self._forms = [tuple([rows[word] for word in form] for form in pair if form) for pair in forms]
        rare = vectors.rarities(self._words)
        named = [max(float(rare[row]) for row in pair[-1]) if pair else 1.0 for pair in self._forms]
        self._rare = np.array([*(rare[row] for row in self._single), *named], dtype=np.float32)
        held = np.array([*(weights[word] for word in single), *(t.rarity for t in spoken.things)], dtype=np.float32)
        self._held = held / max(float(held.sum()), 1e-6)
        self._spoken = self._rare / max(float(self._rare.sum()), 1e-6)
        self._rows = vectors.meant(self._words).rows
        whole = {*self._single, *(row for pair in self._forms for form in pair[-1:] for row in form)}
        self._whole = vectors.meant(tuple(self._words[row] for row in sorted(whole))).like
        # The question as a text: all its words, and each thing by its name in full, whatever it is called here.
        said = " ".join((spoken.rest, *(thing.names[-1] for thing in spoken.things)))
        self._asked = vectors.meant(words_of(said)).means

    def features(self, statements: Sequence[Heard]) -> Compared:
        """Features of each statement, and how far each lies behind the nearest statement."""
        if not self._words or not statements:
            return Compared(np.zeros((len(statements), 0)))
        texts = self._vectors.texts(
            [*((heard.text,) for heard in statements), *((*heard.context, heard.text) for heard in statements)]
        )
        own = self._of(texts[: len(statements)], [heard.told for heard in statements])
        whole = self._of(texts[len(statements) :], [heard.around for heard in statements])
        near = np.concatenate([own, whole]).T
        return Compared(np.hstack([near, near - near.max(axis=0)]))

    def _of(self, texts: Sequence[Meant], told: Sequence[frozenset[str]]) -> npt.NDArray[np.float64]:
        """Features of all statements at once: a row for each of `_KINDS`, a column for each statement."""
        met = self._met(texts)
        met = np.vstack([met[self._single], *(self._told(met, place, told) for place in range(len(self._things)))])
        found = _GAIN * np.stack(
            [
                np.einsum("ij,j->i", np.stack([text.like for text in texts]), self._whole),
                _MEANT * np.einsum("ij,j->i", np.stack([text.means for text in texts]), self._asked),
                np.einsum("i,ij->j", self._held, met),
                np.einsum("i,ij->j", self._spoken, met),
                2 * np.einsum("i,ij->j", self._held, np.maximum(met - _NEAR, 0)),
                (self._rare[:, None] * (1 - met)).max(axis=0),
                met.min(axis=0),
            ]
        )
        return found.astype(np.float64)

    def _met(self, texts: Sequence[Meant]) -> _Vector:
        """How near each of the question's words is to the nearest word of each text; a row for each word."""
        known, columns = np.unique(np.concatenate([text.rows for text in texts]), return_inverse=True)
        like = np.einsum("ij,kj->ik", self._vectors.vectors_of(self._rows), self._vectors.vectors_of(known))
        like[self._rows[:, None] == known] = 1.0  # the same word
        starts = np.cumsum([0, *(len(text.rows) for text in texts[:-1])])
        met: _Vector = np.maximum.reduceat(like[:, columns], starts, axis=1)
        for row, word in enumerate(self._words):
            if word not in self._vectors:  # one number stands for all such words
                met[row] = [word in text.others for text in texts]
        return met

    def _told(self, met: _Vector, place: int, told: Sequence[frozenset[str]]) -> _Vector:
        """How far each statement tells a thing: wholly where it names it, else as well as it meets its words."""
        key = self._things[place].key
        named = np.array([[key in keys for keys in told]], dtype=np.float32)
        found: _Vector = np.max([named, *(met[rows].mean(axis=0)[None, :] for rows in self._forms[place])], axis=0)
        return found
