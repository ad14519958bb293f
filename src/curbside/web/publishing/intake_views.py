"""The page on which a librarian sends files, and sees what became of them and of those that wait."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from curbside.engine import is_behind, waiting_files
from curbside.web.accounts.permissions import Permission, requires
from curbside.web.publishing import taking_in
from curbside.web.publishing.taking_in import Taken


@requires(Permission.KEEP_LIBRARY)
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    """Send files. One at a time from the page's script, which asks for their indexing last; else all at once."""
    if request.method != "POST":
        return _page(request)
    files = request.FILES.getlist("files")
    if not files:
        return _page(request, fault="Choose at least one file.", status=422)
    one_of_many = "one" in request.POST
    taken = taking_in.send(files, by=request.user, now=timezone.now(), index=not one_of_many)
    if one_of_many:
        return render(request, "catalogue/_taken.html", {"taken": taken})
    return _page(request, taken=taken)


@requires(Permission.KEEP_LIBRARY)
@require_POST
def put_in(request: HttpRequest) -> HttpResponse:
    """Make what was read part of the library."""
    taking_in.put_in(now=timezone.now())
    return redirect("intake")


@requires(Permission.KEEP_LIBRARY)
@require_POST
def read_again(request: HttpRequest) -> HttpResponse:
    """Read a file once more; one that is not on the list any more was taken in or removed, and stays so."""
    key = request.POST.get("key", "")
    file = next((file for file in waiting_files(settings.CURBSIDE) if file.key == key and file.is_there), None)
    if file is None:
        return redirect("intake")
    return _page(request, taken=taking_in.read_again(file, by=request.user, now=timezone.now()))


@requires(Permission.KEEP_LIBRARY)
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take a file off the list; sent twice, it is done once."""
    taking_in.remove(request.POST.get("key", ""), by=request.user, now=timezone.now())
    return redirect("intake")


def _page(request: HttpRequest, *, taken: Sequence[Taken] = (), fault: str = "", status: int = 200) -> HttpResponse:
    context = {
        "taken": taken,
        "fault": fault,
        "most_mb": settings.CURBSIDE.max_document_mb,
        "most_mb_at_once": settings.LARGEST_REQUEST // 1_000_000,
        "most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        "waiting": waiting_files(settings.CURBSIDE),
        "is_behind": is_behind(settings.CURBSIDE),
    }
    return render(request, "catalogue/intake.html", context, status=status)
