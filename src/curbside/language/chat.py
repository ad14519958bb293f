"""A text model behind any OpenAI-compatible server: `POST {url}/chat/completions`, one JSON value back.

The server of the given address is the only one ever spoken to: no redirect is followed, no proxy is taken from the
environment. The whole exchange has one limit of time and its answer one of size. The key stands in a header and in no
message of ours; nor does anything that the server wrote, which might repeat it.
"""

import asyncio
import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import httpx2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from curbside.domain.errors import ModelFailed
from curbside.language.generator import Task

_LARGEST = 1_000_000  # bytes of a reply; 32,000 tokens have some 150,000
_GRACE = 0.3  # seconds beyond the limit in which the loop should have given up by itself
_OK = 200
# What servers say that do not know a form of `response_format`; the next simpler one is tried.
_FORM_UNKNOWN = frozenset({400, 415, 422, 501})
_SAYS: Mapping[int, str] = {
    401: "refused the key (HTTP 401); see CURBSIDE_MODEL_KEY",
    403: "refused the key (HTTP 403); see CURBSIDE_MODEL_KEY",
    404: "was not found at its address (HTTP 404); see CURBSIDE_MODEL_URL and CURBSIDE_MODEL_NAME",
    429: "has too much to do (HTTP 429)",
}


class ChatServer:
    """A generator behind an address. Threads may share it; its connections live in one thread of their own."""

    def __init__(self, *, url: str, name: str, key: str, seconds: float, tokens: int) -> None:
        self._url = url
        self._name = name
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._seconds = seconds
        self._tokens = tokens
        self._rung = 0  # of the ladder: the first form of reply that the server is not known to refuse
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._client: httpx2.AsyncClient | None = None

    @property
    def name(self) -> str:
        """Of the model, as the settings give it."""
        return self._name

    def generate(self, task: Task) -> object:
        """The JSON value that the model replied with; see `Generator`."""
        # In a loop of its own every wait can be broken off at the limit: for a name server, a handshake, a header that
        # comes byte by byte. A limit on single reads would never end the last.
        waiting = asyncio.run_coroutine_threadsafe(self._within_limit(task), self._running())
        try:
            return waiting.result(self._seconds + _GRACE)
        except TimeoutError:
            waiting.cancel()
            raise ModelFailed("did not answer in time") from None

    def close(self) -> None:
        """Let go of connections; later tasks open them again."""
        with self._lock:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is not None and thread is not None:
            asyncio.run_coroutine_threadsafe(self._hang_up(loop), loop)
            thread.join(_GRACE)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=_run, args=(self._loop,), name="model", daemon=True)
                self._thread.start()
            return self._loop

    # -- in the loop's thread ------------------------------------------------------------------------------------

    async def _hang_up(self, loop: asyncio.AbstractEventLoop) -> None:
        client, self._client = self._client, None
        try:
            if client is not None:
                await client.aclose()
        finally:
            loop.stop()

    async def _within_limit(self, task: Task) -> object:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._down_the_ladder(task)
        except (TimeoutError, httpx2.TimeoutException):
            raise ModelFailed("did not answer in time") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError, ValueError):
            # The library's message may hold what the server sent.
            raise ModelFailed("could not be reached, or broke off") from None

    async def _down_the_ladder(self, task: Task) -> object:
        forms = _forms_of_reply(task)
        for rung in range(self._rung, len(forms)):
            status, body = await self._post({**self._asked(task), **forms[rung]})
            if status == _OK:
                self._rung = rung
                return _value_in(body)
            if status not in _FORM_UNKNOWN:
                break
        if 300 <= status < 400:
            raise ModelFailed(f"answered with a redirect (HTTP {status}), which is not followed")
        raise ModelFailed(_SAYS.get(status, f"answered with an error (HTTP {status})"))

    def _asked(self, task: Task) -> dict[str, Any]:
        schema = json.dumps(task.schema, ensure_ascii=False)
        told = f"{task.instructions}\n\nReply with one JSON object of this JSON Schema and nothing else:\n{schema}"
        return {
            "model": self._name,
            "messages": [{"role": "system", "content": told}, {"role": "user", "content": task.data}],
            "max_tokens": self._tokens,
            "stream": False,
        }

    async def _post(self, body: Mapping[str, Any]) -> tuple[int, bytes]:
        """Status and body of the server's answer.

        Raises:
            ModelFailed: it is too long, or packed though we asked for plain bytes.
        """
        if self._client is None:
            self._client = httpx2.AsyncClient(
                headers={**self._headers, "Accept": "application/json", "Accept-Encoding": "identity"},
                timeout=self._seconds,
                follow_redirects=False,
                trust_env=False,
            )
        async with self._client.stream("POST", f"{self._url}/chat/completions", json=body) as response:
            if response.headers.get("content-encoding", "identity").lower() not in ("identity", ""):
                raise ModelFailed("answered in a packed form that was not asked for")
            if response.status_code != _OK:
                return response.status_code, b""
            read = bytearray()
            async for part in response.aiter_raw():
                read += part
                if len(read) > _LARGEST:
                    raise ModelFailed(f"answered with more than {_LARGEST // 1_000_000} MB")
            return response.status_code, bytes(read)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()


def _forms_of_reply(task: Task) -> Sequence[dict[str, Any]]:
    """The ladder: a reply bound to the schema, bound to be JSON, not bound. The last does without a temperature too,
    which some models refuse."""
    strict = {"name": "reply", "strict": True, "schema": dict(task.schema)}
    return (
        {"temperature": 0, "response_format": {"type": "json_schema", "json_schema": strict}},
        {"temperature": 0, "response_format": {"type": "json_object"}},
        {},
    )


# -- reading -----------------------------------------------------------------------------------------------------------


class _Message(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    content: str


class _Choice(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    message: _Message


class _Completion(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    choices: list[_Choice] = Field(min_length=1)


_NONSENSE = "answered with something that cannot be read"
_MOST_STARTS = 20  # of what may be a JSON object; keeps a reply of braces from costing time


def _value_in(body: bytes) -> object:
    """The JSON value in a completion.

    Raises:
        ModelFailed: the body is no completion, or its content holds no JSON object.
    """
    try:
        return json_in(_Completion.model_validate_json(body).choices[0].message.content)
    except ValidationError:
        raise ModelFailed(_NONSENSE) from None


def json_in(text: str) -> object:
    """The first whole JSON object of a text, whatever stands around it: fences, thoughts, greetings.

    Raises:
        ModelFailed: there is none; one that is cut off is not mended.
    """
    decoder = json.JSONDecoder()
    start = -1
    for _ in range(_MOST_STARTS):
        start = text.find("{", start + 1)
        if start < 0:
            break
        try:
            value, _end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            # The object may be cut off; then one inside it is not what was asked for, and has another form.
            continue
        return value
    raise ModelFailed(_NONSENSE)
