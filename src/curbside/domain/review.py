"""The review of an article: states, who may do what, and what must hold first. Tables that the site obeys and prints.

Pure: time and people come in as values. `web.publishing.services` is the only caller that changes anything.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """Where the working body of an article stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under review"
    CHANGES_REQUESTED = "changes requested"
    APPROVED = "approved"
    RETIRED = "retired"


class Role(StrEnum):
    """What somebody is to the review. One person may have several roles; the system is nobody's."""

    AUTHOR = "author"
    EDITOR = "editor"
    BOARD = "board"
    LIBRARIAN = "librarian"
    SYSTEM = "system"


class Action(StrEnum):
    """What can happen to an article."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    START_REVIEW = "start review"
    REQUEST_CHANGES = "request changes"
    REVISE = "revise"
    APPROVE = "approve"
    REOPEN = "reopen"
    RETIRE = "unpublish"
    REINSTATE = "reinstate"


class Guard(StrEnum):
    """What must hold before an action, as a sentence for the editorial policy."""

    OWN_ARTICLE = "The article is the author's own."
    HAS_CLAIMS = "The article holds at least one claim, and every claim its quotes."
    ASSIGNED = "As many reviewers are assigned as the quorum needs, none of whom is an author of the version."
    REVIEWER = "The reviewer is assigned to this version, is not an author of it, and has declared their interests."
    REASON = "A reason is given, and stays on the record."
    DECIDED = (
        "Every claim is accepted, in exactly its present words, by a reviewer who did not write it, and no decision "
        "against it stands."
    )
    QUORUM = "As many reviewers as the quorum needs have signed the hash of this version."
    SOURCE = (
        "A source that a claim rests on was superseded, corrected, withdrawn or retracted, or the date of the next "
        "review has come."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table."""

    sources: frozenset[State]
    target: State
    by: frozenset[Role]
    guards: tuple[Guard, ...] = ()


def _move(*sources: State, to: State, by: Iterable[Role], guards: tuple[Guard, ...] = ()) -> Transition:
    return Transition(sources=frozenset(sources), target=to, by=frozenset(by), guards=guards)


TRANSITIONS: Mapping[Action, Transition] = {
    Action.SUBMIT: _move(
        State.DRAFT, to=State.SUBMITTED, by=[Role.AUTHOR], guards=(Guard.OWN_ARTICLE, Guard.HAS_CLAIMS)
    ),
    Action.WITHDRAW: _move(State.SUBMITTED, to=State.DRAFT, by=[Role.AUTHOR], guards=(Guard.OWN_ARTICLE,)),
    Action.START_REVIEW: _move(State.SUBMITTED, to=State.UNDER_REVIEW, by=[Role.EDITOR], guards=(Guard.ASSIGNED,)),
    Action.REQUEST_CHANGES: _move(
        State.UNDER_REVIEW, to=State.CHANGES_REQUESTED, by=[Role.BOARD], guards=(Guard.REVIEWER, Guard.REASON)
    ),
    Action.REVISE: _move(
        State.CHANGES_REQUESTED,
        State.UNDER_REVIEW,
        to=State.UNDER_REVIEW,
        by=[Role.AUTHOR, Role.EDITOR],
        guards=(Guard.HAS_CLAIMS,),
    ),
    Action.APPROVE: _move(
        State.UNDER_REVIEW,
        to=State.APPROVED,
        by=[Role.BOARD],
        guards=(Guard.REVIEWER, Guard.DECIDED, Guard.QUORUM),
    ),
    Action.REOPEN: _move(State.APPROVED, to=State.UNDER_REVIEW, by=[Role.SYSTEM], guards=(Guard.SOURCE,)),
    Action.RETIRE: _move(
        State.SUBMITTED,
        State.UNDER_REVIEW,
        State.CHANGES_REQUESTED,
        State.APPROVED,
        to=State.RETIRED,
        by=[Role.EDITOR],
        guards=(Guard.REASON,),
    ),
    Action.REINSTATE: _move(State.RETIRED, to=State.SUBMITTED, by=[Role.EDITOR], guards=(Guard.REASON,)),
}

# Topics whose articles need two signatures: an error there does harm that a reader may not be able to see in time.
HIGH_RISK: Mapping[str, tuple[str, ...]] = {
    "anticoagulation and thrombolysis": ("anticoag", "thrombol", "warfarin", "heparin", "apixaban", "alteplase"),
    "children and the newborn": ("child", "paediatric", "pediatric", "neonat", "infant", "newborn"),
    "pregnancy and breast-feeding": ("pregnan", "breastfeeding", "breast-feeding", "lactation", "eclampsia"),
    "cancer treatment": ("chemotherap", "cancer", "metasta", "oncolog", "leukaemia", "leukemia", "lymphoma"),
    "resuscitation and critical care": ("cardiac arrest", "resuscitat", "sepsis", "septic", "shock", "anaphyla"),
    "opioids and sedation": ("opioid", "morphine", "fentanyl", "sedation", "benzodiazepine"),
    "insulin": ("insulin", "ketoacidosis"),
}
QUORUM, QUORUM_HIGH_RISK = 1, 2  # signatures
INVITATION_DAYS = 14  # after which an invitation that nobody took up expires
REVIEW_DAYS = 14  # from assignment to the day a review is due
RENEWAL_MONTHS = 24  # from approval to the next review, where no source changes before


class NotAllowed(Exception):
    """The table or one of its guards does not let this happen; the message says what is missing."""


def after(action: Action, state: State, *, role: Role) -> State:
    """The state that an action leads to.

    Raises:
        NotAllowed: not from this state, or not by this role.
    """
    row = TRANSITIONS[action]
    if state not in row.sources:
        known = ", ".join(sorted(source.value for source in row.sources))
        raise NotAllowed(f"An article that is {state.value} cannot be changed so ({action.value}): only from {known}.")
    if role not in row.by:
        allowed = " or ".join(sorted(one.value for one in row.by))
        raise NotAllowed(f"“{action.value}” is for the {allowed}, not for the {role.value}.")
    return row.target


def high_risk_topics(texts: Iterable[str]) -> list[str]:
    """Those of the printed high-risk topics that title, topics or claims of an article name."""
    said = " ".join(texts).casefold()
    return [topic for topic, signs in HIGH_RISK.items() if any(sign in said for sign in signs)]


def quorum(texts: Iterable[str]) -> int:
    """How many reviewers must sign."""
    return QUORUM_HIGH_RISK if high_risk_topics(texts) else QUORUM


class Verdict(StrEnum):
    """One reviewer's word on one claim."""

    ACCEPT = "accept"
    AMEND = "amend"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A verdict as far as the rules look at it."""

    reviewer: int
    claim_sha256: str
    verdict: Verdict


def undecided(
    claims: Mapping[str, str], decisions: Sequence[Decision], *, authors: Mapping[str, frozenset[int]]
) -> list[str]:
    """Keys of claims that nobody may approve yet.

    Args:
        claims: key → hash of each claim of the version.
        decisions: that stand, oldest first; a later one of the same reviewer on the same claim replaces an earlier.
        authors: key → people who wrote the claim; their decisions on it do not count.
    """
    latest = {(d.reviewer, d.claim_sha256): d.verdict for d in decisions}
    open_keys = []
    for key, digest in claims.items():
        own = authors.get(key, frozenset())
        verdicts = {verdict for (who, claim), verdict in latest.items() if claim == digest and who not in own}
        if verdicts != {Verdict.ACCEPT}:
            open_keys.append(key)
    return open_keys


def digest(value: object) -> str:
    """SHA-256 of a plain value's canonical JSON, in hexadecimal."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def claim_digest(*, lead: str, text: str, quotes: Iterable[tuple[str, str, str]]) -> str:
    """The hash that a decision on a claim binds to.

    Args:
        lead: bold lead-in.
        text: what the claim says.
        quotes: document id, passage id and quoted words of each citation.
    """
    return digest([lead, text, sorted(map(list, quotes))])


def months_later(day: date, months: int) -> date:
    """The same day some months on, or the last of that month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
