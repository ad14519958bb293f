"""Question → what was understood of it: concepts, slots, the patient's values, population, unknown words."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from curbside.answering.everyday import EverydayWords
from curbside.answering.patient import is_negated, populations_of, values_of
from curbside.answering.shorthands import Shorthands
from curbside.answering.spelling import Speller
from curbside.answering.vignette import between, vignette_of
from curbside.domain.questions import (
    ConceptType,
    Interpretation,
    Mention,
    PatientValue,
    Question,
    Shorthand,
    Slot,
    within,
)
from curbside.domain.text import fold
from curbside.library.store import Store
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer

_SLOTS: Mapping[Slot, re.Pattern[str]] = {
    slot: re.compile(pattern)
    for slot, pattern in {
        Slot.DOSE: r"\bdos(?:e|es|ing|age)\b|titrat|how (?:many (?:mg|units|ml|grams?|mcg|tablets|puffs))|\bmg\b(?!/)|"
        r"\bregimen\b|\bbolus\b|\binfusion rate\b|\bload(?:ing)?\b|\bper kg\b|\bgrams? (?:per|a) day|"
        r"\bstarting (?:amount|dose)|(?:fluid|insulin|drip) rate\b|\bmax(?:imum)?\b",
        Slot.DURATION: r"how (?:much )?long(?:er)?\b|"
        r"how many (?:more |extra |further )?(?:days|weeks|months|years)|\bduration\b|"
        r"\bcourse\b|\blength of\b|"
        r"for life|lifelong|"
        r"\bindefinite|\bextended\b|when (?:can|should|do|to) .{0,25}\bstop\b",
        # Not "which test when you suspect it": that "when" asks for no time.
        Slot.TIMING: r"(?:^|[^\w\s'’]\s*|\b(?:and|or|but|know|from|say|by|since|exactly|just|about|decide) )when\b|"
        r"\bwhen (?:to|can|could|do|does|did|should|shall|will|would|is|are|was|may|must|exactly|not|it's)\b|"
        r"\bwhen\s*(?:[^\w\s]|$)|how (?:soon|quickly|fast|early|urgent)|within (?:how|what)|\btiming\b|"
        r"\btime (?:to|target|limit|frame)|"
        r"by when|\bdeadline\b|\bminutes\b|door[- ]to|\bwait\b|how many (?:minutes|hours)|at what time|\bdelay\b|"
        r"\bwindow\b",
        Slot.FREQUENCY: r"how often|how frequent|\binterval\b|\bfrequency\b|times a day",
        Slot.TARGET: r"\btarget|\bgoal|\baim(?:ing)?\b|\bshould .{0,20} be (?:kept|held)|what (?:level|range)|"
        r"\bkeep .{0,20} (?:at|above|below)",
        Slot.THRESHOLD: r"\bthreshold|cut-?off|(?:at|above|below) (?:what|which)|\blevel (?:that|to|of)|"
        r"which (?:crcl|egfr|score|value|count)|"
        r"how (?:high|low|big|large)|down to which|\bqualif|\bcriteri|\bindicat",
        Slot.CHOICE: r"\bwhich\b|what (?:drug|agent|antibiotic|medication|treatment|type|kind|is the (?:best|"
        r"first|preferred))|first[- ]line|first choice|"
        r"\bbest\b|\bprefer|\bor\b|\bversus\b|\bvs\b|\boptions?\b|\btreat(?:ment|ing)?\b|"
        r"\btreated(?! (?:with|by|for|in)\b)|\btherapy\b|\bmanage(?:ment)?\b|\bempiric|"
        r"what (?:do|should) (?:i|we) (?:give|use|start|do)|\bnext\b|\bantidote\b|\breversal\b|\brecommended\b|"
        r"\balternative",
        Slot.CONTRAINDICATION: r"contraindicat|\bavoid|off limits|\bsafe\b|not (?:be )?(?:given|used)|"
        r"rules? (?:it )?out|\bcan .{0,40} (?:have|take|use|get|be given)|"
        r"\bok\b|\bokay\b|\ballowed\b|\bacceptable\b",
        Slot.MONITORING: r"\bmonitor|\bfollow[- ]up|\bcheck(?:ed|ing|s)?\b|\brepeat\b|\brecheck|\bbloods\b|"
        r"\bsurveillance",
        Slot.DIAGNOSIS: r"\bdiagnos|\bwhich (?:test|scan|imaging)|\bnext test|\bwork-?up|\binvestigat|\bscan\b|"
        r"\bimaging\b|\bimage\b|\btest(?:ing)?\b|"
        r"\brule out|\bscreen(?:ing|ed)?\b|\bsequence",
        Slot.DEFINITION: r"what (?:does|is|are|counts)|\bmeans?\b|\bmeaning\b|\bdefin|\bstage\b|\bgrade\b|"
        r"\bclass\b|\bgroup\b|how bad|\bpoints?\b|\bscore\b|\brating\b",
        Slot.REFERRAL: r"\brefer|\badmit|\badmission|\bdischarge|\bsend (?:him|her|them|home)|\bgo home|\bspecialist|"
        # Not "which antibiotic in hospital": there somebody is already.
        r"(?<!\bin )(?<!\bin the )(?<!\bon )(?<!\bon the )(?:\bicu\b|\bintensive care|\bhospital)",
        Slot.COUNT: r"\bnumber of\b|\bhow (?:many|much)\b",
        Slot.MECHANISM: r"\bmechanism|\bwhy (?:do|does)\b.{0,40}\b(?:make|cause|work|lead|give)|\bhow (?:do|"
        r"does) .{0,30}\bwork\b",
        # How often something happens, or how well a test tells: the answer is a figure, not advice.
        Slot.PROGNOSIS: r"\b(?:odds|(?<!by )chances?|likelihood|likely|probability|prognosis|outlook|"
        r"surviv(?:al|e|es|ed|ing)|risks?(?= (?:of|that|for|by|after|with)\b)|(?:cancer|ca|death|bleed\w*) risk|"
        r"life expectancy|mortality|"
        r"dies?|deaths?|dying|alive|recurs?|recurrence(?! score)|cure[ds]?|percent\w*|proportion|share of|"
        r"(?:event|death|survival|response|recurrence|relapse|cure|failure|success|complication|detection|progression|"
        r"stroke|bleed\w*|infection|overdiagnosis|pregnancy|remission|cardiac) rates?|"
        r"per (?:thousand|hundred|1[ ,]?000|100)|prevalence|incidence|sensitivity|specificity|accura\w+|hazard|"
        r"relative risk|number needed|go(?:es)? on to|turns? into|go(?:es)? wrong|false (?:positives?|negatives?)|"
        r"does \w+ miss)\b|how (?:common|rare|likely|accurate|sensitive|specific|reliable|often does \w+ (?:\w+ )?"
        r"(?:recur|happen|occur|come)|many (?:wom[ae]n|m[ae]n|people|patients|children|kids|babies|of|deaths|cancers|"
        r"lives)|much (?:less|more|lower|higher|of|safer|better))\b",
        Slot.YES_NO: r"^(?:is|are|can|could|should|shall|do|does|did|will|would|may|must)\b|\b(?:should|can|does|"
        r"do|is it|are they|shall) (?:i|we|he|she|they|it|you|a|the|this)\b|\?$",
    }.items()
}

# "contrast or non-contrast", "DOAC or warfarin": the values to choose between.
_ALTERNATIVES = re.compile(r"\b([\w/+-]+(?: [\w/+-]+)?) (?:or|versus|vs\.?) ([\w/+-]+(?: [\w/+-]+)?)")
_LAY = re.compile(r"\b(?:my|i feel|i have|i've|am i|blood thinner|heart attack|water tablet|sugar|jab|tummy|pee)\b")


class Interpreter:
    """Reads questions with one library's lexicon and vocabulary."""

    def __init__(self, *, lexicon: Lexicon, store: Store, analyzer: Analyzer) -> None:
        self._lexicon = lexicon
        self._store = store
        self._analyzer = analyzer
        self._everyday = EverydayWords()
        self._shorthands = Shorthands(lexicon=lexicon, store=store, analyzer=analyzer, everyday=self._everyday)
        self._speller = Speller(lexicon.words, self._everyday)

    def interpret(self, question: Question) -> Interpretation:
        """What is asked, about whom, with which values."""
        text, read_as = self._speller.mend(question.text, known=self._is_known, held=self._is_held)
        folded = fold(text)
        mentions, shorthands = self._mentions(text)
        values = values_of(text, mentions)
        stems = self._analyzer.stems(text)
        vignette = vignette_of(folded, mentions, self._lexicon)
        asking = " ".join(folded[start:end] for start, end in between(vignette, len(folded))).strip()
        slots = {slot for slot, pattern in _SLOTS.items() if pattern.search(asking)}
        if Slot.COUNT in slots and "how much" in asking and any(m.type is ConceptType.DRUG for m in mentions):
            slots.add(Slot.DOSE)
        understood = [(m.start, m.end) for m in mentions] + [(s.start, s.end) for s in shorthands]
        asked = [mention.key for mention in mentions if not within(mention.start, vignette)]
        unknown = self._unknown(text, [*understood, *vignette])
        in_case = self._unknown(text, [*understood, *between(vignette, len(text))]) if vignette else []
        return Interpretation(
            text=text,
            read_as=read_as,
            concepts=tuple(mentions),
            slots=frozenset(slots),
            values=tuple(values),
            populations=populations_of(folded, mentions, values),
            words=tuple(stems),
            named_by={m.key: self._analyzer.words(text[m.start : m.end]) for m in mentions},
            unknown=tuple(dict.fromkeys(stem for stem, _ in unknown)),
            unknown_words=tuple(dict.fromkeys(word for _, word in unknown)),
            case_unknown=tuple(dict.fromkeys(stem for stem, _ in in_case)),
            shorthands=tuple(shorthands),
            alternative_keys=_alternative_keys(folded, mentions),
            alternatives=_alternatives(folded),
            negated=_negated(mentions, folded),
            background=_background(folded, mentions, values, slots, self._lexicon),
            vignette=tuple(vignette),
            case=frozenset(
                mention.key
                for mention in mentions
                if mention.type is not ConceptType.POPULATION and mention.key not in asked
            ),
            lay_words=bool(_LAY.search(folded)),
        )

    def _mentions(self, text: str) -> tuple[list[Mention], list[Shorthand]]:
        named = self._lexicon.find(text)
        meant, shorthands = self._shorthands.read(text, named)
        found = sorted((*named, *meant), key=lambda mention: mention.start)
        counts = self._store.numbers_with({mention.key for mention in found})
        return [replace(mention, held=counts.get(mention.key, 0) > 0) for mention in found], shorthands

    def _unknown(self, text: str, understood: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
        """Content words outside what is understood that no passage of the library contains: stem and word."""
        rest = list(fold(text))
        for start, end in understood:
            rest[start:end] = " " * (end - start)
        found = [
            (stem, word)
            for word in re.findall(r"[a-z][a-z']{2,}", "".join(rest))
            for stem in self._analyzer.stems(word)
            if len(stem) > 2
        ]
        known = self._store.frequency({stem for stem, _ in found})
        return [(stem, word) for stem, word in found if stem not in known and word not in self._everyday]

    def _is_known(self, word: str) -> bool:
        """Whether a word needs no mending: it is everyday, or some passage holds it."""
        return not self._analyzer.stems(word) or self._is_held(word) or word in self._everyday

    def _is_held(self, word: str) -> bool:
        return bool(self._store.frequency(self._analyzer.stems(word)))


def _negated(mentions: Sequence[Mention], folded: str) -> frozenset[str]:
    """What the patient does not have: named with a "no" each time it is named. "No AF known … the AF screening" asks
    about it."""
    denied = {mention: is_negated(mention, folded) for mention in mentions}
    return frozenset(m.key for m, no in denied.items() if no) - {m.key for m, no in denied.items() if not no}


# "on warfarin", "despite metformin", "had alteplase": what the patient takes already. "Start her on", "advice on" ask.
_TAKEN = re.compile(
    r"(?:\b(?:taking|takes|took|despite|on top of|already has|failed|failing|in addition to|received|had|with)|"
    r"(?<!put )(?<!start )(?<!started )(?<!him )(?<!her )(?<!them )(?<!advice )(?<!guidance )(?<!info )(?<!keep )"
    r"(?<!go )(?<!stay )\bon)"
    r"(?: (?:a|an|the|his|her|my|their|regular|long-term|maximal|max|full|stable|daily|oral|only))*\s*$"
)


_KNOWN = re.compile(
    r"\b(?:known|history of|hx of|pmh|previous|previously had|longstanding|background of)"
    r"(?: (?:a|an|the|stable|mild))*\s*$"
)
# What is asked of a drug itself; where none of these is, a drug already taken says who the patient is.
_OF_THE_DRUG = frozenset(
    {Slot.DOSE, Slot.DURATION, Slot.CONTRAINDICATION, Slot.MONITORING, Slot.FREQUENCY, Slot.MECHANISM}
)


# "On febuxostat: leave it or change it?" asks of the drug itself.
_GOES_ON = re.compile(
    r"\b(?:carry on|carry it on|keep (?:going|it|him on it|her on it|them on it)|leave it|stop it|change it|halve it|"
    r"hold it|switch it|come off it|push the dose)\b"
)
_JOINS = re.compile(r"\s*(?:\+|,|&|/|and|plus|with)\s*(?:max |full |low )?")
_UNREMARKABLE = re.compile(
    r"\s*(?:is |are |was |were |otherwise )*(?:fine|normal|ok|okay|stable|unremarkable|clean|clear|nad)\b"
)
_IS_OVER = re.compile(
    r"\s*(?:as an? (?:child|kid|baby|boy|girl|teenager)|in childhood|(?:is |are |was |has |had )?(?:now |since )+"
    r"(?:fine|gone|settled|resolved|better|cleared|over))\b"
)
_LONG_AGO = re.compile(r"[^,.;?]{0,12}\b(?:last (?:month|year)|(?:months?|years?) ago)\b")


def _background(
    folded: str, mentions: Sequence[Mention], values: Sequence[PatientValue], slots: Set[Slot], lexicon: Lexicon
) -> frozenset[str]:
    """Concepts that only describe the patient: what was measured, what is taken already, what is known of old.

    Something must be left that the question is about.
    """
    measured = {value.name for value in values}
    measured |= {m.key for m in mentions if m.type is ConceptType.TEST and _UNREMARKABLE.match(folded[m.end :])}
    found = {
        mention.key
        for mention in mentions
        if mention.key in measured
        or (mention.type is ConceptType.DRUG and _is_taken(mention, mentions, folded))
        or (mention.type is ConceptType.CONDITION and _KNOWN.search(folded[: mention.start]))
        or (mention.type is ConceptType.CONDITION and _IS_OVER.match(folded[mention.end :]))
        or (mention.type is ConceptType.PROCEDURE and _LONG_AGO.match(folded[mention.end :]))
    }
    topics = {m.key for m in mentions if m.type is not ConceptType.POPULATION} - found
    signs = {key for key in topics if lexicon[key].sign}
    found |= signs if topics - signs else set()  # a sign beside a disease or a drug says how the patient is
    drugs = {m.key for m in mentions if m.type is ConceptType.DRUG} - measured
    others = {m.key for m in mentions if m.type is not ConceptType.POPULATION} - found
    if drugs and drugs <= found and (slots & _OF_THE_DRUG or not others or _GOES_ON.search(folded)):
        found -= drugs  # the only drug named is what the question is about
    return frozenset(found) if others else frozenset()


def _is_taken(mention: Mention, mentions: Sequence[Mention], folded: str) -> bool:
    """Whether a drug is taken already: "on bisoprolol + diltiazem" says it of both."""
    if _TAKEN.search(folded[: mention.start]):
        return True
    before = [m for m in mentions if m.end <= mention.start and m.type is ConceptType.DRUG]
    if not before or not _JOINS.fullmatch(folded[before[-1].end : mention.start]):
        return False
    return _is_taken(before[-1], mentions, folded)


def _alternative_keys(folded: str, mentions: Sequence[Mention]) -> tuple[frozenset[str], ...]:
    """Concepts that stand with nothing but "or" between them."""
    return tuple(
        frozenset({one.key, other.key})
        for one, other in pairwise(mentions)
        if re.fullmatch(r"\s*(?:or|versus|vs\.?)\s*", folded[one.end : other.start])
    )


def _alternatives(folded: str) -> tuple[str, ...]:
    match = _ALTERNATIVES.search(folded)
    return (match[1], match[2]) if match else ()
