"""What pages of other apps show of articles; made and asked of the database only where a template uses it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from curbside.web.publishing.selectors import approved_articles, public_articles, topics_of

_RECENT = 5  # articles on the start page


def front(request: HttpRequest) -> dict[str, Any]:
    """For the start page: articles approved last, and the topics of all that are public."""
    return {
        "recent_articles": SimpleLazyObject(lambda: list(approved_articles()[:_RECENT])),
        "article_topics": SimpleLazyObject(lambda: topics_of(public_articles())),
    }
