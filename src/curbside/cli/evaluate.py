"""`curbside evaluate`: measured quality of answers, of search, and of the claim checker."""

import os
from pathlib import Path
from typing import Any

import click

from curbside.cli.bank import load_bank, measure
from curbside.cli.beir import measure_beir, named_folder
from curbside.cli.main import FINDINGS
from curbside.cli.output import print_json
from curbside.cli.pairs import measure_pairs
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
    "conflicts_shown",
    "false_conflicts",
)


@click.command("evaluate")
@click.argument("name", required=False)
@click.option("--bank", type=click.Path(path_type=Path, dir_okay=False), help="A question bank, JSON Lines.")
@click.option(
    "--beir",
    type=click.Path(path_type=Path, file_okay=False),
    help="A BEIR folder: corpus.jsonl, queries.jsonl, qrels/test.tsv.",
)
@click.option(
    "--pairs",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Claims with passages and whether they are borne out, JSON Lines.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(
    home: Path | None, name: str | None, bank: Path | None, beir: Path | None, pairs: Path | None, as_json: bool
) -> None:
    """Measure answers over a question bank, search over a BEIR folder, or the claim checker over pairs.

    NAME is a benchmark that stands as NAME.tar.xz below `benchmarks` in the folder CURBSIDE_TEST_DATA. Every figure
    comes with its 95 % interval.
    """
    if sum(given is not None for given in (name, bank, beir, pairs)) != 1:
        raise click.UsageError("Give one of NAME, --bank, --beir and --pairs.")
    settings = load_settings(home=home)
    if bank is not None:
        questions = load_bank(bank)
        with open_engine(settings) as engine:
            figures = measure(questions, engine)
    elif pairs is not None:
        figures = measure_pairs(pairs)
    elif beir is not None:
        figures = measure_beir(beir, settings)
    else:
        with named_folder(name or "", os.environ.get("CURBSIDE_TEST_DATA", "")) as folder:
            figures = measure_beir(folder, settings)
    if as_json:
        print_json(figures)
    else:
        {"curbside.bank/1": _print_bank, "curbside.pairs/1": _print_pairs, "curbside.beir/1": _print_beir}[
            figures["schema"]
        ](figures)
    raise click.exceptions.Exit(FINDINGS if figures.get("must_not_violations") else 0)


def _print_bank(figures: dict[str, Any]) -> None:
    click.echo(f"{figures['questions']} questions{'':>22}ours (95 % interval)        BM25 baseline")
    for name in _RATES:
        base = figures["baseline"].get(name)
        right = f"{base['value']:.1%}" if base and base["value"] is not None else "–"
        click.echo(f"{_rate_line(name, figures[name])} {right:>7}")
    base = figures["baseline"]["must_not_violations"]
    click.echo(f"{'must_not_violations':<26} {figures['must_not_violations']:>7} {'':<30} {base:>7}")
    click.echo(f"{'claims_median':<26} {figures['claims_median']:>7}")
    click.echo(f"CPU per question: p50 {figures['cpu_ms_p50']} ms, p95 {figures['cpu_ms_p95']} ms")


def _print_pairs(figures: dict[str, Any]) -> None:
    for name, half in (("altered_caught", "altered"), ("supported_kept", "supported")):
        click.echo(_rate_line(name, figures[name]))
        for kind, rate in figures["kinds"][half].items():
            click.echo(_rate_line(f"  {kind}", rate))


def _print_beir(figures: dict[str, Any]) -> None:
    click.echo(f"{figures['documents']} documents, {figures['queries']} queries (95 % interval)")
    for name in ("ndcg_at_10", "recall_at_100"):
        rate = figures[name]
        click.echo(f"{name:<15} {rate['value']:.4f} ({rate['low']:.4f}–{rate['high']:.4f})")
    click.echo(f"CPU per query: p50 {figures['cpu_ms_p50']} ms, p95 {figures['cpu_ms_p95']} ms")


def _rate_line(name: str, rate: dict[str, Any]) -> str:
    value = "–" if rate["value"] is None else f"{rate['value']:.1%}"
    interval = f"({rate['low']:.1%}–{rate['high']:.1%}, {rate['hits']}/{rate['of']})"
    return f"{name:<26} {value:>7} {interval:<30}"
