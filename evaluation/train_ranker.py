"""Train the ranker from the development half of the question bank and write its model file.

    python evaluation/train_ranker.py            # writes src/curbside/answering/ranker.json
    python evaluation/train_ranker.py --check    # says whether the file is what training gives

A linear model over the features of `answering.ranking`, trained by maximising the probability (softmax over a
question's candidates) of the statements that hold all key facts of the question. Two rounds: the first over all
candidates, the second over those that the gate lets through in the first one's order. Standard library only, no
chance anywhere, weights rounded to four places: the same bank and library give the same bytes.

The confidence that a direct answer needs (`answering.confidence`) is learned from the ranker's scores out of fold,
split by document, as it will meet documents that nobody trained on; so is the least score that the best statement
must reach for a question to be answered at all. Reported: figures out of fold, which the margin is chosen by.
"""

import argparse
import json
import math
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curbside.answering.candidates import make_candidates, rank
from curbside.answering.compose import choose_opening, fit_to_speak
from curbside.answering.confidence import confidence
from curbside.answering.gate import fits_the_patient, open_gate
from curbside.answering.interpret import Interpreter
from curbside.answering.ranking import Candidate, Ranker, probabilities
from curbside.cli.bank import BankQuestion, load_bank
from curbside.config import load_settings
from curbside.domain.questions import Interpretation, Question
from curbside.engine import Engine, open_engine
from curbside.retrieval.concepts import Lexicon

ROOT = Path(__file__).resolve().parent.parent
BANK = ROOT / "evaluation" / "bank" / "development.jsonl"
MODEL = ROOT / "src" / "curbside" / "answering" / "ranker.json"
FOLDS = 8
MARGIN = 0.64  # least confidence of a direct answer; see the out-of-fold table that training prints
_BELOW_LEAST = 0.015  # share of the answerable questions that may be given up, for near misses score lower still
_DECAY = 0.005
_STEP = 0.05
_CONFIDENCE_DECAY = 0.05
_ROUNDS = 200  # of every ranker that is used or judged: more rounds mean larger scores, and confidence reads scores


@dataclass(slots=True)
class Case:
    """One question: its candidates, their features, and which of them are right."""

    document: str
    interpretation: Interpretation
    gated: bool  # whether the gate let any candidate through
    candidates: list[Candidate]
    features: list[dict[str, float]]
    right: list[bool]


@dataclass(slots=True)
class Outcome:
    """What a ranker that has not seen its document makes of a case."""

    case: Case
    first_right: bool  # of the statement that would open the answer
    five_right: bool
    best: float | None  # score of the best statement; None where the gate let none through
    features: dict[str, float]  # of `answering.confidence`; empty where nothing could open the answer


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    check = arguments.parse_args().check
    with tempfile.TemporaryDirectory() as home, open_engine(load_settings(home=Path(home))) as engine:
        questions = [question for question in load_bank(BANK) if question.must_headline]
        asked = [_candidates(question, engine) for question in questions]
    every = [_case(q, i, c, gated=True) for q, (i, c) in zip(questions, asked, strict=True)]
    ranker = Ranker(train(every, rounds=120))
    cases = []
    for question, (interpretation, candidates) in zip(questions, asked, strict=True):
        gate = open_gate(rank(candidates, ranker), interpretation, lexicon=engine.lexicon)
        passed = [c for c in gate.passed if fits_the_patient(c, interpretation)]
        cases.append(_case(question, interpretation, passed or candidates, gated=bool(passed)))
    outcomes = out_of_fold(cases, engine.lexicon)
    report(outcomes)
    model = {
        "confidence": train_confidence(outcomes),
        "least": least_score(outcomes),
        "margin": MARGIN,
        "weights": train(cases, rounds=_ROUNDS),
    }
    text = json.dumps(model, indent=1, sort_keys=True) + "\n"
    if check:
        print("same" if text == MODEL.read_text(encoding="utf-8") else "DIFFERENT")
    else:
        MODEL.write_text(text, encoding="utf-8")
        print(f"wrote {MODEL.relative_to(ROOT)}")


def _candidates(question: BankQuestion, engine: Engine) -> tuple[Interpretation, list[Candidate]]:
    interpreter = Interpreter(lexicon=engine.lexicon, store=engine.store, analyzer=engine.analyzer)
    interpretation = interpreter.interpret(Question(text=question.text))
    evidence = engine.retriever.retrieve(
        interpretation.words, [m.key for m in interpretation.concepts], limit=engine.settings.candidates
    )
    candidates = make_candidates(
        evidence, interpretation, store=engine.store, lexicon=engine.lexicon, analyzer=engine.analyzer
    )
    return interpretation, candidates


def _case(
    question: BankQuestion, interpretation: Interpretation, candidates: Sequence[Candidate], *, gated: bool
) -> Case:
    return Case(
        document=question.document,
        interpretation=interpretation,
        gated=gated,
        candidates=list(candidates),
        features=[{k: v for k, v in c.features.items() if v} for c in candidates],
        right=[_is_right(question, c) for c in candidates],
    )


def _is_right(question: BankQuestion, candidate: Candidate) -> bool:
    text = candidate.statement.full
    return (
        candidate.evidence.document.id.startswith(question.document)
        and all(pattern.search(text) for pattern in question.must_headline)
        and not any(pattern.search(text) for pattern in question.must_not)
    )


def train(cases: Sequence[Case], *, rounds: int) -> dict[str, float]:
    """Weights by gradient steps of Adam over all cases that hold a right candidate."""
    usable = [case for case in cases if any(case.right)]
    names = sorted({name for case in usable for features in case.features for name in features})
    weights = dict.fromkeys(names, 0.0)
    first = dict.fromkeys(names, 0.0)
    second = dict.fromkeys(names, 0.0)
    for step in range(1, rounds + 1):
        gradient = {name: _DECAY * weights[name] for name in names}
        for case in usable:
            _add_gradient(case, weights, gradient, scale=1 / len(usable))
        for name in names:
            first[name] = 0.9 * first[name] + 0.1 * gradient[name]
            second[name] = 0.999 * second[name] + 0.001 * gradient[name] ** 2
            ahead = first[name] / (1 - 0.9**step)
            spread = math.sqrt(second[name] / (1 - 0.999**step))
            weights[name] -= _STEP * ahead / (spread + 1e-8)
    return {name: round(weights[name], 4) for name in names}


def _add_gradient(case: Case, weights: dict[str, float], gradient: dict[str, float], *, scale: float) -> None:
    share = probabilities([sum(weights[k] * v for k, v in f.items()) for f in case.features])
    right = sum(p for p, good in zip(share, case.right, strict=True) if good) or 1e-12
    for features, p, good in zip(case.features, share, case.right, strict=True):
        pull = scale * (p - (p / right if good else 0.0))
        if abs(pull) > 1e-9:
            for name, value in features.items():
                gradient[name] += pull * value


def folds(cases: Sequence[Case]) -> list[tuple[list[Case], list[Case]]]:
    """Splits by document: cases to learn from, cases on documents that those do not touch."""
    documents = sorted({case.document for case in cases})
    parts = []
    for fold in range(FOLDS):
        held = {document for position, document in enumerate(documents) if position % FOLDS == fold}
        parts.append(([c for c in cases if c.document not in held], [c for c in cases if c.document in held]))
    return parts


def out_of_fold(cases: Sequence[Case], lexicon: Lexicon) -> list[Outcome]:
    """Each case as seen by a ranker that was trained on other documents."""
    outcomes = []
    for known, held in folds(cases):
        ranker = Ranker(train(known, rounds=_ROUNDS))
        outcomes += [_outcome(case, ranker, lexicon) for case in held]
    return outcomes


def _outcome(case: Case, ranker: Ranker, lexicon: Lexicon) -> Outcome:
    right = {id(c.features) for c, good in zip(case.candidates, case.right, strict=True) if good}
    able = fit_to_speak(rank(case.candidates, ranker), case.interpretation, lexicon) if case.gated else []
    opening = choose_opening(able, case.interpretation)
    return Outcome(
        case=case,
        first_right=opening is not None and id(opening[0].features) in right,
        five_right=any(id(candidate.features) in right for candidate in able[:5]),
        best=able[0].score if able else None,
        features=opening[1] if opening else {},
    )


def least_score(outcomes: Sequence[Outcome]) -> float:
    """The score that the best statement of all but a few answerable questions reaches."""
    scores = sorted(outcome.best for outcome in outcomes if outcome.best is not None)
    return round(scores[int(_BELOW_LEAST * len(scores))], 2)


def train_confidence(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Weights of a logistic model over standardised features, for features as they are; the bias is not shrunk."""
    outcomes = [outcome for outcome in outcomes if outcome.features]
    names = sorted({name for outcome in outcomes for name in outcome.features})
    columns = {name: [outcome.features[name] for outcome in outcomes] for name in names}
    mean = {name: sum(column) / len(column) for name, column in columns.items()}
    spread = {name: statistics.pstdev(column) or 1.0 for name, column in columns.items()}
    rows = [[(o.features[name] - mean[name]) / spread[name] for name in names] for o in outcomes]
    weights, bias = [0.0] * len(names), 0.0
    for _ in range(600):
        slope, lean = [_CONFIDENCE_DECAY * weight for weight in weights], 0.0
        for row, outcome in zip(rows, outcomes, strict=True):
            total = bias + sum(w * x for w, x in zip(weights, row, strict=True))
            error = (1 / (1 + math.exp(-total)) - outcome.first_right) / len(rows)
            lean += error
            slope = [g + error * x for g, x in zip(slope, row, strict=True)]
        weights = [w - g for w, g in zip(weights, slope, strict=True)]
        bias -= lean
    plain = {name: weight / spread[name] for name, weight in zip(names, weights, strict=True)}
    plain["bias"] = bias - sum(plain[name] * mean[name] for name in names)
    return {name: round(weight, 4) for name, weight in plain.items()}


def report(outcomes: Sequence[Outcome]) -> None:
    """Figures out of fold, split by document: how often the first is right, and at which margin."""
    total = len(outcomes)
    judged: list[tuple[float, bool]] = []
    for known, held in folds([outcome.case for outcome in outcomes]):
        inside, outside = {id(case) for case in known}, {id(case) for case in held}
        weights = train_confidence([o for o in outcomes if id(o.case) in inside])
        judged += [
            (confidence(o.features, weights) if o.features else 0.0, o.first_right)
            for o in outcomes
            if id(o.case) in outside
        ]
    judged.sort(reverse=True)
    first = sum(o.first_right for o in outcomes) / total
    five = sum(o.five_right for o in outcomes) / total
    print(f"out of fold by document, {total} questions: first right {first:.1%}, among the first five {five:.1%}")
    for coverage in (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8):
        count = max(1, round(coverage * total))
        right = sum(good for _, good in judged[:count]) / count
        print(f"  coverage {coverage:.0%}: precision {right:.1%} at margin {judged[count - 1][0]:.3f}")


if __name__ == "__main__":
    main()
