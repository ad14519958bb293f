"""Check that each claim is borne out by the passage it cites.

Two checks, both exact. Located: quote and offsets are those of the document, to the letter. Worded: the claim is
the quote after edits from a closed list (see `wording`), laid side by side word by word. No similarity is measured:
a changed dose or a "not" is as near as can be and means the opposite.

Never rewrites a claim: what fails is dropped by the pipeline, or shown as the quote itself.
Why so strict: docs/explanation/how-an-answer-is-made.md
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from curbside.answering.wording import (
    EXCEPTIONS,
    LIGHT_WORDS,
    MODALS,
    NEGATIONS,
    Token,
    tokens_of,
)
from curbside.domain.answers import Citation, Support, Verdict
from curbside.domain.documents import Passage
from curbside.domain.grading import find_grade
from curbside.domain.text import sentences
from curbside.retrieval.concepts import Lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One unit of a passage with the context that is part of its meaning."""

    text: str
    context: tuple[str, ...] = ()  # headings, lead-ins, parent labels, column heads


# -- located ---------------------------------------------------------------------------------------------------------


def check_located(citation: Citation, *, passage: Passage, text: str) -> tuple[str, ...]:
    """Why a citation is not exactly what the document says there; empty if it is.

    Args:
        citation: what a claim rests on.
        passage: the stored passage that it names.
        text: the document's normalised text.
    """
    reasons = []
    if citation.document_id != passage.document_id or citation.passage_id != passage.id:
        reasons.append("the citation names another passage")
    if not 0 <= citation.start < citation.end <= len(text):
        reasons.append("the offsets lie outside the document")
    elif text[citation.start : citation.end] != citation.quote:
        reasons.append("the quote is not what the document says at its offsets")
    if not passage.start <= citation.start < citation.end <= passage.end:
        reasons.append("the quote lies outside its passage")
    if text[passage.start : passage.end] != passage.text:
        reasons.append("the passage is not what the document says at its offsets")
    if citation.context != (*passage.path, *passage.lead_in, *passage.columns):
        reasons.append("the context is not that of the passage")
    return tuple(reasons)


# -- worded ----------------------------------------------------------------------------------------------------------


def check_wording(claim: str, windows: Sequence[Window], *, lexicon: Lexicon | None = None) -> Verdict:
    """Whether a claim follows from one of the windows by allowed edits alone."""
    statements = [claim[start:end] for start, end in sentences(claim)]
    if not any(token.is_content for token in tokens_of(claim, lexicon)):
        return Verdict(support=Support.UNSUPPORTED, reasons=("the claim states nothing",))
    nearest: _Difference | None = None
    for window in windows:
        difference = _difference(claim, statements, window, lexicon)
        if difference is None:
            return Verdict(support=Support.SUPPORTED)
        if nearest is None or difference.shared > nearest.shared:
            nearest = difference
    if nearest is None:
        return Verdict(support=Support.UNSUPPORTED, reasons=("there is no passage",))
    return nearest.verdict()


def windows_in(passage: str, *, heading: str = "") -> list[Window]:
    """The units of a plain passage: lines with their lead-ins, sentences, and lists joined to their lead-in."""
    heads = tuple(part.strip() for part in re.split(r"\s*[>›]\s*", heading) if part.strip())
    lines = [_Line.read(line) for line in passage.splitlines() if line.strip()]
    windows: list[Window] = []
    for position, line in enumerate(lines):
        parents = _parents(lines, position)
        context = (*heads, *(parent.text.rstrip(":") for parent in parents))
        windows.append(Window(text=line.text, context=context))
        items = _items_below(lines, position)
        if line.text.endswith(":") and items:
            joined = "; ".join(item.text.rstrip(".;") for item in items)
            windows.append(Window(text=f"{line.text} {joined}", context=context))
    return windows


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    indent: int
    is_item: bool

    @classmethod
    def read(cls, line: str) -> "_Line":
        bare = line.lstrip()
        match = re.match(r"(?:[-*•–]|\d+[.)])\s+", bare)
        text = bare[match.end() :] if match else bare
        return cls(text.strip(), len(line) - len(bare) + (1 if match else 0), bool(match))


def _parents(lines: Sequence[_Line], position: int) -> list[_Line]:
    """Lead-in line and parent items of a line, outermost first."""
    found: list[_Line] = []
    line = lines[position]
    indent = line.indent
    if not line.is_item:
        return found
    for earlier in reversed(lines[:position]):
        if earlier.is_item and earlier.indent < indent:
            found.append(earlier)
            indent = earlier.indent
        elif not earlier.is_item:
            if earlier.text.endswith(":") or len(earlier.text) < 60:
                found.append(earlier)
            break
    return found[::-1]


def _items_below(lines: Sequence[_Line], position: int) -> list[_Line]:
    found: list[_Line] = []
    for later in lines[position + 1 :]:
        if not later.is_item or later.indent <= lines[position].indent and lines[position].is_item:
            break
        found.append(later)
    return found


# -- side by side ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Difference:
    """What keeps a claim from following from a window."""

    shared: float  # share of the claim's content that the window holds
    support: Support
    reasons: tuple[str, ...]

    def verdict(self) -> Verdict:
        return Verdict(support=self.support, reasons=self.reasons)


def _difference(claim: str, statements: Sequence[str], window: Window, lexicon: Lexicon | None) -> _Difference | None:
    """None if the whole claim, or each of its sentences in order, lies in the window."""
    claimed = tokens_of(claim, lexicon)
    context = [tokens_of(part, lexicon) for part in window.context]
    if _lies_in(claimed, _variants(window.text, lexicon), context):
        return None
    if len(statements) > 1:
        spans = iter([window.text[start:end] for start, end in sentences(window.text)])
        if all(
            any(_lies_in(tokens_of(s, lexicon), _variants(span, lexicon), context) for span in spans)
            for s in statements
        ):
            return None
    else:
        for start, end in sentences(window.text):
            if _lies_in(claimed, _variants(window.text[start:end], lexicon), context):
                return None
    return _explain(claimed, tokens_of(window.text, lexicon), context)


_CONDITION_FIRST = re.compile(
    r"((?:In|For|Among|During|After|Before|With|If|When)\b[^,;.]{3,160}?),\s+(.+)$", re.S
)


def _variants(text: str, lexicon: Lexicon | None) -> list[list[Token]]:
    """The window itself, and "Y in X" for "In X, Y"."""
    forms = [tokens_of(text, lexicon)]
    if match := _CONDITION_FIRST.match(text):
        condition, rest = match[1][0].lower() + match[1][1:], match[2]
        first, _, tail = rest.partition("; ")
        for statement in (first, rest) if tail else (rest,):
            grade = find_grade(statement)
            closing = f" ({grade.as_printed})" if grade else ""
            bare = statement[: grade.start] + statement[grade.end :] if grade else statement
            forms.append(tokens_of(f"{bare.strip().rstrip('.')} {condition}{closing}", lexicon))
    return forms


def _passive(claimed: Sequence[Token], source: Sequence[Token]) -> Iterator[tuple[list[Token], Sequence[Token]]]:
    """Claim and source without the verb that a passive moves to the end: "Start X" is "X should be started",
    "the panel recommends X" is "X is recommended"."""
    content = [position for position, token in enumerate(source) if token.is_content]
    if not content:
        return
    first = source[content[0]]
    said = {token.form for token in claimed}
    if _is_order(source, content[0]) and {first.form, "should"} <= said:
        yield _less(claimed, first.form, "should"), source[content[0] + 1 :]
    for position in content[1:4]:
        verb = source[position]
        follows = source[position + 1].form if position + 1 < len(source) else ""
        if verb.form in ("recommend", "suggest") and verb.form in said and follows != "against":
            yield _less(claimed, verb.form), source[position + 1 :]


def _less(claimed: Sequence[Token], *forms: str) -> list[Token]:
    """The claim without the first of each of these words."""
    rest = list(claimed)
    for form in forms:
        rest.pop(next(i for i, token in enumerate(rest) if token.form == form))
    return rest


def _is_order(source: Sequence[Token], position: int) -> bool:
    """Whether a word commands: a bare verb at the start, or behind a label, comma or "and"."""
    token = source[position]
    if token.form not in _ORDERS or token.printed.lower().endswith(("ed", "ing", "tion", "s")):
        return False
    before = source[position - 1] if position else None
    return before is None or before.kind == "boundary" or before.form in ("and", "then", "or", "not")


def _lies_in(claimed: Sequence[Token], variants: Sequence[Sequence[Token]], context: Sequence[Sequence[Token]]) -> bool:
    for variant in variants:
        for rest in _without_context(claimed, context):
            if _follows(rest, variant):
                return True
            for label, behind in _split_label(variant):
                if any(_follows(bare, behind) for bare in _without_part(rest, label)):
                    return True
    return False


def _follows(claimed: Sequence[Token], source: Sequence[Token]) -> bool:
    return _aligned(claimed, source) or any(_aligned(*pair) for pair in _passive(claimed, source))


def _split_label(source: Sequence[Token]) -> Iterator[tuple[Sequence[Token], Sequence[Token]]]:
    """ "Apixaban: standard dose is …" as label and rest."""
    for position, token in enumerate(source[:16]):
        if token.form == ":":
            label = source[:position]
            if any(part.is_content for part in label) and not any(part.form in ".;" for part in label):
                yield label, source[position + 1 :]
            return


def _without_context(claimed: Sequence[Token], context: Sequence[Sequence[Token]]) -> Iterator[Sequence[Token]]:
    """The claim, and the claim without words that only repeat a heading or a lead-in, wherever they stand."""
    yield claimed
    seen: list[Sequence[Token]] = [claimed]
    for part in context:
        for earlier in list(seen):
            for rest in (*_without_part(earlier, part), *_without_clause(earlier, part)):
                seen.append(rest)
                yield rest
        if len(seen) > 12:
            return


def _without_part(claimed: Sequence[Token], part: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The claim without the run of words that repeats all content of `part`, if there is one."""
    wanted = [token.form for token in part if token.is_content and token.form not in LIGHT_WORDS]
    if not wanted or len(wanted) > 24:
        return
    content = [(i, t.form) for i, t in enumerate(claimed) if t.is_content and t.form not in LIGHT_WORDS]
    forms = [form for _, form in content]
    for start in range(len(forms) - len(wanted) + 1):
        if forms[start : start + len(wanted)] == wanted:
            first, last = content[start][0], content[start + len(wanted) - 1][0]
            yield [*claimed[:first], *claimed[last + 1 :]]
            return


def _without_clause(claimed: Sequence[Token], part: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The claim without a first clause that repeats some of a heading, if the rest of the heading binds nothing."""
    end = next((i for i, t in enumerate(claimed[:24]) if t.kind == "boundary" and t.form in ",:"), None)
    if end is None:
        return
    front = [t.form for t in claimed[:end] if t.is_content and t.form not in LIGHT_WORDS]
    wanted = [token for token in part if token.is_content and token.form not in LIGHT_WORDS]
    forms = [token.form for token in wanted]
    for start in range(len(forms) - len(front) + 1):
        if front and forms[start : start + len(front)] == front:
            left = wanted[:start] + wanted[start + len(front) :]
            if all(t.kind in ("word", "boundary") and t.form not in NEGATIONS | EXCEPTIONS | {"with"} for t in left):
                yield claimed[end + 1 :]
            return


# Words that say nothing of their own beside a label, a dose or an imperative.
_FREE_NOUNS = frozenset("treatment therapy dose drug medication".split())
_ORDERS = frozenset(
    "start stop give use avoid continue reduc titrat increas check monitor perform obtain consider measur repeat add hold "
    "switch maintain target limit ensur initiat confirm adjust replac assess refer treat begin remain take stay place keep".split()
)


def _aligned(claimed: Sequence[Token], source: Sequence[Token]) -> bool:
    """Whether the claim's words run through the source in order, leaving out only what may be left out."""
    wanted = [token for token in claimed if token.is_content or token.form == ","]
    while wanted and (wanted[0].form in LIGHT_WORDS or wanted[0].form == ","):
        wanted = wanted[1:]
    if not any(token.is_content and token.form not in LIGHT_WORDS for token in wanted):
        return False
    free = _insertable(source)
    starts = [0, *(p for p in range(1, len(source)) if source[p].form == wanted[0].form)]
    return any(_runs_from(wanted, source, start, free) for start in starts if _front_may_go(source[:start]))


def _insertable(source: Sequence[Token]) -> frozenset[str]:
    """What a claim may add to this source: grammar; "should" where the source orders, "give" where it doses."""
    free = LIGHT_WORDS | _FREE_NOUNS | {","}
    if any(_is_order(source, position) for position in range(len(source))):
        free |= {"should"}
    if any(token.kind == "unit" for token in source):
        free |= {"give", "treat", "taken"}
    return free


# Words that may stand for a sign of the source: "and" for a comma or bracket, "when" for the colon of a label.
_FOR_SIGNS = {"and": ",(", "with": "(:", "when": ":", "if": ":"}


def _runs_from(wanted: Sequence[Token], source: Sequence[Token], start: int, free: frozenset[str]) -> bool:
    """All ways through at once: `places` are the positions of the source that the words so far can have led to."""
    places = _onward({start}, source)
    for token in wanted:
        after = {place + 1 for place in places if place < len(source) and source[place].form == token.form}
        if token.form in free:
            after |= places
        elif token.form in _FOR_SIGNS:
            signs = _FOR_SIGNS[token.form]
            after |= {place for place in places if place and source[place - 1].form in signs}
        places = _onward(after, source)
        if not places:
            return False
    return any(_rest_may_go(source[place:]) for place in places)


def _onward(places: set[int], source: Sequence[Token]) -> set[int]:
    """The places, and those behind what may be left out there."""
    found: set[int] = set()
    waiting = list(places)
    while waiting:
        place = waiting.pop()
        if place in found:
            continue
        found.add(place)
        if place < len(source):
            waiting.extend(_steps(source, place))
    return found


def _steps(source: Sequence[Token], place: int) -> Iterator[int]:
    token = source[place]
    if token.kind == "open":
        yield place + 1
        end = _closing(source, place)
        if _parenthesis_may_go(source[place + 1 : end]):
            yield end + 1
    elif not token.is_content or token.form in LIGHT_WORDS:
        yield place + 1


def _closing(source: Sequence[Token], position: int) -> int:
    depth = 0
    for index in range(position, len(source)):
        depth += (source[index].kind == "open") - (source[index].kind == "close")
        if depth == 0:
            return index
    return len(source) - 1


_GRADE_OPENINGS = frozenset(
    "class cor strong weak conditional grad grade level loe best good recommendation recommend moderat moderate high low very".split()
)


def _parenthesis_may_go(inside: Sequence[Token]) -> bool:
    """A grade may; so may an aside that holds no exception, condition or negation."""
    words = [token.form for token in inside if token.is_content]
    if words and (words[0] in _GRADE_OPENINGS or re.fullmatch(r"[12]", words[0]) and len(words) <= 2):
        return True
    return not any(word in NEGATIONS or word in EXCEPTIONS for word in words)


def _front_may_go(front: Sequence[Token]) -> bool:
    """A front part may go if it is a label that names nothing ("Caveat:"), a whole sentence, or grammar."""
    content = [token for token in front if token.is_content]
    if not content:
        return True
    last = next((token for token in reversed(front) if token.kind == "boundary" or token.is_content), None)
    if last is None or last.kind != "boundary":
        return False
    if last.form in ".":
        return True
    return last.form == ":" and all(token.kind == "word" and token.form not in NEGATIONS for token in content)


def _rest_may_go(rest: Sequence[Token]) -> bool:
    """A rest may go from a sentence end or semicolon on, or if it is an aside, but never an exception."""
    position = 0
    while position < len(rest):
        token = rest[position]
        if token.kind == "boundary" and token.form in ".;":
            behind = [t.form for t in rest[position + 1 :] if t.is_content]
            return token.form == "." or not behind or behind[0] not in EXCEPTIONS | {"and"}
        if token.kind == "open":
            end = _closing(rest, position)
            if not _parenthesis_may_go(rest[position + 1 : end]):
                return False
            position = end + 1
        elif token.is_content and token.form not in LIGHT_WORDS:
            return False
        else:
            position += 1
    return True


# -- why not -----------------------------------------------------------------------------------------------------------


def _explain(claimed: Sequence[Token], source: Sequence[Token], context: Sequence[Sequence[Token]]) -> _Difference:
    around = {token.form for part in context for token in part}
    held = {token.form for token in source} | around
    content = [token for token in claimed if token.is_content and token.form not in LIGHT_WORDS]
    foreign = [token for token in content if token.form not in held]
    shared = 1 - len(foreign) / max(1, len(content))
    contradictions = []
    for token in foreign:
        if token.kind == "number":
            contradictions.append(f"the number {token.printed} does not stand in the passage")
        elif token.kind == "unit" or token.kind == "sign":
            contradictions.append(f"“{token.printed}” does not stand in the passage")
        elif token.kind in ("drug", "population", "condition"):
            contradictions.append(f"“{token.printed}” is not what the passage speaks of")
    turned = {t.form for t in content} & NEGATIONS
    negated = {token.form for token in source} & NEGATIONS
    if turned != negated and shared >= 0.6:
        odd = ", ".join(sorted(turned ^ negated))
        contradictions.append(f"“{odd}” stands in only one of claim and passage")
    if shared < 0.5:
        return _Difference(shared, Support.UNSUPPORTED, ("the passage does not state this",))
    if contradictions:
        return _Difference(shared, Support.CONTRADICTED, tuple(dict.fromkeys(contradictions)))
    if foreign:
        words = ", ".join(f"“{token.printed}”" for token in foreign[:4])
        return _Difference(shared, Support.UNSUPPORTED, (f"{words} does not stand in the passage",))
    return _Difference(
        shared,
        Support.PARTLY,
        ("the words stand in the passage, but in another order, or words that belong to them are left out",),
    )
