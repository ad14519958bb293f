"""What a statement says of doing something: whether, for whom, how often. Read from its words by rule.

Two kinds of doing are read: screening for a condition, and giving a drug. Statements of the evidence ("does not result
in a decrease in mortality") point a way as recommendations do, but bind nobody. What cannot be read has no stance.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from curbside.answering.statement import Statement
from curbside.domain.answers import Evidence
from curbside.domain.documents import Direction, Passage, PassageKind
from curbside.domain.questions import ConceptType, Mention
from curbside.domain.text import fold, sentences
from curbside.domain.units import quantities_in
from curbside.retrieval.concepts import Lexicon


class Way(StrEnum):
    """Which way a stance points."""

    FOR = "for"
    EITHER = "either"  # for the patient and the clinician to decide
    AGAINST = "against"
    UNSURE = "unsure"  # the evidence does not tell


class Doing(StrEnum):
    """What a stance is on."""

    SCREENING = "screening"
    GIVING = "giving"


@dataclass(frozen=True, slots=True)
class Ages:
    """Years, both ends included."""

    low: float
    high: float

    def overlap(self, other: "Ages") -> bool:
        """Whether anybody is of both."""
        return max(self.low, other.low) <= min(self.high, other.high)

    def admit(self, age: float) -> bool:
        """Whether somebody of this age is meant."""
        return self.low <= age <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """One statement, read."""

    doing: Doing
    way: Way
    firm: bool  # a recommendation; else what the evidence shows
    weak: bool  # "may be considered", "suggests"
    targets: frozenset[str]  # conditions that are screened for or prevented or treated
    patients: frozenset[str]  # conditions that the people have of whom it speaks
    means: frozenset[str]  # tests that are done, drugs that are given
    named: frozenset[str]  # everything named in the sentence and its lead, headings left out
    ages: Ages | None
    months: float | None  # from one screening to the next


# The evidence does not tell.
_UNSURE = re.compile(
    r"\b(?:evidence|data)\b[^.;]{0,50}\b(?:is|are|was|were)\s(?:\w+\s)?(?:insufficient|inadequate|lacking|unclear)\b|"
    r"\b(?:insufficient|inadequate|not enough) (?:evidence|data)\b|"
    r"\b(?:benefits?|effect|role|value|net benefit)\b[^.;]{0,80}\b(?:is|are|remains?)\s(?:\w+\s)?"
    r"(?:uncertain|unclear|unknown|not known|not established|not clear)\b|"
    r"\bno recommendation (?:can|could|is)\b|\bcannot recommend for or against\b"
)
_EITHER = re.compile(
    r"\bindividual(?:ized|ised)? (?:one|decision)\b|\bselectively (?:offer|provid)\w*|\b(?:may|can) be considered\b|"
    r"\bmay consider\b|\bdecision\b[^.;]{0,80}\bshould be (?:an )?individual|"
    r"\bdoes not (?:recommend|suggest) (?:either )?for or against\b"
)
_DONE = (
    r"(?:screen|offer|perform|undergo|us|giv|start|initiat|prescrib|administer|receiv|recommend|order|test)"
    r"(?:e|ed|en|ing)?\b"
)
_AGAINST = re.compile(
    r"\b(?:recommend(?:s|ed)?|suggests?|advises?) against\b|\b(?:does|do) not recommend\b|"
    r"\b(?:do|should|must) not (?:be )?(?:routinely )?" + _DONE + r"|"
    r"\bnot (?:currently |routinely |generally )?(?:be )?(?:recommended|indicated|advised)\b|\bcontraindicated\b|"
    r"(?:^|[:;] )avoid\b|\bshould (?:be avoided|avoid)\b"
)
_FOR = re.compile(
    r"\b(?:recommends?|suggests?(?! (?:that|a|at)\b))\b(?! against)|"
    r"\b(?:is|are) (?:strongly |conditionally )?(?:recommended|indicated|suggested|advised)\b|"
    r"\bshould (?:routinely )?(?:be (?:considered|treated|" + _DONE + r")|undergo|receive|have|" + _DONE + r"|begin)|"
    r"^(?:\W|[\w -]+:)*(?:screen|offer|give|start|administer|use|initiate|provide|recommend)\b"
)
_WEAK = re.compile(r"\b(?:suggests?|suggested|consider\w*|may|conditional\w*|weak\w*|reasonable)\b")
_LESS = r"(?:mortality|deaths?|decrease|reduction|incidence|benefit)"
_NO_BENEFIT = re.compile(
    r"\b(?:does|do|did|would|will|has|have) not (?:been shown to )?(?:result in|reduce|decrease|lead to|show|produce|"
    r"improve|provide)\b[^.;]{0,60}\b" + _LESS + r"\b|\bno (?:\(or minimal\) |net |mortality )?(?:decrease|reduction|"
    r"benefit)\b|\b(?:is|are) not beneficial\b"
)
_BENEFIT = re.compile(
    r"\b(?:reduces?|decreases?|lowers?)\b[^.;]{0,60}\b(?:mortality|deaths?|incidence)\b|"
    r"\b(?:results? in|leads? to) a (?:decrease|reduction) in\b"
)
# One study, a count or a price is no stance of the document.
_OF_A_STUDY = re.compile(
    r"\b(?:trials?|rcts?|cohort|participants|enrolled|randomi[sz]ed|meta-analys\w+|study|studies|confidence interval|"
    r"95% ?ci|p ?[<=]|hazard|odds|survey|cost-effective\w*|modell?ing|observational|compared|previous(?:ly)?)\b|"
    r"\b(?:19|20)\d\d\b"
)
_NOT_ITS_OWN = re.compile(
    r"\b(?:recommendations? of others|other (?:guidelines?|organi[sz]ations?|related)|research (?:needs|gaps)|"
    r"response to public comment|limitations?|harms?|update of|supporting evidence|disclaimer|reviewers|about this|"
    r"disparities|risk factors?|scope of review|resources|key trials?|evidence base|rationale)\b",
    re.I,
)
# What a document says of the evidence as a whole stands in front; what follows below goes through it piece by piece.
_SUMS_UP = re.compile(r"\b(?:overview|summary|recommendations?|key (?:points|findings)|conclusions?)\b", re.I)
# A sentence that says what somebody else recommends, by who that is.
_SOMEBODY = re.compile(
    r"\b(guidelines?|task force|uspstf|nccn|nice|(?:american|canadian) [\w ]{3,40}|world health organi[sz]ation)\b"
    r"[^.;]{0,40}\b(?:recommend|suggest|advise|endorse)"
)
_BESIDE = re.compile(r"\b(?:supplemental|adjunct\w*|additional|in addition to|add-on)\b")
_SCREENS = re.compile(r"\b(?:screen(?:s|ed|ing|ings)?|surveillance|early detection)\b")

_YEARS = r"(?:[ -]?(?:years?|yrs?|y)\b)"
_WHO = r"(?:aged?|ages|women|men|adults|persons|people|individuals|children|adolescents)"
_AGE_RANGE = re.compile(
    rf"\b{_WHO}\s(?:aged\s|from\s|between\s)?(\d{{1,3}})\s?(?:--?|–|to|through|and)\s?(\d{{1,3}}){_YEARS}?"
)
_AGE_FROM = re.compile(
    rf"(?<![-–\d])\b(\d{{1,3}}){_YEARS}(?: of age)?,? (?:or|and) (?:older|above|over)|"
    rf"\b(?:aged?|older than|age over|over)\s?(?:≥|>=|>)?\s?(\d{{1,3}}){_YEARS}? (?:or|and) (?:older|above|over)|"
    rf"\b(?:older than|{_WHO} ?(?:≥|>=|>|over))\s?(\d{{1,3}})\b"
)
_AGE_BELOW = re.compile(
    rf"\b(?:younger than|under age|under the age of|before age|{_WHO} ?(?:<|under))\s?(\d{{1,3}})\b"
)
_INTERVALS = (
    (re.compile(r"\b(?:biennial\w*|every (?:other year|two years))\b"), 24.0),
    (re.compile(r"\btriennial\w*\b|\bevery three years\b"), 36.0),
    (re.compile(r"\b(?:twice a year|semi-?annual\w*|six-monthly|every six months)\b"), 6.0),
    (re.compile(r"\b(?:annual(?:ly)?|yearly|every year|once a year)\b"), 12.0),
)
_EVERY = re.compile(r"\bevery\s+")
_MONTHS = {"mo": 1.0, "a": 12.0, "wk": 12 / 52}


def stance_of(statement: Statement, evidence: Evidence, lexicon: Lexicon) -> Stance | None:
    """The stance of a statement: of its first sentence that has one."""
    return _stance(statement, evidence.document.title, evidence.document.publisher, evidence.near, lexicon)


# Statements near a topic are read for each question on it.
@lru_cache(maxsize=8_000)
def _stance(statement: Statement, title: str, publisher: str, near: frozenset[str], lexicon: Lexicon) -> Stance | None:
    passage = statement.passage
    if statement.reported_of or passage.kind is PassageKind.LIST:  # a list is read by its items
        return None
    if any(_NOT_ITS_OWN.search(words) for words in (*passage.path, passage.label)):
        return None
    return next(_stances(statement, title, publisher, near, lexicon), None)


def _stances(
    statement: Statement, title: str, publisher: str, near: frozenset[str], lexicon: Lexicon
) -> Iterator[Stance]:
    passage = statement.passage
    text = statement.text
    for start, end in sentences(text) or [(0, len(text))]:
        sentence = text[start:end]
        folded = fold(sentence)
        read = _way(folded, statement)
        if read is None:
            continue
        way, firm = read
        lead = fold(statement.lead)
        mentions = named_in(sentence, lexicon)
        said = bool(_SCREENS.search(folded))
        # In a text on screening, what is found by a test is followed up by others: that is recommended, not screened.
        screens = said or (_is_about_screening(passage, title) and _any(mentions, ConceptType.TEST))
        if screens and not said and firm and way is not Way.UNSURE:
            continue
        if not screens and not _any(mentions, ConceptType.DRUG):
            continue
        if screens and _BESIDE.search(folded):
            continue  # what is done beside a screening is not the screening
        if _somebody_elses(folded, fold(f"{publisher} {title}")):
            continue
        if not firm and not any(_SUMS_UP.search(words) for words in passage.path):
            continue
        targets, patients = _conditions(folded, mentions)
        targets |= _conditions(lead, lexicon.find(statement.lead))[0] if not targets else frozenset()
        kind = ConceptType.TEST if screens else ConceptType.DRUG
        yield Stance(
            doing=Doing.SCREENING if screens else Doing.GIVING,
            way=way,
            firm=firm,
            weak=bool(_WEAK.search(folded)),
            targets=targets or _of_headings(passage, title, lexicon),
            patients=patients | _conditions(lead, lexicon.find(statement.lead))[1],
            means=_means(mentions, kind, lexicon) or _headed_means(passage, kind, lexicon),
            named=frozenset(m.key for m in mentions) | lexicon.keys(statement.lead) | near,
            ages=ages_in(" . ".join((folded, lead, *map(fold, passage.lead_in), *map(fold, passage.path)))),
            months=_months(folded),
        )


# What is looked for in a sentence, in this order.
_RECOMMENDS = ((_EITHER, Way.EITHER), (_AGAINST, Way.AGAINST), (_FOR, Way.FOR))
_SHOWS = ((_NO_BENEFIT, Way.AGAINST), (_BENEFIT, Way.FOR))
_PRINTED = {
    Direction.FOR: Way.FOR,
    Direction.AGAINST: Way.AGAINST,
    Direction.INSUFFICIENT: Way.UNSURE,
    Direction.EITHER: Way.EITHER,
}


def _way(folded: str, statement: Statement) -> tuple[Way, bool] | None:
    """Which way a sentence points and whether it is a recommendation."""
    printed = statement.passage.recommendation
    graded = printed is not None and printed.scheme is not None
    if not graded and _OF_A_STUDY.search(folded):
        return None
    if _UNSURE.search(folded):
        return Way.UNSURE, graded
    recommended = next((way for pattern, way in _RECOMMENDS if pattern.search(folded)), None)
    if recommended is None and graded and printed is not None:
        recommended = _PRINTED.get(printed.direction)
    if recommended is not None:
        return recommended, True
    shown = next((way for pattern, way in _SHOWS if pattern.search(folded)), None)
    return (shown, False) if shown else None


def named_in(text: str, lexicon: Lexicon) -> list[Mention]:
    """The concepts that a text names; in the name of a screening ("HCC surveillance") what it looks for."""
    found: list[Mention] = []
    for mention in lexicon.find(text):
        words = text[mention.start : mention.end]
        screening = _SCREENS.search(fold(words)) if mention.type is ConceptType.PROCEDURE else None
        inner = lexicon.find(words[: screening.start()]) if screening else []
        found += [
            replace(m, start=m.start + mention.start, end=m.end + mention.start)
            for m in inner
            if m.type is ConceptType.CONDITION
        ] or [mention]
    return found


def _somebody_elses(folded: str, own: str) -> bool:
    """Whether words say what others recommend than those whose name and title these are."""
    match = _SOMEBODY.search(folded)
    if match is None:
        return False
    name = {"uspstf": "task force"}.get(match[1], match[1])
    return name not in own


def _means(mentions: Sequence[Mention], kind: ConceptType, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(m.key for m in mentions if m.type is kind and not lexicon[m.key].generic)


def _headed_means(passage: Passage, kind: ConceptType, lexicon: Lexicon) -> frozenset[str]:
    """The tests of the nearest words above a statement that name any, the chapter's left out."""
    above = (passage.label, *reversed(passage.lead_in), *reversed(passage.path[1:]))
    return next(filter(None, (_means(lexicon.find(words), kind, lexicon) for words in above if words)), frozenset())


def _any(mentions: list[Mention], kind: ConceptType) -> bool:
    return any(m.type is kind for m in mentions)


def _is_about_screening(passage: Passage, title: str) -> bool:
    return bool(_SCREENS.search(fold(" . ".join((title, *passage.path[-1:])))))


def _of_headings(passage: Passage, title: str, lexicon: Lexicon) -> frozenset[str]:
    """The conditions of the nearest words above a statement that name any: lead-in, headings, title."""
    for words in (passage.label, *reversed(passage.lead_in), *reversed(passage.path), title):
        found = (
            frozenset(m.key for m in lexicon.find(words) if m.type is ConceptType.CONDITION) if words else frozenset()
        )
        if found:
            return found
    return frozenset()


# Words in front of a condition that somebody has, and not what is looked for or prevented in him.
_WHO_HAVE = re.compile(
    r"\b(?:with|having|have|had|has|history of|established|known|in|after)\s"
    r"(?:(?!should\b|undergo|is\b|are\b|be\b|receive|for\b|screen|surveillance|mortality|deaths?\b|"
    r"risk\b|incidence|decrease|reduction)[\w/-]+,?\s){0,3}[\w-]*-?$"
)


def _conditions(folded: str, mentions: list[Mention]) -> tuple[frozenset[str], frozenset[str]]:
    """The conditions of a sentence: those that something is done about, and those that its people have."""
    found = [m for m in mentions if m.type is ConceptType.CONDITION]
    have: set[str] = set()
    last = -1
    for mention in found:
        before = folded[: mention.start]
        joined = last >= 0 and re.fullmatch(
            r"\s*(?:,|,? (?:and|or)|/|-related)\s*(?:\w+ )?", folded[last : mention.start]
        )
        if _WHO_HAVE.search(before) or (joined and found[found.index(mention) - 1].key in have):
            have.add(mention.key)
        last = mention.end
    return frozenset(m.key for m in found) - have, frozenset(have)


def ages_in(folded: str) -> Ages | None:
    """The ages of whom words speak, None where they do not say."""
    if match := _AGE_RANGE.search(folded):
        return Ages(float(match[1]), float(match[2]))
    if match := _AGE_FROM.search(folded):
        return Ages(float(next(group for group in match.groups() if group)), 200.0)
    if match := _AGE_BELOW.search(folded):
        return Ages(0.0, float(match[1]) - 1)
    return None


def _months(folded: str) -> float | None:
    """The interval that words give, in months."""
    for pattern, months in _INTERVALS:
        if pattern.search(folded):
            return months
    for match in _EVERY.finditer(folded):
        for quantity in quantities_in(folded[match.end() : match.end() + 24]):
            if quantity.unit in _MONTHS and quantity.low == quantity.high:
                return quantity.low * _MONTHS[quantity.unit]
            break
    return None
