"""Cards beside a number: by pointer, keyboard and tap; they can be dismissed, reached and read at leisure."""

import pytest

from accessibility import axe_faults

MRI = "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"


@pytest.fixture
def visit(browser, served):
    contexts = []

    def _visit(question=MRI, reader="Clinician", **settings):
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "base_url": served.address, "bypass_csp": True, **settings}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto("/")
        page.get_by_label("Your question").fill(question)
        page.get_by_label(reader).check()
        page.get_by_role("button", name="Ask", exact=True).click()
        page.locator("#live.whole").wait_for()
        page.reload()
        return page

    yield _visit
    for context in contexts:
        context.close()


def _far(page):
    """A number whose words are out of view: the table of sources that differ repeats the first ones."""
    mark = page.locator(".differ .cite").first
    mark.evaluate("mark => window.scrollTo(0, mark.getBoundingClientRect().top + window.scrollY - 300)")
    return mark


def test_the_pointer_opens_a_card_with_quote_and_source_that_stays_while_it_is_pointed_at(visit):
    page = visit()
    mark, card = _far(page), page.locator(".popcard")
    mark.hover()
    card.wait_for()
    number = mark.inner_text()
    assert card.get_attribute("aria-label") == f"Source {number}"
    assert card.locator("blockquote").inner_text() == page.locator(f"#q{number} blockquote").inner_text()
    assert card.locator(".whose").inner_text()
    assert mark.get_attribute("aria-describedby") == card.get_attribute("id")

    card.locator("blockquote").hover()
    page.wait_for_timeout(500)
    assert card.is_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe_faults(page) == [], scheme

    page.mouse.move(5, 5)
    card.wait_for(state="detached")


def test_escape_closes_the_card_without_moving_the_pointer(visit):
    page = visit()
    _far(page).hover()
    page.locator(".popcard").wait_for()
    page.keyboard.press("Escape")

    assert page.locator(".popcard").count() == 0


def test_the_keyboard_opens_the_card_goes_into_it_and_comes_back(visit):
    page = visit()
    mark = _far(page)
    mark.evaluate("mark => mark.previousElementSibling?.focus()")
    page.keyboard.press("Tab")
    mark.focus()
    page.locator(".popcard").wait_for()
    page.keyboard.press("Tab")
    assert page.locator(".popcard a:focus").inner_text().startswith("Open in context")
    page.keyboard.press("Escape")

    assert page.locator(".popcard").count() == 0
    assert mark.evaluate("mark => mark === document.activeElement")


def test_words_that_stand_in_the_margin_in_view_are_marked_there_instead(visit):
    page = visit()
    page.locator(".headline .cite").first.hover()

    assert page.locator(".card.lit").count() == 1
    assert page.locator(".popcard").count() == 0


def test_a_tap_opens_the_card_on_a_narrow_screen_and_a_second_one_closes_it(visit):
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    mark, card = page.locator(".headline .cite").first, page.locator(".popcard")
    mark.tap()
    card.wait_for()
    box = card.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert "#" not in page.url
    assert axe_faults(page) == []

    mark.tap()
    card.wait_for(state="detached")


def test_a_patient_reads_the_meaning_of_a_word_beside_it(visit):
    page = visit("Are beta blockers continued around surgery?", reader="Patient or carer")
    term, card = page.locator(".said .term").first, page.locator(".popcard")
    term.hover()
    card.wait_for()

    assert card.inner_text().startswith(f"{term.inner_text()}: ")
    assert page.locator(term.get_attribute("href")).count() == 1
    assert axe_faults(page) == []
