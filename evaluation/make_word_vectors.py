"""Make the word vectors that `curbside.language` ships with: one for each word of everyday English, of the lexicon, of
the starter library and of texts of medicine (`medical_texts.py`).

    make dense
    CURBSIDE_TEST_DATA=… python evaluation/make_word_vectors.py           # writes the two files
    CURBSIDE_TEST_DATA=… python evaluation/make_word_vectors.py --check   # says whether they are the same

A word's vector is what the sentence model all-MiniLM-L6-v2 (Apache-2.0) makes of the word alone, turned to its main
directions and rounded to a byte each. How rare a word is in speech comes from pyspellchecker's list (MIT). Sums in
another order may round a few bytes otherwise on another processor; `--check` says how many.
"""

import argparse
import math
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from spellchecker import SpellChecker

from curbside.config import load_settings
from curbside.engine import open_engine
from curbside.language.embedder import Embedder
from curbside.language.transformer import Transformer, installed_model
from curbside.language.word_vectors import SCALE, VECTORS, WORDS, words_of
from medical_texts import counted_words

FOLDER = Path(__file__).resolve().parent.parent / "src" / "curbside" / "language"
DIRECTIONS = 128
_COMMON = 300  # occurrences in the list of speech; rarer words only where medicine uses them
_OF_MEDICINE = 5  # texts of medicine that hold a word; with 3 the table grows by half as much again for names and marks
_MOST_SPOKEN, _DECADES = 6.0, 4.0  # words spoken a million times weigh nothing, those spoken a hundred times all


def main() -> None:
    """Write the files, or compare them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    spoken = SpellChecker().word_frequency.dictionary
    own = vocabulary(spoken)
    counted = counted_words(Path(os.environ["CURBSIDE_TEST_DATA"]))
    folder = installed_model()
    if folder is None:
        raise SystemExit("The sentence model is not installed. Run: make dense")
    words = _proper({*own, *(word for word, texts in counted.items() if texts >= _OF_MEDICINE)})
    rows = rounded(Embedder(Transformer.load(folder)).embed(words), np.isin(words, own))
    rarity = np.array([[round(rarity_of(spoken.get(word, 0)) * SCALE)] for word in words], dtype=np.int8)
    table = np.hstack([rows, rarity])
    names = "\n".join(words) + "\n"
    if chosen.check:
        held = np.load(FOLDER / VECTORS)
        same = (FOLDER / WORDS).read_text(encoding="utf-8") == names and held.shape == table.shape
        print("same" if same and (held == table).all() else f"DIFFERENT: {(held != table).sum() if same else 'words'}")
        return
    (FOLDER / WORDS).write_text(names, encoding="utf-8")
    np.save(FOLDER / VECTORS, table)
    print(f"{len(words)} words, {table.nbytes / 1e6:.1f} MB")


def rarity_of(count: int) -> float:
    """How rare a word is in speech, 0 to 1, from its occurrences in the list."""
    return min(1.0, max(0.0, (_MOST_SPOKEN - math.log10(count + 1)) / _DECADES))


def vocabulary(spoken: Mapping[str, int]) -> list[str]:
    """Words of speech, of the lexicon, of the families of words and of the starter library, in order."""
    found = {word for word, count in spoken.items() if count >= _COMMON}
    with tempfile.TemporaryDirectory() as home, open_engine(load_settings(home=Path(home))) as engine:
        found.update(engine.lexicon.words)
        for document in engine.store.documents:
            found.update(words_of(f"{document.title}\n{engine.store.text(document.id)}"))
    families = FOLDER.parent / "retrieval" / "word_families.txt"
    found.update(words_of(families.read_text(encoding="utf-8")))
    return _proper(found)


def _proper(words: Iterable[str]) -> list[str]:
    return sorted(word for word in words if re.fullmatch(r"[a-z][a-z0-9]{1,29}", word))


def rounded(vectors: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Vectors by their main directions, each filling a byte's range; the first, which all words share, is left out.

    Args:
        vectors: a row a word.
        chosen: by which words the directions are found; names and fragments of articles would turn them away.
    """
    centred = vectors - vectors[chosen].mean(axis=0)
    _, turns = np.linalg.eigh(centred[chosen].T @ centred[chosen])
    turned = centred @ turns[:, ::-1][:, 1 : DIRECTIONS + 1]
    # The sign of a direction is arbitrary: the largest part of each is made positive.
    largest = np.abs(turned * chosen[:, None]).argmax(axis=0)
    turned *= np.sign(turned[largest, np.arange(DIRECTIONS)])
    return np.rint(turned * (SCALE / np.abs(turned).max(axis=1, keepdims=True))).astype(np.int8)


if __name__ == "__main__":
    main()
