"""The embedded text search: tantivy, BM25 over fields, stop words out, Porter stemming.

The index is a cache of the store. tantivy fixes k1 = 1.2 and b = 0.75, and wants its tokenizer registered at
every open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tantivy import (
    Filter,
    Index,
    Occur,
    Query,
    SchemaBuilder,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)
from tantivy import Document as IndexEntry

from curbside.domain.errors import LibraryBroken
from curbside.domain.text import fold
from curbside.library.store import Tagged

FIELDS = ("text", "lead_in", "heading", "title")
_ANALYZER = "curbside"


def _analyzer() -> TextAnalyzer:
    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.lowercase())
        .filter(Filter.stopword("english"))
        .filter(Filter.stemmer("english"))
        .build()
    )


class Analyzer:
    """The words of a text as the index knows them."""

    def __init__(self) -> None:
        self._analyzer = _analyzer()

    def stems(self, text: str) -> list[str]:
        """Stemmed words in order, stop words left out."""
        return list(self._analyzer.analyze(fold(text)))


@dataclass(frozen=True, slots=True)
class Found:
    """A passage's number in the store and its score."""

    number: int
    score: float


def _schema() -> SchemaBuilder:
    builder = SchemaBuilder().add_unsigned_field("number", stored=True)
    for field in FIELDS:
        builder = builder.add_text_field(field, tokenizer_name=_ANALYZER, index_option="freq")
    for field in ("own_concepts", "concepts"):
        builder = builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    return builder


def write_index(folder: Path, passages: Iterable[tuple[Tagged, frozenset[str], str]]) -> None:
    """Index passages, each with all its concepts and the title of its document, numbered in their order from 0."""
    folder.mkdir()
    index = Index(_schema().build(), path=str(folder))
    index.register_tokenizer(_ANALYZER, _analyzer())
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for number, (tagged, concepts, title) in enumerate(passages):
        entry = IndexEntry()
        entry.add_unsigned("number", number)
        passage = tagged.passage
        entry.add_text("text", fold(passage.text))
        entry.add_text("lead_in", fold(" ".join((*passage.lead_in, *passage.columns))))
        entry.add_text("heading", fold(" ".join(passage.path)))
        entry.add_text("title", fold(title))
        entry.add_text("own_concepts", " ".join(tagged.own))
        entry.add_text("concepts", " ".join(concepts))
        writer.add_document(entry)
    writer.commit()
    writer.wait_merging_threads()


class LexicalIndex:
    """Search over one generation's passages."""

    def __init__(self, folder: Path, *, boosts: dict[str, float]) -> None:
        try:
            self._index = Index.open(str(folder))
        except ValueError as error:
            raise LibraryBroken(f"{folder}: the index cannot be opened ({error}). Run: curbside library rebuild") from None
        self._index.register_tokenizer(_ANALYZER, _analyzer())
        self._searcher = self._index.searcher()
        self._schema = self._index.schema
        self._boosts = boosts

    def search(self, stems: Sequence[str], concepts: Iterable[str], *, limit: int) -> list[Found]:
        """Passages that hold any of the words or concepts, best first."""
        clauses: list[tuple[Occur, Query]] = []
        for stem in dict.fromkeys(stems):
            for field in FIELDS:
                term = Query.term_query(self._schema, field, stem)
                clauses.append((Occur.Should, Query.boost_query(term, self._boosts[field])))
        for key in concepts:
            for field, boost in (("own_concepts", 1.0), ("concepts", 0.6)):
                term = Query.term_query(self._schema, field, key)
                clauses.append((Occur.Should, Query.boost_query(term, boost)))
        if not clauses:
            return []
        hits = self._searcher.search(Query.boolean_query(clauses), limit).hits
        return [Found(int(self._searcher.doc(address)["number"][0]), float(score)) for score, address in hits]
