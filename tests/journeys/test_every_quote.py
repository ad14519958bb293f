"""Every quote of every answer is what its document says there, to the letter; no mutation of one gets by.

The held-out questions are fed to the engine and never printed: failures name a question by its id alone.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from curbside.answering.verify import check_located
from curbside.domain.answers import Answer, Citation, Outcome, Support
from curbside.domain.documents import Passage
from curbside.engine import Engine

BANK = Path(__file__).parents[2] / "evaluation" / "bank"

# Of the development half each third question, for time's sake, unless `--whole-bank` asks for all. In parts: all its
# answers at once take a busy machine longer than a test is given.
THIRD = 3
PARTS = [
    *(("development.jsonl", part, 4) for part in range(4)),
    ("development_2.jsonl", 0, 1),
    ("held_out.jsonl", 0, 1),
]

Answers = Mapping[str, Answer]


@pytest.fixture(scope="module", params=PARTS, ids=lambda part: f"{part[0]} {part[1] + 1} of {part[2]}")
def answers(request: pytest.FixtureRequest, engine: Engine) -> Answers:
    __tracebackhide__ = True
    found: dict[str, Answer] = {}
    crashed = []
    file, part, parts = request.param
    lines = (BANK / file).read_text(encoding="utf-8").splitlines()[part::parts]
    whole = file == "held_out.jsonl" or request.config.getoption("--whole-bank")
    for line in lines[:: 1 if whole else THIRD]:
        entry = json.loads(line)
        try:
            found[entry["id"]] = engine.answer(entry["question"])
        except Exception as error:  # noqa: BLE001  # its message or traceback could print a held-out question
            crashed.append(f"{entry['id']}: {type(error).__name__}")
    if crashed:
        pytest.fail(f"the engine crashed on {crashed}", pytrace=False)
    return found


def citations(answer: Answer) -> Iterator[Citation]:
    for claim in answer.claims:
        yield from claim.citations
    for conflict in answer.conflicts:
        for position in conflict.positions:
            if position.claim:
                yield from position.claim.citations


def passages(engine: Engine) -> dict[str, Passage]:
    return {p.id: p for document in engine.documents() for p in engine.store.body(document.id).passages}


def texts(engine: Engine) -> dict[str, str]:
    return {str(document.id): engine.store.text(document.id) for document in engine.documents()}


def none_of(faults: list[str]) -> None:
    if faults:
        pytest.fail(f"{len(faults)} faults: {faults[:10]}", pytrace=False)


def test_every_quote_is_the_text_of_its_document_at_its_offsets(answers: Answers, engine: Engine) -> None:
    text = texts(engine)

    none_of(
        [
            name
            for name, answer in answers.items()
            for c in (*citations(answer), *(quote.citation for quote in answer.quotes))
            if text[c.document_id][c.start : c.end] != c.quote or not c.quote.strip()
        ]
    )


def test_every_claim_is_supported_and_cites_quotes_and_references_that_exist(answers: Answers) -> None:
    faults = []
    for name, answer in answers.items():
        references = {reference.n: reference.document.id for reference in answer.references}
        quotes = {quote.n: quote for quote in answer.quotes}
        for claim in answer.claims:
            numbers = answer.quote_numbers(claim)
            if not numbers or claim.verdict.support is not Support.SUPPORTED:
                faults.append(f"{name} {claim.key}")
            faults += [f"{name} quote {n}" for n in numbers if n not in quotes]
        faults += [
            f"{name} reference {q.reference}"
            for q in quotes.values()
            if references.get(q.reference) != q.citation.document_id
        ]
    none_of(faults)


def test_numbers_run_from_one_without_a_gap(answers: Answers) -> None:
    none_of(
        [
            name
            for name, answer in answers.items()
            if [q.n for q in answer.quotes] != list(range(1, len(answer.quotes) + 1))
            or [r.n for r in answer.references] != list(range(1, len(answer.references) + 1))
        ]
    )


def test_an_outcome_without_answer_carries_no_claims_and_says_why(answers: Answers) -> None:
    bare = (Outcome.NOT_IN_LIBRARY, Outcome.OUT_OF_SCOPE, Outcome.EMERGENCY)

    none_of(
        [n for n, a in answers.items() if (a.outcome in bare) != (not a.claims) or (a.outcome in bare and not a.notice)]
    )


def test_partly_names_what_is_missing_and_answered_misses_nothing(answers: Answers) -> None:
    none_of(
        [
            n
            for n, a in answers.items()
            if (a.outcome is Outcome.PARTLY and not a.missing) or (a.outcome is Outcome.ANSWERED and a.missing)
        ]
    )


def test_every_mutation_of_a_quote_its_offsets_or_its_passage_is_refused(answers: Answers, engine: Engine) -> None:
    text, known = texts(engine), passages(engine)
    faults: list[str] = []
    seen = {}
    for name, answer in answers.items():
        for citation in citations(answer):
            seen.setdefault((citation.document_id, citation.start, citation.end), (name, citation))
    for name, citation in seen.values():
        passage, words = known[citation.passage_id], text[citation.document_id]
        if check_located(citation, passage=passage, text=words):
            faults.append(f"{name}: the true citation is refused")
        for what, mutant, of in mutations(citation, passage):
            if not check_located(mutant, passage=of, text=words):
                faults.append(f"{name}: {what}")
    assert seen
    none_of(faults)


def mutations(citation: Citation, passage: Passage) -> Iterator[tuple[str, Citation, Passage]]:
    """The citation or its passage with one thing changed."""
    quote = citation.quote
    for at in {0, len(quote) // 2, len(quote) - 1}:
        other = "x" if quote[at] != "x" else "y"
        yield f"character {at} changed", replace(citation, quote=quote[:at] + other + quote[at + 1 :]), passage
    yield "a character lost", replace(citation, quote=quote[:-1]), passage
    yield "a space added", replace(citation, quote=f"{quote} "), passage
    for change in (-1, 1):
        yield f"start {change:+}", replace(citation, start=citation.start + change), passage
        yield f"end {change:+}", replace(citation, end=citation.end + change), passage
        moved = replace(citation, start=citation.start + change, end=citation.end + change)
        yield f"both {change:+}", moved, passage
    yield "another passage named", replace(citation, passage_id=f"{citation.passage_id}0"), passage
    yield "another document named", replace(citation, document_id="another"), passage
    yield "context changed", replace(citation, context=(*citation.context, "Children")), passage
    yield "passage moved", citation, replace(passage, start=passage.start + 1)
    yield "passage rewritten", citation, replace(passage, text=f"{passage.text[:-1]}!?")
