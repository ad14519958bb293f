"""Confined processes that read files, led from here. One that hangs, crashes or eats too much costs one file only."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.confinement import SECONDS
from curbside.library.records import dumps
from curbside.library.sources import Source

COMMAND = [sys.executable, "-m", "curbside.making.worker"]
_MOST_PROCESSES = 4
_WALL_SECONDS = 4 * SECONDS  # a busy machine gives a process less than its own time
_AHEAD = 4  # files in flight for each process; more would only hold memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a process said of one source."""

    source: Source
    packed: bytes = b""  # the reading, ready to be kept
    summary: dict[str, Any] | None = None
    error: str = ""  # why there is none
    memory: int = 0  # most that the process has held so far, in bytes


class Workers:
    """Reads sources in processes of their own, as many as the machine has cores."""

    def __init__(self, *, processes: int = 0) -> None:
        self._count = processes or min(_MOST_PROCESSES, os.cpu_count() or 1)
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="reading")
        self._local = threading.local()
        self._all: list[_Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)
        for process in self._all:
            process.end()

    def read(self, sources: Iterable[Source]) -> Iterator[Read]:
        """Each source read, in their order."""
        waiting: list[Future[Read]] = []
        for source in sources:
            waiting.append(self._threads.submit(self._read, source))
            if len(waiting) >= self._count * _AHEAD:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()

    def _read(self, source: Source) -> Read:
        process: _Process | None = getattr(self._local, "process", None)
        if process is None:
            process = self._local.process = _Process()
            self._all.append(process)
        try:
            return process.read(source)
        except UnreadableDocument as error:
            return Read(source=source, error=str(error))
        except OSError as error:
            return Read(source=source, error=f"{error.strerror or error}. Check the path and its rights.")


class _Process:
    """One confined process, started anew after each file that ended it."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[bytes] | None = None

    def read(self, source: Source) -> Read:
        data = source.data
        if hashlib.sha256(data).hexdigest() != source.content_sha256:
            raise UnreadableDocument("it changed while it was being taken in. Run the same command again.")
        running = self._running = self._running or self._start()
        assert running.stdin is not None  # noqa: S101  # it is a pipe
        assert running.stdout is not None  # noqa: S101  # as well
        job = {"id": source.id, "name": source.name, "manifest": dict(source.manifest), "size": len(data)}
        clock = threading.Timer(_WALL_SECONDS, running.kill)
        clock.start()
        try:
            running.stdin.write(dumps(job).encode("utf-8", "surrogatepass") + b"\n")
            running.stdin.write(data)
            running.stdin.flush()
            line = running.stdout.readline()
            header = json.loads(line) if line.endswith(b"\n") else None
            packed = running.stdout.read(header["size"]) if header else b""
        except (BrokenPipeError, ValueError):
            header = None
        finally:
            clock.cancel()
        if header is None or len(packed) < header["size"]:
            raise UnreadableDocument(self._how_it_ended())
        if "error" in header:
            return Read(source=source, error=header["error"])
        return Read(source=source, packed=packed, summary=header["summary"], memory=header["memory"])

    def end(self) -> None:
        """Let the process go: it waits for a job and holds nothing, and ending by itself takes it a quarter second."""
        running, self._running = self._running, None
        if running is not None:
            for pipe in (running.stdin, running.stdout):
                if pipe is not None:
                    with suppress(BrokenPipeError):
                        pipe.close()
            running.kill()
            running.wait()

    def _start(self) -> "subprocess.Popen[bytes]":
        # A session of its own: an interrupt at the keyboard goes to us, and we end the process.
        return subprocess.Popen(  # noqa: S603  # our own module, by our own interpreter
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _how_it_ended(self) -> str:
        running, self._running = self._running, None
        assert running is not None  # noqa: S101  # called only while one runs
        try:
            # It has closed its output, so it is about to end; how it does is what we want to know.
            code = running.wait(timeout=2)
        except subprocess.TimeoutExpired:
            running.kill()
            code = running.wait()
        for pipe in (running.stdin, running.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        if code == -signal.SIGXCPU:
            return f"reading it took more than {SECONDS} seconds. Split the file and ingest the parts."
        if code == -signal.SIGKILL:
            return (
                f"reading it took more than {_WALL_SECONDS} seconds, or the system ended it for want of memory. Split "
                "the file and ingest the parts."
            )
        return "reading it ended the process that did. Save the file anew in another form and ingest that."
