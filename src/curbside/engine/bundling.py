"""An answer and the library it came from → its bundle; and the versions of all that decides an answer."""

import hashlib
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import curbside
from curbside.answering.ranking import MODELS
from curbside.domain.answers import Answer
from curbside.engine.asking import Engine
from curbside.engine.bundle_rules import quoted
from curbside.rendering.bundle import SCHEMAS, Basis, Versions, WindowPart, bundle_to_dict, text_sha256

# The packages whose code and data decide what is answered from a library.
_DECIDING = ("domain", "library", "language", "retrieval", "answering", "rendering", "engine")


def make_bundle(engine: Engine, answer: Answer) -> dict[str, Any]:
    """The bundle of an answer that this engine gave, in the form of the schema `curbside.bundle/1`."""
    bodies = {r.document.id: engine.store.body(r.document.id) for r in answer.references}
    passages = {passage.id: passage for body in bodies.values() for passage in body.passages}
    bases = {}
    for quote in answer.quotes:
        passage = passages[quote.citation.passage_id]
        window = quoted(passage, start=quote.citation.start, quote=quote.citation.quote).window()
        bases[quote.n] = Basis(passage=passage, window=WindowPart(text=window.text, context=window.context))
    return bundle_to_dict(
        answer,
        bases=bases,
        texts={document_id: text_sha256(body.text) for document_id, body in bodies.items()},
        versions=versions_of(engine),
    )


def versions_of(engine: Engine) -> Versions:
    """Of the code, the library and the models of an engine."""
    ranker = resources.files("curbside.answering") / MODELS[engine.settings.dense]
    return Versions(
        engine_version=curbside.__version__,
        code_sha256=_code_sha256(),
        library_generation=engine.generation,
        lexicon_sha256=hashlib.sha256((engine.place / "lexicon.json").read_bytes()).hexdigest(),
        ranker_sha256=hashlib.sha256(ranker.read_bytes()).hexdigest(),
        schemas=dict(SCHEMAS),
    )


@lru_cache
def _code_sha256() -> str:
    """Over names and bytes of all files of the packages; the code of a running process does not change."""
    digest = hashlib.sha256()
    root = Path(curbside.__file__).parent
    for package in _DECIDING:
        for file in sorted((root / package).rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"{file.relative_to(root).as_posix()} {file.stat().st_size}\n".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()
