"""How well a statement answers a question, read together: every word of one sees every word of the other. Optional.

Where likeness of two vectors says that both speak of the same, this may also see that the drug, the patient or the
thing asked for is another. It is the small language model (`language.transformer`) with changes of low rank, learned on
our question banks, on BioASQ and on MedQuAD (`evaluation/train_pair_reader.py` makes `pair_reader.npz`). It orders what
was found and helps to decide whether anything answers; it words nothing and vouches for nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import resources

import numpy as np

from curbside.language.transformer import Transformer, Vector, by_length

LONGEST_QUESTION, LONGEST_PLACE, LONGEST_STATEMENT = 44, 40, 100  # pieces that are read
_BATCH = 4  # pairs that are read together; more are slower


class PairReader:
    """Reads questions with statements. Threads may share it."""

    def __init__(self, model: Transformer, learned: Mapping[str, Vector]) -> None:
        """Args:
        model: as published.
        learned: `NAME.down` and `NAME.up`, whose product is added to the array NAME of the model; `kinds`, added to its
            vectors of first and second text; `inner`, `inner_bias`, `outer` and `outer_bias` of the layers on top.
        """
        names = [name.removesuffix(".down") for name in learned if name.endswith(".down")]
        changes = {f"{name}.weight": (learned[f"{name}.down"] @ learned[f"{name}.up"]).T for name in names}
        changes["embeddings.token_type_embeddings.weight"] = learned["kinds"]
        self._model = model.changed(changes)
        self._learned = learned

    @classmethod
    def load(cls, model: Transformer) -> "PairReader":
        """With what was learned, as it ships with the package."""
        with (resources.files("curbside.language") / "pair_reader.npz").open("rb") as file:
            stored = np.load(file, allow_pickle=False)
            return cls(model, {name: stored[name].astype(np.float32) for name in stored.files})

    def read(self, question: str, told: Sequence[tuple[str, str]]) -> list[float]:
        """A score for each statement; above 0 it rather answers than not. No unit.

        Args:
            question: as it was asked.
            told: of each statement, the place that it stands in (title and headings) and its words.
        """
        model = self._model
        asked = [model.opens, *model.read(question, LONGEST_QUESTION), model.closes]
        pairs = [
            [*model.read(place, LONGEST_PLACE), *model.read(words, LONGEST_STATEMENT), model.closes]
            for place, words in told
        ]
        scores = [0.0] * len(pairs)
        for numbers in by_length(pairs, _BATCH):
            for number, score in zip(numbers, self._scores(asked, [pairs[n] for n in numbers]), strict=True):
                scores[number] = score
        return scores

    def _scores(self, asked: Sequence[int], told: Sequence[Sequence[int]]) -> Iterator[float]:
        first = len(asked)
        states = self._model.states(
            [[*asked, *pieces] for pieces in told], [[*[0] * first, *[1] * len(pieces)] for pieces in told]
        )
        learned = self._learned
        for state, pieces in zip(states, told, strict=True):
            both = np.concatenate([state[:first].mean(axis=0), state[first : first + len(pieces)].mean(axis=0)])
            inner = np.tanh(learned["inner"] @ both + learned["inner_bias"])
            yield float((learned["outer"] @ inner + learned["outer_bias"])[0])
