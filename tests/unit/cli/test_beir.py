"""Benchmarks come as archives; only what stays in their folder is unpacked."""

import io
import tarfile
from pathlib import Path

from curbside.cli.beir import extract


def test_nothing_is_unpacked_outside_the_folder_and_no_link(tmp_path: Path) -> None:
    file = tmp_path / "a.tar"
    with tarfile.open(file, "w") as archive:
        for name in ("tiny/corpus.jsonl", "../outside.txt", "/outside.txt"):
            member = tarfile.TarInfo(name)
            member.size = 2
            archive.addfile(member, io.BytesIO(b"{}"))
        link = tarfile.TarInfo("tiny/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)

    with tarfile.open(file) as archive:
        extract(archive, tmp_path / "in")

    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if not path.is_dir()}
    assert found == {"a.tar", "in/tiny/corpus.jsonl"}
