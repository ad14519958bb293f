"""The sentences that "In plain words" may be: a closed list of openings, each with the printed wordings it stands for.

Every sentence tells what a source says to care teams. None speaks to the reader, so none can order a patient to take,
stop or change anything. `plain_line` writes them, `plain_check` takes them apart again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# Participle → the order that it stands for ("should be started" is "start"). A verb that is not here makes no line.
PARTICIPLES: Mapping[str, str] = {
    "started": "start", "stopped": "stop", "given": "give", "used": "use", "avoided": "avoid",
    "continued": "continue", "reduced": "reduce", "increased": "increase", "checked": "check",
    "rechecked": "recheck", "monitored": "monitor", "done": "do", "obtained": "obtain", "measured": "measure",
    "repeated": "repeat", "added": "add", "held": "hold", "withheld": "withhold", "switched": "switch",
    "maintained": "maintain", "kept": "keep", "targeted": "target", "limited": "limit", "ensured": "ensure",
    "confirmed": "confirm", "adjusted": "adjust", "replaced": "replace", "referred": "refer", "treated": "treat",
    "corrected": "correct", "offered": "offer", "screened": "screen", "discussed": "discuss",
    "decreased": "decrease", "reviewed": "review", "restricted": "restrict", "considered": "consider",
    "placed": "place", "inserted": "insert", "transferred": "transfer", "admitted": "admit", "delayed": "delay",
    "drawn": "draw", "begun": "begin", "prescribed": "prescribe", "escalated": "escalate", "tapered": "taper",
    "resumed": "resume", "restarted": "restart", "infused": "infuse", "injected": "inject", "applied": "apply",
    "provided": "provide", "titrated": "titrate", "hospitalized": "hospitalize", "chosen": "choose",
    "selected": "select", "removed": "remove", "tested": "test", "completed": "complete",
    "identified": "identify", "got": "get",
}  # fmt: skip
VERBS = frozenset(PARTICIPLES.values())


@dataclass(frozen=True, slots=True)
class Frame:
    """One opening of a sentence."""

    opening: str  # behind it stands the verb, or what is advised
    forbids: bool = False
    suggests: bool = False  # not firm: for what a source grades as weak, or leaves open


ADVISES = Frame("the source advises care teams to ")
ADVISES_NOT = Frame("the source advises care teams not to ", forbids=True)
ADVISES_NEVER = Frame("the source advises care teams never to ", forbids=True)
SUGGESTS_TO = Frame("the source suggests that care teams ", suggests=True)
SUGGESTS_NOT = Frame("the source suggests that care teams do not ", forbids=True, suggests=True)
RECOMMENDS = Frame("the source recommends ")
RECOMMENDS_AGAINST = Frame("the source recommends against ", forbids=True)
RECOMMENDS_NOT = Frame("the source does not recommend ", forbids=True, suggests=True)
RECOMMENDS_STRONGLY = Frame("the source strongly recommends ")
RECOMMENDS_NOT_ROUTINELY = Frame("the source does not routinely recommend ", forbids=True, suggests=True)
RECOMMENDS_SOFTLY = Frame("the source recommends, but not firmly, ", suggests=True)
SUGGESTS = Frame("the source suggests ", suggests=True)
SUGGESTS_AGAINST = Frame("the source suggests against ", forbids=True, suggests=True)
MAY = Frame("the source says that care teams may ", suggests=True)
CAN = Frame("the source says that care teams can ", suggests=True)
MIGHT = Frame("the source says that care teams might ", suggests=True)
FORBIDS = Frame("the source says that care teams must not use ", forbids=True)
STATES = Frame("the source states: ")
FRAMES: tuple[Frame, ...] = (
    ADVISES, ADVISES_NOT, ADVISES_NEVER, SUGGESTS_TO, SUGGESTS_NOT, RECOMMENDS, RECOMMENDS_AGAINST, RECOMMENDS_NOT,
    RECOMMENDS_SOFTLY, RECOMMENDS_STRONGLY, RECOMMENDS_NOT_ROUTINELY, SUGGESTS, SUGGESTS_AGAINST,
    MAY, CAN, MIGHT, FORBIDS, STATES,
)  # fmt: skip
# "The panel recommends" is "the source recommends": a claim is read without its subject where only these stand.
SPEAKER = re.compile(
    r"\b(?:[Tt]he (?:(?:ASH |guideline )?panel|guidelines?|authors)|[Ww]e) (?=(?:\w+ly )?(?:recommend|suggest)s?\b)"
)
# A long sentence is parted at these places, each with a label in front; the words behind it stay as they are. What a
# source advises against is never parted: "not to use X. Why: to prevent Y" says the opposite of "do not use X to
# prevent Y". Nor is what it advises to do less of.
RESTRAINING = ("avoid", "stop", "hold", "withhold", "limit", "restrict", "delay", "remove", "reduce", "decrease")
WHOM, WHEN, WHY = ". For whom: ", ". This holds ", ". Why: "
# For each label the words that it may stand for, with a space in front and behind; "" where they stay behind it.
ABOUT = "About: "  # in front of a lead-in that names a topic and ends in a full stop
LABELS: Mapping[str, tuple[str, ...]] = {WHOM: (" in ", " for ", " among "), WHEN: (" ",), WHY: (" ",)}
