"""Words of everyday English are told from names of medicine."""

import pytest

from curbside.answering.everyday import EverydayWords

WORDS = EverydayWords()


@pytest.mark.parametrize(
    "word", ["husband", "weekend", "golf", "swallowed", "wobbly", "biscuits", "wks", "titrate", "you're", "rescan"]
)
def test_everyday_words_are_known(word: str) -> None:
    assert word in WORDS


@pytest.mark.parametrize("word", ["psoriasis", "agalsidase", "varenicline", "scabies", "zzymurgosis"])
def test_names_of_medicine_are_not(word: str) -> None:
    assert word not in WORDS
