"""Pages of asking. No question ever stands in a URL."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from curbside.domain.errors import BadQuestion
from curbside.domain.questions import CLINICIAN, Reader
from curbside.domain.redaction import MARK
from curbside.domain.text import clean
from curbside.engine import PROFILES
from curbside.web.asking import selectors, services
from curbside.web.asking.models import AnswerRecord
from curbside.web.catalogue.selectors import holdings
from curbside.web.engine_access import current_engine

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
    """Answer the question of the form and lead to the answer's own page."""
    question = clean(request.POST.get("question", ""))
    follows = owned_record(request, request.POST["follows"]) if request.POST.get("follows") else None
    try:
        record = _ask(request, question, reader=_reader(request), follows=follows)
    except BadQuestion as error:
        return _home(request, question=question, error=str(error))
    return _see_other(record)


@require_safe
def answer(request: HttpRequest, record_id: str) -> HttpResponse:
    """An answer, for the session that asked."""
    record = owned_record(request, record_id)
    context = {
        "record": record,
        "answer": record.answer,
        "readers": _reader_names(),
        "redacted": MARK in record.question,
        "holdings": holdings(current_engine().documents()) if record.answer["outcome"] == "not_in_library" else None,
    }
    return _private(render(request, "asking/answer.html", context))


@require_POST
def reader(request: HttpRequest, record_id: str) -> HttpResponse:
    """Note who is reading and answer the same question again."""
    record = owned_record(request, record_id)
    return _see_other(_ask(request, record.question, reader=_reader(request)))


def _ask(request: HttpRequest, question: str, *, reader: Reader, follows: AnswerRecord | None = None) -> AnswerRecord:
    if request.session.session_key is None:
        request.session.create()
    request.session["reader"] = reader
    key = request.session.session_key or ""
    return services.ask(current_engine(), question, reader=reader, session_key=key, now=timezone.now(), follows=follows)


def _reader(request: HttpRequest) -> Reader:
    """Who asks: as the form says, else as the session remembers, else a clinician."""
    for said in (request.POST.get("reader"), request.session.get("reader")):
        if isinstance(said, str) and said in PROFILES:
            return Reader(said)
    return CLINICIAN


def _reader_names() -> list[tuple[Reader, str]]:
    return [(key, profile.label) for key, profile in PROFILES.items()]


def owned_record(request: HttpRequest, record_id: str) -> AnswerRecord:
    """The answer, for the session that asked; else 404."""
    key = request.session.session_key
    record = selectors.answer_of_session(record_id, session_key=key, now=timezone.now())
    if record is None:
        raise Http404
    return record


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


def _see_other(record: AnswerRecord) -> HttpResponse:
    redirect = HttpResponseRedirect(reverse("answer", args=[record.id]))
    redirect.status_code = 303
    return _private(redirect)


def _private(response: HttpResponse) -> HttpResponse:
    """Nothing between the site and the reader may keep it."""
    response["Cache-Control"] = "no-store"
    return response
