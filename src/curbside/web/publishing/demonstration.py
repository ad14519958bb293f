"""Walks articles through the review with invented people, so that every state can be looked at."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from curbside.domain.answers import Support
from curbside.domain.answers import Verdict as Checked
from curbside.domain.review import Verdict
from curbside.web.publishing import currency, services
from curbside.web.publishing.body import Plain, claims_in
from curbside.web.publishing.models import Article
from curbside.web.publishing.selectors import my_review


def submitted(people: Mapping[str, Any], *, topics: Sequence[str], body: Plain, **fields: Any) -> Article:
    """An article that the demonstration's author has handed in."""
    return services.submit(topics=topics, body=body, by=people["author"], demonstration=True, **fields)


def walk(people: Mapping[str, Any], articles: Sequence[Article], *, standing: Any, now: datetime) -> list[Article]:
    """Seven articles: approved, reopened, under review, changes requested, unpublished, submitted, draft."""
    approved, reopened, under_review, changes, retired, waiting, draft = articles
    for article in (approved, reopened, retired):
        _approve(people, article, now=_later(article, days=2))
    Article.objects.filter(pk=reopened.pk).update(review_due_on=now.date())
    currency.reopen_due(now)
    for article in (under_review, changes):
        _begin(people, article, now=_later(article, days=1))
    _decide(people["reviewer.one"], under_review, now=now, most=3)
    _decide(people["reviewer.one"], changes, now=now, most=1)
    review = _review_of(people["reviewer.one"], changes)
    services.request_changes(review, reason="Please say in the title which disease the answer is about.", now=now)
    services.retire(retired, reason="Shown as an example of an unpublished article.", by=people["editor"], now=now)
    services.withdraw(draft, by=people["author"], now=now)
    return [Article.objects.get(pk=article.pk) for article in (*articles[:5], waiting, draft)]


def _later(article: Article, *, days: int) -> datetime:
    assert article.submitted_at is not None  # noqa: S101  # all were submitted
    return article.submitted_at + timedelta(days=days)


def _begin(people: Mapping[str, Any], article: Article, *, now: datetime) -> None:
    reviewers = [people["reviewer.one"], people["reviewer.two"]]
    services.assign(article, reviewers, by=people["editor"], now=now)
    for person in reviewers:
        services.declare(_review_of(person, article), interests="", now=now)


def _approve(people: Mapping[str, Any], article: Article, *, now: datetime) -> None:
    _begin(people, article, now=now)
    _decide(people["reviewer.one"], article, now=now)
    for name in ("reviewer.one", "reviewer.two"):
        review = _review_of(people[name], article)
        if review.version.article.state == "under review":
            services.sign(review, sha256=review.version.content_sha256, now=now)


def _decide(person: Any, article: Article, *, now: datetime, most: int = 1000) -> None:
    review = _review_of(person, article)
    for _, claim in list(claims_in(review.version.body))[:most]:
        services.decide_claim(review, claim["key"], Verdict.ACCEPT, check=_no_check, now=now)


def _no_check(claim: Plain, text: str) -> Checked:
    """Nothing is amended here."""
    return Checked(support=Support.SUPPORTED)


def _review_of(person: Any, article: Article) -> Any:
    fresh = Article.objects.get(pk=article.pk)
    assert fresh.current_version is not None  # noqa: S101  # submitted
    return my_review(fresh.current_version, person)
