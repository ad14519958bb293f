"""Write the questions that the warning about personal data is measured by; the same seed writes the same file.

Two halves that share neither sentence nor name. Everybody in them is invented: names are drawn from two lists, numbers
by chance. Clinical questions without identifiers come from the development bank and from `clinical.txt`, which holds
what is most like a name and is none: eponyms, scores, capitals, long numbers.

    python evaluation/privacy/make.py
"""

import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path

HERE = Path(__file__).parent
SEED = 20260412
WITH, FROM_BANK = 150, 110  # of each half

GIVEN = {
    "development": "John Mary Ahmed Priya Wei Susan Carlos Olga Kwame Fatima Peter Linda Hiroshi Ingrid Tomasz "
    "Aisha Brian Nkechi Luca Sofia Margaret Dmitri Karen Yusuf Emily Rajesh Patricia Sven Bridget Mohammed",
    "held_out": "Robert Elena Chidi Barbara Jun Anita Pablo Katarzyna Omar Deborah Giovanni Mei Stephen Leila "
    "Oluwaseun Helga Vikram Joanne Mateusz Zainab George Yolanda Kenji Astrid Farah Douglas Imogen Tariq Sinead Bao",
}
FAMILY = {
    "development": "Smith Okafor Kowalski Patel Nguyen Garcia Johansson O'Brien Yamamoto Haddad Williams "
    "Ivanova Mensah Rossi Kaur McDonald Fernandes Schmidt Begum Walker",
    "held_out": "Taylor Adeyemi Nowak Sharma Tran Herrera Lindqvist O'Sullivan Takahashi Mansour Roberts Petrova "
    "Boateng Ferrari Singh MacLeod Carvalho Hoffmann Chowdhury Baker",
}
STREETS = {
    "development": "Elm Street|Station Road|Church Lane|Maple Avenue|Queens Drive",
    "held_out": "Mill Road|Birch Close|Park Crescent|Sunset Boulevard|Harbour Terrace",
}

Draw = Callable[[str, random.Random], str]


def _digits(chance: random.Random, count: int) -> str:
    return str(chance.randint(1, 9)) + "".join(str(chance.randint(0, 9)) for _ in range(count - 1))


def _one(words: str, chance: random.Random, apart: str | None = None) -> str:
    return chance.choice(words.split(apart))


_MONTHS = "January February March April May June July August September October November December"


def _date(half: str, chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1931, 2024)
    name = _MONTHS.split()[month - 1]
    return chance.choice(
        (
            f"{day:02}/{month:02}/{year}",
            f"{day} {name} {year}",
            f"{year}-{month:02}-{day:02}",
            f"{name} {day}, {year}",
            f"{day}.{month}.{year}",
            f"{day} {name[:3]} {year}",
        )
    )


def _nhs(half: str, chance: random.Random) -> str:
    digits = _digits(chance, 10)
    return chance.choice((digits, f"{digits[:3]} {digits[3:6]} {digits[6:]}"))


def _phone(half: str, chance: random.Random) -> str:
    line = _digits(chance, 6)
    return chance.choice(
        (
            f"07{_digits(chance, 3)} {line}",
            f"+44 7{_digits(chance, 3)} {line}",
            f"({_digits(chance, 3)}) 555-{line[:4]}",
            f"{_digits(chance, 3)}-555-{line[:4]}",
            f"020 7946 {line[:4]}",
        )
    )


def _ip(half: str, chance: random.Random) -> str:
    return f"192.0.2.{chance.randint(1, 254)}" if half == "development" else f"203.0.113.{chance.randint(1, 254)}"


def _email(half: str, chance: random.Random) -> str:
    given, family = _one(GIVEN[half], chance), _one(FAMILY[half], chance).replace("'", "")
    return f"{given}.{family}@example.{chance.choice(('org', 'com', 'net'))}".lower()


DRAW: Mapping[str, Draw] = {
    "name": lambda half, chance: f"{_one(GIVEN[half], chance)} {_one(FAMILY[half], chance)}",
    "given": lambda half, chance: _one(GIVEN[half], chance),
    "family": lambda half, chance: _one(FAMILY[half], chance),
    "lower": lambda half, chance: f"{_one(GIVEN[half], chance)} {_one(FAMILY[half], chance)}".lower(),
    "upper": lambda half, chance: f"{_one(FAMILY[half], chance).upper()}, {_one(GIVEN[half], chance)}",
    "date": _date,
    "short": lambda half, chance: f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{chance.randint(32, 99)}",
    "record": lambda half, chance: chance.choice(("", "H", "RX")) + _digits(chance, chance.randint(6, 8)),
    "nhs": _nhs,
    "ssn": lambda half, chance: f"{_digits(chance, 3)}-{_digits(chance, 2)}-{_digits(chance, 4)}",
    "policy": lambda half, chance: f"{_one('XHA WKL BCB QTR', chance)}{_digits(chance, 9)}",
    "phone": _phone,
    "email": _email,
    "address": lambda half, chance: f"{chance.randint(1, 240)} {_one(STREETS[half], chance, '|')}",
    "postcode": lambda half, chance: (
        f"{_one('M SW LS EH NE CF', chance)}{chance.randint(1, 19)} "
        f"{chance.randint(1, 9)}{_one('AB QT JX LD PW', chance)}"
    ),
    "zip": lambda half, chance: f"{_one('IL TX OH FL', chance)} {_digits(chance, 5)}",
    "url": lambda half, chance: f"https://records.example.org/p/{_digits(chance, 5)}",
    "ip": _ip,
    "device": lambda half, chance: f"{_one('PJN RNA ABX', chance)}{_digits(chance, 6)}",
    "age": lambda half, chance: str(chance.randint(90, 104)),
}

# What stands in braces is drawn and is an identifier; the rest is not.
TEMPLATES = {
    "development": """
Mr {family} has a new DVT, which apixaban dose?
Mrs. {family} is on warfarin, INR 6.2 without bleeding, what now?
Mrs {name}, 71, AF with EF 30%: can I use diltiazem?
Ms {family} needs contrast for suspected spinal metastasis, eGFR 28
Dr {family} wants to know the first-line vasopressor in septic shock
Patient {name} with COPD exacerbation, prednisolone dose and days?
pt {name}, 54F, severe CAP, which antibiotic?
My patient {name} takes metformin and has an eGFR of 28. Stop it?
The patient is called {name} and has a gout flare. Colchicine dose?
Name: {name}. Question: SBP in cirrhosis, is albumin needed?
{name}, 67M, STEMI, TNK dose at 75 kg?
{name} is a 45-year-old woman with DKA and K 3.1. Start insulin?
My mother {name} has osteoporosis, when should alendronate be stopped?
Can {given} take sertraline while breastfeeding?
My son {given} is 4 and has croup, what dose of dexamethasone?
patient {lower} with upper gi bleed, when to restart anticoagulation
mr {lower} 68 has hfref, starting dose of sacubitril
{upper} 58M: wake-up stroke, can he still get thrombolysis?
DOB {date}, female, DVT in pregnancy, LMWH dose?
Patient born {date} with T2DM and CKD 3, finerenone dose?
dob {short}, NSTEMI, which P2Y12 inhibitor?
Admitted on {date} with severe pancreatitis, which fluid and how much?
Stent placed {date}. How long should dual antiplatelet therapy continue?
MRN {record}: TIA yesterday, aspirin plus clopidogrel for how long?
Hospital number {record}, acute asthma, magnesium dose?
NHS number {nhs}, 60F with PE, can she go home on a DOAC?
SSN {ssn} male 72 CAP CURB-65 of 2, admit?
Insurance number {policy}, needs GLP-1 for obesity with CKD, which one?
Call me on {phone} about rivaroxaban in a child with a line thrombosis
Please reply to {email}: tranexamic acid in subarachnoid haemorrhage?
Lives at {address}, falls and osteoporosis, zoledronate dose in eGFR 33?
Patient from {postcode} with Lyme rash, doxycycline for how long?
62M, {zip}, cirrhosis with varices, carvedilol dose?
Record at {url}, HFpEF, is an SGLT2 inhibitor recommended?
Sent from {ip}: hyperkalaemia 6.8 with ECG changes, calcium dose?
Pacemaker serial number {device}, can she have an MRI of the spine?
{age}-year-old with AF and CrCl 28, apixaban or none?
{age} yo woman, hip fracture, which thromboprophylaxis?
He is aged {age} and has isolated systolic hypertension. Target?
{name}, DOB {date}, MRN {record}: stroke, tenecteplase dose?
Mr {family}, {phone}, new AF, rate control in asthma?
""",
    "held_out": """
Saw Mr {family} in clinic today, LDL 4.9 on max statin, next step?
Question about Mrs {family}: she bleeds on edoxaban, reversal?
Miss {name} (29) has a positive pregnancy test on valproate. What now?
mrs {lower} 77 fell, on rivaroxaban, when is a CT head needed
Could you advise on Ms {name}? Hyponatraemia of 118 with seizures.
Prof {family} asked which beta-blocker after MI with EF 35%
re patient {name}: neutropenic fever, piperacillin dose?
pt: {name} 39M opioid withdrawal, buprenorphine start
Patient name {name}, acute gout, kidney stones before, allopurinol?
We have a lady named {name} with giant cell arteritis, prednisolone dose?
I look after {name}, who has Parkinson disease and vomits. Which antiemetic?
{name} (male, 61) had a PCI. Duration of DAPT with AF?
{name} 33F G2P1, BP 170/112, which drug first?
{name} has ulcerative colitis and a new PE; is LMWH safe?
My husband {name} was told he has heart failure. Should he get spironolactone?
My daughter {given} swallowed 12 paracetamol tablets last week, is her liver at risk later?
Should {given} stop methotrexate before the operation?
I am {name}, 48, with type 2 diabetes. Is semaglutide advised?
{upper}; 70; NSTEMI; eGFR 22; fondaparinux?
pt {lower} c diff second recurrence fidaxomicin dose
date of birth {date}; infective endocarditis prophylaxis for dental work?
d.o.b. {short}, community acquired pneumonia, allergic to penicillin
born on {date}, girl, Kawasaki disease, IVIG dose?
Surgery was on {date}; when may apixaban be restarted?
Last chemotherapy {date}, febrile, ANC 200, which antibiotic
Record number {record} - ascites, start spironolactone?
patient id {record}, anaemia in CKD, when to start an ESA
MRN: {record} / sepsis / lactate 4.1 / how much fluid
her NHS no is {nhs} and she has migraine with aura, which contraceptive
SSN {ssn}; alcohol withdrawal; lorazepam dose?
member ID {policy}, biologic for psoriasis, screening for TB first?
Ring the daughter on {phone} - question is end-of-life morphine dose in renal failure
mail {email} re hepatitis B prophylaxis before rituximab
{address}, {postcode}: district nurse asks about compression in an ulcer with ABPI 0.7
Home address is {address}; oxygen at home for COPD, who qualifies?
zip {zip} tick bite, prophylactic doxycycline?
see {url} for results, is the TSH of 8 to be treated in pregnancy?
from host {ip}, question on insulin for steroid hyperglycaemia
ICD with serial {device}: is it safe to give lithotripsy?
{age}F with severe aortic stenosis, TAVI or surgery?
my grandmother is {age} years old, should she take a statin?
woman of {age} years with UTI, nitrofurantoin with eGFR 40?
{name}, born {date}, NHS {nhs}, DVT: how long to treat?
{name}, {address}, {phone}, cellulitis, flucloxacillin days?
Ms {family} ({email}) has SLE and is pregnant, hydroxychloroquine?
""",
}


def with_identifiers(half: str, chance: random.Random) -> list[dict[str, object]]:
    """Each template in turn, until there are enough; no question twice."""
    templates = TEMPLATES[half].strip().splitlines()
    found: dict[str, list[dict[str, str]]] = {}
    turn = 0
    while len(found) < WITH:
        question, identifiers = templates[turn % len(templates)], []
        turn += 1
        while "{" in question:
            before, _, rest = question.partition("{")
            kind, _, after = rest.partition("}")
            drawn = DRAW[kind](half, chance)
            identifiers.append({"kind": kind, "text": drawn})
            question = before + drawn + after
        found.setdefault(question, identifiers)
    return [{"question": question, "identifiers": identifiers} for question, identifiers in found.items()]


def main() -> None:
    """Write both halves."""
    chance = random.Random(SEED)  # no secret: the same questions every time
    lines = (HERE.parent / "bank" / "development.jsonl").read_text(encoding="utf-8").splitlines()
    bank = sorted({json.loads(line)["question"] for line in lines})
    chance.shuffle(bank)
    alike = (HERE / "clinical.txt").read_text(encoding="utf-8").strip().splitlines()
    for place, half in enumerate(("development", "held_out")):
        clinical = bank[place * FROM_BANK : (place + 1) * FROM_BANK] + alike[place::2]
        rows = with_identifiers(half, chance) + [{"question": text, "identifiers": []} for text in clinical]
        text = "".join(
            json.dumps({"id": f"{half}-{number:03}", **row}, ensure_ascii=False) + "\n"
            for number, row in enumerate(rows, start=1)
        )
        (HERE / f"{half}.jsonl").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
