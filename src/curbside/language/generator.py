"""What is asked of a text model: one task, one JSON value back.

Nothing a model returns is believed; `answering.rewording` checks it. What goes wrong on the way is `ModelFailed`, never
a broken answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a model is to do, and with what."""

    instructions: str  # ours alone; no word of a document or a reader stands in it
    data: str  # one JSON document; documents and questions are in its strings, so that none of them can end it
    schema: Mapping[str, Any]  # JSON Schema of the reply


class Generator(Protocol):
    """Something that does such tasks. Threads may share it."""

    @property
    def name(self) -> str:
        """Of the model, as a reader is told."""

    def generate(self, task: Task) -> object:
        """The JSON value that the model replied with, of whatever form.

        Raises:
            ModelFailed: there is none: too late, not reachable, refused, not JSON.
        """

    def close(self) -> None:
        """Let go of connections."""
