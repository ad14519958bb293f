"""The demonstration board, served as `curbside serve` does, for measures of the site."""

import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """A running server."""

    address: str
    process: int
    home: Path
    password: str  # of all invented people


@contextmanager
def demonstration() -> Iterator[Demonstration]:
    """Make it in a temporary home, serve it on a free port of this machine, and end it."""
    with tempfile.TemporaryDirectory() as home:
        ours = [sys.executable, "-m", "curbside", "--home", home]
        made = subprocess.run([*ours, "demo-board"], check=True, capture_output=True, text=True).stdout
        found = re.search(r"made now: (\S+)", made)
        assert found, made
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([*ours, "serve", "--port", str(port)], stderr=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address, server)
            yield Demonstration(address=address, process=server.pid, home=Path(home), password=found[1])
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            httpx.get(f"{address}/health")
            return
        except httpx.TransportError:
            if server.poll() is not None:
                sys.exit("the server ended before it answered")
            time.sleep(0.1)
    sys.exit("the server did not answer within 30 seconds")
