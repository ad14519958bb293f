"""A generator that leaves a failing model alone for a while, so that not every question waits for it.

closed: each task goes to the model. open: after three failures in a row none does for a minute. After it one task tries
again; if it fails, another minute. The state is kept in a small file, for the command line starts a process for each
question and `curbside doctor` is another one still.
"""

import hashlib
import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from curbside.domain.errors import ModelFailed
from curbside.language.generator import Generator, Task

FAILURES = 3  # in a row, that open it
REST = 60.0  # seconds that it stays open


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How the last tasks went."""

    failures: int = 0  # in a row
    until: float = 0.0  # seconds since 1970; before it no task goes to the model
    reason: str = ""  # of the last failure, in our words

    def is_open(self, now: float) -> bool:
        """Whether the model is left alone now."""
        # A file from a clock that ran ahead must not rule for years.
        return self.failures >= FAILURES and now < self.until <= now + REST


class Breaker:
    """A generator around another. Threads may share it."""

    def __init__(self, inner: Generator, *, place: Path, about: str, clock: Callable[[], float]) -> None:
        """
        Args:
            inner: does the tasks.
            place: file of the state; its folder must exist for the state to be kept.
            about: what the state is of; with another address or name one starts afresh.
            clock: seconds since 1970.
        """
        self._inner = inner
        self._place = place
        self._about = hashlib.sha256(about.encode()).hexdigest()[:16]
        self._clock = clock
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Of the model."""
        return self._inner.name

    def generate(self, task: Task) -> object:
        """What the inner generator gives; see `Generator`. Fails at once while open."""
        with self._lock:
            state, now = self.state(), self._clock()
            if state.is_open(now):
                raise ModelFailed(f"is left alone for a while, because it {state.reason}")
            if state.failures >= FAILURES:
                # This task tries; those that come meanwhile do not wait behind it.
                self._keep(State(failures=state.failures, until=now + REST, reason=state.reason))
        try:
            value = self._inner.generate(task)
        except ModelFailed as failure:
            with self._lock:
                failures = self.state().failures + 1
                until = self._clock() + REST if failures >= FAILURES else 0.0
                self._keep(State(failures=failures, until=until, reason=str(failure)))
            raise
        with self._lock:
            self._forget()
        return value

    def close(self) -> None:
        """Let go of the inner one's connections."""
        self._inner.close()

    def state(self) -> State:
        """How the last tasks went, in any process."""
        try:
            kept = json.loads(self._place.read_text(encoding="utf-8"))
            if kept.pop("about") != self._about:
                return State()
            return State(failures=int(kept["failures"]), until=float(kept["until"]), reason=str(kept["reason"]))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
            return State()  # none was kept, or not by us

    def _keep(self, state: State) -> None:
        # Where nothing can be written it never opens: each question then waits for the model, and no more.
        with suppress(OSError):
            draft = self._place.with_name(f"{self._place.name}.{os.getpid()}.{threading.get_ident()}")
            draft.write_text(json.dumps({"about": self._about, **asdict(state)}), encoding="utf-8")
            draft.replace(self._place)

    def _forget(self) -> None:
        with suppress(OSError):
            self._place.unlink(missing_ok=True)
