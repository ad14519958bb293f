"""What machines that follow the site read: a feed and a site map of what the board has approved."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse

from curbside.web.publishing.models import Article
from curbside.web.publishing.selectors import listed_articles


class ApprovedArticles(Feed):
    """The latest approvals."""

    title = "Curbside: approved articles"
    description = "Answers that the medical advisory board has approved."

    def link(self) -> str:
        return reverse("articles")

    def items(self) -> QuerySet[Article]:
        return listed_articles()[:50]

    def item_title(self, item: Article) -> str:
        return item.title

    def item_description(self, item: Article) -> str:
        headline = item.published_version.body["headline"] if item.published_version else None
        return headline["text"] if headline else "What the sources say."

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.approved_at


class ApprovedSitemap(Sitemap):
    """Pages that search engines may list."""

    def items(self) -> QuerySet[Article]:
        return listed_articles()

    def lastmod(self, item: Article) -> datetime | None:
        return item.approved_at


SITEMAPS = {"articles": ApprovedSitemap}
