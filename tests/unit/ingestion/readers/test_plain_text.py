"""What the reader of plain text promises."""

import pytest

from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.raw import BlockKind
from curbside.ingestion.readers.text import read_text


def shapes(text: str) -> list[tuple[BlockKind, int, str, str]]:
    return [(b.kind, b.depth, b.marker, b.text) for b in read_text(text.encode()).blocks]


@pytest.mark.parametrize(
    ("text", "depth", "heading"),
    [
        ("GOUT\n\nWords.", 1, "GOUT"),
        ("1 Gout\n\nWords.", 1, "1 Gout"),
        ("1.2 Acute gout\n\nWords.", 2, "1.2 Acute gout"),
        ("Gout\n====\n\nWords.", 1, "Gout"),
        ("Gout\n----\n\nWords.", 2, "Gout"),
        ("Gout\n----\nWords.", 2, "Gout"),
    ],
)
def test_a_heading_is_numbered_in_capitals_or_underlined(text: str, depth: int, heading: str):
    assert shapes(text) == [
        (BlockKind.HEADING, depth, "", heading),
        (BlockKind.PARAGRAPH, 0, "", "Words."),
    ]


def test_lines_of_a_paragraph_are_one_block():
    assert shapes("Give 5 mg\nonce daily.\n\nStop.") == [
        (BlockKind.PARAGRAPH, 0, "", "Give 5 mg once daily."),
        (BlockKind.PARAGRAPH, 0, "", "Stop."),
    ]


def test_indented_items_are_nested_and_keep_their_numbers():
    assert shapes("1. one\n   - inner\n2. two\n   goes on") == [
        (BlockKind.ITEM, 0, "1.", "one"),
        (BlockKind.ITEM, 1, "", "inner"),
        (BlockKind.ITEM, 0, "2.", "two goes on"),
    ]


def test_a_list_may_follow_its_lead_in_at_once():
    assert shapes("Offer all of:\n- rest\n- ice") == [
        (BlockKind.PARAGRAPH, 0, "", "Offer all of:"),
        (BlockKind.ITEM, 0, "", "rest"),
        (BlockKind.ITEM, 0, "", "ice"),
    ]


def test_list_marks_are_left_out_of_the_count():
    raw = read_text(b"Gout\n====\n\n- rest\n- ice\n")

    assert raw.source_chars - sum(raw.left_out.values()) == len("Goutrestice")


def test_utf_16_with_its_mark_is_read():
    assert read_text("Für Kinder".encode("utf-16")).blocks[0].text == "Für Kinder"


@pytest.mark.parametrize(("data", "why"), [(b"a\xff", "UTF-8"), (b"a\x00b", "NUL"), (b"\n", "no text")])
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, why: str):
    with pytest.raises(UnreadableDocument, match=why):
        read_text(data)


def test_a_rule_that_underlines_nothing_makes_no_heading():
    assert shapes("Give 5 mg once daily with food.\n---\nStop.")[0][0] is BlockKind.PARAGRAPH


def test_a_page_feed_is_white_space():
    assert shapes("Give 5\x0c10 mg.")[0][3] == "Give 5 10 mg."
