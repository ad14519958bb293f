"""What the checker lets a claim leave out, add and move, each beside the falsehood that it must not let by.

The longer passages are from the starter library, mostly shortened; one-liners are made up to isolate an edit.
"""

import time

import pytest

from curbside.answering.verify import Window, check_wording, windows_in
from curbside.domain.answers import Support
from curbside.retrieval.concepts import Lexicon, compile_lexicon

MEN = (
    "Men:\n- CHA2DS2-VASc = 0: No antithrombotic therapy is recommended (Class III: No Benefit).\n"
    "- CHA2DS2-VASc ≥ 2: OAC is recommended to reduce thromboembolic stroke risk (Class I)."
)
DOACS = (
    "Standard dosing and criteria for dose reduction in non-valvular AF:\n"
    "- Apixaban: Standard dose is 5 mg BID.\n"
    "  - Dose Reduction: Reduce to 2.5 mg BID if the patient has at least two of the following "
    "characteristics: "
    "Age ≥ 80 years, Body weight ≤ 60 kg, or Serum creatinine ≥ 1.5 mg/dL.\n"
    "- Rivaroxaban: Standard dose is 20 mg once daily with the evening meal.\n"
    "  - Dose Reduction: Reduce to 15 mg once daily if CrCl ≤ 50 mL/min."
)
TERLIPRESSIN = "- Dose: 2 mg IV every 4 hours (body weight ≥ 70 kg) or 1 mg IV every 4 hours (body weight < 70 kg)."
ALTEPLASE = (
    "The following are absolute contraindications to IV alteplase per AHA/ASA 2019:\n"
    "- Current intracranial hemorrhage on CT\n- Platelet count < 100,000/mm³\n- INR > 1.7 or PT > 15 seconds"
)
NOT_FOR_CUTI = (
    "The following agents should not be used for complicated UTI due to inadequate tissue penetration:\n"
    "- Nitrofurantoin 100 mg twice daily: Achieves high bladder concentrations\n"
    "- Oral fosfomycin 3 g once: Insufficient evidence to support use in cUTI"
)
DIURETICS = (
    "- Diuretics:\n  - Spironolactone: Start 100 mg daily, titrate up to 400 mg daily.\n"
    "  - Furosemide: Start 40 mg daily, titrate up to 160 mg daily."
)
BURNS = (
    "Formal IV fluid resuscitation is indicated for:\n"
    "- Adults: Burns exceeding 20% TBSA (partial-thickness or full-thickness)\n"
    "- Children: Burns exceeding 10-15% TBSA"
)
VASOPRESSIN = "- Fixed dose: 0.03 units/min (not titrated)."
VASOPRESSIN_HEADING = "Hemodynamics in Septic Shock — SCCM/ESICM 2021 > Second-Line: Add Vasopressin"
LMWH = "- Dose reduction for CrCl < 30 mL/min: 1 mg/kg subcutaneously once daily."
SALBUTAMOL = "- SABA: Salbutamol (albuterol) 4-10 puffs by pMDI + spacer, repeated every 20 minutes for the first hour"
SURVIVAL = "- DOACs are NOT recommended for patients with antiphospholipid antibody syndrome."
CEFTRIAXONE = "- SBP Treatment: Ceftriaxone 2 g IV daily (or Cefotaxime 2 g IV q8h) for 5 days."
STENT = (
    "- Exceptions: Continue aspirin in patients with recent acute coronary syndrome (< 12 months), recent "
    "coronary "
    "stent placement, or other high-risk coronary situations."
)
NO_STENT = "- Aspirin should be stopped 7 days before surgery in patients without stents."
CAP = (
    "- Uncomplicated low-severity CAP: 5–7 days (extend if slow response).\n"
    "- Moderate to high severity CAP: 7–10 days.\n- Legionella pneumonia: 14–21 days."
)
HYDRATION = (
    "- Fluids should be started at least 1 hour before and continued for 3-6 hours after contrast-media administration."
)
LR = (
    "- LR is preferred over normal saline (NS) due to its more physiological electrolyte composition and "
    "lower risk of "
    "hyperchloremic metabolic acidosis"
)
OCTREOTIDE = "- Vasoactive agent: Start Octreotide 50 mcg IV bolus, then 50 mcg/hr infusion (continue for 2–5 days)."
PANEL = (
    "The ASH guideline panel suggests using DOACs over vitamin K antagonists (VKAs) for patients with DVT "
    "and/or PE "
    "(conditional recommendation, moderate certainty of evidence)."
)
HOLIDAY = "- A drug holiday or treatment interruption is NOT recommended with denosumab."
TRIPLE = "- Initial Therapy: LABA + LAMA\n- Consider LABA + LAMA + ICS if blood eosinophils ≥ 300 cells/µL."
NAFLD = "- Statin therapy should NOT be withheld in NAFLD patients; avoid statins in decompensated cirrhosis."
DVT_CHILD = "Children:\n- Dalteparin: 129 units/kg once daily"
ADULT = "Adults:\n- Ceftriaxone 2 g IV once daily"
NEONATE = "Neonates:\n- Ampicillin 50 mg/kg IV every 8 hours"

TRUE = [
    # a lead-in put in front, a score called a score
    (
        "In men with a CHA2DS2-VASc score of at least 2, OAC is recommended to reduce thromboembolic stroke risk.",
        MEN,
        "",
    ),
    ("Men: CHA2DS2-VASc ≥ 2: OAC is recommended to reduce thromboembolic stroke risk (Class I).", MEN, ""),
    # a label moved, an imperative turned
    ("The standard dose of apixaban is 5 mg twice daily.", DOACS, ""),
    ("For CrCl below 30 mL/min, the dose is reduced to 1 mg/kg subcutaneously once daily.", LMWH, ""),
    ("Spironolactone should be started at 100 mg daily and titrated up to 400 mg daily.", DIURETICS, ""),
    (
        "Treatment should be continued for at least 6 to 12 months after symptom remission.",
        "- Continue treatment for at least 6-12 months after symptom remission.",
        "",
    ),
    (
        "IV epinephrine is followed with a normal saline flush of 0.5–1.0 mL.",
        "- Flush: Follow IV epinephrine with a normal saline flush of 0.5-1.0 mL.",
        "",
    ),
    # a bracket opened, left out, or turned into "and"
    (
        "Vasopressin is given at a fixed dose of 0.03 units/min and is not titrated.",
        VASOPRESSIN,
        VASOPRESSIN_HEADING,
    ),
    (
        "2 mg IV every 4 hours for a body weight of at least 70 kg, or 1 mg IV every 4 hours for a body "
        "weight below 70 kg.",
        TERLIPRESSIN,
        "",
    ),
    ("Use the lowest dose of contrast.", "- Use the lowest dose of contrast (Not Graded).", ""),
    # a list's lead-in behind its item
    (
        "An INR above 1.7 or a PT above 15 seconds is an absolute contraindication to IV alteplase.",
        ALTEPLASE,
        "",
    ),
    ("Formal IV fluid resuscitation is indicated for adults with burns exceeding 20% TBSA.", BURNS, ""),
    # "or less" is "≤"
    ("PE is unlikely with a score of 4.0 points or less.", "- PE Unlikely: Score ≤ 4.0 points", ""),
    (
        "PE is unlikely with a score less than or equal to 4.0 points.",
        "- PE Unlikely: Score ≤ 4.0 points",
        "",
    ),
    # "treatment with X" is "X treatment"
    (
        "Glucocorticoid treatment should be limited to the lowest effective dose for the shortest possible duration.",
        "- Treatment with glucocorticoids should be limited to the lowest effective dose for the shortest "
        "duration possible",
        "",
    ),
    # one of several reasons
    ("LR is preferred over normal saline because of its more physiological electrolyte composition.", LR, ""),
    # abbreviation and long form
    (
        "Prothrombin complex concentrate is recommended.",
        "Prothrombin complex concentrate (PCC) is recommended.",
        "",
    ),
    ("PCC is recommended.", "Prothrombin complex concentrate (PCC) is recommended.", ""),
    # the subject of "recommends"
    ("DOACs are suggested over vitamin K antagonists for patients with DVT and/or PE.", PANEL, ""),
    # a label that repeats, a label that names nothing
    (
        "Give controlled flow oxygen if available, with a target SpO2 of 93–95%.",
        "- Oxygen: Controlled flow oxygen if available, target SpO2 93-95%",
        "",
    ),
    ("Legionella pneumonia is treated for 14–21 days.", CAP, ""),
    (
        "ICS monotherapy is contraindicated in COPD.",
        "- Contraindication: ICS monotherapy is contraindicated in COPD.",
        "",
    ),
    # "In X, Y" turned round
    ("A GLP-1 RA is preferred in advanced CKD.", "In advanced CKD, a GLP-1 RA is preferred.", ""),
]

FALSE = [
    # the five regressions
    ("In women with a CHA2DS2-VASc score of at least 2, OAC is recommended.", MEN, ""),
    ("CHA2DS2-VASc ≥ 2: OAC is recommended to reduce thromboembolic stroke risk.", MEN, ""),
    ("Children: ceftriaxone 2 g IV once daily.", ADULT, ""),
    ("Ceftriaxone 2 g IV once daily is given to children.", ADULT, "Paediatric Dosing > Adults"),
    ("In children, rivaroxaban: the standard dose is 20 mg once daily with the evening meal.", DOACS, ""),
    (
        "Neonates: nitrofurantoin 100 mg twice daily.",
        "- Nitrofurantoin: 100 mg twice daily",
        "Cystitis in Women",
    ),
    ("Adults: ampicillin 50 mg/kg IV every 8 hours.", NEONATE, ""),
    ("Ampicillin 50 mg/kg IV every 8 hours.", NEONATE, ""),
    ("Aspirin should be stopped 7 days before surgery in patients with stents.", NO_STENT, ""),
    ("Aspirin should be stopped 7 days before surgery.", NO_STENT, ""),
    ("Continue aspirin in patients without recent coronary stent placement.", STENT, ""),
    # numbers and ranges
    ("Uncomplicated low-severity CAP: 5 days.", CAP, ""),
    ("Uncomplicated low-severity CAP: 7 days.", CAP, ""),
    ("Titrate to 15 mg.", "- Titrate to 15-20 mg.", ""),
    ("Titrate to 20 mg.", "- Titrate to 15-20 mg.", ""),
    ("Start 5 mg daily.", "- Start .5 mg daily.", ""),
    ("Platelet count < 100/mm³.", "- Platelet count < 100,000/mm³", ""),
    ("Platelet count < 100.000/mm³.", "- Platelet count < 100,000/mm³", ""),
    ("T-score ≤ 2.5.", "- T-score ≤ -2.5", ""),
    ("Vasopressin is given at a fixed dose of 0.3 units/min.", VASOPRESSIN, VASOPRESSIN_HEADING),
    ("Titrate from 400 mg daily.", "- Titrate to 400 mg daily.", ""),
    ("Spironolactone: Start 100 mg daily, titrate to 400 mg daily.", DIURETICS, ""),
    ("Dose: 1,5 mg.", "- Dose: 1-5 mg.", ""),
    ("Give 5, 7 mg.", "- Give 5-7 mg.", ""),
    ("Acceptable target range: 130 mmHg.", "- Acceptable target range: 130-150 mmHg.", ""),
    ("Give up to 400 mg.", "- Give 400 mg.", ""),
    ("Warfarin is given at 10 mg IV.", "- Dose: 10 mg IV", "Warfarin Reversal"),
    ("The dose of vasopressin is 0.1 mcg/kg/min.", "- Norepinephrine: 0.1 mcg/kg/min", VASOPRESSIN_HEADING),
    ("Apixaban is not recommended.", "- Apixaban or rivaroxaban monotherapy is not recommended.", ""),
    # comparators
    ("PE is unlikely with a score of 4.0 points or more.", "- PE Unlikely: Score ≤ 4.0 points", ""),
    ("PE is unlikely with a score below 4.0 points.", "- PE Unlikely: Score ≤ 4.0 points", ""),
    ("In men with a CHA2DS2-VASc score above 2, OAC is recommended.", MEN, ""),
    ("Give if CrCl > 30 mL/min.", "- Give if CrCl < 30 mL/min.", ""),
    ("Use low dose if CrCl ≥ 30 mL/min.", "- Use low dose if CrCl > 30 mL/min.", ""),
    ("Platelets > 100 x 10/L.", "- Platelets > 100 x 10⁹/L.", ""),
    # units, per kilogram, frequency, route
    ("Octreotide is started with 50 g IV bolus.", "- Start Octreotide 50 µg IV bolus.", ""),
    ("Start octreotide 50 mg IV bolus.", OCTREOTIDE, ""),
    ("For CrCl < 30 mL/min, the dose is reduced to 1 mg subcutaneously once daily.", LMWH, ""),
    ("For CrCl < 30 mL/min, the dose is reduced to 1 mg/kg subcutaneously twice daily.", LMWH, ""),
    ("For CrCl < 30 mL/min, the dose is reduced to 1 mg/kg intravenously once daily.", LMWH, ""),
    ("For CrCl < 30 mL/min, the dose is reduced by 1 mg/kg subcutaneously once daily.", LMWH, ""),
    ("For CrCl ≥ 30 mL/min, the dose is reduced to 1 mg/kg subcutaneously once daily.", LMWH, ""),
    ("Cefotaxime 2 g IV q6h.", "- Cefotaxime 2 g IV q8h.", ""),
    ("Ceftriaxone 2 g IV every 8 hours for 5 days.", CEFTRIAXONE, ""),
    ("Insulin 0.1 units/kg.", "- Insulin 0.1 units/kg per hour.", ""),
    ("Repeat screening for 2-4 weeks.", "- Repeat screening in 2-4 weeks.", ""),
    ("Reduce the dose to 50%.", "- Reduce the dose by 50%.", ""),
    # drug and population merged by the lexicon
    ("Avoid in the third trimester.", "- Avoid in the first trimester.", ""),
    ("Give 23.4% saline.", "- Give 3% saline.", ""),
    ("Use aspirin for prevention.", "- Use low-dose aspirin for prevention.", ""),
    ("Avoid in renal impairment.", "- Avoid in severe renal impairment.", ""),
    ("Oral iron is recommended.", "IV iron is recommended.", ""),
    ("Intravenous heparin is used.", "Subcutaneous heparin is used.", ""),
    ("Give in uncontrolled asthma.", "- Give in refractory asthma.", ""),
    ("Salbutamol and albuterol 4-10 puffs by pMDI + spacer.", SALBUTAMOL, ""),
    (
        "Salbutamol with albuterol 4-10 puffs by pMDI + spacer, repeated every 20 minutes for the first hour.",
        SALBUTAMOL,
        "",
    ),
    # negation: hidden in a bracket, a heading, a lead-in; dropped; scope
    ("Vasopressin is given at a fixed dose of 0.03 units/min.", VASOPRESSIN, VASOPRESSIN_HEADING),
    (
        "Vasopressin is given at a fixed dose of 0.03 units/min and is titrated.",
        VASOPRESSIN,
        VASOPRESSIN_HEADING,
    ),
    ("DOACs are recommended for patients with antiphospholipid antibody syndrome.", SURVIVAL, ""),
    ("Corticosteroids are recommended.", "The SSC does not recommend corticosteroids.", ""),
    ("Corticosteroids are recommended.", "The SSC recommends against corticosteroids.", ""),
    ("Corticosteroids are recommended.", "The guideline no longer recommends corticosteroids.", ""),
    ("Give nitrofurantoin 100 mg twice daily.", NOT_FOR_CUTI, ""),
    ("Nitrofurantoin 100 mg twice daily.", NOT_FOR_CUTI, ""),
    ("Nitrofurantoin should be used for complicated UTI.", NOT_FOR_CUTI, ""),
    ("Use beta-blockers.", "- Use beta-blockers", "Heart Failure > Do NOT"),
    ("Start aspirin 300 mg.", "Avoid:\n- Start aspirin 300 mg", ""),
    ("Amiodarone is given.", "- Amiodarone", "NAFLD > Medications to Avoid"),
    ("Give tranexamic acid 1 g IV.", "- Tranexamic acid 1 g IV", "SAH > Therapies NOT Recommended"),
    ("INR > 1.7 or PT > 15 seconds is an absolute indication to IV alteplase.", ALTEPLASE, ""),
    ("Give IV alteplase if INR > 1.7 or PT > 15 seconds.", ALTEPLASE, ""),
    ("Platelet count < 100,000/mm³ is a relative contraindication to IV alteplase.", ALTEPLASE, ""),
    ("A drug holiday is recommended with denosumab.", HOLIDAY, ""),
    ("Avoid NSAIDs, aspirin 81 mg daily.", "- Avoid NSAIDs. Aspirin 81 mg daily.", ""),
    ("NSAIDs and use acetaminophen should be avoided.", "- Avoid NSAIDs and use acetaminophen.", ""),
    ("Statin therapy should NOT be withheld in cirrhosis.", NAFLD, ""),
    ("Aspirin is recommended.", "Aspirin is recommended; not in patients with active bleeding.", ""),
    ("Aspirin is recommended.", "Aspirin is recommended (except in active bleeding).", ""),
    ("Aspirin is recommended.", "Aspirin is recommended (not in active bleeding).", ""),
    # strength
    ("DOACs are recommended over vitamin K antagonists for patients with DVT and/or PE.", PANEL, ""),
    ("DOACs should be used over vitamin K antagonists for patients with DVT and/or PE.", PANEL, ""),
    ("LABA + LAMA + ICS is given if blood eosinophils ≥ 300 cells/µL.", TRIPLE, ""),
    ("LABA + LAMA + ICS should be used if blood eosinophils ≥ 300 cells/µL.", TRIPLE, ""),
    ("Aspirin should reduce mortality.", "- Start early. Aspirin reduces mortality.", ""),
    ("Statins should be used in severe cases.", "- Start aspirin; statins are used in severe cases.", ""),
    ("Corticosteroids are recommended.", "Some experts recommend corticosteroids.", ""),
    ("OAC must be given.", "OAC may be given.", ""),
    # a condition left out
    ("Reduce to 15 mg once daily.", DOACS, ""),
    ("Rivaroxaban should be reduced to 15 mg once daily.", DOACS, ""),
    ("2 mg IV every 4 hours.", TERLIPRESSIN, ""),
    (
        "Terlipressin 2 mg IV every 4 hours.",
        "- Terlipressin 2 mg IV every 4 hours (body weight ≥ 70 kg).",
        "",
    ),
    (
        "Terlipressin 2 mg IV every 4 hours.",
        "- Terlipressin 2 mg IV every 4 hours (in patients with varices).",
        "",
    ),
    ("Ibuprofen 400 mg every 6 hours.", "- Ibuprofen 400 mg every 6 hours (adults).", ""),
    ("SSRIs are preferred.", "- SSRIs (sertraline) are preferred.", ""),
    ("Co-amoxiclav 1.2 g TDS IV.", "- High severity: Co-amoxiclav 1.2 g TDS IV.", ""),
    ("Levofloxacin 500 mg BD IV.", "- Penicillin allergy: Levofloxacin 500 mg BD IV.", ""),
    ("Corticosteroids are suggested.", "In adults with septic shock, suggest corticosteroids.", ""),
    ("In asthma exacerbation, give magnesium 2 g IV.", "- Magnesium 2 g IV", "Severe Asthma Exacerbation"),
    ("Reduce to 2.5 mg BID if the patient has at least two of the following: Age ≥ 80 years.", DOACS, ""),
    ("Treat if all of the following: fever.", "Treat if all of the following:\n- fever\n- hypotension", ""),
    ("Aspirin only.", "Aspirin only if bleeding risk is low.", ""),
    # order, direction, and/or, merging
    ("Fluids should be started at least 1 hour after contrast-media administration.", HYDRATION, ""),
    ("Fluids should be started at least 1 hour before contrast-media administration.", HYDRATION, ""),
    ("Switch to aspirin from clopidogrel.", "- Switch from aspirin to clopidogrel.", ""),
    ("Norepinephrine follows vasopressin.", "Norepinephrine is followed by vasopressin.", ""),
    ("Bleeding causes shock.", "Bleeding is caused by shock.", ""),
    ("Aspirin and clopidogrel are options.", "Aspirin or clopidogrel are options.", ""),
    ("Aspirin and clopidogrel or warfarin.", "- Aspirin, clopidogrel or warfarin.", ""),
    ("Aspirin with clopidogrel.", "- Aspirin, clopidogrel.", ""),
    ("Furosemide: Start 40 mg daily, titrate up to 400 mg daily.", DIURETICS, ""),
    ("Apixaban: Standard dose is 5 mg once daily with the evening meal.", DOACS, ""),
    ("Children: Burns exceeding 20% TBSA.", BURNS, ""),
    ("Formal IV fluid resuscitation is indicated for children with burns exceeding 20% TBSA.", BURNS, ""),
    ("Dalteparin 129 units/kg once daily is given to adults.", DVT_CHILD, ""),
    ("Increase the dose of furosemide.", "- ↓ dose of furosemide.", ""),
    ("Use aspirin. Avoid warfarin and heparin.", "- Use aspirin, warfarin. Avoid heparin.", ""),
    ("LR is preferred over normal saline.", LR, ""),
    ("Treat with aspirin because of stroke.", "Treat with aspirin because of stroke and not bleeding.", ""),
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return compile_lexicon()


@pytest.mark.parametrize(("claim", "passage", "heading"), TRUE)
def test_a_light_edit_of_its_passage_is_supported(claim: str, passage: str, heading: str, lexicon: Lexicon) -> None:
    verdict = check_wording(claim, windows_in(passage, heading=heading), lexicon=lexicon)

    assert verdict.support is Support.SUPPORTED, verdict.reasons


@pytest.mark.parametrize(("claim", "passage", "heading"), FALSE)
def test_a_claim_that_says_something_else_is_not_supported(
    claim: str, passage: str, heading: str, lexicon: Lexicon
) -> None:
    verdict = check_wording(claim, windows_in(passage, heading=heading), lexicon=lexicon)

    assert verdict.support is not Support.SUPPORTED
    assert verdict.reasons


def _only_a_lexicon_knows(passage: str) -> bool:
    """Whether who or which drug is meant takes more than words and numbers."""
    people = passage in (MEN, NEONATE, ADULT, DVT_CHILD) or "(adults)" in passage
    return people or "sertraline" in passage or "albuterol" in passage


@pytest.mark.parametrize(
    ("claim", "passage", "heading"), [case for case in FALSE if not _only_a_lexicon_knows(case[1])]
)
def test_it_is_not_supported_without_a_lexicon_either_where_only_words_and_numbers_count(
    claim: str, passage: str, heading: str
) -> None:
    verdict = check_wording(claim, windows_in(passage, heading=heading))

    assert verdict.support is not Support.SUPPORTED


def test_a_claim_that_states_nothing_is_not_supported() -> None:
    assert check_wording("It is the.", [Window(text="It is the dose.")]).support is Support.UNSUPPORTED


def test_a_claim_without_a_passage_is_not_supported() -> None:
    assert check_wording("Give aspirin.", []).support is Support.UNSUPPORTED


@pytest.mark.parametrize("text", ["(" * 2000, "In a" + " a" * 990, "1 " * 1000, "X or less " * 200, "a:b;c.(d) " * 200])
def test_a_long_and_odd_claim_is_judged_in_time(text: str, lexicon: Lexicon) -> None:
    started = time.process_time()

    check_wording(text, [Window(text=text + " aspirin", context=(text,))], lexicon=lexicon)

    assert time.process_time() - started < 5


def test_an_abbreviation_of_two_meanings_is_the_same_word_in_claim_and_passage(lexicon: Lexicon) -> None:
    # Beside "peritonitis" the claim's SBP is one thing, in the passage alone it might be a blood pressure.
    claim = "Spontaneous Bacterial Peritonitis (SBP) Prophylaxis: SBP Treatment: Ceftriaxone 2 g IV daily for 5 days."
    window = Window(
        text="SBP Treatment: Ceftriaxone 2 g IV daily for 5 days.",
        context=("Ascites", "Spontaneous Bacterial Peritonitis (SBP) Prophylaxis"),
    )

    assert check_wording(claim, [window], lexicon=lexicon).support is Support.SUPPORTED
    assert check_wording(claim.replace("2 g", "4 g"), [window], lexicon=lexicon).support is not Support.SUPPORTED
