"""The audit trail: rows that are only added, each hashed with the one before it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from curbside.domain.review import digest
from curbside.web.publishing.models import Article, ReviewEvent, TrailHead

SYSTEM_NAME = "Curbside"


def record(
    action: str,
    *,
    article: Article | None,
    by: Any,
    now: datetime,
    before: str = "",
    note: str = "",
) -> ReviewEvent:
    """Add a row; call it inside the transaction of what it records.

    Args:
        action: what was done.
        article: to which article, as it is after it.
        by: who did it, None for the system.
        now: when.
        before: the state that the article left; empty where it stayed in its state.
        note: in whose words: a reason, a claim's key.
    """
    head, _ = TrailHead.objects.select_for_update().get_or_create(pk=1)
    event = ReviewEvent(
        article=article,
        version_number=article.current_version.number if article and article.current_version else None,
        actor=by,
        actor_name=str(by) if by else SYSTEM_NAME,
        action=action,
        from_state=before or (article.state if article else ""),
        to_state=article.state if article else "",
        note=note,
        at=now,
        previous_sha256=head.sha256,
    )
    event.sha256 = digest(event.content())
    event.save()
    head.rows += 1
    head.sha256 = event.sha256
    head.save(update_fields=["rows", "sha256"])
    return event


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where the trail is not what was written."""

    row: int | None
    what: str


def faults() -> list[Fault]:
    """Rows that were changed, taken out or put in another order; empty: the trail is whole."""
    found: list[Fault] = []
    previous, count = "", 0
    for event in ReviewEvent.objects.order_by("pk").iterator():
        if event.previous_sha256 != previous:
            found.append(
                Fault(row=event.pk, what="does not follow the row before it: one was taken out, put in or moved")
            )
        if event.sha256 != digest(event.content()):
            found.append(Fault(row=event.pk, what="was changed after it was written"))
        previous, count = event.sha256, count + 1
    head = TrailHead.objects.filter(pk=1).first()
    if head and (head.rows, head.sha256) != (count, previous):
        found.append(Fault(row=None, what=f"the trail should have {head.rows} rows and another end; it has {count}"))
    if head is None and count:
        found.append(Fault(row=None, what="the record of the trail's end is missing"))
    return found
