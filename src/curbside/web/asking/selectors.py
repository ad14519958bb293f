"""Reading what was stored."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from curbside.web.accounts.models import User
from curbside.web.asking.models import AnswerRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks: a browser by the token in its session, and the account that is signed in there, if any."""

    token: str
    user: User | None = None
    keeps: bool = False  # whether what is asked is kept


def answers_of(asker: Asker, *, now: datetime) -> QuerySet[AnswerRecord]:
    """What somebody may read that has not expired, latest first."""
    theirs = Q(asker=asker.token) if asker.token else Q(pk=None)
    if asker.user is not None:
        theirs |= Q(owner=asker.user)
    return AnswerRecord.objects.filter(theirs, expires_at__gt=now)
