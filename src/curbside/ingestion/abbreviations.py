"""The abbreviations that a document explains itself: "morphine equivalent daily dose (MEDD)".

Found in running text by the method of Schwartz and Hearst (2003): read from the right, the letters of the short form
must stand in the words before the bracket, its first one at the beginning of a word; and most of those words must begin
with one of its letters. And in lists: rows of a table and entries below a heading of abbreviations, notes that begin
with that word. Precise rather than complete: a definition
that is missed costs a word, a wrong one would let a question be met by something else.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from curbside.domain.documents import Abbreviation, Passage
from curbside.domain.text import singular_of_short

_SHORT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9]|[-/&](?=[A-Za-z0-9])){1,9}")
_ROMAN = re.compile(r"[IVX]+")
# Words of a language, not names, and marks of units; in capitals they are shouted or begin a heading.
_ORDINARY = """
a all am an and any are as at be but by can do for from get go had has have he her him his how i if in is it its let may
me my no nor not now of off on one or our out own per see she so than that the them then they this to too up us was we
were what when who why will with yes you
kg mg ml mm cm db hz
"""
_WORDS = frozenset(_ORDINARY.split())
_BRACKET = re.compile(r"\(([^()]{2,120})\)")
_FIRST_PART = re.compile(r"[^;,]+")
_LAST_WORD = re.compile(r"[\w/&-]+\s*$")
_NEAR = 200  # characters before a bracket that are looked at: the words of ten letters never take more
_STOP = re.compile(r"[.;:?!()](?=\s|$)")
_HEADED = re.compile(r"\b(?:abbreviations?|acronyms?)\b", re.I)
_NOTE = re.compile(r"(?:list of )?(?:abbreviations?|acronyms?)(?: used)?\s*[:.–—-]\s*", re.I)
_PAIR = re.compile(r"\s*(?P<short>[\w/&-]{2,11})\s*(?::|=|,|\s[–—-]|\t)\s*(?P<long>[^:=]{3,120}?)\s*")
_LONGEST = 12  # words of a long form
_SMALL = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "via", "with"})
_PART = re.compile(r"[^\W_]+")


def abbreviations_in(passages: Iterable[Passage]) -> tuple[Abbreviation, ...]:
    """What the passages of a document explain, each once, in the order of the first explanation."""
    found = (entry for passage in passages for entry in (*_in_text(passage.text), *_in_list(passage)))
    return tuple({(entry.short, entry.long.lower()): entry for entry in found}.values())


def is_short_form(word: str) -> bool:
    """Whether a word looks like an abbreviation: two capitals or more, no ordinary word, no Roman numeral."""
    return (
        bool(_SHORT.fullmatch(word))
        and sum(letter.isupper() for letter in word) >= 2
        and word.lower() not in _WORDS
        and not _ROMAN.fullmatch(word)
    )


def long_form(short: str, before: str) -> str:
    """The last words of a text that a short form may abbreviate, "" if there are none.

    The letters of the short form are looked for from the right, each at the nearest place, the first one at the
    beginning of a word. Where it may begin at several words ("pump inhibitors", "proton pump inhibitors" for PPI), the
    one counts from which most words begin with a letter of the short form, and fewest do not.
    """
    low = before.lower()
    first, *others = _letters(short)
    place = len(low)
    for letter in reversed(others):
        place = low.rfind(letter, 0, place)
        if place < 0:
            return ""
    starts = [word.start() for word in _PART.finditer(low) if word[0][0] == first and word[0] not in _SMALL]
    able = [start for start in starts if start < place]
    return before[max(able, key=lambda start: (_fit(short, low[start:]), start)) :].strip() if able else ""


def _fit(short: str, long: str) -> int:
    """Words that begin with a letter of the short form, in order, less those that do not."""
    words = _words(long)
    return 2 * _in_common([word[0] for word in words], _letters(short)) - len(words)


def _in_text(text: str) -> Iterator[Abbreviation]:
    for bracket in _BRACKET.finditer(text):
        inside, before = bracket[1].strip(), _STOP.split(text[max(0, bracket.start() - _NEAR) : bracket.start()])[-1]
        first = _FIRST_PART.match(inside)
        short = singular_of_short(first[0].strip()) if first else ""
        if is_short_form(short):
            most = min(len(short) + 5, 2 * len(short))  # words, as the method has it
            yield from _checked(short, long_form(short, " ".join(before.split()[-most:])))
        elif last := _LAST_WORD.search(before):
            short = singular_of_short(last[0].strip())
            # Here the words in brackets are all of the long form, or none.
            if is_short_form(short) and long_form(short, inside) == inside:
                yield from _checked(short, inside)


def _in_list(passage: Passage) -> Iterator[Abbreviation]:
    """From a row or entry below a heading of abbreviations, or a note of them."""
    note = _NOTE.match(passage.text)
    if not note and not any(map(_HEADED.search, (*passage.path[-1:], *passage.lead_in, *passage.columns[:1]))):
        return
    if len(passage.cells) == 2:
        yield from _listed(*passage.cells)
        return
    text = passage.text[note.end() :] if note else passage.text
    for part in re.split(r"[;\n]|\.\s+(?=[A-Z])", text):
        if len(part) <= _NEAR and (pair := _PAIR.fullmatch(part.strip().rstrip("."))):
            yield from _listed(pair["short"], pair["long"])


def _listed(short: str, long: str) -> Iterator[Abbreviation]:
    """Where the words say which is explained, the long form need not begin with its letter's word exactly."""
    short, long = singular_of_short(short.strip()), long.strip().rstrip(".")
    if is_short_form(short) and long_form(short, long):
        yield from _checked(short, long)


def _checked(short: str, long: str) -> Iterator[Abbreviation]:
    long = long.strip(" ,\"'“”‘’")
    words, letters = _words(long), _letters(short)
    if (
        words
        and len(words) <= min(_LONGEST, 2 * len(letters))
        and 3 * _fit(short, long) >= len(words)  # two words in three, of two words both
        and len(long) >= 2 * len(letters)
        and short.lower() not in long.lower().split()
        and long.count("(") == long.count(")")
    ):
        yield Abbreviation(short=short, long=long)


def _words(long: str) -> list[str]:
    return [word for word in _PART.findall(long.lower()) if word not in _SMALL]


def _letters(short: str) -> list[str]:
    return [letter for letter in short.lower() if letter.isalnum()]


def _in_common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many letters two short sequences have in common, in order."""
    row = [0] * (len(other) + 1)
    for letter in one:
        row = [
            0,
            *accumulate(
                (max(row[place + 1], row[place] + 1 if letter == there else 0) for place, there in enumerate(other)),
                max,
            ),
        ]
    return row[-1]
