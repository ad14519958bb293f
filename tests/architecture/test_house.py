"""The house keeps its own rules: layers, style, types, names, and nothing from anybody's machine."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "command",
    [("lint-imports", "--no-cache"), ("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)],
    ids=" ".join,
)
def test_the_tool_finds_nothing(command: Sequence[str]) -> None:
    done = run(str(BIN / command[0]), *command[1:])

    assert done.returncode == 0, done.stdout + done.stderr


def modules() -> Iterator[Path]:
    return (ROOT / "src" / "curbside").rglob("*.py")


def tracked() -> list[Path]:
    """The files of the repository; without git, all that is not made by a tool."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard")
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    made = {".venv", "var", ".git", ".hypothesis", "__pycache__", "build", "dist"}
    return [
        p
        for p in ROOT.rglob("*")
        if p.is_file() and not made & set(p.relative_to(ROOT).parts) and ".egg-info" not in str(p)
    ]


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "managers", "misc"}

    assert [str(m.relative_to(ROOT)) for m in modules() if empty & {m.stem, m.parent.name}] == []


def test_every_module_head_states_its_promise() -> None:
    silent = [
        m for m in modules() if m.stat().st_size and not ast.get_docstring(ast.parse(m.read_text(encoding="utf-8")))
    ]

    assert [str(m.relative_to(ROOT)) for m in silent if "migrations" not in m.parts] == []


def test_no_ignored_import_in_the_contracts_of_the_layers() -> None:
    assert "ignore_imports" not in (ROOT / ".importlinter").read_text(encoding="utf-8")


def test_no_boolean_is_passed_by_position() -> None:
    faults = []
    for module in modules():
        if "migrations" in module.parts:
            continue
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for argument in [*node.args.posonlyargs, *node.args.args]:
                    if isinstance(argument.annotation, ast.Name) and argument.annotation.id == "bool":
                        faults.append(f"{module.relative_to(ROOT)}:{node.lineno} {node.name}({argument.arg})")
    # click hands options over by keyword.
    assert [fault for fault in faults if "/cli/" not in fault] == []


_EXEMPTION = re.compile(r"#\s*(?:noqa|type: ignore)")
_WITH_RULE = re.compile(r"#\s*(?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[\w-]+(?:, ?[\w-]+)*\])")


def test_every_exemption_names_its_rule_and_its_reason() -> None:
    bare = []
    for module in modules():
        above = ""
        for number, line in enumerate(module.read_text(encoding="utf-8").splitlines(), start=1):
            if _EXEMPTION.search(line):
                rule = _WITH_RULE.search(line)
                if not rule or not (line[rule.end() :].strip(" #") or above.strip().startswith("#")):
                    bare.append(f"{module.relative_to(ROOT)}:{number}")
            above = line

    assert bare == []


def test_no_broad_except_and_no_todo() -> None:
    faults = []
    for module in modules():
        text = module.read_text(encoding="utf-8")
        if re.search(r"except\s*(?:Exception|BaseException)?\s*:", text) and "noqa: BLE001" not in text:
            faults.append(f"{module.relative_to(ROOT)}: broad except")
        if re.search(r"\b(?:TODO|FIXME|XXX)\b(?!.*#\d)", text):
            faults.append(f"{module.relative_to(ROOT)}: TODO")

    assert faults == []


def test_no_text_names_a_place_on_somebodys_machine() -> None:
    places = re.compile("|".join(("/wo" + r"rk/(?!flows)", "/bash" + "_jobs", "/ho" + r"me/\w+/", "/Us" + r"ers/\w+/")))
    faults = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        faults += [
            f"{path.relative_to(ROOT)}:{number}"
            for number, line in enumerate(text.splitlines(), start=1)
            if places.search(line)
        ]

    assert faults == []


def test_no_file_is_over_half_a_megabyte() -> None:
    tables = ("words.npy", "parts.npy", "pair_reader.npz")  # by evaluation/make_…_vectors.py and train_pair_reader.py
    made = {f"src/curbside/language/{name}" for name in tables}
    assert {str(p.relative_to(ROOT)) for p in tracked() if p.stat().st_size > 500_000} == made


def test_the_domain_reads_no_clock_file_network_or_chance() -> None:
    impure = {
        "time",
        "random",
        "socket",
        "os",
        "pathlib",
        "urllib",
        "http",
        "subprocess",
        "secrets",
        "uuid",
    }
    faults = []
    for module in (ROOT / "src" / "curbside" / "domain").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            faults += [f"{module.name}: {name}" for name in names if name.split(".")[0] in impure]
            # A date may be a value of the domain; the day that it is today comes in as an argument.
            if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow"):
                faults.append(f"{module.name}: {node.attr}")

    assert faults == []


def test_test_files_have_names_of_their_own() -> None:
    # Without packages, two test files of one name hide each other.
    names = [p.name for p in (ROOT / "tests").rglob("test_*.py")]

    assert sorted(names) == sorted(set(names))
