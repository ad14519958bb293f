"""Profiles of readers: one file each, checked when it is loaded."""

import re
import tomllib
from importlib import resources

import pytest

from curbside.answering.profiles import PROFILES, read_profile

FOLDER = resources.files("curbside.answering") / "profiles"
FILES = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir() if file.name.endswith(".toml")}
VALID = 'key = "midwife"\nlabel = "Midwife"\naudience = "Midwives."\nplace = 9\n'


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_file_of_the_folder_is_a_valid_profile_and_is_loaded(name: str) -> None:
    profile = read_profile(FILES[name], name=name.removesuffix(".toml"))

    assert PROFILES[profile.key] == profile
    assert profile.label
    assert profile.audience


def test_the_five_readers_of_the_product_are_there_in_the_order_of_the_picker() -> None:
    assert list(PROFILES)[:5] == ["clinician", "nurse", "pharmacist", "trainee", "patient"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (VALID + "plain_words = 3", "plain_words"),
        (VALID + 'claims = "fewer"', "claims"),
        (VALID + 'first = ["dosage"]', "dosage"),
        (VALID + 'first = ["dosing", "dosing"]', "twice"),
        (VALID + '[headings]\nheadline = "News"', "headline"),
        (VALID.replace("midwife", "mid wife"), "key"),
        (VALID.replace("midwife", "nurse"), "name the file nurse.toml"),
        (VALID.replace("place = 9", ""), "place"),
        ("key = ", "not TOML"),
    ],
)
def test_a_bad_profile_is_an_error_that_names_file_and_field(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as error:
        read_profile(text, name="midwife")

    assert "profiles/midwife.toml" in str(error.value)


def test_a_new_profile_is_a_new_file_and_nothing_else() -> None:
    assert read_profile(VALID + 'first = ["monitoring"]', name="midwife").first == ("monitoring",)


def test_no_profile_has_a_field_that_could_leave_out_or_reword_a_claim() -> None:
    fields = {field for text in FILES.values() for field in tomllib.loads(text)}

    assert fields <= {
        "key", "label", "audience", "place", "first", "headings", "plain_words", "definitions", "strength_in_words",
        "opening", "closing",
    }  # fmt: skip


def test_the_patients_lines_order_no_medicine_and_name_clinician_and_emergency_number() -> None:
    patient = PROFILES["patient"]
    words = " ".join((patient.opening, *patient.closing))

    assert re.search(r"\bTalk to your doctor\b", words)
    assert re.search(r"\bemergency number\b.*\b112\b.*\b911\b.*\b999\b", words)
    assert not re.search(r"\b(?:take|stop|start|swallow|increase|reduce|change) (?:your|the|a|this)\b", words, re.I)
