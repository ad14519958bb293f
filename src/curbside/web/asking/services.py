"""Asking: redact, answer, store; and to keep or delete what was stored."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from curbside.answering.emergencies import emergency_in
from curbside.answering.followups import FollowUp
from curbside.domain.answers import Answer
from curbside.domain.errors import LibraryEmpty
from curbside.domain.events import Checked, Completed, Event, Interpreted, Retrieved
from curbside.domain.questions import Reader
from curbside.domain.redaction import redact, without_marks
from curbside.domain.text import clean, one_line
from curbside.engine import Engine
from curbside.web.asking.models import AnswerRecord, State
from curbside.web.asking.selectors import Asker, answers_of
from curbside.web.asking.snapshots import snapshot

_LONGEST_WORK = timedelta(seconds=60)  # work that began longer ago was broken off


def ask(
    engine: Engine,
    question: str,
    *,
    reader: Reader,
    asker: Asker,
    now: datetime,
    follows: AnswerRecord | None = None,
    live: bool = False,
) -> AnswerRecord:
    """Answer a question and keep the answer for whoever asked. What has expired is deleted first.

    `follows`: the answer that the question follows; it is read with that one's. `live`: only note the question; its
    page asks for the answer by `work`. An emergency never waits for that.

    Raises:
        BadQuestion: the question is empty or too long.
        LibraryEmpty: there is nothing to answer from.
    """
    forget_expired(now)
    if not engine.documents():
        raise LibraryEmpty("The library holds no document. Add some with: curbside ingest PATH")
    shown = one_line(clean(question))
    can_be_asked = any(c.isalnum() for c in shown) and len(shown) <= settings.CURBSIDE.max_question_chars
    if can_be_asked:  # the engine refuses what cannot
        shown = redact(shown)
    said = FollowUp(asked=shown, read_as=shown)
    if follows is not None and shown:
        said = engine.follow_up(shown, without_marks(follows.question))
    record = AnswerRecord(
        asker=asker.token,
        owner=asker.user if asker.keeps else None,
        kept=asker.keeps,
        created_at=now,
        expires_at=_until(asker, now),
        state=State.WAITING,
        question=said.read_as,
        asked=said.asked if follows else "",
        carried=[list(pair) for pair in said.carried],
        reader=reader,
        answer={},
    )
    if not (live and can_be_asked) or emergency_in(said.read_as):
        answer = engine.with_related(engine.answer(without_marks(said.read_as), reader=reader))
        record.state, record.answer = State.DONE, snapshot(answer)
    record.save(force_insert=True)
    return record


# -- answering live ----------------------------------------------------------------------------------------------------


def work(engine: Engine, record: AnswerRecord) -> Iterator[str]:
    """Answer a waiting question, telling each step in words; ends when the answer is stored, or was deleted.

    Work that somebody else has begun is waited for. The record itself is brought up to date.
    """
    if not _take(record):
        yield from _wait(record)
        return
    try:
        yield "Reading the question"
        answer: Answer | None = None
        for event in engine.stream(without_marks(record.question), reader=Reader(record.reader)):
            if not _stands(record):  # somebody stopped it
                return
            if isinstance(event, Completed):
                answer = event.answer
            else:
                yield _told(event, engine)
        assert answer is not None  # noqa: S101  # the pipeline's promise, see domain.events
        _store(record, answer)
        if answer.claims:
            yield "Looking for related questions"
            _store(record, engine.with_related(answer))
    finally:
        AnswerRecord.objects.filter(pk=record.pk, state=State.RUNNING).update(state=State.WAITING)


def _told(event: Event, engine: Engine) -> str:
    if isinstance(event, Interpreted):
        return f"Searching {len(engine.documents())} documents"
    if isinstance(event, Retrieved):
        return f"Checking statements of {event.passages} passages"
    assert isinstance(event, Checked)  # noqa: S101  # `Completed` is the last and not told
    dropped = f", {event.dropped} dropped" if event.dropped else ""
    return f"{event.shown} statements checked against their quotes{dropped}"


def _take(record: AnswerRecord) -> bool:
    """Whether the work is ours: nobody does it, or whoever did broke off."""
    now = timezone.now()
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, started_at__lt=now - _LONGEST_WORK)
    return bool(AnswerRecord.objects.filter(free, pk=record.pk).update(state=State.RUNNING, started_at=now))


def _stands(record: AnswerRecord) -> bool:
    return AnswerRecord.objects.filter(pk=record.pk).exists()


def _store(record: AnswerRecord, answer: Answer) -> None:
    record.state, record.answer = State.DONE, snapshot(answer)
    AnswerRecord.objects.filter(pk=record.pk).update(state=record.state, answer=record.answer)


def _wait(record: AnswerRecord) -> Iterator[str]:
    until = time.monotonic() + _LONGEST_WORK.total_seconds()
    told = False
    while time.monotonic() < until:
        found = AnswerRecord.objects.filter(pk=record.pk).first()
        if found is None:
            return
        if found.is_done:
            record.state, record.answer = found.state, found.answer
            return
        if not told:
            yield "The answer is on its way"
        told = True
        time.sleep(0.2)


# -- keeping and deleting ----------------------------------------------------------------------------------------------


def _until(asker: Asker, now: datetime) -> datetime:
    if asker.keeps:
        return now + timedelta(days=settings.CURBSIDE.kept_days)
    return now + timedelta(hours=settings.CURBSIDE.answer_hours)


def keep(asker: Asker, *, now: datetime) -> int:
    """Keep what this browser has asked; how many answers that are."""
    days = timedelta(days=settings.CURBSIDE.kept_days)
    found = answers_of(asker, now=now).filter(kept=False)
    return found.update(kept=True, owner=asker.user, expires_at=F("created_at") + days)


def delete(record: AnswerRecord) -> None:
    """Delete one answer, or stop the work on it."""
    _delete(pk=record.pk)


def delete_everything(asker: Asker, *, now: datetime) -> int:
    """Delete all that somebody may read; how many answers that were. What became an article stays with the board."""
    found = list(answers_of(asker, now=now).values_list("pk", flat=True))
    _delete(pk__in=found)
    return len(found)


def _delete(**which: Any) -> None:
    AnswerRecord.objects.filter(**which).delete()
    transaction.on_commit(_overwrite)


def _overwrite() -> None:
    """SQLite overwrites what it deletes (see `project.settings`); its journal of changes is emptied here."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def forget_expired(now: datetime) -> None:
    """Delete answers and sessions whose time is over."""
    AnswerRecord.objects.filter(expires_at__lte=now).delete()
    Session.objects.filter(expire_date__lte=now).delete()
