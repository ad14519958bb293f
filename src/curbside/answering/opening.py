"""What may not open an answer though it scores well, and what must: the direct answer is what is acted on first.

Each rule looks at words and headings of one statement, or at those beside it; none scores anything.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from curbside.answering.facts import ENDLESS
from curbside.answering.groups import groups_in
from curbside.answering.ranking import Candidate
from curbside.answering.subject import named_of
from curbside.answering.values import RangeFit, measured_names
from curbside.domain.documents import Passage, PassageKind, Status
from curbside.domain.questions import ConceptType, Interpretation, Slot
from curbside.domain.text import fold, sentences
from curbside.domain.units import TIME_UNITS, is_dose, quantities_in
from curbside.retrieval.concepts import Lexicon

FORBIDS = re.compile(
    r"\b(?:contraindicat\w*|avoid(?:ed)?|(?:do|should|must) not|"
    r"may not(?! be (?:available|needed|necessary|required|possible|enough|sufficient))|"
    r"never|not (?:be )?(?:given|used|recommended)|only in (?:patients|people|adults|those) without)\b",
    re.I,
)
# For whom the first choice is not: "for patients with contraindications for citrate", "if penicillin-allergic".
_BARRED = re.compile(
    r"\b(?:with|(?<!not )ha(?:ve|s|d|ving)) (?:an? |any |absolute |relative |severe |known )*"
    r"(?:contraindications?|intolerance|allerg\w+) (?:for|to)\b|"
    r"\b(?:if|when|where)\b[^.:;,]{0,40}?\b(?:contraindicated|not tolerated|intoleran\w+|allergic)\b|"
    r"\b(?:cannot|unable to) (?:take|tolerate|receive|use)\b|\bintolerant (?:to|of)\b",
    re.I,
)
_ALLERGY = re.compile(r"(?:^|: )(?:[\w-]+ ){0,3}allerg(?:y|ic|ies)\s*:", re.I)  # "Penicillin allergy: …"
_NO_ALLERGY = re.compile(
    r"\b(?:no|nil|without|denies)(?: known| any| drug| penicillin)* allerg\w+|\bnot allergic\b|\bnkda\b", re.I
)
_ASKS_WHERE_BARRED = re.compile(
    r"contra-?indic|\bCI\b|toler|allerg|react|rash|anaphyla|hives|can.?t\b|cannot|unable|not able|instead|alternativ|"
    r"second|fail|refus|avoid|suitable|other than|without|won.?t\b|stomach|side effect|if not|what if|plan b|next",
    re.I,
)
_NOT_THERE = re.compile(r"\b(?:not (?:promptly |readily |immediately )?available|unavailable)\?", re.I)
_ASKS_WHERE_NOT_THERE = re.compile(
    r"availab|can.?t get|no access|shortage|stock|without|\bno \w+(?: \w+)? (?:here|on site)\b|transfer|rural|district",
    re.I,
)
_OPENING_WORDS = 60  # code points of a statement in which it says for whom it is


def is_for_the_barred(candidate: Candidate, interpretation: Interpretation) -> bool:
    """Whether a statement is for patients who may not or cannot have the first choice, and nobody asks for those. Who
    asks whether one thing may be given asks for them too: "only when DOACs are contraindicated (mechanical valves)"."""
    statement = candidate.statement
    head = f"{statement.lead}: {statement.text[:_OPENING_WORDS]}"
    if _ALLERGY.search(head):
        return not _asks_for_the_barred(interpretation)
    if _NOT_THERE.search(head):
        return not _ASKS_WHERE_NOT_THERE.search(interpretation.text)
    if Slot.YES_NO in interpretation.slots and not interpretation.alternatives:
        return False
    return bool(_BARRED.search(head)) and not _asks_for_the_barred(interpretation)


def _asks_for_the_barred(interpretation: Interpretation) -> bool:
    return bool(_ASKS_WHERE_BARRED.search(_NO_ALLERGY.sub(" ", interpretation.text)))


# "How long does it continue", and times that say by when or how often: those do not tell it.
_GOES_ON = re.compile(r"\b(?:continue[ds]?|carr(?:y|ied) on|kept?|stay(?:ed)? on|go(?:es)? on|course)\b", re.I)
_BY_WHEN = re.compile(r"\b(?:within|every) (?:the \w+ )?\d[\d.]*(?: ?(?:[-–]|to) ?\d[\d.]*)? ?[a-z]+", re.I)


def leaves_the_time_out(candidate: Candidate, interpretation: Interpretation) -> bool:
    """Whether it is asked how often, or nothing but how long, and a statement says nothing of the kind."""
    asked = interpretation.slots - {Slot.YES_NO, Slot.CHOICE}
    if asked == {Slot.DURATION}:
        said = candidate.statement.full
        if _GOES_ON.search(interpretation.text) and _BY_WHEN.search(said):
            return not _tells_a_time(_BY_WHEN.sub(" ", said)) and not ENDLESS.search(fold(said))
        return not _tells_a_time(said) and not candidate.features.get("slot_duration")
    return Slot.FREQUENCY in asked and not candidate.features.get("slot_frequency")


def _tells_a_time(said: str) -> bool:
    return any(quantity.unit in TIME_UNITS for quantity in quantities_in(said))


_ASKS_WHAT_NEXT = re.compile(r"\bnext\b|\bwhat now\b|\bthen what\b", re.I)
_CAME_BACK = re.compile(
    r"\W*(?:at \d+ \w+ )?(?:is |was |came back |back |still )*"
    r"(?:positive|negative|raised|elevated|high|low|normal|clean|clear|done)\b",
    re.I,
)
_COMING_BACK = re.compile(r"\b(?:positive|negative|raised|elevated|high|low|normal|clean|clear)\W*$", re.I)
_ORDERS = re.compile(r"\b(?:obtain|perform|order|send|first-line|initial)\b", re.I)


def repeats_a_test(candidate: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether it is asked what comes next and a statement orders nothing but a test whose result is told: "Wells ≤ 4
    plus raised D-dimer, next test" is not answered with "obtain D-dimer testing"."""
    text = interpretation.text
    if not _ASKS_WHAT_NEXT.search(text) or not _ORDERS.search(candidate.statement.text):
        return False
    tests = [m for m in interpretation.concepts if m.type is ConceptType.TEST]
    told = {m.key for m in tests if _CAME_BACK.match(text[m.end :]) or _COMING_BACK.search(text[: m.start])}
    ordered = {key for key in lexicon.keys(candidate.statement.text) if lexicon[key].type is ConceptType.TEST}
    return bool(ordered) and ordered <= lexicon.with_broader(told)


_IS_SCORE = re.compile(r"\bscore\b", re.I)


def is_for_another_score(candidate: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether the patient has a number on one score and a statement is headed for numbers on another one: "HEART score
    7–10: …" does not answer a question about a TIMI score of 3."""
    told = {name for name in measured_names(interpretation.values) if _IS_SCORE.search(lexicon.name(name))}
    passage = candidate.statement.passage
    if not told or any(_scores(passage.context, lexicon) & lexicon.line(name) for name in told):
        return False
    asked = {mention.key for mention in interpretation.concepts}
    for words in (passage.label, *reversed(passage.lead_in), *passage.path[-1:]):
        scores = _scores(words, lexicon)
        if scores and any(True for _ in quantities_in(words)):
            return not scores & asked
    return False


def _scores(words: str, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(key for key in lexicon.keys(words) if _IS_SCORE.search(lexicon.name(key)))


def in_the_asked_group(able: Sequence[Candidate], interpretation: Interpretation) -> list[Candidate]:
    """Where the question names a stage, grade or class and a row of the best one's table is headed for it: without
    the other rows of that table."""
    asked = groups_in(interpretation.text)
    table = [c for c in able if in_one_table(c, able[0])]
    named = [c for c in table if _is_headed_for(c.statement.passage, asked)]
    return [c for c in able if not named or c in named or c not in table]


def other_rows_fit_as_well(best: Candidate, candidates: Sequence[Candidate]) -> bool:
    """Whether the patient's values lie in the ranges of several rows of a table, and no word of the question tells
    these apart: of a coma score of 13 it depends on the limbs whether the grade is II or III."""
    if best.statement.passage.kind is not PassageKind.ROW or not best.features["range_own"]:
        return False
    rows = (c for c in candidates if c is not best and in_one_table(c, best) and c.features["range_own"])
    return any(all(c.features[name] >= best.features[name] for name in ("words_own", "range_close")) for c in rows)


def in_one_table(one: Candidate, other: Candidate) -> bool:
    """Whether both are rows, of the same table."""
    a, b = one.statement.passage, other.statement.passage
    return a.kind is b.kind is PassageKind.ROW and (a.document_id, a.block) == (b.document_id, b.block)


def _is_headed_for(passage: Passage, asked: Mapping[str, frozenset[str]]) -> bool:
    told = groups_in(" ".join((*passage.columns[:1], *passage.cells[:1])))
    return any(told.get(kind, frozenset()) & groups for kind, groups in asked.items())


# "eGFR 52, stage?", "what category is that"
_ASKS_CLASS = re.compile(
    r"\b(?:what|which)(?: \w+){0,2} (?P<asked>stage|grade|class|category)\b|"
    r"\b(?P<bare>stage|grade|class|category)(?: (?:is|of) (?:that|it|this|he|she|ckd))?(?: please| pls)?\s*\?*\s*$",
    re.I,
)
_CLASS_SPAN = 4.0  # how far below the best a row may lie and still be the class that is asked for


def the_class_asked(able: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon) -> Candidate | None:
    """Where it is asked which stage or class a measured value is, and nothing is named to be given: of the rows with
    such a column that hold the value the one whose range is drawn closest, in the table of the best."""
    match = _ASKS_CLASS.search(interpretation.asked_text)
    measured = any(value.name not in ("age", "weight") for value in interpretation.values)  # how long counts too
    if not match or not measured or named_of(ConceptType.DRUG, interpretation, lexicon):
        return None
    word = fold(match["asked"] or match["bare"])
    rows = [
        c
        for c in able
        if c.statement.passage.kind is PassageKind.ROW
        and c.fit is RangeFit.INSIDE
        and any(word in fold(column) for column in c.statement.passage.columns)
        and c.score >= able[0].score - _CLASS_SPAN
    ]
    if not rows:
        return None
    # A rate of 0.2 lies below 0.5 and below 0.3: the range that is drawn closer holds.
    best = max((c for c in rows if in_one_table(c, rows[0])), key=lambda c: c.features["range_close"])
    return None if other_rows_fit_as_well(best, able) else best


# What makes a cirrhosis a decompensated one.
_DECOMPENSATING = frozenset({"ascites", "hepatic-encephalopathy", "variceal-bleeding"})
_ANYBODY = frozenset({"adults", "men", "women"})
_GIVEN = (ConceptType.DRUG, ConceptType.PROCEDURE)
_HAD = (ConceptType.CONDITION, ConceptType.POPULATION)
# "Not contraindicated", "do not stop": what speaks for it forbids nothing.
_SPEAKS_FOR = re.compile(
    r"\bnot (?:be )?(?:contraindicated|withheld|withhold|stop(?:ped)?|delay(?:ed)?|discontinued?|avoid(?:ed)?)\b|"
    r"\b(?:no|without) (?:\w+ )?contraindications?\b",
    re.I,
)
# What stands before a thing that patients have, and between two of them.
_HAVING = re.compile(
    r"\b(?:in|with|for|if|during|of|patients?|persons?|people|those|contraindications?(?::| include| are))"
    r"(?: [\w-]+){0,2} ?$|\bcontraindicated \((?:e\.g\.,? |such as )?(?:[\w-]+ ){0,2}$",
    re.I,
)
_BARS = re.compile(r"\W*contraindications?(?::| include| are)", re.I)  # what is named behind is had, not given
# "Warfarin is recommended only when DOACs are contraindicated" forbids these, not warfarin.
_ONLY_WHERE = re.compile(r"^.*\bonly (?:when|if|where) (?=[^.;]*\bcontraindicated\b)", re.I | re.S)
_JOINS = re.compile(r"\W*(?:[\w-]+ ){0,3}?\W*(?:or|and)?\W*(?:[\w-]+ )?", re.I)
_EITHER = re.compile(r"\bor\b|[,;/]")


_ASKS_HOW = re.compile(r"\W*how (?:do|does|did|should|shall|can|could|would|to|is|are)\b", re.I)


def asks_whether(interpretation: Interpretation) -> bool:
    """Whether it is asked if something may be done. Who asks for nothing that is recognised ("TIA in 2019, prasugrel
    charted") may ask just that; not who begins with how it is done."""
    if Slot.CONTRAINDICATION in interpretation.slots:
        return True
    whether = not interpretation.slots or Slot.YES_NO in interpretation.slots
    return whether and not _ASKS_HOW.match(interpretation.asked_text)


def given_and_had(interpretation: Interpretation, lexicon: Lexicon) -> tuple[frozenset[str], frozenset[str]]:
    """Keys of the drugs of a question, or of its procedures where it names no drug, and of what its patient has or is.
    Beside a drug a procedure is had too: "DOAC, mechanical valve"."""

    def named(kinds: Iterable[ConceptType]) -> frozenset[str]:
        return frozenset().union(*(named_of(kind, interpretation, lexicon) for kind in kinds)) - interpretation.negated

    drugs, done = named([ConceptType.DRUG]), named([ConceptType.PROCEDURE])
    return (drugs, named(_HAD) | done) if drugs else (done, named(_HAD))


def what_forbids_it(
    opening: Candidate, fitting: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon
) -> Candidate | None:
    """What forbids what is asked about in what the patient has: the statement that would open the answer, one of its
    section if that does not speak of it, or one from anywhere else that draws no bound on a value, which may be another
    one's. "Not recommended in heart failure (NYHA III–IV)" comes before "may be considered".

    Args:
        opening: what would open the answer, or is nearest to that.
        fitting: what is written for such a patient, best first.
        interpretation: of the question.
        lexicon: to know what words name.
    """
    given, had = given_and_had(interpretation, lexicon)
    if not given:
        return None
    patient = lexicon.with_broader(_of_the_patient(interpretation, lexicon)) - _ANYBODY
    groups = groups_in(interpretation.text)
    place = opening.statement.passage.document_id, opening.statement.passage.path
    told = lexicon.with_broader(lexicon.keys(opening.statement.full)) | lexicon.keys(opening.evidence.document.title)

    def is_on_it(candidate: Candidate) -> bool:
        return bool(lexicon.with_broader(candidate.evidence.own | candidate.evidence.near) & given)

    def forbids(candidate: Candidate, aside: frozenset[str]) -> bool:
        """`aside`: what is not looked at. What a document or section is on is not what somebody has besides either."""
        heads = (candidate.evidence.document.title, *candidate.statement.passage.path)
        titled = frozenset().union(*map(lexicon.keys, heads))
        elsewhere = (candidate.statement.passage.document_id, candidate.statement.passage.path) != place
        for sentence in (_ONLY_WHERE.sub("", said) for said in _sentences_below_label(candidate)):
            if not FORBIDS.search(_SPEAKS_FOR.sub(" ", sentence)):
                continue
            if elsewhere and _draws_a_bound(sentence, interpretation):
                continue
            if _BARS.match(sentence) or not _others_given(sentence, given | had, lexicon):
                having = _patients_in(sentence, lexicon)
                met = having & patient - aside - titled
                if (met and not _others_needed(sentence, having - patient - told - titled, lexicon)) or any(
                    groups.get(kind, frozenset()) & found for kind, found in groups_in(sentence).items()
                ):
                    return True
        return False

    # What the opening says of the patient stands, where it speaks of what is asked about by name; but not what an old
    # source forbids, where one of today does too.
    current = opening.evidence.document.status is Status.CURRENT
    by_name = (opening.evidence.own | opening.evidence.near) & given
    aside = told if by_name and (current or not forbids(opening, frozenset())) else frozenset()

    def forbids_it(candidate: Candidate) -> bool:
        own = candidate is opening or _is_item_of(candidate, opening)
        return is_on_it(candidate) and forbids(candidate, frozenset() if own else aside)

    plain = (c for c in (opening, *fitting) if c.statement.passage.kind is not PassageKind.LIST)
    # A current source before a superseded one; a row that gives the dose first is read as that.
    return min(
        filter(forbids_it, plain),
        key=lambda c: (c.evidence.document.status is not Status.CURRENT, c is not opening and _gives_a_dose(c)),
        default=None,
    )


_IN_BRACKETS = re.compile(r"\([^()]*\)")


def _draws_a_bound(sentence: str, interpretation: Interpretation) -> bool:
    """Whether a sentence draws a bound on a value. Where no value is told, what brackets explain by one ("severe renal
    impairment (CrCl <= 30 mL/min)") is none."""
    words = sentence if interpretation.values else _IN_BRACKETS.sub(" ", sentence)
    return any(quantity.comparator for quantity in quantities_in(words))


def _gives_a_dose(candidate: Candidate) -> bool:
    return any(map(is_dose, quantities_in(candidate.statement.full)))


def _sentences_below_label(candidate: Candidate) -> Iterator[str]:
    """The sentences of a statement, the first behind its label: "Contraindication: prior stroke"."""
    said, label = candidate.statement.text, candidate.statement.passage.label
    if label and not said.startswith(label):
        said = f"{label}: {said}"
    return (said[start:end] for start, end in sentences(said))


def _is_item_of(candidate: Candidate, whole: Candidate) -> bool:
    """Whether a statement is an item of a list."""
    a, b = candidate.statement, whole.statement
    of_a_list = b.passage.kind is PassageKind.LIST and a.passage.kind is not PassageKind.LIST
    return of_a_list and b.start <= a.start and a.end <= b.end


_LISTED = re.compile(r"[\s,/()&]*(?:(?:and/or|and|or)\s)?\s*", re.I)  # between two things of one list


def _others_given(sentence: str, given: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a sentence names a drug or procedure that is neither asked about nor what that is a kind of and stands in
    no list with it: "avoid these (diltiazem, verapamil)"."""
    asked = lexicon.with_broader(given)
    end, listed = 0, True  # of the list before, and whether what is asked about stands in it
    for mention in (m for m in lexicon.find(sentence) if m.type in _GIVEN):
        joined = end > 0 and _LISTED.fullmatch(sentence, end, mention.start)
        if not joined and not listed:
            return True
        listed = mention.key in asked or bool(joined and listed)
        end = mention.end
    return not listed


def _patients_in(sentence: str, lexicon: Lexicon) -> frozenset[str]:
    """Keys of what a sentence says that patients have: "in patients with heart failure or cirrhosis"."""
    found: set[str] = set()
    having = 0  # where the last thing ends that patients have
    for mention in lexicon.find(sentence):
        before = sentence[having : mention.start]
        if _HAVING.search(before) or (found and _JOINS.fullmatch(before)):
            found.add(mention.key)
            having = mention.end
    return frozenset(found)


def _others_needed(sentence: str, unmet: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a sentence is on those who have something else as well: in "atrial fibrillation with mitral stenosis"."""
    diseases = any(lexicon[key].type is ConceptType.CONDITION for key in unmet)
    return diseases and not _EITHER.search(sentence)


def _of_the_patient(interpretation: Interpretation, lexicon: Lexicon) -> Iterator[str]:
    """Keys of conditions and populations that the patient belongs to; where it is asked if a drug may be given, also of
    what was done or is in place: "DOAC, mechanical valve"."""
    drug = any(mention.type is ConceptType.DRUG for mention in interpretation.concepts)
    kinds = (*_HAD, ConceptType.PROCEDURE) if drug and asks_whether(interpretation) else _HAD
    had = {m.key for m in interpretation.concepts if m.type in kinds and not lexicon[m.key].generic}
    yield from had - interpretation.negated
    yield from interpretation.populations
    if "cirrhosis" in lexicon.with_broader(had) and had & _DECOMPENSATING - interpretation.negated:
        yield "decompensated-cirrhosis"
