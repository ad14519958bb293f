"""Asking live in Chromium, under the server of `curbside serve`: steps, answer, stop, second opening, no JavaScript."""

import re

import httpx2 as httpx
import pytest

from accessibility import axe_faults

MRI = "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"
NAMED = "Mrs Okafor, MRN 48291756: apixaban dose for a new DVT?"
# Every text the status line has had, and how far things were moved on the page.
WATCH = """
window.steps = []; window.moved = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.moved += one.hadRecentInput ? 0 : one.value;
}).observe({ type: "layout-shift", buffered: true });
document.addEventListener("DOMContentLoaded", () => {
  const step = document.getElementById("live-step");
  if (step) new MutationObserver(() => window.steps.push(step.textContent)).observe(step, { childList: true });
});
"""


@pytest.fixture
def visit(browser, served):
    contexts = []

    def _visit(**settings):
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, base_url=served.address, **{"bypass_csp": True, **settings}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.add_init_script(WATCH)
        return page

    yield _visit
    for context in contexts:
        context.close()


def _ask(page, question):
    page.goto("/")
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()


def _axe(page, name):
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert axe_faults(page) == [], (name, scheme, width)
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    page.set_viewport_size({"width": 1280, "height": 900})


def test_the_answer_fills_in_by_steps_without_moving_what_stands(visit):
    page = visit(bypass_csp=False)
    _ask(page, MRI)
    page.locator("#live.whole").wait_for()
    steps = page.evaluate("window.steps")

    assert steps[0] == "Reading the question"
    assert re.fullmatch(r"Searching \d+ documents", steps[1])
    assert "statements checked against their quotes" in " ".join(steps)
    assert steps[-1].startswith("Answered: ")
    assert page.evaluate("window.moved") <= 0.1
    assert page.locator("h1").count() == 1
    assert page.locator("#live-body .headline").count() == 1
    assert page.locator("#live-outline a").count() > 4
    assert page.locator("#live-last #follow-up").count() == 1
    assert page.locator("[aria-busy]").count() == 0
    assert not page.get_by_role("button", name="Stop").is_visible()
    assert page.faults == []

    words = page.locator("#live-body .said").all_inner_texts()
    page.reload()
    assert page.locator("#live").count() == 0
    assert page.locator("article .said").all_inner_texts() == words


def test_the_same_stream_opened_in_another_tab_shows_the_answer_too_and_nobody_else_opens_it(visit, served):
    page = visit()
    page.route("**/events", lambda route: None)  # the first tab never gets its events
    _ask(page, MRI)
    page.locator("#live").wait_for()
    second = page.context.new_page()
    second.goto(page.url)
    second.locator("#live.whole").wait_for()

    events = httpx.get(f"{page.url}/events")
    assert events.status_code == 404
    again = page.context.request.get(f"{page.url}/events")
    assert again.headers["content-type"] == "text/event-stream"
    assert "event: done" in again.text()


def test_stopping_gives_the_question_back_and_keeps_nothing(visit):
    page = visit()
    page.route("**/events", lambda route: None)
    _ask(page, MRI)
    page.locator("#live").wait_for()
    where = page.url
    _axe(page, "while it waits")
    page.get_by_role("button", name="Stop").click()
    page.get_by_label("Your question").wait_for()

    assert page.get_by_label("Your question").input_value() == MRI
    assert page.context.request.get(where).status == 404


def test_a_stream_that_fails_leads_to_the_whole_page(visit):
    page = visit()
    page.route("**/events", lambda route: route.abort())
    _ask(page, MRI)
    page.wait_for_url(re.compile(r"whole=1"))

    assert page.locator("#references").count() == 1


def test_a_question_that_names_somebody_is_shown_without_the_name_and_asked_so(visit):
    page = visit()
    _ask(page, NAMED)
    page.get_by_role("heading", name="This question may identify somebody").wait_for()
    _axe(page, "warning")
    page.get_by_role("button", name="Ask this question").click()
    page.locator("#live.whole").wait_for()
    _axe(page, "live answer")

    assert "Okafor" not in page.content()
    assert page.get_by_text("What looked like personal data was removed").count() == 1


def test_without_javascript_warning_answer_history_and_deletion_work(visit):
    page = visit(java_script_enabled=False)
    _ask(page, NAMED)
    page.get_by_role("button", name="Ask this question").click()
    page.wait_for_url(re.compile(r"/answers/[\w-]{22}$"))
    assert page.locator("#references").count() == 1

    page.get_by_role("link", name="Your questions: keep or delete them").click()
    page.get_by_role("button", name="Keep my questions in this browser").click()
    page.get_by_text("is kept in this browser").wait_for()
    page.get_by_role("button", name="Delete everything").click()
    page.get_by_text("nothing is kept").first.wait_for()
    assert page.get_by_text("There is no question here").is_visible()


def test_the_page_of_questions_has_no_fault(visit):
    page = visit()
    page.goto("/history")
    _axe(page, "no question")
    _ask(page, MRI)
    page.locator("#live.whole").wait_for()
    page.goto("/history")
    _axe(page, "a question")
    page.get_by_role("button", name="Keep my questions in this browser").click()
    _axe(page, "kept")
