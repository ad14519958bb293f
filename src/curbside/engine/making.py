"""One source → one reading: read, laid out, described, its concepts and stems noted. Runs in the confined process."""

from curbside.domain.documents import Passage, PassageKind
from curbside.ingestion.pipeline import ingest
from curbside.library.duplicates import sketch_of
from curbside.library.readings import Reading
from curbside.library.sources import Source
from curbside.library.store import Intake, Tagged
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer


def make_reading(source: Source, *, lexicon: Lexicon, analyzer: Analyzer) -> Reading:
    """All that a generation needs of a source.

    Raises:
        UnreadableDocument: it cannot be read; the message says why and what to do.
    """
    ingested = ingest(source)
    title = ingested.document.title
    tagged = [tag(passage, title, lexicon, analyzer) for passage in ingested.body.passages]
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


def tag(passage: Passage, title: str, lexicon: Lexicon, analyzer: Analyzer) -> Tagged:
    """A passage with its concepts and stems; `title` is that of its document."""
    near = " . ".join((passage.label, *passage.path[-1:], *passage.lead_in))
    around = " . ".join((title, *passage.path, *passage.lead_in, *passage.columns))
    return Tagged(
        passage=passage,
        own=frozenset(mention.key for mention in lexicon.find(passage.text, context=around)),
        near=frozenset(mention.key for mention in lexicon.find(near, context=passage.text)),
        around=frozenset(mention.key for mention in lexicon.find(around, context=passage.text)),
        stems=analyzer.words(passage.text),
        near_stems=analyzer.words(near),
        around_stems=analyzer.words(passage.context),
    )
