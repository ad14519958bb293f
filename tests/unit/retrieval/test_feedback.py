"""Words that the best passages share join the question's own."""

from hypothesis import given
from hypothesis import strategies as st

from curbside.retrieval.feedback import expanded

stems = st.sampled_from(["sepsi", "fluid", "lactat", "bolus", "crystalloid", "norepinephrin"])
texts = st.lists(stems, max_size=12).map(" ".join)
best = st.lists(st.tuples(texts, st.floats(0.1, 60)), max_size=15).map(lambda found: sorted(found, key=lambda f: -f[1]))


def test_a_word_of_the_best_passages_joins_with_less_weight_than_the_questions() -> None:
    weights = expanded(["sepsi", "fluid"], [("sepsi crystalloid bolus", 9.0), ("crystalloid fluid", 8.0)])
    assert weights.keys() == {"sepsi", "fluid", "crystalloid", "bolus"}
    assert weights["sepsi"] > 1 > weights["crystalloid"] > weights["bolus"] > 0


def test_a_better_passage_says_more() -> None:
    weights = expanded(["sepsi"], [("crystalloid", 12.0), ("bolus", 9.0)])
    assert weights["crystalloid"] > weights["bolus"]


def test_without_passages_the_question_stays_as_it_is() -> None:
    assert expanded(["sepsi", "fluid", "sepsi"], []) == {"sepsi": 1.0, "fluid": 1.0}
    assert expanded([], [("sepsi", 3.0)]) == {}


@given(st.lists(stems, min_size=1, max_size=6), best)
def test_the_questions_words_keep_their_weight_and_others_share_a_fifth(
    asked: list[str], found: list[tuple[str, float]]
) -> None:
    weights = expanded(asked, found)
    assert all(weights[stem] >= 1 for stem in asked)
    assert sum(weights.values()) <= len(set(asked)) * 1.25 + 1e-9
    assert expanded(asked, found) == weights
