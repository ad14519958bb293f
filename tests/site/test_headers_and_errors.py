"""Headers on every route, and error pages in plain words."""

import re
from collections.abc import Iterator, Sequence

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from curbside.domain.review import Role
from people import a_client, a_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]

# What stands where a route takes an argument.
EXAMPLES = {"<int:number>": "1", "<int:pk>": "1", "<str:form>": "ris", "<str:document_id>": "digest-nice-ng234"}
# Routes written as regular expressions, by sign-in and the back office.
EXPRESSIONS = {
    r"^(?P<app_label>accounts|publishing)/$": "accounts/",
    r"(?P<url>.*)$": "unknown",
    r"^confirm-email/(?P<key>[-:\w]+)/$": "confirm-email/unknown/",
    r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-unknown/",
    r"^(?P<provider_id>[^/]+)/": "unknown/",
}


def addresses(patterns: Sequence[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """An address of each route of the table."""
    for pattern in patterns:
        said = str(pattern.pattern)
        said = EXPRESSIONS.get(said, said)
        assert not said.startswith("^"), f"{said}: give an example of it"
        here = before + re.sub(r"<[^>]+>", lambda found: EXAMPLES.get(found[0], "unknown"), said)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        else:
            yield here


ROUTES = [*addresses(get_resolver().url_patterns), "/library/nowhere", "/nowhere", "/static/curbside.css"]


@pytest.fixture
def editor(db: None) -> Client:
    return a_client(a_person("Ann", Role.AUTHOR, Role.EDITOR, Role.BOARD, Role.LIBRARIAN))


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_sends_the_same_strict_headers_and_no_inline_script_or_style(route, client, editor):
    for method in ("get", "post"):
        for browser in (client, editor):
            page = getattr(browser, method)(route)

            assert page.status_code < 500
            assert_strict(page)
            if page["Content-Type"].startswith("text/html"):
                assert_nothing_inline(page.content.decode())
            assert_out_of_reach(page.cookies)


def assert_strict(page):
    assert {part.strip() for part in page["Content-Security-Policy"].split(";")} == {
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


def assert_nothing_inline(text):
    """Scripts are files, or data that no browser runs."""
    for said in re.findall(r"<script\b([^>]*)>", text):
        assert re.search(r'src="/static/|type="application/(ld\+)?json"', said), said
    assert not re.search(r"<[^>]*\son\w+=", text)
    assert not re.search(r"<[^>]*\sstyle=", text)
    assert "<style" not in text


def assert_out_of_reach(cookies):
    """Of scripts and of other sites. A cookie that is deleted says less, and holds nothing."""
    for cookie in cookies.values():
        if cookie.value:
            assert cookie["httponly"], cookie
            assert cookie["samesite"] == "Lax", cookie


def test_the_site_sets_two_cookies(client):
    client.get("/")
    client.post("/ask", {"question": "should I buy bitcoin"})

    assert set(client.cookies) == {"csrftoken", "sessionid"}
    assert_out_of_reach(client.cookies)


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
