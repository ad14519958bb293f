"""What the reader of the Prevention TaskForce's JSON promises, on small topics."""

import json

import pytest

from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.raw import BlockKind, RawDocument
from curbside.ingestion.readers.uspstf import printed_ages, read_uspstf

ADULTS = {
    "title": "Gout: Screening -- Adults 18 years or older",
    "text": "Screen.",
    "grade": "B",
    "ageRange": [18, 100],
}


def a_topic(**changes: object) -> RawDocument:
    return read_uspstf(json.dumps({"title": "Gout", "recommendations": [ADULTS], **changes}).encode())


def test_recommendations_are_rows_with_population_text_and_grade():
    row = a_topic().blocks[2]

    assert (row.kind, row.columns) == (BlockKind.ROW, ("Population", "Recommendation", "Grade"))
    assert row.cells == (ADULTS["title"], "Screen.", "B")


def test_a_break_written_as_markup_is_a_space():
    row = a_topic(recommendations=[{**ADULTS, "text": "Screen. <br> <br/>See below."}]).blocks[2]

    assert row.cells[1] == "Screen. See below."


def test_texts_follow_with_their_structure_and_groups_of_their_own():
    raw = a_topic(
        rationale="<h3>Why</h3><p>10<sup>9</sup>/L &lt; 5</p>",
        clinical="<ul><li>one<ul><li>inner</li></ul></li></ul><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
    )

    assert [(b.kind, b.depth, b.text) for b in raw.blocks[3:]] == [
        (BlockKind.HEADING, 3, "Why"),
        (BlockKind.PARAGRAPH, 0, "10⁹/L < 5"),
        (BlockKind.ITEM, 0, "one"),
        (BlockKind.ITEM, 1, "inner"),
        (BlockKind.ROW, 0, "1 | 2"),
    ]
    assert len({block.group for block in raw.blocks if block.group}) == 3


def test_null_says_nothing():
    assert a_topic(recommendations=[{"title": "Adults", "text": "Screen.", "grade": None}]).blocks[2].cells[2] == ""


@pytest.mark.parametrize("part", ["<!-- nothing -->", "  ", None, 5, "<script>x</script>"])
def test_a_part_that_says_nothing_is_no_fault(part: object):
    assert len(a_topic(other=part).blocks) == 3


def test_an_age_range_is_a_warning_only_where_it_contradicts_the_print():
    assert a_topic().warnings == ()
    (warning,) = a_topic(recommendations=[{**ADULTS, "ageRange": [40, 100]}]).warnings

    assert "ageRange 40 to 100" in warning


@pytest.mark.parametrize(
    ("population", "ages"),
    [
        ("Adults aged 40 to 75 years", (40, 75)),
        ("Children aged 6 to 24 months", (0.5, 2)),
        ("Adults 18 years or older", (18, None)),
        ("Adults older than 75 years", (76, None)),
        ("Children 5 years or younger", (None, 5)),
        (f"Adults {'9' * 400} years or older", (None, None)),
        (f"Adults {'9' * 5000} to {'9' * 5000} years", (None, None)),
    ],
    ids=range(7),
)
def test_ages_are_read_as_printed(population: str, ages: tuple[float | None, float | None]):
    assert printed_ages(population) == ages


def test_the_description_says_where_it_was_found():
    raw = a_topic(topicYear=2024, pubDate="2024-01-02", url="https://example.org")

    said = {key: (value.value, value.where) for key, value in raw.metadata.items()}
    assert said["title"] == ("Gout", "JSON: title")
    assert said["year"] == ("2024", "JSON: year")
    assert said["url"] == ("https://example.org", "JSON: url")
    assert said["jurisdiction"][0] == "US"


@pytest.mark.parametrize(
    ("topic", "why"),
    [
        ("{", "not valid JSON"),
        ("[]", "not a topic"),
        ('{"title": "Gout"}', "not a topic"),
        ('{"title": " ", "recommendations": []}', "not a topic"),
        ('{"title": "Gout", "recommendations": [[]]}', "not a topic"),
        ('{"title": "Gout", "recommendations": []}', "no recommendation and no text"),
        ('{"specificRecommendations": []}', "dump of all topics"),
        ("1" * 5000, "not valid JSON"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(topic: str, why: str):
    with pytest.raises(UnreadableDocument, match=why):
        read_uspstf(topic.encode())
