"""Make the wider library in a home of its own: the starter library and what `wider.toml` names.

    CURBSIDE_TEST_DATA=… python evaluation/bank/make_wider.py HOME

Takes the documents in with the product's own command, then prints their ids. Run again, it skips what is there.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from real_documents import unpack

SELECTION = Path(__file__).with_name("wider.toml")


def selected(corpus: Path) -> list[Path]:
    """The files of the selection below the folder that `unpack` filled.

    Raises:
        FileNotFoundError: a pattern of the selection names no file.
    """
    files = []
    for archive, entry in tomllib.loads(SELECTION.read_text(encoding="utf-8")).items():
        for pattern in entry["files"]:
            found = sorted((corpus / archive).glob(pattern))
            if not found:
                raise FileNotFoundError(f"{archive}/{pattern}: not in the archive. Look at {SELECTION.name}.")
            files += found
    return files


def main() -> int:
    """Unpack, take in, list; the exit code of the ingest."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("home", type=Path)
    home = options.parse_args().home
    curbside = [sys.executable, "-m", "curbside", "--home", str(home)]
    with tempfile.TemporaryDirectory() as work:
        files = selected(unpack(Path(os.environ["CURBSIDE_TEST_DATA"]), Path(work), archives=_archives()))
        taken = subprocess.run([*curbside, "ingest", *map(str, files)], check=False)
    subprocess.run([*curbside, "library", "list"], check=True)
    return taken.returncode


def _archives() -> tuple[str, ...]:
    return tuple(tomllib.loads(SELECTION.read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main())
