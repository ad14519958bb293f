"""Typed concepts of medicine, recognised in questions and passages alike.

The lexicon is our own compilation of names, in TOML files beside this one; it is compiled once into a library
generation. Matching ignores case (but for forms marked exact), hyphens, spaces and a plural s; the longest form wins.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from curbside.domain.questions import ConceptType, Mention
from curbside.domain.text import fold

TYPES_BY_FILE: Mapping[str, ConceptType] = {
    "conditions.toml": ConceptType.CONDITION,
    "drugs.toml": ConceptType.DRUG,
    "populations.toml": ConceptType.POPULATION,
    "tests.toml": ConceptType.TEST,
    "procedures.toml": ConceptType.PROCEDURE,
}
_CACHED = 20_000  # sets of keys whose closure is remembered
_LONGEST = 8  # words in the longest form
_JOINED = 7  # a form of so many letters may be written in one word or in several
_WORD = re.compile(r"[a-z0-9α-ω]+")
# A number behind a name that counts it: no "SBP 2 days ago".
_COUNT = re.compile(
    r"(?: is| was)? ?(?:[<>≤≥=]=?|:)? ?\d[\d.]*(?![\d+]| ?(?:days?|weeks?|months?|years?|hours?|[hd])\b)"
)
# Names of societies, of which one alone may look like something else: the ASA of "AHA/ASA" is no aspirin.
_SOCIETIES = re.compile(
    r"\b(?:[A-Z][A-Za-z]{1,5}/)*(?:AHA|ACC|ATS|ESC|IDSA|SCAI)(?:/[A-Z][A-Za-z]{1,5})+\b|"
    r"\b(?:[A-Z][A-Za-z]{1,5}/)+(?:AHA|ACC|ATS|ESC|IDSA|SCAI)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One thing that documents speak of."""

    key: str
    name: str
    type: ConceptType
    broader: tuple[str, ...]  # keys of what it is a kind of
    generic: bool = False  # too common to refuse a question for
    sign: bool = False  # a symptom or sign: beside a disease or drug it says how the patient is, not what is asked


class _Form(NamedTuple):  # made by the ten thousand at each start, where a dataclass takes twice as long
    key: str
    words: int
    exact: str  # "" or the only spelling that counts
    first: str  # first word


@dataclass(frozen=True, slots=True)
class _Ambiguous:
    meanings: tuple[str, ...]
    hints: Mapping[str, tuple[str, ...]]  # folded
    exact: str  # "" or the only spelling that counts
    hinted: bool  # without a hint it stands for nothing here, in capitals either
    words: int
    first: str  # first word


class Lexicon:
    """All concepts and the forms by which they are recognised."""

    def __init__(
        self,
        concepts: Mapping[str, Concept],
        forms: Mapping[str, Sequence[_Form]],
        ambiguous: Mapping[str, _Ambiguous],
        reach: Mapping[str, int],
    ) -> None:
        self._concepts = concepts
        self._forms = forms
        self._ambiguous = ambiguous
        self._ancestors: dict[str, frozenset[str]] = {}
        self._closures: dict[frozenset[str], frozenset[str]] = {}
        self._found: dict[str, tuple[Mention, ...]] = {}  # many passages share headings, and rows are read often
        self._keys = lru_cache(maxsize=_CACHED)(self._named)
        self._wide: frozenset[str] = frozenset()
        self._reach = reach  # first word of a name → words in the longest that begins so; `_reach_of`

    def __contains__(self, key: str) -> bool:
        return key in self._concepts

    def __getitem__(self, key: str) -> Concept:
        return self._concepts[key]

    def name(self, key: str) -> str:
        """The name a reader knows a concept by."""
        return self._concepts[key].name if key in self._concepts else key

    def with_broader(self, keys: Iterable[str]) -> frozenset[str]:
        """Keys with everything they are a kind of."""
        wanted = frozenset(keys)
        found = self._closures.get(wanted)
        if found is None:
            if len(self._closures) > _CACHED:
                self._closures.clear()
            found = self._closures[wanted] = frozenset().union(*(self.line(key) for key in wanted))
        return found

    def line(self, key: str) -> frozenset[str]:
        """A key with everything it is a kind of; none where it is no concept's."""
        line = self._ancestors.get(key)
        if line is None:
            found: set[str] = set()
            waiting = [key]
            while waiting:
                current = waiting.pop()
                if current not in found and current in self._concepts:
                    found.add(current)
                    waiting.extend(self._concepts[current].broader)
            line = self._ancestors[key] = frozenset(found)
        return line

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Words of names and forms of one word, in lower case, with the key of what they name."""
        named = {word: concept.key for concept in self._concepts.values() for word in _WORD.findall(fold(concept.name))}
        single = {spelling: form.key for spelling, forms in self._forms.items() for form in forms if form.words == 1}
        return {**named, **single}

    def named_by(self, words: str) -> str | None:
        """The concept that words name and beside which they say nothing, if there is one."""
        found = self.find(words)
        whole = len(found) == 1 and _WORD.findall(fold(words)) == _WORD.findall(
            fold(words[found[0].start : found[0].end])
        )
        return found[0].key if whole else None

    def is_ambiguous(self, form: str) -> bool:
        """Whether a written form stands for several things, so that only its context tells which."""
        return "".join(_WORD.findall(fold(form))) in self._ambiguous

    def has_narrower(self, key: str) -> bool:
        """Whether other concepts are kinds of this one: a drug class, a family of conditions."""
        if not self._wide:
            self._wide = frozenset(b for concept in self._concepts.values() for b in concept.broader)
        return key in self._wide

    def find(self, text: str, *, context: str = "") -> list[Mention]:
        """Concepts named in a text, in order, none overlapping. `context` helps with ambiguous abbreviations."""
        if context:
            return self._read(text, context)
        if text not in self._found:
            if len(self._found) > _CACHED:
                self._found.clear()
            self._found[text] = tuple(self._read(text, ""))
        return list(self._found[text])

    def _read(self, text: str, context: str) -> list[Mention]:
        folded = fold(text)
        around = f"{folded} {fold(context)}"
        words = [(match[0], match.start(), match.end()) for match in _WORD.finditer(folded)]
        societies = [match.span() for match in _SOCIETIES.finditer(text)]
        mentions: list[Mention] = []
        position = 0
        while position < len(words):
            denied = position > 0 and words[position - 1][0] == "non"  # "non-severe pneumonia" is no severe one
            society = any(start <= words[position][1] < end for start, end in societies)
            match = None if denied or society else self._longest_at(text, words, position, context=around)
            if match is None:
                position += 1
                continue
            key, count = match
            concept = self._concepts[key]
            mentions.append(
                Mention(
                    key=key,
                    type=concept.type,
                    start=words[position][1],
                    end=words[position + count - 1][2],
                    held=True,
                )
            )
            position += count
        return mentions

    def keys(self, text: str) -> frozenset[str]:
        """Keys of the concepts named in a heading, label or title."""
        return self._keys(text)

    def _named(self, text: str) -> frozenset[str]:
        return frozenset(mention.key for mention in self.find(text))

    def _longest_at(
        self, text: str, words: Sequence[tuple[str, int, int]], position: int, *, context: str
    ) -> tuple[str, int] | None:
        # Most words begin no name at all; this look-up spares them the search.
        reach = max(
            (
                self._reach.get(spelling, 0)
                for spelling in _singulars(words[position][0], text[words[position][1] : words[position][2]])
            ),
            default=0,
        )
        end = position + 1
        while end < len(words) and end - position < _LONGEST and text[words[end - 1][2] : words[end][1]] in _HYPHENS:
            end += 1
        reach = max(reach, end - position if end - position > 1 else 0)
        for count in range(_within_sentence(text, words, position, reach), 0, -1):
            window = words[position : position + count]
            joined = "".join(word for word, _, _ in window)
            printed = text[window[0][1] : window[-1][2]]
            for spelling in _singulars(joined, printed):
                if spelling in self._ambiguous:
                    counted = bool(_COUNT.match(text, window[-1][2]))
                    if key := self._meaning(spelling, printed, context, words=count, counted=counted):
                        return key, count
                for form in self._forms.get(spelling, ()):
                    if form.words != count and not _may_join(form, count, spelling, text, window):
                        continue
                    if form.exact and printed not in (form.exact, f"{form.exact}s"):
                        continue
                    return form.key, count
        return None

    def _meaning(self, spelling: str, printed: str, context: str, *, words: int, counted: bool) -> str | None:
        """What an ambiguous abbreviation stands for here; in lower case only where a hint speaks for it. Before a
        number a test, where it may stand for one: the SBP of "ascites, SBP 85" is no peritonitis."""
        ambiguous = self._ambiguous[spelling]
        if ambiguous.words != words:
            return None
        if ambiguous.exact and printed.rstrip("s") != ambiguous.exact.rstrip("s"):
            return None
        tests = [key for key in ambiguous.meanings if self._concepts[key].type is ConceptType.TEST]
        meanings = tests if counted and tests else ambiguous.meanings
        for key in meanings:
            if any(hint in context for hint in ambiguous.hints.get(key, ())) and (
                printed.isupper() or len(printed) > 2
            ):
                return key
        return meanings[0] if printed.isupper() and (not ambiguous.hinted or meanings is tests) else None

    def dump(self, path: Path) -> None:
        """Write the compiled lexicon; `load` reads it many times faster than TOML."""
        compiled = {
            "concepts": {c.key: [c.name, c.type, c.broader, c.generic, c.sign] for c in self._concepts.values()},
            "forms": self._forms,
            "ambiguous": {
                s: [a.meanings, a.hints, a.exact, a.hinted, a.words, a.first] for s, a in self._ambiguous.items()
            },
            "reach": self._reach,
        }
        path.write_text(json.dumps(compiled, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Lexicon":
        """Read what `dump` wrote."""
        compiled = json.loads(path.read_text(encoding="utf-8"))
        types = {kind.value: kind for kind in ConceptType}
        return cls(
            {
                key: Concept(key=key, name=name, type=types[kind], broader=tuple(broader), generic=generic, sign=sign)
                for key, (name, kind, broader, generic, sign) in compiled["concepts"].items()
            },
            {s: list(map(_Form._make, forms)) for s, forms in compiled["forms"].items()},
            {
                s: _Ambiguous(tuple(meanings), {k: tuple(v) for k, v in hints.items()}, *rest)
                for s, (meanings, hints, *rest) in compiled["ambiguous"].items()
            },
            compiled["reach"],
        )


_HYPHENS = frozenset({"-", "‑", "–"})


def _reach_of(forms: Mapping[str, Sequence[_Form]], ambiguous: Mapping[str, _Ambiguous]) -> dict[str, int]:
    """First word of a name → words in the longest name that begins so. Runs of hyphens are looked at anyway."""
    reach: dict[str, int] = {}
    for several in ambiguous.values():
        reach[several.first] = max(reach.get(several.first, 0), several.words)
    for spelling, named in forms.items():
        reach[spelling] = max(reach.get(spelling, 0), 1)
        for form in named:
            reach[form.first] = max(reach.get(form.first, 0), form.words)
    return reach


def _within_sentence(text: str, words: Sequence[tuple[str, int, int]], position: int, reach: int) -> int:
    """How many words, `reach` at most, stand in one sentence from a position on: "hourly. Urine" is no name."""
    end = min(position + reach, len(words))
    for place in range(position + 1, end):
        (before, _, stop), (_, start, _) = words[place - 1], words[place]
        gap = text[stop:start]
        if gap != " " and _STOP.search(gap) and (len(before) > _INITIAL or "." not in gap):
            return place - position
    return end - position


_STOP = re.compile(r"[.;:?!]\s")
_INITIAL = 2  # letters of what is cut short: "E. coli", "St. John's wort"


def _may_join(form: _Form, count: int, spelling: str, text: str, window: Sequence[tuple[str, int, int]]) -> bool:
    """A long name may be run together ("betablocker") or hyphenated; "in patients" is not "inpatients"."""
    if len(spelling) < _JOINED:
        return False
    gaps = (text[left[2] : right[1]] for left, right in pairwise(window))
    return count < form.words or all(gap.strip() in ("-", "‑", "–") for gap in gaps)


def _singulars(joined: str, printed: str) -> Iterable[str]:
    """A word and what it may be the plural of: "strokes" → "stroke", "PEs" → "PE"."""
    yield joined
    abbreviation = printed.endswith("s") and printed[:-1].isupper()
    if abbreviation or (len(joined) > 3 and joined.endswith("s") and not joined.endswith(("ss", "us", "is"))):
        yield joined[:-1]
        if joined.endswith(("ses", "xes", "zes", "ches", "shes")):  # "vapes" is no plural of VAP
            yield joined[:-2]


def compile_lexicon() -> Lexicon:
    """The lexicon from its TOML files.

    Raises:
        ValueError: a key or a form stands twice, or a broader key does not exist.
    """
    folder = resources.files("curbside.retrieval") / "lexicon"
    concepts: dict[str, Concept] = {}
    forms: dict[str, list[_Form]] = {}
    for name in (*TYPES_BY_FILE, "elsewhere.toml"):
        for entry in tomllib.loads((folder / name).read_text(encoding="utf-8"))["concept"]:
            kind = TYPES_BY_FILE.get(name) or ConceptType(entry["type"])
            concept = Concept(
                key=entry["key"],
                name=entry["name"],
                type=kind,
                broader=tuple(entry.get("broader", ())),
                generic=bool(entry.get("generic", False)),
                sign=bool(entry.get("sign", False)),
            )
            if concept.key in concepts:
                raise ValueError(f"{name}: key {concept.key!r} stands twice")
            concepts[concept.key] = concept
            exact = set(entry.get("exact", ()))
            for form in dict.fromkeys((entry["name"], *entry["forms"], *exact)):
                words = _WORD.findall(fold(form))
                if words:
                    compiled = _Form(concept.key, len(words), form if form in exact else "", words[0])
                    forms.setdefault("".join(words), []).append(compiled)
    for concept in concepts.values():
        for key in concept.broader:
            if key not in concepts:
                raise ValueError(f"{concept.key}: broader key {key!r} does not exist")
    ambiguous = {}
    for entry in tomllib.loads((folder / "ambiguous.toml").read_text(encoding="utf-8")).get("form", ()):
        words = _WORD.findall(fold(entry["text"]))
        ambiguous["".join(words)] = _Ambiguous(
            tuple(entry["meanings"]),
            {key: tuple(map(fold, hints)) for key, hints in entry.get("hints", {}).items()},
            entry["text"] if entry.get("exact") else "",
            bool(entry.get("hinted", False)),
            len(words),
            words[0],
        )
    return Lexicon(concepts, forms, ambiguous, _reach_of(forms, ambiguous))
