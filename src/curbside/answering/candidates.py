"""Question → candidates: retrieved passages as statements, with features and scores, best first."""

import math
from collections.abc import Sequence
from dataclasses import replace

from curbside.answering.ranking import Candidate, FeatureMaker, Ranker
from curbside.answering.statement import statements_of
from curbside.domain.answers import Evidence
from curbside.domain.questions import Interpretation
from curbside.library.store import Store
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer


def make_candidates(
    evidence: Sequence[Evidence],
    interpretation: Interpretation,
    *,
    store: Store,
    lexicon: Lexicon,
    analyzer: Analyzer,
) -> list[Candidate]:
    """One candidate for each statement of the evidence, unscored."""
    maker = FeatureMaker(
        interpretation,
        lexicon=lexicon,
        analyzer=analyzer,
        rarity=word_rarity(interpretation.words, store),
        concept_counts=store.numbers_with({m.key for m in interpretation.concepts if m.held}),
        top_score=evidence[0].score if evidence else 1.0,
    )
    candidates = []
    for item in evidence:
        for statement in statements_of(item.passage):
            features, fit = maker.features(statement, item)
            candidates.append(Candidate(statement=statement, evidence=item, features=features, fit=fit))
    return candidates


def rank(candidates: Sequence[Candidate], ranker: Ranker) -> list[Candidate]:
    """Candidates with scores, best first; equal scores keep the search engine's order."""
    scored = [replace(candidate, score=ranker.score(candidate.features)) for candidate in candidates]
    return sorted(scored, key=lambda c: (-c.score, c.evidence.rank, c.statement.start))


def word_rarity(words: Sequence[str], store: Store) -> dict[str, float]:
    """How rare each word stem is: 1 for a word of one passage, falling with the logarithm of its frequency."""
    counts = store.frequency(set(words))
    return {word: 1 / (1 + math.log(count)) for word, count in counts.items()}
