"""A statement and its grade are never cut apart, and no grade is lent to a neighbour."""

import pytest

from curbside.domain.documents import Direction, Passage
from curbside.ingestion.recommendations import graded_pieces
from factories import an_ingested


def passages(markdown: str) -> list[Passage]:
    return list(an_ingested(f"# G\n\n## Treatment\n\n{markdown}\n").body.passages)


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in graded_pieces(text)]


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        (
            "We recommend A. (Strong for) We suggest B. (Weak for)",
            ["We recommend A. (Strong for)", "We suggest B. (Weak for)"],
        ),
        (
            "a) We recommend A. (Strong against) b) We recommend B. (Strong for) (Reviewed, Amended)",
            ["a) We recommend A. (Strong against)", "b) We recommend B. (Strong for) (Reviewed, Amended)"],
        ),
        (
            "We recommend A. (Strong for) Note: It is rare. We recommend B. (Strong against)",
            ["We recommend A. (Strong for)", "Note: It is rare.", "We recommend B. (Strong against)"],
        ),
        ("We recommend A (Class I). It is cheap.", ["We recommend A (Class I).", "It is cheap."]),
        ("A is wise (Grade 1A) and B is not (Grade 2C).", ["A is wise (Grade 1A) and B is not (Grade 2C)."]),
        ("Nothing graded here. At all.", ["Nothing graded here. At all."]),
    ],
)  # fmt: skip
def test_graded_statements_of_a_paragraph_are_parted(text: str, parted: list[str]) -> None:
    assert pieces(text) == parted


def test_no_grade_is_lent_to_the_sentence_after_it() -> None:
    graded, bare = passages("Colchicine is recommended (Class I). Low doses suffice for most.")

    assert graded.recommendation is not None
    assert bare.recommendation is None


def test_statement_population_and_number_are_read() -> None:
    (passage,) = passages("Recommendation 4.2: In adults with gout, give colchicine (Class I, LOE A).")

    found = passage.recommendation
    assert found is not None
    assert (found.number, found.population, found.direction) == (
        "4.2",
        "adults with gout",
        Direction.FOR,
    )
    assert found.statement == "Recommendation 4.2: In adults with gout, give colchicine"


@pytest.mark.parametrize(
    ("grade", "direction"),
    [
        ("A", Direction.FOR),
        ("C", Direction.EITHER),
        ("D", Direction.AGAINST),
        ("I", Direction.INSUFFICIENT),
    ],
)
def test_the_task_force_s_letters_have_their_own_sense(grade: str, direction: Direction) -> None:
    table = "| Population | Recommendation | Grade |\n|---|---|---|\n"
    (row,) = passages(f"{table}| T -- Women | The USPSTF says so and so about screening of women. | {grade} |")

    assert row.recommendation is not None
    assert (row.recommendation.scheme, row.recommendation.direction) == ("USPSTF", direction)
    assert row.recommendation.population == "Women"


def test_a_letter_without_a_system_is_kept_as_printed() -> None:
    table = "| Patient group | Recommendation | Grade |\n|---|---|---|\n"
    (row,) = passages(f"{table}| Women | Offer a bone density test to all of these women once. | B |")

    assert row.recommendation is not None
    assert (row.recommendation.as_printed, row.recommendation.strength, row.recommendation.scheme) == ("B", "B", None)


def test_a_grade_that_another_source_gave_is_not_the_document_s() -> None:
    (passage,) = passages("The American Cancer Society recommends yearly screening (strong recommendation).")

    assert passage.attributions
    assert passage.recommendation is None
