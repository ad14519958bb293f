"""What the reader of pages promises, on small pages."""

import pytest

from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.raw import Block, BlockKind, RawDocument
from curbside.ingestion.readers.html import read_html


def a_page(inside: str, *, head: str = "") -> RawDocument:
    return read_html(f"<html lang='en'><head>{head}</head><body>{inside}</body></html>".encode())


def shapes(raw: RawDocument) -> list[tuple[BlockKind, int, str, str]]:
    return [(block.kind, block.depth, block.marker, block.text) for block in raw.blocks]


def rows(raw: RawDocument) -> list[Block]:
    return [block for block in raw.blocks if block.kind is BlockKind.ROW]


def coverage(raw: RawDocument) -> float:
    kept = sum(
        len("".join(b.text.split())) + len(b.marker) + sum(len(x) for c in b.cites for x in c.labels)
        for b in raw.blocks
    )
    return kept / (raw.source_chars - sum(raw.left_out.values()))


def test_headings_keep_their_level_and_paragraphs_follow():
    raw = a_page("<h1>Gout</h1><h3>Acute</h3><p>Give <b>5</b> mg.</p>")

    assert shapes(raw) == [
        (BlockKind.HEADING, 1, "", "Gout"),
        (BlockKind.HEADING, 3, "", "Acute"),
        (BlockKind.PARAGRAPH, 0, "", "Give 5 mg."),
    ]


def test_nested_lists_keep_depth_and_number():
    raw = a_page("<ol start=3><li>three<ul><li>inner</li></ul></li><li>four</li></ol>")

    assert shapes(raw) == [
        (BlockKind.ITEM, 0, "3.", "three"),
        (BlockKind.ITEM, 1, "", "inner"),
        (BlockKind.ITEM, 0, "4.", "four"),
    ]


def test_a_heading_in_an_item_ends_the_list_for_that_item_only():
    raw = a_page("<ol><li>one<h3>Head</h3><p>below</p></li><li>two</li></ol><p>after</p>")

    assert shapes(raw) == [
        (BlockKind.ITEM, 0, "1.", "one"),
        (BlockKind.HEADING, 3, "", "Head"),
        (BlockKind.PARAGRAPH, 0, "", "below"),
        (BlockKind.ITEM, 0, "2.", "two"),
        (BlockKind.PARAGRAPH, 0, "", "after"),
    ]


def test_a_definition_inside_a_definition_is_read_once():
    raw = a_page("<dl><dt>Dose</dt><dd>5 mg<dl><dt>Child</dt><dd>1 mg</dd></dl></dd></dl>")

    assert " ".join(block.text for block in raw.blocks).count("1 mg") == 1
    assert raw.blocks[0].label == "Dose"


def test_spans_are_written_out_and_heads_of_two_rows_joined():
    raw = a_page(
        "<table><caption>Doses</caption><thead><tr><th rowspan=2>Drug</th><th colspan=2>Dose</th></tr>"
        "<tr><th>Adult</th><th>Child</th></tr></thead>"
        "<tr><td rowspan=2>A</td><td>5 mg</td><td>1 mg</td></tr><tr><td colspan=2>none</td></tr></table>"
    )

    assert raw.blocks[0].kind is BlockKind.CAPTION
    assert rows(raw)[0].columns == ("Drug", "Dose – Adult", "Dose – Child")
    assert [row.cells for row in rows(raw)] == [("A", "5 mg", "1 mg"), ("A", "none", "none")]


def test_the_foot_of_a_table_is_a_note_with_its_sign():
    raw = a_page(
        "<table><tr><th>Drug</th><th>Dose</th></tr><tr><td>A</td><td>5 mg</td></tr>"
        "<tfoot><tr><td colspan=2><sup>a</sup>With food.</td></tr></tfoot></table>"
    )

    assert shapes(raw)[-1] == (BlockKind.NOTE, 0, "a", "With food.")


def test_citation_marks_leave_the_text_and_name_their_entries():
    raw = a_page(
        "<p>Treat early<sup><a href='#ref2'>2</a></sup>.</p>"
        "<h2>References</h2><ol><li id='ref1'>One J.</li><li id='ref2'>Two J.</li></ol>"
    )

    assert raw.blocks[0].text == "Treat early."
    assert raw.blocks[0].cites[0].labels == ("2",)
    assert shapes(raw)[-2:] == [(BlockKind.REFERENCE, 0, "1", "One J."), (BlockKind.REFERENCE, 0, "2", "Two J.")]


def test_raised_signs_stay_readable():
    assert a_page("<p>30 kg/m<sup>2</sup> or 10<sup>9</sup>/L</p>").blocks[0].text == "30 kg/m² or 10⁹/L"


def test_navigation_and_scripts_are_left_out_and_counted():
    raw = a_page("<nav>Menu here</nav><script>var a = 'words'</script><p>Give 5 mg.</p>")

    assert [block.text for block in raw.blocks] == ["Give 5 mg."]
    assert raw.left_out == {"navigation": len("Menuhere")}
    assert coverage(raw) == 1


@pytest.mark.parametrize(
    "hiding", ["style='display:none'", "hidden", "aria-hidden='true'", "class=secret", "style='color: #FFF'"]
)
def test_hidden_text_is_left_out_with_a_warning(hiding: str):
    raw = a_page(f"<p>Give 5 mg.</p><p {hiding}>Give 500 mg.</p>", head="<style>.secret{display:none}</style>")

    assert [block.text for block in raw.blocks] == ["Give 5 mg."]
    assert raw.left_out["hidden text"] == len("Give500mg.")
    assert any("hidden text" in warning and "Give 500 mg." in warning for warning in raw.warnings)


def test_the_description_says_where_it_was_found():
    raw = a_page(
        "<h1>Gout</h1><p>Give 5 mg.</p>",
        head="<meta name='dcterms.modified' content='2024-01-02'><meta name=citation_author content='Smith J'>"
        "<link rel=canonical href='https://example.org/gout'><link rel=canonical href='javascript:alert(1)'>",
    )

    said = {key: (value.value, value.where) for key, value in raw.metadata.items()}
    assert said["title"] == ("Gout", "<h1>")
    assert said["updated_on"] == ("2024-01-02", "<meta name=dcterms.modified>")
    assert said["authors"] == ("Smith J", "<meta name=citation_author>")
    assert said["url"] == ("https://example.org/gout", "<link rel=canonical>")
    assert said["language"] == ("en", "<html lang>")


@pytest.mark.parametrize("page", [b"<html><body></body></html>", b"<html><body><script>a</script>", b"<!-- a -->"])
def test_a_page_without_words_is_refused(page: bytes):
    with pytest.raises(UnreadableDocument, match="Check that the right file"):
        read_html(page)


def test_a_page_in_its_named_encoding_is_read():
    page = "<html><head><meta charset=windows-1252></head><body><p>für Kinder</p>".encode("cp1252")

    assert read_html(page).blocks[0].text == "für Kinder"
