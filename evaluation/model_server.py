"""A scripted OpenAI-compatible server on loopback: it answers what a script says, well or badly.

Stands apart from Curbside and imports nothing from it. `ModelServer` takes a script, a function from the request's JSON
to a `Reply`; what came in is kept in `requests`.
"""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Json = dict[str, Any]
FOR_EVER = 3600.0  # seconds; the server's end breaks every wait


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What goes over the wire."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0  # seconds before the first byte
    drip: float = 0.0  # seconds before each byte of the body
    drip_headers: bool = False  # headers that never end, a byte a second
    declared: int | None = None  # Content-Length, where it is not the body's


@dataclass(frozen=True, kw_only=True)
class Request:
    """What came in."""

    path: str
    headers: Mapping[str, str]
    body: Json


Script = Callable[[Json], Reply]


class ModelServer:
    """Serves a script until it is closed."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[Request] = []
        self.ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Its address as the settings take it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        """Break off whatever goes on."""
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _handler_of(owner: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
            owner.requests.append(Request(path=self.path, headers=dict(self.headers), body=body))
            try:
                self._send(owner.script(body))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def do_GET(self) -> None:
            owner.requests.append(Request(path=self.path, headers=dict(self.headers), body={}))
            self._send(Reply(status=404))

        def _send(self, reply: Reply) -> None:
            owner.ended.wait(reply.wait)
            if reply.drip_headers:
                self._drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 4000, 1.0)
                return
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body) if reply.declared is None else reply.declared))
            self.end_headers()
            if reply.drip:
                self._drip(reply.body, reply.drip)
            else:
                self.wfile.write(reply.body)
            if reply.declared is not None:
                self.close_connection = True

        def _drip(self, data: bytes, seconds: float) -> None:
            for byte in data:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                if owner.ended.wait(seconds):
                    return

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def completion(content: object) -> Reply:
    """A well-formed reply with this content: text as it is, anything else as JSON."""
    words = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    choice = {"index": 0, "message": {"role": "assistant", "content": words}, "finish_reason": "stop"}
    body = {"id": "1", "object": "chat.completion", "model": "scripted", "choices": [choice]}
    return Reply(body=json.dumps(body).encode())


def statements_in(request: Json) -> list[Json]:
    """What a request offers: id, context, lead and text of each statement."""
    found: list[Json] = json.loads(request["messages"][-1]["content"])["statements"]
    return found


def faithful(request: Json) -> list[Json]:
    """Each statement word by word, in the order of the request."""
    return [
        {"text": statement["text"], "passage_id": statement["id"], "quote": statement["text"]}
        for statement in statements_in(request)
    ]


def claims_reply(claims: Sequence[Json]) -> Reply:
    """A completion with these claims."""
    return completion({"claims": list(claims)})
