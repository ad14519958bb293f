"""The sentence model, where settings ask for it."""

from functools import lru_cache
from pathlib import Path

from curbside.config import Settings
from curbside.domain.errors import BadInput
from curbside.language.embedder import Embedder, installed_model


def open_embedder(settings: Settings) -> Embedder | None:
    """The sentence model, None where settings do not ask for one; the same for all engines of a process.

    Raises:
        BadInput: it is asked for and not installed, or not the published one.
    """
    if not settings.dense:
        return None
    folder = installed_model()
    if folder is None:
        raise BadInput(
            "CURBSIDE_DENSE is set, and the sentence model is not installed. Install it with “make dense” (83 MB), or "
            "set CURBSIDE_DENSE=false: everything works without it, questions in other words than the document's less "
            "well."
        )
    return _embedder(folder)


def sentence_model_is_installed() -> bool:
    """Whether settings may ask for it."""
    return installed_model() is not None


@lru_cache(maxsize=1)
def _embedder(folder: Path) -> Embedder:
    return Embedder(folder)
