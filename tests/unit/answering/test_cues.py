"""Cues: what a question counts, does or wonders about is looked for in the statement."""

import pytest

from curbside.answering.cues import Cues, by_another_route, for_another_patient


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("how many weeks of treatment", "continue for 6 to 8 weeks", "continue for 5 days"),
        ("how many more months of sertraline", "at least 6-12 months after remission", "50 mg once daily"),
        ("how many cbt sessions", "typically delivered in 12-20 individual sessions", "cbt is offered"),
        ("what proportion of women are bipolar", "about 20 % of women", "screen women"),
        ("how far do i advance the catheter", "advance only 2-4 cm", "advance gently"),
        ("typical water deficit (litres)", "a deficit of 7-12 l", "replace the deficit"),
    ],
)
def test_a_number_of_what_is_counted_is_found(question: str, told: str, untold: str) -> None:
    cues = Cues(question)

    assert cues.features(told)["unit_told"] == 1
    assert cues.features(untold) == {"unit_told": 0, "unit_missing": 1} | {
        name: value for name, value in cues.features(untold).items() if name.startswith("action")
    }


def test_the_action_asked_about_is_found() -> None:
    cues = Cues("when can apixaban be restarted")

    assert cues.features("resume anticoagulation after 7 days")["action_told"] > 0
    assert cues.features("apixaban 5 mg twice daily")["action_missing"] == 1


def test_a_reason_is_looked_for_only_where_one_is_asked_for() -> None:
    because = "preferred because neonatal arrest is mostly respiratory"

    assert Cues("why three to one in newborns").features(because)["reason_told"] == 1
    assert "reason_told" not in Cues("ratio in newborns").features(because)


@pytest.mark.parametrize(
    ("question", "right", "other"),
    [
        ("omeprazole before endoscopy?", "before endoscopy: do not offer it", "after endoscopy: 80 mg bolus"),
        ("steroids in non-severe pneumonia", "not in adults with nonsevere cap", "not in adults with severe cap"),
        ("vitamin e if diabetic", "not in patients with diabetes", "for non-diabetic adults"),
        ("das28-crp 3.6, which category", "das28-crp: > 2.9 to 4.6", "das28-esr: > 3.2 to 5.1"),
        ("omeprazole now, scope at 7 tomorrow", "before endoscopy: do not offer it", "after endoscopy: 80 mg bolus"),
        ("angio booked for friday, load tonight", "no load prior to angiography", "load after angiography"),
        ("dvt 2 years ago, wells points", "previous dvt: 1.5 points", "clinical signs and symptoms of dvt: 3.0 points"),
        ("still breathless on bisoprolol, rate", "strict if symptoms persist", "lenient is an initial approach"),
        ("a burn of the face", "face? bacitracin ointment", "trunk/extremities? silver sulfadiazine"),
    ],
)
def test_a_statement_on_the_other_side_is_known(question: str, right: str, other: str) -> None:
    cues = Cues(question)

    assert (cues.features(right)["other_side"], cues.features(other)["other_side"]) == (0, 1)


@pytest.mark.parametrize(
    ("question", "theirs", "others"),
    [
        ("hydroxychloroquine in low activity", "for low disease activity", "for moderate-to-high disease activity"),
        ("kingella on a native valve", "nve: 4 weeks", "pve: 6 weeks"),
        ("still oozing, platelets 38", "offer platelets if actively bleeding", "not to patients who are not bleeding"),
        ("mild pneumonia", "mild: oral amoxicillin", "high severity: intravenous co-amoxiclav"),
        ("uncomplicated cystitis", "uncomplicated: 3 days", "complicated: 7 days"),
        ("unprovoked clot", "unprovoked: go on", "provoked: stop after 3 months"),
        ("statin in type 2 diabetes", "in type 2 diabetes", "in type 1 diabetes"),
        ("gram-positive bacteremia", "gram-positive: 2 weeks", "gram-negative: 7 days"),
        ("metoprolol tartrate in heart failure", "metoprolol tartrate: not used", "metoprolol succinate: 25 mg"),
        ("das28-crp of 3.6", "das28-crp: moderate", "das28-esr: moderate"),
        ("das28 with a crp rather than an esr", "das28-crp: < 2.4", "das28-esr: < 2.6"),
        ("combined hrt, risk?", "estrogen-progesterone: rr 2.08", "estrogen-only: rr 1.33"),
    ],
)
def test_what_is_for_another_patient_is_known(question: str, theirs: str, others: str) -> None:
    assert not for_another_patient(question, theirs)
    assert for_another_patient(question, others)


def test_a_route_or_a_time_makes_no_other_patient() -> None:
    assert not for_another_patient("oral iron before surgery", "intravenous iron after surgery")


def test_a_dose_by_another_route_is_known_but_not_by_what_is_taken_already() -> None:
    assert by_another_route("top dose of rybelsus", "subcutaneous: 2 mg once weekly")
    assert not by_another_route("top dose of rybelsus", "oral: 14 mg once daily")
    assert not by_another_route("pegloticase dose for gout not shifting on tablets", "8 mg intravenously")


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("dapagliflozin at egfr 22, not diabetic", "for non-diabetic adults"),
        ("stroke, ct shows no hemorrhage", "in ischemic stroke"),
        ("clot, not provoked by surgery", "unprovoked: go on"),
        ("ischemic stroke, alteplase", "after hemorrhage is excluded"),
        ("crp 60 in polymyalgia", "start if the esr is raised"),
    ],
)
def test_what_is_denied_or_named_beside_the_patient_shuts_nothing_out(question: str, statement: str) -> None:
    assert not for_another_patient(question, statement)
