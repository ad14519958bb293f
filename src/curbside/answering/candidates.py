"""Question → candidates: retrieved passages as statements, with features and scores, best first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from curbside.answering.likeness import Compared, Heard, Likeness
from curbside.answering.opening import FORBIDS, given_and_had
from curbside.answering.ranking import Candidate, FeatureMaker, Ranker, Support
from curbside.answering.spoken import Spoken, spoken_of, word_rarity
from curbside.answering.statement import Statement, statements_of
from curbside.answering.subject import Asked, named_of, subject_features
from curbside.domain.answers import Evidence
from curbside.domain.questions import ConceptType, Interpretation
from curbside.language.word_vectors import WordVectors, words_of
from curbside.library.store import Store
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer
from curbside.retrieval.retriever import NAMING

_LOOKED_AT = 60  # statements; what is farther from the question answers it once in two hundred times
_RECOMMENDATIONS = 20  # the nearest statements with a grade are looked at as well
_TO_WHAT_IS_ASKED = ("means_text", "means_whole", "met_text", "met_whole", "met_rare_text", "met_rare_whole")
_SENSE = 5.0  # likeness of sentence vectors, on the scale of the other features


Search = Callable[[Sequence[str], Sequence[str], str], Sequence[Evidence]]  # stems, concepts, text → best first


def find_candidates(
    interpretation: Interpretation,
    search: Search,
    *,
    store: Store,
    lexicon: Lexicon,
    analyzer: Analyzer,
    vectors: WordVectors,
) -> list[Candidate]:
    """A candidate for each of the nearest statements that search finds, unscored."""
    spoken = spoken_of(interpretation, store=store, lexicon=lexicon, analyzer=analyzer)
    evidence = search(spoken.query, _sought(interpretation, lexicon), interpretation.text)
    return make_candidates(
        evidence, interpretation, spoken, store=store, lexicon=lexicon, analyzer=analyzer, vectors=vectors
    )


def _sought(interpretation: Interpretation, lexicon: Lexicon) -> list[str]:
    """Keys to search for: of all that is named, and of two drugs their classes too. What one does to the other is
    mostly told of these: "do not combine with a GLP-1 receptor agonist"."""
    named = [mention.key for mention in interpretation.concepts]
    drugs = named_of(ConceptType.DRUG, interpretation, lexicon)
    classes = lexicon.with_broader(drugs) - drugs if len(drugs) > 1 else frozenset()
    return [*named, *sorted(key for key in classes if not lexicon[key].generic)]


def make_candidates(
    evidence: Sequence[Evidence],
    interpretation: Interpretation,
    spoken: Spoken,
    *,
    store: Store,
    lexicon: Lexicon,
    analyzer: Analyzer,
    vectors: WordVectors,
) -> list[Candidate]:
    """A candidate for each of the nearest statements of the evidence, unscored. What was found only because it names a
    drug and a disease of the question (`NAMING`) is looked at where it forbids something."""
    maker = FeatureMaker(
        interpretation,
        lexicon=lexicon,
        analyzer=analyzer,
        spoken=spoken,
        concept_counts=store.numbers_with({m.key for m in interpretation.concepts if m.held}),
        top_score=evidence[0].score if evidence else 1.0,
        support=Support([item for item in evidence if item.found_by != NAMING]),
    )
    statements = [
        (_with_drug_named(plain, interpretation, lexicon), item)
        for item in evidence
        for plain in statements_of(item.passage)
        if item.found_by != NAMING or FORBIDS.search(plain.full)
    ]
    heard = [_heard(statement, item, lexicon) for statement, item in statements]

    def likeness(said: Spoken) -> Compared:
        weights = _weights(words_of(said.rest), store, analyzer)
        return Likeness(said, vectors=vectors, weights=weights).features(heard)

    alike = likeness(spoken)
    asks = interpretation.asked
    to_asked = likeness(spoken_of(asks, store=store, lexicon=lexicon, analyzer=analyzer)) if asks.vignette else alike
    asked = Asked.of(interpretation, lexicon)
    nearest = max((item.likeness or 0.0 for item in evidence), default=0.0)
    candidates = []
    both = given_and_had(interpretation, lexicon)
    for place in sorted({*_nearest(statements, alike, to_asked, maker), *_forbidding(statements, both)}):
        statement, item = statements[place]
        features, fit = maker.features(statement, item)
        features |= subject_features(item, asked, interpretation, lexicon) | alike.of(place)
        features |= _of_the_question(to_asked.of(place)) | _sense(item, nearest)
        candidates.append(Candidate(statement=statement, evidence=item, features=features, fit=fit))
    return candidates


def _of_the_question(alike: Mapping[str, float]) -> dict[str, float]:
    """Likeness to what is asked, without the vignette that may come with it."""
    return {f"asked_{name}": alike[name] for name in _TO_WHAT_IS_ASKED if name in alike}


def _nearest(
    statements: Sequence[tuple[Statement, Evidence]], alike: Compared, to_asked: Compared, maker: FeatureMaker
) -> list[int]:
    """Places of the statements that all features are made for: the nearest by search and words, the nearest
    recommendations, and all of a document on exactly what is asked. Before the recommendations came, 99.4 % of right
    statements were among them (312 questions on the starter library)."""
    # Words of the whole question or of what is asked, whichever are nearer.
    whole, text = (np.maximum(alike.all(name), to_asked.all(name)) for name in ("met_whole", "met_text"))
    like = whole + np.maximum(alike.all("like_whole"), 0) + text
    near = [
        2 * maker.share_of_best(item) + nearness + _SENSE * (item.likeness or 0.0)
        for (_, item), nearness in zip(statements, like.tolist(), strict=True)
    ]
    order = sorted(range(len(statements)), key=lambda place: -near[place])
    graded = [place for place in order if statements[place][1].passage.recommendation]
    chosen = {*order[:_LOOKED_AT], *graded[:_RECOMMENDATIONS]}
    return [p for p, (_, item) in enumerate(statements) if p in chosen or maker.on_the_very_topic(item)]


def _forbidding(statements: Sequence[tuple[Statement, Evidence]], both: Sequence[frozenset[str]]) -> list[int]:
    """Places of the statements that forbid something and name, with their headings, both a drug or procedure of the
    question and what its patient has: none of them is too far."""
    return [
        place
        for place, (statement, item) in enumerate(statements)
        if all(not keys.isdisjoint(item.concepts | item.scope) for keys in both) and FORBIDS.search(statement.full)
    ]


def _sense(item: Evidence, nearest: float) -> dict[str, float]:
    """How near a passage is in meaning, and how far behind the nearest; nothing where no sentence model says it."""
    if item.likeness is None:
        return {}
    return {"sense": _SENSE * item.likeness, "sense_behind": _SENSE * (item.likeness - nearest)}


def _heard(statement: Statement, item: Evidence, lexicon: Lexicon) -> Heard:
    return Heard(
        text=statement.full,
        context=(item.document.title, item.passage.context),
        told=lexicon.with_broader(item.own | item.near),
        around=item.concepts | item.scope,
    )


def _weights(words: Sequence[str], store: Store, analyzer: Analyzer) -> dict[str, float]:
    """Of each content word as it is written, how rare it is in the library, 0 to 1."""
    stems = {word: analyzer.stems(word) for word in words}
    rarity = word_rarity([stem for found in stems.values() for stem in found], store)
    return {word: max(rarity.get(stem, 1.0) for stem in found) for word, found in stems.items() if found}


def _with_drug_named(statement: Statement, interpretation: Interpretation, lexicon: Lexicon) -> Statement:
    """A dose is never shown without its drug: the heading that names it joins the lead where the words do not."""
    drugs = {m.key for m in interpretation.concepts if m.type is ConceptType.DRUG}
    # The headings first: many statements stand below the same ones, and what they name is remembered.
    named = (head for head in reversed(statement.passage.path) if drugs & lexicon.with_broader(lexicon.keys(head)))
    heading = next(named, "") if drugs else ""
    if not heading or drugs & lexicon.with_broader(lexicon.keys(statement.full)):
        return statement
    lead = f"{heading.rstrip(':')}: {statement.lead}" if statement.lead else heading.rstrip(":")
    return replace(statement, lead=lead)


def rank(candidates: Sequence[Candidate], ranker: Ranker) -> list[Candidate]:
    """Candidates with scores, best first; equal scores keep the search engine's order."""
    scored = [replace(candidate, score=ranker.score(candidate.features)) for candidate in candidates]
    return sorted(scored, key=lambda c: (-c.score, c.evidence.rank, c.statement.start))
