"""Words explained: found where they stand, in the meaning that they have there."""

import re
import tomllib
from importlib import resources

import pytest

from curbside.answering.glossary import definitions_for, explained_in
from curbside.retrieval.concepts import Lexicon, compile_lexicon
from factories import a_claim


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return compile_lexicon()


def found(text: str, lexicon: Lexicon) -> dict[str, str]:
    return {text[item.start : item.end]: item.definition for item in explained_in(text, lexicon=lexicon)}


def test_a_term_is_found_in_the_plural_hyphenated_and_in_any_case(lexicon: Lexicon) -> None:
    for text in ("beta-blockers", "Beta blocker", "BETA-BLOCKERS"):
        assert found(text, lexicon)[text].startswith("a medicine that slows the heart")


def test_the_longest_term_wins_and_none_runs_across_a_comma(lexicon: Lexicon) -> None:
    assert list(found("acute kidney injury", lexicon)) == ["acute kidney injury"]
    assert "myocardial, infarction" not in found("myocardial, infarction", lexicon)


def test_initials_count_in_their_letter_case(lexicon: Lexicon) -> None:
    assert "NICE" in found("NICE says", lexicon)
    assert "nice" not in found("a nice result", lexicon)


def test_a_roman_number_is_no_way_of_giving(lexicon: Lexicon) -> None:
    assert found("2 g IV daily", lexicon)["IV"] == "into a vein"
    assert "IV" not in found("NYHA Class IV", lexicon)
    assert "IV" not in found("Grade III-IV", lexicon)


def test_a_drug_without_a_term_gets_the_words_of_its_class(lexicon: Lexicon) -> None:
    assert found("apixaban", lexicon)["apixaban"] == "an anticoagulant: a medicine that slows blood clotting"
    assert found("IV alteplase", lexicon) == {"IV": "into a vein", "alteplase": "a medicine that dissolves blood clots"}


def test_each_term_is_defined_once_where_it_stands_first(lexicon: Lexicon) -> None:
    claims = [a_claim("Give apixaban IV.", key="c1"), a_claim("Stop apixaban; check INR.", key="c2")]

    told = [(d.term, d.claim) for d in definitions_for(claims, lexicon=lexicon)]

    assert told == [("apixaban", "c1"), ("IV", "c1"), ("INR", "c2")]


def entries() -> dict[str, dict[str, str]]:
    file = resources.files("curbside.answering") / "glossary.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def test_no_definition_tells_anybody_what_to_do_or_names_a_dose() -> None:
    orders = re.compile(r"\b(?:you|your)\b|^(?:take|stop|start|swallow)\b|\b(?:should|must) (?:take|be taken)\b", re.I)
    for table in entries().values():
        for key, definition in table.items():
            assert not re.search(r"\d ?(?:mg|mcg|g|ml)\b", definition), key
            assert not orders.search(definition), (key, definition)
            assert len(definition) <= 140, key


def test_every_class_is_a_concept_of_the_lexicon(lexicon: Lexicon) -> None:
    assert [key for key in entries()["classes"] if key not in lexicon] == []
