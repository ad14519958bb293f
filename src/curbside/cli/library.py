"""`curbside library`: list, show, rebuild."""

from pathlib import Path

import click

from curbside.cli.output import note, print_json
from curbside.config import load_settings
from curbside.domain.attribution import badges
from curbside.engine import open_engine, rebuild
from curbside.rendering.wire import document_to_dict


@click.group("library")
def command() -> None:
    """List and show documents, rebuild the library."""


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
