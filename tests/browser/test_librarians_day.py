"""A librarian's day in Chromium: files sent with and without JavaScript, described, superseded; no fault by axe."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from accessibility import axe_faults
from curbside.domain.review import Role
from curbside.web.engine_access import holder
from people import a_client, a_person, forget_articles

GOUT = "# Gout {year}\n\n## Treatment\n\n- In gout, give colchicine 0.5 mg twice daily (Class I).\n"


@pytest.fixture
def open_page(browser: Any, live_server: Any, transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[Any]:
    """Pages for a librarian, over a library of one's own that holds nothing yet."""
    settings.CURBSIDE = settings.CURBSIDE.model_copy(update={"home": tmp_path / "home", "starter": False})
    kept = holder._engine, holder._before  # other tests go on with the shared one
    holder._engine = holder._before = None
    cookie = a_client(a_person("Lib", Role.LIBRARIAN)).cookies["sessionid"].value
    contexts = []

    def _open(where: str, **said: Any) -> Any:
        context = browser.new_context(
            base_url=live_server.url, bypass_csp=said.get("java_script_enabled", True), **said
        )
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(where)
        return page

    yield _open
    for context in contexts:
        context.close()
    holder.close()
    holder._engine, holder._before = kept
    forget_articles()


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "gout.md").write_text(GOUT.format(year=2016))
    (tmp_path / "<img src=x onerror=document.title='run'>.pdf").write_bytes(b"\x89PNG\r\n\x1a\n")
    return [str(path) for path in sorted(tmp_path.glob("*.*"))]


def assert_sound(page: Any) -> None:
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert axe_faults(page) == [], (scheme, width)
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_librarians_day(open_page: Callable[..., Any], files: list[str]) -> None:
    page = open_page("/library/intake/")
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.get_by_label("Files", exact=True).set_input_files(files)
    page.get_by_role("button", name="Take in").click()
    page.get_by_text("1 of 2 files are part of the library now").wait_for()
    assert page.locator("#taken .chip").all_inner_texts() == ["quarantined", "added"]
    assert page.locator("#sending progress").count() == 0
    assert page.get_by_role("button", name="from the list").count() == 1  # the list below follows
    assert_sound(page)

    page.get_by_role("button", name="from the list").click()
    page.get_by_text("None: every file").wait_for()
    page.goto("/library/gout")
    with page.expect_navigation():
        page.get_by_role("link", name="Edit the description").click()
    assert_sound(page)
    page.get_by_label("What may be shown of it").select_option("full")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_role("alert").get_by_text("may break its copyright").click()
    assert page.evaluate("document.activeElement.id") == "id_reason"
    assert_sound(page)
    page.get_by_label("Kind").select_option("guideline")
    page.get_by_label("Reason").fill("its publisher allows it")
    page.get_by_role("button", name="Write it down").click()
    page.locator("#text").get_by_text("give colchicine").wait_for()

    page.get_by_text("Supersede or withdraw this document").click()
    assert_sound(page)
    form = page.locator("form", has_text="that this library does not hold")
    form.get_by_label("Title").fill("Gout 2024")
    form.get_by_label("Why").fill("it is out")
    form.get_by_role("button").click()
    page.get_by_text("Superseded by Gout 2024, which this library does not hold").wait_for()
    assert faults == []


def test_without_javascript_the_same_is_done_by_one_form(open_page: Callable[..., Any], files: list[str]) -> None:
    page = open_page("/library/intake/", java_script_enabled=False)
    page.get_by_label("Files", exact=True).set_input_files(files)
    with page.expect_navigation():
        page.get_by_role("button", name="Take in").click()

    assert page.locator("#taken .chip").all_inner_texts() == ["quarantined", "added"]
    assert page.get_by_role("button", name="from the list").count() == 1
    assert page.title() == "Take documents in · Curbside"
