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
    """The site over a copy of the tests' library, made in `folder`; afterwards over the shared one again."""
    shared = settings.CURBSIDE
    current_engine()  # built, should this be the first to ask for it
    shutil.copytree(shared.home, folder / "home")
    settings.CURBSIDE = shared.model_copy(update={"home": folder / "home"})
    kept = holder._engine, holder._before
    holder._engine = holder._before = None
    try:
        yield current_engine()
    finally:
        holder.close()
        holder._engine, holder._before = kept
        settings.CURBSIDE = shared
