"""Words of a claim that have a definition, as links to it. The claim's own words stay as they are."""

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def with_terms(claim: dict[str, Any]) -> SafeString:
    """The text of a claim; each defined word, where it stands first, leads to its definition."""
    text, parts, places = claim["text"], [], []
    for number, word in enumerate(claim["words"]):
        found = re.search(rf"(?<!\w){re.escape(word['term'])}(?!\w)", text)
        if found:  # else it stands in the lead
            places.append((found.start(), found.end(), number))
    done = 0
    for start, end, number in sorted(places):
        if start < done:
            continue
        parts.append(conditional_escape(text[done:start]))
        link = '<a class="term" href="#w-{}-{}">{}</a>'
        parts.append(format_html(link, claim["key"], number, text[start:end]))
        done = end
    return mark_safe("".join((*parts, conditional_escape(text[done:]))))  # noqa: S308  # every part is escaped
