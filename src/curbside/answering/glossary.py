"""Words explained: terms of `glossary.toml` found in a text, and drugs by the class that the lexicon gives them.

Finds what it has a definition for and nothing else; which words would need one is decided apart from it, by
`evaluation/readers.py`, so that a gap shows.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import pairwise

from curbside.domain.answers import Claim, Definition
from curbside.domain.questions import ConceptType
from curbside.domain.text import fold
from curbside.retrieval.concepts import Lexicon

_WORD = re.compile(r"[A-Za-z0-9α-ωµμ]+(?:'[a-z]+)?\+?")
_APART = re.compile(r"[^\w]*[,;:.()\[\]/][^\w]*|\s*[–—]\s*")  # no term runs across these
_LONGEST = 5  # words of a term
# "Class IV", "III–IV" are numbers.
_ROMAN = re.compile(
    r"\b(?:class|stage|grade|type|factor|phase|level|step|tier|nyha|killip)[ -]?$"
    r"|\bI{1,3}[ab]? ?(?:-|–|/|to|and|or) ?$",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A place in a text that has a definition."""

    start: int
    end: int
    key: str  # of the entry: places with one key need one definition
    definition: str


@dataclass(frozen=True, slots=True)
class _Form:
    key: str  # of its entry
    written: tuple[str, ...]
    definition: str


@cache
def _entries() -> tuple[Mapping[tuple[str, ...], Sequence[_Form]], Mapping[str, str]]:
    """Words in lower case → the forms that are written so; and the classes."""
    text = (resources.files("curbside.answering") / "glossary.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    forms: dict[tuple[str, ...], list[_Form]] = {}
    for key, definition in table["terms"].items():
        for form in (part.strip() for part in key.split("|")):
            written = tuple(_WORD.findall(form))
            words = tuple(fold(word) for word in written)
            if not words or len(words) > _LONGEST:
                raise ValueError(f"glossary.toml: the form {form!r} has no word, or more than {_LONGEST}")
            if any(_alike(written, other.written) for other in forms.get(words, ())):
                raise ValueError(f"glossary.toml: the form {form!r} stands twice")
            forms.setdefault(words, []).append(_Form(key, written, definition))
    return forms, table["classes"]


def explained_in(text: str, *, lexicon: Lexicon) -> list[Explained]:
    """All places of a text that have a definition, in order, none overlapping; a term comes before a drug's class."""
    found = list(_terms(text))
    taken = {place for item in found for place in range(item.start, item.end)}
    for drug in _drugs(text, lexicon):
        # Of "IV alteplase" the first word has a term of its own, of "andexanet alfa" the last.
        free = [word for word in _WORD.finditer(text, drug.start, drug.end) if word.start() not in taken]
        if free:
            found.append(replace(drug, start=free[0].start(), end=free[-1].end()))
    return sorted(found, key=lambda item: item.start)


def definitions_for(claims: Sequence[Claim], *, lexicon: Lexicon) -> tuple[Definition, ...]:
    """Each term of the claims once, in reading order, with the claim that it stands in first."""
    found: dict[str, Definition] = {}
    for claim in claims:
        statement = claim.statement
        for item in explained_in(statement, lexicon=lexicon):
            term = statement[item.start : item.end]
            found.setdefault(item.key, Definition(term=term, definition=item.definition, claim=claim.key))
    return tuple(found.values())


def _terms(text: str) -> Iterator[Explained]:
    forms, _ = _entries()
    words = [(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]
    place = 0
    while place < len(words):
        for count in range(min(_LONGEST, len(words) - place), 0, -1):
            window = words[place : place + count]
            gaps = [text[a[2] : b[1]] for a, b in pairwise(window)]
            if any(_APART.fullmatch(gap) for gap in gaps):
                continue
            entry = _entry([word for word, _, _ in window], forms)
            if entry and not (entry.written == ("IV",) and _ROMAN.search(text[: window[0][1]])):
                yield Explained(start=window[0][1], end=window[-1][2], key=entry.key, definition=entry.definition)
                place += count
                break
        else:
            place += 1


def _entry(printed: Sequence[str], forms: Mapping[tuple[str, ...], Sequence[_Form]]) -> _Form | None:
    """The form that words are, in this letter case, in the singular or plural."""
    for words in (tuple(printed), (*printed[:-1], printed[-1].removesuffix("s"))):
        for form in forms.get(tuple(fold(word) for word in words), ()):
            if _alike(form.written, words):
                return form
    return None


def _alike(form: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether words of a form and printed words, the same in lower case, are the same where the case counts."""
    return all(one == _plain_digits(two) for one, two in zip(form, printed, strict=True) if _counts_case(one))


def _counts_case(word: str) -> bool:
    return sum(letter.isupper() for letter in word) >= 2 or (len(word) == 1 and word.isupper())


def _plain_digits(word: str) -> str:
    """Lowered digits as ordinary ones: "SpO₂" is "SpO2"."""
    return word.translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789"))


def _drugs(text: str, lexicon: Lexicon) -> Iterator[Explained]:
    """Drugs by the words of their nearest class."""
    _, classes = _entries()
    for mention in lexicon.find(text):
        if mention.type is not ConceptType.DRUG:
            continue
        waiting, seen = [mention.key], {mention.key}
        while waiting:
            key = waiting.pop(0)
            if key in classes:
                yield Explained(start=mention.start, end=mention.end, key=mention.key, definition=classes[key])
                break
            waiting += [k for k in lexicon[key].broader if k not in seen]
            seen.update(lexicon[key].broader)
