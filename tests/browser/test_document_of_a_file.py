"""A PDF that a librarian took in: its page with the passage marked, its recommendations, its editions."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from accessibility import axe_faults
from curbside.config import Settings
from curbside.engine import ingest_files
from curbside.web.engine_access import holder

PAGE = """<!doctype html><html lang="en"><title>Gout in adults</title><style>table { border-collapse: collapse }</style>
<h1>Gout in adults</h1><h2>Recommendations</h2>
<table><tr><th>Population</th><th>Recommendation</th><th>Grade</th></tr>
<tr><td>Adults with gout</td>
<td>We recommend colchicine 0.5 mg twice daily as the first drug of a flare.</td><td>B</td></tr>
</table><h2>Rationale</h2><p>Low doses are as good as high ones and are better borne by most people.</p>
<p>Treatment within the first day of a flare works better than treatment that begins later.</p>
<p>People who had a flare before may keep the drug at home and begin by themselves.</p></html>"""


@pytest.fixture
def document(browser, live_server, tmp_path, monkeypatch):
    """The address of the document's page, over a library of two PDF files and a broken one."""
    context = browser.new_context()
    printed = context.new_page()
    printed.set_content(PAGE)
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "gout.pdf").write_bytes(printed.pdf(tagged=True))
    printed.set_content(PAGE.replace("first drug", "one drug"))
    (folder / "gout again.pdf").write_bytes(printed.pdf(tagged=True))
    for name in ("gout.pdf", "gout again.pdf"):
        (folder / f"{name}.toml").write_text('licence = "CC0 1.0"\nnotices = ["corrected in 2025"]\n')
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    context.close()
    chosen = Settings(home=tmp_path / "home", starter=False)
    reports = {Path(report.path).name: report for report in ingest_files(chosen, [folder])}
    assert reports["broken.pdf"].status == "quarantined"
    holder.close()
    monkeypatch.setattr(settings, "CURBSIDE", chosen)
    yield reports["gout.pdf"].document
    holder.close()


def test_a_passage_of_a_pdf_is_marked_on_the_picture_of_its_page(browser, live_server, document):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=live_server.url)
    page = context.new_page()
    page.goto(f"/library/{document.id}")
    page.get_by_text("Recommendations with their strength").click()
    page.get_by_role("link", name="We recommend colchicine").first.click()

    picture = page.locator(".leaf image")
    assert page.request.get(picture.get_attribute("href")).headers["content-type"] == "image/png"
    assert page.locator(".leaf rect").count() >= 1
    drawn = page.locator(".leaf svg").bounding_box()
    marked = page.locator(".leaf rect").first.bounding_box()
    assert drawn["x"] <= marked["x"]
    assert marked["y"] + marked["height"] <= drawn["y"] + drawn["height"]
    assert "We recommend colchicine" in page.locator("mark").all_inner_texts()[0] or page.locator("mark").count() > 1
    assert page.request.get(f"/library/{document.id}/pages/99").status == 404
    context.close()


def test_the_page_of_a_file_has_no_fault_by_axe_and_scrolls_nowhere_sideways(browser, live_server, document):
    context = browser.new_context(bypass_csp=True, base_url=live_server.url)
    page = context.new_page()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/library/{document.id}?passage={document.id}%232")
        page.evaluate("document.querySelectorAll('details').forEach(element => { element.open = true })")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert axe_faults(page) == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "Much the same text as" in page.content()
    assert "corrected in 2025" in page.content()
    context.close()


def test_a_file_whose_licence_is_not_known_shows_no_picture_of_its_page(browser, live_server, document, monkeypatch):
    from curbside.web.catalogue import views

    engine = views.current_engine()
    _, body = engine.document(document.id)

    class Narrow:
        def document(self, _):
            return replace(document, display="quotes"), body

        def __getattr__(self, name):
            return getattr(engine, name)

    monkeypatch.setattr(views, "current_engine", Narrow)
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto(f"/library/{document.id}?passage={document.id}%232")
    assert page.locator(".leaf").count() == 0
    assert page.request.get(f"/library/{document.id}/pages/1").status == 404
    context.close()
