"""What waits for a librarian: refused files, and those that were sent and never read."""

from pathlib import Path

import pytest

from curbside.config import Settings
from curbside.engine import FileStatus, forget_waiting, ingest_files, is_behind, keep_upload, update, waiting_files

GOUT = b"# Gout 2016\n\n## Treatment\n\n- In gout, give colchicine 0.5 mg twice daily (Class I).\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", starter=False)


def test_a_file_waits_from_when_it_is_sent_until_it_is_read(settings: Settings) -> None:
    sent = keep_upload(settings, "gout.md", [GOUT])
    (file,) = waiting_files(settings)
    assert (file.path, file.is_there, file.is_removable) == (sent, True, True)
    assert "never read" in file.reason

    (report,) = ingest_files(settings, [sent], index=False)
    assert report.status is FileStatus.ADDED
    assert waiting_files(settings) == []
    assert forget_waiting(settings, file.key) is None
    assert is_behind(settings)
    update(settings).close()
    assert not is_behind(settings)

    moved = Settings(home=settings.home.rename(settings.home.with_name("moved")), starter=False)
    assert waiting_files(moved) == []


def test_a_refused_file_waits_until_it_is_removed_with_its_bytes(settings: Settings, tmp_path: Path) -> None:
    elsewhere = tmp_path / "theirs.pdf"
    elsewhere.write_bytes(b"")
    ingest_files(settings, [keep_upload(settings, "empty.pdf", [b""]), elsewhere])
    theirs, ours = sorted(waiting_files(settings), key=lambda file: file.is_removable)

    assert (theirs.path, ours.path.name) == (elsewhere, "empty.pdf")
    assert forget_waiting(settings, theirs.key) is None
    assert forget_waiting(settings, ours.key) == ours
    assert forget_waiting(settings, ours.key) is None
    assert not ours.path.exists()
    elsewhere.unlink()
    (gone,) = waiting_files(settings)
    assert (gone.is_there, gone.is_removable) == (False, True)
