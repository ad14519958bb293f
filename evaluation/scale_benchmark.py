"""What a question costs as the library grows: CPU time by stage and memory, from 1,000 to 100,000 passages.

    CURBSIDE_TEST_DATA=… python evaluation/scale_benchmark.py [--bank FILE …] [--questions N] [--plot FILE.svg]

Takes real cancer summaries in, step by step, on top of the starter library (the first step is without it), asks the
same questions at each size in a process of its own, and prints CPU milliseconds by stage (p50, p95) with the peak
memory of that process. The load is printed: CPU time still moves with what else the machine does.
"""

import argparse
import json
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from curbside.cli.output import table
from curbside.cli.rates import percentile
from curbside.config import load_settings
from curbside.domain.events import Checked, Completed, Interpreted, Retrieved
from curbside.engine import open_engine
from real_documents import unpack

ROOT = Path(__file__).resolve().parent.parent
BANK = ROOT / "evaluation" / "bank" / "development.jsonl"
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)  # passages, at least
STAGES = {Interpreted: "understand", Retrieved: "search and rank", Checked: "gate, compose, check", Completed: "finish"}
_BYTES_A_PASSAGE = 280  # of the summaries, roughly; only decides how many files a step takes in
_SEED = 11


def main() -> None:
    """Grow, ask, print; or, as the process of one size, ask and print what it cost as JSON."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--bank", type=Path, action="append")
    options.add_argument("--questions", type=int, default=200, help="of each bank, spread over it")
    options.add_argument("--plot", type=Path)
    options.add_argument("--ask", type=Path, metavar="HOME", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    questions = [q for bank in chosen.bank or [BANK] for q in _spread(bank, chosen.questions)]
    if chosen.ask:
        print(json.dumps(_cost(chosen.ask, questions)))
        return
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, {len(questions)} questions at each size\n")
    costs = []
    with tempfile.TemporaryDirectory() as work:
        corpus = unpack(Path(os.environ["CURBSIDE_TEST_DATA"]), Path(work) / "corpus", archives=("nci_pdq_markdown",))
        files = sorted(corpus.rglob("*.md"))
        random.Random(_SEED).shuffle(files)
        home = Path(work) / "home"
        for size in SIZES:
            starter = "false" if size == SIZES[0] else "true"
            costs.append(_grown(home, files, size, {**os.environ, "CURBSIDE_STARTER": starter}, sys.argv[1:]))
            print(f"{costs[-1]['passages']} passages asked", file=sys.stderr)
    rows = [
        (
            f"{cost['passages']:,}",
            *(f"{p50:.0f} / {p95:.0f}" for p50, p95 in cost["stages"].values()),
            f"{cost['total'][0]:.0f} / {cost['total'][1]:.0f}",
            f"{cost['peak_mb']:.0f}",
        )
        for cost in costs
    ]
    heads = ("passages", *(f"{name}, ms" for name in STAGES.values()), "total, ms p50 / p95", "peak MB")
    print(table(heads, rows))
    print(f"\nload {os.getloadavg()[0]:.1f}")
    if chosen.plot:
        chosen.plot.write_text(_plot(costs), encoding="utf-8")


def _spread(bank: Path, count: int) -> list[str]:
    questions = [json.loads(line)["question"] for line in bank.read_text(encoding="utf-8").splitlines()]
    return questions[:: max(1, len(questions) // count)][:count]


def _grown(home: Path, files: list[Path], size: int, environment: dict[str, str], arguments: Sequence[str]) -> dict:
    """Take files in until the library holds `size` passages, then ask in a new process."""
    ours = [sys.executable, "-m", "curbside", "--home", str(home)]
    while True:
        ran = subprocess.run(
            [sys.executable, __file__, *arguments, "--ask", str(home)],
            env=environment, check=True, capture_output=True, text=True,
        ) if home.exists() else None  # fmt: skip
        cost = json.loads(ran.stdout) if ran else {"passages": 0}
        if cost["passages"] >= size:
            return cost
        batch, wanted = [], (size - cost["passages"]) * _BYTES_A_PASSAGE
        while files and wanted > 0:
            batch.append(files.pop())
            wanted -= batch[-1].stat().st_size
        if not batch:
            return cost
        subprocess.run([*ours, "ingest", *map(str, batch), "--json"], env=environment, check=False, capture_output=True)


def _cost(home: Path, questions: Sequence[str]) -> dict:
    spent: dict[str, list[float]] = {name: [] for name in STAGES.values()}
    total = []
    with open_engine(load_settings(home=home)) as engine:
        for text in questions:
            started = last = time.process_time()
            for event in engine.stream(text):
                now = time.process_time()
                spent[STAGES[type(event)]].append((now - last) * 1000)
                last = now
            total.append((last - started) * 1000)
        passages = engine.store.passages
    return {
        "passages": passages,
        "stages": {name: (percentile(values, 0.5), percentile(values, 0.95)) for name, values in spent.items()},
        "total": (percentile(total, 0.5), percentile(total, 0.95)),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _plot(costs: Sequence[dict]) -> str:
    """Total CPU time over passages, both p50 and p95, passages on a logarithmic scale, as a small SVG."""
    width, height, left, bottom, top = 560, 300, 60, 250, 20
    most = max(250.0, *(cost["total"][1] for cost in costs)) * 1.1
    low, high = math.log10(costs[0]["passages"]), math.log10(costs[-1]["passages"])

    def at(cost: dict, value: float) -> tuple[float, float]:
        across = (math.log10(cost["passages"]) - low) / max(high - low, 1e-9)
        return left + across * (width - left - 40), bottom - value / most * (bottom - top)

    lines = []
    for place, name, dash in ((0, "p50", "4 4"), (1, "p95", "none")):
        points = [at(cost, cost["total"][place]) for cost in costs]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        lines.append(
            f'<polyline points="{path}" fill="none" stroke="#1f5f8b" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        lines.append(f'<text x="{points[-1][0] + 4:.1f}" y="{points[-1][1]:.1f}">{name}</text>')
    goal = at(costs[0], 250)[1]
    lines.append(
        f'<line x1="{left}" x2="{width - 40}" y1="{goal:.1f}" y2="{goal:.1f}" stroke="#a33" stroke-dasharray="2 3"/>'
    )
    lines.append(f'<text x="{left + 4}" y="{goal - 4:.1f}">250 ms</text>')
    for cost in costs:
        x = at(cost, 0)[0]
        lines.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{cost["passages"]:,}</text>')
    lines.append(
        f'<text x="{(left + width - 40) / 2}" y="{bottom + 38}" text-anchor="middle">passages in the library</text>'
    )
    lines.append(f'<text x="{left - 8}" y="{top}" text-anchor="end">CPU ms</text>')
    lines.append(f'<line x1="{left}" x2="{width - 40}" y1="{bottom}" y2="{bottom}" stroke="#888"/>')
    body = "\n".join(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


if __name__ == "__main__":
    main()
