"""A conversation in a file: what was asked, as what it was read, and how it ended. `curbside ask --thread FILE`."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from curbside.answering.followups import FollowUp
from curbside.domain.answers import Answer
from curbside.domain.errors import BadInput

SCHEMA = "curbside.thread/1"


def read_thread(path: Path) -> list[dict[str, Any]]:
    """The turns so far; none where there is no file yet.

    Raises:
        BadInput: the file is no thread; it is left as it is.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["schema"] != SCHEMA:
            raise ValueError(f"its schema is {record['schema']!r}")
        turns = record["turns"]
        if not isinstance(turns, list) or not all(isinstance(turn["read_as"], str) for turn in turns):
            raise ValueError("its turns are not turns")
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{path}: not a thread of this program ({error}). Give another file; this one is left as it is."
        ) from None
    return turns


def add_turn(path: Path, turns: list[dict[str, Any]], said: FollowUp, answer: Answer) -> None:
    """Write the thread with one more turn, whole or not at all.

    Raises:
        BadInput: the file cannot be written.
    """
    turn = {
        "asked": said.asked,
        "read_as": said.read_as,
        "carried": [list(pair) for pair in said.carried],
        "reader": answer.question.reader,
        "outcome": answer.outcome.value,
    }
    text = json.dumps({"schema": SCHEMA, "turns": [*turns, turn]}, ensure_ascii=False, indent=1) + "\n"
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.absolute().parent, prefix=f".{path.name}.", delete=False
        ) as file:
            file.write(text)
        os.replace(file.name, path)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror}). Check the folder and its rights.") from None
