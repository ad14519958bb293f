"""The registry and the viewer."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from curbside.domain.documents import Display
from curbside.web.catalogue import views
from curbside.web.catalogue.layout import lay_out

pytestmark = [pytest.mark.django_db]

STEMI = "om-acc-aha-stemi-2013@0.12.0"


class _Text(HTMLParser):
    """The words of a page, and those inside <mark>."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.marked: list[str] = []
        self._marks = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self._marks += tag == "mark"

    def handle_endtag(self, tag):
        self._marks -= tag == "mark"

    def handle_data(self, data):
        self.words.append(data)
        if self._marks:
            self.marked.append(data)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s|]+", "", re.sub(r"^\s*- ", "", text, flags=re.M))


def test_the_registry_lists_every_document(client, engine):
    text = client.get("/library/").content.decode()

    assert text.count('<h2><a href="/library/') == len(engine.documents())


def test_the_registry_filters_by_words_and_status(client, engine):
    text = client.get("/library/?q=spinal+nice").content.decode()
    superseded = client.get("/library/?status=superseded").content.decode()

    assert text.count('<h2><a href="/library/') == 1
    assert superseded.count('<h2><a href="/library/') == sum(d.status == "superseded" for d in engine.documents())
    assert "No document fits" in client.get("/library/?q=zzzz").content.decode()
    assert client.get("/library/?status=%3Cb%3E&q=%3Cscript%3E").status_code == 200


def test_a_filter_is_shown_as_text(client, engine):
    text = client.get('/library/?q="><script>alert(1)</script>').content.decode()

    assert "<script>" not in text


def test_the_viewer_shows_every_word_of_every_document_once(engine):
    for document in engine.documents():
        _, body = engine.document(document.id)
        shown: list[str] = [document.title] if body.text.startswith(document.title + "\n") else []
        for section in lay_out(body, title=document.title, marked=None):
            shown.append(section.heading)
            for block in section.blocks:
                shown += [block.prose.label, block.prose.rest] if block.prose else []
                shown += block.columns
                shown += [words.label + words.rest for row in block.rows for words in row]
                stack = list(reversed(block.items))
                while stack:
                    item = stack.pop()
                    shown += [item.number, item.words.label, item.words.rest]
                    stack += reversed(item.items)
        assert _squeezed("".join(shown)) == _squeezed(body.text), document.id


def test_every_passage_is_marked_to_the_letter(engine):
    for document in engine.documents():
        _, body = engine.document(document.id)
        for passage in body.passages[::7]:
            sections = lay_out(body, title=document.title, marked=passage)
            assert any(section.marked for section in sections), passage.id


def test_a_passage_is_marked_in_its_context(client, engine):
    _, body = engine.document(STEMI)
    passage = next(p for p in body.passages if p.kind == "row" and "Tenecteplase" in p.text)
    page = client.get(f"/library/{STEMI}", {"passage": passage.id})
    text = page.content.decode()

    assert page.status_code == 200
    assert text.count('id="passage"') == 1
    assert _squeezed("".join(_Text(text).marked)) == _squeezed(passage.text)
    assert "Reteplase" in text
    assert "<table>" in text


def test_a_passage_of_another_edition_is_said_to_be_missing(client, engine):
    text = client.get(f"/library/{STEMI}", {"passage": "gone#1"}).content.decode()

    assert "not in this edition" in text
    assert "<mark" not in text


def test_headings_never_skip_a_level(client, engine):
    for document in engine.documents():
        levels = [int(n) for n in re.findall(r"<h([1-6])", client.get(f"/library/{document.id}").content.decode())]
        assert levels[0] == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), document.id


@pytest.mark.parametrize(("display", "own_shown"), [("quotes", True), ("staff", False)])
def test_a_document_is_shown_as_far_as_its_licence_allows(client, engine, monkeypatch, display, own_shown):
    document, body = engine.document(STEMI)
    passage = next(p for p in body.passages if "Tenecteplase" in p.text)

    class Narrow:
        def document(self, _):
            return replace(document, display=Display(display)), body

        def __getattr__(self, name):
            return getattr(engine, name)

    monkeypatch.setattr(views, "current_engine", Narrow)
    text = client.get(f"/library/{STEMI}", {"passage": passage.id}).content.decode()

    assert ("Tenecteplase" in text) is own_shown
    assert "Killip" not in text
    assert "licence of this document" in text


def test_text_of_a_document_is_data(client, engine, monkeypatch):
    document, body = engine.document("digest-nice-ng234")
    hostile = replace(document, title="<script>alert(1)</script>", publisher="{{7*7}}", gaps=("<b>x</b>",))

    class Hostile:
        def document(self, _):
            return hostile, replace(body, text=body.text.replace("MRI", "<i>"))

        def __getattr__(self, name):
            return getattr(engine, name)

    monkeypatch.setattr(views, "current_engine", Hostile)
    text = client.get("/library/digest-nice-ng234").content.decode()

    assert "<script>" not in text
    assert "<i>" not in text.replace("Curb<i>side", "")
    assert "{{7*7}}" in text
