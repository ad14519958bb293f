"""How many follow-ups are read rightly.

    python evaluation/threads/check.py

`threads.jsonl`: turns as they were typed; the last one, as it is read, must hold all patterns of `holds` and none of
`lacks`. Written by whoever wrote the rules, after them, and asked once before anything was mended: see README.
"""

import json
import re
import sys
import tempfile
from pathlib import Path

from curbside.cli.rates import wilson
from curbside.config import load_settings
from curbside.engine import open_engine

THREADS = Path(__file__).with_name("threads.jsonl")


def main() -> int:
    """Read each thread to its end; print what went wrong, and the share."""
    threads = [json.loads(line) for line in THREADS.read_text(encoding="utf-8").splitlines()]
    right = 0
    with tempfile.TemporaryDirectory() as home, open_engine(load_settings(home=Path(home))) as engine:
        for thread in threads:
            read_as = thread["turns"][0]
            for turn in thread["turns"][1:]:
                read_as = engine.follow_up(turn, read_as).read_as
            held = all(re.search(pattern, read_as, re.I) for pattern in thread["holds"])
            clean = not any(re.search(pattern, read_as, re.I) for pattern in thread["lacks"])
            right += held and clean
            if not (held and clean):
                print(f"{thread['id']}  {' / '.join(thread['turns'])}  →  {read_as}")
    low, high = wilson(right, len(threads))
    print(f"{right} of {len(threads)} read rightly: {right / len(threads):.1%} ({low:.1%}–{high:.1%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
