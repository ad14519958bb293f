"""A statement is read as for, against, either or unsure, for whom and how often; what has no stance is left alone."""

from typing import Any

import pytest

from curbside.answering.stances import Ages, Doing, Stance, Way, ages_in, stance_of
from curbside.answering.statement import statements_of
from curbside.domain.documents import Attribution, PassageKind
from curbside.engine import Engine
from factories import a_passage, an_evidence


def read(text: str, engine: Engine, *, title: str = "Breast Cancer: Screening", **changes: Any) -> Stance | None:
    passage = a_passage(text, path=changes.pop("path", ("Overview",)), **changes)
    evidence = an_evidence(passage, engine.lexicon, title=title)
    return stance_of(statements_of(passage)[0], evidence, engine.lexicon)


@pytest.mark.parametrize(
    ("text", "way", "firm"),
    [
        ("The society recommends biennial screening mammography for women aged 40 to 74 years.", Way.FOR, True),
        ("Women should be screened for breast cancer.", Way.FOR, True),
        ("The society recommends against screening for breast cancer in men.", Way.AGAINST, True),
        ("Men should not be screened for breast cancer.", Way.AGAINST, True),
        ("Screening for breast cancer is not recommended in men.", Way.AGAINST, True),
        ("The decision to be screened for breast cancer should be an individual one.", Way.EITHER, True),
        ("Screening for breast cancer may be considered.", Way.EITHER, True),
        ("The evidence is insufficient to determine whether screening reduces mortality.", Way.UNSURE, False),
        ("There is inadequate evidence to establish whether screening helps.", Way.UNSURE, False),
        ("The benefit of mammography for women aged 40 to 49 years is uncertain.", Way.UNSURE, False),
        ("Screening does not result in a decrease in mortality from breast cancer.", Way.AGAINST, False),
        ("Based on solid evidence, screening for breast cancer reduces mortality.", Way.FOR, False),
    ],
)
def test_the_way_that_a_sentence_points_is_read(text: str, way: Way, firm: bool, engine: Engine) -> None:
    stance = read(text, engine)

    assert stance is not None
    assert (stance.way, stance.firm, stance.doing) == (way, firm, Doing.SCREENING)
    assert "breast-cancer" in stance.targets


@pytest.mark.parametrize(
    "text",
    [
        "Mammography is the most widely used screening modality.",
        "In one trial, screening reduced mortality from breast cancer.",  # one study is no stance
        "In 2009 the evidence was insufficient to recommend screening.",
        "The American Cancer Society recommends annual screening.",  # somebody else's
        "The evidence is insufficient to assess supplemental screening with ultrasound.",  # beside the screening
        "Women with a BI-RADS score of 4 should undergo ultrasound.",  # what follows from a screening
    ],
)
def test_what_is_no_stance_of_the_document_is_not_read_as_one(text: str, engine: Engine) -> None:
    assert read(text, engine) is None


@pytest.mark.parametrize("heading", ["Recommendations of Others", "Harms", "Research Needs and Gaps"])
def test_headings_below_which_a_document_speaks_of_something_else(heading: str, engine: Engine) -> None:
    text = "Women should be screened for breast cancer."

    assert read(text, engine, path=("Overview", heading)) is None


def test_evidence_is_a_stance_only_where_a_document_sums_it_up(engine: Engine) -> None:
    text = "Screening does not result in a decrease in mortality from breast cancer."

    assert read(text, engine, path=("Overview", "Benefits")) is not None
    assert read(text, engine, path=("Density of the breast",)) is None


def test_a_sentence_that_the_document_gives_to_another_is_not_its_stance(engine: Engine) -> None:
    text = "Women should be screened for breast cancer."
    given = Attribution(start=0, end=len(text), to="A college", labels=())

    assert read(text, engine, attributions=(given,)) is None


def test_a_list_is_read_by_its_items(engine: Engine) -> None:
    text = "Women should be screened for breast cancer."

    assert read(text, engine, kind=PassageKind.LIST, parts=((0, len(text)),)) is None


def test_a_drug_that_is_given_is_a_stance_with_its_drug_and_what_it_prevents(engine: Engine) -> None:
    stance = read(
        "The society recommends against aspirin for the primary prevention of CVD in adults 60 years or older.",
        engine,
        title="Aspirin",
    )

    assert stance is not None
    assert (stance.doing, stance.way) == (Doing.GIVING, Way.AGAINST)
    assert stance.means == {"aspirin"}
    assert "cardiovascular-disease" in stance.targets
    assert stance.ages is not None
    assert stance.ages.low == 60


def test_what_people_have_is_told_from_what_is_looked_for(engine: Engine) -> None:
    stance = read("Patients with cirrhosis should undergo screening for hepatocellular carcinoma.", engine)

    assert stance is not None
    assert (stance.targets, stance.patients) == ({"hepatocellular-carcinoma"}, {"cirrhosis"})


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Screening for breast cancer every 2 years is recommended.", 24),
        ("Annual screening for breast cancer is recommended.", 12),
        ("Screening for breast cancer every 6 months is recommended.", 6),
        ("Screening for breast cancer is recommended.", None),
    ],
)
def test_the_interval_is_read_in_months(text: str, months: float | None, engine: Engine) -> None:
    stance = read(text, engine)

    assert stance is not None
    assert stance.months == months


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("women aged 40 to 74 years", Ages(40, 74)),
        ("adults aged 50–80 years", Ages(50, 80)),
        ("men 70 years and older", Ages(70, 200)),
        ("adults > 75 years", Ages(75, 200)),
        ("women younger than 21 years", Ages(0, 20)),
        ("a 10-year risk of 10 % for 6 years", None),
    ],
)
def test_ages_are_read_and_other_years_are_not(text: str, ages: Ages | None) -> None:
    assert ages_in(text) == ages
