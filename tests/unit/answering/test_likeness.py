"""Likeness of words: finds what is said otherwise, and is never a reason to believe a statement."""

from dataclasses import replace

import pytest

from curbside.answering.likeness import Heard, Likeness
from curbside.answering.spoken import Spoken, Thing
from curbside.answering.verify import Window, check_wording
from curbside.domain.answers import Support
from curbside.engine import Engine
from curbside.language import word_vectors
from curbside.language.word_vectors import WordVectors, words_of

VECTORS = WordVectors()


def features(question: str, *statements: tuple[str, str]) -> list[dict[str, float]]:
    likeness = Likeness(plainly(question), vectors=VECTORS, weights=dict.fromkeys(words_of(question), 1.0))
    found = likeness.features([heard(text, context) for text, context in statements])
    return [found.of(place) for place in range(len(statements))]


def plainly(question: str, *things: Thing) -> Spoken:
    """A question that names nothing but the things."""
    return Spoken(rest=question, words={}, things=things)


def heard(text: str, context: str = "", *told: str) -> Heard:
    return Heard(text=text, context=(context,), told=frozenset(told), around=frozenset(told))


def test_words_are_compared_in_lower_case_each_once() -> None:
    assert words_of("Aspirin 300 mg, aspirin; CHA2DS2-VASc 2.5") == ("aspirin", "300", "mg", "cha2ds2", "vasc", "2.5")


def test_a_text_is_the_same_in_one_part_or_several_and_when_it_was_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_vectors, "_REMEMBERED", 2)
    vectors = WordVectors()
    (one,) = vectors.texts([("Gout: give colchicine, zzymurgosis",)])
    vectors.texts([("fever",), ("temperature",), ("",)])
    parts, again = vectors.texts([("Gout:", "give colchicine", "zzymurgosis"), ("Gout: give colchicine, zzymurgosis",)])

    assert one is not again
    for other in (parts, again):
        assert other.others == one.others == {"zzymurgosis"}
        assert (other.rows == one.rows).all()
        assert other.like == pytest.approx(one.like)
        assert other.means == pytest.approx(one.means)


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


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("wrist or groin for the angiogram", "Radial access is preferred.", "Aspirin is given before."),
        ("can she still breastfeed on it", "Levels in milk are low.", "Levels in urine are high."),
        (
            "how long off work after the operation",
            "Return to employment at six weeks",
            "Give antibiotics for six weeks",
        ),
    ],
)
def test_texts_are_compared_as_wholes(question: str, near: str, far: str) -> None:
    one, other = features(question, (near, ""), (far, ""))

    assert one["means_text"] > other["means_text"]
    assert one["means_text_behind"] == 0.0 > other["means_text_behind"]


def test_a_text_of_unknown_words_means_nothing_and_nothing_fails() -> None:
    (found,) = features("zzymurgosis", ("Qqwertzing vvexes.", ""))

    assert found["means_text"] == 0.0


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
    assert Likeness(plainly("what is the"), vectors=VECTORS, weights={}).features([heard("Gout")]).of(0) == {}


def test_rare_words_are_rarer_than_common_ones_and_unknown_ones_rarest() -> None:
    assert VECTORS.rarity("need") < VECTORS.rarity("hernia") < VECTORS.rarity("zzymurgosis") == 1.0


def test_likeness_vouches_for_nothing_the_checker_refuses_another_dose(engine: Engine) -> None:
    said = Window(text="Start amlodipine 5 mg once daily.", context=())
    (found,) = features("Start amlodipine 10 mg once daily.", (said.text, ""))

    assert found["like_text"] > 1.8
    verdict = check_wording("Start amlodipine 10 mg once daily.", [said], lexicon=engine.lexicon)
    assert verdict.support is not Support.SUPPORTED


TXA = Thing(
    key="tranexamic-acid",
    names=("txa", "tranexamic acid"),
    rarity=0.8,
    forms=(frozenset({"txa"}), frozenset({"tranexam", "acid"})),
)


def test_a_thing_is_met_by_its_name_in_full_and_by_what_the_question_calls_it() -> None:
    likeness = Likeness(plainly("after trauma", TXA), vectors=VECTORS, weights={"after": 0.2, "trauma": 0.6})
    found = likeness.features(
        [
            heard("TXA after trauma."),
            heard("Tranexamic acid after trauma."),
            heard("Cyklokapron after trauma.", "", "tranexamic-acid"),
            heard("Heparin after trauma."),
        ]
    )
    least = [found.of(place)["least_text"] for place in range(4)]

    assert least[:3] == pytest.approx([2.0, 2.0, 2.0])
    assert least[3] < 1.8


def test_two_names_of_a_thing_make_the_same_question() -> None:
    statements = [heard("Tranexamic acid 1 g.", "Trauma", "tranexamic-acid"), heard("Heparin 5000 units.", "Trauma")]
    in_full = replace(TXA, names=(TXA.names[1], TXA.names[1]), forms=(TXA.forms[1], TXA.forms[1]))
    one, other = (
        Likeness(plainly("dose", thing), vectors=VECTORS, weights={"dose": 0.3}).features(statements)
        for thing in (TXA, in_full)
    )

    assert one.of(0) == pytest.approx(other.of(0))
