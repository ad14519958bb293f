"""Headers on every route, and error pages in plain words."""

import re

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]

ROUTES = [
    "/",
    "/library/",
    "/library/digest-nice-ng234",
    "/library/nowhere",
    "/answers/unknown",
    "/ask",
    "/health",
    "/nowhere",
    "/static/curbside.css",
]


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_sends_the_same_strict_headers(client, route):
    page = client.get(route)
    policy = {part.strip() for part in page["Content-Security-Policy"].split(";")}

    assert policy == {
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    }
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["X-Frame-Options"] == "DENY"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in page["Permissions-Policy"]


@pytest.mark.parametrize("route", ROUTES[:-1])
def test_no_page_has_inline_script_or_style(client, route):
    text = client.get(route).content.decode()

    assert not re.search(r'<script(?! src="/static/[a-z]+\.js" defer></script>)', text)
    assert not re.search(r"\son\w+=", text)
    assert "style=" not in text
    assert "<style" not in text


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client):
    client.get("/")
    client.post("/ask", {"question": "should I buy bitcoin"})

    assert set(client.cookies) == {"csrftoken", "sessionid"}
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_health_is_plain_and_says_ok(client):
    page = client.get("/health")

    assert (page.status_code, page.content, page["Content-Type"]) == (200, b"ok", "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("method", "route", "status", "words"),
    [
        ("get", "/nowhere", 404, "There is no such page"),
        ("get", "/answers/unknown", 404, "There is no such page"),
        ("get", "/library/nowhere", 404, "no document with this name"),
        ("get", "/ask", 405, "does not work like that"),
        ("post", "/library/", 405, "does not work like that"),
    ],
)
def test_an_error_says_what_happened_and_what_to_do_next(client, method, route, status, words):
    page = getattr(client, method)(route)
    text = page.content.decode()

    assert page.status_code == status
    assert words in text
    assert "Ask a question" in text


def test_a_405_names_what_is_allowed(client):
    assert client.get("/ask")["Allow"] == "POST"


def test_a_host_that_is_not_ours_is_a_400_in_plain_words(client):
    page = client.get("/", headers={"host": "evil.example"})

    assert page.status_code == 400
    assert "could not be read" in page.content.decode()


def test_a_fault_of_ours_is_a_500_in_plain_words(monkeypatch):
    def fault(*_: object) -> None:
        raise RuntimeError("patient words must not be shown")

    monkeypatch.setattr("curbside.web.catalogue.views.entries", fault)
    page = Client(raise_request_exception=False).get("/library/")

    assert page.status_code == 500
    assert "Something broke on our side" in page.content.decode()
    assert "patient words" not in page.content.decode()


def test_the_stylesheet_is_served_without_a_build_step(client):
    page = client.get("/static/curbside.css")

    assert page.status_code == 200
    assert page["Content-Type"].startswith("text/css")
    assert b"--paper" in page.content
    assert "Access-Control-Allow-Origin" not in page
