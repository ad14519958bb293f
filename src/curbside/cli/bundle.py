"""What `ask` and `verify` share about a bundle: its file is written and read here, and its check is printed."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import click

from curbside.cli.main import DONE, FINDINGS
from curbside.cli.output import note, print_json
from curbside.config import Settings
from curbside.domain.errors import BadInput
from curbside.domain.text import clean, one_line
from curbside.engine import Recheck, Result, open_engine, recheck
from curbside.rendering.bundle import LARGEST, ReadBundle, read_bundle

CHECK_SCHEMA = "curbside.bundle_check/1"
_WORDS = {Result.MET: "met", Result.NOT_MET: "not met", Result.NOT_CHECKED: "not checked"}


def write_bundle(path: Path, bundle: Mapping[str, Any]) -> None:
    """Write a bundle whole or not at all; a file that holds anything else is left as it is.

    Raises:
        BadInput: the file cannot be written, or is there already.
    """
    data = (json.dumps(bundle, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    try:
        _write_new(path, data)
    except FileExistsError:
        if not _holds(path, data):
            raise BadInput(f"{path}: is there already and holds something else. Choose another name.") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror}). Check the folder and its rights.") from None
    note(
        f"Bundle: {path}, SHA-256 {bundle['sha256']}. It holds the question's words. "
        f"Check it with: curbside verify --bundle {path}"
    )


def _write_new(path: Path, data: bytes) -> None:
    with path.open("xb") as handle:
        try:
            handle.write(data)
        except OSError:
            path.unlink(missing_ok=True)
            raise


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def verify_bundle(settings: Settings, path: Path, *, as_json: bool) -> NoReturn:
    """Check a bundle's file against the library and print what was found.

    Raises:
        BadInput: the file cannot be read as a bundle.
        click.exceptions.Exit: with DONE where all that could be checked is met, else with FINDINGS.
    """
    read = read_bundle(_bytes(path), name=str(path))
    with open_engine(settings) as engine:
        found = recheck(engine, read)
    if as_json:
        print_json(_to_dict(read, found))
    else:
        click.echo(_to_text(read, found))
    raise click.exceptions.Exit(DONE if found.holds else FINDINGS)


def _bytes(path: Path) -> bytes:
    """A file's bytes, "-" being stdin; one more than a bundle may have, so that it is noticed."""
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with path.open("rb") as handle:
            return handle.read(LARGEST + 1)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}. Check the path and its rights.") from None


def _to_dict(read: ReadBundle, found: Recheck) -> dict[str, Any]:
    bundle = read.bundle
    return {
        "schema": CHECK_SCHEMA,
        "holds": found.holds,
        "question": bundle.question,
        "reader": bundle.reader,
        "as_of": bundle.as_of.isoformat() if bundle.as_of else None,
        "sha256": read.actual_sha256,
        "versions": bundle.versions.model_dump(),
        "checks": [
            {"key": check.key, "what": check.what, "result": check.result.value, "reasons": list(check.reasons)}
            for check in found.checks
        ],
        "notes": list(found.notes),
    }


def _to_text(read: ReadBundle, found: Recheck) -> str:
    """The question, each check with its reasons, and the sum. What a bundle says is made safe for a terminal."""
    bundle = read.bundle
    as_of = f", as of {bundle.as_of.isoformat()}" if bundle.as_of else ""
    lines = [
        f"“{_safe(bundle.question)}” ({bundle.reader}{as_of})",
        f"{len(bundle.claims)} claims, {len(bundle.quotes)} quotes, {len(bundle.documents)} documents",
        _safe(f"made by curbside {bundle.versions.engine_version} over library {bundle.versions.library_generation}"),
        f"SHA-256 {read.actual_sha256}",
        "",
    ]
    for check in found.checks:
        lines.append(f"{_WORDS[check.result]:<11}  {check.what}")
        lines += [f"{'':<13}{_safe(reason)}" for reason in check.reasons]
    if found.notes:
        lines += ["", *(f"Since then: {_safe(text)}" for text in found.notes)]
    counts = {result: sum(check.result is result for check in found.checks) for result in Result}
    told = ", ".join(f"{count} {_WORDS[result]}" for result, count in counts.items() if count)
    lines += ["", f"{'The bundle holds' if found.holds else 'The bundle does not hold'}: {told}."]
    return "\n".join(lines)


def _safe(words: str) -> str:
    return one_line(clean(words))
