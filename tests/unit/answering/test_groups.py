"""Groups, stages and classes by letter or number."""

import pytest

from curbside.answering.groups import groups_in


@pytest.mark.parametrize(
    ("words", "kind", "groups"),
    [
        ("allopurinol in stage 4 CKD", "stage", {"4", "4a", "4b"}),
        ("CKD stage 1-2", "stage", {"1", "1a", "1b", "2", "2a", "2b"}),
        ("GFR of G3b", "stage", {"3b"}),
        ("ckd 3b on metformin", "stage", {"3b"}),
        ("NYHA Class III-IV", "nyha", {"3", "3a", "3b", "4", "4a", "4b"}),
        ("Child's C cirrhosis", "child-pugh", {"c"}),
        ("Child-Pugh A (5–6 points)", "child-pugh", {"a"}),
        ("GOLD group B, who", "group", {"b"}),
    ],
)
def test_a_group_is_named_with_all_that_it_takes_in(words: str, kind: str, groups: set[str]) -> None:
    assert groups_in(words)[kind] == groups


def test_from_a_stage_on_takes_in_the_later_ones() -> None:
    assert {"3", "4", "5"} <= groups_in("CKD stage >= 3")["stage"]
    assert "2" not in groups_in("grade 3 or higher")["grade"]
    assert {"3b", "4", "5"} <= groups_in("stage >= 3b")["stage"]
    assert not {"3", "3b"} & groups_in("stage > 3")["stage"]


@pytest.mark.parametrize(
    "words", ["(Class I, Level B)", "(Grade 1A)", "my child's a bit ill", "children", "my child is 3"]
)
def test_strengths_and_children_are_no_groups(words: str) -> None:
    assert groups_in(words) == {}


@pytest.mark.parametrize(
    ("words", "severity"),
    [
        ("steroids for non-severe CAP", {"not severe"}),
        ("Nonsevere CAP", {"not severe"}),
        ("Severe CAP (Non-Influenza)", {"severe"}),
        ("severe community-acquired pneumonia", {"severe"}),
        ("not severe pneumonia", {"not severe"}),
    ],
)
def test_what_is_severe_or_not_is_a_group_of_its_disease(words: str, severity: set[str]) -> None:
    assert groups_in(words) == {"severity of pneumonia": severity}
