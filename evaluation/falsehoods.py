"""What a lying model makes of statements: falsehoods of every kind, light edits, and true words that are not light.

The edits are those of `evaluation/pairs`; like them this imports nothing from curbside, so that nobody marks their own
homework.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent / "pairs"))
from altered import ALTERED  # the folder of pairs is no package
from corpus import Unit
from supported import SUPPORTED

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One claim that the model returned, and what it is."""

    kind: str
    claim: Json
    original: str  # text of the statement that it is made of


def unit_of(statement: Json, others: Sequence[Json]) -> Unit:
    """A statement as the pair generator takes it; those offered beside it under the same heading are its siblings."""
    near = [o["text"] for o in others if o["context"] == statement["context"] and o["id"] != statement["id"]]
    lines = [statement["text"], *near]
    lead_in = f"{statement['lead']}:" if statement["lead"] else ""
    return Unit(
        document="offered",
        heading=" > ".join(statement["context"]),
        text=statement["text"],
        passage="\n".join([*([lead_in] if lead_in else []), *(f"- {line}" for line in lines)]),
        lead_in=lead_in,
        siblings=tuple(near),
    )


def told(text: str, statement: Json, *, kind: str, quote: str | None = None) -> Told:
    """A claim about a statement, with the statement's own words as its quote."""
    said = statement["text"] if quote is None else quote
    claim = {"text": text, "passage_id": statement["id"], "quote": said}
    return Told(kind=kind, claim=claim, original=statement["text"])


Teller = Callable[[Json, Sequence[Json], Random], Told | None]


def _edited(kind: str, edit: Callable[[Unit, Random], str | None]) -> Teller:
    def tell(statement: Json, others: Sequence[Json], chance: Random) -> Told | None:
        text = edit(unit_of(statement, others), chance)
        return told(text, statement, kind=kind) if text else None

    return tell


def _altered_quoted(statement: Json, others: Sequence[Json], chance: Random) -> Told | None:
    """The lie as text and as quote."""
    for edit in chance.sample(list(ALTERED.values()), len(ALTERED)):
        if text := edit(unit_of(statement, others), chance):
            return told(text, statement, kind="quote made up", quote=text)
    return None


def _quote_of_another(statement: Json, others: Sequence[Json], _: Random) -> Told | None:
    found = next((o for o in others if o["text"] not in statement["text"]), None)
    return told(found["text"], statement, kind="quote of another", quote=found["text"]) if found else None


def _blended(statement: Json, others: Sequence[Json], _: Random) -> Told | None:
    found = next((o for o in others if o["text"] not in statement["text"]), None)
    return told(f"{statement['text']} {found['text']}", statement, kind="two in one") if found else None


def _quote_cut(statement: Json, _: Sequence[Json], __: Random) -> Told | None:
    """What stands before "unless", "if", "only", with that as its quote."""
    for word in (" unless ", " except ", " only if ", " if ", " but ", " until "):
        head, found, _rest = statement["text"].partition(word)
        if found and len(head) > 25:
            return told(head, statement, kind="condition cut off", quote=head)
    return None


def _unknown(statement: Json, _: Sequence[Json], __: Random) -> Told:
    claim = {"text": f"{statement['text']} Always.", "passage_id": "p999", "quote": statement["text"]}
    return Told(kind="statement not given", claim=claim, original=statement["text"])


def _added(statement: Json, _: Sequence[Json], chance: Random) -> Told:
    more = chance.choice(("This is safe in everybody.", "No monitoring is needed.", "The dose may be doubled."))
    return told(f"{statement['text'].rstrip('.')}. {more}", statement, kind="sentence added")


def _marked(statement: Json, _: Sequence[Json], chance: Random) -> Told:
    mark = chance.choice(("**{}**", "<b>{}</b>", "{} [1](https://example.org)", "<script>x</script>{}"))
    return told(mark.format(statement["text"]), statement, kind="marks and links")


FALSEHOODS: Mapping[str, Teller] = {
    **{kind: _edited(kind, edit) for kind, edit in ALTERED.items()},
    "quote made up": _altered_quoted,
    "quote of another": _quote_of_another,
    "two in one": _blended,
    "condition cut off": _quote_cut,
    "statement not given": _unknown,
    "sentence added": _added,
    "marks and links": _marked,
}

LIGHT: Mapping[str, Teller] = {kind: _edited(kind, edit) for kind, edit in SUPPORTED.items()}

_FRAMES = (
    "According to what is printed here, the advice can be summed up like so: {}",
    "Clinicians are told the following by this source, in essence: {}",
    "It would seem sensible to bear in mind that {}",
)


def _framed(statement: Json, _: Sequence[Json], chance: Random) -> Told:
    return told(chance.choice(_FRAMES).format(statement["text"]), statement, kind="framed")


def _turned(statement: Json, _: Sequence[Json], __: Random) -> Told | None:
    """The halves of a sentence joined by "and", the other way round."""
    first, found, second = statement["text"].rstrip(".").partition(" and ")
    if not found or len(first) < 20 or len(second) < 20:
        return None
    return told(f"{second} as well as {first}", statement, kind="halves turned")


FREE: Mapping[str, Teller] = {"framed": _framed, "halves turned": _turned}
