"""Question or query → evidence, with documents attached."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from curbside.domain.answers import Evidence
from curbside.domain.currency import as_on, may_support
from curbside.domain.documents import Document
from curbside.library.store import Store, Tagged
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.dense import DenseIndex
from curbside.retrieval.feedback import PASSAGES, expanded
from curbside.retrieval.lexical import Analyzer, Found, LexicalIndex

_RECOMMENDATIONS = 40  # with a grade, that come beside the passages found
_NEAREST = 30  # by meaning, that come beside both


class Retriever:
    """Asks the search engine and fetches what it names."""

    def __init__(
        self,
        store: Store,
        index: LexicalIndex,
        lexicon: Lexicon,
        analyzer: Analyzer,
        *,
        dense: DenseIndex | None = None,
    ) -> None:
        """`dense`: the search by meaning, where there is a sentence model."""
        self._store = store
        self._index = index
        self._lexicon = lexicon
        self._analyzer = analyzer
        self._dense = dense

    def search(self, text: str, *, limit: int) -> list[Evidence]:
        """Passages for free text, best first, whatever the standing of their documents.

        Looks twice: the second time with the words that the best passages share.
        """

        def usable(document: Document) -> Document:
            return document

        stems = self._analyzer.stems(text)
        concepts = frozenset(mention.key for mention in self._lexicon.find(text))
        plain = self._pool(dict.fromkeys(stems, 1.0), concepts, limit=PASSAGES, usable=usable)
        words = expanded(stems, [(item.stems, item.score) for item in plain])
        return self._pool(words, concepts, limit=limit, usable=usable)

    def retrieve(
        self,
        stems: Sequence[str],
        concepts: Iterable[str],
        *,
        limit: int,
        as_of: date | None = None,
        meaning: str = "",
    ) -> list[Evidence]:
        """Passages that hold any of the words or concepts and may bear a claim, best first.

        A recommendation with a grade is what a reader looks for, and short: where a document tells much of its topic,
        its own recommendation is not among the passages with most of the words. So the best of them come as well.

        Looks once: for answers the shared words found 2 of the 31 right statements that were missing, of 963, and
        ordered the others no better.

        Args:
            stems: of the question's words.
            concepts: that the question names.
            limit: most passages.
            as_of: the day whose editions are to speak, None: those that are current.
            meaning: the question as it is asked, to be compared by meaning where there is a sentence model.
        """

        def usable(document: Document) -> Document | None:
            known = as_on(document, as_of) if as_of else document
            return known if known and may_support(known) else None

        words, asked = dict.fromkeys(stems, 1.0), frozenset(concepts)
        found = self._pool(words, asked, limit=limit, usable=usable)
        graded = self._pool(words, asked, limit=_RECOMMENDATIONS, usable=usable, recommendations=True)
        held = {item.passage.id for item in found}
        found += [item for item in graded if item.passage.id not in held]
        if self._dense and meaning:
            found = self._with_the_nearest(found, meaning, self._dense, usable)
        return [item if item.rank == rank else replace(item, rank=rank) for rank, item in enumerate(found, start=1)]

    def _with_the_nearest(
        self, found: list[Evidence], text: str, dense: DenseIndex, usable: Callable[[Document], Document | None]
    ) -> list[Evidence]:
        """Evidence with how near each piece is in meaning, and the nearest of all passages behind it."""
        numbers = self._store.numbers_of([item.passage.id for item in found])
        hits = [hit for hit in dense.nearest(text, limit=_NEAREST) if hit.number not in numbers]
        nearest = self._evidence(hits, usable, found_by="dense")
        like = dense.likeness(text, numbers)
        return [
            *(replace(item, likeness=cosine) for item, cosine in zip(found, like, strict=True)),
            *(replace(item, likeness=item.score, score=0.0) for item in nearest),
        ]

    def around(self, evidence: Evidence, *, reach: int) -> list[Evidence]:
        """The passages that stand within so many places of one that was retrieved, in the order of their document."""
        beside = self._store.around(evidence.passage, reach=reach)
        return [
            self._as_evidence(item, evidence.document, score=0.0, rank=rank, found_by="beside")
            for rank, item in enumerate((item for item in beside if not item.passage.instructing), start=1)
        ]

    def _pool(
        self,
        words: Mapping[str, float],
        asked: frozenset[str],
        *,
        limit: int,
        usable: Callable[[Document], Document | None],
        recommendations: bool = False,
    ) -> list[Evidence]:
        wider = self._lexicon.with_broader(asked) - asked
        wanted = limit
        while True:
            found = self._index.search(
                words, sorted(asked), sorted(wider), limit=wanted, recommendations=recommendations
            )
            evidence = self._evidence(found, usable)
            if len(evidence) >= limit or len(found) < wanted:
                return evidence[:limit]
            # Documents that may not speak took places; look further.
            wanted *= 4

    def _evidence(
        self, found: Sequence[Found], usable: Callable[[Document], Document | None], *, found_by: str = "lexical"
    ) -> list[Evidence]:
        tagged = self._store.tagged([hit.number for hit in found])
        documents = {
            item.passage.document_id: usable(self._store.document(item.passage.document_id)) for item in tagged.values()
        }
        evidence: list[Evidence] = []
        for hit in found:
            item = tagged[hit.number]
            document = documents[item.passage.document_id]
            if document is None or item.passage.instructing:
                continue
            evidence.append(
                self._as_evidence(item, document, score=hit.score, rank=len(evidence) + 1, found_by=found_by)
            )
        return evidence

    def _as_evidence(self, item: Tagged, document: Document, *, score: float, rank: int, found_by: str) -> Evidence:
        return Evidence(
            passage=item.passage,
            document=document,
            own=item.own,
            near=item.near,
            stems=item.stems,
            near_stems=item.near_stems,
            around_stems=item.around_stems,
            concepts=self._lexicon.with_broader(item.own),
            scope=self._lexicon.with_broader(item.around),
            chapter=self._lexicon.with_broader(self._store.named_in_chapter(item.passage)),
            score=score,
            rank=rank,
            found_by=found_by,
        )
