"""`curbside ingest`: files and folders into the library; bad files are named, the others go in."""

from pathlib import Path
from typing import Any

import click

from curbside.cli.main import FAILED, PARTIAL
from curbside.cli.output import note, print_json
from curbside.config import load_settings
from curbside.engine import FileReport, ingest_files
from curbside.rendering.wire import INGEST_SCHEMA


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(home: Path | None, paths: tuple[Path, ...], as_json: bool) -> None:
    """Take PATHS (Markdown files, or folders of them) into the library."""
    reports = ingest_files(load_settings(home=home), paths)
    if as_json:
        print_json({"schema": INGEST_SCHEMA, "files": [_to_dict(report) for report in reports]})
    else:
        for report in reports:
            click.echo(_line(report))
    bad = sum(report.status == "quarantined" for report in reports)
    if not reports:
        note("Nothing to ingest: the folders hold no files.")
        raise click.exceptions.Exit(FAILED)
    if bad:
        note(f"{bad} of {len(reports)} files were not taken in; mend them and run the same command again.")
        raise click.exceptions.Exit(PARTIAL if bad < len(reports) else FAILED)


def _line(report: FileReport) -> str:
    if report.document is None or report.body is None:
        return f"quarantined  {report.path}: {' '.join(report.warnings)}"
    return (
        f"{report.status:<11}  {report.path} → {report.document.id}: {len(report.body.sections)} sections, "
        f"{len(report.body.passages)} passages, coverage {report.coverage:.0%}"
    )


def _to_dict(report: FileReport) -> dict[str, Any]:
    document, body = report.document, report.body
    graded = sum(passage.recommendation is not None for passage in body.passages) if body else 0
    return {
        "path": report.path,
        "status": report.status,
        "document_id": document.id if document else None,
        "kind": document.kind.value if document else None,
        "title": document.title if document else None,
        "publisher": document.publisher if document else None,
        "year": document.year if document else None,
        "sections": len(body.sections) if body else 0,
        "passages": len(body.passages) if body else 0,
        "recommendations": graded,
        "coverage": report.coverage,
        "seconds": round(report.seconds, 3),
        "warnings": list(report.warnings),
    }
