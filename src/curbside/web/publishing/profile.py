"""What somebody says of themselves: declared interests, topics, absence. An absence hands on what waits for them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from curbside.domain.review import NotAllowed, Role, State
from curbside.web.accounts.models import User
from curbside.web.publishing import mail
from curbside.web.publishing.audit import record
from curbside.web.publishing.models import Review
from curbside.web.publishing.selectors import candidates, people_with, reviews_of
from curbside.web.publishing.services import hand_over


@transaction.atomic
def describe(
    person: User, *, interests: str, topics: Sequence[str], absent_until: date | None, now: datetime
) -> tuple[int, int]:
    """Keep what a person says of themselves; how many of their reviews went to others, and how many found nobody.

    Raises:
        NotAllowed: the absence ends today or before.
    """
    if absent_until is not None and absent_until <= now.date():
        raise NotAllowed("Say a day after today until which you are away, or leave the field empty.")
    changed = [
        name
        for name, value in (("interests", interests), ("topics", list(topics)), ("absent_until", absent_until))
        if getattr(person, name) != value
    ]
    if not changed:
        return 0, 0
    person.interests, person.topics, person.absent_until = interests, list(topics), absent_until
    person.save(update_fields=["interests", "topics", "absent_until"])
    said = {"interests": interests or "none", "topics": ", ".join(topics) or "none", "absent_until": str(absent_until)}
    record(
        "change profile", article=None, by=person, now=now, note="; ".join(f"{name}: {said[name]}" for name in changed)
    )
    return _hand_on(person, now) if person.is_absent(now.date()) else (0, 0)


def _hand_on(person: User, now: datetime) -> tuple[int, int]:
    """Give each review that waits for the person to whoever may take it and has least to do."""
    given = kept = 0
    waiting = Review.objects.filter(
        reviewer=person, decision="", version__article__state=State.UNDER_REVIEW.value
    ).select_related("version__article")
    for review in waiting:
        version, article = review.version, review.version.article
        if article.current_version_id != version.pk:
            continue
        taken = set(reviews_of(version).values_list("reviewer", flat=True))
        free = [c.person for c in candidates(version, today=now.date()) if c.person.pk not in taken]
        if free:
            hand_over(review, to=free[0], by=person, now=now)
            given += 1
        else:
            record("absent", article=article, by=person, now=now, note="nobody is free to take the review")
            mail.send("absent", article, to=people_with(Role.EDITOR), version=version)
            kept += 1
    return given, kept
