"""The embedded text search: tantivy, BM25 over fields, stop words out, Porter stemming.

The index is a cache of the store. Texts go in as stems already, so that questions and features see the same words;
tantivy fixes k1 = 1.2 and b = 0.75.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from tantivy import Document as IndexEntry
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

from curbside.domain.errors import LibraryBroken
from curbside.domain.text import fold
from curbside.library.store import Tagged

_WIDER_BOOST = 0.5
FIELDS = ("text", "lead_in", "heading", "title")
_RECOMMENDATION = "recommendation"


def _analyzer() -> TextAnalyzer:
    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.lowercase())
        .filter(Filter.stopword("english"))
        .filter(Filter.stemmer("english"))
        .build()
    )


# UK spelling brought to US, for search only; quotes keep theirs.
_SPELLING = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"oedema", "edema"),
        (r"oesoph", "esoph"),
        (r"diarrhoea", "diarrhea"),
        (r"(?<=[a-z])?aem(?=[aio])", "em"),
        (r"haem", "hem"),
        (r"paed", "ped"),
        (r"anaesth", "anesth"),
        (r"foet", "fet"),
        (r"gynaec", "gynec"),
        (r"orthopaed", "orthoped"),
        (r"leucocyt", "leukocyt"),
        (r"tumour", "tumor"),
        (r"colour", "color"),
        (r"labour", "labor"),
        (r"fibre", "fiber"),
        (r"litre", "liter"),
        (r"centre", "center"),
        (r"(?<=[a-z]{3})is(?=(?:e|ed|es|ing|ation|ations)\b)", "iz"),
        (r"sulph", "sulf"),
        # One word, whose opposite is no part of it: "severe" finds nothing about "non-severe".
        (r"\b(?:non[- ]|not )(?=severe\b)", "non"),
        (r"\bnon-(?=(?:cardiac|disabling|fatal|invasive|pharmacologic\w*|specific|vertebral|variceal)\b)", "non"),
    )
)


class Analyzer:
    """The words of a text as the index knows them: spelling and the words of one family made one."""

    def __init__(self) -> None:
        self._analyzer = _analyzer()
        self._family: dict[str, str] = {}
        lines = (resources.files("curbside.retrieval") / "word_families.txt").read_text(encoding="utf-8").splitlines()
        for line in lines:
            stems = [] if line.startswith("#") else self._plain_stems(line)
            self._family |= dict.fromkeys(stems, stems[0]) if stems else {}

    def stems(self, text: str) -> list[str]:
        """Stemmed words in order, stop words left out, each by the first word of its family."""
        return [self._family.get(stem, stem) for stem in self._plain_stems(text)]

    def _plain_stems(self, text: str) -> list[str]:
        folded = fold(text)
        for pattern, replacement in _SPELLING:
            folded = pattern.sub(replacement, folded)
        return list(self._analyzer.analyze(folded))

    def words(self, text: str) -> str:
        """The same as one string, for the index."""
        return " ".join(self.stems(text))


@dataclass(frozen=True, slots=True)
class Found:
    """A passage's number in the store and its score."""

    number: int
    score: float


def _schema() -> SchemaBuilder:
    builder = SchemaBuilder().add_unsigned_field("number", stored=True)
    for field in FIELDS:
        builder = builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    for field in ("own_concepts", "concepts", "kind"):
        builder = builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    return builder


class IndexWriter:
    """Writes a new index, passage after passage, in the order of their numbers from 0."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._analyzer = Analyzer()
        self._writer = Index(_schema().build(), path=str(folder)).writer(heap_size=64_000_000, num_threads=1)

    def add(self, number: int, tagged: Tagged, *, concepts: frozenset[str], title: str) -> None:
        """Index a passage with all its concepts and the title of its document."""
        entry = IndexEntry()
        entry.add_unsigned("number", number)
        passage = tagged.passage
        entry.add_text("text", tagged.stems)
        entry.add_text("lead_in", self._words(" ".join((*passage.lead_in, *passage.columns))))
        entry.add_text("heading", self._words(" ".join(passage.path)))
        entry.add_text("title", self._words(title))
        entry.add_text("own_concepts", " ".join(tagged.own))
        entry.add_text("concepts", " ".join(concepts))
        entry.add_text("kind", _RECOMMENDATION if passage.recommendation else "")
        self._writer.add_document(entry)

    @lru_cache(maxsize=4096)  # noqa: B019  # the writer lives as long as one build
    def _words(self, text: str) -> str:
        return self._analyzer.words(text)

    def finish(self) -> None:
        """Write what is left and let go of the folder."""
        self._writer.commit()
        self._writer.wait_merging_threads()


class LexicalIndex:
    """Search over one generation's passages."""

    def __init__(self, folder: Path, *, boosts: dict[str, float]) -> None:
        try:
            self._index = Index.open(str(folder))
        except ValueError as error:
            raise LibraryBroken(
                f"{folder}: the index cannot be opened ({error}). Run: curbside library rebuild"
            ) from None
        self._searcher = self._index.searcher()
        self._schema = self._index.schema
        self._boosts = boosts

    def search(
        self,
        stems: Mapping[str, float],
        concepts: Iterable[str],
        wider: Iterable[str] = (),
        *,
        limit: int,
        recommendations: bool = False,
        naming: Iterable[Iterable[str]] = (),
    ) -> list[Found]:
        """Passages that hold any of the words or concepts, best first.

        Args:
            stems: of the words that are looked for, each with its weight.
            concepts: keys that are looked for.
            wider: keys of what those are kinds of; a passage on the class may speak of its member.
            limit: most passages returned.
            recommendations: whether only recommendations with a grade are looked for; scores stay the same.
            naming: sets of keys, of each of which a passage must name one, by itself or by headings or title.
        """
        clauses: list[tuple[Occur, Query]] = []
        for stem, weight in stems.items():
            for field in FIELDS:
                term = Query.term_query(self._schema, field, stem)
                clauses.append((Occur.Should, Query.boost_query(term, self._boosts[field] * weight)))
        for key in concepts:
            for field, boost in (("own_concepts", 1.0), ("concepts", 0.6)):
                term = Query.term_query(self._schema, field, key)
                clauses.append((Occur.Should, Query.boost_query(term, boost)))
        for key in wider:
            term = Query.term_query(self._schema, "own_concepts", key)
            clauses.append((Occur.Should, Query.boost_query(term, _WIDER_BOOST)))
        if not clauses:
            return []
        query = Query.boolean_query(clauses)
        demanded = [[("kind", _RECOMMENDATION)]] if recommendations else []
        demanded += [[("concepts", key) for key in keys] for keys in naming]
        for terms in demanded:
            any_of = [(Occur.Should, Query.term_query(self._schema, field, term)) for field, term in terms]
            only = Query.const_score_query(Query.boolean_query(any_of), 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, only)])
        hits = self._searcher.search(query, limit).hits
        return [Found(int(self._searcher.doc(address)["number"][0]), float(score)) for score, address in hits]
