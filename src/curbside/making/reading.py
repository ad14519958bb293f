"""One source → one reading: read, laid out, described, its concepts and stems noted. Runs in the confined process."""

from collections.abc import Iterable

from curbside.domain.documents import Abbreviation, Passage, PassageKind
from curbside.ingestion.pipeline import ingest
from curbside.library.duplicates import sketch_of
from curbside.library.readings import Reading
from curbside.library.sources import Source
from curbside.library.store import Intake
from curbside.making.tagging import tag
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer


def make_reading(source: Source, *, lexicon: Lexicon, analyzer: Analyzer) -> Reading:
    """All that a generation needs of a source.

    Raises:
        UnreadableDocument: it cannot be read; the message says why and what to do.
    """
    ingested = ingest(source)
    title = ingested.document.title
    meant = _meant(ingested.body.abbreviations, lexicon)
    tagged = [tag(passage, title, lexicon, analyzer, meant) for passage in ingested.body.passages]
    words: dict[str, int] = {}
    for passage in ingested.body.passages:
        for stem in set(analyzer.stems(" ".join((passage.text, passage.context, title)))):
            words[stem] = words.get(stem, 0) + 1
    return Reading(
        document=ingested.document,
        body=ingested.body,
        tagged=tagged,
        words=words,
        intake=Intake(
            format=ingested.format,
            sections=len(ingested.body.sections),
            passages=len(ingested.body.passages),
            recommendations=sum(_is_graded(passage) for passage in ingested.body.passages),
            coverage=ingested.coverage,
            left_out=dict(ingested.left_out),
            warnings=list(ingested.warnings),
        ),
        sketch=sketch_of(tagged),
    )


def _is_graded(passage: Passage) -> bool:
    """A recommendation with a strength; a level of evidence alone is none, and a list repeats those of its items."""
    listed = passage.kind in (PassageKind.LIST, PassageKind.BRANCH)
    return passage.recommendation is not None and bool(passage.recommendation.strength) and not listed


def _meant(abbreviations: Iterable[Abbreviation], lexicon: Lexicon) -> dict[str, str]:
    """Abbreviations of a document that stand for one concept, and which; what the lexicon knows keeps its sense."""
    keys: dict[str, set[str | None]] = {}
    for entry in abbreviations:
        keys.setdefault(entry.short, set()).add(lexicon.named_by(entry.long))
    return {
        short: key
        for short, named in keys.items()
        if len(named) == 1 and (key := min(named, key=str)) and not (lexicon.keys(short) or lexicon.is_ambiguous(short))
    }
