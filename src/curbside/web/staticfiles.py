"""The site's own static files: one stylesheet, sent whole."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware


class WholeFiles(WhiteNoiseMiddleware):
    """Sends a file as one response: small files gain nothing from streaming, and ASGI cannot stream them as they are."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        """The file, with the headers that WhiteNoise gives it."""
        streamed = WhiteNoiseMiddleware.serve(static_file, request)
        if not streamed.streaming:
            return streamed
        whole = HttpResponse(b"".join(streamed), status=streamed.status_code)
        for name, value in streamed.items():
            whole[name] = value
        streamed.close()
        return whole
