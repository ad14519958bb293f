"""`curbside ask`: one question, or a file of them."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from curbside.cli.main import DONE, NOT_IN_LIBRARY, OUT_OF_SCOPE, PARTIAL
from curbside.cli.output import note, print_json, terminal_styles, terminal_width
from curbside.config import load_settings
from curbside.domain.answers import Answer, Outcome
from curbside.domain.errors import BadInput, BadQuestion
from curbside.domain.questions import Reader
from curbside.engine import Engine, open_engine
from curbside.rendering.markdown import to_markdown
from curbside.rendering.plain import to_plain
from curbside.rendering.wire import answer_to_dict

_EXIT_CODES = {Outcome.NOT_IN_LIBRARY: NOT_IN_LIBRARY, Outcome.OUT_OF_SCOPE: OUT_OF_SCOPE}


@click.command("ask")
@click.argument("question", required=False)
@click.option(
    "--reader",
    type=click.Choice([r.value for r in Reader]),
    default=Reader.CLINICIAN.value,
    show_default=True,
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one JSON document.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the answer as Markdown.")
@click.option(
    "--batch",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help='JSON Lines of {"id", "question", "reader"?}; one JSON answer a line, in order. Needs --json.',
)
@click.pass_obj
def command(
    home: Path | None, question: str | None, reader: str, as_json: bool, as_markdown: bool, batch: Path | None
) -> None:
    """Answer a clinical QUESTION from the library ("-" reads it from stdin)."""
    if (question is None) == (batch is None):
        raise click.UsageError('Give a question, or --batch FILE: curbside ask "dose of alteplase in stroke"')
    if batch is not None and not as_json:
        raise click.UsageError("--batch prints JSON Lines; add --json.")
    with open_engine(load_settings(home=home)) as engine:
        if batch is not None:
            _ask_batch(engine, batch)
            return
        text = sys.stdin.read() if question == "-" else str(question)
        answer = engine.answer(text, reader=Reader(reader))
    if as_json:
        print_json(answer_to_dict(answer))
    elif as_markdown:
        click.echo(to_markdown(answer), nl=False)
    else:
        click.echo(to_plain(answer, width=terminal_width(), styles=terminal_styles()), nl=False)
    raise click.exceptions.Exit(_exit_code(answer))


def _exit_code(answer: Answer) -> int:
    return _EXIT_CODES.get(answer.outcome, DONE)


def _ask_batch(engine: Engine, batch: Path) -> None:
    failed = 0
    for number, line in enumerate(_lines(batch), start=1):
        if not line.strip():
            continue
        entry: dict[str, Any] = {}
        try:
            entry = _parsed(line, number)
            _require(entry, number)
            answer = engine.answer(str(entry["question"]), reader=Reader(entry.get("reader", Reader.CLINICIAN)))
            print_json({"id": entry["id"], **answer_to_dict(answer)}, indent=None)
        except (BadQuestion, BadInput) as error:
            failed += 1
            print_json({"id": entry.get("id"), "line": number, "error": str(error)}, indent=None)
    if failed:
        note(f"{failed} lines could not be answered; their output lines carry “error”.")
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


def _parsed(line: str, number: int) -> dict[str, Any]:
    """The JSON object of a line.

    Raises:
        BadInput: it is none.
    """
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"line {number}: not JSON ({error})") from None
    if not isinstance(entry, dict):
        raise BadInput(f'line {number}: needs an object with "id" and "question"')
    return entry


def _require(entry: dict[str, Any], number: int) -> None:
    """Raise `BadInput` unless the entry has an id, a question and, if any, a reader that we know."""
    if "id" not in entry or not isinstance(entry.get("question"), str):
        raise BadInput(f'line {number}: needs an object with "id" and "question"')
    readers = [reader.value for reader in Reader]
    if entry.get("reader", "clinician") not in readers:
        raise BadInput(f"line {number}: reader must be one of {', '.join(readers)}")
