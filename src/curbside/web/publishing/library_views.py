"""The librarian's form on the page of a document."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from curbside.domain.redaction import redact
from curbside.domain.text import clean
from curbside.web.accounts.permissions import Permission, requires
from curbside.web.catalogue.selectors import successors
from curbside.web.engine_access import current_engine
from curbside.web.publishing import keeping


@requires(Permission.KEEP_LIBRARY)
@require_POST
def change_standing(request: HttpRequest, document_id: str) -> HttpResponse:
    """Supersede or withdraw a document, with a reason; sent twice, it is done once."""
    engine = current_engine()
    found = engine.document(document_id)[0]
    reason = redact(clean(request.POST.get("reason", "")).strip()[:500])
    chosen = request.POST.get("successor", "")
    if not reason:
        return HttpResponseBadRequest("Say why: go back and write a reason. Nothing was changed.")
    if request.POST.get("action") == "withdraw":
        keeping.withdraw(found, reason=reason, by=request.user, now=timezone.now())
    else:
        new = next(
            (other for other in successors(documents=engine.documents(), document=found) if other.id == chosen), None
        )
        if new is None:
            return HttpResponseBadRequest("Choose the document that replaces it. Nothing was changed.")
        keeping.supersede(found, new, reason=reason, by=request.user, now=timezone.now())
    return redirect("document", found.id)
