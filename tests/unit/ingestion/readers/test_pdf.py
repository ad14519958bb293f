"""What the PDF reader promises, on small files made here and on real guidelines."""

import contextlib
import io
import re
import tarfile
import time
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.raw import Block, BlockKind, RawDocument
from curbside.ingestion.readers.html import read_html
from curbside.ingestion.readers.pdf import MOST_PAGES, read_pdf

# -- making PDFs -----------------------------------------------------------------------------------------------------

_FONTS = {
    "F": b"/BaseFont /Helvetica /Encoding /WinAnsiEncoding",
    "B": b"/BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding",
    "L": b"/BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [1 /fi /fl] >>",
}


def shown(
    x: float, y: float, text: str, *, size: float = 10, font: str = "F", mode: int = 0, colour: str = "0 g"
) -> str:
    """The commands that show a text."""
    escaped = re.sub(r"([\\()])", r"\\\1", text)
    return f"BT {colour} {mode} Tr /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET"


def lines(x: float, y: float, *texts: str, size: float = 10, font: str = "F", leading: float = 12) -> str:
    """Lines of a paragraph, the first with its base line at `y`."""
    return "\n".join(shown(x, y - leading * at, text, size=size, font=font) for at, text in enumerate(texts))


def a_pdf(
    *pages: str, catalogue: bytes = b"", info: bytes = b"", trailer: bytes = b"", page: bytes = b"",
    more: Sequence[bytes] = (),
) -> bytes:  # fmt: skip
    """A PDF with these page contents. Objects in `more` are numbered from 100."""
    objects: dict[int, bytes] = {}
    fonts = b" ".join(f"/{name} {10 + at} 0 R".encode() for at, name in enumerate(_FONTS))
    for at, font in enumerate(_FONTS.values()):
        objects[10 + at] = b"<< /Type /Font /Subtype /Type1 " + font + b" >>"
    numbers = [1000 + 2 * at for at in range(len(pages))]
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R " + catalogue + b" >>"
    objects[2] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids)
    objects[3] = b"<< " + info + b" >>"
    for at, (number, content) in enumerate(zip(numbers, pages, strict=True)):
        stream = content.encode("cp1252")
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /StructParents %d /Contents %d 0 R "
            b"/Resources << /Font << %s >> /XObject << /Im 100 0 R >> >> %s >>" % (at, number + 1, fonts, page)
        )
        objects[number + 1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
    objects |= {100 + at: body for at, body in enumerate(more)}
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = {}
    for number in sorted(objects):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, objects[number]))
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    out.write(b"trailer << /Size %d /Root 1 0 R /Info 3 0 R %s >>\n" % (max(objects) + 1, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


_FILLER = (
    "Offer treatment to adults with persistent high pressure whose",
    "risk is raised, and explain what the numbers mean for them so",
    "that they can take part in every decision about their care and",
    "know when to come back for the next measurement of pressure.",
)


def body(x: float, y: float, times: int = 3) -> str:
    """Paragraphs of ordinary text, so that what is usual in the document is known."""
    return "\n".join(lines(x, y - 70 * at, *_FILLER) for at in range(times))


def texts(raw: RawDocument, kind: BlockKind) -> list[str]:
    return [block.text for block in raw.blocks if block.kind is kind]


def the_block(raw: RawDocument, words: str) -> Block:
    found = [block for block in raw.blocks if words in block.text]
    assert len(found) == 1, [block.text for block in raw.blocks]
    return found[0]


# -- reading order and paragraphs ------------------------------------------------------------------------------------


def test_lines_of_a_paragraph_are_one_block():
    raw = read_pdf(a_pdf(lines(72, 700, *_FILLER)))

    assert [block.text for block in raw.blocks] == [" ".join(_FILLER)]


def test_columns_are_read_one_after_the_other():
    left = [f"left line {number} fills the column" for number in range(8)]
    right = [f"right line {number} fills the column" for number in range(8)]
    rows = [shown(72, 700 - 12 * at, one) + "\n" + shown(330, 700 - 12 * at, two) for at, (one, two) in
            enumerate(zip(left, right, strict=True))]  # fmt: skip

    text = " ".join(block.text for block in read_pdf(a_pdf("\n".join(rows))).blocks)

    assert text == " ".join([*left, *right])


def test_a_title_over_both_columns_comes_first():
    columns = [shown(x, 650 - 12 * at, f"column at {x} line {at} of the text") for at in range(8) for x in (72, 330)]
    title = shown(72, 700, "A title that goes over both columns of it", size=18)

    raw = read_pdf(a_pdf("\n".join([title, *columns])))

    assert raw.blocks[0].kind is BlockKind.HEADING
    assert raw.blocks[1].text.startswith("column at 72 line 0")


def test_a_paragraph_goes_on_over_a_page():
    raw = read_pdf(a_pdf(body(72, 600) + lines(72, 100, "Measure the pressure in both arms when the patient is"),
                         lines(72, 700, "seated and has rested for five minutes.") + body(72, 600)))  # fmt: skip

    block = the_block(raw, "both arms")

    assert block.text == (
        "Measure the pressure in both arms when the patient is seated and has rested for five minutes."
    )
    assert [place.page for place in block.places] == [1, 2]


def test_bold_words_at_the_head_of_a_page_do_not_go_on_with_the_page_before():
    statement = lines(72, 700, "Offer treatment (category A, type 1).", font="B")
    raw = read_pdf(a_pdf(body(72, 600) + lines(72, 100, "Page 149 line 3680"), statement + body(72, 600)))

    assert the_block(raw, "category A").text == "Offer treatment (category A, type 1)."


@pytest.mark.parametrize(
    ("first", "second", "elsewhere", "expected"),
    [
        ("We give this recom-", "mendation today.", "The recommendation holds.", "recommendation"),
        ("We give this recom-", "mendation today.", "", "recommendation"),
        ("They use it as a long-", "term measure.", "", "long-term"),
        ("This is chemotherapy-", "induced anaemia.", "Chemotherapy was given.", "chemotherapy-induced"),
        ("The range is 10-", "20 mg a day.", "", "10-20 mg"),
        ("Compare pre-", "and postoperative care.", "", "pre- and postoperative"),
        ("A bird-", "watching patient.", "They are bird-watching.", "bird-watching"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_goes_only_where_it_breaks_a_word(
    first: str, second: str, elsewhere: str, expected: str
):
    raw = read_pdf(a_pdf(lines(72, 700, first, second) + lines(72, 600, elsewhere or "Nothing else.")))

    assert expected in raw.blocks[0].text


def test_ligatures_are_letters():
    raw = read_pdf(a_pdf(shown(72, 700, "de\x01nite re\x02ux", font="L")))

    assert raw.blocks[0].text == "definite reflux"


def test_a_soft_hyphen_that_is_printed_stays_a_hyphen():
    raw = read_pdf(a_pdf(shown(72, 700, "Give 10\u00ad20 mg once daily.")))

    assert "10-20 mg" in raw.blocks[0].text


# -- headings, lists, notes ------------------------------------------------------------------------------------------


def test_headings_are_known_by_size_weight_and_number():
    content = "\n".join(
        [
            shown(72, 740, "Hypertension in adults", size=20),
            shown(72, 700, "1 Diagnosis", size=14, font="B"),
            body(72, 670, 1),
            shown(72, 580, "1.1 Measuring", size=12, font="B"),
            body(72, 550, 2),
            shown(72, 380, "Follow-up", font="B"),
            body(72, 350, 2),
        ]
    )

    headings = [(b.depth, b.text) for b in read_pdf(a_pdf(content)).blocks if b.kind is BlockKind.HEADING]

    assert headings == [(1, "Hypertension in adults"), (2, "1 Diagnosis"), (3, "1.1 Measuring"), (4, "Follow-up")]


def test_a_bold_statement_of_several_lines_is_no_heading():
    statement = (
        "Offer the drug to adults whose risk is high, and explain the",
        "harms (category: A, evidence type: 2).",
    )
    raw = read_pdf(a_pdf(lines(72, 740, *statement, font="B") + "\n" + body(72, 690)))

    assert the_block(raw, "category: A").kind is BlockKind.PARAGRAPH
    assert the_block(raw, "category: A").text == " ".join(statement)


def test_items_lose_their_markers_and_nest_by_indentation():
    content = "\n".join(
        [
            body(72, 740, 1),
            shown(90, 660, "•"), shown(108, 660, "Measure the pressure twice, with one"),
            shown(108, 648, "minute in between."),
            shown(108, 636, "o"), shown(126, 636, "In both arms."),
            shown(90, 624, "•"), shown(108, 624, "Write both values down."),
            body(72, 590, 1),
            shown(90, 510, "1."), shown(108, 510, "Stop smoking."),
            shown(90, 498, "2."), shown(108, 498, "Lose weight."),
        ]
    )  # fmt: skip

    raw = read_pdf(a_pdf(content))
    items = [(b.depth, b.marker, b.text) for b in raw.blocks if b.kind is BlockKind.ITEM]

    assert items == [
        (0, "", "Measure the pressure twice, with one minute in between."),
        (1, "", "In both arms."),
        (0, "", "Write both values down."),
        (0, "1.", "Stop smoking."),
        (0, "2.", "Lose weight."),
    ]
    assert len({b.group for b in raw.blocks if b.kind is BlockKind.ITEM}) == 2
    assert raw.left_out["bullet"] == 3


def test_a_number_at_the_head_of_a_line_inside_a_sentence_is_no_marker():
    words = lines(72, 700, "Prescribe at the lowest dose (see Recommendation", "3) and for the shortest time.")
    raw = read_pdf(a_pdf(words + "\n" + body(72, 600)))

    assert the_block(raw, "lowest dose").text == (
        "Prescribe at the lowest dose (see Recommendation 3) and for the shortest time."
    )


def test_a_number_below_zero_is_no_item():
    raw = read_pdf(a_pdf(body(72, 740, 1) + "\n" + lines(72, 600, "-2.5 SD or below defines osteoporosis here.")))

    assert the_block(raw, "osteoporosis").text == "-2.5 SD or below defines osteoporosis here."


def test_raised_numbers_are_citation_marks_and_raised_exponents_stay():
    content = "\n".join(
        [shown(72, 700, "Seen in 12 trials"), shown(151, 704, "3,4", size=6), shown(162, 700, "at 10"),
         shown(184.5, 704, "9", size=6), shown(188, 700, "/L.")]
    )  # fmt: skip

    block = read_pdf(a_pdf(content)).blocks[0]

    assert block.text == "Seen in 12 trials at 10⁹/L."
    assert [cite.labels for cite in block.cites] == [("3", "4")]


def test_footnotes_are_notes():
    content = body(72, 740) + "\n" + shown(72, 90, "1", size=5) + shown(76, 87, "Funded by the ministry.", size=8)
    content += "\n" + shown(72, 75, "* Not for children.", size=8)

    notes = [(b.marker, b.text) for b in read_pdf(a_pdf(content)).blocks if b.kind is BlockKind.NOTE]

    assert notes == [("1", "Funded by the ministry."), ("*", "Not for children.")]


def test_the_list_of_references_and_marks_in_brackets():
    content = "\n".join(
        [
            lines(72, 740, "Screening helps [1,2], but the range was wide [95% CI] in others."),
            body(72, 700, 2),
            shown(72, 540, "References", font="B"),
            shown(72, 520, "1. Smith J, et al. A trial of screening. BMJ"),
            shown(84, 508, "2011;3:4-5."),
            shown(72, 496, "2. Jones P. Another trial. Lancet 2015."),
        ]
    )

    raw = read_pdf(a_pdf(content))
    entries = [(b.marker, b.text) for b in raw.blocks if b.kind is BlockKind.REFERENCE]

    assert entries == [
        ("1", "Smith J, et al. A trial of screening. BMJ 2011;3:4-5."),
        ("2", "Jones P. Another trial. Lancet 2015."),
    ]
    assert raw.blocks[0].text == "Screening helps, but the range was wide [95% CI] in others."
    assert raw.blocks[0].cites[0].labels == ("1", "2")


def test_running_heads_page_numbers_and_line_numbers_are_left_out_and_counted():
    def page(number: int) -> str:
        numbered = "\n".join(shown(30, 650 - 12 * at, str(at + 1), size=7) for at in range(12))
        rows = "\n".join(
            shown(72, 650 - 12 * at, f"Ordinary words of page {number}, row {at}, and") for at in range(12)
        )
        return "\n".join([shown(72, 760, "Guideline on hypertension"), shown(300, 30, str(number)), numbered, rows])

    raw = read_pdf(a_pdf(*(page(number) for number in (1, 2, 3, 4))))
    text = " ".join(block.text for block in raw.blocks)

    assert "Guideline on" not in text
    assert text.count("Ordinary words") == 48
    assert raw.left_out == {
        "running header": 4 * len("Guidelineonhypertension"), "page number": 4, "line number": 4 * 15
    }  # fmt: skip


def test_a_caption_names_the_table_below_it_and_ruled_cells_make_rows():
    rows = [("Drug", "Dose"), ("Aspirin", "75 mg once daily"), ("Statin", "20 mg at night")]
    ruled = "\n".join(f"{x} {600 - 20 * at} 150 20 re S" for at in range(3) for x in (72, 222))
    cells = "\n".join(
        shown(x + 4, 606 - 20 * at, words)
        for at, row in enumerate(rows)
        for x, words in zip((72, 222), row, strict=True)
    )
    raw = read_pdf(
        a_pdf("\n".join([body(72, 760, 1), shown(72, 640, "Table 1. Doses"), ruled, cells, body(72, 500, 2)]))
    )

    assert the_block(raw, "Doses").kind is BlockKind.CAPTION
    found = [(b.columns, b.cells) for b in raw.blocks if b.kind is BlockKind.ROW]
    assert found == [(rows[0], rows[1]), (rows[0], rows[2])]
    assert the_block(raw, "Aspirin").text == "Aspirin | 75 mg once daily"


def test_a_table_without_ruling_lines_is_rows_and_said_to_be_so():
    rows = [
        ("Population", "Recommendation", "Grade"),
        ("Men aged 65 to 75", "Screen once for aneurysm,", "B"),
        ("", "by ultrasonography.", ""),
        ("Women who never", "Do not screen.", "D"),
        ("smoked", "", ""),
    ]
    heights = (640, 620, 609, 589, 578)
    cells = [
        shown(x, y, words)
        for y, row in zip(heights, rows, strict=True)
        for x, words in zip((72, 200, 400), row, strict=True)
        if words
    ]

    raw = read_pdf(a_pdf("\n".join([body(72, 760, 1), *cells, body(72, 520, 2)])))

    assert [(b.columns, b.cells) for b in raw.blocks if b.kind is BlockKind.ROW] == [
        (rows[0], ("Men aged 65 to 75", "Screen once for aneurysm, by ultrasonography.", "B")),
        (rows[0], ("Women who never smoked", "Do not screen.", "D")),
    ]
    assert any("without ruling lines on page 1" in warning for warning in raw.warnings)


def test_a_value_never_goes_to_the_row_above():
    rows = [("Drug", "Dose"), ("aspirin", "75 mg"), ("statin", "20 mg"), ("insulin", "10 units")]
    cells = [
        shown(x, 640 - 14 * at, words) for at, row in enumerate(rows) for x, words in zip((72, 200), row, strict=True)
    ]

    raw = read_pdf(a_pdf("\n".join([body(72, 760, 1), *cells, body(72, 520, 2)])))

    assert [b.cells for b in raw.blocks if b.kind is BlockKind.ROW] == rows[1:]


def test_bullets_that_are_drawn_begin_items():
    content = "\n".join(
        [
            body(72, 740, 1),
            "92 661 4 4 re f", lines(108, 660, "Measure the pressure twice, with one", "minute in between."),
            "92 637 4 4 re f", shown(108, 636, "Write both values down."),
            body(72, 590, 2),
        ]
    )  # fmt: skip

    assert texts(read_pdf(a_pdf(content)), BlockKind.ITEM) == [
        "Measure the pressure twice, with one minute in between.",
        "Write both values down.",
    ]


def test_a_table_goes_on_over_the_page_with_its_heads():
    def page(y: float, *rows: tuple[str, str]) -> str:
        drawn = [f"{x} {y - 20 * at} 150 20 re S" for at in range(len(rows)) for x in (72, 222)]
        words = [
            shown(x + 4, y + 6 - 20 * at, word)
            for at, row in enumerate(rows)
            for x, word in zip((72, 222), row, strict=True)
        ]
        return "\n".join([*drawn, *words])

    first = page(160, ("Drug", "Dose"), ("Aspirin", "75 mg"), ("Statin", "20 mg, taken"))
    second = page(700, ("Drug", "Dose"), ("", "at night"), ("Insulin", "10 units"))
    raw = read_pdf(a_pdf(body(72, 740) + "\n" + first, second + "\n" + body(72, 600)))

    assert [(b.columns, b.cells) for b in raw.blocks if b.kind is BlockKind.ROW] == [
        (("Drug", "Dose"), ("Aspirin", "75 mg")),
        (("Drug", "Dose"), ("Statin", "20 mg, taken at night")),
        (("Drug", "Dose"), ("Insulin", "10 units")),
    ]


def test_a_sign_of_a_symbol_font_keeps_its_meaning():
    data = a_pdf(
        shown(72, 700, "doses of") + "BT /S 10 Tf 1 0 0 1 115 700 Tm (\u00b3) Tj ET" + shown(121, 700, "50 mg")
    )
    symbol = b"/Font << /S << /Type /Font /Subtype /Type1 /BaseFont /Symbol >> "

    assert read_pdf(data.replace(b"/Font << ", symbol)).blocks[0].text == "doses of ≥50 mg"


# -- places ----------------------------------------------------------------------------------------------------------


def squeezed(text: str) -> str:
    """Text without white space, hyphens, and with raised signs made plain."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\-‐‑^\x02\ufffe\u00ad]|[–−](?=$)", "", plain)


def misplaced(raw: RawDocument, data: bytes) -> Iterator[str]:
    """What stands elsewhere than its place says, and what no place covers."""
    document = pdfium.PdfDocument(data)
    pages = {}
    for block in raw.blocks:
        position = 0
        for place in block.places:
            if place.page not in pages:
                pages[place.page] = document[place.page - 1].get_textpage()
            left, bottom, right, top = place.box
            printed = squeezed(pages[place.page].get_text_bounded(left - 0.5, bottom - 0.5, right + 0.5, top + 0.5))
            words = [squeezed(word) for word in re.split(r"[\s|;]+", block.text[place.start : place.end])]
            letters = iter(printed)
            if not all(letter in letters for word in words for letter in word):
                yield f"{block.text[place.start : place.end]!r} is not in {printed!r}"
            if block.text[position : place.start].strip(" |;"):
                yield f"no place for {block.text[position : place.start]!r}"
            position = place.end
        if block.text[position:].strip(" |;"):
            yield f"no place for {block.text[position:]!r}"
    for text_page in pages.values():
        text_page.close()
    document.close()


def test_each_line_has_its_place_though_marks_and_hyphens_left_the_text():
    content = "\n".join(
        [
            shown(72, 700, "The recommendation stands; we give this recom-"),
            shown(72, 688, "mendation in 12 trials"), shown(167.2, 692, "3", size=6),
            shown(173.5, 688, "with   care and"),
            shown(72, 676, "it is the last of them."),
        ]
    )  # fmt: skip
    data = a_pdf(content)

    raw = read_pdf(data)
    block = raw.blocks[0]

    assert [block.text[place.start : place.end] for place in block.places] == [
        "The recommendation stands; we give this recom",
        "mendation in 12 trials with care and",
        "it is the last of them.",
    ]
    assert [round(place.box[1]) for place in block.places] == [698, 686, 674]
    assert list(misplaced(raw, data)) == []


def test_places_on_a_turned_page_are_those_of_the_page_as_it_lies():
    turned = "BT /F 10 Tf 0 1 -1 0 300 100 Tm (Give 5 mg once daily to adults.) Tj ET"
    data = a_pdf(turned, page=b"/Rotate 90")

    raw = read_pdf(data)

    assert raw.blocks[0].text == "Give 5 mg once daily to adults."
    assert list(misplaced(raw, data)) == []


# -- tagged files ----------------------------------------------------------------------------------------------------


def marked(number: int, content: str, tag: str = "P") -> str:
    return f"/{tag} << /MCID {number} >> BDC {content} EMC"


def a_tagged_pdf() -> bytes:
    """Two pages: heading, a paragraph over the page break, a nested list, and a table that repeats its head."""
    first = "\n".join(
        [
            marked(0, shown(72, 700, "Screening", size=18)),
            marked(1, shown(72, 660, "Measure the pressure of all adults who are")),
            marked(2, shown(72, 100, "Drug")), marked(3, shown(200, 100, "Dose")),
            marked(4, shown(72, 80, "Aspirin")), marked(5, shown(200, 80, "75 mg")),
            "/Artifact BMC " + shown(300, 20, "Page 1 of 2") + " EMC",
        ]
    )  # fmt: skip
    second = "\n".join(
        [
            marked(0, shown(72, 700, "older than 18 years.")),
            marked(1, shown(72, 660, "1.")), marked(2, shown(90, 660, "First:")),
            marked(3, shown(90, 640, "a)")), marked(4, shown(108, 640, "inner.")),
            marked(5, shown(72, 600, "Drug")), marked(6, shown(200, 600, "Dose")),
            marked(7, shown(200, 580, "once daily")),
        ]
    )  # fmt: skip
    kids: list[str] = []

    def element(kind: str, *inside: str, parent: int = 101, extra: str = "") -> int:
        kids.append(f"<< /Type /StructElem /S /{kind} /P {parent} 0 R {extra} /K [{' '.join(inside)}] >>")
        return 101 + len(kids)

    def content(page: int, number: int) -> str:
        return f"<< /Type /MCR /Pg {1000 + 2 * (page - 1)} 0 R /MCID {number} >>"

    def reference(number: int) -> str:
        return f"{number} 0 R"

    owner: dict[tuple[int, int], int] = {}

    def leaf(kind: str, *places: tuple[int, int], extra: str = "") -> int:
        number = element(kind, *(content(*place) for place in places), extra=extra)
        owner.update(dict.fromkeys(places, number))
        return number

    heading = leaf("H1", (1, 0))
    paragraph = leaf("P", (1, 1), (2, 0))
    inner_label, inner_body = leaf("Lbl", (2, 3)), leaf("LBody", (2, 4))
    inner = element("L", reference(element("LI", reference(inner_label), reference(inner_body))))
    label, words = leaf("Lbl", (2, 1)), leaf("LBody", (2, 2))
    outer = element("L", reference(element("LI", reference(label), reference(words), reference(inner))))
    head = element("TR", reference(leaf("TH", (1, 2), (2, 5))), reference(leaf("TH", (1, 3), (2, 6))))
    row = element("TR", reference(leaf("TD", (1, 4))), reference(leaf("TD", (1, 5), (2, 7))))
    table = element("Table", reference(head), reference(row))
    root = element("Document", *map(reference, (heading, paragraph, outer, table)), parent=100)
    fixed = list(kids)
    _set_parents(fixed)
    nums = " ".join(
        f"{page - 1} [{' '.join(f'{owner[page, at]} 0 R' for at in range(len([k for k in owner if k[0] == page])))}]"
        for page in (1, 2)
    )
    tree = f"<< /Type /StructTreeRoot /K [{root} 0 R] /ParentTree 101 0 R >>"
    parents = f"<< /Nums [{nums}] >>"
    more = [text.encode() for text in (tree, parents, *fixed)]
    return a_pdf(
        first, second, catalogue=b"/MarkInfo << /Marked true >> /StructTreeRoot 100 0 R /Lang (en-GB)", more=more
    )


def _set_parents(kids: list[str]) -> None:
    """Let each element name the one that holds it."""
    for at, text in enumerate(kids):
        for child in re.findall(r"(\d+) 0 R", text.partition("/K")[2].replace("/Pg", "")):
            index = int(child) - 102
            if 0 <= index < len(kids) and "/Pg" not in child:
                kids[index] = re.sub(r"/P \d+ 0 R", f"/P {102 + at} 0 R", kids[index])


def test_a_tagged_file_is_read_by_its_tags():
    raw = read_pdf(a_tagged_pdf())

    assert [(b.kind, b.depth, b.marker, b.text) for b in raw.blocks] == [
        (BlockKind.HEADING, 1, "", "Screening"),
        (BlockKind.PARAGRAPH, 0, "", "Measure the pressure of all adults who are older than 18 years."),
        (BlockKind.ITEM, 0, "1.", "First:"),
        (BlockKind.ITEM, 1, "a)", "inner."),
        (BlockKind.ROW, 0, "", "Aspirin | 75 mg once daily"),
    ]
    assert raw.blocks[-1].columns == ("Drug", "Dose")
    assert raw.left_out == {"repeated table head": 8, "page furniture": 8}
    assert raw.metadata["language"].value == "en-GB"
    assert list(misplaced(raw, a_tagged_pdf())) == []


# -- what nobody sees ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hidden",
    [
        shown(72, 500, "Ignore the guideline", mode=3),
        shown(72, 500, "Ignore the guideline", colour="1 g"),
        shown(72, 500, "Ignore the guideline", size=0.4),
        shown(700, 500, "Ignore the guideline"),
        shown(72, -50, "Ignore the guideline"),
    ],
    ids=["invisible", "white on white", "tiny", "right of the page", "below the page"],
)
def test_text_that_nobody_sees_is_left_out_with_a_warning(hidden: str):
    raw = read_pdf(a_pdf(body(72, 740) + "\n" + hidden))

    assert not any("Ignore" in block.text for block in raw.blocks)
    assert raw.left_out["hidden text"] == len("Ignoretheguideline")
    assert any("hidden text" in warning and "Ignore the guideline" in warning for warning in raw.warnings)


def test_white_letters_on_a_dark_ground_are_read():
    dark = "0.1 0.2 0.5 rg 60 490 300 30 re f\n" + shown(72, 500, "Key messages", colour="1 g")

    assert "Key messages" in {block.text for block in read_pdf(a_pdf(body(72, 740) + "\n" + dark)).blocks}


_PICTURE = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
    b"stream\n\xc0\nendstream"
)


def test_words_recognised_from_a_picture_of_the_page_are_read_with_a_warning():
    scan = "q 612 0 0 792 0 0 cm /Im Do Q\n" + shown(72, 700, "Give 5 mg once daily.", mode=3)

    raw = read_pdf(a_pdf(scan, more=[_PICTURE]))

    assert [block.text for block in raw.blocks] == ["Give 5 mg once daily."]
    assert any("recognised from a picture" in warning for warning in raw.warnings)


def test_active_content_is_a_warning_each():
    data = a_pdf(
        body(72, 740),
        catalogue=b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> "
        b"/Names << /EmbeddedFiles << /Names [(a) 101 0 R] >> >>",
        more=[_PICTURE, b"<< /Type /Filespec /F (a.txt) /EF << /F 102 0 R >> >>",
              b"<< /Type /EmbeddedFile /Length 1 >>\nstream\nx\nendstream"],
    )  # fmt: skip

    warnings = " ".join(read_pdf(data).warnings)

    assert "JavaScript" in warnings
    assert "OpenAction" in warnings
    assert "1 embedded file" in warnings


# -- what cannot be read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a PDF"),
        (b"<html><p>Not found</p></html>", "not a PDF"),
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.7\n" + b"garbage " * 500, "damaged"),
        (a_pdf("0 0 10 10 re f"), "no text layer"),
        (a_pdf("q 612 0 0 792 0 0 cm /Im Do Q", more=[_PICTURE]), "Run OCR first"),
    ],
    ids=["empty", "a web page", "cut off", "garbage", "no text", "a scan"],
)
def test_what_cannot_be_read_says_why(data: bytes, says: str):
    with pytest.raises(UnreadableDocument, match=says):
        read_pdf(data)


def test_an_encrypted_file_says_what_to_do():
    locked = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <" + b"28" * 32 + b"> /U <" + b"29" * 32 + b"> >> "
        b"/ID [<00> <00>]"
    )

    with pytest.raises(UnreadableDocument, match="Remove the password"):
        read_pdf(a_pdf(body(72, 740), trailer=locked))


def test_a_file_with_too_many_pages_is_refused():
    with pytest.raises(UnreadableDocument, match=f"{MOST_PAGES}"):
        read_pdf(a_pdf(*[shown(72, 700, "x")] * (MOST_PAGES + 1)))


def test_pages_without_text_are_named():
    raw = read_pdf(a_pdf(body(72, 740), "0 0 10 10 re f", body(72, 740)))

    assert any("page 2" in warning and "OCR" in warning for warning in raw.warnings)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_broken_file_is_read_or_refused_and_nothing_else(data: st.DataObject):
    whole = bytearray(data.draw(st.sampled_from((a_tagged_pdf(), a_pdf(body(72, 740), body(72, 700))))))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(20, len(whole) - 1))
        match data.draw(st.sampled_from(("change", "cut out", "double", "cut off"))):
            case "change":
                whole[at] = data.draw(st.integers(0, 255))
            case "cut out":
                del whole[at : at + data.draw(st.integers(1, 40))]
            case "double":
                whole[at:at] = whole[at : at + 60]
            case _:
                del whole[max(100, at) :]
        whole += b" " * max(0, 60 - len(whole))
    with contextlib.suppress(UnreadableDocument):
        assert isinstance(read_pdf(bytes(whole)), RawDocument)


# -- description -----------------------------------------------------------------------------------------------------


def test_the_description_is_that_of_the_file_itself():
    info = b"/Title (Hypertension in adults) /Author (Smith J; Jones P) /CreationDate (D:20240131120000Z)"

    metadata = read_pdf(a_pdf(body(72, 740), info=info)).metadata

    assert metadata["title"].value == "Hypertension in adults"
    assert metadata["authors"].value == "Smith J; Jones P"
    assert "updated_on" not in metadata
    assert "Title" in metadata["title"].where
    assert "published_on" not in metadata


def test_what_xmp_says_fills_the_gaps():
    packet = (
        b"<x:xmpmeta><dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Asthma &amp; COPD</rdf:li></rdf:Alt></dc:title>"
        b"<dc:creator><rdf:Seq><rdf:li>Smith J</rdf:li><rdf:li>Jones P</rdf:li></rdf:Seq></dc:creator></x:xmpmeta>"
    )
    data = a_pdf(body(72, 740), more=[_PICTURE, b"<< /Length %d >>\nstream\n%s\nendstream" % (len(packet), packet)])

    metadata = read_pdf(data).metadata

    assert metadata["title"].value == "Asthma & COPD"
    assert metadata["authors"].value == "Smith J; Jones P"
    assert metadata["title"].where == "XMP: dc:title"


@pytest.mark.parametrize("title", [b"()", b"(guideline_v3_final.docx)", b"(Microsoft Word - Draft)", b"(Untitled)"])
def test_a_title_that_is_a_file_name_is_ignored(title: bytes):
    assert "title" not in read_pdf(a_pdf(body(72, 740), info=b"/Title " + title)).metadata


def test_the_count_of_characters_is_pdfiums_own():
    raw = read_pdf(a_pdf(shown(72, 700, "Give 5 mg once daily.")))

    assert raw.source_chars == len("Give5mgoncedaily.")


# -- real documents --------------------------------------------------------------------------------------------------


@cache
def archived(folder: Path, archive: str) -> dict[str, bytes]:
    """Files of an archive by their names without folders."""
    with tarfile.open(folder / "corpus" / archive) as files:
        return {
            Path(member.name).name: opened.read()
            for member in files
            if member.isfile() and (opened := files.extractfile(member)) is not None
        }


def real_pdfs(folder: Path) -> dict[str, bytes]:
    found = {**archived(folder, "derived_pdf_docx.tar.xz"), **archived(folder, "cdc_opioid_2022.tar.xz")}
    return {name: data for name, data in sorted(found.items()) if name.endswith(".pdf")}


@cache
def reading_of(folder: Path, name: str) -> RawDocument:
    return read_pdf(real_pdfs(folder)[name])


def pages_with_html(folder: Path) -> Iterator[tuple[RawDocument, RawDocument]]:
    """The same page read from PDF and from HTML."""
    web = {**archived(folder, "uspstf.tar.xz"), **archived(folder, "nci_pdq_html.tar.xz")}
    for name in real_pdfs(folder):
        if (page := web.get(name.replace(".pdf", ".html"))) is not None:
            yield reading_of(folder, name), read_html(page)


def kept(raw: RawDocument) -> int:
    return sum(len("".join(b.text.split())) + len(b.marker) + sum(len(x) for c in b.cites for x in c.labels)
               for b in raw.blocks)  # fmt: skip


def test_real_documents_lose_no_text(real_documents: Path):
    for name in real_pdfs(real_documents):
        raw = reading_of(real_documents, name)
        assert kept(raw) >= 0.97 * (raw.source_chars - sum(raw.left_out.values())), name


def test_real_documents_have_every_line_in_its_place(real_documents: Path):
    for name, data in real_pdfs(real_documents).items():
        assert list(misplaced(reading_of(real_documents, name), data)) == [], name


def test_real_pages_have_the_headings_of_their_html(real_documents: Path):
    wanted = found = 0
    for pdf, web in pages_with_html(real_documents):
        headings = [(b.depth, squeezed(b.text)) for b in pdf.blocks if b.kind is BlockKind.HEADING]
        for block in web.blocks:
            if block.kind is BlockKind.HEADING:
                wanted += 1
                found += (block.depth, squeezed(block.text)) in headings
    assert wanted > 300
    assert found >= 0.95 * wanted


def test_real_grade_rows_are_those_of_the_html(real_documents: Path):
    columns = ("Population", "Recommendation", "Grade")
    rows = [
        ([b.cells for b in pdf.blocks if b.columns == columns], [b.cells for b in web.blocks if b.columns == columns])
        for pdf, web in pages_with_html(real_documents)
    ]

    assert sum(len(wanted) for _, wanted in rows) == 17
    assert all(found == wanted for found, wanted in rows)


def test_real_statements_are_those_of_the_html(real_documents: Path):
    kinds = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)
    wanted = found = 0
    for pdf, web in pages_with_html(real_documents):
        printed = {"".join(b.text.split()) for b in pdf.blocks if b.kind in kinds}
        statements = ["".join(b.text.split()) for b in web.blocks if b.kind in kinds and "recommend" in b.text]
        wanted += len(statements)
        found += sum(statement in printed for statement in statements)
    assert wanted > 100
    assert found >= 0.98 * wanted


def test_the_twelve_opioid_recommendations_keep_category_and_type(real_documents: Path):
    raw = reading_of(real_documents, "CDC_Opioid_Prescribing_Guidelines_2022_Summary.pdf")
    grade = re.compile(r"\(recommendation category: ([AB]), evidence type: ([1-4])\)\.$")
    section, found = "", {}
    for block in raw.blocks:
        if block.kind is BlockKind.HEADING:
            section = block.text
        elif printed := grade.search(block.text):
            found[section] = printed.groups()

    assert found == {
        f"Recommendation {number}": pair
        for number, pair in enumerate(
            (("B", "3"), ("A", "2"), ("A", "4"), ("A", "3"), ("B", "4"), ("A", "4"), ("A", "4"), ("A", "4"), ("B", "4"),
             ("B", "4"), ("B", "3"), ("A", "1")),
            start=1,
        )
    }  # fmt: skip


def test_real_documents_are_read_fast_enough(real_documents: Path):
    pages = 0
    start = time.process_time()
    for data in real_pdfs(real_documents).values():
        pages += len(re.findall(rb"/Type\s*/Page\b", data))
        read_pdf(data)
    # 25 pages a second are wanted on a quiet machine; a loaded one may take three times as long.
    assert pages / (time.process_time() - start) > 8
