"""The client of a model against a real server on loopback that behaves in every bad way."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from curbside.domain.errors import ModelFailed
from curbside.language.chat import ChatServer, json_in
from curbside.language.generator import Task

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "evaluation"))
from model_server import FOR_EVER, ModelServer, Reply, completion

KEY = "sk-very-secret"
HANG = 10.0  # seconds; only so that a test that hangs fails
TASK = Task(instructions="Do it.", data='{"a": 1}', schema={"type": "object"})


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(lambda _: completion({"claims": []})) as running:
        yield running


@pytest.fixture
def client(server: ModelServer) -> Iterator[ChatServer]:
    chat = ChatServer(url=server.url, name="a-model", key=KEY, seconds=0.6, tokens=500)
    yield chat
    chat.close()


def failure(client: ChatServer) -> str:
    started = time.monotonic()
    with pytest.raises(ModelFailed) as caught:
        client.generate(TASK)
    assert time.monotonic() - started < HANG
    return str(caught.value)


def test_a_task_becomes_one_request_with_instructions_apart_from_data(server: ModelServer, client: ChatServer) -> None:
    assert client.generate(TASK) == {"claims": []}

    (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    system, user = request.body["messages"]
    assert system["role"] == "system"
    assert system["content"].startswith("Do it.")
    assert user == {"role": "user", "content": '{"a": 1}'}
    assert request.body["model"] == "a-model"
    assert request.body["max_tokens"] == 500
    assert request.body["response_format"]["type"] == "json_schema"


def test_without_a_key_no_authorization_is_sent(server: ModelServer) -> None:
    chat = ChatServer(url=server.url, name="a-model", key="", seconds=2, tokens=500)
    chat.generate(TASK)
    chat.close()

    assert "Authorization" not in server.requests[0].headers


@pytest.mark.parametrize(
    ("refused", "forms"),
    [
        ({"json_schema"}, ["json_schema", "json_object"]),
        ({"json_schema", "json_object"}, ["json_schema", "json_object", None]),
    ],
)
def test_a_form_that_the_server_does_not_know_is_followed_by_a_simpler_one_and_remembered(
    server: ModelServer, client: ChatServer, refused: set[str], forms: list[str | None]
) -> None:
    def script(body: dict[str, Any]) -> Reply:
        form = body.get("response_format", {}).get("type")
        return Reply(status=400, body=b'{"error": "unknown"}') if form in refused else completion({"claims": [1]})

    server.script = script

    assert client.generate(TASK) == {"claims": [1]}
    assert [r.body.get("response_format", {}).get("type") for r in server.requests] == forms
    client.generate(TASK)
    assert server.requests[-1].body.get("response_format", {}).get("type") == forms[-1]
    assert len(server.requests) == len(forms) + 1


def test_the_simplest_form_asks_for_no_temperature(server: ModelServer, client: ChatServer) -> None:
    server.script = lambda body: completion({}) if "temperature" not in body else Reply(status=400)

    assert client.generate(TASK) == {}


@pytest.mark.parametrize(
    ("status", "told"),
    [(401, "key"), (403, "key"), (404, "address"), (429, "too much"), (500, "HTTP 500"), (503, "503")],
)
def test_a_refusal_is_told_by_its_number_and_never_in_the_server_s_words(
    server: ModelServer, client: ChatServer, status: int, told: str
) -> None:
    server.script = lambda _: Reply(status=status, body=f"your key {KEY} is bad".encode())

    message = failure(client)

    assert told in message
    assert KEY not in message
    assert "is bad" not in message
    assert len(server.requests) == 1


def test_no_redirect_is_followed(server: ModelServer, client: ChatServer) -> None:
    with ModelServer(lambda _: completion({})) as other:
        server.script = lambda _: Reply(status=307, headers={"Location": f"{other.url}/chat/completions"})

        assert "redirect" in failure(client)
        assert other.requests == []


def test_no_proxy_of_the_environment_is_taken(
    server: ModelServer, client: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer(lambda _: completion({})) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))

        assert client.generate(TASK) == {"claims": []}
        assert proxy.requests == []


SLOW = {
    "before the first byte": Reply(wait=FOR_EVER),
    "in headers that never end": Reply(drip_headers=True),
    "a byte a second": Reply(body=completion({}).body, drip=1.0),
    "in a body shorter than declared": Reply(body=b"{", declared=500, drip=1.0),
}


@pytest.mark.parametrize("reply", SLOW.values(), ids=SLOW)
def test_a_server_that_stalls_is_given_up(server: ModelServer, client: ChatServer, reply: Reply) -> None:
    server.script = lambda _: reply

    assert failure(client) in ("did not answer in time", "could not be reached, or broke off")


def test_the_client_works_again_after_a_stall(server: ModelServer, client: ChatServer) -> None:
    server.script = lambda _: Reply(wait=FOR_EVER)
    failure(client)
    server.script = lambda _: completion({"claims": [2]})

    assert client.generate(TASK) == {"claims": [2]}


def chat(content: object) -> bytes:
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


NONSENSE = {
    "empty": b"",
    "not JSON": b"\xff\xfe\x00garbage",
    "a stream of garbage": b"data: {\n\ndata: [DONE]\n\n" * 2000,
    "no choices": b'{"choices": []}',
    "choices of a wrong type": b'{"choices": "yes"}',
    "no content": chat(None),
    "content of a wrong type": chat([1]),
    "empty content": chat(""),
    "prose": chat("I am sorry, I cannot do that."),
    "cut off": chat('{"claims": [{"text": "Give'),
    "braces without end": chat("{" * 100_000),
    "nested without end": b"[" * 200_000,
}


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_a_failure(server: ModelServer, client: ChatServer, body: bytes) -> None:
    server.script = lambda _: Reply(body=body)

    assert "cannot be read" in failure(client)


def test_an_answer_of_ten_megabytes_is_cut_off(server: ModelServer) -> None:
    server.script = lambda _: completion("a" * 10_000_000)
    chat = ChatServer(url=server.url, name="a-model", key="", seconds=5, tokens=500)

    assert "more than 1 MB" in failure(chat)
    chat.close()


def test_a_packed_answer_is_not_unpacked(server: ModelServer, client: ChatServer) -> None:
    server.script = lambda _: Reply(body=b"\x1f\x8b" + b"0" * 50, headers={"Content-Encoding": "gzip"})

    assert "packed" in failure(client)


def test_a_connection_that_breaks_off_is_a_failure(server: ModelServer, client: ChatServer) -> None:
    server.script = lambda _: Reply(body=b'{"choices"', declared=5000)

    assert "broke off" in failure(client)


def test_nobody_at_the_address_is_a_failure() -> None:
    with ModelServer(lambda _: completion({})) as gone:
        url = gone.url
    chat = ChatServer(url=url, name="a-model", key=KEY, seconds=1, tokens=500)

    assert "could not be reached" in failure(chat)
    chat.close()


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        '```json\n{"a": 1}\n```',
        'Here {as you asked} it is:\n{"a": 1} I hope it helps {really}.',
        '<think>{hm}</think>\n\n{"a": 1}',
    ],
)
def test_json_is_found_whatever_stands_around_it(text: str) -> None:
    assert json_in(text) == {"a": 1}
