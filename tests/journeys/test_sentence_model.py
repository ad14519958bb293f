"""With the sentence model: another generation, found by meaning, quotes as exact as ever; without it, a clear word."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from curbside.cli.main import FINDINGS, cli
from curbside.config import Settings, load_settings
from curbside.domain.errors import BadInput
from curbside.engine import open_engine, rebuild, update
from curbside.engine.bundling import versions_of
from curbside.language.embedder import Embedder
from curbside.language.pair_reader import PairReader
from curbside.language.transformer import WIDTH
from curbside.library.sources import keep_source
from curbside.retrieval.dense import VECTORS
from factories import a_source
from small_model import needs_the_model

TEXT = """# Care after a broken hip

## Getting up

- Mobilise on the day after surgery unless there is a medical contraindication.

## Pain

- Offer paracetamol every 6 hours before and after the operation.

## Sight

- Refer everybody who falls for an assessment of vision.
"""
# Shares no word with the statement that it is about.
ASKED = "When may grandma stand and walk again?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    keep_source(tmp_path / "sources", a_source(TEXT))
    return Settings(home=tmp_path, starter=False, dense=True)


@needs_the_model
def test_a_passage_is_found_by_what_it_means(settings: Settings) -> None:
    with open_engine(settings) as engine:
        found = engine.retriever.retrieve([], [], limit=120, meaning=ASKED)
        plain = engine.retriever.retrieve([], [], limit=120)

    assert not plain
    assert max(found, key=lambda item: item.likeness or 0).passage.text.startswith("Mobilise on the day after")
    assert {item.found_by for item in found} == {"dense"}


@needs_the_model
def test_there_is_a_vector_for_each_passage_and_none_is_made_twice(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_engine(settings) as engine:
        rows = np.load(engine.place / VECTORS)
        assert rows.shape == (len(engine.document("a-guideline")[1].passages), WIDTH)

    monkeypatch.setattr(Embedder, "embed", lambda *_: pytest.fail("read again"))
    with rebuild(settings) as engine:
        assert (np.load(engine.place / VECTORS) == rows).all()


@needs_the_model
def test_only_new_texts_are_read_and_forgotten_ones_leave(settings: Settings) -> None:
    open_engine(settings).close()
    before = set((settings.home / "vectors").glob("*/*"))
    more = a_source("# Another\n\n- Give amlodipine 5 mg once daily.\n")
    keep_source(settings.home / "sources", replace(more, id="another"))
    update(settings).close()

    after = set((settings.home / "vectors").glob("*/*"))
    assert before < after
    assert len(after) == 2


@needs_the_model
def test_with_and_without_are_two_generations(settings: Settings) -> None:
    plain = settings.model_copy(update={"dense": False})
    with open_engine(settings) as with_it, open_engine(plain) as without:
        assert with_it.generation != without.generation
        assert not (without.place / VECTORS).exists()


@needs_the_model
def test_a_lost_table_is_made_anew(settings: Settings) -> None:
    with open_engine(settings) as engine:
        place = engine.place
    (place / VECTORS).unlink()

    with open_engine(settings) as engine:
        assert (engine.place / VECTORS).is_file()


@needs_the_model
def test_a_bundle_names_the_ranker_that_made_its_answer(settings: Settings) -> None:
    with open_engine(settings) as with_it, open_engine(settings.model_copy(update={"dense": False})) as without:
        assert versions_of(with_it).ranker_sha256 != versions_of(without).ranker_sha256


@needs_the_model
def test_the_best_statements_are_read_with_the_question(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[str, list[str]]] = []
    plain = PairReader.read

    def spied(self: PairReader, question: str, told: Sequence[tuple[str, str]]) -> list[float]:
        read.append((question, [words for _, words in told]))
        return plain(self, question, told)

    monkeypatch.setattr(PairReader, "read", spied)
    asked = "How often is paracetamol given for pain after surgery of a broken hip?"
    with open_engine(settings) as engine:
        engine.answer(asked)
    with open_engine(settings.model_copy(update={"dense": False})) as engine:
        engine.answer(asked)

    ((question, told),) = read
    assert question == asked
    assert any("paracetamol every 6 hours" in words for words in told)


@needs_the_model
def test_quotes_are_as_exact_as_without(settings: Settings) -> None:
    with open_engine(settings) as engine:
        answer = engine.answer("How often is paracetamol given for pain after surgery of a broken hip?")
        text = engine.store.text("a-guideline")

    assert answer.claims
    quotes = [citation for claim in answer.claims for citation in claim.citations]
    assert all(text[quote.start : quote.end] == quote.quote for quote in quotes)


def test_asked_for_and_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curbside.engine.meaning.installed_model", lambda: None)
    with pytest.raises(BadInput, match="make dense"):
        open_engine(Settings(home=tmp_path, starter=False, dense=True))


def test_nothing_asks_for_it_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not load_settings().dense
    monkeypatch.setenv("CURBSIDE_DENSE", "true")
    assert load_settings().dense


def test_the_doctor_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curbside.engine.meaning.installed_model", lambda: None)
    monkeypatch.setenv("CURBSIDE_DENSE", "true")

    told = CliRunner().invoke(cli, ["--home", str(tmp_path), "doctor"])

    assert told.exit_code == FINDINGS
    assert "not installed, used" in told.output
    assert "make dense" in told.output
