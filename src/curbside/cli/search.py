"""`curbside search`: passages for a query."""

from pathlib import Path

import click

from curbside.cli.main import NOT_IN_LIBRARY
from curbside.cli.output import note, print_json
from curbside.config import load_settings
from curbside.domain.text import one_line
from curbside.engine import open_engine
from curbside.rendering.wire import search_to_dict


@click.command("search")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True, help="Passages at most.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(home: Path | None, query: str, limit: int, as_json: bool) -> None:
    """Find passages for QUERY, best first, with scores and where they stand."""
    with open_engine(load_settings(home=home)) as engine:
        results = engine.search(query, limit=limit)
    if as_json:
        print_json(search_to_dict(results))
    else:
        for item in results:
            click.echo(f"{item.score:7.2f}  {item.passage.id}")
            click.echo(f"         {item.document.title} › {item.passage.context}")
            click.echo(f"         {one_line(item.passage.text)}\n")
    if not results:
        note("No passage found. Try other words, or see what the library holds: curbside library list")
        raise click.exceptions.Exit(NOT_IN_LIBRARY)
