"""The library of the tests, built once for all workers, and libraries of a test's own, for what changes them."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from curbside.config import load_settings
from curbside.engine import Engine, open_engine
from curbside.web.engine_access import current_engine, holder

_PARTS = ("library", "readings")  # what building leaves in a home


def start_with_the_library(shared: Path) -> None:
    """Put the starter library into this worker's home; the first worker to ask builds it for all, in `shared`."""
    home = load_settings().home
    shared.parent.mkdir(parents=True, exist_ok=True)
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            open_engine(load_settings()).close()
            copy_library(home, shared)
        elif not (home / "library").exists():
            copy_library(shared, home)


def copy_library(home: Path, to: Path) -> Path:
    """Copy a library to another home, with its readings: what is built anew there reads nothing again."""
    for part in _PARTS:
        shutil.copytree(home / part, to / part)
    return to


@contextmanager
def own_library(settings: Any, folder: Path) -> Iterator[Engine]:
    """The site over a copy of the tests' library, made in `folder`, so that what is changed stays there."""
    current_engine()  # built, should this be the first to ask for it
    shutil.copytree(settings.CURBSIDE.home, folder / "home")
    with at_home(settings, home=folder / "home") as engine:
        yield engine


@contextmanager
def at_home(settings: Any, **changes: Any) -> Iterator[Engine]:
    """The site with other settings of its library; afterwards it goes on with the shared one."""
    shared, kept = settings.CURBSIDE, (holder._engine, holder._before)
    settings.CURBSIDE = shared.model_copy(update=changes)
    holder._engine = holder._before = None
    try:
        yield current_engine()
    finally:
        holder.close()
        holder._engine, holder._before = kept
        settings.CURBSIDE = shared
