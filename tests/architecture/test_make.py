"""The two commands on a bare machine, as far as they can be read without running them."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def steps(*arguments: str) -> str:
    """What make would do."""
    clean = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    done = subprocess.run(["make", "-n", *arguments], cwd=ROOT, env=clean, capture_output=True, text=True, check=True)
    return done.stdout


def test_make_demo_asks_the_mri_question_and_then_serves_unless_told_not_to() -> None:
    demo = steps("demo", "SERVE=0")

    assert 'curbside ask "What type of MRI (contrast or non-contrast) is recommended' in demo
    assert 'if [ "0" != "0" ]; then' in demo
    assert 'if [ "1" != "0" ]; then' in steps("demo")


def test_make_test_runs_the_whole_suite() -> None:
    assert re.search(r"/pytest --library \S+ tests$", steps("test"), re.M)


def test_the_gate_calls_make_test() -> None:
    gate = ROOT / ".ci" / "run"

    assert os.access(gate, os.X_OK)
    assert re.search(r"\bmake test\b", gate.read_text(encoding="utf-8"))


def test_a_missing_venv_is_answered_with_the_line_that_mends_it() -> None:
    assert "apt-get install -y python3-venv" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_locked_package_carries_its_hashes() -> None:
    for name in ("runtime.txt", "dev.txt"):
        lock = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        pins = re.findall(r"^([\w.\[\]-]+)==\S+(.*)$", lock, re.M)
        assert pins, name
        assert lock.count("--hash=sha256:") >= len(pins), name


def test_tests_over_real_documents_say_how_many_were_skipped_and_why(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    (tmp_path / "test_one.py").write_text("def test_real(real_documents):\n    raise AssertionError\n")
    environment = {name: value for name, value in os.environ.items() if name != "CURBSIDE_TEST_DATA"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:django", "--rootdir", tmp_path, tmp_path],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "1 tests over real documents skipped: CURBSIDE_TEST_DATA is not set" in done.stdout, (
        done.stdout + done.stderr
    )
