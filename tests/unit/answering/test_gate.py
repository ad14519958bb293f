"""The gate: what the question names must be what the passage speaks of, and something held must answer it."""

from dataclasses import replace

import pytest

from curbside.answering.answerable import answerable_features
from curbside.answering.gate import fits_the_patient, may_speak, open_gate
from curbside.answering.ranking import Candidate, Ranker
from curbside.answering.subject import Asked, subject_features
from curbside.domain.answers import Outcome
from curbside.domain.documents import Passage
from curbside.domain.questions import Interpretation
from curbside.engine import Engine
from factories import a_passage, candidates_for

AF_DOSES = a_passage("Apixaban: 5 mg BID.", path=("Atrial fibrillation", "DOAC dosing"), label="Apixaban")
RIVAROXABAN = a_passage(
    "Rivaroxaban: 20 mg once daily.", path=("Atrial fibrillation", "DOAC dosing"), label="Rivaroxaban"
)
AF_BLEEDING = a_passage("Apixaban is stopped in major bleeding.", path=("Atrial fibrillation",))
ANY_DOAC = a_passage("DOACs are recommended over warfarin.", path=("Atrial fibrillation",))
UTI = a_passage("Ciprofloxacin 500 mg twice daily for 7 days.", path=("Complicated urinary tract infection",))
CHILD_ASTHMA = a_passage("Prednisolone 1 mg/kg, at most 40 mg.", path=("Asthma exacerbation",), lead_in=("Children",))
ADULT_ASTHMA = a_passage("Prednisolone 50 mg once daily.", path=("Asthma exacerbation",), lead_in=("Adults",))
STROKE = a_passage("Target systolic BP < 140 mmHg.", path=("Intracerebral hemorrhage", "Blood pressure"))
SILENT = a_passage("This guideline does not address apixaban in dialysis.", path=("Atrial fibrillation",))


def passes(question: str, passage: Passage, engine: Engine, title: str = "A guideline") -> bool:
    candidates, interpretation = candidates_for(question, [passage], engine, title=title)
    return answers(candidates, interpretation, engine)


def answers(candidates: list[Candidate], interpretation: Interpretation, engine: Engine) -> bool:
    """Whether the best candidate may speak, tells what the question is about, and leaves nothing asked for untold."""
    asked = Asked.of(interpretation, engine.lexicon)
    passed = may_speak(candidates, asked, interpretation, engine.lexicon)
    features = answerable_features(passed, interpretation, asked, engine.lexicon)
    told = ("numbers", "time", "values", "aspects", "qualifiers")
    lacking = [features.get("unknown"), *(features.get(f"{fact}_untold") for fact in told)]
    return bool(features.get("best_subject")) and not any(lacking)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("apixaban dose in AF", AF_DOSES),
        ("dose of Eliquis in atrial fibrillation", AF_DOSES),
        ("apixaban or warfarin in AF", ANY_DOAC),  # the class speaks for its member
        ("prednisolone dose in a child with asthma", CHILD_ASTHMA),
        ("prednisolone dose in asthma", ADULT_ASTHMA),
        ("antibiotic for complicated UTI", UTI),
        ("BP target in ICH", STROKE),
    ],
)
def test_a_passage_on_what_was_named_may_speak(engine: Engine, question: str, passage: Passage) -> None:
    assert passes(question, passage, engine)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("apixaban dose in AF", RIVAROXABAN),  # another member of the class
        ("rivaroxaban dose in children", RIVAROXABAN),  # no word of children
        ("apixaban in pregnancy", AF_DOSES),
        ("prednisolone dose in a child with asthma", ADULT_ASTHMA),
        ("prednisolone for a newborn with asthma", ADULT_ASTHMA),
        ("antibiotics for neonatal sepsis", UTI),
        ("antibiotic for meningitis", UTI),
        ("apixaban dose in pulmonary embolism and cancer", UTI),
        ("BP target in ischaemic stroke", STROKE),  # a sibling of the condition
        ("mechanism of apixaban", AF_DOSES),
        ("how long to give ciprofloxacin in prostatitis", UTI),
        ("apixaban in dialysis", SILENT),  # says that it says nothing
    ],
)
def test_a_near_miss_may_not_speak(engine: Engine, question: str, passage: Passage) -> None:
    assert not passes(question, passage, engine)


COURSE = a_passage("Continue treatment for 6-12 months after remission.", path=("Depression", "Principles"))


def speaks_with_chapter(question: str, passage: Passage, engine: Engine, *chapter: str) -> bool:
    """Whether a passage passes whose chapter names these concepts elsewhere."""
    candidates, interpretation = candidates_for(question, [passage], engine, title="A guideline")
    asked = Asked.of(interpretation, engine.lexicon)
    told = []
    for candidate in candidates:
        evidence = replace(candidate.evidence, chapter=frozenset(chapter))
        subject = subject_features(evidence, asked, interpretation, engine.lexicon)
        told.append(replace(candidate, evidence=evidence, features={**candidate.features, **subject}))
    return answers(told, interpretation, engine)


def test_a_statement_on_a_whole_course_holds_for_the_drugs_of_its_chapter(engine: Engine) -> None:
    question = "how many months of sertraline in depression"

    assert speaks_with_chapter(question, COURSE, engine, "sertraline")
    assert not speaks_with_chapter(question, COURSE, engine)  # a chapter on other drugs
    assert not speaks_with_chapter("dose of sertraline in depression", COURSE, engine, "sertraline")


def test_a_statement_that_names_another_drug_does_not_hold_for_those_of_its_chapter(engine: Engine) -> None:
    other = a_passage("Continue venlafaxine for 6-12 months.", path=("Depression", "Principles"))

    assert not speaks_with_chapter("how many months of sertraline in depression", other, engine, "sertraline")


def test_what_is_said_of_a_class_beside_another_class_holds_for_its_member(engine: Engine) -> None:
    gliptins = a_passage("DPP-4 inhibitors: do not combine with GLP-1 receptor agonists.", path=("Type 2 diabetes",))

    assert passes("sitagliptin together with semaglutide in type 2 diabetes?", gliptins, engine)


def test_a_question_with_a_word_of_medicine_that_no_passage_holds_is_not_answered(engine: Engine) -> None:
    assert not passes("apixaban dose in AF with zzymurgosis", AF_DOSES, engine)


def test_a_prohibition_answers_a_question_for_the_dose(engine: Engine) -> None:
    never = a_passage("Do not use low-dose dopamine to treat AKI.", path=("Acute kidney injury",))

    assert passes("renal dose of dopamine in AKI", never, engine)


def test_what_nobody_speaks_of_is_named(engine: Engine) -> None:
    candidates, interpretation = candidates_for("rivaroxaban in children", [RIVAROXABAN], engine)
    gate = open_gate(candidates, interpretation, lexicon=engine.lexicon, ranker=Ranker({}))

    assert "children" in gate.missing
    assert "rivaroxaban" not in gate.missing


def test_those_who_pass_keep_their_order(engine: Engine) -> None:
    candidates, interpretation = candidates_for("apixaban in AF", [AF_DOSES, RIVAROXABAN, AF_BLEEDING], engine)
    gate = open_gate(candidates, interpretation, lexicon=engine.lexicon, ranker=Ranker({}))

    assert [c.statement.passage for c in gate.passed] == [AF_DOSES, RIVAROXABAN, AF_BLEEDING]


@pytest.mark.parametrize(
    ("question", "lead_in", "fits"),
    [
        ("woman with AF", "Men", False),
        ("man of 69 with AF who never smoked", "Men who have ever smoked", False),
        ("man of 69 with AF who never smoked", "Men who have never smoked", True),
        ("woman with AF", "Women", True),
        ("man with AF", "Women", False),
        ("man with AF", "Pregnancy", False),
        ("72 year old with AF", "Children", False),
        ("72 year old with AF", "Adults", True),
        ("AF", "Men", True),
    ],
)
def test_guidance_for_the_other_sex_or_age_does_not_fit(
    engine: Engine, question: str, lead_in: str, *, fits: bool
) -> None:
    passage = a_passage("OAC is recommended.", path=("Atrial fibrillation",), lead_in=(lead_in,))
    candidates, interpretation = candidates_for(question, [passage], engine, title="A guideline")

    assert fits_the_patient(candidates[0], interpretation) is fits


@pytest.mark.parametrize(
    ("question", "title", "speaks"),
    [
        ("prednisolone dose in a COPD exacerbation", "Management of Asthma", False),
        ("prednisolone dose in an asthma exacerbation", "Management of Asthma", True),
        ("prednisolone dose in severe asthma", "Management of Asthma", True),
        ("prednisolone dose", "Management of Asthma", True),  # no disease is named
        ("prednisolone dose in a COPD exacerbation", "A guideline", True),  # whose disease is not in its title
        ("tenecteplase in massive pulmonary embolism", "ST-Elevation Myocardial Infarction", False),
    ],
)
def test_a_document_on_one_disease_tells_no_drug_of_another(
    engine: Engine, question: str, title: str, *, speaks: bool
) -> None:
    passage = a_passage("Give 50 mg once daily for 5 days.", path=("Drugs",), lead_in=("Prednisolone, tenecteplase",))
    candidates, interpretation = candidates_for(question, [passage], engine, title=title)
    asked = Asked.of(interpretation, engine.lexicon)

    assert bool(may_speak(candidates, asked, interpretation, engine.lexicon)) is speaks


@pytest.mark.parametrize(
    ("title", "speaks"), [("Anxiety in Children and Adolescents", True), ("Anxiety in Adolescents", False)]
)
def test_a_document_on_children_and_adolescents_speaks_of_a_child(engine: Engine, title: str, *, speaks: bool) -> None:
    passage = a_passage("Duloxetine is approved for generalized anxiety disorder.", path=("Treatment",))
    candidates, interpretation = candidates_for("generalised anxiety in a 9 year old", [passage], engine, title=title)
    asked = Asked.of(interpretation, engine.lexicon)

    assert bool(may_speak(candidates, asked, interpretation, engine.lexicon)) is speaks


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("Heart failure, may she have verapamil?", True),
        ("Asthma, may she have verapamil?", False),
        ("Heart failure, verapamil", True),
        ("Heart failure, dose of verapamil", False),  # nobody asks whether
    ],
)
def test_what_forbids_it_in_what_the_patient_has_answers_however_unsure_the_gate_is(
    question: str, answered: bool, engine: Engine
) -> None:
    rate = a_passage("Verapamil slows the heart rate.")
    ban = a_passage("Verapamil is not recommended in patients with heart failure.", start=50)
    candidates, interpretation = candidates_for(question, [rate, ban], engine)
    unsure = Ranker({}, answerable={"bias": -99.0}, least=0.5)

    gate = open_gate(candidates, interpretation, lexicon=engine.lexicon, ranker=unsure)

    assert bool(gate.passed) is answered


def test_a_question_is_answered_from_the_least_probability_on(engine: Engine) -> None:
    candidates, interpretation = candidates_for("apixaban dose in AF", [AF_DOSES], engine, title="A guideline")
    even = {"bias": 0.0}  # a probability of one half, whatever the features

    for least, answered in ((0.5, True), (0.51, False)):
        ranker = Ranker({}, answerable=even, least=least)
        assert bool(open_gate(candidates, interpretation, lexicon=engine.lexicon, ranker=ranker).passed) is answered


def test_what_may_not_speak_answers_nothing_however_sure_the_ranker(engine: Engine) -> None:
    candidates, interpretation = candidates_for("rivaroxaban dose in children", [RIVAROXABAN], engine)
    sure = Ranker({}, answerable={"bias": 99.0}, least=0.5)

    assert not open_gate(candidates, interpretation, lexicon=engine.lexicon, ranker=sure).passed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Metoprolol 5 mg IV; amiodarone if it fails.", False),  # another drug's dose
        ("Metoprolol or amiodarone 150 mg IV.", True),
    ],
)
def test_a_dose_must_be_that_of_the_drug_asked_about(engine: Engine, text: str, expected: bool) -> None:
    passage = a_passage(text, path=("Atrial fibrillation", "Acute rate control"))

    assert passes("amiodarone dose in atrial fibrillation", passage, engine) is expected


def test_how_many_weeks_is_answered_in_weeks(engine: Engine) -> None:
    days = a_passage("Apixaban is given for 5 days.", path=("Deep vein thrombosis",))
    weeks = a_passage("Apixaban is given for 12 weeks.", path=("Deep vein thrombosis",))
    question = "how many weeks of apixaban for DVT"

    assert (passes(question, days, engine), passes(question, weeks, engine)) == (False, True)


def test_a_measured_value_must_be_spoken_of(engine: Engine) -> None:
    silent = a_passage("Insulin 0.05 units/kg per hour with dextrose.", path=("DKA",))
    speaking = a_passage("Insulin 0.1 units/kg with dextrose where potassium is > 6.", path=("Hyperkalemia",))
    question = "insulin-dextrose dose for a potassium of 6.8"

    assert (passes(question, silent, engine), passes(question, speaking, engine)) == (False, True)


def test_what_holds_for_all_but_a_drug_does_not_hold_for_it(engine: Engine) -> None:
    others = a_passage("Non-rituximab biologics: monitor alone.", path=("Rheumatoid arthritis", "Rituximab and others"))
    itself = a_passage("Rituximab: give antiviral prophylaxis.", path=("Rheumatoid arthritis",))
    question = "rituximab in rheumatoid arthritis, antiviral?"

    assert (passes(question, others, engine), passes(question, itself, engine)) == (False, True)


@pytest.mark.parametrize(
    ("question", "heading", "fits"),
    [
        ("starting inhalers for group B COPD", "Group E", False),
        ("starting inhalers for group B COPD", "Group B", True),
        ("COPD group B or group E: which inhaler", "Group E", True),
        ("COPD stage IV inhaler", "Stage 4", True),
        ("COPD stage 4 inhaler", "Stages 3 to 5", True),  # a range is left to the values
        ("COPD stage 4 inhaler", "Stage 3-5", True),
        ("COPD grade 4 inhaler", "Inhalers (Grade A)", True),  # a strength
        ("COPD inhaler", "Group E", True),
    ],
)
def test_guidance_for_another_group_or_stage_does_not_fit(
    engine: Engine, question: str, heading: str, *, fits: bool
) -> None:
    passage = a_passage("Give LABA + LAMA.", path=("COPD", heading))
    candidates, interpretation = candidates_for(question, [passage], engine, title="A guideline")

    assert fits_the_patient(candidates[0], interpretation) is fits


@pytest.mark.parametrize(
    ("question", "heading", "fits"),
    [
        ("allopurinol start dose, gout, eGFR 38", "Starting dose (normal renal function)", False),
        ("allopurinol start dose, gout, eGFR 95", "Starting dose (normal renal function)", True),
        ("allopurinol start dose, gout", "Starting dose (normal renal function)", True),
        ("allopurinol start dose, gout, eGFR 38", "CKD stage 1-2", False),
        ("allopurinol start dose, gout, eGFR 38", "CKD stage >= 3", True),
        ("allopurinol start dose, gout, eGFR 38", "G3b", True),
        ("allopurinol start dose, gout, eGFR 52", "G3b", False),
        ("allopurinol start dose, gout, eGFR 52", "Stage 1", True),  # of what is not said: of acute injury, perhaps
    ],
)
def test_what_is_for_other_kidneys_does_not_fit(engine: Engine, question: str, heading: str, *, fits: bool) -> None:
    passage = a_passage("100 mg/day.", label=heading, path=("Gout", "Allopurinol"))
    candidates, interpretation = candidates_for(question, [passage], engine, title="Gout")

    assert fits_the_patient(candidates[0], interpretation) is fits


def test_copd_of_group_b_is_answered_with_what_is_written_for_group_b(engine: Engine) -> None:
    answer = engine.answer("starting inhalers for group B COPD")

    assert "Group B" in (answer.headline or answer.claims[0]).statement
    assert not any("Group E" in claim.lead for claim in answer.claims)


def test_the_value_of_a_test_that_nobody_speaks_of_is_not_answered_by_another_tests_value(engine: Engine) -> None:
    answer = engine.answer("PSA 5.2 age 62 refer?")

    assert answer.outcome is Outcome.NOT_IN_LIBRARY


PREGNANT = a_passage(
    "Screening for asymptomatic bacteriuria with urine culture is recommended.",
    path=("Asymptomatic bacteriuria",),
    lead_in=("Pregnant persons",),
)


def test_who_is_not_pregnant_is_not_told_what_holds_in_pregnancy(engine: Engine) -> None:
    pregnant, not_pregnant = (
        candidates_for(f"{who}: screen for asymptomatic bacteriuria by urine culture?", [PREGNANT], engine)
        for who in ("a pregnant woman of 30", "a woman of 55, not pregnant")
    )

    for (candidates, interpretation), speaks in ((pregnant, True), (not_pregnant, False)):
        asked = Asked.of(interpretation, engine.lexicon)
        assert bool(may_speak(candidates, asked, interpretation, engine.lexicon)) is speaks


def test_what_is_for_one_bleed_is_not_for_another(engine: Engine) -> None:
    resumed = a_passage("Anticoagulation may be resumed after at least 4 weeks.", path=("Resuming",))
    for asked, speaks in (("an intracerebral haemorrhage", True), ("an upper GI bleed", False)):
        candidates, interpretation = candidates_for(
            f"when to restart anticoagulation after {asked}", [resumed], engine, title="Intracerebral hemorrhage"
        )
        wanted = Asked.of(interpretation, engine.lexicon)
        assert bool(may_speak(candidates, wanted, interpretation, engine.lexicon)) is speaks


EARLIER = a_passage(
    "The 2014 statement had a B recommendation for one-time screening in men aged 65 to 75 years who have ever smoked.",
    path=("Update of Previous Recommendation",),
)


@pytest.mark.parametrize(
    ("question", "speaks"),
    [
        ("screening for abdominal aortic aneurysm in a man of 68", False),
        ("what changed in screening for abdominal aortic aneurysm since 2014", True),
        ("previous recommendation on screening for abdominal aortic aneurysm", True),
    ],
)
def test_what_an_earlier_edition_said_speaks_only_where_that_is_asked(
    engine: Engine, question: str, *, speaks: bool
) -> None:
    candidates, interpretation = candidates_for(question, [EARLIER], engine)
    asked = Asked.of(interpretation, engine.lexicon)

    assert bool(may_speak(candidates, asked, interpretation, engine.lexicon)) is speaks


@pytest.mark.parametrize(
    ("question", "text", "allowed"),
    [
        ("enoxaparin dose for prophylaxis", "Enoxaparin 1 mg/kg every 12 hours.", False),
        ("enoxaparin dose for prophylaxis", "For prophylaxis enoxaparin 40 mg once daily.", True),
        ("enoxaparin dose for prophylaxis", "Enoxaparin is stopped 12 hours before the catheter.", True),
        ("enoxaparin dose", "Enoxaparin 1 mg/kg every 12 hours.", True),
    ],
)
def test_a_treatment_dose_is_none_for_prophylaxis(question: str, text: str, allowed: bool, engine: Engine) -> None:
    passage = a_passage(text, path=("Anticoagulants",))
    candidates, interpretation = candidates_for(question, [passage], engine, title="Venous thromboembolism")

    asked = Asked.of(interpretation, engine.lexicon)
    assert bool(may_speak(candidates, asked, interpretation, engine.lexicon)) is allowed


def test_a_refused_dose_for_prophylaxis_says_what_is_missing(engine: Engine) -> None:
    answer = engine.answer("enoxaparin prophylaxis dose, CrCl 20")

    assert answer.outcome is Outcome.NOT_IN_LIBRARY
    assert answer.missing == ("the dose for prophylaxis",)


def test_documents_beside_the_subject_are_counted(engine: Engine) -> None:
    candidates, interpretation = candidates_for("apixaban dose in AF", [AF_DOSES, UTI, STROKE], engine)
    asked = Asked.of(interpretation, engine.lexicon)
    features = answerable_features(candidates, interpretation, asked, engine.lexicon)

    assert [bool(c.features["subject"]) for c in candidates] == [True, False, False]
    assert features["documents_off_subject"] == 1.0  # both stand in the one document


@pytest.mark.parametrize(
    "question",
    ["hyponatraemia treatment", "potassium 6.8 with ECG changes", "K 6.8 what to do", "sodium 118 and drowsy"],
)
def test_what_is_said_of_it_where_something_else_is_treated_answers_nothing(question: str, engine: Engine) -> None:
    assert engine.answer(question).outcome is Outcome.NOT_IN_LIBRARY


@pytest.mark.parametrize(
    ("question", "speaks"),
    [
        ("nimodipine at eGFR 20", False),  # another drug's threshold
        ("metformin at eGFR 20", True),
        ("biguanide at eGFR 20", True),  # its class
        ("nimodipine in type 2 diabetes, eGFR 20", True),  # with a disease named, the ranker decides
    ],
)
def test_at_which_value_one_drug_is_safe_says_nothing_of_another(question: str, speaks: bool, engine: Engine) -> None:
    metformin = a_passage("Metformin may be used at eGFR 30 and above.", path=("Type 2 diabetes", "Metformin"))
    candidates, interpretation = candidates_for(question, [metformin], engine)
    asked = Asked.of(interpretation, engine.lexicon)

    assert bool(may_speak(candidates, asked, interpretation, engine.lexicon)) is speaks


def test_who_should_not_have_it_is_told_of_it(engine: Engine) -> None:
    head = ("Osteoporosis", "Who Should NOT Have a Drug Holiday")
    passage = a_passage("Patients with new fractures during bisphosphonate therapy.", path=head)
    candidates, interpretation = candidates_for("when can a bisphosphonate drug holiday be given", [passage], engine)

    assert may_speak(candidates, Asked.of(interpretation, engine.lexicon), interpretation, engine.lexicon)


@pytest.mark.parametrize(
    ("heading", "speaks"),
    [("Insulin in DKA", True), ("Insulin", True), ("HHS-specific rates", False), ("DKA and HHS alike", True)],
)
def test_of_a_document_on_two_diseases_what_is_headed_for_the_other_does_not_speak(
    heading: str, speaks: bool, engine: Engine
) -> None:
    passage = a_passage("Glucose falls by 90 mg/dL per hour.", path=("Crises", heading))
    candidates, interpretation = candidates_for("fall of glucose in DKA", [passage], engine, title="DKA and HHS")
    asked = Asked.of(interpretation, engine.lexicon)

    assert bool(may_speak(candidates, asked, interpretation, engine.lexicon)) == speaks


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("oseltamivir dose on haemodialysis three times a week", "the dose on dialysis"),
        ("What's the colchicine dose in a haemodialysis patient with an acute flare?", "the dose on dialysis"),
        ("metformin dose in cirrhosis", "the dose where the liver fails"),
        ("vancomycin dose, eGFR 20, MRSA pneumonia", "the dose at such a kidney function"),
    ],
)
def test_the_usual_dose_is_none_for_a_failing_organ(question: str, missing: str, engine: Engine) -> None:
    answer = engine.answer(question)

    assert answer.outcome is Outcome.NOT_IN_LIBRARY
    assert answer.missing == (missing,)


def test_a_dose_for_kidneys_and_one_that_is_asked_for_as_well_are_told(engine: Engine) -> None:
    reduced = engine.answer("enoxaparin dose on dialysis")
    both = engine.answer("ertapenem in complicated UTI: daily dose, and on haemodialysis days?")

    assert any("CrCl < 30" in claim.statement for claim in reduced.claims)
    assert both.headline is not None
    assert "1 g" in both.headline.statement
    assert both.outcome is Outcome.PARTLY
    assert any("the dose on dialysis" in gap for gap in both.missing)
