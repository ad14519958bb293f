"""An answer as a bundle: one JSON document that holds all that somebody needs to check it elsewhere. And its reading.

The form is `curbside.bundle/1`. Its own hash is over its canonical JSON: keys sorted, no white space, UTF-8, without
the key "sha256" (RFC 8785 gives the same bytes). `elapsed_ms` is 0 in it, so that the same question over the same
library makes the same bundle. What the parts must satisfy is checked in `engine.rechecking`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from curbside.domain.answers import Answer, Claim, Outcome
from curbside.domain.documents import Document, Passage
from curbside.domain.errors import BadInput
from curbside.domain.questions import Reader
from curbside.domain.text import clean, one_line
from curbside.rendering.wire import ANSWER_SCHEMA, answer_to_dict, recommendation_to_dict

BUNDLE_SCHEMA = "curbside.bundle/1"
# A bundle may come from where there are more profiles than here, so that only the shape of a key is looked at.
_ReaderKey = Annotated[Reader, Field(pattern=r"^[a-z][a-z_]{0,31}$")]
LARGEST = 8_000_000  # bytes of a bundle's file; one of a long answer has some 100,000
HEADLINE, CONFLICT = "headline", "conflict"  # the parts of an answer, beside the keys of its sections


def text_sha256(text: str) -> str:
    """The SHA-256 of a text as UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical(bundle: Mapping[str, Any]) -> bytes:
    """The bytes that a bundle's hash is over.

    Raises:
        ValueError: it holds what JSON cannot say: half a character, an infinite number.
    """
    hashed = {key: value for key, value in bundle.items() if key != "sha256"}
    return json.dumps(hashed, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def sealed(bundle: Mapping[str, Any]) -> dict[str, Any]:
    """A bundle with the hash over the rest of it."""
    return {**bundle, "sha256": hashlib.sha256(canonical(bundle)).hexdigest()}


# -- writing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What one quote of an answer rests on, as the library holds it."""

    passage: Passage
    window: "WindowPart"  # the quote as the checker reads it


def bundle_to_dict(
    answer: Answer, *, bases: Mapping[int, Basis], texts: Mapping[str, str], versions: "Versions"
) -> dict[str, Any]:
    """An answer in the form of the schema `curbside.bundle/1`.

    Args:
        answer: complete.
        bases: for each number of its quotes.
        texts: for each id of its references, the SHA-256 of the document's normalised text.
        versions: of what made it.
    """
    documents = [reference.document for reference in answer.references]
    return sealed(
        {
            "schema": BUNDLE_SCHEMA,
            "question": answer.question.text,
            "reader": answer.question.reader,
            "as_of": answer.question.as_of.isoformat() if answer.question.as_of else None,
            "answer": {**answer_to_dict(answer), "elapsed_ms": 0},
            "documents": [_document(document, texts[document.id]) for document in documents],
            "quotes": _quotes(answer, bases),
            "claims": _claims(answer),
            "versions": versions.model_dump(),
        }
    )


def _document(document: Document, sha256: str) -> dict[str, Any]:
    return {
        "document_id": document.id,
        "title": document.title,
        "edition": document.edition,
        "content_sha256": document.content_sha256,
        "text_sha256": sha256,
    }


def _quotes(answer: Answer, bases: Mapping[int, Basis]) -> list[dict[str, Any]]:
    found = []
    for quote in answer.quotes:
        basis = bases[quote.n]
        found.append(
            {
                "n": quote.n,
                "document_id": quote.citation.document_id,
                "passage_id": quote.citation.passage_id,
                "passage_start": basis.passage.start,
                "passage_end": basis.passage.end,
                "passage_sha256": text_sha256(basis.passage.text),
                "start": quote.citation.start,
                "end": quote.citation.end,
                "quote": quote.citation.quote,
                "context": list(quote.citation.context),
                "window": basis.window.model_dump(mode="json"),
            }
        )
    return found


def _claims(answer: Answer) -> list[dict[str, Any]]:
    """All claims in reading order: the direct answer, the sections, what sources that differ say."""
    placed = [(HEADLINE, answer.headline)] if answer.headline else []
    placed += [(section.key, claim) for section in answer.sections for claim in section.claims]
    placed += [(CONFLICT, p.claim) for conflict in answer.conflicts for p in conflict.positions if p.claim]
    return [_claim(part, claim, answer) for part, claim in placed]


def _claim(part: str, claim: Claim, answer: Answer) -> dict[str, Any]:
    return {
        "key": claim.key,
        "part": part,
        "text": claim.statement,
        "citations": list(answer.quote_numbers(claim)),
        "recommendation": recommendation_to_dict(claim.recommendation),
        "support": claim.verdict.support.value,
        "reasons": list(claim.verdict.reasons),
    }


# -- reading ---------------------------------------------------------------------------------------------------------


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class _OfAnswer(BaseModel):
    """What is looked at of an answer; it has more keys, and may get others."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class WindowPart(_Part):
    """A quote as the checker reads it: columns named, list joined; and the context that it may draw on."""

    text: str
    context: tuple[str, ...]


class DocumentPart(_Part):
    """One document that the answer refers to."""

    document_id: str
    title: str
    edition: str
    content_sha256: str
    text_sha256: str


class QuotePart(_Part):
    """One quote, with the passage that it stands in."""

    n: int
    document_id: str
    passage_id: str
    passage_start: int
    passage_end: int
    passage_sha256: str
    start: int
    end: int
    quote: str
    context: tuple[str, ...]
    window: WindowPart


class ClaimPart(_Part):
    """One claim with the checker's verdict."""

    key: str
    part: str
    text: str
    citations: tuple[int, ...]
    recommendation: dict[str, Any] | None
    support: str
    reasons: tuple[str, ...]


class Versions(_Part):
    """Of what made a bundle."""

    engine_version: str
    code_sha256: str  # of the packages that decide an answer
    library_generation: str
    lexicon_sha256: str
    ranker_sha256: str
    schemas: dict[str, str]


class _Headline(_OfAnswer):
    text: str
    citations: tuple[int, ...]
    support: str
    recommendation: dict[str, Any] | None


class _AnswerClaim(_Headline):
    key: str
    lead: str


class _Section(_OfAnswer):
    key: str
    claims: tuple[_AnswerClaim, ...]


class _Position(_OfAnswer):
    reference: int | None
    status: str
    text: str
    citations: tuple[int, ...]


class _Conflict(_OfAnswer):
    positions: tuple[_Position, ...]
    followed: int | None


class _AnswerQuote(_OfAnswer):
    n: int
    reference: int
    document_id: str
    passage_id: str
    locator: str
    start: int
    end: int
    quote: str
    context: tuple[str, ...]


class _Reference(_OfAnswer):
    model_config = ConfigDict(strict=True, frozen=True, extra="allow")

    n: int
    document_id: str
    title: str
    edition: str

    @property
    def described(self) -> dict[str, Any]:
        """All that it says of its document."""
        return {key: value for key, value in self.model_dump().items() if key != "n"}


class AnswerPart(_OfAnswer):
    """The answer of a bundle, as far as it can be laid beside the rest."""

    form: Literal["curbside.answer/1"] = Field(alias="schema")
    question: str
    reader: _ReaderKey
    outcome: Outcome
    missing: tuple[str, ...]
    headline: _Headline | None
    sections: tuple[_Section, ...]
    conflicts: tuple[_Conflict, ...]
    quotes: tuple[_AnswerQuote, ...]
    references: tuple[_Reference, ...]
    worded: str = ""
    library_generation: str
    engine_version: str


class Bundle(_Part):
    """A bundle that has the right form; whether it is true is another matter."""

    form: Literal["curbside.bundle/1"] = Field(alias="schema")
    question: str
    reader: _ReaderKey
    as_of: date | None
    answer: AnswerPart
    documents: tuple[DocumentPart, ...]
    quotes: tuple[QuotePart, ...]
    claims: tuple[ClaimPart, ...]
    versions: Versions
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBundle:
    """A bundle as it was read, and the JSON that its hash is over."""

    bundle: Bundle
    document: Mapping[str, Any]
    actual_sha256: str  # of its content; `bundle.sha256` is what it says


_MAKE = 'Give a file that this made: curbside ask "QUESTION" --bundle FILE'


def read_bundle(data: bytes, *, name: str) -> ReadBundle:
    """The bundle that a file holds.

    Args:
        data: the file's bytes, at most `LARGEST`.
        name: of the file, for messages.

    Raises:
        BadInput: it is no bundle; the message says why and what to do.
    """
    if len(data) > LARGEST:
        raise BadInput(f"{name}: over {LARGEST // 1_000_000} MB, which no bundle has. {_MAKE}")
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unrepeated)
    except UnicodeDecodeError:
        raise BadInput(f"{name}: not text in UTF-8, so not a bundle. {_MAKE}") from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{name}: not JSON, or cut off ({error}). Fetch the file again. {_MAKE}") from None
    said = document.get("schema") if isinstance(document, dict) else None
    if said != BUNDLE_SCHEMA:
        raise BadInput(f"{name}: {_other_schema(said)}")
    try:
        content = canonical(document)
        bundle = Bundle.model_validate_json(json.dumps(document))
    except ValidationError as error:
        fault = error.errors()[0]
        where = _short(".".join(map(str, fault["loc"])))
        raise BadInput(f"{name}: not in the form of {BUNDLE_SCHEMA} ({where}: {fault['msg']}). {_MAKE}") from None
    except (ValueError, RecursionError):
        raise BadInput(f"{name}: holds what no bundle can (half a character, an infinite number). {_MAKE}") from None
    return ReadBundle(bundle=bundle, document=document, actual_sha256=hashlib.sha256(content).hexdigest())


def _unrepeated(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Of a key that stands twice, one program reads the first value and another the last."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _short(words: str) -> str:
    """What a file says, fit for a line of ours."""
    return one_line(clean(words))[:60]


def _other_schema(said: object) -> str:
    if isinstance(said, str) and said.startswith("curbside.bundle/"):
        return f"has the schema {_short(said)}, and this version reads {BUNDLE_SCHEMA}. Check it with a newer Curbside."
    if isinstance(said, str):
        return f"has the schema “{_short(said)}”, not {BUNDLE_SCHEMA}. {_MAKE}"
    return f"JSON without the schema {BUNDLE_SCHEMA}, so not a bundle. {_MAKE}"


SCHEMAS: Mapping[str, str] = {"answer": ANSWER_SCHEMA, "bundle": BUNDLE_SCHEMA}
