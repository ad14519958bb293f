"""What the site bears: an approved article, and questions, by 1, 8 and 32 readers at once.

    python evaluation/load_benchmark.py [--requests N] [--seconds S] [--only article|question]

Makes the demonstration board in a temporary home, serves it as `curbside serve` does, and reads it from this process.
A request of the table is a page of the article, or a question with the page that it leads to (POST /ask, 303, GET);
each question is another one of the development bank. A row ends after N requests or S seconds, whichever is first.

CPU time is that of the server's processes alone, as Linux counts it in /proc. The milliseconds are what readers wait;
readers and server share the machine's cores. Asking has no rate limit, so nothing had to be set aside.

CPU time grows where others work on the same machine. "Slowed" says by how much it did: the CPU time of a fixed piece of
work while the row was measured, over the best that it ever took.
"""

import argparse
import itertools
import json
import os
import platform
import random
import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

import httpx2 as httpx

from curbside.cli.output import table
from curbside.cli.rates import percentile
from demonstration import Demonstration, demonstration

BANK = Path(__file__).resolve().parent / "bank" / "development.jsonl"
AT_ONCE = (1, 8, 32)
_WARM = 5  # requests of each kind before anything is counted
_SEED = 7
_TICKS = os.sysconf("SC_CLK_TCK")

Ask = Callable[[httpx.Client], bool]  # one request; whether it was answered as it should be


@dataclass
class Row:
    """What one kind of request at one number of readers came to."""

    waits: list[float] = field(default_factory=list)  # milliseconds
    errors: int = 0
    seconds: float = 0.0
    cpu: float = 0.0  # seconds of the server
    threads: int = 0  # most seen
    yardstick: float = 0.0  # seconds of CPU that a fixed piece of work took meanwhile, median


def main() -> None:
    """Serve, read, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--requests", type=int, default=400, help="of each row, at most")
    options.add_argument("--seconds", type=float, default=20, help="of each row, at most")
    options.add_argument("--only", choices=("article", "question"))
    chosen = options.parse_args()
    if not Path("/proc/self/stat").exists():
        sys.exit("CPU time of the server is read from /proc, which this system does not have.")
    before, best = os.getloadavg()[0], min(_yardstick() for _ in range(500))
    with demonstration() as site:
        kinds = _kinds(site.address)
        lines = []
        for name in [chosen.only] if chosen.only else kinds:
            for at_once in AT_ONCE:
                row = _measure(kinds[name], site, at_once=at_once, most=chosen.requests, seconds=chosen.seconds)
                lines.append(_line(name, at_once, row, row.yardstick / best))
        workers = len(_tree(site.process))
    heads = ("request", "at once", "requests", "a second", "p50 ms", "p95 ms", "p99 ms", "errors", "CPU ms", "slowed",
             "threads")  # fmt: skip
    print(
        f"python {platform.python_version()}, Django {version('Django')}, uvicorn {version('uvicorn')}, "
        f"processes of the server: {workers}, cores: {os.cpu_count()}, load {before:.1f} before, "
        f"{os.getloadavg()[0]:.1f} after\n"
    )
    print(table(heads, lines))


def _line(name: str, at_once: int, row: Row, slowed: float) -> tuple[str, ...]:
    done = len(row.waits)
    waits = (f"{percentile(row.waits, share):.0f}" for share in (0.5, 0.95, 0.99))
    return (name, str(at_once), str(done), f"{done / row.seconds:.0f}", *waits, str(row.errors),
            f"{row.cpu / done * 1000:.1f}", f"×{slowed:.2f}", str(row.threads))  # fmt: skip


# -- the server --------------------------------------------------------------------------------------------------------


def _tree(process: int) -> list[int]:
    """The process and all below it."""
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
        below = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:  # a thread ended meanwhile
        below = []
    return [process, *(one for child in below for one in _tree(child))]


def _stat(process: int) -> list[str]:
    """The fields of /proc/PID/stat after the name, which may hold spaces."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def _cpu(server: int) -> float:
    """Seconds of CPU that the server's processes have used, those that ended included."""
    return sum(int(ticks) for process in _tree(server) for ticks in _stat(process)[11:15]) / _TICKS


def _threads(server: int) -> int:
    return sum(int(_stat(process)[17]) for process in _tree(server))


# -- the readers -------------------------------------------------------------------------------------------------------


def _kinds(address: str) -> dict[str, Ask]:
    """A request of each kind."""
    listed = httpx.get(f"{address}/articles/?status=approved").text
    found = re.search(r'<h2><a href="(/articles/[^"]+)"', listed)
    assert found, "the demonstration has an approved article"
    path = found[1]
    questions = [json.loads(line)["question"] for line in BANK.read_text(encoding="utf-8").splitlines()]
    random.Random(_SEED).shuffle(questions)
    asked = itertools.cycle(questions)

    def article(reader: httpx.Client) -> bool:
        page = reader.get(path)
        return page.status_code == 200 and "Reviewed by the Medical Advisory Board" in page.text

    def question(reader: httpx.Client) -> bool:
        form = {"question": next(asked), "csrfmiddlewaretoken": reader.cookies.get("csrftoken", "")}
        page = reader.post("/ask", data=form)
        return page.status_code == 200 and page.url.path.startswith("/answers/")

    return {"article": article, "question": question}


def _measure(ask: Ask, site: Demonstration, *, at_once: int, most: int, seconds: float) -> Row:
    """Let readers ask until there were enough requests or the time is over."""
    server = site.process
    readers = [httpx.Client(base_url=site.address, follow_redirects=True, timeout=60) for _ in range(at_once)]
    for reader in readers:
        reader.get("/")  # the cookie that forms are checked with
    for place in range(_WARM):
        ask(readers[place % at_once])
    row, turn, lock = Row(), itertools.count(), threading.Lock()
    started, used = time.perf_counter(), _cpu(server)

    def read(reader: httpx.Client) -> None:
        while next(turn) < most and time.perf_counter() - started < seconds:
            asked = time.perf_counter()
            try:
                answered = ask(reader)
            except httpx.HTTPError:
                answered = False
            with lock:
                row.waits.append((time.perf_counter() - asked) * 1000)
                row.errors += not answered

    crowd = [threading.Thread(target=read, args=(reader,)) for reader in readers]
    for one in crowd:
        one.start()
    yardstick = []
    while any(one.is_alive() for one in crowd):
        row.threads = max(row.threads, _threads(server))
        yardstick.append(_yardstick())
        time.sleep(0.1)
    row.yardstick = median(yardstick)
    row.seconds, row.cpu = time.perf_counter() - started, _cpu(server) - used
    for reader in readers:
        reader.close()
    return row


def _yardstick() -> float:
    """Seconds of CPU that a fixed piece of work takes now."""
    started, seen = time.thread_time(), {}
    for number in range(5000):
        seen[number % 500] = str(number)
    return time.thread_time() - started


if __name__ == "__main__":
    main()
