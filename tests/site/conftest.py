"""Fixtures of the site: one engine over the starter library, and a way to ask."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from curbside.engine import Engine
from curbside.web.engine_access import current_engine, holder
from libraries import at_home, own_library


@pytest.fixture(scope="session")
def engine(built_library: None) -> Iterator[Engine]:
    """The site's own engine, closed when the last test has run."""
    yield current_engine()
    holder.close()


@pytest.fixture(name="own_library")
def _own_library(engine: Engine, settings: Any, tmp_path: Path) -> Iterator[Engine]:
    """A copy of the library, so that what is changed here stays here."""
    with own_library(settings, tmp_path) as copy:
        yield copy


@pytest.fixture
def small_library(engine: Engine, settings: Any, tmp_path: Path) -> Iterator[Engine]:
    """A library of one's own that holds nothing yet: quickly built anew."""
    with at_home(settings, home=tmp_path / "small", starter=False) as empty:
        yield empty


@pytest.fixture
def ask(client: Client, engine: Engine, db: None) -> Callable[..., Any]:
    """Ask a question and follow to the page of its answer."""

    def _ask(question: str, **fields: str) -> Any:
        sent = client.post("/ask", {"question": question, **fields})
        assert sent.status_code == 303, sent.status_code
        page = client.get(sent["Location"])
        return SimpleNamespace(sent=sent, url=sent["Location"], page=page, text=page.content.decode())

    return _ask
