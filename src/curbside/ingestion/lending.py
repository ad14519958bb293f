"""Which units the grade of a heading or of a line above them holds for.

A grade above is that of the statement below it, or of the list that the line opens. What else stands there, the
contraindications, the figures of a trial, a definition, has no grade of its own and is lent none: better no grade than
one that the source did not give.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from curbside.domain.documents import Direction, Passage
from curbside.domain.grading import direction_of, find_grade, find_grades, grade_of_list, grade_of_text, read_grade
from curbside.ingestion.raw import Block, BlockKind

# What a unit is about when it is no recommendation: by its label or its first words …
_OPENS = re.compile(
    r"^(?:(?:absolute|relative|key|common|important|possible|major|serious|other|general) )*"
    r"(?:contraindicat\w*|cautions?\b|warnings?\b|precautions?\b|hold\b|stop if\b|discontinue\b|withhold\b"
    r"|(?:side|adverse) (?:effects?|events?|reactions?)|boxed warning|definitions?\b|monitor\w*|recheck|check\b"
    r"|follow[- ]up|prerequisites?|exceptions?\b|examples?\b|notes?\b|remarks?\b|comments?\b|limitations?\b)",
    re.I,
)
# … or by its whole label: "Harms of thrombolysis: …".
_LABELS = re.compile(
    r"^(?:(?:\w+ )?(?:side effects?|adverse \w+|contraindications?|cautions?|warnings?|definitions?)"
    r"|(?:key )?(?:evidence|rationale|mechanisms?|background|costs?|availability|safety|considerations?|caveats?"
    r"|pitfalls?|factors|advantages?|disadvantages?|benefits?|harms?|risks?|interactions?|toxicity|trials?|washout)"
    r"(?: (?:of|for|with|favou?ring) [\w -]{1,40})?)$",
    re.I,
)
# Remarks on a recommendation.
_REMARK = re.compile(
    r"^(?:(?:this|these|the) (?:recommendations?|statements?|guidelines?|findings?|medications?|drugs?|data"
    r"|trials?|stud(?:y|ies)|thresholds?)\b|this (?:applies|is|was|represents|reflects|includes|requires)\b"
    r"|(?:the panel|patients) (?:notes?|valued?)\b|per (?:the )?(?:FDA |drug )?label|no dos(?:e|age)"
    r" (?:adjust|titrat))",
    re.I,
)
# Findings, not advice.
_FINDING = re.compile(
    r"\b(?:trials?|stud(?:y|ies)|meta-analys[ei]s|cohorts?|registry|observational|data (?:suggest|show)|demonstrated"
    r"|showed|shown|reported|associated with|insufficient evidence|(?:can|may)? ?reduces? (?:the )?(?:risk|relapse"
    r"|mortality)|is defined as|are defined as|best[- ]studied|is (?:the only|a new)|is less clear)\b"
    r"|(?-i:\b(?:HR|RR|aOR|CI)\s?[\d=:]|\bOR\s?[=:]|\bp\s?[<=]\s?0?\.\d)",
    re.I,
)
_ADVISES = re.compile(
    r"\b(?:(?:is|are) (?:\w+ )?recommended|recommends?|(?<!data )(?<!studies )suggests?|should|must|is reasonable"
    r"|is indicated)\b",
    re.I,
)
_PERMITS = re.compile(r"\b(?:may|might|can|could) (?:also |still )?(?:be|help|receive|require)\b", re.I)
# Of what follows the statement, only what says by its label that it is a part of it.
_BELONGS = re.compile(
    r"^(?:(?:recommendations?|statements?)\b|actions?$|indications?$|when to use$|dos(?:e|es|age|ing)$|regimens?$)",
    re.I,
)
# "… in patients who have none of the following:" lists those whom the recommendation is not for.
_HAVE_NONE = re.compile(r"\b(?:not have|none of|without|free of|absence of)\b[^.;]{0,40}\bfollowing\b", re.I)
_STEM = 6  # letters by which a word is known again
_DOWN_TO = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """The grade of a heading and the block below it that it is for."""

    grade: str
    against: bool  # the heading advises against something
    whole: bool  # the heading is nothing but a grade: it holds for the whole list below
    first: Block
    said_again: bool  # the statement prints the same grade, so that the heading only repeats it
    heading: str


def lent_by(heading: str, below: Sequence[Block]) -> Lent | None:
    """What a heading lends to the blocks between it and the next heading; None where it prints no grade.

    A line straight below it that is nothing but a grade, or nothing but bold words, counts as a part of the heading.
    """
    if below and _is_label(below[0]) and not below[0].text.endswith(":"):
        below = below[1:]
    of_list = grade_of_list(heading)
    printed = find_grade(heading)
    grade = of_list or (printed.as_printed if printed else "")
    if not grade and below and (alone := _grade_alone(below[0])):
        grade, below = alone, below[1:]
    if not grade or not below:
        return None
    return Lent(
        grade=grade,
        against=direction_of(heading, as_printed=grade) is Direction.AGAINST or heading.lower().startswith("against"),
        whole=of_list is not None,
        first=below[0],
        said_again=any(_same(grade, found.as_printed) for found in find_grades(below[0].text)),
        heading=heading,
    )


def _grade_alone(block: Block) -> str:
    """The grade that a paragraph consists of: "(Strong recommendation, High quality of evidence)"."""
    found = find_grade(block.text) if block.kind is BlockKind.PARAGRAPH else None
    return found.as_printed if found and (found.start, found.end) == (0, len(block.text.rstrip(" ."))) else ""


def from_heading(lent: Lent, block: Block, text: str) -> str:
    """The grade that a unit straight below a heading takes from it, or nothing.

    Args:
        block: the block that the unit is or is a part of.
        text: the unit's words.
    """
    label = block.label or _head(text)
    if block.kind not in _DOWN_TO or block.depth:
        return ""
    about = _OPENS.match(label) or _OPENS.match(text)
    # "Monitoring (Class I)" does grade "Monitor blood pressure".
    if about is not None and about[0][:_STEM].lower() not in lent.heading.lower():
        return ""
    if _LABELS.match(label) or _is_remark(text):
        return ""
    holds = lent.whole or (
        _belongs(lent, block, text, label=label) and (_BELONGS.match(label) or _same_way(lent, direction_of(text)))
    )
    return lent.grade if holds else ""


def _belongs(lent: Lent, block: Block, text: str, *, label: str) -> bool:
    """True for the first statement below a heading, or the items of the list that stands there first."""
    in_list = block.kind is not BlockKind.PARAGRAPH and block.group == lent.first.group
    if lent.said_again:
        return in_list and bool(_ADVISES.search(text))
    if (block.kind is lent.first.kind and block.text == lent.first.text) or _BELONGS.match(label):
        return True
    if _is_label(block) and _is_label(lent.first):
        return True  # "Option A:", "Option B:"
    return in_list and not (_PERMITS.search(text) and not _ADVISES.search(text))


def _is_label(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and bool(block.label) and block.text.rstrip(": ") == block.label


def _same_way(lent: Lent, direction: Direction) -> bool:
    """A grade for giving a drug is none for "Do not stop it"."""
    return direction is Direction.NONE or (
        direction is not Direction.INSUFFICIENT and (direction is Direction.AGAINST) is lent.against
    )


def from_line(lead: Passage, text: str, *, label: str, first: str) -> str:
    """The grade that an item or a row takes from the line that opens its list, or nothing.

    Args:
        lead: the line; it ends with a colon.
        text: the item's words.
        first: those of the list's first item. The items that end the line's sentence are alike; where the first is
            a phrase, a whole sentence further down is a remark.
    """
    found = lead.recommendation
    if found is None or not lead.text.endswith(":") or ";" in found.as_printed or _HAVE_NONE.search(lead.text):
        return ""
    remark = text.rstrip().endswith(".") and not first.rstrip().endswith(".")
    label = label or _head(text)
    if remark or _LABELS.match(label) or (label and _OPENS.match(label)) or _is_remark(text):
        return ""
    return found.as_printed


def from_node(node: str) -> str:
    """The grade that a node of a decision tree lends to what hangs below: "An emergent (Class I) indication?"."""
    grades = find_grades(node)
    return grades[0].as_printed if len(grades) == 1 and node.endswith((":", "?")) else ""


def of_whole_list(lent: Lent | None, items: Sequence[Passage]) -> str:
    """The heading's grade where every item of the list below takes it, or nothing."""
    printed = {item.recommendation.as_printed if item.recommendation else "" for item in items}
    alone = lent is not None and printed == {lent.grade} and not any(own_grade(item.text) for item in items)
    return lent.grade if lent is not None and alone else ""


def own_grade(text: str) -> str:
    """What a unit prints itself, a line above a list ("Weak recommendations:") included."""
    return grade_of_text(text) or (grade_of_list(text) if text.endswith(":") else None) or ""


def _is_remark(text: str) -> bool:
    return bool(_REMARK.match(text) or (_FINDING.search(text) and not _ADVISES.search(text)))


def _head(text: str) -> str:
    head, colon, _ = text.partition(":")
    return head if colon and len(head) <= 60 else ""


def _same(one: str, other: str) -> bool:
    """True for "Class I" and "Class I, LOE B": the same strength, the one said more fully."""
    first, second = read_grade(one, statement=""), read_grade(other, statement="")
    if first.strength is None or second.strength is None or first.scheme != second.scheme:
        return one.casefold() == other.casefold()
    if first.strength.casefold() != second.strength.casefold():
        return False
    return first.certainty is None or second.certainty is None or first.certainty == second.certainty
