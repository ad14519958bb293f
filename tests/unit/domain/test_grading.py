"""Grades as printed: recognised by table, kept to the letter, never translated."""

import pytest

from curbside.domain.documents import Direction
from curbside.domain.grading import (
    direction_of,
    find_grade,
    grade_in_row,
    grade_of_list,
    grade_of_text,
    is_directive,
    read_grade,
)

CLASS, GRADE, NUMBERED = "ACC/AHA class", "GRADE", "GRADE 1–2, A–D"
LEVEL, LETTER, EVIDENCE = "level of recommendation", "letter grade", "evidence level"
CERTAINTY, PRACTICE = "certainty of evidence", "best practice statement"

# as printed, scheme, strength, certainty
PRINTED = [
    ("Class I", CLASS, "I", None),
    ("Class IIa, LOE B-R", CLASS, "IIa", "B-R"),
    ("Class IIb", CLASS, "IIb", None),
    ("Class I, Level of Evidence: C", CLASS, "I", "C"),
    ("Class I, LOE: C", CLASS, "I", "C"),
    ("Class III: No Benefit", CLASS, "III: No Benefit", None),
    ("Class III: Harm, LOE B-NR", CLASS, "III: Harm", "B-NR"),
    ("COR 1, LOE A", CLASS, "1", "A"),
    ("COR 2b, LOE C-LD", CLASS, "2b", "C-LD"),
    ("COR 3: Harm, LOE C-EO", CLASS, "3: Harm", "C-EO"),
    ("Class 2a", CLASS, "2a", None),
    ("Strong recommendation, Moderate quality of evidence", GRADE, "Strong", "Moderate"),
    ("Strong, High", GRADE, "Strong", "High"),
    ("Strong Recommendation, Low Quality Evidence", GRADE, "Strong", "Low"),
    ("Conditional, Very low", GRADE, "Conditional", "Very low"),
    ("conditional recommendation, moderate certainty of evidence", GRADE, "conditional", "moderate"),
    ("Weak recommendation, low quality of evidence", GRADE, "Weak", "low"),
    ("Strong recommendation, moderate to high quality", GRADE, "Strong", "moderate to high"),
    ("Recommendation 26, Conditional, Very Low ⨁○○○", GRADE, "Conditional", "Very Low"),
    ("Strong", GRADE, "Strong", None),
    ("Grade 1B", NUMBERED, "1", "B"),
    ("1C", NUMBERED, "1", "C"),
    ("2D", NUMBERED, "2", "D"),
    ("Level IIB", LEVEL, "IIB", None),
    ("Level I", LEVEL, "I", None),
    ("Level III", LEVEL, "III", None),
    ("Grade A", LETTER, "A", None),
    ("Grade E", LETTER, "E", None),
    ("LOE B-NR", EVIDENCE, None, "B-NR"),
    ("moderate-certainty evidence", CERTAINTY, None, "moderate"),
    ("⨁⨁⨁○", CERTAINTY, None, "⨁⨁⨁○"),
    ("⊕⊕◯◯", CERTAINTY, None, "⊕⊕◯◯"),
    ("Best Practice Statement", PRACTICE, "Best Practice Statement", None),
    ("Good practice point", PRACTICE, "Good practice point", None),
    ("ungraded", None, None, None),
    ("Not Graded", None, None, None),
    ("Ungraded Good Practice Statement", PRACTICE, "Ungraded Good Practice Statement", None),
    ("Best practice", PRACTICE, "Best practice", None),
    ("Class III (Harm)", CLASS, "III (Harm)", None),
    ("Class I, Level C", CLASS, "I", "C"),
    ("I/B-R", CLASS, "I", "B-R"),
    ("Strong Recommendation AGAINST", GRADE, "Strong", None),
    # where a print states two values, neither is that of the whole
    ("I/A (SBP), I/C-EO (DBP)", CLASS, "I", None),
    ("Grade 2C; Grade 1B if shock", NUMBERED, None, None),
    ("Grade A/B", LETTER, "A/B", None),
]


@pytest.mark.parametrize(("printed", "scheme", "strength", "certainty"), PRINTED)
def test_a_printed_grade_gives_what_it_says_and_no_more(
    printed: str, scheme: str | None, strength: str | None, certainty: str | None
) -> None:
    grade = read_grade(printed, statement="Aspirin is recommended.")

    assert (grade.scheme, grade.strength, grade.certainty) == (scheme, strength, certainty)
    assert grade.as_printed == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Give aspirin (Class IIa, LOE B-R).", "Class IIa, LOE B-R"),
        ("Give aspirin (COR 2b, LOE C-LD)", "COR 2b, LOE C-LD"),
        ("We suggest DOACs (Conditional, Very low).", "Conditional, Very low"),
        ("Use isotonic saline (1C).", "1C"),
        ("Use isotonic saline [Grade 1B].", "Grade 1B"),
        ("Maintain CPP 60–70 mmHg (Level IIB).", "Level IIB"),
        ("Recommendation 9.18 (Grade A)", "Grade A"),
        ("Dilute the dose (⨁⨁⨁○).", "⨁⨁⨁○"),
        ("Reassess daily (Best Practice Statement).", "Best Practice Statement"),
        ("Aspirin and anticoagulation (Recommendation 26, Conditional, Very Low ⨁○○○)",
         "Recommendation 26, Conditional, Very Low ⨁○○○"),
        ("Give A (Class I) or, if not, B (Class IIb).", "Class IIb"),
        ("Use the lowest dose of contrast (Not Graded).", "Not Graded"),
        ("Do not stop it (Ungraded Good Practice Statement).", "Ungraded Good Practice Statement"),
        ("Treat on (Recommendation 24a, Conditional).", "Recommendation 24a, Conditional"),
        ("Give one (Recommendations 9.18–9.20, Grade A).", "Recommendations 9.18–9.20, Grade A"),
    ],
)  # fmt: skip
def test_the_last_grade_in_brackets_is_found(text: str, printed: str) -> None:
    grade = find_grade(text)

    assert grade is not None
    assert grade.as_printed == printed
    assert text[grade.start : grade.end].strip("()[]") == printed


@pytest.mark.parametrize(
    "text",
    [
        "Give apixaban (5 mg BID).",
        "In heart failure (NYHA class III), start spironolactone.",
        "Start a diuretic (e.g., furosemide).",
        "Ask about the family (first degree).",
        "No brackets at all, Class I.",
        "",
        "Give amiodarone (Class III antiarrhythmic).",
        "Avoid opioids (strong opioids above all).",
        "Transfer the patient (Level 1 trauma centre).",
        "All statins lower LDL (class effect).",
        "In acute severe encephalopathy (Grade III-IV), give lactulose.",
    ],
)
def test_brackets_that_hold_something_else_are_no_grade(text: str) -> None:
    assert find_grade(text) is None


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("ACE inhibitor + ARB: Class III (Harm)", "Class III (Harm)"),
        ("Four pillars: ARNi, beta-blocker, MRA, SGLT2i — all Class I, LOE A", "Class I, LOE A"),
        ("Immediate strategy (< 2 hours) — Class I, Level C", "Class I, Level C"),
        ("Aspirin for all: strong recommendation, high certainty.", "strong recommendation, high certainty"),
    ],
)
def test_a_grade_without_brackets_is_known_at_the_end_behind_a_colon_or_a_dash(text: str, printed: str) -> None:
    grade = find_grade(text)

    assert grade is not None
    assert grade.as_printed == text[grade.start : grade.end] == printed


@pytest.mark.parametrize("text", ["NYHA: Class III", "PSI — Class IV", "Killip: Class I.", "Risk: strong"])
def test_a_class_of_something_else_at_the_end_is_no_grade(text: str) -> None:
    assert find_grade(text) is None


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Give A (Class I) or, if not, B (Class IIb).", "Class I; Class IIb"),
        ("Give A (Class I); give B too (Class I).", "Class I"),
        ("Nothing graded.", None),
        ("Most recommendations are based on observational studies (low quality evidence).", None),
        ("Timing is based on expert consensus (low quality evidence).", None),
        ("Note: This recommendation differs from that after surgery (Grade 1A).", None),
        ("The evidence rating (2C) reflects uncertainty.", None),
        ("Give it, based on the CRASH trial (Level I).", "Level I"),
    ],
)
def test_a_text_has_the_grades_printed_for_it_and_none_of_those_it_speaks_of(text: str, printed: str | None) -> None:
    assert grade_of_text(text) == printed


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("Strong Recommendations", "Strong Recommendations"),
        ("Strong Recommendation AGAINST Pegloticase:", "Strong Recommendation AGAINST"),
        ("Class I (Recommended) Indications", "Class I"),
        ("Grade B recommendations", "Grade B"),
        ("Class-specific considerations", None),
        ("Strong opioids", None),
        ("Conditional approval", None),
    ],
)
def test_a_line_above_a_list_may_be_its_grade(line: str, printed: str | None) -> None:
    assert grade_of_list(line) == printed


@pytest.mark.parametrize(
    ("columns", "cells", "printed"),
    [
        (("Drug", "COR", "LOE"), ("Aspirin", "1", "A"), "1, A"),
        (
            ("Question", "Strength", "Evidence certainty"),
            ("DOAC?", "Conditional", "Very Low"),
            "Conditional, Very Low",
        ),
        (("Drug", "Dose"), ("Aspirin", "75 mg"), None),
        (("Drug", "Class"), ("Bisoprolol", "beta-blocker"), None),
        (("Drug", "Class"), ("Aspirin", ""), None),
        (("Criteria", "Recommendation", "LOE"), ("LVEF ≤ 30%", "Class I", "B-R"), "Class I, B-R"),
        (("Condition", "Target", "COR/LOE"), ("Stroke", "< 130", "I/B-R"), "I/B-R"),
        (("Stent", "Delay", "COR / LOE"), ("Bare metal", "30 days", "Class I, LOE: B"), "Class I, LOE: B"),
        (("Scenario", "Target", "Evidence Level"), ("Routine", "35 mmHg", "Best practice"), "Best practice"),
        (("Drug", "Days", "Evidence Certainty"), ("Beta-lactam", "7", "Very Low to Low"), "Very Low to Low"),
        (("Recommendation Level", "Key recommendation"), ("Level I", "No steroids"), "Level I"),
        # a class of symptoms, a grade of haemorrhage, a level of consciousness
        (("Class", "Description"), ("II", "Slight limitation of activity"), None),
        (("Grade", "GCS Score", "Motor Deficit"), ("III", "13–14", "Present"), None),
        (("Grade", "Clinical Description", "Approximate Mortality"), ("2", "Severe headache", "5%"), None),
        (("Level", "Description", "NEWS2 Score"), ("A", "Alert", "0"), None),
    ],
)
def test_a_row_is_graded_by_its_grade_columns_alone(
    columns: tuple[str, ...], cells: tuple[str, ...], printed: str | None
) -> None:
    assert grade_in_row(columns, cells) == printed


@pytest.mark.parametrize(
    ("statement", "printed", "direction"),
    [
        ("Aspirin is recommended.", "Class I", Direction.FOR),
        ("We suggest DOACs over warfarin.", "Conditional", Direction.FOR),
        ("Aspirin may be considered.", "Class IIb", Direction.FOR),
        ("No antithrombotic therapy is recommended.", "Class III: No Benefit", Direction.AGAINST),
        ("Aspirin is recommended.", "Class III", Direction.AGAINST),
        ("Aspirin.", "COR 3: Harm", Direction.AGAINST),
        ("Aspirin is not recommended.", "", Direction.AGAINST),
        ("We recommend against hydroxyethyl starch.", "Strong", Direction.AGAINST),
        ("Do not use dopamine.", "", Direction.AGAINST),
        ("Avoid NSAIDs.", "", Direction.AGAINST),
        ("There is insufficient evidence to recommend probiotics.", "", Direction.INSUFFICIENT),
        ("The benefit of routine imaging is not well established.", "Class IIb", Direction.INSUFFICIENT),
        ("Mortality was 12 % in the control arm.", "", Direction.NONE),
        ("Give an ACE inhibitor unless contraindicated.", "Class I", Direction.FOR),
        ("Start it in patients who do not have asthma.", "Class I", Direction.FOR),
        ("Pegloticase.", "Strong Recommendation AGAINST", Direction.AGAINST),
        ("Give it below 90 %. Do not give it above.", "Class I; Class III: Harm", Direction.FOR),
    ],
)
def test_direction_follows_the_words_and_class_three_is_against(
    statement: str, printed: str, direction: Direction
) -> None:
    assert direction_of(statement, as_printed=printed) is direction


@pytest.mark.parametrize(
    ("statement", "directive"),
    [
        ("Start aspirin.", True),
        ("Aspirin is contraindicated.", True),
        ("Aspirin was studied in 1988.", False),
    ],
)
def test_a_directive_tells_somebody_to_act_or_to_refrain(statement: str, *, directive: bool) -> None:
    assert is_directive(statement) is directive
