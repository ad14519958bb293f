"""Statements that are told apart by one thing from what is asked for and shown before them: for other questions.

Who asks for the sensitivity of transthoracic echocardiography does not read that of the other kind, and who asks about
G3b no row on G3a. Compared are the rows of a table by what they are about, and sections by the first heading that
differs.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from curbside.answering.ranking import Candidate
from curbside.answering.subject import named_of
from curbside.domain.questions import ConceptType, Interpretation
from curbside.domain.text import fold
from curbside.retrieval.concepts import Lexicon

_KINDS = (ConceptType.DRUG, ConceptType.TEST, ConceptType.PROCEDURE, ConceptType.CONDITION)
_WORD = re.compile(r"[a-z][a-z0-9*]*")  # "g3b", but not a bare number: two of them may count two things
_JOINED = re.compile(r"(?:plus|and|with|or|\+)\b", re.I)  # "PLUS gentamicin": one row goes with another
_SMALL = frozenset({"or", "and", "of", "the", "with", "for", "in", "a", "to", "on", "if"})  # words that name nothing
_BEFORE = 3  # candidates among which a row that the question names is looked for
# Rows of such a table are sides of one thing, not one thing and another.
OF_SIDES = re.compile(r"\b(?:parameter|aspect|feature|component|item|element|variable|property|detail|step)s?\b", re.I)


def without_siblings(
    candidates: Sequence[Candidate], headline: Candidate, interpretation: Interpretation, lexicon: Lexicon
) -> list[Candidate]:
    """The candidates without those that stand in the direct answer's place for something that is not asked about.

    Args:
        candidates: in their order.
        headline: the direct answer.
        interpretation: of the question.
        lexicon: to know what heads name.
    """
    # What is asked about: not what the patient has, takes or has not.
    asked = frozenset().union(*(named_of(kind, interpretation, lexicon) for kind in _KINDS)) - interpretation.aside
    words = _words_asked(interpretation, lexicon)
    return [
        c
        for c in candidates
        if not _is_of_another_thing(c, headline, asked, lexicon)
        and not _is_another_row(c, headline, words, lexicon)
        and not _is_another_section(c, headline, words, alike=1 / 3)
    ]


def without_later_siblings(
    candidates: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon
) -> list[Candidate]:
    """The candidates without rows and sections in whose place the question names one of those before."""
    words = _words_asked(interpretation, lexicon)
    return [
        c
        for place, c in enumerate(candidates)
        if not any(
            _is_another_row(c, before, words, lexicon) or _is_another_section(c, before, words, alike=1 / 2)
            for before in candidates[: min(place, _BEFORE)]
        )
    ]


def _words_asked(interpretation: Interpretation, lexicon: Lexicon) -> frozenset[str]:
    """The words of a question and the usual names of the things in it."""
    names = (lexicon.name(mention.key) for mention in interpretation.concepts if mention.key in lexicon)
    return _words(interpretation.text).union(*map(_words, names))


def _is_of_another_thing(candidate: Candidate, headline: Candidate, asked: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether its heading names something in the place of what is asked about, which the direct answer's names there,
    and its own words name nothing that is asked about."""
    if candidate.statement.passage.document_id != headline.statement.passage.document_id:
        return False
    paths = (candidate.statement.passage.path, headline.statement.passage.path)
    differing = next(((m, t) for m, t in zip(*paths, strict=False) if m != t), None)
    if differing is None or asked & lexicon.with_broader(candidate.evidence.own):
        return False
    own, others = map(lexicon.keys, differing)
    for key in asked & lexicon.with_broader(others) - lexicon.with_broader(own):
        kind, broader = lexicon[key].type, lexicon.line(key)
        if any(lexicon[k].type is kind and k not in broader | asked and not lexicon[k].generic for k in own):
            return True
    return False


def _is_another_row(candidate: Candidate, headline: Candidate, words: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether both are rows of one table or items of one list on things of a kind, and words of the question name only
    the direct answer's. "Clinical response" and "Monitoring" are sides of one thing."""
    mine, theirs = candidate.statement.passage, headline.statement.passage
    if (mine.document_id, mine.block) != (theirs.document_id, theirs.block):
        return False
    if mine.cells and theirs.cells:
        of_sides = bool(mine.columns and OF_SIDES.search(mine.columns[0]))
        return not of_sides and _names_another(mine.cells[0], theirs.cells[0], words)
    return _of_a_kind(mine.label, theirs.label, lexicon) and _names_another(mine.label, theirs.label, words)


def _is_another_section(candidate: Candidate, headline: Candidate, words: frozenset[str], *, alike: float) -> bool:
    """Whether both stand below headings that share words, and words of the question name only the direct answer's:
    "… with Low Disease Activity". `alike`: the least share of the longer heading."""
    mine, theirs = candidate.statement.passage, headline.statement.passage
    if mine.document_id != theirs.document_id:
        return False
    differing = next(((m, t) for m, t in zip(mine.path, theirs.path, strict=False) if m != t), None)
    return differing is not None and _alike(*differing) >= alike and _names_another(*differing, words)


def _names_another(mine: str, theirs: str, words: frozenset[str]) -> bool:
    """Whether the question names what sets their head apart from mine, and nothing that sets mine apart."""
    if not mine or not theirs or _JOINED.match(mine) or _JOINED.match(theirs):
        return False
    own, others = _words(mine) - _SMALL, _words(theirs) - _SMALL
    told = words & (others - own)
    return bool(told) and 3 * len(told) >= len(others - own) and not words & (own - others)


def _of_a_kind(mine: str, theirs: str, lexicon: Lexicon) -> bool:
    """Whether two labels each name a thing, and of the same kind: two drugs, two tests."""
    own, others = ({lexicon[key].type for key in lexicon.keys(label)} for label in (mine, theirs))
    return bool(own & others)


def _alike(mine: str, theirs: str) -> float:
    """The share of the longer heading's words that both have."""
    own, others = _words(mine), _words(theirs)
    return len(own & others) / max(1, len(own), len(others))


@lru_cache(maxsize=4096)  # headings of the documents come again and again
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))
