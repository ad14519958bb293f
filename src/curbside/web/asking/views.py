"""Pages of asking. No question ever stands in a URL."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from curbside.answering.emergencies import emergency_in, may_be_emergency
from curbside.answering.followups import without_words
from curbside.answering.pipeline import ALARM
from curbside.domain.answers import Outcome
from curbside.domain.errors import BadQuestion
from curbside.domain.questions import CLINICIAN, Reader
from curbside.domain.redaction import MARK, OLDEST, identifiers, redact, without_marks
from curbside.domain.text import clean, one_line
from curbside.engine import PROFILES
from curbside.web.accounts.models import User
from curbside.web.asking import selectors, services
from curbside.web.asking.models import AnswerRecord, random_id
from curbside.web.asking.selectors import Asker
from curbside.web.catalogue.selectors import holdings
from curbside.web.engine_access import current_engine
from curbside.web.streaming import event_stream, frame

# Questions that the starter library answers; a test asks each of them.
EXAMPLES = (
    "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?",
    "Apixaban dose for a new deep vein thrombosis",
    "Can I use diltiazem for rate control in atrial fibrillation if the EF is 30%?",
    "Finerenone starting dose at eGFR 45",
    "Is tranexamic acid recommended for aneurysmal subarachnoid haemorrhage?",
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The question box."""
    return _home(request)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Answer the question of the form and lead to the answer's own page; one that names somebody is warned of first."""
    question = clean(request.POST.get("question", ""))
    follows = owned_record(request, request.POST["follows"]) if request.POST.get("follows") else None
    if _names_somebody(question):
        return _personal(request, question)
    try:
        record = _ask(request, question, reader=_reader(request), follows=follows)
    except BadQuestion as error:
        return _home(request, question=question, error=str(error))
    return _see_other(reverse("answer", args=[record.id]))


def _names_somebody(question: str) -> bool:
    """Whether to warn. An emergency is not held up for it: there the identifiers are only taken out."""
    short_enough = len(question) <= settings.CURBSIDE.max_question_chars
    return short_enough and bool(identifiers(question)) and not emergency_in(one_line(question))


@require_safe
def answer(request: HttpRequest, record_id: str) -> HttpResponse:
    """An answer, for whoever asked. One that is asked live arrives by its events; with `whole` it is waited for."""
    record = owned_record(request, record_id)
    if not record.is_done and "whole" not in request.GET:
        context = {"record": record, "alarm": _alarm(record.question)}
        return _private(render(request, "asking/live.html", context))
    finished(record)
    return _private(render(request, "asking/answer.html", page_of(record)))


def finished(record: AnswerRecord) -> AnswerRecord:
    """The record with its answer; waits for it where it is not done."""
    if not record.is_done:
        for _ in services.work(current_engine(), record):
            pass
    if not record.is_done:
        raise Http404
    return record


def page_of(record: AnswerRecord) -> dict[str, Any]:
    """What the page of an answer shows."""
    return {
        "record": record,
        "answer": record.answer,
        "readers": _reader_names(),
        "redacted": MARK in record.question or OLDEST in record.question,
        "holdings": holdings(current_engine().documents()) if record.answer["outcome"] == "not_in_library" else None,
    }


@require_safe
def events(request: HttpRequest, record_id: str) -> HttpResponseBase:
    """The steps of answering and then the answer, as server-sent events. Opened again: the answer."""
    record = owned_record(request, record_id)
    return event_stream(request, _frames(request, record))


def _frames(request: HttpRequest, record: AnswerRecord) -> Iterator[str]:
    shown = False
    if not record.is_done:
        for step in services.work(current_engine(), record):
            if record.is_done and not shown:
                shown = True
                yield from _parts(request, record)
            yield frame("step", {"text": step})
    if not record.is_done:
        yield frame("gone", {})
        return
    if not shown:
        yield from _parts(request, record)
    yield frame("part", {"place": "last", "html": render_to_string("asking/_last.html", page_of(record), request)})
    yield frame("done", {"text": _ended(record)})


def _parts(request: HttpRequest, record: AnswerRecord) -> Iterator[str]:
    """The answer in the order of reading, a section at a time."""
    context = page_of(record)

    def part(template: str, **more: Any) -> str:
        html = render_to_string(f"asking/{template}.html", {**context, **more}, request)
        return frame("part", {"place": "outline" if template == "_outline" else "body", "html": html})

    yield part("_outline")
    yield part("_opening")
    for place, section in enumerate(record.answer["sections"]):
        first = place == 0 and not record.answer["headline"]
        yield part("_section", section=section, heading="What the sources say" if first else section["heading"])
    yield part("_rest")


def _ended(record: AnswerRecord) -> str:
    made = record.answer["made"]
    sources = len(record.answer["references"]) if made["shown"] else 0
    if not sources:
        return "Nothing more was found"
    shown = made["shown"]
    said = "Partly answered" if record.answer["outcome"] == Outcome.PARTLY else "Answered"
    return f"{said}: {shown} statement{'s' * (shown != 1)}, {sources} source{'s' * (sources != 1)}"


@require_POST
def reader(request: HttpRequest, record_id: str) -> HttpResponse:
    """Note who is reading and answer the same question again."""
    record = owned_record(request, record_id)
    again = _ask(request, record.question, reader=_reader(request))
    return _see_other(reverse("answer", args=[again.id]))


@require_POST
def without(request: HttpRequest, record_id: str) -> HttpResponse:
    """Ask a follow-up again without one thing that came from the question before."""
    record = owned_record(request, record_id)
    dropped = request.POST.get("drop", "")
    if not dropped.isdecimal() or int(dropped) >= len(record.carried):
        raise Http404
    _, words = record.carried[int(dropped)]
    again = _ask(request, without_words(record.question, words), reader=_reader(request))
    return _see_other(reverse("answer", args=[again.id]))


# -- what is kept ------------------------------------------------------------------------------------------------------


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """What this browser, or this account, can read again; and what is kept."""
    asker = _asker(request)
    context = {
        "records": selectors.answers_of(asker, now=timezone.now()).defer("answer"),
        "keeps": asker.keeps,
        "hours": settings.CURBSIDE.answer_hours,
        "days": settings.CURBSIDE.kept_days,
    }
    return _private(render(request, "asking/history.html", context))


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is asked from now on, or no longer; keeping begins with what can be read now."""
    request.session["keeps"] = request.POST.get("keep") == "yes"
    if request.session["keeps"]:
        if not request.user.is_authenticated:
            request.session.set_expiry(settings.CURBSIDE.kept_days * 86_400)
        services.keep(_asker(request), now=timezone.now())
    return _see_other(reverse("history"))


@require_POST
def delete(request: HttpRequest, record_id: str) -> HttpResponse:
    """Delete one answer. One that is still worked on is stopped, and its question stands in the box again."""
    record = owned_record(request, record_id)
    services.delete(record)
    if record.is_done:
        messages.success(request, "The question and its answer are deleted.")
        return _see_other(reverse("history"))
    return _private(_home(request, question=record.asked or record.question))


@require_POST
def delete_everything(request: HttpRequest) -> HttpResponse:
    """Delete all questions and answers, and what the session remembers of the reader."""
    services.delete_everything(_asker(request), now=timezone.now())
    for name in ("asker", "keeps", "reader"):
        request.session.pop(name, None)
    messages.success(request, "All your questions and answers are deleted, and nothing is kept.")
    return _see_other(reverse("history"))


# -- who asks ----------------------------------------------------------------------------------------------------------


def _asker(request: HttpRequest) -> Asker:
    """By a token of their own, not by the session's key: that changes when somebody signs in."""
    return Asker(
        token=request.session.get("asker", ""),
        user=request.user if isinstance(request.user, User) else None,
        keeps=bool(request.session.get("keeps")),
    )


def _ask(request: HttpRequest, question: str, *, reader: Reader, follows: AnswerRecord | None = None) -> AnswerRecord:
    request.session["reader"] = reader
    request.session.setdefault("asker", random_id())
    return services.ask(
        current_engine(),
        question,
        reader=reader,
        asker=_asker(request),
        now=timezone.now(),
        follows=follows,
        live=request.POST.get("live") == "yes",
    )


def _reader(request: HttpRequest) -> Reader:
    """Who asks: as the form says, else as the session remembers, else a clinician."""
    for said in (request.POST.get("reader"), request.session.get("reader")):
        if isinstance(said, str) and said in PROFILES:
            return Reader(said)
    return CLINICIAN


def _reader_names() -> list[tuple[Reader, str]]:
    return [(key, profile.label) for key, profile in PROFILES.items()]


def owned_record(request: HttpRequest, record_id: str) -> AnswerRecord:
    """The answer, for whoever asked; else 404."""
    record = selectors.answers_of(_asker(request), now=timezone.now()).filter(pk=record_id).first()
    if record is None:
        raise Http404
    return record


# -- pages and answers -------------------------------------------------------------------------------------------------


def _home(request: HttpRequest, *, question: str = "", error: str = "") -> HttpResponse:
    context = {
        "question": question,
        "error": error,
        "readers": _reader_names(),
        "reader": _reader(request),
        "examples": EXAMPLES,
        "holdings": holdings(current_engine().documents()),
        "hours": settings.CURBSIDE.answer_hours,
    }
    page = render(request, "asking/home.html", context, status=422 if error else 200)
    return _private(page) if error else page


def _personal(request: HttpRequest, question: str) -> HttpResponse:
    """The warning, with the question redacted and as it was typed. Nothing of it is stored."""
    redacted = redact(one_line(question))
    context = {
        "question": question,
        "alarm": _alarm(one_line(question)),
        "redacted": redacted,
        "pieces": redacted.split(MARK),
        "kinds": list(dict.fromkeys(one.kind for one in identifiers(question))),
        "something_left": any(c.isalnum() for c in without_marks(redacted)),
        "reader": _reader(request),
        "follows": request.POST.get("follows", ""),
    }
    return _private(render(request, "asking/personal.html", context))


def _alarm(question: str) -> str:
    """Where to get help, for a page that stands before the answer: the answer brings its own."""
    return ALARM if may_be_emergency(question) else ""


def _see_other(address: str) -> HttpResponse:
    redirect = HttpResponseRedirect(address)
    redirect.status_code = 303
    return _private(redirect)


def _private(response: HttpResponse) -> HttpResponse:
    """Nothing between the site and the reader may keep it."""
    response["Cache-Control"] = "no-store"
    return response
