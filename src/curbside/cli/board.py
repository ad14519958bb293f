"""`curbside people`, `board`, `audit`, `demo-board`: the board from the command line."""

import secrets
from pathlib import Path

import click

from curbside.cli.main import FINDINGS
from curbside.cli.output import note, print_json
from curbside.config import load_settings
from curbside.domain.review import Role


@click.group("people")
def people() -> None:
    """Accounts of authors, editors, board members and librarians."""


@people.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As it stands under an approval.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in Role if role is not Role.SYSTEM]),
    help="May be given several times.",
)
@click.option("--credentials", default="", help="Degrees and post, as the public reads them.")
@click.option("--support", is_flag=True, help="May open the back office, /admin/, and give roles there.")
@click.pass_obj
def add(home: Path | None, email: str, name: str, roles: tuple[str, ...], credentials: str, support: bool) -> None:
    """Make an account for somebody; they set their password by e-mail."""
    from curbside.project.board import add_person  # noqa: PLC0415  # loads Django, which most commands need not

    if not roles and not support:
        raise click.UsageError("Give at least one --role, or --support.")
    note(
        add_person(
            load_settings(home=home), email=email, name=name, roles=roles, credentials=credentials, support=support
        )
    )


@click.group("board")
def board() -> None:
    """What the board's work needs when nobody looks."""


@board.command("remind")
@click.pass_obj
def remind(home: Path | None) -> None:
    """Reopen what is due, expire invitations nobody took up, write to those whose reviews are due. For cron, daily."""
    from curbside.project.board import look_after  # noqa: PLC0415  # loads Django, which most commands need not

    reopened, sent = look_after(load_settings(home=home))
    click.echo(f"Articles reopened: {reopened}. Reviews written about: {sent}.")


@click.group("audit")
def audit() -> None:
    """The trail of everything that was decided."""


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def verify(home: Path | None, as_json: bool) -> None:
    """Find rows that were changed, deleted or put in another order."""
    from curbside.project.board import trail_faults  # noqa: PLC0415  # loads Django, which most commands need not

    rows, faults = trail_faults(load_settings(home=home))
    if as_json:
        print_json({"schema": "curbside.audit/1", "rows": rows, "whole": not faults, "faults": faults})
    else:
        click.echo("\n".join(faults) if faults else f"The trail is whole: {rows} rows.")
    raise click.exceptions.Exit(FINDINGS if faults else 0)


@click.command("demo-board")
@click.pass_obj
def demo_board(home: Path | None) -> None:
    """Make a demonstration board and an article in each state of the review."""
    from curbside.project.board import make_demonstration  # noqa: PLC0415  # loads Django, which most commands need not

    for line in make_demonstration(load_settings(home=home), password=secrets.token_urlsafe(12)):
        click.echo(line)
