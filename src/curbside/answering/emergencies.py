"""Emergencies are recognised before anything else: a described red flag, in somebody, now."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from curbside.domain.text import fold


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One kind of emergency and the signs by which a description gives it away."""

    key: str
    name: str
    signs: Sequence[re.Pattern[str]]


# Somebody is in it now: the writer, a relative, or a patient at hand.
_AT_HAND = re.compile(
    r"\b(?:i|i'm|i've|im|me|my (?:husband|wife|mum|mother|mom|dad|father|son|daughter|baby|toddler|child|partner|"
    r"friend|"
    r"brother|sister|neighbou?r|grand\w+|chest|throat|face|tongue|head|legs?|arms?|back|boyfriend|girlfriend|colleague|"
    r"mate|flatmate|boy|girl|kid|nan|gran|uncle|aunt)|"
    r"right now|help|now|just (?:now|started|collapsed|had|dropped|gone|took|arrested)|in front of (?:me|us)|"
    r"what (?:do|should) (?:i|we) do|what next|immediately|in progress|on the (?:monitor|floor|ward|table|phone)|"
    r"in (?:resus|triage|bay)|bay \d+|bed \d+|minutes? ago|hours? ago|as we speak|going (?:un|down|off|blue|grey))\b"
)
# Words of a question about a disease, not of a person in it.
_ACADEMIC = re.compile(
    r"\b(?:guideline|criteria|definition|define|first[- ]line|dose of|dosing|target|recommended|recommend|"
    r"recommendation|"
    r"evidence|incidence|risk of|score|scoring|contraindications?|indications?|prophylaxis|prevent\w*|duration|"
    r"how long|"
    r"how often|bolus|infusion|titrat\w*|loading|to aim|we aim|how (?:low|high)|"
    r"(?:can|could|should|may|shall|do) (?:i|we) (?:use|give|start|stop|add|switch|prescribe|hold|"
    r"continue|keep|send|order)|which (?:drug|agent|antibiotic|test|scan)|difference|versus|vs|screening|"
    r"follow[- ]up|mechanism)\b"
)
_PAST = re.compile(
    r"\b(?:history of|last (?:week|month|year)|years? ago|months? ago|weeks? ago|previous(?:ly)?|recovered|"
    r"discharged|used to|in the past|yesterday|once had|had an? \w+ (?:last|in))\b"
)
_URGENT = re.compile(r"\b(?:right now|help|immediately|now|in front of (?:me|us)|what next|in progress|this minute)\b")
_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|im|my)\b")


@cache
def red_flags() -> Sequence[RedFlag]:
    """The table, compiled."""
    table = tomllib.loads((resources.files("curbside.answering") / "emergencies.toml").read_text(encoding="utf-8"))
    return tuple(
        RedFlag(flag["key"], flag["name"], tuple(re.compile(rf"\b(?:{sign})") for sign in flag["signs"]))
        for flag in table["flag"]
    )


def emergency_in(question: str) -> RedFlag | None:
    """The red flag that a question describes as happening now, if any."""
    text = fold(question).replace("’", "'")
    if not _AT_HAND.search(text):
        return None
    if _PAST.search(text) and not _URGENT.search(text):
        return None
    # "Can I give alteplase 4 hours after …": a professional asking, unless somebody calls for help.
    if _ACADEMIC.search(text) and not (_URGENT.search(text) and re.search(r"\bhelp\b|right now|in front of", text)):
        return None
    for flag in red_flags():
        if any(sign.search(text) for sign in flag.signs):
            return flag
    return None
