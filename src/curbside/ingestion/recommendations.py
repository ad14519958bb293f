"""Recommendations: a statement and its grade are never cut apart, and no grade is lent to a neighbour.

Where one paragraph prints several graded statements each becomes a passage. A row of a table of recommendations gives
its statement, its population and its grade by its column heads.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from curbside.domain.documents import Direction, Passage, PassageKind, Recommendation
from curbside.domain.grading import find_grades, read_grade
from curbside.domain.text import sentences

_NOTE = re.compile(r"^(?:Note|Remarks?|Comment)\s*:")
_DIRECTS = re.compile(r"\b(?:recommend|suggest)s?\b|\bshould\b", re.I)
# What may follow a grade and belongs to it: further brackets, a full stop.
_TAIL = re.compile(r"(?:\s*\([^()]{2,60}\))*\.?")
# After it another statement begins: nothing, a capital letter, "b)", a bullet.
_NEXT = re.compile(r"\s*(?:$|[A-Z“•]|\(?[a-z0-9]{1,2}[.)]\s)")
_NUMBER = re.compile(
    r"^(?:Recommendation|Rec\.?|Statement)\s*#?(?P<number>\d+(?:\.\d+)*[a-z]?)\b|^(?P<bare>\d+(?:\.\d+){1,3})\s"
)
_STATEMENT = re.compile(r"^(?:recommendations?|recommendation statement|statement|key recommendation|guidance)$", re.I)
_POPULATION = re.compile(r"^(?:population|patients?(?: group| population)?|target population|who|for whom)$", re.I)
_GRADE = re.compile(r"^(?:grade|strength|class|cor|rating|strength of recommendation|category)\b", re.I)
_POPULATION_IN_TEXT = re.compile(
    r"\b(?:[Ii]n|[Ff]or|[Aa]mong)\s+(?P<who>(?:(?:all|most|asymptomatic|symptomatic|pregnant|nonpregnant|older|young|healthy|"
    r"sexually active|hospitali[sz]ed)\s+)*(?:adults?|men|women|persons?|people|children|adolescents?|patients?|"
    r"infants?|newborns?|individuals?|boys|girls|pregnan\w+)\b[^.,;(]{0,160})"
)
_WHOLE = 40  # characters; a shorter cell is a part of what its row says
# The Task Force's letters, and what each says: "C" is for selected patients, "I" is no advice against.
_TASK_FORCE = {
    "A": Direction.FOR,
    "B": Direction.FOR,
    "C": Direction.EITHER,
    "D": Direction.AGAINST,
    "I": Direction.INSUFFICIENT,
}


def graded_pieces(text: str) -> list[tuple[int, int]]:
    """Offsets of the statements of a paragraph, each with its own grade; the whole where there is nothing to part.

    Args:
        text: one paragraph or list item.
    Returns:
        Offsets in order; white space between them is left out.
    """
    pieces: list[tuple[int, int]] = []
    start = 0
    for grade in find_grades(text):
        tail = _TAIL.match(text, grade.end)
        end = tail.end() if tail else grade.end
        if not _NEXT.match(text, end):
            continue  # in the middle of a sentence: it grades a part of what goes on
        pieces += _without_note(text, start, end)
        start = end
    if not pieces:
        return [(0, len(text))]
    if text[start:].strip(" ."):
        pieces.append((start, len(text)))
    return [_trimmed(text, piece) for piece in pieces]


def _without_note(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A note on the statement before, then the statement that carries the grade."""
    begin = start + len(text[start:end]) - len(text[start:end].lstrip())
    if not _NOTE.match(text[begin:end]):
        return [(start, end)]
    for first, _ in sentences(text[begin:end])[1:]:
        if _DIRECTS.search(text[begin + first : end]) and not _DIRECTS.search(text[begin : begin + first]):
            return [(begin, begin + first), (begin + first, end)]
    for first, last in sentences(text[begin:end])[1:]:
        if _DIRECTS.search(text[begin + first : begin + last]):
            return [(begin, begin + first), (begin + first, end)]
    return [(start, end)]


def _trimmed(text: str, piece: tuple[int, int]) -> tuple[int, int]:
    start, end = piece
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), end - (len(inside) - len(inside.rstrip()))


def with_recommendations(passages: Sequence[Passage], *, publisher: str) -> list[Passage]:
    """The passages with statement, population and number of each recommendation."""
    task_force = "Preventive Services Task Force" in publisher or publisher == "USPSTF"
    return [_completed(passage, task_force=task_force) for passage in passages]


def _completed(passage: Passage, *, task_force: bool) -> Passage:
    if passage.kind is PassageKind.ROW:
        return _row(passage, task_force=task_force)
    found = passage.recommendation
    if found is None:
        return passage
    number = _NUMBER.match(passage.text) or _NUMBER.match(passage.label) or _NUMBER.match(" ".join(passage.path[-1:]))
    population = _POPULATION_IN_TEXT.search(passage.text)
    return replace(
        passage,
        recommendation=replace(
            found,
            number=(number["number"] or number["bare"]) if number else "",
            population=population["who"].strip(" ,") if population else "",
            statement=_statement(passage.text),
        ),
    )


def _statement(text: str) -> str:
    """The words before the grade."""
    grades = find_grades(text)
    return text[: grades[-1].start].strip() if grades and text[: grades[-1].start].strip() else text


def _row(passage: Passage, *, task_force: bool) -> Passage:
    """A row below the heads "Population | Recommendation | Grade"."""
    cells = dict(zip(passage.columns, passage.cells, strict=False))
    statement = next((cell for head, cell in cells.items() if _STATEMENT.match(head.strip())), "")
    population = next((cell for head, cell in cells.items() if _POPULATION.match(head.strip())), "")
    grade = next((cell for head, cell in cells.items() if _GRADE.match(head.strip())), "")
    if not statement or not grade:
        return passage
    # "Breast Cancer: Screening -- Women aged 40 to 74 years": the title is not part of the population.
    population = population.rpartition(" -- ")[2].strip()
    if task_force or (population and grade.strip() in _TASK_FORCE and "USPSTF" in statement):
        found = Recommendation(
            as_printed=grade.strip(),
            scheme="USPSTF",
            strength=grade.strip(),
            certainty=None,
            direction=_TASK_FORCE.get(grade.strip(), Direction.NONE),
        )
    else:
        found = passage.recommendation or read_grade(grade, statement=statement)
        if found.strength is None and found.certainty is None:
            # A letter whose system nobody states is still what the source prints.
            found = replace(found, strength=grade.strip())
    # "Continue" says nothing without its row.
    whole = statement if len(statement) >= _WHOLE else ""
    return replace(passage, recommendation=replace(found, statement=whole, population=population))
