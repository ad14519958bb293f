"""What a librarian writes down of a document that was taken in; the same keys and rules as in its `document.toml`."""

from collections.abc import Mapping

from curbside.config import Settings
from curbside.domain.errors import UnknownDocument, UnreadableDocument
from curbside.ingestion.description import describe
from curbside.ingestion.raw import RawDocument
from curbside.library.sources import Source, added_sources, describe_source


def written_down(settings: Settings, document_id: str) -> Mapping[str, object] | None:
    """What `document.toml` says of a document, None for one that nobody took in: it came with the program."""
    source = _source(settings, document_id)
    return source.manifest if source else None


def fault_of(key: str, value: object) -> str:
    """Why a value cannot be written down under a key; "" if it can."""
    try:
        describe("document", RawDocument(blocks=()), {key: value}, sha256="")
    except UnreadableDocument as error:
        return str(error)
    return ""


def redescribe(settings: Settings, document_id: str, said: Mapping[str, object]) -> None:
    """Write down what a document is, for the next `update`; None takes a value back to what the file says.

    Raises:
        UnknownDocument: nobody took that document in.
        UnreadableDocument: a value is not allowed. Nothing was written.
    """
    source = _source(settings, document_id)
    if source is None:
        raise UnknownDocument(f"No document “{document_id}” was taken in. List them: curbside library list")
    together = {key: value for key, value in {**source.manifest, **said}.items() if value is not None}
    describe(source.id, RawDocument(blocks=()), together, sha256=source.content_sha256)
    describe_source(settings.home / "sources", source.id, **said)


def _source(settings: Settings, document_id: str) -> Source | None:
    return next(iter(added_sources(settings.home / "sources", only=document_id)), None)
