"""Reading what was stored."""

from datetime import datetime

from curbside.web.asking.models import AnswerRecord


def answer_of_session(record_id: str, *, session_key: str | None, now: datetime) -> AnswerRecord | None:
    """The answer, if this session asked for it and it has not expired."""
    if not session_key:
        return None
    return AnswerRecord.objects.filter(id=record_id, session_key=session_key, expires_at__gt=now).first()
