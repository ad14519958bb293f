"""Abbreviations that documents explain speak for their words, the words for them, and the lexicon goes first."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from curbside.answering.interpret import Interpreter
from curbside.answering.spoken import Spoken, spoken_of
from curbside.config import Settings
from curbside.domain.answers import Outcome
from curbside.domain.questions import Interpretation, Question
from curbside.engine import Engine, ingest_files, open_engine

ONE = """# Opioids in chronic pain

## Risk mitigation

The quarterly dispensing review program (QDRP) of the state lists what was dispensed.

We recommend a query of the QDRP at least every 3 months in all patients.

The aim of the Opioid Safety Initiative (OSI) is the safe use of opioids in chronic pain.

Those on long-term opioid therapy (LOT) are seen every 4 weeks.

Offer overdose education and naloxone distribution (OEND) to everyone at risk.

Twitching after sleep deprivation (AF) was seen in a case. Heart attack (HRTA) was not, HRTAs are rare.

Report to the Wound and Heat Office (WHO). Leave it to the Ordinary Register (OR).
"""
TWO = """# Sleep and pain

Owls of the sea islands (OSI) were seen in the garden.

Those with a heart attack history wait. HRTA within 4 weeks forbids the exercise.
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("shorthands")
    paths: list[Path] = []
    for name, text in (("opioids.md", ONE), ("sleep.md", TWO)):
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    settings = Settings(home=folder / "home", starter=False)
    ingest_files(settings, paths)
    with open_engine(settings) as engine:
        yield engine


def read(engine: Engine, question: str) -> Interpretation:
    return Interpreter(lexicon=engine.lexicon, store=engine.store, analyzer=engine.analyzer).interpret(
        Question(text=question)
    )


def said(engine: Engine, question: str) -> Spoken:
    return spoken_of(read(engine, question), store=engine.store, lexicon=engine.lexicon, analyzer=engine.analyzer)


def forms(engine: Engine, question: str) -> list[tuple[str, tuple[str, ...]]]:
    asked = read(engine, question)
    return [(asked.text[found.start : found.end], found.forms) for found in asked.shorthands]


@pytest.mark.parametrize("word", ["QDRP", "QDRPs", "qdrp"])
def test_an_abbreviation_speaks_for_its_words(small: Engine, word: str) -> None:
    question = f"how often to query the {word}"

    assert forms(small, question) == [(word, ("quarterly dispensing review program",))]
    asked = said(small, question)
    (thing,) = [thing for thing in asked.things if not thing.key]
    assert thing.told(set(small.analyzer.stems("quarterly dispensing review program")), set()) == 1.0
    assert thing.told(set(small.analyzer.stems("QDRP")), set()) == 1.0
    assert set(small.analyzer.stems("QDRP quarterly dispensing review program")) <= set(asked.query)


def test_words_speak_for_their_abbreviation(small: Engine) -> None:
    question = "How often should the quarterly dispensing review program be queried?"

    assert forms(small, question) == [("quarterly dispensing review program", ("QDRP",))]
    (thing,) = [thing for thing in said(small, question).things if not thing.key]
    assert thing.told({"qdrp"}, set()) == 1.0


@pytest.mark.parametrize(
    "question",
    ["How often is the QDRP queried?", "How often should the quarterly dispensing review program be queried?"],
)
def test_a_statement_that_writes_it_otherwise_answers(small: Engine, question: str) -> None:
    answer = small.answer(question)

    assert answer.outcome is Outcome.ANSWERED
    assert any("at least every 3 months" in claim.statement for claim in answer.claims[:2])


def test_all_meanings_may_be_met(small: Engine) -> None:
    ((_, meanings),) = forms(small, "What does the OSI aim at?")

    assert set(meanings) == {"Opioid Safety Initiative", "Owls of the sea islands"}


def test_what_only_asks_for_the_meaning_is_opened_by_the_words_that_explain(small: Engine) -> None:
    answer = small.answer("What does OEND stand for?")

    assert answer.headline is not None
    assert "overdose education and naloxone distribution (OEND)" in answer.headline.statement


def test_the_lexicon_goes_first(small: Engine) -> None:
    asked = read(small, "rate control in AF")

    assert not asked.shorthands
    assert [mention.key for mention in asked.concepts if mention.start > 10] == ["atrial-fibrillation"]


def test_an_abbreviation_of_a_concept_is_that_concept_where_its_document_uses_it(small: Engine) -> None:
    asked = read(small, "exercise after HRTA")
    (mention,) = [mention for mention in asked.concepts if asked.text[mention.start : mention.end] == "HRTA"]

    assert mention.key == small.lexicon.named_by("heart attack")
    found = {e.passage.text: e for e in small.search("HRTA within 4 weeks", limit=20)}
    (here,) = [e for text, e in found.items() if "HRTA) was not" in text]
    assert mention.key in here.own
    # Another document that does not explain it is not tagged by it.
    assert all(
        e.document.title == "Opioids in chronic pain"
        for e in found.values()
        if mention.key in e.own and "heart attack" not in e.passage.text.lower()
    )


@pytest.mark.parametrize(
    "question",
    [
        "who decides on opioids or exercise?",
        "OR EXERCISE FOR ALL OF US AND THEM",
        "a lot of opioids in pain",
        "give 5 LOT of it",
    ],
)
def test_ordinary_words_are_no_abbreviations(small: Engine, question: str) -> None:
    assert forms(small, question) == []


def test_capitals_tell_an_abbreviation_from_a_word(small: Engine) -> None:
    assert forms(small, "How often is a patient on LOT seen?") == [("LOT", ("long-term opioid therapy",))]
    assert forms(small, "HOW OFTEN IS A PATIENT WITH A LOT OF PAIN SEEN?") == []
    assert [said for said, _ in forms(small, "ASK THE QDRP?")] == ["QDRP"]
