"""Decision trees drawn in text: indentation decides who hangs below whom."""

import pytest

from curbside.ingestion.trees import Node, parse_tree


def as_tuples(nodes: list[Node]) -> list[tuple[str, list[object]]]:
    return [(node.text, list(as_tuples(node.children))) for node in nodes]


@pytest.mark.parametrize("arrow", ["-->", "→", "──>", "==>", "->"])
def test_what_follows_an_arrow_hangs_below_what_stands_before_it(arrow: str) -> None:
    assert as_tuples(parse_tree(f"K < 3.5 {arrow} Delay insulin")) == [("K < 3.5", [("Delay insulin", [])])]


def test_deeper_lines_hang_below_shallower_ones() -> None:
    tree = parse_tree("Shock?\n  ├─ Yes → Give fluid\n  └─ No → Observe")

    assert as_tuples(tree) == [("Shock?", [("Yes", [("Give fluid", [])]), ("No", [("Observe", [])])])]


def test_rules_and_bars_alone_are_no_nodes() -> None:
    assert as_tuples(parse_tree("Start\n  |\n  │\n-----\n")) == [("Start", [])]


def test_an_empty_drawing_has_no_roots() -> None:
    assert parse_tree("") == []
