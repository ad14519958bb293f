"""Lay a claim and one unit of a passage side by side, word by word.

A claim follows if its content words run through the unit in order, and what is left out or added on the way
stands on
a closed list here. Each entry of the list says why it is safe; whatever is not listed is not forgiven.
Why so strict: docs/explanation/how-an-answer-is-made.md
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from curbside.answering.omission import (
    BINDERS,
    MODAL,
    QUALIFIERS,
    STOPS,
    Words,
    front_may_go,
    has_stop,
    may_be_cut,
    rest_may_go,
    steps,
)
from curbside.answering.wording import (
    EXCEPTIONS,
    FUNCTION_WORDS,
    LIGHT_WORDS,
    NEGATIONS,
    Token,
    forms_of,
    tokens_of,
    word_set,
)
from curbside.domain.grading import find_grade
from curbside.retrieval.concepts import Lexicon

# Words that say nothing of their own beside a label, a dose or an imperative.
_FREE_NOUNS = word_set("treatment therapy dose drug medication")
_FREE = LIGHT_WORDS | _FREE_NOUNS | {","}
# Canonical forms of verbs that command when they stand bare at the start of a clause.
_ORDERS = forms_of(
    "start stop give use avoid continue reduce titrate increase check monitor perform obtain consider "
    "measure repeat add hold switch maintain target limit ensure confirm adjust replace assess refer "
    "treat remain take stay place keep follow correct offer screen discuss decrease evaluate review "
    "restrict"
)


# -- one sentence after the other
# ------------------------------------------------------------------------------------


def follows(claimed: Words, variants: Sequence[Words], context: Sequence[Sequence[Words]], *, forbidding: bool) -> bool:
    """Whether the claim, with or without words that only repeat its context, runs through one of the
    variants.

    Args:
        claimed: the words of the claim.
        variants: the words of the unit, in every order that says the same.
        context: for each heading, lead-in and parent label its words, whole and in part.
        forbidding: the context forbids, so that "give" and "should" may not be added.
    """
    rests = _without_context(claimed, context)
    for variant in variants:
        known = ADDABLE.union(token.form for token in variant)
        for rest in rests:
            if any(token.is_content and token.form not in known for token in rest):
                continue
            if _runs_or_passive(rest, variant, forbidding=forbidding):
                return True
            for label, behind in _split_label(variant):
                if any(_runs_or_passive(bare, behind, forbidding=forbidding) for bare in _without_part(rest, label)):
                    return True
    return False


_CONDITION_FIRST = re.compile(r"((?:In|For|Among|During|After|Before|With|If|When)\b[^,;.]{3,160}?),\s+(.+)$", re.S)
_REDUCTION_LABEL = re.compile(r"(?:Dose|Dosage) reduction ((?:for|if|when|in) [^:;.]{3,120}): (?=\S)", re.I)
_LIST_OF_KIND = re.compile(r"(?:the )?following (?:are|is) (?:an? )?([^:;.,]{4,120}?)(?: per [^:;.,]{2,60})?:?$", re.I)


@lru_cache(maxsize=8_192)
def variants_of(text: str, context: tuple[str, ...], lexicon: Lexicon | None) -> tuple[Words, ...]:
    """The unit itself, and the same said in another order."""
    forms: list[Words] = [tokens_of(text, lexicon)]
    if match := _CONDITION_FIRST.match(text):
        forms += _condition_behind(match[1][0].lower() + match[1][1:], match[2], lexicon)
    if match := _REDUCTION_LABEL.match(text):
        # "Dose reduction for X: Y" names the act in its label: "For X, the dose is reduced to Y".
        forms.append(tokens_of(f"{match[1]}, reduced to {text[match.end() :]}", lexicon))
    if context and (match := _LIST_OF_KIND.match(context[-1])):
        # "The following are contraindications to X:" says of each item that it is one.
        forms.append(tokens_of(f"{text.rstrip('.')} {match[1]}", lexicon))
    return tuple(forms)


def _condition_behind(condition: str, rest: str, lexicon: Lexicon | None) -> Iterator[Words]:
    """ "Y in X" for "In X, Y"; the grade stays at the end."""
    first, _, tail = rest.partition("; ")
    for statement in (first, rest) if tail and may_be_cut(tokens_of(tail, lexicon)) else (rest,):
        grade = find_grade(statement)
        closing = f" ({grade.as_printed})" if grade else ""
        bare = statement[: grade.start] + statement[grade.end :] if grade else statement
        yield tokens_of(f"{bare.strip().rstrip('.')} {condition}{closing}", lexicon)


# -- context
# ---------------------------------------------------------------------------------------------------------

# Words of a heading that do not narrow what stands below it.
_PLAIN = forms_of(
    "add standard care dose doses dosing protocol use second third first line agent administration "
    "regimen choice recommendation therapy treatment initial management preferred option simplified "
    "recommended"
)


@lru_cache(maxsize=8_192)
def context_words(part: str, lexicon: Lexicon | None) -> tuple[Words, ...]:
    """The words of a heading or lead-in, and of its title before a dash or bracket; the drug alone, where all
    other words are plain ("Second-Line: Add Vasopressin")."""
    whole = tokens_of(part, lexicon)
    found: list[Words] = [whole]
    if any(token.form in NEGATIONS | EXCEPTIONS for token in whole):
        return tuple(found)
    for piece in re.split(r"\s+[—–]\s+|\s--\s|\s*[(:]", part):
        words = tokens_of(piece, lexicon)
        drug = tuple(token for token in words if token.kind == "drug")
        if words and words != whole and not any(t.form in QUALIFIERS for t in words):
            found.append(words)
        plain = all(
            token.kind == "drug" or not token.is_content or token.form in _PLAIN | LIGHT_WORDS for token in words
        )
        if drug and plain and drug != words:
            found.append(drug)
    return tuple(found)


@lru_cache(maxsize=8_192)
def forbids(part: Words) -> bool:
    """Whether a heading or lead-in forbids what stands below it: "Avoid:", "Contraindications", "Do not
    give".
    "Patients not responding" does not: it says who."""
    for position, token in enumerate(part):
        if token.form in _FORBIDDING:
            before = part[position - 1].form if position else ""
            return before not in ("without", "no", "not")
        if token.form in ("not", "no") and token.is_content:
            behind = part[position + 1].form if position + 1 < len(part) else ":"
            before = part[position - 1].form if position else ""
            if behind in _ORDERS | _FORBIDDEN or before in MODAL:
                return True
    return False


_FORBIDDING = forms_of("avoid contraindicated contraindication never against")
_FORBIDDEN = forms_of("recommended recommendation indicated advised appropriate beneficial useful to : routinely be")


def _without_context(claimed: Words, context: Sequence[Sequence[Words]]) -> list[Words]:
    """The claim, and the claim without words that only repeat a heading or a lead-in, wherever they stand."""
    seen: dict[Words, None] = {tuple(claimed): None}
    for forms in context:
        for earlier in tuple(seen):
            # The first form of a heading that the claim repeats: the whole before its parts.
            rest = next((rest for part in forms for rest in _without(earlier, part)), None)
            if rest is not None:
                seen[tuple(rest)] = None
        if len(seen) > _MOST_RESTS:
            break
    return list(seen)


_MOST_RESTS = 32


def _without(claimed: Words, part: Words) -> Iterator[Words]:
    yield from _without_part(claimed, part)
    yield from _without_clause(claimed, part)


def _weighty(words: Words) -> list[tuple[int, str]]:
    return [(i, t.form) for i, t in enumerate(words) if t.is_content and t.form not in LIGHT_WORDS]


def _without_part(claimed: Words, part: Words) -> Iterator[Words]:
    """The claim without the run of words that repeats all content of `part`, if there is one."""
    wanted = [form for _, form in _weighty(part)]
    if not wanted or len(wanted) > 60 or _asks_for_several(part):
        return
    content = _weighty(claimed)
    forms = [form for _, form in content]
    for start in range(len(forms) - len(wanted) + 1):
        if forms[start : start + len(wanted)] == wanted:
            first, last = content[start][0], content[start + len(wanted) - 1][0]
            yield [*claimed[:first], *claimed[_past_joint(claimed, first, last + 1) :]]
            return


_SEVERAL = re.compile(
    # "1 point for each of the following" gives its point for one item alone.
    r"(?<!point for )(?<!points for )\b(?:all|both|each)\b(?: \w+){0,4} (?:follow|criteria|these)\b|"
    r"\b\d+ (?:or more )?(?:\w+ )?of "
    # Three months of a treatment are not three of several.
    r"the\b|>= \d+ (?!(?:min|h|d|wk|mo|a) )(?:\w+ )?of\b"
)


@lru_cache(maxsize=8_192)
def _asks_for_several(part: Words) -> bool:
    """Whether a lead-in asks for more than one of its items ("all of the following:"): none may be read alone."""
    return bool(_SEVERAL.search(" ".join(token.form for token in part)))


def _past_joint(claimed: Words, first: int, behind: int) -> int:
    """Past "with" where the claim opens with the lead-in: "In men with X" is "Men: X"."""
    opens = not any(token.is_content and token.form not in LIGHT_WORDS for token in claimed[:first])
    return behind + 1 if opens and behind < len(claimed) and claimed[behind].form == "with" else behind


def _without_clause(claimed: Words, part: Words) -> Iterator[Words]:
    """The claim without a first clause that repeats some of a heading, if the rest of the heading binds
    nothing."""
    end = next((i for i, t in enumerate(claimed[:24]) if t.kind == "boundary" and t.form in ",:"), None)
    if end is None or _asks_for_several(part):
        return
    front = [form for _, form in _weighty(claimed[:end])]
    wanted = [token for token in part if token.is_content and token.form not in LIGHT_WORDS]
    forms = [token.form for token in wanted]
    for start in range(len(forms) - len(front) + 1):
        if front and forms[start : start + len(front)] == front:
            left = wanted[:start] + wanted[start + len(front) :]
            if not any(_narrows(token) for token in left):
                yield claimed[end + 1 :]
            return


def _narrows(token: Token) -> bool:
    """Whether a word of a heading limits to whom or when it applies."""
    if token.kind not in ("word", "boundary"):
        return True
    return token.form in NEGATIONS | EXCEPTIONS | QUALIFIERS | (BINDERS - LIGHT_WORDS)


def _split_label(source: Words) -> Iterator[tuple[Words, Words]]:
    """ "Apixaban: standard dose is …" as label and rest."""
    for position, token in enumerate(source[:16]):
        if token.form == ":":
            label = source[:position]
            if any(part.is_content for part in label) and not any(part.form in STOPS for part in label):
                yield label, source[position + 1 :]
            return


# -- orders and the passive
# ------------------------------------------------------------------------------------------


def _runs_or_passive(claimed: Words, source: Words, *, forbidding: bool) -> bool:
    if _aligned(claimed, source, forbidding=forbidding):
        return True
    return any(_aligned(rest, behind, forbidding=forbidding, fixed=True) for rest, behind in _passive(claimed, source))


def _passive(claimed: Words, source: Words) -> Iterator[tuple[Words, Words]]:
    """Claim and source without the verb that a passive moves behind its object.

    "Start X" is "X should be started" or "X is started"; "the panel recommends X" is "X is recommended". What
    stands
    before the verb in the source may only be a label or the subject of "recommends".
    """
    for position, token in enumerate(source):
        if token.is_content and _is_order(source, position) and front_may_go(source[:position], source[position:]):
            for rest in _less_verb(claimed, token.form):
                yield rest, source[position + 1 :]
        if token.form in STOPS and token.kind == "boundary":
            break
    content = [position for position, token in enumerate(source) if token.is_content]
    for position in content[:5]:
        verb = source[position]
        if verb.form in ("recommend", "suggest") and verb.printed.lower().rstrip("s") == verb.form:
            if _is_subject(source[:position]):
                behind = source[position + 1 :]
                # "suggests using X" suggests X.
                behind = behind[1:] if behind and behind[0].printed == "using" else behind
                for rest in _less_verb(claimed, verb.form):
                    yield rest, behind
            return


_BE = word_set("is are be was were been being")


def _less_verb(claimed: Words, form: str) -> Iterator[Words]:
    """The claim without "is started" or "should be started"; nothing may stand between, and no other order
    before."""
    for position, token in enumerate(claimed):
        if token.form != form or not position or claimed[position - 1].form not in _BE:
            continue
        if not token.printed.lower().endswith(("ed", "en", "pt", "ept", "un", "held", "n")):
            continue
        first = position - 1
        if form not in ("recommend", "suggest") and first and claimed[first - 1].form == "should":
            first -= 1
        object_ = claimed[:first]
        if not any(_is_order(object_, place) for place in range(len(object_))) and not has_stop(object_):
            yield [*object_, *claimed[position + 1 :]]
        return


# Words that take a recommendation back, narrow it, or make it somebody else's.
_NOT_A_SUBJECT = forms_of(
    "some many expert experts previously formerly earlier old older trial author authors study data evidence"
)


def _is_subject(front: Words) -> bool:
    """Whether the words only name who recommends: "The ASH guideline panel"."""
    return not any(
        token.kind not in ("word", "number") or token.form in NEGATIONS | EXCEPTIONS | BINDERS | _NOT_A_SUBJECT | MODAL
        for token in front
        if token.form not in FUNCTION_WORDS and token.form != "-"
    )


def _is_order(source: Words, position: int) -> bool:
    """Whether a word commands: a bare verb at the start, or behind a label, comma or "and"."""
    token = source[position]
    if token.form not in _ORDERS or token.printed.lower().endswith(("ed", "ing", "tion", "s")):
        return False
    before = source[position - 1] if position else None
    return before is None or before.kind == "boundary" or before.form in ("and", "then", "or", "not")


# -- side by side
# ----------------------------------------------------------------------------------------------------


_MOST_STARTS = 12  # of one word in one unit; keeps a unit that repeats itself from costing seconds


def _aligned(claimed: Words, source: Words, *, forbidding: bool, fixed: bool = False) -> bool:
    """Whether the claim's words run through the source in order, leaving out only what may be left out.

    Args:
        fixed: the first word of the source must not be passed over.
    """
    wanted = [token for token in claimed if token.is_content or (token.kind == "boundary" and token.form in ",.;")]
    while wanted and wanted[-1].kind == "boundary":
        wanted.pop()
    while wanted and (wanted[0].form in LIGHT_WORDS or wanted[0].kind == "boundary"):
        wanted = wanted[1:]
    if not any(token.is_content and token.form not in LIGHT_WORDS for token in wanted):
        return False
    doses = _may_dose(source, forbidding=forbidding)
    reaches = _reaches(source)
    if fixed:
        return _runs_from(wanted, source, reaches, 0, doses=doses, forbidding=forbidding)
    opening = next((token.form for token in wanted if token.form not in ADDABLE), wanted[0].form)
    positions = [0, *(p for p in range(1, len(source)) if source[p].form in (opening, wanted[0].form))]
    starts = [start for start in positions[:_MOST_STARTS] if front_may_go(source[:start], source[start:])]
    return any(_runs_from(wanted, source, reaches, start, doses=doses, forbidding=forbidding) for start in starts)


_AMOUNTS = word_set("mg mcg g unit ml meq mmol %")


_NO_DOSE = NEGATIONS | forms_of("stop hold reduce overdose toxic toxicity exceed")


def _may_dose(source: Words, *, forbidding: bool) -> bool:
    """Whether "give" may be added: the unit states an amount, not a limit or a level, and nothing in it or
    above
    it says no, stop or reduce."""
    depth = 0
    for token in source:
        depth += (token.kind == "open") - (token.kind == "close")
        # A "not" in brackets cannot be left out, so the claim says it too.
        if forbidding or (not depth and token.form in _NO_DOSE):
            return False
    for position, token in enumerate(source):
        if token.kind == "unit" and token.form in _AMOUNTS and position:
            number = position - 1
            while (number and source[number].kind == "number") or source[number].form == "-":
                number -= 1
            behind = [t.form for t in source[position + 1 : position + 3]]
            if source[number].form not in ("<", ">", "<=", ">=") and behind not in (
                ["/", "dl"],
                ["/", "l"],
                ["/", "mm3"],
            ):
                return True
    return False


def _runs_from(
    wanted: Words, source: Words, reaches: Sequence[set[int]], start: int, *, doses: bool, forbidding: bool
) -> bool:
    """All ways through at once: `places` are the positions of the source that the words so far can have led
    to."""
    places: set[int] = reaches[start]
    for token in wanted:
        after = {place + 1 for place in places if place < len(source) and _same_word(token, source[place])}
        after |= {place for place in places if _may_be_added(token, source, place, doses=doses, forbidding=forbidding)}
        if not after:
            return False
        places = set().union(*(reaches[place] for place in after))
    return any(rest_may_go(source, place) for place in places)


def _same_word(claimed: Token, printed: Token) -> bool:
    """ "to 5 mg" is "5 mg", but never "from 5 mg". A full stop and a semicolon part two statements alike."""
    if claimed.kind == "boundary" and claimed.form in STOPS:
        return printed.kind == "boundary" and printed.form in STOPS
    if claimed.form != printed.form:
        return False
    return not claimed.bound or not printed.bound or claimed.bound == printed.bound


# Nouns that name their number themselves, so that "with a" may stand for the comma in front of them.
_NAMED_VALUES = forms_of("target goal maximum minimum")


ADDABLE = _FREE | word_set("give treat taken should score with and if when")


def _may_be_added(  # noqa: PLR0911  a table of words, one line each
    token: Token, source: Words, place: int, *, doses: bool, forbidding: bool
) -> bool:
    """Whether the claim may say a word here that the source does not."""
    form = token.form
    if form not in ADDABLE:
        return False
    behind = source[place] if place < len(source) else None
    before = source[place - 1] if place else None
    if form == ",":
        return not _in_a_range(before, behind)
    if form in _FREE:
        return True
    match form:
        case "treat" if before and before.form == ":" and _is_duration(source, place):
            return not forbidding  # "Legionella: 14–21 days" under a duration says how long to treat
        case "give" | "treat" | "taken":
            return doses
        case "should":
            # Only in front of a word that commands already: a description is no order.
            return not forbidding and behind is not None and _is_order(source, place)
        case "score":
            # "CHA2DS2-VASc score ≥ 2": only between a name and its value.
            return bool(before and behind and before.kind == "word" and behind.kind in ("number", "sign"))
        case "with":
            if before is None or behind is None or behind.kind == "drug":
                return False  # "salbutamol (albuterol)" is not "salbutamol with albuterol"
            return before.form in "(:" or (before.form == "," and behind.form in _NAMED_VALUES)
        case "and":
            # "(not titrated)" is "and is not titrated"; "start X, titrate" is "start X and titrate". Any
            # other
            # bracket may be a second name, any other comma an "or".
            if before is None or behind is None:
                return False
            return (before.form == "(" and behind.form == "not") or (before.form == "," and _is_order(source, place))
        case "if" | "when":
            # "CrCl 15–30: …" – a colon behind or before a value.
            return bool(before and behind and before.form == ":" and _is_value(source, place))
    return False


def _in_a_range(before: Token | None, behind: Token | None) -> bool:
    """Whether a place lies between the two numbers of "1-5", where a comma would read "1,5" or "1, 5"."""
    return bool(
        before
        and behind
        and (before.kind == "number" or before.form == "-")
        and (behind.kind == "number" or behind.form == "-")
    )


def _is_duration(source: Words, place: int) -> bool:
    """Whether a number of days, weeks or months stands here, and nothing else before the clause ends."""
    words = [token for token in source[place : place + 5] if token.is_content]
    units = [token.form for token in words if token.kind == "unit"]
    return bool(words) and words[0].kind == "number" and units[:1] in (["d"], ["wk"], ["mo"])


def _is_value(source: Words, place: int) -> bool:
    """Whether a comparison starts within the next words: "CrCl < 30"."""
    return any(token.form in ("<", ">", "<=", ">=") for token in source[place : place + 7])


def _reaches(source: Words) -> list[set[int]]:
    """For each place of the source, the places that leaving out leads to, itself among them."""
    reached: list[set[int]] = [{len(source)}]
    for place in range(len(source) - 1, -1, -1):
        found = {place}
        for step in steps(source, place):
            found |= reached[len(source) - step]
        reached.append(found)
    return reached[::-1]
