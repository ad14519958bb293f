"""Pages of the library."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from curbside.domain.attribution import KIND_NAMES
from curbside.domain.documents import Display, Document, Kind, Status
from curbside.domain.text import clean
from curbside.engine import page_picture
from curbside.web.accounts.permissions import Permission, may
from curbside.web.catalogue.forms import SupersedeElsewhereForm, SupersedeForm, WithdrawForm
from curbside.web.catalogue.layout import lay_out
from curbside.web.catalogue.leaves import leaf
from curbside.web.catalogue.selectors import entries, entry, recommendations, successors
from curbside.web.engine_access import current_engine

_PER_PAGE = 100  # documents


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """All documents, or those that a filter leaves."""
    documents = current_engine().documents()
    words = clean(request.GET.get("q", ""))[:200]
    status, kind = request.GET.get("status", ""), request.GET.get("kind", "")
    found = entries(
        documents,
        words=words,
        status=status if status in list(Status) else "",
        kind=kind if kind in list(Kind) else "",
    )
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    chosen = {key: value for key, value in (("q", words), ("status", status), ("kind", kind)) if value}
    context = {
        "page": page,
        "found": len(found),
        "total": len(documents),
        "words": words,
        "status": status,
        "statuses": [value.value for value in Status],
        "kind": kind,
        "kinds": [(value.value, KIND_NAMES[value]) for value in Kind],
        "query": urlencode(chosen),
    }
    return render(request, "catalogue/library.html", context)


@require_safe
def document(request: HttpRequest, document_id: str) -> HttpResponse:
    """A document as far as its licence lets us show it, with the passage asked for marked."""
    return document_page(request, document_id)


def document_page(
    request: HttpRequest, document_id: str, *, action: str = "", form: Form | None = None, status: int = 200
) -> HttpResponse:
    """The page of a document; with one of the librarian's forms (see `standing_forms`) as it was sent."""
    engine = current_engine()
    found, body = engine.document(document_id)
    passage_id = request.GET.get("passage", "")
    passage = next((passage for passage in body.passages if passage.id == passage_id), None)
    only_passage = found.display is Display.QUOTES
    shown = () if found.display is Display.STAFF else lay_out(body, title=found.title, marked=passage)
    older, newer = engine.editions(found)
    intake = engine.intake(found.id)
    keeps = may(request.user, Permission.KEEP_LIBRARY)
    context = {
        "standing": standing_forms(engine.documents(), found) | ({action: form} if form else {}) if keeps else {},
        "refused": form,
        "keeps": keeps,
        "intake": intake,
        "left_out": [(reason, count) for reason, count in intake.left_out.items() if count > 0],
        "older": older,
        "newer": newer,
        "alike": [engine.store.document(other) for other in found.near_duplicates],
        "recommendations": recommendations(body) if found.display is Display.FULL else (),
        "leaf": leaf(body, passage) if found.display is Display.FULL else None,
        "document": found,
        "entry": entry(found),
        "passage": passage,
        "passage_unknown": bool(passage_id) and passage is None,
        "sections": [section for section in shown if section.marked] if only_passage else shown,
        "outline": () if only_passage else [section for section in shown if section.heading and section.level <= 3],
        "only_passage": only_passage,
        "hidden": found.display is Display.STAFF,
    }
    return render(request, "catalogue/document.html", context, status=status)


def standing_forms(documents: Sequence[Document], document: Document, data: Any = None) -> dict[str, Form]:
    """The forms by which a librarian changes how a document stands, as far as they are possible now."""
    forms: dict[str, Form] = {}
    if document.status is Status.CURRENT:
        others = successors(documents, document)
        forms["supersede"] = SupersedeForm(data, successors=others, auto_id="supersede-%s")
        forms["supersede-elsewhere"] = SupersedeElsewhereForm(data, auto_id="elsewhere-%s")
    if document.status not in (Status.WITHDRAWN, Status.RETRACTED):
        forms["withdraw"] = WithdrawForm(data, auto_id="withdraw-%s")
    return forms


@require_safe
def page_of_file(_: HttpRequest, document_id: str, number: int) -> HttpResponse:
    """A page of a PDF as a picture, where its licence lets us show all of it."""
    document, _body = current_engine().document(document_id)
    picture = page_picture(settings.CURBSIDE, document.id, number) if document.display is Display.FULL else None
    if picture is None:
        raise Http404("there is no picture of that page")
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})
