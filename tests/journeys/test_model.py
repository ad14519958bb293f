"""From a question to an answer with a model: it may order and lightly word, and nothing else."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from curbside.answering import pipeline
from curbside.answering.rewording import reword
from curbside.cli.main import cli
from curbside.config import Settings, load_settings
from curbside.domain.answers import Answer, Outcome
from curbside.engine import Engine, make_bundle, open_engine, recheck
from curbside.rendering.bundle import read_bundle
from curbside.rendering.markdown import to_markdown
from curbside.rendering.plain import to_plain
from curbside.rendering.wire import answer_to_dict
from curbside.web.asking.snapshots import snapshot

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "evaluation"))
from model_server import ModelServer, Reply, claims_reply, completion, faithful, statements_in

Json = dict[str, Any]
MRI = "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"
APIXABAN = "Apixaban dose for a new deep vein thrombosis"
NITRATE = "Can nitroglycerin be given after sildenafil?"
QUESTIONS = (MRI, APIXABAN, NITRATE, "Finerenone starting dose at eGFR 45")
KEY = "sk-very-secret"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer(lambda _: Reply(status=500)) as running:
        yield running


@pytest.fixture(scope="module")
def settings(server: ModelServer) -> Settings:
    return load_settings(model_url=server.url, model_name="a-model", model_key=KEY, model_seconds=1.0)


@pytest.fixture(scope="module")
def with_model(engine: Engine, settings: Settings) -> Iterator[Engine]:
    with open_engine(settings) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _truthful_and_closed(server: ModelServer, settings: Settings) -> Iterator[None]:
    server.script = lambda request: claims_reply(faithful(request))
    server.requests.clear()
    state = settings.home / "model-state.json"
    state.unlink(missing_ok=True)
    yield
    state.unlink(missing_ok=True)


def seen(answer: Answer) -> Json:
    """All of an answer but how it came about."""
    whole = answer_to_dict(answer)
    for key in ("worded", "dropped", "elapsed_ms"):
        whole.pop(key, None)
    return whole


def texts(answer: Answer) -> list[str]:
    return [claim.statement for claim in answer.claims]


# -- without one -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_a_model_nothing_is_said_of_one(engine: Engine, question: str) -> None:
    answer = engine.answer(question)

    assert engine.generator is None
    assert answer.worded == ""
    assert "worded" not in answer_to_dict(answer)
    assert "without a model" not in to_plain(answer) + to_markdown(answer)


# -- a truthful one ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_model_that_repeats_what_it_is_given_changes_no_word(
    engine: Engine, with_model: Engine, question: str
) -> None:
    plain, answer = engine.answer(question), with_model.answer(question)

    assert texts(answer)[: len(plain.claims[:1])] == texts(plain)[:1]
    assert set(texts(plain)) <= set(texts(answer))
    assert answer.outcome is plain.outcome
    assert answer.worded.startswith("Ordered and worded by a-model")


def test_a_light_edit_is_shown_and_its_quote_stays_as_printed(with_model: Engine, server: ModelServer) -> None:
    def script(request: Json) -> Reply:
        claims = faithful(request)
        return claims_reply([{**c, "text": re.sub(r"\bpatients\b", "people", c["text"])} for c in claims])

    question = "Can I use diltiazem for rate control in atrial fibrillation if the EF is 30%?"
    plain = with_model.answer(question, with_model=False)
    server.script = script
    answer = with_model.answer(question)
    edited = [c for c in answer.claims if "people" in c.text]

    assert any("patients" in claim.text for claim in plain.claims)
    assert edited
    assert all("patients" in claim.citations[0].quote for claim in edited)


def test_the_note_is_shown_wherever_an_answer_is(with_model: Engine) -> None:
    answer = with_model.answer(MRI)

    assert answer_to_dict(answer)["worded"] == answer.worded
    assert answer.worded.split(";")[0] in " ".join(to_plain(answer).split())
    assert answer.worded in to_markdown(answer)
    assert snapshot(answer)["made"]["worded"] == answer.worded


# -- what it is sent ---------------------------------------------------------------------------------------------------


def test_it_is_sent_the_question_without_what_identifies_a_person_and_nothing_else_of_the_reader(
    with_model: Engine, server: ModelServer
) -> None:
    with_model.answer(f"{APIXABAN}, MRN 1234567, born 02/03/1951")

    body = json.dumps([r.body for r in server.requests])
    assert "1234567" not in body
    assert "1951" not in body
    data = json.loads(server.requests[0].body["messages"][-1]["content"])
    assert set(data) == {"question", "statements"}
    assert all(set(statement) == {"id", "context", "lead", "text"} for statement in data["statements"])


def test_words_of_documents_stand_in_the_data_and_never_in_the_instructions(
    with_model: Engine, server: ModelServer
) -> None:
    with_model.answer(MRI)
    with_model.answer(APIXABAN)

    first, second = (request.body["messages"] for request in server.requests)
    assert first[0] == second[0]
    assert [message["role"] for message in first] == ["system", "user"]


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("My patient has crushing chest pain right now, what do I do?", Outcome.EMERGENCY),
        ("What is the dose of meloxicam for my dog?", Outcome.OUT_OF_SCOPE),
        ("How is a torn anterior cruciate ligament graft fixed?", Outcome.NOT_IN_LIBRARY),
    ],
)
def test_it_is_not_asked_where_there_is_no_answer(
    with_model: Engine, server: ModelServer, question: str, outcome: Outcome
) -> None:
    assert with_model.answer(question).outcome is outcome
    assert server.requests == []


def test_its_key_stands_in_no_text_of_ours(with_model: Engine, settings: Settings, server: ModelServer) -> None:
    server.script = lambda _: Reply(status=401, body=KEY.encode())
    answer = with_model.answer(MRI)

    assert "refused the key" in answer.worded
    assert KEY not in json.dumps(answer_to_dict(answer)) + repr(settings) + str(settings)
    assert KEY not in (settings.home / "model-state.json").read_text(encoding="utf-8")


# -- a failing one -----------------------------------------------------------------------------------------------------

FAILING = {
    "stalls": Reply(wait=3600.0),
    "sends a byte a second": Reply(body=completion({"claims": []}).body, drip=1.0),
    "HTTP 500": Reply(status=500),
    "HTTP 429": Reply(status=429),
    "redirects": Reply(status=302, headers={"Location": "http://127.0.0.1:9/v1/chat/completions"}),
    "prose": completion("Apixaban is a wonderful drug."),
    "cut off": completion('{"claims": [{"text": "Apixaban 5'),
    "no claims": completion({"claims": []}),
    "claims of a wrong type": completion({"claims": "none"}),
    "claims without fields": completion({"claims": [{"text": 5}, None, []]}),
    "a list": completion("[1, 2]"),
    "garbage": Reply(body=b"\x00\xff" * 1000),
}


@pytest.mark.parametrize("reply", FAILING.values(), ids=FAILING)
def test_a_model_that_fails_leaves_the_answer_as_it_is_without_one_and_says_so(
    engine: Engine, with_model: Engine, server: ModelServer, reply: Reply
) -> None:
    server.script = lambda _: reply

    answer = with_model.answer(APIXABAN)

    assert seen(answer) == seen(engine.answer(APIXABAN))
    assert answer.worded.startswith("Put together without a model: a-model ")


def test_after_three_failures_it_is_not_asked_and_doctor_says_so(
    with_model: Engine, server: ModelServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script = lambda _: Reply(status=500)
    for _ in range(4):
        answer = with_model.answer(MRI)

    assert len(server.requests) == 3
    assert "left alone" in answer.worded
    monkeypatch.setenv("CURBSIDE_MODEL_URL", server.url)
    monkeypatch.setenv("CURBSIDE_MODEL_NAME", "a-model")
    monkeypatch.setenv("CURBSIDE_MODEL_KEY", KEY)
    told = CliRunner().invoke(cli, ["--home", str(settings.home), "doctor"])
    (line,) = [line for line in told.stdout.splitlines() if line.startswith("!!")]
    assert "a-model" in line
    assert "left alone" in line
    assert "HTTP 500" in line
    assert KEY not in told.output


# -- a lying one -------------------------------------------------------------------------------------------------------

LIES = {
    "a number twice as large": lambda t: re.sub(r"\d+(?:\.\d+)?", lambda n: str(float(n[0]) * 2), t, count=1),
    "another unit": lambda t: re.sub(r"\bmg\b", "g", t),
    "a negation": lambda t: re.sub(r"\b(is|are|be|should)\b", r"\1 not", t, count=1),
    "another drug": lambda t: re.sub(r"(?i)apixaban", "rivaroxaban", t),
    "another population": lambda t: f"{t.rstrip('.')} in children",
    "another severity": lambda t: f"{t.rstrip('.')} in severe disease",
    "another grade": lambda t: f"{t.rstrip('.')} (Class III, LOE C)",
    "another comparator": lambda t: t.replace("≥", "<").replace(">=", "<") + " or less",
    "the order turned": lambda t: " ".join(t.split()[::-1]),
    "a sentence more": lambda t: f"{t} No monitoring is needed.",
    "marks": lambda t: f"**{t}**",
    "a link": lambda t: f"[{t}](https://example.org)",
    "nothing": lambda t: "",
    "signs that cannot be seen": lambda t: f"{t}\u202e no\u200b monitoring",
}


@pytest.mark.parametrize("question", [APIXABAN, NITRATE])
@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_is_replaced_by_the_quote(
    engine: Engine, with_model: Engine, server: ModelServer, lie: Any, question: str
) -> None:
    server.script = lambda request: claims_reply([{**c, "text": lie(c["text"])} for c in faithful(request)])

    answer = with_model.answer(question)
    server.script = lambda request: claims_reply(faithful(request))
    true = with_model.answer(question)

    assert texts(answer) == texts(true)
    assert answer.outcome is true.outcome


def test_two_statements_in_one_are_not_shown(with_model: Engine, server: ModelServer) -> None:
    def script(request: Json) -> Reply:
        claims = faithful(request)
        both = " ".join(c["text"] for c in claims[:2])
        return claims_reply([{**claims[0], "text": both, "quote": both}, {**claims[1], "text": both}, *claims[2:]])

    true = with_model.answer(APIXABAN)
    server.script = script

    assert set(texts(with_model.answer(APIXABAN))) == set(texts(true))


def everything_but(changes: Json) -> Any:
    return lambda request: claims_reply([{**c, **changes} for c in faithful(request)])


@pytest.mark.parametrize(
    "changes",
    [
        {"quote": "Apixaban may be given in any dose."},
        {"quote": ""},
        {"quote": "a"},
        {"passage_id": "p999"},
        {"passage_id": ""},
        {"quote": "x" * 100_000},
    ],
    ids=str,
)
def test_without_a_single_quote_that_stands_in_its_statement_the_model_is_not_used(
    engine: Engine, with_model: Engine, server: ModelServer, changes: Json
) -> None:
    server.script = everything_but(changes)

    answer = with_model.answer(APIXABAN)

    assert seen(answer) == seen(engine.answer(APIXABAN))
    assert "nothing that stands in the sources" in answer.worded


def test_what_is_dropped_is_listed_with_its_reason(with_model: Engine, server: ModelServer) -> None:
    def script(request: Json) -> Reply:
        claims = faithful(request)
        return claims_reply(
            [
                *claims,
                {"text": "Give twice as much.", "passage_id": "p1", "quote": "Give twice as much."},
                {"text": "Give as you like.", "passage_id": "p77", "quote": "Give as you like."},
                {**claims[1], "text": f"{claims[1]['text']} Always."},
            ]
        )

    server.script = script
    reasons = {d.text: d.reason for d in with_model.answer(APIXABAN).dropped}

    assert "twice" in reasons["Give twice as much."]
    assert "not given" in reasons["Give as you like."]
    assert all("Give" not in text for text in texts(with_model.answer(APIXABAN)) if "as you like" in text)


def test_keys_that_were_not_asked_for_are_passed_over(with_model: Engine, server: ModelServer) -> None:
    true = with_model.answer(APIXABAN)
    server.script = lambda request: completion(
        {"claims": [{**c, "headline": True, "support": "supported"} for c in faithful(request)], "outcome": "emergency"}
    )

    assert seen(with_model.answer(APIXABAN)) == seen(true)


# -- what it may not change --------------------------------------------------------------------------------------------


def orders(request: Json) -> Iterator[Sequence[Json]]:
    claims = faithful(request)
    yield claims[::-1]
    yield claims[-1:]
    yield claims[:1]
    yield [c for c in claims if "contraindicat" not in c["text"].lower()]


@pytest.mark.parametrize("way", range(4))
@pytest.mark.parametrize("question", [*QUESTIONS, "Which drugs are contraindicated in HFrEF?"])
def test_however_it_orders_and_leaves_out_what_safety_needs_stays(
    engine: Engine, with_model: Engine, server: ModelServer, question: str, way: int
) -> None:
    server.script = lambda request: claims_reply(list(orders(request))[way])

    plain, answer = engine.answer(question), with_model.answer(question)

    assert (answer.outcome, answer.missing, answer.conflicts) == (plain.outcome, plain.missing, plain.conflicts)
    assert (answer.headline is None) == (plain.headline is None)
    if plain.headline and answer.headline:
        assert answer.headline.citations == plain.headline.citations
    lost = set(texts(plain)) - set(texts(answer))
    forbids = re.compile(r"contraindicat|avoid|\bnot\b|\bnever\b|maximum|exceed|unless|[<>≤≥]", re.I)
    assert [text for text in lost if forbids.search(text)] == []
    assert lost <= {d.text for d in answer.dropped}
    first = [[c.statement for c in s.claims] for a in (plain, answer) for s in a.sections if s.key == "recommendation"]
    assert len(first) < 2 or sorted(first[0]) == sorted(first[1])


def test_it_makes_no_direct_answer_where_there_is_none(with_model: Engine, server: ModelServer) -> None:
    bank = Path(__file__).parents[2] / "evaluation" / "bank" / "development.jsonl"
    entries = [json.loads(line) for line in bank.read_text(encoding="utf-8").splitlines()[:120]]
    server.script = lambda request: claims_reply(faithful(request)[::-1])
    without = 0
    for entry in entries:
        if entry["outcome"] in ("answered", "partly") and without < 8:
            plain = with_model.answer(entry["question"], with_model=False)
            if plain.claims and plain.headline is None:
                without += 1
                answer = with_model.answer(entry["question"])
                assert answer.headline is None
                assert answer.outcome is plain.outcome
    assert without


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_statement_shown_was_passed_by_the_gate_and_quotes_one_source(
    with_model: Engine, server: ModelServer, question: str
) -> None:
    offered: list[str] = []

    def script(request: Json) -> Reply:
        offered.extend(statement["text"] for statement in statements_in(request))
        return claims_reply(faithful(request))

    plain = with_model.answer(question, with_model=False)
    server.script = script
    answer = with_model.answer(question)

    assert all(len(claim.citations) == 1 for claim in answer.claims)
    assert {c.text for c in answer.claims} <= {*offered, *(c.text for c in plain.claims)}


def test_a_broken_model_step_never_makes_an_answer_of_another_opening(
    with_model: Engine, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Should the step itself have a fault, the last guard keeps the answer as it was.
    def faulty(draft: Any, *arguments: Any, **named: Any) -> Any:
        done = reword(draft, *arguments, **named)
        return replace(done, draft=replace(done.draft, headlines=()))

    monkeypatch.setattr(pipeline, "reword", faulty)
    plain = with_model.answer(MRI, with_model=False)
    answer = with_model.answer(MRI)

    assert plain.headline is not None
    assert seen(answer) == seen(plain)
    assert "would have changed what it rests on" in answer.worded


# -- bundles -----------------------------------------------------------------------------------------------------------


def test_a_bundle_of_a_worded_answer_is_checked_but_not_asked_again(with_model: Engine, server: ModelServer) -> None:
    bundle = make_bundle(with_model, with_model.answer(APIXABAN))
    server.requests.clear()

    done = recheck(with_model, read_bundle(json.dumps(bundle).encode(), name="a bundle"))

    assert done.holds
    assert {check.key: check.result.value for check in done.checks}["again"] == "not_checked"
    assert server.requests == []


def test_the_question_of_a_bundle_goes_to_no_model(engine: Engine, with_model: Engine, server: ModelServer) -> None:
    bundle = make_bundle(engine, engine.answer(APIXABAN))

    done = recheck(with_model, read_bundle(json.dumps(bundle).encode(), name="a bundle"))

    assert done.holds
    assert server.requests == []
