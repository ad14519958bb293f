"""The site as an ASGI application."""

import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django
from asgiref.sync import ThreadSensitiveContext
from django.db import connections

from curbside.project.bounded import Bounded

_KEPT = 16  # threads; what comes beyond them gets one of its own, as all would without this

Application = Callable[[Any, Any, Any], Awaitable[None]]


class KeptThreads:
    """Handles each request in a thread, as Django does, but keeps the thread for the next one.

    With it stays the thread's connection to the database (CONN_MAX_AGE): to open one costs as much as its queries.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._free: list[ThreadPoolExecutor] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            thread = self._free.pop()
        except IndexError:
            thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="request")
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self._application(scope, receive, send)
        finally:
            # In the thread itself: where a reader has left, it may still be at work.
            thread.submit(self._put_back, thread)

    def _put_back(self, thread: ThreadPoolExecutor) -> None:
        if len(self._free) < _KEPT:
            self._free.append(thread)
        else:
            connections.close_all()
            thread.shutdown(wait=False)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "curbside.project.settings")
django.setup(set_prefix=False)
application = KeptThreads(Bounded())
