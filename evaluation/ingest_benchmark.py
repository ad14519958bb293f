"""What taking real documents in costs: every format with one command, then again unchanged, then parsing alone.

    CURBSIDE_TEST_DATA=… python evaluation/ingest_benchmark.py [--home DIR] [--parse-only]

Prints tables: by format files, sections, passages, recommendations, coverage; CPU seconds and peak memory of the whole
ingest, of an unchanged one and of a rebuild from readings; and per format the speed of our reader beside an
established parser's on the same files. CPU time, since other work shares the machine; the load is printed.
"""

import argparse
import collections
import contextlib
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path

import mammoth
import pypdfium2
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from pdfminer.high_level import extract_text

from curbside.cli.output import table
from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.readers import read, sniff
from real_documents import unpack

DESCRIPTIONS = Path(__file__).with_name("descriptions")
_SAMPLE_BYTES = 12_000_000  # of each format, for parsing alone
_SEED = 7


def main() -> None:
    """Run and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--home", type=Path)
    options.add_argument("--parse-only", action="store_true")
    chosen = options.parse_args()
    data = Path(os.environ["CURBSIDE_TEST_DATA"])
    with tempfile.TemporaryDirectory() as work:
        corpus = unpack(data, Path(work) / "corpus")
        for description in DESCRIPTIONS.iterdir():
            for named in corpus.rglob(description.stem):
                named.with_name(description.name).write_bytes(description.read_bytes())
        print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores\n")
        if not chosen.parse_only:
            _whole(corpus, chosen.home or Path(work) / "home")
        _parsing(corpus)


def _whole(corpus: Path, home: Path) -> None:
    first, out = _run(home, "ingest", str(corpus), "--json")
    _summary(json.loads(out)["files"])
    again, _ = _run(home, "ingest", str(corpus), "--json")
    rebuilt, _ = _run(home, "library", "rebuild")
    rows = [
        (name, f"{cost.cpu:.1f}", f"{cost.wall:.1f}", f"{cost.parent_mb:.0f}", f"{cost.child_mb:.0f}")
        for name, cost in (("first ingest", first), ("unchanged again", again), ("rebuild from readings", rebuilt))
    ]
    heads = ("run", "CPU seconds", "wall seconds", "peak MB, command", "peak MB, largest reader")
    print(f"\n{table(heads, rows)}\nunchanged / first: {again.cpu / first.cpu:.1%}\n")


class _Cost:
    def __init__(self, *, cpu: float, wall: float, parent_mb: float, child_mb: float) -> None:
        self.cpu, self.wall, self.parent_mb, self.child_mb = cpu, wall, parent_mb, child_mb


# Runs the command in a process that reports what it and its readers used.
_MEASURED = """
import json, resource, sys
from curbside.cli.main import cli
try:
    cli.main(sys.argv[1:], standalone_mode=False)
except BaseException as end:
    pass
own, readers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([own.ru_maxrss / 1024, readers.ru_maxrss / 1024]), file=sys.stderr)
"""


def _run(home: Path, *arguments: str) -> tuple[_Cost, str]:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-c", _MEASURED, "--home", str(home), *arguments],
        env={**os.environ, "CURBSIDE_STARTER": "false"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    parent, child = json.loads(ran.stderr.strip().splitlines()[-1])
    return _Cost(cpu=cpu, wall=time.monotonic() - started, parent_mb=parent, child_mb=child), ran.stdout


def _summary(files: Sequence[dict]) -> None:
    taken = [file for file in files if file["document_id"]]
    rows = []
    for form in (*sorted({file["format"] for file in taken}), None):
        chosen = [file for file in taken if form in (None, file["format"])]
        sums = [sum(file[key] for file in chosen) for key in ("sections", "passages", "recommendations")]
        coverage = sum(file["coverage"] for file in chosen) / len(chosen)
        rows.append((form or "all", len(chosen), *sums, f"{coverage:.2%}"))
    print(table(("format", "files", "sections", "passages", "recommendations", "mean coverage"), rows))
    reasons = collections.Counter(
        file["warnings"][0].split(": ", 1)[-1][:110] for file in files if file["status"] == "quarantined"
    )
    print(f"\n{sum(reasons.values())} quarantined:")
    for reason, count in reasons.most_common():
        print(f"  {count:3d}  {reason}")


# -- parsing alone ---------------------------------------------------------------------------------------------------


class _StdlibText(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _stdlib_html(data: bytes) -> object:
    parser = _StdlibText()
    parser.feed(data.decode("utf-8", "replace"))
    return parser.words


def _soup(data: bytes) -> object:
    return BeautifulSoup(data, "lxml-xml").get_text(" ")


def _soup_html(data: bytes) -> object:
    return BeautifulSoup(data, "lxml").get_text(" ")


def _pdfminer(data: bytes) -> object:
    return extract_text(io.BytesIO(data))


def _mammoth(data: bytes) -> object:
    return mammoth.extract_raw_text(io.BytesIO(data)).value


def _markdown_it(data: bytes) -> object:
    return MarkdownIt("commonmark").enable("table").render(data.decode("utf-8"))


PARSED: Sequence[tuple[str, str, str, Callable[[bytes], object]]] = (
    ("nci_pdq_markdown", "*/*.md", "markdown-it (to HTML)", _markdown_it),
    ("nci_pdq_html", "*.html", "BeautifulSoup with lxml (text)", _soup_html),
    ("uspstf", "html/*.html", "html.parser (text)", _stdlib_html),
    ("pmc_oa_jats_ccby", "**/*.nxml", "BeautifulSoup with lxml (text)", _soup),
    ("medquad_nih_xml", "**/*.xml", "BeautifulSoup with lxml (text)", _soup),
    ("fda_spl_labels_xml", "*.xml", "BeautifulSoup with lxml (text)", _soup),
    ("derived_pdf_docx", "*.docx", "mammoth (text)", _mammoth),
    ("derived_pdf_docx", "*.pdf", "pdfminer.six (text)", _pdfminer),
    ("cdc_opioid_2022", "*.pdf", "pdfminer.six (text)", _pdfminer),
)


def _parsing(corpus: Path) -> None:
    chance = random.Random(_SEED)
    rows = []
    for archive, pattern, name, other in PARSED:
        paths = sorted((corpus / archive).glob(pattern))
        chance.shuffle(paths)
        files, size = [], 0
        for path in paths:
            if size < _SAMPLE_BYTES:
                files.append((path.name, path.read_bytes()))
                size += len(files[-1][1])
        pages = sum(_pages(data) for file, data in files if file.endswith(".pdf"))
        ours, theirs = _cpu(files, _ours), _cpu(files, lambda _, data, other=other: other(data))
        rows.append((
            f"{archive} {pattern.rpartition('/')[2]}", len(files), f"{size / 1e6:.1f}", f"{ours:.2f}",
            f"{size / 1e6 / ours:.2f}", f"{len(files) / ours:.1f}", f"{pages / ours:.1f}" if pages else "",
            name, f"{theirs:.2f}", f"{theirs / ours:.1f}",
        ))  # fmt: skip
    heads = ("files of", "files", "MB", "CPU s", "MB/s", "documents/s", "pages/s", "beside", "CPU s there", "ratio")
    print(f"parsing alone, load {os.getloadavg()[0]:.1f}\n{table(heads, rows)}")


def _ours(name: str, data: bytes) -> None:
    with contextlib.suppress(UnreadableDocument):
        read(sniff(name, data), data)


def _cpu(files: Sequence[tuple[str, bytes]], parse: Callable[[str, bytes], object]) -> float:
    _ = parse(*files[0])  # imports and first use do not count
    started = time.process_time()
    for name, data in files:
        parse(name, data)
    return time.process_time() - started


def _pages(data: bytes) -> int:
    with pypdfium2.PdfDocument(data) as document:
        return len(document)


if __name__ == "__main__":
    main()
