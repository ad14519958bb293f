"""Names of people in a question: after a title or a word like "patient", before an age, or by a common given name.

The names of diseases, scores and signs are names of people too; what stands after a name tells them apart ("Graves
disease", "Wells score"), and a list of the capitals that questions are full of. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from curbside.domain.name_words import ALSO_WORDS, GIVEN, NO_NAMES, PARTICLES, TITLES

_WORD = re.compile(r"[^\W\d_]+(?:['’-](?!s\b)[^\W\d_]+)*")
_RELATIVES = (
    r"mother|father|mum|mom|dad|wife|husband|partner|son|daughter|brother|sister|uncle|aunt|baby|child|friend|"
    r"grand(?:mother|father|ma|pa)|neighbour|neighbor|colleague"
)
# After these stands somebody's name, if a name it is.
_LABEL = re.compile(
    rf"\b(?:patients?|pt|lady|gentleman|man|woman|girl|boy|i am|i'm|look after|looking after|(?:my|his|her|our|the) "
    rf"(?:{_RELATIVES}))\b\s*[:,]?\s*$",
    re.I,
)
_PATIENT = re.compile(r"\b(?:patient|pt|baby)\b\s*[:,]?\s*$", re.I)
_CALLED = re.compile(r"\b(?:name(?:\s+is)?\s*:?|named|is called|was called)\s*$", re.I)
# Behind a name these show a person: an age, a date of birth, a bracket, a verb.
_AGE = r"\(?\d{1,3}(?:\s?(?:m|f)\b|\s?-?(?:y|yo|yrs?|years?|months?|weeks?|male|female)\b|,|\)|;)"
_A_PERSON = re.compile(
    rf"(?:\s*[,;:(/-]?\s*|\s+is\s+(?:an?\s+)?|\s+aged?\s+)(?:{_AGE}|(?:dob|born|mrn|nhs|male|female)\b)", re.I
)
_GOES_ON = re.compile(r"\s*(?:[,;:/.?)(]|$|w/|(?:is|has|had|with|who|takes|was|needs|on|after|from|and|\d+)\b)", re.I)
# Behind a name these show a disease, a score or a sign, up to two words on ("Charles Bonnet syndrome").
_OF_A_THING = re.compile(
    r"(?:['’]s?)?(?:[\s-]+\w+)?[\s-]+(?:disease|syndrome|scores?|criteria|criterion|signs?|tests?|scale|lymphoma|sarcoma|"
    r"palsy|fractures?|classification|class|formula|index|stages?|staging|grades?|procedure|operation|repair|manoeuvre|"
    r"maneuver|position|law|tumou?r|contracture|phenomenon|reaction|virus|fever|body|bodies|cell|nodes?|catheter|tube|"
    r"drain|line|foot|joint|type|rules?|protocol|triad|anomaly|oesophag\w*|esophag\w*|thyroiditis|nephropathy|"
    r"encephalopathy|dementia|chorea|angina|gangrene|purpura|anaemia|anemia|neuropathy|ophthalmopathy|circulation|"
    r"technique|method|equation|nomogram|questionnaire|inventory|assessment|guidelines?|trial|study|system|wort|"
    r"arteritis|carcinoma|respiration|respirations|murmur|ulcers?|hernia|spots?|lines?|effect|count)\b",
    re.I,
)
_BEFORE = 40  # characters in front of a name that are looked at
_SAINT = re.compile(r"\b(?:st|saint)\.?\s*$", re.I)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def is_capital(self) -> bool:
        """Written as a name is: one capital, then small letters ("O'Brien" and "McDonald" too)."""
        return len(self.text) > 1 and self.text[0].isupper() and any(c.islower() for c in self.text[1:])

    @property
    def may_be_name(self) -> bool:
        return self.is_capital and self.lower not in NO_NAMES

    @property
    def is_given(self) -> bool:
        return self.lower in GIVEN and self.lower not in ALSO_WORDS

    @property
    def may_be_given(self) -> bool:
        return self.lower in GIVEN or self.lower in ALSO_WORDS


def names_in(text: str) -> Iterator[tuple[int, int]]:
    """Places of names with their titles, in order. A word like "patient" is not part of the name."""
    tokens = [_Token(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]
    until = 0
    for place, token in enumerate(tokens):
        if token.start < until:
            continue
        run = _after_title(tokens, place, text) or _written(tokens, place, text) or _small(tokens, place, text)
        if run:
            until = run[-1].end
            yield run[0].start, until


def _run(tokens: Sequence[_Token], place: int, text: str, *, most: int = 3) -> list[_Token]:
    """Words from `place` on that may be a name together: capitals with nothing but a space between them."""
    run: list[_Token] = []
    for token in tokens[place : place + most]:
        if run and not re.fullmatch(r"\.?\s*" if _is_initial(run[-1]) else r"\s+", text[run[-1].end : token.start]):
            break
        if token.may_be_name or (run and token.lower in PARTICLES) or _is_initial(token):
            run.append(token)
        else:
            break
    while run and (run[-1].lower in PARTICLES and not run[-1].is_capital):
        run.pop()
    return run


def _is_initial(token: _Token) -> bool:
    return len(token.text) == 1 and token.text.isupper()


def _after_title(tokens: Sequence[_Token], place: int, text: str) -> list[_Token]:
    title = tokens[place]
    if title.lower not in TITLES or (title.text.isupper() and title.lower != "mrs") or place + 1 == len(tokens):
        return []
    if not re.fullmatch(r"\.?\s+", text[title.end : tokens[place + 1].start]):
        return []
    first = place + 1
    while first < len(tokens) - 1 and tokens[first].lower in PARTICLES and not tokens[first].is_capital:
        first += 1
    if run := _run(tokens, first, text):
        return (
            []
            if title.lower in ("miss", "nurse", "sister") and _is_thing(run, text)
            else list(tokens[place : first + len(run)])
        )
    return _small_after_title(title, list(tokens[place + 1 : place + 3]), text)


def _small_after_title(title: _Token, following: list[_Token], text: str) -> list[_Token]:
    """ "mr smith", "mrs jane roe 71"; not "mr imaging" nor "miss a dose"."""
    if (
        title.lower in ("miss", "mister", "nurse", "sister")
        or following[0].lower in NO_NAMES
        or len(following[0].text) < 3
    ):
        return []
    both = len(following) == 2 and _both_names(following, text)
    return [title, *(following if both else following[:1])]


def _both_names(pair: Sequence[_Token], text: str) -> bool:
    """Whether two words in small letters are given name and surname: the first is a given name, or an age follows."""
    if text[pair[0].end : pair[1].start] != " " or pair[1].lower in NO_NAMES or len(pair[1].text) < 2:
        return False
    return pair[0].may_be_given or bool(_A_PERSON.match(text, pair[1].end))


def _written(tokens: Sequence[_Token], place: int, text: str) -> list[_Token]:
    """A name in capitals: behind a label, before an age, or with a common given name."""
    first = tokens[place]
    if upside := _surname_first(tokens, place, text):
        return upside
    run = _run(tokens, place, text)
    before = text[max(0, first.start - _BEFORE) : first.start]
    if not run or _is_thing(run, text) or _SAINT.search(before):
        return []
    return run if _CALLED.search(before) or _is_somebody(run, before, text) else []


def _is_somebody(run: Sequence[_Token], before: str, text: str) -> bool:
    """Whether words in capitals are a person by what they are and what stands around them."""
    goes_on = _GOES_ON.match(text, run[-1].end)
    if all(_is_initial(token) for token in run):
        return len(run) > 1 and bool(_PATIENT.search(before)) and text[run[0].end] == "."
    if len(run) == 1:
        return run[0].is_given or bool(_PATIENT.search(before) and goes_on)
    if any(token.is_given for token in run[:2]) or _A_PERSON.match(text, run[-1].end):
        return True
    return bool(_LABEL.search(before) and goes_on)


def _surname_first(tokens: Sequence[_Token], place: int, text: str) -> list[_Token]:
    """ "SMITH, John"."""
    pair = list(tokens[place : place + 2])
    if len(pair) < 2 or not pair[0].text.isupper() or len(pair[0].text) < 3 or not pair[1].may_be_name:
        return []
    if not re.fullmatch(r",\s*", text[pair[0].end : pair[1].start]):
        return []
    return pair if pair[1].is_given or _A_PERSON.match(text, pair[1].end) else []


def _small(tokens: Sequence[_Token], place: int, text: str) -> list[_Token]:
    """A name in small letters: a given name behind a label, or given name and surname before an age."""
    first, pair = tokens[place], list(tokens[place : place + 2])
    before = text[max(0, first.start - _BEFORE) : first.start]
    labelled = _LABEL.search(before) or _CALLED.search(before)
    if labelled and first.may_be_given and re.match(r"\s+(?:is|has)\s+\d", text[first.end : first.end + 20]):
        return [first]
    if not first.is_given or len(pair) < 2:
        return []
    if _both_names(pair, text) and (labelled or _A_PERSON.match(text, pair[1].end)):
        return pair
    return [first] if labelled else []


def _is_thing(run: Sequence[_Token], text: str) -> bool:
    """Whether the words name a disease, a score or the like."""
    return bool(_OF_A_THING.match(text, run[-1].end)) or any(_OF_A_THING.match(text, token.end) for token in run[:1])
