"""The search by meaning over vectors that can be read."""

from pathlib import Path

import numpy as np
import pytest

from curbside.retrieval.dense import DenseIndex, Vector

ASKED: Vector = np.array([1, 0], dtype=np.float32)


def index(path: Path, rows: list[list[float]]) -> DenseIndex:
    np.save(path / "vectors.npy", np.array(rows, dtype=np.float16).reshape(-1, 2))
    return DenseIndex(path / "vectors.npy", lambda _: ASKED)


def test_the_nearest_come_first_and_of_equals_the_first_held(tmp_path: Path) -> None:
    dense = index(tmp_path, [[0, 1], [0.6, 0.8], [1, 0], [0.6, 0.8], [-1, 0]])

    assert [hit.number for hit in dense.nearest("anything", limit=3)] == [2, 1, 3]


def test_likeness_is_the_cosine_of_each_that_is_named(tmp_path: Path) -> None:
    dense = index(tmp_path, [[0, 1], [0.6, 0.8], [1, 0]])

    assert dense.likeness("anything", [2, 0, 1]) == pytest.approx([1, 0, 0.6], abs=1e-3)


def test_fewer_than_are_wanted_and_none_at_all(tmp_path: Path) -> None:
    assert len(index(tmp_path, [[1, 0]]).nearest("anything", limit=30)) == 1
    assert index(tmp_path, []).nearest("anything", limit=30) == []
