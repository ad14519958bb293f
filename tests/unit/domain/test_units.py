"""Numbers with their units, read to the letter and compared as ranges."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.domain.units import Quantity, canonical_unit, quantities_in


def only(text: str) -> Quantity:
    found = list(quantities_in(text))
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "comparator"),
    [
        ("5 mg", 5, 5, "mg", ""),
        ("2.5 mg", 2.5, 2.5, "mg", ""),
        (".5 mg", 0.5, 0.5, "mg", ""),
        ("7–10 days", 7, 10, "d", ""),
        ("7-10 days", 7, 10, "d", ""),
        ("150--220 mm Hg", 150, 220, "mmhg", ""),
        ("4 to 6 hours", 4, 6, "h", ""),
        ("100,000/mm³", 100_000, 100_000, "", ""),
        ("1,234.5 mL", 1234.5, 1234.5, "ml", ""),
        ("≥ 80 years", 80, 80, "a", ">="),
        (">= 80 years", 80, 80, "a", ">="),
        ("at least 80 years", 80, 80, "a", ">="),
        ("< 30 mL/min", 30, 30, "ml/min", "<"),
        ("below 30 mL/min", 30, 30, "ml/min", "<"),
        ("≤ 60 kg", 60, 60, "kg", "<="),
        ("up to 400 mg", 400, 400, "mg", "<="),
        ("within 24 hours", 24, 24, "h", "<="),
        ("more than 20 %", 20, 20, "%", ">"),
        ("age 60+", 60, 60, "", ">="),
        ("30% ≤ FEV1 < 50%", 30, 50, "%", "<"),
        ("0.1 units/kg/h", 0.1, 0.1, "unit/kg/h", ""),
        ("0.1 units/kg per hour", 0.1, 0.1, "unit/kg/h", ""),
        ("1 mg/kg", 1, 1, "mg/kg", ""),
        ("50 mcg/hr", 50, 50, "mcg/h", ""),
        ("50 µg", 50, 50, "mcg", ""),
        ("140 mm Hg", 140, 140, "mmhg", ""),
        ("a 6-hour window", 6, 6, "h", ""),
        ("a score of 7", 7, 7, "", ""),
    ],
)
def test_a_number_is_read_with_range_unit_and_comparator(
    text: str, low: float, high: float, unit: str, comparator: str
) -> None:
    quantity = only(text)

    assert (quantity.low, quantity.high, quantity.unit, quantity.comparator) == (low, high, unit, comparator)


@pytest.mark.parametrize("text", ["CHA2DS2-VASc", "T2-weighted", "HbA1c", "B12", "no number"])
def test_digits_inside_a_name_are_no_quantity(text: str) -> None:
    assert list(quantities_in(text)) == []


def test_a_gram_and_a_thousand_milligrams_are_different_words() -> None:
    assert only("1 g").unit != only("1000 mg").unit


@pytest.mark.parametrize(
    ("text", "value", "admitted"),
    [
        ("≥ 7", 7, True), ("≥ 7", 6, False), ("> 7", 7, False), ("> 7", 7.1, True), ("< 90", 90, False),
        ("< 90", 89, True), ("≤ 90", 90, True), ("5–6", 7, False), ("5–6", 6, True), ("7", 7, True), ("7", 8, False),
    ],
)  # fmt: skip
def test_a_range_admits_what_lies_in_it_and_strict_ends_stay_out(text: str, value: float, *, admitted: bool) -> None:
    assert only(text).admits(value) is admitted


def test_a_comparator_leaves_one_side_open() -> None:
    assert only("> 7").interval == (7, math.inf)
    assert only("< 7").interval == (-math.inf, 7)


def test_a_comparator_before_a_range_leaves_out_its_lower_end_but_for_a_time_that_is_open() -> None:
    assert only("> 10 – 22").interval == (10, 22)
    assert not only("> 10 – 22").admits(10)
    assert only("> 6–12 months").interval == (6, math.inf)


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [("units/kg per hour", "unit/kg/h"), ("mL/min", "ml/min"), ("Milligrams", "mg"), ("mmol/L", "mmol/l")],
)
def test_spellings_of_a_unit_become_one(printed: str, canonical: str) -> None:
    assert canonical_unit(printed) == canonical


_PIECES = st.sampled_from(
    [
        "5",
        "10,000",
        "1.5",
        ".5",
        "-",
        "–",
        " to ",
        " ",
        "mg",
        "mg/kg",
        "≥",
        "<",
        "at least ",
        "+",
        "years",
        "%",
        "x",
        ",",
        "\n",
        "²",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=14).map("".join)))
def test_any_text_is_read_without_a_crash_and_offsets_point_at_the_number(text: str) -> None:
    end = 0
    for quantity in quantities_in(text):
        assert end <= quantity.start < quantity.end <= len(text)
        printed = text[quantity.start : quantity.end]
        assert printed[0].isdigit() or printed[0] == "."
        end = quantity.end


def test_a_range_around_a_name_leaves_out_its_upper_end() -> None:
    moderate, severe = only("50% ≤ FEV1 < 80%"), only("30% ≤ FEV1 < 50%")

    assert moderate.admits(50)
    assert not severe.admits(50)
    assert not severe.admits(29)
