"""What Curbside does not answer, recognised by rule: animals, law, pictures, orders for one person, other subjects."""

import re
from collections.abc import Sequence

from curbside.domain.text import fold

_RULES: Sequence[tuple[str, re.Pattern[str]]] = tuple(
    (reason, re.compile(pattern))
    for reason, pattern in (
        (
            "It is about an animal; Curbside holds guidelines for people only. Ask a veterinary surgeon.",
            r"\b(?:my|our|the|a|an) (?:\d+ ?kg )?(?:\w+ )?(?:dog|cat|puppy|kitten|horse|mare|foal|rabbit|hamster|"
            r"guinea pig|"
            r"parrot|budgie|cow|goat|sheep|ewe|pony|ferret|tortoise|labrador|retriever|terrier|spaniel|poodle|"
            r"greyhound|dachshund|alsatian|collie|bulldog|chicken|hen|snake|lizard|gerbil)s?\b"
            r"|\b(?:in|for) (?:dogs|cats|horses|rabbits|cattle|sheep|goats)\b|\b(?:canine|feline|equine|"
            r"bovine)\b|\b(?:veterinary|vet)\b(?! (?:surgeon|student|nurse|"
            r"medicine student))",
        ),
        (
            "It asks for legal advice, which Curbside cannot give.",
            r"\b(?:sue|suing|lawsuit|negligen\w+|malpractice|compensation claim|solicitor|lawyer|legally liable|"
            r"press charges|is it legal|legal (?:advice|action|liability|position|right|duty)|liable|litigation|"
            r"medico-?legal|in court|the law say)\b",
        ),
        (
            "It asks to read a picture or a tracing; Curbside reads text only.",
            r"\b(?:read|interpret|look at|analy[sz]e|report|tell me what)\b[^.?]{0,30}\b(?:this|my|these|attached|"
            r"enclosed)\b[^.?]{0,25}\b(?:ecg|ekg|x-?ray|scan|ct|mri|image|photo|picture|film|tracing|"
            r"rhythm strip|slide|"
            r"ultrasound|radiograph|cxr|fundus|mole|rash)\b|\b(?:ecg|ekg|x-?ray|image|photo|picture|scan|tracing|cxr)\b"
            r"[^.?]{0,20}\b(?:attached|i (?:attached|uploaded|sent|am attaching))\b|\battach(?:ed|"
            r"ing)\b[^.?]{0,30}\b(?:ecg|ekg|"
            r"x-?ray|image|photo|picture|scan|tracing|cxr|film)\b",
        ),
        (
            "It asks for an order or a prescription for one person; Curbside informs, it does not prescribe.",
            r"\b(?:write|issue|give|send|sign|renew|order|authori[sz]e|prescribe|refill|fill)\b[^.?]{0,20}\b(?:me|my|him|her|us)\b"
            r"[^.?]{0,30}\b(?:prescription|script|sick note|fit note|repeat|refill|certificate)\b"
            r"|\bprescribe (?:me|him|her|us)\b|\b(?:sick|fit) note\b|\b(?:place|enter|put in|sign) (?:an |the |this )?"
            r"(?:order|prescription)s?\b(?=[^.?]{0,40}\b(?:for|in|now|bed|epic|emr|ehr|cerner)\b)|"
            r"\b(?:write|issue|send) (?:a|the|out a) (?:prescription|script)\b",
        ),
        (
            "It is not a clinical question.",
            r"\b(?:capital of|weather|football (?:team|match|club)|"
            r"recipe|poem|song|joke|python|javascript|java function|sql query|"
            r"stock price|"
            r"bitcoin|election|president of|prime minister|translate|essay|homework|movie|film review|restaurant|hotel|"
            r"flight to|world cup|car engine|write (?:a|an|me a) (?:\w+ )?(?:function|program|"
            r"script in|story|poem|essay|"
            r"email|song|letter of)|solve (?:for|the equation)|square root|who (?:won|wrote|painted|directed)|"
            r"how (?:tall|far) is the|tax return|mortgage|invest(?:ment|ing)? )\b",
        ),
    )
)


# People meet animals too: bites, allergies, what animals carry, what is made from them.
_HUMAN_CONTACT = re.compile(
    r"\b(?:bite|bitten|bit|scratch\w*|licked|sting|stung|allerg\w*|asthma|serum|antivenom|antiserum|contact|exposure|"
    r"fancier|zoono\w*|psittacosis|rabies|catch|caught from|from an? \w+)\b"
)


def out_of_scope(question: str) -> str | None:
    """Why a question is not for Curbside, or None."""
    text = fold(question).replace("’", "'")
    for position, (reason, pattern) in enumerate(_RULES):
        if pattern.search(text) and not (position == 0 and _HUMAN_CONTACT.search(text)):
            return reason
    return None
