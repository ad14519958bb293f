"""From the question to the passage in its context: by keyboard alone, without JavaScript, wide and narrow."""

import re
from itertools import pairwise

import pytest

MRI = "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"


@pytest.fixture
def page(browser, live_server):
    """A wide page without JavaScript."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, java_script_enabled=False, base_url=live_server.url
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def _tab_to(page, selector, *, most=80):
    """Press Tab until the focus is on what the selector names."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    pytest.fail(f"Tab never reached {selector}")


def _ask(page, question):
    page.goto("/")
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url(re.compile(r"/answers/[\w-]{22}$"))


def _in_view(page, locator):
    box, height = locator.bounding_box(), page.viewport_size["height"]
    return box is not None and 0 <= box["y"] < height


def test_question_answer_and_passage_by_keyboard_alone(page):
    page.goto("/")
    _tab_to(page, "#question")
    page.keyboard.type(MRI)
    _tab_to(page, "button.primary")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/answers/[\w-]{22}$"))
    assert page.locator("h1").inner_text() == MRI

    page.keyboard.press("Tab")
    assert page.locator(".skip:focus").count() == 1
    page.keyboard.press("Enter")
    _tab_to(page, ".headline .cite")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"#q1$"))
    _tab_to(page, "#q1 a")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/library/.+\?passage=.+#passage$"))
    mark = page.locator("#passage")
    assert mark.inner_text().strip()
    assert _in_view(page, mark)


def test_on_a_wide_screen_each_quote_stands_in_the_margin_beside_its_claim(page):
    _ask(page, MRI)
    article = page.locator("article").bounding_box()

    for card in page.locator(".claims .card").all():
        box = card.bounding_box()
        claim = card.locator("xpath=ancestor::li[contains(@class, 'claim')][1]").bounding_box()
        assert box["x"] >= article["x"] + article["width"]
        assert claim["y"] - 80 <= box["y"] <= claim["y"] + 900
    assert not page.locator(".source > summary").first.is_visible()


def test_cards_in_the_margin_do_not_overlap(page):
    _ask(page, MRI)
    boxes = sorted((card.bounding_box() for card in page.locator(".card").all()), key=lambda box: box["y"])

    assert len(boxes) > 4
    for above, below in pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"] + 0.5


def test_on_a_narrow_screen_the_number_opens_the_card_under_its_claim(page):
    page.set_viewport_size({"width": 390, "height": 844})
    _ask(page, MRI)
    card = page.locator("#q2")
    assert not card.is_visible()

    page.locator('.cite[href="#q2"]').first.click()

    assert card.is_visible()
    assert _in_view(page, card)
    card.get_by_role("link", name="Open in context").click()
    assert _in_view(page, page.locator("#passage"))


def test_a_claim_is_marked_with_its_card(page):
    _ask(page, MRI)
    said = page.locator(".claims .claim .said").first

    def ground():
        return said.evaluate("element => getComputedStyle(element).backgroundColor")

    before = ground()
    page.locator(".claims .claim .cite").first.hover()
    assert ground() != before


def test_an_error_leads_back_to_the_field_with_the_text_kept(page):
    page.goto("/")
    page.get_by_label("Your question").fill("x" * 2100)
    with page.expect_navigation():  # a click alone does not wait until the page it leads to is there
        page.get_by_role("button", name="Ask", exact=True).click()

    assert page.title().startswith("Error: ")
    page.get_by_role("alert").get_by_role("link").click()
    page.wait_for_url(re.compile("#question$"))
    assert page.get_by_label("Your question").input_value() == "x" * 2100


def test_print_shows_every_quote(page):
    page.set_viewport_size({"width": 390, "height": 844})
    _ask(page, MRI)
    page.emulate_media(media="print")

    assert all(card.is_visible() for card in page.locator(".card").all())
    assert not page.locator("header.top").is_visible()
