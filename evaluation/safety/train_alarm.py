"""Train the model that hears emergencies (`answering.alarm`) and write its file.

    python evaluation/safety/train_alarm.py            # writes src/curbside/answering/alarm.json
    python evaluation/safety/train_alarm.py --check    # says whether the file is what training gives

Learned from emergencies*.jsonl, scope.jsonl and the development bank; judging.jsonl is not read. Prints, with each
fifth of the phrasings kept out in turn, what a threshold recognises and its false alarms. No chance anywhere: the
fifths are dealt out by the order of the files, weights are rounded, words seen less than three times are left out.
"""

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from curbside.answering.alarm import MODEL, alarm_features
from curbside.answering.emergencies import readable

HERE = Path(__file__).parent
PHRASINGS = (HERE / "emergencies.jsonl", HERE / "emergencies_2.jsonl")
BANK = tuple(HERE.parent / "bank" / name for name in ("development.jsonl", "development_2.jsonl"))
FILE = HERE.parent.parent / "src" / "curbside" / "answering" / MODEL
LEAST = -2.0  # log odds from which a question counts as an emergency; see the table that training prints
_FIFTHS = 5
_SEEN = 3
_DECAY = 0.00015
_STEP = 0.05
_ROUNDS = 300
_EMERGENCY_WEIGHT = 1.5
_Table = npt.NDArray[np.float32]


def examples() -> list[tuple[str, str, bool]]:
    """Where a phrasing is from, its text, and whether it is an emergency."""

    def lines(*paths: Path) -> list[Mapping[str, str]]:
        return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]

    return [
        *(("phrasings", r["text"], r["expect"] == "emergency") for r in lines(*PHRASINGS)),
        *(("scope", r["text"], False) for r in lines(HERE / "scope.jsonl")),
        *(("bank", r["question"], r["outcome"] == "emergency") for r in lines(*BANK)),
    ]


def names_in(rows: Sequence[Mapping[str, float]]) -> list[str]:
    """The features that are learned: vectors, and words seen often enough."""
    seen = Counter(name for row in rows for name in row)
    return sorted(name for name, times in seen.items() if times >= _SEEN)


def table_of(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> _Table:
    """A row for each text, a column for each feature."""
    column = {name: place for place, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)), dtype=np.float32)
    for place, row in enumerate(rows):
        for name, value in row.items():
            if name in column:
                table[place, column[name]] = value
    return table


def train(table: _Table, wanted: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Weights of a logistic model, the bias last, by steps of Adam."""
    worth = np.where(wanted > 0, _EMERGENCY_WEIGHT, 1.0)
    worth /= worth.sum()
    columns = np.ascontiguousarray(table.T)
    weights = np.zeros(table.shape[1] + 1)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _ROUNDS + 1):
        # The products in 32 bits as the table is: numpy would write it anew in 64 at each step.
        odds = np.clip(table @ weights[:-1].astype(np.float32) + weights[-1], -30, 30).astype(np.float64)
        error = (1 / (1 + np.exp(-odds)) - wanted) * worth
        gradient = np.append(columns @ error.astype(np.float32) + _DECAY * weights[:-1], error.sum())
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        weights -= _STEP * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def report(told: Sequence[tuple[str, str, bool]], rows: Sequence[Mapping[str, float]]) -> None:
    """What each threshold recognises of fifths that the model had not seen."""
    wanted = np.array([float(emergency) for _, _, emergency in told])
    source = np.array([name for name, _, _ in told])
    fifth = np.arange(len(told)) % _FIFTHS
    odds = np.zeros(len(told))
    for kept_out in range(_FIFTHS):
        known = fifth != kept_out
        names = names_in([row for row, is_known in zip(rows, known, strict=True) if is_known])
        table = table_of(rows, names)
        weights = train(table[known], wanted[known])
        odds[~known] = table[~known] @ weights[:-1] + weights[-1]
    print("least  recognised  false alarms: near emergencies  ordinary questions")
    for least in (-2.0, -1.5, -1.0, -0.5, 0.0):
        near, plain = ((source == name) & (wanted == 0) for name in ("phrasings", "bank"))
        shares = [(odds[which] >= least).mean() for which in (wanted > 0, near, plain)]
        print(f"{least:5.1f}  {shares[0]:10.1%}  {shares[1]:30.1%}  {shares[2]:18.1%}")


def main() -> None:
    """Train, report, and write or compare."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    check = arguments.parse_args().check
    told = examples()
    rows = [alarm_features(readable(text)) for _, text, _ in told]
    if not check:
        report(told, rows)
    names = names_in(rows)
    weights = train(table_of(rows, names), np.array([float(emergency) for _, _, emergency in told]))
    learned = {name: round(float(weight), 2) for name, weight in zip(names, weights[:-1], strict=True)}
    model = {"bias": round(float(weights[-1]), 2), "least": LEAST, **{n: w for n, w in learned.items() if w}}
    text = json.dumps(model, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
    if check:
        print("same" if text == FILE.read_text(encoding="utf-8") else "DIFFERENT")
    else:
        FILE.write_text(text, encoding="utf-8")
        print(f"wrote {FILE.name}: {len(model)} weights, {len(text):,} bytes")


if __name__ == "__main__":
    main()
