"""Read guideline summaries in Markdown into units that a claim can be made from.

A unit is one bullet or one sentence, with the passage it stands in. Only reads;
the edits live in `supported.py` and `altered.py`. Knows nothing of the checker,
so a fault in the checker's reader is not repeated here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

SHORTEST, LONGEST = 60, 330  # characters; shorter says too little, longer is no single claim
BEFORE, AFTER = 4, 5  # units of context on either side

# A line that sells a calculator is no clinical statement.
NOT_CLINICAL = re.compile(r"calculat(?:e_|or:)|OpenMedicine|via MCP", re.IGNORECASE)
# One arm of a list of options says nothing by itself.
BROKEN_OFF = re.compile(r"^(?:OR|AND)\b|(?:\b(?:OR|AND|or|and|plus|then)|,)$")
HEADING = re.compile(r"(#{1,6})\s+(.*)")
BULLET = re.compile(r"(\s*)(?:[-*•]|\d{1,2}[.)])\s+(.*)")
SENTENCE_END = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!vs\.)(?<!al\.)(?<!approx\.)\s+(?=[A-Z(≥<>])")
FENCE = "```"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One plain line of a block: a lead-in, a bullet or a sentence."""

    text: str
    depth: int  # 0 prose, 1 bullet, 2 nested bullet …

    @property
    def leads_in(self) -> bool:
        """Does this line only announce the lines below it?"""
        return self.text.endswith(":")

    @property
    def printed(self) -> str:
        """The line as it stands in a passage, with its list marker."""
        return "  " * (self.depth - 1) + "- " + self.text if self.depth else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A bullet or sentence, and the passage that bears it out."""

    document: str  # "ssc_sepsis_2021/antimicrobial_therapy"
    heading: str  # "Title > Section > Subsection"
    text: str
    passage: str
    lead_in: str  # the line above that announces this one; "" when there is none
    siblings: tuple[str, ...]  # other bullets of the same list that stand in the passage


def plain(markdown: str) -> str:
    """The line without Markdown marks, its blanks made single."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    text = re.sub(r"[*`]", "", text).replace("\\", "")
    return re.sub(r"\s+", " ", text).strip()


def blocks(markdown: str) -> Iterator[tuple[str, list[Line]]]:
    """Each heading path with the plain lines directly under it.

    Tables and fenced decision trees are left out: a row or branch is not a sentence,
    and an edit that keeps its grammar cannot be made in it.
    """
    path: list[str] = []
    lines: list[Line] = []
    fenced = False
    for raw in markdown.splitlines():
        if raw.lstrip().startswith(FENCE):
            fenced = not fenced
            continue
        heading = None if fenced else HEADING.match(raw)
        if heading:
            yield " > ".join(path), lines
            level = len(heading[1])
            path, lines = [*path[: level - 1], plain(heading[2])], []
        elif not fenced:
            lines.extend(read_line(raw))
    yield " > ".join(path), lines


def read_line(raw: str) -> Iterator[Line]:
    """The lines made from one line of Markdown: none, one, or one for each sentence."""
    text = raw.lstrip("> ") if raw.startswith(">") else raw
    if not plain(text) or text.lstrip().startswith("|") or set(text.strip()) <= set("-*_ "):
        return
    bullet = BULLET.match(text)
    if bullet:
        # Authors nest by two, three or four blanks; three stands for one level, as two does.
        yield Line(text=plain(bullet[2]), depth=1 + (len(bullet[1]) + 1) // 3)
        return
    for sentence in SENTENCE_END.split(plain(text)):
        yield Line(text=sentence, depth=0)


def announcers(lines: list[Line], index: int) -> list[int]:
    """Positions of the lead-in and parent bullets above a line, outermost first."""
    found: list[int] = []
    depth = lines[index].depth
    for above in range(index - 1, -1, -1):
        if depth == 0:
            break
        if lines[above].depth < depth:
            depth = lines[above].depth
            if depth or lines[above].leads_in:
                found.append(above)
    return found[::-1]


def same_list(lines: list[Line], index: int) -> list[int]:
    """Positions of the other bullets in the list that a bullet belongs to."""
    depth = lines[index].depth
    found: list[int] = []
    for step in (-1, 1):
        at = index + step
        while depth and 0 <= at < len(lines) and lines[at].depth >= depth:
            if lines[at].depth == depth:
                found.append(at)
            at += step
    return found


def make_unit(document: str, heading: str, lines: list[Line], index: int) -> Unit:
    """The unit at one position of a block, with its window of context."""
    window = range(max(0, index - BEFORE), min(len(lines), index + AFTER + 1))
    above = announcers(lines, index)
    # Every line keeps its own lead-in, or a nested bullet at the edge would seem to belong elsewhere.
    kept = sorted({*window, *(line for at in window for line in announcers(lines, at))})
    lead_in = lines[above[-1]].text if above and lines[above[-1]].leads_in else ""
    return Unit(
        document=document,
        heading=heading,
        text=lines[index].text,
        passage="\n".join(lines[at].printed for at in kept),
        lead_in=lead_in,
        siblings=tuple(lines[at].text for at in same_list(lines, index) if at in window),
    )


def fits(line: Line) -> bool:
    """Can a claim be made from this line?"""
    whole = line.text.count("(") == line.text.count(")")
    return (
        SHORTEST <= len(line.text) <= LONGEST
        and not line.leads_in
        and not BROKEN_OFF.search(line.text)
        and whole
        and not NOT_CLINICAL.search(line.text)
    )


def units_of(document: str, markdown: str) -> Iterator[Unit]:
    """Every unit of one document that a claim can be made from."""
    for heading, lines in blocks(markdown):
        for index, line in enumerate(lines):
            if fits(line):
                yield make_unit(document, heading, lines, index)


def markdown_below(folder: Traversable | Path) -> Iterator[tuple[str, str]]:
    """Name and text of every Markdown file below a folder, in name order."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            for name, text in markdown_below(entry):
                yield f"{entry.name}/{name}", text
        elif entry.name.endswith(".md"):
            yield entry.name.removesuffix(".md"), entry.read_text(encoding="utf-8")


def read_pool(folder: Path | None) -> list[Unit]:
    """All units of a folder (default: the starter library), equal texts kept once."""
    source = folder or files("open_medicine") / "guidelines" / "content"
    return first_of_each(unit for name, text in markdown_below(source) for unit in units_of(name, text))


def first_of_each(units: Iterable[Unit]) -> list[Unit]:
    """The units without those whose text has been met before."""
    seen: dict[str, Unit] = {}
    for unit in units:
        seen.setdefault(unit.text.casefold(), unit)
    return list(seen.values())
