"""Every task of the board and of readers by keyboard alone and without JavaScript; the focus can be seen.

`test_journey.py` asks and opens a passage the same way.
"""

import pytest

from people import PASSWORD

MRI = "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"
TITLE = "Which MRI in suspected spinal metastasis"
MOST = 400  # stops of Tab; a review page has several for each claim
_FOCUS_SHOWS = """element => {
    const style = getComputedStyle(element)
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== 'none'
}"""


class Hands:
    """Somebody who uses Tab, Space, Enter and the arrows, and nothing else."""

    def __init__(self, page):
        self.page = page

    def reach(self, locator):
        """Press Tab until the focus is there; it must show."""
        wanted = locator.first.element_handle()
        for _ in range(MOST):
            if wanted.evaluate("element => element === document.activeElement"):
                assert wanted.evaluate(_FOCUS_SHOWS), f"the focus cannot be seen on {locator}"
                return self
            self.page.keyboard.press("Tab")
        pytest.fail(f"Tab never reached {locator}")

    def press(self, name, role="button", *, key="Enter", within=None):
        """Reach a control by its name and press a key on it."""
        self.reach((within or self.page).get_by_role(role, name=name))
        self.page.keyboard.press(key)
        self.page.wait_for_load_state()
        return self

    def write(self, label, words):
        """Reach a field and fill it."""
        self.reach(self.page.get_by_label(label))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)
        return self

    def open(self, words):
        """Open a folded part."""
        self.reach(self.page.locator("summary", has_text=words))
        self.page.keyboard.press("Enter")
        return self


@pytest.fixture
def hands(visit, cast):
    """A person of a role at the sign-in page, with nothing but a keyboard."""

    def _hands(who=None, *, scripts=False):
        person = Hands(visit(java_script_enabled=scripts))
        if who:
            person.page.goto("/accounts/login/")
            person.write("Email", cast[who].email).write("Password", PASSWORD)
            person.press("Sign in")
            person.page.get_by_role("link", name="Sign out").wait_for()
        return person

    return _hands


def test_from_a_question_to_an_approved_article_and_a_report(hands, library):
    author = hands("author")
    author.page.goto("/")
    author.write("Your question", MRI).press("Ask")
    author.page.get_by_role("link", name="Submit it as an article").wait_for()
    author.press("Submit it as an article", "link")
    author.write("Title", TITLE).write("Topics", "imaging").press("Submit")
    author.page.get_by_role("heading", name=TITLE).wait_for()

    editor = hands("editor")
    editor.page.goto("/board/")
    editor.press(TITLE, "link")
    for name in ("Rita Reviewer", "Sam Second"):
        editor.press(name, "checkbox", key="Space")
    editor.press("Assign")
    editor.page.get_by_text("Asked: ").wait_for()

    first = hands("first")
    first.page.goto("/board/?which=mine")
    first.press(TITLE, "link").press("I have no conflict of interest", "checkbox", key="Space").press("Declare")
    first.open("Comment").write("Comment", "Read twice.").press("Add")
    first.page.get_by_text("Your comment stands").wait_for()
    claims = first.page.get_by_role("button", name="Accept claim").count()
    for number in range(claims):
        first.reach(first.page.get_by_role("button", name="Accept claim").nth(number))
        with first.page.expect_navigation():
            first.page.keyboard.press("Enter")
    first.press("Approve version 1")
    first.page.get_by_text("signature is on the record").wait_for()

    second = hands("second")
    second.page.goto("/board/?which=mine")
    second.press(TITLE, "link").press("I have no conflict of interest", "checkbox", key="Space").press("Declare")
    second.press("Approve version 1")
    second.page.get_by_text("Approved and published").wait_for()

    reader = hands()
    reader.page.goto("/articles/")
    reader.write("Words, of title or text", "spinal").press("Show").press(TITLE, "link")
    reader.page.get_by_text("Reviewed by the Medical Advisory Board").first.wait_for()
    reader.press("Report a problem", "link").write("What is wrong", "The window is wrong.").press("Send the report")
    reader.page.get_by_role("heading", name="Your report is with the board").wait_for()

    editor.page.goto("/board/")
    editor.write("What came of it", "Looked at; the window is as printed.").press("Settle")
    editor.page.get_by_text("The report is settled").wait_for()

    librarian = hands("librarian")
    librarian.page.set_default_timeout(60_000)  # the library is built anew while the form waits
    librarian.page.goto("/library/digest-nice-ng234")
    librarian.open("Supersede or withdraw").write("Reason, shown beside the document", "Withdrawn by NICE.")
    librarian.press("Withdraw")
    librarian.page.get_by_text("Withdrawn by NICE.").first.wait_for()
    reader.page.goto("/articles/")
    reader.press(TITLE, "link")
    reader.page.get_by_text("changed after it was approved").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_history_is_kept_and_deleted(hands, scripts):
    reader = hands(scripts=scripts)
    reader.page.goto("/")
    reader.write("Your question", MRI).press("Ask")
    reader.page.get_by_role("link", name="Your questions: keep or delete them").wait_for()
    reader.press("Your questions: keep", "link").press("Keep my questions")
    reader.page.get_by_text("is kept in this browser").wait_for()
    reader.page.get_by_role("link", name=MRI[:40]).wait_for()
    reader.press("Delete everything")
    reader.page.get_by_text("There is no question here").wait_for()
