"""Pages of the library."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from curbside.domain.documents import Display, Status
from curbside.domain.text import clean
from curbside.web.catalogue.layout import lay_out
from curbside.web.catalogue.selectors import entries, entry
from curbside.web.engine_access import current_engine


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """All documents, or those that a filter leaves."""
    documents = current_engine().documents()
    words = clean(request.GET.get("q", ""))[:200]
    status = request.GET.get("status", "")
    context = {
        "entries": entries(documents, words=words, status=status if status in list(Status) else ""),
        "total": len(documents),
        "words": words,
        "status": status,
        "statuses": [value.value for value in Status],
    }
    return render(request, "catalogue/library.html", context)


@require_safe
def document(request: HttpRequest, document_id: str) -> HttpResponse:
    """A document as far as its licence lets us show it, with the passage asked for marked."""
    found, body = current_engine().document(document_id)
    passage_id = request.GET.get("passage", "")
    passage = next((passage for passage in body.passages if passage.id == passage_id), None)
    only_passage = found.display is Display.QUOTES
    shown = () if found.display is Display.STAFF else lay_out(body, title=found.title, marked=passage)
    context = {
        "document": found,
        "entry": entry(found),
        "passage": passage,
        "passage_unknown": bool(passage_id) and passage is None,
        "sections": [section for section in shown if section.marked] if only_passage else shown,
        "outline": () if only_passage else [section for section in shown if section.heading and section.level <= 3],
        "only_passage": only_passage,
        "hidden": found.display is Display.STAFF,
    }
    return render(request, "catalogue/document.html", context)
