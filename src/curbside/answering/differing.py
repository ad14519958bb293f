"""Do documents point different ways on what is asked?

What is asked is read as a point: screening for one condition, or giving one drug, to such a patient. Ranking finds what
is near the words of a question; the other side of a difference is often worded far from them. So the library is
searched once more by the point, and the stances found there are compared.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from curbside.answering.conflicts import Difference, Stand, difference_of
from curbside.answering.cues import opposed
from curbside.answering.gate import fits_the_patient, may_speak
from curbside.answering.ranking import Candidate
from curbside.answering.stances import Ages, Doing, Stance, Way, named_in, stance_of
from curbside.answering.statement import Statement, statements_of
from curbside.answering.subject import APART, Asked
from curbside.answering.values import range_fit
from curbside.domain.answers import Evidence
from curbside.domain.documents import DocumentId
from curbside.domain.questions import ConceptType, Interpretation, Slot
from curbside.domain.text import fold
from curbside.retrieval.concepts import Lexicon

# Evidence for words and concept keys, best first.
Search = Callable[[str, frozenset[str]], Sequence[Evidence]]

_ENDS = frozenset({"primary-prevention", "secondary-prevention"})  # for which a drug is given
_SIDES_SHOWN = 4
_SCREENING_WORDS = "screening recommended evidence benefit overview"
_GIVING_WORDS = "recommended prevention treatment benefit overview"
_GROUPS = APART | {"postpartum", "perinatal-period"}
_ASKS_OF_SCREENING = re.compile(r"\b(?:screen\w*|surveillance|check(?:ed|ing|up|-up)?|early detection)\b")
_HOW_OFTEN = re.compile(r"\bhow (?:often|frequently)\b|\bwhat interval\b|\bannual\w* or\b|\bor (?:annual|biennial)")
_FROM_WHEN = re.compile(r"\b(?:(?:what|which|at what) age|how old|how young|from what age|when (?:to|should|do))\b")
# Of people like these guidance speaks apart; a stance on them is none on others.
_PECULIAR = re.compile(
    r"\b(?:hereditary|familial|famil(?:y|ies)|carriers?|mutations?|variants?|germline|syndromes?|transplant\w*|hiv|"
    r"immunocompromised|survivors?|genetics?)\b"
)
# To go on with a drug is another thing than to begin it.
_GOES_ON = re.compile(
    r"\b(?:already (?:on|tak\w+|receiv\w+)|continu\w+|discontinu\w+|stop(?:s|ped|ping)?|withdraw\w*)\b"
)
# What a stance does not tell, a number or a definition.
_ANOTHER_FACT = frozenset(
    {Slot.DURATION, Slot.TARGET, Slot.TIMING, Slot.COUNT, Slot.MECHANISM, Slot.DEFINITION, Slot.REFERRAL}
)
_A_SHARE = re.compile(
    r"\b(?:what|which) (?:share|proportion|percentage)\b|\b(?:rates?|sensitivity|specificity|accura\w+)\b"
)
_A_NUMBER = re.compile(r"\b(?:minimum|maximum|days?|weeks?|mg|how (?:long|much|many|high|low|soon|fast)|when)\b")
_STRENGTH_OF_A_DRUG = re.compile(r"\b(?:low|high|standard)[- ]dose\b")
_AGE_OF_WHOM = re.compile(
    r"^\s*(\d{2})(?=\s*[,;:/]|\s*[mf]\b)|"
    r"\b(?:at|(?:woman|man|person|patient|lady|male|female) of) (?:age )?(\d{2})\b(?!\s*(?:[%/.\d-]|mg|mm|weeks|days))"
)


@dataclass(frozen=True, slots=True)
class _Read:
    candidate: Candidate
    stance: Stance

    @property
    def document(self) -> DocumentId:
        return self.candidate.evidence.document.id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    """What is asked of: the things named, by kind, and the patient."""

    doing: Doing
    topics: frozenset[str]  # conditions, and tests where screening is asked of
    drugs: frozenset[str]
    tests: frozenset[str]
    age: float | None


def find_differing(interpretation: Interpretation, search: Search, *, lexicon: Lexicon) -> Difference | None:
    """The difference between documents on doing what is asked about, if they point different ways.

    Args:
        interpretation: of the question.
        search: of the library.
        lexicon: to know what is a kind of what.
    """
    point = _point_of(interpretation, lexicon)
    if point is None:
        return None
    reader = _Reader(interpretation, point, lexicon)
    words = _SCREENING_WORDS if point.doing is Doing.SCREENING else _GIVING_WORDS
    found = reader.read(search(f"{interpretation.text} {words}", point.topics | point.drugs))
    anchor = next((r for r in _best_first(found) if reader.tells_all(r) and reader.speaks_for_its_document(r, r)), None)
    if anchor is None:
        return None
    targets = anchor.stance.targets
    named = " ".join(lexicon.name(key) for key in sorted(targets | point.drugs))
    keys = targets | point.drugs | point.tests
    found = [anchor, *found, *reader.read(search(f"{named} {words}", keys))]
    comparable = [read for read in found if reader.on_the_same(read, anchor)]
    sides = _sides(comparable, point)
    pairs = ((one, other) for place, one in enumerate(sides) for other in sides[place + 1 :])
    pair = next((p for p in pairs if p[0].document != p[1].document and reader.differ(*p)), None)
    if pair is None:
        return None
    by_document: dict[DocumentId, _Read] = {}
    for read in (*pair, *sides):
        by_document.setdefault(read.document, read)
    shown = list(by_document.values())[:_SIDES_SHOWN]
    stands = [Stand(candidate=read.candidate, states=True) for read in shown]
    return difference_of(stands, interpretation, topic=_topic(point, targets, lexicon), firm=_firm(shown))


def _firm(reads: Sequence[_Read]) -> frozenset[DocumentId]:
    return frozenset(read.document for read in reads if read.stance.firm)


def _point_of(interpretation: Interpretation, lexicon: Lexicon) -> _Point | None:
    folded = fold(interpretation.text)
    named = [m for m in named_in(interpretation.text, lexicon) if m.type is ConceptType.CONDITION]
    tested = any(m.type is ConceptType.TEST for m in interpretation.concepts)
    asked = [
        m
        for m in dict.fromkeys((*interpretation.concepts, *named))
        if m.key not in interpretation.background | interpretation.negated and not lexicon[m.key].generic
    ]

    def keys(kind: ConceptType) -> frozenset[str]:
        return frozenset(m.key for m in asked if m.type is kind)

    drugs, tests = keys(ConceptType.DRUG), keys(ConceptType.TEST)
    topics = keys(ConceptType.CONDITION) | tests
    procedures = [m for m in asked if m.type is ConceptType.PROCEDURE and m.key not in _ENDS]
    other_procedure = any(not _ASKS_OF_SCREENING.search(folded[m.start : m.end]) for m in procedures)
    if interpretation.slots & _ANOTHER_FACT or other_procedure or _A_SHARE.search(folded):
        return None
    if Slot.DOSE in interpretation.slots and not _STRENGTH_OF_A_DRUG.search(folded):
        return None
    if drugs:
        if (
            len(drugs) > 1
            or _A_NUMBER.search(folded)
            or not (Slot.YES_NO in interpretation.slots or not interpretation.slots)
        ):
            return None
        topics -= tests
        doing, tests = Doing.GIVING, frozenset()
    elif topics and (tested or _ASKS_OF_SCREENING.search(folded)):
        doing = Doing.SCREENING
    else:
        return None
    return _Point(doing=doing, topics=topics, drugs=drugs, tests=tests, age=_age(interpretation, folded))


def _age(interpretation: Interpretation, folded: str) -> float | None:
    told = next((value for value in interpretation.values if value.name == "age" and value.unit == "a"), None)
    if told is not None:
        return (told.value + (told.high or told.value)) / 2  # "in her forties"
    match = _AGE_OF_WHOM.search(folded)
    return float(match[1] or match[2]) if match else None


class _Reader:
    """Reads and compares stances for one question."""

    def __init__(self, interpretation: Interpretation, point: _Point, lexicon: Lexicon) -> None:
        self._interpretation = interpretation
        self._point = point
        self._lexicon = lexicon
        self._asked = Asked.of(interpretation, lexicon)
        named = frozenset(m.key for m in interpretation.concepts) - interpretation.negated
        self._has = named | interpretation.populations  # what the question's patient has or is
        self._grading: set[DocumentId] = set()  # documents that grade what they recommend
        self._values = [v for v in interpretation.values if v.value != point.age]

    def read(self, evidence: Sequence[Evidence]) -> list[_Read]:
        """The stances in passages that may speak of such a patient."""
        return list(self._read(evidence))

    def _read(self, evidence: Sequence[Evidence]) -> Iterator[_Read]:
        for item in evidence:
            for statement in statements_of(item.passage):
                stance = stance_of(statement, item, self._lexicon)
                if (
                    stance is None
                    or stance.doing is not self._point.doing
                    or not self._is_for_the_patient(stance, item)
                ):
                    continue
                named = item.concepts | item.scope | item.chapter
                fit = range_fit(self._values, item.passage, statement.full, named, lexicon=self._lexicon)
                candidate = Candidate(statement=statement, evidence=item, features={}, fit=fit)
                # To prevent what the patient does not have is for that patient.
                wanted = replace(self._interpretation, negated=self._interpretation.negated - stance.targets)
                may = may_speak([candidate], self._asked, wanted, self._lexicon)
                said = fold(f"{statement.full} {item.passage.context}")
                apart = fold(f"{statement.lead} . {item.passage.context} . {item.document.title}")
                if _GOES_ON.search(fold(statement.full)) and not _GOES_ON.search(self._question):
                    continue
                if set(_PECULIAR.findall(apart)) - set(_PECULIAR.findall(self._question)):
                    continue
                if may and fits_the_patient(candidate, self._interpretation) and not opposed(self._question, said):
                    yield _Read(candidate, stance)

    @property
    def _question(self) -> str:
        return fold(self._interpretation.text)

    def _is_for_the_patient(self, stance: Stance, evidence: Evidence) -> bool:
        if self._point.age is not None and stance.ages is not None and not stance.ages.admit(self._point.age):
            return False
        groups = (evidence.scope | stance.named) & _GROUPS
        return not groups - self._has or "adults" in stance.named

    def tells_all(self, read: _Read) -> bool:
        """Whether a stance is on all that the question is about."""
        said = read.stance.named | read.stance.targets | read.stance.means
        told = self._lexicon.with_broader(said) | read.candidate.evidence.scope
        asked = self._point.topics | self._point.drugs
        # By itself, by a kind of it, or by what it is a kind of ("diabetes" for type 2).
        if not all(key in told or frozenset(self._lexicon[key].broader) & said for key in asked):
            return False
        return self._patients_fit(read) and self._means_fit(read)

    def _patients_fit(self, read: _Read) -> bool:
        """Whether the people of whom a stance speaks have nothing that the question's patient is not said to have."""
        lexicon = self._lexicon
        has = lexicon.with_broader(self._has)
        return (
            all(
                key in has
                or lexicon[key].generic
                or lexicon[key].sign
                or key in read.stance.targets
                or bool(lexicon.line(key) & self._has)
                for key in read.stance.patients
            )
            and not read.stance.patients & self._interpretation.negated
        )

    def _means_fit(self, read: _Read) -> bool:
        """Whether what is done is what is asked about, or the stance does not say by what means."""
        asked = self._point.drugs | self._point.tests
        means = read.stance.means
        if self._point.doing is Doing.GIVING:
            others = {
                key for key in means if not self._related(frozenset({key}), asked) and not self._lexicon[key].generic
            }
            return bool(self._related(means, asked)) and not others
        return not asked or not means or self._related(means, asked)

    def _related(self, one: frozenset[str], other: frozenset[str]) -> bool:
        return bool(self._lexicon.with_broader(one) & other or one & self._lexicon.with_broader(other))

    def speaks_for_its_document(self, read: _Read, anchor: _Read) -> bool:
        """Whether a stance is its document's: what is told in passing, or beside graded recommendations, is not."""
        if read.document in self._grading and not _is_graded(read.candidate.statement):
            return False
        titled = frozenset(m.key for m in named_in(read.candidate.evidence.document.title, self._lexicon))
        return self._related(titled, anchor.stance.targets | self._point.topics | self._point.drugs)

    def on_the_same(self, read: _Read, anchor: _Read) -> bool:
        """Whether a stance is on doing the same, for the same end, to such a patient as the anchor's."""
        if not self.speaks_for_its_document(read, anchor):
            return False
        if read is anchor:
            return True
        lexicon = self._lexicon
        target = {key for key in read.stance.targets if not lexicon[key].generic}
        aim = {key for key in anchor.stance.targets if not lexicon[key].generic}
        same = bool(target & aim or self._ends(read) & self._ends(anchor))
        told = (fold(r.candidate.statement.full + " " + r.candidate.evidence.passage.context) for r in (read, anchor))
        return same and self._patients_fit(read) and self._means_fit(read) and not opposed(*told)

    def _ends(self, read: _Read) -> frozenset[str]:
        """Prevention and its like, where a stance names that as its end."""
        return (read.stance.named | read.candidate.evidence.scope) & _ENDS

    def differ(self, one: _Read, other: _Read) -> bool:
        """Whether two stances cannot both be followed."""
        a, b = one.stance, other.stance
        if not self._on_the_same_people(a, b):
            return False
        both = a.way is Way.FOR and b.way is Way.FOR and a.firm and b.firm
        if _HOW_OFTEN.search(self._question):
            return bool(both and a.months and b.months and a.means == b.means and a.months != b.months)
        if a.way is not b.way:
            return _ways_differ(a, b)
        when = _FROM_WHEN.search(self._question)
        return bool(both and when and a.ages and b.ages and a.ages.low != b.ages.low)

    def _on_the_same_people(self, a: Stance, b: Stance) -> bool:
        if a.ages and b.ages:
            return a.ages.overlap(b.ages)
        if a.ages is None and b.ages is None:
            return True
        general = a if a.ages is None else b
        # What helps people on the whole need not help the very young or old.
        if general.way is Way.FOR and not general.firm:
            return False
        return self._point.age is not None or _is_most(a.ages or b.ages)


def _is_most(ages: Ages | None) -> bool:
    """Whether ages are those of most adults, so that what names none may be on the same people."""
    return ages is None or (ages.overlap(Ages(50, 64)) and ages.high - ages.low >= 10)


def _ways_differ(a: Stance, b: Stance) -> bool:
    ways = {a.way, b.way}
    if ways == {Way.AGAINST, Way.UNSURE}:
        return False  # not to do it, and not to know whether it helps, come to the same for the patient
    if ways == {Way.FOR, Way.EITHER}:
        firmest = a if a.way is Way.FOR else b
        return firmest.firm and not firmest.weak  # "may be considered" leaves the choice as well
    return True


def _best_first(reads: Sequence[_Read]) -> list[_Read]:
    """Recommendations with a printed grade, then others, then what the evidence shows; in each, as found."""
    return sorted(reads, key=_strength)


def _strength(read: _Read) -> tuple[bool, bool]:
    return not _is_graded(read.candidate.statement), not read.stance.firm


def _is_graded(statement: Statement) -> bool:
    printed = statement.passage.recommendation
    return printed is not None and printed.strength is not None


def _sides(reads: Sequence[_Read], point: _Point) -> list[_Read]:
    """The best stances of each document, the strongest first; one of each where the patient's age tells which."""
    sides: dict[DocumentId, list[_Read]] = {}
    for read in sorted(reads, key=lambda r: (*_strength(r), _unfit(r, point))):
        mine = sides.setdefault(read.document, [])
        if not mine or (point.age is None and _strength(read) == _strength(mine[0])):
            mine.append(read)
    return [read for mine in sides.values() for read in mine]


def _unfit(read: _Read, point: _Point) -> bool:
    """Whether a stance names no age where one is asked for, or one where none is."""
    return (point.age is None) == (read.stance.ages is not None)


def _topic(point: _Point, targets: frozenset[str], lexicon: Lexicon) -> str:
    names = ", ".join(lexicon.name(key) for key in sorted(targets))
    if point.doing is Doing.SCREENING:
        return f"screening for {names}" if names else "screening"
    drugs = ", ".join(lexicon.name(key) for key in sorted(point.drugs))
    return f"{drugs}: {names}" if names else drugs
