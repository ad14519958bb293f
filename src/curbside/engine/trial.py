"""A collection of texts outside the library, searched as the library is: what measuring search needs."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from curbside.config import Settings
from curbside.domain.documents import DocumentId, Passage, PassageId, PassageKind
from curbside.engine.asking import field_boosts
from curbside.engine.making import tag
from curbside.retrieval.concepts import compile_lexicon
from curbside.retrieval.feedback import PASSAGES, expanded
from curbside.retrieval.lexical import Analyzer, IndexWriter, LexicalIndex


class TrialIndex:
    """Texts by their own ids, each indexed as one passage; gone when closed."""

    def __init__(self, texts: Iterable[tuple[str, str, str]], settings: Settings) -> None:
        """`texts`: id, title (may be empty) and words of each."""
        self._folder = tempfile.TemporaryDirectory()
        self._lexicon = compile_lexicon()
        self._analyzer = Analyzer()
        self._ids: list[str] = []
        self._stems: list[str] = []
        place = Path(self._folder.name) / "index"
        writer = IndexWriter(place)
        for number, (own_id, title, words) in enumerate(texts):
            passage = Passage(
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
            tagged = tag(passage, title, self._lexicon, self._analyzer)
            writer.add(number, tagged, concepts=self._lexicon.with_broader(tagged.everywhere), title=title)
            self._ids.append(own_id)
            self._stems.append(tagged.stems)
        writer.finish()
        self._index = LexicalIndex(place, boosts=field_boosts(settings))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def __len__(self) -> int:
        return len(self._ids)

    def search(self, query: str, *, limit: int) -> list[str]:
        """Ids of the texts found, best first, by the same two steps as `retrieval.retriever`."""
        stems = self._analyzer.stems(query)
        asked = frozenset(mention.key for mention in self._lexicon.find(query))
        wider = sorted(self._lexicon.with_broader(asked) - asked)
        plain = self._index.search(dict.fromkeys(stems, 1.0), sorted(asked), wider, limit=PASSAGES)
        words = expanded(stems, [(self._stems[hit.number], hit.score) for hit in plain])
        return [self._ids[hit.number] for hit in self._index.search(words, sorted(asked), wider, limit=limit)]
