"""What opens an answer is acted on first: never what is for others, and before all what forbids it in this patient."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from curbside.answering.opening import (
    in_the_asked_group,
    is_for_another_score,
    is_for_the_barred,
    leaves_the_time_out,
    repeats_a_test,
    the_class_asked,
    what_forbids_it,
)
from curbside.domain.documents import DocumentId, Passage, PassageId, PassageKind, Status
from curbside.engine import Engine
from factories import a_passage, candidates_for

NASH = ("Fatty liver disease", "Pioglitazone")
MAY_BE_GIVEN = "Pioglitazone 30 mg/day may be considered in biopsy-proven NASH."


def several(*texts: str, path: tuple[str, ...]) -> list[Passage]:
    return [
        a_passage(text, id=PassageId(f"a-guideline#{number}"), start=1000 * number, path=path)
        for number, text in enumerate(texts, start=1)
    ]


def rows(*cells: tuple[str, ...], columns: tuple[str, ...], path: tuple[str, ...]) -> list[Passage]:
    texts = several(*(" | ".join(row) for row in cells), path=path)
    made = zip(texts, cells, strict=True)
    return [replace(text, kind=PassageKind.ROW, columns=columns, cells=row) for text, row in made]


@pytest.mark.parametrize(
    ("question", "text", "barred"),
    [
        ("ward pneumonia, no allergies: which antibiotics", "Penicillin allergy: levofloxacin 500 mg.", True),
        ("antibiotic for pneumonia", "Penicillin allergy: levofloxacin 500 mg.", True),
        ("pneumonia, allergic to penicillin, which antibiotic", "Penicillin allergy: levofloxacin 500 mg.", False),
        ("rebled ulcer: radiology or surgery?", "Interventional radiology not available?\n- Operate", True),
        ("rebled ulcer, no radiology available", "Interventional radiology not available?\n- Operate", False),
        ("how is a baseline creatinine estimated", "When a baseline is not available, estimate it.", False),
    ],
)
def test_what_is_for_those_who_cannot_have_the_usual_is_told_by_its_first_words(
    question: str, text: str, barred: bool, engine: Engine
) -> None:
    (candidate,), interpretation = candidates_for(question, [a_passage(text)], engine)

    assert is_for_the_barred(candidate, interpretation) is barred


@pytest.mark.parametrize(
    ("question", "text", "left_out"),
    [
        ("how often are bloods taken in CKD", "Target systolic BP < 120 mmHg.", True),
        ("how often are bloods taken in CKD", "Check eGFR every 3 months.", False),
        ("for how long is pneumonia treated", "Add levofloxacin for legionella.", True),
        ("for how long is pneumonia treated", "Treat for 7 days.", False),
        ("clot again: for how long anticoagulation", "Anticoagulation is continued indefinitely.", False),
        ("dose of apixaban and for how long", "Apixaban 5 mg BID.", False),  # half an answer is one
        ("how long does DAPT continue after NSTEMI", "Angiography within 24–72 hours. Initiate DAPT.", True),
        ("how long does DAPT continue after NSTEMI", "Give it for 12 months; review within 30 days.", False),
        ("how long does DAPT continue after NSTEMI", "Indefinitely; review every 12 months.", False),
        ("how long after onset may alteplase be given", "Give alteplase within 4.5 hours.", False),
    ],
)
def test_who_asks_how_often_or_how_long_is_told_that(question: str, text: str, left_out: bool, engine: Engine) -> None:
    (candidate,), interpretation = candidates_for(question, [a_passage(text)], engine)

    assert leaves_the_time_out(candidate, interpretation) is left_out


@pytest.mark.parametrize(
    ("question", "repeats"),
    [
        ("Wells 3 and a raised D-dimer, next test", True),
        ("Wells 3, D-dimer positive. what next", True),
        ("Wells 3, which test next", False),
        ("suspected PE, is a raised D-dimer specific", False),
    ],
)
def test_a_test_whose_result_is_told_is_not_the_next_one(question: str, repeats: bool, engine: Engine) -> None:
    passage = a_passage("Primary action: obtain high-sensitivity D-dimer testing.", path=("Pulmonary embolism",))
    (candidate,), interpretation = candidates_for(question, [passage], engine)

    assert repeats_a_test(candidate, interpretation, engine.lexicon) is repeats


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("NSTEMI with a TIMI risk score of 3, angiogram when", True),
        ("HEART score of 3, admit?", False),
        ("TIMI risk score 3 and HEART score 8, admit?", False),
        ("chest pain, admit?", False),
    ],
)
def test_a_number_on_one_score_is_none_on_another(question: str, other: bool, engine: Engine) -> None:
    passage = a_passage("Action: admit.", path=("Chest pain", "Disposition"), lead_in=("HEART score 7–10 (high risk)",))
    (candidate,), interpretation = candidates_for(question, [passage], engine)

    assert is_for_another_score(candidate, interpretation, engine.lexicon) is other


def test_of_a_table_the_row_of_the_asked_grade_opens(engine: Engine) -> None:
    grades = rows(
        ("Covert", "0–I", "None"), ("Grade II", "Overt", "Asterixis"),
        columns=("Grade", "West Haven", "Features"), path=("Hepatic encephalopathy",),
    )  # fmt: skip
    candidates, asked = candidates_for("hepatic encephalopathy grade 2 features", grades, engine)
    _, unnamed = candidates_for("hepatic encephalopathy features", grades, engine)

    assert [c.statement.passage.cells[0] for c in in_the_asked_group(candidates, asked)] == ["Grade II"]
    assert in_the_asked_group(candidates, unnamed) == candidates


STAGES = (("G3a", "45–59", "Mildly decreased"), ("G4", "15–29", "Severely decreased"))


@pytest.mark.parametrize(
    ("question", "stage"),
    [
        ("eGFR 52, stage?", "G3a"),
        ("what CKD stage is an eGFR of 20", "G4"),
        ("eGFR 52, what now", None),
        ("CKD stages", None),
        ("metformin at eGFR 52, which stage", None),
    ],
)
def test_who_asks_for_the_stage_of_a_value_is_told_the_row_that_holds_it(
    question: str, stage: str | None, engine: Engine
) -> None:
    columns = ("Stage", "GFR (mL/min/1.73m²)", "Description")
    table = rows(*STAGES, columns=columns, path=("CKD staging", "GFR categories"))
    candidates, interpretation = candidates_for(question, table, engine, title="Chronic kidney disease")

    found = the_class_asked([replace(c, score=5.0) for c in candidates], interpretation, engine.lexicon)

    assert (found.statement.passage.cells[0] if found else None) == stage


def forbidding(question: str, texts: Sequence[str], engine: Engine, *, path: tuple[str, ...] = NASH) -> str | None:
    candidates, interpretation = candidates_for(question, several(*texts, path=path), engine, title="Fatty liver")
    found = what_forbids_it(candidates[0], candidates, interpretation, engine.lexicon)
    return found.statement.text if found else None


@pytest.mark.parametrize(
    ("question", "ban", "found"),
    [
        ("NASH with heart failure: pioglitazone?", "NOT recommended in patients with heart failure.", True),
        ("NASH, NYHA III, pioglitazone ok?", "NOT recommended in heart failure (NYHA Class III–IV).", True),
        ("NASH, NYHA I, pioglitazone ok?", "NOT recommended in heart failure (NYHA Class III–IV).", False),
        ("NASH without heart failure: pioglitazone?", "NOT recommended in patients with heart failure.", False),
        ("NASH: pioglitazone?", "NOT recommended in patients with heart failure.", False),
        ("NASH with heart failure: pioglitazone?", "NOT recommended in heart failure with cirrhosis.", False),
        ("NASH with heart failure: pioglitazone?", "NOT recommended in heart failure or cirrhosis.", True),
        ("46M with NASH: pioglitazone?", "NOT recommended in adults with cirrhosis.", False),
        # What it is not recommended beside, or for, is nothing that the patient has.
        ("NASH with heart failure: pioglitazone?", "Do not stop it, since this worsens heart failure.", False),
        ("NASH with diabetes: pioglitazone?", "Vitamin E is not recommended in patients with diabetes.", False),
        ("NASH with diabetes: pioglitazone?", "Insulin or vitamin E is not recommended in diabetes.", False),
        ("NASH with diabetes: pioglitazone?", "Give insulin; avoid vitamin E in diabetes.", False),
        ("NASH with diabetes: pioglitazone?", "Avoid these (rosiglitazone, pioglitazone) in diabetes.", True),
        ("NASH with diabetes: pioglitazone?", "Avoid pioglitazone and/or vitamin E in diabetes.", True),
        ("NASH with diabetes: pioglitazone?", "It may be given in patients with diabetes.", False),
        ("NASH with diabetes: pioglitazone?", "It is not contraindicated in patients with diabetes.", False),
        ("NASH with diabetes: pioglitazone?", "It should not be withheld in patients with diabetes.", False),
    ],
)
def test_what_forbids_it_in_what_the_patient_has_is_found_beside(
    question: str, ban: str, found: bool, engine: Engine
) -> None:
    assert forbidding(question, [MAY_BE_GIVEN, ban], engine) == (ban if found else None)


@pytest.mark.parametrize(
    ("ban", "found"),
    [
        ("Pioglitazone is not recommended in patients with heart failure.", True),
        ("Pioglitazone may not be available for patients with heart failure.", False),
        ("Pioglitazone may not be suitable for patients with heart failure.", True),
        # From elsewhere a bound may be another value's than the patient's.
        ("Pioglitazone is contraindicated in patients with heart failure and an eGFR < 30.", False),
        ("Pioglitazone is contraindicated in patients with heart failure (LVEF <= 40 %).", True),
    ],
)
def test_what_forbids_it_is_found_in_another_section_too(ban: str, found: bool, engine: Engine) -> None:
    told, elsewhere = several(MAY_BE_GIVEN, ban, path=NASH)
    elsewhere = replace(elsewhere, path=("Fatty liver disease", "Safety"))
    candidates, asked = candidates_for(
        "NASH with heart failure: pioglitazone?", [told, elsewhere], engine, title="NASH"
    )

    against = what_forbids_it(candidates[0], candidates, asked, engine.lexicon)

    assert (against.statement.text if against else None) == (ban if found else None)


PRASUGREL = ("Acute coronary syndromes", "Prasugrel")
LABEL = "Contraindication"


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("prasugrel in an NSTEMI after a stroke?", True),
        ("prasugrel in an NSTEMI, stroke-free?", False),
        ("prasugrel dose in an NSTEMI", False),
    ],
)
def test_what_a_long_list_forbids_at_its_end_is_found(question: str, found: bool, engine: Engine) -> None:
    whole, item = several("Loading dose: 60 mg.\n- Contraindication: Prior stroke.", "Prior stroke.", path=PRASUGREL)
    whole = replace(whole, kind=PassageKind.LIST, start=0, end=48)
    item = replace(item, label=LABEL, start=34, end=47)
    candidates, asked = candidates_for(question, [whole, item], engine, title="Acute coronary syndromes")

    against = what_forbids_it(candidates[0], candidates, asked, engine.lexicon)

    assert (against.statement.text if against else None) == ("Prior stroke." if found else None)


PIOGLITAZONE_BAN = "Pioglitazone is not recommended in patients with heart failure."


def of(document: str, passage: Passage) -> Passage:
    return replace(passage, document_id=DocumentId(document), id=PassageId(f"{document}#1"))


@pytest.mark.parametrize(
    ("old", "now", "told"),
    [
        # Both forbid it: the source of today is read.
        (PIOGLITAZONE_BAN, "Pioglitazone is contraindicated in heart failure.", "now"),
        # What a current source allows, an old one forbids all the same.
        (PIOGLITAZONE_BAN, "Pioglitazone may be given.", "old"),
    ],
)
def test_a_current_source_forbids_it_before_a_superseded_one(old: str, now: str, told: str, engine: Engine) -> None:
    question = "pioglitazone in heart failure?"
    (first,), asked = candidates_for(question, [of("old", a_passage(old, path=NASH))], engine, title="NASH")
    first = replace(
        first, evidence=replace(first.evidence, document=replace(first.evidence.document, status=Status.SUPERSEDED))
    )
    (second,), _ = candidates_for(question, [of("now", a_passage(now, path=NASH))], engine, title="NASH")

    against = what_forbids_it(first, [first, second], asked, engine.lexicon)

    assert against is not None
    assert against.statement.text == {"old": old, "now": now}[told]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (NASH, True),
        # A section on the disease says for which of its patients, not what somebody has besides.
        (("Heart failure", "Pioglitazone in heart failure"), False),
    ],
)
def test_what_opens_on_another_thing_keeps_nothing_back(path: tuple[str, ...], found: bool, engine: Engine) -> None:
    opening = of("other", a_passage("Heart failure is staged by symptoms.", path=("Staging",)))
    ban = a_passage(PIOGLITAZONE_BAN, path=path)
    question = "is pioglitazone safe in heart failure"
    (first,), asked = candidates_for(question, [opening], engine, title="Heart failure")
    (second,), _ = candidates_for(question, [ban], engine, title="NASH")

    against = what_forbids_it(first, [first, second], asked, engine.lexicon)

    assert bool(against) is found


VALVE_BAN = (
    "Warfarin is recommended only when DOACs are contraindicated (e.g., moderate-to-severe mitral stenosis, mechanical "
    "heart valves)."
)
DAY_BAN = "Metoprolol should NOT be started on the day of noncardiac surgery."
CITRATE_BAN = "Citrate is contraindicated in patients with severe liver failure."
CITRATE = "If CRRT and no contraindication to citrate: regional citrate."
FLECAINIDE_BAN = "Flecainide: only in patients WITHOUT structural heart disease (no CAD, no LVH, no HFrEF)."


@pytest.mark.parametrize(
    ("question", "texts", "ban"),
    [
        # What was done or is in place is had too, where a drug is asked about.
        ("DOAC with a mechanical heart valve?", ["DOACs are preferred.", VALVE_BAN], VALVE_BAN),
        ("warfarin with a mechanical heart valve?", ["Warfarin is an alternative.", VALVE_BAN], None),
        ("metoprolol and noncardiac surgery", ["Metoprolol is given by mouth.", DAY_BAN], DAY_BAN),
        ("how do I start metoprolol before noncardiac surgery", ["Metoprolol is given by mouth.", DAY_BAN], None),
        ("citrate for CRRT in liver failure?", [CITRATE, CITRATE_BAN], CITRATE_BAN),
        ("citrate for CRRT?", [CITRATE, CITRATE_BAN], None),
        ("flecainide after an MI?", ["Flecainide is given by mouth.", FLECAINIDE_BAN], FLECAINIDE_BAN),
        ("flecainide for a young woman?", ["Flecainide is given by mouth.", FLECAINIDE_BAN], None),
    ],
)
def test_what_is_forbidden_is_told_from_what_takes_its_place(
    question: str, texts: list[str], ban: str | None, engine: Engine
) -> None:
    assert forbidding(question, texts, engine, path=("Guideline", "A section")) == ban


@pytest.mark.parametrize(
    ("question", "found"),
    [("NSAIDs in chronic kidney disease?", True), ("aspirin in chronic kidney disease?", False)],
)
def test_what_is_said_of_one_of_a_class_keeps_nothing_back_that_is_said_of_all(
    question: str, found: bool, engine: Engine
) -> None:
    one = of("other", a_passage("No dose adjustment in chronic kidney disease.", path=("Aspirin",)))
    ban = "Contraindications include peptic ulcer disease, chronic kidney disease, and concurrent anticoagulant use."
    (first,), asked = candidates_for(question, [one], engine, title="Coronary syndromes")
    (second,), _ = candidates_for(question, [a_passage(ban, path=("Gout", "NSAIDs"))], engine, title="Gout")

    against = what_forbids_it(first, [first, second], asked, engine.lexicon)

    assert (against.statement.text if against else None) == (ban if found else None)


def test_ascites_makes_a_cirrhosis_a_decompensated_one(engine: Engine) -> None:
    texts = (
        "Bariatric surgery may be considered at BMI ≥ 40.",
        "Contraindicated in patients with decompensated cirrhosis.",
    )
    path = ("Fatty liver disease", "Bariatric surgery")

    assert forbidding("cirrhosis with ascites, bariatric surgery?", texts, engine, path=path) == texts[1]
    assert forbidding("cirrhosis, bariatric surgery?", texts, engine, path=path) is None
