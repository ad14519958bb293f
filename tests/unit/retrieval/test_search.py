"""The search engine: found by synonym, unmoved by hostile text."""

from collections.abc import Sequence

import pytest

from curbside.domain.answers import Evidence
from curbside.engine import Engine
from curbside.retrieval.retriever import NAMING

HOSTILE = [
    'text:"apixaban"', "apixaban AND NOT warfarin", "(((", '"', "a OR", "*", "apix*", "title:[a TO z]", "~2", "^5",
    "\\", "NOT", "-apixaban", "+", "{!lucene}", "'; DROP TABLE passages; --", "<script>alert(1)</script>", "%00",
    "\x00", "a" * 5000, "𝔸", "  ",
]  # fmt: skip


@pytest.mark.parametrize(
    ("abbreviation", "words"),
    [
        ("AF anticoagulation", "atrial fibrillation"),
        ("CKD finerenone", "chronic kidney disease"),
        ("VKA", "warfarin"),
    ],
)
def test_a_passage_is_found_by_another_name_of_what_it_speaks_of(engine: Engine, abbreviation: str, words: str) -> None:
    found = engine.search(abbreviation, limit=40)

    assert any(words in f"{e.document.title} {e.passage.context} {e.passage.text}".lower() for e in found)


def test_af_and_atrial_fibrillation_find_the_same_documents_first(engine: Engine) -> None:
    short, long = ({e.document.id for e in engine.search(q, limit=10)} for q in ("AF", "atrial fibrillation"))

    assert short & long


def test_results_come_best_first_numbered_from_one(engine: Engine) -> None:
    found = engine.search("alteplase dose in ischaemic stroke", limit=10)

    assert [e.rank for e in found] == list(range(1, 11))
    assert [e.score for e in found] == sorted((e.score for e in found), reverse=True)


def test_never_more_than_the_limit(engine: Engine) -> None:
    assert len(engine.search("aspirin", limit=3)) == 3


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_operators_of_the_search_engine_are_plain_text(engine: Engine, query: str) -> None:
    engine.search(query, limit=5)


def test_a_negation_in_the_query_language_excludes_nothing(engine: Engine) -> None:
    plain, operated = (
        [e.passage.id for e in engine.search(q, limit=5)] for q in ("apixaban warfarin", "apixaban -warfarin")
    )

    assert plain == operated


@pytest.mark.parametrize("query", ["", "the of and", "xyzzyplugh"])
def test_words_that_nothing_holds_find_nothing(engine: Engine, query: str) -> None:
    assert engine.search(query, limit=5) == []


def test_a_line_on_both_things_is_found_however_much_stands_on_one_of_them(engine: Engine) -> None:
    stems, both = (
        engine.analyzer.stems("TIA 2019"),
        (frozenset({"prasugrel"}), frozenset({"transient-ischemic-attack"})),
    )
    concepts = frozenset().union(*both)

    def found(naming: Sequence[frozenset[str]]) -> list[Evidence]:
        return engine.retriever.retrieve(stems, concepts, limit=10, naming=naming)

    plain, joint = found(()), found(both)
    added = joint[len(plain) :]

    assert [e.passage.id for e in joint[: len(plain)]] == [e.passage.id for e in plain]
    assert added
    assert all(e.found_by == NAMING and all(keys & (e.concepts | e.scope) for keys in both) for e in added)
    assert [e.rank for e in joint] == list(range(1, len(joint) + 1))
    assert found((both[0], frozenset())) == plain
