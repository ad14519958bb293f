"""Whose words are quoted, said so that nobody takes a summary for the guideline."""

from collections.abc import Mapping

from curbside.domain.documents import Direction, Document, Kind, Status

KIND_NAMES: Mapping[Kind, str] = {
    Kind.GUIDELINE: "Guideline",
    Kind.SYSTEMATIC_REVIEW: "Systematic review",
    Kind.TRIAL: "Trial",
    Kind.LABEL: "Label",
    Kind.SUMMARY: "Summary of a guideline",
    Kind.OTHER: "Secondary overview",
}

DIRECTION_NAMES: Mapping[Direction, str] = {
    Direction.FOR: "for",
    Direction.AGAINST: "against",
    Direction.EITHER: "for selected patients",
    Direction.INSUFFICIENT: "evidence insufficient",
    Direction.NONE: "",
}


def kind_name(document: Document) -> str:
    """What sort of source a document is, in words for its readers."""
    if document.kind is not Kind.OTHER or document.is_secondary:
        return KIND_NAMES[document.kind]
    if document.journal:
        return "Journal article"
    return "Patient information" if document.audience == "patient" else "Overview"


def source_name(document: Document) -> str:
    """The source as a quote card names it; only text read from the guideline bears its organisation's name alone."""
    year = f" ({document.year})" if document.year else ""
    if document.text_by == "Curbside":
        return f"Curbside digest of {document.publisher}{year}: our words"
    if document.is_secondary and document.text_by.startswith("open-medicine"):
        return f"open-medicine summary of {document.publisher}{year}"
    if document.is_secondary and document.text_by == document.publisher:
        return f"{document.publisher}{year}"
    if document.is_secondary:
        return f"{document.text_by}, on {document.title}{year}"
    return f"{document.publisher}{year}"


def badges(document: Document) -> tuple[str, ...]:
    """Short warnings that stand beside a source wherever it is named."""
    found = []
    if document.status is not Status.CURRENT:
        found.append(document.status.value)
    if document.is_secondary:
        found.append("unreviewed summary" if document.kind is Kind.SUMMARY else "unreviewed")
        if not document.checked_against_original:
            found.append("not checked against the original")
    return tuple(found)
