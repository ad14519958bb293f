"""Vectors are kept by the texts they were made of; a file that cannot be read counts as missing."""

from pathlib import Path

import numpy as np

from curbside.library.vectors import Vectors

ROWS = np.ones((2, 3), dtype=np.float16)


def test_what_is_put_is_got(tmp_path: Path) -> None:
    kept = Vectors(tmp_path / "vectors")
    key = kept.key("model", ["one", "two"])

    assert kept.get(key) is None
    kept.put(key, ROWS)

    found = kept.get(key)
    assert found is not None
    assert (found == ROWS).all()


def test_other_texts_another_cut_or_another_model_have_another_key() -> None:
    keys = {
        Vectors.key("model", ["one", "two"]),
        Vectors.key("model", ["onet", "wo"]),
        Vectors.key("model", ["two", "one"]),
        Vectors.key("other", ["one", "two"]),
    }
    assert len(keys) == 4


def test_a_damaged_file_counts_as_missing(tmp_path: Path) -> None:
    kept = Vectors(tmp_path / "vectors")
    key = kept.key("model", ["one"])
    kept.put(key, ROWS)
    (place,) = (tmp_path / "vectors").glob("*/*.npy")
    for data in (b"", place.read_bytes()[:-1], b"\x93NUMPY rubbish"):
        place.write_bytes(data)
        assert kept.get(key) is None


def test_only_what_is_used_stays(tmp_path: Path) -> None:
    kept = Vectors(tmp_path / "vectors")
    one, two = kept.key("model", ["one"]), kept.key("model", ["two"])
    kept.put(one, ROWS)
    kept.put(two, ROWS)

    kept.sweep(frozenset({two}))

    assert kept.get(one) is None
    assert kept.get(two) is not None
