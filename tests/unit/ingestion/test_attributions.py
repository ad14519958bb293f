"""What a document tells of another source is marked as that source's."""

import pytest

from curbside.domain.documents import Cite, Passage, PassageKind
from curbside.ingestion.attributions import with_attributions
from factories import a_passage


def marked(text: str, *, publisher: str = "U.S. Preventive Services Task Force", **changes: object) -> Passage:
    (passage,) = with_attributions([a_passage(text, kind=PassageKind.PROSE, **changes)], publisher=publisher)
    return passage


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("The American Cancer Society recommends yearly screening.", "The American Cancer Society"),
        (
            "The American Academy of Pediatrics (AAP) and others screen. The AAP advises it at 11 years.",
            "The AAP",
        ),
        ("According to the World Health Organization, 8 doses suffice.", "the World Health Organization"),
        ("Mason et al. (2014) demonstrated that gabapentin helped.", "Mason et al. (2014)"),
        ("Smith and colleagues found no benefit.", "Smith and colleagues"),
    ],
)
def test_a_sentence_that_reports_another_source_names_it(text: str, to: str) -> None:
    assert [attribution.to for attribution in marked(text).attributions] == [to]


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("The USPSTF recommends screening.", "U.S. Preventive Services Task Force"),
        ("The American Cancer Society recommends it.", "American Cancer Society"),
        ("The American College of Obstetricians and Gynecologists (ACOG) recommends it.", "ACOG"),
        ("The AHA endorses these criteria.", "AHA/ACC"),
        ("Start amlodipine 5 mg once daily.", "A Society"),
        ("This guideline recommends against it.", "A Society"),
    ],
)
def test_a_document_that_speaks_for_itself_is_not_marked(text: str, publisher: str) -> None:
    assert marked(text, publisher=publisher).attributions == ()


def test_below_recommendations_of_others_every_sentence_is_another_source_s() -> None:
    passage = marked("Screening is advised by several bodies.", path=("Recommendations of Others",))

    assert [attribution.to for attribution in passage.attributions] == ["another source"]


def test_the_cited_entries_of_the_sentence_are_kept_with_it() -> None:
    text = "Pain is common. Mason et al. found that gabapentin helped. It is cheap."
    passage = marked(text, cites=(Cite(15, ("1",)), Cite(57, ("23",)), Cite(70, ("24",))))

    (attribution,) = passage.attributions
    assert text[attribution.start : attribution.end] == "Mason et al. found that gabapentin helped."
    assert attribution.labels == ("23",)
