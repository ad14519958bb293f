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


@pytest.mark.parametrize(
    ("typed", "meant"), [("strenght", "strength"), ("tomorow", "tomorrow"), ("chldren", "children")]
)
def test_a_slip_of_typing_is_read_as_the_common_word(typed: str, meant: str) -> None:
    assert WORDS.meant(typed, held=lambda word: False) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("feever", "fever"), ("narowing", "narrowing"), ("rotuinely", "routinely")]
)
def test_a_rarer_word_is_meant_where_the_library_holds_it(typed: str, meant: str) -> None:
    assert WORDS.meant(typed, held=lambda word: False) is None
    assert WORDS.meant(typed, held=lambda word: word == meant) == meant


@pytest.mark.parametrize(
    "word",
    [
        "mealtime",  # rare, but a word
        "wich",  # too short to tell
        "agalsidase",
    ],
)
def test_what_may_be_a_word_of_its_own_is_read_as_none(word: str) -> None:
    assert WORDS.meant(word, held=lambda word: True) is None
