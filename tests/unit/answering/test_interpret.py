"""What is understood of a question: values, people, what is asked for."""

import pytest

from curbside.domain.questions import Slot
from curbside.engine import Engine
from factories import interpreted

VALUES = [
    ("K+ 3.2 in DKA, start insulin?", "potassium", 3.2, "", "="),
    ("potassium of 2.9", "potassium", 2.9, "", "="),
    ("CHA2DS2-VASc of 2", "cha2ds2-vasc", 2, "", "="),
    ("scoring 3 on CHA2DS2-VASc", "cha2ds2-vasc", 3, "", "="),
    ("NEWS2 score of 7", "news2", 7, "", "="),
    ("GCS 7", "glasgow-coma-scale", 7, "", "="),
    ("SpO2 97%, does he need oxygen?", "oxygen-saturation", 97, "%", "="),
    ("eGFR 35 and metformin", "egfr", 35, "", "="),
    ("metformin with a GFR < 20", "egfr", 20, "", "<"),
    ("metformin with a GFR below 20", "egfr", 20, "", "<"),
    ("metformin with eGFR above 45", "egfr", 45, "", ">"),
    ("INR 1.8, can he have alteplase", "inr", 1.8, "", "="),
    ("glucose 250 mg/dL", "blood-glucose", 250, "mg/dl", "="),
    ("woman aged 82 with AF", "age", 82, "a", "="),
    ("72 year old man", "age", 72, "a", "="),
    ("72-year-old man", "age", 72, "a", "="),
    ("statin for 45 yo diabetic", "age", 45, "a", "="),
    ("a 6 month old baby", "age", 0.5, "a", "="),
    ("45F with chest pain", "age", 45, "a", "="),
    ("how often a mammogram at 52?", "age", 52, "a", "="),
    ("I'm 66, no heart trouble: aspirin?", "age", 66, "a", "="),
    ("CT for a smoker of 62", "age", 62, "a", "="),
    ("HIV test for a boy of 14", "age", 14, "a", "="),
    ("68, type 2 diabetes: aspirin?", "age", 68, "a", "="),
    ("PSA at 74", "age", 74, "a", "="),
    ("PSA testing at 70?", "age", 70, "a", "="),
    ("letter chart at 70?", "age", 70, "a", "="),
    ("skin exam at 45 if fair skinned", "age", 45, "a", "="),
    ("My dad, 77, on warfarin: aspirin as well?", "age", 77, "a", "="),
    ("lump behind the nipple, male 61: mammogram or ultrasound", "age", 61, "a", "="),
    ("patient is 52, thyroid nodule. Work it up?", "age", 52, "a", "="),
    ("gran (91) fell: vitamin D?", "age", 91, "a", "="),
    ("62 y.o. woman, DEXA?", "age", 62, "a", "="),
    ("statin for a six-year-old", "age", 6, "a", "="),
    ("statin for a fifty-five-year-old", "age", 55, "a", "="),
    ("mammogram in her seventies", "age", 70, "a", "="),
    ("PSA level at 74", "prostate-specific-antigen", 74, "", "="),
    ("PSA at 12, refer?", "prostate-specific-antigen", 12, "", "="),
    ("potassium at 52", "potassium", 52, "", "="),
    ("she weighs 55 kg", "weight", 55, "kg", "="),
    ("an 800 g preterm baby", "weight", 0.8, "kg", "="),
    ("14 hours after onset", "time", 14, "h", "="),
    ("five minutes after birth", "time", 5 / 60, "h", "="),
    ("two days after surgery", "time", 48, "h", "="),
    ("COPD, two moderate flare-ups last year", "exacerbation", 2, "", "="),
]


@pytest.mark.parametrize(("question", "name", "value", "unit", "comparator"), VALUES, ids=[v[0] for v in VALUES])
def test_a_value_of_the_patient_is_read_with_its_name(
    engine: Engine, question: str, name: str, value: float, unit: str, comparator: str
) -> None:
    found = {v.name: v for v in interpreted(question, engine).values}

    assert name in found, found
    assert (found[name].value, found[name].unit, found[name].comparator) == (
        pytest.approx(value),
        unit,
        comparator,
    )


@pytest.mark.parametrize(
    "question",
    [
        "CHA2DS2-VASc in women",
        "T2-weighted images",
        "nimodipine 60 mg",
        "2 mg/kg of enoxaparin",
        "nimodipine 60 mg every 4 hours",
    ],
)
def test_a_number_that_is_a_name_a_dose_or_an_interval_is_no_value_of_the_patient(
    engine: Engine, question: str
) -> None:
    assert interpreted(question, engine).values == ()


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("a woman with AF", {"women"}),
        ("does she need aspirin", {"women"}),
        ("my husband has gout", {"men"}),
        ("asthma in children", {"children"}),
        ("a 6 year old with asthma", {"children"}),
        ("a 14 year old girl", {"children", "adolescents", "women"}),
        ("a 6 month old baby", {"children", "infants"}),
        ("a 3 day old newborn", {"children", "infants", "neonates"}),
        ("82 year old lady", {"women", "adults", "older-adults"}),
        ("in pregnancy", {"pregnancy"}),
        ("in patients with AF", set()),
    ],
)
def test_the_people_asked_about_are_named(engine: Engine, question: str, people: set[str]) -> None:
    found = interpreted(question, engine).populations

    assert people <= found
    assert found - people <= {"infants", "neonates", "children"} if people else not found


@pytest.mark.parametrize(
    ("question", "slot"),
    [
        ("dose of alteplase", Slot.DOSE), ("how many mg of aspirin", Slot.DOSE),
        ("how long to treat CAP", Slot.DURATION),
        ("when to repeat the CT", Slot.TIMING), ("how often to check potassium", Slot.FREQUENCY),
        ("target blood pressure in ICH", Slot.TARGET), ("platelet threshold for transfusion", Slot.THRESHOLD),
        ("which antibiotic for cellulitis", Slot.CHOICE), ("apixaban or warfarin", Slot.CHOICE),
        ("contraindications to alteplase", Slot.CONTRAINDICATION), ("is ibuprofen safe in CKD", Slot.CONTRAINDICATION),
        ("monitoring on amiodarone", Slot.MONITORING), ("which scan for suspected PE", Slot.DIAGNOSIS),
        ("definition of sepsis", Slot.DEFINITION), ("who needs ICU admission", Slot.REFERRAL),
        ("mechanism of SGLT2 inhibitors", Slot.MECHANISM), ("should we stop aspirin?", Slot.YES_NO),
        ("odds of dying with an ICH score of 4", Slot.PROGNOSIS), ("how reliable is a plain CT", Slot.PROGNOSIS),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_recognised(engine: Engine, question: str, slot: Slot) -> None:
    assert slot in interpreted(question, engine).slots


@pytest.mark.parametrize(
    "question", ["which test when you suspect a PE", "how many months of colchicine when starting allopurinol"]
)
def test_a_clause_with_when_asks_for_no_time(engine: Engine, question: str) -> None:
    assert Slot.TIMING not in interpreted(question, engine).slots


@pytest.mark.parametrize(
    "question", ["apixaban after a bleed, when", "drop in GCS: when is a drain put in", "ok, when?"]
)
def test_when_asks_for_a_time(engine: Engine, question: str) -> None:
    assert Slot.TIMING in interpreted(question, engine).slots


def test_the_alternatives_of_a_choice_are_named(engine: Engine) -> None:
    assert interpreted("MRI contrast or non-contrast?", engine).alternatives == (
        "mri contrast",
        "non-contrast",
    )


def test_what_stands_after_without_is_negated(engine: Engine) -> None:
    assert "coronary-stent" in interpreted("aspirin in patients without stents", engine).negated
    assert "coronary-stent" not in interpreted("aspirin in patients with stents", engine).negated


def test_a_concept_that_no_document_speaks_of_is_marked(engine: Engine) -> None:
    held = {m.key: m.held for m in interpreted("apixaban or imatinib", engine).concepts}

    assert held["apixaban"] is True
    assert held["imatinib"] is False


def test_a_word_that_nobody_knows_is_named_as_unknown(engine: Engine) -> None:
    assert interpreted("dose of zorblaxine in gout", engine).unknown
    assert interpreted("what should I give first please", engine).unknown == ()


@pytest.mark.parametrize(
    "question", ["?", "∞ ≥ ≤", "0", "a" * 2000, "12345678901234567890 mg", "½ mg ⅓", "aged 999 years"]
)
def test_odd_questions_are_read_without_a_crash(engine: Engine, question: str) -> None:
    interpreted(question, engine)


@pytest.mark.parametrize(
    ("question", "background"),
    [
        ("adding mealtime insulin on top of glargine", {"insulin-glargine"}),
        ("DKA, bicarb 12, which fluids", {"sodium-bicarbonate"}),
        ("known angina, AF, rate control", {"angina"}),
        ("AF still fast on bisoprolol + diltiazem, what next", {"bisoprolol", "diltiazem"}),
        ("knee replacement last year, AF, rate control", {"arthroplasty"}),
        ("apixaban dose in AF", set()),
        ("paroxysmal AF on flecainide, what dose", set()),  # the only drug is what is asked about
        ("start her on apixaban for AF", set()),
        ("on febuxostat, has had an NSTEMI. Leave it or change it?", set()),
    ],
)
def test_what_only_describes_the_patient_is_background(engine: Engine, question: str, background: set[str]) -> None:
    assert interpreted(question, engine).background == background


def test_the_mother_is_the_patient_after_a_birth(engine: Engine) -> None:
    people = interpreted("I had a baby 5 days ago and feel low", engine).populations

    assert "postpartum" in people
    assert "infants" not in people


def test_a_misspelt_drug_is_read_and_told(engine: Engine) -> None:
    found = interpreted("enoxparin dose for a DVT", engine)

    assert "enoxaparin" in {mention.key for mention in found.concepts}
    assert found.read_as == {"enoxparin": "enoxaparin"}


def test_a_slip_in_an_everyday_word_is_no_unknown_word(engine: Engine) -> None:
    found = interpreted("usual strenght of apixaban, wich form, and Strenghton's sign", engine)

    assert found.read_as == {"strenght": "strength"}
    assert found.unknown_words == ("strenghton's",)


def test_words_of_everyday_life_are_never_unknown(engine: Engine) -> None:
    found = interpreted("my husband swapped shifts at the weekend and takes apixaban for zzymurgosis", engine)

    assert found.unknown_words == ("zzymurgosis",)


@pytest.mark.parametrize(
    "question", ["aneurysm found by chance, when to rescan", "rate control in AF", "HHS fluid rate"]
)
def test_what_only_sounds_like_a_figure_asks_for_none(engine: Engine, question: str) -> None:
    assert Slot.PROGNOSIS not in interpreted(question, engine).slots


@pytest.mark.parametrize(
    "question",
    [
        "pregnant, anaphylaxis to penicillin as a child",
        "37, IVF, first baby: aspirin?",
        "AC chemo at 20 weeks, safe for baby?",
    ],
)
def test_a_child_that_is_spoken_of_is_not_always_the_patient(engine: Engine, question: str) -> None:
    assert not interpreted(question, engine).populations & {"children", "infants"}


def test_a_baby_that_is_planned_is_no_patient(engine: Engine) -> None:
    assert "infants" not in interpreted("baby planned and on leflunomide", engine).populations
    assert "pregnancy" in interpreted("tiotropium for COPD while pregnant", engine).populations


@pytest.mark.parametrize(
    "question",
    [
        "I'm 12 weeks pregnant, iron tablets?",
        "I'm 80 kg: apixaban?",
        "10, 20 or 40 mg of atorvastatin?",
        "INR at 45",
        "she is 34 weeks, BP 150/95",
        "he is 90 kg: apixaban?",
        "nursing a six week old, amiodarone?",
        "my mother, 48, has breast cancer: when do I start mammograms?",
        "oxygen turned 15 L up, CO2 retainer",
    ],
)
def test_a_number_that_is_no_age_makes_nobody_a_child(engine: Engine, question: str) -> None:
    read = interpreted(question, engine)

    assert not [value for value in read.values if value.name == "age"]
    assert not read.populations & {"children", "adolescents"}


@pytest.mark.parametrize(
    "text",
    [
        "PHQ9 of 8 at 16/40, next?",
        "27F G2P1, EPDS 21 at 30 weeks, how soon is she seen?",
        "I'm expecting and have a clot in my calf. Is Eliquis alright?",
    ],
)
def test_a_pregnancy_is_told_in_shorthand_too(text: str, engine: Engine) -> None:
    assert "pregnancy" in interpreted(text, engine).populations


def test_a_share_of_forty_is_no_pregnancy(engine: Engine) -> None:
    assert "pregnancy" not in interpreted("12/40 patients bled on apixaban, is that usual?", engine).populations


def test_whose_disease_it_is_says_nothing_of_siblings(engine: Engine) -> None:
    assert "siblings" not in interpreted("My sister's burst aneurysm: when is it closed?", engine).populations
    assert "siblings" in interpreted("aneurysm: screen her sister?", engine).populations


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("which antibiotic for severe CAP in hospital", False),
        ("sugar target on the ICU", False),
        ("does this pneumonia need hospital", True),
        ("when to go to ICU", True),
    ],
)
def test_where_somebody_is_already_is_no_question_of_referral(question: str, asked: bool, engine: Engine) -> None:
    assert (Slot.REFERRAL in interpreted(question, engine).slots) is asked
