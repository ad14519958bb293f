"""What goes into the store comes out of it, to the letter."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from curbside.domain.documents import (
    Abbreviation,
    Direction,
    DocumentId,
    Erratum,
    PassageKind,
    Recommendation,
    Successor,
)
from curbside.domain.errors import LibraryBroken, UnknownDocument
from curbside.library.store import Intake, Store, StoreWriter, Tagged
from factories import a_body, a_document, a_passage

FULL = a_document(
    superseded_by=Successor(title="Next", year=2025, held=False),
    errata=(Erratum(where="5 mg", note="10 mg"),),
    topics=("a", "b"),
    gaps=("pregnancy",),
    doi="10.1/x",
)
GRADED = a_passage(
    "Apixaban | 5 mg ≥ 60 kg 💊",
    kind=PassageKind.ROW,
    lead_in=("Men",),
    columns=("Drug", "Dose"),
    cells=("Apixaban", "5 mg ≥ 60 kg 💊"),
    parts=((0, 3), (4, 8)),
    recommendation=Recommendation(
        as_printed="Class I", scheme="ACC/AHA class", strength="I", certainty=None, direction=Direction.FOR
    ),
)


INTAKE = Intake(
    format="Markdown", sections=1, passages=1, recommendations=1, coverage=0.98, left_out={"page number": 3},
    warnings=["a warning"],
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    body = a_body()
    tagged = Tagged(
        passage=GRADED,
        own=frozenset({"apixaban"}),
        near=frozenset(),
        around=frozenset({"men"}),
        stems="apixaban 5 mg",
        near_stems="",
        around_stems="men",
    )
    second = a_document(id=DocumentId("a-guideline-two"))
    writer = StoreWriter(
        tmp_path / "store.sqlite", broaden=lambda keys: frozenset(keys) | {"anticoagulant"}, stemmed=str.lower
    )
    writer.add(FULL, body, [tagged], words={"apixaban": 1}, intake=INTAKE)
    writer.add(second, body, [], words={}, intake=INTAKE)
    writer.finish()
    with Store(tmp_path / "store.sqlite") as opened:
        yield opened


def test_a_document_comes_back_as_it_went_in(store: Store) -> None:
    assert store.document("a-guideline") == FULL


def test_a_passage_comes_back_as_it_went_in(store: Store) -> None:
    assert store.tagged([0])[0].passage == GRADED
    assert store.body(DocumentId("a-guideline")).passages == (GRADED,)


def test_the_graded_recommendations_of_a_document_are_found_where_they_are_few(store: Store) -> None:
    found = [store.recommendations("a-guideline", most=most) for most in (1, 0)]

    assert [[item.passage for item in items] for items in found] == [[GRADED], []]
    assert store.recommendations("a-guideline-two", most=4) == ()


def test_concepts_and_stems_of_a_passage_come_back_as_they_went_in(store: Store) -> None:
    tagged = store.tagged([0])[0]

    assert tagged.everywhere == {"apixaban", "men"}
    assert (tagged.stems, tagged.near_stems, tagged.around_stems) == ("apixaban 5 mg", "", "men")


def test_the_text_of_a_document_comes_back_as_it_went_in(store: Store) -> None:
    assert store.text("a-guideline") == a_body().text


def test_an_unambiguous_beginning_names_a_document(store: Store) -> None:
    assert store.document("a-guideline-t").id == "a-guideline-two"


@pytest.mark.parametrize("wanted", ["", "a-guid", "unknown", "' OR 1=1 --", "%"])
def test_an_unknown_or_ambiguous_id_says_how_to_list_them(store: Store, wanted: str) -> None:
    with pytest.raises(UnknownDocument, match="curbside library list"):
        store.document(wanted)


def test_concepts_are_counted_with_what_they_are_kinds_of(store: Store) -> None:
    assert store.numbers_with(["apixaban", "anticoagulant", "men", "absent"]) == {
        "apixaban": 1,
        "anticoagulant": 1,
        "men": 1,
    }


def test_words_are_counted(store: Store) -> None:
    assert store.frequency(["apixaban", "absent"]) == {"apixaban": 1}


def test_a_store_cannot_be_written_to(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._db.execute("DELETE FROM passages")


def test_a_missing_store_says_how_to_rebuild(tmp_path: Path) -> None:
    with pytest.raises(LibraryBroken, match="curbside library rebuild"):
        Store(tmp_path / "store.sqlite")


def test_abbreviations_are_found_in_any_letter_case_the_commonest_meaning_first(tmp_path: Path) -> None:
    writer = StoreWriter(tmp_path / "store.sqlite", broaden=frozenset, stemmed=str.lower)
    for number, explained in enumerate(
        [
            [("SBP", "Systolic blood pressure"), ("SBP", "systolic blood pressure"), ("sbP", "peritonitis")],
            [("SBP", "systolic blood pressure"), ("SBPM", "self-measured blood pressure")],
        ]
    ):
        body = replace(a_body(), abbreviations=tuple(Abbreviation(*pair) for pair in explained))
        writer.add(a_document(id=DocumentId(f"document-{number}")), body, [], words={}, intake=INTAKE)
    writer.finish()

    with Store(tmp_path / "store.sqlite") as store:
        assert store.explained("sbp") == [
            Abbreviation("SBP", "Systolic blood pressure"),
            Abbreviation("sbP", "peritonitis"),
        ]
        assert store.explained("SBPs") == []
        assert store.abbreviated(["systolic blood pressure", "peritonitis", "pressure"]) == {
            "systolic blood pressure": ("SBP",),
            "peritonitis": ("sbP",),
        }
        assert store.body(DocumentId("document-1")).abbreviations == (
            Abbreviation("SBP", "systolic blood pressure"),
            Abbreviation("SBPM", "self-measured blood pressure"),
        )
