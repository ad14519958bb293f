"""`curbside ask --thread`: a conversation kept in a file."""

import json
from pathlib import Path

import pytest

from commands import curbside
from curbside.engine import Engine
from journeys.test_command_line import DONE, USAGE, assert_one_line_error


@pytest.fixture
def home(engine: Engine) -> Path:
    """A home with the library built."""
    return engine.settings.home


def test_a_conversation_is_kept_and_the_next_question_is_read_with_it(home: Path, tmp_path: Path) -> None:
    thread = tmp_path / "thread.json"
    first = curbside(home, "ask", "apixaban dose for a new DVT", "--thread", thread, "--json")
    second = curbside(home, "ask", "for how long?", "--thread", thread, "--json")

    assert (first.code, second.code) == (DONE, DONE)
    assert (first.json["asked"], first.json["carried"]) == ("apixaban dose for a new DVT", [])
    assert second.json["question"] == "For how long with apixaban in DVT?"
    assert second.json["carried"] == [["drug", "apixaban"], ["condition", "DVT"]]
    kept = json.loads(thread.read_text(encoding="utf-8"))
    assert kept["schema"] == "curbside.thread/1"
    assert [turn["asked"] for turn in kept["turns"]] == ["apixaban dose for a new DVT", "for how long?"]
    assert all(turn.keys() == {"asked", "read_as", "carried", "reader", "outcome"} for turn in kept["turns"])
    assert list(tmp_path.iterdir()) == [thread]
    assert "Read as: For how long" in curbside(home, "ask", "for how long?", "--thread", thread).err


@pytest.mark.parametrize(
    "text", ["nonsense", "[]", '{"schema": "other/1", "turns": []}', '{"schema": "curbside.thread/1"}']
)
def test_a_file_that_is_no_thread_is_left_as_it_is(home: Path, tmp_path: Path, text: str) -> None:
    thread = tmp_path / "thread.json"
    thread.write_text(text)

    assert_one_line_error(curbside(home, "ask", "gout", "--thread", thread), "thread.json")
    assert thread.read_text() == text


def test_a_thread_is_for_one_question_at_a_time(home: Path, tmp_path: Path) -> None:
    ran = curbside(home, "ask", "--batch", tmp_path / "b", "--json", "--thread", tmp_path / "t")
    assert ran.code == USAGE


def test_an_emergency_in_a_follow_up_is_still_one(home: Path, tmp_path: Path) -> None:
    thread = tmp_path / "thread.json"
    curbside(home, "ask", "apixaban dose for a new DVT", "--thread", thread)
    ran = curbside(home, "ask", "he has crushing chest pain now and is collapsing", "--thread", thread, "--json")

    assert ran.json["outcome"] == "emergency"
