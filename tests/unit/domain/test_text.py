"""Text made safe: nothing invisible that matters, and sentences where they end."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.domain.text import clean, fold, one_line, sentences


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("a\x00b", "ab"),
        ("a\x1b[31mb", "a[31mb"),
        ("a\ud800b", "a\ufffdb"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("right\u202eleft", "rightleft"),
        ("soft\u00adhyphen", "softhyphen"),
        ("e\u0301", "é"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("tab\tstays", "tab\tstays"),
        ("≥ 60 µg – 5", "≥ 60 µg – 5"),
    ],
)
def test_cleaning_takes_away_what_cannot_be_shown(dirty: str, cleaned: str) -> None:
    assert clean(dirty) == cleaned


@given(st.text(st.characters(codec=None), max_size=80))
def test_clean_text_stays_as_it_is_when_cleaned_again(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
    once.encode("utf-8")
    assert not any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in once)


def test_one_line_has_single_spaces() -> None:
    assert one_line("  a \n\n b\tc ") == "a b c"


def test_folding_makes_case_subscripts_and_dashes_plain() -> None:
    assert fold("CHA₂DS₂‑VASc 5–7") == "cha2ds2-vasc 5-7"


def test_folding_makes_accents_plain_and_keeps_every_place() -> None:
    text = "Opioid-naïve, Sjögren’s, Göteborg, Ménière: Œdème ≥ 5 µg"

    assert fold(text).startswith("opioid-naive, sjogren’s, goteborg, meniere:")
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Give aspirin. Then stop.", ["Give aspirin.", "Then stop."]),
        ("Use NSAIDs, e.g. Ibuprofen.", ["Use NSAIDs, e.g. Ibuprofen."]),
        ("Give 2.5 mg daily.", ["Give 2.5 mg daily."]),
        ("Stop! Why? (Because.)", ["Stop!", "Why?", "(Because.)"]),
        ("no end", ["no end"]),
        ("", []),
        ("   ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == parts


@given(st.text(max_size=120))
def test_sentences_follow_each_other_and_leave_out_only_white_space(text: str) -> None:
    spans = sentences(text)
    between = [0, *[offset for span in spans for offset in span], len(text)]

    assert between == sorted(between)
    rest = "".join(text[end:start] for end, start in zip(between[::2], between[1::2], strict=True))
    assert not rest.strip()


def test_a_soft_hyphen_between_numbers_is_a_range() -> None:
    assert clean("give 10\u00ad20 mg of a medi\u00adcine") == "give 10-20 mg of a medicine"


@pytest.mark.parametrize("invisible", ["\u2066", "\u2069", "\u180e", "\U000e0041", "\u200d", "\ufeff"])
def test_signs_that_nobody_sees_are_gone(invisible: str) -> None:
    assert clean(f"5{invisible} mg") == "5 mg"
