"""Question and statement read together: what answers stands above what speaks of another drug, patient or thing."""

import numpy as np
import pytest

from curbside.language.pair_reader import PairReader
from small_model import needs_the_model, the_model

PLACE = "A guideline on atrial fibrillation > Anticoagulation > Dose:"
DOSE = "Apixaban: 5 mg twice daily in adults."


@pytest.fixture(scope="module")
def reader() -> PairReader:
    return PairReader.load(the_model())


@needs_the_model
@pytest.mark.parametrize(
    "other",
    [
        "Rivaroxaban: 20 mg once daily with food in adults.",
        "Apixaban was approved by the agency in 2012.",
        "Apixaban is contraindicated in active bleeding.",
    ],
)
def test_what_is_asked_for_stands_above_what_is_near_it(reader: PairReader, other: str) -> None:
    right, wrong = reader.read("What is the dose of apixaban in adults?", [(PLACE, DOSE), (PLACE, other)])
    assert right > wrong


@needs_the_model
def test_a_statement_has_the_same_score_alone_and_among_longer_ones(reader: PairReader) -> None:
    question = "dose of apixaban"
    others = [(PLACE, DOSE * times) for times in (9, 2, 40, 5, 3)]

    together = reader.read(question, [(PLACE, DOSE), *others])

    np.testing.assert_allclose(reader.read(question, [(PLACE, DOSE)]), together[:1], atol=1e-3)


@needs_the_model
def test_hostile_texts_are_read(reader: PairReader) -> None:
    scores = reader.read("dose \ud800 " * 200, [("", ""), ("x" * 5000, "\x00" * 300), (PLACE, "≥" * 4000)])
    assert np.isfinite(scores).all()


@needs_the_model
def test_nothing_to_read_has_no_scores(reader: PairReader) -> None:
    assert reader.read("dose of apixaban", []) == []
