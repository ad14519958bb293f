"""Every error Curbside raises on purpose.

    CurbsideError
    ├── BadQuestion          the question cannot be read as one, or its reader is not known
    ├── BadInput             a file or line given to a command is not what the command takes
    ├── UnreadableDocument   one document cannot go into the library (the others go on)
    ├── UnknownDocument      no document with that id
    ├── LibraryEmpty         there is nothing to answer from
    ├── LibraryBroken        the library on disk cannot be read or written
    └── ModelFailed          the model gave nothing that can be used (the answer is made without it)

Each message says what happened, why, and what to do next.
"""


class CurbsideError(Exception):
    """Base of all errors that a reader may see; the message is written for them."""


class BadQuestion(CurbsideError):
    """The question is empty, too long, or holds nothing that can be read; or no profile has its reader's key."""


class BadInput(CurbsideError):
    """A file or a line given to a command is not in the form that the command takes."""


class UnreadableDocument(CurbsideError):
    """A document cannot be taken into the library."""


class UnknownDocument(CurbsideError):
    """The library holds no document with the id asked for."""


class LibraryEmpty(CurbsideError):
    """The library holds no document."""


class LibraryBroken(CurbsideError):
    """The library on disk cannot be read or written."""


class ModelFailed(CurbsideError):
    """The model gave nothing that can be used. The message goes on from its name: "did not answer in time"."""
