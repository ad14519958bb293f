"""A time window that leaves the patient out answers too: at 26 hours "6–24 hours" says that it is too late.

What is written for other patients is otherwise left out of an answer. Where it is asked whether something may be given
or done so long after an onset or a dose, and every window for it leaves that time out, the nearest one is the answer.
"""

from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter

from curbside.answering.cues import for_another_patient
from curbside.answering.opening import FORBIDS, asks_whether, given_and_had
from curbside.answering.ranking import Candidate
from curbside.answering.times import HOURS
from curbside.answering.values import RangeFit, says_from_when, too_late_or_early
from curbside.domain.documents import Status
from curbside.domain.questions import Interpretation, PatientValue, Slot
from curbside.domain.text import fold
from curbside.retrieval.concepts import Lexicon

_SPAN = 7.0  # how far below the best such a statement may score
_WHETHER = frozenset({Slot.YES_NO, Slot.CONTRAINDICATION, Slot.THRESHOLD, Slot.CHOICE})


def missed_windows(passed: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon) -> list[Candidate]:
    """The statements whose windows leave a time out, the nearest first; none where another one takes it in.

    Args:
        passed: what may speak, best first, also what is written for other values.
        interpretation: of the question.
        lexicon: to know what words name.
    """
    times = [value for value in interpretation.values if value.name == "time"]
    if len(times) != 1:  # of two times each may be of another thing
        return []
    given, _ = given_and_had(interpretation, lexicon)
    if not given or not asks_whether(interpretation) or interpretation.slots - _WHETHER:
        return []
    found: list[tuple[tuple[bool, float, bool, float], Candidate]] = []
    for candidate in passed:
        statement, evidence = candidate.statement, candidate.evidence
        passage, said = statement.passage, statement.full
        named = evidence.own | evidence.near | lexicon.keys(passage.context)
        if candidate.score < passed[0].score - _SPAN or not lexicon.with_broader(named) & given:
            continue
        if FORBIDS.search(said) or for_another_patient(fold(interpretation.text), fold(said)):
            continue
        if candidate.fit is RangeFit.INSIDE and says_from_when(passage, said):
            return []
        near = too_late_or_early(times[0], passage, said, lexicon=lexicon)
        if near is not None and candidate.features["subject"]:
            current = evidence.document.status is Status.CURRENT
            found.append(((current, near, candidate.fit is RangeFit.OUTSIDE, candidate.score), candidate))
    remark = f"The time told in the question, {_in_words(times[0])}, lies outside this source’s window."
    return [replace(candidate, remark=remark) for _, candidate in sorted(found, key=itemgetter(0), reverse=True)]


def _in_words(time: PatientValue) -> str:
    """A time in the unit that one would say it in."""
    unit, sign = next((unit, sign) for unit, sign, least in _SAID_IN if time.value >= least)
    return f"{round(time.value / HOURS[sign], 1):g} {unit}"


_SAID_IN = (("days", "d", 72.0), ("hours", "h", 2.0), ("minutes", "min", 0.0))  # unit, its sign, from how many hours on
