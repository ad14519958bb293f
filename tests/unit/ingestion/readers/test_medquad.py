"""What the reader of MedQuAD question files promises, on small files."""

import pytest

from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.raw import BlockKind, RawDocument
from curbside.ingestion.readers.medquad import read_medquad


def a_file(*pairs: tuple[str, str], head: str = "<Focus>Gout</Focus>") -> RawDocument:
    inside = "".join(f"<QAPair><Question>{asked}</Question><Answer>{said}</Answer></QAPair>" for asked, said in pairs)
    return read_medquad(
        f"<Document source='NIH' url='https://example.org/gout'>{head}<QAPairs>{inside}</QAPairs></Document>".encode()
    )


def shapes(raw: RawDocument) -> list[tuple[BlockKind, int, str]]:
    return [(block.kind, block.depth, block.text) for block in raw.blocks]


def test_each_question_heads_its_answer():
    assert shapes(a_file(("What is gout ?", "A disease."), ("Is it rare?", "No."))) == [
        (BlockKind.HEADING, 1, "Gout"),
        (BlockKind.HEADING, 2, "What is gout?"),
        (BlockKind.PARAGRAPH, 0, "A disease."),
        (BlockKind.HEADING, 2, "Is it rare?"),
        (BlockKind.PARAGRAPH, 0, "No."),
    ]


def test_flattened_lists_are_lists_again():
    said = "Signs are:                - pain                - fever"

    assert shapes(a_file(("Signs?", said)))[2:] == [
        (BlockKind.PARAGRAPH, 0, "Signs are:"),
        (BlockKind.ITEM, 0, "pain"),
        (BlockKind.ITEM, 0, "fever"),
    ]


def test_ranges_are_no_list():
    said = "Ages 5 - 10 take 1 - 2 mg, ages 11 - 17 take 3 - 4 mg."

    assert shapes(a_file(("Dose?", said)))[2:] == [(BlockKind.PARAGRAPH, 0, said)]


@pytest.mark.parametrize("between", ["\n\n", "        "])
def test_empty_lines_and_wide_gaps_divide_paragraphs(between: str):
    assert [text for _, _, text in shapes(a_file(("Q?", f"One.{between}Two.")))[2:]] == ["One.", "Two."]


def test_other_names_are_told_and_codes_are_left_out_and_counted():
    head = (
        "<Focus>Gout</Focus><FocusAnnotations><UMLS><CUIs><CUI>C0018099</CUI></CUIs></UMLS><Synonyms><Synonym>Podagra"
        "</Synonym><Synonym/></Synonyms></FocusAnnotations>"
    )
    raw = a_file(("Q?", "Words."), head=head)

    assert raw.blocks[1].text == "Also called: Podagra"
    assert raw.left_out["codes"] == len("C0018099")


def test_no_names_and_no_question_leave_no_empty_blocks():
    raw = a_file(("", "Words."), head="<FocusAnnotations><Synonyms><Synonym/></Synonyms></FocusAnnotations>")

    assert shapes(raw) == [(BlockKind.PARAGRAPH, 0, "Words.")]


def test_questions_without_an_answer_are_left_out_and_counted():
    raw = a_file(("Answered?", "Yes."), ("Not answered?", " "))

    assert "Not answered?" not in [block.text for block in raw.blocks]
    assert raw.left_out["questions without an answer"] == len("Notanswered?")


def test_the_description_says_where_it_was_found():
    said = {key: (value.value, value.where) for key, value in a_file(("Q?", "Words.")).metadata.items()}

    assert said["title"] == ("Gout", "Focus")
    assert said["publisher"] == ("NIH", "Document/@source")
    assert said["url"] == ("https://example.org/gout", "Document/@url")
    assert said["audience"][0] == "patient"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<Document source='x'><Focus>a</Document>", "not well-formed"),
        (b"<Document source='x'><Focus>a</Focus></Document>", "answers none"),
        (b"<!DOCTYPE Document [<!ENTITY a 'b'>]><Document source='x'/>", "declares entities"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, why: str):
    with pytest.raises(UnreadableDocument, match=why):
        read_medquad(data)
