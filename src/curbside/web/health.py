"""Whether the process answers at all."""

from django.http import HttpRequest, HttpResponse


def health(request: HttpRequest) -> HttpResponse:
    """Plain "ok"; asks neither database nor library."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")
