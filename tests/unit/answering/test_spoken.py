"""What a question says: each thing once, whatever it is called."""

import pytest

from curbside.answering.interpret import Interpreter
from curbside.answering.spoken import Spoken, spoken_of
from curbside.domain.questions import Question
from curbside.engine import Engine


@pytest.fixture
def said(engine: Engine):  # type: ignore[no-untyped-def]
    """What a question says."""

    def _said(question: str) -> Spoken:
        interpreter = Interpreter(lexicon=engine.lexicon, store=engine.store, analyzer=engine.analyzer)
        asked = interpreter.interpret(Question(text=question))
        return spoken_of(asked, store=engine.store, lexicon=engine.lexicon, analyzer=engine.analyzer)

    return _said


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("first line for HFrEF", "first line for heart failure with reduced ejection fraction"),
        ("rate control in AF", "rate control in atrial fibrillation"),
        ("dose of TXA in trauma", "dose of tranexamic acid in trauma"),
    ],
)
def test_an_abbreviation_says_what_its_name_says(said, short: str, full: str) -> None:  # type: ignore[no-untyped-def]
    one, other = said(short), said(full)

    assert one.words == other.words
    assert [(thing.key, thing.rarity) for thing in one.things] == [(thing.key, thing.rarity) for thing in other.things]
    assert one.size == other.size


def test_what_names_the_thing_tells_it_and_part_of_its_words_a_part(said) -> None:  # type: ignore[no-untyped-def]
    asked = said("HFrEF")

    assert asked.told(set(), {"heart-failure-with-reduced-ejection-fraction"}) == 1.0
    assert asked.told({"hfref"}, set()) == 1.0
    assert asked.told({"heart", "fail"}, set()) == pytest.approx(0.4)
    assert asked.told(set(), set()) == 0.0


def test_rare_words_count_for_more_and_unknown_ones_for_nothing(said) -> None:  # type: ignore[no-untyped-def]
    asked = said("tamponade after use of qqzzx")

    assert "qqzzx" not in asked.words
    assert asked.told({"use"}, set()) < 0.5
