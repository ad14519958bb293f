"""What could not be taken in is remembered with its reason, and forgotten once it was."""

from pathlib import Path

from curbside.library.quarantine import Quarantine
from curbside.library.sources import source_of

SOURCE = source_of("a", name="a.pdf", data=b"x", manifest={}, origin="/files/a.pdf")


def test_a_file_is_remembered_until_it_is_released(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path)
    quarantine.put(SOURCE, "no text layer. Run OCR first.")
    quarantine.put(SOURCE, "still none. Run OCR first.")

    (entry,) = quarantine
    assert (entry.path, entry.reason) == ("/files/a.pdf", "still none. Run OCR first.")
    assert quarantine.find("/files/a.pdf") == entry
    quarantine.release("/files/a.pdf")
    assert list(quarantine) == []
    assert quarantine.find("/files/a.pdf") is None


def test_a_damaged_record_is_no_record(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path)
    quarantine.put(SOURCE, "why")
    for record in tmp_path.glob("*.json"):
        record.write_text("{")

    assert list(quarantine) == []


def test_a_name_that_is_no_text_is_kept(tmp_path: Path) -> None:
    name = b"/files/\xff.pdf".decode("utf-8", "surrogateescape")
    quarantine = Quarantine(tmp_path)
    quarantine.put(source_of("a", name="a", data=b"", manifest={}, origin=name), "why")

    assert quarantine.find(name) is not None
