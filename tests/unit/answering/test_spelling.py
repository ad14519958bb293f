"""Misspelt names are mended only where one known name is near; everything else stays as it was typed."""

import pytest

from curbside.answering.everyday import EverydayWords
from curbside.answering.spelling import Speller

EVERYDAY = EverydayWords()
NAMES = {
    "enoxaparin": "enoxaparin",
    "clearance": "creatinine-clearance",
    "hydralazine": "hydralazine",
    "hydroxyzine": "hydroxyzine",
    "prednisone": "prednisone",
    "prednisolone": "prednisolone",
    "wheeze": "wheezing",
}


def mended(text: str, *known: str) -> str:
    return Speller(NAMES, EVERYDAY).mend(text, known=lambda word: word in known, held=lambda word: False)[0]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("enoxparin dose", "enoxaparin dose"),
        ("Enoxaparine dose", "enoxaparin dose"),
        ("creatinine clearence", "creatinine clearance"),
        ("prednisolon 50 mg", "prednisolone 50 mg"),
        ("benfit of stoping", "benefit of stopping"),
        ("chlid class, which modle", "child class, which model"),
        ("enoxap dose", "enoxaparin dose"),  # cut short
        ("hydro dose", "hydro dose"),  # two names begin so
        ("predni dose", "predni dose"),
        ("is it symtomatic, which strenght", "is it symptomatic, which strength"),
    ],
)
def test_a_slip_is_mended(typed: str, read: str) -> None:
    assert mended(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "enoxaparin",
        "ENOXPARIN",  # an abbreviation is no slip
        "wheel",  # short words have too many neighbours
        "fondaparinux",  # far from every name
        "predniso",  # as near to none
        "xnoxaparin",  # another beginning
    ],
)
def test_what_is_no_slip_stays(typed: str) -> None:
    assert mended(typed) == typed


def test_a_word_that_the_library_holds_is_never_mended() -> None:
    assert mended("clearence", "clearence") == "clearence"


def test_two_things_as_near_are_neither() -> None:
    names = {"metolazone": "metolazone", "metolazine": "another"}

    mended, _ = Speller(names, EVERYDAY).mend("metolazune", known=lambda word: False, held=lambda word: False)

    assert mended == "metolazune"


def test_what_was_read_as_what_is_told() -> None:
    _, read_as = Speller(NAMES, EVERYDAY).mend("enoxparin", known=lambda word: False, held=lambda word: False)

    assert read_as == {"enoxparin": "enoxaparin"}
