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


# -- what is hidden, wherever it stands ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><th>A<th>B</tr><tr><td>5<td>6</tr><tr hidden><td>Give<td>500</tr></table>",
        "<table><tr><th>A<th>B</tr><tr><td>5<td>6<i style='display:none'>Give 500</i></tr></table>",
        "<dl><dt>5<span hidden>Give</span></dt><dd>6</dd><dd hidden>500</dd></dl>",
        "<p>5<sup><span hidden>Give 500</span></sup> 6</p>",
        "<pre>5 6<span hidden>Give 500</span></pre>",
        "<h2>5 <b hidden>Give 500</b></h2><p>6</p>",
        "<ul><li>5 6</li><li hidden>Give 500</li></ul>",
    ],
)
def test_hidden_text_is_left_out_of_every_part_of_a_page(page: str):
    raw = a_page(page)

    told = " ".join([" ".join((block.text, *block.columns)) for block in raw.blocks])
    assert "500" not in told
    assert "Give" not in told
    assert {"5", "6"} <= set(told.replace(":", "").split())
    assert raw.left_out == {"hidden text": len("Give500")}
    assert len(raw.warnings) == 1


def test_scripts_and_comments_are_no_words_of_terms_and_signs():
    raw = a_page("<dl><dt>Dose<script>x()</script><!-- y --></dt><dd>5 mg<sup><!-- z -->a</sup></dd></dl>")

    assert raw.blocks[0].text == "Dose: 5 mgᵃ"


def test_what_stands_in_for_media_is_left_out_and_counted():
    raw = a_page("<p>Give 5 mg.</p><object>No viewer</object><iframe>No frames</iframe>")

    assert [block.text for block in raw.blocks] == ["Give 5 mg."]
    assert raw.left_out == {"stand-ins for media": len("NoviewerNoframes")}


# -- nothing is lost -------------------------------------------------------------------------------------------------


def test_words_beside_items_and_cells_are_read():
    raw = a_page("<ul>Of these:<li>one</li>or</ul><table>Doses<tr>of<td>A</td><td>5</td></tr></table>")

    assert [block.text for block in raw.blocks] == ["Of these:", "one", "or", "Doses of", "A | 5"]


def test_several_terms_share_what_is_said_of_them():
    raw = a_page("<dl><dt>BSA</dt><dt>m<sup>2</sup>:</dt><dd>body surface</dd></dl>")

    assert (raw.blocks[0].text, raw.blocks[0].label) == ("BSA / m²: body surface", "BSA / m²")


def test_a_heading_keeps_the_words_of_elements_in_it():
    raw = a_page("<h2><div>Acute</div><div>gout</div></h2><p>Words.</p>")

    assert shapes(raw)[0] == (BlockKind.HEADING, 2, "", "Acute; gout")


@pytest.mark.parametrize(
    "page", ["<h2>Gout<p>Give 5 mg.</p><p>Stop.</p></h2>", "<h2>Gout<ul><li>Give 5 mg.<li>Stop.</ul></h2>"]
)
def test_a_heading_that_is_never_closed_takes_no_paragraph_along(page: str):
    raw = a_page(page)

    assert [block.text for block in raw.blocks] == ["Gout", "Give 5 mg.", "Stop."]
    assert [block.text for block in raw.blocks if block.kind is BlockKind.HEADING] == ["Gout"]


def test_formulas_are_written_on_one_line():
    raw = a_page("<p>so <math><msup><mi>x</mi><mn>2</mn></msup><annotation>x^2</annotation></math></p>")

    assert raw.blocks[0].text == "so x²"
    assert raw.left_out == {"formulas in code": 3}


def test_a_drawing_in_a_cell_is_one_line():
    raw = a_page("<table><tr><td>A</td><td><pre>x\n+--> y</pre></td></tr><tr><td>1</td><td>2</td></tr></table>")

    assert rows(raw)[0].columns == ("A", "x +--> y")


# -- tables ----------------------------------------------------------------------------------------------------------


def cells(*lines: str) -> list[tuple[str, ...]]:
    table = "".join(f"<tr>{line}</tr>" for line in lines)
    return [row.cells for row in rows(a_page(f"<table><tr><th>A</th><th>B</th></tr>{table}</table>"))]


def test_a_cell_that_reaches_down_stays_in_its_column():
    assert cells("<td>a<td rowspan=2>b", "<td>c", "<td>d<td>e") == [("a", "b"), ("c", "b"), ("d", "e")]


def test_a_cell_that_reaches_down_reaches_no_further_when_a_row_is_short():
    assert cells("<td>a<td rowspan=2>b", "", "<td>c") == [("a", "b"), ("c", "")]


@pytest.mark.parametrize("span", ["²", "0", "-1", "x", "1e3", "9" * 5000, ""])
def test_a_span_that_is_no_number_takes_one_place(span: str):
    wide = cells(f"<td rowspan='{span}'>a<td rowspan='{span}'>b", "<td>c<td>d")

    assert wide[0] == ("a", "b")
    assert "c" in wide[1]


def test_heads_over_empty_rows_are_kept_as_a_row():
    assert cells("<td> <td>") == [("A", "B")]


@pytest.mark.parametrize(
    ("note", "marker", "text"),
    [
        ("<sup>a</sup>Below 10<sup>9</sup>/L", "a", "Below 10⁹/L"),
        ("<b>Count</b> in 10<sup>9</sup>/L", "", "Count in 10⁹/L"),
    ],
)
def test_a_raised_sign_marks_a_note_only_where_it_opens_it(note: str, marker: str, text: str):
    table = "<tr><th>A<th>B</tr><tr><td>1<td>2</tr><tfoot><tr><td colspan=2>"

    assert shapes(a_page(f"<table>{table}{note}</tfoot></table>"))[-1] == (BlockKind.NOTE, 0, marker, text)


# -- marks and numbers -----------------------------------------------------------------------------------------------

_LIST = "<h2>References</h2><ol><li id=ref1>One</li><li id=ref2>Two</li><li id=ref3>Three</li></ol>"


def test_who_found_it_stays_in_the_sentence():
    block = a_page(f"<p><a href='#ref1'>Smith et al. (2010)</a> found 12 cases.</p>{_LIST}").blocks[0]

    assert block.text == "Smith et al. (2010) found 12 cases."
    assert block.cites[0].labels == ("1",)


def test_a_dash_between_two_marks_names_those_between():
    marks = "<sup>[<a href='#ref1'>1</a>–<a href='#ref3'>3</a>]</sup>"
    block = a_page(f"<p>12 trials{marks} found it.</p>{_LIST}").blocks[0]

    assert (block.text, block.cites[0].labels) == ("12 trials found it.", ("1", "2", "3"))


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("log<sub>10</sub>2", "log₁₀2"),
        ("CO<sub>2</sub> and HbA<sub>1c</sub>", "CO2 and HbA1c"),
        ("12<br>13", "12 13"),
        ("Gouta<sup>®</sup> 5<sup>†</sup>", "Gouta® 5†"),
        ("12\x0b13", "12 13"),
        ("12\x0c13", "12 13"),
        ("<b>5 </b> mg", "5 mg"),
        ("e\u200b\u0301", "é"),
    ],
)
def test_numbers_never_join_and_space_is_one(markup: str, said: str):
    assert a_page(f"<p>{markup}</p>").blocks[0].text == said
