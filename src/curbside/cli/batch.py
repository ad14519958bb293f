"""What commands share about a batch: JSON Lines in, one JSON line out for each, and a bad line stops nothing."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from curbside.cli.main import PARTIAL
from curbside.cli.output import note, print_json
from curbside.domain.errors import BadInput, BadQuestion

Entry = dict[str, Any]


def run_batch(batch: Path, answer: Callable[[Entry, int], Entry], *, needs: str, done: str) -> None:
    """Print `answer(entry, line number)` for every line of a file, "-" being stdin, with the entry's id in front.

    Args:
        batch: of JSON Lines; empty lines are passed over.
        answer: may raise BadInput or BadQuestion, which becomes the line's "error".
        needs: what an entry needs, in words for whoever wrote it.
        done: what happens to a line, for the closing note: "answered".

    Raises:
        BadInput: the file cannot be read.
        click.exceptions.Exit: with PARTIAL, where a line failed.
    """
    failed = 0
    for number, line in enumerate(_lines(batch), start=1):
        if not line.strip():
            continue
        entry: Entry = {}
        try:
            entry = _parsed(line, number, needs)
            if "id" not in entry:
                raise BadInput(f"line {number}: needs {needs}")
            result = {"id": entry["id"], **answer(entry, number)}
        except (BadQuestion, BadInput) as error:
            failed += 1
            result = {"id": entry.get("id"), "line": number, "error": str(error)}
        print_json(result, indent=None)
    if failed:
        note(f"{failed} lines could not be {done}; their output lines carry “error”.")
        raise click.exceptions.Exit(PARTIAL)


def _lines(batch: Path) -> Iterator[str]:
    try:
        if str(batch) == "-":
            yield from sys.stdin
        else:
            with batch.open(encoding="utf-8", errors="replace") as handle:
                yield from handle
    except OSError as error:
        raise BadInput(f"{batch}: {error.strerror}. Check the path and its rights.") from None


def _parsed(line: str, number: int, needs: str) -> Entry:
    """The JSON object of a line, or `BadInput`."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"line {number}: not JSON ({error})") from None
    if not isinstance(entry, dict):
        raise BadInput(f"line {number}: needs {needs}")
    return entry
