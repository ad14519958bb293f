"""Faults of a page in Chromium by axe-core: WCAG 2.2 to level AA, and best practice."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

# Only of violations are all nodes reported; the rest is of no use here, and half of the time.
_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
_NODES = 5  # named of each fault


def axe_faults(page: Any) -> list[tuple[str, list[list[str]]]]:
    """Each rule that a page breaks, with where it does; [] where there is none."""
    page.wait_for_load_state()  # an element may be there before the style sheet is
    found = Axe().run(page, options=_OPTIONS).response["violations"]
    return [(fault["id"], [node["target"] for node in fault["nodes"]][:_NODES]) for fault in found]
