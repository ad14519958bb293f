"""Serve the site on this machine."""

import contextlib
import gc
import socket
import sys

import uvicorn

from curbside.config import Settings
from curbside.domain.errors import BadInput
from curbside.project.setup import prepare


def run(settings: Settings, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until interrupted.

    Raises:
        BadInput: the address cannot be listened on.
    """
    with _listen(host, port) as listener:
        prepare(settings)
        from django.utils import timezone  # noqa: PLC0415  # the same

        from curbside.project.asgi import application  # noqa: PLC0415  # reads settings that `prepare` hands over
        from curbside.web.asking.services import forget_expired  # noqa: PLC0415  # the same
        from curbside.web.engine_access import current_engine  # noqa: PLC0415  # the same

        forget_expired(timezone.now())
        current_engine()  # a library that has to be built is built before the first reader waits for it
        gc.freeze()  # the library's words stay as long as the process: its collector need not walk them again
        address = f"http://{host}:{listener.getsockname()[1]}"
        print(f"Curbside is at {address} — stop with Ctrl-C", file=sys.stderr, flush=True)  # noqa: T201  # said to whoever started it
        config = uvicorn.Config(application, lifespan="off", log_level="warning", server_header=False)
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address, so that a taken port is found before anything else is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small parts at once only on a socket that is named TCP; else a page waits 40 ms for the reader to
    # confirm its head.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or error
        raise BadInput(
            f"Cannot serve on {host}:{port}: {reason}. Choose another port: curbside serve --port {port + 1}"
        ) from None
    return listener
