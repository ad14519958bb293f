"""Asking: redact, answer, store."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session

from curbside.answering.followups import FollowUp
from curbside.domain.errors import LibraryEmpty
from curbside.domain.questions import Reader
from curbside.domain.redaction import redact, without_marks
from curbside.domain.text import clean, one_line
from curbside.engine import Engine
from curbside.web.asking.models import AnswerRecord
from curbside.web.asking.snapshots import snapshot


def ask(
    engine: Engine,
    question: str,
    *,
    reader: Reader,
    session_key: str,
    now: datetime,
    follows: AnswerRecord | None = None,
) -> AnswerRecord:
    """Answer a question and keep the answer for this session. What has expired is deleted first.

    `follows`: the answer that the question follows; it is read with that one's.

    Raises:
        BadQuestion: the question is empty or too long.
        LibraryEmpty: there is nothing to answer from.
    """
    forget_expired(now)
    if not engine.documents():
        raise LibraryEmpty("The library holds no document. Add some with: curbside ingest PATH")
    shown = one_line(clean(question))
    if len(shown) <= settings.CURBSIDE.max_question_chars:  # the engine refuses what is longer
        shown = redact(shown)
    said = FollowUp(asked=shown, read_as=shown)
    if follows is not None and shown:
        said = engine.follow_up(shown, without_marks(follows.question))
    answer = engine.with_related(engine.answer(without_marks(said.read_as), reader=reader))
    return AnswerRecord.objects.create(
        session_key=session_key,
        created_at=now,
        expires_at=now + timedelta(hours=settings.CURBSIDE.answer_hours),
        question=said.read_as,
        asked=said.asked if follows else "",
        carried=[list(pair) for pair in said.carried],
        reader=reader,
        answer=snapshot(answer),
    )


def forget_expired(now: datetime) -> None:
    """Delete answers and sessions whose time is over."""
    AnswerRecord.objects.filter(expires_at__lte=now).delete()
    Session.objects.filter(expire_date__lte=now).delete()
