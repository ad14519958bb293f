"""CPU time of answers, with the load of the machine beside it.

    python evaluation/benchmark.py [--bank FILE] [--rounds N]

Prints CPU milliseconds per question in one process (p50, p95), wall percentiles, and the CPU seconds of
`curbside ask` cold from the shell. Compare CPU and ratios; wall time follows whatever else the machine does.
"""

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from curbside.config import load_settings
from curbside.engine import open_engine

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--bank", type=Path, default=ROOT / "evaluation" / "bank" / "development.jsonl")
    arguments.add_argument("--rounds", type=int, default=3, help="times the bank is asked; the first is warm-up")
    asked = arguments.parse_args()
    questions = [json.loads(line)["question"] for line in asked.bank.read_text(encoding="utf-8").splitlines()]
    print(f"load average {' '.join(f'{value:.2f}' for value in os.getloadavg())}, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as home:
        started = time.process_time()
        engine = open_engine(load_settings(home=Path(home)))
        print(f"library of {len(engine.documents())} documents built in {time.process_time() - started:.2f} s CPU")
        for number in range(asked.rounds):
            cpu, wall = [], []
            for question in questions:
                before = time.process_time(), time.perf_counter()
                engine.answer(question)
                cpu.append((time.process_time() - before[0]) * 1000)
                wall.append((time.perf_counter() - before[1]) * 1000)
            name = "first round" if number == 0 else f"round {number + 1}"
            print(f"{name}, {len(questions)} questions: CPU ms {_percentiles(cpu)}; wall ms {_percentiles(wall)}")
        engine.close()
        cold = [_cold(home) for _ in range(5)]
    print(f"curbside ask, cold from the shell, 5 runs: CPU s min {min(cold):.2f} median {sorted(cold)[2]:.2f} "
          f"max {max(cold):.2f}")  # fmt: skip
    print(f"load average {' '.join(f'{value:.2f}' for value in os.getloadavg())}")


def _percentiles(values: Sequence[float]) -> str:
    ordered = sorted(values)
    chosen = {p: ordered[max(0, math.ceil(p / 100 * len(ordered)) - 1)] for p in (50, 90, 95, 99)}
    return ", ".join(f"p{p} {value:.0f}" for p, value in chosen.items())


def _cold(home: str) -> float:
    """CPU seconds, user and system, of one `curbside ask` as a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "curbside", "--home", home, "ask", QUESTION]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


if __name__ == "__main__":
    main()
