"""Where documents come from, and what our overlay knows of the starter library."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from curbside.domain.documents import Display, Kind, Status
from curbside.domain.errors import LibraryBroken
from curbside.engine import Engine
from curbside.library.sources import Source, added_sources, keep_source, starter_sources
from factories import a_source


@pytest.fixture(scope="module")
def starter() -> Mapping[str, Source]:
    return {source.id.split("@")[0]: source for source in starter_sources()}


# summary: year of the edition that replaced it
SUPERSEDED = {
    "om-acc-aha-stemi-2013": 2025,
    "om-acc-aha-hypertension-2017": 2025,
    "om-acc-aha-perioperative-2014": 2024,
    "om-aha-asa-tia-2009": 2023,
    "om-bts-cap-2009": 2025,
    "om-ats-idsa-cap-2019": 2025,
    "om-aha-asa-stroke-2019": 2026,
    "om-ada-diabetes-2024": 2026,
    "om-gold-copd-2024": 2026,
    "om-gina-asthma-2024": 2025,
    "om-ssc-sepsis-2021": 2026,
    "om-acc-aha-cholesterol-2018": 2026,
    "om-idsa-uti-2022": 2025,
}


@pytest.mark.parametrize(("summary", "year"), SUPERSEDED.items())
def test_a_replaced_edition_is_marked_and_its_successor_named(engine: Engine, summary: str, year: int) -> None:
    document = engine.store.document(summary)

    assert document.status is Status.SUPERSEDED
    assert document.superseded_by is not None
    assert (document.superseded_by.year, document.superseded_by.held) == (year, False)


def test_the_wrong_doi_of_the_meningitis_guideline_is_put_right(engine: Engine) -> None:
    document = engine.store.document("om-idsa-meningitis-2017")

    assert document.doi == "10.1093/cid/ciw861"
    assert "corrected" in str(document.doi_note)


def test_a_guideline_that_does_not_exist_by_that_year_is_called_doubtful(engine: Engine) -> None:
    assert "doubtful" in str(engine.store.document("om-idsa-uti-2022").doi_note)


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        ("om-acc-aha-af-2023", "class 2a for men"),
        ("om-acc-aha-af-2023", "class 2a for women"),
        ("om-kdigo-ckd-2024", "2A"),
        ("om-nice-ugib-2012", "NICE does not grade by class"),
    ],
)
def test_a_known_fault_has_its_note(engine: Engine, summary: str, words: str) -> None:
    assert any(words in erratum.note for erratum in engine.store.document(summary).errata)


def test_every_erratum_points_at_words_of_its_document(engine: Engine) -> None:
    for document in engine.documents():
        texts = [passage.text for passage in engine.store.body(document.id).passages]
        for erratum in document.errata:
            assert any(erratum.where in text for text in texts), (document.id, erratum.where)


@pytest.mark.parametrize("summary", ["om-timi-ua-nstemi-2000", "om-wells-pe-2000"])
def test_a_score_derivation_is_not_called_a_guideline(engine: Engine, summary: str) -> None:
    assert "score derivation" in str(engine.store.document(summary).summarises)


def test_every_summary_says_whose_words_it_is_and_that_nobody_checked_them(engine: Engine) -> None:
    summaries = [document for document in engine.documents() if document.id.startswith("om-")]

    assert len(summaries) == 43
    for document in summaries:
        assert document.kind is Kind.SUMMARY
        assert document.text_by == "open-medicine 0.12.0"
        assert document.summarises
        assert document.doi_note
        assert not document.checked_against_original


def test_every_digest_says_that_the_words_are_ours(engine: Engine) -> None:
    digests = [document for document in engine.documents() if document.id.startswith("digest-")]

    assert len(digests) >= 4
    for document in digests:
        assert document.text_by == "Curbside"
        assert document.kind in (Kind.SUMMARY, Kind.OTHER)
        assert document.display is Display.FULL
        assert document.summarises
        assert not document.checked_against_original


def test_the_overlay_names_only_summaries_that_exist(starter: Mapping[str, Source]) -> None:
    import tomllib
    from importlib import resources

    overlay = tomllib.loads((resources.files("curbside.library") / "starter" / "overlay.toml").read_text("utf-8"))
    named = {f"om-{key.replace('_', '-')}" for key in overlay if key != "package"}

    assert named <= set(starter)


def test_content_and_manifest_both_change_the_hash_of_a_source() -> None:
    hashes = {a_source("a").sha256, a_source("b").sha256, a_source("a", year=2024).sha256}

    assert len(hashes) == 3


def test_a_kept_source_comes_back(tmp_path: Path) -> None:
    source = a_source("# Ü\n\n- ≥ 5 mg\n", publisher='A "quoted" society', topics=["a", "b"], year=2024)

    keep_source(tmp_path, source)
    (back,) = added_sources(tmp_path)
    assert (back.id, back.name, back.data, back.manifest) == (
        source.id,
        source.name,
        source.data,
        source.manifest,
    )


def test_a_changed_source_replaces_the_old_one_and_leaves_nothing_behind(tmp_path: Path) -> None:
    keep_source(tmp_path, a_source())
    keep_source(tmp_path, a_source("# New\n\nWords.\n"))

    assert [source.data for source in added_sources(tmp_path)] == [b"# New\n\nWords.\n"]
    assert [place.name for place in tmp_path.iterdir() if not place.name.startswith(".")] == ["a-guideline"]
    assert len(list((tmp_path / "a-guideline").iterdir())) == 2


def test_a_folder_without_document_toml_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()

    assert list(added_sources(tmp_path)) == []
    assert list(added_sources(tmp_path / "missing")) == []


def test_a_broken_document_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "document.toml").write_text("title = ")

    with pytest.raises(LibraryBroken, match=r"a/document\.toml.*Mend or delete"):
        list(added_sources(tmp_path))


@pytest.mark.parametrize(
    "manifest",
    [
        {"title": "tab\tand\nnewline"},
        {"title": "back\\slash"},
        {"superseded_by": {"title": "Next", "year": 2025}},
        {"errata": [{"where": "a", "note": "b"}]},
        {"checked_against_original": False},
    ],
    ids=lambda manifest: next(iter(manifest)),
)
def test_any_manifest_that_the_starter_library_uses_can_be_kept(tmp_path: Path, manifest: dict[str, Any]) -> None:
    keep_source(tmp_path, a_source(**manifest))

    (back,) = added_sources(tmp_path)
    assert {key: back.manifest[key] for key in manifest} == manifest
