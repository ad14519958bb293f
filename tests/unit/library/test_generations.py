"""Generations are built beside the old one and swapped; whatever is not whole counts as missing."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from curbside.config import Settings
from curbside.domain.errors import LibraryBroken
from curbside.engine import open_engine, rebuild, update
from curbside.library.generations import MANIFEST, Generations, is_sound
from curbside.library.quarantine import Quarantine
from curbside.library.sources import keep_source
from factories import a_source


def fill(folder: Path) -> None:
    (folder / "store").write_text("words")
    (folder / "index").mkdir()
    (folder / "index" / "segment").write_bytes(b"\x00" * 64)


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "library")


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    """A library of one document, quick to build."""
    keep_source(tmp_path / "sources", a_source())
    return Settings(home=tmp_path, starter=False)


def test_nothing_is_current_before_the_first_build(generations: Generations) -> None:
    assert generations.current() is None


def test_a_built_generation_is_sound_and_current(generations: Generations) -> None:
    place = generations.build(lambda: ("one", fill))

    assert is_sound(place)
    assert generations.current() == place


def test_a_sound_generation_is_not_built_again(generations: Generations) -> None:
    generations.build(lambda: ("one", fill))

    def never(_: Path) -> None:
        raise AssertionError("built again")

    assert generations.build(lambda: ("one", never)).name == "one"


def test_the_generation_before_stays_for_those_who_read_it_and_older_ones_go(
    generations: Generations, tmp_path: Path
) -> None:
    for name in ("one", "two", "three"):
        generations.build(lambda name=name: (name, fill))

    assert sorted(place.name for place in (tmp_path / "library").iterdir() if place.is_dir()) == [
        "three",
        "two",
    ]


@pytest.mark.parametrize(
    "damage",
    [
        lambda place: (place / "store").write_text("sword"),
        lambda place: (place / "store").write_text("wor"),
        lambda place: (place / "store").unlink(),
        lambda place: (place / "index" / "segment").write_bytes(b""),
        lambda place: (place / MANIFEST).unlink(),
        lambda place: (place / MANIFEST).write_text("{"),
        lambda place: (place / MANIFEST).write_text("[]"),
    ],
    ids=["changed", "truncated", "missing", "emptied", "no manifest", "half a manifest", "another manifest"],
)
def test_a_damaged_generation_is_not_sound_and_not_current(generations: Generations, damage) -> None:  # type: ignore[no-untyped-def]  # a table of one-liners
    place = generations.build(lambda: ("one", fill))
    damage(place)

    assert not is_sound(place)
    assert generations.current() is None


@pytest.mark.parametrize("pointer", [b"", b"../elsewhere", b"\xff\xfe", b"missing"])
def test_a_pointer_to_nowhere_counts_as_no_generation(generations: Generations, tmp_path: Path, pointer: bytes) -> None:
    generations.build(lambda: ("one", fill))
    (tmp_path / "library" / "current").write_bytes(pointer)

    assert generations.current() is None


def test_a_build_that_fails_leaves_the_old_generation_current(generations: Generations) -> None:
    old = generations.build(lambda: ("one", fill))

    def failing(folder: Path) -> None:
        (folder / "store").write_text("half")
        raise LibraryBroken("source unreadable. Mend it.")

    with pytest.raises(LibraryBroken):
        generations.build(lambda: ("two", failing))

    assert generations.current() == old


_KILLED = """
import sys, time
from pathlib import Path
from curbside.library.generations import Generations
def fill(folder):
    (folder / "store").write_text("half of it")
    print("filling", flush=True)
    time.sleep(60)
Generations(Path(sys.argv[1])).build(lambda: ("two", fill))
"""


def test_a_builder_killed_in_the_middle_leaves_the_old_generation_and_no_litter(
    generations: Generations, tmp_path: Path
) -> None:
    old = generations.build(lambda: ("one", fill))
    builder = subprocess.Popen([sys.executable, "-c", _KILLED, str(tmp_path / "library")], stdout=subprocess.PIPE)
    assert builder.stdout is not None
    with builder.stdout:
        builder.stdout.readline()
        builder.send_signal(signal.SIGKILL)
        builder.wait()

    assert generations.current() == old
    generations.build(lambda: ("two", fill))
    assert not list((tmp_path / "library").glob(".building-*"))


_OPENS = """
import sys
from pathlib import Path
from curbside.config import Settings
from curbside.engine import open_engine
with open_engine(Settings(home=Path(sys.argv[1]), starter=False)) as engine:
    print(engine.generation, len(engine.documents()))
"""


def test_two_processes_that_build_at_once_both_get_the_same_library(small: Settings) -> None:
    builders = [
        subprocess.Popen([sys.executable, "-c", _OPENS, str(small.home)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [builder.communicate(timeout=60)[0].split() for builder in builders]

    assert [builder.returncode for builder in builders] == [0, 0]
    assert said[0] == said[1]
    assert said[0][1] == "1"


@pytest.mark.parametrize("name", ["store.sqlite", "lexicon.json", "index"])
def test_an_engine_whose_files_are_damaged_rebuilds_by_itself(small: Settings, name: str) -> None:
    with open_engine(small) as engine:
        generation = engine.generation
    place = small.home / "library" / generation / name
    for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
        half = file.read_bytes()[: file.stat().st_size // 2]
        file.unlink()  # the search engine may still map it; shortened in place, it would end this process
        file.write_bytes(half)

    with open_engine(small) as engine:
        assert engine.generation == generation
        assert engine.search("amlodipine", limit=5)


def test_a_rebuilt_library_has_the_same_generation_and_the_same_passages(small: Settings) -> None:
    with open_engine(small) as engine:
        before = engine.generation, engine.search("amlodipine", limit=5)
    with rebuild(small) as engine:
        assert (engine.generation, engine.search("amlodipine", limit=5)) == before


def test_another_document_gives_another_generation(small: Settings) -> None:
    with open_engine(small) as engine:
        before = engine.generation
    keep_source(small.home / "sources", a_source("# Another\n\n- Avoid NSAIDs.\n"))

    with open_engine(small) as engine:
        assert engine.generation == before, "what was taken in half must not be seen"
    with update(small) as engine:
        assert engine.generation != before


def test_a_folder_that_cannot_be_written_is_named_with_a_way_out(tmp_path: Path) -> None:
    # A file where the folder should be: not even root may write below it.
    (tmp_path / "home").write_text("a file")

    with pytest.raises(LibraryBroken, match="cannot be written") as refused:
        open_engine(Settings(home=tmp_path / "home", starter=False))

    assert "--home" in str(refused.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_named_with_a_way_out(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(LibraryBroken, match="cannot be written"):
            open_engine(Settings(home=tmp_path / "home", starter=False))
    finally:
        tmp_path.chmod(0o700)


def test_a_source_that_turned_unreadable_is_left_out_and_quarantined(small: Settings) -> None:
    keep_source(small.home / "sources", replace(a_source("# Another\n\n- Avoid NSAIDs.\n"), id="another"))
    (kept,) = (small.home / "sources" / "a-guideline").glob("source-*.md")
    kept.write_bytes(b"\xff\xfe\x00")

    with rebuild(small) as engine:
        assert [document.id for document in engine.documents()] == ["another"]
    (waiting,) = Quarantine(small.home / "quarantine")
    assert waiting.path == "a-guideline"
    assert "UTF-8" in waiting.reason


def test_a_source_that_was_changed_by_hand_is_read_anew_at_a_rebuild(small: Settings) -> None:
    open_engine(small).close()
    (kept,) = (small.home / "sources" / "a-guideline").glob("source-*.md")
    kept.write_text("# A guideline\n\n- Avoid NSAIDs.\n")

    with rebuild(small) as engine:
        assert engine.search("NSAIDs", limit=1)


def test_an_engine_goes_on_reading_while_the_next_generation_is_built(small: Settings) -> None:
    with open_engine(small) as reading:
        keep_source(small.home / "sources", a_source("# Another\n\n- Avoid NSAIDs.\n"))
        started = time.monotonic()
        with update(small) as fresh:
            assert fresh.search("NSAIDs", limit=1)
        assert reading.search("amlodipine", limit=1)
        assert time.monotonic() - started < 30
