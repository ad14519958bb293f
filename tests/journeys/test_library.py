"""A librarian's day: documents in, replaced, superseded, withdrawn, retracted; interrupted runs are taken up."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import commands

DONE, FAILED, USAGE, FINDINGS, PARTIAL = 0, 1, 2, 5, 6
GOUT = "# Gout {year}\n\n## Treatment\n\n- In gout, give colchicine {dose} mg twice daily (Class I).\n"


def curbside(home: Path, *arguments: str | Path) -> tuple[int, str, str]:
    return commands.curbside(home, *arguments, CURBSIDE_STARTER="false")


def environment(home: Path) -> dict[str, str]:
    return commands.environment(home, CURBSIDE_STARTER="false")


def ids(home: Path) -> dict[str, str]:
    """Status of each document, by the beginning of its id."""
    _, out, _ = curbside(home, "library", "list", "--json")
    return {document["document_id"].split("-")[0]: document["status"] for document in json.loads(out)["documents"]}


def asked(home: Path, *options: str) -> Any:
    _, out, _ = curbside(home, "ask", "colchicine dose in gout", "--json", *options)
    return json.loads(out)


def told(answer: Any) -> str:
    return json.dumps(answer["sections"]) + json.dumps(answer["headline"])


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return two_editions(tmp_path / "files")


def two_editions(folder: Path) -> Path:
    folder.mkdir()
    front = "---\npublisher: A Society\nyear: {year}\ndate: {year}-03-01\n---\n"
    for key, year, dose in (("old", 2016, "0.5"), ("new", 2024, "0.6")):
        (folder / f"{key}.md").write_text((front + GOUT).format(year=year, dose=dose))
    return folder


def test_a_superseded_document_is_silent_today_and_speaks_as_of_its_day(tmp_path: Path, files: Path) -> None:
    home = tmp_path / "home"
    assert curbside(home, "ingest", files)[0] == DONE
    assert "0.5 mg" in told(asked(home))
    code, out, err = curbside(home, "library", "supersede", "old", "new")

    assert code == DONE
    assert "Gout 2016" in out
    assert "rebuild" in err
    assert ids(home) == {"old": "superseded", "new": "current"}
    today, then, before = asked(home), asked(home, "--as-of", "2020-01-01"), asked(home, "--as-of", "2010-01-01")
    assert "0.6 mg" in told(today)
    assert "0.5 mg" not in told(today)
    assert "0.5 mg" in told(then)
    assert "0.6 mg" not in told(then)
    assert "2020-01-01" in " ".join(then["limitations"])
    assert before["outcome"] == "not_in_library"


def test_a_document_superseded_by_one_that_is_not_held_answers_in_part(tmp_path: Path, files: Path) -> None:
    home = tmp_path / "home"
    (files / "new.md").unlink()
    assert curbside(home, "ingest", files)[0] == DONE
    said = ("--by-title", "Gout 2020", "--by-year", "2020", "--by-publisher", "A society")
    assert curbside(home, "library", "supersede", "old", "new", *said)[0] == USAGE
    assert curbside(home, "library", "supersede", "old")[0] == USAGE
    code, out, _ = curbside(home, "library", "supersede", "old", *said)

    assert (code, "Gout 2020 (A society, 2020), which this library does not hold" in out) == (DONE, True)
    today = asked(home)
    assert (today["outcome"], "0.5 mg" in told(today)) == ("partly", True)
    assert "current edition: Gout 2020 (A society, 2020)" in today["missing"]
    code, out, _ = curbside(home, "library", "check")
    assert (code, "it still answers" in out) == (FINDINGS, True)

    (files / "new.md").write_text(GOUT.format(year=2020, dose="0.6"))
    assert curbside(home, "ingest", files)[0] == DONE
    assert "0.5 mg" not in told(asked(home))


def test_a_withdrawn_document_is_listed_and_never_supports_a_claim(tmp_path: Path, files: Path) -> None:
    home = tmp_path / "home"
    (files / "new.md.toml").write_text('notices = ["Table 2 was corrected"]\n')
    curbside(home, "ingest", files)
    assert curbside(home, "library", "withdraw", "new", "--reason", "wrong dose")[0] == DONE

    assert ids(home)["new"] == "withdrawn"
    assert "0.6 mg" not in told(asked(home))
    code, out, _ = curbside(home, "library", "check")
    assert code == DONE
    assert "withdrawn" in out
    assert "Table 2 was corrected; wrong dose" in out


def test_a_document_on_the_list_of_retractions_never_supports_a_claim(tmp_path: Path, files: Path) -> None:
    home = tmp_path / "home"
    (files / "new.md").write_text((files / "new.md").read_text().replace("---\npub", "---\ndoi: 10.1/abc\npub", 1))
    curbside(home, "ingest", files)
    listed = tmp_path / "list.csv"
    listed.write_text("OriginalPaperDOI,RetractionNature,RetractionDate,Reason\n10.1/ABC,Retraction,1/2/2025,+Error\n")

    assert curbside(home, "library", "retractions", listed)[0] == DONE
    assert ids(home)["new"] == "retracted"
    assert "0.6 mg" not in told(asked(home))
    assert curbside(home, "library", "retractions", files / "old.md")[0] == FAILED


def test_what_the_librarian_wrote_down_stays_when_the_file_changes(tmp_path: Path, files: Path) -> None:
    home = tmp_path / "home"
    curbside(home, "ingest", files / "old.md")
    curbside(home, "library", "withdraw", "old")
    (files / "old.md").write_text((files / "old.md").read_text().replace("0.5", "0.7"))
    _, out, _ = curbside(home, "ingest", files / "old.md", "--json")

    assert json.loads(out)["files"][0]["status"] == "replaced"
    assert ids(home) == {"old": "withdrawn"}


def test_a_file_beside_another_says_what_it_is(tmp_path: Path, files: Path) -> None:
    home = tmp_path / "home"
    (files / "old.md.toml").write_text('kind = "guideline"\nedition = "third"\n')
    _, out, _ = curbside(home, "ingest", files, "--json")

    reports = {Path(report["path"]).name: report for report in json.loads(out)["files"]}
    assert sorted(reports) == ["new.md", "old.md"]
    assert reports["old.md"]["kind"] == "guideline"
    (files / "old.md.toml").write_text("kind = ")
    code, out, _ = curbside(home, "ingest", files / "old.md", "--json")
    assert code == FAILED
    assert "old.md.toml" in json.loads(out)["files"][0]["warnings"][0]


def test_two_files_of_one_name_are_two_documents(tmp_path: Path, files: Path) -> None:
    home = tmp_path / "home"
    (files / "sub").mkdir()
    (files / "sub" / "old.md").write_text("# Another\n\n- In asthma, give salbutamol.\n")
    _, out, _ = curbside(home, "ingest", files, "--json")

    found = [report["document_id"] for report in json.loads(out)["files"]]
    assert len(set(found)) == 3
    _, again, _ = curbside(home, "ingest", files, "--json")
    assert [(r["document_id"], r["status"]) for r in json.loads(again)["files"]] == [
        (key, "unchanged") for key in found
    ]


def test_a_quarantined_file_is_not_read_again_until_it_changes_or_is_asked_for(tmp_path: Path, files: Path) -> None:
    home = tmp_path / "home"
    (files / "bad.md").write_bytes(b"\xff\xfe\x00")
    assert curbside(home, "ingest", files)[0] == PARTIAL
    code, out, _ = curbside(home, "library", "check", "--json")
    assert code == DONE
    assert [f["kind"] for f in json.loads(out)["findings"]] == ["past review", "quarantined"]
    assert curbside(home, "ingest", files)[0] == PARTIAL
    assert curbside(home, "ingest", files, "--retry")[0] == PARTIAL
    (files / "bad.md").write_text("# Mended\n\n- Rest in gout.\n")
    assert curbside(home, "ingest", files)[0] == DONE
    assert [f["kind"] for f in json.loads(curbside(home, "library", "check", "--json")[1])["findings"]] == [
        "past review"
    ]


def test_a_damaged_generation_is_urgent(tmp_path: Path, files: Path) -> None:
    home = tmp_path / "home"
    curbside(home, "ingest", files)
    asked(home)
    (place,) = (home / "library").glob("*/lexicon.json")
    state = place.stat()
    place.write_bytes(place.read_bytes().replace(b"gout", b"goat"))
    os.utime(place, ns=(state.st_atime_ns, state.st_mtime_ns))  # as a failing disk would leave it

    code, out, _ = curbside(home, "library", "check")
    assert code == FINDINGS
    assert "damaged" in out


def test_the_doctor_tells_what_there_is(tmp_path: Path) -> None:
    code, out, _ = curbside(tmp_path / "home", "doctor", "--json")

    assert code == DONE
    parts = {part["name"]: part for part in json.loads(out)["parts"]}
    assert {"Python", "tantivy", "pypdfium2", "home", "library", "sentence model"} <= set(parts)
    (tmp_path / "file").write_text("")
    code, out, _ = curbside(tmp_path / "file" / "home", "doctor")
    assert code == FINDINGS
    assert "→" in out


def passages(home: Path) -> list[tuple[str, str]]:
    """Ids and words of all passages of the generation in use."""
    from curbside.config import Settings
    from curbside.engine import open_engine

    with open_engine(Settings(home=home, starter=False)) as engine:
        return [
            (passage.id, passage.text)
            for document in engine.documents()
            for passage in engine.store.body(document.id).passages
        ]


def many(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        lines = "\n".join(f"- In gout of kind {number}, give {n} mg of colchicine." for n in range(1, 12))
        (folder / f"guideline {number}.md").write_text(f"# Guideline {number}\n\n## Treatment\n\n{lines}\n")
    return folder


@dataclass(frozen=True)
class Run:
    """What is taken in, and what a library holds before and after it if nothing comes between."""

    folder: Path
    home: Path  # as it was before
    before: list[tuple[str, str]]
    whole: list[tuple[str, str]]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    place = tmp_path_factory.mktemp("undisturbed")
    files, folder = two_editions(place / "files"), many(place / "many", 60)
    curbside(place / "home", "ingest", files)
    curbside(place / "clean", "ingest", files, folder)
    return Run(folder, place / "home", passages(place / "home"), passages(place / "clean"))


@pytest.mark.parametrize("seed", range(3))
def test_a_run_that_is_killed_loses_nothing_and_goes_on(tmp_path: Path, undisturbed: Run, seed: int) -> None:
    # At 20 moments and 500 files: evaluation/killed_ingest.py
    home, folder = tmp_path / "home", undisturbed.folder
    shutil.copytree(undisturbed.home, home)
    assert passages(home) == undisturbed.before
    running = subprocess.Popen(
        [sys.executable, "-m", "curbside", "ingest", str(folder)],
        env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(random.Random(seed).uniform(0.4, 2.5))  # noqa: S311  # no secret, a moment
    running.send_signal(signal.SIGKILL)
    running.wait()

    assert "0.6 mg" in told(asked(home)), "the library opens and answers"
    between = passages(home)
    assert curbside(home, "ingest", folder)[0] == DONE
    assert passages(home) == undisturbed.whole
    assert between in (undisturbed.before, undisturbed.whole), "no reader sees a half"


def test_two_librarians_at_once_both_get_their_documents_in(tmp_path: Path) -> None:
    home = tmp_path / "home"
    folders = [many(tmp_path / name, 12) for name in ("one", "two")]
    for file in folders[1].iterdir():
        file.rename(file.with_name(f"other {file.name}"))
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "curbside", "ingest", str(folder)],
            env=environment(home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for folder in folders
    ]
    assert [process.wait(timeout=120) for process in running] == [DONE, DONE]
    for process in running:
        assert process.stderr is not None
        process.stderr.close()

    assert len({document.split("#")[0] for document, _ in passages(home)}) == 24
