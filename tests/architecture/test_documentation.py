"""Documentation cannot drift: every setting, command and line of the contract is where its page says."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from curbside.cli.main import cli
from curbside.config import FOREIGN_NAMES, Settings

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


def page(name: str) -> str:
    path = REFERENCE / name
    assert path.is_file(), f"docs/reference/{name} is not written yet"
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", [f"CURBSIDE_{field.upper()}" for field in Settings.model_fields] + sorted(FOREIGN_NAMES)
)
def test_every_setting_has_its_line(name: str) -> None:
    assert re.search(rf"\b{name}\b", page("settings.md"))


def test_no_setting_is_described_that_does_not_exist() -> None:
    known = {f"CURBSIDE_{field.upper()}" for field in Settings.model_fields} | FOREIGN_NAMES

    assert set(re.findall(r"\bCURBSIDE_[A-Z_]+\b", page("settings.md"))) <= known


def commands(group: click.Group, before: str = "curbside") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


COMMANDS = dict(commands(cli))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_each_of_its_options_has_its_line(name: str) -> None:
    text = page("cli.md")
    options = [option for parameter in COMMANDS[name].params for option in parameter.opts if option.startswith("--")]

    assert name in text
    assert [option for option in options if option not in text] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_in_one_line_what_it_does(name: str) -> None:
    assert COMMANDS[name].help


STATUSES = {"tested", "not yet built"}


def contract_rows() -> list[tuple[str, str, str]]:
    rows = []
    for line in page("contract.md").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if len(cells) == 3 and cells[1] in STATUSES:
            rows.append((cells[0], cells[1], cells[2]))
    return rows


def test_every_line_of_the_contract_is_tested_or_not_yet_built() -> None:
    rows = contract_rows()

    assert len(rows) >= 40
    for line, status, where in rows:
        files = re.findall(r"tests/[\w/.]+\.py", where)
        assert status == "not yet built" or files, f"{line}: says tested and names no test file"
        for file in files:
            assert (ROOT / file).is_file(), f"{line}: {file} does not exist"


def test_what_the_contract_calls_not_yet_built_is_not_there() -> None:
    for line, status, _ in contract_rows():
        if status == "not yet built":
            named = [name for name in COMMANDS if re.search(rf"`{name}(?:`| )", line)]
            options = [
                o for name in named for p in COMMANDS[name].params for o in p.opts if o.startswith("--") and o in line
            ]
            assert not named or (re.search(r"--\w", line) and not options), f"{line} is built: {named} {options}"


def test_every_command_of_the_contract_is_on_its_page() -> None:
    lines = " ".join(line for line, _, _ in contract_rows())

    for command in (
        "ask",
        "search",
        "ingest",
        "library",
        "verify",
        "evaluate",
        "serve",
        "mcp",
        "doctor",
        "backup",
        "restore",
    ):
        assert f"curbside {command}" in lines, command
    for code in (
        "0 done",
        "1 failed",
        "2 usage",
        "3 not in the library",
        "4 out of scope",
        "5 findings",
        "6 partial",
        "130",
    ):
        assert code in lines, code


def test_every_key_of_the_answer_is_on_the_contract_page() -> None:
    from curbside.domain.answers import Answer, Outcome
    from curbside.domain.questions import Question
    from curbside.rendering.wire import answer_to_dict

    keys = answer_to_dict(Answer(question=Question(text="?"), outcome=Outcome.OUT_OF_SCOPE, interpretation=None))
    text = page("contract.md")

    assert [key for key in keys if key not in text] == []
