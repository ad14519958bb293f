"""The starter library's grades are those that its sources print, as 200 units read by hand say."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from curbside.domain.documents import Passage
from curbside.ingestion.pipeline import ingest
from curbside.library.sources import starter_sources

JUDGED = Path(__file__).parents[2] / "evaluation" / "grades" / "open_medicine.jsonl"
UNITS = 200


@pytest.fixture(scope="module")
def judged() -> list[dict[str, str | None]]:
    return [json.loads(line) for line in JUDGED.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def passages() -> Mapping[tuple[str, str], Sequence[Passage]]:
    """The summaries' passages by document and hash of their text."""
    found = defaultdict(list)
    for source in starter_sources():
        if source.id.startswith("om-"):
            for passage in ingest(source).body.passages:
                found[source.id, hashlib.sha256(passage.text.encode()).hexdigest()].append(passage)
    return found


def printed(passage: Passage) -> str | None:
    return passage.recommendation.as_printed if passage.recommendation else None


def test_two_hundred_units_were_read(judged: Sequence[Mapping[str, str | None]]) -> None:
    assert len({line["passage"] for line in judged}) == UNITS
    assert all(line["begins"] and len(line["begins"]) <= 60 for line in judged)


def test_each_unit_read_by_hand_carries_the_grade_that_its_source_prints_for_it(
    judged: Sequence[Mapping[str, str | None]], passages: Mapping[tuple[str, str], Sequence[Passage]]
) -> None:
    faults = []
    for line in judged:
        document = str(line["passage"]).partition("#")[0]
        alike = passages.get((document, str(line["sha256"])), ())
        # One text may stand in a document twice; then its number tells which.
        alike = [passage for passage in alike if passage.id == line["passage"]] or alike
        if line["grade"] not in [printed(passage) for passage in alike]:
            faults.append(f"{line['passage']}: {line['grade']!r}, read {[printed(p) for p in alike]}")

    assert not faults
