"""`curbside serve`: the site on this machine."""

from pathlib import Path

import click

from curbside.config import load_settings


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.pass_obj
def command(home: Path | None, port: int) -> None:
    """Serve the site on http://127.0.0.1:PORT until stopped."""
    # Django is loaded only here: no other command needs it.
    from curbside.project.serve import run  # noqa: PLC0415  # Django is slow to load

    run(load_settings(home=home), host="127.0.0.1", port=port)
