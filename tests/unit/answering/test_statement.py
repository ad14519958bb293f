"""Passage → statement: a few edits, each of which can be undone; no word of a source is changed."""

import re
from dataclasses import replace

import pytest

from curbside.answering.statement import statements_of
from curbside.answering.verify import check_located, check_wording
from curbside.domain.answers import Support
from curbside.domain.documents import Passage, PassageKind
from curbside.engine import Engine
from factories import a_passage, an_ingested


def the(markdown: str, beginning: str, kind: PassageKind) -> Passage:
    return next(p for p in an_ingested(markdown).body.passages if p.kind is kind and p.text.startswith(beginning))


def shown(passage: Passage) -> str:
    (statement,) = statements_of(passage)
    return statement.full


def test_a_lead_in_is_put_in_front() -> None:
    assert (
        shown(a_passage("OAC is recommended.", lead_in=("Women",), path=("Recommendations",)))
        == "Women: OAC is recommended."
    )


TASK_FORCE = """# Screening

| Population | Recommendation | Grade |
|---|---|---|
| Screening -- Men aged 65 to 75 years | The USPSTF recommends one-time screening for aneurysm in these men. | B |
"""


def test_the_statement_of_a_table_of_recommendations_is_shown_as_it_is_for_whom_it_is() -> None:
    row = the(TASK_FORCE, "Screening --", PassageKind.ROW)
    (statement,) = statements_of(row)

    assert statement.full == (
        "Men aged 65 to 75 years: The USPSTF recommends one-time screening for aneurysm in these men."
    )
    assert row.text[statement.start - row.start : statement.end - row.start] == statement.quote == statement.text
    assert check_wording(statement.full, [statement.window()]).support is Support.SUPPORTED
    assert row.recommendation is not None
    assert (row.recommendation.scheme, row.recommendation.strength) == ("USPSTF", "B")


def test_a_label_becomes_the_lead() -> None:
    (statement,) = statements_of(a_passage("Apixaban: 5 mg BID.", label="Apixaban", path=("Dosing",)))

    assert (statement.lead, statement.text) == ("Apixaban", "5 mg BID.")


def test_a_table_row_is_read_with_its_columns_and_without_empty_cells() -> None:
    row = the("## T\n\n| Drug | Dose | Note |\n|---|---|---|\n| Apixaban | 5 mg | |\n", "Apixaban", PassageKind.ROW)

    assert shown(row).endswith("Drug: Apixaban; Dose: 5 mg")


def test_a_list_is_joined_by_semicolons() -> None:
    whole = the("## Treatment\n\nGive one of:\n- Drug A; OR\n- Drug B.\n", "Give", PassageKind.LIST)

    assert shown(whole) == "Give one of: Drug A; OR; Drug B"


def test_a_list_of_three_lines_and_more_is_also_told_line_by_line_nested_as_in_its_source() -> None:
    passage = the("## Dose\n\nBy weight:\n- Below 60 kg:\n  - 5 mg\n- From 60 kg: 10 mg\n", "By", PassageKind.LIST)
    (whole,) = statements_of(passage)

    assert [(line.depth, line.text) for line in whole.lines] == [
        (0, "By weight:"),
        (1, "Below 60 kg:"),
        (2, "5 mg"),
        (1, "From 60 kg: 10 mg"),
    ]


def test_words_put_anew_and_short_lists_have_no_lines() -> None:
    passage = the("## Dose\n\nBy weight:\n- Below 60 kg: 5 mg\n- From 60 kg: 10 mg\n", "By", PassageKind.LIST)
    (whole,) = statements_of(passage)
    (short,) = statements_of(the("## Treatment\n\nGive one of:\n- Drug A.\n- Drug B.\n", "Drug A", PassageKind.ITEM))

    assert whole.lines
    assert replace(whole, text="By weight: 5 mg or 10 mg").lines == ()
    assert short.lines == ()


def test_a_branch_reads_as_condition_and_action() -> None:
    branch = the(
        "## Treatment\n\n```\nPotassium?\n├─ K < 3.5 → Delay insulin\n└─ K > 5 → Start\n```\n",
        "K < 3.5",
        PassageKind.BRANCH,
    )

    assert shown(branch) == "Potassium?: K < 3.5: Delay insulin"


def test_long_prose_is_shown_by_the_sentence_each_at_its_own_place() -> None:
    text = "Aspirin is recommended in all patients with known disease. " * 7 + "Avoid it in bleeding."
    passage = a_passage(text, kind=PassageKind.PROSE, start=10)
    statements = list(statements_of(passage))

    assert len(statements) == 8
    assert all(text[s.start - 10 : s.end - 10] == s.quote == s.text for s in statements)


def test_what_narrows_a_statement_is_never_left_out_of_its_lead() -> None:
    lead_in = (
        "In patients who are pregnant or breastfeeding and have been on treatment for long",
        "General remarks on dosing",
        "If CrCl < 30 mL/min",
    )
    (statement,) = statements_of(a_passage("Give half the dose.", lead_in=lead_in, path=("Dosing",)))

    assert lead_in[0] in statement.lead
    assert lead_in[2] in statement.lead


def test_men_is_not_lost_because_it_occurs_inside_recommended() -> None:
    assert shown(a_passage("OAC is recommended.", lead_in=("Men",), path=("Recommendations",))).startswith("Men: ")


@pytest.mark.parametrize(
    "document_id", ["om-acc-aha-af-2023", "om-ada-dka-hhs-2024", "om-rcp-news2-2017", "digest-nice-ng234"]
)
def test_every_word_of_a_statement_is_a_word_of_its_passage_or_context(engine: Engine, document_id: str) -> None:
    _, body = engine.document(document_id)
    for passage in body.passages:
        known = set(re.findall(r"\w+", f"{passage.text} {passage.context} {passage.label} {' '.join(passage.columns)}"))
        for statement in statements_of(passage):
            assert set(re.findall(r"\w+", statement.full)) <= known


def test_the_checker_bears_out_what_is_shown_of_nearly_every_passage(engine: Engine) -> None:
    # The rest is dropped by the pipeline: lost, never wrong. It may not grow.
    refused, count = [], 0
    for document in engine.documents():
        body = engine.store.body(document.id)
        for passage in body.passages:
            for statement in statements_of(passage):
                count += 1
                assert check_located(statement.citation(), passage=passage, text=body.text) == ()
                verdict = check_wording(statement.full, [statement.window()], lexicon=engine.lexicon)
                if verdict.support is not Support.SUPPORTED:
                    refused.append(statement.full)

    assert len(refused) <= 0.025 * count, refused[:20]


def test_an_outer_heading_that_narrows_is_never_left_out() -> None:
    path = ("VTE — ASH 2020", "DOAC Dosing for Extended Prevention", "Standard-Dose vs Reduced-Dose Options")
    dose = a_passage("Apixaban 5 mg twice daily.", path=path)

    assert shown(dose) == f"{path[1]}: {path[2]}: Apixaban 5 mg twice daily."


def test_an_outer_heading_that_only_announces_is_left_out() -> None:
    dose = a_passage("Apixaban 5 mg twice daily.", path=("VTE", "Anticoagulants", "Doses by Drug"))

    assert shown(dose) == "Doses by Drug: Apixaban 5 mg twice daily."
