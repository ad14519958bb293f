"""A library of a test's own, for what changes it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from curbside.engine import Engine
from curbside.web.engine_access import current_engine, holder


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
