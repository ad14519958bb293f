"""Question or query → evidence, with documents attached."""

from collections.abc import Iterable, Sequence

from curbside.domain.answers import Evidence
from curbside.library.store import Store
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer, LexicalIndex


class Retriever:
    """Asks the search engine and fetches what it names."""

    def __init__(self, store: Store, index: LexicalIndex, lexicon: Lexicon, analyzer: Analyzer) -> None:
        self._store = store
        self._index = index
        self._lexicon = lexicon
        self._analyzer = analyzer

    def search(self, text: str, *, limit: int) -> list[Evidence]:
        """Passages for free text, best first."""
        concepts = {mention.key for mention in self._lexicon.find(text)}
        return self.retrieve(self._analyzer.stems(text), concepts, limit=limit)

    def retrieve(self, stems: Sequence[str], concepts: Iterable[str], *, limit: int) -> list[Evidence]:
        """Passages that hold any of the words or concepts, best first."""
        asked = frozenset(concepts)
        wider = self._lexicon.with_broader(asked) - asked
        found = self._index.search(stems, sorted(asked), sorted(wider), limit=limit)
        tagged = self._store.tagged([hit.number for hit in found])
        return [
            Evidence(
                passage=tagged[hit.number].passage,
                document=self._store.document(tagged[hit.number].passage.document_id),
                own=tagged[hit.number].own,
                near=tagged[hit.number].near,
                stems=tagged[hit.number].stems,
                near_stems=tagged[hit.number].near_stems,
                around_stems=tagged[hit.number].around_stems,
                concepts=self._lexicon.with_broader(tagged[hit.number].own),
                scope=self._lexicon.with_broader(tagged[hit.number].around),
                chapter=self._lexicon.with_broader(self._store.named_in_chapter(tagged[hit.number].passage)),
                score=hit.score,
                rank=rank,
                found_by="lexical",
            )
            for rank, hit in enumerate(found, start=1)
        ]
