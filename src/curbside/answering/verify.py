"""Check that each claim is borne out by the passage it cites.

Two checks, both exact. Located: quote and offsets are those of the document, to the letter. Worded: the claim is the
quote after edits from a closed list (see `wording`), laid side by side word by word. No similarity is measured: a
changed dose or a "not" is as near as can be and means the opposite.

Never rewrites a claim: what fails is dropped by the pipeline, or shown as the quote itself.
Why so strict: docs/explanation/how-an-answer-is-made.md
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from curbside.answering.entailment import ADDABLE, context_words, follows, forbids, variants_of
from curbside.answering.omission import Words
from curbside.answering.wording import LIGHT_WORDS, MODALS, NEGATIONS, tokens_of
from curbside.domain.answers import Citation, Support, Verdict
from curbside.domain.documents import Passage
from curbside.domain.text import sentences
from curbside.retrieval.concepts import Lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One unit of a passage with the context that is part of its meaning."""

    text: str
    context: tuple[str, ...] = ()  # headings, lead-ins, parent labels, column heads


# -- located
# ---------------------------------------------------------------------------------------------------------


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


# -- worded
# ----------------------------------------------------------------------------------------------------------


def check_wording(claim: str, windows: Sequence[Window], *, lexicon: Lexicon | None = None) -> Verdict:
    """Whether a claim follows from one of the windows by allowed edits alone."""
    return _compared(claim, tuple(windows), lexicon)


# The same words of a library are claimed in many answers; what is compared is part of the key.
@lru_cache(maxsize=4_096)
def _compared(claim: str, windows: tuple[Window, ...], lexicon: Lexicon | None) -> Verdict:
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
        if not later.is_item or (later.indent <= lines[position].indent and lines[position].is_item):
            break
        found.append(later)
    return found


# -- side by side
# ------------------------------------------------------------------------------------------------------


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
    source = tokens_of(window.text, lexicon)
    parts = [context_words(part, lexicon) for part in window.context]
    context = [words for part in parts for words in part]
    variants = variants_of(window.text, window.context, lexicon)
    if not _foreign(claimed, [*variants, *context]):
        lost = _lost_context(claimed, source, window.context, lexicon)
        if lost:
            return _Difference(0.9, Support.PARTLY, (f"“{lost}” stands above the passage and is left out",))
        if _lies_in(claim, statements, window, lexicon, parts):
            return None
    return _explain(claimed, source, context)


_MOST_SENTENCES = 24  # a claim or unit beyond that is no single thought; it is compared whole only


def _lies_in(
    claim: str,
    statements: Sequence[str],
    window: Window,
    lexicon: Lexicon | None,
    context: Sequence[Sequence[Words]],
) -> bool:
    """Whether the claim runs through the window or one sentence of it, or its sentences through sentences in order."""
    forbidding = any(_is_forbidding(part, lexicon) for part in window.context)

    def holds(text: str, span: str) -> bool:
        variants = variants_of(span, window.context, lexicon)
        return follows(tokens_of(text, lexicon), variants, context, forbidding=forbidding)

    spans = [window.text[start:end] for start, end in sentences(window.text)]
    if holds(claim, window.text):
        return True
    if max(len(spans), len(statements)) > _MOST_SENTENCES:
        return False
    if len(statements) == 1:
        return len(spans) > 1 and any(holds(claim, span) for span in spans)
    remaining = iter(spans)
    return all(any(holds(statement, span) for span in remaining) for statement in statements)


_TITLE = re.compile(r"(?:—|--) [^>]*\b(?:19|20)\d\d")


def _is_forbidding(part: str, lexicon: Lexicon | None) -> bool:
    """A document's title ("Off-Label Medications and Medications Not Recommended — APA 2018") rules over too much to
    forbid; a heading or lead-in does."""
    return not _TITLE.search(part) and forbids(tokens_of(part, lexicon))


def _foreign(claimed: Words, held: Sequence[Words]) -> bool:
    """Whether the claim holds a word that neither passage nor context nor the list of free words knows."""
    known = {token.form for words in held for token in words}
    return any(token.is_content and token.form not in known and token.form not in ADDABLE for token in claimed)


def _lost_context(claimed: Words, source: Words, context: Sequence[str], lexicon: Lexicon | None) -> str:
    """The first part of the context that the claim may not leave out and does: one that forbids ("Avoid in:"), where
    the unit is an order or a fragment that would read as advice, or one that is a population and nothing else ("Men:"),
    where the unit itself names none."""
    said = {token.form for token in claimed}
    names_population = any(token.kind == "population" for token in source)
    stands_alone = any(token.form in MODALS or token.printed in ("is", "are") for token in source)
    for part in context:
        words = tokens_of(part, lexicon)
        if _is_forbidding(part, lexicon) and not stands_alone and not said & NEGATIONS:
            return part
        people = {token.form for token in words if token.kind == "population"}
        bare = all(token.kind == "population" or not token.is_content or token.form in LIGHT_WORDS for token in words)
        if people and bare and not names_population and not people & said:
            return part
    return ""


# -- why not
# -----------------------------------------------------------------------------------------------------------


def _explain(claimed: Words, source: Words, context: Sequence[Words]) -> _Difference:
    around = {token.form for part in context for token in part}
    held = {token.form for token in source} | around
    content = [token for token in claimed if token.is_content and token.form not in LIGHT_WORDS]
    foreign = [token for token in content if token.form not in held]
    shared = 1 - len(foreign) / max(1, len(content))
    contradictions = []
    for token in foreign:
        if token.kind == "number":
            contradictions.append(f"the number {token.printed} does not stand in the passage")
        elif token.kind in ("unit", "sign"):
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
