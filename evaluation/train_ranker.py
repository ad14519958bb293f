"""Train the ranker from the development half of the question bank and write its model file.

    python evaluation/train_ranker.py            # writes src/curbside/answering/ranker.json
    python evaluation/train_ranker.py --check    # says whether the file is what training gives

A linear model over the features of `answering.ranking`, trained by maximising the probability (softmax over a
question's candidates) of the statements that hold all key facts of the question. Two rounds: the first over all
candidates, the second over those that the gate lets through in the first one's order. Standard library only, no
chance anywhere, weights rounded to four places: the same bank and library give the same bytes.

Reported beside it: figures out of fold, split by document, which is what the margin is chosen by.
"""

import argparse
import json
import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curbside.answering.candidates import make_candidates, rank
from curbside.answering.gate import fits_the_patient, open_gate
from curbside.answering.interpret import Interpreter
from curbside.answering.ranking import Candidate, Ranker, probabilities
from curbside.cli.bank import BankQuestion, load_bank
from curbside.config import load_settings
from curbside.domain.questions import Interpretation, Question
from curbside.engine import Engine, open_engine

ROOT = Path(__file__).resolve().parent.parent
BANKS = [
    ROOT / "evaluation" / "bank" / name
    for name in ("development.jsonl", "development_more.jsonl", "development_third.jsonl")
]
MODEL = ROOT / "src" / "curbside" / "answering" / "ranker.json"
FOLDS = 8
MARGIN = 0.42  # least probability of a headline; see the out-of-fold table that training prints
_DECAY = 0.005
_STEP = 0.05


@dataclass(slots=True)
class Case:
    """One question: its candidates' features, and which of them are right."""

    document: str
    features: list[dict[str, float]]
    right: list[bool]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    check = arguments.parse_args().check
    with tempfile.TemporaryDirectory() as home, open_engine(load_settings(home=Path(home))) as engine:
        questions = [q for bank in BANKS for q in load_bank(bank) if q.must_headline]
        asked = [_candidates(question, engine) for question in questions]
    first = train([_case(q, c) for q, (_, c) in zip(questions, asked, strict=True)], rounds=120)
    ranker = Ranker(first, margin=MARGIN)
    cases = []
    for question, (interpretation, candidates) in zip(questions, asked, strict=True):
        gate = open_gate(rank(candidates, ranker), interpretation, lexicon=engine.lexicon)
        passed = [c for c in gate.passed if fits_the_patient(c, interpretation)]
        cases.append(_case(question, passed or candidates))
    report(cases)
    text = json.dumps({"margin": MARGIN, "weights": train(cases, rounds=300)}, indent=1, sort_keys=True) + "\n"
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


def _case(question: BankQuestion, candidates: Sequence[Candidate]) -> Case:
    return Case(
        document=question.document,
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


def report(cases: Sequence[Case]) -> None:
    """Out-of-fold figures, split by document: how often the first is right, and at which margin."""
    documents = sorted({case.document for case in cases})
    results: list[tuple[float, bool, bool]] = []
    for fold in range(FOLDS):
        held = {document for position, document in enumerate(documents) if position % FOLDS == fold}
        weights = train([case for case in cases if case.document not in held], rounds=150)
        results += [_judge(case, weights) for case in cases if case.document in held]
    results.sort(reverse=True)
    total = len(results)
    print(
        f"out of fold by document, {total} questions: first right {sum(r[1] for r in results) / total:.1%}, ",
        end="",
    )
    print(f"among the first five {sum(r[2] for r in results) / total:.1%}")
    for coverage in (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 1.0):
        count = max(1, round(coverage * total))
        right = sum(r[1] for r in results[:count]) / count
        print(f"  coverage {coverage:.0%}: precision {right:.1%} at margin {results[count - 1][0]:.3f}")


def _judge(case: Case, weights: dict[str, float]) -> tuple[float, bool, bool]:
    scores = [sum(weights.get(k, 0.0) * v for k, v in features.items()) for features in case.features]
    order = sorted(range(len(scores)), key=lambda position: -scores[position])
    return (
        probabilities(scores)[order[0]],
        case.right[order[0]],
        any(case.right[position] for position in order[:5]),
    )


if __name__ == "__main__":
    main()
