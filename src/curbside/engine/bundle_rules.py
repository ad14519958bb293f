"""What a bundle must satisfy, as a table of rules; pure.

Each rule takes the bundle and what is held and returns one `Check`; none believes the bundle's own word for what it
can look up. Whoever changes a bundle can also renew its hash, so every rule but the first looks at the content. What
only the hash and a second answer can tell (the question, what was left out) is said in
docs/explanation/how-an-answer-is-made.md
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from curbside.answering.statement import Statement
from curbside.answering.verify import Window, check_located, check_wording
from curbside.domain.answers import Citation, Outcome, Support
from curbside.domain.documents import Document, DocumentId, Passage, PassageId
from curbside.domain.errors import BadQuestion, LibraryEmpty
from curbside.rendering.bundle import (
    CONFLICT,
    HEADLINE,
    Bundle,
    ClaimPart,
    DocumentPart,
    QuotePart,
    ReadBundle,
    Versions,
    text_sha256,
)
from curbside.rendering.wire import document_to_dict, recommendation_to_dict
from curbside.retrieval.concepts import Lexicon

_LONGEST = 20_000  # characters of a claim or of the words it is laid against
# What may become of a document without making its bundle untrue; it is told as a note.
_LATER = ("status", "superseded_by")
_OF_CODE = ("lexicon_sha256", "ranker_sha256")  # what is made of the code alone
Json = dict[str, Any]


class Result(StrEnum):
    """How a check ended."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that a bundle must satisfy, and whether it does."""

    key: str
    what: str
    result: Result
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDocument:
    """A document of the library with its words."""

    document: Document
    text: str
    passages: Mapping[str, Passage]

    @property
    def text_sha256(self) -> str:
        """Of the normalised text."""
        return text_sha256(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a bundle is checked against."""

    documents: Mapping[str, HeldDocument]  # those that the bundle names, as far as they are held
    others: Sequence[Document]  # all documents of the library
    lexicon: Lexicon
    versions: Versions
    ask_again: Callable[[Bundle], Json]  # the bundle of the same question, made now

    def same_text(self, document_id: str, parts: Mapping[str, DocumentPart]) -> HeldDocument | None:
        """The held document, where its text is the one that the bundle speaks of."""
        held, part = self.documents.get(document_id), parts.get(document_id)
        return held if held and part and held.text_sha256 == part.text_sha256 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """All checks of one bundle."""

    checks: tuple[Check, ...]
    notes: tuple[str, ...]  # what became of its documents since

    @property
    def holds(self) -> bool:
        """Whether no check failed."""
        return all(check.result is not Result.NOT_MET for check in self.checks)


def quoted(passage: Passage, *, start: int, quote: str) -> Statement:
    """Words of a passage, as the checker reads them and a card shows them."""
    end = start + len(quote)
    return Statement(passage=passage, text=quote, lead="", start=start, end=end, quote=quote)


def check_bundle(read: ReadBundle, held: Held) -> Recheck:
    """Every check of a bundle, in the order in which one would make them by hand."""
    checks = tuple(_run(key, what, rule, read, held) for key, (what, rule) in CHECKS.items())
    return Recheck(checks=checks, notes=tuple(_since(read.bundle, held)))


@dataclass(frozen=True, slots=True)
class _Fault:
    """A reason why a check is not met."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Unchecked:
    """A reason why something could not be checked."""

    reason: str


_Found = Iterator[_Fault | _Unchecked]
_Rule = Callable[[ReadBundle, Held], _Found]


def _run(key: str, what: str, rule: _Rule, read: ReadBundle, held: Held) -> Check:
    found = list(dict.fromkeys(rule(read, held)))
    result = Result.MET
    if any(isinstance(item, _Fault) for item in found):
        result = Result.NOT_MET
    elif found:
        result = Result.NOT_CHECKED
    return Check(key=key, what=what, result=result, reasons=tuple(item.reason for item in found))


# -- the bundle alone ------------------------------------------------------------------------------------------------


def _seal(read: ReadBundle, _: Held) -> _Found:
    if read.actual_sha256 != read.bundle.sha256:
        yield _Fault(f"the content has the SHA-256 {read.actual_sha256}: it was changed after it was made")


def _parts(read: ReadBundle, _: Held) -> _Found:
    bundle, answer = read.bundle, read.bundle.answer
    said = {
        "the question": (bundle.question, answer.question),
        "the reader": (bundle.reader, answer.reader),
        "the engine's version": (bundle.versions.engine_version, answer.engine_version),
        "the library's generation": (bundle.versions.library_generation, answer.library_generation),
        "the answer's schema": (bundle.versions.schemas.get("answer"), answer.form),
        "the bundle's schema": (bundle.versions.schemas.get("bundle"), bundle.form),
    }
    for name, (outside, inside) in said.items():
        if outside != inside:
            yield _Fault(f"{name} is given as “{outside}” and as “{inside}”")
    listed = [(part.document_id, part.title, part.edition) for part in bundle.documents]
    if listed != [(r.document_id, r.title, r.edition) for r in answer.references]:
        yield _Fault("documents and the answer's references differ")
    if [_place(quote) for quote in bundle.quotes] != [_place(quote) for quote in answer.quotes]:
        yield _Fault("quotes and the answer's quotes differ")
    if bool(bundle.claims) != (answer.outcome in (Outcome.ANSWERED, Outcome.PARTLY)):
        yield _Fault(f"{len(bundle.claims)} claims do not go with the outcome “{answer.outcome}”")
    if bundle.claims and bool(answer.missing) != (answer.outcome is Outcome.PARTLY):
        yield _Fault(f"what is named as missing does not go with the outcome “{answer.outcome}”")
    yield from _same_claims(bundle)
    yield from _same_positions(bundle)


def _place(quote: Any) -> tuple[object, ...]:
    names = ("n", "document_id", "passage_id", "start", "end", "quote", "context")
    return tuple(getattr(quote, name) for name in names)


def _same_claims(bundle: Bundle) -> _Found:
    """Whether claims and answer say the same, in the same order."""
    headline = bundle.answer.headline
    shown = [(HEADLINE, headline.text, headline)] if headline else []
    for section in bundle.answer.sections:
        for c in section.claims:
            shown.append((section.key, f"{c.lead}: {c.text}" if c.lead else c.text, c))
    stated = [claim for claim in bundle.claims if claim.part != CONFLICT]
    if stated != list(bundle.claims[: len(stated)]) or len(shown) != len(stated):
        yield _Fault(f"the answer shows {len(shown)} statements, and {len(stated)} are listed as claims")
        return
    for (part, text, one), claim in zip(shown, stated, strict=True):
        same = (part, text, one.citations, one.support, one.recommendation)
        key = getattr(one, "key", claim.key)
        if same != (claim.part, claim.text, claim.citations, claim.support, claim.recommendation) or key != claim.key:
            yield _Fault(f"claim {claim.key} is not what the answer shows")


def _same_positions(bundle: Bundle) -> _Found:
    """Whether the table of sources that differ says what is claimed of each, with its source and its status."""
    status: dict[int | None, object] = {r.n: r.described.get("status") for r in bundle.answer.references}
    source = {quote.n: quote.reference for quote in bundle.answer.quotes}
    compared = [claim for claim in bundle.claims if claim.part == CONFLICT]
    positions = [position for conflict in bundle.answer.conflicts for position in conflict.positions]
    if len(positions) != len(compared):
        yield _Fault("the answer's table of differing sources has another number of rows than claims")
        return
    for position, claim in zip(positions, compared, strict=True):
        before = position.text.removesuffix(claim.text)
        silent = before.startswith("Does not address ") and before.endswith("; says: ")
        if before == position.text or (before and not silent) or position.citations != claim.citations:
            yield _Fault(f"claim {claim.key} is not what the table of differing sources shows")
        of_quotes = {source.get(number) for number in position.citations}
        if of_quotes != {position.reference} or position.status != status.get(position.reference):
            yield _Fault(f"claim {claim.key} stands in the table with another source or status than its own")
    for conflict in bundle.answer.conflicts:
        if conflict.followed not in {None, *(position.reference for position in conflict.positions)}:
            yield _Fault("the source that is followed does not stand in the table of differing sources")


def _cited(read: ReadBundle, _: Held) -> _Found:
    bundle = read.bundle
    numbers = [quote.n for quote in bundle.quotes]
    references = {reference.n: reference.document_id for reference in bundle.answer.references}
    for claim in bundle.claims:
        if not claim.citations:
            yield _Fault(f"claim {claim.key} cites no quote")
        for number in claim.citations:
            if number not in numbers:
                yield _Fault(f"claim {claim.key} cites quote {number}, which is not there")
    for quote in bundle.answer.quotes:
        if references.get(quote.reference) != quote.document_id:
            yield _Fault(f"quote {quote.n} is not from the document of its reference")
    if numbers != list(range(1, len(numbers) + 1)) or list(references) != list(range(1, len(references) + 1)):
        yield _Fault("quotes or references are not numbered from 1 without a gap")
    # A number is given where a reader first meets the quote, so order and loss of claims show in the numbers.
    met = list(dict.fromkeys(number for claim in bundle.claims for number in claim.citations))
    if met != numbers:
        yield _Fault("quotes are not numbered in the order in which claims cite them: a claim was moved or left out")
    if bundle.claims and set(references.values()) != {quote.document_id for quote in bundle.quotes}:
        yield _Fault("a reference stands there from which nothing is quoted")
    keys = [claim.key for claim in bundle.claims]
    if len(set(keys)) != len(keys):
        yield _Fault("two claims have one key")


# -- against the documents -------------------------------------------------------------------------------------------


def _documents(read: ReadBundle, held: Held) -> _Found:
    for part, reference in zip(read.bundle.documents, read.bundle.answer.references, strict=False):
        found = held.documents.get(part.document_id)
        if found is None:
            yield _Fault(f"{part.document_id} is not held; {_instead(part, held)}")
        elif found.text_sha256 != part.text_sha256:
            yield _Fault(
                f"{part.document_id} is held with another text (edition “{found.document.edition}”; the bundle's is "
                f"“{part.edition}”)"
            )
        else:
            described = document_to_dict(found.document)
            for name, value in reference.described.items():
                if name not in _LATER and described.get(name) != value:
                    yield _Fault(f"{part.document_id}: the library describes it otherwise ({name})")


def _instead(part: DocumentPart, held: Held) -> str:
    """Which other edition of a document is held."""
    stem = part.document_id.partition("@")[0]
    for other in held.others:
        alike = other.title == part.title or other.id.partition("@")[0] == stem
        if alike or {part.document_id, part.title} & set(other.supersedes):
            return f"held instead: {other.id}, edition “{other.edition}”"
    return "no other edition of it is held either. Take it in with: curbside ingest FILE"


def _files(read: ReadBundle, held: Held) -> _Found:
    for part in read.bundle.documents:
        found = held.documents.get(part.document_id)
        if found is None:
            yield _Unchecked(f"{part.document_id} is not held")
        elif found.document.content_sha256 != part.content_sha256:
            yield _Fault(f"{part.document_id} was read here from another file ({found.document.content_sha256})")


def _quotes(read: ReadBundle, held: Held) -> _Found:
    parts = _by_id(read.bundle)
    for quote in read.bundle.quotes:
        same = held.same_text(quote.document_id, parts)
        if same is None:
            yield _Unchecked(f"quote {quote.n}: {_without(quote, held)}")
        elif not 0 <= quote.start < quote.end <= len(same.text):
            yield _Fault(f"quote {quote.n}: the offsets lie outside the document")
        elif same.text[quote.start : quote.end] != quote.quote:
            yield _Fault(f"quote {quote.n}: not what the document says at its offsets")


def _without(quote: QuotePart, held: Held) -> str:
    other = held.documents.get(quote.document_id)
    if other is None:
        return "its document is not held"
    stands = bool(quote.quote) and quote.quote in other.text
    return f"another text of its document is held, {'which has the same words' if stands else 'without these words'}"


def _passages(read: ReadBundle, held: Held) -> _Found:
    parts = _by_id(read.bundle)
    locators = {quote.n: quote.locator for quote in read.bundle.answer.quotes}
    for quote in read.bundle.quotes:
        same = held.same_text(quote.document_id, parts)
        if same is None:
            yield _Unchecked(f"quote {quote.n}: {_without(quote, held)}")
            continue
        passage = same.passages.get(quote.passage_id)
        if passage is None:
            yield _Fault(f"quote {quote.n}: the document has no passage {quote.passage_id}")
            continue
        for reason in _faults_of(quote, locators.get(quote.n), passage, same.text):
            yield _Fault(f"quote {quote.n}: {reason}")


def _faults_of(quote: QuotePart, locator: str | None, passage: Passage, text: str) -> Iterator[str]:
    """Why a quote is not what the bundle says of it and its passage."""
    if (quote.passage_start, quote.passage_end) != (passage.start, passage.end):
        yield "its passage stands elsewhere in the document"
    if quote.passage_sha256 != text_sha256(passage.text):
        yield "its passage has another text"
    citation = Citation(
        passage_id=PassageId(quote.passage_id),
        document_id=DocumentId(quote.document_id),
        locator="",
        quote=quote.quote,
        start=quote.start,
        end=quote.end,
        context=quote.context,
    )
    located = check_located(citation, passage=passage, text=text)
    yield from located
    if not located:
        words = quoted(passage, start=quote.start, quote=quote.quote)
        window = words.window()
        if locator != words.citation().locator:
            yield "its place is named otherwise"
        if (window.text, window.context) != (quote.window.text, quote.window.context):
            yield "the words that the checker reads are others"


def _claims(read: ReadBundle, held: Held) -> _Found:
    parts = _by_id(read.bundle)
    quotes = {quote.n: quote for quote in read.bundle.quotes}
    for claim in read.bundle.claims:
        cited = [quotes[number] for number in claim.citations if number in quotes]
        yield from (_Fault(f"claim {claim.key}: {reason}") for reason in _verdict_faults(claim, cited, held.lexicon))
        sources = [held.same_text(quote.document_id, parts) for quote in cited]
        if not all(sources):
            yield _Unchecked(f"claim {claim.key}: checked against the bundle's own words; its document is not held")
            continue
        passages = [s.passages.get(q.passage_id) for s, q in zip(sources, cited, strict=True) if s]
        grades = [recommendation_to_dict(passage.recommendation) for passage in passages if passage]
        if claim.recommendation not in grades:
            yield _Fault(f"claim {claim.key}: its grade is not that of its passage")


def _verdict_faults(claim: ClaimPart, cited: Sequence[QuotePart], lexicon: Lexicon) -> Iterator[str]:
    windows = [Window(text=quote.window.text, context=quote.window.context) for quote in cited]
    if max(len(claim.text), *(len(" ".join((w.text, *w.context))) for w in windows), 0) > _LONGEST:
        yield f"over {_LONGEST:,} characters, which no claim or passage has"
        return
    verdict = check_wording(claim.text, windows, lexicon=lexicon)
    if (verdict.support.value, verdict.reasons) != (claim.support, claim.reasons):
        yield f"the checker says {verdict.support.value}{_because(verdict.reasons)}; the bundle says {claim.support}"
    elif verdict.support is not Support.SUPPORTED:
        yield f"shown, and {verdict.support.value}{_because(verdict.reasons)}"


def _because(reasons: Sequence[str]) -> str:
    return f" ({'; '.join(reasons)})" if reasons else ""


# -- once more -------------------------------------------------------------------------------------------------------


def _again(read: ReadBundle, held: Held) -> _Found:
    """The same question, asked again of the same library by the same code, gives the same bundle."""
    made_by, here = read.bundle.versions.model_dump(), held.versions.model_dump()
    others = [name for name in made_by if made_by[name] != here[name]]
    if made_by["code_sha256"] == here["code_sha256"] and set(others) & set(_OF_CODE):
        yield _Fault(f"made by the code that is here, which gives another {' and '.join(others)}")
    elif read.bundle.answer.worded:
        yield _Unchecked("made with a model set, whose words may differ each time")
    elif others:
        yield _Unchecked(f"made by another version ({', '.join(others)}), whose answer may differ")
    else:
        yield from _answered_otherwise(read, held)


def _answered_otherwise(read: ReadBundle, held: Held) -> _Found:
    try:
        again = held.ask_again(read.bundle)
    except (BadQuestion, LibraryEmpty) as error:
        yield _Fault(f"the question cannot be answered here: {error}")
        return
    told = [*_differing(again, read.document, ""), *_differing(again["answer"], read.document["answer"], "answer.")]
    if told:
        yield _Fault(f"asked again, the answer differs in: {', '.join(told)}")


def _differing(one: Mapping[str, Any], other: Mapping[str, Any], before: str) -> list[str]:
    keys = [key for key in dict.fromkeys((*one, *other)) if key not in ("sha256", "answer")]
    return [f"{before}{key}" for key in keys if one.get(key) != other.get(key)]


def _since(bundle: Bundle, held: Held) -> Iterator[str]:
    """What became of a document since the bundle was made, as far as its references say it was otherwise."""
    for reference in bundle.answer.references:
        found = held.documents.get(reference.document_id)
        if found is None:
            continue
        now = document_to_dict(found.document)
        if any(now[name] != reference.described.get(name) for name in _LATER):
            successor = found.document.superseded_by
            by = f" by “{successor.title}”" if successor else ""
            was = reference.described.get("status")
            yield f"{reference.document_id}: “{was}” in the bundle, “{now['status']}”{by} in this library"


def _by_id(bundle: Bundle) -> dict[str, DocumentPart]:
    return {part.document_id: part for part in bundle.documents}


# key: what must be so, and the rule
CHECKS: Mapping[str, tuple[str, _Rule]] = {
    "seal": ("the bundle's SHA-256 is that of its content", _seal),
    "parts": ("its parts say the same as the answer in it", _parts),
    "cited": ("every claim cites a quote, every quote a document, in reading order", _cited),
    "documents": ("every document is held with the same text and description", _documents),
    "files": ("every document was read from the same file", _files),
    "quotes": ("every quote is, to the letter, what its document says at its offsets", _quotes),
    "passages": ("every quote stands in its passage, in its context", _passages),
    "claims": ("the checker finds every claim supported, with the grade of its passage", _claims),
    "again": ("the same question gives the same answer again", _again),
}
