"""Whether a question asked otherwise gets the same answer, and a question that only looks alike another one.

    python evaluation/stability/check.py [--show]

`groups.jsonl`: bases, rewrites that ask the same, twins that ask something else (see README). A rewrite is the same
where it has a direct answer too, and both cite a document in common; where the base has none, where the first
statement is from the same document; where the base is not answered, where the rewrite is not either. A twin has
changed where it is not answered, or neither its direct answer nor the first statement behind it is the base's.
Shares come with 95 % Wilson intervals. `--show` lists the failures of the development half (odd ids); of the held-out
half there are totals only.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curbside.cli.rates import Rate
from curbside.config import load_settings
from curbside.domain.answers import Answer, Claim
from curbside.engine import open_engine

GROUPS = Path(__file__).with_name("groups.jsonl")
HALVES = ("development", "held out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What of an answer is compared."""

    question: str
    outcome: str
    headline: str  # "" where there is no direct answer
    first: str  # the first statement behind it, "" where there is none
    documents: frozenset[str]  # cited by the direct answer, or by the first statement where there is none

    @property
    def answered(self) -> bool:
        """Whether anything from the library is shown."""
        return bool(self.headline or self.first)

    @property
    def opening(self) -> str:
        """The statement that a reader meets first."""
        return self.headline or self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A base with its rewrites and twins, all asked."""

    key: str
    document: str  # that answers the base, as its writer read it
    base: Reply
    rewrites: tuple[Reply, ...]
    twins: tuple[tuple[str, Reply], ...]  # how it differs, and what it was told

    @property
    def is_held_out(self) -> bool:
        """Even ids are."""
        return int(self.key.split("-")[1]) % 2 == 0


def reply_to(question: str, answer: Answer) -> Reply:
    """What is compared of an answer."""
    first = next((claim for section in answer.sections for claim in section.claims), None)
    opening = answer.headline or first
    return Reply(
        question=question,
        outcome=answer.outcome.value,
        headline=answer.headline.statement if answer.headline else "",
        first=first.statement if first else "",
        documents=cited_by(opening) if opening else frozenset(),
    )


def cited_by(claim: Claim) -> frozenset[str]:
    """The documents that a claim rests on."""
    return frozenset(citation.document_id for citation in claim.citations)


def is_the_same(base: Reply, rewrite: Reply) -> bool:
    """Whether a rewrite got the base's answer."""
    if not base.answered:
        return not rewrite.answered
    return bool(base.headline) <= bool(rewrite.headline) and cites_the_same(base, rewrite)


def cites_the_same(base: Reply, rewrite: Reply) -> bool:
    """Whether both open with a document in common, as a direct answer or not."""
    return bool(base.documents & rewrite.documents)


def has_changed(base: Reply, twin: Reply) -> bool:
    """Whether a twin is not told what the base was."""
    if not base.answered or not twin.answered:
        return True
    return opens_otherwise(base, twin) and twin.first != base.first


def opens_otherwise(base: Reply, twin: Reply) -> bool:
    """Whether a twin opens with another statement than the base, or with none."""
    return not twin.opening or twin.opening != base.opening


def asked(row: dict[str, Any], ask: Callable[[str], Answer]) -> Group:
    """One line of the file, with what each of its questions was told."""

    def reply(question: str) -> Reply:
        return reply_to(question, ask(question))

    return Group(
        key=row["id"],
        document=row["document"],
        base=reply(row["base"]),
        rewrites=tuple(reply(question) for question in row["rewrites"]),
        twins=tuple((twin["how"], reply(twin["question"])) for twin in row["twins"]),
    )


def figures(groups: Sequence[Group]) -> list[str]:
    """All shares of one half."""
    pairs = [(group.base, rewrite) for group in groups for rewrite in group.rewrites]
    twins = [(group.base, twin) for group in groups for _, twin in group.twins]
    direct = [(base, rewrite) for base, rewrite in pairs if base.headline]
    answered = [group for group in groups if group.base.answered]
    return [
        line("rewrites told the same", (is_the_same(*pair) for pair in pairs)),
        line("  of bases with a direct answer", (is_the_same(*pair) for pair in direct)),
        line("  of those, direct or not", (cites_the_same(*pair) for pair in direct)),
        line("  of bases answered otherwise", (is_the_same(*p) for p in pairs if p[0].answered and not p[0].headline)),
        line("rewrites that open with the same words", (base.opening == rewrite.opening for base, rewrite in pairs)),
        line("groups with all three the same", (all(is_the_same(g.base, r) for r in g.rewrites) for g in groups)),
        line("bases answered", (group.base.answered for group in groups)),
        line("  with a direct answer", (bool(group.base.headline) for group in groups)),
        line("  from the document named", (group.document in group.base.documents for group in answered)),
        line("rewrites answered", (rewrite.answered for _, rewrite in pairs)),
        line("twins changed or not answered", (has_changed(*pair) for pair in twins)),
        line("  of bases with a direct answer", (has_changed(*pair) for pair in twins if pair[0].headline)),
        line("twins opened otherwise, or not answered", (opens_otherwise(*pair) for pair in twins)),
    ]


def line(name: str, hits: Iterable[bool]) -> str:
    """One share with its interval."""
    rate = Rate()
    for hit in hits:
        rate.add(hit)
    told = rate.to_dict()
    share = "–" if told["value"] is None else f"{told['value']:.1%}"
    return f"{name:<42}{rate.hits:>5} of {rate.total:<5}{share:>7}   {told['low']:.1%} to {told['high']:.1%}"


def failures(groups: Sequence[Group]) -> list[str]:
    """What went wrong in each group, with the base first."""
    lines = []
    for group in groups:
        faults = [told("  rewrite", r) for r in group.rewrites if not is_the_same(group.base, r)]
        faults += [told(f"  twin ({how})", t) for how, t in group.twins if not has_changed(group.base, t)]
        if group.document not in group.base.documents or faults:
            lines += [f"\n{group.key}  {group.document}", told("  base", group.base), *faults]
    return lines


def told(name: str, reply: Reply) -> str:
    """A question and how its answer opens."""
    kind = "direct" if reply.headline else "sources"
    opening = f"{kind}, {', '.join(sorted(reply.documents))}: {reply.opening[:160]}" if reply.answered else "no claims"
    return f"{name}: {reply.question}\n      {reply.outcome}, {opening}"


def main() -> int:
    """Ask everything; print both halves."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--show", action="store_true", help="list the failures of the development half")
    show = arguments.parse_args().show
    rows = [json.loads(row) for row in GROUPS.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as home, open_engine(load_settings(home=Path(home))) as engine:
        groups = [asked(row, engine.answer) for row in rows]
    halves = [[group for group in groups if group.is_held_out is held_out] for held_out in (False, True)]
    for name, half in zip(HALVES, halves, strict=True):
        print(f"{name}, {len(half)} groups", *figures(half), "", sep="\n")
    if show:
        print(*failures(halves[0]), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
