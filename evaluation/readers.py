"""What readers are shown, measured over a question bank: the same claims for all, words explained, plain lines.

    python evaluation/readers.py [--bank FILE] [--limit N] [--sample N] [--seed N]

Claim parity: every question is asked once for each profile; outcome, headline, cited spans, claims (with numbers and
leads), notes, grades, missing parts, limitations and conflicts must be the same, whatever their order. Coverage: which
words need an explanation is decided without the glossary (see `flagged_in`). Reading grade: Flesch-Kincaid with
syllables by the `syllapy` list (MIT), not by the estimate that the engine itself goes by.
"""

import argparse
import json
import random
import re
import statistics
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import syllapy
from spellchecker import SpellChecker

from curbside.answering.glossary import explained_in
from curbside.answering.reading_ease import reading_grade
from curbside.config import load_settings
from curbside.domain.answers import Answer, Claim
from curbside.domain.questions import ConceptType, Reader
from curbside.engine import PROFILES, Engine, open_engine
from curbside.retrieval.concepts import Lexicon

BANK = Path(__file__).resolve().parent / "bank" / "development.jsonl"
_WORD = re.compile(r"(?<!\w)[A-Za-zα-ω]+(?:'[a-z]+)?")
# Occurrences in film subtitles (the list of pyspellchecker) below which a word counts as rare: "eczema" has 281,
# "inflammation" 1,411, "diabetes" 2,051. Chosen before the glossary was written.
_RARE = 1000
_PATIENT = Reader("patient")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--bank", type=Path, default=BANK)
    arguments.add_argument("--limit", type=int, default=None, help="questions, spread evenly over the bank")
    arguments.add_argument("--sample", type=int, default=30, help="plain lines to print with their claims")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--missing", type=int, default=0, help="flagged words without definition to print")
    asked = arguments.parse_args()
    questions = [json.loads(line)["question"] for line in asked.bank.read_text(encoding="utf-8").splitlines()]
    if asked.limit and asked.limit < len(questions):
        questions = questions[:: len(questions) // asked.limit][: asked.limit]
    with tempfile.TemporaryDirectory() as home, open_engine(load_settings(home=Path(home))) as engine:
        patients = _parity(questions, engine)
        _coverage(patients, engine.lexicon, asked.missing)
    _plain_lines(patients, sample=asked.sample, seed=asked.seed)


# -- the same claims -------------------------------------------------------------------------------------------------


def _parity(questions: Sequence[str], engine: Engine) -> list[Answer]:
    """Prints in how many answers all readers are told the same; returns the patient's."""
    patients: list[Answer] = []
    unlike: list[str] = []
    for question in questions:
        answers = {key: engine.answer(question, reader=key) for key in PROFILES}
        told = [said_in(answer) for answer in answers.values()]
        if any(other != told[0] for other in told[1:]):
            unlike.append(question)
        patients.append(answers[_PATIENT])
    same = len(questions) - len(unlike)
    print(f"claim parity between {len(PROFILES)} readers: {same} of {len(questions)} ({same / len(questions):.1%})")
    for question in unlike[:10]:
        print(f"  differs: {question}")
    with_claims = sum(bool(answer.claims) for answer in patients)
    print(f"answers with claims: {with_claims}, claims: {sum(len(answer.claims) for answer in patients)}")
    return patients


def said_in(answer: Answer) -> dict[str, Any]:
    """All that an answer tells, without order, numbering, headings and what is added in our words."""
    return {
        "outcome": answer.outcome,
        "notice": answer.notice,
        "missing": answer.missing,
        "headline": _told(answer.headline) if answer.headline else None,
        "claims": Counter(_told(claim) for claim in answer.claims),
        "sections": Counter((s.key, tuple(claim.key for claim in s.claims)) for s in answer.sections),
        "conflicts": [(c.topic, c.followed, c.why, [(p.text, p.population) for p in c.positions]) for c in
                      answer.conflicts],
        "references": {reference.document.id for reference in answer.references},
        "limitations": answer.limitations,
        "dropped": answer.dropped,
    }  # fmt: skip


def _told(claim: Claim) -> tuple[Any, ...]:
    """A claim with its words, so with its numbers; its grade and note; and the spans that it cites."""
    spans = tuple((c.document_id, c.start, c.end, c.quote, c.context) for c in claim.citations)
    return (claim.key, claim.lead, claim.text, claim.note, claim.recommendation, spans, claim.verdict)


# -- words explained -------------------------------------------------------------------------------------------------


def flagged_in(text: str, *, lexicon: Lexicon, words: SpellChecker) -> Iterator[re.Match[str]]:
    """Words of a text that need an explanation: rare in speech, names of drugs, and abbreviations.

    Knows nothing of the glossary.
    """
    drugs = [(m.start, m.end) for m in lexicon.find(text) if m.type is ConceptType.DRUG]
    for match in _WORD.finditer(text):
        word = match[0].lower()
        if len(word) < 2:
            continue
        forms = {word, word.removesuffix("'s"), word.removesuffix("s"), word.removesuffix("es")}
        rare = not any(words[form] >= _RARE for form in forms if form)
        shouted = match[0].isupper() and words[word] > 20_000  # "NOT", "AND"
        short = sum(letter.isupper() for letter in match[0]) >= 2 and not shouted
        if rare or short or any(start <= match.start() < end for start, end in drugs):
            yield match


def _coverage(answers: Sequence[Answer], lexicon: Lexicon, missing: int) -> None:
    words = SpellChecker()
    flagged = covered = by_class = 0
    lacking: Counter[str] = Counter()
    for answer in answers:
        for claim in answer.claims:
            places = {
                place: item
                for item in explained_in(claim.statement, lexicon=lexicon)
                for place in range(item.start, item.end)
            }
            for match in flagged_in(claim.statement, lexicon=lexicon, words=words):
                flagged += 1
                if item := places.get(match.start()):
                    covered += 1
                    by_class += item.key in lexicon
                else:
                    lacking[match[0]] += 1
    if flagged:
        print(f"flagged words in patient answers: {flagged}; with a definition: {covered / flagged:.1%} "
              f"(of these by a drug's class: {by_class / flagged:.1%})")  # fmt: skip
    print(f"definitions an answer: {_spread([len(a.definitions) for a in answers if a.claims])}")
    if missing:
        print("without: " + ", ".join(f"{word} {times}" for word, times in lacking.most_common(missing)))


# -- plain lines -----------------------------------------------------------------------------------------------------


def _plain_lines(answers: Sequence[Answer], *, sample: int, seed: int) -> None:
    claims = [claim for answer in answers for claim in answer.claims]
    distinct = {claim.statement: claim for claim in claims}
    lines = {claim.statement: claim.plain for claim in distinct.values() if claim.plain}
    heads = [answer.headline for answer in answers if answer.headline]
    print(f"claims with a plain line: {sum(bool(c.plain) for c in claims)} of {len(claims)} "
          f"({sum(bool(c.plain) for c in claims) / max(1, len(claims)):.1%}); direct answers: "
          f"{sum(bool(c.plain) for c in heads)} of {len(heads)}")  # fmt: skip
    if not lines:
        return
    grades = [reading_grade(line, syllables=_syllables) for line in lines.values()]
    before = [reading_grade(statement, syllables=_syllables) for statement in lines]
    print(f"distinct lines: {len(lines)}; Flesch-Kincaid grade of the lines: {_spread(grades)}; of their claims: "
          f"{_spread(before)}")  # fmt: skip
    for statement in random.Random(seed).sample(sorted(lines), min(sample, len(lines))):
        print(f"\n  claim: {statement}\n  plain: {lines[statement]}")


def _syllables(word: str) -> int:
    return len(word) if word.isupper() and len(word) > 1 else max(1, syllapy.count(word))


def _spread(values: Sequence[float]) -> str:
    ordered = sorted(values) or [0.0]
    return f"median {statistics.median(ordered):.1f}, p90 {ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))]:.1f}"


if __name__ == "__main__":
    main()
