"""The analyzer: words as the index knows them."""

from collections import Counter
from importlib import resources

import pytest

from curbside.retrieval.lexical import Analyzer


def families() -> list[str]:
    text = (resources.files("curbside.retrieval") / "word_families.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize(
    ("asked", "written"),
    [("liver", "hepatic"), ("facial", "face"), ("stopping", "discontinuation"), ("haemorrhage", "bleeding")],
)
def test_words_of_one_family_are_one(asked: str, written: str) -> None:
    analyzer = Analyzer()

    assert analyzer.stems(asked) == analyzer.stems(written)


@pytest.mark.parametrize(
    ("one", "other"),
    [("mild", "severe"), ("oral", "intravenous"), ("before", "after"), ("first", "second"), ("daily", "weekly")],
)
def test_words_that_change_the_advice_are_no_family(one: str, other: str) -> None:
    analyzer = Analyzer()

    assert analyzer.stems(one) != analyzer.stems(other)


def test_no_word_stands_in_two_families() -> None:
    words = Counter(word for family in families() for word in family.split())

    assert [word for word, times in words.items() if times > 1] == []
    assert all(len(family.split()) > 1 for family in families())
