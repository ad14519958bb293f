"""Emergencies: a described red flag, in somebody, now. A professional question about the disease is answered."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from curbside.answering.emergencies import (
    RedFlag,
    cues,
    described,
    emergency_in,
    may_be_emergency,
    may_be_one,
    readable,
    red_flags,
)
from curbside.answering.signs import Sign
from curbside.domain.answers import Outcome
from curbside.engine import Engine
from curbside.rendering.markdown import to_markdown
from curbside.rendering.plain import to_plain

SAFETY = Path(__file__).parents[3] / "evaluation" / "safety" / "emergencies.jsonl"
BANK = [SAFETY.parents[1] / "bank" / name for name in ("development.jsonl", "development_2.jsonl")]
# Shares reached: recognised, false alarms. The phrasings of judging.jsonl are never printed.
REACHED = [
    ("emergencies", emergency_in, 0.87, 0.023),
    ("emergencies", may_be_emergency, 0.97, 0.105),
    ("judging", emergency_in, 0.71, 0.0025),
    ("judging", may_be_emergency, 0.95, 0.032),
]

NOW = [
    "A man collapsed in an Edinburgh street and is not breathing",
    "My husband has crushing chest pain and is sweating",
    "I have a tight chest and pain down my arm right now",
    "There is an elephant on my chest",
    "My mum's face has dropped on one side and her speech is slurred",
    "I can't lift my left arm and my words are coming out wrong",
    "My son ate peanuts, his lips are swollen and he is wheezing",
    "Patient in front of me collapsed after her first dose of penicillin, hives and BP dropping, help",
    "My baby is turning blue and won't feed",
    "I can't breathe",
    "My daughter is choking",
    "He has no pulse, what do I do",
    "In resus now: VF on the monitor, no pulse, what next?",
    "My wife won't wake up",
    "Friend passed out and is not breathing, help",
    "I want to kill myself",
    "I don't want to live any more",
    "My sister has taken a whole packet of paracetamol",
    "My toddler swallowed a button battery",
    "My child has spots that do not fade under a glass and a fever",
    "My baby is floppy, mottled and cold",
    "I am vomiting blood",
    "My nan's leg is bleeding and it won't stop",
    "My brother is having a seizure and it won't stop",
    "I am 34 weeks pregnant with a terrible headache, flashing lights and swollen hands",
    "I can't feel between my legs and I can't pee since my back pain started",
    "I have the worst headache of my life, it came on like being hit",
    "I have a tearing pain between my shoulder blades, in my back and chest",
    "Patient in bay 4 is peri-arrest, BP 60/30, help",
    "My dad fell off the roof and is bleeding and can't move",
    "My leg has gone cold and white with no pulse",
]

ORDINARY = [
    "What is the dose of adrenaline in anaphylaxis?",
    "First-line treatment for anaphylactic shock in adults",
    "Alteplase dose in acute ischaemic stroke",
    "Can I give alteplase 4 hours after stroke onset?",
    "BP target after intracerebral hemorrhage",
    "When is thrombectomy recommended?",
    "Door-to-balloon time in STEMI",
    "What is the loading dose of aspirin in STEMI?",
    "Morphine in acute myocardial infarction: recommended or not?",
    "Does a patient with chest pain and HEART score 3 need admission?",
    "Which troponin protocol is recommended for chest pain?",
    "Amiodarone dose in cardiac arrest",
    "How often to give epinephrine in cardiac arrest?",
    "Temperature target after cardiac arrest",
    "GCS 8 after head injury: should we intubate?",
    "ICP threshold for treatment in severe TBI",
    "Vasopressor of choice in septic shock",
    "How much fluid in the first 3 hours of sepsis?",
    "Empiric antibiotics for bacterial meningitis in adults over 50",
    "Dexamethasone before antibiotics in meningitis?",
    "Nimodipine duration after subarachnoid hemorrhage",
    "When to do an LP after a negative CT for thunderclap headache?",
    "Magnesium dose in eclampsia",
    "Is levetiracetam used for seizure prophylaxis in TBI?",
    "Octreotide infusion rate in variceal bleeding",
    "Timing of endoscopy in upper GI bleeding",
    "Transfusion threshold in GI bleeding",
    "Andexanet or PCC for apixaban reversal in ICH?",
    "Potassium threshold before starting insulin in DKA",
    "How long to overlap basal insulin in DKA?",
    "Fluid resuscitation formula for burns over 20 % TBSA",
    "N-acetylcysteine indications in acetaminophen overdose",
    "Suicide risk screening in perinatal depression",
    "Is lithium recommended for suicidal ideation?",
    "History of stroke last year, which statin?",
    "He had an anaphylaxis to penicillin years ago, can he have ceftriaxone?",
    "MRI timing in suspected cord compression",
    "Criteria for ICU admission in CAP",
    "Initial oxygen concentration for newborn resuscitation",
    "What SpO2 should a newborn have five minutes after birth?",
    "Indications for intubation in severe asthma",
    "What does a silent chest mean in asthma?",
    "Unconscious patient with hypoglycemia: dose of glucagon",
    "My patient takes warfarin and needs surgery, when do I stop it?",
    "My mother has gout, which drug is first line?",
    "I have high blood pressure, what is my target?",
    "Aortic dissection: what heart rate target?",
    "Massive PE with hypotension: is thrombolysis recommended?",
    "thunderclap headache",
    "vomiting blood",
    "choking in adults",
    "seizures in pregnancy",
    "testicular torsion",
    "fever and neck stiffness",
]


@pytest.mark.parametrize("question", NOW)
def test_a_red_flag_in_somebody_now_is_an_emergency(question: str) -> None:
    assert emergency_in(question) is not None


@pytest.mark.parametrize("question", ORDINARY)
def test_a_professional_question_about_a_dangerous_disease_is_none(question: str) -> None:
    assert emergency_in(question) is None


def test_a_typographic_apostrophe_hides_nothing() -> None:
    assert emergency_in("I can’t breathe") is not None


def test_the_lists_are_long_enough_to_mean_something() -> None:
    assert len(NOW) >= 25
    assert len(ORDINARY) >= 40


def test_every_flag_has_a_name_and_signs() -> None:
    assert all(flag.key and flag.name and (flag.signs or flag.terms) for flag in red_flags())
    assert len({flag.key for flag in red_flags()}) == len(red_flags())


@pytest.mark.parametrize(
    ("flag", "sign"),
    [(flag, sign) for flag in red_flags() for sign in (*flag.signs, *flag.terms)],
    ids=lambda part: part.key if isinstance(part, RedFlag) else part.example,
)
def test_each_row_is_met_by_its_own_example(flag: RedFlag, sign: Sign) -> None:
    assert described(sign, readable(sign.example)), flag.key


def test_every_kind_of_cue_has_rows() -> None:
    assert all(cues().values())


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"somebody", "near"}, True),
        ({"somebody", "near", "past"}, False),
        ({"somebody", "near", "past", "now"}, True),
        ({"somebody", "asked"}, False),
        ({"somebody", "asked", "calling"}, True),
        ({"somebody", "chart"}, False),
        ({"somebody", "chart", "near"}, True),
        ({"somebody", "chart", "calling"}, True),
        ({"calling", "over"}, False),
        ({"calling", "near", "supposed"}, False),
        (set(), False),
    ],
)
def test_the_kinds_of_cues_are_weighed_in_order(told: set[str], expected: bool) -> None:
    assert may_be_one(frozenset(told)) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("no chest pain, no sweating, I just feel tired", False),
        ("thunderclap headache, CT head at 3 days was clean. what next", False),
        ("my sister had her baby 3 weeks ago, she is holding the tablets and says she's going to end it tonight", True),
        ("my dad had a stroke in 2019, his speech is still slurred", False),
        ("dad had a stroke last year and now his face has dropped again", True),
        ("what should I do if someone has a stroke?", False),
        ("hlep my mum cant brethe", True),
    ],
)
def test_denial_past_and_supposition_are_told_from_what_happens_now(question: str, expected: bool) -> None:
    assert (emergency_in(question) is not None) is expected


@pytest.mark.parametrize(("file", "rule", "recognised", "false_alarms"), REACHED)
def test_the_shares_that_were_reached_hold(
    file: str, rule: Callable[[str], object], recognised: float, false_alarms: float
) -> None:
    entries = list(map(json.loads, SAFETY.with_name(f"{file}.jsonl").read_text(encoding="utf-8").splitlines()))
    found = {
        expect: [bool(rule(e["text"])) for e in entries if e["expect"] == expect] for expect in ("emergency", "not")
    }

    assert sum(found["emergency"]) / len(found["emergency"]) >= recognised
    assert sum(found["not"]) / len(found["not"]) <= false_alarms


def test_what_sounds_like_an_emergency_is_answered_below_where_to_get_help(engine: Engine) -> None:
    answer = engine.answer("CPR in a newborn: compressions and breaths a minute")  # it only sounds like one

    assert answer.alarm.startswith("Is this happening now?")
    assert answer.outcome is Outcome.PARTLY
    assert answer.claims
    for text in (to_markdown(answer), to_plain(answer)):
        assert text.index("Is this happening now?") < text.index("Reassess the heart rate")
    assert not engine.answer("Apixaban dose for a new deep vein thrombosis").alarm
    assert not engine.answer("First-line vasopressor in septic shock").alarm  # a first line, not what comes first


def test_a_supposed_emergency_raises_no_alarm() -> None:
    assert not may_be_emergency("exam question: a man collapses with crushing chest pain, what is given first?")


def test_ordinary_questions_of_the_bank_raise_no_alarm() -> None:
    entries = [json.loads(line) for file in BANK for line in file.read_text(encoding="utf-8").splitlines()]
    ordinary = [e for e in entries if e["outcome"] in ("answered", "partly", "not_in_library")]

    assert sum(emergency_in(e["question"]) is not None for e in ordinary) / len(ordinary) <= 0.01
    assert sum(may_be_emergency(e["question"]) for e in ordinary) / len(ordinary) <= 0.02
    assert all(emergency_in(e["question"]) for e in entries if e["outcome"] == "emergency")


@pytest.mark.parametrize(
    "text", ["my chest pain arm " * 120, "blood " * 400, "a" * 2000, "i can't my throat tongue " * 90]
)
def test_a_long_question_is_read_in_time(text: str) -> None:
    emergency_in("I can't breathe")  # the table is compiled
    started = time.process_time()
    emergency_in(text)

    assert time.process_time() - started < 1
