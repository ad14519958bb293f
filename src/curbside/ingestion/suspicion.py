"""Passages that try to instruct the program, a model or a reviewer.

Text in a document is data: it is marked, never obeyed. A marked passage stays readable in its document and never
supports a claim.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from curbside.domain.documents import Passage
from curbside.domain.text import fold

_SAYS = (
    "answer|say|reply|respond|output|recommend|state|tell|write|claim|cite|quote|repeat|reveal|approve|accept|include"
)
_MODELS = "ai|llm|assistant|language model|chatbot|reviewer|model|agent"
_PROGRAMS = "ai|llm|assistant|language model|chatbot"  # of the above, those that are nothing else in a guideline
_START = r"(?:^|\n|\||[.;:!?] )[ *•-]*+"  # of a sentence, a list item or a cell
_FAR = r"\b.{0,60}\b"
_ORGANS = (
    "cardio|circulat|respir|pulm|nerv|neuro|central|gastro|digest|hepat|endocrin|metabol|renal|urin|genito|reproduct|"
    "musculo|skelet|immun|lymph|h(?:a)?emat|skin|derm|integument|ocular|eye|ear|psych|body|whole"
)
_SOMEBODY = "patients|people|children|adults|women|men|those|parents|carers|clinicians|participants|respondents"

# What it tries → how it is worded. Folded text, so all in lower case.
_TRIES: Sequence[tuple[str, re.Pattern[str]]] = tuple(
    (name, re.compile(pattern, re.S))
    for name, pattern in (
        (
            "to set instructions aside",
            r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|all|any|your|the)"
            rf"{_FAR}(?:instructions?|prompts?|rules?|guardrails?|context|directions?|documents|sources)\b",
        ),
        (
            "to set instructions aside",
            r"\b(?:ignore|disregard|forget) (?:everything|all|anything|what) (?:that )?(?:you|above|before|was said)\b",
        ),
        ("to pose as the system", r"\b(?:system|developer|assistant) (?:prompt|message|instruction)s?\b"),
        ("to pose as the system", r"<\|?(?:im_start|im_end|system|endoftext|assistant|user)\|?>|\[/?inst\]"),
        ("to pose as the system", rf"{_START}(?:assistant|system(?!\s*:\s*(?:{_ORGANS})))\s*:"),
        ("to give a role", rf"\byou are (?:now |an? )*(?:{_MODELS}|helpful|large)\b"),
        (
            "to address a reader that is a program",
            rf"\b(?:as|dear) (?:an? |the )?(?:{_MODELS}){_FAR}(?:{_SAYS}|mark|rate|score)\b",
        ),
        (
            "to address a reader that is a program",
            rf"\b(?:{_PROGRAMS})s?\b.{{0,30}}\b(?:must|should|shall|have to|are to|is to){_FAR}(?:{_SAYS}|ignore)\b",
        ),
        (
            "to address a reader that is a program",
            # A prediction model should include age, and a reviewer state what was searched.
            r"\b(?:model|agent|reviewer)s?\b.{0,30}\b(?:must|should|shall|have to|are to|is to)\b.{0,60}\b(?:answer|"
            r"say|reply|respond|output|recommend|tell|write|quote|repeat|reveal|approve|accept|ignore)\b",
        ),
        (
            "to address a reader that is a program",
            r"\b(?:note|message|attention|memo|hint|instructions?)\b.{0,10}\b(?:to|for) (?:all |any |the )?"
            r"(?:ai|llms?|language models?|chatbots?)\b|"
            rf"{_START}(?:llms?|chatbots?|(?:ai )?(?:language )?models?)\s*:\s*\w",
        ),
        (
            "to give a role",
            rf"(?:{_START}|\bnow |\bplease )(?:act|behave|speak) as (?:an? |the )?(?:[\w-]+ ){{0,2}}(?:{_PROGRAMS})\b"
            r"|\bpretend (?:that )?you(?: are|'re|’re)\b",
        ),
        (
            "to give a role",
            r"\byour (?:new |only )?(?:task|job|role|goal|purpose) (?:is|are) (?:now )?(?:only )?to "
            r"(?:answer|output|reply|respond|repeat|generate)\b",
        ),
        ("to dictate an answer", rf"\b(?:{_SAYS}) (?:only|exactly|always|instead)\b.{{0,20}}\b(?:with|that|by|the)\b"),
        (
            "to dictate an answer",
            r"\b(?:when|whenever|if) (?:asked|you are asked|(?:a|the) (?:user|reader) asks|users? asks?|"
            r"any(?:one|body) asks|summari[sz]ing|answering|quoting)\b"
            # What people say when they are asked is a finding.
            rf"(?![^,]{{0,60}}, (?:\w+ ){{0,2}}(?:{_SOMEBODY})\b){_FAR}(?:{_SAYS})\b",
        ),
        (
            "to dictate an answer",
            r"\b(?:from now on|henceforth)\b.{0,20}\b(?:answer|repl(?:y|ies)|response|output)",
        ),
        (
            "to dictate an answer",
            r"\b(?:rank|list|cite|quote|place|put) (?:this|our) (?:passage|document|article|source|guideline|page)\b"
            r".{0,20}\b(?:first|above|before|on top|only)\b",
        ),
        (
            "to draw something out",
            # To have the patient repeat the instructions "in their own words" is good practice.
            r"\b(?:reveal|print|output|repeat(?!.{0,40}\bown words\b)|leak|exfiltrate)\b.{0,30}"
            r"\b(?:system|secret|token|canary|api key|password|instructions?|prompt)\b",
        ),
        (
            "to decide a review",
            r"\b(?:mark|approve|accept|publish|rate)\b.{0,30}\b(?:this|the) "
            r"(?:article|answer|claim|document|review|passage|statement)\b.{0,40}"
            r"\b(?:as|without|immediately|automatically|now)\b",
        ),
        (
            "to hide itself",
            r"\b(?:do not|don't|never)\b.{0,20}\b(?:mention|disclose|tell|reveal|inform)\b.{0,30}"
            r"\b(?:user|reader|reviewer|instructions?|this (?:note|instruction|message))\b",
        ),
        (
            "to begin anew",
            r"\bnew instructions?\b(?! (?:for|on) (?:use|users|patients|dosing)\b)|"
            r"\bend of (?:document|context|prompt)\b|\bbegin (?:new )?(?:system|instructions?)\b",
        ),
    )
)
_LONGEST_EXCERPT = 80
# A long run without a space that decodes to text may hide any of the above.
_ENCODED = re.compile(
    r"(?<![\w+/.:#=-])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*\d)[A-Za-z0-9+/]{60,}={0,2}"
)


def with_suspicion(passages: Sequence[Passage]) -> tuple[list[Passage], list[str]]:
    """The passages with those marked that instruct, and a warning for each."""
    marked: list[Passage] = []
    warnings: dict[str, None] = {}
    for passage in passages:
        tries = what_it_tries("\n".join((*passage.path[-1:], *passage.lead_in, passage.text)))
        marked.append(replace(passage, instructing=True) if tries else passage)
        if tries:
            warnings[f"never quoted, for it tries {tries}: “{passage.text[:_LONGEST_EXCERPT]}”"] = None
    return marked, list(warnings)


def what_it_tries(text: str) -> str:
    """What a text tries that reads as an instruction rather than as guidance, "" if it does not."""
    folded = fold(text)
    for name, pattern in _TRIES:
        if pattern.search(folded):
            return name
    return "to hide something in code" if _ENCODED.search(text) else ""
