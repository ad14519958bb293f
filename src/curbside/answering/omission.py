"""What a claim may leave out of the unit that it rests on: asides, labels, further sentences. A closed list.

Never an exception, a condition, a number, a population or a negation: without them the rest says something
else.
"""

import re
from collections.abc import Iterator, Sequence

from curbside.answering.wording import EXCEPTIONS, LIGHT_WORDS, NEGATIONS, Token, forms_of, word_set

Words = Sequence[Token]

STOPS = ".;"
BINDERS = word_set("in for with without if when during after before among until while on to by at from per")
# Words that narrow what they stand beside; a heading or label that holds one may not be shortened.
QUALIFIERS = forms_of(
    "severe mild moderate acute chronic refractory resistant recurrent persistent complicated "
    "uncomplicated early late low high lower higher stable unstable massive critical initial second third "
    "alternative secondary primary suspected confirmed active inactive advanced prior previous known "
    "elderly older young"
)
MODAL = forms_of("should must may might can could shall consider prefer")


def has_stop(words: Words) -> bool:
    return any(token.kind == "boundary" and token.form in STOPS for token in words)


def steps(source: Words, place: int) -> Iterator[int]:
    token = source[place]
    if token.kind == "open":
        yield place + 1
        end = closing(source, place)
        if _parenthesis_may_go(source, place, end):
            yield end + 1
    elif token.kind == "boundary" and token.form in STOPS:
        return
    elif not token.is_content or token.form in LIGHT_WORDS:
        yield place + 1


def closing(source: Words, position: int) -> int:
    """Where the bracket that opens at a position closes."""
    depth = 0
    for index in range(position, len(source)):
        depth += (source[index].kind == "open") - (source[index].kind == "close")
        if depth == 0:
            return index
    return len(source) - 1


_GRADE_WORDS = forms_of(
    "class cor strong weak conditional grade graded level loe best good practice statement recommendation "
    "recommendations moderate high low very quality certainty evidence of rec i ii iii iia iib iiia iiib "
    "a b c d e r nr ld eo benefit no not harm ungraded point expert consensus opinion for and to"
)
_EXAMPLES = forms_of("eg ie including formerly see same unlike")


def _parenthesis_may_go(source: Words, start: int, end: int) -> bool:  # noqa: PLR0911  one line for each thing that may go
    """What a bracket holds may go if it is a grade, an example, a second name of the words before it, or
    plain
    words; never a number, a population, a drug, a condition or a negation, for these limit the statement."""
    inside = source[start + 1 : end]
    words = [token for token in inside if token.is_content]
    if not words or _is_grade(words):
        return True
    if words[0].form == "or" or any(token.form in (NEGATIONS | EXCEPTIONS) - {"or"} for token in inside):
        return False
    names = [t.form for t in words]
    if names == [t.form for t in source[max(0, start - len(words) - 2) : start] if t.is_content][-len(names) :]:
        return True
    if len(words) == 1 and words[0].kind == "word" and _abbreviates_before(words[0], source[:start]):
        return True
    if words[0].form in _EXAMPLES:
        return not any(token.form in ("<", ">", "<=", ">=") for token in words)
    first = inside[0].form
    if first in BINDERS or (len(words) <= 2 and any(token.form in QUALIFIERS for token in words)):
        return False
    return not any(
        (token.kind not in ("word", "number") and token.form not in "-/") or token.form in MODAL | _ONLY_SOME
        for token in words
    ) and all(token.kind != "number" or _is_year(token) for token in words)


def _is_year(token: Token) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", token.form))


# In brackets these turn a class into some of its members, or say who, when or how much.
_ONLY_SOME = forms_of(
    "other than alone daily weekly once twice maximum minimum max min total loading bolus maintenance 1/d"
)


def _is_grade(words: Words) -> bool:
    """Whether a bracket holds nothing but a grade: "Class I, LOE B-R", "Strong, Low", "Not Graded", "2D"."""
    first = words[0]
    if not all(t.form in _GRADE_WORDS or t.kind in ("number", "sign") for t in words):
        return False
    if first.kind == "number":
        return len(words) <= 2
    return first.form in _GRADE_OPENINGS or [t.printed for t in words] == ["not", "graded"]


_GRADE_OPENINGS = forms_of(
    "class cor strong weak conditional grade level loe best good recommendation moderate high low very rec ungraded"
)


def _abbreviates_before(short: Token, front: Words) -> bool:
    """Whether a bracket's one word is made of the first letters of the words before it."""
    letters = short.printed.lower()
    letters = letters[:-1] if letters.endswith("s") and len(letters) > 2 else letters
    firsts = "".join(
        token.printed[0].lower() for token in front[-12:] if token.kind not in ("boundary", "open", "close", "sign")
    )
    return len(letters) >= 2 and firsts.endswith(letters)


# Labels that name the kind of statement and limit nothing.
_PLAIN_LABELS = forms_of(
    "caveat note notes dose dosing action recommendation recommendations rationale details detail key "
    "point important monitoring timing administration definition mechanism evidence flush comment remark "
    "benefit reassess goal target duration frequency agent indication warning caution treatment therapy "
    "management regimen repeat initiation continuation threshold"
)


def front_may_go(front: Words, behind: Words) -> bool:  # noqa: PLR0911  one line for each thing that may go
    """A front part may go if it is grammar, a whole sentence, a label that limits nothing ("Caveat:"), a
    label that the
    statement repeats ("Oxygen: Controlled flow oxygen …"), or "Contraindication:" before "… is
    contraindicated"."""
    content = [token for token in front if token.is_content]
    if not content:
        return True
    last = next((token for token in reversed(front) if token.kind == "boundary" or token.is_content), None)
    if last is None or last.kind != "boundary":
        return False
    if last.form == ".":
        return True
    if last.form != ":":
        return False
    if all(token.form in _PLAIN_LABELS | LIGHT_WORDS | {"and"} for token in content):
        return True
    says = {token.form for token in behind}
    if all(token.form in says and token.form not in NEGATIONS for token in content):
        return True
    return len(content) == 1 and content[0].form.startswith("contraindic") and "contraindicated" in says


def rest_may_go(source: Words, place: int) -> bool:
    """A rest may go from a sentence end or semicolon on, or if it is an aside or a further reason; never an
    exception
    and never the rest of a counted list."""
    position = place
    while position < len(source):
        token = source[position]
        if token.kind == "boundary" and token.form in STOPS:
            if token.form == ";" and _counts(source[:position]):
                return False
            return may_be_cut(source[position + 1 :], after=token.form)
        if token.kind == "open":
            end = closing(source, position)
            if not _parenthesis_may_go(source, position, end):
                return False
            position = end + 1
        elif token.is_content and token.form not in LIGHT_WORDS:
            return position == place and _is_further_reason(source, position)
        else:
            position += 1
    return True


def may_be_cut(rest: Words, *, after: str = ";") -> bool:
    """Whether the statement before does not hang on this one: it opens with no exception, and behind a
    semicolon
    with no condition, choice or negation either."""
    behind = next((token for token in rest if token.is_content or token.form in BINDERS), None)
    return behind is None or behind.form not in (_TAKES_BACK if after == "." else _TAKES_BACK | _HANGS_ON)


_TAKES_BACK = word_set("unless except excluding but only not")
_HANGS_ON = (EXCEPTIONS | NEGATIONS | BINDERS | {"and", "or", "andor", "provid"}) - {"avoid"}
_COUNTED = word_set("all both each either any following least one 1 2 3 4 5 criteria >= if")


def _counts(front: Words) -> bool:
    """Whether a list "all of: A; B; C" is running, of which no part may be cut."""
    heads = [position for position, token in enumerate(front) if token.form == ":"]
    return bool(heads) and any(token.form in _COUNTED for token in front[: heads[-1]])


def _is_further_reason(source: Words, position: int) -> bool:
    """ "… because of A and B" may end at A: one of two reasons given is still a reason given."""
    if source[position].form != "and":
        return False
    clause = len(source[:position]) - 1
    while clause >= 0 and source[clause].kind != "boundary":
        if source[clause].form == "because":
            return not any(t.form in NEGATIONS | EXCEPTIONS for t in source[position:]) and not has_stop(
                source[position:-1]
            )
        clause -= 1
    return False
