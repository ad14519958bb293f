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


def _variants(text: str, lexicon: Lexicon | None) -> list[list[Token]]:
    """The window itself, and "Y in X" for "In X, Y"."""
    forms = [tokens_of(text, lexicon)]
    if match := re.match(r"((?:In|For|Among|During|After|Before|With|If|When)\b[^,;.()]{3,120}),\s+(.+)$", text, re.S):
        condition, rest = match[1], match[2]
        first, _, tail = rest.partition("; ")
        grade = find_grade(first)
        bare = first[: grade.start].rstrip() if grade and grade.end >= len(first.rstrip(".")) else first
        forms.append(tokens_of(f"{bare.rstrip('.')} {condition[0].lower()}{condition[1:]}", lexicon))
        if tail:
            forms.append(tokens_of(f"{rest.rstrip('.')} {condition[0].lower()}{condition[1:]}", lexicon))
    return forms


def _lies_in(claimed: Sequence[Token], variants: Sequence[Sequence[Token]], context: Sequence[Sequence[Token]]) -> bool:
    return any(
        _aligned(rest, variant) for rest in _without_context(claimed, context) for variant in variants
    )


def _without_context(claimed: Sequence[Token], context: Sequence[Sequence[Token]]) -> Iterator[Sequence[Token]]:
    """The claim, and the claim without a front part that only repeats headings or lead-ins."""
    yield claimed
    for position, token in enumerate(claimed):
        if position > 40:
            return
        if token.kind != "boundary" or token.form not in ":,.;":
            continue
        front = [t.form for t in claimed[:position] if t.is_content and t.form not in LIGHT_WORDS]
        if not front:
            continue
        if not any(_contains(front, [t.form for t in part if t.is_content]) for part in context):
            return
        yield claimed[position + 1 :]


def _contains(front: Sequence[str], part: Sequence[str]) -> bool:
    """Whether the words of `front` stand in `part` in their order, and leave out no negation of it."""
    rest = iter(part)
    return all(word in rest for word in front) and not (set(part) & NEGATIONS) - set(front)


def _aligned(claimed: Sequence[Token], source: Sequence[Token]) -> bool:
    """Whether the claim's words run through the source in order, leaving out only what may be left out."""
    wanted = [token for token in claimed if token.is_content]
    while wanted and wanted[0].form in LIGHT_WORDS:
        wanted = wanted[1:]
    if not wanted:
        return False
    starts = [position for position, token in enumerate(source) if token.form == wanted[0].form]
    return any(_runs_from(wanted, source, start) for start in starts)


def _runs_from(wanted: Sequence[Token], source: Sequence[Token], start: int) -> bool:
    if not _front_may_go(source[:start]):
        return False
    position = start
    for index, token in enumerate(wanted):
        while position < len(source) and source[position].form != token.form:
            step = _skip(source, position)
            if step == position:
                if token.form in LIGHT_WORDS:
                    break
                return False
            position = step
        else:
            if position >= len(source):
                return token.form in LIGHT_WORDS and index == len(wanted) - 1
            position += 1
    return _rest_may_go(source[position:])


def _skip(source: Sequence[Token], position: int) -> int:
    """The place behind what may be left out at `position`, or `position` itself."""
    token = source[position]
    if token.kind == "open":
        end = _closing(source, position)
        return end + 1 if _parenthesis_may_go(source[position + 1 : end]) else position
    if token.kind == "close":
        return position + 1
    if token.kind == "boundary":
        return position + 1
    if not token.is_content or token.form in LIGHT_WORDS:
        return position + 1
    return position


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
        step = _skip(rest, position)
        if step == position:
            return False
        position = step
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
