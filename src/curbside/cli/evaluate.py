"""`curbside evaluate`: measured quality over a question bank."""

from pathlib import Path
from typing import Any

import click

from curbside.cli.bank import load_bank, measure
from curbside.cli.main import FINDINGS
from curbside.cli.output import print_json
from curbside.config import load_settings
from curbside.engine import open_engine

_RATES = (
    "outcome_accuracy",
    "headline_coverage",
    "headline_precision",
    "key_fact_first_four",
    "must_recall",
    "document_cited",
    "out_of_library_answered",
    "false_abstention",
    "off_topic_claims",
)


@click.command("evaluate")
@click.option(
    "--bank",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="A question bank, JSON Lines.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(home: Path | None, bank: Path, as_json: bool) -> None:
    """Measure the answers over a question bank, each rate with its 95 % interval."""
    questions = load_bank(bank)
    with open_engine(load_settings(home=home)) as engine:
        figures = measure(questions, engine)
    if as_json:
        print_json(figures)
    else:
        _print(figures)
    raise click.exceptions.Exit(FINDINGS if figures["must_not_violations"] else 0)


def _print(figures: dict[str, Any]) -> None:
    click.echo(f"{figures['questions']} questions{'':>22}ours (95 % interval)        BM25 baseline")
    for name in _RATES:
        ours = figures[name]
        base = figures["baseline"].get(name)
        right = f"{base['value']:.1%}" if base and base["value"] is not None else "–"
        value = "–" if ours["value"] is None else f"{ours['value']:.1%}"
        interval = f"({ours['low']:.1%}–{ours['high']:.1%}, {ours['hits']}/{ours['of']})"
        click.echo(f"{name:<26} {value:>7} {interval:<30} {right:>7}")
    base = figures["baseline"]["must_not_violations"]
    click.echo(f"{'must_not_violations':<26} {figures['must_not_violations']:>7} {'':<30} {base:>7}")
    click.echo(f"{'claims_median':<26} {figures['claims_median']:>7}")
    click.echo(f"CPU per question: p50 {figures['cpu_ms_p50']} ms, p95 {figures['cpu_ms_p95']} ms")
