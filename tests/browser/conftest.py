"""One Chromium for all browser tests; without one they are skipped, and say so."""

import itertools
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from accessibility import axe_faults
from curbside.domain.review import Role
from curbside.web.engine_access import current_engine, holder
from libraries import own_library
from people import PASSWORD, a_person, forget_articles
from serving import Served, a_server

# Without a window first: the same engine, and a page opens in a quarter of the time.
CHROMIUM = next(
    (
        found
        for name in ("chromium-headless-shell", "/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
LOOKS = (("light", 1280), ("dark", 390), ("dark", 1280), ("light", 390))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="FOLDER", help="leave pictures of the board's pages there")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium found; install it: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser(built_library: None) -> Iterator[object]:
    """The system's Chromium. Its driver keeps an event loop, hence the permission for Django."""
    from playwright.sync_api import sync_playwright

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    current_engine()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()
    holder.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def served(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server of `curbside serve`, for what Django's own test server does otherwise: events, several at once."""
    with a_server(tmp_path_factory.mktemp("served") / "home") as running:
        yield running


@pytest.fixture
def cast(transactional_db: None) -> Iterator[dict[str, Any]]:
    """Somebody of each role, with a password."""
    from allauth.account.models import EmailAddress

    people = {
        "author": a_person("Ann Author", Role.AUTHOR, password=PASSWORD),
        "editor": a_person("Ed Editor", Role.EDITOR, password=PASSWORD),
        "first": a_person("Rita Reviewer", Role.BOARD, password=PASSWORD, credentials="MD"),
        "second": a_person("Sam Second", Role.BOARD, password=PASSWORD),
        "librarian": a_person("Lib Rarian", Role.LIBRARIAN, password=PASSWORD),
    }
    for person in people.values():
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    yield people
    forget_articles()


@pytest.fixture
def library(settings: Any, browser: object, tmp_path: Path) -> Iterator[Any]:
    """A library of the test's own, to change; its settings."""
    with own_library(settings, tmp_path):
        yield settings.CURBSIDE


@pytest.fixture
def visit(browser: Any, live_server: Any, cast: dict[str, Any]) -> Iterator[Callable[..., Any]]:
    """A browser of somebody's own, signed in by the page; `settings` are Chromium's."""
    contexts: list[Any] = []

    def _visit(who: str | None = None, **settings: Any) -> Any:
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "bypass_csp": True, "base_url": live_server.url, **settings}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        if who:
            page.goto("/accounts/login/")
            page.get_by_label("Email").fill(cast[who].email)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.get_by_role("link", name="Sign out").wait_for()
        return page

    yield _visit
    for context in contexts:
        context.close()


@pytest.fixture
def seen(request: pytest.FixtureRequest) -> Callable[[Any, str], None]:
    """A look at a page: no fault by axe, no sideways scrolling; its pictures, where a folder for them is named."""
    folder = request.config.getoption("--screenshots", default=None)  # None where the whole suite runs
    about = request.path.stem.removeprefix("test_")
    step = itertools.count(1)

    def _seen(page: Any, name: str) -> None:
        number = next(step)
        # All looks of each step where pictures are made, one in turn otherwise; test_every_page has them all.
        for scheme, width in LOOKS if folder else LOOKS[number % 4 :][:1]:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            assert axe_faults(page) == [], (name, scheme, width)
            if folder:
                plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
                page.screenshot(path=f"{folder}/{about}-{number:02}-{plain}-{width}-{scheme}.png", full_page=True)
        page.set_viewport_size({"width": 320, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        page.set_viewport_size({"width": 1280, "height": 900})

    return _seen
