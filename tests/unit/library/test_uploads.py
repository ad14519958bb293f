"""What came by the site is stored for good, once, and nowhere else than it should be."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.domain.errors import LibraryBroken
from curbside.library.uploads import Uploads, safe_name


def test_the_same_bytes_under_the_same_name_are_one_file(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    first, again = uploads.keep("gout.md", [b"# Gout", b"\n"]), uploads.keep("gout.md", [b"# Gout\n"])
    other, renamed = uploads.keep("gout.md", [b"# Gout 2\n"]), uploads.keep("gout-2.md", [b"# Gout\n"])

    assert first == again
    assert len({first, other, renamed}) == 3
    assert first.read_bytes() == b"# Gout\n"
    assert sorted(uploads) == sorted({first, other, renamed})


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\gout.PDF", "gout.PDF"),
        ("a\0b\nc\r.pdf", "ab c.pdf"),
        ("<img src=x onerror=alert(1)>.html", "img src-x onerror-alert(1)-.html"),
        (".hidden", "hidden"),
        ("..", "document"),
        ("", "document"),
        ("Leitlinie für Ärzte (2024).docx", "Leitlinie für Ärzte (2024).docx"),
    ],
)
def test_a_name_is_made_safe_and_stays_readable(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_whatever_a_file_is_called_its_name_is_one_that_every_system_takes(name: str) -> None:
    safe = safe_name(name)

    assert 0 < len(safe.encode()) <= 120
    assert not set(safe) & set("/\\\0\n\r<>\"'&:*?|")
    assert not safe.startswith(".")
    assert safe_name(safe) == safe


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("ä" * 400 + ".pdf").endswith("ä.pdf")


def test_a_name_that_is_cut_ends_as_any_other() -> None:
    assert safe_name("a" * 119 + "×b" * 20) == "a" * 119


def test_only_what_is_kept_here_is_removed(tmp_path: Path) -> None:
    uploads, elsewhere = Uploads(tmp_path / "uploads"), tmp_path / "file.md"
    elsewhere.write_text("x")
    kept = uploads.keep("gout.md", [b"x"])
    for path in (elsewhere, kept, kept):
        uploads.remove(path)

    assert elsewhere.is_file()
    assert list(uploads) == []


def test_a_folder_that_cannot_be_written_is_said_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("in the way")

    with pytest.raises(LibraryBroken, match="send it again"):
        Uploads(tmp_path / "uploads").keep("gout.md", [b"x"])


def test_what_breaks_off_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    def breaking() -> object:
        yield b"# Gout"
        raise RuntimeError

    uploads = Uploads(tmp_path)
    with pytest.raises(RuntimeError):
        uploads.keep("gout.md", breaking())  # type: ignore[arg-type]  # a generator

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
