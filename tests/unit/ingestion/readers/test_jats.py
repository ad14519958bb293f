"""What the reader of JATS articles promises, on small articles."""

import pytest

from curbside.domain.documents import RelationKind
from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.raw import Block, BlockKind, RawDocument
from curbside.ingestion.readers.jats import read_jats

REFERENCES = (
    "<ref-list><ref id='r1'><label>1</label><mixed-citation>One J. First. Lancet 2001;1:1.</mixed-citation></ref>"
    "<ref id='r2'><label>2</label><mixed-citation>Two J. Second. BMJ 2002;2:2.</mixed-citation></ref>"
    "<ref id='r3'><label>3</label><mixed-citation>Three J. Third. JAMA 2003;3:3.</mixed-citation></ref></ref-list>"
)


_OTHER = "article-type='other'"


def an_article(body: str, *, front: str = "", back: str = REFERENCES, attributes: str = _OTHER) -> RawDocument:
    return read_jats(
        f"<article xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:mml='http://www.w3.org/1998/Math/MathML' "
        f"{attributes}><front>{front}</front><body>{body}</body><back>{back}</back></article>"
        .encode()
    )  # fmt: skip


def shapes(raw: RawDocument) -> list[tuple[BlockKind, int, str, str]]:
    """The blocks before the list of references."""
    out = [(block.kind, block.depth, block.marker, block.text) for block in raw.blocks]
    cut = next((n for n, shape in enumerate(out) if shape[3] == "References"), len(out))
    return out[:cut]


def words(body: str, *, back: str = REFERENCES) -> str:
    return an_article(f"<p>{body}</p>", back=back).blocks[0].text


def labels(block: Block) -> list[tuple[str, ...]]:
    return [cite.labels for cite in block.cites]


def xref(number: int, printed: str = "") -> str:
    return f"<xref ref-type='bibr' rid='r{number}'>{printed or number}</xref>"


# -- structure -------------------------------------------------------------------------------------------------------


def test_title_abstract_and_sections_are_headings_one_below_the_other():
    raw = an_article(
        "<sec><label>1</label><title>Methods</title><p>We asked.</p><sec><title>Design</title>"
        "<p>A trial.</p></sec></sec>",
        front="<article-meta><title-group><article-title>Gout<xref ref-type='fn' rid='f'>*</xref></article-title>"
        "</title-group><abstract><p>In short.</p></abstract></article-meta>",
        back="<ack><p>Thanks.</p></ack>",
    )

    assert shapes(raw) == [
        (BlockKind.HEADING, 1, "", "Gout"),
        (BlockKind.HEADING, 2, "", "Abstract"),
        (BlockKind.PARAGRAPH, 0, "", "In short."),
        (BlockKind.HEADING, 2, "", "1 Methods"),
        (BlockKind.PARAGRAPH, 0, "", "We asked."),
        (BlockKind.HEADING, 3, "", "Design"),
        (BlockKind.PARAGRAPH, 0, "", "A trial."),
        (BlockKind.HEADING, 2, "", "Acknowledgements"),
        (BlockKind.PARAGRAPH, 0, "", "Thanks."),
    ]


def test_no_heading_is_deeper_than_the_sixth_not_even_one_that_we_give():
    raw = an_article("<sec><title>A</title>" * 8 + "<ack><p>Thanks.</p></ack>" + "</sec>" * 8)

    assert max(block.depth for block in raw.blocks) == 6


def test_a_title_in_bold_with_the_sign_of_a_note_keeps_its_words():
    front = (
        "<article-meta><title-group><article-title><bold>Gout in adults<xref ref-type='fn' rid='f'>1</xref></bold>"
        "</article-title></title-group></article-meta>"
    )

    assert an_article("<p>Words.</p>", front=front).blocks[0].text == "Gout in adults"


def test_nested_lists_keep_depth_and_the_signs_of_their_kind():
    raw = an_article(
        "<list list-type='order'><list-item><p>one</p><list list-type='alpha-lower'><list-item><p>inner</p></list-item>"
        "</list></list-item><list-item><label>(9)</label><p>two</p></list-item></list>"
        "<list list-type='roman-upper'><list-item><p>R</p></list-item></list>"
        "<list list-type='bullet'><list-item><label>•</label><p>B</p></list-item></list>"
    )

    assert shapes(raw) == [
        (BlockKind.ITEM, 0, "1.", "one"),
        (BlockKind.ITEM, 1, "a.", "inner"),
        (BlockKind.ITEM, 0, "(9)", "two"),
        (BlockKind.ITEM, 0, "I.", "R"),
        (BlockKind.ITEM, 0, "", "B"),
    ]


def test_words_that_stand_straight_in_an_item_are_read():
    raw = an_article("<list><list-item>Rest <bold>the</bold> joint.<p>Use ice.</p></list-item></list>")

    assert [block.text for block in raw.blocks[:2]] == ["Rest the joint.", "Use ice."]


def test_a_list_divides_its_paragraph_and_nothing_of_it_is_lost():
    raw = an_article("<p>Offer:<list><list-item><p>rest</p></list-item></list>and review.</p>")

    assert [(kind, text) for kind, _, _, text in shapes(raw)] == [
        (BlockKind.PARAGRAPH, "Offer:"),
        (BlockKind.ITEM, "rest"),
        (BlockKind.PARAGRAPH, "and review."),
    ]


def test_all_terms_of_a_definition_name_it_with_their_exponents():
    raw = an_article(
        "<def-list><def-item><term>BSA</term><term>m<sup>2</sup></term>"
        "<def><p>body surface</p></def></def-item></def-list>"
    )

    assert raw.blocks[0].text == "BSA / m²: body surface"


# -- tables ----------------------------------------------------------------------------------------------------------


def table(inside: str) -> list[Block]:
    raw = an_article(f"<table-wrap><label>Table 1</label><caption><p>Doses.</p></caption>{inside}</table-wrap>")
    return [block for block in raw.blocks if block.kind in (BlockKind.ROW, BlockKind.NOTE, BlockKind.CAPTION)]


def test_a_table_has_its_caption_joined_heads_spans_written_out_and_notes():
    caption, first, second, note = table(
        "<table><thead><tr><th rowspan='2'>Drug</th><th colspan='2'>Dose</th></tr><tr><th>Adult</th><th>Child</th></tr>"
        "</thead><tbody><tr><td rowspan='2'>A</td><td>5<xref ref-type='table-fn' rid='t1'>a</xref></td><td>1</td></tr>"
        "<tr><td colspan='2'>none</td></tr></tbody></table>"
        "<table-wrap-foot><fn id='t1'><label>a</label><p>With food.</p></fn></table-wrap-foot>"
    )

    assert caption.text == "Table 1 Doses."
    assert first.columns == ("Drug", "Dose – Adult", "Dose – Child")
    assert first.cells == ("A", "5ᵃ", "1")
    assert second.cells == ("A", "none", "none")
    assert (note.marker, note.text) == ("a", "With food.")


def test_the_sign_that_opens_a_note_is_its_marker():
    *_, note = table(
        "<table><tr><td>A</td><td>5</td></tr></table>"
        "<table-wrap-foot><p><sup>b</sup>At 10<sup>9</sup>/L.</p></table-wrap-foot>"
    )

    assert (note.marker, note.text) == ("b", "At 10⁹/L.")


def test_paragraphs_and_items_of_one_cell_do_not_run_into_one_another():
    row = table(
        "<table><tr><th>A</th><th>B</th></tr><tr><td>12<p>13</p>14</td><td><list><list-item><p>5</p></list-item>"
        "<list-item><p>6</p></list-item></list></td></tr></table>"
    )[-1]

    assert row.cells == ("12 13 14", "5 6")


def test_a_table_inside_a_cell_is_read_once():
    rows = table(
        "<table><tr><th>A</th><th>B</th></tr><tr><td><array><tbody><tr><td>in</td><td>side</td></tr></tbody></array></td>"
        "<td>out</td></tr></table>"
    )

    assert [row.cells for row in rows[1:]] == [("in side", "out")]


# -- marks, signs, numbers -------------------------------------------------------------------------------------------


def test_citation_marks_leave_the_text_and_name_their_entries():
    raw = an_article(f"<p>Seen in 12 trials<sup>{xref(1)}–{xref(3)}</sup>. Treat [{xref(2)}] early.</p>")

    assert raw.blocks[0].text == "Seen in 12 trials. Treat early."
    assert labels(raw.blocks[0]) == [("1", "2", "3"), ("2",)]


def test_citation_marks_of_headings_and_cells_are_kept():
    raw = an_article(
        f"<sec><title>Dose{xref(1)}</title><table-wrap><table><tr><th>A</th><th>B</th></tr><tr><td>5 mg {xref(2)}</td>"
        "<td>6</td></tr></table></table-wrap></sec>"
    )

    assert [(block.text, labels(block)) for block in raw.blocks[:2]] == [("Dose", [("1",)]), ("5 mg | 6", [("2",)])]


def test_who_found_it_stays_in_the_sentence():
    raw = an_article(f"<p>{xref(1, 'Smith et al. (2010)')} found 12 cases ({xref(2, '2011')}).</p>")

    assert raw.blocks[0].text == "Smith et al. (2010) found 12 cases (2011)."
    assert labels(raw.blocks[0]) == [("1",), ("2",)]


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("30 kg/m<sup>2</sup>", "30 kg/m²"),
        ("10<sup>9</sup>/L", "10⁹/L"),
        ("Na<sup>+</sup>", "Na⁺"),
        ("the 4<sup>th</sup> day", "the 4th day"),
        ("CO<sub>2</sub>", "CO2"),
        ("log<sub>10</sub>2", "log₁₀2"),
        ("log<sub>10</sub><italic>2</italic>", "log₁₀2"),
        ("56.0 ± 1.1<xref ref-type='table-fn' rid='n'>2</xref>", "56.0 ± 1.1²"),
        ("12<xref rid='n'>3</xref> of 20", "12³ of 20"),
        ("12<break/>13", "12 13"),
    ],
)
def test_raised_and_lowered_signs_stay_readable_and_join_no_number(markup: str, said: str):
    assert words(markup) == said


@pytest.mark.parametrize("inside", [f"2,{xref(1)}", f"{xref(1)},2", f"{xref(1)}, <italic>2</italic>"])
def test_a_raised_number_beside_a_mark_is_a_mark_too(inside: str):
    block = an_article(f"<p>in 12<sup>{inside}</sup> trials</p>").blocks[0]

    assert block.text == "in 12 trials"
    assert set(labels(block)[0]) == {"1", "2"}


def test_a_raised_letter_beside_a_mark_stays_raised():
    assert words(f"in 12<sup>a,{xref(1)}</sup> trials").startswith("in 12ᵃ")


def test_in_an_article_without_pointing_marks_a_raised_number_behind_a_word_is_one():
    raw = an_article("<p>Treat early<sup>2</sup>.</p>")

    assert (raw.blocks[0].text, labels(raw.blocks[0])) == ("Treat early.", [("2",)])


def test_labels_that_are_digits_and_no_numbers_do_no_harm():
    back = REFERENCES.replace("<label>1<", "<label>²<").replace("<label>2<", f"<label>{'9' * 5000}<")

    assert words(f"Treat {xref(1)}–{xref(2)} early.", back=back) == "Treat early."


def test_a_note_inside_a_sentence_does_not_divide_it():
    raw = an_article("<p>Give 5 mg<fn><label>a</label><p>With food.</p></fn> once daily.</p>")

    assert shapes(raw) == [
        (BlockKind.PARAGRAPH, 0, "", "Give 5 mgᵃ once daily."),
        (BlockKind.NOTE, 0, "a", "With food."),
    ]


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup>", "x²"),
        ("<mml:mfrac><mml:mrow><mml:mi>a</mml:mi><mml:mo>+</mml:mo><mml:mi>b</mml:mi></mml:mrow><mml:mn>2</mml:mn>"
         "</mml:mfrac>", "(a+b)/2"),
        ("<mml:msqrt><mml:mi>n</mml:mi></mml:msqrt>", "√(n)"),
        ("<mml:msub><mml:mi>t</mml:mi><mml:mn>1</mml:mn></mml:msub>", "t₁"),
    ],
)  # fmt: skip
def test_formulas_are_written_on_one_line(markup: str, said: str):
    assert words(f"so <inline-formula><mml:math>{markup}</mml:math></inline-formula>") == f"so {said}"


# -- references ------------------------------------------------------------------------------------------------------


def reference(inside: str) -> str:
    return an_article("<p>Words.</p>", back=f"<ref-list><ref id='r1'>{inside}</ref></ref-list>").blocks[-1].text


@pytest.mark.parametrize(
    ("markup", "printed"),
    [
        (
            "<element-citation><person-group><name><surname>Smith</surname><given-names>Jo A</given-names></name>"
            "</person-group>"
            "<article-title>The title</article-title><source>Lancet</source><year>2004</year><volume>36</volume>"
            "<issue>5</issue><fpage>617</fpage><lpage>626</lpage></element-citation>",
            "Smith JA. The title. Lancet. 2004; 36(5):617–626.",
        ),
        ("<mixed-citation>WHO guideline <year>2010</year></mixed-citation>", "WHO guideline 2010"),
        ("<element-citation><collab>WHO</collab><data-title>Set</data-title><year>2010</year>"
         "</element-citation>", "WHO. 2010. Set"),
        ("<mixed-citation>At 10<sup>9</sup>/L.</mixed-citation>", "At 10⁹/L."),
        (
            "<citation-alternatives><element-citation><year>2010</year></element-citation><mixed-citation>As printed."
            "</mixed-citation></citation-alternatives>",
            "As printed.",
        ),
    ],
)  # fmt: skip
def test_an_entry_is_printed_or_put_together_and_no_word_of_it_lost(markup: str, printed: str):
    assert reference(markup) == printed


def test_entries_without_labels_are_numbered():
    entries = "".join(f"<ref id='{n}'><mixed-citation>{n.upper()}.</mixed-citation></ref>" for n in "ab")
    back = f"<ref-list>{entries}</ref-list>"
    raw = an_article("<p>Yes<xref ref-type='bibr' rid='b'>2</xref>.</p>", back=back)

    assert [b.marker for b in raw.blocks if b.kind is BlockKind.REFERENCE] == ["1", "2"]
    assert labels(raw.blocks[0]) == [("2",)]


# -- description and standing ----------------------------------------------------------------------------------------

META = (
    "<journal-meta><journal-title-group><journal-title>BMJ</journal-title></journal-title-group></journal-meta><article-meta>"
    "<article-id pub-id-type='doi'>10.1000/x</article-id><title-group><article-title>Gout guideline"
    "</article-title></title-group>"
    "<contrib-group><contrib contrib-type='author'><name><surname>Smith</surname><given-names>Jo</given-names>"
    "</name></contrib>"
    "<contrib contrib-type='editor'><name><surname>Ed</surname><given-names>I</given-names></name></contrib>"
    "</contrib-group>"
    "<pub-date pub-type='ppub'><year>2021</year></pub-date>"
    "<pub-date pub-type='epub'><day>2</day><month>3</month><year>2020</year></pub-date><permissions><license "
    "xlink:href='https://creativecommons.org/licenses/by/4.0/'><license-p>Free.</license-p></license></permissions></article-meta>"
)


def test_the_description_says_where_it_was_found():
    said = {key: (value.value, value.where) for key, value in an_article("<p>Words.</p>", front=META).metadata.items()}

    assert said["title"] == ("Gout guideline", "article-meta/title-group/article-title")
    assert said["doi"] == ("10.1000/x", "article-meta/article-id[@pub-id-type='doi']")
    assert said["authors"] == ("Smith J", "contrib-group")
    assert said["published_on"] == ("2020-03-02", "pub-date (epub)")
    assert said["journal"] == ("BMJ", "journal-meta//journal-title")
    assert said["licence"] == ("CC BY 4.0", "permissions/license")
    assert said["kind"][0] == "guideline"


@pytest.mark.parametrize(
    ("said", "kind", "warned"),
    [
        ("retracted-article", RelationKind.RETRACTS, False),
        ("corrected-article", RelationKind.CORRECTS, False),
        ("retraction-forward", RelationKind.RETRACTED_BY, True),
        ("correction-forward", RelationKind.CORRECTED_BY, True),
    ],
)
def test_how_an_article_stands_to_another_is_told(said: str, kind: RelationKind, warned: bool):
    related = f"<related-article related-article-type='{said}' ext-link-type='doi' xlink:href='10.1000/y'/>"
    raw = an_article("<p>Words.</p>", front=f"<article-meta>{related}</article-meta>")

    assert [(r.kind, r.target) for r in raw.relations] == [(kind, "10.1000/y")]
    assert bool(raw.warnings) == warned


def test_a_retracted_article_says_so_of_itself():
    raw = an_article("<p>Words.</p>", attributes="article-type='retracted-article'")

    assert raw.relations[0].kind is RelationKind.RETRACTED_BY
    assert raw.warnings


def test_what_is_left_out_is_counted_by_reason():
    raw = an_article(
        "<p>Words.</p><fig><caption><p>A figure.</p></caption><alt-text>pic</alt-text></fig>"
        "<supplementary-material><p>more</p></supplementary-material>",
        front="<article-meta><article-id>12345</article-id></article-meta>",
    )

    assert raw.left_out == {"pictures": 3, "supplements": 4, "journal and author front matter": 5}


# -- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<article><body><p>a</body></article>", "not well-formed"),
        (b"<book><body><p>a</p></body></book>", "holds no article"),
        (b"<article><front/></article>", "holds no text"),
        (b"<!DOCTYPE article [<!ENTITY a 'b'>]><article><body><p>&a;</p></body></article>", "declares entities"),
        (b"<article><body><p>&unknown;</p></body></article>", "only its own DTD explains"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, why: str):
    with pytest.raises(UnreadableDocument, match=why):
        read_jats(data)


def test_a_public_doctype_and_named_characters_are_read():
    data = (
        b"<?xml version='1.0'?><!DOCTYPE article PUBLIC '-//NLM//DTD JATS//EN' 'JATS.dtd'>"
        b"<article><body><p>5 &mu;g &lt; 6</p></body></article>"
    )

    assert read_jats(data).blocks[0].text == "5 μg < 6"
