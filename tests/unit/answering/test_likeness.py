"""Likeness of words: finds what is said otherwise, and is never a reason to believe a statement."""

import pytest

from curbside.answering.likeness import Likeness
from curbside.answering.verify import Window, check_wording
from curbside.domain.answers import Support
from curbside.engine import Engine
from curbside.language.word_vectors import WordVectors, words_of

VECTORS = WordVectors()


def features(question: str, *statements: tuple[str, str]) -> list[dict[str, float]]:
    return Likeness(question, vectors=VECTORS, weights=dict.fromkeys(words_of(question), 1.0)).features(statements)


def test_words_are_compared_in_lower_case_each_once() -> None:
    assert words_of("Aspirin 300 mg, aspirin; CHA2DS2-VASc 2.5") == ("aspirin", "300", "mg", "cha2ds2", "vasc", "2.5")


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("fever", "Temperature above 38 C", "Potassium above 5 mmol/L"),
        ("heart attack", "Myocardial infarction", "Ankle fracture"),
        ("kidney stones", "Renal calculi", "Panic attacks"),
    ],
)
def test_what_is_said_in_other_words_lies_nearer(question: str, near: str, far: str) -> None:
    one, other = features(question, (near, ""), (far, ""))

    assert one["met_text"] > other["met_text"]
    assert one["like_text_behind"] == 0.0 > other["like_text_behind"]


def test_the_same_word_is_met_whether_the_table_knows_it_or_not() -> None:
    assert "zzymurgosis" not in VECTORS
    (found,) = features("zzymurgosis", ("Zzymurgosis is rare.", ""))

    assert found["least_text"] == pytest.approx(2.0)
    assert found["unmet_text"] == pytest.approx(0.0)


def test_headings_and_title_count_for_the_whole_and_not_for_the_text() -> None:
    (found,) = features("gout", ("Start 0.6 mg.", "Gout › Dosing"))

    assert found["met_whole"] > found["met_text"]


@pytest.mark.parametrize("statement", ["", "…", "12"])
def test_a_statement_without_a_known_word_is_near_to_nothing(statement: str) -> None:
    (found,) = features("gout flare", (statement, ""))

    assert found["like_text"] == pytest.approx(0.0, abs=1e-3)


def test_a_question_without_content_words_has_no_features() -> None:
    assert Likeness("what is the", vectors=VECTORS, weights={}).features([("Gout", "")]) == [{}]


def test_rare_words_are_rarer_than_common_ones_and_unknown_ones_rarest() -> None:
    assert VECTORS.rarity("need") < VECTORS.rarity("hernia") < VECTORS.rarity("zzymurgosis") == 1.0


def test_likeness_vouches_for_nothing_the_checker_refuses_another_dose(engine: Engine) -> None:
    said = Window(text="Start amlodipine 5 mg once daily.", context=())
    (found,) = features("Start amlodipine 10 mg once daily.", (said.text, ""))

    assert found["like_text"] > 1.8
    verdict = check_wording("Start amlodipine 10 mg once daily.", [said], lexicon=engine.lexicon)
    assert verdict.support is not Support.SUPPORTED


def test_a_thing_is_met_by_its_name_in_full_and_by_what_the_question_calls_it() -> None:
    weights = dict.fromkeys(words_of("txa after trauma tranexamic acid"), 1.0)
    likeness = Likeness("txa after trauma", vectors=VECTORS, weights=weights, names=[("txa", "tranexamic acid")])
    short, full, other = likeness.features(
        [("TXA after trauma.", ""), ("Tranexamic acid after trauma.", ""), ("Heparin after trauma.", "")]
    )

    assert short["least_text"] == pytest.approx(2.0)
    assert full["least_text"] == pytest.approx(2.0)
    assert other["least_text"] < 1.8
