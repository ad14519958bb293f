"""The form of a bundle: its hash, and what is refused as none."""

import hashlib
import json
from typing import Any

import pytest

from curbside.domain.answers import Answer, Outcome
from curbside.domain.errors import BadInput
from curbside.domain.questions import Question
from curbside.rendering.bundle import (
    LARGEST,
    SCHEMAS,
    Versions,
    bundle_to_dict,
    canonical,
    read_bundle,
    sealed,
)

VERSIONS = Versions(
    engine_version="1.0",
    code_sha256="c",
    library_generation="g",
    lexicon_sha256="l",
    ranker_sha256="r",
    schemas=dict(SCHEMAS),
)


def a_bundle(question: str = "Is gout “hereditary”?", **changes: Any) -> dict[str, Any]:
    """The bundle of an answer without claims."""
    answer = Answer(
        question=Question(text=question),
        outcome=Outcome.OUT_OF_SCOPE,
        interpretation=None,
        library_generation="g",
        engine_version="1.0",
        elapsed_ms=12.3,
    )
    return {**bundle_to_dict(answer, bases={}, texts={}, versions=VERSIONS), **changes}


def refused(data: bytes) -> str:
    with pytest.raises(BadInput) as error:
        read_bundle(data, name="b.json")
    message = str(error.value)
    assert message.startswith("b.json: ")
    assert len(message.splitlines()) == 1
    return message


def test_what_is_written_can_be_read() -> None:
    made = a_bundle()
    read = read_bundle(json.dumps(made, ensure_ascii=False).encode(), name="b.json")

    assert read.document == made
    assert read.actual_sha256 == read.bundle.sha256 == made["sha256"]


def test_the_hash_is_over_sorted_keys_without_white_space_in_utf_8_and_without_itself() -> None:
    assert canonical({"b": "≥ 5", "sha256": "x", "a": [1, None]}) == '{"a":[1,null],"b":"≥ 5"}'.encode()
    assert sealed({"a": 1})["sha256"] == hashlib.sha256(b'{"a":1}').hexdigest()


def test_layout_and_order_of_keys_are_no_part_of_the_hash() -> None:
    made = a_bundle()
    other = json.dumps(dict(reversed(made.items())), indent=4).encode()

    assert read_bundle(other, name="b.json").actual_sha256 == made["sha256"]


def test_the_time_that_an_answer_took_does_not_make_another_bundle() -> None:
    assert a_bundle()["answer"]["elapsed_ms"] == 0


def test_a_byte_order_mark_in_front_is_passed_over() -> None:
    assert read_bundle(b"\xef\xbb\xbf" + json.dumps(a_bundle()).encode(), name="b.json")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense",
        json.dumps(a_bundle()).encode()[:-40],
        b"[" * 200_000,
        b'{"schema": "curbside.bundle/1", "a": NaN}',
        b'{"schema": "curbside.bundle/1", "a": 1e999}',
        b'{"schema": "curbside.bundle/1", "a": "\\ud800"}',
        b'{"schema": "curbside.bundle/1", "a": ' + b"9" * 10_000 + b"}",
        b"\xff\xfe\x00",
        b"\x00" * 100,
    ],
    ids=["empty", "words", "cut off", "deep", "not a number", "infinite", "half a character", "long", "UTF-16", "nul"],
)
def test_what_is_no_json_is_refused_with_the_next_step(data: bytes) -> None:
    assert "curbside ask" in refused(data)


def test_a_key_that_stands_twice_is_refused() -> None:
    data = json.dumps(a_bundle()).replace('"question":', '"question": "What else?", "question":', 1)

    assert "twice" in refused(data.encode())


def test_a_file_over_the_limit_is_refused() -> None:
    assert "MB" in refused(b" " * (LARGEST + 1))


@pytest.mark.parametrize("document", [[], 5, None, "text", {}, {"schema": 1}, {"schema": "curbside.answer/1"}])
def test_json_that_is_no_bundle_is_refused(document: object) -> None:
    assert "curbside.bundle/1" in refused(json.dumps(document).encode())


def test_a_bundle_of_a_later_form_wants_a_newer_version() -> None:
    assert "newer" in refused(json.dumps(a_bundle(schema="curbside.bundle/2\n\x1b[31m")).encode())


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"question": 5}, "question"),
        ({"reader": "The King"}, "reader"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"claims": None}, "claims"),
        ({"claims": [{"key": "c1"}]}, "claims.0"),
        ({"answer": {}}, "answer"),
        ({"more": 1}, "more"),
    ],
)
def test_another_form_is_refused_and_its_place_named(changes: dict[str, Any], place: str) -> None:
    assert place in refused(json.dumps(a_bundle(**changes)).encode())
