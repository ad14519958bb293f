"""Vectors of texts: nearer for what means the same, of length one, the same alone and among others."""

import numpy as np
import pytest

from curbside.language.embedder import Embedder
from curbside.language.transformer import WIDTH
from small_model import needs_the_model, the_model


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder(the_model())


@needs_the_model
def test_what_means_the_same_is_nearer_than_what_shares_a_word(embedder: Embedder) -> None:
    asked, same, other = embedder.embed(
        [
            "Can the drug be given to someone whose kidneys are failing?",
            "In severe renal impairment the dose is halved.",
            "The drug is kept at room temperature.",
        ]
    )
    assert asked @ same > asked @ other + 0.1


@needs_the_model
def test_a_text_has_the_same_vector_alone_and_among_longer_ones(embedder: Embedder) -> None:
    texts = ["dose of apixaban", "A much longer sentence on how apixaban is dosed in people who are old. " * 8, "x"]

    together = embedder.embed(texts)

    assert together.shape == (3, WIDTH)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, row in zip(texts, together, strict=True):
        np.testing.assert_allclose(embedder.embed_one(text), row, atol=1e-5)


@needs_the_model
def test_nothing_to_read_gives_no_rows_and_a_lone_surrogate_does_no_harm(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, WIDTH)
    assert np.isfinite(embedder.embed(["dose \ud800 of apixaban", " "])).all()
