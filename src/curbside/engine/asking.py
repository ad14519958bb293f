"""Answers from one generation of the library."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Self

from curbside import __version__
from curbside.answering.emergencies import calls_for_help
from curbside.answering.followups import FollowUp, follow_up
from curbside.answering.interpret import Interpreter
from curbside.answering.pipeline import Answering
from curbside.answering.ranking import Ranker
from curbside.answering.related import answers_from, suggestions
from curbside.answering.scope import out_of_scope
from curbside.config import Settings
from curbside.domain.answers import Answer, Evidence
from curbside.domain.documents import Body, Document
from curbside.domain.events import Completed, Event
from curbside.domain.questions import CLINICIAN, Interpretation, Question, Reader
from curbside.domain.text import clean, one_line
from curbside.engine.meaning import open_embedder, open_pair_reader
from curbside.engine.model import open_generator
from curbside.language.word_vectors import word_vectors
from curbside.library.store import Intake, Store
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.dense import VECTORS, DenseIndex
from curbside.retrieval.lexical import Analyzer, LexicalIndex
from curbside.retrieval.retriever import Retriever


def field_boosts(settings: Settings) -> dict[str, float]:
    """Weight of each field of the index in search."""
    return {
        "text": settings.text_boost,
        "lead_in": settings.lead_in_boost,
        "heading": settings.heading_boost,
        "title": settings.title_boost,
    }


_RELATED = 4  # questions shown
_REMEMBERED = 500  # answers to related questions, in one process: they are the same for everybody


def _sense(answer: Answer) -> tuple[frozenset[str], frozenset[str]]:
    """What a question is about and asks for: two of the same sense are one."""
    read = answer.interpretation
    assert read is not None  # noqa: S101  # an answer with claims was read
    return frozenset(m.key for m in read.concepts), frozenset(slot.value for slot in read.slots)


class Engine:
    """Answers questions from one library generation. Threads may share it; it holds no state of a reader's question."""

    def __init__(self, settings: Settings, place: Path) -> None:
        self.generator = open_generator(settings)
        self.settings = settings
        self.place = place
        self.generation = place.name
        self.store = Store(place / "store.sqlite")
        self.lexicon = Lexicon.load(place / "lexicon.json")
        self.analyzer = Analyzer()
        self.vectors = word_vectors()
        index = LexicalIndex(place / "index", boosts=field_boosts(settings))
        embedder = open_embedder(settings)
        reader = open_pair_reader(settings)
        dense = DenseIndex(place / VECTORS, embedder.embed_one) if embedder else None
        self.retriever = Retriever(self.store, index, self.lexicon, self.analyzer, dense=dense)
        self._interpreter = Interpreter(lexicon=self.lexicon, store=self.store, analyzer=self.analyzer)
        self._answered = lru_cache(maxsize=_REMEMBERED)(lambda text: self.answer(text, with_model=False))
        self._answering = Answering(
            store=self.store,
            lexicon=self.lexicon,
            analyzer=self.analyzer,
            retriever=self.retriever,
            vectors=self.vectors,
            ranker=Ranker.load(dense=settings.dense),
            candidates=settings.candidates,
            max_question_chars=settings.max_question_chars,
            generation=self.generation,
            version=__version__,
            generator=self.generator,
            read=reader.read if reader else None,
        )

    def close(self) -> None:
        """Let go of the library's files, and of connections to a model."""
        self.store.close()
        if self.generator is not None:
            self.generator.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def stream(
        self,
        text: str,
        *,
        reader: Reader = CLINICIAN,
        as_of: date | None = None,
        with_model: bool = True,
    ) -> Iterator[Event]:
        """What happens on the way to an answer; the last event carries it.

        `as_of`: answer from the editions that were current on that day. `with_model`: whether the model, where one is
        set, orders and words what is found.

        Raises:
            BadQuestion: the text is empty, too long, or holds no word; the reader has no profile.
            LibraryEmpty: there is nothing to answer from.
        """
        return self._answering.stream(Question(text=text, reader=reader, as_of=as_of), with_model=with_model)

    def answer(
        self,
        text: str,
        *,
        reader: Reader = CLINICIAN,
        as_of: date | None = None,
        with_model: bool = True,
    ) -> Answer:
        """The answer to a question: `stream` run to its last event."""
        *_, last = self.stream(text, reader=reader, as_of=as_of, with_model=with_model)
        assert isinstance(last, Completed)  # noqa: S101  # the pipeline's promise, see domain.events
        return last.answer

    def follow_up(self, text: str, earlier: str) -> FollowUp:
        """A question read with the one before it; `earlier` as that one was read.

        An emergency, and what is out of scope, is judged by the words as they were typed: put into another question
        they may no longer be recognised.
        """
        readable = one_line(clean(text))
        too_long = len(readable) > self.settings.max_question_chars  # refused when it is asked
        if too_long or calls_for_help(readable) or out_of_scope(readable):
            return FollowUp(asked=readable, read_as=readable)

        def interpret(question: str) -> Interpretation:
            return self._interpreter.interpret(Question(text=one_line(clean(question))))

        return follow_up(readable, earlier, interpret=interpret, lexicon=self.lexicon)

    def with_related(self, answer: Answer) -> Answer:
        """The answer with related questions, each of which was asked and is answered from where it came from.

        Costs up to six runs of the engine, without a model; the answer's own time stays as it was.
        """
        if not answer.claims or answer.question.as_of:
            return answer  # related questions are asked of the library as it is
        seen = [_sense(answer)]
        kept: list[str] = []
        for suggestion in suggestions(answer, self.store.sections, self.lexicon):
            own = self._answered(suggestion.text)
            if own.claims and answers_from(own, suggestion) and _sense(own) not in seen:
                seen.append(_sense(own))
                kept.append(suggestion.text)
            if len(kept) == _RELATED:
                break
        return replace(answer, related=tuple(kept))

    def search(self, text: str, *, limit: int) -> list[Evidence]:
        """Passages for a query, best first."""
        return self.retriever.search(clean(text), limit=limit)

    def documents(self) -> Sequence[Document]:
        """All documents of the library, by id."""
        return self.store.documents

    def intake(self, document_id: str) -> Intake:
        """What was found in a document's file when it was read."""
        return self.store.intake(document_id)

    def editions(self, document: Document) -> tuple[Sequence[Document], Sequence[Document]]:
        """Held documents that a document replaces, and those that replace it."""
        others = [other for other in self.store.documents if other.id != document.id]
        title = document.superseded_by.title if document.superseded_by else ""
        older = [
            o for o in others if o.superseded_by and o.superseded_by.held and o.superseded_by.title == document.title
        ]
        return older, [other for other in others if title and other.title == title]

    def document(self, document_id: str) -> tuple[Document, Body]:
        """A document and its words, by id or the unambiguous beginning of one."""
        document = self.store.document(document_id)
        return document, self.store.body(document.id)
