"""`curbside`: the group of commands, each loaded only when it is called, and what every error turns into."""

import gc
import importlib
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from curbside import __version__
from curbside.domain.errors import CurbsideError

# command: module of this package, one line of help
COMMANDS: Mapping[str, tuple[str, str]] = {
    "ask": ("ask", "Answer a clinical question from the library."),
    "search": ("search", "Find passages."),
    "ingest": ("ingest", "Take files or folders into the library."),
    "library": ("library", "List, show, supersede, withdraw and check documents; rebuild the library."),
    "verify": ("verify", "Check a claim against a passage."),
    "evaluate": ("evaluate", "Measure answers, search and the claim checker."),
    "serve": ("serve", "Serve the site on this machine."),
    "people": ("board", "Accounts of authors, editors, board members and librarians."),
    "board": ("board", "Reminders and what else falls due, for cron."),
    "audit": ("board", "Check the trail of everything that was decided."),
    "demo-board": ("board", "Make a demonstration board and an article in each state of the review."),
    "doctor": ("doctor", "Look at the installation and the library, and say what mends what is wrong."),
}

DONE, FAILED, USAGE, NOT_IN_LIBRARY, OUT_OF_SCOPE, FINDINGS, PARTIAL = 0, 1, 2, 3, 4, 5, 6
INTERRUPTED = 130
# New objects between two searches for cycles. Lexicon and patterns are some 160,000 objects that stay: looking them
# over again and again while they are read is a tenth of what a short command costs.
_GC_THRESHOLD = 100_000


class _LazyGroup(click.Group):
    """Commands are imported when called: `curbside --help` must not wait for the search engine."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module_name = COMMANDS[cmd_name][0]
        module = importlib.import_module(f"curbside.cli.{module_name}")
        # A module of several commands names each after what is typed.
        command: click.Command = getattr(module, "command", None) or getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of library, index and database (or CURBSIDE_HOME).",
)
@click.version_option(__version__, prog_name="curbside")
@click.pass_context
def cli(ctx: click.Context, home: Path | None) -> None:
    """Clinical questions answered from a library of guidelines, every statement bound to a located quote.

    Exit codes: 0 done, 1 failed, 2 usage, 3 not in the library, 4 out of scope, 5 findings, 6 partial,
    130 interrupted.
    """
    ctx.obj = home


def main() -> None:
    """Run the command line; every error becomes one line that says what, why and what next."""
    gc.set_threshold(_GC_THRESHOLD)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # A terminal in another encoding must not turn "≥" into a traceback.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # text streams have it
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.Abort:
        click.echo("Interrupted.", err=True)
        code = INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = USAGE
    except CurbsideError as error:
        click.echo(f"Error: {error}", err=True)
        code = FAILED
    except BrokenPipeError:
        # The reader of our output went away ("| head"); nothing is wrong. Python must not try to flush again.
        sys.stderr.close()
        code = DONE
    sys.exit(code if isinstance(code, int) else DONE)
