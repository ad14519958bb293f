"""`curbside …` in a process of its own, forked from one that has loaded the program: that is half of a short command.

What a shell would see is what comes back: exit code, bytes of both streams, environment and arguments as given.
"""

import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, NamedTuple

_SECONDS = 180
_LOADED = [f"curbside.cli.{name}" for name in ("ask", "batch", "evaluate", "ingest", "library", "search", "verify")]


class Ran(NamedTuple):
    """What a process left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


def environment(home: Path, **variables: str) -> dict[str, str]:
    """This environment without what is set of Curbside, but for a home and these variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CURBSIDE_")}
    return {**kept, "CURBSIDE_HOME": str(home), **variables}


def curbside(home: Path, *arguments: str | bytes | Path, stdin: bytes = b"", **variables: str) -> Ran:
    """`curbside` with these arguments; never a traceback, whatever happens."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "in").write_bytes(stdin)
        told = [os.fsdecode(argument) for argument in arguments]
        process = _loaded().Process(target=_run, args=(told, environment(home, **variables), os.getcwd(), folder))
        process.start()
        process.join(_SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutError(f"curbside {told} took more than {_SECONDS} seconds")
        out, err = ((place / name).read_bytes() for name in ("out", "err"))
        ran = Ran(process.exitcode, out.decode("utf-8"), err.decode("utf-8", "replace"))
    assert "Traceback" not in ran.out + ran.err, ran.err
    return ran


@cache
def _loaded() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["curbside.cli.main", *_LOADED])
    return context


def _run(arguments: Sequence[str], told: Mapping[str, str], folder: str, streams: str) -> None:
    from curbside.cli.main import main

    os.environ.clear()
    os.environ.update(told)
    os.chdir(folder)
    for number, (name, mode) in enumerate((("in", "r"), ("out", "w"), ("err", "w"))):
        file = os.open(Path(streams) / name, os.O_RDONLY if mode == "r" else os.O_WRONLY | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    sys.stdin, sys.stdout = (open(number, mode, encoding="utf-8") for number, mode in ((0, "r"), (1, "w")))  # noqa: SIM115  # as long as the process
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115  # the same
    sys.argv = ["curbside", *arguments]
    main()
