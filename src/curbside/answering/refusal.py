"""What is said where the library does not answer: what it lacks, and what near it it does hold."""

from collections.abc import Iterator, Sequence

from curbside.answering.gate import Gate, fits_the_patient
from curbside.answering.ranking import Candidate
from curbside.domain.questions import ConceptType, Interpretation
from curbside.retrieval.concepts import Lexicon

_LOOKED_AT = 30  # candidates, best first
_ALL = 0.999  # share of what is wanted, sums of floats allowed for


def refusal(gate: Gate, candidates: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon) -> str:
    """Why there is no answer, in sentences."""
    return " ".join(
        ("The library does not answer this question.", *_reasons(gate, candidates, interpretation, lexicon))
    )


def gaps(gate: Gate) -> tuple[str, ...]:
    """What an answer would have had to speak of, a line each."""
    if gate.missing or len(gate.apart) < 2:
        return gate.missing
    return (f"{', '.join(gate.apart[:-1])} and {gate.apart[-1]} together",)


def _reasons(
    gate: Gate, candidates: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon
) -> Iterator[str]:
    if gate.missing:
        yield f"Nothing found in it speaks of: {', '.join(gate.missing)}."
    elif len(gate.apart) > 1:
        yield f"It speaks of each of these, but nothing in it answers this for all of them: {', '.join(gate.apart)}."
    elif gate.apart:
        yield f"It speaks of {gate.apart[0]}, but does not answer this."
    if others := list(_other_drugs(candidates, interpretation, lexicon)):
        yield f"It does speak of this for {' and '.join(others)}, another drug: ask of it by its name if that helps."


def _other_drugs(candidates: Sequence[Candidate], interpretation: Interpretation, lexicon: Lexicon) -> Iterator[str]:
    """The nearest drug of the same class that a statement names with all else that is asked for."""
    drugs = {m.key for m in interpretation.concepts if m.type is ConceptType.DRUG} - interpretation.aside
    others = {m.key for m in interpretation.concepts} - drugs - interpretation.case
    classes = lexicon.with_broader(drugs) - drugs
    if len(drugs) != 1 or not others or not classes:
        return
    for candidate in candidates[:_LOOKED_AT]:
        told = candidate.evidence.concepts | candidate.evidence.scope
        named = [m.key for m in lexicon.find(candidate.statement.full) if m.type is ConceptType.DRUG]
        kin = [k for k in named if lexicon.line(k) - {k} == classes]
        holds = others <= told and candidate.features["slots_held"] >= _ALL
        if kin and holds and not drugs & told and fits_the_patient(candidate, interpretation):
            yield lexicon.name(kin[0])
            return
