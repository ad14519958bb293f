"""When a source changes, exactly the articles and claims that rest on it come back to the board.

Held against the library as it stands: each link of a published version says how its document stood when the version
was made. Run after every change of the library, and once a day for dates of review; it may run at any time again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, QuerySet

from curbside.domain.documents import Document, Status
from curbside.domain.errors import UnknownDocument
from curbside.domain.review import INVITATION_DAYS, REVIEW_DAYS, Action, Role, State, digest
from curbside.engine import Engine
from curbside.web.publishing import mail
from curbside.web.publishing.models import Article, OpenClaim, SourceLink, TrailHead
from curbside.web.publishing.selectors import people_with, reviews_of
from curbside.web.publishing.services import move

GONE = "gone"


def standing_in(engine: Engine) -> "Standings":
    """How documents stand in the library of an engine."""
    return Standings(engine)


class Standings:
    """Document id → a hash of what an article relies on: status, notices, words."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, str] = {}

    def __call__(self, document_id: str) -> str:
        if document_id not in self._known:
            document = self.document(document_id)
            self._known[document_id] = _standing(document) if document else GONE
        return self._known[document_id]

    def document(self, document_id: str) -> Document | None:
        """The document as the library holds it, None where it does not any more."""
        try:
            return self._engine.store.document(document_id)
        except UnknownDocument:
            return None


def _standing(document: Document) -> str:
    successor = document.superseded_by.title if document.superseded_by else ""
    return digest([document.status.value, successor, list(document.notices), document.content_sha256])


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOf:
    """What tells whether anything happened to articles: while it is the same, nothing did."""

    trail: str  # the hash that the audit trail ends with
    followed: str  # the generation of the library that articles were last held against
    generation: str  # that of the library now
    is_due: bool  # whether a day of review has come

    @classmethod
    def read(cls, engine: Engine, *, now: datetime) -> "AsOf":
        """As it is now; one small query."""
        head = TrailHead.objects.filter(pk=1).values_list("sha256", "followed_generation", Exists(_due(now))).first()
        trail, followed, is_due = head or ("", "", True)
        return cls(trail=trail, followed=followed, generation=engine.generation, is_due=is_due)


def keep_current(engine: Engine, *, now: datetime) -> list[Article]:
    """Reopen what is due, and what the library's present state reopens if it was not held against it yet.

    One small query where nothing is to be done: pages call it before they show who reviewed.
    """
    as_of = AsOf.read(engine, now=now)
    reopened = reopen_due(now) if as_of.is_due else []
    if as_of.followed != as_of.generation:
        TrailHead.objects.get_or_create(pk=1)
        reopened += reopen_changed(engine, now=now)
        TrailHead.objects.filter(pk=1).update(followed_generation=engine.generation)
    return reopened


def reopen_changed(engine: Engine, *, now: datetime) -> list[Article]:
    """Reopen each approved article whose published version rests on a document that stands otherwise today."""
    standings = standing_in(engine)
    approved = Article.objects.filter(state=State.APPROVED.value)
    links = SourceLink.objects.filter(version__in=approved.values("published_version"))
    seen = set(OpenClaim.objects.filter(article__in=approved).values_list("article", "document_id", "standing"))
    changed: dict[int, list[SourceLink]] = {}
    for link in links.select_related("version").iterator():
        standing, article = standings(link.document_id), link.version.article_id
        if standing != link.standing and (article, link.document_id, standing) not in seen:
            changed.setdefault(article, []).append(link)
    return [
        article
        for article in (_reopen(pk, found, standings, now=now) for pk, found in changed.items())
        if article is not None
    ]


def reopen_due(now: datetime) -> list[Article]:
    """Reopen each approved article whose day of review has come; its claims keep their decisions."""
    due = _due(now).values_list("pk", flat=True)
    return [article for article in (_reopen(pk, [], None, now=now) for pk in due) if article is not None]


def _due(now: datetime) -> QuerySet[Article]:
    return Article.objects.filter(state=State.APPROVED.value, review_due_on__lte=now.date())


@transaction.atomic
def _reopen(pk: int, links: Iterable[SourceLink], standings: Standings | None, *, now: datetime) -> Article | None:
    article = Article.objects.select_for_update().get(pk=pk)
    version = article.published_version
    if article.state != State.APPROVED.value or version is None:
        return None
    reasons: dict[str, str] = {}
    for link in links:
        why = reasons.setdefault(link.document_id, _why(link.document_id, standings))
        OpenClaim.objects.create(
            article=article,
            claim_sha256=link.claim_sha256,
            document_id=link.document_id,
            standing=standings(link.document_id) if standings else "",
            why=why,
            since=now,
        )
    article.reopened_at = now
    article.reopened_why = "; ".join(reasons.values()) or "The date of its next review has come."
    article.current_version = version
    for review in reviews_of(version):
        # The signature stands for what was approved then; the version needs signatures anew.
        review.decision, review.signed_sha256, review.decided_at = "", "", None
        review.assigned_at, review.due_on = now, now.date() + timedelta(days=REVIEW_DAYS)
        review.expires_on = now.date() + timedelta(days=INVITATION_DAYS)
        review.save()
    move(article, Action.REOPEN, Role.SYSTEM, by=None, now=now, note=article.reopened_why)
    reviewers = [review.reviewer for review in reviews_of(version)]
    mail.send("source", article, to=[article.owner, *reviewers, *people_with(Role.EDITOR)], version=version)
    return article


def _why(document_id: str, standings: Standings | None) -> str:
    document = standings.document(document_id) if standings else None
    if document is None:
        return f"The library no longer holds {document_id}."
    if document.status is Status.SUPERSEDED and document.superseded_by:
        return f"“{document.title}” was superseded by “{document.superseded_by.name}”."
    if document.status is not Status.CURRENT:
        return f"“{document.title}” was {document.status.value}."
    if document.notices:
        return f"“{document.title}”: {document.notices[-1]}."
    return f"The text of “{document.title}” was changed."
