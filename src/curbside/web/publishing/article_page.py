"""What the page of an article shows.

The published page is kept in the process until something happens. What happens to an article or to those who sign is a
row of the audit trail, and the trail's end is a hash of all its rows: while that is the same, so is the page. A new
library, or a day of review that has come, is asked for beside it, because they reopen articles.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from curbside.domain.questions import Reader
from curbside.engine import PROFILES
from curbside.web.engine_access import current_engine
from curbside.web.publishing import selectors
from curbside.web.publishing.body import Plain
from curbside.web.publishing.currency import AsOf, keep_current
from curbside.web.publishing.exports import json_ld
from curbside.web.publishing.models import Article, ArticleVersion
from curbside.web.publishing.rendered import rendered

_KEPT = 128  # about 200 kB each


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All of an article's page that is the same for each visitor: their forms and names are set around it."""

    title: str
    preview: bool
    answer: Plain
    outline: SafeString
    html: SafeString
    json_ld: str  # empty: not for search engines


def published(found: Article) -> ArticleVersion:
    """The version that the public reads, of an article that has one."""
    version = found.published_version
    assert version is not None  # noqa: S101  # `public_article` finds no other
    return version


def public_article(slug: str) -> Article:
    """A published article, held against the library first: nobody reads "reviewed by" over a changed source.

    Raises:
        Http404: there is none of that name.
    """
    keep_current(current_engine(), now=timezone.now())
    return get_object_or_404(_public_articles(), slug=slug)


def _public_articles() -> QuerySet[Article]:
    unread = ("body", "claim_authors", "published_version__body", "published_version__claim_authors")
    return selectors.public_articles().select_related("published_version").defer(*unread)


def current_page(slug: str, *, reader: Reader | None) -> Page:
    """The article as it is published.

    Raises:
        Http404: there is none of that name.
    """
    # Read before the article is: what happens in between makes the kept page newer than its key, never older.
    as_of = AsOf.read(current_engine(), now=timezone.now())
    return page_as_of(slug, reader, as_of)


@lru_cache(maxsize=_KEPT)
def page_as_of(slug: str, reader: Reader | None, _: AsOf) -> Page:
    found = public_article(slug)
    readers = {"readers": [(key, one.label) for key, one in PROFILES.items()], "reader": reader}
    return made(page_of(found, published(found), reader=reader) | readers)


def made(shown: dict[str, Any]) -> Page:
    """The page of what `page_of` shows."""
    return Page(
        title=shown["version"].title,
        preview=shown["preview"],
        answer=shown["answer"],
        outline=render_to_string("publishing/_outline.html", shown),
        html=render_to_string("publishing/_article.html", shown),
        json_ld=shown["json_ld"],
    )


def page_of(
    found: Article, version: ArticleVersion, *, reader: Reader | None = None, preview: bool = False
) -> dict[str, Any]:
    """What the article page shows of a version."""
    answer = rendered(version, reader)
    signed = selectors.signed(version)
    is_latest = version.pk == found.published_version_id
    approved = is_latest and found.is_approved
    return {
        "article": found,
        "version": version,
        "answer": answer.answer,
        "answer_html": answer.html,
        "signed": signed if approved else [],
        "approved": approved and not preview,
        "reopened": is_latest and not found.is_approved and not preview,
        "outdated": not is_latest and not preview,
        "preview": preview,
        "status": _status_line(found, version, approved=approved and not preview),
        "json_ld": json_ld(found, version, body=answer.answer, signed=signed, address=settings.CURBSIDE.site_url)
        if approved and not found.demonstration
        else "",
    }


def _status_line(found: Article, version: ArticleVersion, *, approved: bool) -> str:
    """What a copied text says of its review; the address is that of the version, which never changes."""
    reviewed = (
        f"Reviewed by the Medical Advisory Board, {found.approved_at:%-d %B %Y}"
        if approved and found.approved_at
        else "Educational purpose only: pending human review"
    )
    address = settings.CURBSIDE.site_url.rstrip("/") + reverse("article-version", args=[found.slug, version.number])
    return f"{reviewed}. Version {version.number}, {version.created_at:%-d %B %Y}. {address}"
