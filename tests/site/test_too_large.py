"""A request that is too large is thrown away as it comes, and answered in words."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from curbside.project.asgi import application
from serving import in_a_loop


def sent(path: str, chunks: list[bytes]) -> tuple[int, str]:
    """Status and page of a POST whose body comes in chunks, without a length declared."""

    def coming() -> Iterator[dict[str, Any]]:
        for number, chunk in enumerate(chunks, start=1):
            yield {"type": "http.request", "body": chunk, "more_body": number < len(chunks)}

    messages = coming()
    got: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        message = next(messages, None)
        if message is None:
            await asyncio.sleep(60)  # the browser stays
        return message or {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        got.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/x-www-form-urlencoded")]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
    in_a_loop(application(scope, receive, send))
    return got[0]["status"], b"".join(message.get("body", b"") for message in got).decode()


@pytest.mark.django_db
def test_a_body_over_the_limit_is_answered_in_words(settings: Any) -> None:
    settings.LARGEST_REQUEST = 1000
    status, page = sent("/library/intake/", [b"x" * 400] * 5)
    assert (status, "This is too large" in page, "smaller one" in page) == (413, True, True)

    status, page = sent("/library/intake/", [b"x" * 200] * 5)
    assert status == 403  # of the forgery check: it was read
