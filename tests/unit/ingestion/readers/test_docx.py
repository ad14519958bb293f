"""What the reader of Word documents promises, on small documents."""

import pytest

from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.raw import BlockKind, RawDocument
from curbside.ingestion.readers.docx import read_docx
from structures import Piece, Words, word_archive, word_cell, word_paragraph, word_runs

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def of(*pieces: str | Piece) -> Words:
    return tuple(piece if isinstance(piece, Piece) else Piece(text=piece) for piece in pieces)


def raised(text: str) -> Piece:
    return Piece(text=text, kind="raised")


def p(*pieces: str | Piece, style: str = "", level: int | None = None, numbered: bool = False) -> str:
    return word_paragraph(of(*pieces), style=style, level=level, numbered=numbered)


def shapes(raw: RawDocument) -> list[tuple[BlockKind, int, str, str]]:
    return [(block.kind, block.depth, block.marker, block.text) for block in raw.blocks]


def test_styles_are_headings_of_their_level():
    raw = read_docx(word_archive(p("Gout", style="Heading1") + p("Acute", style="Heading3") + p("Give 5 mg.")))

    assert shapes(raw) == [
        (BlockKind.HEADING, 1, "", "Gout"),
        (BlockKind.HEADING, 3, "", "Acute"),
        (BlockKind.PARAGRAPH, 0, "", "Give 5 mg."),
    ]


def test_numbering_is_nested_lists_with_numbers():
    items = (("one", 0), ("inner", 1), ("two", 0))
    raw = read_docx(word_archive("".join(p(words, level=level, numbered=True) for words, level in items)))

    assert shapes(raw) == [
        (BlockKind.ITEM, 0, "1.", "one"),
        (BlockKind.ITEM, 1, "1.", "inner"),
        (BlockKind.ITEM, 0, "2.", "two"),
    ]


def test_tables_have_heads_and_their_spans_are_written_out():
    rows = (
        "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + word_cell(of("Drug"))
        + word_cell(of("Dose"), look="<w:gridSpan w:val='2'/>") + "</w:tr>"
        "<w:tr>" + word_cell(of("A"), look="<w:vMerge w:val='restart'/>") + word_cell(of("1"))
        + word_cell(of("2")) + "</w:tr>"
        "<w:tr>" + word_cell((), look="<w:vMerge/>") + word_cell(of("3")) + word_cell(of("4")) + "</w:tr>"
    )  # fmt: skip
    found = [block for block in read_docx(word_archive(f"<w:tbl>{rows}</w:tbl>")).blocks if block.cells]

    assert found[0].columns == ("Drug", "Dose", "Dose")
    assert [block.cells for block in found] == [("A", "1", "2"), ("A", "3", "4")]


def test_foot_and_endnotes_are_notes_with_the_number_that_stands_in_the_sentence():
    def note(kind: str, number: int, words: str) -> str:
        inside = f"<w:{kind} w:id='{number}'>{p(words)}</w:{kind}>"
        return f"<w:{kind}s xmlns:w='{_WORD}'>{inside}</w:{kind}s>"

    body = (
        f"<w:p>{word_runs(of('Give 5 mg'))}<w:r><w:footnoteReference w:id='2'/></w:r>{word_runs(of(' once'))}"
        "<w:r><w:endnoteReference w:id='3'/></w:r></w:p>"
    )
    parts = {"footnotes": note("footnote", 2, "Adults only."), "endnotes": note("endnote", 3, "See 2010.")}

    assert shapes(read_docx(word_archive(body, parts))) == [
        (BlockKind.PARAGRAPH, 0, "", "Give 5 mg¹ once²"),
        (BlockKind.NOTE, 0, "1", "Adults only."),
        (BlockKind.NOTE, 0, "2", "See 2010."),
    ]


def test_raised_and_lowered_signs_join_no_number():
    lowered = Piece(text="10", kind="lowered")
    raw = read_docx(word_archive(p("10", raised("9"), "/L in 12 trials", raised("13"), ", log", lowered, "2")))

    assert raw.blocks[0].text == "10⁹/L in 12 trials, log₁₀2"
    assert raw.blocks[0].cites[0].labels == ("13",)


def test_breaks_and_tabs_are_spaces_and_deleted_words_are_gone():
    runs = (
        "<w:p><w:r><w:t>5</w:t><w:br/><w:t>6</w:t><w:tab/><w:t>7</w:t></w:r><w:del><w:r><w:delText>8</w:delText></w:r>"
        "</w:del><w:ins><w:r><w:t xml:space='preserve'> 9</w:t></w:r></w:ins></w:p>"
    )

    assert read_docx(word_archive(runs)).blocks[0].text == "5 6 7 9"


@pytest.mark.parametrize("mark", ["<w:vanish/>", "<w:vanish w:val='1'/>", "<w:b/><w:vanish w:val='true'/>"])
def test_hidden_text_is_left_out_counted_and_warned_of(mark: str):
    run = f"<w:r><w:rPr>{mark}</w:rPr><w:t>Give 500 mg.</w:t></w:r>"
    raw = read_docx(word_archive(p("Give 5 mg.") + f"<w:p>{run}</w:p>"))

    assert [block.text for block in raw.blocks] == ["Give 5 mg."]
    assert raw.left_out == {"hidden text": len("Give500mg.")}
    assert "Give 500 mg." in raw.warnings[0]


def test_text_whose_hiding_is_switched_off_is_read():
    run = "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>Give 5 mg.</w:t></w:r>"

    assert read_docx(word_archive(f"<w:p>{run}</w:p>")).blocks[0].text == "Give 5 mg."


def test_the_description_says_where_it_was_found():
    core = (
        "<cp:coreProperties xmlns:cp='c' xmlns:dc='d' xmlns:dcterms='t'><dc:title>Gout &amp; others</dc:title>"
        "<dc:creator>A Society</dc:creator><dcterms:modified>2024-01-02</dcterms:modified></cp:coreProperties>"
    )
    raw = read_docx(word_archive(p("Words."), {"docProps/core.xml": core}))

    said = {key: (value.value, value.where) for key, value in raw.metadata.items()}
    assert said["title"] == ("Gout & others", "docProps/core.xml: dc:title")
    assert said["authors"] == ("A Society", "docProps/core.xml: dc:creator")
    assert said["updated_on"] == ("2024-01-02", "docProps/core.xml: dcterms:modified")


def test_every_character_of_the_text_is_accounted_for():
    raw = read_docx(word_archive(p("Gout < 5 & more", style="Heading1") + p("Give 5 mg.")))

    assert raw.source_chars == sum(len("".join(block.text.split())) for block in raw.blocks)


def test_macros_are_named_and_not_run():
    assert "macros" in read_docx(word_archive(p("Words."), {"word/vbaProject.bin": "x"})).warnings[0]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04 no archive", "damaged"),
        (word_archive("<w:p/>"), "holds no text"),
        (word_archive("<w:p><w:r>"), "contradict"),
        (word_archive(p("a"), {"word/x.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "declares entities"),
    ],
    ids=["damaged", "empty", "broken", "entities"],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, why: str):
    with pytest.raises(UnreadableDocument, match=why):
        read_docx(data)
