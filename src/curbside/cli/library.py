"""`curbside library`: list, show, supersede, withdraw, check, rebuild."""

from datetime import date
from pathlib import Path

import click

from curbside.cli.main import FINDINGS
from curbside.cli.output import note, print_json
from curbside.config import load_settings
from curbside.domain.attribution import badges
from curbside.domain.documents import YEARS, Document, Successor
from curbside.domain.text import clean, one_line
from curbside.engine import (
    Finding,
    check,
    open_engine,
    rebuild,
    supersede,
    supersede_elsewhere,
    take_retractions,
    withdraw,
)
from curbside.rendering.wire import document_to_dict


@click.group("library")
def command() -> None:
    """List, show, supersede, withdraw and check documents; rebuild the library."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def list_documents(home: Path | None, as_json: bool) -> None:
    """All documents with kind, year and status."""
    with open_engine(load_settings(home=home)) as engine:
        documents = engine.documents()
    if as_json:
        print_json({"schema": "curbside.library/1", "documents": [document_to_dict(d) for d in documents]})
        return
    for document in documents:
        marks = f" [{', '.join(badges(document))}]" if badges(document) else ""
        click.echo(f"{document.id}\n    {document.title} ({document.publisher}, {document.year or 'no year'}){marks}")
    note(f"{len(documents)} documents.")


@command.command("supersede")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@click.option("--by-title", help="Title of the replacing document, where the library does not hold it.")
@click.option("--by-year", type=click.IntRange(YEARS[0], YEARS[-1]), help="Its year.")
@click.option("--by-publisher", default="", help="Who publishes it.")
@click.pass_obj
def supersede_document(
    home: Path | None, old: str, new: str | None, by_title: str | None, by_year: int | None, by_publisher: str
) -> None:
    """Mark OLD as replaced by NEW (ids, or the beginning of ids): OLD no longer answers.

    Replaced by a document that the library does not hold (--by-title), OLD goes on answering in part: its successor is
    named as what is missing.
    """
    title = one_line(clean(by_title or ""))
    if bool(new) == bool(title):
        raise click.UsageError("Name what replaces it: an id, or --by-title where the library does not hold it.")
    settings = load_settings(home=home)
    if new:
        older, newer = supersede(settings, old, new)
        click.echo(f"{_named(older)}\nis superseded by\n{_named(newer)}")
    else:
        successor = Successor(title=title, year=by_year, held=False, publisher=one_line(clean(by_publisher)))
        older = supersede_elsewhere(settings, old, successor)
        click.echo(f"{_named(older)}\nis superseded by\n  {successor.name}, which this library does not hold")
    _undo(older)


@command.command("withdraw")
@click.argument("document_id", metavar="ID")
@click.option("--reason", default="withdrawn by the librarian", show_default=True, help="Shown beside the document.")
@click.pass_obj
def withdraw_document(home: Path | None, document_id: str, reason: str) -> None:
    """Mark a document as withdrawn: it stays in the list and never supports a claim."""
    document = withdraw(load_settings(home=home), document_id, reason=reason)
    click.echo(f"{_named(document)}\nis withdrawn: {reason}")
    _undo(document)


@command.command("retractions")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def import_retractions(home: Path | None, file: Path) -> None:
    """Import the Retraction Watch list (CSV): documents with a DOI on it never support a claim."""
    count = take_retractions(load_settings(home=home), file)
    click.echo(f"{count} retracted works are known.")


@command.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def check_library(home: Path | None, as_json: bool) -> None:
    """What somebody should look at: damaged, retracted, superseded, past review, near duplicates, quarantined."""
    findings = list(check(load_settings(home=home), today=date.today()))
    if as_json:
        print_json({"schema": "curbside.check/1", "findings": [_finding(finding) for finding in findings]})
    else:
        for finding in findings:
            click.echo(f"{finding.kind:<14}  {finding.what}: {finding.why}")
        note(f"{len(findings)} findings, {sum(finding.serious for finding in findings)} of them urgent.")
    if any(finding.serious for finding in findings):
        raise click.exceptions.Exit(FINDINGS)


def _finding(finding: Finding) -> dict[str, object]:
    return {"kind": finding.kind, "what": finding.what, "why": finding.why, "urgent": finding.serious}


def _named(document: Document) -> str:
    return f"  {document.title} ({document.publisher}, {document.year or 'no year'}) [{document.id}]"


def _undo(document: Document) -> None:
    note(f"To undo: delete those lines from document.toml of {document.id} and run curbside library rebuild.")


@command.command("show")
@click.argument("document_id", metavar="ID")
@click.option("--text", "as_text", is_flag=True, help="Print exactly the normalised text, no newline added.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def show(home: Path | None, document_id: str, as_text: bool, as_json: bool) -> None:
    """One document, by ID or the beginning of one."""
    with open_engine(load_settings(home=home)) as engine:
        document, body = engine.document(document_id)
    if as_text:
        click.echo(body.text, nl=False)
        return
    description = document_to_dict(document)
    if as_json:
        sections = [{"path": list(section.path), "start": section.start} for section in body.sections]
        print_json({**description, "sections": sections, "passages": len(body.passages)})
        return
    for key, value in description.items():
        if value is not None:
            click.echo(f"{key:>26}  {value}")
    click.echo(f"{'passages':>26}  {len(body.passages)}\n")
    for section in body.sections:
        click.echo(f"{'  ' * section.level}{section.path[-1]}")


@command.command("rebuild")
@click.pass_obj
def rebuild_library(home: Path | None) -> None:
    """Build the library anew from its sources."""
    with rebuild(load_settings(home=home)) as engine:
        note(f"Library {engine.generation} built: {len(engine.documents())} documents.")
