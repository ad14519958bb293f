"""The abbreviations that a document explains are found, and nothing else is taken for one."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.domain.documents import Abbreviation, PassageKind
from curbside.ingestion.abbreviations import abbreviations_in, is_short_form, long_form
from factories import a_passage, an_ingested


def explained(text: str, **changes: object) -> list[tuple[str, str]]:
    passage = a_passage(text, kind=PassageKind.PROSE, **changes)
    return [(found.short, found.long) for found in abbreviations_in([passage])]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        (
            "Doses above 90 mg morphine equivalent daily dose (MEDD) carry risk.",
            "MEDD",
            "morphine equivalent daily dose",
        ),
        ("Review PDMP (Prescription Drug Monitoring Program) data.", "PDMP", "Prescription Drug Monitoring Program"),
        ("Patients on a proton pump inhibitor (PPI) should stop.", "PPI", "proton pump inhibitor"),
        ("The time in therapeutic range (TTR) was low.", "TTR", "time in therapeutic range"),
        ("Use Acceptance and Commitment Therapy (ACT).", "ACT", "Acceptance and Commitment Therapy"),
        ("Those with chronic non-cancer pain (CNCP; any site).", "CNCP", "chronic non-cancer pain"),
        ("Offer extended-release (ER) tablets.", "ER", "extended-release"),
        ("Incidence rate ratios (IRRs) were given.", "IRR", "Incidence rate ratios"),
        ("Measure hemoglobin A1c (HbA1c) yearly.", "HbA1c", "hemoglobin A1c"),
    ],
)
def test_a_definition_in_brackets_is_found(text: str, short: str, long: str) -> None:
    assert explained(text) == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "Evaluate cord compression (MRI).",
        "Start at once (see Table 2) and repeat (if needed).",
        "Consider psychotherapy-based relapse prevention (CBT).",
        "Characteristic findings on imaging (CT).",
        "Take it with food or without (OR).",
        "Those in the United States (US) and all others (ALL).",
        "In intravenous vials (IV) of grade three (III).",
        "He saw many good results (mg).",
        "Of patients (n = 12) most recovered (P < 0.01).",
        "The CBT (therapy for the anxious) helped.",
        "",
        "((((((((((",
        "()()( )",
    ],
)
def test_what_explains_nothing_is_no_definition(text: str) -> None:
    assert explained(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PDMP: prescription drug monitoring program", [("PDMP", "prescription drug monitoring program")]),
        ("UDT – urine drug test", [("UDT", "urine drug test")]),
        ("VA: Department of Veterans Affairs", [("VA", "Department of Veterans Affairs")]),
        ("Note: take care", []),
        ("PDMP: see the chapter on monitoring", []),
    ],
)
def test_an_entry_below_a_heading_of_abbreviations_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert explained(text, path=("Appendix", "List of abbreviations")) == expected
    assert explained(text, path=("Appendix",)) == []


def test_a_row_of_a_table_of_acronyms_is_found() -> None:
    document = an_ingested(
        "# A guideline\n\n## Acronyms\n\n| Acronym | Meaning |\n|---|---|\n"
        "| PDMP | Prescription Drug Monitoring Program |\n| XYZ | nothing of the kind |\n"
    )
    assert document.body.abbreviations == (Abbreviation("PDMP", "Prescription Drug Monitoring Program"),)


def test_a_note_of_abbreviations_below_a_table_is_found() -> None:
    text = "Abbreviations: AUD: alcohol use disorder; BPI = Brief Pain Inventory; OT, opioid therapy."
    assert explained(text) == [
        ("AUD", "alcohol use disorder"),
        ("BPI", "Brief Pain Inventory"),
        ("OT", "opioid therapy"),
    ]


def test_two_meanings_are_both_kept_and_one_said_twice_is_one() -> None:
    text = (
        "Systolic blood pressure (SBP) falls. In spontaneous bacterial peritonitis (SBP) it may. "
        "Again systolic blood pressure (SBP)."
    )
    assert explained(text) == [("SBP", "systolic blood pressure"), ("SBP", "spontaneous bacterial peritonitis")]


@pytest.mark.parametrize("word", ["AND", "OR", "FOR", "US", "IV", "XII", "MG", "Aspirin", "A", "see", "ABCDEFGHIJKL"])
def test_ordinary_words_in_capitals_and_numerals_are_no_short_forms(word: str) -> None:
    assert not is_short_form(word)


@given(
    st.text(alphabet=string.ascii_letters + "() -/&;,.é", max_size=200), st.from_regex(r"[A-Z]{2,8}", fullmatch=True)
)
def test_a_long_form_is_always_the_end_of_the_text(text: str, short: str) -> None:
    assert text.rstrip().endswith(long_form(short, text))


@pytest.mark.parametrize(
    "piece", ["(", "(A", "A (", "(ABC) ", "a b c d (ABCD", "ABC: a ", "A-B/C&", "abbreviations: ", ". ", "é(É) "]
)
def test_the_time_grows_with_the_length_of_a_text_and_no_faster(piece: str) -> None:
    # That a hostile megabyte ends at all: in quadratic time it would take hours.
    passage = a_passage(piece * (1_000_000 // len(piece)), kind=PassageKind.PROSE, path=("Abbreviations",))
    assert len(abbreviations_in([passage])) <= 1


@given(st.text(alphabet="ABab ()[]:;=.,-/&\n\t“”é\u0130", max_size=300))
def test_any_text_is_read(text: str) -> None:
    abbreviations_in([a_passage(text, kind=PassageKind.PROSE, path=("Abbreviations",))])
