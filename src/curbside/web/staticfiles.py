"""The site's own static files: one stylesheet, sent whole."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]  # it has no types


class WholeFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # see the import
    """Sends a file as one response: ASGI cannot stream it as it is, and small files gain nothing by it."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        """The file, with the headers that WhiteNoise gives it."""
        streamed = cast(Any, WhiteNoiseMiddleware.serve(static_file, request))
        if not streamed.streaming:
            return cast(HttpResponseBase, streamed)
        whole = HttpResponse(b"".join(streamed), status=streamed.status_code)
        for name, value in streamed.items():
            whole[name] = value
        streamed.close()
        return whole
