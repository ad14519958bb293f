"""What `evaluate --bank` counts of questions on which two documents differ."""

import json
from pathlib import Path

import pytest

from curbside.cli.bank import load_bank, measure
from curbside.domain.errors import BadInput
from curbside.engine import Engine

COMPRESSION = "Suspected cord compression from cancer: how quickly must the MRI be done?"
# Two documents differ on it.
CONTRAST = "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"


def a_bank(path: Path, *, question: str = COMPRESSION, **keys: object) -> Path:
    entry = {
        "id": "one",
        "question": question,
        "outcome": "answered",
        "document": "digest-nice-ng234",
        **keys,
    }
    path.write_text(json.dumps(entry), encoding="utf-8")
    return path


def test_a_conflict_is_shown_only_if_every_side_is_cited_from_its_document(tmp_path: Path, engine: Engine) -> None:
    shown = [["digest-nice-ng234", "24 ?hours"], ["digest-", "MRI"]]
    hidden = [["digest-nice-ng234", "24 ?hours"], ["om-gold", "24 ?hours"]]

    both = measure(load_bank(a_bank(tmp_path / "both.jsonl", conflict=shown)), engine)
    one = measure(load_bank(a_bank(tmp_path / "one.jsonl", conflict=hidden)), engine)

    assert (both["conflicts_shown"]["hits"], both["conflicts_shown"]["of"]) == (1, 1)
    assert (one["conflicts_shown"]["hits"], one["conflicts_shown"]["of"]) == (0, 1)
    assert {"id": "one", "why": "side of om-gold not shown"} in one["failures"]


def test_a_conflict_that_is_shown_where_the_documents_agree_is_counted(tmp_path: Path, engine: Engine) -> None:
    sides = [["digest-nice-ng234", "MRI"], ["digest-spinal-mri-overview", "MRI"]]
    none = measure(load_bank(a_bank(tmp_path / "none.jsonl", agree=sides)), engine)
    shown = measure(load_bank(a_bank(tmp_path / "shown.jsonl", question=CONTRAST, agree=sides)), engine)

    assert (none["false_conflicts"]["hits"], none["false_conflicts"]["of"]) == (0, 1)
    assert (shown["false_conflicts"]["hits"], shown["false_conflicts"]["of"]) == (1, 1)
    assert {"id": "one", "why": "conflict shown where the documents agree"} in shown["failures"]
    assert none["conflicts_shown"]["of"] == 0


def test_a_conflict_that_is_no_list_of_pairs_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="line 1"):
        load_bank(a_bank(tmp_path / "bad.jsonl", conflict=["only a document"]))
