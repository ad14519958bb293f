"""What a question says, each thing counted once, however many words name it.

"HFrEF" and "heart failure with reduced ejection fraction" are one thing: a statement that names it tells it, in either
form, and it weighs the same. Words outside such names count by themselves.
"""

import math
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from curbside.domain.questions import Interpretation
from curbside.library.store import Store
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A concept that the question names."""

    key: str
    said: str  # as the question calls it
    name: str  # as the lexicon does
    rarity: float  # 0 to 1; 1 for what one passage names, or none
    forms: tuple[frozenset[str], ...]  # stems of both

    def told(self, stems: Set[str], keys: Set[str]) -> float:
        """How far words with these concepts tell it: 1 where they name it, else the share of its words, 0 to 1."""
        if self.key in keys:
            return 1.0
        return max((len(form & stems) / len(form) for form in self.forms if form), default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A question as its things and the words beside them."""

    rest: str  # the question with the names of things blanked out
    words: Mapping[str, float]  # stems of the rest → rarity in the library, 0 to 1; words that it lacks are left out
    things: tuple[Thing, ...]

    @property
    def size(self) -> int:
        """How many things and words."""
        return len(self.words) + len(self.things)

    @property
    def query(self) -> list[str]:
        """Stems to search for: of the words beside the things, and of each thing's name in full."""
        return list(dict.fromkeys((*self.words, *(stem for thing in self.things for stem in sorted(thing.forms[-1])))))

    @property
    def stems(self) -> frozenset[str]:
        """Of all words, those that name things in either form included."""
        return frozenset(self.words).union(*(form for thing in self.things for form in thing.forms))

    def told(self, stems: Set[str], keys: Set[str]) -> float:
        """Share of the question that words with these concepts tell, rare things counting more; 0 to 1."""
        total = sum(self.words.values()) + sum(thing.rarity for thing in self.things)
        told = sum(rarity for word, rarity in self.words.items() if word in stems)
        told += sum(thing.rarity * thing.told(stems, keys) for thing in self.things)
        return told / total if total else 0.0


def spoken_of(interpretation: Interpretation, *, store: Store, lexicon: Lexicon, analyzer: Analyzer) -> Spoken:
    """What the question says."""
    text = interpretation.text
    rest = list(text)
    said: dict[str, str] = {}
    for mention in interpretation.concepts:
        said.setdefault(mention.key, text[mention.start : mention.end])
        rest[mention.start : mention.end] = " " * (mention.end - mention.start)
    counts = store.numbers_with(said)
    things = tuple(
        Thing(
            key=key,
            said=words,
            name=lexicon.name(key),
            rarity=_rarity(counts.get(key, 1), store),
            forms=tuple(frozenset(analyzer.stems(form)) for form in (words, lexicon.name(key))),
        )
        for key, words in said.items()
    )
    plain = _without_values("".join(rest), interpretation)
    return Spoken(rest=plain, words=word_rarity(analyzer.stems(plain), store), things=things)


_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _without_values(text: str, interpretation: Interpretation) -> str:
    """The text without the numbers that are a patient's values: they are compared with ranges, and where another
    number happens to be the same ("potassium 3.1", "phosphate 3.1 mg/dL") that says nothing."""
    values = {value.value for value in interpretation.values}
    return _NUMBER.sub(lambda match: " " * len(match[0]) if float(match[0]) in values else match[0], text)


def word_rarity(words: Iterable[str], store: Store) -> dict[str, float]:
    """How rare each word stem is, 0 to 1: inverse document frequency over passages, 1 for a word of one passage."""
    return {word: _rarity(count, store) for word, count in store.frequency(set(words)).items()}


def _rarity(count: int, store: Store) -> float:
    return max(0.0, 1 - math.log(count) / math.log(max(store.passages, 2)))
