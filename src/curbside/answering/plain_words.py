"""Words and signs of medicine → plain words of the same meaning, by a closed list (`plain_words.toml`).

Used for the line "In plain words" alone; a claim keeps its words. Going over a text twice changes nothing more, so
that claim and line can be brought to the same words and compared.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

_SIGNS: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\s*(?:≥|>=|=>)\s*(?=[\d.$])", " at least "),
        (r"\s*(?:≤|<=|=<)\s*(?=[\d.$])", " at most "),
        (r"\s*>\s*(?=[\d.$])", " more than "),
        (r"\s*<\s*(?=[\d.$])", " less than "),
        (r"\bq\s?(\d+(?:[-–]\d+)?)\s?h(?:rs?|ours?)?\b", r"every \1 hours"),
        (r"(?<=\d) ?h\b(?!/)", " hours"),
        (r"(?<=\d) ?min\b(?!/)", " minutes"),
        # Of two things, not of minutes: "recommended over".
        (r"\b(recommended|suggested) over\b", r"\1 rather than"),
    )
)
_AMOUNT_BEFORE = re.compile(
    r"(?:\d ?(?:mg|mcg|µg|micrograms|g|kg|mL|ml|L|units?|IU|mmol|mEq|%)(?:/\w+)*|\bbolus|\bdose|\binfusion|\ba day|"
    r"\b(?:BD|OD|TDS|QDS|BID|TID|QID|PO)|\bdaily|\bweekly|\ba vein|\bby mouth) $"
)
# "2 g IV bolus" and "5 mg IV morphine" say what is given, not how.
_HOW_GIVEN = re.compile(
    r"$|[^ ]| (?:over|every|once|twice|three|four|for|then|daily|at|in|on|followed|x\b|×|per|as|until|[A-Z]{2,4}\b|"
    r"[-–—+(])"
)


# "long-term kidney disease (CKD)" once both are replaced.
_TWICE = re.compile(r"\b([a-z][\w -]{3,60}) \(\1\)", re.I)


@cache
def _swaps() -> tuple[re.Pattern[str], Mapping[str, tuple[str, bool]]]:
    """One pattern over all forms, longest first, and the plain words of each, and if an amount must precede."""
    text = (resources.files("curbside.answering") / "plain_words.toml").read_text(encoding="utf-8")
    by_form: dict[str, tuple[str, bool]] = {}
    for swap in tomllib.loads(text)["swap"]:
        for form in swap["forms"]:
            if _as_known(form) in by_form:
                raise ValueError(f"plain_words.toml: the form {form!r} stands twice")
            by_form[_as_known(form)] = (swap["plain"], bool(swap.get("after_amount", False)))
    forms = "|".join(
        re.escape(form) if _is_exact(form) else f"(?i:{re.escape(form)})" for form in sorted(by_form, key=len)[::-1]
    )
    return re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])"), by_form


def in_plain_words(text: str) -> str:
    """A text with signs and words of the list replaced; all else stays as it is, numbers and units included."""
    for pattern, words in _SIGNS:
        text = pattern.sub(words, text)
    forms, by_form = _swaps()

    def plain(match: re.Match[str]) -> str:
        words, after_amount = by_form.get(match[0]) or by_form[match[0].lower()]
        if after_amount and not (
            _AMOUNT_BEFORE.search(match.string[: match.start()]) and _HOW_GIVEN.match(match.string, match.end())
        ):
            return match[0]
        return words[0].upper() + words[1:] if match[0][:1].isupper() and not _is_exact(match[0]) else words

    text = re.sub(r"(?<=[(\[]) | {2,}", lambda m: " " if len(m[0]) > 1 else "", forms.sub(plain, text)).strip()
    return _TWICE.sub(r"\1", text)


def _is_exact(form: str) -> bool:
    """Whether a form counts in its letter case only: abbreviations."""
    return sum(letter.isupper() for letter in form) >= 2


def _as_known(form: str) -> str:
    return form if _is_exact(form) else form.lower()
