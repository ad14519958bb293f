"""Whether pages move below the reader's eye: layout shift and largest paint of every kind of page, in Chromium.

    python evaluation/page_shift.py

Opens each kind of page of the demonstration at 390 and 1280 px, signed in where it needs that, scrolls to its end, and
prints for each the sum of its layout shifts (never below what is called CLS, which takes the worst five seconds) and
when its largest part was painted. Ends with 1 where a page moves by more than 0.1. Needs Chromium and the packages for
tests.

Not counted: an address that leads into a closed fold of a narrow page. Chromium opens the fold itself, after the first
paint, and takes the reader there.
"""

import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from curbside.cli.output import table
from demonstration import Demonstration, demonstration

MOST = 0.1  # what browsers' makers call good
WIDTHS = (390, 1280)
WATCH = (Path(__file__).parent / "page_shift.js").read_text(encoding="utf-8")

MRI = "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"
APPROVED = "/articles/mri-with-or-without-contrast-in-suspected-spinal-metastasis"
REOPENED = "/articles/colchicine-for-an-acute-gout-flare"
STEMI = "/library/om-acc-aha-stemi-2013@0.12.0"

Go = str | Callable[[Page], None]  # an address, or how one gets there


def asking(question: str, *, again: bool = False) -> Callable[[Page], None]:
    """By the form of the start page; with `again` the page is opened once more, when it is whole."""

    def go(page: Page) -> None:
        page.goto("/")
        page.get_by_label("Your question").fill(question)
        page.get_by_role("button", name="Ask", exact=True).click()
        page.locator("#live.whole, article:not(#live), form.redacted").first.wait_for(state="attached")
        if again:
            page.reload()

    return go


def by_link(where: Go, name: str) -> Callable[[Page], None]:
    """By the first link of this name on another page."""

    def go(page: Page) -> None:
        _open(page, where)
        page.get_by_role("link", name=name).first.click()
        page.wait_for_load_state()

    return go


PAGES: Mapping[str, Mapping[str, Go]] = {
    "": {
        "start": "/",
        "answer, filling": asking(MRI),
        "answer": asking(MRI, again=True),
        "answer, partly": asking("TNK dose for STEMI, 75 kg man", again=True),
        "not in the library": asking("first-line prophylaxis for chronic migraine", again=True),
        "out of scope": asking("should I buy bitcoin", again=True),
        "emergency": asking("crushing chest pain now, what do I do?"),
        "warning of names": asking("Mrs Okafor, MRN 48291756: apixaban dose for a new DVT?"),
        "own questions": "/history",
        "articles": "/articles/",
        "article": APPROVED,
        "article, for a patient": f"{APPROVED}?reader=patient",
        "article, reopened": REOPENED,
        "version": f"{APPROVED}/v/1",
        "history": f"{APPROVED}/history",
        "basis": f"{APPROVED}/basis",
        "report": f"{APPROVED}/report",
        "library": "/library/",
        "document": STEMI,
        "document, at a passage": f"{STEMI}?passage={STEMI.removeprefix('/library/')}%2320#passage",
        "policy": "/editorial-policy",
        "disclaimer": "/disclaimer",
        "members": "/board/members",
        "sign in": "/accounts/login/",
        "password reset": "/accounts/password/reset/",
        "404": "/nowhere",
    },
    "author": {
        "submit": by_link(asking(MRI), "Submit it as an article"),
        "revise": by_link(by_link("/board/", "Tranexamic acid"), "Revise the article"),
    },
    "editor": {"queue": "/board/", "review, by an editor": by_link("/board/", "Diltiazem")},
    "reviewer.one": {
        "review": by_link("/board/", "Apixaban"),
        "preview": by_link(by_link("/board/", "Apixaban"), "Preview"),
        "second factor": "/accounts/2fa/",
        "sessions": "/accounts/sessions/",
        "new password": "/accounts/password/change/",
    },
    "librarian": {"document, by a librarian": STEMI},
}


def main() -> None:
    """Open, scroll, print."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("no Chromium found; install it: apt-get install chromium")
    moved: dict[str, dict[int, tuple[float, float]]] = {}
    with demonstration() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for who, pages in PAGES.items():
            for width in WIDTHS:
                page = _reader(browser, site, who, width)
                for name, where in pages.items():
                    _open(page, where)
                    moved.setdefault(name, {})[width] = look(page, f"{name}, {width} px")
                page.context.close()
        browser.close()
    heads = ("page", *(f"{what}, {width} px" for width in WIDTHS for what in ("shift", "largest paint ms")))
    rows = [
        (name, *(cell for width in WIDTHS for cell in (f"{at[width][0]:.3f}", f"{at[width][1]:.0f}")))
        for name, at in moved.items()
    ]
    print(table(heads, rows))
    worst = max(shift for at in moved.values() for shift, _ in at.values())
    print(f"\n{len(moved)} kinds of page; the most that one moved: {worst:.3f} (good: up to {MOST})")
    sys.exit(worst > MOST)


def _reader(browser: Browser, site: Demonstration, who: str, width: int) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 844}, base_url=site.address)
    page = context.new_page()
    page.set_default_timeout(20_000)
    if who:
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(f"{who}@demonstration.invalid")
        page.get_by_label("Password").fill(site.password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("link", name="Sign out").wait_for()
    page.add_init_script(WATCH)
    return page


def _open(page: Page, where: Go) -> None:
    if callable(where):
        where(page)
    else:
        page.goto(where)


def look(page: Page, name: str) -> tuple[float, float]:
    """Scroll to the end; how far things were moved, and when the largest was painted. What moved goes to stderr."""
    seen: dict[str, Any] = page.evaluate("window.curbsideShift()")
    for shift in seen["shifts"]:
        if shift["value"] > 0.005:
            print(f"{name}: {shift['value']:.3f} at {shift['at']:.0f} ms: {shift['what']}", file=sys.stderr)
    return sum(shift["value"] for shift in seen["shifts"]), seen["painted"]


if __name__ == "__main__":
    main()
