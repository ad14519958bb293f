"""The small language model, for tests that read with it; they are skipped by name where it is not installed."""

from functools import cache

import pytest

from curbside.language.transformer import Transformer, installed_model

needs_the_model = pytest.mark.skipif(
    installed_model() is None, reason="the sentence model is not installed: make dense"
)


@cache
def the_model() -> Transformer:
    """As published; loaded once for all tests."""
    folder = installed_model()
    assert folder is not None
    return Transformer.load(folder)
