"""The real documents that tests and benchmarks read: archives of `CURBSIDE_TEST_DATA`, by `corpus.toml`."""

import tarfile
import tomllib
from pathlib import Path

from curbside.cli.beir import extract

MANIFEST = Path(__file__).with_name("corpus.toml")


def unpack(data: Path, into: Path, *, archives: tuple[str, ...] = ()) -> Path:
    """Unpack what the manifest names of the archives below `data`, all of them or those asked for.

    Returns:
        The folder that holds one folder for each archive, with nothing in it that is not a document.
    """
    wanted = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))
    for name in archives or tuple(wanted):
        place = into / name
        if place.is_dir():
            continue
        raw = into / f".{name}"
        with tarfile.open(data / "corpus" / f"{name}.tar.xz") as archive:
            extract(archive, raw)
        inner = raw / name if (raw / name).is_dir() else raw
        for pattern in wanted[name]["files"]:
            for file in sorted(inner.glob(pattern)):
                if file.is_file() and file.name not in ("SOURCE.md", "INDEX.tsv"):
                    kept = place / file.relative_to(inner)
                    kept.parent.mkdir(parents=True, exist_ok=True)
                    file.rename(kept)
        for left in sorted(raw.rglob("*"), reverse=True):
            left.rmdir() if left.is_dir() else left.unlink()
        raw.rmdir()
    return into
