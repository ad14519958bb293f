"""What reading a question together with statements adds to them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from curbside.answering.reading import MOST_READ, pair_of, with_reading
from factories import a_candidate


def by_length(question: str, told: Sequence[tuple[str, str]]) -> list[float]:
    """A reader that likes short statements."""
    return [-len(words) / 10 for _, words in told]


def test_each_statement_is_read_below_its_place_and_with_the_question() -> None:
    heard = []

    def read(question: str, told: Sequence[tuple[str, str]]) -> list[float]:
        heard.append((question, list(told)))
        return [0.0] * len(told)

    candidate = a_candidate("Give 5 mg twice daily.", path=("Stroke", "Apixaban", "Dose"))
    with_reading([candidate], "dose of apixaban?", read)

    assert heard == [("dose of apixaban?", [pair_of(candidate)])]
    place, words = pair_of(candidate)
    assert place == f"{candidate.evidence.document.title} > Apixaban > Dose:"
    assert "Give 5 mg twice daily." in words


def test_the_best_score_is_no_step_behind_and_other_features_stay() -> None:
    ranked = [a_candidate("Short."), a_candidate("A longer statement than that.")]
    short, long = with_reading([replace(one, features={"words": 1.0}) for one in ranked], "x", by_length)

    assert short.features["read_behind"] == 0
    assert long.features["read_behind"] == pytest.approx(long.features["read"] - short.features["read"])
    assert short.features["read"] > long.features["read"]
    assert short.features["words"] == 1.0


def test_only_the_first_are_read_and_the_rest_counts_as_the_least_of_them() -> None:
    ranked = [a_candidate(f"{'Give it. ' * (number + 1)}") for number in range(MOST_READ + 3)]
    asked = []

    def read(question: str, told: Sequence[tuple[str, str]]) -> list[float]:
        asked.append(len(told))
        return by_length(question, told)

    added = with_reading(ranked, "x", read)

    assert asked == [MOST_READ]
    least = min(candidate.features["read"] for candidate in added[:MOST_READ])
    assert {candidate.features["read"] for candidate in added[MOST_READ:]} == {least}


def test_no_score_outweighs_everything_else() -> None:
    (one,) = with_reading([a_candidate("Give it.")], "x", lambda *_: [1000.0])
    assert one.features["read"] == 4.0


def test_nothing_found_is_nothing_to_read() -> None:
    assert with_reading([], "x", by_length) == []
