"""The one engine of this process, opened at the first question and again when the library has changed."""

import threading

from django.conf import settings

from curbside.config import Settings
from curbside.engine import Engine, open_engine


class EngineHolder:
    """Keeps one engine per process. Threads may ask for it at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._before: Engine | None = None  # somebody may still be reading with it

    def current(self, wanted: Settings) -> Engine:
        """The engine over the generation that is current now.

        Raises:
            LibraryBroken: the library cannot be read or built.
        """
        with self._lock:
            if self._engine is None or _generation(wanted) != self._engine.generation:
                fresh = open_engine(wanted)
                if self._before is not None:
                    self._before.close()
                self._before, self._engine = self._engine, fresh
            return self._engine

    def close(self) -> None:
        """Let go of all files; the next question opens them again."""
        with self._lock:
            for engine in (self._before, self._engine):
                if engine is not None:
                    engine.close()
            self._before = self._engine = None


def _generation(wanted: Settings) -> str:
    """The name of the generation in use, as its small pointer file gives it."""
    try:
        return (wanted.home / "library" / "current").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


holder = EngineHolder()


def current_engine() -> Engine:
    """The engine of this site."""
    return holder.current(settings.CURBSIDE)
