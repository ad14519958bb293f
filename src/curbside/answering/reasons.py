"""What tells to act comes before how sure that is and why it works: within a section, near as the reasons may be."""

import re
from collections.abc import Sequence

from curbside.answering.ranking import Candidate

_ON_EVIDENCE = re.compile(r"(?:the |there is |limited |strong )*evidence\b", re.I)
_EXPLAINS = re.compile(r"\b(?:is|are) (?:due to|caused by|explained by)\b", re.I)
_ORDERS = re.compile(
    r"(?:^|[,:] )(?:prescribe|give|start|stop|continue|switch|avoid|use|offer|treat|consider|reassess|do not)\b|"
    r"\b(?:recommend|suggest|should)",
    re.I,
)


def is_reason(candidate: Candidate) -> bool:
    """Whether a statement tells of the evidence or explains, and orders nothing."""
    said = candidate.statement.text
    return bool(_ON_EVIDENCE.match(said) or _EXPLAINS.search(said))


def behind_orders(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates in their order, but each reason behind the last statement of its section that tells to act."""
    found = list(candidates)
    for place in reversed([place for place, candidate in enumerate(candidates) if is_reason(candidate)]):
        reason = found[place]
        acting = [later for later in range(place + 1, len(found)) if _is_order_beside(found[later], reason)]
        if acting:
            found.insert(acting[-1], found.pop(place))
    return found


def _is_order_beside(candidate: Candidate, reason: Candidate) -> bool:
    one, other = candidate.statement.passage, reason.statement.passage
    same = (one.document_id, one.path) == (other.document_id, other.path)
    return same and not is_reason(candidate) and bool(_ORDERS.search(candidate.statement.text))
