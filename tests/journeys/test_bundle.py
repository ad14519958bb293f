"""A bundle: whoever gets one can check the answer in it; whatever is changed in it is found."""

import copy
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_command_line import DONE, FAILED, FINDINGS, MRI, NOT_IN_LIBRARY, USAGE, assert_one_line_error

from commands import curbside
from curbside.config import load_settings
from curbside.engine import Engine, Recheck, Result, ingest_files, make_bundle, open_engine, recheck
from curbside.rendering.bundle import read_bundle, sealed
from libraries import copy_library

Bundle = dict[str, Any]
QUESTIONS = [
    MRI,
    "dose of alteplase in stroke",
    "Should a man with AF and a CHA2DS2-VASc score of 2 be anticoagulated?",
    "Potassium 3.2 in DKA: can I start insulin?",
    "When to start antibiotics in septic shock?",
    "Target blood pressure in hypertension with diabetes",
    "Which drugs are contraindicated in heart failure with reduced ejection fraction?",
    "How is gout flare treated?",  # whatever its outcome
    "Should I repot my orchid?",
    "My father has crushing chest pain and is sweating right now",
]


def bundle_of(engine: Engine, question: str, as_of: date | None = None) -> Bundle:
    return make_bundle(engine, engine.answer(question, as_of=as_of))


def rechecked(engine: Engine, bundle: Bundle) -> Recheck:
    return recheck(engine, read_bundle(json.dumps(bundle).encode(), name="b.json"))


def failed(found: Recheck) -> set[str]:
    return {check.key for check in found.checks if check.result is Result.NOT_MET}


def unchecked(found: Recheck) -> set[str]:
    return {check.key for check in found.checks if check.result is Result.NOT_CHECKED}


# Some of them have all that is tampered with below: a direct answer, several claims, sources that differ.
RICH = [
    "Blood pressure goal in chronic kidney disease",
    "HEART score of 5 in ED: send home or keep?",
    "TIMI STEMI score: points for anterior ST elevation or LBBB",
    "how well does CT show intradural or cord disease?",
    "inferior STEMI with RV involvement and shock. Fluids or GTN?",
    MRI,
]


@pytest.fixture(scope="module")
def bundle(engine: Engine) -> Bundle:
    made = (bundle_of(engine, question) for question in RICH)
    return next(b for b in made if b["answer"]["headline"] and b["answer"]["conflicts"] and several(b))


def several(bundle: Bundle) -> Any:
    """The first section of an answer that shows more than one claim."""
    return next((s for s in bundle["answer"]["sections"] if len(s["claims"]) > 1), None)


# -- round trip ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_bundle_of_an_answer_holds(question: str, engine: Engine) -> None:
    made = bundle_of(engine, question)
    found = rechecked(engine, made)

    assert {check.result for check in found.checks} == {Result.MET}, found
    assert found.notes == ()
    assert made["question"] == made["answer"]["question"] == question


def test_the_questions_end_in_every_way(engine: Engine) -> None:
    assert len({engine.answer(question).outcome for question in QUESTIONS}) >= 4


def test_a_bundle_says_on_what_day_the_answer_was_to_be_true(engine: Engine) -> None:
    made = bundle_of(engine, "dose of alteplase in stroke", as_of=date(2021, 6, 30))

    assert made["as_of"] == "2021-06-30"
    assert rechecked(engine, made).holds


def test_the_same_question_over_the_same_library_makes_the_same_bundle(engine: Engine, bundle: Bundle) -> None:
    assert bundle_of(engine, bundle["question"]) == bundle


def test_every_quote_can_be_found_with_the_text_of_its_document_alone(engine: Engine, bundle: Bundle) -> None:
    for quote in bundle["quotes"]:
        text = engine.store.text(quote["document_id"])
        passage = text[quote["passage_start"] : quote["passage_end"]]

        assert text[quote["start"] : quote["end"]] == quote["quote"]
        assert hashlib.sha256(passage.encode()).hexdigest() == quote["passage_sha256"]
    for document in bundle["documents"]:
        text = engine.store.text(document["document_id"])
        assert hashlib.sha256(text.encode()).hexdigest() == document["text_sha256"]


# -- over documents of one's own, and other libraries ----------------------------------------------------------------

GUIDELINE = (
    "# Zorbitis in adults\n\n## Drug treatment\n\n- Start amlodipine 5 mg once daily in adults with zorbitis.\n"
    "- Do not give aspirin to adults with zorbitis.\n"
)
OWN = "Which dose of amlodipine for adults with zorbitis?"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one document of its own and no starter library."""
    return taken_in(tmp_path_factory.mktemp("own"), GUIDELINE)


def taken_in(place: Path, text: str, name: str = "zorbitis.md") -> Path:
    file = place / "files" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CURBSIDE_STARTER", "false")
        ingest_files(load_settings(home=place), [file])
    return place


def opened(place: Path) -> Engine:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CURBSIDE_STARTER", "false")
        return open_engine(load_settings(home=place))


@pytest.fixture(scope="module")
def own_bundle(own: Path) -> Bundle:
    with opened(own) as engine:
        made = bundle_of(engine, OWN)
    assert made["claims"]
    return made


def test_the_bundle_over_an_ingested_file_holds(own: Path, own_bundle: Bundle) -> None:
    with opened(own) as engine:
        assert {check.result for check in rechecked(engine, own_bundle).checks} == {Result.MET}


def test_the_content_hash_is_that_of_the_file_that_was_taken_in(own: Path, own_bundle: Bundle) -> None:
    sha256 = hashlib.sha256((own / "files" / "zorbitis.md").read_bytes()).hexdigest()

    assert [document["content_sha256"] for document in own_bundle["documents"]] == [sha256]


def test_on_another_generation_that_holds_its_documents_a_bundle_holds(own_bundle: Bundle, tmp_path: Path) -> None:
    place = taken_in(tmp_path, GUIDELINE)
    taken_in(place, "# Florbosis\n\n- Give paracetamol 1 g in florbosis.\n", name="florbosis.md")
    with opened(place) as engine:
        found = rechecked(engine, own_bundle)
        generation = engine.generation

    assert generation != own_bundle["versions"]["library_generation"]
    assert found.holds
    assert unchecked(found) == {"again"}


def test_where_another_edition_is_held_it_is_named(own_bundle: Bundle, tmp_path: Path) -> None:
    place = taken_in(tmp_path, GUIDELINE.replace("5 mg", "10 mg"))
    with opened(place) as engine:
        found = rechecked(engine, own_bundle)

    assert {"documents", "files"} <= failed(found)
    assert {"quotes", "passages", "claims", "again"} <= unchecked(found)
    reasons = " ".join(reason for check in found.checks for reason in check.reasons)
    assert "held with another text" in reasons
    assert "without these words" in reasons


def test_where_a_document_is_not_held_it_is_said(own_bundle: Bundle, engine: Engine) -> None:
    found = rechecked(engine, own_bundle)

    assert failed(found) == {"documents"}
    assert {"files", "quotes", "passages", "claims", "again"} == unchecked(found)
    assert "curbside ingest" in " ".join(found.checks[3].reasons)


def test_a_document_under_another_id_is_named_as_held_instead(own_bundle: Bundle, own: Path) -> None:
    moved = json.loads(json.dumps(own_bundle).replace(own_bundle["documents"][0]["document_id"], "elsewhere"))
    with opened(own) as engine:
        found = rechecked(engine, sealed(moved))

    assert "held instead" in " ".join(found.checks[3].reasons)


def test_what_became_of_a_document_since_is_a_note(own_bundle: Bundle, own: Path) -> None:
    before = copy.deepcopy(own_bundle)
    before["answer"]["references"][0]["status"] = "superseded"
    before["versions"]["code_sha256"] = "0" * 64
    with opened(own) as engine:
        found = rechecked(engine, sealed(before))

    assert found.holds
    assert [note for note in found.notes if "“superseded” in the bundle, “current”" in note]


# -- tampering -------------------------------------------------------------------------------------------------------

Change = Callable[[Bundle], None]


def _text(bundle: Bundle, old: str, new: str) -> None:
    """Another word in the direct answer, in every place where the claim stands."""
    for place in (bundle["answer"]["headline"], bundle["claims"][0]):
        assert old in place["text"]
        place["text"] = place["text"].replace(old, new, 1)


def _first_word(bundle: Bundle) -> None:
    word = bundle["claims"][0]["text"].split()[-1]
    _text(bundle, word, "zebra.")


def _number(bundle: Bundle) -> None:
    for place in (bundle["answer"]["headline"], bundle["claims"][0]):
        place["text"] += " 15 mg"


def _negation(bundle: Bundle) -> None:
    for place in (bundle["answer"]["headline"], bundle["claims"][0]):
        place["text"] = "Do not use: " + place["text"]


def _both(bundle: Bundle, n: int, **changes: Any) -> None:
    for quote in (bundle["quotes"][n], bundle["answer"]["quotes"][n]):
        quote.update(changes)


def _quote(bundle: Bundle) -> None:
    _both(bundle, 0, quote="x" + bundle["quotes"][0]["quote"][1:])


def _start(bundle: Bundle) -> None:
    _both(bundle, 0, start=bundle["quotes"][0]["start"] + 1)


def _end(bundle: Bundle) -> None:
    _both(bundle, 0, end=bundle["quotes"][0]["end"] + 10**9)


def _context(bundle: Bundle) -> None:
    _both(bundle, 0, context=[*bundle["quotes"][0]["context"][:-1], "In children"])


def _other_passage(bundle: Bundle) -> None:
    _both(bundle, 0, passage_id=bundle["quotes"][1]["passage_id"])


def _locator(bundle: Bundle) -> None:
    bundle["answer"]["quotes"][0]["locator"] = "Recommendations › 1.1.1"


def _of_quote(name: str, value: object) -> Change:
    return lambda bundle: bundle["quotes"][0].update({name: value})


def _of_document(name: str, value: object) -> Change:
    return lambda bundle: bundle["documents"][0].update({name: value})


def _title(bundle: Bundle) -> None:
    for place in (bundle["documents"][0], bundle["answer"]["references"][0]):
        place["title"] = "Another guideline"


def _publisher(bundle: Bundle) -> None:
    bundle["answer"]["references"][0]["publisher"] = "WHO"


def _verdict(bundle: Bundle) -> None:
    bundle["claims"][0].update(support="contradicted", reasons=["so I say"])
    bundle["answer"]["headline"]["support"] = "contradicted"


def _grade(bundle: Bundle) -> None:
    grade = {
        "strength": "strong",
        "certainty": "high",
        "scheme": "GRADE",
        "as_printed": "strong, high",
        "direction": "for",
    }
    for place in (bundle["claims"][0], bundle["answer"]["headline"]):
        place["recommendation"] = grade


def _question(bundle: Bundle) -> None:
    bundle["question"] = "Is CT enough?"


def _question_everywhere(bundle: Bundle) -> None:
    bundle["question"] = bundle["answer"]["question"] = "Is CT enough?"


def _dropped_claim(bundle: Bundle) -> None:
    bundle["claims"].pop(1)


def _dropped_claim_everywhere(bundle: Bundle) -> None:
    dropped = several(bundle)["claims"].pop(0)["key"]
    bundle["claims"] = [claim for claim in bundle["claims"] if claim["key"] != dropped]


def _reordered(bundle: Bundle) -> None:
    bundle["claims"][1:3] = reversed(bundle["claims"][1:3])


def _reordered_everywhere(bundle: Bundle) -> None:
    claims = [claim for claim in bundle["claims"] if claim["part"] == several(bundle)["key"]]
    at = bundle["claims"].index(claims[0])
    bundle["claims"][at : at + len(claims)] = reversed(claims)
    several(bundle)["claims"].reverse()
    assert len(claims) > 1


def _reordered_quotes(bundle: Bundle) -> None:
    bundle["quotes"].reverse()


def _uncited(bundle: Bundle) -> None:
    bundle["claims"][0]["citations"] = bundle["answer"]["headline"]["citations"] = []


def _cites_nothing(bundle: Bundle) -> None:
    bundle["claims"][0]["citations"] = bundle["answer"]["headline"]["citations"] = [999]


def _invented_claim(bundle: Bundle) -> None:
    shown = several(bundle)["claims"]
    at = next(place for place, claim in enumerate(bundle["claims"]) if claim["key"] == shown[0]["key"])
    bundle["claims"].insert(at, {**bundle["claims"][at], "key": "c99", "text": "Give aspirin 300 mg."})
    shown.insert(0, {**shown[0], "key": "c99", "text": "Give aspirin 300 mg.", "lead": ""})


def _position(bundle: Bundle) -> None:
    bundle["answer"]["conflicts"][0]["positions"][0]["text"] = "Advises against it."


def _followed(bundle: Bundle) -> None:
    bundle["answer"]["conflicts"][0]["followed"] = 999


def _outcome(bundle: Bundle) -> None:
    bundle["answer"]["outcome"] = "not_in_library"


def _generation(bundle: Bundle) -> None:
    bundle["versions"]["library_generation"] = "another"


# what is changed: how, and which check finds it although the bundle's hash was renewed
TAMPERINGS: dict[str, tuple[Change, str]] = {
    "a claim's word": (_first_word, "claims"),
    "a claim's number": (_number, "claims"),
    "a claim turned round": (_negation, "claims"),
    "a claim's grade": (_grade, "claims"),
    "a claim's verdict": (_verdict, "claims"),
    "a claim without a quote": (_uncited, "cited"),
    "a claim with a quote that is not there": (_cites_nothing, "cited"),
    "a claim invented": (_invented_claim, "claims"),
    "a claim dropped": (_dropped_claim, "parts"),
    "a claim dropped everywhere": (_dropped_claim_everywhere, "cited"),
    "claims reordered": (_reordered, "parts"),
    "claims reordered everywhere": (_reordered_everywhere, "cited"),
    "quotes reordered": (_reordered_quotes, "parts"),
    "a quote": (_quote, "quotes"),
    "a quote's start": (_start, "quotes"),
    "a quote's end": (_end, "quotes"),
    "a quote's context": (_context, "passages"),
    "a quote's passage": (_other_passage, "passages"),
    "a quote's locator": (_locator, "passages"),
    "a quote of the list alone": (_of_quote("quote", "Something else."), "parts"),
    "a passage's hash": (_of_quote("passage_sha256", "0" * 64), "passages"),
    "a passage's place": (_of_quote("passage_start", 0), "passages"),
    "what the checker reads": (_of_quote("window", {"text": "Something else.", "context": []}), "passages"),
    "a document's text hash": (_of_document("text_sha256", "0" * 64), "documents"),
    "a document's file hash": (_of_document("content_sha256", "0" * 64), "files"),
    "a document's edition": (_of_document("edition", "2031"), "parts"),
    "a document's title": (_title, "documents"),
    "a document's publisher": (_publisher, "documents"),
    "the question": (_question, "parts"),
    "the outcome": (_outcome, "parts"),
    "what a differing source says": (_position, "parts"),
    "which source is followed": (_followed, "parts"),
    "the library's generation": (_generation, "parts"),
}


def tampered(bundle: Bundle, change: Change) -> Bundle:
    made = copy.deepcopy(bundle)
    change(made)
    assert made != bundle
    return made


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_change_breaks_the_seal(what: str, bundle: Bundle, engine: Engine) -> None:
    found = rechecked(engine, tampered(bundle, TAMPERINGS[what][0]))

    assert "seal" in failed(found)


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_change_is_found_when_the_seal_is_renewed_and_nothing_can_be_asked_again(
    what: str, bundle: Bundle, engine: Engine
) -> None:
    change, key = TAMPERINGS[what]
    made = tampered(bundle, change)
    made["versions"]["code_sha256"] = "0" * 64
    found = rechecked(engine, sealed(made))

    assert key in failed(found), found
    assert "seal" not in failed(found)
    assert "again" in unchecked(found)


def of_answer(name: str, value: object) -> Change:
    return lambda bundle: bundle["answer"].update({name: value})


def of_bundle(name: str, value: object) -> Change:
    return lambda bundle: bundle.update({name: value})


ASKED_AGAIN: dict[str, Change] = {
    "the question everywhere": _question_everywhere,
    "the day": of_bundle("as_of", "2020-01-01"),
    "limitations": of_answer("limitations", []),
    "what was dropped": of_answer("dropped", [{"text": "Give aspirin.", "reason": "none"}]),
    "how much was searched": of_answer("searched", 10**6),
    "an empty question": lambda b: (b.update(question=" "), b["answer"].update(question=" ")),  # type: ignore[dict-item,func-returns-value]  # a change returns nothing
    "a key that no answer has": of_answer("summary", "All is well."),
}


@pytest.mark.parametrize("what", ASKED_AGAIN)
def test_what_no_document_can_tell_is_found_by_asking_again(what: str, bundle: Bundle, engine: Engine) -> None:
    found = rechecked(engine, sealed(tampered(bundle, ASKED_AGAIN[what])))

    assert failed(found) == {"again"}


def test_another_lexicon_or_ranker_cannot_be_made_by_the_same_code(bundle: Bundle, engine: Engine) -> None:
    for name in ("lexicon_sha256", "ranker_sha256"):
        made = copy.deepcopy(bundle)
        made["versions"][name] = "0" * 64

        assert failed(rechecked(engine, sealed(made))) == {"again"}


def test_a_claim_of_many_thousand_words_is_refused_at_once(bundle: Bundle, engine: Engine) -> None:
    made = copy.deepcopy(bundle)
    _text(made, made["claims"][0]["text"], "mg " * 100_000)

    assert "claims" in failed(rechecked(engine, sealed(made)))


# -- the command line ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def home(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose starter library is built already."""
    return copy_library(engine.settings.home, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def written(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("bundles") / "b.json"
    ran = curbside(home, "ask", MRI, "--bundle", file, "--json")
    assert ran.code == DONE
    assert ran.json["schema"] == "curbside.answer/1"
    assert "It holds the question's words" in ran.err
    assert "curbside verify --bundle" in ran.err
    return file


def test_a_written_bundle_holds_by_the_command_line(home: Path, written: Path) -> None:
    ran = curbside(home, "verify", "--bundle", written)

    assert ran.code == DONE
    assert ran.out.startswith(f"“{MRI}” (clinician)\n")
    assert "The bundle holds: 9 met." in ran.out
    assert json.loads(written.read_text(encoding="utf-8"))["sha256"] in ran.out


def test_verify_json_is_one_document_with_every_check(home: Path, written: Path) -> None:
    ran = curbside(home, "verify", "--bundle", "-", "--json", stdin=written.read_bytes())

    assert ran.code == DONE
    assert ran.json["schema"] == "curbside.bundle_check/1"
    assert ran.json["holds"] is True
    assert [check["key"] for check in ran.json["checks"]] == [
        "seal", "parts", "cited", "documents", "files", "quotes", "passages", "claims", "again",
    ]  # fmt: skip
    assert {check["result"] for check in ran.json["checks"]} == {"met"}


def test_a_changed_bundle_is_a_finding(home: Path, written: Path, tmp_path: Path) -> None:
    made = json.loads(written.read_text(encoding="utf-8"))
    _quote(made)
    made["question"] += "\x1b[31m"
    file = tmp_path / "b.json"
    file.write_text(json.dumps(made), encoding="utf-8")
    ran = curbside(home, "verify", "--bundle", file)

    assert ran.code == FINDINGS
    assert "not met" in ran.out
    assert "quote 1: not what the document says at its offsets" in ran.out
    assert "The bundle does not hold" in ran.out
    assert "\x1b" not in ran.out


def wrong_files(written: Path, place: Path) -> Iterator[tuple[Path, str]]:
    text = written.read_text(encoding="utf-8")
    for name, content, word in (
        ("cut.json", text[: len(text) // 2], "cut off"),
        ("words.json", "not a bundle", "not JSON"),
        ("answer.json", json.dumps(json.loads(text)["answer"]), "curbside.answer/1"),
        ("newer.json", text.replace("curbside.bundle/1", "curbside.bundle/9"), "newer"),
        ("empty.json", "", "not JSON"),
        ("huge.json", "[" + "1," * 5_000_000 + "1]", "MB"),
    ):
        (place / name).write_text(content, encoding="utf-8")
        yield place / name, word
    yield place / "none.json", "No such file"


def test_a_file_that_is_no_bundle_is_one_line_that_says_what_to_do(home: Path, written: Path, tmp_path: Path) -> None:
    for file, word in wrong_files(written, tmp_path):
        assert_one_line_error(curbside(home, "verify", "--bundle", file), word, file.name)


def test_a_bundle_is_written_for_every_outcome(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    ran = curbside(home, "ask", "Which dose of zorbamycin for florbosis?", "--bundle", file)

    assert ran.code == NOT_IN_LIBRARY
    assert curbside(home, "verify", "--bundle", file).code == DONE


def test_a_bundle_never_takes_the_place_of_another_file(home: Path, written: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes.md"
    other.write_text("mine", encoding="utf-8")

    assert_one_line_error(curbside(home, "ask", MRI, "--bundle", other), "notes.md", "Choose another name")
    assert other.read_text(encoding="utf-8") == "mine"
    assert curbside(home, "ask", MRI, "--bundle", written).code == DONE  # the same bundle once more


def test_a_bundle_that_cannot_be_written_is_said(home: Path, tmp_path: Path) -> None:
    ran = curbside(home, "ask", MRI, "--bundle", tmp_path / "no" / "b.json")

    assert_one_line_error(ran, "cannot be written", code=FAILED)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "--batch", "-", "--json", "--bundle", "b.json"),
        ("ask", "a", "--bundle", "-"),
        ("verify", "a claim", "--bundle", "b.json"),
        ("verify", "--bundle", "b.json", "--passage", "text"),
        ("verify", "--bundle", "b.json", "--batch", "-"),
    ],
)
def test_what_does_not_go_together_is_a_usage_error(arguments: tuple[str, ...], home: Path) -> None:
    ran = curbside(home, *arguments)

    assert ran.code == USAGE
    assert ran.out == ""


def test_help_says_that_a_bundle_holds_the_words_of_the_question(home: Path) -> None:
    assert "holds the question's words" in " ".join(curbside(home, "ask", "--help").out.split())
