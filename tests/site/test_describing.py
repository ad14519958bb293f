"""A librarian says what a document is that was taken in; the same rules hold as for its `document.toml`."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from curbside.domain.documents import Display, Document, Kind
from curbside.domain.review import Role
from curbside.engine import Engine, ingest_files
from curbside.web.engine_access import current_engine
from curbside.web.publishing.audit import faults
from curbside.web.publishing.models import ReviewEvent
from people import a_client, a_person

GOUT = "# Gout 2016\n\n## Treatment\n\n- In gout, give colchicine 0.5 mg twice daily (Class I).\n"


@pytest.fixture
def librarian(db: None) -> Client:
    return a_client(a_person("Lib", Role.LIBRARIAN))


@pytest.fixture
def gout(small_library: Engine, settings: Any, tmp_path: Path) -> str:
    """The id of a document that was taken in."""
    file = tmp_path / "gout.md"
    file.write_text(GOUT)
    (report,) = ingest_files(settings.CURBSIDE, [file])
    assert report.document
    return report.document.id


def now(document_id: str) -> Document:
    return current_engine().store.document(document_id)


def sent(client: Client, document_id: str, **changes: object) -> Any:
    """The form as the page shows it, sent with some values changed."""
    place = f"/library/{document_id}/description"
    form = client.get(place).context["form"]
    values = {key: "" if value is None else value for key, value in form.initial.items()}
    return client.post(place, {**values, "reason": "", **changes})


def test_what_a_document_is_is_changed_once_and_the_trail_says_what(gout: str, librarian: Client) -> None:
    place = f"/library/{gout}/description"
    assert place in librarian.get(f"/library/{gout}").content.decode()
    stale = {**librarian.get(place).context["form"].initial, "year": "", "reason": ""}
    stale |= {"title": "Gout", "year": "2016", "kind": "guideline", "notices": "Table 2 is wrong.\r\n\r\n Ask us. "}
    for _ in range(2):
        assert librarian.post(place, stale)["Location"] == f"/library/{gout}"

    found = now(gout)
    assert (found.title, found.year, found.kind) == ("Gout", 2016, Kind.GUIDELINE)
    assert found.notices == ("Table 2 is wrong.", "Ask us.")
    assert "Table 2 is wrong." in Client().get(f"/library/{gout}").content.decode()
    asked = Client().post("/ask", {"question": "colchicine dose in gout"}, follow=True)
    assert "Table 2 is wrong." in asked.content.decode()
    (row,) = ReviewEvent.objects.all()
    assert row.action == "describe-document"
    assert "year “” → “2016”; kind “other” → “guideline”" in row.note
    assert faults() == []

    assert sent(librarian, gout, title="", notices="").status_code == 302
    assert (now(gout).title, now(gout).notices) == ("Gout 2016", ())
    other = librarian.post(place, {**stale, "publisher": "NICE"})
    assert (other.status_code, "Somebody else changed" in other.content.decode()) == (422, True)


def test_a_value_that_is_not_allowed_is_said_beside_its_field(gout: str, librarian: Client) -> None:
    for key, value, said in (
        ("year", "20233", "Write a year such as 2023"),
        ("year", "last", "Write a year such as 2023"),
        ("kind", "opinion", "Select a valid choice"),
        ("display", "some", "Select a valid choice"),
        ("audience", "dogs", "Select a valid choice"),
        ("url", "javascript:alert(1)", "Write an address such as"),
        ("title", "x" * 301, "at most 300 characters"),
    ):
        page = sent(librarian, gout, **{key: value, "publisher": "Typed before"})
        text = page.content.decode()

        assert page.status_code == 422, key
        assert said in text
        assert f'id="id_{key}_error"' in text
        assert "Typed before" in text
    assert now(gout).publisher == "not stated"
    assert not ReviewEvent.objects.exists()


def test_showing_all_without_an_open_licence_needs_a_reason(gout: str, librarian: Client) -> None:
    refused = sent(librarian, gout, display="full")
    assert (refused.status_code, "may break its copyright" in refused.content.decode()) == (422, True)
    assert now(gout).display is Display.QUOTES

    assert sent(librarian, gout, display="full", reason="its publisher wrote so").status_code == 302
    assert now(gout).display is Display.FULL
    assert "its publisher wrote so" in ReviewEvent.objects.get().note
    assert sent(librarian, gout, display="", licence="CC BY 4.0").status_code == 302
    assert now(gout).display is Display.FULL


def test_a_document_of_the_starter_library_is_not_described_here(engine: Engine, librarian: Client) -> None:
    document = engine.documents()[0].id
    page, refused = (getattr(librarian, method)(f"/library/{document}/description") for method in ("get", "post"))

    assert (page.status_code, refused.status_code) == (200, 422)
    assert "It came with Curbside" in page.content.decode()


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.BOARD, Role.EDITOR])
def test_no_other_role_describes(engine: Engine, db: None, role: Role) -> None:
    document = engine.documents()[0].id
    client = a_client(a_person("Somebody", role))
    assert client.get(f"/library/{document}/description").status_code == 403
    assert "Edit the description" not in client.get(f"/library/{document}").content.decode()
