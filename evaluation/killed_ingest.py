"""kill -9 at random moments of an ingest: the library opens, answers from the old generation, and loses nothing.

    python evaluation/killed_ingest.py [--files 500] [--kills 20] [--seed 7]

Prints one line a kill and, at the end, whether each resumed library equals a clean run's.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from curbside.config import Settings
from curbside.engine import open_engine

QUESTION = "colchicine dose in gout"


def main() -> int:
    """Run the experiment; 0 if nothing was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as work:
        place = Path(work)
        first, folder = place / "first", many(place / "files", options.files)
        old = place / "old.md"
        old.write_text("# Gout\n\n## Treatment\n\n- In gout, give colchicine 0.5 mg twice daily (Class I).\n")
        run(first, "ingest", str(old))
        clean = place / "clean"
        shutil.copytree(first, clean)
        started = time.monotonic()
        run(clean, "ingest", str(folder))
        whole = time.monotonic() - started
        wanted = passages(clean)
        print(f"clean run: {whole:.1f} s, {len(wanted)} passages")
        faults = 0
        for number in range(options.kills):
            home = place / "home"
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(first, home)
            moment = chance.uniform(0.1, whole)
            kill_after(home, folder, moment)
            between = passages(home)
            told = answer(home)
            run(home, "ingest", str(folder))
            same = passages(home) == wanted
            half = between not in (passages(first), wanted)
            faults += (not same) + half + ("0.5 mg" not in told)
            print(
                f"kill {number + 1:2d} after {moment:5.1f} s: {len(between)} passages meanwhile"
                f"{' (A HALF)' if half else ''}, answers {'yes' if '0.5 mg' in told else 'NO'}, "
                f"resumed {'equal' if same else 'DIFFERENT'}",
                flush=True,
            )
    print(f"{options.kills} kills, {faults} faults")
    return 1 if faults else 0


def many(folder: Path, count: int) -> Path:
    """Small guidelines, each another."""
    folder.mkdir()
    for number in range(count):
        lines = "\n".join(f"- In asthma of kind {number}, step {n}: inhale {n} puffs." for n in range(1, 14))
        (folder / f"guideline {number}.md").write_text(f"# Guideline {number}\n\n## Treatment\n\n{lines}\n")
    return folder


def environment(home: Path) -> dict[str, str]:
    """Ours, with a library of its own."""
    return {**os.environ, "CURBSIDE_HOME": str(home), "CURBSIDE_STARTER": "false"}


def run(home: Path, *arguments: str) -> str:
    """The command's standard output."""
    command = [sys.executable, "-m", "curbside", *arguments]
    return subprocess.run(command, env=environment(home), capture_output=True, text=True, check=False).stdout


def kill_after(home: Path, folder: Path, seconds: float) -> None:
    """Start an ingest and kill it, and what it started, without warning."""
    command = [sys.executable, "-m", "curbside", "ingest", str(folder)]
    running = subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    running.send_signal(signal.SIGKILL)
    running.wait()


def passages(home: Path) -> list[tuple[str, str]]:
    """Ids and words of everything in the generation in use."""
    with open_engine(Settings(home=home, starter=False)) as engine:
        return [
            (passage.id, passage.text)
            for document in engine.documents()
            for passage in engine.store.body(document.id).passages
        ]


def answer(home: Path) -> str:
    """What the library says meanwhile."""
    return run(home, "ask", QUESTION)


if __name__ == "__main__":
    sys.exit(main())
