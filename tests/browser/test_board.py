"""The board's pages in Chromium: the whole review by the forms people use, and no fault by axe on the way.

`make screenshots` runs this file with the option --screenshots and leaves a picture of each step.
"""

import re
from pathlib import Path

from django.utils import timezone

from curbside.domain.review import State, Verdict
from curbside.engine import ingest_files
from curbside.library import starter
from curbside.web.asking.snapshots import snapshot
from curbside.web.engine_access import current_engine
from curbside.web.publishing import services
from curbside.web.publishing.body import claims_in
from curbside.web.publishing.checking import Checker
from curbside.web.publishing.currency import standing_in
from curbside.web.publishing.models import Article
from curbside.web.publishing.selectors import my_review

MRI = "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"
GOUT = "How many months of colchicine prophylaxis when starting allopurinol?"
TITLE = "MRI in suspected spinal metastasis"
REVISED = "First imaging in suspected spinal metastasis: which MRI"
PROPHYLAXIS = "Colchicine while starting allopurinol"
EDITION = "Spinal metastases (NICE NG234): imaging, digest of a second edition"


def an_approved_article(cast, *, question, title):
    """An article beside the one of the journey, approved without its pages."""
    now, engine = timezone.now(), current_engine()
    body = snapshot(engine.answer(question))
    article = services.submit(
        title=title, question=question, topics=["gout"], body=body, by=cast["author"],
        standing=standing_in(engine), now=now,
    )  # fmt: skip
    board = [cast["first"], cast["second"]]
    services.assign(article, board, by=cast["editor"], now=now)
    for person in board:
        services.declare(review_by(person, article), interests="", now=now)
        for _, claim in claims_in(body):
            services.decide_claim(
                review_by(person, article), claim["key"], Verdict.ACCEPT, now=now, check=Checker(engine, body)
            )
    for person in board:
        if (review := review_by(person, article)) and review.version.article.state == State.UNDER_REVIEW.value:
            services.sign(review, sha256=review.version.content_sha256, now=now)
    return Article.objects.get(pk=article.pk)


def review_by(person, article):
    return my_review(Article.objects.get(pk=article.pk).current_version, person)


def take_in_a_second_edition(settings, folder):
    """The same digest, two of its sentences worded otherwise."""
    held = Path(starter.__file__).with_name("digests") / "digest-nice-ng234"
    text = (held / "digest.md").read_text(encoding="utf-8")
    for old, new in (
        (
            "MRI as soon as possible and always within 24 hours",
            "Do the MRI as soon as possible, and always within 24 hours",
        ),
        ("Plain radiographs are not to be used to", "Do not use plain radiographs to"),
    ):
        assert old in text
        text = text.replace(old, new)
    file = folder / "second-edition.md"
    file.write_text(text, encoding="utf-8")
    described = (held / "document.toml").read_text(encoding="utf-8")
    described = re.sub(r"^title = .*$", f'title = "{EDITION}"', described, flags=re.M)
    file.with_name("second-edition.md.toml").write_text(described, encoding="utf-8")
    (report,) = ingest_files(settings, [file])
    assert report.document.title == EDITION, report


def test_from_a_question_to_an_article_that_its_source_reopens(visit, seen, cast, library, tmp_path):
    author = visit("author")
    author.goto("/")
    author.get_by_label("Your question").fill(MRI)
    author.get_by_role("button", name="Ask", exact=True).click()
    author.get_by_role("link", name="Submit it as an article").wait_for()
    seen(author, "answer")
    with author.expect_navigation():
        author.get_by_role("link", name="Submit it as an article").click()
    seen(author, "submit")
    author.get_by_label("Title").fill(TITLE)
    author.get_by_label("Topics").fill("imaging")
    author.get_by_role("button", name="Submit").click()
    author.get_by_role("heading", name=TITLE).wait_for()

    editor = visit("editor")
    editor.goto("/board/")
    seen(editor, "queue")
    with editor.expect_navigation():
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
    with first.expect_navigation():
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
    first.get_by_role("button", name="Accept claim").first.wait_for()
    first.wait_for_load_state()  # of the buttons none is missing then
    claims = first.get_by_role("button", name="Accept claim").count()
    assert claims > 5
    for number in range(claims):
        with first.expect_navigation():
            first.get_by_role("button", name="Accept claim").nth(number).click()
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
        with reader.expect_navigation():
            reader.get_by_role("main").get_by_role("link", name=name).first.click()
        seen(reader, name)
        reader.go_back()
    with reader.expect_navigation():
        reader.get_by_role("link", name="Report a problem").click()
    seen(reader, "report")
    reader.get_by_label("What is wrong").fill("The window is wrong.")
    reader.get_by_role("button", name="Send the report").click()
    reader.get_by_role("heading", name="Your report is with the board").wait_for()
    for where in ("/articles/", "/board/members", "/disclaimer", "/accounts/login/"):
        reader.goto(where)
        seen(reader, where)

    other = an_approved_article(cast, question=GOUT, title=PROPHYLAXIS)
    take_in_a_second_edition(library, tmp_path)
    librarian = visit("librarian")
    librarian.set_default_timeout(60_000)  # the library is built anew while the form waits
    librarian.goto("/library/?q=NG234")
    librarian.get_by_role("link", name="Spinal metastases and metastatic spinal cord compression").click()
    librarian.get_by_text("Supersede or withdraw this document").click()
    seen(librarian, "document, as the librarian sees it")
    librarian.get_by_label("Replaced by").select_option(label=f"{EDITION} (2023)")
    librarian.get_by_label("Reason, for the audit trail").fill("A second edition was published.")
    librarian.get_by_role("button", name="Supersede").click()
    librarian.locator(".banner").get_by_text(EDITION).wait_for()
    seen(librarian, "document, superseded")

    reader.goto("/articles/")
    seen(reader, "articles, one reopened")
    reader.get_by_role("link", name=REVISED).click()
    reader.get_by_text("changed after it was approved").wait_for()
    assert reader.get_by_text("Reviewed by the Medical Advisory Board").count() == 0
    seen(reader, "article, reopened")
    reader.goto(other.get_absolute_url())
    reader.locator(".approved").get_by_text("Reviewed by the Medical Advisory Board").wait_for()

    author.goto("/board/")
    seen(author, "queue, one reopened")
    author.get_by_role("link", name=REVISED).first.click()
    author.get_by_role("heading", name="What the library answers today").wait_for()
    assert author.locator(".changes ins").count() > 0
    seen(author, "reopened, with what the library answers today")
    with author.expect_navigation():
        author.get_by_role("link", name="Take today’s answer as a new version").click()
    seen(author, "revision from the library")
    author.get_by_label("What you changed, and why").fill("Rests on the second edition.")
    author.get_by_role("button", name="Save as a new version").click()
    author.get_by_role("heading", name="Changes since the published version").wait_for()

    first.goto("/board/?which=mine")
    first.get_by_role("link", name=REVISED).first.click()
    first.get_by_role("button", name="Accept claim").first.wait_for()
    first.wait_for_load_state()  # of the buttons none is missing then
    every = first.get_by_role("button", name="Accept claim").count()
    decided = int(first.locator(".progress").inner_text().split(" of ")[0])
    assert 0 < decided < every, "claims that rest on other sources stand as they were decided"
    for section in first.locator("section.pair").all():
        if "Undecided" in section.inner_text() or "Open again" in section.inner_text():
            with first.expect_navigation():
                section.get_by_role("button", name="Accept claim").click()
    seen(first, "new version, decided")
    for page in (first, second):
        page.goto("/board/?which=mine")
        page.get_by_role("link", name=REVISED).first.click()
        page.get_by_role("button", name="Approve version 3").click()
        page.get_by_role("button", name="Approve version 3").wait_for(state="detached")
    reader.goto("/articles/")
    reader.get_by_role("link", name=REVISED).click()
    reader.locator(".approved").get_by_text("Reviewed by the Medical Advisory Board").wait_for()
    reader.get_by_text(EDITION).first.wait_for()
    seen(reader, "article, approved anew")
