"""Check the generator against its own promise, and the hand-written pairs against their form.

    python evaluation/pairs/check.py

Makes pairs from a few seeds and stops at the first broken promise. Whether an altered claim
is truly false only a reader can say; this checks what can be counted.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from pathlib import Path

from altered import ALTERED
from corpus import Unit, read_pool
from generate import Pair, generate
from supported import SUPPORTED
from vocabulary import GROUP_OF
from wording import squeezed

SEEDS = (1, 7, 2026)
COUNT = 500
HAND_WRITTEN = Path(__file__).with_name("hand_written.jsonl")
LIGHT, FREE = "light", "paraphrase"


def check_form(pairs: Sequence[dict[str, str]]) -> None:
    """Every field is there and filled, and no id or claim-and-passage occurs twice."""
    names = {field.name for field in fields(Pair)}
    for pair in pairs:
        assert set(pair) == names, f"{pair.get('id')}: fields {sorted(set(pair) ^ names)} missing or unknown"
        assert all(pair.values()), f"{pair['id']}: an empty field"
        assert pair["expect"] in ("supported", "altered"), f"{pair['id']}: expect is {pair['expect']!r}"
        assert not set(pair["passage"]) & set("*`"), f"{pair['id']}: Markdown marks in the passage"
    assert_unique(pair["id"] for pair in pairs)
    assert_unique(f"{pair['claim']}\n{pair['passage']}" for pair in pairs)


def assert_unique(texts: Iterable[str]) -> None:
    """No text occurs twice."""
    twice = [text for text, times in Counter(texts).items() if times > 1]
    assert not twice, f"more than once: {twice[0]!r}"


def check_generated(pairs: Sequence[Pair]) -> None:
    """Half and half, kinds even, altered claims not in their passage, verbatim ones in it."""
    halves = Counter(pair.expect for pair in pairs)
    assert halves["supported"] == halves["altered"] == COUNT // 2, f"uneven halves: {halves}"
    for half, kinds in (("supported", SUPPORTED), ("altered", ALTERED)):
        counts = Counter(pair.kind for pair in pairs if pair.expect == half)
        assert set(counts) == set(kinds), f"{half}: kinds missing: {set(kinds) - set(counts)}"
        assert max(counts.values()) - min(counts.values()) <= 1, f"{half}: uneven kinds: {counts}"
    for pair in pairs:
        held = squeezed(pair.claim).rstrip(".") in squeezed(pair.passage)
        assert not (held and pair.expect == "altered"), f"{pair.id}: the passage says the altered claim"
        assert held or pair.kind != "verbatim", f"{pair.id}: a verbatim claim that the passage lacks"


def check_hand_written(pairs: Sequence[dict[str, str]]) -> None:
    """Enough pairs of each sort, and the expectation follows from the kind."""
    kinds = Counter(pair["kind"] for pair in pairs)
    assert len(pairs) >= 110, f"only {len(pairs)} hand-written pairs"
    assert kinds[LIGHT] >= 45, f"only {kinds[LIGHT]} light edits"
    assert kinds[FREE] >= 15, f"only {kinds[FREE]} free paraphrases"
    for pair in pairs:
        supported = pair["kind"] in (LIGHT, FREE)
        assert (pair["expect"] == "supported") == supported, f"{pair['id']}: kind and expectation disagree"


def check_seed(pool: Sequence[Unit], seed: int) -> None:
    """One seed keeps every promise, and gives the same pairs again."""
    pairs = generate(pool, count=COUNT, seed=seed)
    check_form([asdict(pair) for pair in pairs])
    check_generated(pairs)
    kinds = Counter(f"{pair.expect} {pair.kind}" for pair in pairs)
    print(f"seed {seed}: {', '.join(f'{kind} {count}' for kind, count in sorted(kinds.items()))}")


def main() -> int:
    """Run every check; an AssertionError names the pair at fault."""
    assert len(GROUP_OF) >= 120, "fewer than 120 drugs"
    pool = read_pool(None)
    for seed in SEEDS:
        check_seed(pool, seed)
    again = [generate(pool, count=40, seed=SEEDS[0]) for _ in range(2)]
    assert again[0] == again[1], "one seed, two outcomes"
    written = [json.loads(line) for line in HAND_WRITTEN.read_text(encoding="utf-8").splitlines()]
    check_form(written)
    check_hand_written(written)
    print(f"hand-written: {len(written)} pairs. All checks passed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
