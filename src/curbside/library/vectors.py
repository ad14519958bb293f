"""Vectors of passages, kept by what they were made of, so that a new generation makes only those of new texts.

A cache: it can be deleted at any time. One file a document, written beside and renamed.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Stored = npt.NDArray[np.float16]  # half the digits order passages as well, in half the space


class Vectors:
    """The vectors below one folder, those of one document's passages together."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @staticmethod
    def key(model: str, texts: Sequence[str]) -> str:
        """The name under which the vectors of texts are kept: other texts or another model give another."""
        digest = hashlib.sha256(model.encode())
        for text in texts:
            digest.update(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
        return digest.hexdigest()

    def get(self, key: str) -> Stored | None:
        """The vectors with this key, if they are there and can be read; a row a text."""
        try:
            found = np.load(self._place(key), allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        return found if found.dtype == np.float16 and found.ndim == 2 else None

    def put(self, key: str, rows: Stored) -> None:
        """Keep vectors."""
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_name(f".{place.name}.{os.getpid()}")
        with new.open("wb") as file:
            np.save(file, rows)
        new.replace(place)

    def sweep(self, used: frozenset[str]) -> None:
        """Remove vectors that are not used."""
        for place in self._folder.glob("*/*"):
            if place.name.removesuffix(".npy") not in used:
                place.unlink(missing_ok=True)

    def _place(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.npy"
