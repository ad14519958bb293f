"""What the documents that were found are about, beside what is asked: whether any of them is on a disease it names.

A library that lacks the document holds others with the same drug, test or number: "pH 6.95 in ketoacidosis, give
bicarbonate?" meets what newborns get of it. Learned with the rest of `answering.answerable`, above all from questions
asked of a library without the document that answers them.
"""

from collections.abc import Sequence

from curbside.answering.ranking import Candidate
from curbside.answering.subject import Asked, diseases_named, is_akin, is_told_of, titled_diseases
from curbside.domain.answers import Evidence
from curbside.domain.questions import Interpretation
from curbside.retrieval.concepts import Lexicon

_FIRST = 8


def features_of_documents(
    best: Sequence[Candidate], interpretation: Interpretation, asked: Asked, lexicon: Lexicon
) -> dict[str, float]:
    """Features of the documents that the best statements stand in.

    Args:
        best: statements, best first; at least one.
        interpretation: of the question.
        asked: what the question is about.
        lexicon: to know what is a kind of what.
    Returns:
        Whether the best's document, and whether all of them, are on another disease, 0 or 1; how many documents the
        first statements that do not speak of the subject are scattered over.
    """
    named = diseases_named(interpretation, asked)
    another = [_is_on_another(candidate.evidence, named, asked, lexicon) for candidate in best]
    beside = {c.evidence.document.id for c in best[:_FIRST] if not c.features["subject"]}
    return {
        "document_on_another": float(another[0]),
        "documents_on_another": float(all(another)),
        "documents_off_subject": float(len(beside)),
    }


def _is_on_another(evidence: Evidence, named: frozenset[str], asked: Asked, lexicon: Lexicon) -> bool:
    """Whether a passage names none of the diseases and its document is on another one. A title without a disease
    ("Ward handbook") says nothing against a document."""
    titled = titled_diseases(evidence.document.title, lexicon)
    if not named or not titled or is_akin(titled, named, lexicon):
        return False
    return not any(is_told_of(disease, titled, evidence, asked, lexicon) for disease in named)
