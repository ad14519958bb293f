"""Put a word in another's place and keep the grammar: capitals, a/an, plural."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SPELT_WITH_VOWEL = re.compile(r"(?:8|11\b|18\b|[FHLMNRSX][A-Z]|[aeio]|u(?!n[ift]|s[ei]))")
SOUNDS_CONSONANT = re.compile(r"(?:eu|one|once|uni(?!n)|us[ei])", re.IGNORECASE)
ARTICLE_BEFORE = re.compile(r"\b([Aa]n?) $")


@dataclass(frozen=True, slots=True)
class Swap:
    """One replacement: what is found, what is put there, and what forbids it.

    `unless` is searched in the whole unit: when the unit also holds the counterpart
    ("men and women"), the swapped claim might still be true.
    """

    find: str  # regular expression, matched without regard to case unless it says (?-i:…)
    put: str  # may use \\1 …
    unless: str = ""


def article_for(word: str) -> str:
    """'a' or 'an', by the sound the word begins with."""
    vowel = re.match(SPELT_WITH_VOWEL.pattern, word) or word[:1] in "AEIO"
    return "an" if vowel and not SOUNDS_CONSONANT.match(word) else "a"


def like(model: str, word: str) -> str:
    """The word with the capitals of the model it replaces."""
    if len(model) > 3 and model.isupper() and word.islower():
        return word.upper()
    if re.match(r"[A-Z][a-z]", model):
        return word[:1].upper() + word[1:]
    return word


def splice(text: str, start: int, end: int, word: str) -> str:
    """Replace text[start:end], matching capitals and mending the article before it."""
    head = text[:start]
    word = like(text[start:end], word)
    if re.search(r"(?:^|[.:] )$", head) and text[start : start + 1].isupper():
        word = word[:1].upper() + word[1:]
    article = ARTICLE_BEFORE.search(head)
    if article and word:
        mended = like(article[1], article_for(word)) if article[1] != "A" else article_for(word).capitalize()
        head = head[: article.start()] + mended + " "
    return head + word + text[end:]


def applications(text: str, swap: Swap) -> Iterator[str]:
    """The text with the swap made at each place where it fits, one place at a time."""
    if swap.unless and re.search(swap.unless, text, re.IGNORECASE):
        return
    for found in re.finditer(swap.find, text, re.IGNORECASE):
        if found[0].isupper() and len(found[0]) > 6:
            continue  # the name of a trial, as a rule
        yield splice(text, found.start(), found.end(), found.expand(swap.put))


def plural(unit: str, amount: float) -> str:
    """A time word in the number that its amount asks for; other units as they are."""
    words = ("hour", "day", "week", "month", "year", "minute", "second", "dose", "point", "unit")
    stem = unit.removesuffix("s")
    if stem.casefold() not in words:
        return unit
    return stem if amount == 1 else stem + "s"


def squeezed(text: str) -> str:
    """Lower case with single blanks, for comparing two texts."""
    return re.sub(r"\s+", " ", text).strip().casefold()
