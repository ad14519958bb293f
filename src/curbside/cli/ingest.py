"""`curbside ingest`: files and folders into the library; bad files are named, the others go in."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from curbside.cli.main import FAILED, PARTIAL
from curbside.cli.output import note, print_json, table
from curbside.config import load_settings
from curbside.engine import FileReport, FileStatus, ingest_files
from curbside.rendering.wire import INGEST_SCHEMA


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--retry", is_flag=True, help="Read again what was quarantined and has not changed since.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(home: Path | None, paths: tuple[Path, ...], retry: bool, as_json: bool) -> None:
    """Take PATHS (files, or folders of them) into the library.

    Reads PDF, Word, HTML, JATS, FDA labels, Prevention TaskForce JSON, MedQuAD, Markdown and plain text. Unchanged
    files are skipped; after an interruption the same command goes on where it stopped.
    """
    with _progress() as (done, building):
        reports = ingest_files(load_settings(home=home), paths, retry=retry, done=done, building=building)
    if as_json:
        print_json({"schema": INGEST_SCHEMA, "files": [_to_dict(report) for report in reports]})
    else:
        for report in reports:
            click.echo(_line(report))
        if len(reports) > 1:
            click.echo(f"\n{summary(reports)}")
    bad = sum(report.status is FileStatus.QUARANTINED for report in reports)
    if not reports:
        note("Nothing to ingest: the folders hold no files.")
        raise click.exceptions.Exit(FAILED)
    if bad:
        note(f"{bad} of {len(reports)} files were not taken in; mend them and run the same command again.")
        raise click.exceptions.Exit(PARTIAL if bad < len(reports) else FAILED)


@contextmanager
def _progress() -> Iterator[tuple[Callable[[FileReport, int], None], Callable[[int, int], None]]]:
    """One line on a terminal that says which file of how many, then how much of the new library is written."""
    if not sys.stderr.isatty():
        yield lambda *_: None, lambda *_: None
        return
    count = 0

    def show(text: str) -> None:
        click.echo(f"\r\x1b[K{text}", nl=False, err=True)

    def done(report: FileReport, files: int) -> None:
        nonlocal count
        count += 1
        show(f"{_bar(count, files)} {count} of {files} files  {Path(report.path).name[:48]}")

    def building(documents: int, total: int) -> None:
        if documents % 10 == 0 or documents == total:
            show(f"{_bar(documents, total)} library: {documents} of {total} documents")

    try:
        yield done, building
    finally:
        show("")


def _bar(done: int, total: int) -> str:
    filled = 20 * done // max(total, 1)
    return f"[{'#' * filled}{'.' * (20 - filled)}]"


def _line(report: FileReport) -> str:
    if report.document is None or report.intake is None:
        return f"{report.status:<11}  {report.path}: {' '.join(report.warnings)}"
    facts = report.intake
    line = (
        f"{report.status:<11}  {report.path} → {report.document.id}: {facts.format}, {facts.sections} sections, "
        f"{facts.passages} passages, {facts.recommendations} recommendations, coverage {facts.coverage:.0%}"
    )
    return "".join([line, *(f"\n             ! {warning}" for warning in report.warnings)])


def summary(reports: Sequence[FileReport]) -> str:
    """A table of what was found, by format."""
    formats = sorted({report.intake.format for report in reports if report.intake})
    rows = []
    for form in (*formats, None):
        facts = [r.intake for r in reports if r.intake and form in (None, r.intake.format)]
        if facts:
            coverage = sum(fact.coverage for fact in facts) / len(facts)
            sums = (sum(getattr(f, key) for f in facts) for key in ("sections", "passages", "recommendations"))
            rows.append((form or "all", len(facts), *sums, f"{coverage:.1%}"))
    if len(formats) == 1:
        rows.pop()
    counts = Counter(report.status.value for report in reports)
    counted = ", ".join(f"{counts[status.value]} {status.value}" for status in FileStatus if counts[status.value])
    heads = ("format", "files", "sections", "passages", "recommendations", "mean coverage")
    return f"{table(heads, rows)}\n{counted}" if rows else counted


def _to_dict(report: FileReport) -> dict[str, Any]:
    document, facts = report.document, report.intake
    return {
        "path": report.path,
        "status": report.status.value,
        "document_id": document.id if document else None,
        "format": facts.format if facts else None,
        "kind": document.kind.value if document else None,
        "title": document.title if document else None,
        "publisher": document.publisher if document else None,
        "year": document.year if document else None,
        "sections": facts.sections if facts else 0,
        "passages": facts.passages if facts else 0,
        "recommendations": facts.recommendations if facts else 0,
        "coverage": facts.coverage if facts else 0.0,
        "left_out": dict(facts.left_out) if facts else {},
        "seconds": round(report.seconds, 3),
        "warnings": list(report.warnings),
    }
