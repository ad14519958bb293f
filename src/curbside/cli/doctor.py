"""`curbside doctor`: what this installation stands on, what is missing, and what mends it."""

import importlib.metadata
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from curbside import __version__
from curbside.cli.main import FINDINGS
from curbside.cli.output import print_json
from curbside.config import Settings, load_settings
from curbside.domain.errors import CurbsideError
from curbside.engine import (
    generation_in_use,
    model_place,
    open_engine,
    open_generator,
    sentence_model_is_installed,
)

# What each package is for; all are installed with Curbside.
_PACKAGES = {
    "Django": "the site",
    "tantivy": "search",
    "httpx2": "a model, where one is set",
    "open-medicine": "the starter library",
    "pypdfium2": "PDF",
    "pdfplumber": "ruled tables of PDF pages",
    "pillow": "pictures of PDF pages",
    "lxml": "HTML and XML",
    "mammoth": "Word documents",
    "markdown-it-py": "Markdown",
    "pyspellchecker": "everyday words",
    "rapidfuzz": "misspelt names",
}
_LEAST_FREE = 1_000_000_000  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing looked at."""

    name: str
    found: str
    well: bool = True
    mend: str = ""  # what to do where it is not well


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(home: Path | None, as_json: bool) -> None:
    """Look at the installation and the library, and say what mends what is wrong."""
    parts = list(_examine(load_settings(home=home)))
    if as_json:
        found = [{"name": p.name, "found": p.found, "well": p.well, "mend": p.mend} for p in parts]
        print_json({"schema": "curbside.doctor/1", "parts": found})
    else:
        width = max(len(part.name) for part in parts)
        for part in parts:
            click.echo(f"{'ok' if part.well else '!!'}  {part.name.ljust(width)}  {part.found}")
            if part.mend:
                click.echo(f"    {'':{width}}  → {part.mend}")
    if not all(part.well for part in parts):
        raise click.exceptions.Exit(FINDINGS)


def _examine(settings: Settings) -> Iterator[Part]:
    yield Part(name="curbside", found=__version__)
    fit = sys.version_info >= (3, 11)
    yield Part(
        name="Python", found=sys.version.split()[0], well=fit, mend="" if fit else "Install Python 3.11 or newer."
    )
    yield Part(name="SQLite", found=sqlite3.sqlite_version)
    for package, purpose in _PACKAGES.items():
        yield _package(package, purpose)
    yield from _home(settings)
    yield _library(settings)
    yield _sentence_model(settings)
    yield _model(settings)


def _package(name: str, purpose: str) -> Part:
    try:
        return Part(name=name, found=f"{importlib.metadata.version(name)} ({purpose})")
    except importlib.metadata.PackageNotFoundError:
        return Part(name=name, found=f"missing ({purpose})", well=False, mend="Run: make demo SERVE=0")


def _sentence_model(settings: Settings) -> Part:
    there, used = sentence_model_is_installed(), settings.dense
    found = f"{'installed' if there else 'not installed'}, {'used' if used else 'not used; none is needed'}"
    well = there or not used
    return Part(
        name="sentence model",
        found=found,
        well=well,
        mend="" if well else "Run: make dense, or set CURBSIDE_DENSE=false",
    )


def _model(settings: Settings) -> Part:
    """The model that is set, and how its last tasks went. It is sent nothing."""
    breaker = open_generator(settings)
    if breaker is None:
        return Part(name="model", found="none set; none is needed")
    state, name = breaker.state(), model_place(settings)
    if state.is_open(time.time()):
        until = datetime.fromtimestamp(state.until).astimezone().strftime("%H:%M:%S")
        found = f"{name}: open, left alone until {until} because it {state.reason}"
    elif state.failures:
        found = f"{name}: closed, but failed at the last {state.failures} tasks: it {state.reason}"
    else:
        return Part(name="model", found=f"{name}: closed, no failure known")
    return Part(name="model", found=found, well=False, mend="See docs/how-to/use-a-model.md")


def _home(settings: Settings) -> Iterator[Part]:
    nearest = next(place for place in (settings.home, *settings.home.parents) if place.exists())
    writable = nearest.is_dir() and os.access(nearest, os.W_OK)
    yield Part(
        name="home",
        found=f"{settings.home}{'' if writable else ' cannot be written'}",
        well=writable,
        mend="" if writable else "Mend the folder's rights, or choose another with --home.",
    )
    free = shutil.disk_usage(nearest).free
    enough = free >= _LEAST_FREE
    yield Part(
        name="free space",
        found=f"{free / 1e9:.1f} GB",
        well=enough,
        mend="" if enough else "Free space: a library needs about six times the size of its files.",
    )


def _library(settings: Settings) -> Part:
    if not generation_in_use(settings):
        return Part(name="library", found="not built yet; the first question or ingest builds it")
    try:
        with open_engine(settings) as engine:
            found = f"generation {engine.generation}: {engine.store.held} documents, {engine.store.passages} passages"
            return Part(name="library", found=found)
    except CurbsideError as error:
        return Part(name="library", found=str(error), well=False, mend="Run: curbside library rebuild")
