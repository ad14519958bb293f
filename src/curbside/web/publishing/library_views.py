"""The librarian's forms on the pages of a document: how it stands, and what it is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from curbside.domain.documents import Successor
from curbside.engine import written_down
from curbside.web.accounts.permissions import Permission, requires
from curbside.web.catalogue.forms import DescriptionForm
from curbside.web.catalogue.views import document_page, standing_forms
from curbside.web.engine_access import current_engine
from curbside.web.publishing import keeping


@requires(Permission.KEEP_LIBRARY)
@require_POST
def change_standing(request: HttpRequest, document_id: str) -> HttpResponse:
    """Supersede or withdraw a document, with a reason; sent twice, it is done once."""
    engine = current_engine()
    found = engine.document(document_id)[0]
    action = request.POST.get("action", "")
    form = standing_forms(engine.documents(), found, request.POST).get(action)
    if form is None:  # it stands otherwise by now
        return redirect("document", found.id)
    if not form.is_valid():
        return document_page(request, found.id, action=action, form=form, status=422)
    said, by, now = form.cleaned_data, request.user, timezone.now()
    if action == "withdraw":
        keeping.withdraw(found, reason=said["reason"], by=by, now=now)
    elif action == "supersede":
        new = engine.store.document(said["successor"])
        keeping.supersede(found, new, reason=said["reason"], by=by, now=now)
    else:
        new_one = Successor(title=said["title"], publisher=said["publisher"], year=said["year"], held=False)
        keeping.supersede_elsewhere(found, new_one, reason=said["reason"], by=by, now=now)
    return redirect("document", found.id)


@requires(Permission.KEEP_LIBRARY)
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest, document_id: str) -> HttpResponse:
    """What a document is, to be changed; sent twice, it is changed once."""
    found = current_engine().document(document_id)[0]
    written = written_down(settings.CURBSIDE, found.id)
    form = None
    if request.method == "POST" and written is not None:
        form = keeping.describe(found.id, request.POST, by=request.user, now=timezone.now())
        if form.is_valid():
            return redirect("document", found.id)
    elif written is not None:
        form = DescriptionForm(None, document=found, written=written)
    status = 422 if request.method == "POST" else 200
    return render(request, "catalogue/describe.html", {"document": found, "form": form}, status=status)
