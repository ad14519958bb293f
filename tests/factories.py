"""Valid things by default; a test names only what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from curbside.answering.candidates import make_candidates
from curbside.answering.interpret import Interpreter
from curbside.answering.ranking import Candidate
from curbside.answering.spoken import spoken_of
from curbside.answering.statement import statements_of
from curbside.answering.values import RangeFit
from curbside.domain.answers import Citation, Claim, Evidence, Support, Verdict
from curbside.domain.documents import (
    Body,
    Display,
    Document,
    DocumentId,
    Kind,
    Passage,
    PassageId,
    PassageKind,
    Section,
    Status,
)
from curbside.domain.questions import Interpretation, Question
from curbside.engine import Engine
from curbside.ingestion.pipeline import Ingested, ingest
from curbside.library.sources import Source, source_of
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer

WORDS = "Start amlodipine 5 mg once daily."


def a_document(**changes: Any) -> Document:
    """A current guideline, shown in full."""
    document = Document(
        id=DocumentId("a-guideline"),
        title="Hypertension in adults",
        publisher="A Society",
        kind=Kind.GUIDELINE,
        year=2024,
        edition="2024",
        status=Status.CURRENT,
        text_by="A Society",
        licence="CC BY 4.0",
        display=Display.FULL,
    )
    return replace(document, **changes)


def a_passage(text: str = WORDS, **changes: Any) -> Passage:
    """A list item that is the whole text of its document, unless offsets say otherwise."""
    start = changes.pop("start", 0)
    passage = Passage(
        id=PassageId("a-guideline#1"),
        document_id=DocumentId("a-guideline"),
        kind=PassageKind.ITEM,
        text=text,
        start=start,
        end=start + len(text),
        position=0,
        block=1,
        path=("Drug treatment",),
    )
    return replace(passage, **changes)


def a_body(*texts: str) -> Body:
    """Texts as passages, one below the other."""
    passages: list[Passage] = []
    start = 0
    for position, text in enumerate(texts or (WORDS,)):
        passages.append(a_passage(text, start=start, position=position, id=PassageId(f"a-guideline#{position + 1}")))
        start += len(text) + 1
    return Body(
        text="\n".join(passage.text for passage in passages),
        sections=(Section(path=("Drug treatment",), level=1, start=0),),
        passages=tuple(passages),
    )


def a_citation(passage: Passage | None = None, **changes: Any) -> Citation:
    """The whole of a passage, quoted."""
    passage = passage or a_passage()
    citation = Citation(
        passage_id=passage.id,
        document_id=passage.document_id,
        locator=passage.context,
        quote=passage.text,
        start=passage.start,
        end=passage.end,
        context=(*passage.path, *passage.lead_in, *passage.columns),
    )
    return replace(citation, **changes)


def a_claim(text: str = WORDS, *, citing: Passage | None = None, **changes: Any) -> Claim:
    """A supported claim that cites one passage."""
    claim = Claim(
        key="c1",
        text=text,
        lead="",
        citations=(a_citation(citing or a_passage(text)),),
        verdict=Verdict(support=Support.SUPPORTED),
    )
    return replace(claim, **changes)


def a_source(
    text: str | bytes = "# A guideline\n\n- Start amlodipine 5 mg once daily.\n",
    *,
    name: str = "source.md",
    **manifest: object,
) -> Source:
    """A Markdown file with a manifest."""
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    return source_of("a-guideline", name=name, data=data, manifest={"title": "A guideline", **manifest})


def an_ingested(markdown: str | bytes, *, name: str = "source.md", **manifest: object) -> Ingested:
    """Markdown as it goes into the library."""
    return ingest(a_source(markdown, name=name, **manifest))


def an_evidence(passage: Passage, lexicon: Lexicon, *, rank: int = 1, **document: Any) -> Evidence:
    """A passage as the search engine would hand it over, tagged by the lexicon."""
    described = a_document(**document)

    def keys(*words: str) -> frozenset[str]:
        return frozenset(mention.key for mention in lexicon.find(" . ".join(words)))

    own = keys(passage.text)
    words = Analyzer().words
    near = (passage.label, *passage.path[-1:], *passage.lead_in)
    return Evidence(
        passage=passage,
        document=described,
        own=own,
        near=keys(*near),
        stems=words(passage.text),
        near_stems=words(" . ".join(near)),
        around_stems=words(passage.context),
        concepts=lexicon.with_broader(own),
        scope=lexicon.with_broader(keys(described.title, *passage.path, *passage.lead_in, *passage.columns)),
        chapter=lexicon.with_broader(own),
        score=10.0 / rank,
        rank=rank,
        found_by="lexical",
    )


def a_candidate(text: str, *, status: Status = Status.CURRENT, **passage: Any) -> Candidate:
    """A passage's one statement, of which nothing is known but its words and its place."""
    made = a_passage(text, **passage)
    none = frozenset[str]()
    evidence = Evidence(
        passage=made, document=a_document(status=status), own=none, near=none, stems="", near_stems="",
        around_stems="", concepts=none, scope=none, chapter=none, score=1.0, rank=1, found_by="",
    )  # fmt: skip
    (statement,) = statements_of(made)
    return Candidate(statement=statement, evidence=evidence, features={}, fit=RangeFit.NONE)


def interpreted(question: str, engine: Engine) -> Interpretation:
    """What the engine's library lets one understand of a question."""
    reader = Interpreter(lexicon=engine.lexicon, store=engine.store, analyzer=engine.analyzer)
    return reader.interpret(Question(text=question))


def candidates_for(
    question: str, passages: Sequence[Passage], engine: Engine, **document: Any
) -> tuple[list[Candidate], Interpretation]:
    """Passages as candidates for a question, best first as given, with what was understood of it."""
    interpretation = interpreted(question, engine)
    evidence = [
        an_evidence(passage, engine.lexicon, rank=rank, **document) for rank, passage in enumerate(passages, start=1)
    ]
    made = make_candidates(
        evidence,
        interpretation,
        spoken_of(interpretation, store=engine.store, lexicon=engine.lexicon, analyzer=engine.analyzer),
        store=engine.store,
        lexicon=engine.lexicon,
        analyzer=engine.analyzer,
        vectors=engine.vectors,
    )
    return [replace(c, score=-float(c.evidence.rank)) for c in made], interpretation


def strings_in(answer: Mapping[str, Any]) -> str:
    """All that the claims of an answer's JSON say, lead-ins and headline included, one a line."""
    lines = [answer["headline"]["text"]] if answer["headline"] else []
    for section in answer["sections"]:
        lines += [
            f"{claim['lead']}: {claim['text']}" if claim["lead"] else claim["text"] for claim in section["claims"]
        ]
    return "\n".join(lines)
