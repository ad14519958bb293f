"""The rules of a bundle, over values alone: a library of fakes, no file and no engine."""

import json
from collections.abc import Sequence
from typing import Any

from curbside.answering.references import number
from curbside.domain.answers import Answer, AnswerSection, Outcome
from curbside.domain.documents import Body, Document, DocumentId
from curbside.domain.errors import LibraryEmpty
from curbside.domain.questions import Question
from curbside.engine.bundle_rules import CHECKS, Check, Held, HeldDocument, Recheck, Result, check_bundle, quoted
from curbside.rendering.bundle import (
    SCHEMAS,
    Basis,
    Bundle,
    Versions,
    WindowPart,
    bundle_to_dict,
    read_bundle,
    sealed,
    text_sha256,
)
from curbside.retrieval.concepts import compile_lexicon
from factories import a_body, a_claim, a_document, a_passage

LEXICON = compile_lexicon()
VERSIONS = Versions(
    engine_version="1.0",
    code_sha256="c",
    library_generation="g",
    lexicon_sha256="l",
    ranker_sha256="r",
    schemas=dict(SCHEMAS),
)
BODY = a_body()


def an_answer(document: Document) -> Answer:
    """One claim that is its passage."""
    claim = a_claim(citing=BODY.passages[0])
    quotes, references = number([claim], {document.id: document})
    return Answer(
        question=Question(text="Which dose of amlodipine?"),
        outcome=Outcome.ANSWERED,
        interpretation=None,
        sections=(AnswerSection(key="summary", heading="Summary", claims=(claim,)),),
        quotes=quotes,
        references=references,
        library_generation="g",
        engine_version="1.0",
    )


def a_bundle(document: Document | None = None) -> dict[str, Any]:
    """The bundle of that answer."""
    document = document or a_document()
    answer = an_answer(document)
    passage = BODY.passages[0]
    window = quoted(passage, start=passage.start, quote=passage.text).window()
    basis = Basis(passage=passage, window=WindowPart(text=window.text, context=window.context))
    texts = {document.id: text_sha256(BODY.text)}
    return bundle_to_dict(answer, bases={1: basis}, texts=texts, versions=VERSIONS)


def checked(bundle: dict[str, Any], held: Sequence[Document], *, body: Body = BODY, **changes: Any) -> Recheck:
    """A bundle against a library of these documents, all with the same words."""

    def again(_: Bundle) -> dict[str, Any]:
        return a_bundle()

    passages = {str(passage.id): passage for passage in body.passages}
    library = {str(d.id): HeldDocument(document=d, text=body.text, passages=passages) for d in held}
    values: dict[str, Any] = {"lexicon": LEXICON, "versions": VERSIONS, "ask_again": again, **changes}
    read = read_bundle(json.dumps(bundle).encode(), name="b.json")
    return check_bundle(read, Held(documents=library, others=list(held), **values))


def of(found: Recheck, key: str) -> Check:
    return next(check for check in found.checks if check.key == key)


def test_every_rule_is_met_by_what_was_just_made() -> None:
    found = checked(a_bundle(), [a_document()])

    assert [check.key for check in found.checks] == list(CHECKS)
    assert {check.result for check in found.checks} == {Result.MET}


def test_a_library_without_the_document_names_the_edition_with_its_title() -> None:
    other = a_document(id=DocumentId("another-id"), edition="2025")
    reasons = of(checked(a_bundle(), [other]), "documents").reasons

    assert reasons == ("a-guideline is not held; held instead: another-id, edition “2025”",)


def test_a_newer_edition_that_says_what_it_replaces_is_named() -> None:
    newer = a_document(id=DocumentId("new"), title="Hypertension", edition="2026", supersedes=("a-guideline",))

    assert "held instead: new" in of(checked(a_bundle(), [newer]), "documents").reasons[0]


def test_another_version_of_the_same_package_is_named() -> None:
    old = a_document(id=DocumentId("a-guideline@1"))
    bundle = json.loads(json.dumps(a_bundle()).replace('"a-guideline"', '"a-guideline@2"'))

    reasons = of(checked(bundle, [a_document(id=old.id, title="Renamed")]), "documents").reasons
    assert "held instead: a-guideline@1" in reasons[0]


def test_without_any_edition_the_next_step_is_to_take_it_in() -> None:
    assert "curbside ingest" in of(checked(a_bundle(), []), "documents").reasons[0]


def test_what_cannot_be_checked_does_not_fail_and_is_not_met() -> None:
    found = checked(a_bundle(), [])

    assert {of(found, key).result for key in ("files", "quotes", "passages", "claims")} == {Result.NOT_CHECKED}
    assert not found.holds  # the document is missing


def test_the_claims_of_a_document_that_is_not_held_are_checked_against_the_bundles_own_words() -> None:
    bundle = a_bundle()
    for place in (bundle["claims"][0], bundle["answer"]["sections"][0]["claims"][0]):
        place["text"] = "Start amlodipine 10 mg once daily."
    check = of(checked(sealed(bundle), []), "claims")

    assert check.result is Result.NOT_MET
    assert "contradicted" in check.reasons[0]


def test_the_same_words_cut_into_other_passages_are_a_finding() -> None:
    longer = a_passage(BODY.text, path=("Another heading",), id=BODY.passages[0].id)
    body = Body(text=BODY.text, sections=(), passages=(longer,))

    assert of(checked(a_bundle(), [a_document()], body=body), "passages").result is Result.NOT_MET


def test_by_another_version_nothing_is_asked_again() -> None:
    def never(_: Bundle) -> dict[str, Any]:
        raise AssertionError("asked again")

    newer = VERSIONS.model_copy(update={"engine_version": "2.0", "code_sha256": "d"})
    check = of(checked(a_bundle(), [a_document()], versions=newer, ask_again=never), "again")

    assert check.result is Result.NOT_CHECKED
    assert "engine_version, code_sha256" in check.reasons[0]


def test_a_library_that_cannot_answer_any_more_is_a_finding() -> None:
    def empty(_: Bundle) -> dict[str, Any]:
        raise LibraryEmpty("The library holds no document.")

    assert of(checked(a_bundle(), [a_document()], ask_again=empty), "again").result is Result.NOT_MET
