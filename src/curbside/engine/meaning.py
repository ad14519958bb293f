"""The small language model that reads, where settings ask for it."""

from functools import lru_cache
from pathlib import Path

from curbside.config import Settings
from curbside.domain.errors import BadInput
from curbside.language.embedder import Embedder
from curbside.language.pair_reader import PairReader
from curbside.language.transformer import Transformer, installed_model


def open_embedder(settings: Settings) -> Embedder | None:
    """What makes vectors of texts, None where settings do not ask for it; the same for all engines of a process.

    Raises:
        BadInput: it is asked for and not installed, or not the published one.
    """
    return _embedder(_folder()) if settings.dense else None


def open_pair_reader(settings: Settings) -> PairReader | None:
    """What reads a question together with statements; as `open_embedder`."""
    return _pair_reader(_folder()) if settings.dense else None


def _folder() -> Path:
    folder = installed_model()
    if folder is None:
        raise BadInput(
            "CURBSIDE_DENSE is set, and the sentence model is not installed. Install it with “make dense” (83 MB), or "
            "set CURBSIDE_DENSE=false: everything works without it, questions in other words than the document's less "
            "well."
        )
    return folder


def sentence_model_is_installed() -> bool:
    """Whether settings may ask for it."""
    return installed_model() is not None


@lru_cache(maxsize=1)
def _model(folder: Path) -> Transformer:
    return Transformer.load(folder)


@lru_cache(maxsize=1)
def _embedder(folder: Path) -> Embedder:
    return Embedder(_model(folder))


@lru_cache(maxsize=1)
def _pair_reader(folder: Path) -> PairReader:
    return PairReader.load(_model(folder))
