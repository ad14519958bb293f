"""What the pipeline reports while it works. Web page, command line and tests see the same events."""

from dataclasses import dataclass

from curbside.domain.answers import Answer
from curbside.domain.questions import Interpretation


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreted:
    """The question has been read."""

    interpretation: Interpretation


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """Passages have been found."""

    documents: int  # searched
    passages: int  # considered


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Statements have been checked against their quotes."""

    shown: int
    dropped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """The answer is ready. Always the last event."""

    answer: Answer


Event = Interpreted | Retrieved | Checked | Completed
