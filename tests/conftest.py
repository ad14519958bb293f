"""What all tests share: a home and a database of their own, no network, one engine over the starter library.

The environment is set while this file is read, before any test does. pytest-django reads Django's settings still
earlier, so those are handed the home as well: nobody's library or database is touched.
"""

import atexit
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

HOME = Path(tempfile.mkdtemp(prefix="curbside-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("CURBSIDE_")]:
    if _name != "CURBSIDE_TEST_DATA":
        del os.environ[_name]
os.environ["CURBSIDE_HOME"] = str(HOME)

from django.conf import settings as django_settings  # noqa: E402  # only now does the environment hold the home
from django.db import connections  # noqa: E402  # the same

from curbside.config import load_settings  # noqa: E402
from curbside.engine import Engine, open_engine  # noqa: E402

if django_settings.configured:
    django_settings.CURBSIDE = load_settings()
    django_settings.DATABASES["default"]["NAME"] = HOME / "curbside.sqlite3"
    # The product's own takes a third of a second of CPU for each password, on purpose.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_REAL_DOCUMENTS = "CURBSIDE_TEST_DATA"
_SERVER = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which database the tests of the site run on, how many questions are asked, what two runs share."""
    parser.addoption("--whole-bank", action="store_true", help="check the quotes of all questions, not of each third")
    parser.addoption("--library", metavar="FOLDER", help="where the starter library of the tests is kept between runs")
    parser.addoption("--postgresql", action="store_true", help="run on a PostgreSQL server, started for this run")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server that was asked for, once; each worker is told its address and makes a database of its own."""
    if not config.getoption("--postgresql"):
        return
    from curbside.project.database import postgresql
    from postgresql import a_postgresql, why_none

    told = getattr(config, "workerinput", None)
    if told is None:
        if missing := why_none():
            pytest.exit(f"Nothing was run on PostgreSQL: {missing}", returncode=0)
        open_until_the_end = ExitStack()
        config.add_cleanup(open_until_the_end.close)
        config.stash[_SERVER] = open_until_the_end.enter_context(a_postgresql())
    else:
        config.stash[_SERVER] = told["postgresql"]
    # Django holds this mapping and an object made from it by now, though nothing has connected yet.
    connections.databases["default"].update(postgresql(config.stash[_SERVER]))
    connections["default"].close()
    del connections["default"]


def pytest_report_header(config: pytest.Config) -> str:
    """Say which database the tests run on."""
    return f"database: {'PostgreSQL' if config.getoption('--postgresql') else 'SQLite'}"


@pytest.fixture(scope="session", autouse=True)
def _on_the_database_asked_for(request: pytest.FixtureRequest) -> None:
    """A run that was asked to be on PostgreSQL may not pass on SQLite."""
    if request.config.getoption("--postgresql"):
        assert connections["default"].vendor == "postgresql"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the server is."""
    if _SERVER in node.config.stash:
        node.workerinput["postgresql"] = node.config.stash[_SERVER]


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(str(address[0])):
            raise PermissionError(f"tests have no network: {address[0]} is not this machine")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def _is_loopback(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


@pytest.fixture(scope="session")
def built_library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The starter library in the home of the tests, built once for all workers; once for several runs where asked."""
    from libraries import start_with_the_library

    folder = tmp_path_factory.getbasetemp()
    of_this_run = (folder.parent if hasattr(request.config, "workerinput") else folder) / "starter"
    kept = request.config.getoption("--library")
    start_with_the_library(Path(kept) / "starter" if kept else of_this_run)


@pytest.fixture(scope="session")
def engine(built_library: None) -> Iterator[Engine]:
    """The engine over the starter library."""
    with open_engine(load_settings()) as opened:
        yield opened


@pytest.fixture(scope="session")
def real_documents() -> Path:
    """The folder of real documents; a test that asks for it is skipped where it is not."""
    folder = os.environ.get(_REAL_DOCUMENTS)
    if not folder or not Path(folder).is_dir():
        pytest.skip(f"needs real documents: {_REAL_DOCUMENTS} names no folder")
    return Path(folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests over real documents were left out, and why."""
    if os.environ.get(_REAL_DOCUMENTS):
        return
    skipped = sum(_REAL_DOCUMENTS in str(report.longrepr) for report in terminalreporter.stats.get("skipped", []))
    terminalreporter.write_line(
        f"{skipped} tests over real documents skipped: {_REAL_DOCUMENTS} is not set; point it at the folder that "
        f"holds them."
    )
