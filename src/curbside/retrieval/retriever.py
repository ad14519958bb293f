"""Question or query → evidence, with documents attached."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from curbside.domain.answers import Evidence
from curbside.domain.currency import as_on, may_support
from curbside.domain.documents import Document
from curbside.library.store import Store, Tagged
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.dense import DenseIndex
from curbside.retrieval.feedback import PASSAGES, expanded
from curbside.retrieval.lexical import Analyzer, Found, LexicalIndex

_RECOMMENDATIONS = 40  # with a grade, that come beside the passages found
_NAMING = 40  # that name one of each set of concepts
_NEAREST = 30  # by meaning, that come beside both
NAMING = "naming"  # how a passage was found that names one of each set of concepts and was not found otherwise


class _Hit(NamedTuple):
    number: int  # of the passage
    item: Tagged
    document: Document
    score: float
    found_by: str = "lexical"
    likeness: float | None = None


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
        words = expanded(stems, [(hit.item.stems, hit.score) for hit in plain])
        return self._ranked(self._pool(words, concepts, limit=limit, usable=usable))

    def retrieve(
        self,
        stems: Sequence[str],
        concepts: Iterable[str],
        *,
        limit: int,
        as_of: date | None = None,
        meaning: str = "",
        naming: Sequence[frozenset[str]] = (),
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
            naming: sets of concepts. Where each holds some, passages that name one of each come last: documents on one
                of two things fill all places, and a line elsewhere on both would not be among what is found.
        """
        usable = _usable_on(as_of)
        words, asked = dict.fromkeys(stems, 1.0), frozenset(concepts)
        found = self._pool(words, asked, limit=limit, usable=usable)
        graded = self._pool(words, asked, limit=_RECOMMENDATIONS, usable=usable, recommendations=True)
        held = {hit.number for hit in found}
        found += [hit for hit in graded if hit.number not in held]
        if self._dense and meaning:
            found = self._with_the_nearest(found, meaning, self._dense, usable)
        if naming and all(naming):
            held = {hit.number for hit in found}
            both = self._pool(words, asked, limit=_NAMING, usable=usable, naming=naming)
            last = [hit._replace(found_by=NAMING) for hit in both if hit.number not in held]
            found += self._with_likeness(last, meaning, self._dense) if self._dense and meaning else last
        return self._ranked(found)

    def _with_the_nearest(
        self, found: list[_Hit], text: str, dense: DenseIndex, usable: Callable[[Document], Document | None]
    ) -> list[_Hit]:
        """Hits with how near each is in meaning, and the nearest of all passages behind them."""
        held = {hit.number for hit in found}
        others = [hit for hit in dense.nearest(text, limit=_NEAREST) if hit.number not in held]
        nearest = self._usable(others, usable)
        return [
            *self._with_likeness(found, text, dense),
            *(hit._replace(likeness=hit.score, score=0.0, found_by="dense") for hit in nearest),
        ]

    @staticmethod
    def _with_likeness(hits: Sequence[_Hit], text: str, dense: DenseIndex) -> list[_Hit]:
        like = dense.likeness(text, [hit.number for hit in hits])
        return [hit._replace(likeness=cosine) for hit, cosine in zip(hits, like, strict=True)]

    def around(self, evidence: Evidence, *, reach: int) -> list[Evidence]:
        """The passages that stand within so many places of one that was retrieved, in the order of their document."""
        return self._standing_in(evidence.document, self._store.around(evidence.passage, reach=reach))

    def recommendations(self, evidence: Evidence, *, most: int) -> list[Evidence]:
        """What the document of a retrieved passage recommends by grade, where that is no more than so much."""
        document = evidence.document
        return self._standing_in(document, self._store.recommendations(document.id, most=most))

    def _standing_in(self, document: Document, items: Sequence[Tagged]) -> list[Evidence]:
        told = [item for item in items if not item.passage.instructing]
        return self._ranked([_Hit(0, item, document, 0.0, "beside") for item in told])

    def _pool(
        self,
        words: Mapping[str, float],
        asked: frozenset[str],
        *,
        limit: int,
        usable: Callable[[Document], Document | None],
        recommendations: bool = False,
        naming: Sequence[frozenset[str]] = (),
    ) -> list[_Hit]:
        wider = self._lexicon.with_broader(asked) - asked
        wanted = limit
        while True:
            found = self._index.search(
                words,
                sorted(asked),
                sorted(wider),
                limit=wanted,
                recommendations=recommendations,
                naming=map(sorted, naming),
            )
            hits = self._usable(found, usable)
            if len(hits) >= limit or len(found) < wanted:
                return hits[:limit]
            # Documents that may not speak took places; look further.
            wanted *= 4

    def _usable(self, found: Sequence[Found], usable: Callable[[Document], Document | None]) -> list[_Hit]:
        """What may bear a claim, in order."""
        tagged = self._store.tagged([hit.number for hit in found])
        documents = {
            item.passage.document_id: usable(self._store.document(item.passage.document_id)) for item in tagged.values()
        }
        hits: list[_Hit] = []
        for hit in found:
            item = tagged[hit.number]
            document = documents[item.passage.document_id]
            if document is not None and not item.passage.instructing:
                hits.append(_Hit(hit.number, item, document, hit.score))
        return hits

    def _ranked(self, hits: Sequence[_Hit]) -> list[Evidence]:
        wider = self._lexicon.with_broader
        return [
            Evidence(
                passage=item.passage,
                document=document,
                own=item.own,
                near=item.near,
                stems=item.stems,
                near_stems=item.near_stems,
                around_stems=item.around_stems,
                concepts=wider(item.own),
                scope=wider(item.around),
                chapter=wider(self._store.named_in_chapter(item.passage)),
                score=score,
                rank=rank,
                found_by=found_by,
                likeness=likeness,
            )
            for rank, (_, item, document, score, found_by, likeness) in enumerate(hits, start=1)
        ]


def _usable_on(day: date | None) -> Callable[[Document], Document | None]:
    """Of a document what may bear a claim on a day, today if None: the document as it stood then, or nothing."""

    def usable(document: Document) -> Document | None:
        known = as_on(document, day) if day else document
        return known if known and may_support(known) else None

    return usable
