"""A bundle, checked again against the documents that the library holds now."""

from curbside.domain.documents import Document
from curbside.engine.asking import Engine
from curbside.engine.bundle_rules import Held, HeldDocument, Recheck, check_bundle
from curbside.engine.bundling import make_bundle, versions_of
from curbside.rendering.bundle import ReadBundle


def recheck(engine: Engine, read: ReadBundle) -> Recheck:
    """Check a bundle against the library of an engine, whichever generation it was made from."""
    documents = {str(document.id): document for document in engine.documents()}
    named = dict.fromkeys(part.document_id for part in read.bundle.documents)
    held = Held(
        documents={key: _held(engine, documents[key]) for key in named if key in documents},
        others=list(documents.values()),
        lexicon=engine.lexicon,
        versions=versions_of(engine),
        # A bundle may come from anybody; its question goes to no model.
        ask_again=lambda b: make_bundle(
            engine, engine.answer(b.question, reader=b.reader, as_of=b.as_of, with_model=False)
        ),
    )
    return check_bundle(read, held)


def _held(engine: Engine, document: Document) -> HeldDocument:
    body = engine.store.body(document.id)
    return HeldDocument(document=document, text=body.text, passages={p.id: p for p in body.passages})
