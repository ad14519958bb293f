"""The body of an article as plain values: an answer's snapshot, its claims, their hashes, and what changed between two.

Pure. The form is that of `asking.snapshots`; a stored body never changes with the library.
"""

import copy
import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from curbside.domain.review import claim_digest, digest

Plain = dict[str, Any]
_NOT_CONTENT = ("elapsed_ms",)  # differs each time the same question is asked
_ALIKE = 0.6  # share of matching words from which two claims of one section are versions of each other


def claims_in(body: Plain) -> Iterator[tuple[str, Plain]]:
    """Heading and claim, in reading order; the headline's heading is "Direct answer"."""
    if body.get("headline"):
        yield "Direct answer", body["headline"]
    for section in body["sections"]:
        for group in section["groups"]:
            for claim in group["claims"]:
                yield section["heading"], claim


def quotes_in(body: Plain) -> dict[int, Plain]:
    """Quote cards by their number."""
    return {card["n"]: card for reference in body["references"] for card in reference["quotes"]}


def claim_sha256(claim: Plain, quotes: Mapping[int, Plain]) -> str:
    """The hash that a decision on this claim binds to."""
    cited = [quotes[n] for n in claim["citations"]]
    return claim_digest(
        lead=claim["lead"],
        text=claim["text"],
        quotes=[(card["document_id"], card["passage_id"], card["quote"]) for card in cited],
    )


def claim_hashes(body: Plain) -> dict[str, str]:
    """Key → hash of each claim."""
    quotes = quotes_in(body)
    return {claim["key"]: claim_sha256(claim, quotes) for _, claim in claims_in(body)}


def repeats_in(body: Plain) -> dict[str, list[str]]:
    """Key → keys of the claims that say the same by the same quotes, as the summary at the end does."""
    hashes = claim_hashes(body)
    return {
        key: [other for other, same in hashes.items() if same == own and other != key] for key, own in hashes.items()
    }


def documents_of_claims(body: Plain) -> dict[str, frozenset[str]]:
    """Key → ids of the documents that each claim rests on."""
    quotes = quotes_in(body)
    return {
        claim["key"]: frozenset(quotes[n]["document_id"] for n in claim["citations"]) for _, claim in claims_in(body)
    }


def body_sha256(title: str, body: Plain) -> str:
    """The hash that a signature binds to: all that a reader is shown."""
    content = copy.deepcopy(body)
    for name in _NOT_CONTENT:
        content["made"].pop(name, None)
    return digest([title, content])


def with_text(body: Plain, key: str, text: str) -> Plain:
    """The body with another wording of a claim."""
    changed = copy.deepcopy(body)
    for _, claim in claims_in(changed):
        if claim["key"] == key:
            claim["text"] = text
            claim["listed"] = []
    return changed


def without_claim(body: Plain, key: str) -> Plain:
    """The body without a claim; a section that held no other goes with it, its quotes stay with the references."""
    changed = copy.deepcopy(body)
    if changed.get("headline") and changed["headline"]["key"] == key:
        changed["headline"] = None
    for section in changed["sections"]:
        for group in section["groups"]:
            group["claims"] = [claim for claim in group["claims"] if claim["key"] != key]
        section["groups"] = [group for group in section["groups"] if group["claims"]]
    changed["sections"] = [section for section in changed["sections"] if section["groups"]]
    return _cards_dealt(changed)


def _cards_dealt(body: Plain) -> Plain:
    """Each quote's card beside the first claim that cites it."""
    waiting = quotes_in(body)
    for _, claim in claims_in(body):
        claim["sources"] = [waiting.pop(n) for n in claim["citations"] if n in waiting]
    for conflict in body["conflicts"]:
        cited = [n for row in conflict["rows"] for n in row["citations"]]
        conflict["sources"] = [waiting.pop(n) for n in cited if n in waiting]
    body["unplaced"] = list(waiting.values())
    return body


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One claim that differs between two bodies."""

    kind: str  # "changed", "new", "gone"
    heading: str
    key: str  # in the new body; in the old one where it is gone
    before: str
    after: str
    words: tuple[tuple[str, str], ...]  # ("same" | "out" | "in", words) in order


def changes_between(old: Plain, new: Plain) -> list[Change]:
    """Claims that were changed, came or went, in the order of the new body, those that went last."""
    old_claims, new_claims = _by_hash(old), _by_hash(new)
    gone = [entry for sha, entry in old_claims.items() if sha not in new_claims]
    changes = []
    for sha, (heading, claim) in new_claims.items():
        if sha in old_claims:
            continue
        match = max(
            ((_likeness(_said(other), _said(claim)), place) for place, (_, other) in enumerate(gone)),
            default=(0.0, -1),
        )
        if match[0] >= _ALIKE:
            before = _said(gone.pop(match[1])[1])
            after = _said(claim)
            changes.append(
                Change(
                    kind="changed",
                    heading=heading,
                    key=claim["key"],
                    before=before,
                    after=after,
                    words=word_changes(before, after),
                )
            )
        else:
            said = _said(claim)
            changes.append(
                Change(kind="new", heading=heading, key=claim["key"], before="", after=said, words=(("in", said),))
            )
    for heading, claim in gone:
        said = _said(claim)
        changes.append(
            Change(kind="gone", heading=heading, key=claim["key"], before=said, after="", words=(("out", said),))
        )
    return changes


def _by_hash(body: Plain) -> dict[str, tuple[str, Plain]]:
    quotes = quotes_in(body)
    return {claim_sha256(claim, quotes): (heading, claim) for heading, claim in claims_in(body)}


def _said(claim: Plain) -> str:
    return f"{claim['lead']}: {claim['text']}" if claim["lead"] else str(claim["text"])


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def word_changes(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """What became of the words: stretches that stayed, went out or came in."""
    old, new = re.findall(r"\S+", before), re.findall(r"\S+", after)
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", " ".join(old[a:b])))
            continue
        if a < b:
            found.append(("out", " ".join(old[a:b])))
        if c < d:
            found.append(("in", " ".join(new[c:d])))
    return tuple(found)
