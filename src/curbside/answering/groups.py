"""Groups, stages, grades and classes by letter or number: "stage 3" is G3a and G3b too, "III–IV" is not class II.
And what is severe or not."""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain

from curbside.answering.facts import ROMAN
from curbside.domain.text import fold

_ONE = r"(?:[1-5][a-c]?|i{1,3}|iv|v|[a-e])"
# What is numbered, with the ways to write it. "(Grade 1A)" is a strength, and "class" is one of patients only behind
# the name of its scale.
_KINDS: Mapping[str, str] = {
    "group": r"(?<!\()group",
    "stage": r"(?<!\()stage|ckd(?: stage)?|(?=g[1-5][ab]?\b)",
    "grade": r"(?<!\()grade",
    "step": r"(?<!\()step",
    "child-pugh": r"child[- ]pugh(?: class| score| grade)?|child(?:'?s)?(?: class| grade)?(?= ?[bc]\b| ?a cirr)",
    "nyha": r"nyha(?: functional)?(?: class)?",
    "killip": r"killip(?: class)?",
}
_PATTERNS = {
    kind: re.compile(
        rf"(?<!\w)(?:{names})\s*(?P<least>>=|≥|> ?|at least )?\s*g?(?P<first>{_ONE})(?![\w.%])"
        rf"(?:\s?(?P<joint>-{{1,2}}|–|/|,|to|or|and)\s?(?:{names})?\s?g?(?P<last>{_ONE})(?![\w.%]))?"
        rf"(?P<up>\s?\+|\s(?:or|and) (?:higher|above|more|worse|over))?"
    )
    for kind, names in _KINDS.items()
}
_SEVERITY = re.compile(r"\b(?P<not>non-?\s?|not )?severe (?:community[- ]acquired )?(?P<what>[a-z]{3,})")
_SAME_DISEASE = {"cap": "pneumonia"}
_ORDER = "12345"
_LETTERS = "abcde"


@lru_cache(maxsize=4096)  # a question is read for each statement, a heading for all below it
def groups_in(words: str) -> Mapping[str, frozenset[str]]:
    """Kind → the groups of that kind that are named, numerals in Arabic: "stage 3" is 3, 3a and 3b."""
    folded = fold(words)
    found = {
        kind: frozenset(chain.from_iterable(map(_named, pattern.finditer(folded))))
        for kind, pattern in _PATTERNS.items()
    }
    for match in _SEVERITY.finditer(folded):
        kind = f"severity of {_SAME_DISEASE.get(match['what'], match['what'])}"
        found[kind] = found.get(kind, frozenset()) | {"not severe" if match["not"] else "severe"}
    return {kind: groups for kind, groups in found.items() if groups}


def _named(match: re.Match[str]) -> frozenset[str]:
    first, last = (ROMAN.get(match[name] or "", match[name] or "") for name in ("first", "last"))
    if match["least"] or match["up"]:
        onwards = _between(first, _ORDER[-1] if first[0] in _ORDER else first)
        higher = onwards[1:] if (match["least"] or "").strip() == ">" else onwards
        return frozenset().union(*map(_with_halves, higher))
    if last and match["joint"] in ("-", "--", "–", "to"):
        return frozenset().union(*map(_with_halves, _between(first, last)))
    return _with_halves(first) | (_with_halves(last) if last else frozenset())


def _between(first: str, last: str) -> tuple[str, ...]:
    """All groups from the first to the last."""
    for order in (_ORDER, _LETTERS):
        if first[:1] in order and last[:1] in order:
            inner = order[order.index(first[0]) : order.index(last[0]) + 1]
            return (first, *inner[1:-1], last)
    return (first, last)


def _with_halves(group: str) -> frozenset[str]:
    """ "3" is 3a and 3b too; "3a" is 3a alone."""
    return frozenset((group, f"{group}a", f"{group}b")) if group in _ORDER else frozenset((group,))
