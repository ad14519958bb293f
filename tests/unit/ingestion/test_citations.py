"""Citation marks that are printed as plain text leave it; values in brackets stay."""

import pytest

from curbside.domain.documents import Cite
from curbside.ingestion.citations import without_printed_marks
from curbside.ingestion.raw import Block, BlockKind, Place

REFERENCES = [Block(kind=BlockKind.REFERENCE, text=f"Reference {n}.", marker=f"{n}.") for n in range(1, 60)]


def cleaned(text: str, **changes: object) -> Block:
    block = Block(kind=BlockKind.PARAGRAPH, text=text, **changes)  # type: ignore[arg-type]  # what a test is about
    return without_printed_marks([block, *REFERENCES])[0]


@pytest.mark.parametrize(
    ("printed", "text", "labels"),
    [
        ("Seen in many.[1,3-5] Others differ.", "Seen in many. Others differ.", ("1", "3", "4", "5")),
        ("In patients [4–6] and carers.", "In patients and carers.", ("4", "5", "6")),
        (
            "It is not advised in women.46 The Society differs.",
            "It is not advised in women. The Society differs.",
            ("46",),
        ),
        ("Not advised in women.46", "Not advised in women.", ("46",)),
        ("It was 3.3%.1-3 The rest", "It was 3.3%. The rest", ("1", "2", "3")),
        ("It detects AAA,1,27 and spares", "It detects AAA, and spares", ("1", "27")),
        ("(OR, 1.75 [95% CI, 1.61-1.90]).5 There", "(OR, 1.75 [95% CI, 1.61-1.90]). There", ("5",)),
    ],
)
def test_printed_marks_leave_the_text(printed: str, text: str, labels: tuple[str, ...]) -> None:
    block = cleaned(printed)

    assert block.text == text
    assert [cite.labels for cite in block.cites] == [labels]


@pytest.mark.parametrize(
    "text",
    [
        "Keep potassium in range [3-5] mmol/L.",
        "A dose of 2.5 mg.",
        "Scores [70-80] are beyond the list.",
        "See table A.1 first.",
        "Ratio 1.5 (0.8 to 2.1).",
        "In 1,000 women and 2,5 mg.",
        "Fig.3 shows it.",
    ],
)
def test_values_stay(text: str) -> None:
    assert cleaned(text).text == text


def test_without_a_list_of_references_single_marks_are_not_believed() -> None:
    block = Block(kind=BlockKind.PARAGRAPH, text="Give it [1] and then [2].")

    assert without_printed_marks([block]) == [block]


def test_places_and_marks_that_were_there_move_along() -> None:
    block = cleaned(
        "Pain.[12] Rest helps.",
        cites=(Cite(21, ("7",)),),
        places=(Place(start=0, end=9, page=1, box=(0, 0, 1, 1)), Place(start=10, end=21, page=1, box=(0, 1, 1, 2))),
    )

    assert block.text == "Pain. Rest helps."
    assert [(cite.at, cite.labels) for cite in block.cites] == [(5, ("12",)), (17, ("7",))]
    assert [block.text[place.start : place.end] for place in block.places] == ["Pain.", "Rest helps."]


def test_a_row_and_its_cells_lose_the_same_marks() -> None:
    row = Block(kind=BlockKind.ROW, text="Men [3] | 5 mg", cells=("Men [3]", "5 mg"), columns=("Who", "Dose"))

    (cleaned_row, *_) = without_printed_marks([row, *REFERENCES])

    assert (cleaned_row.text, cleaned_row.cells) == ("Men | 5 mg", ("Men", "5 mg"))
