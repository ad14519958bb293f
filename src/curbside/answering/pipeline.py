"""A question's journey: interpret, retrieve, gate, compose, verify. The conductor; every step knows no other.

`stream` yields what happens as events; the last one carries the answer, so web page, command line and tests share
one path.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from curbside.answering.beside import REACH, complete, leading
from curbside.answering.candidates import find_candidates, rank
from curbside.answering.compose import Draft, claim_from, compose, in_short
from curbside.answering.conflicts import PRECEDENCE, Difference, find_difference
from curbside.answering.differing import find_differing
from curbside.answering.emergencies import emergency_in, may_be_emergency
from curbside.answering.followups import follow_up
from curbside.answering.gate import Gate, failing_organs, open_gate
from curbside.answering.graded import FEW, with_graded
from curbside.answering.interpret import Interpreter
from curbside.answering.opening import given_and_had
from curbside.answering.profiles import PROFILES
from curbside.answering.ranking import Candidate, Ranker
from curbside.answering.reader_wording import word_for
from curbside.answering.reading import ReadPairs, with_reading
from curbside.answering.references import nearest, number
from curbside.answering.refusal import gaps, refusal
from curbside.answering.rewording import reword, without_model
from curbside.answering.scope import out_of_scope
from curbside.answering.subject import AGE_GROUPS, Asked, drugs_at_a_value, on_another_disease
from curbside.answering.values import not_told
from curbside.answering.verify import check_located, check_wording
from curbside.domain.answers import (
    Answer,
    AnswerSection,
    Claim,
    Conflict,
    Dropped,
    Evidence,
    Outcome,
    Position,
    Support,
)
from curbside.domain.documents import Document, Status
from curbside.domain.errors import BadQuestion, LibraryEmpty
from curbside.domain.events import Checked, Completed, Event, Interpreted, Retrieved
from curbside.domain.questions import ConceptType, Interpretation, Question
from curbside.domain.text import clean, fold, one_line
from curbside.language.generator import Generator
from curbside.language.word_vectors import WordVectors
from curbside.library.store import Store
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer
from curbside.retrieval.retriever import Retriever

_NEAREST = 3
# Where a question falls into parts that can be answered alone.
_APART = re.compile(r"[?;].*\w")  # two questions, each with its own mark
_PARTS = re.compile(
    r"\?\s+|;\s+|,?\s+and\s+(?=(?:(?:at|for|in|from|to|up to|after|until|by|on|with|within)\s+(?:which|what|how)|which|"
    r"what|how|who|when|where|why|is|are|can|could|should|do|does|did|will|would)\b)",
    re.I,
)
_WHOM_TO_CALL = "your emergency number (112, 911, 999 or your local one) or, in hospital, the emergency team"
ALARM = f"Is this happening now? Get help first: call {_WHOM_TO_CALL}. Curbside does not direct care in an emergency."
EMERGENCY_NOTICE = (
    f"{{name}}: get help now. Call {_WHOM_TO_CALL}. Curbside is no substitute for that and does not answer a question "
    "about an emergency in progress."
)


class Answering:
    """Answers questions from one library."""

    def __init__(
        self,
        *,
        store: Store,
        lexicon: Lexicon,
        analyzer: Analyzer,
        retriever: Retriever,
        vectors: WordVectors,
        ranker: Ranker,
        candidates: int,
        max_question_chars: int,
        generation: str,
        version: str,
        generator: Generator | None = None,
        read: ReadPairs | None = None,
    ) -> None:
        self._store = store
        self._lexicon = lexicon
        self._analyzer = analyzer
        self._retriever = retriever
        self._vectors = vectors
        self._interpreter = Interpreter(lexicon=lexicon, store=store, analyzer=analyzer)
        self._ranker = ranker
        self._candidates = candidates
        self._longest = max_question_chars
        self._generation = generation
        self._version = version
        self._generator = generator
        self._read = read

    def stream(self, question: Question, *, with_model: bool = True) -> Iterator[Event]:
        """The events of answering one question, `Completed` last.

        `with_model`: whether the model, where there is one, orders and words what is found.

        Raises:
            BadQuestion: the question cannot be read as one, or no profile has its reader's key.
            LibraryEmpty: there is nothing to answer from.
        """
        started = time.perf_counter()
        profile = PROFILES.get(question.reader)
        if profile is None:
            raise BadQuestion(f"There is no reader “{question.reader}”. Choose one of: {', '.join(PROFILES)}.")
        question = replace(question, text=self._readable(question.text))
        answer: Answer | None = None
        if flag := emergency_in(question.text):
            answer = self._bare(question, Outcome.EMERGENCY, EMERGENCY_NOTICE.format(name=flag.name))
        elif reason := out_of_scope(question.text):
            answer = self._bare(question, Outcome.OUT_OF_SCOPE, reason)
        else:
            if not self._store.documents:
                raise LibraryEmpty(
                    "The library holds no document, so there is nothing to answer from. Add some with: curbside "
                    "ingest PATH, or allow the starter library (CURBSIDE_STARTER=true)."
                )
            for event in self._from_library(question, self._generator if with_model else None):
                if isinstance(event, Completed):
                    answer = event.answer
                else:
                    yield event
        assert answer is not None  # noqa: S101  # _from_library ends with Completed
        if answer.outcome is not Outcome.EMERGENCY and may_be_emergency(question.text):
            answer = replace(answer, alarm=ALARM)
        answer = word_for(answer, profile, lexicon=self._lexicon)
        elapsed = round((time.perf_counter() - started) * 1000, 1)
        yield Completed(answer=replace(answer, elapsed_ms=elapsed))

    def _readable(self, text: str) -> str:
        readable = one_line(clean(text))
        if not re.search(r"\w", readable):
            raise BadQuestion(
                "The question is empty. Type a clinical question, for example: dose of alteplase in stroke"
            )
        if len(readable) > self._longest:
            raise BadQuestion(
                f"The question has {len(readable):,} characters; {self._longest:,} are allowed. Ask one question, "
                "without the letters or results around it."
            )
        return readable

    def _bare(self, question: Question, outcome: Outcome, notice: str) -> Answer:
        """An answer without claims."""
        return Answer(
            question=question,
            outcome=outcome,
            interpretation=None,
            notice=notice,
            library_generation=self._generation,
            engine_version=self._version,
        )

    # -- from the library --------------------------------------------------------------------------------------

    def _from_library(self, question: Question, generator: Generator | None) -> Iterator[Event]:
        interpretation = self._interpreter.interpret(question)
        yield Interpreted(interpretation=interpretation)
        ranked = self._ranked(interpretation, as_of=question.as_of)
        searched = self._store.held
        yield Retrieved(documents=searched, passages=len(ranked))
        gate = open_gate(ranked, interpretation, lexicon=self._lexicon, ranker=self._ranker)
        missing: tuple[str, ...] = ()
        if not gate.passed or (_APART.search(question.text) and not any(c.features["subject"] for c in gate.passed)):
            interpretation, ranked, gate, missing = self._by_parts(question, interpretation, ranked, gate)
        if not gate.passed:
            yield Completed(answer=self._not_held(question, interpretation, ranked, gate, searched))
            return
        difference = self._difference(gate, interpretation, as_of=question.as_of)
        draft = compose(
            gate.passed,
            interpretation,
            ranker=self._ranker,
            lexicon=self._lexicon,
            difference=difference,
        )
        draft = self._completed(draft, interpretation)
        answer = self._verified(question, interpretation, draft, difference)
        missing = (*missing, *_not_held_at_all(answer, interpretation, self._lexicon))
        missing += tuple(_not_spoken_of(answer, interpretation, self._lexicon))
        if answer.claims:
            answer = self._with_outcome(answer, missing)
        if answer.claims and generator is not None:
            answer = self._with_model(answer, draft, difference, generator)
        yield Checked(shown=len(answer.claims), dropped=len(answer.dropped))
        if not answer.claims:
            bare = self._not_held(question, interpretation, ranked, gate, searched)
            yield Completed(answer=replace(bare, dropped=answer.dropped))
            return
        yield Completed(answer=replace(answer, considered=len(ranked), searched=searched))

    def _difference(self, gate: Gate, interpretation: Interpretation, *, as_of: date | None) -> Difference | None:
        """Where sources differ on what is asked: in the number or the choice, or in which way they point."""

        def search(words: str, concepts: frozenset[str]) -> Sequence[Evidence]:
            stems = dict.fromkeys(self._analyzer.stems(words))
            return self._retriever.retrieve(list(stems), concepts, limit=self._candidates, as_of=as_of)

        found = find_difference(gate.passed, interpretation, lexicon=self._lexicon)
        return found or find_differing(interpretation, search, lexicon=self._lexicon)

    def _ranked(self, interpretation: Interpretation, *, as_of: date | None) -> list[Candidate]:
        def search(stems: Sequence[str], concepts: Sequence[str], text: str) -> Sequence[Evidence]:
            return self._retriever.retrieve(
                stems,
                concepts,
                limit=self._candidates,
                as_of=as_of,
                meaning=text,
                naming=given_and_had(interpretation, self._lexicon),
            )

        candidates = find_candidates(
            interpretation,
            search,
            store=self._store,
            lexicon=self._lexicon,
            analyzer=self._analyzer,
            vectors=self._vectors,
        )
        if self._read is not None:
            candidates = with_reading(rank(candidates, self._ranker.first), interpretation.text, self._read)
        return rank(candidates, self._ranker)

    def _completed(self, draft: Draft, interpretation: Interpretation) -> Draft:
        """The draft with what its documents recommend, what stands beside its lead, and what of that is left out."""
        leads = {lead.statement.passage.document_id: lead.evidence for lead in reversed(leading(draft))}
        recommended = {key: self._retriever.recommendations(lead, most=FEW) for key, lead in leads.items()}
        around = {key: self._retriever.around(lead, reach=REACH) for key, lead in leads.items()}
        draft = with_graded(draft, recommended, interpretation, self._lexicon)
        return complete(draft, around, interpretation, self._lexicon)

    def _by_parts(
        self, question: Question, whole: Interpretation, ranked: list[Candidate], gate: Gate
    ) -> tuple[Interpretation, list[Candidate], Gate, tuple[str, ...]]:
        """Of a compound question, the first part that the library answers; every other one is named as missing."""
        parts = [part.strip(" ,?") for part in _PARTS.split(question.text) if part.strip(" ,?")]
        if len(parts) < 2:
            return whole, ranked, gate, ()
        answered = None
        missing: list[str] = []
        lacking = False
        for place, part in enumerate(parts):
            # "And for how long" is read with what the first part names, as one would who asks it next.
            said = self._after(part, parts[0]) if place else part
            interpretation = self._interpreter.interpret(replace(question, text=said))
            candidates = self._on_the_same_disease(self._ranked(interpretation, as_of=question.as_of), whole)
            opened = open_gate(candidates, interpretation, lexicon=self._lexicon, ranker=self._ranker)
            if opened.passed and not Asked.of(interpretation, self._lexicon).all:
                missing.append(part)  # "and how often" says of nothing how often
                lacking = True
            elif (
                opened.passed
                and answered is None
                and _tells_as_much_of_the_patient(interpretation, whole)
                and (not place or self._names_a_condition(part))
            ):
                answered = (interpretation, candidates, opened)
            elif opened.passed:
                missing.append(f"{part} (the library speaks of it: ask it alone)")
            else:
                lacking = True
                missing.append(part)
        # Parts that are each held but not together may be one question ("X with Y"), unless they are set apart.
        if answered is None or not (lacking or _APART.search(question.text)):
            return whole, ranked, gate, ()
        return (*answered, tuple(missing))

    def _names_a_condition(self, part: str) -> bool:
        """Whether a part behind the first can stand alone. "Ok with theophylline?" asks about what stands before it."""
        named = self._interpreter.interpret(Question(text=part)).concepts
        return any(mention.type is ConceptType.CONDITION for mention in named)

    def _after(self, part: str, first: str) -> str:
        """A part of a question with what it leaves to the first part to name."""
        return follow_up(
            part,
            first,
            interpret=lambda text: self._interpreter.interpret(Question(text=text)),
            lexicon=self._lexicon,
        ).read_as

    def _on_the_same_disease(self, candidates: Sequence[Candidate], whole: Interpretation) -> list[Candidate]:
        """Candidates for a part without documents on another disease than the whole question names: "how many days of
        prednisolone" of a question on COPD is not answered by asthma's."""
        asked = Asked.of(whole, self._lexicon)
        return [c for c in candidates if not on_another_disease(c.evidence, asked, whole, self._lexicon)]

    # -- verification ------------------------------------------------------------------------------------------

    def _verified(
        self, question: Question, interpretation: Interpretation, draft: Draft, difference: Difference | None
    ) -> Answer:
        dropped: list[Dropped] = []
        texts: dict[str, str] = {}

        def check(candidate: Candidate, key: str) -> Claim | None:
            claim = claim_from(candidate, key=key)
            reasons = self._faults(claim, candidate, texts)
            if reasons:
                dropped.append(Dropped(text=claim.statement, reason="; ".join(reasons)))
                return None
            verdict = check_wording(claim.statement, [candidate.statement.window()], lexicon=self._lexicon)
            if verdict.support is not Support.SUPPORTED:
                dropped.append(Dropped(text=claim.statement, reason="; ".join(verdict.reasons)))
                return None
            return replace(claim, verdict=verdict)

        headline = next((claim for cut in draft.headlines if (claim := check(cut, "c1"))), None)
        sections = []
        count = 1
        for key, heading, candidates in draft.sections:
            claims = []
            for candidate in candidates:
                count += 1
                if claim := check(candidate, f"c{count}"):
                    claims.append(claim)
            if claims:
                sections.append(AnswerSection(key=key, heading=heading, claims=tuple(claims)))
        conflicts = self._conflicts(difference, interpretation, headline, check) if difference else ()
        untold = _untold(draft, sections, check)
        if closing := in_short(headline, sections):
            sections.append(closing)
        answer = self._numbered(question, interpretation, headline, sections, conflicts, dropped)
        return replace(answer, limitations=(*answer.limitations, *untold))

    def _with_model(self, plain: Answer, draft: Draft, difference: Difference | None, generator: Generator) -> Answer:
        """The answer as a model orders and words it. Whether and how far the question is answered stays as it was found
        without one, and so does what the answer rests on first; else the answer stays as it is."""
        assert plain.interpretation is not None  # noqa: S101  # it has claims
        reworded = reword(draft, plain.question.text, generator=generator, lexicon=self._lexicon)
        if not reworded.changed:
            return replace(plain, worded=reworded.worded)
        answer = self._verified(plain.question, plain.interpretation, reworded.draft, difference)
        if not _rests_on_the_same(plain, answer):
            return replace(plain, worded=without_model(generator.name, "would have changed what it rests on"))
        return replace(
            answer,
            outcome=plain.outcome,
            missing=plain.missing,
            worded=reworded.worded,
            dropped=tuple(dict.fromkeys((*answer.dropped, *reworded.dropped))),
        )

    def _faults(self, claim: Claim, candidate: Candidate, texts: dict[str, str]) -> tuple[str, ...]:
        passage = candidate.statement.passage
        if passage.document_id not in texts:
            texts[passage.document_id] = self._store.text(passage.document_id)
        text = texts[passage.document_id]
        return tuple(
            reason for citation in claim.citations for reason in check_located(citation, passage=passage, text=text)
        )

    def _conflicts(
        self,
        difference: Difference,
        interpretation: Interpretation,
        headline: Claim | None,
        check: Callable[[Candidate, str], Claim | None],
    ) -> tuple[Conflict, ...]:
        asked = " or ".join(interpretation.alternatives)
        positions = []
        for number_, stand in enumerate(difference.stands, start=1):
            claim = check(stand.candidate, f"p{number_}")
            if claim is None:
                continue
            says = (
                claim.statement
                if stand.states
                else f"Does not address {asked or 'what was asked'}; says: {claim.statement}"
            )
            positions.append(
                Position(
                    document=stand.document,
                    population=_population_of(stand.candidate, interpretation, self._lexicon),
                    text=says,
                    claim=claim,
                )
            )
        followed = difference.followed.document.id
        if len(positions) < 2 or followed not in {position.document.id for position in positions}:
            return ()
        leads = headline is not None and headline.citations[0].document_id == followed
        return (
            Conflict(
                topic=difference.topic,
                positions=tuple(positions),
                followed=followed,
                why=f"{difference.why(leads=leads)} Precedence: {PRECEDENCE}.",
            ),
        )

    def _numbered(
        self,
        question: Question,
        interpretation: Interpretation,
        headline: Claim | None,
        sections: Sequence[AnswerSection],
        conflicts: tuple[Conflict, ...],
        dropped: Sequence[Dropped],
    ) -> Answer:
        shown = [
            *([headline] if headline else []),
            *(claim for section in sections for claim in section.claims),
        ]
        compared = [p.claim for conflict in conflicts for p in conflict.positions if p.claim]
        documents = {document.id: document for document in self._store.documents}
        quotes, references = number([*shown, *compared], {str(k): v for k, v in documents.items()})
        answer = Answer(
            question=question,
            outcome=Outcome.ANSWERED,
            interpretation=interpretation,
            headline=headline,
            sections=tuple(sections),
            conflicts=conflicts,
            quotes=quotes,
            references=references,
            dropped=tuple(dict.fromkeys(dropped)),  # one statement may be tried in a section and in the table
            queries=(question.text,),
            library_generation=self._generation,
            engine_version=self._version,
        )
        return replace(answer, limitations=tuple(_limitations(answer, interpretation, self._lexicon)))

    def _with_outcome(self, answer: Answer, missing: tuple[str, ...]) -> Answer:
        """ "partly" where a part was not answered, or where only a superseded edition speaks."""
        documents = {reference.document.id: reference.document for reference in answer.references}
        leading = [answer.headline] if answer.headline else list(answer.claims[:3])
        sources = [documents[citation.document_id] for claim in leading for citation in claim.citations]
        editions: list[str] = []
        if sources and all(source.status is Status.SUPERSEDED for source in sources):
            editions = [_current_edition(source) for source in dict.fromkeys(sources)]
        gaps = (*missing, *dict.fromkeys(editions))
        return replace(answer, outcome=Outcome.PARTLY if gaps else Outcome.ANSWERED, missing=gaps)

    def _not_held(
        self,
        question: Question,
        interpretation: Interpretation,
        ranked: Sequence[Candidate],
        gate: Gate,
        searched: int,
    ) -> Answer:
        documents = list(dict.fromkeys(candidate.evidence.document for candidate in ranked))[:_NEAREST]
        said = " ".join((refusal(gate, ranked, interpretation, self._lexicon), *_read_as(interpretation)))
        return Answer(
            question=question,
            outcome=Outcome.NOT_IN_LIBRARY,
            interpretation=interpretation,
            notice=f"{said} The nearest documents are listed; none of them answers it.",
            missing=gaps(gate),
            references=nearest(documents),
            considered=len(ranked),
            searched=searched,
            queries=(question.text,),
            library_generation=self._generation,
            engine_version=self._version,
        )


def _rests_on_the_same(plain: Answer, worded: Answer) -> bool:
    """Whether two answers open with the same quote, or both with none, and have one table of differing sources."""
    opening = [answer.headline.citations if answer.headline else () for answer in (plain, worded)]
    return opening[0] == opening[1] and plain.conflicts == worded.conflicts and bool(worded.claims)


def _population_of(candidate: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> str:
    """For whom a source speaks, by the concepts it names itself; its conditions where it names no group of people."""
    evidence = candidate.evidence
    named = [key for key in sorted(evidence.own | evidence.near) if lexicon[key].type is ConceptType.POPULATION]
    if not named:
        asked = {m.key for m in interpretation.concepts if m.type is ConceptType.CONDITION}
        named = sorted(asked & (evidence.concepts | evidence.scope))
    return ", ".join(lexicon.name(key) for key in named) or "not stated"


def _current_edition(document: Document) -> str:
    successor = document.superseded_by
    return f"current edition: {successor.name}" if successor else f"current edition of {document.title}"


def _not_held_at_all(answer: Answer, interpretation: Interpretation, lexicon: Lexicon) -> Iterator[str]:
    """What the question is about and no passage of the library names: answered is then only the rest.

    A thing may stand in another's name: who asks about tetanus is answered by "tetanus toxoid".
    """
    shown = fold(" . ".join(claim.statement for claim in answer.claims))
    typed = {m.key: fold(interpretation.text[m.start : m.end]) for m in interpretation.concepts if not m.held}
    return (
        lexicon.name(key)
        for key, words in typed.items()
        if key not in interpretation.aside and not re.search(rf"\b{re.escape(words)}\b", shown)
    )


def _not_spoken_of(answer: Answer, interpretation: Interpretation, lexicon: Lexicon) -> Iterator[str]:
    """Values and drugs of the question that no statement shown, heading or title speaks of, be it as their kind."""
    for key in _untold_values(answer, interpretation, lexicon):
        yield f"what follows from the {lexicon.name(key)} given: no statement shown speaks of it"
    for key in _untold_drugs(interpretation, _named(answer, lexicon), lexicon):
        yield f"{lexicon.name(key)}: no statement shown speaks of it"
    said = " ".join(" ".join((claim.statement, *claim.citations[0].context)) for claim in answer.claims)
    for dose, around in failing_organs(interpretation, lexicon):
        if not around.search(said):
            yield f"{dose}: no statement shown speaks of it"


def _untold_values(answer: Answer, interpretation: Interpretation, lexicon: Lexicon) -> list[str]:
    """Keys of the tests that values belong to and that nothing shown names. Where nothing but drugs is named beside, it
    must name one of these or its class as well: at which eGFR another drug is safe is another matter."""
    drugs = drugs_at_a_value(interpretation, lexicon)
    told: frozenset[str] = frozenset()
    for claim in answer.claims if drugs else ():
        named = lexicon.keys(" . ".join((claim.statement, *claim.citations[0].context)))
        if named & lexicon.with_broader(drugs) or drugs & lexicon.with_broader(named):
            told |= named
    return not_told(interpretation.values, lexicon.with_broader(told if drugs else _named(answer, lexicon)), lexicon)


def _untold_drugs(interpretation: Interpretation, named: frozenset[str], lexicon: Lexicon) -> list[str]:
    """Drugs that the question names and the library holds, and that are not named, not even as their kind; in order."""
    told = lexicon.with_broader(named)
    drugs = (m for m in interpretation.concepts if m.type is ConceptType.DRUG and not lexicon[m.key].generic)
    held = dict.fromkeys(m.key for m in drugs if m.held and m.key not in interpretation.background)
    return [key for key in held if key not in told and not lexicon.line(key) & named]


def _tells_as_much_of_the_patient(part: Interpretation, whole: Interpretation) -> bool:
    """Whether a part of a question leaves out neither an age group nor a value that the others tell."""
    return not whole.populations & AGE_GROUPS - part.populations and set(whole.values) <= set(part.values)


def _read_as(interpretation: Interpretation) -> Iterator[str]:
    for typed, read in interpretation.read_as.items():
        yield f"“{typed}” was read as “{read}”. Ask again if something else was meant."


def _unnamed(answer: Answer, interpretation: Interpretation, lexicon: Lexicon) -> list[str]:
    """What else the question names and neither the statements shown, nor headings, nor titles of sources do."""
    shown = _named(answer, lexicon)
    told = lexicon.with_broader(shown)
    # A value or a drug that nothing speaks of is "missing", and so is what the library does not hold.
    said = {*_untold_values(answer, interpretation, lexicon), *_untold_drugs(interpretation, shown, lexicon)}
    named = dict.fromkeys(
        m.key
        for m in interpretation.concepts
        if not lexicon[m.key].generic and (m.held or m.key in interpretation.aside)
    )
    return [lexicon.name(key) for key in named if key not in told | said]


def _named(answer: Answer, lexicon: Lexicon) -> frozenset[str]:
    """Keys of what the statements shown, their headings and the titles of their sources name."""
    shown = [" . ".join((c.statement, *c.citations[0].context)) for c in answer.claims]
    shown += [reference.document.title for reference in answer.references]
    return frozenset(mention.key for words in shown for mention in lexicon.find(words))


_UNTOLD = 4  # statements left out that are quoted; of more only the number is told


def _untold(
    draft: Draft, sections: Sequence[AnswerSection], check: Callable[[Candidate, str], Claim | None]
) -> tuple[str, ...]:
    """What stands in the source beside the leading statement and is not shown, with the reason."""
    shown = {(c.document_id, c.start) for section in sections for claim in section.claims for c in claim.citations}
    lines = []
    for candidate in draft.beside:
        citation = candidate.statement.citation()
        if (citation.document_id, citation.start) not in shown:
            lines.append(f"Limits what is said first, but its words did not pass the check: see {citation.locator}.")
    by_reason: dict[str, list[str]] = {}
    for candidate, reason in draft.untold:
        if claim := check(candidate, "u1"):
            by_reason.setdefault(reason, []).append(f"“{claim.statement}”")
    for reason, said in by_reason.items():
        more = f" and {len(said) - _UNTOLD} more" if len(said) > _UNTOLD else ""
        lines.append(
            f"Left out, though it stands beside what is said first ({reason}): {'; '.join(said[:_UNTOLD])}{more}."
        )
    return tuple(lines)


_OFTEN_ASKED = ("children", "pregnancy", "renal-impairment", "older-adults")


def _limitations(answer: Answer, interpretation: Interpretation, lexicon: Lexicon) -> Iterator[str]:
    """What the answer does not cover, computed from what it shows."""
    if answer.question.as_of:
        yield f"Asked as of {answer.question.as_of.isoformat()}: what has changed since is not shown."
    yield from _read_as(interpretation)
    documents = [reference.document for reference in answer.references]
    if answer.headline:
        followed = next(d for d in documents if d.id == answer.headline.citations[0].document_id)
        if followed.is_secondary:
            yield (
                f"The direct answer rests on a secondary source: {followed.text_by}’s words on "
                f"“{followed.title}”, not checked against the original."
            )
    for document in documents:
        if document.status is Status.SUPERSEDED:
            current = _current_edition(document)
            held = document.superseded_by is not None and document.superseded_by.held
            holds = "holds too" if held else "does not hold"
            yield f"“{document.title}” ({document.year}) is superseded; {current}, which the library {holds}."
    if unnamed := _unnamed(answer, interpretation, lexicon):
        yield f"Named in the question, but in no statement shown: {', '.join(unnamed)}."
    gaps = dict.fromkeys(gap for document in documents for gap in document.gaps)
    if gaps:
        yield f"No source shown states anything on: {'; '.join(gaps)}."
    if any(m.type in (ConceptType.DRUG, ConceptType.CONDITION) for m in interpretation.concepts):
        said = lexicon.with_broader(m.key for c in answer.claims for m in lexicon.find(c.statement))
        silent = [
            lexicon.name(key)
            for key in _OFTEN_ASKED
            if key in lexicon and key not in said and key not in interpretation.populations
        ]
        if silent:
            yield f"None of the statements shown speaks of: {', '.join(silent)}."
