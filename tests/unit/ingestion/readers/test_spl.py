"""What the reader of drug labels promises, on small labels."""

import pytest

from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.raw import Block, BlockKind, RawDocument
from curbside.ingestion.readers.spl import read_spl

PRODUCT = (
    "<component><section><subject><manufacturedProduct><manufacturedProduct><name>Gouta</name>"
    "<formCode displayName='TABLET'/><ingredient classCode='ACTIB'><quantity><numerator value='5' unit='mg'/>"
    "<denominator value='1' unit='1'/></quantity><ingredientSubstance><name>COLCHICINE</name></ingredientSubstance>"
    "</ingredient><ingredient classCode='IACT'><ingredientSubstance><name>STARCH</name></ingredientSubstance>"
    "</ingredient>"
    "</manufacturedProduct><consumedIn><substanceAdministration><routeCode displayName='ORAL'/>"
    "</substanceAdministration>"
    "</consumedIn></manufacturedProduct></subject></section></component>"
)


def a_label(inside: str, *, title: str = "<title>1 INDICATIONS</title>", head: str = "", more: str = "") -> RawDocument:
    section = f"<component><section>{title}<text>{inside}</text>{more}</section></component>"
    return read_spl(
        f"<document xmlns='urn:hl7-org:v3'>{head}<component><structuredBody>{section}</structuredBody></component>"
        "</document>".encode()
    )  # fmt: skip


def shapes(raw: RawDocument) -> list[tuple[BlockKind, int, str, str]]:
    """The blocks below the label's title and its first section's."""
    return [(block.kind, block.depth, block.marker, block.text) for block in raw.blocks[2:]]


def rows(raw: RawDocument) -> list[Block]:
    return [block for block in raw.blocks if block.kind is BlockKind.ROW]


def test_sections_are_headings_one_below_the_other():
    inner = (
        "<component><section><title>1.1 Gout</title><text><paragraph>Acute.</paragraph></text></section></component>"
    )
    raw = a_label("<paragraph>For gout.</paragraph>", more=inner)

    assert [(b.kind, b.depth, b.text) for b in raw.blocks[1:]] == [
        (BlockKind.HEADING, 2, "1 INDICATIONS"),
        (BlockKind.PARAGRAPH, 0, "For gout."),
        (BlockKind.HEADING, 3, "1.1 Gout"),
        (BlockKind.PARAGRAPH, 0, "Acute."),
    ]


def test_a_title_keeps_its_line_ends_and_raised_signs():
    raw = a_label("<paragraph>Words.</paragraph>", title="<title>WARNING:<br/>BELOW 10<sup>9</sup>/L</title>")

    assert raw.blocks[1].text == "WARNING: BELOW 10⁹/L"


def test_lists_are_nested_numbered_and_keep_the_signs_of_their_items():
    raw = a_label(
        "<list listType='ordered'><item>one<list><item>inner</item></list></item><item>two</item></list>"
        "<list><item><caption>a)</caption>signed</item></list>"
    )

    assert shapes(raw) == [
        (BlockKind.ITEM, 0, "1.", "one"),
        (BlockKind.ITEM, 1, "", "inner"),
        (BlockKind.ITEM, 0, "2.", "two"),
        (BlockKind.ITEM, 0, "", "a) signed"),
    ]


def test_tables_have_heads_spans_and_a_foot():
    raw = a_label(
        "<table><caption>Doses</caption><thead><tr><th>Drug</th><th colspan='2'>Dose</th></tr></thead>"
        "<tfoot><tr><td colspan='3'><sup>a</sup>Below 10<sup>9</sup>/L.</td></tr></tfoot>"
        "<tbody><tr><td>A</td><td>5 mg</td><td>1 mg</td></tr></tbody></table>"
    )

    assert shapes(raw)[0] == (BlockKind.CAPTION, 0, "", "Doses")
    assert rows(raw)[0].columns == ("Drug", "Dose", "Dose")
    assert rows(raw)[0].cells == ("A", "5 mg", "1 mg")
    assert shapes(raw)[-1] == (BlockKind.NOTE, 0, "a", "Below 10⁹/L.")


@pytest.mark.parametrize("note", ["With food.", "<paragraph>With</paragraph><paragraph>food.</paragraph>"])
def test_a_footnote_is_said_in_brackets_where_its_sign_stands(note: str):
    raw = a_label(f"<paragraph>Give 5 mg<footnote>{note}</footnote> daily.</paragraph>")

    assert shapes(raw)[0][3] == "Give 5 mg (note: With food.) daily."


def test_bold_words_before_a_colon_are_a_label():
    raw = a_label("<paragraph><content styleCode='bold'>Adults:</content> 5 mg.</paragraph>")

    assert raw.blocks[2].label == "Adults"


def test_the_caption_of_a_picture_is_read():
    raw = a_label("<paragraph>Words.</paragraph><renderMultiMedia><caption>The pen</caption></renderMultiMedia>")

    assert shapes(raw)[1][3] == "The pen"


def test_products_are_rows_of_what_acts_in_them():
    raw = a_label("<paragraph>Words.</paragraph>", more=PRODUCT)

    assert rows(raw)[0].cells == ("Gouta", "colchicine", "5 mg", "tablet", "oral")
    assert raw.blocks[0].text == "Gouta (colchicine): label"
    assert raw.metadata["title"].where == "manufacturedProduct/name"


def test_highlights_that_repeat_the_text_are_left_out_and_counted():
    raw = a_label(
        "<paragraph>Words.</paragraph>", more="<excerpt><highlight><text>Short words</text></highlight></excerpt>"
    )

    assert "Short" not in " ".join(block.text for block in raw.blocks)
    assert raw.left_out["highlights that repeat the text"] == len("Shortwords")


def test_the_description_says_where_it_was_found():
    raw = a_label(
        "<paragraph>Words.</paragraph>",
        head="<title>A label with a long enough title</title><effectiveTime value='20240102'/>"
        "<versionNumber value='7'/>"
        "<languageCode code='en'/><author><assignedEntity><representedOrganization><name>Maker</name>"
        "</representedOrganization></assignedEntity></author>",
    )

    said = {key: (value.value, value.where) for key, value in raw.metadata.items()}
    assert said["title"] == ("A label with a long enough title", "document/title")
    assert said["published_on"] == ("2024-01-02", "effectiveTime")
    assert said["edition"] == ("version 7", "versionNumber")
    assert said["publisher"] == ("Maker", "author/representedOrganization")
    assert said["kind"] == ("label", "document (SPL)")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<document xmlns='urn:hl7-org:v3'><component>", "not well-formed"),
        (b"<document xmlns='urn:hl7-org:v3'/>", "no label text"),
        (b"<document><component><structuredBody/></component></document>", "holds no text"),
        (b"<!DOCTYPE document [<!ENTITY a 'b'>]><document/>", "declares entities"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, why: str):
    with pytest.raises(UnreadableDocument, match=why):
        read_spl(data)
