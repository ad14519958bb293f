"""What a model returned, laid beside what it was offered: for each claim its own words, the quote's, or nothing.

Its own words stand only where the checker finds them supported by the whole statement, and by the quote that the model
gave for them. Its quote must stand in the statement to the letter, white space and dashes aside.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, ValidationError

from curbside.answering.ranking import Candidate
from curbside.answering.statement import Statement
from curbside.answering.verify import Window, check_wording
from curbside.domain.answers import Dropped, Support
from curbside.domain.errors import ModelFailed
from curbside.domain.text import clean, fold, one_line
from curbside.retrieval.concepts import Lexicon

_MOST_CLAIMS = 60
_LONGEST = 2_000  # characters of a claim or quote
_LISTED = 300  # characters of what is dropped that are listed
_SHORTEST_QUOTE = 8  # characters; fewer stand anywhere
# Beside letters, digits and what its statement prints, an edit may hold these. No mark of Markdown or HTML.
_PLAIN = frozenset(" .,;:()-–%'’")
_SYMBOLS = frozenset("≥≤<>=")


class ModelClaim(BaseModel):
    """One claim as a model returns it."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    text: str
    passage_id: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """What the model picked, in its order: ids, each with the candidate as it is to be shown."""

    candidates: Mapping[str, Candidate]
    dropped: tuple[Dropped, ...]


def claims_in(reply: object) -> tuple[list[ModelClaim], int]:
    """The claims of a reply, and how many of them have another form than was asked for.

    Raises:
        ModelFailed: it is no list of claims, or an empty one.
    """
    claims = reply.get("claims") if isinstance(reply, dict) else None
    if not isinstance(claims, list) or not claims:
        raise ModelFailed("answered with something else than statements")
    read = []
    for claim in claims[:_MOST_CLAIMS]:
        try:
            read.append(ModelClaim.model_validate(claim))
        except ValidationError:
            continue
    return read, len(claims) - len(read)


def check_reply(reply: object, statements: Mapping[str, Candidate], *, name: str, lexicon: Lexicon) -> Picked:
    """Lay each claim of a reply beside the statement that it names.

    Args:
        reply: the JSON value that the model gave.
        statements: what it was offered, by id.
        name: of the model, for reasons.
        lexicon: for the checker.

    Raises:
        ModelFailed: no claim of it can be used.
    """
    claims, formless = claims_in(reply)
    picked: dict[str, Candidate] = {}
    dropped: list[Dropped] = []
    for claim in claims:
        candidate = statements.get(claim.passage_id)
        if candidate is None:
            dropped.append(_dropped(claim, f"{name} names a statement that it was not given"))
        elif claim.passage_id in picked:
            dropped.append(_dropped(claim, f"{name} returned the same statement twice"))
        elif not is_quote(claim.quote, candidate.statement):
            dropped.append(_dropped(claim, f"the quote that {name} gave does not stand in the statement"))
        else:
            statement, reason = _as_shown(claim, candidate.statement, lexicon)
            picked[claim.passage_id] = replace(candidate, statement=statement)
            if reason:
                dropped.append(_dropped(claim, f"{name}’s words: {reason}; the source’s own words are shown"))
    if formless:
        dropped.append(Dropped(text=f"{formless} entries", reason=f"{name} returned them in another form than asked"))
    if not picked:
        raise ModelFailed("answered with nothing that stands in the sources")
    return Picked(candidates=picked, dropped=tuple(dropped))


def _dropped(claim: ModelClaim, reason: str) -> Dropped:
    words = one_line(clean(claim.text[:_LONGEST]))
    return Dropped(text=words if len(words) <= _LISTED else f"{words[:_LISTED]} …", reason=reason)


# -- quote -------------------------------------------------------------------------------------------------------------


def is_quote(quote: str, statement: Statement) -> bool:
    """Whether words stand in a statement, as printed or as read, whole words and white space and dashes aside."""
    wanted = _normal(quote)
    if len(quote) > _LONGEST or len(wanted) < min(_SHORTEST_QUOTE, len(_normal(statement.text))):
        return False
    # "5 mg" does not stand in "15 mg", nor "2" in "2.5".
    whole = re.compile(rf"(?<!\w)(?<!\d[.,]){re.escape(wanted)}(?![.,]?\d)(?!\w)")
    return any(whole.search(_normal(words)) for words in (statement.text, statement.window().text, statement.quote))


def _normal(words: str) -> str:
    return one_line(fold(clean(words))).replace("’", "'").replace("“", '"').replace("”", '"').strip(" .;")


# -- words -------------------------------------------------------------------------------------------------------------


def _as_shown(claim: ModelClaim, statement: Statement, lexicon: Lexicon) -> tuple[Statement, str]:
    """The statement in the model's words, or in its own with the reason why."""
    words = _without_lead(one_line(clean(claim.text[:_LONGEST])), statement.lead)
    if not words or words == statement.text:
        return statement, ""
    edited = replace(statement, text=words)
    reason = _fault(edited, statement, claim.quote, lexicon)
    return (statement, reason) if reason else (edited, "")


def _without_lead(words: str, lead: str) -> str:
    return words[len(lead) + 1 :].lstrip() if lead and words.startswith(f"{lead}:") else words


def _fault(edited: Statement, statement: Statement, quote: str, lexicon: Lexicon) -> str:
    """Why an edit of a statement may not be shown, "" if it may."""
    window = statement.window()
    if len(edited.text) > 2 * len(window.text) + 40:
        return "they are much longer than the statement"
    if strange := _strange_marks(edited.text, (*window.context, window.text, statement.text)):
        return f"they hold “{strange}”, which the statement does not"
    # The quote alone could leave out what binds it, the statement alone could support what was not quoted.
    quoted = Window(text=one_line(clean(quote)), context=(*window.context, *filter(None, (statement.lead,))))
    for laid_beside in (window, quoted):
        verdict = check_wording(edited.full, [laid_beside], lexicon=lexicon)
        if verdict.support is not Support.SUPPORTED:
            return "; ".join(verdict.reasons)
    return ""


def _strange_marks(words: str, printed: Sequence[str]) -> str:
    allowed = _PLAIN | _SYMBOLS | frozenset("".join(printed))
    return next((mark for mark in words if not mark.isalnum() and mark not in allowed), "")
