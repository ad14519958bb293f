"""A collection of texts outside the library, searched as the library is: what measuring search needs."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from curbside.config import Settings
from curbside.domain.documents import Body, Display, Document, DocumentId, Kind, Passage, PassageId, PassageKind, Status
from curbside.engine.asking import field_boosts
from curbside.library.store import Intake, Store, StoreWriter
from curbside.making.tagging import tag
from curbside.retrieval.concepts import compile_lexicon
from curbside.retrieval.lexical import Analyzer, IndexWriter, LexicalIndex
from curbside.retrieval.retriever import Retriever

_READ = Intake(format="trial", sections=0, passages=1, recommendations=0, coverage=1.0, left_out={}, warnings=())


class TrialIndex:
    """Texts by their own ids, each a document of one passage; gone when closed."""

    def __init__(self, texts: Iterable[tuple[str, str, str]], settings: Settings) -> None:
        """`texts`: id, title (may be empty) and words of each."""
        self._folder = tempfile.TemporaryDirectory()
        place = Path(self._folder.name)
        lexicon, analyzer = compile_lexicon(), Analyzer()
        store = StoreWriter(place / "store.sqlite", broaden=lexicon.with_broader, stemmed=analyzer.words)
        index = IndexWriter(place / "index")
        for own_id, title, words in texts:
            document, passage = _document(own_id, title), _passage(own_id, words)
            tagged = tag(passage, title, lexicon, analyzer)
            body = Body(text=words, sections=(), passages=(passage,))
            number = store.add(document, body, [tagged], words={}, intake=_READ)
            index.add(number, tagged, concepts=lexicon.with_broader(tagged.everywhere), title=title)
        store.finish()
        index.finish()
        self._store = Store(place / "store.sqlite")
        boosts = field_boosts(settings)
        self._retriever = Retriever(self._store, LexicalIndex(place / "index", boosts=boosts), lexicon, analyzer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._folder.cleanup()

    def __len__(self) -> int:
        return self._store.held

    def search(self, query: str, *, limit: int) -> list[str]:
        """Ids of the texts found, best first."""
        return [str(found.document.id) for found in self._retriever.search(query, limit=limit)]


def _document(own_id: str, title: str) -> Document:
    return Document(
        id=DocumentId(own_id),
        title=title,
        publisher="",
        kind=Kind.OTHER,
        year=None,
        edition="",
        status=Status.CURRENT,
        text_by="",
        licence="",
        display=Display.STAFF,
    )


def _passage(own_id: str, words: str) -> Passage:
    return Passage(
        id=PassageId(own_id),
        document_id=DocumentId(own_id),
        kind=PassageKind.PROSE,
        text=words,
        start=0,
        end=len(words),
        position=0,
        block=0,
        path=(),
    )
