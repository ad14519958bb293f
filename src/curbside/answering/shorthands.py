"""Abbreviations that documents of the library explain, in a question: read for their words, and the words for them.

The lexicon goes first: what it names, in whatever meaning, is never read otherwise.
"""

import re
from collections.abc import Iterator, Sequence

from curbside.answering.everyday import EverydayWords
from curbside.answering.ranking import Candidate
from curbside.domain.documents import Status
from curbside.domain.questions import Interpretation, Mention, Shorthand
from curbside.domain.text import singular_of_short
from curbside.library.store import Store
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer

_TOKEN = re.compile(r"[^\W_]+(?:[-/&][^\W_]+)*")
_WORD = re.compile(r"[^\W_]+")
_AFTER_NUMBER = re.compile(r"\d\s?$")  # "5 MG", "20 IU": a unit
_LONGEST = 12  # words of a long form
_LOOKED_AT = 400  # words of a question


class Shorthands:
    """What stands in a question for something that a document of the library explains."""

    def __init__(self, *, lexicon: Lexicon, store: Store, analyzer: Analyzer, everyday: EverydayWords) -> None:
        self._lexicon = lexicon
        self._store = store
        self._analyzer = analyzer
        self._everyday = everyday

    def read(self, text: str, found: Sequence[Mention]) -> tuple[list[Mention], list[Shorthand]]:
        """Concepts that abbreviations stand for, and all others, in order.

        Args:
            text: the question.
            found: the concepts that the lexicon finds in it.
        """
        mentions: list[Mention] = []
        shorthands: list[Shorthand] = []
        for start, end in self._unnamed(text, found):
            longs = [entry.long for entry in self._store.explained(singular_of_short(text[start:end]))]
            keys = {self._lexicon.named_by(long) for long in longs}
            key = keys.pop() if len(keys) == 1 else None
            if key:
                kind = self._lexicon[key].type
                mentions.append(Mention(key=key, type=kind, start=start, end=end, held=True))
            elif longs:
                shorthands.append(Shorthand(start=start, end=end, forms=tuple(reversed(longs))))
        shorthands += self._written_out(text)
        return mentions, sorted(shorthands, key=lambda shorthand: shorthand.start)

    def _unnamed(self, text: str, found: Sequence[Mention]) -> Iterator[tuple[int, int]]:
        """Where words stand that may be abbreviations and are part of no concept's name."""
        shouted = text.isupper()
        for token in _TOKEN.finditer(text):
            for start, end in [token.span(), *(_inner(token) if len(token[0]) > 3 else ())]:  # "VA/DoD", then its parts
                word = text[start:end]
                if (
                    1 < len(word) < 12
                    and not any(m.start < end and start < m.end for m in found)
                    and not self._lexicon.is_ambiguous(word)
                    and not _AFTER_NUMBER.search(text[:start])
                    and self._store.explained(singular_of_short(word))
                    # Last, for it may have to read the list of everyday words.
                    and ((self._is_marked(word) and not shouted) or self._is_no_word(word))
                ):
                    yield start, end
                    break

    @staticmethod
    def _is_marked(word: str) -> bool:
        """Whether capitals say that a word is an abbreviation."""
        return sum(letter.isupper() for letter in word) >= 2

    def _is_no_word(self, word: str) -> bool:
        return len(word) > 2 and word.lower() not in self._everyday and bool(self._analyzer.stems(word))

    def _written_out(self, text: str) -> Iterator[Shorthand]:
        """Words that documents abbreviate, the longest first where they overlap."""
        words = [(m.start(), m.end(), self._analyzer.words(m[0])) for m in _WORD.finditer(text)][:_LOOKED_AT]
        spans: dict[tuple[int, int], str] = {}
        for first, (start, _, stem) in enumerate(words):
            for last in range(first, min(first + _LONGEST, len(words))):
                if stem and words[last][2]:
                    spans[start, words[last][1]] = " ".join(s for _, _, s in words[first : last + 1] if s)
        shorts = self._store.abbreviated(set(spans.values()))
        taken = 0
        for (start, end), stems in sorted(spans.items(), key=lambda span: (span[0][0], -span[0][1])):
            if stems in shorts and start >= taken:
                taken = end
                yield Shorthand(start=start, end=end, forms=shorts[stems], written_out=True)


# "What does X mean", "what is X": nothing beside the abbreviation.
_ASKING = frozenset(
    {"what", "what's", "whats", "is", "are", "does", "do", "the", "a", "an", "it", "mean", "means", "meant", "meaning"}
    | {"by", "stand", "stands", "for", "refer", "refers", "to", "define", "definition", "of", "abbreviation", "acronym"}
)


def explains_what_is_asked(passed: Sequence[Candidate], interpretation: Interpretation) -> Candidate | None:
    """Where a question asks only what an abbreviation stands for, the best statement that explains it."""
    if interpretation.concepts or len(interpretation.shorthands) != 1 or interpretation.shorthands[0].written_out:
        return None
    asked, text = interpretation.shorthands[0], interpretation.text
    beside = f"{text[: asked.start]} {text[asked.end :]}".lower()
    if not set(re.findall(r"[^\W_]+(?:'s)?", beside)) <= _ASKING:
        return None
    short = re.escape(singular_of_short(text[asked.start : asked.end]))
    longs = "|".join(map(re.escape, asked.forms))
    told = re.compile(rf"(?:{longs})s? ?\({short}s?\b|\b{short}s? \((?:{longs})", re.I)
    explaining = (c for c in passed if told.search(c.statement.text) and not c.statement.reported_of)
    return next((c for c in explaining if c.evidence.document.status is Status.CURRENT), None)


def _inner(token: re.Match[str]) -> list[tuple[int, int]]:
    parts = [(token.start() + part.start(), token.start() + part.end()) for part in _WORD.finditer(token[0])]
    return parts if len(parts) > 1 else []
