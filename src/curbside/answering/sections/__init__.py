"""The sections an answer can have, in reading order. Chosen by what the evidence holds.

A claim goes to the first section whose headings match the headings above its passage; the best-ranked claims that no
side section takes form the first section. A section is added by one row here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from curbside.answering.statement import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRule:
    """One row of the table."""

    key: str
    heading: str
    headings: re.Pattern[str]  # over the headings above a passage, its lead-ins and label
    direct: bool  # whether its claims may also open the answer


def _row(key: str, heading: str, headings: str, *, direct: bool) -> SectionRule:
    return SectionRule(key=key, heading=heading, headings=re.compile(headings, re.I), direct=direct)


RECOMMENDATION = "recommendation"
DO_NOT_MISS = "do_not_miss"
SUMMARY = "summary"
LIMITS = "limits"
FURTHER = "further"
HEADINGS = {
    RECOMMENDATION: "What the sources recommend",
    DO_NOT_MISS: "Do not miss",
    FURTHER: "Further recommendations",
    SUMMARY: "In short",
}
SAYING = "What the sources say"  # heading of the first section where there is no direct answer

SECTIONS: Sequence[SectionRule] = (
    # "Airflow limitation" is what a patient has.
    _row(LIMITS, "Limits of the evidence", r"(?<!flow )(?<!functional )(?<!activity )\blimitation|\bevidence gap|"
    r"\bresearch", direct=False),
    _row("pitfalls", "Pitfalls", r"\bpitfall|\bcommon error|\bmimic", direct=False),
    _row("rationale", "Rationale", r"\brationale|\bbackground|\bevidence base|\bkey trial|"
    r"\bpathophysiolog", direct=False),
    _row("alternatives", "Advantages over alternatives", r"\badvantages? over|\bcompared? (?:with|to)\b", direct=False),
    _row("applications", "Clinical applications", r"\bclinical applications?|\bwhen mri cannot", direct=False),
    _row("protocol", "Imaging protocol", r"\bimaging protocol|\bsequences\b", direct=False),
    _row("contraindications", "Contraindications and cautions", r"\bcontraindicat|\bavoid|\bcaution|\bcaveat|"
    r"\bwarning|\bsafety|\badverse", direct=True),
    _row("special_populations", "Special populations", r"\bspecial population|\bpregnan|\bbreastfeed|\bchild|"
    r"\bpediatric|\bpaediatric|\bneonat|\bolder adult|\belderly|\brenal impair|\bhepatic impair", direct=True),
    _row("dosing", "Dosing", r"\bdos(?:e|es|ing)\b|\bregimen|\btitration", direct=True),
    _row("monitoring", "Monitoring and follow-up", r"\bmonitor|\bfollow-up|\bsurveillance|\breassess", direct=True),
    _row("referral", "Referral and disposition", r"\breferr|\bdischarge|\bdisposition|\badmission|"
    r"\bicu transfer", direct=True),
    _row("criteria", "Criteria and definitions", r"\bdefinition|\bcriteria|\bclassification|\bstaging|\bscor(?:e|"
    r"ing)\b|\bcategor", direct=True),
)  # fmt: skip
# The order in which sections are read. "recommendation" and "do not miss" stand before them, "in short" behind.
READING_ORDER = (
    "criteria", "rationale", "dosing", "protocol", "alternatives", "applications", "monitoring", "special_populations",
    "contraindications", "referral", "pitfalls", "limits",
)  # fmt: skip


def section_of(statement: Statement) -> SectionRule | None:
    """The section that a statement's place in its document puts it in."""
    passage = statement.passage
    # The nearest heading speaks first: "Pitfalls" below "Imaging protocol" is about pitfalls.
    for words in (passage.label, *reversed(passage.lead_in), *reversed(passage.path)):
        if words and (rule := _headed(words)):
            return rule
    return None


@lru_cache(maxsize=4096)
def _headed(words: str) -> SectionRule | None:
    return next((rule for rule in SECTIONS if rule.headings.search(words)), None)
