"""The words the edits know: drugs, units, opposites, synonyms.

Compiled for this generator and shared with nothing else. A test that drew on the
checker's own lists would only show that the checker knows what it knows.
"""

import re
from collections.abc import Iterator, Mapping

from wording import Swap


def words(text: str) -> tuple[str, ...]:
    """The words of a text, one entry each."""
    return tuple(text.split())


# --- drugs -----------------------------------------------------------------------------

# Words of one group fit the same place in a sentence. Classes stand apart from substances,
# and singular classes from plural ones, so that the grammar around them survives.
DRUGS: Mapping[str, tuple[str, ...]] = {
    "anticoagulant": words(
        "apixaban rivaroxaban edoxaban dabigatran warfarin enoxaparin fondaparinux bivalirudin argatroban dalteparin"
    ),
    "antiplatelet": words(
        "aspirin clopidogrel prasugrel ticagrelor cangrelor dipyridamole eptifibatide tirofiban abciximab"
    ),
    "thrombolytic": ("alteplase", "tenecteplase", "reteplase", "streptokinase"),
    "beta_blocker": words("metoprolol bisoprolol atenolol carvedilol propranolol nadolol labetalol esmolol nebivolol"),
    "calcium_blocker": words("amlodipine nifedipine felodipine diltiazem verapamil nicardipine clevidipine nimodipine"),
    "renin_angiotensin": words(
        "lisinopril enalapril ramipril captopril perindopril losartan valsartan candesartan sacubitril/valsartan"
    ),
    "diuretic": words(
        "furosemide bumetanide torsemide chlorthalidone hydrochlorothiazide indapamide spironolactone "
        "eplerenone finerenone"
    ),
    "vasodilator": words("hydralazine nitroprusside nitroglycerin fenoldopam clonidine phentolamine ivabradine"),
    "antiarrhythmic": words("amiodarone flecainide dofetilide dronedarone sotalol ibutilide digoxin"),
    "lipid": words(
        "atorvastatin rosuvastatin simvastatin pravastatin lovastatin fluvastatin ezetimibe alirocumab "
        "evolocumab fenofibrate gemfibrozil niacin inclisiran"
    ),
    "vasopressor": words("norepinephrine epinephrine vasopressin dopamine phenylephrine dobutamine milrinone"),
    "glucose": words(
        "metformin empagliflozin dapagliflozin canagliflozin ertugliflozin semaglutide liraglutide "
        "dulaglutide exenatide tirzepatide sitagliptin saxagliptin linagliptin alogliptin glyburide "
        "pioglitazone"
    ),
    "penicillin_cephalosporin": words(
        "amoxicillin ampicillin oxacillin nafcillin ceftriaxone cefotaxime ceftazidime cefepime cefazolin "
        "cefuroxime cephalexin amoxicillin-clavulanate ampicillin-sulbactam piperacillin-tazobactam "
        "meropenem ertapenem doripenem imipenem-cilastatin aztreonam"
    ),
    "other_antibiotic": words(
        "vancomycin daptomycin linezolid gentamicin tobramycin amikacin levofloxacin ciprofloxacin "
        "moxifloxacin azithromycin clarithromycin doxycycline rifampin metronidazole clindamycin "
        "nitrofurantoin fosfomycin trimethoprim-sulfamethoxazole"
    ),
    "antifungal_antiviral": words("fluconazole voriconazole caspofungin acyclovir oseltamivir"),
    "gout": words("allopurinol febuxostat probenecid pegloticase colchicine anakinra canakinumab"),
    "antirheumatic": words(
        "methotrexate leflunomide sulfasalazine hydroxychloroquine adalimumab etanercept infliximab "
        "golimumab tocilizumab sarilumab rituximab abatacept tofacitinib baricitinib upadacitinib"
    ),
    "bone": words(
        "alendronate risedronate ibandronate denosumab romosozumab teriparatide abaloparatide raloxifene calcitonin"
    ),
    "steroid": words("prednisone prednisolone methylprednisolone hydrocortisone dexamethasone fludrocortisone"),
    "inhaled": words(
        "budesonide beclomethasone fluticasone mometasone ciclesonide formoterol salmeterol vilanterol "
        "indacaterol tiotropium umeclidinium ipratropium salbutamol albuterol montelukast theophylline "
        "roflumilast"
    ),
    "asthma_biologic": words("omalizumab mepolizumab reslizumab benralizumab dupilumab tezepelumab"),
    "antidepressant": words(
        "sertraline escitalopram citalopram fluoxetine paroxetine venlafaxine desvenlafaxine duloxetine "
        "bupropion mirtazapine trazodone vortioxetine vilazodone brexanolone"
    ),
    "alcohol": words("naltrexone acamprosate disulfiram topiramate gabapentin baclofen nalmefene"),
    "neuro": words(
        "phenytoin levetiracetam valproate lithium midazolam lorazepam diazepam propofol ketamine "
        "dexmedetomidine morphine hydromorphone fentanyl"
    ),
    "stomach": words("omeprazole pantoprazole esomeprazole famotidine terlipressin octreotide"),
    "analgesic": words("ibuprofen naproxen indomethacin ketorolac acetaminophen"),
    "antidote": words("idarucizumab protamine naloxone hydroxocobalamin N-acetylcysteine flumazenil"),
    "classes": (
        *("beta-blockers", "ACE inhibitors", "loop diuretics", "calcium channel blockers", "fibrates"),
        *("fluoroquinolones", "carbapenems", "macrolides", "aminoglycosides", "tetracyclines"),
        *("SSRIs", "tricyclic antidepressants", "benzodiazepines", "opioids", "barbiturates"),
        *("NSAIDs", "bisphosphonates", "SGLT2 inhibitors", "GLP-1 RAs", "sulfonylureas", "PCSK9 inhibitors"),
        *(
            "P2Y12 inhibitors",
            "thiazolidinediones",
            "antifungals",
            "JAK inhibitors",
            "H2-receptor antagonists",
        ),
    ),
    "class": (
        *("statin", "beta-blocker", "bisphosphonate", "fluoroquinolone", "macrolide", "loop diuretic"),
        *("SSRI", "benzodiazepine", "fibrate", "PCSK9 inhibitor", "SGLT2 inhibitor", "GLP-1 RA"),
        *("P2Y12 inhibitor", "sulfonylurea", "carbapenem", "aminoglycoside", "TNF inhibitor"),
    ),
}

# Where a drug stands for its class or is one name of two, the swap could be no change at all.
SAME_CLASS_NAMES: tuple[frozenset[str], ...] = (
    frozenset({"salbutamol", "albuterol"}),
    frozenset({"prednisone", "prednisolone"}),
    frozenset({"NSAIDs", "ibuprofen", "naproxen", "indomethacin", "ketorolac"}),
    frozenset({"warfarin", "apixaban", "rivaroxaban", "edoxaban", "dabigatran"}),  # "DOACs" beside
)
# Other ways in which a text may name a class, by the singular without its final s.
CLASS_SIGNS: Mapping[str, str] = {
    "SGLT2 inhibitor": r"SGLT-?2",
    "GLP-1 RA": r"GLP-?1",
    "ACE inhibitor": r"ACEi?\b|ACE-I",
    "PCSK9 inhibitor": r"PCSK9",
    "P2Y12 inhibitor": r"P2Y12",
    "TNF inhibitor": r"(?:anti-)?TNF",
    "JAK inhibitor": r"JAK",
    "calcium channel blocker": r"CCB|calcium antagonist",
    "loop diuretic": r"loop",
    "tricyclic antidepressant": r"TCA|tricyclic",
    "H2-receptor antagonist": r"H2",
    "opioid": r"opioid|morphine|fentanyl",
    "sulfonylurea": r"sulfonyl|SU\b",
}
# A text that names the class names its members too: "a bisphosphonate or denosumab" bears out
# "a bisphosphonate or risedronate". By the end of the drug's name, else by its group.
CLASS_OF_ENDING: Mapping[str, str] = {
    "dronate": "bisphosphonate|antiresorptive",
    "statin": "statin",
    "olol": "beta-?blocker|NSBB",
    "pril": r"ACE",
    "sartan": r"\bARB|angiotensin",
    "dipine": r"CCB|calcium channel|dihydropyridine",
    "floxacin": "fluoroquinolone",
    "penem": "carbapenem",
    "gliflozin": "SGLT",
    "glutide": "GLP",
    "gliptin": "DPP",
    "xaban": "DOAC|NOAC|Xa",
    "parin": "LMWH|heparin",
    "oxetine": "SSRI|SNRI|antidepressant",
    "azole": "azole|antifungal",
    "cillin": "penicillin|beta-lactam",
}
CLASS_OF_GROUP: Mapping[str, str] = {
    "anticoagulant": "anticoagula|DOAC|OAC",
    "antiplatelet": "antiplatelet|P2Y12|GP ?II|DAPT",
    "thrombolytic": "thrombol|fibrinol",
    "beta_blocker": "beta-?blocker|NSBB",
    "calcium_blocker": "CCB|calcium channel|dihydropyridine",
    "renin_angiotensin": "ACE|ARB|RAS",
    "diuretic": "diuretic|thiazide|MRA|antagonist",
    "vasodilator": "vasodilator|antihypertensive",
    "antiarrhythmic": "antiarrhythmic|AAD",
    "lipid": "statin|PCSK9|lipid-lowering",
    "vasopressor": "vasopressor|inotrop|catecholamine",
    "glucose": "SGLT|GLP|DPP|glucose-lowering|antihyperglycemic|sulfonylurea|thiazolid",
    "penicillin_cephalosporin": "penicillin|cephalosporin|beta-lactam|antibiotic|antimicrobial|carbapenem",
    "other_antibiotic": "antibiotic|antimicrobial|quinolone|macrolide|aminoglycoside|tetracycline",
    "antifungal_antiviral": "azole|antifungal|antiviral",
    "gout": "IL-1|XOI|ULT|uricosuric|urate-lowering|xanthine",
    "antirheumatic": "DMARD|TNF|JAK|biologic|interleukin",
    "bone": "bisphosphonate|antiresorptive|anabolic",
    "steroid": "steroid|glucocort|OCS",
    "inhaled": "ICS|LABA|LAMA|SABA|SAMA|bronchodilator|corticosteroid|steroid",
    "asthma_biologic": "biologic|anti-IL|anti-Ig",
    "antidepressant": "SSRI|SNRI|antidepressant",
    "alcohol": "pharmacotherapy",
    "neuro": "opioid|benzodiazepine|sedati|anticonvuls|anti-?epilep|antiseizure",
    "stomach": r"PPI|proton|H2|vasoactive",
    "analgesic": "NSAID|analges",
    "antidote": "antidote|reversal",
}
GROUP_OF: Mapping[str, str] = {drug: group for group, drugs in DRUGS.items() for drug in drugs}
ANY_DRUG = re.compile(
    r"(?<![\w/-])(?:" + "|".join(sorted(map(re.escape, GROUP_OF), key=len, reverse=True)) + r")(?![\w/-])",
    re.IGNORECASE,
)

# --- quantities ------------------------------------------------------------------------

# Each unit and what an unsafe hand would write for it. Longest first when matched.
UNIT_SLIPS: Mapping[str, tuple[str, ...]] = {
    "mcg/kg/min": ("mg/kg/min", "mcg/kg/hour"),
    "mg/kg/min": ("mg/kg/hour",),
    "mg/kg/day": ("mg/day", "mg/kg/hour", "g/kg/day"),
    "mg/kg/hr": ("mg/kg/min",),
    "mL/kg/hr": ("mL/kg/day", "L/kg/hr"),
    "mL/kg/hour": ("mL/kg/day", "L/kg/hour"),
    "mL/kg/h": ("mL/kg/day", "L/kg/h"),
    "units/kg/hour": ("units/kg/min", "units/hour"),
    "units/kg/hr": ("units/kg/min", "units/hr"),
    "U/kg/hr": ("U/kg/min", "U/hr"),
    "mg/kg": ("mg", "g/kg", "mcg/kg"),
    "mcg/kg": ("mg/kg", "mcg"),
    "mL/kg": ("mL", "L/kg"),
    "IU/kg": ("IU", "mg/kg"),
    "units/kg": ("units", "mg/kg"),
    "U/kg": ("U", "mg/kg"),
    "g/kg": ("mg/kg", "g"),
    "mg/day": ("g/day", "mg/hour", "mg/week", "mg/kg/day"),
    "mcg/day": ("mg/day", "mcg/hour"),
    "g/day": ("mg/day", "g/week"),
    "IU/day": ("IU/week", "mg/day"),
    "mg/week": ("mg/day", "g/week"),
    "mg/hr": ("mg/min", "g/hr"),
    "mg/hour": ("mg/min", "g/hour"),
    "mg/min": ("mg/hour", "mcg/min"),
    "mcg/min": ("mg/min", "mcg/hour"),
    "units/hour": ("units/min", "units/day"),
    "mL/hour": ("mL/min", "L/hour"),
    "mL/hr": ("mL/min", "L/hr"),
    "mg/dL": ("g/dL", "mmol/L", "mcg/dL"),
    "mmol/L": ("mg/dL", "mcmol/L"),
    "mEq/L": ("mg/dL",),
    "g/dL": ("mg/dL", "g/L"),
    "mcg/mL": ("mg/mL", "ng/mL"),
    "ng/mL": ("mcg/mL", "mg/mL"),
    "mg/g": ("g/g", "mcg/g"),
    "mL/min": ("mL/hour", "L/min"),
    "mmHg": ("cmH2O", "kPa"),
    "mm Hg": ("cm H2O", "kPa"),
    "cmH2O": ("mmHg",),
    "cm": ("mm",),
    "mm": ("cm",),
    "mg": ("g", "mcg", "mg/kg"),
    "mcg": ("mg", "g"),
    "µg": ("mg",),
    "g": ("mg", "kg"),
    "mL": ("L",),
    "L": ("mL",),
    "seconds": ("minutes", "hours"),
    "minutes": ("hours", "seconds"),
    "minute": ("hour", "second"),
    "hours": ("days", "minutes", "weeks"),
    "hour": ("day", "minute", "week"),
    "days": ("weeks", "hours", "months"),
    "day": ("week", "hour", "month"),
    "weeks": ("months", "days"),
    "week": ("month", "day"),
    "months": ("weeks", "years", "days"),
    "month": ("week", "year"),
    "years": ("months",),
    "year": ("month",),
}
# These can be altered in number but have no near neighbour to slip into.
OTHER_UNITS = ("%", "bpm", "kg/m²", "kg/m2", "units", "IU", "points", "cells/mcL", "METs", "puffs", "kg")
# How large a unit is beside the others of its sort, for telling a wider bound from a narrower one.
UNIT_SIZES: Mapping[str, float] = {
    **{"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800},
    **{"month": 2_592_000, "year": 31_536_000},
    **{"mcg": 1e-6, "mg": 1e-3, "g": 1, "kg": 1e3, "mL": 1e-3, "L": 1, "mm": 1, "cm": 10},
}
AMOUNT = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
QUANTITY = re.compile(
    rf"(?<![\w.,/–+:-])(?P<low>{AMOUNT})(?:(?P<to>\s?[–-]\s?|\s+to\s+)(?P<high>{AMOUNT}))?(?P<gap>\s?-?)"
    r"(?P<unit>"
    + "|".join(sorted(map(re.escape, [*UNIT_SLIPS, *OTHER_UNITS]), key=len, reverse=True))
    + r")(?![\w/²°]|-(?:equivalent|year survival)|\s?(?:CI\b|confidence|or older|of age|[x×]\s))"
)
RATE_SLIPS: tuple[Swap, ...] = (
    Swap(r"(?<=\d )((?-i:mg|mcg|g|mL|IU|units)) per day", r"\1 per dose", r"per dose"),
    Swap(r"(?<=\d )((?-i:mg|mcg|g|mL|IU|units)) per dose", r"\1 per day", r"per day|daily"),
    Swap(r"(?<=\d )((?-i:mg|mcg|g|IU|units)) (?:once )?daily", r"\1 weekly", r"weekly|week"),
    Swap(r"(?<=\d )((?-i:mg|mcg|g|IU|units)) (?:once )?weekly", r"\1 daily", r"\bdaily|/day|a day"),
    Swap(r"every (\d+) hours", r"every \1 days", r"every \d+ days"),
    Swap(r"twice daily|(?-i:BID)", "twice weekly", r"weekly"),
)

# --- opposites -------------------------------------------------------------------------


def both_ways(*pairs: tuple[str, str], before: str = r"(?<![\w-])", after: str = r"(?![\w-])") -> tuple[Swap, ...]:
    """Swaps in both directions, each forbidden where the counterpart stands in the unit too."""
    return tuple(
        Swap(f"{before}{re.escape(one)}{after}", other, rf"(?<!\w){re.escape(other)}(?!\w)")
        for left, right in pairs
        for one, other in ((left, right), (right, left))
    )


NOT_ALREADY = r"(?! (?:not|no|never|only|neither|also|both|either|n't)\b)"
NEGATIONS: tuple[Swap, ...] = (
    *(
        Swap(rf"\b{verb}\b{NOT_ALREADY}", f"{verb} not", r"\bwhether\b|\bneither\b|\bnor\b|\bno\b")
        for verb in ("should", "must")
    ),
    *(
        Swap(rf"\b{verb} (?={word}\b)", f"{verb} not ", r"\bwhether\b|\bneither\b|\bno\b")
        for verb in ("is", "are", "was", "were")
        for word in (
            *("recommended", "required", "indicated", "preferred", "reasonable", "associated", "needed"),
            *("considered", "appropriate", "effective", "essential", "necessary", "beneficial", "acceptable"),
            *("advised", "suggested", "safe", "useful", "contraindicated", "defined", "necessary", "common"),
        )
    ),
    Swap(rf"\bcan\b{NOT_ALREADY}(?= (?:be|reduce|help|improve|increase|cause)\b)", "cannot"),
    Swap(
        r"\bmay be (?=(?:used|considered|given|added|administered|offered|started|continued|placed)\b)",
        "should not be ",
    ),
    Swap(r"(?<=\w )reduces\b(?! or)", "does not reduce"),
    Swap(r"(?<=\w )improves\b(?! or)", "does not improve"),
    Swap(r"(?<=\w )requires\b(?! or)", "does not require"),
    Swap(r"(?<=\w )increases (?=(?:the|risk|mortality|bleeding)\b)", "does not increase "),
    Swap(r"(?<=\w )prevents\b(?! or)", "does not prevent"),
    Swap(
        r"^(?=(?:Offer|Administer|Obtain|Perform|Give|Continue|Monitor|Initiate|Maintain)\b)",
        "Do not \x00",
    ),
    Swap(r"(?<=: )(?=(?:Offer|Administer|Obtain|Perform|Give|Continue|Initiate|Maintain)\b)", "Do not \x00"),
    # Removals.
    Swap(r"\b(should|must) not\b(?! (?:only|exceed|be confused))", r"\1"),
    Swap(r"\b(is|are|was|were) not\b(?! (?:only|yet|just|limited|well|fully|known|clear|always|merely))", r"\1"),
    Swap(r"\b(does|do|did) not (?=[a-z]+)", "", r"\bdo not\b.*\bdo not\b|\b(?:does|did) not\b"),
    Swap(r"\bcannot\b(?! (?:only|yet))", "can"),
)

# "lower limb" is a place, not a direction.
NOT_A_PLACE = (
    r"(?![\w-]| (?:extremit|limb|leg|respiratory|GI|urinary|lobe|back|abdom|end|bound|limit|airway"
    r"|gastro|tract|quadrant))"
)
DIRECTIONS: tuple[Swap, ...] = (
    *both_ways(
        *(("increase", "decrease"), ("increases", "decreases"), ("increased", "decreased")),
        *(("increasing", "decreasing"), ("reduces", "raises"), ("improved", "worsened")),
        *(("improves", "worsens"), ("improving", "worsening"), ("improve", "worsen")),
        *(("initiate", "discontinue"), ("initiating", "discontinuing"), ("initiated", "discontinued")),
        *(("start", "stop"), ("started", "stopped"), ("starting", "stopping")),
        *(
            ("hypotension", "hypertension"),
            ("hypoglycemia", "hyperglycemia"),
            ("hypokalemia", "hyperkalemia"),
        ),
        *(("hyponatremia", "hypernatremia"), ("bradycardia", "tachycardia"), ("superior", "inferior")),
        *(("indicated", "contraindicated"), ("favorable", "unfavorable"), ("inhibits", "stimulates")),
        *(("elevated", "decreased"), ("escalate", "de-escalate"), ("escalation", "de-escalation")),
        *(
            ("preferred over", "inferior to"),
            ("hypothermia", "hyperthermia"),
            ("appropriate", "inappropriate"),
        ),
    ),
    *both_ways(("higher", "lower"), after=NOT_A_PLACE),
    Swap(r"\b(suggests?|recommends?) against (?=\w+ing\b|the\b|routine)", r"\1 "),
    Swap(
        r"\b(suggests|recommends) (?=using|the use|routine|administering|starting|initiating|adding)",
        r"\1 against ",
    ),
    Swap(r"^(Recommend|Suggest) (?=using|administering|starting|initiating|adding)", r"\1 against "),
    Swap(r"^(Recommend|Suggest) not (?=using|administering|starting|initiating)", r"\1 "),
    Swap(r"^(Recommend|Suggest) against (?=using|administering|starting|initiating|the)", r"\1 "),
    Swap(r"\bfirst-line\b", "last-line"),
    Swap(r"\bdiscontinue\b", "continue", r"(?<!dis)\bcontinu"),
    Swap(r"(?<!dis)\bcontinue\b(?! to\b)", "discontinue", r"\bdiscontinu"),
    Swap(r"\bshould be avoided\b", "should be used", r"should be used"),
    Swap(r"\bnot recommended\b", "recommended", r"(?<!not )\brecommended\b"),
    Swap(r"\breduction in\b", "increase in", r"\bincrease"),
    Swap(
        r"\breduces? (?=(?:the )?(?:risk|mortality|bleeding|hospital))",
        "increases ",
        r"\bincreas|\bto reduce|\bcan reduce|\bmay reduce|\bnot reduce",
    ),
    Swap(r"\blowers (?=\w)", "raises ", r"\brais"),
    Swap(r"\bto reduce (?=(?:the )?(?:risk|mortality|bleeding|stroke|pain))", "to increase ", r"\bincreas"),
)

GENDER = r"pregnan|menopaus|lactat|breastfe|prostat|postpartum|perinatal|gynec|obstet|contracept|sex\b"
POPULATIONS: tuple[Swap, ...] = (
    *(Swap(s.find, s.put, f"{s.unless}|{GENDER}") for s in both_ways(("men", "women"), ("male", "female"))),
    *both_ways(
        *(("adult", "pediatric"), ("pregnant women", "postmenopausal women")),
        *(("inpatient", "outpatient"), ("inpatients", "outpatients")),
        *(("older", "younger"), ("symptomatic", "asymptomatic"), ("premenopausal", "postmenopausal")),
        *(("immunocompromised", "immunocompetent"), ("hemodynamically stable", "hemodynamically unstable")),
        *(("pregnant", "non-pregnant"), ("nonsmokers", "smokers"), ("elderly", "young")),
        *(("adults", "children"), ("community-acquired", "hospital-acquired"), ("non-diabetic", "diabetic")),
        # "Symptomatic or silent": the swapped word would only say the second half twice.
        after=r"(?![\w-]| or\b)",
    ),
    Swap(
        r"\b(patients|adults|individuals|people|women|men|those|children) with (?!or\b|in\b|a goal|and\b)",
        r"\1 without ",
        r"without",
    ),
    Swap(r"(?<!term )(?<!weight )\b(?:neonates|infants)\b", "adults", r"adult"),
    Swap(r"\b(patients|adults|individuals|people|women|men|those|children) without ", r"\1 with ", r"\bwith\b"),
)

IN_A_RANGE = r"(?![\w/–-]| ?(?:to|or|and)\b| (?:quality|certainty|evidence|confidence))"
# "Strong, Moderate" in brackets is a grade.
NOT_IN_A_RANGE = r"(?<![\w/–-])(?<!to )(?<!or )(?<!and )(?<!very )(?<!Strong, )(?<!Conditional, )(?<!Weak, )"
SEVERITIES: tuple[Swap, ...] = (
    *both_ways(
        *(("mild", "severe"), ("high risk", "low risk"), ("high-risk", "low-risk"), ("major", "minor")),
        *(("high-intensity", "low-intensity"), ("high-dose", "low-dose"), ("acute", "chronic")),
        *(("uncomplicated", "complicated"), ("high-dose", "low-dose"), ("high-quality", "low-quality")),
        *(("higher-risk", "lower-risk"), ("high-volume", "low-volume"), ("high dose", "low dose")),
        *(("life-threatening", "harmless"), ("high bleeding risk", "low bleeding risk")),
        *(("intermediate-risk", "low-risk"), ("end-stage", "early-stage")),
        before=NOT_IN_A_RANGE,
        after=IN_A_RANGE,
    ),
    Swap(rf"{NOT_IN_A_RANGE}moderate{IN_A_RANGE}(?! (?:physical|exercise|alcohol|risk))", "mild", r"\bmild"),
    Swap(rf"{NOT_IN_A_RANGE}severe{IN_A_RANGE}", "moderate", r"moderate|mild"),
    Swap(r"\bmoderate-to-severe\b|\bmoderate to severe\b", "mild", r"\bmild"),
    Swap(r"\bmild-to-moderate\b|\bmild to moderate\b", "severe", r"\bsevere"),
)

COMPARATORS: tuple[Swap, ...] = (
    Swap(r"≥ ?(?=\d)", "< ", r"<|≤|p ?="),
    Swap(r">= ?(?=\d)", "< ", r"<|≤|p ?="),
    Swap(r"(?<![-=>])>(?!=) ?(?=\d)", "< ", r"<|≤|\bp ?="),
    Swap(r"≤ ?(?=\d)", "> ", r">|≥|\bp ?="),
    Swap(r"<= ?(?=\d)", "> ", r">|≥|\bp ?="),
    Swap(r"(?<!p )(?<!p)<(?![=-]) ?(?=\d)", "> ", r">|≥|\bp ?="),
    Swap(r"\bat least (?=(?:\d|one|two|three|four|six))", "at most ", r"at most|no more|up to|maxim"),
    Swap(r"\bat most (?=\d)", "at least ", r"at least"),
    Swap(r"\bless than (?=\d)", "more than ", r"more than|greater than|>|≥"),
    Swap(r"\b(?:more|greater) than (?=\d)", "less than ", r"less than|<|≤"),
    Swap(r"\bexceeds (?=\d)", "is below ", r"\bbelow\b"),
    Swap(r"\bbelow (?=\d)", "above ", r"\babove\b|>|≥"),
    Swap(r"\babove (?=\d)", "below ", r"\bbelow\b|<|≤"),
    Swap(r"\bup to (?=\d)", "at least ", r"at least|minim"),
    Swap(
        r"\bwithin (?=(?:the first )?\d[\d–-]* (?:hour|min|day|week|month|year|second))",
        "after ",
        r"\bafter\b",
    ),
    Swap(r"\bbefore\b(?! (?:and|or)\b)", "after", r"\bafter\b"),
    Swap(r"\bprior to\b", "after", r"\bafter\b"),
    Swap(r"\bafter\b(?! (?:all|and|or|adjust)\b)", "before", r"\bbefore\b|prior to|\bfollow"),
    Swap(r"\bfollowed by\b", "preceded by", r"preceded"),
)

# --- grades ----------------------------------------------------------------------------

NOT_A_STAGE = r"(?<!NYHA )(?<!Killip )(?<!Pugh )(?<!functional )(?<!WHO )(?<!FC )"
# A grade follows a bracket or stands with its kind; "Moderate" alone is a severity.
GRADES: tuple[Swap, ...] = (
    Swap(
        rf"{NOT_A_STAGE}(?<=\()Class III(?:(?:: | — )(?:No Benefit|Harm))?\b(?![–-])",
        "Class I",
        r"Class I\b(?!I)",
    ),
    Swap(rf"{NOT_A_STAGE}(?<=\()Class I(?![\w–/-])", "Class IIb", r"Class IIb"),
    Swap(r"\bClass IIa\b", "Class III", r"Class III"),
    Swap(r"\bClass IIb\b", "Class I", r"Class I(?![\w])"),
    Swap(r"\bCOR 1\b", "COR 2b", r"COR 2b"),
    Swap(r"\bCOR 2[ab]\b", "COR 1", r"COR 1"),
    Swap(r"\bCOR 3\b[^,)]*", "COR 1", r"COR 1"),
    Swap(r"(?<=\()Strong (?=recommendation|strength)", "Weak ", r"\bweak|conditional"),
    Swap(r"(?<=\()Weak (?=recommendation)", "Strong ", r"\bstrong"),
    Swap(r"(?<=\()Strong(?=[,)])", "Conditional", r"\bconditional|weak"),
    Swap(r"(?<=\()(?:Conditional|Weak)(?=[,)]| recommendation)", "Strong", r"\bstrong"),
    Swap(r"(?<=\()Grade A(?=\))|(?<=, )Grade A(?=\))", "Grade E", r"Grade E"),
    Swap(r"(?<=\()Grade [BE](?=\))|(?<=, )Grade [BE](?=\))", "Grade A", r"Grade A"),
    Swap(r"(?<=\()Grade 1[A-D]\b", "Grade 2C", r"Grade 2C"),
    Swap(r"(?<=\()Grade 2[A-D]\b", "Grade 1A", r"Grade 1A"),
    Swap(r"(?<=\()Level IIB(?=\))|(?<=\()Level IIA(?=\))", "Level I", r"Level I\b(?!I)"),
    Swap(r"(?<=\()Level III(?=\))", "Level I", r"Level I\b(?!I)"),
    Swap(
        r"(?<=, )((?:LOE|Level of Evidence)(?::)?) (?:C|C-LD|C-EO|B-NR)(?=\))",
        r"\1 A",
        r"(?:LOE|Evidence):? A",
    ),
    Swap(r"(?<=, )((?:LOE|Level of Evidence)(?::)?) (?:A|B-R|B)(?=\))", r"\1 C-LD", r"(?:LOE|Evidence):? C"),
    Swap(r"(?<=, )Very low (?=certainty|quality)", "High ", r"\bhigh"),
    Swap(r"(?<=, )Low (?=certainty|quality)", "High ", r"\bhigh"),
    Swap(r"(?<=, )Moderate(?=\)| certainty| quality|-Quality)", "Very low", r"very low"),
    Swap(r"(?<=, )High(?=\)| certainty| quality|-Quality)", "Low", r"\blow"),
)

# --- words of one meaning ----------------------------------------------------------------

NOT_A_HAZARD_RATIO = r"hazard|\bCI\b|(?-i:\bHR) (?:\d\.\d|of \d\.\d)|(?-i:\(HR\))"
ORAL_VERB = r"(?=(?: (?:daily|once|twice|three|four|every|at|for|q\d+h|BID|TID|on)\b|[,;.)]|$))"
SYNONYMS: tuple[Swap, ...] = (
    Swap(r"\binitiated\b", "started", r"self-initiated"),
    Swap(r"(?<![-\w])initiate\b", "start"),
    Swap(r"\binitiating\b", "starting"),
    Swap(r"\bpatients\b(?!['’])", "people", r"patients['’]|individuals|inpatients"),
    Swap(r"(?<![\w-])intravenously\b", "IV"),
    Swap(r"(?<![\w-])intravenous\b", "IV"),
    # Roman four is no route of entry.
    Swap(
        r"(?<!stage )(?<!class )(?<!grade )(?<!level )(?<!type )(?<!step )(?<![\w/–-])(?-i:IV)(?= [a-z])",
        "intravenous",
        # "5 mg IV over" asks for the adverb.
        r"(?-i:III)|(?:mg|g|mcg|/kg|units|IU|mL|min|given|administered|sulfate) (?-i:IV)",
    ),
    Swap(r"(?<=\d mg )(?-i:PO)" + ORAL_VERB, "orally"),
    Swap(r"(?<=\d mg )orally" + ORAL_VERB, "PO"),
    Swap(r"(?<!-)≥", ">="),
    Swap(r">=", "≥"),
    Swap(r"≤", "<="),
    Swap(r"<=", "≤"),
    Swap(r"(?<![\w-])(?-i:BP)(?![\w-])", "blood pressure"),
    Swap(r"\bblood pressure\b(?!-)", "BP", r"(?-i:\bBP\b)"),
    Swap(r"(?<![\w-])(?-i:HR)(?![\w-])", "heart rate", NOT_A_HAZARD_RATIO),
    Swap(r"\bheart rate\b(?!-)", "HR"),
    Swap(r"\btwice daily\b", "BID"),
    Swap(r"(?-i:\bBID\b)", "twice daily"),
    Swap(r"\bonce daily\b", "daily", r"once or twice|once daily or|or once daily"),
    Swap(r"(?<=\d )hours\b", "h"),
    Swap(r"\be\.g\.,? ?", "for example, "),
    Swap(r"\bapproximately\b", "about"),
    Swap(r"\bprior to\b", "before"),
    Swap(r"(?<=\d )mcg\b", "µg"),
    Swap(r"\bdue to\b", "because of"),
)


def drugs_in(text: str) -> Iterator[re.Match[str]]:
    """Each drug or class named in the text, where it stands."""
    return ANY_DRUG.finditer(text)
