"""A follow-up is read with the question before it, and says what it took from there."""

from collections.abc import Callable

import pytest

from curbside.answering.followups import FollowUp
from curbside.engine import Engine

APIXABAN = "What is the dose of apixaban in atrial fibrillation?"
DVT = "apixaban dose for a new DVT"
GOUT = "Colchicine dose for acute gout flare"


@pytest.fixture(scope="session")
def read(engine: Engine) -> Callable[[str, str], FollowUp]:
    return lambda earlier, text: engine.follow_up(text, earlier)


@pytest.mark.parametrize(
    ("earlier", "text", "read_as"),
    [
        # a fragment takes its place in the earlier question
        (APIXABAN, "what about rivaroxaban?", "What is the dose of rivaroxaban in atrial fibrillation?"),
        (APIXABAN, "and in pregnancy?", "What is the dose of apixaban in atrial fibrillation in pregnancy?"),
        (DVT, "what about PE?", "apixaban dose for a new PE?"),
        ("oral antibiotic for uncomplicated UTI in women", "in men?", "oral antibiotic for uncomplicated UTI in men?"),
        ("Treatment of severe asthma exacerbation in adults", "what about children?",
         "Treatment of severe asthma exacerbation in children?"),
        (GOUT, "if eGFR is 25?", "Colchicine dose for acute gout flare with eGFR 25?"),
        # a patient with another illness beside, not instead
        (DVT, "and in cirrhosis?", "apixaban dose for a new DVT in cirrhosis?"),
        # a question of its own keeps its words
        (DVT, "for how long?", "For how long with apixaban in DVT?"),
        (DVT, "contraindications?", "Contraindications with apixaban in DVT?"),
        ("metformin in type 2 diabetes", "when should I stop it?",
         "When should I stop metformin in type 2 diabetes?"),
        ("What is the first line for COPD?", "is azithromycin an option?", "Is azithromycin an option in COPD?"),
        # another condition begins anew, but "it" is still the drug
        (DVT, "Is it safe in cirrhosis?", "Is apixaban safe in cirrhosis?"),
        ("First-line vasopressor in septic shock", "How do I treat gout?", "How do I treat gout?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_read_so(read: Callable[[str, str], FollowUp], earlier: str, text: str, read_as: str) -> None:
    assert read(earlier, text).read_as == read_as


def test_it_says_what_it_took_over(read: Callable[[str, str], FollowUp]) -> None:
    assert read(DVT, "for how long?").carried == (("drug", "apixaban"), ("condition", "DVT"))
    assert read(APIXABAN, "what about rivaroxaban?").carried == (("condition", "atrial fibrillation"),)


@pytest.mark.parametrize(
    ("earlier", "text", "gone"),
    [
        (APIXABAN, "what about rivaroxaban?", "apixaban"),
        ("oral antibiotic for uncomplicated UTI in women", "in men?", "women"),
        ("First-line vasopressor in septic shock", "How do I treat gout?", "shock"),
        (
            "amoxicillin dose in children with otitis media",
            "dose of doxycycline for adults with Lyme disease?",
            "children",
        ),
    ],
)
def test_nothing_is_carried_into_a_question_that_names_another(
    read: Callable[[str, str], FollowUp], earlier: str, text: str, gone: str
) -> None:
    assert gone not in read(earlier, text).read_as


@pytest.mark.parametrize("text", ["", "?", "...", "x" * 5000])
def test_what_is_to_be_refused_is_not_filled(read: Callable[[str, str], FollowUp], text: str) -> None:
    assert read(APIXABAN, text).read_as == text


@pytest.mark.parametrize("text", ["and", "what about?", "in in in in", "it", "(((", "\\1 [a-z]+ apixaban"])
def test_nonsense_takes_nothing_away(read: Callable[[str, str], FollowUp], text: str) -> None:
    said = read(APIXABAN, text)
    assert said.asked == text
    assert said.read_as


@pytest.mark.parametrize(
    ("earlier", "text"),
    [
        ("amitriptyline in neuropathic pain", "he collapsed in the gym and isnt breathing"),
        ("Finerenone dose at eGFR 45", "what if the eGFR is 20?"),
        ("Metformin at eGFR 28", "when should it be stopped?"),
        ("Aspirin after PCI without stents", "for how long?"),
        ("Aspirin in a TIA, already on warfarin", "which dose?"),
        ("apixaban dose in DVT for a 30 year old pregnant woman", "what about a 6 year old girl?"),
    ],
)
def test_where_two_patients_could_be_mixed_or_help_is_needed_it_is_read_alone(
    read: Callable[[str, str], FollowUp], earlier: str, text: str
) -> None:
    assert read(earlier, text).read_as == text
