"""Make pairs of a claim and a passage, half of them supported, half altered.

    python evaluation/pairs/generate.py --count 500 --seed 1 > pairs.jsonl

The same seed over the same texts gives the same pairs. What each kind means and
where its limits are: README.md beside this file.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Literal

from altered import ALTERED
from corpus import Unit, read_pool
from supported import SUPPORTED

Expectation = Literal["supported", "altered"]
Edit = Callable[[Unit, Random], str | None]
LONGEST_CLAIM = 440  # characters; a lead-in may make a claim longer than its unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One claim, the passage to hold it against, and the right verdict."""

    id: str
    claim: str
    passage: str
    heading: str
    expect: Expectation
    kind: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A claim that could be taken, and the place of its unit in the pool."""

    claim: str
    at: int


def candidates(pool: Sequence[Unit], edit: Edit, chance: Random) -> list[Candidate]:
    """Every claim one edit can make from the pool, in an order left to chance."""
    made = ((at, edit(unit, chance)) for at, unit in enumerate(pool))
    found = [Candidate(claim=claim, at=at) for at, claim in made if claim and len(claim) <= LONGEST_CLAIM]
    chance.shuffle(found)
    return found


def even_shares(total: int, kinds: Sequence[str]) -> dict[str, int]:
    """The total divided among the kinds, the first ones taking what is left over."""
    share, left_over = divmod(total, len(kinds))
    return {kind: share + (place < left_over) for place, kind in enumerate(kinds)}


def choose(
    offers: Mapping[tuple[Expectation, str], list[Candidate]], total: Mapping[Expectation, int]
) -> list[tuple[Expectation, str, Candidate]]:
    """Take each kind's share, the rarest kinds first, so that no common kind uses up their units.

    A kind that runs dry leaves its rest to the next, more common ones of its half.
    """
    taken: set[int] = set()
    chosen: list[tuple[Expectation, str, Candidate]] = []
    waiting = sorted(offers, key=lambda offer: len(offers[offer]))
    owed = dict(total)
    for expect, kind in waiting:
        still = [name for half, name in waiting if half == expect]
        left = still[still.index(kind) :]
        share = even_shares(owed[expect], left)[kind]
        free = [candidate for candidate in offers[expect, kind] if candidate.at not in taken][:share]
        taken.update(candidate.at for candidate in free)
        owed[expect] -= len(free)
        chosen.extend((expect, kind, candidate) for candidate in free)
    return chosen


def generate(pool: Sequence[Unit], *, count: int, seed: int) -> list[Pair]:
    """Pairs from a pool, half of each verdict, kinds spread evenly, each unit used once.

    Args:
        pool: units to make claims from.
        count: how many pairs; an odd one goes to the altered half.
        seed: the same seed over the same pool gives the same pairs.
    Raises:
        ValueError: the pool is too small for the count.
    """
    chance = Random(seed)
    offers: dict[tuple[Expectation, str], list[Candidate]] = {}
    for kind, edit in SUPPORTED.items():
        offers["supported", kind] = candidates(pool, edit, chance)
    for kind, edit in ALTERED.items():
        offers["altered", kind] = candidates(pool, edit, chance)
    chosen = choose(offers, {"supported": count // 2, "altered": count - count // 2})
    if len(chosen) < count:
        raise ValueError(f"{len(pool)} units give only {len(chosen)} pairs. Ask for fewer, or add documents.")
    chance.shuffle(chosen)
    return [
        pair_of(pool[candidate.at], candidate.claim, expect=expect, kind=kind, name=f"s{seed}-{place:04d}")
        for place, (expect, kind, candidate) in enumerate(chosen, start=1)
    ]


def pair_of(unit: Unit, claim: str, *, expect: Expectation, kind: str, name: str) -> Pair:
    """The pair that a unit and a claim make."""
    return Pair(
        id=name,
        claim=claim,
        passage=unit.passage,
        heading=unit.heading,
        expect=expect,
        kind=kind,
        document=unit.document,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the pairs, one JSON object a line."""
    parser = argparse.ArgumentParser(description="Make supported and altered claims with their passages.")
    parser.add_argument("--count", type=int, default=500, help="how many pairs (default 500)")
    parser.add_argument("--seed", type=int, required=True, help="same seed, same pairs")
    parser.add_argument("--folder", type=Path, help="folder with Markdown; default: the starter library")
    options = parser.parse_args(arguments)
    try:
        pairs = generate(read_pool(options.folder), count=options.count, seed=options.seed)
    except ValueError as refusal:
        parser.error(str(refusal))
    for pair in pairs:
        print(json.dumps(asdict(pair), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
