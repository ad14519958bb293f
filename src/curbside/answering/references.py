"""Numbers for quotes and references, given once, in the order in which a reader meets them."""

from collections.abc import Iterable, Mapping, Sequence

from curbside.domain.answers import Claim, Quote, Reference
from curbside.domain.documents import Document


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
