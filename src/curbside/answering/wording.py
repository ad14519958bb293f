"""Wording brought to one form, so that a claim and a passage can be laid side by side word by word.

Only differences on this page are forgiven: spelling variants, a closed list of synonyms and abbreviations, symbols
and their words, the words that carry grammar only. Everything else is content, and content must match.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from curbside.domain.questions import ConceptType, Mention
from curbside.domain.text import fold
from curbside.domain.units import UNIT_OF
from curbside.retrieval.concepts import Lexicon

# (pattern, replacement) on folded text, in order. Replacements are padded with spaces.
_PHRASES: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern), f" {replacement} ")
    for pattern, replacement in (
        (r"\bup to and including\b", "<="),
        (r">=|=>|≥|\bat least\b|\bno less than\b|\bnot less than\b", ">="),
        (r"<=|=<|≤|\bat most\b|\bno more than\b|\bnot more than\b|\bnot exceeding\b", "<="),
        (r"<|\bless than\b|\bfewer than\b|\blower than\b|\bbelow\b", "<"),
        (r">|\bgreater than\b|\bmore than\b|\bhigher than\b|\babove\b|\bexceeding\b", ">"),
        (r"\bdue to\b|\bbecause of\b|\bowing to\b|\bas a result of\b", "because"),
        (r"±", "plusminus"),
        (r"\bblood pressures?\b", "bp"),
        (r"\bheart rates?\b", "hr"),
        (r"\bintravenous(?:ly)?\b|\bi\.v\.", "iv"),
        (r"\bsubcutaneous(?:ly)?\b|\bsubcut\b|\bsubq\b|\bs\.c\.", "sc"),
        (r"\bintramuscular(?:ly)?\b|\bi\.m\.", "im"),
        (r"\borally\b|\bby mouth\b|\boral\b|\bper os\b|\bp\.o\.", "po"),
        (r"\b(?:twice daily|twice a day|twice per day|two times (?:daily|a day|per day)|b\.?i\.?d\.?|bd)(?!\w)", "2/d"),
        (r"\b(?:three times (?:daily|a day|per day)|thrice daily|t\.?i\.?d\.?|tds)(?!\w)", "3/d"),
        (r"\b(?:four times (?:daily|a day|per day)|q\.?i\.?d\.?|qds)(?!\w)", "4/d"),
        (r"\b(?:once daily|once a day|once per day|once every day|every day|daily|per day|a day|each day|qd|od)\b|/\s?d(?:ay)?\b", "1/d"),
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
    )
)

_SYNONYMS: Mapping[str, str] = {
    word: canonical
    for canonical, words in {
        "start": "start starts started starting initiate initiates initiated initiating initiation begin begins begun beginning commence commenced",
        "stop": "stop stops stopped stopping discontinue discontinues discontinued discontinuing discontinuation cease ceased",
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

# Words of grammar: they may come and go.
FUNCTION_WORDS = frozenset(
    "a an the of is are be was were been being am that which who whom this these those it its their they them there "
    "as by has have had having will would do does did so then also however therefore thus additionally furthermore "
    "please people on at from into s".split()
)  # fmt: skip
# Of these, "in", "for" and "to" bind a condition or a range; they are free only between matched words.
LIGHT_WORDS = frozenset("in for to ie eg approximately".split())
NEGATIONS = frozenset(
    "not no never without avoid avoided avoiding against contraindicated contraindication contraindications neither nor "
    "none cannot unlikely insufficient unnecessary".split()
)  # fmt: skip
EXCEPTIONS = frozenset("unless except excluding but only or until if when".split())
MODALS = frozenset(
    "should must may might can could shall recommend suggest consider reasonable prefer strong strongly weak weakly "
    "conditional conditionally".split()
)  # fmt: skip

_TOKEN = re.compile(
    r"\d/d\b|(?<![a-z])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\w)|\d+(?:\.\d+)?|[a-zα-ω]+(?:'[a-z]+)?|>=|<=|[<>=%°+/×]|[.;:,()\[\]|]|-"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
NUMBER_WORDS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "twelve": "12",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the canonical form."""

    form: str  # canonical
    kind: str  # number, unit, word, sign, boundary, open, close, or a concept's type
    printed: str

    @property
    def is_content(self) -> bool:
        """Whether the token carries meaning that must be matched."""
        if self.kind in ("boundary", "open", "close"):
            return False
        return self.form not in FUNCTION_WORDS and self.form != "-"


def tokens_of(text: str, lexicon: Lexicon | None = None) -> list[Token]:
    """The canonical words of a text. With a lexicon, names of one concept become one word."""
    pieces: list[Token] = []
    position = 0
    for mention in _whole_mentions(text, lexicon):
        pieces += _plain_tokens(text[position : mention.start])
        printed = text[mention.start : mention.end]
        pieces.append(Token(f"c:{mention.key}", mention.type.value, printed))
        position = mention.end
    pieces += _plain_tokens(text[position:])
    return _joined(pieces)


def _whole_mentions(text: str, lexicon: Lexicon | None) -> list[Mention]:
    """Concepts whose names may stand for each other; vital signs and units are left to the plain words."""
    if lexicon is None:
        return []
    kinds = (ConceptType.CONDITION, ConceptType.DRUG, ConceptType.POPULATION, ConceptType.PROCEDURE)
    return [mention for mention in lexicon.find(text) if mention.type in kinds]


def _plain_tokens(text: str) -> list[Token]:
    folded = fold(text)
    for pattern, replacement in _PHRASES:
        folded = pattern.sub(replacement, folded)
    return [_token(match[0]) for match in _TOKEN.finditer(folded)]


def _token(raw: str) -> Token:
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
    word = raw
    for pattern, replacement in _SPELLING:
        word = pattern.sub(replacement, word)
    if word in _SYNONYMS:
        return Token(_SYNONYMS[word], "word", raw)
    return Token(word, "word", raw)


def _joined(tokens: Sequence[Token]) -> list[Token]:
    """Units recognised behind numbers, word endings folded."""
    result: list[Token] = []
    for token in tokens:
        before = next((t for t in reversed(result) if t.form != "-"), None)
        follows_amount = before is not None and (before.kind in ("number", "unit") or before.form == "/")
        if token.kind == "word" and follows_amount and token.form in UNIT_OF:
            result.append(Token(UNIT_OF[token.form], "unit", token.printed))
        elif token.form == "%":
            result.append(Token("%", "unit", token.printed))
        elif token.kind == "word":
            form = token.form if token.form in _FIXED else _stem(token.form)
            result.append(Token(form, "word", token.printed))
        elif token.form == "=":
            continue
        else:
            result.append(token)
    return result


# Forms that are canonical already.
_FIXED = frozenset(_SYNONYMS.values()) | FUNCTION_WORDS | LIGHT_WORDS | NEGATIONS | EXCEPTIONS | MODALS


def _stem(word: str) -> str:
    """Light folding of plural and verb endings; what it merges differs in grammar only."""
    if len(word) <= 4:
        return word[:-1] if len(word) == 4 and word.endswith("s") and word[-2] not in "sui" else word
    for ending, replacement in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us", "is")):
            return word[: -len(ending)] + replacement
    return word
