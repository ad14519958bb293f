"""The shapes of guideline Markdown: what travels with each passage is part of its meaning."""

import pytest

from curbside.domain.documents import Passage, PassageKind
from factories import an_ingested


def passages(markdown: str) -> list[Passage]:
    return list(an_ingested(markdown).body.passages)


def the(markdown: str, beginning: str, kind: PassageKind | None = None) -> Passage:
    found = [p for p in passages(markdown) if p.text.startswith(beginning) and kind in (None, p.kind)]
    assert len(found) == 1, [(p.kind, p.text) for p in found]
    return found[0]


MEN_AND_WOMEN = (
    "## Anticoagulation\n\n**Men:**\n- Score 2: give OAC (Class I).\n\n**Women:**\n- Score 2: OAC "
    "may be considered (Class IIb).\n- Score 3: give OAC.\n"
)
APIXABAN = (
    "## Dosing\n\n- **Apixaban:** Standard dose is 5 mg BID.\n  - Reduce to 2.5 mg BID if frail.\n- "
    "**Rivaroxaban:** 20 mg once daily.\n  - Reduce to 15 mg if CrCl is low.\n"
)
OPTIONS = "## Treatment\n\nGive one of:\n- Ceftriaxone 1 g; OR\n- Cefotaxime 2 g; OR\n- Levofloxacin 750 mg.\n"
TABLE = (
    "## Doses\n\nWhere CrCl is normal:\n\n| Drug | Dose | COR |\n|---|---|---|\n| Apixaban | 5 mg | Class I |"
    "\n| Warfarin | | Class IIb |\n"
)
ARROWS = (
    "## Insulin\n\n```\nPotassium?\n├─ K < 3.5 → Delay insulin\n├─ K 3.5-5.0 --> Start insulin\n└─ K > 5.0 "
    "→ Insulin without potassium\n```\n"
)


def test_men_and_women_each_keep_their_own_lead_in() -> None:
    leads = {(p.text, p.lead_in) for p in passages(MEN_AND_WOMEN) if p.kind is PassageKind.ITEM}

    assert leads == {
        ("Score 2: give OAC (Class I).", ("Men",)),
        ("Score 2: OAC may be considered (Class IIb).", ("Women",)),
        ("Score 3: give OAC.", ("Women",)),
    }


def test_a_lead_in_in_plain_words_travels_as_well() -> None:
    markdown = "## AF\n\nIn patients with a mechanical valve:\n- Use warfarin.\n- Avoid DOACs.\n"

    assert the(markdown, "Avoid").lead_in == ("In patients with a mechanical valve",)


def test_a_lead_in_ends_with_its_list() -> None:
    markdown = "## AF\n\nMen:\n- Use A.\n- Use B.\n\nA later paragraph.\n\n- A later item.\n"

    assert the(markdown, "A later item").lead_in == ()


def test_the_drug_in_the_parent_bullet_travels_with_each_child() -> None:
    assert the(APIXABAN, "Reduce to 2.5").lead_in == ("Apixaban",)
    assert the(APIXABAN, "Reduce to 15").lead_in == ("Rivaroxaban",)


def test_nested_bullets_keep_every_parent_outermost_first() -> None:
    markdown = "## H\n\n- Adults\n  - Severe\n    - Give 2 g.\n"

    assert the(markdown, "Give 2 g").lead_in == ("Adults", "Severe")


def test_options_joined_by_or_are_one_passage_with_all_parts() -> None:
    whole = the(OPTIONS, "Give one of", PassageKind.LIST)
    body = an_ingested(OPTIONS).body

    assert [body.text[start:end] for start, end in whole.parts] == [
        "Give one of:", "Ceftriaxone 1 g; OR", "Cefotaxime 2 g; OR", "Levofloxacin 750 mg.",
    ]  # fmt: skip


def test_a_table_row_keeps_its_column_heads_cells_and_lead_in() -> None:
    row = the(TABLE, "Apixaban")

    assert row.kind is PassageKind.ROW
    assert row.columns == ("Drug", "Dose", "COR")
    assert row.cells == ("Apixaban", "5 mg", "Class I")
    assert row.lead_in == ("Where CrCl is normal",)


def test_an_empty_cell_stays_in_its_column() -> None:
    assert the(TABLE, "Warfarin").cells == ("Warfarin", "", "Class IIb")


def test_a_row_that_begins_empty_keeps_what_stands_above_in_its_place() -> None:
    """ "10.0–11.9: 3 points" is of men or of women; without that it is a wrong answer to half of those who ask."""
    head = "Points:\n\n| Sign | Value | Points |\n|---|---|---|\n"
    markdown = f"## S\n\n{head}| Hb, men | 12-13 | 1 |\n| | 10-12 | 3 |\n| | < 10 | 6 |\n| Hb, women | 10-12 | 1 |\n"
    rows = [passage for passage in passages(markdown) if passage.kind is PassageKind.ROW]

    assert [row.lead_in for row in rows] == [("Points",), ("Points", "Hb, men"), ("Points", "Hb, men"), ("Points",)]


def test_what_a_row_continues_ends_with_its_table() -> None:
    table = "| Sign | Points |\n|---|---|\n"
    markdown = f"## S\n\n{table}| Hb | 1 |\n\nText.\n\n{table}| | 2 |\n| Pulse | 3 |\n"
    rows = [passage for passage in passages(markdown) if passage.kind is PassageKind.ROW]

    assert [row.lead_in for row in rows] == [(), (), ()]


def test_a_table_of_criteria_that_must_all_be_met_is_one_passage() -> None:
    markdown = "## D\n\nAll three of the following:\n\n| Test | Value |\n|---|---|\n| pH | < 7.3 |\n| Ketones | > 3 |\n"

    assert len(the(markdown, "pH | < 7.3\n", PassageKind.LIST).parts) == 2


def test_each_arm_of_a_tree_is_a_passage_with_the_path_to_it() -> None:
    arm = the(ARROWS, "K < 3.5")

    assert arm.kind is PassageKind.BRANCH
    assert arm.lead_in == ("Potassium?",)
    assert "Delay insulin" in arm.text
    assert "Start insulin" not in arm.text


def test_ascii_arrows_and_drawn_arrows_mean_the_same() -> None:
    drawn, ascii_ = (an_ingested(text).body.text for text in (ARROWS, ARROWS.replace("→", "-->")))

    assert drawn == ascii_


def test_no_line_of_a_drawing_is_left_in_its_words() -> None:
    markdown = (
        "## DKA\n\n```\nSuspected DKA\n  |\n  +-- K < 3.5?\n  |     +-- Yes --> Delay insulin\n  |"
        "     +-- No --> Start insulin\n```\n"
    )

    for passage in passages(markdown):
        words = [
            passage.label,
            *passage.lead_in,
            *(passage.text[a - passage.start : b - passage.start] for a, b in passage.parts),
        ]
        assert not any(word.startswith(("-", "+", "|")) for word in words), words


@pytest.mark.parametrize(
    ("markdown", "text", "printed"),
    [
        ("## Aspirin (Class I, LOE A)\n\n- Give 75 mg.\n", "Give 75 mg.", "Class I, LOE A"),
        ("## H\n\nThe following are advised (Strong, High):\n- Drug A\n- Drug B\n", "Drug B", "Strong, High"),
        ("## H\n\n- Acute phase (1B):\n  - Drug A\n", "Drug A", "1B"),
        ("## Aspirin (Class I)\n\n- Stop it (Class III: Harm).\n", "Stop it", "Class III: Harm"),
        ("## H\n\n| Drug | COR | LOE |\n|---|---|---|\n| Aspirin | 1 | A |\n", "Aspirin", "1, A"),
    ],
)
def test_a_grade_holds_for_what_stands_below_its_heading_or_lead_in(markdown: str, text: str, printed: str) -> None:
    recommendation = the(markdown, text).recommendation

    assert recommendation is not None
    assert recommendation.as_printed == printed


def test_the_grade_of_a_heading_ends_with_its_section() -> None:
    markdown = "## Aspirin (Class I)\n\n- Give it.\n\n## Next\n\n- Give that.\n"

    assert the(markdown, "Give that").recommendation is None


def test_the_grade_of_one_item_is_not_the_grade_of_its_list() -> None:
    assert the(MEN_AND_WOMEN, "Women", PassageKind.LIST).recommendation is None


def test_front_matter_describes_the_document_and_is_no_text() -> None:
    front = "---\npublisher: 'A Society'\ndate: 2021-05-01\ndoi: 10.1/x\n---\n"
    ingested = an_ingested(f"{front}\n# Head\n\nWords.\n")

    assert (ingested.document.publisher, ingested.document.year, ingested.document.doi) == (
        "A Society",
        2021,
        "10.1/x",
    )
    assert "publisher" not in ingested.body.text


def test_the_manifest_outweighs_front_matter() -> None:
    assert an_ingested("---\nyear: 1999\n---\nWords.\n", year=2024).document.year == 2024


def test_html_in_markdown_stays_text() -> None:
    body = an_ingested(
        "## H\n\nSome <b>bold</b> <script>alert(1)</script> words.\n\n<div onclick='x()'>raw</div>\n"
    ).body

    assert "<script>alert(1)</script>" in body.text
    assert "<div onclick='x()'>raw</div>" in body.text


def test_comments_are_left_out() -> None:
    assert "secret" not in an_ingested("## H\n\nWords. <!-- secret\nlines -->\n").body.text


def test_marks_are_gone_and_symbols_stay() -> None:
    body = an_ingested("## H\n\n- **Give** *2.5* `mg` if ≥ 80 & < 90 [here](http://x.org).\n").body

    assert body.passages[0].text == "Give 2.5 mg if ≥ 80 & < 90 here."


def test_a_first_heading_that_repeats_the_title_heads_no_path() -> None:
    assert the("# A guideline\n\n## Dosing\n\n- Give it.\n", "Give it").path == ("Dosing",)


def test_passages_are_numbered_in_reading_order() -> None:
    found = passages(APIXABAN)

    assert [p.position for p in found] == list(range(len(found)))
    assert [p.id for p in found] == [f"a-guideline#{n}" for n in range(1, len(found) + 1)]
    assert [p.start for p in found] == sorted(p.start for p in found)


def test_adverts_of_calculators_are_left_out() -> None:
    assert "Calculator" not in an_ingested("## H\n\nOpenMedicine Calculator: try it.\n\nGive aspirin.\n").body.text


def test_coverage_says_how_much_of_the_words_was_kept() -> None:
    assert an_ingested(MEN_AND_WOMEN).coverage >= 0.95
