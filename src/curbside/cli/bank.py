"""Figures over a question bank, by the definitions of the contract.

A bank is JSON Lines: {"id", "question", "reader"?, "outcome", "document"?, "must", "must_headline", "must_not",
"conflict"?: [[id prefix, pattern], …], "agree"?: the same, "twin"?: an id}; patterns are case-insensitive regular
expressions over plain text.
"""

import json
import re
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from curbside.cli.rates import Rate, percentile
from curbside.domain.answers import Answer, Claim, Outcome
from curbside.domain.errors import BadInput
from curbside.domain.questions import CLINICIAN, Reader
from curbside.domain.text import sentences
from curbside.engine import PROFILES, Engine

SCHEMA = "curbside.bank/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankQuestion:
    """One line of a bank."""

    id: str
    text: str
    reader: Reader
    outcome: str
    document: str
    must: tuple[re.Pattern[str], ...]
    must_headline: tuple[re.Pattern[str], ...]
    must_not: tuple[re.Pattern[str], ...]
    conflict: tuple[tuple[str, re.Pattern[str]], ...] = ()  # every side, by document, must be shown
    agree: tuple[tuple[str, re.Pattern[str]], ...] = ()  # documents that say the same: no conflict may be shown
    twin: str = ""  # id of the question that this one differs from in one thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one system answered, as far as the definitions look at it. Texts are plain."""

    outcome: str
    headline: str | None
    claims: tuple[str, ...]  # without the headline, in reading order
    leading_documents: frozenset[str]  # cited by the headline or the first four claims
    off_topic: int = 0  # claims that name none of the question's concepts
    cpu_ms: float = 0.0
    by_document: tuple[tuple[str, str], ...] = ()  # document and text of every claim and position, conflicts included
    conflict: bool = False  # a block of positions that differ is shown

    @property
    def all_texts(self) -> tuple[str, ...]:
        return ((self.headline,) if self.headline else ()) + self.claims

    @property
    def first_texts(self) -> str:
        """Headline and first four claims as one text."""
        return "\n".join([*([self.headline] if self.headline else []), *self.claims[:4]])


def load_bank(path: Path) -> list[BankQuestion]:
    """The questions of a bank.

    Raises:
        BadInput: a line is not what a bank's line is.
    """
    questions = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read ({error}). Give a bank of JSON Lines, UTF-8.") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            questions.append(
                BankQuestion(
                    id=str(entry["id"]),
                    text=str(entry["question"]),
                    reader=_reader(entry.get("reader", CLINICIAN)),
                    outcome=Outcome(entry["outcome"]).value,
                    document=str(entry.get("document", "")),
                    must=_patterns(entry.get("must", ())),
                    must_headline=_patterns(entry.get("must_headline", ())),
                    must_not=_patterns(entry.get("must_not", ())),
                    conflict=_sides(entry.get("conflict", ())),
                    agree=_sides(entry.get("agree", ())),
                    twin=str(entry.get("twin", "")),
                )
            )
        except (ValueError, KeyError, TypeError, re.error) as error:
            raise BadInput(f"{path}, line {number}: not a line of a question bank ({error}).") from None
    return questions


def _reader(key: object) -> Reader:
    if not isinstance(key, str) or key not in PROFILES:
        raise ValueError(f"reader must be one of {', '.join(PROFILES)}")
    return Reader(key)


def _patterns(texts: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(text, re.I) for text in texts)


def _sides(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((str(document), re.compile(pattern, re.I)) for document, pattern in pairs)


def measure(questions: Sequence[BankQuestion], engine: Engine) -> dict[str, Any]:
    """All figures of a bank, with the BM25 baseline beside them."""
    ours = _figures(questions, lambda question: _ask(question, engine))
    baseline = _figures(questions, lambda question: _first_sentence(question, engine))
    for key in ("questions", "failures", "claims_median", "off_topic_claims", "cpu_ms_p50", "cpu_ms_p95"):
        baseline.pop(key)
    return {"schema": SCHEMA, **ours, "baseline": baseline}


@dataclass(slots=True)
class _Tally:
    outcome: Rate = field(default_factory=Rate)
    coverage: Rate = field(default_factory=Rate)
    precision: Rate = field(default_factory=Rate)
    first_four: Rate = field(default_factory=Rate)
    recall: Rate = field(default_factory=Rate)
    cited: Rate = field(default_factory=Rate)
    answered_outside: Rate = field(default_factory=Rate)
    abstained: Rate = field(default_factory=Rate)
    off_topic: Rate = field(default_factory=Rate)
    conflicts: Rate = field(default_factory=Rate)
    false_conflicts: Rate = field(default_factory=Rate)
    violations: int = 0
    claims: list[int] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    failures: list[dict[str, str]] = field(default_factory=list)


def _figures(questions: Sequence[BankQuestion], ask: Callable[[BankQuestion], Shown]) -> dict[str, Any]:
    tally = _Tally()
    for question in questions:
        shown = ask(question)
        tally.cpu.append(shown.cpu_ms)
        for why in _judge(question, shown, tally):
            tally.failures.append({"id": question.id, "why": why})
    return {
        "questions": len(questions),
        "outcome_accuracy": tally.outcome.to_dict(),
        "headline_coverage": tally.coverage.to_dict(),
        "headline_precision": tally.precision.to_dict(),
        "key_fact_first_four": tally.first_four.to_dict(),
        "must_recall": tally.recall.to_dict(),
        "document_cited": tally.cited.to_dict(),
        "out_of_library_answered": tally.answered_outside.to_dict(),
        "false_abstention": tally.abstained.to_dict(),
        "conflicts_shown": tally.conflicts.to_dict(),
        "false_conflicts": tally.false_conflicts.to_dict(),
        "must_not_violations": tally.violations,
        "claims_median": statistics.median(tally.claims) if tally.claims else 0,
        "off_topic_claims": tally.off_topic.to_dict(),
        "cpu_ms_p50": percentile(tally.cpu, 0.50),
        "cpu_ms_p95": percentile(tally.cpu, 0.95),
        "failures": tally.failures,
    }


def _judge(question: BankQuestion, shown: Shown, tally: _Tally) -> list[str]:
    """Count one answer; what was wrong with it, in words."""
    faults = []
    tally.outcome.add(shown.outcome == question.outcome)
    if shown.outcome != question.outcome:
        faults.append(f"outcome {shown.outcome}, expected {question.outcome}")
    if question.outcome == Outcome.NOT_IN_LIBRARY.value:
        answered = shown.outcome == Outcome.ANSWERED.value or bool(shown.all_texts)
        tally.answered_outside.add(answered)
    expected = question.outcome in (Outcome.ANSWERED.value, Outcome.PARTLY.value)
    if question.outcome == Outcome.ANSWERED.value:
        tally.abstained.add(shown.outcome != Outcome.ANSWERED.value)
        tally.coverage.add(shown.headline is not None)
    violations = [p.pattern for p in question.must_not if any(p.search(text) for text in shown.all_texts)]
    tally.violations += len(violations)
    faults += [f"must_not {pattern!r} shown" for pattern in violations]
    if expected and shown.headline is not None and question.must_headline:
        right = _all_in(question.must_headline, shown.headline) and not any(
            p.search(shown.headline) for p in question.must_not
        )
        tally.precision.add(right)
        if not right:
            faults.append(f"headline without the key fact: {shown.headline[:160]}")
    if expected and question.must_headline:
        first = _all_in(question.must_headline, shown.first_texts)
        tally.first_four.add(first)
        if not first:
            faults.append("key fact not among the first four")
        cited = any(document.startswith(question.document) for document in shown.leading_documents)
        tally.cited.add(cited)
        if not cited:
            faults.append(f"document {question.document} not cited at the top")
        tally.claims.append(len(shown.all_texts))
        for _ in range(shown.off_topic):
            tally.off_topic.add(True)
        for _ in range(len(shown.claims) - shown.off_topic):
            tally.off_topic.add(False)
    for pattern in question.must if expected else ():
        found = bool(pattern.search("\n".join(shown.all_texts)))
        tally.recall.add(found)
        if not found:
            faults.append(f"must {pattern.pattern!r} not shown")
    return faults + _wrong_sides(question, shown, tally)


def _wrong_sides(question: BankQuestion, shown: Shown, tally: _Tally) -> list[str]:
    """Which sides of a known difference are not shown, and a difference shown where there is none, in words."""
    hidden = [
        document
        for document, pattern in question.conflict
        if not any(d.startswith(document) and pattern.search(text) for d, text in shown.by_document)
    ]
    if question.conflict:
        tally.conflicts.add(not hidden)
    if question.agree:
        tally.false_conflicts.add(shown.conflict)
    invented = ["conflict shown where the documents agree"] if question.agree and shown.conflict else []
    return invented + [f"side of {document} not shown" for document in hidden]


def _all_in(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return all(pattern.search(text) for pattern in patterns)


def _ask(question: BankQuestion, engine: Engine) -> Shown:
    started = time.process_time()
    answer = engine.answer(question.text, reader=question.reader)
    cpu_ms = (time.process_time() - started) * 1000
    claims = [claim for section in answer.sections for claim in section.claims if section.key != "summary"]
    leading = [*([answer.headline] if answer.headline else []), *claims[:4]]
    positions = [position.claim for conflict in answer.conflicts for position in conflict.positions if position.claim]
    return Shown(
        outcome=answer.outcome.value,
        headline=answer.headline.statement if answer.headline else None,
        claims=tuple(claim.statement for claim in claims),
        leading_documents=frozenset(str(c.document_id) for claim in leading for c in claim.citations),
        off_topic=sum(not _on_topic(claim, answer, engine) for claim in claims),
        cpu_ms=cpu_ms,
        by_document=tuple(
            (str(c.document_id), claim.statement)
            for claim in (*([answer.headline] if answer.headline else []), *claims, *positions)
            for c in claim.citations
        ),
        conflict=bool(answer.conflicts),
    )


def _on_topic(claim: Claim, answer: Answer, engine: Engine) -> bool:
    """Whether text, lead-in or heading of a claim name one of the question's typed concepts."""
    asked = {mention.key for mention in answer.interpretation.concepts} if answer.interpretation else set()
    if not asked:
        return True
    words = " . ".join((claim.statement, *claim.citations[0].context))
    return bool(asked & engine.lexicon.with_broader(mention.key for mention in engine.lexicon.find(words)))


def _first_sentence(question: BankQuestion, engine: Engine) -> Shown:
    """The baseline: the first sentence of the best BM25 passage, always shown."""
    results = engine.search(question.text, limit=1)
    if not results:
        return Shown(outcome="not_in_library", headline=None, claims=(), leading_documents=frozenset())
    text = results[0].passage.text
    start, end = (sentences(text) or [(0, len(text))])[0]
    return Shown(
        outcome="answered",
        headline=text[start:end],
        claims=(),
        leading_documents=frozenset({str(results[0].document.id)}),
    )
