"""Quality of search over a BEIR folder: corpus.jsonl, queries.jsonl, qrels/test.tsv."""

import json
import lzma
import math
import tarfile
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from curbside.cli.rates import mean_figure, percentile
from curbside.config import Settings
from curbside.domain.errors import BadInput
from curbside.engine import TrialIndex

SCHEMA = "curbside.beir/1"
_DEPTH = 100
_WANTED = "Give a folder with corpus.jsonl, queries.jsonl and qrels/test.tsv, as BEIR lays them out."


@contextmanager
def named_folder(name: str, data: str) -> Iterator[Path]:
    """The folder of a benchmark that stands as NAME.tar.xz in the folder `benchmarks` below `data`.

    Raises:
        BadInput: there is none of this name, or it cannot be unpacked.
    """
    place = Path(data) / "benchmarks" if data else None
    known = sorted(path.name.removesuffix(".tar.xz") for path in place.glob("*.tar.xz")) if place else []
    if place is None or name not in known:
        held = f"Known here: {', '.join(known)}." if known else "CURBSIDE_TEST_DATA names no folder that holds any."
        raise BadInput(f"No benchmark “{name}”. {held} A folder of your own: curbside evaluate --beir DIR")
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(place / f"{name}.tar.xz") as archive:
                extract(archive, Path(folder))
        except (tarfile.TarError, lzma.LZMAError, OSError) as error:
            raise BadInput(f"{place / name}.tar.xz cannot be unpacked ({error}).") from None
        found = sorted(Path(folder).rglob("corpus.jsonl"))
        if not found:
            raise BadInput(f"“{name}” holds no corpus.jsonl. {_WANTED}")
        yield found[0].parent


def extract(archive: tarfile.TarFile, folder: Path) -> None:
    """Unpack the files of an archive below a folder; links, and names that lead out of it, are left out.

    The filter of the standard library came with Python 3.11.4, and Debian 12 has 3.11.2.
    """
    archive.extraction_filter = getattr(tarfile, "data_filter", None)
    kept = (m for m in archive if m.isfile() or m.isdir())
    inside = [m for m in kept if not Path(m.name).is_absolute() and ".." not in Path(m.name).parts]
    archive.extractall(folder, members=inside)  # noqa: S202  # what leads out is left out above


def measure_beir(folder: Path, settings: Settings) -> dict[str, Any]:
    """nDCG@10 and Recall@100, each the mean over queries with its 95 % interval, and CPU time a query.

    Raises:
        BadInput: the folder is not laid out so.
    """
    texts = [(e["_id"], str(e.get("title", "")), str(e["text"])) for e in entries(folder / "corpus.jsonl")]
    queries = {entry["_id"]: str(entry["text"]) for entry in entries(folder / "queries.jsonl")}
    relevant = judgements(folder / "qrels" / "test.tsv")
    unknown = sorted(relevant.keys() - queries.keys())
    if unknown or not relevant:
        why = f"query {unknown[0]} is judged but not in queries.jsonl" if unknown else "it judges no query"
        raise BadInput(f"{folder}: {why}. {_WANTED}")
    gains, recalls, cpu = [], [], []
    with TrialIndex(texts, settings) as index:
        for query, grades in relevant.items():
            started = time.process_time()
            found = index.search(queries[query], limit=_DEPTH)
            cpu.append((time.process_time() - started) * 1000)
            gains.append(ndcg(found[:10], grades))
            recalls.append(len(grades.keys() & set(found)) / len(grades))
    return {
        "schema": SCHEMA,
        "documents": len(texts),
        "queries": len(relevant),
        "ndcg_at_10": mean_figure(gains),
        "recall_at_100": mean_figure(recalls),
        "cpu_ms_p50": percentile(cpu, 0.50),
        "cpu_ms_p95": percentile(cpu, 0.95),
    }


def ndcg(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """Discounted gain of the found ids, linear in their grades, as a share of the best order's; 0 to 1."""

    def gain(values: Sequence[int]) -> float:
        return sum(value / math.log2(place + 2) for place, value in enumerate(values))

    return gain([grades.get(own_id, 0) for own_id in found]) / gain(sorted(grades.values(), reverse=True)[:10])


def entries(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                entry = json.loads(line)
                if "_id" not in entry or "text" not in entry:
                    raise BadInput(f"{path}, line {number}: needs “_id” and “text”. {_WANTED}")
                yield entry
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}. {_WANTED}") from None
    except (ValueError, TypeError) as error:
        raise BadInput(f"{path}: not JSON Lines ({error}). {_WANTED}") from None


def judgements(path: Path) -> dict[str, dict[str, int]]:
    """Query id → id of a relevant text → its grade, above 0."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read ({error}). {_WANTED}") from None
    relevant: dict[str, dict[str, int]] = {}
    for number, line in enumerate(lines, start=1):
        match line.split("\t"):
            case [query, text, grade] if grade.strip().lstrip("-").isdigit():
                if int(grade) > 0:
                    relevant.setdefault(query, {})[text] = int(grade)
            case _ if number > 1 and line.strip():
                raise BadInput(f"{path}, line {number}: not “query, text, grade” with tabs between. {_WANTED}")
    return relevant
