"""Whose words are quoted, said so that nobody takes a summary for the guideline."""

from curbside.domain.attribution import badges, source_name
from curbside.domain.documents import Kind, Status
from factories import a_document


def test_only_a_guideline_bears_its_organisations_name_alone() -> None:
    assert source_name(a_document(publisher="NICE", year=2023)) == "NICE (2023)"


def test_our_digest_says_that_the_words_are_ours() -> None:
    name = source_name(a_document(kind=Kind.SUMMARY, publisher="NICE", year=2023, text_by="Curbside"))

    assert name == "Curbside digest of NICE (2023): our words"


def test_a_summary_of_open_medicine_says_so() -> None:
    name = source_name(a_document(kind=Kind.SUMMARY, publisher="ESC", year=2023, text_by="open-medicine 0.12.0"))

    assert name == "open-medicine summary of ESC (2023)"


def test_a_superseded_unreviewed_summary_carries_all_three_warnings() -> None:
    document = a_document(kind=Kind.SUMMARY, status=Status.SUPERSEDED)

    assert badges(document) == ("superseded", "unreviewed summary", "not checked against the original")


def test_a_current_guideline_carries_no_warning() -> None:
    assert badges(a_document()) == ()
