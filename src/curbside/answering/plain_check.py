"""Whether a line "In plain words" says what its claim says: exactly, or it is not shown.

Each sentence of the line is turned back into the wordings that its opening may stand for. One of them must be the
claim's sentence word by word, after both are brought to the same plain words: every number, unit, sign, drug, group of
people, condition and "not", in the same order, none lost and none added. Nothing is measured and nothing forgiven.
It shares the list of openings with `plain_line`, which writes the lines, and nothing else.
"""

import re
from collections.abc import Iterator, Sequence

from curbside.answering.plain_frames import (
    ABOUT,
    ADVISES,
    ADVISES_NEVER,
    ADVISES_NOT,
    CAN,
    FORBIDS,
    FRAMES,
    LABELS,
    MAY,
    MIGHT,
    PARTICIPLES,
    RECOMMENDS,
    RECOMMENDS_AGAINST,
    RECOMMENDS_NOT,
    RECOMMENDS_NOT_ROUTINELY,
    RECOMMENDS_SOFTLY,
    RECOMMENDS_STRONGLY,
    RESTRAINING,
    SPEAKER,
    STATES,
    SUGGESTS,
    SUGGESTS_AGAINST,
    SUGGESTS_NOT,
    SUGGESTS_TO,
    VERBS,
    Frame,
)
from curbside.answering.plain_words import in_plain_words
from curbside.answering.strengths import is_weak
from curbside.answering.wording import tokens_of, word_set
from curbside.domain.answers import Claim
from curbside.domain.documents import Direction
from curbside.domain.grading import find_grades
from curbside.domain.text import sentences

_Words = tuple[tuple[str, str], ...]  # canonical form, and the preposition that ties a number
# All that may come and go. The checker of claims lets more pass ("patients", "who", "of"), which would do here: "in
# patients who have X" must not become "in X".
_FREE = word_set("a an the be is are it this")
_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself)\b", re.I)
_LABEL = re.compile("|".join(map(re.escape, LABELS)))
# "particularly in men" is not "in men", "only if" is not "if".
_TORN = re.compile(
    rf"\b(?:particularly|especially|including|mainly|mostly|only|even|not|except|or|and|but|as|than)[,;:]?(?:{_LABEL.pattern})",
    re.I,
)
_SECOND_STATEMENT = re.compile(r"[.!?]\s+(?=[A-Z0-9])(?<!\be\.g\. )(?<!\bvs\. )")
_BARE_ORDER = re.compile(
    rf"(?:^|, |\b(?:then|and|or) )(?:take|treat|swallow|call|seek|ask|tell|lower|raise|aim|achieve|reach|load|"
    rf"intubate|ventilate|cool|warm|dose|push|"
    rf"{'|'.join(sorted(VERBS))})\b(?! dose| of\b)",
    re.I,
)
_NUMBERED = re.compile(r"^(?:\d+\.\s+)(?=[A-Z])")


def faults_of_line(line: str, claim: Claim) -> tuple[str, ...]:
    """Why a line may not stand below a claim; empty if it may."""
    if _SECOND_PERSON.search(line):
        return ("the line speaks to the reader",)
    if _TORN.search(line) or any(part.count("(") != part.count(")") for part in _LABEL.split(line)):
        return ("a label stands where the words on both sides belong together",)
    if _cuts_what_is_advised_against(line):
        return ("what the source advises against is cut from its reason or its people",)
    said = parts_of(claim)
    found: tuple[str, ...] = ("the line holds nothing",)
    for whole in _unparted(line):
        told = [whole[start:end] for start, end in sentences(whole)]
        if len(said) != len(told):
            found = ("the line has another number of sentences than the claim",)
            continue
        found = tuple(fault for one, other in zip(told, said, strict=True) for fault in _faults(one, other, claim))
        if not found:
            return ()
    return found


def _cuts_what_is_advised_against(line: str) -> bool:
    """Whether a label stands behind an opening that forbids, or an order to do less of something."""
    for label in _LABEL.finditer(line):
        frame, _, behind = _taken_apart(_last_opened(line[: label.start()]))
        if frame is None or frame.forbids or behind.split(" ", 1)[0] in RESTRAINING:
            return True
    return False


def _last_opened(text: str) -> str:
    """A text from its last opening on."""
    return text[max(text.lower().rfind("the source"), 0) :]


def _unparted(line: str) -> Iterator[str]:
    """The line without labels, in every way that they can be read."""
    if line.startswith(ABOUT):
        line = line.removeprefix(ABOUT).replace(". The source", ": the source", 1)
    label = next((label for label in LABELS if label in line), None)
    if label is None or line.count(": ") > 12:
        yield line
        return
    before, behind = line.split(label, 1)
    for words in LABELS[label]:
        yield from _unparted(f"{before}{words}{behind}")


def parts_of(claim: Claim) -> list[str]:
    """The sentences of a claim without printed grades, the first with the lead-in in front."""
    text = without_grades(claim.text)
    lead = _NUMBERED.sub("", without_grades(claim.lead)).strip(" :")
    parts = [text[start:end] for start, end in sentences(text)]
    if parts and lead:
        parts[0] = f"{lead}: {parts[0]}"
    return parts


def without_grades(text: str) -> str:
    """A text without the grades that stand in it; strength and certainty are told apart from the statement."""
    for grade in reversed(find_grades(text)):
        text = text[: grade.start].rstrip(" —–-") + text[grade.end :]
    return " ".join(text.split()).strip()


def _faults(told: str, said: str, claim: Claim) -> Iterator[str]:
    frame, before, behind = _taken_apart(told)
    if frame is None:
        yield f"“{told}” has none of the openings"
        return
    if _SECOND_STATEMENT.search(told):
        yield f"“{told}” holds a second statement outside its opening"
        return
    yield from _against_the_grade(frame, behind, claim)
    wanted = _words(SPEAKER.sub("", in_plain_words(said)))
    front = _words(before)
    if wanted[: len(front)] != front:
        yield "what stands before the opening is not how the claim begins"
        return
    rest = wanted[len(front) :]
    if rest not in _wordings(frame, behind):
        yield f"“{told}” is not what the claim says"


def _taken_apart(told: str) -> tuple[Frame | None, str, str]:
    """The opening of a sentence, what stands before it and behind it. The longest at the first place counts."""
    lower = told[:1].lower() + told[1:]
    found = [(lower.lower().find(frame.opening), -len(frame.opening), frame) for frame in FRAMES]
    places = sorted((place, length, frame.opening, frame) for place, length, frame in found if place >= 0)
    if not places:
        return None, "", ""
    place, length, _, frame = places[0]
    return frame, lower[:place], lower[place - length :]


def _against_the_grade(frame: Frame, behind: str, claim: Claim) -> Iterator[str]:
    """Whether direction and firmness of a sentence fight with what the source prints beside the statement."""
    printed = claim.recommendation
    if printed is None:
        return
    forbids = frame.forbids or behind.startswith("avoid ")
    if frame is not STATES and printed.direction in (Direction.EITHER, Direction.INSUFFICIENT):
        yield "the source takes no side"
    elif printed.direction is not Direction.NONE and (printed.direction is Direction.AGAINST) != forbids:
        yield "the line points the other way than the grade"
    if is_weak(printed) and not frame.suggests and frame is not STATES:
        yield "the line is firmer than the grade"


# -- openings turned back --------------------------------------------------------------------------------------------

_MODALS = {MAY: "may", CAN: "can", MIGHT: "might"}


def _wordings(frame: Frame, behind: str) -> Iterator[_Words]:
    """Every wording that a sentence with this opening may stand for, as canonical words."""
    words = _words(behind)
    if frame is STATES:
        if not _BARE_ORDER.search(behind):  # an order has a frame of its own
            yield words
    elif frame in (RECOMMENDS, SUGGESTS):
        yield from _inserted(((_word("recommend" if frame is RECOMMENDS else "suggest"),), words))
    elif frame is RECOMMENDS_STRONGLY:
        yield from _inserted(((_word("strongly"), _word("recommend")), words))
    elif frame is RECOMMENDS_SOFTLY:
        for adverb in ((), (_word("conditionally"),), (_word("weakly"),)):
            yield from _inserted(((*adverb, _word("recommend")), words))
    elif frame in (RECOMMENDS_AGAINST, SUGGESTS_AGAINST):
        yield (_word("recommend" if frame is RECOMMENDS_AGAINST else "suggest"), _word("against"), *words)
    elif frame is RECOMMENDS_NOT:
        yield from _inserted(((_word("not"), _word("recommend")), words))
    elif frame is RECOMMENDS_NOT_ROUTINELY:
        yield from _inserted(((_word("not"), _word("routinely"), _word("recommend")), words))
    elif frame is FORBIDS:
        yield from _inserted(((_word("contraindicated"),), words))
    else:
        yield from _orders(frame, behind)


def _orders(frame: Frame, behind: str) -> Iterator[_Words]:
    verb = next((v for v in sorted(VERBS, key=len, reverse=True) if behind.startswith(f"{v} ")), None)
    if verb is None:
        return
    rest = _words(behind[len(verb) :])
    act = _words(verb)
    # "should be done": the participle is another word than the order only for irregular verbs.
    acts = {act, *(_words(participle) for participle, order in PARTICIPLES.items() if order == verb)}
    signs: Sequence[_Words]
    if frame in _MODALS:
        if verb == "consider":  # "Consider X" leaves it open
            yield (*act, *rest)
        signs = ((_word(_MODALS[frame]),),)
    elif frame in (ADVISES_NOT, SUGGESTS_NOT):
        yield (_word("not"), *act, *rest)
        signs = ((_word("should"), _word("not")), (_word("must"), _word("not")))
    elif frame is ADVISES_NEVER:
        yield (_word("never"), *act, *rest)
        signs = ((_word("should"), _word("never")), (_word("must"), _word("never")))
    else:
        assert frame in (ADVISES, SUGGESTS_TO)  # noqa: S101  # all other openings are turned back above
        yield (*act, *rest)
        signs = ((_word("should"),), (_word("must"),))
    for sign in signs:
        for done in acts:
            yield from _inserted(((*sign, *done), rest))


def _inserted(parts: tuple[_Words, _Words]) -> Iterator[_Words]:
    """The words with a run put in at every place: the passive has its verb behind its subject."""
    run, rest = parts
    for place in range(len(rest) + 1):
        yield (*rest[:place], *run, *rest[place:])


def _words(text: str) -> _Words:
    return tuple(
        (t.form, t.bound) for t in tokens_of(text) if t.kind != "boundary" and t.form != "-" and t.form not in _FREE
    )


def _word(form: str) -> tuple[str, str]:
    return _words(form)[0]
