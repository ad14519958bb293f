"""The command line as the contract promises it: commands, JSON keys, exit codes, plain errors.

Every call is a process of its own over one shared home, so what a script would see is what is tested (`commands`).
"""

import json
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from commands import Ran, curbside, environment
from curbside.engine import Engine
from libraries import copy_library

DONE, FAILED, USAGE, NOT_IN_LIBRARY, OUT_OF_SCOPE, FINDINGS, PARTIAL, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 130
MRI = "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"
_HOSTILE = "<script>alert(1)</script> \x1b[31mred\x1b[0m gout"


def assert_one_line_error(ran: Ran, *words: str, code: int = FAILED) -> None:
    assert ran.code == code, ran
    assert ran.out == ""
    assert len(ran.err.strip().splitlines()) == 1, ran.err
    assert ran.err.startswith("Error: ")
    for word in words:
        assert word in ran.err


@pytest.fixture(scope="module")
def home(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose starter library is built already."""
    return copy_library(engine.settings.home, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def answer(home: Path) -> Ran:
    return curbside(home, "ask", MRI, "--json", "--reader", "nurse")


# -- ask: JSON -------------------------------------------------------------------------------------------------------

ANSWER = [
    "schema",
    "question",
    "reader",
    "outcome",
    "missing",
    "headline",
    "sections",
    "conflicts",
    "quotes",
    "references",
    "limitations",
    "related",
    "follow_ups",
    "dropped",
    "library_generation",
    "engine_version",
    "elapsed_ms",
]
CLAIM = ["key", "text", "lead", "citations", "support", "recommendation"]
RECOMMENDATION = ["strength", "certainty", "scheme", "as_printed", "direction"]
QUOTE = ["n", "reference", "document_id", "passage_id", "locator", "quote", "start", "end"]
REFERENCE = [
    "n",
    "document_id",
    "kind",
    "title",
    "publisher",
    "year",
    "edition",
    "doi",
    "url",
    "status",
    "superseded_by",
    "summarises",
    "text_by",
    "checked_against_original",
    "display",
]


def has(keys: Sequence[str], of: Mapping[str, Any]) -> None:
    assert set(keys) <= set(of), set(keys) - set(of)


def test_ask_json_is_one_document_with_the_keys_of_the_contract(answer: Ran) -> None:
    assert answer.code == DONE
    assert answer.err == ""
    document = answer.json
    has(ANSWER, document)
    assert (document["schema"], document["question"], document["reader"]) == ("curbside.answer/1", MRI, "nurse")
    assert document["outcome"] == "answered"
    has(("text", "citations"), document["headline"])
    for section in document["sections"]:
        has(("key", "heading", "claims"), section)
        for claim in section["claims"]:
            has(CLAIM, claim)
            assert claim["support"] == "supported"
    for conflict in document["conflicts"]:
        has(("topic", "positions", "followed", "why"), conflict)
        for position in conflict["positions"]:
            has(("reference", "text", "citations"), position)
    for quote in document["quotes"]:
        has(QUOTE, quote)
    for reference in document["references"]:
        has(REFERENCE, reference)
        assert reference["kind"] in {"guideline", "systematic_review", "trial", "label", "summary", "other"}
        assert reference["status"] in {"current", "superseded", "withdrawn", "retracted"}
        assert reference["display"] in {"full", "quotes", "staff"}
        if reference["superseded_by"]:
            has(("title", "year", "held"), reference["superseded_by"])


def test_citations_point_at_quotes_and_quotes_at_references(answer: Ran) -> None:
    document = answer.json
    quotes = {quote["n"] for quote in document["quotes"]}
    references = {reference["n"] for reference in document["references"]}
    cited = [document["headline"]["citations"]]
    cited += [claim["citations"] for section in document["sections"] for claim in section["claims"]]
    cited += [position["citations"] for conflict in document["conflicts"] for position in conflict["positions"]]

    assert all(numbers and set(numbers) <= quotes for numbers in cited)
    assert {quote["reference"] for quote in document["quotes"]} <= references
    assert {conflict["followed"] for conflict in document["conflicts"]} <= references


def test_texts_and_quotes_carry_no_markdown_marks(answer: Ran) -> None:
    document = answer.json
    texts = [quote["quote"] for quote in document["quotes"]]
    texts += [claim["text"] for section in document["sections"] for claim in section["claims"]]

    assert not [text for text in texts if "**" in text or "`" in text or text.startswith("#")]


def test_library_show_text_is_the_text_that_the_offsets_count_in(home: Path, answer: Ran) -> None:
    first = answer.json["references"][0]["document_id"]
    shown = curbside(home, "library", "show", first, "--text")
    quotes = [quote for quote in answer.json["quotes"] if quote["document_id"] == first]

    assert quotes
    assert all(shown.out[quote["start"] : quote["end"]] == quote["quote"] for quote in quotes)


def test_a_graded_claim_carries_its_recommendation(home: Path) -> None:
    ran = curbside(home, "ask", "Should a man with AF and a CHA2DS2-VASc score of 2 be anticoagulated?", "--json")
    graded = [c["recommendation"] for s in ran.json["sections"] for c in s["claims"] if c["recommendation"]]
    graded += [ran.json["headline"]["recommendation"]] if ran.json["headline"]["recommendation"] else []

    assert graded
    for recommendation in graded:
        has(RECOMMENDATION, recommendation)
        assert recommendation["direction"] in {"for", "against", "either", "insufficient", "none"}


# -- ask: for people -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [(), ("--markdown",)])
def test_an_answer_for_people_has_no_colour_when_piped(home: Path, form: Sequence[str]) -> None:
    ran = curbside(home, "ask", MRI, *form, FORCE_COLOR="1")

    assert ran.code == DONE
    assert "\x1b" not in ran.out
    assert "without and with" in ran.out
    assert "References" in ran.out or "REFERENCES" in ran.out


@pytest.mark.parametrize(("variables", "coloured"), [({"NO_COLOR": "1"}, False), ({}, True)])
def test_a_terminal_gets_colour_unless_it_asks_for_none(
    home: Path, variables: dict[str, str], *, coloured: bool
) -> None:
    master, slave = pty.openpty()
    env = {k: v for k, v in environment(home, TERM="xterm", **variables).items() if k != "NO_COLOR" or variables}
    asked = subprocess.Popen(
        [sys.executable, "-m", "curbside", "ask", "rivaroxaban in children"], stdout=slave, stderr=slave, env=env
    )
    os.close(slave)
    shown = b""
    while select.select([master], [], [], 60)[0]:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(master)

    assert asked.wait(timeout=60) == NOT_IN_LIBRARY
    assert (b"\x1b[" in shown) is coloured


# -- exit codes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "outcome", "code"),
    [
        ("rivaroxaban in children", "not_in_library", NOT_IN_LIBRARY),
        ("My dog ate ibuprofen, what now?", "out_of_scope", OUT_OF_SCOPE),
        ("My husband has crushing chest pain and is sweating", "emergency", DONE),
        ("How long to treat uncomplicated community-acquired pneumonia?", "partly", DONE),
    ],
)
def test_each_outcome_has_its_exit_code(home: Path, question: str, outcome: str, code: int) -> None:
    ran = curbside(home, "ask", question, "--json")

    assert (ran.json["outcome"], ran.code) == (outcome, code)
    has(ANSWER, ran.json)
    if outcome == "not_in_library":
        assert ran.json["references"]
        assert ran.json["headline"] is None
        assert ran.json["sections"] == []


@pytest.mark.parametrize(
    "arguments",
    [("ask",), ("ask", "a", "--batch", "-"), ("ask", "--batch", "-"), ("ask", "a", "--reader", "king"), ("nonsense",),
     ("search", "a", "--limit", "0"), ("verify", "a")],
)  # fmt: skip
def test_a_wrong_call_is_a_usage_error(home: Path, arguments: Sequence[str]) -> None:
    ran = curbside(home, *arguments)

    assert (ran.code, ran.out) == (USAGE, "")
    assert ran.err


def test_help_and_version_need_no_library(tmp_path: Path) -> None:
    assert "Exit codes" in curbside(tmp_path, "--help").out
    assert curbside(tmp_path, "--version").out.startswith("curbside")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_ends_with_130(home: Path) -> None:
    waiting = subprocess.Popen(
        [sys.executable, "-m", "curbside", "ask", "--batch", "-", "--json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(home), start_new_session=True,
        # A shell that runs the suite in the background has it ignore interrupts, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  # no thread is running
    )  # fmt: skip
    assert waiting.stdin is not None
    assert waiting.stdout is not None
    waiting.stdin.write(BATCH[0] + b"\n")
    waiting.stdin.flush()
    waiting.stdout.readline()  # it has answered, and waits for the next line
    waiting.send_signal(signal.SIGINT)
    waiting.wait(timeout=60)  # before its input is closed, which would end it by itself
    _, err = waiting.communicate()

    assert waiting.returncode == INTERRUPTED
    assert b"Traceback" not in err


# -- batch -----------------------------------------------------------------------------------------------------------

BATCH = [
    b'{"id": "first", "question": "rivaroxaban in children"}',
    b"",
    b'{"id": 2, "question": "My dog ate ibuprofen", "reader": "patient"}',
    b"not json",
    b"[]",
    b'{"question": "no id"}',
    b'{"id": "empty", "question": ""}',
    b'{"id": "blank", "question": " \\u200b\\t"}',
    b'{"id": "long", "question": "' + b"a" * 100_000 + b'"}',
    b'{"id": "nul", "question": "gout\\u0000 flare treatment"}',
    b'{"id": "surrogate", "question": "gout \\ud800 flare treatment"}',
    b'{"id": "bytes", "question": "gout \xff\xfe flare treatment"}',
    json.dumps({"id": "hostile", "question": _HOSTILE}).encode(),
    b'{"id": "reader", "question": "gout", "reader": "king"}',
    b'{"id": "number", "question": 5}',
    b'{"id": "last", "question": "gout flare treatment"}',
]
_FAULTY = {"empty", "blank", "long", "reader", "number"}


@pytest.fixture(scope="module")
def batch(home: Path) -> Ran:
    return curbside(home, "ask", "--batch", "-", "--json", stdin=b"\n".join(BATCH) + b"\n")


def test_a_batch_answers_every_line_in_order_and_bad_lines_do_not_stop_it(batch: Ran) -> None:
    asked = [line for line in BATCH if line]

    assert batch.code == PARTIAL
    assert len(batch.lines) == len(asked)
    assert [line["id"] for line in batch.lines if "schema" in line] == [
        "first", 2, "nul", "surrogate", "bytes", "hostile", "last",
    ]  # fmt: skip


def test_a_bad_line_of_a_batch_says_which_and_why(batch: Ran) -> None:
    bad = [line for line in batch.lines if "schema" not in line]

    assert {line["line"] for line in bad} >= {4, 5, 6}
    assert all(line["error"] for line in bad)


def test_a_bad_line_of_a_batch_keeps_its_id_where_it_has_one(batch: Ran) -> None:
    assert {line["id"] for line in batch.lines if "schema" not in line and line["id"]} == _FAULTY


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": "odd", "question": "gout", "reader": []}',
        b'{"id": "odd", "question": "gout", "reader": null}',
        b'{"id": "odd", "question": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b'{"id": "odd", "question": ' + b"9" * 5_000 + b"}",
        b'{"id": ["a"], "question": ""}',
    ],
    ids=["reader is a list", "reader is null", "nested deep", "a number of 5,000 digits", "id is a list"],
)
def test_an_odd_line_of_a_batch_stops_nothing(home: Path, line: bytes) -> None:
    ran = curbside(home, "ask", "--batch", "-", "--json", stdin=line + b"\n" + BATCH[0] + b"\n")

    assert ran.code == PARTIAL
    assert "error" in ran.lines[0]
    assert ran.lines[1]["id"] == "first"


def test_control_characters_and_marks_of_a_question_come_back_as_plain_text(batch: Ran) -> None:
    by_id = {line["id"]: line for line in batch.lines}

    assert by_id["hostile"]["question"] == "<script>alert(1)</script> [31mred[0m gout"
    assert by_id["nul"]["question"] == "gout flare treatment"
    assert by_id["surrogate"]["question"] == "gout \ufffd flare treatment"


def test_a_batch_without_faults_is_done_and_reads_a_file(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"\n".join(BATCH[:1] + BATCH[2:3]) + b"\n")
    ran = curbside(home, "ask", "--batch", file, "--json")

    assert (ran.code, [line["id"] for line in ran.lines], ran.err) == (DONE, ["first", 2], "")


# -- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["", "   ", "\u200b", "?!"])
def test_an_empty_question_is_one_line_with_an_example(home: Path, question: str) -> None:
    assert_one_line_error(curbside(home, "ask", question), "empty", "for example")


def test_a_question_of_a_hundred_thousand_characters_is_refused_with_the_limit(home: Path) -> None:
    assert_one_line_error(curbside(home, "ask", "a" * 100_000), "2,000")


@pytest.mark.parametrize(
    "text", [b"gout flare\x00 treatment", b"gout \xff\xfe flare treatment", b"gout \xed\xa0\x80 flare"]
)
def test_odd_bytes_on_stdin_are_read_as_far_as_they_can_be(home: Path, text: bytes) -> None:
    ran = curbside(home, "ask", "-", "--json", stdin=text)

    assert ran.code in (DONE, NOT_IN_LIBRARY), ran
    assert ran.json["question"].startswith("gout")


def test_odd_bytes_in_an_argument_are_read_as_far_as_they_can_be(home: Path) -> None:
    ran = curbside(home, "ask", b"gout \xff flare treatment", "--json")

    assert ran.code in (DONE, NOT_IN_LIBRARY)
    assert ran.json["question"] == "gout \ufffd flare treatment"


def test_an_empty_library_says_how_to_fill_it(tmp_path: Path) -> None:
    assert_one_line_error(curbside(tmp_path, "ask", "gout", CURBSIDE_STARTER="false"), "no document", "curbside ingest")


def test_a_damaged_index_rebuilds_itself_and_answers(home: Path, tmp_path: Path) -> None:
    copy_library(home, tmp_path)
    generation = (tmp_path / "library" / "current").read_text()
    for file in (tmp_path / "library" / generation).rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes()[:100])
    ran = curbside(tmp_path, "ask", MRI, "--json")

    assert ran.code == DONE
    assert ran.json["outcome"] == "answered"
    assert ran.json["library_generation"] == generation


def test_an_unknown_setting_is_refused_by_name(home: Path) -> None:
    assert_one_line_error(curbside(home, "ask", "gout", CURBSIDE_CANDIDTES="5"), "CURBSIDE_CANDIDTES")


@pytest.mark.parametrize("value", ["5", "many"])
def test_a_setting_out_of_range_is_one_line(home: Path, value: str) -> None:
    assert_one_line_error(curbside(home, "ask", "gout", CURBSIDE_CANDIDATES=value), "CURBSIDE_CANDIDATES")


@pytest.mark.parametrize("wanted", ["nonsense", "om-", "../../etc/passwd"])
def test_an_unknown_document_says_how_to_list_them(home: Path, wanted: str) -> None:
    assert_one_line_error(curbside(home, "library", "show", wanted), "curbside library list")


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_home_that_cannot_be_written_is_named_with_a_way_out(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")

    assert_one_line_error(curbside(tmp_path / place, "ask", "gout"), "--home", str(tmp_path))


def test_a_batch_file_that_is_not_there_is_named(home: Path, tmp_path: Path) -> None:
    assert_one_line_error(curbside(home, "ask", "--batch", tmp_path / "none", "--json"), "none")


# -- search, library, verify, evaluate -----------------------------------------------------------------------------


def test_search_json_has_the_keys_of_the_contract(home: Path) -> None:
    ran = curbside(home, "search", "alteplase dose", "--limit", "3", "--json")

    assert (ran.code, ran.json["schema"], len(ran.json["results"])) == (DONE, "curbside.search/1", 3)
    for result in ran.json["results"]:
        has(["passage_id", "document_id", "title", "locator", "text", "score", "found_by"], result)


def test_search_for_people_gives_score_and_place_and_home_names_the_library(home: Path, tmp_path: Path) -> None:
    out = curbside(tmp_path, "--home", home, "search", "alteplase dose").out

    assert list(tmp_path.iterdir()) == []

    assert "›" in out
    assert "alteplase" in out.lower()


def test_library_list_names_every_document(home: Path, engine: Engine) -> None:
    ran = curbside(home, "library", "list")

    assert ran.code == DONE
    assert all(str(document.id) in ran.out for document in engine.documents())


def test_library_rebuild_builds_the_same_generation_and_says_so_on_stderr(tmp_path: Path) -> None:
    first, second = (curbside(tmp_path, "library", "rebuild", CURBSIDE_STARTER="false") for _ in range(2))

    assert (first.code, first.out) == (DONE, "")
    assert first.err == second.err


@pytest.mark.parametrize(
    ("claim", "support", "code"),
    [
        ("Apixaban 5 mg BID.", "supported", DONE),
        ("Apixaban 10 mg BID.", "contradicted", FINDINGS),
        ("Statins are recommended in pregnancy.", "unsupported", FINDINGS),
    ],
)
def test_verify_judges_one_claim(home: Path, claim: str, support: str, code: int) -> None:
    ran = curbside(home, "verify", claim, "--passage", "Apixaban 5 mg BID.", "--heading", "AF > Dosing", "--json")

    assert (ran.json["support"], ran.code) == (support, code)
    assert isinstance(ran.json["reasons"], list)


def test_verify_batch_gives_one_line_for_each_in_order(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_bytes(
        b'{"id": 1, "claim": "Give aspirin.", "passage": "Give aspirin."}\n'
        b'{"id": 2, "claim": "Give aspirin.", "passage": "Avoid aspirin.", "heading": "MI"}\n'
        b"nonsense\n"
        b'{"id": 4, "claim": null, "passage": "x"}\n'
        b'{"id": 5, "claim": "Give aspirin \\ud800.", "passage": "\\u0000"}\n'
    )
    ran = curbside(home, "verify", "--batch", file, "--json")

    assert ran.code == PARTIAL
    assert [line["id"] for line in ran.lines] == [1, 2, None, 4, 5]
    assert ran.lines[0]["support"] == "supported"
    assert ran.lines[1]["support"] in ("contradicted", "unsupported", "partly")


BANK = [
    "schema",
    "questions",
    "outcome_accuracy",
    "headline_coverage",
    "headline_precision",
    "key_fact_first_four",
    "must_recall",
    "document_cited",
    "out_of_library_answered",
    "false_abstention",
    "conflicts_shown",
    "false_conflicts",
    "must_not_violations",
    "claims_median",
    "off_topic_claims",
    "baseline",
    "cpu_ms_p50",
    "cpu_ms_p95",
    "failures",
]


def bank_entry(name: str, question: str, outcome: str, **patterns: object) -> dict[str, Any]:
    empty: dict[str, Any] = {"must": [], "must_headline": [], "must_not": []}
    return {"id": name, "question": question, "outcome": outcome, **empty, **patterns}


def test_evaluate_bank_json_has_the_keys_of_the_contract_each_rate_with_its_interval(
    home: Path, tmp_path: Path
) -> None:
    bank = tmp_path / "bank.jsonl"
    entries: list[dict[str, Any]] = [
        bank_entry("a", MRI, "answered", document="digest-", must=["STIR"], must_headline=["contrast"]),
        bank_entry("b", "rivaroxaban in children", "not_in_library", must_not=["20 mg"]),
        bank_entry("c", "rivaroxaban in children", "answered", must=["x"], must_headline=["x"]),
    ]  # fmt: skip
    bank.write_text("\n".join(json.dumps(entry) for entry in entries))
    ran = curbside(home, "evaluate", "--bank", bank, "--json")

    assert ran.code == DONE
    has(BANK, ran.json)
    assert (ran.json["schema"], ran.json["questions"]) == ("curbside.bank/1", 3)
    assert ran.json["outcome_accuracy"]["hits"] == 2
    assert ran.json["false_abstention"]["hits"] == 1
    assert ran.json["headline_coverage"]["of"] == 2
    for rate in ("outcome_accuracy", "headline_coverage", "headline_precision", "must_recall", "document_cited"):
        assert ran.json[rate]["low"] <= ran.json[rate]["value"] <= ran.json[rate]["high"]
    assert {failure["id"] for failure in ran.json["failures"]} == {"c"}
    assert all(failure["why"] for failure in ran.json["failures"])


def test_evaluate_ends_with_findings_where_something_wrong_was_shown(home: Path, tmp_path: Path) -> None:
    bank = tmp_path / "bank.jsonl"
    bank.write_text(
        json.dumps(
            {"id": "a", "question": MRI, "outcome": "answered", "must": [], "must_headline": [], "must_not": ["MRI"]}
        )
    )

    assert curbside(home, "evaluate", "--bank", bank, "--json").code == FINDINGS


@pytest.mark.parametrize(
    "line", ["nonsense", '{"id": "a"}', '{"id": "a", "question": "b", "outcome": "answered", "must": ["("]}']
)
def test_a_malformed_bank_is_one_line(home: Path, tmp_path: Path, line: str) -> None:
    bank = tmp_path / "bank.jsonl"
    bank.write_text(line)

    assert_one_line_error(curbside(home, "evaluate", "--bank", bank, "--json"))


# -- ingest ----------------------------------------------------------------------------------------------------------

INGESTED = [
    "path",
    "status",
    "document_id",
    "kind",
    "title",
    "publisher",
    "year",
    "sections",
    "passages",
    "recommendations",
    "coverage",
    "seconds",
    "warnings",
]


def test_ingest_takes_the_good_files_in_and_names_the_bad(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "files"
    folder.mkdir()
    good = folder / "zebra fever.md"
    good.write_text(
        "---\npublisher: A Society\nyear: 2024\n---\n# Zebra fever\n\n## Treatment\n\n"
        "- In gout, give colchicine 0.5 mg twice daily (Class I).\n"
    )
    (folder / "broken.md").write_bytes(b"\xff\xfe\x00")
    (folder / "scan.md").write_bytes(b"%PDF-1.7")
    (folder / "empty.md").write_bytes(b"")

    def ingest(*paths: Path) -> Ran:
        return curbside(home, "ingest", *paths, "--json", CURBSIDE_STARTER="false")

    ran = ingest(folder, tmp_path / "missing.md")
    assert ran.code == PARTIAL
    assert ran.json["schema"] == "curbside.ingest/1"
    for report in ran.json["files"]:
        has(INGESTED, report)
        if report["status"] == "quarantined":
            assert report["document_id"] is None
            assert len(report["warnings"]) == 1
    by_name = {Path(report["path"]).name: report for report in ran.json["files"]}
    assert {name: report["status"] for name, report in by_name.items()} == {
        "zebra fever.md": "added", "broken.md": "quarantined", "scan.md": "quarantined", "empty.md": "quarantined",
        "missing.md": "quarantined",
    }  # fmt: skip
    taken = by_name["zebra fever.md"]
    assert (taken["title"], taken["publisher"], taken["year"], taken["recommendations"]) == (
        "Zebra fever",
        "A Society",
        2024,
        1,
    )
    assert 0.9 <= taken["coverage"] <= 1

    # asked at once, shown to the letter
    asked = curbside(home, "ask", "colchicine dose in gout", "--json", CURBSIDE_STARTER="false")
    assert asked.json["outcome"] == "answered"
    assert asked.json["references"][0]["document_id"] == taken["document_id"]
    text = curbside(home, "library", "show", taken["document_id"], "--text", CURBSIDE_STARTER="false").out
    assert all(text[q["start"] : q["end"]] == q["quote"] for q in asked.json["quotes"])

    again = ingest(good)
    assert (again.code, again.json["files"][0]["status"]) == (DONE, "unchanged")
    good.write_text("# Zebra fever\n\n- In gout, rest.\n")
    assert ingest(good).json["files"][0]["status"] == "replaced"
    assert ingest(folder / "scan.md").code == FAILED
