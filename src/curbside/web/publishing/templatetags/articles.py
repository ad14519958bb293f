"""The article that already answers a question, for the page of an answer."""

from django import template

from curbside.web.publishing.models import Article
from curbside.web.publishing.selectors import similar_article

register = template.Library()


@register.simple_tag
def article_on(question: str) -> Article | None:
    """A public article on nearly the same question."""
    return similar_article(question)
