"""Train the ranker from the development halves of both question banks and write its model file.

    CURBSIDE_TEST_DATA=… python evaluation/train_ranker.py            # writes src/curbside/answering/ranker.json
    CURBSIDE_TEST_DATA=… python evaluation/train_ranker.py --dense --homes FOLDER    # with the model: ranker_dense.json
    CURBSIDE_TEST_DATA=… python evaluation/train_ranker.py --check    # says whether the file is what training gives

Three linear models over features that can be read, each learned on what the one before makes of documents that it had
not seen:

1. the ranker (`answering.ranking`): a softmax over a question's candidates, for the statements that hold all its key
   facts;
2. whether the library answers a question (`answering.answerable`): from the questions that it answers and the others,
   without the model also from the answerable ones asked of a library that lacks their document
   (`absent_documents.py`), a fifth as much each: no wording tells these apart;
3. the confidence of a direct answer (`answering.confidence`): whether the statement that would open it is right.

The starter library holds summaries, short and dense; the wider one whole guidelines, of which the recommendation is a
line among pages on how it came about. A model of the first alone takes those pages for answers.

With the model a fourth comes before them, the order by which statements are chosen to be read together with the
question; what reading says of them comes from `train_pair_reader.py`, which is run first.

Folds are by document; a question without one goes with its twin or is dealt out in turn. No chance anywhere, weights
rounded to four places: the same banks and libraries give the same bytes on the same kind of processor. Reported:
figures out of fold, which the two thresholds are chosen by.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from absent_documents import holds_key_facts, library_without
from curbside.answering.answerable import answerable_features
from curbside.answering.candidates import find_candidates, rank
from curbside.answering.compose import choose_opening, fit_to_speak
from curbside.answering.gate import fits_the_patient, may_speak
from curbside.answering.interpret import Interpreter
from curbside.answering.ranking import MODELS, Candidate, Ranker, logistic
from curbside.answering.reading import MOST_READ, with_scores
from curbside.answering.subject import Asked
from curbside.cli.bank import BankQuestion, load_bank
from curbside.config import load_settings
from curbside.domain.answers import Evidence
from curbside.domain.questions import Interpretation, Question
from curbside.engine import Engine, open_engine
from curbside.retrieval.concepts import Lexicon, compile_lexicon

ROOT = Path(__file__).resolve().parent.parent
BANKS = ROOT / "evaluation" / "bank"
FOLDER = ROOT / "src" / "curbside" / "answering"
FOLDS = 8
# Banks and the files that hold them; a question of either counts the same.
READ = {"development": ("development", "development_2"), "wider_development": ("wider_development",)}
SCORES = "pair_scores.json"  # in the folder of the libraries
LEAST = 0.55  # least probability that a question is answerable; see the out-of-fold table that training prints
MARGIN = 0.64  # least confidence of a direct answer; the same
_DECAY = 0.005
_STEP = 0.05
_ROUNDS = 200  # of every ranker that is used or judged: more rounds mean larger scores, and the others read scores
_ANSWERABLE_DECAY = 0.02
_ABSENT_SHARE = 0.2  # what a question without its document counts
_CONFIDENCE_DECAY = 0.05
_LOGISTIC_ROUNDS = 1500


@dataclass(frozen=True, slots=True)
class Asking:
    """A question of a bank, as it is read, and the candidates that its library has for it."""

    bank: str
    question: BankQuestion
    interpretation: Interpretation
    candidates: list[Candidate]


@dataclass(slots=True)
class Case:
    """One question: its candidates, their features, and which of them are right."""

    bank: str
    fold: int
    answerable: bool
    interpretation: Interpretation
    candidates: list[Candidate]
    table: np.ndarray  # a row a candidate, a column a feature
    right: np.ndarray
    absent: bool = False  # the document that answers is left out of the library


@dataclass(slots=True)
class Outcome:
    """What a ranker that has not seen its document makes of a case."""

    case: Case
    gate: dict[str, float]  # of `answering.answerable`; empty where nothing may speak
    first_right: bool  # of the statement that would open the answer
    five_right: bool
    opening: dict[str, float]  # of `answering.confidence`; empty where nothing could open the answer


def main() -> None:
    """Train, report, and write or compare."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    arguments.add_argument("--dense", action="store_true", help="with the model that `make dense` installs")
    arguments.add_argument("--homes", type=Path, help="folder to make the two libraries in and keep them for next time")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        homes = options.homes or Path(folder)
        scores = scores_out_of_fold(homes) if options.dense else {}
        everything = asked_of_all(homes, dense=options.dense)
        absent = [] if options.dense else list(asked_without_document(everything, homes))
    cases, names = cases_of(everything)
    first: dict[str, float] = {}
    if options.dense:
        first = train(cases, names)
        cases, names = cases_of(_read(everything, cases, names, scores))
    lexicon = compile_lexicon()
    rankers = rankers_out_of_fold(cases, names)
    outcomes = [
        _outcome(case, ranker, lexicon)
        for fold, ranker in enumerate(rankers)
        for case in [*cases, *absent]
        if case.fold == fold
    ]
    for bank in READ:
        print(f"\n{bank}")
        report(outcomes, bank)
    model = {
        "answerable": train_answerable(outcomes),
        "confidence": train_confidence(outcomes),
        "least": LEAST,
        "margin": MARGIN,
        "weights": train(cases, names),
    } | ({"first": first} if first else {})
    text = json.dumps(model, indent=1, sort_keys=True) + "\n"
    path = FOLDER / MODELS[options.dense]
    if options.check:
        print("same" if text == path.read_text(encoding="utf-8") else "DIFFERENT")
    else:
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")


def asked_of_all(homes: Path, *, dense: bool) -> list[Asking]:
    """The questions of both banks that tell right from wrong, each with the candidates of its library."""
    return [one for bank in READ for one in _asked_of(bank, homes / bank, dense=dense)]


def cases_of(everything: Sequence[Asking]) -> tuple[list[Case], list[str]]:
    """A case for each question, and the names of the features in the order of its table's columns."""
    names = sorted({feature for one in everything for c in one.candidates for feature in c.features})
    folds = _folds([one.question for one in everything])
    return [_case(one, fold, names) for one, fold in zip(everything, folds, strict=True)], names


def asked_without_document(everything: Sequence[Asking], homes: Path) -> Iterator[Case]:
    """The answerable questions once more, each asked of a library that lacks the documents of its fold.

    Left out are those that another document answers: of which one statement holds all key facts.
    """
    dealt = list(zip(everything, _folds([one.question for one in everything]), strict=True))
    for bank in READ:
        for fold in range(FOLDS):
            chosen = [
                one for one, its in dealt if (one.bank, its) == (bank, fold) and _names_its_document(one.question)
            ]
            with library_without({one.question.document for one in chosen}, homes / bank) as engine:
                for one in chosen:
                    interpretation, candidates = _asked(one.question, engine)
                    if any(holds_key_facts(one.question, c.statement.full) for c in candidates):
                        continue
                    nothing = np.zeros(len(candidates), dtype=bool)
                    yield Case(
                        bank=bank,
                        fold=fold,
                        answerable=False,
                        interpretation=interpretation,
                        candidates=candidates,
                        table=np.zeros((len(candidates), 0)),  # no ranker learns from it
                        right=nothing,
                        absent=True,
                    )


def _names_its_document(question: BankQuestion) -> bool:
    return bool(question.document and question.must_headline)


def rankers_out_of_fold(cases: Sequence[Case], names: Sequence[str]) -> list[Ranker]:
    """For each fold, the ranker that has seen the others."""
    return [Ranker(train([c for c in cases if c.fold != fold], names)) for fold in range(FOLDS)]


def scores_out_of_fold(homes: Path) -> Mapping[str, Mapping[str, float]]:
    """Of each question, the scores that a reader of pairs gave to statements without having seen their document."""
    try:
        found: dict[str, dict[str, float]] = json.loads((homes / SCORES).read_text(encoding="utf-8"))
    except OSError:
        raise SystemExit(f"{homes / SCORES} is not there: run train_pair_reader.py --homes {homes} first") from None
    return found


def key_of(candidate: Candidate) -> str:
    """A statement's name within a question's candidates."""
    statement = candidate.statement
    return f"{statement.passage.id} {statement.start}"


def _read(
    everything: Sequence[Asking], cases: Sequence[Case], names: Sequence[str], scores: Mapping[str, Mapping[str, float]]
) -> list[Asking]:
    """The questions with what reading adds to the best candidates by a ranker that had not seen their document."""
    rankers = rankers_out_of_fold(cases, names)
    added = []
    for one, case in zip(everything, cases, strict=True):
        ranked = rank(one.candidates, rankers[case.fold])
        known = scores[one.question.id]
        added.append(replace(one, candidates=with_scores(ranked, [known[key_of(c)] for c in ranked[:MOST_READ]])))
    return added


def _asked_of(bank: str, home: Path, *, dense: bool) -> list[Asking]:
    told = (q for name in READ[bank] for q in load_bank(BANKS / f"{name}.jsonl"))
    questions = [q for q in told if q.must_headline or q.outcome == "not_in_library"]
    if bank.startswith("wider"):
        made_so = os.environ | {"CURBSIDE_DENSE": str(dense)}
        making = [sys.executable, str(BANKS / "make_wider.py"), str(home)]
        subprocess.run(making, check=True, stdout=subprocess.DEVNULL, env=made_so)
    with open_engine(load_settings(home=home, dense=dense)) as engine:
        return [Asking(bank, question, *_asked(question, engine)) for question in questions]


def _asked(question: BankQuestion, engine: Engine) -> tuple[Interpretation, list[Candidate]]:
    interpreter = Interpreter(lexicon=engine.lexicon, store=engine.store, analyzer=engine.analyzer)
    interpretation = interpreter.interpret(Question(text=question.text))

    def search(stems: Sequence[str], concepts: Sequence[str], text: str) -> Sequence[Evidence]:
        return engine.retriever.retrieve(stems, concepts, limit=engine.settings.candidates, meaning=text)

    return interpretation, find_candidates(
        interpretation,
        search,
        store=engine.store,
        lexicon=engine.lexicon,
        analyzer=engine.analyzer,
        vectors=engine.vectors,
    )


def _folds(questions: Sequence[BankQuestion]) -> Iterator[int]:
    """The fold of each question: that of its document, of its twin's, or the next in turn."""
    documents = sorted({question.document for question in questions if question.document})
    of = {question.id: question.document for question in questions}
    of |= {question.id: of.get(question.twin, "") for question in questions if not question.document}
    of |= {question.twin: of[question.id] for question in questions if question.twin and not of.get(question.twin)}
    turn = 0
    for question in questions:
        if document := of[question.id]:
            yield documents.index(document) % FOLDS
        else:
            yield turn % FOLDS
            turn += 1


def _case(one: Asking, fold: int, names: Sequence[str]) -> Case:
    candidates = one.candidates
    return Case(
        bank=one.bank,
        fold=fold,
        answerable=bool(one.question.must_headline),
        interpretation=one.interpretation,
        candidates=candidates,
        table=np.array([[c.features.get(name, 0.0) for name in names] for c in candidates]).reshape(-1, len(names)),
        right=np.array([_is_right(one.question, c) for c in candidates], dtype=bool),
    )


def _is_right(question: BankQuestion, candidate: Candidate) -> bool:
    text = candidate.statement.full
    return (
        bool(question.must_headline)
        and candidate.evidence.document.id.startswith(question.document)
        and holds_key_facts(question, text)
        and not any(pattern.search(text) for pattern in question.must_not)
    )


def train(cases: Sequence[Case], names: Sequence[str]) -> dict[str, float]:
    """The ranker's weights, by gradient steps of Adam over all cases that hold a right candidate."""
    usable = [case for case in cases if case.right.any()]
    weights = np.zeros(len(names))
    first, second = np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, _ROUNDS + 1):
        gradient = _DECAY * weights
        for case in usable:
            scores = case.table @ weights
            share = np.exp(scores - scores.max())
            share /= share.sum()
            good = share * case.right
            gradient += case.table.T @ (share - good / max(good.sum(), 1e-12)) / len(usable)
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        weights -= _STEP * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def _outcome(case: Case, ranker: Ranker, lexicon: Lexicon) -> Outcome:
    right = {id(c.features) for c, good in zip(case.candidates, case.right, strict=True) if good}
    asked = Asked.of(case.interpretation, lexicon)
    passed = may_speak(rank(case.candidates, ranker), asked, case.interpretation, lexicon)
    fitting = [c for c in passed if fits_the_patient(c, case.interpretation)]
    able = fit_to_speak(passed, case.interpretation, lexicon)
    opening = choose_opening(able, case.interpretation) if able else None
    return Outcome(
        case=case,
        gate=answerable_features(fitting, case.interpretation, asked, lexicon),
        first_right=opening is not None and id(opening[0].features) in right,
        five_right=any(id(candidate.features) in right for candidate in able[:5]),
        opening=opening[1] if opening else {},
    )


def train_answerable(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Weights of `answering.answerable`."""
    usable = [o for o in outcomes if o.gate]
    labels = [o.case.answerable for o in usable]
    counts = [_ABSENT_SHARE if o.case.absent else 1.0 for o in usable]
    return _logistic([o.gate for o in usable], labels, counts, decay=_ANSWERABLE_DECAY, sign=_speaks_for)


# What speaks against an answer, by a part of the feature's name; all else speaks for it.
_AGAINST = (
    "untold", "unmet", "unknown", "not_held", "no_concept", "foreign", "missing", "late", "topics_far", "off_subject",
)  # fmt: skip


def _speaks_for(name: str) -> float:
    """1 for a feature that can only make an answer likelier, -1 for one that can only make it less likely.

    Without this the model learns from how our bank is worded: its answerable questions are longer, so that more of
    their words are unmet.
    """
    return -1.0 if any(part in name for part in _AGAINST) else 1.0


def train_confidence(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Weights of `answering.confidence`, from the questions that the library answers."""
    usable = [o for o in outcomes if o.opening and o.case.answerable]
    labels = [o.first_right for o in usable]
    return _logistic([o.opening for o in usable], labels, [1.0] * len(usable), decay=_CONFIDENCE_DECAY)


def _logistic(
    rows: Sequence[Mapping[str, float]],
    labels: Sequence[bool],
    counts: Sequence[float],
    *,
    decay: float,
    sign: Callable[[str], float] = lambda _: 0.0,
) -> dict[str, float]:
    """A logistic model learned over standardised features, its weights for features as they are.

    `counts`: how much each row counts. `sign`: which sign a feature's weight may have, 0 for any.
    """
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    much = np.array(counts) / sum(counts)
    mean = much @ table
    spread = np.sqrt(much @ (table - mean) ** 2)
    spread[spread < 1e-9] = 1.0
    scaled, wanted = (table - mean) / spread, np.array(labels, dtype=float)
    signs = np.array([sign(name) for name in names])
    weights, bias = np.zeros(len(names)), 0.0
    # Steps no longer than the curvature allows.
    step = 4.0 / (np.linalg.norm(scaled * np.sqrt(much)[:, None], 2) ** 2 + 4 * decay + 1)
    for _ in range(_LOGISTIC_ROUNDS):
        error = much * (1 / (1 + np.exp(-(scaled @ weights + bias))) - wanted)
        weights -= step * (scaled.T @ error + decay * weights)
        weights[weights * signs < 0] = 0.0
        bias -= step * error.sum()
    plain = weights / spread
    found = {name: round(float(weight), 4) for name, weight in zip(names, plain, strict=True)}
    return found | {"bias": round(float(bias - plain @ mean), 4)}


def report(outcomes: Sequence[Outcome], bank: str) -> None:
    """Figures of a bank out of fold: what each threshold lets through, and how often what opens an answer is right."""
    of_bank = [o for o in outcomes if o.case.bank == bank]
    answerable = [o for o in of_bank if o.case.answerable]
    others = [o for o in of_bank if not o.case.answerable and not o.case.absent]
    absent = [o for o in of_bank if o.case.absent]
    first = sum(o.first_right for o in answerable) / len(answerable)
    five = sum(o.five_right for o in answerable) / len(answerable)
    print(f"out of fold by document, {len(answerable)} questions that the library answers, {len(others)} others")
    print(f"and {len(absent)} of the answerable ones without their document")
    print(f"before any threshold: first right {first:.1%}, among the first five {five:.1%}")
    sure: dict[int, float] = {}
    confident: dict[int, float] = {}
    for fold in range(FOLDS):
        known = [o for o in outcomes if o.case.fold != fold]
        gate, opening = train_answerable(known), train_confidence(known)
        for outcome in (o for o in of_bank if o.case.fold == fold):
            sure[id(outcome)] = logistic(outcome.gate, gate) if outcome.gate else 0.0
            confident[id(outcome)] = logistic(outcome.opening, opening) if outcome.opening else 0.0
    print("least  refused  answered though not held  without the document  among the first five")
    for least in (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75):
        refused = sum(sure[id(o)] < least for o in answerable) / len(answerable)
        passed = sum(sure[id(o)] >= least for o in others) / len(others)
        without = sum(sure[id(o)] >= least for o in absent) / max(1, len(absent))
        five = sum(o.five_right and sure[id(o)] >= least for o in answerable) / len(answerable)
        print(f"{least:5.2f}  {refused:7.1%}  {passed:24.1%}  {without:20.1%}  {five:20.1%}")
    ranked = sorted(answerable, key=lambda o: -confident[id(o)] * (sure[id(o)] >= LEAST))
    for coverage in (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8):
        chosen = ranked[: round(coverage * len(ranked))]
        right = sum(o.first_right for o in chosen) / len(chosen)
        print(f"coverage {coverage:.0%}: precision {right:.1%} at margin {confident[id(chosen[-1])]:.3f}")


if __name__ == "__main__":
    main()
