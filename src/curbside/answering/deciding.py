"""Does a statement decide the case that is asked about? It names what is to be given or done, and what the patient has
or takes, and says yes or no to it; or it names the member of the class that is asked for; or the dose of the drug."""

from curbside.answering.ranking import AVOID, is_dose
from curbside.answering.statement import Statement
from curbside.domain.answers import Evidence
from curbside.domain.grading import is_directive
from curbside.domain.questions import ConceptType, Interpretation, Slot
from curbside.domain.units import quantities_in
from curbside.retrieval.concepts import Lexicon

_GIVEN_OR_DONE = (ConceptType.DRUG, ConceptType.PROCEDURE)
_OF_THE_PATIENT = (ConceptType.CONDITION, ConceptType.POPULATION, ConceptType.DRUG)
_EVERYBODY = frozenset({"men", "women", "adults"})


class Case:
    """What a question names that can be given or done, and what its patient has or takes."""

    def __init__(self, interpretation: Interpretation, lexicon: Lexicon) -> None:
        named = {m.key: m.type for m in interpretation.concepts if not lexicon[m.key].generic}
        self._lexicon = lexicon
        self._done = frozenset(key for key, kind in named.items() if kind in _GIVEN_OR_DONE)
        patient = frozenset(key for key, kind in named.items() if kind in _OF_THE_PATIENT)
        self._patient = (patient | interpretation.populations) - _EVERYBODY - interpretation.negated
        self._drugs = frozenset(key for key in self._done if named[key] is ConceptType.DRUG)
        asked = self._drugs - interpretation.aside
        self._classes = frozenset(key for key in asked if lexicon.has_narrower(key))
        self._doses = asked if Slot.DOSE in interpretation.slots else frozenset()

    def features(self, statement: Statement, evidence: Evidence) -> dict[str, float]:
        """Features of a statement, each 0 or 1; only those that the question asks for."""
        own = evidence.own | evidence.near
        heads = frozenset().union(*(self._lexicon.keys(words) for words in statement.passage.path if words))
        found = {}
        if self._done and len(self._done | self._patient) > 1:
            found["decides"] = float(self._decides(statement, own, heads))
        if self._classes:
            found["member_told"] = float(self._names_a_member(own))
        if self._doses:
            dose = any(map(is_dose, quantities_in(statement.full)))
            found["dose_told"] = float(dose and any(self._tells(key, own | heads) for key in self._doses))
        return found

    def _decides(self, statement: Statement, own: frozenset[str], heads: frozenset[str]) -> bool:
        if not (is_directive(statement.full) or AVOID.search(statement.full)):
            return False
        told = [key for key in self._done if self._tells(key, own | heads)]
        having = [key for key in self._patient if self._tells(key, own)]
        return any(one != other for one in told for other in having)

    def _tells(self, key: str, keys: frozenset[str]) -> bool:
        """Whether keys name a thing, a kind of it or, for a drug, its class."""
        if key in self._lexicon.with_broader(keys):
            return True
        return key in self._drugs and bool((self._lexicon.with_broader([key]) - {key}) & keys)

    def _names_a_member(self, own: frozenset[str]) -> bool:
        return any(
            key not in self._classes and self._lexicon.with_broader([key]) & self._classes
            for key in own
            if self._lexicon[key].type is ConceptType.DRUG
        )
