"""Documents with much the same text are found; a common disclaimer makes none."""

from curbside.library.duplicates import near_duplicates, sketch_of
from curbside.library.store import Tagged
from factories import a_passage


def tagged(*texts: str) -> list[Tagged]:
    empty: frozenset[str] = frozenset()
    return [
        Tagged(passage=a_passage(text), own=empty, near=empty, around=empty, stems=text, near_stems="", around_stems="")
        for text in texts
    ]


def passages(key: str, count: int) -> list[str]:
    return [f"{key} passage {number} says something of eight words or more" for number in range(count)]


def test_two_renderings_of_one_page_are_near_duplicates() -> None:
    page = passages("lung", 200)
    sketches = {
        "html": sketch_of(tagged(*page)),
        "pdf": sketch_of(tagged(*page[5:], "one more that is different from all")),
    }

    assert near_duplicates(sketches) == {"html": ["pdf"], "pdf": ["html"]}


def test_pages_that_share_a_tenth_are_not() -> None:
    shared = passages("shared", 10)
    sketches = {key: sketch_of(tagged(*shared, *passages(key, 90))) for key in ("a", "b")}

    assert near_duplicates(sketches) == {}


def test_short_passages_and_what_stands_everywhere_do_not_count() -> None:
    assert sketch_of(tagged("Good", "Contact us")) == ()
    everywhere = {str(key): sketch_of(tagged(*passages("disclaimer", 3))) for key in range(30)}
    assert near_duplicates(everywhere) == {}
