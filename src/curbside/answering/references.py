"""Numbers for quotes and references, given once, in the order in which a reader meets them."""

from collections.abc import Iterable, Mapping, Sequence

from curbside.domain.answers import Claim, Quote, Reference
from curbside.domain.documents import Document, Kind, Status

KIND_NAMES: Mapping[Kind, str] = {
    Kind.GUIDELINE: "Guideline",
    Kind.SYSTEMATIC_REVIEW: "Systematic review",
    Kind.TRIAL: "Trial",
    Kind.LABEL: "Label",
    Kind.SUMMARY: "Summary of a guideline",
    Kind.OTHER: "Secondary overview",
}


def number(
    claims: Iterable[Claim], documents: Mapping[str, Document]
) -> tuple[tuple[Quote, ...], tuple[Reference, ...]]:
    """Quotes and references of claims, each counted from 1 at its first appearance."""
    quotes: dict[tuple[str, int, int], Quote] = {}
    references: dict[str, Reference] = {}
    for claim in claims:
        for citation in claim.citations:
            reference = references.setdefault(
                citation.document_id,
                Reference(n=len(references) + 1, document=documents[citation.document_id]),
            )
            place = (citation.document_id, citation.start, citation.end)
            quotes.setdefault(place, Quote(n=len(quotes) + 1, reference=reference.n, citation=citation))
    return tuple(quotes.values()), tuple(references.values())


def nearest(documents: Sequence[Document]) -> tuple[Reference, ...]:
    """References without quotes, for an answer that has no claims."""
    return tuple(Reference(n=n, document=document) for n, document in enumerate(documents, start=1))


def source_name(document: Document) -> str:
    """Whose words are quoted, said so that nobody takes a summary for the guideline."""
    year = f" ({document.year})" if document.year else ""
    if document.text_by == "Curbside":
        return f"Curbside digest of {document.publisher}{year}: our words"
    if document.is_secondary and document.text_by.startswith("open-medicine"):
        return f"open-medicine summary of {document.publisher}{year}"
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
    if document.is_secondary and not document.checked_against_original:
        found.append("not checked against the original")
    return tuple(found)
