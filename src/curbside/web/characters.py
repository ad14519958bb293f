"""A request with a NUL in it is refused: PostgreSQL can neither store one nor look for it.

Only a question may hold one, as what is pasted from a PDF file sometimes does: it is cleaned where it is read.
"""

from collections.abc import Callable, Iterator

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

_NUL = "\0"


class NoNul:
    """Looks at address, form and cookies before anything asks the database with them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any(_NUL in words for words in _words(request)):
            raise BadRequest("a NUL in the request")
        return self._get_response(request)


def _words(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    yield from request.COOKIES.values()
    for form in (request.GET, request.POST):
        for name, values in form.lists():
            yield name
            if name != "question":
                yield from map(str, values)
