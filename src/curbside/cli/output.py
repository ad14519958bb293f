"""What commands share about writing: JSON on stdout, notes on stderr, colours only for a terminal."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click


def print_json(document: Any, *, indent: int | None = 1) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=indent))


def note(text: str) -> None:
    """A line for people, on stderr."""
    click.echo(text, err=True)


def terminal_styles() -> Mapping[str, Callable[[str], str]]:
    """Colours where stdout is a terminal and NO_COLOR is not set, else none."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return {}
    return {
        "strong": lambda text: click.style(text, bold=True),
        "soft": lambda text: click.style(text, dim=True),
        "wait": lambda text: click.style(text, fg="yellow"),
        "alert": lambda text: click.style(text, fg="red", bold=True),
    }


def terminal_width() -> int:
    """Columns of the terminal, 88 where there is none."""
    return shutil.get_terminal_size((88, 24)).columns


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns under their heads; numbers to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(head), *(len(row[i]) for row in cells)) for i, head in enumerate(heads)]
    right = [all(row[i][:1].isdigit() for row in cells) for i in range(len(heads))]

    def line(row: Sequence[str]) -> str:
        fitted = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True))
        return "  ".join(fitted).rstrip()

    return "\n".join([line(heads), *(line(row) for row in cells)])
