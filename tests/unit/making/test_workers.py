"""A file that hangs, crashes, eats memory or calls out costs itself only; the others go in."""

import subprocess
import sys
from pathlib import Path

import pytest

from curbside.library.readings import unpack
from curbside.library.sources import Source, source_of
from curbside.making.workers import Workers

GOOD = b"# A guideline\n\n- Start amlodipine 5 mg once daily.\n"


def a_file(key: str, data: bytes = GOOD, *, name: str = "a.md") -> Source:
    return source_of(key, name=name, data=data, manifest={})


def test_readings_come_back_in_order_and_whole() -> None:
    with Workers(processes=2) as workers:
        reads = list(workers.read([a_file(f"d{number}") for number in range(12)]))

    assert [read.source.id for read in reads] == [f"d{number}" for number in range(12)]
    reading = unpack(reads[0].packed)
    assert reading.document.title == "A guideline"
    assert [item.passage.text for item in reading.tagged] == ["Start amlodipine 5 mg once daily."]
    assert reading.body.text[reading.tagged[0].passage.start :] == "Start amlodipine 5 mg once daily."


def test_a_file_that_cannot_be_read_is_told_and_the_next_is_read() -> None:
    with Workers(processes=1) as workers:
        bad, good = workers.read([a_file("bad", b"\xff\xfe\x00"), a_file("good")])

    assert "UTF-8" in bad.error
    assert good.packed


@pytest.mark.parametrize(
    ("end", "why"),
    [
        ("os.abort()", "ended the process"),
        ("os._exit(3)", "ended the process"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "want of memory"),
        ("os.kill(os.getpid(), signal.SIGXCPU)", "more than 60 seconds"),
    ],
)
def test_a_process_that_ends_costs_one_file(
    end: str, why: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "worker.py"
    script.write_text(
        "import os, signal, sys\n"
        "import curbside.making.worker as worker\n"
        "make = worker.make_reading\n"
        "def made(source, **parts):\n"
        "    if source.id == 'bad':\n"
        f"        {end}\n"
        "    return make(source, **parts)\n"
        "worker.make_reading = made\n"
        "worker.main()\n"
    )
    monkeypatch.setattr("curbside.making.workers.COMMAND", [sys.executable, str(script)])
    with Workers(processes=1) as workers:
        first, bad, last = workers.read([a_file("first"), a_file("bad"), a_file("last")])

    assert first.packed
    assert last.packed
    assert why in bad.error
    assert "ingest" in bad.error


def test_a_file_that_changed_under_our_hands_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(GOOD)
    source = Source(id="a", name="a.md", manifest={}, content_sha256="0" * 64, held=path)
    with Workers(processes=1) as workers:
        (read,) = workers.read([source])

    assert "changed" in read.error


_CONFINED = """
import signal, socket, subprocess, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from curbside.ingestion.confinement import confine
confine()
def refused(act):
    try:
        act()
    except (PermissionError, OSError):
        return True
    return False
print(refused(lambda: socket.create_connection(("127.0.0.1", 9), timeout=1)),
      refused(lambda: socket.getaddrinfo("example.org", 80)),
      refused(lambda: subprocess.run(["true"])),
      refused(lambda: open(sys.argv[1], "w").write("x" * 10000)))
try:
    block = bytearray(3_000_000_000)
    print("memory")
except MemoryError:
    print("refused")
"""


def test_a_confined_process_reaches_no_network_writes_no_file_and_takes_no_more_memory(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _CONFINED, str(tmp_path / "f")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert ran.stdout.split() == ["True", "True", "True", "True", "refused"], ran.stderr
