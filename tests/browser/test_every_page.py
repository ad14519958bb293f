"""Every kind of page: no fault by axe, light and dark, narrow and wide; no sideways scrolling; nothing that moves."""

from pathlib import Path

import pytest

from accessibility import axe_faults
from curbside.domain.review import Role
from people import a_client, a_person

STEMI = "om-acc-aha-stemi-2013@0.12.0"
PAGES = {
    "home": "/",
    "answered": "What type of MRI (contrast or non-contrast) is recommended for spinal metastasis?",
    "patient": "Are beta blockers continued around surgery?",
    "partly": "TNK dose for STEMI, 75 kg man",
    "not in the library": "first-line prophylaxis for chronic migraine",
    "out of scope": "should I buy bitcoin",
    "emergency": "crushing chest pain now, what do I do?",
    "library": "/library/",
    "document": f"/library/{STEMI}?passage={STEMI}%2320#passage",
    "404": "/nowhere",
    "422": "",
    "intake": "/library/intake/",
    "a librarian's document": f"/library/{STEMI}",
    "no description": f"/library/{STEMI}/description",
}
SHIFT = (Path(__file__).parents[2] / "evaluation" / "page_shift.js").read_text("utf-8")  # as the measure there
SIGNED_IN = {"intake", "a librarian's document", "no description"}


@pytest.fixture(params=PAGES, ids=str)
def page(request, browser, live_server, transactional_db):
    """The page of a kind, open at 1280 px. Axe runs as a script, so the page's policy is set aside for it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True, base_url=live_server.url)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.add_init_script(SHIFT)
    if request.param in SIGNED_IN:
        cookie = a_client(a_person("Lib", Role.LIBRARIAN)).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    where = PAGES[request.param]
    page.goto(where if where.startswith("/") else "/")
    if not where.startswith("/"):
        page.get_by_label("Your question").fill(where)
        if request.param == "patient":
            page.get_by_label("Patient or carer").check()
        page.get_by_role("button", name="Ask", exact=True).click()
        page.locator("article:not(#live), #live.whole, .summary").first.wait_for()
        page.reload()  # as it is without events; test_live.py looks at the page that fills
    page.kind = request.param
    yield page
    context.close()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(page):
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            assert axe_faults(page) == [], (page.kind, scheme, width)

    page.evaluate("document.querySelectorAll('details').forEach(element => { element.open = true })")
    assert axe_faults(page) == [], (page.kind, "everything opened")

    for width in (320, 768, 1088, 1216):
        page.set_viewport_size({"width": width, "height": 900})
        across = page.evaluate("document.documentElement.scrollWidth")
        assert across <= width, (page.kind, width, across)


def test_nothing_moves_while_the_page_loads_and_is_read(page):
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        seen = page.evaluate("window.curbsideShift()")
        assert seen["painted"] > 0, page.kind  # so it was watched
        assert sum(shift["value"] for shift in seen["shifts"]) <= 0.1, (page.kind, width, seen["shifts"])


def test_everything_one_clicks_is_large_enough(page):
    page.set_viewport_size({"width": 390, "height": 900})
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, .cite, select, input:not([type=hidden])')]
        .filter(element => element.checkVisibility())
        .map(element => [element.outerHTML.slice(0, 60), element.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 23.5)
        .map(([html, box]) => [html, box.width, box.height])"""
    )

    assert small == []
