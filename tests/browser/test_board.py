"""The board's pages in Chromium: the whole review by the forms people use, and no fault by axe on the way.

`make screenshots` runs this file with the option --screenshots and leaves a picture of each step.
"""

import itertools
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from curbside.domain.review import Role
from people import a_person, forget_articles

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
MRI = "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"
TITLE = "MRI in suspected spinal metastasis"
REVISED = "First imaging in suspected spinal metastasis: which MRI"
LOOKS = (("light", 1280), ("dark", 390), ("dark", 1280), ("light", 390))
PASSWORD = "a long enough password"  # noqa: S105  # of invented people


@pytest.fixture
def cast(transactional_db):
    from allauth.account.models import EmailAddress

    people = {
        "author": a_person("Ann Author", Role.AUTHOR, password=PASSWORD),
        "editor": a_person("Ed Editor", Role.EDITOR, password=PASSWORD),
        "first": a_person("Rita Reviewer", Role.BOARD, password=PASSWORD, credentials="MD"),
        "second": a_person("Sam Second", Role.BOARD, password=PASSWORD),
    }
    for person in people.values():
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    yield people
    forget_articles()


@pytest.fixture
def visit(browser, live_server, cast):
    """A browser of somebody's own, signed in by the page."""
    contexts = []

    def _visit(who=None):
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, bypass_csp=True, base_url=live_server.url
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
def seen(request):
    """A look at a page: no fault by axe, no sideways scrolling; its pictures, where a folder for them is named."""
    folder = request.config.getoption("--screenshots", default=None)  # None where the whole suite runs
    step = itertools.count(1)

    def _seen(page, name):
        number = next(step)
        for scheme, width in LOOKS if folder else LOOKS[:2]:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            found = Axe().run(page, options=RULES).response["violations"]
            faults = [(fault["id"], [node["target"] for node in fault["nodes"]][:4]) for fault in found]
            assert faults == [], (name, scheme, width)
            if folder:
                plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
                page.screenshot(path=f"{folder}/{number:02}-{plain}-{width}-{scheme}.png", full_page=True)
        page.set_viewport_size({"width": 320, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        page.set_viewport_size({"width": 1280, "height": 900})

    return _seen


def test_from_a_question_to_an_approved_article(visit, seen):
    author = visit("author")
    author.goto("/")
    author.get_by_label("Your question").fill(MRI)
    author.get_by_role("button", name="Ask", exact=True).click()
    author.get_by_role("link", name="Submit it as an article").wait_for()
    seen(author, "answer")
    author.get_by_role("link", name="Submit it as an article").click()
    seen(author, "submit")
    author.get_by_label("Title").fill(TITLE)
    author.get_by_label("Topics").fill("imaging")
    author.get_by_role("button", name="Submit").click()
    author.get_by_role("heading", name=TITLE).wait_for()

    editor = visit("editor")
    editor.goto("/board/")
    seen(editor, "queue")
    editor.get_by_role("link", name=TITLE).click()
    seen(editor, "review, as the editor sees it")
    for name in ("Rita Reviewer", "Sam Second"):
        editor.get_by_label(name).check()
    editor.get_by_role("button", name="Assign").click()
    editor.get_by_text("Asked: ").wait_for()
    for where in ("/accounts/2fa/", "/accounts/sessions/", "/accounts/password/change/"):
        editor.goto(where)
        seen(editor, where)

    first = visit("first")
    first.goto("/board/?which=mine")
    first.get_by_role("link", name=TITLE).click()
    seen(first, "declaration")
    first.get_by_label("I have no conflict of interest").check()
    first.get_by_role("button", name="Declare").click()
    first.get_by_text("on the record").wait_for()
    first.get_by_text("Request changes").click()
    first.get_by_label("What should change").fill("Please say in the title that it is about first imaging.")
    first.get_by_role("button", name="Send back to the author").click()
    first.get_by_text("Your decision: changes").wait_for()
    seen(first, "change asked for")

    author.reload()
    author.get_by_text("Rita Reviewer asks for a change").wait_for()
    author.get_by_role("link", name="Revise the article").click()
    author.get_by_text("that it is about first imaging.").wait_for()
    seen(author, "revision")
    author.get_by_label("Title").fill(REVISED)
    author.get_by_label("What you changed, and why").fill("The title says that it is about first imaging.")
    author.get_by_role("button", name="Save as a new version").click()
    author.get_by_role("heading", name=REVISED).wait_for()

    first.goto("/board/?which=mine")
    first.get_by_role("link", name=REVISED).click()
    claims = first.get_by_role("button", name="Accept claim").count()
    assert claims > 5
    for number in range(claims):
        first.get_by_role("button", name="Accept claim").nth(number).click()
        first.wait_for_load_state()
    seen(first, "review, decided")
    first.evaluate("document.querySelectorAll('details').forEach(element => { element.open = true })")
    seen(first, "review, everything opened")
    first.get_by_role("button", name="Approve version 2").click()
    first.get_by_text("signature is on the record").wait_for()

    second = visit("second")
    second.goto("/board/")
    second.get_by_role("link", name=REVISED).click()
    second.get_by_label("I have no conflict of interest").check()
    second.get_by_role("button", name="Declare").click()
    second.get_by_role("button", name="Approve version 2").click()
    second.get_by_text("Approved and published").wait_for()

    reader = visit()
    reader.goto("/")
    seen(reader, "start page with an article")
    reader.get_by_role("link", name=REVISED).click()
    reader.locator(".approved").get_by_text("Reviewed by the Medical Advisory Board").wait_for()
    seen(reader, "article")
    for name in ("History", "How it was made", "Editorial policy"):
        reader.get_by_role("main").get_by_role("link", name=name).first.click()
        reader.wait_for_load_state()
        seen(reader, name)
        reader.go_back()
    reader.get_by_role("link", name="Report a problem").click()
    seen(reader, "report")
    reader.get_by_label("What is wrong").fill("The window is wrong.")
    reader.get_by_role("button", name="Send the report").click()
    reader.get_by_role("heading", name="Your report is with the board").wait_for()
    for where in ("/articles/", "/board/members", "/disclaimer", "/accounts/login/"):
        reader.goto(where)
        seen(reader, where)
