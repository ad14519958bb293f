"""Which editions are current, as the documents and the lists of retractions say together."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from curbside.domain.currency import as_on, is_past_review, may_support
from curbside.domain.documents import Document, DocumentId, Relation, RelationKind, Status, Successor
from curbside.domain.errors import BadInput
from curbside.library.currency import with_currency
from curbside.library.retractions import import_retractions, known_retractions
from factories import a_document


def named(key: str, **changes: Any) -> Document:
    return a_document(id=DocumentId(key), title=key.title(), **changes)


def settled(*documents: Document, retracted: dict[str, str] | None = None) -> dict[str, Document]:
    return {document.id: document for document in with_currency(documents, retracted=retracted or {})}


def page(key: str, updated: str, **changes: Any) -> Document:
    address = changes.pop("url", "https://www.cancer.gov/types/lung/hp/lung-screening-pdq")
    return named(key, url=address, updated_on=date.fromisoformat(updated), **changes)


def test_the_newer_edition_of_a_page_supersedes_the_older_one() -> None:
    found = settled(page("old", "2018-02-02"), page("new", "2025-12-30"))

    assert found["new"].status is Status.CURRENT
    assert found["old"].status is Status.SUPERSEDED
    assert found["old"].superseded_by == Successor(title="New", year=2024, held=True)
    assert found["old"].superseded_on == date(2025, 12, 30)
    assert not may_support(found["old"])


@pytest.mark.parametrize("address", ["http://cancer.gov/types/lung/hp/lung-screening-pdq/", None])
def test_an_address_counts_without_its_scheme_and_last_slash(address: str | None) -> None:
    found = settled(page("old", "2018-02-02"), page("new", "2025-12-30", url=address))

    assert found["old"].status is (Status.SUPERSEDED if address else Status.CURRENT)


def test_pages_of_one_day_do_not_supersede_each_other() -> None:
    found = settled(page("one", "2018-02-02"), page("two", "2018-02-02"))

    assert {document.status for document in found.values()} == {Status.CURRENT}


def test_a_patient_page_never_supersedes_a_professional_one() -> None:
    found = settled(page("old", "2018-02-02", audience="professional"), page("new", "2025-12-30", audience="patient"))

    assert found["old"].status is Status.CURRENT


def test_a_notice_of_retraction_retracts_the_article_it_names() -> None:
    article = named("article", doi="10.1371/Journal.1")
    relation = Relation(kind=RelationKind.RETRACTS, target="10.1371/journal.1", where="related-article")
    found = settled(article, named("notice", relations=(relation,)))

    assert found["article"].status is Status.RETRACTED
    assert found["article"].notices == ("retracted by “Notice” (2024)",)
    assert found["notice"].status is Status.CURRENT
    assert not may_support(found["article"])


def test_a_correction_is_named_beside_the_article_that_stays_current() -> None:
    relation = Relation(kind=RelationKind.CORRECTS, target="10.1/x", where="related-article")
    found = settled(named("article", doi="10.1/x"), named("notice", relations=(relation,)))

    assert found["article"].status is Status.CURRENT
    assert found["article"].notices == ("corrected by “Notice” (2024)",)
    assert settled(*found.values())["article"].notices == found["article"].notices  # said once, however often settled


def test_an_article_that_calls_itself_retracted_is() -> None:
    own = Relation(kind=RelationKind.RETRACTED_BY, target="", where="article-type")

    assert settled(named("article", relations=(own,)))["article"].status is Status.RETRACTED


def test_a_doi_on_the_list_of_retractions_retracts() -> None:
    found = settled(named("article", doi="10.1/X"), retracted={"10.1/x": "Retracted 1/2/2021: fraud"})

    assert found["article"].status is Status.RETRACTED
    assert found["article"].notices == ("Retracted 1/2/2021: fraud",)


def test_what_a_document_says_it_supersedes_is_superseded() -> None:
    found = settled(named("old"), named("new", supersedes=("old",)))

    assert found["old"].status is Status.SUPERSEDED


def test_a_successor_named_by_title_is_known_to_be_held() -> None:
    old = named("old", status=Status.SUPERSEDED, superseded_by=Successor(title="New", year=2025, held=False))

    assert may_support(settled(old)["old"]), "a superseded edition whose successor is not held may still speak"
    assert not may_support(settled(old, named("new"))["old"])


def test_a_withdrawn_document_stays_withdrawn() -> None:
    found = settled(page("old", "2018-02-02", status=Status.WITHDRAWN), page("new", "2025-12-30"))

    assert found["old"].status is Status.WITHDRAWN


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2017-01-01", None),
        ("2019-06-01", Status.CURRENT),
        ("2025-12-29", Status.CURRENT),
        ("2025-12-30", Status.SUPERSEDED),
    ],
)
def test_an_edition_is_what_it_was_on_the_day(day: str, status: Status | None) -> None:
    old = settled(page("old", "2018-02-02"), page("new", "2025-12-30"))["old"]

    known = as_on(old, date.fromisoformat(day))

    assert (known.status if known else None) is status


def test_a_retraction_counts_for_all_days() -> None:
    retracted = named("a", published_on=date(2010, 1, 1), status=Status.RETRACTED)

    known = as_on(retracted, date(2015, 1, 1))

    assert known is not None
    assert known.status is Status.RETRACTED


@pytest.mark.parametrize(
    ("changes", "past"),
    [
        ({"next_review_on": date(2026, 11, 22)}, True),
        ({"next_review_on": date(2026, 11, 23)}, False),
        ({"updated_on": date(2021, 11, 22)}, True),
        ({"updated_on": date(2021, 11, 23)}, False),
        ({"year": None}, False),
    ],
)
def test_a_document_is_past_review_by_its_own_date_or_after_five_years(changes: dict[str, Any], past: bool) -> None:
    assert is_past_review(a_document(**changes), date(2026, 11, 23)) is past


LIST = (
    "Record ID,Title,OriginalPaperDOI,RetractionDate,RetractionNature,Reason\n"
    "1,A,10.1/ABC,1/2/2021 0:00,Retraction,+Falsification of Data;+Investigation;\n"
    "2,B,10.1/def,1/2/2021 0:00,Correction,+Error;\n"
    "3,C,unavailable,1/2/2021 0:00,Retraction,\n"
)


def test_the_list_of_retractions_is_read_as_published(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(LIST.encode() + b"4,Caf\xe9,10.1/ghi,,Retraction,\n")

    assert import_retractions(tmp_path / "home", file) == 2
    known = known_retractions(tmp_path / "home")
    assert known.by_doi == {
        "10.1/abc": "Retracted 1/2/2021: Falsification of Data; Investigation",
        "10.1/ghi": "Retracted",
    }
    assert known.sha256


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\x00\x01\x02"])
def test_another_file_is_refused_and_the_old_list_stays(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST)
    import_retractions(tmp_path, file)
    file.write_bytes(data)

    with pytest.raises(BadInput, match=r"Import the CSV|Download"):
        import_retractions(tmp_path, file)
    assert len(known_retractions(tmp_path).by_doi) == 1


def test_without_a_list_nothing_is_known(tmp_path: Path) -> None:
    assert known_retractions(tmp_path).by_doi == {}
