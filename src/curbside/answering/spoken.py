"""What a question says, each thing counted once, however many words name it.

"HFrEF" and "heart failure with reduced ejection fraction" are one thing: a statement that names it tells it, in either
form, and it weighs the same. Words outside such names count by themselves.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from curbside.domain.questions import Interpretation, Shorthand
from curbside.domain.text import singular_of_short
from curbside.library.store import Store
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A concept that the question names, or what it abbreviates as a document does."""

    key: str  # of the concept, "" for something that only documents explain
    names: tuple[str, ...]  # as the question and documents call it, its name in full last
    rarity: float  # 0 to 1; 1 for what one passage names, or none
    forms: tuple[frozenset[str], ...]  # stems of each

    def told(self, stems: Set[str], keys: Set[str]) -> float:
        """How far words with these concepts tell it: 1 where they name it, else the share of its words, 0 to 1."""
        if self.key in keys:
            return 1.0
        return max([len(form & stems) / len(form) for form in self.forms if form], default=0.0)


@dataclass(frozen=True, kw_only=True)  # without slots: what is asked for each statement is worked out once
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
        """Stems to search for: of the words beside the things, and of each thing's names but for what the question
        calls a concept, which is searched for by its key."""
        sought = (form for thing in self.things for form in (thing.forms[1:] if thing.key else thing.forms))
        return list(dict.fromkeys((*self.words, *(stem for form in sought for stem in sorted(form)))))

    @cached_property
    def stems(self) -> frozenset[str]:
        """Of all words, those that name things in either form included."""
        return frozenset(self.words).union(*(form for thing in self.things for form in thing.forms))

    def told(self, stems: Set[str], keys: Set[str]) -> float:
        """Share of the question that words with these concepts tell, rare things counting more; 0 to 1."""
        told = sum([rarity for word, rarity in self.words.items() if word in stems])  # lists are summed faster
        told += sum([thing.rarity * thing.told(stems, keys) for thing in self.things])
        return told / self._total if self._total else 0.0

    @cached_property
    def _total(self) -> float:
        return sum(self.words.values()) + sum(thing.rarity for thing in self.things)


def spoken_of(interpretation: Interpretation, *, store: Store, lexicon: Lexicon, analyzer: Analyzer) -> Spoken:
    """What the question says."""
    text = interpretation.text
    rest = list(text)
    said: dict[str, str] = {}
    for mention in interpretation.concepts:
        said.setdefault(mention.key, text[mention.start : mention.end])
        rest[mention.start : mention.end] = " " * (mention.end - mention.start)
    short: dict[str, tuple[str, ...]] = {}
    explained = []
    for shorthand in interpretation.shorthands:
        inside = {m.key for m in interpretation.concepts if m.start < shorthand.end and shorthand.start < m.end}
        short |= {key: (*short.get(key, ()), *_in_both_numbers(shorthand.forms, analyzer)) for key in inside}
        if not inside:
            explained.append(_explained(text[shorthand.start : shorthand.end], shorthand, store, analyzer))
            rest[shorthand.start : shorthand.end] = " " * (shorthand.end - shorthand.start)
    counts = store.numbers_with(said)
    named = [
        _thing(key, (words, *short.get(key, ()), lexicon.name(key)), _rarity(counts.get(key, 1), store), analyzer)
        for key, words in said.items()
    ]
    things = (*named, *explained)
    plain = _without_values("".join(rest), interpretation)
    return Spoken(rest=plain, words=word_rarity(analyzer.stems(plain), store), things=things)


def _thing(key: str, names: tuple[str, ...], rarity: float, analyzer: Analyzer) -> Thing:
    return Thing(key=key, names=names, rarity=rarity, forms=tuple(frozenset(analyzer.stems(n)) for n in names))


def _explained(said: str, shorthand: Shorthand, store: Store, analyzer: Analyzer) -> Thing:
    """What only documents explain: as rare as the rarest words of all its names together let it be."""
    shorts = shorthand.forms if shorthand.written_out else (singular_of_short(said),)
    longs = (said,) if shorthand.written_out else shorthand.forms
    names = (*_in_both_numbers(shorts, analyzer), *longs)
    held = store.frequency({stem for name in names for stem in analyzer.stems(name)})
    told = sum(min((held.get(stem, 0) for stem in analyzer.stems(name)), default=0) for name in names)
    return _thing("", names, _rarity(min(max(told, 1), store.passages), store), analyzer)


def _in_both_numbers(shorts: Sequence[str], analyzer: Analyzer) -> tuple[str, ...]:
    """Abbreviations, and their plurals where those have another stem: stemming leaves "PDMPs", which has no vowel."""
    plurals = (f"{short}s" for short in shorts if analyzer.stems(f"{short}s") != analyzer.stems(short))
    return (*shorts, *plurals)


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
