"""A grade above holds for the statement or list that it stands over, and is lent to nothing else."""

import time

import pytest

from curbside.domain.documents import Passage, PassageKind
from factories import an_ingested

HEADING = "## Aspirin (Class I, LOE A)\n\n"
STATED = HEADING + "Aspirin should be given to all patients with stroke.\n\n"
LINE = "## Stroke\n\nAspirin is recommended for (Class I):\n\n"
GRADED = "Class I, LOE A"


def grades(markdown: str) -> dict[str, str | None]:
    """What each passage but whole lists carries, by its text."""
    return {p.text: as_printed(p) for p in passages(markdown) if p.kind is not PassageKind.LIST}


def passages(markdown: str) -> list[Passage]:
    return list(an_ingested(f"# G\n\n{markdown}\n").body.passages)


def as_printed(passage: Passage) -> str | None:
    return passage.recommendation.as_printed if passage.recommendation else None


def test_a_heading_grades_the_statement_below_it() -> None:
    assert grades(STATED) == {"Aspirin should be given to all patients with stroke.": GRADED}


@pytest.mark.parametrize(
    "beside",
    [
        "**Contraindications:** Active bleeding, known allergy.",
        "- Hold if platelets fall below 50.",
        "- **Key side effects:** Dyspepsia, bleeding.",
        "- In the ISIS-2 trial mortality fell (HR 0.77).",
        "- Aspirin blocks cyclooxygenase, which platelets cannot renew.",
        "Stroke is defined as a sudden deficit.",
        "| Drug | Dose |\n|---|---|\n| Aspirin | 75 mg |",
        "**Exceptions:** Patients after a recent bleed.",
    ],
)
def test_what_stands_after_the_statement_has_no_grade(beside: str) -> None:
    statement, *rest = grades(STATED + beside).values()

    assert statement == GRADED
    assert rest == [None]


@pytest.mark.parametrize(
    "beside",
    [
        "**Contraindication:** Active bleeding.",
        "Hold before surgery.",
        "Do not stop it abruptly.",
        "Observational data suggest a benefit in the old.",
        "May also be given to children.",
        "No dose adjustment is required in renal failure.",
        "Per label, the dose is 100 mg.",
        "This recommendation differs from that of 2012.",
    ],
)
def test_a_heading_straight_above_a_list_grades_the_advice_of_the_list(beside: str) -> None:
    read = grades(f"{HEADING}- **Loading dose:** 300 mg.\n- **Maintenance dose:** 75 mg daily.\n- {beside}")

    assert list(read.values()) == [GRADED, GRADED, None]


def test_a_list_as_a_whole_has_the_grade_only_where_all_its_items_have() -> None:
    alike, mixed = (
        [as_printed(p) for p in passages(f"{HEADING}- Load with 300 mg.\n- {item}") if p.kind is PassageKind.LIST]
        for item in ("Give 75 mg daily.", "Contraindications: active bleeding.")
    )

    assert (alike, mixed) == ([GRADED], [None])


def test_a_heading_that_only_repeats_its_statement_s_grade_lends_it_to_nothing_else() -> None:
    read = grades(f"{HEADING}Aspirin is recommended (Class I, LOE A).\n\n- Plans should be reviewed.")

    assert list(read.values()) == [GRADED, None]


def test_a_heading_grades_its_statement_though_later_items_print_their_own() -> None:
    read = grades(
        f"{HEADING}Recommended for all with stroke.\n\n- In TIA it is recommended (Class I, LOE A).\n- It is cheap."
    )

    assert list(read.values()) == [GRADED, GRADED, None]


def test_a_labelled_part_of_the_recommendation_shares_its_grade() -> None:
    read = grades(
        "## Tier 1 — Class I, Level C\n\n**Indication:** any of:\n- Shock\n- Arrest\n\n**Action:**\n1. Do not wait.\n\n"
        "**Rationale:** it saves lives."
    )

    assert list(read.values()) == ["Class I, Level C"] * 5 + [None]


def test_a_grade_for_giving_is_none_for_not_giving_and_the_other_way_round() -> None:
    given = grades("## Statins (Class I)\n\n- Give one to all.\n- Do not give two.")
    against = grades("## Against stockings (Conditional)\n\n- We suggest against them.\n- Use them for swelling.")

    assert (list(given.values()), list(against.values())) == (["Class I", None], ["Conditional", None])


@pytest.mark.parametrize(
    ("heading", "grade"),
    [
        ("Strong Recommendations", "Strong Recommendations"),
        ("Weak recommendations", "Weak recommendations"),
        ("Class IIa (Reasonable) Indications", "Class IIa"),
    ],
)
def test_a_heading_that_is_a_grade_holds_for_the_whole_list(heading: str, grade: str) -> None:
    read = grades(f"## Discharge\n\n### {heading}\n\n- Reconcile medication.\n- Peer support.\n- Note: new in 2021.")

    assert list(read.values()) == [grade, grade, None]


def test_a_line_that_is_nothing_but_a_grade_heads_what_stands_below_it() -> None:
    read = grades(
        "## Pneumonia\n\n(Strong recommendation)\n\n**Option A:**\n- Ceftriaxone\n\n**Option B:**\n- Levofloxacin"
    )

    assert set(read.values()) == {"Strong recommendation"}


def test_a_line_shares_its_grade_with_the_items_that_end_its_sentence() -> None:
    read = grades(f"{LINE}- Stroke\n- TIA\n- Stenosis above 70 %\n- The threshold is new.\n- Trials included few women")

    assert list(read.values()) == ["Class I"] * 4 + [None, None]


def test_a_line_shares_its_grade_with_the_rows_of_its_table_and_with_no_list_after_that() -> None:
    read = grades(f"{LINE}| Kind | Since |\n|---|---|\n| Stroke | 1 day |\n\n- Keep carbapenems in reserve.")

    assert list(read.values()) == ["Class I", "Class I", None]


def test_those_whom_a_recommendation_is_not_for_are_not_graded() -> None:
    line, *items = grades(
        "## Beta-blockers (Class I)\n\nThey should be given to patients who do not have any of the following:\n"
        "- Asthma\n- Heart block"
    ).values()

    assert (line, items) == ("Class I", [None, None])


def test_a_node_of_a_tree_shares_its_grade_with_what_hangs_below_it() -> None:
    tree = "## Surgery\n\n```\nIs there an emergent (Class I) indication?\n  --> Abscess?\n      --> Operate\n```"

    assert list(grades(tree).values()) == ["Class I"]


def test_several_grades_of_one_unit_stand_side_by_side_and_give_no_strength() -> None:
    (passage,) = passages("## Oxygen\n\n- Give it below 90 % (Class I). Do not give it above (Class III: Harm).")

    found = passage.recommendation
    assert found is not None
    assert (found.as_printed, found.strength, found.scheme) == ("Class I; Class III: Harm", None, "ACC/AHA class")


@pytest.mark.parametrize("piece", ["not have ", "key ", "Class I, ", "1.", "– ", "(", "evidence of "])
def test_long_text_below_a_graded_heading_is_read_in_time(piece: str) -> None:
    started = time.process_time()
    passages(f"{HEADING}{piece * 20_000}")

    assert time.process_time() - started < 10
