"""Reading articles, reviews and the queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Max, Q, QuerySet

from curbside.domain.review import Decision, Role, State, Verdict, high_risk_topics, quorum, undecided
from curbside.web.accounts.models import User
from curbside.web.publishing.body import Plain, claim_hashes, claims_in
from curbside.web.publishing.models import Article, ArticleVersion, ClaimDecision, ProblemReport, Review, ReviewEvent

IN_REVIEW = (State.SUBMITTED.value, State.UNDER_REVIEW.value, State.CHANGES_REQUESTED.value)


def quorum_of(version: ArticleVersion) -> int:
    """How many signatures a version needs."""
    return quorum(_deciding_texts(version))


def risks_of(version: ArticleVersion) -> list[str]:
    """The printed high-risk topics that a version touches."""
    return high_risk_topics(_deciding_texts(version))


def _deciding_texts(version: ArticleVersion) -> list[str]:
    """What decides whether a version is on a high-risk topic: the question as asked, title, topics, direct answer."""
    headline = version.body.get("headline")
    said = [headline["lead"], headline["text"]] if headline else []
    return [version.article.question, version.title, *version.article.topics, *said]


def standing_decisions(article: Article) -> list[ClaimDecision]:
    """Decisions of all versions, oldest first, without those from before their claim was opened again."""
    opened: dict[str, datetime] = dict(
        article.open_claims.values_list("claim_sha256").annotate(last=Max("since")).values_list("claim_sha256", "last")
    )
    decisions = ClaimDecision.objects.filter(review__version__article=article).select_related("review__reviewer")
    return [d for d in decisions if d.claim_sha256 not in opened or d.at > opened[d.claim_sha256]]


def open_keys(version: ArticleVersion) -> list[str]:
    """Keys of the version's claims that are not accepted yet."""
    decisions = [
        Decision(reviewer=d.review.reviewer_id, claim_sha256=d.claim_sha256, verdict=Verdict(d.verdict))
        for d in standing_decisions(version.article)
    ]
    authors = {key: frozenset(people) for key, people in version.claim_authors.items()}
    return undecided(claim_hashes(version.body), decisions, authors=authors)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One claim as the review page shows it."""

    heading: str
    claim: Plain
    sha256: str
    cards: tuple[Plain, ...]
    decisions: tuple[ClaimDecision, ...]  # the latest of each reviewer that stand
    mine: ClaimDecision | None
    is_open: bool
    reopened_why: str
    comments: tuple[Any, ...]


def claim_rows(version: ArticleVersion, reviewer: User | None) -> list[ClaimRow]:
    """The version's claims with what was decided on each."""
    hashes = claim_hashes(version.body)
    latest: dict[tuple[str, int], ClaimDecision] = {}
    for decision in standing_decisions(version.article):
        latest[decision.claim_sha256, decision.review.reviewer_id] = decision
    still_open = frozenset(open_keys(version))
    why = dict(version.article.opened_by.values_list("claim_sha256", "why"))
    comments = list(version.article.comments.select_related("author", "resolved_by"))
    quotes = {card["n"]: card for reference in version.body["references"] for card in reference["quotes"]}
    rows = []
    for heading, claim in claims_in(version.body):
        sha256 = hashes[claim["key"]]
        decisions = tuple(d for (digest, _), d in latest.items() if digest == sha256)
        rows.append(
            ClaimRow(
                heading=heading,
                claim=claim,
                sha256=sha256,
                cards=tuple(quotes[n] for n in claim["citations"]),
                decisions=decisions,
                mine=next((d for d in decisions if reviewer and d.review.reviewer_id == reviewer.pk), None),
                is_open=claim["key"] in still_open,
                reopened_why=why.get(sha256, ""),
                comments=tuple(c for c in comments if c.claim_key == claim["key"]),
            )
        )
    return rows


def reviews_of(version: ArticleVersion) -> QuerySet[Review]:
    """Its reviews, without those that expired or were handed over."""
    return version.reviews.exclude(decision__in=("expired", "handed over")).select_related("reviewer")


def changes_asked(version: ArticleVersion) -> list[Review]:
    """Reviews that sent this version back, each with its reason."""
    return [review for review in reviews_of(version) if review.decision == "changes"]


def signed(version: ArticleVersion) -> list[Review]:
    """Reviews that signed exactly this version, with no more of them than a page prints."""
    shown = ("version_id", "decided_at", "interests", "reviewer__name", "reviewer__credentials")
    return list(reviews_of(version).filter(signed_sha256=version.content_sha256).only(*shown))


def signatures(version: ArticleVersion) -> list[Review]:
    """Reviews that signed exactly this version."""
    return [r for r in reviews_of(version) if r.decision == "approve" and r.signed_sha256 == version.content_sha256]


def my_review(version: ArticleVersion, user: User) -> Review | None:
    """The user's own review of a version, if it is assigned and stands."""
    return reviews_of(version).filter(reviewer=user).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One article of the queue."""

    article: Article
    reviewers: tuple[str, ...]
    due_on: date | None
    overdue: bool
    safety: bool  # an unsettled report about safety
    mine: bool
    risks: tuple[str, ...]
    open_claims: int
    claims: int


def queue(user: User, *, which: str, topic: str, today: date) -> list[QueueRow]:
    """Articles in review: reports about safety first, then what is overdue, then by the day it is due.

    Args:
        user: who looks.
        which: "all", "mine", "unassigned", "overdue" or "safety".
        topic: only articles with it; empty: all.
        today: the day.
    """
    unsettled = Q(reports__category="safety", reports__settled_at=None)
    articles = (
        Article.objects.filter(Q(state__in=IN_REVIEW) | unsettled)
        .annotate(safety=Count("reports", filter=unsettled, distinct=True))
        .select_related("current_version", "owner")
        .distinct()
    )
    rows = [_queue_row(article, user, today) for article in articles if not topic or topic in article.topics]
    wanted = {
        "mine": lambda row: row.mine,
        "unassigned": lambda row: not row.reviewers,
        "overdue": lambda row: row.overdue,
        "safety": lambda row: row.safety,
    }.get(which, lambda _: True)
    chosen = [row for row in rows if wanted(row)]
    return sorted(chosen, key=lambda row: (not row.safety, not row.overdue, row.due_on or date.max, row.article.pk))


def _queue_row(article: Article, user: User, today: date) -> QueueRow:
    version = article.current_version
    assert version is not None  # noqa: S101  # an article in review has been frozen
    reviews = list(reviews_of(version))
    waiting = [review for review in reviews if review.is_open]
    due = min((review.due_on for review in waiting), default=None)
    return QueueRow(
        article=article,
        reviewers=tuple(str(review.reviewer) for review in reviews),
        due_on=due,
        overdue=due is not None and due < today,
        safety=bool(article.safety),  # type: ignore[attr-defined]  # annotated above
        mine=article.owner_id == user.pk or any(review.reviewer_id == user.pk for review in waiting),
        risks=tuple(risks_of(version)),
        open_claims=len(open_keys(version)),
        claims=sum(1 for _ in claims_in(version.body)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A board member who could review."""

    person: User
    load: int  # reviews that wait for them
    on_topic: bool


def candidates(version: ArticleVersion, *, today: date) -> list[Candidate]:
    """Board members who may review a version: not its authors, not absent; on its topics first, least work first."""
    found = []
    for person in board_members():
        if person.pk in version.authors or person.is_absent(today):
            continue
        load = Review.objects.filter(reviewer=person, decision="").count()
        said = " ".join((version.title, *version.article.topics)).casefold()
        on_topic = any(topic.casefold() in said for topic in person.topics)
        found.append(Candidate(person=person, load=load, on_topic=on_topic))
    return sorted(found, key=lambda c: (not c.on_topic, c.load, c.person.name))


def board_members() -> list[User]:
    """All who may sign, by name."""
    return people_with(Role.BOARD)


def people_with(role: Role) -> list[User]:
    """Active people with a role, by name."""
    people = get_user_model().objects.filter(is_active=True).order_by("name")
    return [person for person in people if person.has_role([role])]


def public_articles() -> QuerySet[Article]:
    """Articles that anybody may read: those with a published version that is not retired."""
    return Article.objects.filter(published_version__isnull=False).exclude(state=State.RETIRED.value)


def approved_articles() -> QuerySet[Article]:
    """Those of them that the board stands for today, latest first."""
    return public_articles().filter(state=State.APPROVED.value).order_by("-approved_at")


def listed_articles() -> QuerySet[Article]:
    """Those of them that feeds, search engines and models are told of: the demonstration is for looking at only."""
    return approved_articles().filter(demonstration=False)


def topics_of(articles: QuerySet[Article]) -> list[tuple[str, int]]:
    """Topics with how many articles each has, by name."""
    counts: dict[str, int] = {}
    for topics in articles.values_list("topics", flat=True):
        for topic in topics:
            counts[topic] = counts.get(topic, 0) + 1
    return sorted(counts.items())


def similar_article(question: str) -> Article | None:
    """A published article that asks nearly the same, by the words of both."""
    asked = _content_words(question)
    deciding = _deciding_words(asked)
    best: tuple[float, Article | None] = (0.0, None)
    for article in public_articles().only("title", "question", "slug", "state"):
        for text in (article.title, article.question):
            words = _content_words(text)
            if _deciding_words(words) != deciding:
                continue
            share = len(asked & words) / max(1, len(asked | words))
            if share > best[0]:
                best = (share, article)
    return best[1] if best[0] >= 0.75 else None  # three words of four; a drug more or less is another question


# Words that do not tell questions apart; "without" does.
_SMALL = frozenset(
    (*("a", "an", "the", "of", "for", "in", "on", "to", "with", "and", "or", "is", "are", "what", "which", "how"),
     *("when", "should", "do", "does", "be"))
)  # fmt: skip


# A number or a negation more or less is another question, however many words are shared.
_NEGATIONS = frozenset(("not", "no", "never", "without", "avoid", "stop", "contraindicated", "non"))


def _deciding_words(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word in _NEGATIONS or any(c.isdigit() for c in word))


def _content_words(text: str) -> frozenset[str]:
    return frozenset("".join(c if c.isalnum() else " " for c in text.casefold()).split()) - _SMALL


def history(article: Article) -> QuerySet[ReviewEvent]:
    """The article's rows of the audit trail, oldest first."""
    return article.events.select_related("actor").order_by("pk")


def unsettled_reports() -> list[ProblemReport]:
    """Reports that wait, those about safety first."""
    waiting = ProblemReport.objects.filter(settled_at=None).select_related("article", "owner")
    return sorted(waiting, key=lambda report: (report.category != "safety", report.at))


def version_authors(version: ArticleVersion) -> Mapping[int, str]:
    """Names of those who wrote something of a version."""
    people = get_user_model().objects.filter(pk__in=version.authors)
    return {person.pk: person.name for person in people}
