"""What a printed grade means, in words."""

import pytest

from curbside.answering.strengths import is_weak, strength_in_words
from curbside.domain.grading import read_grade


@pytest.mark.parametrize(
    ("printed", "statement", "words"),
    [
        ("Class I, LOE B-R", "Start X.", "Strongly advised; certainty of the evidence: moderate"),
        ("Class III: Harm, Level of Evidence: B", "Do not start X.", "Advised against: it can do harm; certainty of "
         "the evidence: moderate"),
        ("Class III: No Benefit", "X is not recommended.", "Not advised: no benefit"),
        ("COR 2b, LOE C-LD", "X may be considered.", "May be reasonable, a weak recommendation; certainty of the "
         "evidence: limited data"),
        ("Conditional, Very low certainty", "We suggest against X.", "Suggested against, not firmly: the choice "
         "depends on the person; certainty of the evidence: very low"),
        ("Grade 1B", "Recommend X.", "Strongly advised; certainty of the evidence: moderate"),
        ("Grade 2D", "Suggest X.", "Suggested, not firmly: the choice depends on the person; certainty of the "
         "evidence: very low"),
    ],
)  # fmt: skip
def test_a_grade_of_a_known_scheme_gets_words_that_point_its_way(printed: str, statement: str, words: str) -> None:
    assert strength_in_words(read_grade(printed, statement=statement)) == words


@pytest.mark.parametrize("printed", ["Level IIB", "Grade A", "Best practice statement"])
def test_a_grade_whose_meaning_differs_between_sources_gets_no_words(printed: str) -> None:
    assert strength_in_words(read_grade(printed, statement="Start X.")) is None


def test_no_grade_no_words() -> None:
    assert strength_in_words(None) is None


def test_words_never_point_against_the_direction() -> None:
    for printed in ("Class I", "Class IIa", "Class IIb", "Strong", "Conditional", "Grade 1A", "Grade 2A"):
        for_it = strength_in_words(read_grade(printed, statement="X is recommended."))
        against = strength_in_words(read_grade(printed, statement="X is not recommended."))
        assert for_it
        assert against
        assert "against" not in for_it
        assert "against" in against


def test_a_conditional_grade_is_weak_and_an_unknown_one_is_not_called_so() -> None:
    assert is_weak(read_grade("Conditional", statement="Start X."))
    assert not is_weak(read_grade("Strong", statement="Start X."))
    assert not is_weak(read_grade("Level III", statement="Start X."))
