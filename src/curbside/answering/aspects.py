"""Kinds of fact that a question asks for by name and that guidelines seldom state.

A passage on the right drug is no answer to its price. Where a question asks for one of these, some passage must speak
of it in its own words, or the library does not hold the answer. One row is one kind of fact: words of the question,
words of a passage.
"""

import re
from collections.abc import Iterable, Sequence

from curbside.domain.text import fold

_ROWS: Sequence[tuple[re.Pattern[str], re.Pattern[str]]] = tuple(
    (re.compile(question), re.compile(passage))
    for question, passage in (
        (r"half-? ?li(?:fe|ves)", r"half-? ?li(?:fe|ves)"),
        (r"bioavailab", r"bioavailab"),
        (r"made (?:from|of)\b|ingredient|excipient|gelatin|vegan|vegetarian|halal|kosher", r"porcine|gelatin|"
        r"ingredient|excipient|derived from|vegan|vegetarian|halal|kosher"),
        (r"absor[bp]|empty stomach|with food", r"bioavailab|absor[bp]|empty stomach|with (?:food|"
        r"(?:\w+ )?meal)"),
        (r"metaboli[sz]ed|excreted|eliminat|cleared by|protein bind", r"metaboli|excret|eliminat|clear|bind"),
        (r"shelf|reconstitut|store[ds]?\b|storage|dilut|(?<!non-)(?<!mr )compatib|"
        r"fridge", r"shelf|reconstitut|stor|dilut|compatib|fridge"),
        (r"\bcosts?\b|\bprice|expensive|cheap|\bper vial", r"\bcosts?\b|price|expens|cheap"),
        (r"\bincidence|\bprevalence|how common", r"incidence|prevalence|common|per 100|epidemiolog|% of"),
        (r"what (?:percentage|proportion|fraction)", r"%|percent|proportion|\b(?:one|1) in\b"),
        (r"predictive value|\bnpv\b|\bppv\b", r"predictive|\bnpv\b|\bppv\b"),
        (r"\bsensitivity\b|\bspecificity\b", r"sensitiv|specific"),
        (r"mortality|survival|life expectancy|prognosis|\bdie\b|"
        r"death rate", r"mortality|surviv|death|prognos|life expectancy|die"),
        (r"who (?:was|invented|discovered|described|wrote)|named after|first (?:published|described)|"
        r"history of the|etymolog", r"named after|first (?:published|described)|invented|discovered"),
        (r"mechanism|molecular|pathophysiolog|how (?:do|does) .{1,40} work|why (?:do|does) .{1,40} (?:cause|make|"
        r"lead|upset|give)", r"mechanism|because|due to|mediated|inhibit|block|result(?:s|ing) from|pathophysiolog"),
        (r"\bangle|\bgauge|\bincision|landmark|\btechnique|\bsutur|step by step|how (?:do|to) (?:i |you |"
        r"we )?(?:perform|insert|place|do) ", r"angle|gauge|incision|landmark|techni|sutur|insert|place"),
        (r"\bgenetic|\bgenes?\b|inherit|heredit", r"genetic|gene|inherit|heredit|allele|familial|\bhla\b"),
        (r"volume|how (?:much|many) (?:ml|millilit|litre|liter)", r"\d ?m?l\b|volume"),
        (r"per (?:kg|kilo)|/kg|mcg/kg|mg/kg|units/kg", r"/ ?kg|per kg"),
        (r"\bre-?start|\bresum|\bre-?initiat|\bre-?introduc|\brecommenc", r"re-?start|resum|re-?initiat|re-?introduc|"
        r"recommenc|back on"),
        (r"\btrimester", r"trimester|pregnan|weeks"),
        (r"(?<!ejection )\bfractions?\b|\bgy\b", r"fraction|gy\b"),
        (r"ruptur|unruptured", r"ruptur"),
        (r"\b(?:into|by) (?:a |the )?(?:vein|mouth|muscle)\b|\b(?:iv|intravenous|oral|im|intramuscular|sc) or\b|"
        r"\bor (?:iv|intravenous|oral|im|intramuscular|sc)\b", r"\biv\b|\bim\b|\bpo\b|\bsc\b|oral|mouth|intraven|"
        r"intramusc|subcut|infusion|tablet"),
        (r"\bnnt\b|number needed|to (?:treat|screen|vaccinate) to (?:prevent|save|avert|avoid)", r"\bnnt\b|"
        r"number needed|to (?:prevent|avert|avoid|save) (?:1|one)\b"),
        (r"\blanguages?\b|translat", r"language|translat"),
        (r"days off\b|off work|sick leave|(?:back|return) to (?:work|school|the gym|sport|play)",
        r"\bwork|school|sport|return to|leave\b"),
    )
)  # fmt: skip
# A question about "unruptured" needs that very word, and so on: opposites that stems hide.
_OPPOSITES = re.compile(
    r"\b(unruptured|uncomplicated|nonvalvular|asymptomatic|unprovoked|untreated|incidental|idiopathic|gestational|"
    r"neonatal|congenital|subclinical|latent|chronic|recurrent)\b"
)


# Asked for by these words, a fact must be told by the same word. "A smoker", "alcoholic" only say who the patient is.
_SAME_WORD = re.compile(
    r"\b(?:hair|taste|smell|itch|dream|libido|weight gain|constipat|dizz|molecular|brand|publish|"
    r"(?<!used to )smok(?!ers?\b|e[sd]\b)|alcohol(?!ics?\b)|"
    r"vaccin|travel|driv|fly(?:ing)?(?! off)|sport|tattoo|swim(?!mers?\b)|gym|grapefruit|sauna|diet(?!it|ic))\w*"
)


def states_aspects(question: str, statements: Iterable[str]) -> bool:
    """Whether each kind of fact that the question asks for by name stands in one of the statements."""
    asked = fold(question)
    wanted = [passage for words, passage in _ROWS if words.search(asked)]
    texts = [fold(statement) for statement in statements]
    told = all(any(pattern.search(text) for text in texts) for pattern in wanted)
    return told and all(any(word[:6] in text for text in texts) for word in _SAME_WORD.findall(asked))


def states_qualifiers(question: str, statements: Iterable[str]) -> bool:
    """Whether qualifiers that turn a condition into another one ("unruptured") stand in one of the statements."""
    wanted = set(_OPPOSITES.findall(fold(question)))
    texts = [fold(statement) for statement in statements]
    return all(any(word in text for text in texts) for word in wanted)
