"""Passage → the statement that is shown. Edits come from a short list and can be undone: list join, column heads,
lead-ins put in front. No word of a source is changed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from curbside.answering.verify import Window
from curbside.domain.answers import Citation, ListLine
from curbside.domain.documents import Passage, PassageKind
from curbside.domain.text import sentences

_LONG_PROSE = 300  # code points; longer prose is shown by the sentence
_LONGEST_LEAD_IN = 170
_LONGEST_BAN = 300  # the same of one that forbids: without it what stands below reads as advice
_LINES = 3  # a list of fewer lines reads well as a sentence
_NUMBER_OR_SIGN = re.compile(r"\d|[<>≥≤=]")
_PLAIN_HEADINGS = re.compile(
    r"^(?:\d+[.)]?\s*)?(?:overview|general principles?|key (?:principles?|points?|recommendations?|changes)|"
    r"core recommendations?|"
    r"recommendations?|management|treatment|pharmacotherapy|dosing|monitoring|introduction|summary|background|"
    r"definition|definitions|classification|limitations?|special (?:populations?|considerations)|algorithm|rationale|"
    r"evidence|notes?|other|action|clinical applications|pitfalls|imaging protocol.*|advantages over alternatives)$",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A passage, or one sentence of it, as it would be shown."""

    passage: Passage
    text: str
    lead: str
    start: int  # of the quote, in the document
    end: int
    quote: str

    @property
    def full(self) -> str:
        """Lead-in and text as they are read together."""
        return f"{self.lead}: {self.text}" if self.lead else self.text

    @property
    def reported_of(self) -> str:
        """Another source that the words report, as printed; "" where the document speaks for itself."""
        first = self.start - self.passage.start
        last = first + len(self.quote)
        return next((a.to for a in self.passage.attributions if a.start < last and first < a.end), "")

    @property
    def lines(self) -> tuple[ListLine, ...]:
        """A list line by line, nested as in its source; () where it reads well in one line, or was worded anew."""
        passage = self.passage
        whole = self.quote == passage.text and self.text == _read(passage, self.quote)
        if not whole or passage.columns or len(passage.parts) < _LINES:
            return ()
        spans = [(start - passage.start, end - passage.start) for start, end in passage.parts]
        columns = [start - passage.text.rfind("\n", 0, start) for start, _ in spans[1:]]
        levels = sorted(set(columns))
        below = int(bool(passage.label))
        depths = (0, *(levels.index(column) + below for column in columns))
        return tuple(
            ListLine(passage.text[start:end], depth) for (start, end), depth in zip(spans, depths, strict=True)
        )

    def citation(self) -> Citation:
        """The place that the statement rests on."""
        passage = self.passage
        return Citation(
            passage_id=passage.id,
            document_id=passage.document_id,
            locator=" › ".join((*passage.path, *passage.lead_in)) or "text",
            quote=self.quote,
            start=self.start,
            end=self.end,
            context=(*passage.path, *passage.lead_in, *passage.columns),
        )

    def window(self) -> Window:
        """What the checker lays the statement against: the quote as it is read, and its context."""
        passage = self.passage
        read = _read(passage, self.quote)
        if passage.kind is PassageKind.LIST and passage.columns and passage.lead_in:
            # The whole set below "all of the following": lead-in and rows are one statement.
            context = (*passage.path, *passage.lead_in[:-1], *passage.columns)
            return Window(text=f"{_last_sentence(passage.lead_in[-1])}: {read}", context=context)
        return Window(text=read, context=_contexts(passage))


@lru_cache(maxsize=10_000)
def statements_of(passage: Passage) -> tuple[Statement, ...]:
    """The statements a passage can be shown as: itself, or its sentences where it is long prose."""
    printed = passage.recommendation.statement if passage.recommendation else ""
    if passage.kind is PassageKind.ROW and printed and printed in passage.cells:
        # A table of recommendations: the cell is the statement, the rest of the row says for whom and how strong.
        return (_statement(passage, printed, passage.start + passage.text.index(printed)),)
    spans = sentences(passage.text) if passage.kind is PassageKind.PROSE else []
    if len(spans) > 1 and len(passage.text) > _LONG_PROSE:
        return tuple(_statement(passage, passage.text[start:end], passage.start + start) for start, end in spans)
    return (_statement(passage, passage.text, passage.start),)


def _statement(passage: Passage, quote: str, start: int) -> Statement:
    text = _read(passage, quote)
    label = passage.label
    headed = passage.kind is PassageKind.LIST and not passage.label and not passage.lead_in
    lead_ins = [_last_sentence(part) for part in passage.lead_in if part]
    nearest = passage.path[-1:] if headed else _heading(passage, " ".join((text, *lead_ins)))
    parts = [
        *_narrowing(passage, " ".join((text, *nearest, *lead_ins))),
        *nearest,
        *(part for part in lead_ins if len(part) <= _longest(part, text)),
    ]
    if passage.kind is PassageKind.ROW and quote != passage.text and passage.recommendation:
        parts = [passage.recommendation.population]
    if passage.kind is PassageKind.ITEM and label and text.startswith(f"{label}:") and len(text) > len(label) + 2:
        parts.append(label)
        text = text[len(label) + 1 :].lstrip()
    parent = lead_ins[-1].rstrip(":.") if lead_ins else ""
    lead = ": ".join(_short_enough(list(dict.fromkeys(part.rstrip(":.") for part in parts)), parent=parent))
    return Statement(passage=passage, text=text, lead=lead, start=start, end=start + len(quote), quote=quote)


# What narrows a statement may never be left out of its lead.
_BINDING = re.compile(
    r"\d|[<>≥≤=]|\b(?:if|when|unless|without|not|no|men|women|males?|females?|child\w*|pediatric|neonat\w*|infants?|preterm|term|"
    r"pregnan\w*|breastfeed\w*|adults?|older|elderly|patients?|severe|mild|moderate|avoid|contraindicat\w*|history|"
    r"extended|prevention|maintenance|long-term|prophylaxis|refractory|inadequate|naive|high-risk|inpatient|outpatient|"
    r"first-line|second-line|alternative|acute|perioperative)\b",
    re.I,
)
_LEAD_LENGTH = 90
_LONGEST_HEADING = 90
# What an outer heading may say that changes the sense of what stands below it.
_NARROWS = re.compile(
    r"\b(?:extended|secondary prevention|primary prevention|maintenance|long-term|prophylaxis|children|p(?:a)?ediatric|"
    r"adolescents|older adults|neonatal|pregnancy|breastfeeding|refractory|inadequate response|naive|severe|non-severe|"
    r"nonsevere|very high-risk|high-risk|low-risk|not recommended|what not to use|avoid|contraindicat\w+|inpatient|"
    r"outpatient|first-line|second-line|alternative|kidney disease|in ckd|stage d|acute|non-variceal|perioperative)\b"
)


def _short_enough(parts: list[str], *, parent: str) -> list[str]:
    """Lead-ins without the outer ones that only announce, until the rest is short; the card shows all of them.

    `parent`, the nearest lead-in, stays: it is often the subject ("Diltiazem:" above "Contraindicated in …").
    """
    while len(": ".join(parts)) > _LEAD_LENGTH:
        loose = next((part for part in parts[:-1] if part != parent and not _BINDING.search(part)), None)
        if loose is None:
            break
        parts.remove(loose)
    return parts


def _longest(lead_in: str, text: str) -> int:
    """How long a lead-in may be to stand before its item: longer if it forbids what by itself would read as advice."""
    return _LONGEST_BAN if _FORBIDS.search(lead_in) and not _SAYS_SO_ITSELF.search(text) else _LONGEST_LEAD_IN


_SAYS_SO_ITSELF = re.compile(r"\b(?:is|are|was|were|may|should|must|can)\b", re.I)
_FORBIDS = re.compile(r"\b(?:not|never|avoid|against|contraindicated)\b", re.I)


def _last_sentence(lead_in: str) -> str:
    """Of a lead-in of several sentences the one that leads in: it is the last that ends in the colon. From the first on
    that forbids: "Do NOT use adrenaline as monotherapy. Use one of: adrenaline + …"."""
    spans = sentences(lead_in) or [(0, len(lead_in))]
    forbidding = (start for start, end in spans if _FORBIDS.search(lead_in[start:end]))
    return lead_in[next(forbidding, spans[-1][0]) : spans[-1][1]]


def _heading(passage: Passage, shown: str) -> list[str]:
    """The nearest heading, where it says more than what is shown: a condition, a number, a population."""
    if not passage.path:
        return []
    heading = passage.path[-1]
    if _PLAIN_HEADINGS.match(heading) or len(heading) > _LONGEST_HEADING:
        return []
    words = set(re.findall(r"[a-z0-9]{4,}", heading.lower()))
    said = set(re.findall(r"[a-z0-9]{4,}", shown.lower()))
    if not _NUMBER_OR_SIGN.search(heading) and words <= said:
        return []
    return [heading]


def _narrowing(passage: Passage, said: str) -> list[str]:
    """Headings between the chapter's and the nearest that say for whom or when, in words not said nearer by."""
    near = set(_NARROWS.findall(said.lower()))
    return [
        heading
        for heading in passage.path[1:-1]
        if len(heading) <= _LONGEST_HEADING and not set(_NARROWS.findall(heading.lower())) <= near
    ]


def _read(passage: Passage, quote: str) -> str:
    """The quote as one reads it: columns named, list and branch joined."""
    match passage.kind:
        case PassageKind.ROW if quote == passage.text:
            return _row(passage.columns, passage.cells)
        case PassageKind.LIST | PassageKind.BRANCH:
            lines = [quote[start - passage.start : end - passage.start] for start, end in passage.parts]
            if passage.columns:
                return ". ".join(_row(passage.columns, line.split(" | ")) for line in lines)
            if not passage.label:
                return "; ".join(line.rstrip(".;") for line in lines)
            head = lines[0].rstrip(":")
            return f"{head}{'' if head.endswith('?') else ':'} " + "; ".join(line.rstrip(".;") for line in lines[1:])
        case _:
            return quote


def _row(columns: Sequence[str], cells: Sequence[str]) -> str:
    """ "Drug: apixaban; Dose: 5 mg"."""
    heads = columns or ("",) * len(cells)
    return "; ".join(f"{head}: {cell}" if head else cell for head, cell in zip(heads, cells, strict=False) if cell)


def _contexts(passage: Passage) -> tuple[str, ...]:
    """Headings, lead-ins by the sentence (a claim repeats the last one), column heads."""
    told = [part[start:end] for part in passage.lead_in for start, end in sentences(part) or [(0, len(part))]]
    population = passage.recommendation.population if passage.recommendation else ""
    return (*passage.path, *told, *passage.columns, *((population,) if population else ()))
