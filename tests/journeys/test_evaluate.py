"""`curbside evaluate` over a BEIR folder, a named benchmark and pairs, from the shell."""

import json
import tarfile
from pathlib import Path

import pytest

from commands import curbside
from curbside.cli.beir import ndcg
from journeys.test_command_line import DONE, USAGE, assert_one_line_error

TEXTS = {
    "a": ("Alteplase", "Intravenous alteplase 0.9 mg/kg within 4.5 hours of ischaemic stroke."),
    "b": ("Gout", "Start colchicine for a flare of gout."),
    "c": ("", "Norepinephrine is the first-line vasopressor in septic shock."),
}
QUERIES = {"q1": "alteplase dose", "q2": "gout flare", "q3": "which vasopressor in septic shock?", "q4": "not judged"}


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    texts = [{"_id": key, "title": title, "text": text} for key, (title, text) in TEXTS.items()]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, texts)))
    queries = [{"_id": key, "text": text} for key, text in QUERIES.items()]
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta\t1\nq2\tb\t2\nq2\ta\t0\nq3\tc\t1\n")
    return folder


def test_a_beir_folder_gives_ndcg_and_recall_with_their_intervals(tmp_path: Path, beir: Path) -> None:
    ran = curbside(tmp_path, "evaluate", "--beir", beir, "--json")

    assert ran.code == DONE
    assert (ran.json["schema"], ran.json["documents"], ran.json["queries"]) == ("curbside.beir/1", 3, 3)
    for name in ("ndcg_at_10", "recall_at_100"):
        figure = ran.json[name]
        assert figure["value"] == 1.0
        assert figure["low"] <= figure["value"] <= figure["high"]


def test_a_benchmark_is_found_by_its_name(tmp_path: Path, beir: Path) -> None:
    (tmp_path / "data" / "benchmarks").mkdir(parents=True)
    with tarfile.open(tmp_path / "data" / "benchmarks" / "tiny.tar.xz", "w:xz") as archive:
        archive.add(beir, arcname="tiny")
    named = {"CURBSIDE_TEST_DATA": str(tmp_path / "data")}

    assert "ndcg_at_10      1.0000" in curbside(tmp_path, "evaluate", "tiny", **named).out
    assert_one_line_error(curbside(tmp_path, "evaluate", "other", **named), "other", "tiny")
    assert_one_line_error(curbside(tmp_path, "evaluate", "tiny", CURBSIDE_TEST_DATA=""), "--beir")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("corpus.jsonl", "nonsense"),
        ("corpus.jsonl", '{"_id": "a"}'),
        ("queries.jsonl", '{"_id": "q9", "text": "another"}'),
        ("qrels/test.tsv", "q1\ta\t1\nq1\ta\tmuch\n"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\n"),
    ],
)
def test_a_folder_not_laid_out_so_is_one_line(tmp_path: Path, beir: Path, file: str, text: str) -> None:
    (beir / file).write_text(text)
    assert_one_line_error(curbside(tmp_path, "evaluate", "--beir", beir), file.rsplit("/", maxsplit=1)[-1])


def test_a_missing_file_is_named(tmp_path: Path, beir: Path) -> None:
    (beir / "queries.jsonl").unlink()
    assert_one_line_error(curbside(tmp_path, "evaluate", "--beir", beir), "queries.jsonl")


def test_pairs_give_what_is_caught_and_what_is_kept(tmp_path: Path) -> None:
    pairs = [
        ("Apixaban 5 mg BID.", "supported", "light"),
        ("Apixaban 10 mg BID.", "altered", "number"),
        ("Apixaban 5 mg daily.", "altered", "unit"),
        ("One may give five milligrams.", "supported", "paraphrase"),
    ]
    file = tmp_path / "pairs.jsonl"
    file.write_text(
        "\n".join(
            json.dumps({"id": str(n), "claim": claim, "passage": "Apixaban 5 mg BID.", "expect": expect, "kind": kind})
            for n, (claim, expect, kind) in enumerate(pairs)
        )
    )
    ran = curbside(tmp_path, "evaluate", "--pairs", file, "--json")

    assert ran.code == DONE
    assert (ran.json["altered_caught"]["hits"], ran.json["altered_caught"]["of"]) == (2, 2)
    assert (ran.json["supported_kept"]["hits"], ran.json["supported_kept"]["of"]) == (1, 2)
    assert [failure["id"] for failure in ran.json["failures"]] == ["3"]
    assert "  number" in curbside(tmp_path, "evaluate", "--pairs", file).out


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"claim": "a", "passage": "b", "expect": "true", "kind": "c"}'])
def test_a_malformed_pair_is_one_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "pairs.jsonl").write_text(line)
    assert_one_line_error(curbside(tmp_path, "evaluate", "--pairs", tmp_path / "pairs.jsonl"), "line 1")


def test_one_thing_is_measured_at_a_time(tmp_path: Path, beir: Path) -> None:
    assert curbside(tmp_path, "evaluate").code == USAGE
    assert curbside(tmp_path, "evaluate", "name", "--beir", beir).code == USAGE


def test_ndcg_by_hand() -> None:
    # 1/log2(3) found second of one relevant text; 2 + 1/log2(3) is the best order of grades 2 and 1.
    assert ndcg(["x", "a"], {"a": 1}) == pytest.approx(0.6309, abs=1e-4)
    assert ndcg(["b", "a"], {"a": 2, "b": 1}) == pytest.approx((1 + 2 * 0.63093) / (2 + 0.63093), abs=1e-4)
    assert ndcg([], {"a": 1}) == 0.0
