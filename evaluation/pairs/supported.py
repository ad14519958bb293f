"""Edits that keep the meaning: each makes a claim its passage still bears out.

Every edit takes a unit and a source of chance and returns a claim, or None where it
cannot be made without risk to the meaning. Doubt is always None.
"""

import re
from collections.abc import Callable, Mapping
from random import Random

from corpus import Unit
from vocabulary import SYNONYMS
from wording import applications

Edit = Callable[[Unit, Random], str | None]

GRADE_WORD = (
    r"(?:Class (?:I{1,3}|II[ab])|COR \d[ab]?|LOE|Level of Evidence|Level I{1,3}[AB]?|Grade \d?[A-E]|Strong"
    r"|Weak|Conditional|Best Practice Statement|BPS|Not Graded)"
)
GRADE_IN_BRACKETS = re.compile(rf" ?\((?={GRADE_WORD})(?P<grade>[^()]*)\)", re.IGNORECASE)
# A grade that says for which part it holds is a statement, not a mark.
NOT_A_MARK = re.compile(r"\b(?:for|if|in|with|when|only|target|patients)\b", re.IGNORECASE)
AGAINST = re.compile(r"\b(?:not|no|avoid|against|contraindicated|harm\w*|cannot|never)\b", re.IGNORECASE)

# What follows a cut must take nothing back from what stands before it.
TAKES_BACK = re.compile(
    r"\b(?:if|unless|except|exception|only|when|while|whereas|until|provided|without|not|no|never|but|however|"
    r"although|though|otherwise|instead|alternative\w*|or|avoid\w*|caution\w*|contraindicat\w*|in patients|"
    r"for patients|in those|for those|patients with|who|whose|depend\w*|limited|note|exclud\w*|then|rather|"
    r"during|before|after|once|adjust\w*|reserve\w*|selected|insufficient|require\w*|must|concern\w*|risk|"
    r"reduc\w*|maximum|max|exceed\w*|uncertain|unclear|weak|conditional|despite|cannot|may|adults|children)\b"
    r"|[≥≤<>]|n't\b",
    re.IGNORECASE,
)
# In a bracket these narrow the words before it: "1 kg/day (with edema)".
NARROWS = re.compile(
    r"\d|\b(?:with|in|for|from|primarily|mainly|especially|particularly|usually|former|NYHA|class|Child|stage|grade"
    r"|type|age|severe|moderate|mild|acute|chronic)\b",
    re.IGNORECASE,
)
# These point forward: the first clause alone says less than it seems to.
POINTS_ON = re.compile(r"\b(?:following|either|both|below|as follows|one of|any of|first|whether)\b", re.IGNORECASE)
LABEL_ONLY = re.compile(r"^[^.]{0,60}:$|:\s*$")
OPENING = re.compile(r"(?P<lead>(?:In|For|If|When|Among) [^,;:.()]{8,90}), (?P<rest>[^;:]{25,230})")
# A comma with a new thought would take the moved phrase to the wrong end.
TWO_THOUGHTS = re.compile(
    r", (?:and|but|which|who|with|then|or|particularly|especially|including|unless|if|while|even"
    r"|although)\b|\. "
    r"|\b(?:if|unless|when|they|their|it|these|this|those|such|followed|because|but|before|after|who|rather|than"
    r"|without|alone)\b"
    r"| (?:in|for|among) (?:patients|adults|those|people|women|men|children)",
    re.IGNORECASE,
)


def verbatim(unit: Unit, chance: Random) -> str:
    """The unit itself."""
    return unit.text


def grade_dropped(unit: Unit, chance: Random) -> str | None:
    """The unit without its bracketed grade."""
    marks = [mark for mark in GRADE_IN_BRACKETS.finditer(unit.text) if not NOT_A_MARK.search(mark["grade"])]
    if len(marks) != 1 or len(GRADE_IN_BRACKETS.findall(unit.text)) > 1:
        return None
    claim = GRADE_IN_BRACKETS.sub("", unit.text)
    # "Routine use of X (Class III: Harm)" turns into praise when the bracket goes.
    advises_against = any("III" in mark["grade"] or "COR 3" in mark["grade"] for mark in marks)
    if len(claim) < 40 or (advises_against and not AGAINST.search(claim)):
        return None
    return claim


def synonyms(unit: Unit, chance: Random) -> str | None:
    """The unit with one to three words put in other words of one meaning."""
    claim = unit.text
    for swap in chance.sample(SYNONYMS, len(SYNONYMS))[: chance.choice((12, 24, 30))]:
        options = list(applications(claim, swap))
        if options and count_of_changes(unit.text, claim) < 3:
            claim = chance.choice(options)
    return claim if claim != unit.text else None


def count_of_changes(before: str, after: str) -> int:
    """How many words of the first text are gone from the second."""
    return len(set(before.split()) - set(after.split()))


def first_clause(unit: Unit, chance: Random) -> str | None:
    """The beginning of the unit up to a semicolon, a sentence end or a closing bracket phrase."""
    cuts = [*re.finditer(r";(?= )|(?<=[a-z)\d])\.(?= [A-Z])| (?=\([^()]+\)\.?$)", unit.text)]
    kept = [(unit.text[: cut.start()], unit.text[cut.end() :]) for cut in cuts]
    safe = [head for head, tail in kept if stands_alone(head) and not takes_back(tail)]
    return chance.choice(safe) if safe else None


def stands_alone(head: str) -> bool:
    """Is this beginning a whole statement?"""
    return (
        len(head) >= 45
        and head.count("(") == head.count(")")
        and not POINTS_ON.search(head)
        and not LABEL_ONLY.search(head)
        and not head.endswith(("e.g", "i.e", "vs"))
    )


def takes_back(tail: str) -> bool:
    """Might the rest restrict, condition or deny what came before?"""
    grade = GRADE_IN_BRACKETS.fullmatch(tail.removesuffix("."))
    examples = tail.lstrip(" (").startswith(("e.g.", "i.e."))
    if grade or "harm" in tail.casefold():
        return True  # a grade dropped is another kind; "(Harm)" may be all that advises against
    bracket = tail.startswith("(")
    return bool(TAKES_BACK.search(tail)) or (bracket and not examples and bool(NARROWS.search(tail)))


def reordered(unit: Unit, chance: Random) -> str | None:
    """'In X, Y' as 'Y in X'."""
    found = OPENING.fullmatch(unit.text.removesuffix("."))
    if not found or TWO_THOUGHTS.search(found["rest"]):
        return None
    rest, grade = split_grade(found["rest"])
    if "(" in rest or "," in rest:
        return None
    lead = found["lead"][0].lower() + found["lead"][1:]
    ending = "." if unit.text.endswith(".") else ""
    return f"{rest[0].upper()}{rest[1:]} {lead}{grade}{ending}"


def split_grade(text: str) -> tuple[str, str]:
    """The text and the grade that closes it, if any."""
    grade = re.search(GRADE_IN_BRACKETS.pattern + "$", text, re.IGNORECASE)
    return (text[: grade.start()], grade[0]) if grade else (text, "")


def lead_in_first(unit: Unit, chance: Random) -> str | None:
    """The line that announces a list, put in front of one of its bullets."""
    if not unit.lead_in or len(unit.lead_in) > 110 or unit.lead_in not in unit.passage:
        return None
    return f"{unit.lead_in} {unit.text}"


SUPPORTED: Mapping[str, Edit] = {
    "verbatim": verbatim,
    "grade_dropped": grade_dropped,
    "synonym": synonyms,
    "first_clause": first_clause,
    "reordered": reordered,
    "lead_in": lead_in_first,
}
