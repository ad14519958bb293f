"""Every error page in plain words: what happened, and what to do next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from curbside.domain.errors import LibraryBroken, LibraryEmpty, UnknownDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an error page says."""

    title: str
    what: str
    next: str


WORDS: Mapping[int, Words] = {
    400: Words(
        title="This request could not be read",
        what="Your browser sent something that this site does not understand.",
        next="Go back, load the page again, and send the question once more.",
    ),
    403: Words(
        title="This request was refused",
        what="The page it came from is too old, or cookies are switched off for this site.",
        next="Load the start page again and ask there. Cookies of this site must be allowed.",
    ),
    404: Words(
        title="There is no such page",
        what="The address may be mistyped. An answer can be read only in the browser that asked, "
        "and only until it expires.",
        next="Ask the question again, or look for the document in the library.",
    ),
    405: Words(
        title="This address does not work like that",
        what="It takes only what the form on its page sends.",
        next="Start from the question box.",
    ),
    413: Words(
        title="This is too large",
        what="What was sent is larger than this site takes at once. Nothing of it was stored.",
        next="Go back and send less: fewer files, or a smaller one.",
    ),
    500: Words(
        title="Something broke on our side",
        what="The question was not answered. It is not your fault.",
        next="Try once more. If it happens again, whoever runs this site finds the reason in its log.",
    ),
    503: Words(
        title="The library cannot be used right now",
        what="Without it there is nothing to answer from.",
        next="Whoever runs this site can mend it as described above. Then load the page again.",
    ),
}


NOT_YOUR_ROLE = Words(
    title="This page is not for your role",
    what="It is for others.",
    next="Go back, or ask an editor for the role that you need.",
)


TOO_MANY_FILES = Words(
    title="Too many files at once",
    what="Nothing of them was stored.",
    next="Go back and send them in smaller groups.",
)


def error_page(request: HttpRequest, status: int, *, what: str = "", words: Words | None = None) -> HttpResponse:
    """The page for a status, with another reason or other words than the usual ones where they are known."""
    words = words or WORDS[status]
    context = {"status": status, "words": words, "what": what or words.what}
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    if isinstance(exception, TooManyFilesSent):
        return error_page(request, 400, words=TOO_MANY_FILES)
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 for somebody who may not; what it is for, the permission says."""
    return error_page(request, 403, what=str(exception), words=NOT_YOUR_ROLE)


def forgery(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return error_page(request, 500)


class TooLarge:
    """Answers a request whose body was thrown away because it is over the limit (see `project.bounded`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        too_large = getattr(request, "was_too_large", False)
        return error_page(request, 413) if too_large else self._get_response(request)


class PlainWords:
    """Turns errors of the engine, and Django's empty 405, into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if response.status_code == 405:
            page = error_page(request, 405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """503 for a library that cannot be used, 404 for a document it does not hold."""
        if isinstance(exception, LibraryEmpty | LibraryBroken):
            return error_page(request, 503, what=str(exception))
        if isinstance(exception, UnknownDocument):
            return error_page(request, 404, what="The library holds no document with this name.")
        return None
