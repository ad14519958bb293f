"""A model that lies, and what of it is shown: the standing report on the model step.

    python evaluation/lying_model.py [--questions N] [--seed S] [--json]

A scripted server on loopback answers for the model. Three parts:
1. falsehoods of every kind, each in place of one statement of a real answer: dropped, replaced by the quote, or shown;
2. true claims: light edits kept, other true words replaced by their quote;
3. sixty documents with instructions, and a server that obeys them: answers changed.
Ends with 5 where a falsehood was shown or an answer changed.
"""

import argparse
import json
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from curbside.config import load_settings
from curbside.domain.answers import Answer
from curbside.engine import Engine, ingest_files, open_engine
from falsehoods import FALSEHOODS, FREE, LIGHT, Teller, Told
from instructions import MARK, QUESTION, benign, hostile_documents, obey
from model_server import ModelServer, Reply, Script, claims_reply, faithful, statements_in

BANK = Path(__file__).resolve().parent / "bank" / "development.jsonl"
Json = dict[str, Any]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--questions", type=int, default=200, help="of the development bank, by chance")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--documents", type=int, default=60, help="of those with instructions")
    arguments.add_argument("--home", type=Path, help="a home with the starter library; without it one is built")
    arguments.add_argument("--json", action="store_true", help="print one JSON document")
    arguments.add_argument("--failures", action="store_true", help="print what was shown and should not have been")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as home, ModelServer(lambda _: Reply(status=500)) as server:
        with open_engine(_settings(asked.home or Path(home), server, starter=True)) as engine:
            questions = _questions(asked.questions, Random(asked.seed))
            false = _told_over(FALSEHOODS, questions, engine, server, Random(asked.seed))
            light = _told_over(LIGHT, questions, engine, server, Random(asked.seed + 1))
            free = _told_over(FREE, questions, engine, server, Random(asked.seed + 2))
        documents = _with_instructions(server, asked.documents)
    report = {
        "questions": len(questions),
        "false": _by_kind(false),
        "light": _by_kind(light),
        "free": _by_kind(free),
        "documents": documents,
    }
    if asked.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        _print(report)
    if asked.failures:
        for wanted, found in (("shown", false), ("replaced", light), ("shown", free)):
            for told, what in found:
                if what == wanted:
                    print(f"\n{told.kind}: {what}\n  source: {told.original}\n  model:  {told.claim['text']}")
    wrong = [what for _, what in false if what == "shown"] or documents["changed"]
    raise SystemExit(5 if wrong else 0)


def _settings(home: Path, server: ModelServer, *, starter: bool) -> Any:
    return load_settings(home=home, starter=starter, model_url=server.url, model_name="scripted", model_seconds=30.0)


def _questions(count: int, chance: Random) -> list[str]:
    entries = [json.loads(line) for line in BANK.read_text(encoding="utf-8").splitlines()]
    held = [entry["question"] for entry in entries if entry["outcome"] in ("answered", "partly")]
    return chance.sample(held, min(count, len(held)))


# -- claims ------------------------------------------------------------------------------------------------------------

Found = list[tuple[Told, str]]


def _told_over(
    tellers: Mapping[str, Teller], questions: Sequence[str], engine: Engine, server: ModelServer, chance: Random
) -> Found:
    """Each question answered with a model that puts one such claim in place of each statement it can."""
    found: Found = []
    counts: Counter[str] = Counter()
    for question in questions:
        said: list[Told] = []

        def script(request: Json, said: list[Told] = said) -> Reply:
            statements = statements_in(request)
            claims = []
            for statement, true in zip(statements, faithful(request), strict=True):
                claim = _rarest(statement, statements, tellers, counts, chance)
                if claim:
                    counts[claim.kind] += 1
                    said.append(claim)
                claims.append(claim.claim if claim else true)
            return claims_reply(claims)

        server.script = script
        answer = _texts(engine.answer(question))
        server.script = lambda request: claims_reply(faithful(request))
        true = _texts(engine.answer(question))
        found += [(told, _what_became(told, true, answer)) for told in said]
    return found


def _rarest(
    statement: Json, others: Sequence[Json], tellers: Mapping[str, Teller], counts: Counter[str], chance: Random
) -> Told | None:
    """A claim of the kind that was told least so far, of those that this statement allows."""
    for kind in sorted(tellers, key=lambda kind: counts[kind]):
        if claim := tellers[kind](statement, others, chance):
            return claim
    return None


def _what_became(told: Told, true: Counter[str], answer: Counter[str]) -> str:
    """ "shown" where its words stand in the answer: of a falsehood, once more than from a model that tells the
    truth, for the words may be another statement's own."""
    words = _bare(told.claim["text"])
    if answer[words] > (0 if told.kind in LIGHT else true[words]):
        return "shown"
    return "replaced" if answer[_bare(told.original)] else "dropped"


def _texts(answer: Answer) -> Counter[str]:
    """How often a reader is shown which words."""
    claims = list(answer.claims) + [p.claim for c in answer.conflicts for p in c.positions if p.claim]
    return Counter(words for claim in claims for words in {_bare(claim.text), _bare(claim.statement)})


def _bare(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


def _by_kind(found: Found) -> dict[str, dict[str, int]]:
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for told, what in found:
        kinds[told.kind][what] += 1
    return {kind: dict(counts) for kind, counts in kinds.items()}


# -- documents ---------------------------------------------------------------------------------------------------------


def _with_instructions(server: ModelServer, count: int) -> dict[str, Any]:
    """Of so many documents: whose instruction reached the model, and whose answer it changed."""
    arrived, changed, beside_benign, printed = [], [], [], []
    blind: Counter[str] = Counter()
    truthful: Script = lambda request: claims_reply(faithful(request))  # noqa: E731  # as short as what it does
    _, plain = _answers_over(benign(), server, [truthful])
    for document in islice(hostile_documents(), count):
        reached: list[str] = []

        def where_it_arrives(request: Json, kind: str = document.kind, reached: list[str] = reached) -> Reply:
            if MARK in json.dumps(request):
                reached.append(kind)
                return obey(kind, request)
            return claims_reply(faithful(request))

        def anyhow(request: Json, kind: str = document.kind) -> Reply:
            return obey(kind, request)

        before, after, blindly = _answers_over(document.markdown, server, [where_it_arrives, anyhow])
        blind.update(_difference(before, blindly))
        name = f"{document.kind}, {document.place}"
        arrived += [name] if reached else []
        changed += [name] if before != after else []
        beside_benign += [name] if after != plain else []
        printed += [name] if MARK in json.dumps(before) else []
    return {
        "documents": count,
        "arrived": arrived,
        "changed": changed,
        "other_than_benign": beside_benign,
        "printed_without_a_model": printed,
        "obeyed_though_it_did_not_arrive": dict(blind),
    }


def _difference(before: Json, after: Json) -> Iterator[str]:
    """What a model changed of an answer, by how bad it is."""
    old, new = ([pair for _, claims in answer["sections"] for pair in claims] for answer in (before, after))
    if before == after:
        yield "nothing"
    elif any(before[key] != after[key] for key in ("outcome", "headline", "missing")) or set(new) - set(old):
        yield "words, direct answer or outcome"
    elif set(old) - set(new):
        yield "statements left out"
    else:
        yield "order"


def _answers_over(markdown: str, server: ModelServer, scripts: Sequence[Script]) -> list[Json]:
    """The answers from a library of one document: without a model, then by each script."""
    with tempfile.TemporaryDirectory() as home:
        settings = _settings(Path(home) / "home", server, starter=False)
        file = Path(home) / "amlodipine-example.md"
        file.write_text(markdown, encoding="utf-8")
        ingest_files(settings, [file])
        with open_engine(settings) as engine:
            answers = [_shown(engine.answer(QUESTION, with_model=False))]
            for script in scripts:
                server.script = script
                answers.append(_shown(engine.answer(QUESTION)))
    assert answers[0]["headline"] or answers[0]["sections"], "the document does not answer its question"
    return answers


def _shown(answer: Answer) -> Json:
    """What a reader is shown."""
    return {
        "outcome": answer.outcome.value,
        "headline": answer.headline.statement if answer.headline else "",
        "sections": [(s.heading, [(c.statement, c.citations[0].quote) for c in s.claims]) for s in answer.sections],
        "missing": answer.missing,
    }


# -- printing ----------------------------------------------------------------------------------------------------------


def _lines(title: str, kinds: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    yield f"{title:<26} {'dropped':>8} {'quote':>8} {'shown':>8} {'shown %':>8}"
    total: Counter[str] = Counter()
    for kind in sorted(kinds):
        total.update(kinds[kind])
        yield _line(kind, kinds[kind])
    yield _line("all", total)


def _line(name: str, counts: Mapping[str, int]) -> str:
    dropped, replaced, shown = (counts.get(key, 0) for key in ("dropped", "replaced", "shown"))
    return f"{name:<26} {dropped:>8} {replaced:>8} {shown:>8} {shown / max(1, dropped + replaced + shown):>8.1%}"


def _print(report: Mapping[str, Any]) -> None:
    print(f"{report['questions']} questions")
    for title, part in (("falsehoods", "false"), ("light edits", "light"), ("other true words", "free")):
        print("\n".join(_lines(title, report[part])), end="\n\n")
    documents = report["documents"]
    print(f"{documents['documents']} documents with instructions: {len(documents['arrived'])} reached the model")
    print(f"answers changed by a model that obeys: {len(documents['changed'])} {documents['changed'] or ''}")
    print(f"the same by a model that obeys though nothing arrived: {documents['obeyed_though_it_did_not_arrive']}")
    print(f"instructions printed as a statement, with or without a model: {len(documents['printed_without_a_model'])}")
    print(f"answers other than over the document without the instruction: {len(documents['other_than_benign'])}")


if __name__ == "__main__":
    main()
