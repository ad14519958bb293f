"""`curbside ask`: one question, or a file of them."""

import sys
from datetime import datetime
from pathlib import Path

import click

from curbside.answering.followups import FollowUp
from curbside.cli.batch import Entry, run_batch
from curbside.cli.bundle import write_bundle
from curbside.cli.main import DONE, NOT_IN_LIBRARY, OUT_OF_SCOPE
from curbside.cli.output import note, print_json, terminal_styles, terminal_width
from curbside.cli.thread import add_turn, read_thread
from curbside.config import load_settings
from curbside.domain.answers import Answer, Outcome
from curbside.domain.errors import BadInput
from curbside.domain.questions import CLINICIAN, Reader
from curbside.domain.redaction import identifiers
from curbside.engine import PROFILES, Engine, make_bundle, open_engine
from curbside.rendering.markdown import to_markdown
from curbside.rendering.plain import to_plain
from curbside.rendering.wire import answer_to_dict

_LONGEST = 20_000  # characters looked at; no question may be longer
_NEEDS = 'an object with "id" and "question"'
_EXIT_CODES = {Outcome.NOT_IN_LIBRARY: NOT_IN_LIBRARY, Outcome.OUT_OF_SCOPE: OUT_OF_SCOPE}


@click.command("ask")
@click.argument("question", required=False)
@click.option(
    "--reader",
    type=click.Choice(list(PROFILES)),
    default=CLINICIAN,
    show_default=True,
    help="For whom the answer is worded; what it says is the same for all.",
)
@click.option(
    "--as-of",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="Answer from the editions that were current on that day (YYYY-MM-DD).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one JSON document.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the answer as Markdown.")
@click.option(
    "--batch",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help='JSON Lines of {"id", "question", "reader"?}; one JSON answer a line, in order. Needs --json.',
)
@click.option(
    "--bundle",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all that somebody needs to check the answer elsewhere to FILE. It holds the question's words.",
)
@click.option(
    "--thread",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A conversation kept in FILE: the question is read with those before it. The file holds the questions' words.",
)
@click.pass_obj
def command(
    home: Path | None,
    question: str | None,
    reader: str,
    as_of: datetime | None,
    as_json: bool,
    as_markdown: bool,
    batch: Path | None,
    bundle: Path | None,
    thread: Path | None,
) -> None:
    """Answer a clinical QUESTION from the library ("-" reads it from stdin)."""
    if (question is None) == (batch is None):
        raise click.UsageError('Give a question, or --batch FILE: curbside ask "dose of alteplase in stroke"')
    if batch is not None and not as_json:
        raise click.UsageError("--batch prints JSON Lines; add --json.")
    if bundle is not None and (batch is not None or str(bundle) == "-"):
        raise click.UsageError(
            "--bundle takes the name of a file, for one question: curbside ask QUESTION --bundle FILE"
        )
    if thread is not None and batch is not None:
        raise click.UsageError("--thread is for one question at a time; leave --batch out.")
    turns = read_thread(thread) if thread is not None else []
    with open_engine(load_settings(home=home)) as engine:
        if batch is not None:
            _ask_batch(engine, batch)
            return
        text = sys.stdin.read() if question == "-" else str(question)
        _warn(text)
        said = engine.follow_up(text, turns[-1]["read_as"]) if turns else FollowUp(asked=text, read_as=text)
        answer = engine.answer(said.read_as, reader=Reader(reader), as_of=as_of.date() if as_of else None)
        if thread is not None:
            add_turn(thread, turns, said, answer)
        if bundle is not None:
            write_bundle(bundle, make_bundle(engine, answer))
        answer = engine.with_related(answer)
    if as_json:
        told = {"asked": said.asked, "carried": [list(pair) for pair in said.carried]} if thread is not None else {}
        print_json(answer_to_dict(answer) | told)
    elif as_markdown:
        click.echo(to_markdown(answer), nl=False)
    else:
        if turns:
            note(
                f"Read as: {said.read_as}"
                if said.is_rewritten
                else "Read on its own: name condition, drug and patient."
            )
        click.echo(to_plain(answer, width=terminal_width(), styles=terminal_styles()), nl=False)
    raise click.exceptions.Exit(_exit_code(answer))


def _warn(text: str) -> None:
    """The question stays on this machine; yet the shell remembers it, and a thread or a bundle holds its words."""
    kinds = list(dict.fromkeys(one.kind for one in identifiers(text[:_LONGEST])))
    if kinds:
        note(f"The question seems to hold personal data ({', '.join(kinds)}). The answer does not need it.")


def _exit_code(answer: Answer) -> int:
    return _EXIT_CODES.get(answer.outcome, DONE)


def _ask_batch(engine: Engine, batch: Path) -> None:
    def answer(entry: Entry, number: int) -> Entry:
        if not isinstance(entry.get("question"), str):
            raise BadInput(f"line {number}: needs {_NEEDS}")
        reader = entry.get("reader", CLINICIAN)
        if not isinstance(reader, str) or reader not in PROFILES:
            raise BadInput(f"line {number}: reader must be one of {', '.join(PROFILES)}")
        return answer_to_dict(engine.answer(entry["question"], reader=Reader(reader)))

    run_batch(batch, answer, needs=_NEEDS, done="answered")
