"""`curbside serve` as a process of its own, and a browser without a window that uses it."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx2 as httpx
from django.db import connections

from curbside.config import load_settings
from libraries import copy_library

_PEOPLE = """
import sys
from pathlib import Path
from curbside.config import load_settings
from curbside.project.setup import prepare
prepare(load_settings(home=Path(sys.argv[1])))
from allauth.account.models import EmailAddress
from curbside.web.accounts.models import User
for who in sys.argv[3:]:
    person = User.objects.create_user(
        f"{who}@people.example", name=who.title(), roles=[who], demonstration=True, password=sys.argv[2]
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
"""


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running server."""

    address: str
    home: Path
    said: Path  # its output
    database: Callable[[], list[Path]]  # files of its database as they are now, where they are not in its home


@contextmanager
def a_server(home: Path, *, people: tuple[str, ...] = (), password: str = "") -> Iterator[Served]:
    """The site over a copy of the tests' library, with an account for each role of `people`."""
    with _database() as (address, files):
        told = {**os.environ, "CURBSIDE_HOME": str(home), **({"CURBSIDE_DATABASE_URL": address} if address else {})}
        with _serve(home, told, people, password) as (at, said):
            yield Served(address=at, home=home, said=said, database=files)


@contextmanager
def _database() -> Iterator[tuple[str, Callable[[], list[Path]]]]:
    """The address of a database of its own and its files; both empty where the tests run on SQLite."""
    if connections["default"].vendor == "sqlite":
        yield "", list
        return
    from postgresql import another_database, files_of

    with another_database(connections["default"].settings_dict) as (address, folder):
        yield address, lambda: files_of(address, folder)


@contextmanager
def _serve(home: Path, told: dict[str, str], people: tuple[str, ...], password: str) -> Iterator[tuple[str, Path]]:
    copy_library(load_settings().home, home)
    run = [sys.executable, "-c", _PEOPLE, str(home), password, *people]
    subprocess.run(run, check=True, capture_output=True, env=told)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = home.parent / f"{home.name}.said"
    command = [sys.executable, "-m", "curbside", "--home", str(home), "serve", "--port", str(port)]
    with said.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=told)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}", said
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            httpx.get(f"http://127.0.0.1:{port}/health")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the server did not answer within 30 seconds")


def in_a_loop(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end, in a thread of its own: in this one a browser's driver may keep a loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, work).result()


class Visitor:
    """Fills in forms as a browser does: with the hidden fields of the form, and its cookies."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, follow_redirects=True, timeout=30, headers={"Referer": address})

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def get(self, where: str) -> Any:
        return self.client.get(where)

    def send(self, page: Any, action: str, **fields: str) -> Any:
        """Send the first form of the page with this action."""
        forms = re.findall(r"<form\b([^>]*)>(.*?)</form>", page.text, re.S)
        inside = next(body for head, body in forms if self._goes_to(head, action, str(page.url)))
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', inside))
        target = action or str(page.url)
        return self.client.post(target, data={**{k: unescape(v) for k, v in hidden.items()}, **fields})

    @staticmethod
    def _goes_to(head: str, action: str, address: str) -> bool:
        said = re.search(r'action="([^"]*)"', head)
        return (said[1].partition("#")[0] if said else "") == action
