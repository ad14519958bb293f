"""An article as PDF: every word as it is, marks of the typesetter too, and a warning where a letter has no font."""

import pypdfium2
import pytest

from curbside.rendering.pdf import article_pdf

MARKS = '#read("/etc/passwd") $x$ `raw` *bold* _slanted_ <label> @reference // remark'


def printed(**changed) -> str:
    """The text of the printed page."""
    body = {
        "opening": "", "missing": [], "headline": None, "sections": [], "conflicts": [], "closing": [],
        "limitations": [], "references": [], **changed,
    }  # fmt: skip
    page = {
        "title": "A title", "reviewers": [], "banners": [], "signed": [], "facts": ["Version 1"], "made": ["made"],
        "foot": "foot", "disclaimer": "disclaimer", "made_at": 1_790_000_000, "body": body,
    }  # fmt: skip
    document = pypdfium2.PdfDocument(article_pdf(page))
    text = " ".join(leaf.get_textpage().get_text_range() for leaf in document)
    return " ".join(text.split())


@pytest.mark.parametrize("place", ["opening", "limitations", "closing", "missing"])
def test_marks_are_printed_not_obeyed(place: str) -> None:
    said = printed(**{place: MARKS if place == "opening" else [MARKS]})
    assert MARKS in said.replace("“", '"').replace("”", '"')


def test_a_claim_keeps_its_lines_numbers_and_strength() -> None:
    line = {"text": "adults: 5 mg ≥ 60 kg", "lines": [{"text": "or 2.5 mg", "lines": []}]}
    claim = {
        "lead": "Dose", "text": "flat", "listed": [line], "citations": [1, 3], "strength": "Class I",
        "strength_in_words": "", "status": "", "note": "",
    }  # fmt: skip
    section = {"heading": "Dosing", "ordered": False, "groups": [{"lead": "Dose", "claims": [claim]}]}
    said = printed(sections=[section])
    assert "What the sources say" in said
    assert "Dose: [1, 3] · as printed: Class I • adults: 5 mg ≥ 60 kg • or 2.5 mg" in said.replace("‣", "•")


def test_letters_without_a_font_are_told_of() -> None:
    assert "read the article on its page" in printed(opening="日本語")
    assert "read the article on its page" not in printed(opening="5 µg → α ½")
