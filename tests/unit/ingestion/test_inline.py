"""Citation marks leave the text and are kept beside it; raised signs that are no marks stay."""

import pytest

from curbside.ingestion.inline import Inline, Settled, numbers_of


def settled(*pieces: str | tuple[str, str]) -> Settled:
    inline = Inline()
    for piece in pieces:
        match piece:
            case ("cite", labels):
                inline.cite(labels.split())
            case (style, words):
                inline.add(words, raised=style == "up", bold=style == "bold")
            case _:
                inline.add(piece)
    return inline.settle()


@pytest.mark.parametrize(
    ("pieces", "text", "labels"),
    [
        (["in Denmark.", ("up", "1-3")], "in Denmark.", ("1", "2", "3")),
        (["seen in 12 trials", ("up", "13"), ", and"], "seen in 12 trials, and", ("13",)),
        (["benefit [", ("cite", "4"), ", ", ("cite", "6"), "]."], "benefit.", ("4", "6")),
        (["benefit [", ("cite", "4"), "–", ("cite", "6"), "]."], "benefit.", ("4", "5", "6")),
        (["benefit (", ("cite", "4"), ") was"], "benefit was", ("4",)),
        (["benefit.[", ("cite", "4"), "]; [", ("cite", "9"), "][Level II]"], "benefit.[Level II]", ("4", "9")),
        (["benefit", ("cite", "4"), " was"], "benefit was", ("4",)),
        (["benefit ", ("cite", "4"), "was"], "benefit was", ("4",)),
    ],
)
def test_citation_marks_leave_the_text(pieces: list[str], text: str, labels: tuple[str, ...]) -> None:
    found = settled(*pieces)

    assert found.text == text
    assert [cite.labels for cite in found.cites] == [labels]


def test_a_citation_mark_keeps_its_place() -> None:
    found = settled("One. ", ("cite", "1"), " Two", ("up", "2"), ".")

    assert found.text == "One. Two."
    assert [found.text[: cite.at] for cite in found.cites] == ["One.", "One. Two"]


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["30 kg/m", ("up", "2")], "30 kg/m²"),
        (["10", ("up", "9"), "/L"], "10⁹/L"),
        (["R", ("up", "2"), " of 0.4"], "R² of 0.4"),
        (["(", ("up", "18"), "F-FDG"], "(¹⁸F-FDG"),
        (["s", ("up", "-1")], "s⁻¹"),
        (["dose", ("up", "a")], "doseᵃ"),
        (["trade", ("up", "TM")], "trade^TM"),
        (["1", ("up", "st")], "1ˢᵗ"),
    ],
)
def test_other_raised_signs_stay(pieces: list[str], text: str) -> None:
    found = settled(*pieces)

    assert found.text == text
    assert not found.cites


@pytest.mark.parametrize(
    ("pieces", "label"),
    [
        ([("bold", "Apixaban:"), " 5 mg"], "Apixaban"),
        ([("bold", "Apixaban"), ": 5 mg"], "Apixaban"),
        ([("bold", "Apixaban"), ("bold", ":"), " 5 mg"], "Apixaban"),
        ([("bold", "Key principle")], "Key principle"),
        ([("bold", "Never"), " give it"], ""),
        (["Give ", ("bold", "5 mg")], ""),
    ],
)
def test_a_bold_beginning_is_a_label_where_it_names_what_follows(pieces: list[str], label: str) -> None:
    assert settled(*pieces).label == label


def test_private_characters_of_a_file_cannot_pose_as_marks() -> None:
    found = settled("a \ue0001\ue001 b")

    assert (found.text, found.cites) == ("a 1 b", ())


def test_ranges_of_marks_are_written_out() -> None:
    assert numbers_of("1,3–5") == ("1", "3", "4", "5")
    assert numbers_of("7") == ("7",)
