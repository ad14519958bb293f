"""A PostgreSQL server for one run of the tests: its files in a folder of its own, reached by a socket in it."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg import connect
from psycopg.sql import SQL, Identifier

HOW_TO_GET_ONE = "apt-get update && apt-get install -y --no-install-recommends postgresql"


def programs() -> Path | None:
    """The folder of the newest server of this machine; Debian keeps it off the search path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    elsewhere = shutil.which("initdb")
    return found[-1].parent if found else Path(elsewhere).resolve().parent if elsewhere else None


def why_none() -> str:
    """Why no server can be started here; empty: one can."""
    if programs() is None:
        return f"no PostgreSQL here. This mends it: {HOW_TO_GET_ONE}"
    if os.getuid() == 0 and not any(user.pw_name == "postgres" for user in pwd.getpwall()):
        return "PostgreSQL refuses to run as root, and there is no user postgres"
    return ""


@contextmanager
def a_postgresql() -> Iterator[str]:
    """The address of a running server; nothing is left of it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="curbside-pg-"))
    bin_ = programs()
    assert bin_, why_none()
    as_owner: dict[str, Any] = {"cwd": folder}
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_owner |= {"user": "postgres", "group": "postgres", "extra_groups": []}
    data = folder / "data"
    make = [bin_ / "initdb", "-D", data, "-U", "curbside", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    # Durability is what a server is for and a test is not: without it the run is shorter.
    quick = [part for name in ("fsync", "full_page_writes", "synchronous_commit") for part in ("-c", f"{name}=off")]
    serve = [bin_ / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", *quick]
    try:
        subprocess.run(make, check=True, capture_output=True, **as_owner)
        with (folder / "said").open("wb") as said:
            server = subprocess.Popen(serve, stdout=said, stderr=said, **as_owner)
        try:
            _wait_for(folder, server)
            yield f"postgresql://curbside@/curbside?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)  # without waiting for those still connected
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def another_database(beside: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """An empty database on the server of this run: its address, and the server's folder.

    Args:
        beside: Django's settings of a database of that server.
    """
    name = f"served_{secrets.token_hex(4)}"
    with connect(host=beside["HOST"], user=beside["USER"], dbname="postgres", autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield f"postgresql://{beside['USER']}@/{name}?host={beside['HOST']}", Path(beside["HOST"])
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def files_of(address: str, folder: Path) -> list[Path]:
    """The files of one database as they are on disk now, and all that the server has said."""
    with connect(address, autocommit=True) as database:
        database.execute("CHECKPOINT")
        row = database.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert row
    return [folder / "data" / "base" / str(row[0]), folder / "said"]


def _wait_for(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended at once: {(folder / 'said').read_text()}")
        if b"ready to accept connections" in (folder / "said").read_bytes():
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL was not ready within 30 seconds: {(folder / 'said').read_text()}")
