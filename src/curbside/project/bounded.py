"""Keeps no more of a request than a form of ours may send."""

from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIHandler, ASGIRequest


class Bounded(ASGIHandler):
    """Django writes a whole body to disk before anything looks at it; here what is over the limit is thrown away.

    The request then says so, and `web.errors.TooLarge` answers it.
    """

    async def read_body(self, receive: Any) -> Any:
        """The body, empty where it is too large."""
        left = settings.LARGEST_REQUEST

        async def bounded() -> Any:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            return message if left >= 0 else {**message, "body": b""}

        body: Any = await super().read_body(bounded)
        if left < 0:
            body.truncate(0)
            body.was_too_large = True
        return body

    def create_request(self, scope: Any, body_file: Any) -> Any:
        """The request, or why there is none."""
        request, error = super().create_request(scope, body_file)
        if isinstance(request, ASGIRequest) and getattr(body_file, "was_too_large", False):
            request.was_too_large = True  # type: ignore[attr-defined]  # for the middleware
        return request, error
