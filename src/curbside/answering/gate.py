"""May this passage speak to this question at all, and does any answer it?

Rules that hold without exception decide on a passage: another population, the opposite of what is asked, words that say
only what a document leaves out. A passage that fails is not evidence, however similar it reads. Whether what is left
answers the question is learned (`answering.answerable`); where it does not, the question is not in the library.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from curbside.answering.answerable import answerable_features
from curbside.answering.groups import groups_in
from curbside.answering.opening import asks_whether, what_forbids_it
from curbside.answering.ranking import Candidate, Ranker, logistic
from curbside.answering.subject import (
    AGE_GROUPS,
    ELECTROLYTES,
    Asked,
    drugs_at_a_value,
    named_of,
    on_another_disease,
    titled_diseases,
)
from curbside.answering.time_windows import missed_windows
from curbside.answering.values import RangeFit, told_of_the_age
from curbside.domain.answers import Evidence
from curbside.domain.documents import Passage, PassageKind
from curbside.domain.questions import ConceptType, Interpretation, Mention, Slot
from curbside.domain.units import is_dose, quantities_in
from curbside.retrieval.concepts import Lexicon

_OPPOSITES = {
    "men": frozenset({"women", "pregnancy", "breastfeeding", "postpartum", "postmenopausal-women"}),
    "women": frozenset({"men"}),
    "adults": AGE_GROUPS,
    "nonsmokers": frozenset({"ever-smokers"}),
    "ever-smokers": frozenset({"nonsmokers"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The outcome for one question: who may speak, and what nobody speaks of."""

    passed: tuple[Candidate, ...]
    missing: tuple[str, ...] = ()  # names of what was asked and nothing found speaks of
    apart: tuple[str, ...] = ()  # where nothing is missing: names of what was found, but not together


def open_gate(
    candidates: Sequence[Candidate], interpretation: Interpretation, *, lexicon: Lexicon, ranker: Ranker
) -> Gate:
    """Let the candidates through that may speak to the question, in their order; none where the library does not
    answer it.

    Args:
        candidates: best first.
        interpretation: of the question.
        lexicon: to know what is a kind of what.
        ranker: with what was learned of questions that a library answers and of others.
    """
    asked = Asked.of(interpretation, lexicon)
    if _knows_nothing_named(interpretation, lexicon):
        return _nothing_passed(candidates, asked, interpretation, lexicon)
    passed = may_speak(candidates, asked, interpretation, lexicon)
    fitting = [c for c in passed if fits_the_patient(c, interpretation)]
    if _dose_for_failing_organ(candidates, interpretation, lexicon) and not any(map(_gives_a_dose, fitting[:_BEST])):
        return _nothing_passed(candidates, asked, interpretation, lexicon)
    features = answerable_features(fitting, interpretation, asked, lexicon)
    untold = _treatment_is_untold(fitting, asked, interpretation, lexicon)
    if not features or untold:
        return _nothing_passed(candidates, asked, interpretation, lexicon)
    if logistic(features, ranker.answerable) < ranker.least:
        missed = missed_windows(passed, interpretation, lexicon)
        if not missed and not _is_forbidden(fitting, interpretation, lexicon):
            return _nothing_passed(candidates, asked, interpretation, lexicon)
    return Gate(passed=tuple(passed))


def _is_forbidden(fitting: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether it may be asked if something may be done, and a statement that leaves no drug untold forbids that in what
    the patient has: it answers, however little else of the question is told."""
    drugs = named_of(ConceptType.DRUG, interpretation, lexicon)
    if not asks_whether(interpretation) or not (interpretation.slots or drugs):
        return False
    against = what_forbids_it(fitting[0], fitting, interpretation, lexicon)
    return against is not None and not against.features["drug_untold"]


_FOR_TREATMENT = re.compile(
    r"\b(?:treat|treating|treatment(?! line)|manage|managing|management|therapy|therapies)\b", re.I
)
_TREATS = re.compile(r"\b(?:treat\w*|therap\w+|manage\w*|recommend\w*|first[- ]line)\b", re.I)
_BEST = 5


def _treatment_is_untold(
    fitting: Sequence[Candidate], asked: Asked, interpretation: Interpretation, lexicon: Lexicon
) -> bool:
    """Whether it is asked how a disease is treated, nothing else is named, and none of the best statements stands below
    a heading or title that names the disease or says itself how it is treated. What is said of hyponatremia where a
    bleed or an antidepressant is the subject is not its treatment."""
    diseases = asked.conditions - interpretation.negated - interpretation.case - interpretation.background
    named = asked.drugs | asked.procedures
    other_facts = interpretation.slots - {Slot.CHOICE, Slot.YES_NO}  # "how long is it treated"
    if not diseases or named or other_facts or not _FOR_TREATMENT.search(interpretation.asked_text):
        return False
    line = lexicon.with_broader(diseases)

    def is_on_it(candidate: Candidate) -> bool:
        passage = candidate.statement.passage
        heads = (candidate.evidence.document.title, *passage.path)
        headed = frozenset().union(*map(lexicon.keys, heads))
        if line & headed or diseases & lexicon.with_broader(headed):
            return True
        lines = filter(_TREATS.search, re.split(r"[;\n]", candidate.statement.text))
        return any(diseases & lexicon.with_broader(lexicon.keys(f"{passage.label}. {words}")) for words in lines)

    return not any(map(is_on_it, fitting[:_BEST]))


_SUBJECTS = (ConceptType.CONDITION, ConceptType.DRUG, ConceptType.TEST)


def _knows_nothing_named(interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether the library speaks of no condition, drug or test that is named, not even of the one that was measured."""
    named = [m for m in interpretation.concepts if m.type in _SUBJECTS and not lexicon[m.key].generic]
    return bool(named) and not any(m.held for m in named)


def may_speak(
    candidates: Sequence[Candidate], asked: Asked, interpretation: Interpretation, lexicon: Lexicon
) -> list[Candidate]:
    """Those of the candidates that speak of such a patient and not of the opposite of what is asked."""
    return [c for c in candidates if _may_speak(c, asked, interpretation, lexicon)]


def fits_the_patient(candidate: Candidate, interpretation: Interpretation) -> bool:
    """Whether a passage that may speak is about such a patient: same sex and age group, values in its ranges."""
    if candidate.fit is RangeFit.OUTSIDE:
        return False
    present = candidate.evidence.concepts | candidate.evidence.scope
    boys = frozenset({"men"}) if interpretation.populations & _BABIES else frozenset()
    for population in interpretation.populations & _OPPOSITES.keys() - boys:
        if present & _OPPOSITES[population] and population not in present:
            return False
    passage = candidate.statement.passage
    return not (
        _of_another_group(passage, interpretation.text)
        or _is_for_sound_kidneys(passage, interpretation)
        or _is_for_another_stage_of_kidney_disease(passage, interpretation)
    )


_SOUND_KIDNEYS = re.compile(r"\bnormal (?:renal|kidney) function\b", re.I)
FILTRATION = frozenset({"egfr", "creatinine-clearance"})
# From which filtration in mL/min on a stage of chronic kidney disease holds (KDIGO 2024 in the starter library).
_STAGES = ((90.0, "1"), (60.0, "2"), (45.0, "3a"), (30.0, "3b"), (15.0, "4"))
_REDUCED = 60.0  # the same, below which kidneys are not normal


def _is_for_sound_kidneys(passage: Passage, interpretation: Interpretation) -> bool:
    """Whether a passage is headed for normal kidneys and the patient's are not."""
    heads = (*passage.cells[:1], passage.label, *passage.lead_in, *passage.path[-1:])
    filtered = _filtration(interpretation)
    return filtered is not None and filtered < _REDUCED and any(map(_SOUND_KIDNEYS.search, heads))


def _filtration(interpretation: Interpretation) -> float | None:
    """The patient's glomerular filtration or creatinine clearance in mL/min, where one number is told."""
    told = (v for v in interpretation.values if v.name in FILTRATION and v.comparator == "=" and v.high is None)
    return next((value.value for value in told), None)


_KIDNEY_DISEASE = re.compile(r"\bCKD\b|\bchronic kidney disease\b|\bG[1-5]", re.I)


def _is_for_another_stage_of_kidney_disease(passage: Passage, interpretation: Interpretation) -> bool:
    """Whether a row or item is headed for stages of chronic kidney disease that the patient's filtration is not in."""
    filtered, told = _filtration(interpretation), stages_of_kidney_disease(passage)
    if filtered is None or not told:
        return False
    stage = next((name for least, name in _STAGES if filtered >= least), "5")
    return not told & {stage, stage[0]}


def stages_of_kidney_disease(passage: Passage) -> frozenset[str]:
    """Stages of chronic kidney disease that a row or item is headed for: "CKD stage >= 3" is 3, 3a, 3b, 4 and 5."""
    heads = (*passage.cells[:1], passage.label)
    named = (groups_in(words).get("stage", frozenset()) for words in heads if _KIDNEY_DISEASE.search(words))
    return next(filter(None, named), frozenset())


def _of_another_group(passage: Passage, question: str) -> bool:
    """Whether a passage is headed for one group, stage or grade and the question asks about another of its kind."""
    asked = groups_in(question)
    row = f"{' '.join(passage.columns[:1])} {passage.cells[0]}" if passage.cells else ""
    for kind in asked:
        # The nearest words that name the kind decide.
        for words in (row, passage.label, *reversed(passage.lead_in), *reversed(passage.path)):
            if told := groups_in(words).get(kind):
                if not told & asked[kind]:
                    return True
                break
    return False


def _may_speak(candidate: Candidate, asked: Asked, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    evidence = candidate.evidence
    return (
        not _says_nothing(candidate.statement.text)
        and not _of_an_earlier_edition(candidate.statement.passage, interpretation.text)
        and not _of_other_newborns(candidate, asked.populations, lexicon)
        and _speaks_of_population(candidate, asked.populations, interpretation, lexicon)
        and not on_another_disease(evidence, asked, interpretation, lexicon)
        and not _is_headed_for_another_disease(evidence, asked, interpretation, lexicon)
        and not _turned_round(candidate, interpretation, lexicon)
        and not _is_dose_for_another_purpose(candidate, interpretation)
        and not _failing_organ_left_out(candidate, interpretation, lexicon)
        and not _is_of_a_disease_with_the_same_value(evidence, interpretation, lexicon)
        and not _is_of_a_drug_with_the_same_value(evidence, interpretation, lexicon)
    )


def _is_headed_for_another_disease(
    evidence: Evidence, asked: Asked, interpretation: Interpretation, lexicon: Lexicon
) -> bool:
    """Whether a document is on several diseases, one of which is asked about, and the nearest words that name one of
    them name another: the rate for a hyperosmolar state is not that for ketoacidosis."""
    titled = titled_diseases(evidence.document.title, lexicon)
    named = asked.conditions - interpretation.background - interpretation.negated
    own = frozenset(key for key in titled if lexicon.line(key) & named or key in lexicon.with_broader(named))
    if not own or own == titled:
        return False
    passage = evidence.passage
    for words in (passage.label, *passage.cells[:1], *reversed(passage.lead_in), *passage.path[:0:-1]):
        found = lexicon.with_broader(lexicon.keys(words)) & titled if words else frozenset()
        if found:
            return not found & own
    return False


def _is_of_a_drug_with_the_same_value(evidence: Evidence, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether nothing but drugs and a measured value is named, and a passage is on other drugs alone: from which eGFR
    metformin is safe says nothing of nimodipine."""
    drugs = drugs_at_a_value(interpretation, lexicon)
    if not drugs:
        return False
    told = {key for key in evidence.own | evidence.near if lexicon[key].type is ConceptType.DRUG}
    about = told & lexicon.with_broader(drugs) or drugs & lexicon.with_broader(evidence.concepts | evidence.scope)
    return bool(told) and not about


def _is_of_a_disease_with_the_same_value(evidence: Evidence, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether nothing but electrolytes is named, one with its value, and a document is on a disease: "start insulin" at
    a potassium of 6.8 holds in ketoacidosis, not for everybody."""
    if interpretation.slots & {Slot.DIAGNOSIS, Slot.DEFINITION}:
        return False  # "calcium 3.8, PTH high, which diagnosis to fear"
    measured = {value.name for value in interpretation.values} & ELECTROLYTES
    treated = (m.key for m in interpretation.concepts if m.type in _TREATED and not lexicon[m.key].sign)
    if not measured or not ELECTROLYTES.issuperset(treated):
        return False
    title = evidence.document.title
    return bool(titled_diseases(title, lexicon)) or _NEWBORN_CARE in lexicon.keys(title)


_NEWBORN_CARE = "newborn-resuscitation"
_TREATED = (ConceptType.CONDITION, ConceptType.DRUG, ConceptType.PROCEDURE)


_PREVENTS = re.compile(r"prophyla", re.I)
_FOR_PREVENTION = re.compile(r"prophyla|prevent", re.I)


def _is_dose_for_another_purpose(candidate: Candidate, interpretation: Interpretation) -> bool:
    """Whether the dose for prophylaxis is asked for and a statement gives one that nothing around it says is for that:
    a treatment dose of an anticoagulant is many times as much."""
    if Slot.DOSE not in interpretation.slots or not _PREVENTS.search(interpretation.asked_text):
        return False
    statement = candidate.statement
    told = " ".join((statement.full, statement.passage.context, candidate.evidence.document.title))
    return not _FOR_PREVENTION.search(told) and any(map(is_dose, quantities_in(statement.full)))


_OF_KIDNEYS = re.compile(r"dialy|renal|kidney|\bcrrt\b|\besrd\b|crcl|clearance|\be?gfr\b|filtration", re.I)
_SEVERELY_REDUCED = 30.0  # mL/min of filtration, below which most doses are others
# Who is on dialysis, or whose liver fails, needs another dose than others: what to look for, and how it is said.
_FAILING = {
    "the dose on dialysis": (
        frozenset({"dialysis", "hemodialysis", "peritoneal-dialysis", "dialysis-patients", "end-stage-kidney-disease"}),
        _OF_KIDNEYS,
    ),
    "the dose where the liver fails": (
        frozenset(
            {"liver-failure", "acute-liver-failure", "hepatic-impairment", "cirrhosis", "decompensated-cirrhosis"}
        ),
        re.compile(r"liver|hepat|cirrho|child[- ]?(?:pugh|turcotte)", re.I),
    ),
}


def failing_organs(interpretation: Interpretation, lexicon: Lexicon) -> list[tuple[str, re.Pattern[str]]]:
    """For each failing organ for which the dose of a drug is asked: what that is called, and how statements speak of
    it."""
    if Slot.DOSE not in interpretation.slots or not named_of(ConceptType.DRUG, interpretation, lexicon):
        return []
    keys = {mention.key for mention in interpretation.concepts} - interpretation.negated
    found = [(dose, around) for dose, (organ, around) in _FAILING.items() if keys & organ]
    filtered = _filtration(interpretation)
    if filtered is not None and filtered < _SEVERELY_REDUCED:
        found.append(("the dose at such a kidney function", _OF_KIDNEYS))
    return found


_IS_ASKED_AS_WELL = re.compile(r",\s*and (?:on|in|if|for)\b", re.I)  # "daily dose, and on haemodialysis days?"


def _failing_organ_left_out(candidate: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> str:
    """What is missing where the dose of a drug for a failing organ is asked for, for nobody else, and a statement gives
    one that nothing around it says is for that; else ""."""
    asked = failing_organs(interpretation, lexicon)
    if not asked or not _gives_a_dose(candidate) or _IS_ASKED_AS_WELL.search(interpretation.text):
        return ""
    told = " ".join((candidate.statement.full, candidate.statement.passage.context, candidate.evidence.document.title))
    return next((dose for dose, around in asked if not around.search(told)), "")


def _gives_a_dose(candidate: Candidate) -> bool:
    return any(map(is_dose, quantities_in(candidate.statement.full)))


def _dose_for_failing_organ(candidates: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon) -> str:
    """What is missing where the only doses told are for sound kidneys or livers; else ""."""
    missing = (_failing_organ_left_out(candidate, interpretation, lexicon) for candidate in candidates)
    return next(filter(None, missing), "")


_EARLIER = re.compile(r"\bupdates? of (?:the |our )?(?:previous|prior|earlier|last)\b", re.I)
_ASKS_WHAT_CHANGED = re.compile(
    r"\b(?:previous\w*|prior|earlier|formerly|chang\w+|updat\w+|used to|differ\w*|new|newest|replac\w+|still|20\d\d)\b",
    re.I,
)


def _of_an_earlier_edition(passage: Passage, question: str) -> bool:
    """Whether a passage tells what an earlier edition recommended, and nobody asks what changed. Its words read like
    advice of today: "a B recommendation for one-time screening"."""
    return _tells_of_an_earlier_edition(passage) and not _ASKS_WHAT_CHANGED.search(question)


@lru_cache(maxsize=10_000)
def _tells_of_an_earlier_edition(passage: Passage) -> bool:
    return any(map(_EARLIER.search, (passage.label, *passage.lead_in, *passage.path)))


_QUALIFIED = r"(?:(?:previous|prior|recent|known|any|a|an|history of|evidence of)\s+)*(?:\w+\s)?$"
_WITHOUT = re.compile(
    r"\b(?:without|no|not had|(?<!should )(?<!must )not have|absence of|never had|free of)\s+" + _QUALIFIED
)
_DENIED = re.compile(r"\b(?:no|not|non|without|never|regardless|irrespective|absence)\b[^.;]{0,60}$")
_WITH = re.compile(r"\b(?:with|having|who have|who had)\s+" + _QUALIFIED)


_EXCLUDED = re.compile(r"\bnon-([a-z]\w{4,})", re.I)  # "non-rituximab DMARDs", "non-diabetic adults"
_OF_A_SCAN = frozenset({"contrast-medium"})  # "non-contrast MRI" answers a question about contrast


def _turned_round(candidate: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether a passage is headed for patients without what the question's patient has, or the other way round."""
    passage = candidate.statement.passage
    if _excludes_what_is_asked(candidate, interpretation, lexicon):
        return True
    kinds = (ConceptType.CONDITION, ConceptType.PROCEDURE, ConceptType.POPULATION)
    if _is_of_what_is_denied(candidate, interpretation, lexicon) or _is_of_another_bleed(
        candidate, interpretation, lexicon
    ):
        return True
    for asked in interpretation.concepts:
        if asked.type not in kinds or asked.key not in candidate.evidence.concepts | candidate.evidence.scope:
            continue
        negated = asked.key in interpretation.negated
        # The nearest words that name it decide: label before lead-in before heading.
        for words in (passage.label, *reversed(passage.lead_in), *passage.path[-1:]):
            named = [m for m in lexicon.find(words) if asked.key in lexicon.line(m.key)] if words else []
            if named:
                # "Pregnant women" above says whom all below is for; "Bleeding" above does not.
                heading = words in passage.path[-1:] and asked.type is not ConceptType.POPULATION
                if all(_for_the_opposite(words, mention, negated=negated, heading=heading) for mention in named):
                    return True
                break
        else:
            # No heading speaks of it: a statement on those who have it is not for one who does not.
            one_of_many = passage.kind is PassageKind.LIST
            if asked.key in interpretation.negated and asked.key in candidate.evidence.concepts and not one_of_many:
                told = [
                    m
                    for m in lexicon.find(passage.text)
                    if asked.key in lexicon.line(m.key) and not _in_brackets(passage.text, m.start)
                ]
                if told and not any(_DENIED.search(passage.text[: m.start].lower()) for m in told):
                    return True
    return False


def _excludes_what_is_asked(candidate: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether a statement is on "non-rituximab DMARDs" where rituximab is asked about, and its own words name that
    nowhere else."""
    statement = candidate.statement
    is_list = statement.passage.kind is PassageKind.LIST  # of a list only the lead-in is for all of its items
    own = statement.text.split("\n")[0] if is_list else statement.text
    words = own if is_list else statement.full
    excluded = {key for match in _EXCLUDED.finditer(words) for key in lexicon.keys(match[1])} - _OF_A_SCAN
    # Who has type 2 diabetes is no "non-diabetic adult".
    asked = lexicon.with_broader({m.key for m in interpretation.concepts} - interpretation.negated)
    if not excluded & asked:
        return False
    return bool(excluded & asked - lexicon.keys(_EXCLUDED.sub(" ", own)))


def _is_of_what_is_denied(candidate: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether a document is on a condition that the patient does not have and on nothing else that is asked about: on
    haemorrhage, where "no bleeding" is said."""
    title = lexicon.with_broader(lexicon.keys(candidate.evidence.document.title))
    conditions = {m.key for m in interpretation.concepts if m.type is ConceptType.CONDITION}
    denied = conditions & interpretation.negated
    # Who does not bleed on warfarin does not bleed into the brain either.
    if _BLEEDING in lexicon.with_broader(denied):
        denied |= {_BLEEDING}
    if not title & denied or title & (conditions - denied):
        return False
    # "Asymptomatic hyperuricemia" in a guideline on gout is for who has no gout, and so is any on screening.
    return not _WITHOUT_IT.search(f"{candidate.evidence.document.title}. {candidate.statement.full}")


_BLEEDING = "bleeding"
_WITHOUT_IT = re.compile(r"\basymptomatic\b|\bscreening\b|\bno prior\b|\bprimary prevention\b", re.I)


def _is_of_another_bleed(candidate: Candidate, interpretation: Interpretation, lexicon: Lexicon) -> bool:
    """Whether a bleed is asked about and a document is on one elsewhere, in words that do not name the asked one: when
    anticoagulation is resumed after the brain bled is not when it is after the gut did."""

    def bleeds(keys: Iterable[str]) -> set[str]:
        return {key for key in keys if key != _BLEEDING and _BLEEDING in lexicon.line(key)}

    asked = bleeds(m.key for m in interpretation.concepts) - interpretation.background - interpretation.negated
    # Black stools are a sign of what bleeds.
    asked = bleeds(frozenset().union(*(lexicon.line(key) - {key} if lexicon[key].sign else {key} for key in asked)))
    title = bleeds(lexicon.keys(candidate.evidence.document.title))
    if not asked or not title:
        return False
    present = candidate.evidence.concepts | candidate.evidence.scope | lexicon.with_broader(title)
    return not asked & present and not title & lexicon.with_broader(asked)


_AT_RISK = re.compile(r"\brisks? (?:of|for) (?:\w+ )?$")


def _for_the_opposite(words: str, mention: Mention, *, negated: bool, heading: bool) -> bool:
    """Whether words are for patients who have what the question's patient has not, or the other way round."""
    before = words[: mention.start].lower()
    if not negated:
        return bool(_WITHOUT.search(before))
    # "Bleeding" and "Seizures?" head what both must know, "Patients with bleeding" does not.
    if heading or words.endswith("?"):
        return bool(_WITH.search(before))
    at_risk = _AT_RISK.search(before) or words[mention.end :].lower().startswith(" risk")
    return not (_DENIED.search(before) or at_risk)


def _in_brackets(text: str, position: int) -> bool:
    """Whether a place stands in brackets: "400 mg (600 mg if eczema)" speaks of both kinds of patient."""
    return text.rfind("(", 0, position) > text.rfind(")", 0, position)


# A sentence about what a document leaves out is no evidence of anything else.
_SAYS_NOTHING = re.compile(
    r"\b(?:does not (?:provide|address|cover|specify|include)|not addressed|beyond the scope|outside the scope|"
    r"no (?:detailed |specific )?(?:guidance|recommendation) (?:is|was) (?:given|provided|made))\b"
)


_MORE = 60  # code points behind such a sentence that tell something: "…, but clinicians should consider: …"


@lru_cache(maxsize=10_000)
def _says_nothing(text: str) -> bool:
    """Whether words say what a document leaves out and, unless they go on, nothing else."""
    match = _SAYS_NOTHING.search(text)
    return match is not None and not ("\n" in text and len(text) - match.end() >= _MORE)


_NEWBORN = frozenset({"preterm-infants", "term-infants"})
_BORN_AT_TERM = re.compile(r"(?<![\w-])(?<!long )(?<!short )term\b", re.I)


def _of_other_newborns(candidate: Candidate, populations: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a statement is headed for those born at term where one born early is asked about, or the other way."""
    if not populations & _NEWBORN:
        return False
    passage = candidate.statement.passage
    heads = (*passage.lead_in[-1:], passage.label, candidate.statement.text.partition(":")[0])
    told = frozenset().union(*map(lexicon.keys, heads)) & _NEWBORN
    told |= {"term-infants"} if any(map(_BORN_AT_TERM.search, heads)) else frozenset()
    return bool(told) and not told & populations


# Groups that the name of a condition or test tells: who has an adolescent's scoliosis is one.
_TOLD_BY_NAME = {
    re.compile(r"\bneonat|\bnewborn"): {"neonates"},
    re.compile(r"\badolescent\b"): {"adolescents", "children"},
    re.compile(r"\bchildhood\b|\bpediatric\b|\bchildren\b"): {"children"},
    re.compile(r"\bgestational-diabetes\b|\bpregnancy\b|\beclampsia\b|\bpreeclampsia\b|\brhesus-disease\b"): {
        "pregnancy"
    },
}


@lru_cache(maxsize=10_000)
def _told_by_name(key: str) -> frozenset[str]:
    return frozenset().union(*(groups for pattern, groups in _TOLD_BY_NAME.items() if pattern.search(key)))


def _groups_told(keys: Iterable[str]) -> frozenset[str]:
    """The groups of people that the names of concepts tell."""
    return frozenset().union(*map(_told_by_name, keys))


# What holds for all of the wider group holds for these too: "infants of mothers with hepatitis B" are newborns.
_WIDER = {"infants": "children", "neonates": "infants", "adolescents": "children"}
_BABIES = frozenset({"infants", "neonates", "children"})
_MOTHERS = frozenset({"women", "pregnancy"})
_AFTER_BIRTH = frozenset({"postpartum", "perinatal-period"})


def _speaks_of_population(
    candidate: Candidate, populations: frozenset[str], interpretation: Interpretation, lexicon: Lexicon
) -> bool:
    """Whether a statement, or what it stands in, speaks of the groups of people that are asked about."""
    evidence = candidate.evidence
    headed = evidence.near | lexicon.keys(evidence.document.title)
    held = evidence.concepts | evidence.scope | _groups_told(evidence.scope | headed)
    named = evidence.own | headed | _groups_told(headed)
    ages = populations & AGE_GROUPS
    told = interpretation.populations | _groups_told(m.key for m in interpretation.concepts)
    if "pregnancy" in told and interpretation.populations & _MOTHERS:
        ages -= _BABIES  # what is told to a mother tells of her baby
    if ages & _NEWBORN and "neonates" in held:
        held |= {"term-infants"} if _BORN_AT_TERM.search(candidate.statement.full) else frozenset()
        # What holds for newborns holds for these, unless it is told of the others.
        ages = ages if held & _NEWBORN - ages and not held & _NEWBORN & ages else frozenset()
    if ages and not told_of_the_age(interpretation.values, candidate.statement.passage, candidate.statement.full):
        groups = held & AGE_GROUPS
        # On newborns only, or on adolescents only; "in children and adolescents" speaks of a child too.
        narrower_than_asked = groups - ages - {"children"} if "children" not in named else frozenset()
        wider = {_WIDER.get(group, "") for group in ages} & named
        if not (groups & ages or wider) or (ages == {"children"} and narrower_than_asked):
            return False
    others = populations - AGE_GROUPS - {"young-adults"}
    return others <= (held | {"breastfeeding"} if held & _AFTER_BIRTH else held)


def _nothing_passed(
    candidates: Sequence[Candidate], asked: Asked, interpretation: Interpretation, lexicon: Lexicon
) -> Gate:
    named = list(dict.fromkeys(m.key for m in interpretation.concepts if m.key not in interpretation.case))
    named += sorted(asked.populations - set(named))
    anywhere = frozenset().union(*(c.evidence.concepts | c.evidence.scope for c in candidates))
    absent = [key for key in named if key in asked.not_held or key not in anywhere]
    if absent:
        return Gate(passed=(), missing=tuple(map(lexicon.name, absent)))
    if any(_is_dose_for_another_purpose(candidate, interpretation) for candidate in candidates):
        return Gate(passed=(), missing=("the dose for prophylaxis",))
    if organ := _dose_for_failing_organ(candidates, interpretation, lexicon):
        return Gate(passed=(), missing=(organ,))
    return Gate(passed=(), missing=interpretation.unknown_words, apart=tuple(map(lexicon.name, named)))
