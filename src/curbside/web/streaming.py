"""Events to a page while it waits: frames of server-sent events, and a slow iterator read in a thread of its own."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, StreamingHttpResponse

Item = TypeVar("Item")
_AT_ONCE = 4  # answers worked on at the same time; more wait their turn
_pool = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="events")


def frame(event: str, data: dict[str, Any]) -> str:
    """One event. JSON keeps line ends out of the frame, so no text can begin another event."""
    return f"event: {event}\ndata: {json.dumps(data)}\n\n"


async def in_thread(items: Iterator[Item]) -> AsyncIterator[Item]:
    """The items as they come. Django would gather a plain iterator whole before it sends the first under ASGI.

    Whoever reads may leave: the items are read to their end all the same.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[tuple[bool, Any]] = asyncio.Queue()

    def tell(*message: Any) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(queue.put_nowait, message)

    def read() -> None:
        try:
            for item in items:
                tell(True, item)
            tell(False, None)
        except Exception as error:  # noqa: BLE001  # raised again where the items are awaited
            tell(False, error)
        finally:
            connections.close_all()

    _pool.submit(read)
    while (message := await queue.get())[0]:
        yield message[1]
    if message[1] is not None:
        raise message[1]


def event_stream(request: HttpRequest, frames: Iterator[str]) -> StreamingHttpResponse:
    """Frames as a response, under either kind of server; nothing between here and the page may keep or gather it."""
    body = in_thread(frames) if isinstance(request, ASGIRequest) else frames
    response = StreamingHttpResponse(body, content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response
