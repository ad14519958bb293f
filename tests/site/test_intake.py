"""A librarian sends files: what can be read is part of the library, what cannot waits with its reason."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from curbside.domain.review import Role
from curbside.engine import Engine, ingest_files
from curbside.web.engine_access import current_engine
from curbside.web.publishing.audit import faults
from curbside.web.publishing.models import ReviewEvent
from people import a_client, a_person

INTAKE = "/library/intake/"
GOUT = b"# Gout 2016\n\n## Treatment\n\n- In gout, give colchicine 0.5 mg twice daily (Class I).\n"


@pytest.fixture
def librarian(db: None) -> Client:
    return a_client(a_person("Lib", Role.LIBRARIAN))


def a_file(name: str, data: bytes = GOUT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def actions() -> list[str]:
    return list(ReviewEvent.objects.values_list("action", flat=True))


def held(text: str) -> list[str]:
    return [document.id for document in current_engine().documents() if text in document.title]


def a_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 30_000_000)
    return packed.getvalue()


def test_files_are_taken_in_and_bad_ones_wait_with_their_reason(small_library: Engine, librarian: Client) -> None:
    bad = {
        "empty.pdf": b"",
        "picture.pdf": b"\x89PNG\r\n\x1a\n" + b"0" * 99,
        "bomb.docx": a_bomb(),
        "<script>alert(1)</script>.html": b"<html></html>",
    }
    sent = [a_file("gout.md"), *(a_file(name, data) for name, data in bad.items()), a_file("../../gout-b.md")]
    page = librarian.post(INTAKE, {"files": sent})
    text = page.content.decode()

    assert page.status_code == 200
    assert text.count(">added<") == 2
    assert text.count(">quarantined<") == 4
    assert "Gout 2016" in text
    assert "100 % understood" in text
    assert "Not known of it: kind (so it counts as an overview), publisher, year" in text
    assert "<script>alert" not in text
    assert len(held("Gout 2016")) == 2
    assert actions() == ["take-in-document"] * 2
    assert faults() == []
    assert text.count("Read again</button>") == 4

    again = librarian.post(INTAKE, {"files": [a_file("gout.md"), a_file("gout.md")]}).content.decode()
    assert again.count(">unchanged<") == 1  # sent twice in one form it is one file
    assert len(actions()) == 2


def test_a_file_that_waits_is_read_again_or_removed_each_once(
    small_library: Engine, librarian: Client, settings
) -> None:
    librarian.post(INTAKE, {"files": [a_file("scan.pdf", b"\x89PNG\r\n\x1a\n")]})
    stored = next((settings.CURBSIDE.home / "uploads").rglob("scan.pdf"))
    broken_off = stored.parent.with_name("interrupted") / "gout.md"
    broken_off.parent.mkdir()
    broken_off.write_bytes(GOUT)
    page = librarian.get(INTAKE)
    keys = {file.path.name: file.key for file in page.context["waiting"]}
    assert "sent and never read" in page.content.decode()

    assert ">quarantined<" in librarian.post(f"{INTAKE}again", {"key": keys["scan.pdf"]}).content.decode()
    assert actions() == []
    assert ">added<" in librarian.post(f"{INTAKE}again", {"key": keys["gout.md"]}).content.decode()
    for _ in range(2):
        assert librarian.post(f"{INTAKE}remove", {"key": keys["scan.pdf"]})["Location"] == INTAKE
        assert librarian.post(f"{INTAKE}again", {"key": keys["gout.md"]}).status_code == 302
    assert not stored.exists()
    assert broken_off.exists()
    assert (actions(), faults()) == (["take-in-document", "remove-file"], [])
    assert "None: every file" in librarian.get(INTAKE).content.decode()


def test_a_file_of_the_command_line_is_not_removed_from_here(
    small_library: Engine, librarian: Client, settings, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs.pdf"
    theirs.write_bytes(b"\x89PNG\r\n\x1a\n")
    ingest_files(settings.CURBSIDE, [theirs])
    page = librarian.get(INTAKE)
    (file,) = page.context["waiting"]

    assert "Remove from the list" not in page.content.decode()
    librarian.post(f"{INTAKE}remove", {"key": file.key})
    assert theirs.exists()
    assert "theirs.pdf" in librarian.get(INTAKE).content.decode()


def test_a_name_that_is_held_already_brings_another_document_or_nothing(
    small_library: Engine, librarian: Client, settings, tmp_path: Path
) -> None:
    theirs = tmp_path / "gout.md"
    theirs.write_bytes(GOUT)
    ingest_files(settings.CURBSIDE, [theirs])
    theirs.unlink()  # from now on the library alone has it

    assert ">unchanged<" in librarian.post(INTAKE, {"files": [a_file("gout.md")]}).content.decode()
    assert librarian.get(INTAKE).context["waiting"] == []
    other = librarian.post(INTAKE, {"files": [a_file("gout.md", GOUT.replace(b"Gout 2016", b"Gout in children"))]})
    assert ">added<" in other.content.decode()
    assert len(held("Gout")) == 2
    assert actions() == ["take-in-document"]


def test_one_by_one_they_are_read_at_once_and_put_in_at_the_end(small_library: Engine, librarian: Client) -> None:
    before = current_engine().generation
    part = librarian.post(INTAKE, {"files": [a_file("gout.md")], "one": "yes"}).content.decode()
    assert part.lstrip().startswith("<li")
    assert current_engine().generation == before
    assert "not part of the library yet" in librarian.get(INTAKE).content.decode()

    librarian.post(f"{INTAKE}put-in")
    assert len(held("Gout 2016")) == 1
    assert "not part of the library yet" not in librarian.get(INTAKE).content.decode()
    assert actions() == ["take-in-document"]


def test_what_is_too_large_too_many_or_nothing_is_said(small_library: Engine, librarian: Client, settings) -> None:
    settings.CURBSIDE = settings.CURBSIDE.model_copy(update={"max_document_mb": 1})
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    large = librarian.post(INTAKE, {"files": [a_file("large.md", b"x" * 1_000_001)]}).content.decode()
    assert "larger than 1 MB" in large
    assert not (settings.CURBSIDE.home / "uploads").exists()

    many = librarian.post(INTAKE, {"files": [a_file(f"{n}.md") for n in range(4)]})
    assert (many.status_code, "smaller groups" in many.content.decode()) == (400, True)
    none = librarian.post(INTAKE)
    assert (none.status_code, "Choose at least one file" in none.content.decode()) == (422, True)
    assert actions() == []


def test_only_a_librarian_is_shown_the_way_there(engine: Engine, client: Client, librarian: Client) -> None:
    assert "Take documents in" in librarian.get("/library/").content.decode()
    assert "Take documents in" not in client.get("/library/").content.decode()
    assert client.get(INTAKE)["Location"].startswith("/accounts/login/")


def test_the_page_shadows_no_document(engine: Engine) -> None:
    assert all("/" not in document.id for document in engine.documents())
