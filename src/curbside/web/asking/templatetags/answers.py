"""What pages of answers and of articles make of a stored answer."""

from typing import Any

from django import template

from curbside.web.asking import copying, evidence

register = template.Library()


@register.simple_tag
def evidence_of(answer: dict[str, Any]) -> evidence.Panel:
    """The panel "Evidence at a glance"."""
    return evidence.evidence(answer)


@register.simple_tag
def text_of(answer: dict[str, Any], title: str, status: str) -> str:
    """The answer as text with its references."""
    return copying.as_text(answer, title=title, status=status)
