"""Numbers for quotes and references, given once, in the order in which a reader meets them."""

from curbside.answering.references import nearest, number
from curbside.domain.documents import DocumentId, PassageId
from factories import a_claim, a_document, a_passage

FIRST, SECOND = a_document(), a_document(id=DocumentId("another"))
ONE = a_passage()
TWO = a_passage("Avoid NSAIDs.", id=PassageId("another#1"), document_id=DocumentId("another"))
DOCUMENTS = {"a-guideline": FIRST, "another": SECOND}


def test_quotes_and_references_count_from_one_in_order_of_appearance() -> None:
    quotes, references = number([a_claim(citing=TWO), a_claim(citing=ONE)], DOCUMENTS)

    assert [(quote.n, quote.reference, quote.citation.quote) for quote in quotes] == [
        (1, 1, TWO.text),
        (2, 2, ONE.text),
    ]
    assert [reference.document for reference in references] == [SECOND, FIRST]


def test_the_same_place_is_numbered_once() -> None:
    quotes, references = number([a_claim(citing=ONE), a_claim(citing=ONE)], DOCUMENTS)

    assert (len(quotes), len(references)) == (1, 1)


def test_nearest_documents_are_references_without_quotes() -> None:
    assert [(reference.n, reference.document) for reference in nearest([FIRST, SECOND])] == [
        (1, FIRST),
        (2, SECOND),
    ]
