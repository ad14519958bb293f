"""Ranked candidates → the draft of an answer: direct answer and sections of claims, each born with its citation.

Chooses and orders; verification comes after and may only take away.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from curbside.answering.answerable import speaks_of_the_values
from curbside.answering.asides import without_asides
from curbside.answering.confidence import confidence_features
from curbside.answering.conflicts import Difference, makes_the_choice
from curbside.answering.cues import by_another_route, for_another_patient
from curbside.answering.gate import FILTRATION, fits_the_patient, stages_of_kidney_disease
from curbside.answering.opening import (
    FORBIDS,
    asks_whether,
    in_the_asked_group,
    is_for_another_score,
    is_for_the_barred,
    leaves_the_time_out,
    other_rows_fit_as_well,
    repeats_a_test,
    the_class_asked,
    what_forbids_it,
)
from curbside.answering.ranking import Candidate, Ranker, logistic, probabilities, wants_advice
from curbside.answering.reasons import behind_orders, is_reason
from curbside.answering.sections import (
    DO_NOT_MISS,
    FURTHER,
    HEADINGS,
    LIMITS,
    READING_ORDER,
    RECOMMENDATION,
    SAYING,
    SECTIONS,
    SUMMARY,
    section_of,
)
from curbside.answering.shorthands import explains_what_is_asked
from curbside.answering.siblings import without_later_siblings, without_siblings
from curbside.answering.statement import Statement
from curbside.answering.subject import APART, ELECTROLYTES, drugs_at_a_value, named_of
from curbside.answering.time_windows import missed_windows
from curbside.answering.values import RangeFit, bounded_at, measured_names
from curbside.domain.answers import AnswerSection, Claim, Support, Verdict
from curbside.domain.documents import PassageKind, Status
from curbside.domain.questions import ConceptType, Interpretation, Slot
from curbside.domain.text import fold, sentences
from curbside.domain.units import is_dose, quantities_in
from curbside.retrieval.concepts import Lexicon

_MOST_CLAIMS = 24
_FIRST_SECTION = 4
_OF_ONE_BLOCK = 2  # claims below one heading and lead-in that may open an answer: rows of one table say much the same
_WARNINGS = 2
# How far below the best a claim may score. A difference of 4.4 is odds of about 1 to 80 in the ranker's eyes.
_SCORE_SPAN = 4.4
_LATER_SPAN = 2.5  # the same once a few are chosen, of documents on something else
_FEW = 5
_ASIDE_SPAN = 2.0  # the same for one that leaves a part of what the question is about untold
_FORBIDDING_SPAN = 4.0  # how far below the best what forbids a drug with another may lie and still come first
_COMBINING_SPAN = 7.0  # the same where it speaks of the two together in so many words
_TOPIC_SPAN = 10.0
_WARNING_SPAN = 5.5
_OWN_WARNING_SPAN = 7.5  # the same in a document whose title names the condition that is asked about
_SUPERSEDED_LEAD = 1.0  # by how much a superseded source must score above every current one to open an answer
_SAME_FIGURE_LEAD = 2.5  # the same of a current one that gives the same figure
_VALUE_LEAD = 1.0  # the same for a statement that the patient's values do not choose
_SIDE_LEAD = 2.0  # the same for a statement that names another side than the question (`answering.cues`)
_COURSE_LEAD = 4.4  # the same for a dose of a later part of a course, where no part is named
_PLAINER_LEAD = 1.0  # by how much a branch must score above a row or sentence with the same dose to open an answer
_EQUAL = 0.4  # scores so near are no difference
_BEHIND = 1.0  # how far below a statement that may not open an answer the one that does may lie
_EVIDENCE_LEAD = 2.0  # how much less what tells of the evidence counts than what tells what to do
_SHORT_LIST = 420  # characters of a list that may open an answer
_ASIDE = re.compile(r"(?:example|note|rationale|mechanism|evidence|background)s?\b", re.I)
_POPULATION_SPAN = 1.5  # how far below what is for a group nobody named a statement for all may lie and take its place
_SETTING_SPAN = 3.0  # the same below what is for those who are operated on
# Groups whose guidance is for them alone.
_GROUPS = APART | {"postpartum", "perinatal-period", "newborn-resuscitation"}
_OPERATIONS = frozenset({"surgery", "perioperative-management"})
_URGENT = re.compile(
    r"\b(?:immediately|as soon as possible|without delay|within (?:\d+|one) (?:minutes?|hours?)|emergency|"
    r"urgent(?:ly)?|"
    r"contraindicated|do not|must not|never|avoid|life-threatening|fatal)\b",
    re.I,
)
_UNCHECKED = Verdict(support=Support.UNSUPPORTED, reasons=("not checked yet",))


Section = tuple[str, str, tuple[Candidate, ...]]  # key, heading, candidates


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be verified: each claim with the candidate it came from."""

    headlines: tuple[Candidate, ...]  # the direct answer, and the same fact in other cuts if it fails the check
    sections: tuple[Section, ...]
    further: tuple[Candidate, ...] = ()  # what else might be said: as near, and left out for want of room
    beside: tuple[Candidate, ...] = ()  # of the sections, what limits the leading statement (`answering.beside`)
    untold: tuple[tuple[Candidate, str], ...] = ()  # what stands beside it in its source, and why it is left out


def compose(
    passed: Sequence[Candidate],
    interpretation: Interpretation,
    *,
    ranker: Ranker,
    lexicon: Lexicon,
    difference: Difference | None = None,
) -> Draft:
    """Direct answer and sections from the candidates that the gate let through, best first.

    Args:
        passed: with scores, best first.
        interpretation: of the question.
        ranker: with its margin, the least confidence that a direct answer needs.
        lexicon: to know of whom a question speaks.
        difference: where sources differ, with the one that precedence chose.
    """
    fitting = fit_to_speak(passed, interpretation, lexicon)
    of_the_class = _of_the_class_asked(fitting, interpretation, lexicon)
    strong = _strong(fitting, interpretation, lexicon)
    ranked = sorted({id(c): c for c in (*strong, *of_the_class)}.values(), key=lambda c: -c.score)
    ranked += _on_the_very_topic(fitting)
    # Below the top, a list is read by its items, as its source prints it.
    chosen = _without_repeats([*ranked[:4], *(c for c in ranked[4:] if not _is_headed_list(c) or _is_set(c))])
    able = _may_open(fitting, interpretation, lexicon)
    missed = filter(_can_answer, missed_windows(passed, interpretation, lexicon))
    headline = _opening(able, fitting, next(missed, None), interpretation, difference, ranker, lexicon)
    rest = _current_first([c for c in chosen if headline is None or not _same_words(c, headline)], headline)
    rest = _asked_side_first(rest, headline, interpretation, lexicon)
    rest = _on_the_drug(rest, headline, interpretation, lexicon)
    rest = _outside_chapters_on_other_drugs(rest, interpretation, lexicon)
    rest.sort(key=lambda c: c not in of_the_class)
    if headline is not None:
        rest = without_siblings(rest, headline, interpretation, lexicon)
    else:
        rest = without_later_siblings(rest, interpretation, lexicon)
    first, others = _first_section(rest, leading=0 if headline else _FIRST_SECTION)
    opens = [headline] if headline else []
    warnings = _warnings(fitting, [*first, *others, *opens])
    others = [c for c in others if c not in warnings]
    others = without_asides(others, [*opens, *first], interpretation, lexicon)
    sections = []
    if first:
        sections.append((RECOMMENDATION, HEADINGS[RECOMMENDATION] if headline else SAYING, tuple(first)))
    if warnings:
        sections.append((DO_NOT_MISS, HEADINGS[DO_NOT_MISS], tuple(warnings)))
    sections += side_sections(others)
    shown = [c for _, _, candidates in sections for c in candidates]
    same = [c for c in fitting if headline is not None and c is not headline and _same_words(c, headline)]
    cuts = [c for c in same if _can_answer(c)]
    return Draft(
        headlines=(headline, *cuts) if headline else (),
        sections=tuple(sections),
        further=tuple(_further(fitting, [*shown, *opens], headline)),
    )


def _may_open(fitting: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon) -> list[Candidate]:
    """Of what is written for such a patient, best first, what may open the answer. What is for adolescents alone stands
    below, with that said, when nobody's age is named; another drug's dose too."""
    able = [
        c
        for c in fitting
        if not _for_others(c, interpretation, lexicon)
        and not _of_another_drug(c, interpretation, lexicon)
        and not is_for_the_barred(c, interpretation)
        and not _headed_by_another(c, interpretation, lexicon)
        and not _for_another_patient(c, interpretation)
        and not repeats_a_test(c, interpretation, lexicon)
    ]
    able = _of_the_condition_asked(able, interpretation, lexicon)
    return [c for c in able if not leaves_the_time_out(c, interpretation)]


def _opening(
    able: Sequence[Candidate],
    fitting: Sequence[Candidate],
    missed: Candidate | None,
    interpretation: Interpretation,
    difference: Difference | None,
    ranker: Ranker,
    lexicon: Lexicon,
) -> Candidate | None:
    """The statement that opens the answer: where sources differ the one that precedence chose or none, else the choice
    that is asked for, the words in which an abbreviation is explained, what forbids a drug at the value given, the
    time window that is missed (`answering.time_windows`), the class that a value belongs to, or what the ranker is sure
    enough of. What forbids that in the patient comes first.
    """
    if difference is not None and difference.followed.states:
        followed = difference.followed.candidate.statement
        return next((c for c in able if c.statement == followed), None)
    found = None
    if difference is None:
        found = makes_the_choice(able, interpretation) or explains_what_is_asked(able, interpretation)
        found = found or _forbids_what_is_asked(able, interpretation, lexicon)
        found = found or missed
    if found is None:
        found = the_class_asked(able, interpretation, lexicon) if difference is None else None
        found = found or _sure_enough(able, interpretation, ranker, lexicon)
    classes = _classes_asked(interpretation, lexicon)
    whether = asks_whether(interpretation) and Slot.CHOICE not in interpretation.slots
    nearest = found or (next(iter((*able, *fitting)), None) if whether else None)
    if nearest and (against := what_forbids_it(nearest, fitting, interpretation, lexicon)):
        found = against if _can_answer(against) else None
    # Where one of a class is asked for, what names none is no answer.
    return None if found and classes and not _names_one_of(classes, found, lexicon) else found


def fit_to_speak(passed: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon) -> list[Candidate]:
    """Of what the gate let through, best first, what is written for such a patient; sets that must all be met whole."""
    fitting = [c for c in passed if fits_the_patient(c, interpretation)]
    fitting = [c for c in fitting if not is_for_another_score(c, interpretation, lexicon)] or fitting
    fitting = _for_this_population(fitting, interpretation, lexicon)
    fitting = _for_this_setting(fitting, interpretation, lexicon)
    return _whole_sets(_what_forbids_first(fitting, interpretation, lexicon))


_COMBINES = re.compile(r"\b(?:combin\w+|together|concurrent\w*|concomitant\w*|co-?administ\w+)\b", re.I)


def _what_forbids_first(
    candidates: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon
) -> list[Candidate]:
    """What forbids what is asked comes before what says how it is given.

    Where two drugs are named, one with the other: who asks whether nitroglycerin may be given after sildenafil must
    not read its dose first. Where a drug and a measured value are named, the drug at that value: "metformin at eGFR
    28" opens with "contraindicated below 30", not with "safe at 30 and above".
    """
    drugs = named_of(ConceptType.DRUG, interpretation, lexicon)
    if not candidates or not drugs:
        return list(candidates)
    best = candidates[0].score
    for candidate in candidates:
        named = candidate.evidence.own | candidate.evidence.near
        about = all(named & lexicon.line(drug) for drug in drugs)
        together = len(drugs) > 1 and bool(FORBIDS.search(candidate.statement.full))
        so_said = together and not drugs & ELECTROLYTES and _COMBINES.search(candidate.statement.full)
        near = candidate.score >= best - (_COMBINING_SPAN if so_said else _FORBIDDING_SPAN)
        at_value = _forbids_at_the_value(candidate, interpretation)
        if about and near and (at_value or together):
            fit = RangeFit.INSIDE if at_value else candidate.fit
            first = replace(candidate, score=max(best, candidate.score), fit=fit)
            return [first, *(c for c in candidates if c is not candidate)]
    return list(candidates)


def _forbids_what_is_asked(
    able: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon
) -> Candidate | None:
    """Where a drug and a measured value are named, the best statement if it forbids the drug at that."""
    best = next(iter(able), None)
    drugs = drugs_at_a_value(interpretation, lexicon)
    if not drugs and best is not None and best.features["subject"] and measured_names(interpretation.values):
        drugs = named_of(ConceptType.DRUG, interpretation, lexicon) - interpretation.aside
        whole = best.statement.passage.kind is PassageKind.LIST  # of several things, each with its own bound
        forbidding = () if whole else _forbidding_at_the_value(best, interpretation)
        if not any(drugs & lexicon.with_broader(lexicon.keys(sentence)) for sentence in forbidding):
            return None
    if best is None or not drugs or not _can_answer(best) or not _forbids_at_the_value(best, interpretation):
        return None
    named = lexicon.with_broader(best.evidence.own | best.evidence.near)
    return best if drugs <= named else None


def _forbids_at_the_value(candidate: Candidate, interpretation: Interpretation) -> bool:
    return any(True for _ in _forbidding_at_the_value(candidate, interpretation))


def _forbidding_at_the_value(candidate: Candidate, interpretation: Interpretation) -> Iterator[str]:
    """Sentences that forbid something and draw a bound that the patient's value lies within."""
    said = candidate.statement.full
    for start, end in sentences(said):
        if FORBIDS.search(said[start:end]) and bounded_at(interpretation.values, said[start:end]):
            yield said[start:end]


def _further(
    fitting: Sequence[Candidate], shown: Sequence[Candidate], headline: Candidate | None
) -> Iterator[Candidate]:
    """What is about all of the question's subject and near enough to the best, and is not said already."""
    seen = list(shown)
    for candidate in _current_first(fitting, headline):
        if (
            candidate.score >= fitting[0].score - _SCORE_SPAN
            and candidate.features["subject"]
            and candidate.evidence.document.status is Status.CURRENT
            and not candidate.statement.text.endswith(":")
            and not any(_same_words(candidate, other) for other in seen)
        ):
            seen.append(candidate)
            yield candidate


_ALL_OF = re.compile(r"\ball (?:of|three|four|five|six|\d+)\b|\b(?:both|all):?\s*$", re.I)
_JOINED = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s+\**and\b", re.I | re.M)  # "- AND have a serum lactate above 2"


def _is_set(candidate: Candidate) -> bool:
    """Whether a list is of criteria that must all be met."""
    passage = candidate.statement.passage
    return passage.kind is PassageKind.LIST and bool(
        _JOINED.search(passage.text) or _ALL_OF.search(passage.text.split("\n")[0])
    )


def _whole_sets(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Criteria that must all be met are shown together: the whole set takes the place of its best single one."""
    lists = [c for c in candidates if c.statement.passage.kind is PassageKind.LIST]
    kept: dict[Statement, Candidate] = {}
    for candidate in candidates:
        passage = candidate.statement.passage
        whole = None
        if passage.kind is not PassageKind.LIST:
            joined = bool(passage.lead_in and _ALL_OF.search(passage.lead_in[-1]))
            whole = next((w for w in lists if _same_words(w, candidate) and (joined or _is_set(w))), None)
        best = replace(whole, score=max(whole.score, candidate.score)) if whole else candidate
        kept.setdefault(best.statement, best)
    return sorted(kept.values(), key=lambda c: -c.score)


def _for_this_population(
    candidates: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon
) -> list[Candidate]:
    """Without passages written for a group that the question does not name, where others are nearly as good."""
    general = [c for c in candidates if not _for_others(c, interpretation, lexicon)]
    if general and candidates[0].score - general[0].score <= _POPULATION_SPAN:
        met = [c.features["concepts_anywhere"] for c in (general[0], candidates[0])]
        if met[0] >= met[1]:
            return general
    return list(candidates)


# What an operation is called where no concept names it.
_OPERATION = re.compile(
    r"\b(?:surg\w+|operat\w+|(?:pre|post|peri)-?op\w*|an?esthe\w+|anaesthe\w+|theatre|op|list|procedure|"
    r"(?:knee|hip|cataract|hernia|prostate|gallbladder|womb|tooth|teeth) (?:done|out|fixed|repaired|replaced))\b",
    re.I,
)


def _for_this_setting(
    candidates: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon
) -> list[Candidate]:
    """Without documents on operations where none is spoken of and another document tells of the subject: how long a
    drug is given before surgery after a stent is not how long it is given after a stent."""
    asked = lexicon.with_broader(m.key for m in interpretation.concepts)
    if asked & _OPERATIONS or _OPERATION.search(interpretation.text):
        return list(candidates)
    others = [c for c in candidates if not lexicon.with_broader(lexicon.keys(c.evidence.document.title)) & _OPERATIONS]
    best = next((c for c in others if c.features["subject"]), None)
    if best is None or len(others) == len(candidates) or best.score < candidates[0].score - _SETTING_SPAN:
        return list(candidates)
    # An index of the risk of operations is told of by a document on these alone.
    return others if best.features["tests_untold"] <= candidates[0].features["tests_untold"] else list(candidates)


def _for_others(candidate: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    scope = candidate.evidence.scope
    keys = {mention.key for mention in interpretation.concepts}
    if not scope & _GROUPS or "adults" in scope or any(map(_NAMES_A_GROUP.search, keys)):
        return False
    return not (interpretation.populations | lexicon.with_broader(keys)) & _GROUPS


# What is named after a group speaks of it: a postnatal depression scale, an Apgar score.
_NAMES_A_GROUP = re.compile(
    r"neonat|newborn|natal\b|partum|pregnan|gestation|eclampsia|preterm|apgar|umbilical|pediatric|childhood|adolescent"
)


def _of_another_drug(candidate: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether one drug is asked about and the headings of a statement name others alone: below "Reslizumab" stands that
    it is "similar to mepolizumab", and its dose is not that of mepolizumab."""
    asked = named_of(ConceptType.DRUG, interpretation, lexicon)
    if len(asked) != 1:
        return False
    (drug,) = asked
    passage = candidate.statement.passage
    others = False
    for words in (passage.label, *reversed(passage.lead_in), *passage.path[:0:-1]):
        named = {key for key in lexicon.keys(words) if lexicon[key].type is ConceptType.DRUG} if words else set()
        single = {key for key in named if not lexicon.has_narrower(key)}
        if drug in lexicon.with_broader(named):
            return False  # the drug itself, or one of its kind where a class is asked about
        # "Anti-IL5: Reslizumab" is about the drug, not about all of its class; "Anti-IL5" alone is.
        if not single and not others and named & lexicon.with_broader(asked):
            return False
        others = others or bool(named)
    return others


def _of_the_condition_asked(
    candidates: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon
) -> list[Candidate]:
    """Without documents on another condition, where one on the condition asked about speaks too: what the guideline on
    atrial fibrillation says of those who also have heart failure opens no answer on heart failure."""
    asked = named_of(ConceptType.CONDITION, interpretation, lexicon)
    wide = lexicon.with_broader(asked)

    def is_of_another(candidate: Candidate) -> bool:
        title = lexicon.keys(candidate.evidence.document.title)
        named = {key for key in title if lexicon[key].type is ConceptType.CONDITION}
        return bool(named) and not named & wide and not asked & lexicon.with_broader(named)

    own = [c for c in candidates if not is_of_another(c)]
    told = [c for c in own if c.features["subject"] and lexicon.keys(c.evidence.document.title) & wide]
    if asked and told:
        return own if own[0].score >= candidates[0].score - _SCORE_SPAN else []
    return list(candidates)


def claim_from(candidate: Candidate, *, key: str) -> Claim:
    """The claim that a candidate would be shown as, not yet checked."""
    statement = candidate.statement
    notes = [candidate.remark] if candidate.remark else []
    faults = (e.note for e in candidate.evidence.document.errata if e.where in statement.passage.text)
    notes += [f"Known fault of the source: {fault}" for fault in faults]
    if statement.reported_of:
        notes.append(f"The source reports this of {statement.reported_of}; it is not its own recommendation.")
    return Claim(
        key=key,
        text=statement.text,
        lead=statement.lead,
        citations=(statement.citation(),),
        verdict=_UNCHECKED,
        recommendation=statement.passage.recommendation,
        note=" ".join(notes) or None,
        depth=max(0, len(statement.passage.lead_in) - 1),
        lines=statement.lines,
    )


def in_short(headline: Claim | None, sections: Sequence[AnswerSection]) -> AnswerSection | None:
    """The closing summary of a long answer: the direct answer once more, with what must not be missed."""
    if headline is None or len(sections) < 4:
        return None
    warned = [claim for section in sections if section.key == DO_NOT_MISS for claim in section.claims[:1]]
    claims = tuple(replace(claim, key=f"s{number}") for number, claim in enumerate((headline, *warned), start=1))
    return AnswerSection(key=SUMMARY, heading=HEADINGS[SUMMARY], claims=claims)


def _sure_enough(
    candidates: Sequence[Candidate], interpretation: Interpretation, ranker: Ranker, lexicon: Lexicon
) -> Candidate | None:
    """The statement that opens the answer, where one may be sure enough of it."""
    opening = choose_opening(candidates, interpretation)
    if opening is None:
        return None
    best, features = opening
    # A condition that is asked about and told of nowhere near: the statement may answer another question.
    if features["topics_untold"] or _leaves_the_value_out(best, interpretation, lexicon):
        return None
    return best if logistic(features, ranker.confidence) >= ranker.margin else None


def _leaves_the_value_out(candidate: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether a drug is asked about at a measured value and a statement does not speak of that: "alendronate at eGFR
    28" is not answered with its usual dose."""
    measured = measured_names(interpretation.values)
    drugs = named_of(ConceptType.DRUG, interpretation, lexicon)
    if measured <= FILTRATION and stages_of_kidney_disease(candidate.statement.passage):
        return False  # its stages are the patient's, or it would not fit
    return bool(drugs - measured) and not speaks_of_the_values([candidate], interpretation, lexicon)


def choose_opening(
    candidates: Sequence[Candidate], interpretation: Interpretation
) -> tuple[Candidate, dict[str, float]] | None:
    """The candidate that would open the answer and the features of `answering.confidence`; None where none can.

    A short list stands for its best item, but not where a patient's values choose one.

    Args:
        candidates: as `fit_to_speak` gives them, best first.
        interpretation: of the question.
    """
    # What a document tells of another source is shown further down; it never opens an answer.
    able = [c for c in candidates if _can_answer(c) and not c.statement.reported_of]
    if not able or candidates[0].score - able[0].score > _BEHIND:
        return None
    able = _on_the_asked_side(in_the_asked_group(_current_before_superseded(able), interpretation), interpretation)
    able = _chosen_by_values(able)
    if not _on_the_other_side(able[0], interpretation):
        # What was passed over for its side, as a mere upper limit where a dose is asked for, is no rival.
        candidates = [c for c in candidates if not _on_the_other_side(c, interpretation)]
    sure = dict(zip(map(id, candidates), probabilities([c.score for c in candidates]), strict=True))
    best = able[0]
    lists = [c for c in able if c.statement.passage.kind is PassageKind.LIST and _same_words(c, best)]
    chosen = [
        c for c in able if lists and _same_words(c, lists[0]) and _is_chosen_item(c) and c.features.get("range_own")
    ]
    if len(chosen) == 1:
        best = chosen[0]  # the patient's value chooses one item of a list; the others are for other patients
    elif lists and _stands_for(lists[0], best):
        best = lists[0]
    elif best.statement.passage.kind is PassageKind.BRANCH:
        # "NO: 1.2 mg, then 0.6 mg" says the same as the row "1.2 mg orally, followed by 0.6 mg", but not as plainly.
        plainer = (c for c in able if c.statement.passage.kind is not PassageKind.BRANCH)
        near = (c for c in plainer if best.score - c.score <= _PLAINER_LEAD and _same_fact(c, best, interpretation))
        best = next(near, best)
    if other_rows_fit_as_well(best, candidates):
        return None
    # Statements of the same fact share their probability: an item and the list it stands in do not compete.
    together = sum(sure[id(c)] for c in candidates if _same_words(c, best) or _same_fact(c, best, interpretation))
    return best, confidence_features(best, candidates, share=min(together, 1.0), words=_size(interpretation))


def _same_fact(one: Candidate, other: Candidate, interpretation: Interpretation) -> bool:
    """Whether a dose is asked for, or how long, and two statements of a document give the same one: in a row and in a
    branch, in the chapter on a drug and in that on its duration."""
    figures = _figures(other)
    if one.evidence.document.id != other.evidence.document.id or not figures or figures != _figures(one):
        return False
    dose = Slot.DOSE in interpretation.slots and any(map(is_dose, quantities_in(other.statement.text)))
    return dose or (Slot.DURATION in interpretation.slots and bool(other.features.get("slot_duration")))


def _stands_for(whole: Candidate, item: Candidate) -> bool:
    """Whether a list is as good as its best item: short, and no other drug beside the one that is asked about."""
    return (
        item.score - whole.score <= _EQUAL
        and len(whole.statement.full) <= _SHORT_LIST
        and whole.features["drug_foreign"] <= item.features["drug_foreign"]
    )


def _size(interpretation: Interpretation) -> int:
    """How many words a question has, each thing that it names counted as one."""
    naming = sum(len(words.split()) for words in interpretation.named_by.values())
    return len(interpretation.words) - naming + len(interpretation.named_by)


def _current_before_superseded(able: Sequence[Candidate]) -> list[Candidate]:
    """A superseded source never opens an answer that a current one gives nearly as well, or farther below with the same
    figure."""
    best = able[0]
    if best.evidence.document.status is Status.CURRENT:
        return list(able)
    figures = _figures(best)

    def span(candidate: Candidate) -> float:
        return _SAME_FIGURE_LEAD if figures & _figures(candidate) else _SUPERSEDED_LEAD

    current = (c for c in able if c.evidence.document.status is Status.CURRENT)
    return [c for c in current if c.score >= best.score - span(c)] or list(able)


def _figures(candidate: Candidate) -> set[tuple[float, float, str]]:
    return {(q.low, q.high, q.unit) for q in quantities_in(candidate.statement.text) if q.unit}


def _on_the_asked_side(able: Sequence[Candidate], interpretation: Interpretation) -> list[Candidate]:
    """Those that may open an answer: what names the other side may not where something nearly as good does not. A dose
    for later gives way to another dose farther below: apixaban's for secondary prevention is a quarter of what a new
    clot needs."""
    best = able[0]
    rest = [c for c in able if not _on_the_other_side(c, interpretation)]
    if rest and rest[0].score >= best.score - _SIDE_LEAD:
        return rest
    begins = [c for c in rest if c.features.get("slot_dose")] if _is_for_later(best, interpretation) else []
    return begins if begins and begins[0].score >= best.score - _COURSE_LEAD else list(able)


def _on_the_drug(
    candidates: Sequence[Candidate], headline: Candidate | None, interpretation: Interpretation, lexicon: Lexicon
) -> list[Candidate]:
    """Where nothing but the dose of a drug is asked for and what is read first tells of the drug: what does so too.

    What names its class does, unless its own words name only another drug of that; and what stands below a heading that
    names the drug, unless they name one of another thing in it ("Colchicine and NSAIDs").

    Not where a choice is asked for: of "which vasopressor" another source names another one.
    """
    lead = headline or next(iter(candidates), None)
    alone = _asks_for_a_dose_alone(interpretation) and Slot.CHOICE not in interpretation.slots
    if lead is None or not alone or not _names_the_drug(lead):
        return list(candidates)
    drugs = named_of(ConceptType.DRUG, interpretation, lexicon)

    def is_on_another(candidate: Candidate) -> bool:
        said, headed = (
            {key for key in keys if lexicon[key].type is ConceptType.DRUG}
            for keys in (candidate.evidence.own, candidate.evidence.near)
        )
        other_heads = headed - lexicon.with_broader(drugs)
        if drugs & headed and not lexicon.with_broader(said) & other_heads:
            return False
        return not all(map(lexicon.has_narrower, said)) and not drugs & lexicon.with_broader(said)

    return [c for c in candidates if (_names_the_drug(c) or c.score > lead.score) and not is_on_another(c)]


_OF_A_COURSE = frozenset({Slot.DOSE, Slot.DURATION, Slot.TIMING, Slot.FREQUENCY, Slot.MONITORING})


def _outside_chapters_on_other_drugs(
    candidates: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon
) -> list[Candidate]:
    """Where it is asked how one drug is given, nothing below headings for others: when an oral bisphosphonate follows
    denosumab does not say how long alendronate is taken."""
    drugs = named_of(ConceptType.DRUG, interpretation, lexicon)
    if len(drugs) != 1 or Slot.CHOICE in interpretation.slots or not interpretation.slots & _OF_A_COURSE:
        return list(candidates)
    return [c for c in candidates if not _names_others(c.statement.passage.path[1:], drugs, lexicon)]


# "Which antibiotic", "best oral beta-blocker": one of a class is asked for; "Antibiotics for …" alone asks so too.
_WHICH = re.compile(r"\b(?:(?:which|best|first[- ]line|preferred|empiric\w*|choice of)(?: [\w-]+)?|what) ?$", re.I)
_GIVEN_FOR = re.compile(r"anti\w+ for\b", re.I)


def _of_the_class_asked(
    candidates: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon
) -> list[Candidate]:
    """Where a drug of a class is asked for, the best statements that name one: who asks which antibiotic is given must
    not read first when to take cultures."""
    asked = _classes_asked(interpretation, lexicon)
    near = (c for c in candidates if asked and c.score >= candidates[0].score - _SCORE_SPAN)
    return [c for c in near if _names_one_of(asked, c, lexicon)][:_FIRST_SECTION]


def _classes_asked(interpretation: Interpretation, lexicon: Lexicon) -> frozenset[str]:
    """Keys of the classes of which a drug is asked for, where no drug is named."""
    drugs = named_of(ConceptType.DRUG, interpretation, lexicon)
    if not all(map(lexicon.has_narrower, drugs)):
        return frozenset()
    text, alone = interpretation.text, interpretation.slots <= {Slot.CHOICE, Slot.YES_NO}
    asked = {
        mention.key
        for mention in interpretation.concepts
        if _WHICH.search(text[: mention.start]) or (alone and _GIVEN_FOR.match(text.lstrip()) and not mention.start)
    }
    return (drugs & asked) - interpretation.aside


def _names_one_of(classes: frozenset[str], candidate: Candidate, lexicon: Lexicon) -> bool:
    said = candidate.evidence.own | candidate.evidence.near
    return any(classes & lexicon.line(key) - {key} for key in said)


def _names_the_drug(candidate: Candidate) -> bool:
    """Whether words or headings of a statement name a drug that is asked about, or its class."""
    return any(candidate.features.get(name) for name in ("drug_shown", "drug_in_path", "drug_by_class"))


def _asked_side_first(
    candidates: Sequence[Candidate], headline: Candidate | None, interpretation: Interpretation, lexicon: Lexicon
) -> list[Candidate]:
    """The same for the statements behind: what names the other side is read as if it scored that much less; what tells
    how sure something is too, where it is asked what to do; where it is asked how long, what stands below the heading
    of another drug. What is for the severe is left out where the mild is asked about, and where nothing but the dose of
    a drug is asked for what is given by another route."""
    advice = wants_advice(interpretation)
    dose = _asks_for_a_dose_alone(interpretation)

    def is_of_another(candidate: Candidate) -> bool:
        route = dose and by_another_route(fold(interpretation.text), fold(candidate.statement.full))
        return route or _for_another_patient(candidate, interpretation)

    def behind(candidate: Candidate) -> float:
        other = (
            _on_the_other_side(candidate, interpretation)
            or _headed_by_another(candidate, interpretation, lexicon)
            or is_for_the_barred(candidate, interpretation)
        )
        later = _is_for_later(candidate, interpretation)
        return (_COURSE_LEAD if later else _SIDE_LEAD * other) + _EVIDENCE_LEAD * (advice and is_reason(candidate))

    same = [c for c in candidates if not is_of_another(c)]
    ordered = sorted(same if same or headline else candidates, key=lambda c: behind(c) - c.score)
    return behind_orders(ordered) if advice else ordered


def _headed_by_another(candidate: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether it is asked how long one thing is given, and the innermost heading of a statement names another drug: how
    prasugrel is dosed, below "Dual antiplatelet therapy", does not say how long that goes on."""
    asked = named_of(ConceptType.DRUG, interpretation, lexicon)
    if Slot.DURATION not in interpretation.slots or len(asked) != 1:
        return False
    return _names_others(candidate.statement.passage.path[-1:], asked, lexicon)


def _names_others(headings: Sequence[str], drugs: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether headings name drugs, and neither these, one of their kind nor what they are a kind of."""
    headed = frozenset().union(*map(lexicon.keys, headings))
    named = {key for key in headed if lexicon[key].type is ConceptType.DRUG}
    return bool(named) and not named & lexicon.with_broader(drugs) and not drugs & lexicon.with_broader(named)


def _for_another_patient(candidate: Candidate, interpretation: Interpretation) -> bool:
    return for_another_patient(fold(interpretation.text), fold(candidate.statement.full))


def _on_the_other_side(candidate: Candidate, interpretation: Interpretation) -> bool:
    """Whether a statement is of the other side than the question: after a procedure, for the severe; or, where a dose
    is asked for, a maintenance dose, a mere upper limit, or no dose at all."""
    features = candidate.features
    return bool(
        features.get("other_side")
        or _for_another_patient(candidate, interpretation)
        or _is_for_later(candidate, interpretation)
        or _is_only_a_limit(candidate, interpretation)
        or _gives_no_dose(candidate, interpretation)
    )


def _is_for_later(candidate: Candidate, interpretation: Interpretation) -> bool:
    """Whether a dose is asked for, no part of a course is named, and a statement is on a later one alone."""
    return bool(candidate.features.get("later_unasked") and Slot.DOSE in interpretation.slots)


def _gives_no_dose(candidate: Candidate, interpretation: Interpretation) -> bool:
    """Whether nothing but the dose of a drug is asked for, and a statement neither gives one, of this drug, nor forbids
    it."""
    told = candidate.features.get("slot_dose") and _names_the_drug(candidate)
    if not _asks_for_a_dose_alone(interpretation) or told:
        return False
    return not FORBIDS.search(candidate.statement.full)


def _asks_for_a_dose_alone(interpretation: Interpretation) -> bool:
    drug = any(mention.type is ConceptType.DRUG for mention in interpretation.concepts)
    return drug and interpretation.slots - {Slot.YES_NO, Slot.CHOICE} == {Slot.DOSE}


_LIMIT = re.compile(
    r"\b(?:max(?:imum|imal|\.)?|not exceed\w*|no more than|up to|at most|the most|upper limit|ceiling)\b", re.I
)


def _is_only_a_limit(candidate: Candidate, interpretation: Interpretation) -> bool:
    """Whether a statement gives one dose, as the most that may be given, and the question does not ask for the most."""
    if Slot.DOSE not in interpretation.slots or _LIMIT.search(interpretation.text):
        return False
    shown = candidate.statement.full
    return bool(_LIMIT.search(shown)) and sum(map(is_dose, quantities_in(shown))) == 1


def _chosen_by_values(able: Sequence[Candidate]) -> list[Candidate]:
    """Where the patient's values lie in the range of a row or branch, that opens the answer, not what surrounds it."""
    floor = able[0].score - _VALUE_LEAD
    chosen = [c for c in able if _is_chosen_item(c) and c.score >= floor]
    return chosen or list(able)


def _is_chosen_item(candidate: Candidate) -> bool:
    return candidate.statement.passage.kind is not PassageKind.LIST and candidate.fit is RangeFit.INSIDE


def _can_answer(candidate: Candidate) -> bool:
    """Limitations, mere lead-ins, questions and what another drug is given for never open an answer.

    What a trial found may: "how many", "how likely" and "why" are answered by it, and the ranker has learned that
    other questions are not.
    """
    rule = section_of(candidate.statement)
    return (
        not (rule and rule.key == LIMITS)
        and not candidate.features["drug_untold"]
        and not candidate.statement.text.endswith((":", "?"))
        and not _ASIDE.match(candidate.statement.passage.label)
        and len(candidate.statement.full) <= 600
    )


def _strong(candidates: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon) -> list[Candidate]:
    """Candidates near enough to the best; a bare lead-in says nothing without its list.

    What stands in a document on the condition that is asked about may lie farther behind; or on what that is a kind of,
    where it names the drug that is asked about.
    """
    conditions = lexicon.with_broader(named_of(ConceptType.CONDITION, interpretation, lexicon))

    def is_on_the_condition(candidate: Candidate) -> bool:
        of_its_kind = conditions & lexicon.keys(candidate.evidence.document.title)
        return bool(candidate.features["title_condition"] or (of_its_kind and candidate.features["drug_shown"] >= 1.0))

    if not candidates:
        return []
    best = candidates[0].score
    kept: list[Candidate] = []
    for candidate in candidates:
        wide = len(kept) < _FEW or is_on_the_condition(candidate)
        span = _SCORE_SPAN if wide else _LATER_SPAN
        if not candidate.features["subject"]:
            span = _ASIDE_SPAN
        if candidate.score >= best - span and not candidate.statement.text.endswith(":"):
            kept.append(candidate)
    return kept


def _is_headed_list(candidate: Candidate) -> bool:
    passage = candidate.statement.passage
    return passage.kind is PassageKind.LIST and not passage.label and not passage.lead_in


def _on_the_very_topic(candidates: Sequence[Candidate]) -> list[Candidate]:
    """What else a document says that is about exactly what was asked, by its title: its side sections belong to the
    answer even where their words are far from the question's."""
    if not candidates:
        return []
    floor = candidates[0].score - _TOPIC_SPAN
    return [
        c for c in candidates if c.features["title_all"] and c.score >= floor and not c.statement.text.endswith(":")
    ]


def _without_repeats(candidates: Iterable[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for candidate in candidates:
        if len(kept) == _MOST_CLAIMS:
            break
        if not any(_same_words(candidate, other) for other in kept):
            kept.append(candidate)
    return kept


def _same_words(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates quote overlapping words, or say the same in two documents."""
    a, b = one.statement, other.statement
    if a.passage.document_id == b.passage.document_id:
        return a.start < b.end and b.start < a.end
    return _bare(a.text) == _bare(b.text)


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _current_first(candidates: Sequence[Candidate], headline: Candidate | None) -> list[Candidate]:
    """A superseded source never stands beside a current direct answer; where sources differ it is in the table."""
    if headline is None or headline.evidence.document.status is not Status.CURRENT:
        return list(candidates)
    return [c for c in candidates if c.evidence.document.status is Status.CURRENT]


def _first_section(candidates: Sequence[Candidate], *, leading: int) -> tuple[list[Candidate], list[Candidate]]:
    """The best few claims that may open an answer, and the others. The first `leading` may, wherever they stand."""
    first: list[Candidate] = []
    others: list[Candidate] = []
    blocks: Counter[tuple[str, ...]] = Counter()
    for position, candidate in enumerate(candidates):
        rule = section_of(candidate.statement)
        passage = candidate.statement.passage
        block = (passage.document_id, *passage.path, "", *passage.lead_in)
        opens = rule is None or rule.direct or position < leading
        if opens and len(first) < _FIRST_SECTION and blocks[block] < _OF_ONE_BLOCK:
            first.append(candidate)
            blocks[block] += 1
        else:
            others.append(candidate)
    return first, others


def _warnings(fitting: Sequence[Candidate], shown: Sequence[Candidate]) -> list[Candidate]:
    """Urgent or forbidding statements on the same topic that are not said already at the top."""
    top = shown[: _FIRST_SECTION + 1]
    found: list[Candidate] = []
    for candidate in fitting:
        statement = candidate.statement
        span = _OWN_WARNING_SPAN if candidate.features["title_condition"] else _WARNING_SPAN
        if (
            candidate.score >= fitting[0].score - span
            and candidate.features["condition_anywhere"] >= 0.999
            and _URGENT.search(statement.text)
            and statement.passage.kind in (PassageKind.ITEM, PassageKind.PROSE)
            and candidate.evidence.document.status is Status.CURRENT
            and len(statement.full) <= 260
            and _can_answer(candidate)
            and not any(_same_words(candidate, other) for other in (*top, *found))
        ):
            found.append(candidate)
        if len(found) == _WARNINGS:
            break
    return found


def side_sections(candidates: Sequence[Candidate]) -> list[Section]:
    """Sections in reading order; within one, the order of the sources."""
    by_key: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        rule = section_of(candidate.statement)
        by_key.setdefault(rule.key if rule else FURTHER, []).append(candidate)
    headings = {rule.key: rule.heading for rule in SECTIONS} | {FURTHER: HEADINGS[FURTHER]}
    order = (FURTHER, *READING_ORDER)
    sections = []
    for key in sorted(by_key, key=order.index):
        sections.append((key, headings[key], tuple(in_order_of_sources(by_key[key]))))
    return sections


def in_order_of_sources(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates document by document, as these come first, each from its beginning to its end."""
    documents = list(dict.fromkeys(c.evidence.document.id for c in candidates))
    return sorted(candidates, key=lambda c: (documents.index(c.evidence.document.id), c.statement.start))
