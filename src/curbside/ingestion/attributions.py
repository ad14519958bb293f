"""Sentences that tell what somebody else found or advises: an answer must name that source, not the document.

"The American Cancer Society recommends …" in another society's guideline is not that guideline's recommendation.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from curbside.domain.documents import Attribution, Passage, PassageKind
from curbside.domain.grading import find_grade
from curbside.domain.text import sentences

_REPORTS = (
    r"(?:recommend(?:s|ed)?|suggest(?:s|ed)?|advis(?:es|ed)|endors(?:es|ed)|stat(?:es|ed)|conclud(?:es|ed)|"
    r"found|finds|report(?:s|ed)?|show(?:s|ed)|demonstrat(?:es|ed)|observ(?:es|ed)|propos(?:es|ed)|does not|do not)"
)
_NAME = r"[A-Z][\w’'.&-]*"
_BODIES = (
    r"(?:Academ(?:y|ies)|Association|Societ(?:y|ies)|Colleges?|Organi[sz]ation|Task Force|Committee|Council|Network|"
    r"Institutes?|Foundation|Federation|Collaboration|Alliance|Agency|Service|Working Group|"
    r"Centers? for [A-Z]\w+(?: and \w+)?)"
)
_ORGANISATION = (
    rf"(?:[Tt]he\s+)?(?:{_NAME}\s+(?:of\s+|for\s+|on\s+|and\s+|the\s+|in\s+)*){{0,8}}{_BODIES}"
    rf"(?:\s+(?:of|for|on|and|in|the)\s+(?:the\s+)?{_NAME}(?:\s+(?:and\s+)?{_NAME})*)*(?:\s*\([A-Z][\w/-]+\))?"
)
_ABBREVIATED = (
    r"(?:ACS|ACOG|AAP|AAFP|ACP|AHA|ACC|ADA|AGS|NICE|WHO|CDC|NCCN|ASCO|ESMO|ESC|IDSA|AAN|ACR|SIGN|NIH|FDA|VA/DoD)\b"
)
_BY_ORGANISATION = re.compile(
    rf"\b(?P<to>{_ORGANISATION}|(?:[Tt]he\s+)?{_ABBREVIATED})(?:,[^.]{{0,160}}?,)?\s+(?:also\s+|jointly\s+|now\s+)?{_REPORTS}\b"
)
_BY_AUTHOR = re.compile(
    rf"\b(?P<to>{_NAME}(?:\s+and\s+{_NAME})?(?:,?\s+et\s+al\.?|\s+and\s+colleagues|\s+and\s+coworkers)(?:,?\s*\(?\d{{4}}\)?)?)"
    rf"(?:\s*\[[\d, –-]+\])?\s+(?:also\s+|previously\s+)?{_REPORTS}\b"
)
_ACCORDING = re.compile(
    rf"\b[Aa]ccording to (?P<to>{_ORGANISATION}|(?:the\s+)?{_ABBREVIATED}|{_NAME}\s+(?:et\s+al\.?|and\s+colleagues))"
)
_BY_OTHERS = re.compile(r"^(?:recommendations?|guidelines?|positions?|policies)\s+(?:of|by|from)\s+other", re.I)
_OF_OWN = re.compile(
    r"\b(?:USPSTF|Task Force|this (?:guideline|panel|committee|summary)|work group|guideline panel)\b", re.I
)


def with_attributions(passages: Sequence[Passage], *, publisher: str) -> list[Passage]:
    """The passages with the sentences marked that they give to another source than `publisher`."""
    spoken = (PassageKind.PROSE, PassageKind.ITEM)
    return [_marked(passage, publisher) if passage.kind in spoken else passage for passage in passages]


def _marked(passage: Passage, publisher: str) -> Passage:
    others = any(_BY_OTHERS.match(heading) for heading in passage.path)
    found = []
    for start, end in sentences(passage.text):
        to = _source(passage.text[start:end], publisher)
        if to or others:
            labels = dict.fromkeys(
                label for cite in passage.cites if start < cite.at <= end + 1 for label in cite.labels
            )
            found.append(Attribution(start, end, to or "another source", tuple(labels)))
    if not found:
        return passage
    # A grade that another source gave is not the document's own.
    grade = find_grade(passage.text)
    lent = grade is not None and any(a.start <= grade.start < a.end for a in found)
    return replace(passage, attributions=tuple(found), recommendation=None if lent else passage.recommendation)


def _source(sentence: str, publisher: str) -> str:
    """Who is said to have found or advised this, "" where the document speaks for itself."""
    for pattern in (_BY_ORGANISATION, _BY_AUTHOR, _ACCORDING):
        match = pattern.search(sentence)
        if match and not _is_own(match["to"], publisher):
            return match["to"].strip().rstrip(",")
    return ""


def _is_own(named: str, publisher: str) -> bool:
    """Whether the name is the publisher's, in full or by its initials."""
    bare, own = (re.sub(r"^[Tt]he\s+|\s*\(.*\)$|[.,]", "", name).strip() for name in (named, publisher))
    if _OF_OWN.search(named) or bare.lower() in own.lower() or own.lower() in bare.lower():
        return True
    return _initials(bare) in own.upper().split("/") or _initials(own) == bare.upper()


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[A-Z][\w.]*", name)).upper()
