"""Plain text made safe to store and show: one form per character, nothing invisible that matters."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(r"[\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad\U000e0000-\U000e007f]")
# Some files print the hyphen of a range as a soft one: "10\u00ad20 mg" must not become 1020 mg.
_SOFT_RANGE = re.compile(r"(?<=\d)\s?\u00ad\s?(?=\d)")
# Line ends of word processors and page feeds: taken out, they would make one number of "5" and "10".
_BREAK = re.compile(r"[\x0b\x0c\x85]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def _plain_letters() -> dict[int, str]:
    """Latin letters with an accent → the letter alone, one for one, so that places in a text stay what they are."""
    accented = (chr(code) for code in range(0xC0, 0x250))
    bare = {letter: unicodedata.normalize("NFD", letter)[0] for letter in accented}
    return {ord(letter): plain for letter, plain in bare.items() if plain.isascii()}


# Dashes by their numbers: a hyphen that breaks no line, an en and an em dash.
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉\u2011\u2013\u2014", "0123456789---") | _plain_letters()


def clean(text: str) -> str:
    """Text in NFC without control, zero-width or direction characters and lone surrogates."""
    text = _SURROGATE.sub("\ufffd", text)
    text = _BREAK.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    # Composed last: what stands between a letter and its accent must be gone by then.
    return unicodedata.normalize("NFC", _CONTROL.sub("", _INVISIBLE.sub("", _SOFT_RANGE.sub("-", text))))


def one_line(text: str) -> str:
    """Text with every run of white space as one space."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """Text as it is compared: lower case; subscript digits, typographic dashes and accented letters made plain."""
    return text.lower() if text.isascii() else _made_plain(text)


@lru_cache(maxsize=20_000)  # a statement is folded for each question that it is found for
def _made_plain(text: str) -> str:
    return text.translate(_PLAIN).lower()


def singular_of_short(word: str) -> str:
    """An abbreviation without the s of its plural: "ACEs" → "ACE"; any other word as it is."""
    return word[:-1] if word.endswith("s") and word[:-1].isupper() else word


_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bDr\.)(?<!\bal\.)\s+(?=[A-Z\"“(*])")


def sentences(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences of a text, in order, white space between them left out."""
    spans = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        spans.append((start, match.start()))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text.rstrip())))
    return spans
