"""Routes that answer in JSON keep to their description in OpenAPI, whatever a generator of requests sends them.

The description stands here as long as the site has no API of its own that prints one.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from test_reading import MRI, an_article

from curbside.engine import Engine
from curbside.web.asking.models import AnswerRecord

TEXT = {"type": "string", "minLength": 1}
SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
PAGE: dict[str, Any] = {"text/html": {"schema": TEXT}}
DATE = {
    "type": "object",
    "required": ["date-parts"],
    "additionalProperties": False,
    "properties": {
        "date-parts": {
            "type": "array", "minItems": 1, "maxItems": 1,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
        }
    },
}  # fmt: skip
WORK = {
    "type": "object",
    "required": ["id", "type", "title", "publisher", "author", "genre", "accessed"],
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(("title", "publisher", "genre", "edition", "DOI", "note"), TEXT),
        "id": {"type": "string", "pattern": "^ref[0-9]+$"},
        "type": {"const": "report"},
        "author": {
            "type": "array", "minItems": 1,
            "items": {
                "type": "object", "required": ["literal"], "additionalProperties": False,
                "properties": {"literal": TEXT},
            },
        },
        "issued": DATE,
        "accessed": DATE,
    },
}  # fmt: skip
EVENTS = {
    "step": {"text": str},
    "part": {"place": str, "html": str},
    "done": {"text": str},
    "gone": {},
}  # event → names and types of its data


def described(path: str, parameter: str, known: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A route with one part of its address that is looked up; `known` is found."""
    return {
        path: {
            "get": {
                "parameters": [
                    {"name": parameter, "in": "path", "required": True, "schema": SLUG,
                     "example": known}
                ],
                "responses": {
                    "200": {"description": "found", "content": {media_type: {"schema": schema}}},
                    "400": {"description": "cannot be read", "content": PAGE},
                    "404": {"description": "there is none", "content": PAGE},
                },
            }
        }
    }  # fmt: skip


@pytest.fixture
def asked(client: Client, engine: Engine, db: None) -> AnswerRecord:
    client.post("/ask", {"question": MRI})
    record: AnswerRecord = AnswerRecord.objects.get()
    return record


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A request would close the connection that holds the test's transaction; Django's own client sees to that too."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def routes(asked: AnswerRecord, one_connection: None) -> Any:
    an_article(asked.answer)
    works = {"type": "array", "minItems": 1, "items": WORK}
    event = {
        "type": "object", "required": ["event", "data"], "additionalProperties": False,
        "properties": {"event": {"enum": list(EVENTS)}, "data": TEXT},
    }  # fmt: skip
    description = {
        "openapi": "3.1.0",
        "info": {"title": "Curbside", "version": "1"},
        "paths": {
            **described(
                "/articles/{slug}/references.json", "slug", "mri", "application/vnd.citationstyles.csl+json", works
            ),
            **described("/answers/{record}/events", "record", asked.pk, "text/event-stream", event),
        },
    }
    schema = schemathesis.openapi.from_dict(description)
    schema.app = get_wsgi_application()
    return schema


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_whatever_is_asked_the_answer_is_as_described(routes: Any, client: Client, mode: GenerationMode) -> None:
    answered = Counter[int]()
    for operation in (one.ok() for one in routes.get_all_operations()):

        @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def keeps_to_it(case: schemathesis.Case) -> None:
            answered[case.call_and_validate(cookies=_cookies(client)).status_code] += 1

        keeps_to_it()
    assert answered.keys() <= {200, 400, 404, 405}
    assert answered.total() >= 60


def test_references_and_events_that_are_found_are_as_described(routes: Any, client: Client) -> None:
    for operation in (one.ok() for one in routes.get_all_operations()):
        known = operation.definition.raw["parameters"][0]
        case = operation.Case(path_parameters={known["name"]: known["example"]})
        response = case.call_and_validate(cookies=_cookies(client))
        assert response.status_code == 200, operation.path
        if operation.path.endswith("events"):
            frames = re.findall(r"event: (\w+)\ndata: (.*)\n\n", response.content.decode())
            assert [event for event, _ in frames][-1] == "done"
            for event, data in frames:
                assert {name: type(value) for name, value in json.loads(data).items()} == EVENTS[event]


def _cookies(client: Client) -> dict[str, str]:
    return {name: cookie.value for name, cookie in client.cookies.items()}
