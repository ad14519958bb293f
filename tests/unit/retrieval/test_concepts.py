"""Typed concepts: what is recognised, what is not, and what is a kind of what."""

import itertools
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from curbside.domain.questions import ConceptType
from curbside.retrieval.concepts import TYPES_BY_FILE, Lexicon, compile_lexicon


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return compile_lexicon()


def keys(lexicon: Lexicon, text: str, context: str = "") -> list[str]:
    return [mention.key for mention in lexicon.find(text, context=context)]


def test_the_lexicon_compiles_with_every_key_once_and_every_broader_key_there(lexicon: Lexicon) -> None:
    # compile_lexicon raises ValueError otherwise.
    assert "atrial-fibrillation" in lexicon


def entries() -> Iterator[dict[str, Any]]:
    """All entries of the tables, as they are written."""
    folder = resources.files("curbside.retrieval") / "lexicon"
    for name in (*TYPES_BY_FILE, "elsewhere.toml"):
        yield from tomllib.loads((folder / name).read_text("utf-8"))["concept"]


def test_a_form_belongs_to_one_concept_only() -> None:
    owner: dict[str, str] = {}
    twice = []
    for entry in entries():
        for form in {form.lower() for form in (entry["name"], *entry["forms"])}:
            if owner.setdefault(form, entry["key"]) != entry["key"]:
                twice.append((form, owner[form], entry["key"]))

    assert twice == []


def test_a_number_names_nothing_and_no_form_is_half_of_one(lexicon: Lexicon) -> None:
    """A form cut at a semicolon, "t(9" and "22)", would find a chromosome in every age of 22."""
    halves = [form for entry in entries() for form in entry["forms"] if form.count("(") != form.count(")")]

    assert not halves
    assert not lexicon.keys(", ".join(map(str, range(1000))))


def test_every_concept_has_a_kebab_case_key(lexicon: Lexicon) -> None:
    assert not [key for key in lexicon._concepts if key != key.lower() or " " in key or "_" in key]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("diabetic ketoacidosis", ["diabetic-ketoacidosis"]),  # not "diabetes" inside it
        ("metastatic spinal cord compression", ["metastatic-spinal-cord-compression"]),
        ("chronic kidney disease", ["chronic-kidney-disease"]),
        ("haemorrhagic stroke", ["hemorrhagic-stroke"]),
        ("pregnant women", ["pregnancy"]),
    ],
)
def test_the_longest_name_wins(lexicon: Lexicon, text: str, found: list[str]) -> None:
    assert keys(lexicon, text) == found


@pytest.mark.parametrize(
    "text", ["beta-blocker", "beta blocker", "beta‑blockers", "Beta-Blockers", "betablocker", "beta–blocker"]
)
def test_hyphen_space_case_and_plural_do_not_matter(lexicon: Lexicon, text: str) -> None:
    assert keys(lexicon, text) == ["beta-blocker"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AF", "atrial fibrillation"), ("Eliquis", "apixaban"), ("heart attack", "myocardial infarction"),
        ("CKD", "chronic kidney disease"), ("CHA₂DS₂-VASc", "CHA2DS2-VASc"), ("PE", "pulmonary embolism"),
        ("DVTs", "DVT"), ("PEs", "PE"),
    ],
)  # fmt: skip
def test_abbreviation_brand_and_lay_word_are_the_same_concept(lexicon: Lexicon, one: str, other: str) -> None:
    assert keys(lexicon, one) == keys(lexicon, other) != []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CAP treatment", ["community-acquired-pneumonia"]), ("cap the tube", []),
        ("HEART score of 5", ["heart-score"]), ("all patients", []), ("as soon as", []), ("it is not", []),
    ],
)  # fmt: skip
def test_an_exact_form_counts_in_its_own_letter_case_only(lexicon: Lexicon, text: str, found: list[str]) -> None:
    assert keys(lexicon, text) == found


def test_a_word_that_ends_like_a_plural_is_no_abbreviation(lexicon: Lexicon) -> None:
    assert "ventilator-associated-pneumonia" not in keys(lexicon, "my son vapes")


@pytest.mark.parametrize("text", ["in patients", "as part", "with in", "no rep in ephrine"])
def test_words_are_not_glued_across_a_space_into_another_word(lexicon: Lexicon, text: str) -> None:
    assert keys(lexicon, text) == []


@pytest.mark.parametrize(
    ("text", "context", "found"),
    [
        ("ACT", "heparin during PCI", "activated-clotting-time"),
        ("ACT", "asthma", "asthma-control-assessment"),
        ("CRT", "LBBB and QRS", "cardiac-resynchronization-therapy"),
        ("CRT", "shock and perfusion", "capillary-refill-time"),
        ("CVA", "flank tenderness", "flank-pain"),
        ("GBS", "pregnant, urine culture", "group-b-streptococcus"),
        ("CIN", "cervical smear", "cervical-intraepithelial-neoplasia"),
        ("MR", "PET-CT first for spinal mets instead of that", "mri"),
        ("MR", "severe, with a flail mitral leaflet", "mitral-regurgitation"),
        ("SBP", "cirrhotic, tap cloudy, neutrophils", "spontaneous-bacterial-peritonitis"),
        ("ACR", "eGFR 40", "urine-albumin-to-creatinine-ratio"),
        ("fluid", "rate in DKA", "intravenous-fluids"),
        ("drinking", "how many units of alcohol", "alcohol-consumption"),
        ("RCA", "CRRT circuit keeps clotting", "citrate"),
        ("type 2", "HbA1c 9, on metformin", "type-2-diabetes"),
        ("the filter", "citrate on ICU", "crrt"),
    ],
)
def test_an_ambiguous_abbreviation_is_read_by_the_words_around_it(
    lexicon: Lexicon, text: str, context: str, found: str
) -> None:
    assert keys(lexicon, text, context) == [found]


def test_an_ambiguous_word_in_lower_case_without_a_hint_is_just_a_word(lexicon: Lexicon) -> None:
    assert keys(lexicon, "act at once") == []


@pytest.mark.parametrize(
    "text",
    [
        "ACR rating of plain films",
        "the fluid in his knee",
        "IS DRINKING WATER ENOUGH",
        "the RCA is occluded",
        "a type 2 error",
    ],
)
def test_some_forms_stand_for_nothing_without_a_hint_in_capitals_either(lexicon: Lexicon, text: str) -> None:
    named = {
        "urine-albumin-to-creatinine-ratio",
        "intravenous-fluids",
        "alcohol-consumption",
        "citrate",
        "type-2-diabetes",
    }

    assert not named & set(keys(lexicon, text))


def test_a_z_score_is_no_t_score_and_secondaries_are_of_their_organ(lexicon: Lexicon) -> None:
    assert keys(lexicon, "Z-score of -2.6 at 31") == []
    assert keys(lexicon, "brain mets") == ["brain-metastasis"]


def test_a_letter_with_an_accent_ends_no_word(lexicon: Lexicon) -> None:
    """Else "opioid-naïve" held "na", which is sodium."""
    assert keys(lexicon, "opioid-naïve adults") == ["opioid-naive-patients", "adults"]


@pytest.mark.parametrize(
    ("key", "wider"),
    [
        ("apixaban", {"doac", "anticoagulant"}),
        ("diabetic-ketoacidosis", {"ketoacidosis", "acidosis"}),
        ("neonates", {"infants", "children"}),
        ("chronic-kidney-disease", {"renal-impairment"}),
    ],
)
def test_broader_goes_all_the_way_up(lexicon: Lexicon, key: str, wider: set[str]) -> None:
    assert wider < lexicon.with_broader([key])


def test_broader_never_goes_down(lexicon: Lexicon) -> None:
    assert "apixaban" not in lexicon.with_broader(["anticoagulant"])


@pytest.mark.parametrize(("one", "other"), [("cirrhosis", "hepatic impairment"), ("postpartum", "perinatal")])
def test_near_words_that_mean_different_things_stay_apart(lexicon: Lexicon, one: str, other: str) -> None:
    assert set(keys(lexicon, one)).isdisjoint(keys(lexicon, other))


def test_mentions_stand_where_they_say_and_do_not_overlap(lexicon: Lexicon) -> None:
    text = "Start apixaban in AF; avoid beta-blockers, NSAIDs and low-dose aspirin in pregnant women."
    mentions = lexicon.find(text)

    assert [text[m.start : m.end] for m in mentions] == [
        "apixaban", "AF", "beta-blockers", "NSAIDs", "low-dose aspirin", "pregnant women",
    ]  # fmt: skip
    assert all(left.end <= right.start for left, right in itertools.pairwise(mentions))


def test_a_concept_has_a_type(lexicon: Lexicon) -> None:
    (mention,) = lexicon.find("apixaban")

    assert mention.type is ConceptType.DRUG


def test_the_compiled_lexicon_reads_as_the_tables_do(lexicon: Lexicon, tmp_path) -> None:  # type: ignore[no-untyped-def]
    lexicon.dump(tmp_path / "lexicon.json")
    again = Lexicon.load(tmp_path / "lexicon.json")

    text = "ACT with heparin in AF, CAP, beta-blockers in pregnant women"
    assert again.find(text) == lexicon.find(text)
    assert again.with_broader(["apixaban"]) == lexicon.with_broader(["apixaban"])


def test_a_name_ends_with_its_sentence(lexicon: Lexicon) -> None:
    text = "Assess urine output hourly. Urine output > 1.0"

    assert [text[m.start : m.end] for m in lexicon.find(text)] == ["urine output", "Urine output"]
    assert keys(lexicon, "E. coli") == ["escherichia-coli"]


def test_what_non_denies_is_not_named(lexicon: Lexicon) -> None:
    assert "severe-community-acquired-pneumonia" not in keys(lexicon, "non-severe CAP")
    assert "community-acquired-pneumonia" in keys(lexicon, "non-severe CAP")
    assert "diabetes-mellitus" not in keys(lexicon, "non-diabetic adults")


@pytest.mark.parametrize("words", ["Early management — AHA/ASA 2009", "ACC/AHA/HRS guideline", "ATS/IDSA"])
def test_names_of_societies_name_nothing_else(lexicon: Lexicon, words: str) -> None:
    assert keys(lexicon, words) == []


def test_an_abbreviation_beside_a_drug_is_no_society(lexicon: Lexicon) -> None:
    assert keys(lexicon, "ASA/clopidogrel") == ["aspirin", "clopidogrel"]
