"""Wording brought to one form, so that a claim and a passage can be laid side by side word by word.

Only differences on this page are forgiven: spelling variants, a closed list of synonyms and abbreviations,
symbols
and their words, the words that carry grammar only. Everything else is content, and content must match.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from curbside.domain.questions import ConceptType
from curbside.domain.text import fold
from curbside.domain.units import UNIT_OF
from curbside.retrieval.concepts import Lexicon

# Characters that carry meaning and would otherwise be lost: "50 µg" is not "50 g", and "↑" is not "↓".
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_POWER = re.compile(rf"(?<=\d)[{_RAISED}]")  # "10⁹" is neither "10" nor "109"; "m²" is "m2"
_SYMBOLS = str.maketrans(
    {
        "µ": "μ", "’": "'", "−": "-", "↑": " increase ", "↓": " decrease ", "&": " and ",
        "~": " approximately ", "→": " then ", "⇒": " then ", "…": " ", "“": " ", "”": " ", "½": ".5",
        "•": " ", "·": " ", "®": "", "™": "", **{raised: str(digit) for digit, raised in enumerate(_RAISED)},
    }
)  # fmt: skip

_AMOUNT = r"(\d+(?:[.,]\d+)?(?: ?[a-z%/μ°]{1,8}){0,2}?)"

# (pattern, replacement) on folded text, in order. Replacements are padded with spaces.
_PHRASES: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern), f" {replacement} ")
    for pattern, replacement in (
        (r"\b(?:less|lower|fewer|smaller) than or equal to\b|\bup to and including\b", "<="),
        (r"\b(?:greater|more|higher) than or equal to\b", ">="),
        # "4.0 points or less" is "≤ 4.0 points"; at most two short words of unit may stand between.
        (rf"\b{_AMOUNT} or (?:less|lower|fewer|below|under|younger)\b", r"<= \1"),
        (rf"\b{_AMOUNT} or (?:more|greater|higher|above|over|older)\b", r">= \1"),
        (r">=|=>|≥|\bat least\b|\bno less than\b|\bnot less than\b", ">="),
        (r"<=|=<|≤|\bat most\b|\bno more than\b|\bnot more than\b|\bnot exceeding\b", "<="),
        (r"<(?!=)|\bless than\b|\bfewer than\b|\blower than\b|\bbelow\b", "<"),
        (r">(?!=)|\bgreater than\b|\bmore than\b|\bhigher than\b|\babove\b|\bexceeding\b", ">"),
        (r"\bdue to\b|\bbecause of\b|\bowing to\b|\bas a result of\b", "because"),
        (r"±", "plusminus"),
        (r"\bblood pressures?\b", "bp"),
        (r"\bheart rates?\b", "hr"),
        (r"\bintravenous(?:ly)?\b|\bi\.v\.", "iv"),
        (r"\bsubcutaneous(?:ly)?\b|\bsubcut\b|\bsubq\b|\bs\.c\.", "sc"),
        (r"\bintramuscular(?:ly)?\b|\bi\.m\.", "im"),
        (r"\borally\b|\bby mouth\b|\boral\b|\bper os\b|\bp\.o\.", "po"),
        (
            r"\b(?:twice daily|twice a day|twice per day|two times (?:daily|a day|per "
            r"day)|b\.?i\.?d\.?|bd)(?!\w)",
            "2/d",
        ),
        (r"\b(?:three times (?:daily|a day|per day)|thrice daily|t\.?i\.?d\.?|tds)(?!\w)", "3/d"),
        (r"\b(?:four times (?:daily|a day|per day)|q\.?i\.?d\.?|qds)(?!\w)", "4/d"),
        (
            r"\b(?:once daily|once a day|once per day|once every day|every day|daily|per day|a day|each "
            r"day|qd|od)\b|/\s?d(?:ay)?\b",
            "1/d",
        ),
        (r"\bq\s?(\d+(?:-\d+)?)\s?h(?:rs?|ours?)?\b", r"every \1 h"),
        (r"\beach (\d+)", r"every \1"),
        (r"\bper (?=(?:" + "|".join(map(re.escape, sorted(UNIT_OF, key=len, reverse=True))) + r")\b)", "/"),
        (r"\b(?:for example|e\.g\.,?|such as|eg)(?!\w)", "eg"),
        (r"\b(?:that is|i\.e\.,?)(?!\w)", "ie"),
        (r"\b(?:versus|vs\.?)(?!\w)", "versus"),
        (r"\bdo not\b|\bdon't\b|\bdoes not\b|\bdoesn't\b|\bdid not\b", "not"),
        (r"\bcannot\b|\bcan't\b|\bcan not\b", "can not"),
        (r"\bshould n't\b|\bshouldn't\b", "should not"),
        (r"\bis n't\b|\bisn't\b|\baren't\b", "not"),
        (r"\bmg/dl\b", "mg / dl"),
        (r"\bplus\b", "+"),
        (r"\band/or\b", "andor"),
        (r"\b(approx|dr|al|fig|spp)\.(?= )", r"\1"),
        (
            r"\b(shortest|longest|lowest|highest) (dose|duration|level|concentration) possible\b",
            r"\1 possible \2",
        ),
        # "Treatment with X" is "X treatment"; "treatment" itself says nothing beside X.
        (r"\b(?:treatment|therapy) with\b", " "),
    )
)

_SYNONYMS: Mapping[str, str] = {
    word: canonical
    for canonical, words in {
        "start": "start starts started starting initiate initiates initiated initiating initiation begin "
        "begins begun beginning commence commenced",
        "stop": "stop stops stopped stopping discontinue discontinues discontinued discontinuing "
        "discontinuation cease ceased",
        "give": "give gives given giving administer administers administered administering",
        "use": "use uses used using utilize utilise utilized utilised utilizing utilising",
        "people": "patient patients people persons person individuals individual subjects",
        "recommend": "recommend recommends recommended recommending",
        "suggest": "suggest suggests suggested suggesting",
        "approximately": "approximately approx about around",
        "physician": "physician physicians doctor doctors",
        "kidney": "kidney kidneys renal",
        "liver": "liver hepatic",
        "perform": "perform performs performed performing",
        "consider": "consider considers considered considering",
        "diagnos": "diagnosis diagnose diagnosed diagnoses diagnosing diagnostic",
        "avoid": "avoid avoids avoided avoiding",
        "contraindication": "contraindication contraindications",
        "prefer": "prefer prefers preferred preferring",
    }.items()
    for word in words.split()
}  # fmt: skip

_SPELLING: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"aem(?=i|o|a)", "em"),
        (r"oedema", "edema"),
        (r"oesoph", "esoph"),
        (r"paediat", "pediat"),
        (r"anaesth", "anesth"),
        (r"diarrhoea", "diarrhea"),
        (r"foet", "fet"),
        (r"(?<=\w{3})isation", "ization"),
        (r"(?<=\w{3})is(?=e[ds]?$|ing$)", "iz"),
        (r"(?<=tum)our|(?<=col)our|(?<=behavi)our", "or"),
        (r"centre", "center"),
        (r"haem", "hem"),
    )
)


def word_set(words: str) -> frozenset[str]:
    """The words of a table that is easier read as a line of text."""
    return frozenset(words.split())


# Words of grammar: they may come and go.
FUNCTION_WORDS = word_set(
    "a an the of is are be was were been being am that which who whom this these those it its their they "
    "them there as has have had having will would do does did so then also however therefore thus "
    "additionally furthermore please people on at from into s"
)
# Of these, "in", "for" and "to" bind a condition or a range; they are free only between matched words.
LIGHT_WORDS = word_set("in for to ie eg approximately")
NEGATIONS = word_set(
    "not no never without avoid avoided avoiding against contraindicated contraindication "
    "contraindications neither nor none cannot unlikely insufficient unnecessary"
)
EXCEPTIONS = word_set("unless except excluding but only or until if when")
MODALS = word_set(
    "should must may might can could shall recommend suggest consider reasonable prefer strong strongly "
    "weak weakly conditional conditionally"
)

# Numbers keep their minus and a decimal point in front: "-2.5" is not "2.5", ".5 mg" is not "5 mg".
_TOKEN = re.compile(
    r"\d/d\b|(?<![a-z])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\w)"
    r"|(?<![\w)\]%°.,/-])-(?:\d+(?:\.\d+)?|\.\d+)|\d+(?:\.\d+)?|(?<![\w.])\.\d+"
    r"|[a-zα-ω]+(?:'[a-z]+)?|>=|<=|[<>=%°+/×]|[.;:,()\[\]|]|-|[^\w\s\"'*`#!?\\]"
)
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)")
NUMBER_WORDS = {
    "zero": "0", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "twelve": "12",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the canonical form."""

    form: str  # canonical
    kind: str  # number, unit, word, sign, boundary, open, close, or a concept's type
    printed: str
    bound: str = ""  # preposition that ties it, where another one would say something else: "to 5 mg"
    is_content: bool = True  # carries meaning that must be matched


@lru_cache(maxsize=16_384)
def tokens_of(text: str, lexicon: Lexicon | None = None) -> tuple[Token, ...]:
    """The canonical words of a text. With a lexicon, an abbreviation and its long form are one, and drugs by
    their other names."""
    named, kinds = _named_alike(text, lexicon)
    folded = _POWER.sub(r" ^ \g<0>", fold(named)).translate(_SYMBOLS)
    for pattern, replacement in _PHRASES:
        folded = pattern.sub(replacement, folded)
    return tuple(_joined([_token(match[0]) for match in _TOKEN.finditer(folded)], kinds))


def _named_alike(text: str, lexicon: Lexicon | None) -> tuple[str, Mapping[str, str]]:
    """The text with the concept's name where a form may stand for it, and the kind of each drug's and
    population's
    words.

    The lexicon gathers forms that find each other ("third trimester" finds pregnancy, "low-dose aspirin"
    finds
    aspirin). For a claim that is far too much, so only two kinds are made one: see `_same_name`.
    """
    if lexicon is None:
        return text, {}
    pieces: list[str] = []
    kinds: dict[str, str] = {}
    position = 0
    for mention in lexicon.find(text):
        printed = text[mention.start : mention.end]
        # Claim and passage have other words around "SBP"; it is read as printed, not as either meaning.
        if mention.type not in _NAMED or lexicon.is_ambiguous(printed):
            continue
        name = lexicon.name(mention.key)
        if _same_name(printed, name, is_drug=mention.type is ConceptType.DRUG):
            said = name
        elif (inner := re.search(r"[\s-]", printed)) and re.search(r"[A-Z]{2}", printed[inner.end() :]):
            # "contrast-induced AKI" holds an abbreviation of its own.
            said = printed[: inner.end()] + _named_alike(printed[inner.end() :], lexicon)[0]
        else:
            said = printed
        pieces += (text[position : mention.start], said)
        position = mention.end
        if mention.type in (ConceptType.DRUG, ConceptType.POPULATION):
            kinds.update(dict.fromkeys(re.findall(r"[a-z]+", fold(said)), mention.type.value))
    return "".join(pieces) + text[position:], kinds


# Vital signs, tests and units are left to the plain words.
_NAMED = (ConceptType.CONDITION, ConceptType.DRUG, ConceptType.POPULATION, ConceptType.PROCEDURE)


@lru_cache(maxsize=8_192)
def _same_name(printed: str, name: str, *, is_drug: bool) -> bool:
    """Whether a form says no more and no less than the concept's name: an abbreviation of just its words, the
    long
    form of a name that is itself an abbreviation, or another single-word name of a drug ("albuterol")."""
    if any(char.isdigit() or char in "<>=≥≤%" for char in printed + name):
        return False
    if _is_abbreviation(printed):
        return not _is_abbreviation(name) and _abbreviates(printed, name)
    if _is_abbreviation(name):
        return _abbreviates(name, printed)
    return is_drug and printed.isalpha() and name.isalpha() and len(printed) > 3  # "K" is too little to go by


def _is_abbreviation(text: str) -> bool:
    return " " not in text and sum(char.isupper() for char in text) >= 2


def _abbreviates(short: str, long: str) -> bool:
    """Whether every word of the long form gives a letter to the short one, in order."""
    letters = re.sub(r"[^a-z]", "", short.rstrip("s").lower())
    words = re.findall(r"[a-z]+", re.sub(r"'s\b", "", long.lower()))
    if not words or not letters or len(words) > len(letters):
        return False
    return _spelled(letters, words)


def _spelled(letters: str, words: Sequence[str]) -> bool:
    """Whether the letters can be taken from the words in order, each word giving its first letter at
    least."""
    if not words:
        return not letters
    word = words[0]
    if not letters or letters[0] != word[0]:
        return False
    place = 0
    for taken in range(1, len(letters) + 1):
        place = word.find(letters[taken - 1], place) + 1
        if not place:
            return False
        if _spelled(letters[taken:], words[1:]):
            return True
    return False


@lru_cache(maxsize=32_768)
def _token(raw: str) -> Token:  # noqa: PLR0911  a table of shapes, one line each
    if raw in ".;:,|":
        return Token(raw, "boundary", raw)
    if raw in "([":
        return Token("(", "open", raw)
    if raw in ")]":
        return Token(")", "close", raw)
    if raw in ("1/d", "2/d", "3/d", "4/d"):
        return Token(raw, "unit", raw)
    number = NUMBER_WORDS.get(raw, raw).replace(",", "")
    if _NUMBER.fullmatch(number):
        return Token(f"{float(number):g}", "number", raw)
    if raw in (">=", "<=", "<", ">", "=", "/", "+", "°", "×", "-"):
        return Token(raw, "sign", raw)
    if not raw[0].isalpha():
        return Token(raw, "sign", raw)
    word = _spelt_alike(raw)
    return Token(_SYNONYMS.get(word, word), "word", raw)


@lru_cache(maxsize=32_768)
def _spelt_alike(word: str) -> str:
    for pattern, replacement in _SPELLING:
        word = pattern.sub(replacement, word)
    return word


def _joined(tokens: Sequence[Token], kinds: Mapping[str, str]) -> list[Token]:
    """Units recognised behind numbers, word endings folded, prepositions tied to what they govern."""
    result: list[Token] = []
    follows_amount = False
    for token in tokens:
        form, kind = token.form, token.kind
        if form == "=":
            continue
        if kind == "word" and follows_amount and form in UNIT_OF:
            form, kind = UNIT_OF[form], "unit"
        elif form == "%":
            kind = "unit"
        elif kind == "word":
            form, kind = form if form in _FIXED else _stem(form), kinds.get(token.printed, "word")
        is_content = kind not in _MARKS and form not in FUNCTION_WORDS and form != "-"
        bound = _binding(result, kind) if is_content and form not in LIGHT_WORDS else ""
        result.append(Token(form, kind, token.printed, bound, is_content))
        if form != "-":
            follows_amount = kind in ("number", "unit") or form == "/"
    return result


_MARKS = ("boundary", "open", "close")
_TIES = {"to": "to", "into": "to", "from": "from", "for": "for", "in": "in", "at": "at"}


def _binding(before: Sequence[Token], kind: str) -> str:
    """The preposition in front of a number ("in 5 days" is not "for 5 days") or, if it gives a direction, of
    any
    word ("from A to B" is not "to A from B"). The "to" of a range ties nothing."""
    position = len(before) - 1
    while position >= 0 and before[position].form in _BETWEEN:
        position -= 1
    if position < 0 or before[position].form not in _TIES:
        return ""
    tie = _TIES[before[position].form]
    if kind != "number":
        return tie if tie in ("to", "from") else ""
    is_range = tie == "to" and position > 0 and before[position - 1].kind in ("number", "unit")
    return "" if is_range else tie


_BETWEEN = frozenset({"a", "an", "the", "approximately", "<", ">", "<=", ">="})

# Forms that are canonical already.
_FIXED = (
    frozenset(_SYNONYMS.values())
    | FUNCTION_WORDS
    | LIGHT_WORDS
    | NEGATIONS
    | EXCEPTIONS
    | MODALS
    | {"because", "score"}
)


@lru_cache(maxsize=32_768)
def _stem(word: str) -> str:
    """Light folding of plural and verb endings; what it merges differs in grammar only."""
    if len(word) <= 5 and word.endswith("s") and len(word) >= 4:
        return word[:-1] if word[-2] not in "sui" else word
    if len(word) <= 4:
        return word
    for ending, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us", "is")):
            return word[: -len(ending)] + replacement
    return word


_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", ""))


def forms_of(words: str) -> frozenset[str]:
    """The canonical forms of a list of words, for tables of words elsewhere."""
    return frozenset(token.form for word in words.split() for token in tokens_of(word))
