"""A thousand articles, one document superseded: which come back, and what that costs.

    python evaluation/reopen_benchmark.py [--articles N]

Makes a site in a temporary home with N approved articles of two claims each over 97 documents that are not in the
library, supersedes one of them, runs the job once, and prints how many came back, whether they are exactly those that
rest on it, and the seconds.
"""

import argparse
import os
import tempfile
import time
from datetime import UTC, datetime

DOCUMENTS = 97
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def main() -> None:
    """Make, change, run, count."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=1000)
    count = options.parse_args().articles
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"CURBSIDE_HOME": home, "DJANGO_SETTINGS_MODULE": "curbside.project.settings"}
        from curbside.config import load_settings  # the environment is read first
        from curbside.project.setup import prepare

        prepare(load_settings())
        _measure(count)


def _measure(count: int) -> None:
    from django.db import transaction

    from curbside.web.engine_access import current_engine
    from curbside.web.publishing import currency
    from curbside.web.publishing.audit import faults
    from curbside.web.publishing.models import Article

    class Library(currency.Standings):
        """Documents that exist for this measure only."""

        superseded = ""

        def __call__(self, document_id: str) -> str:
            return "superseded" if document_id == self.superseded else "stands"

    engine = current_engine()
    started = time.perf_counter()
    with transaction.atomic():
        _articles(count)
    print(f"load {os.getloadavg()[0]:.1f}; {count} approved articles made in {time.perf_counter() - started:.1f} s")
    currency.standing_in = Library
    assert currency.reopen_changed(engine, now=NOW) == []
    Library.superseded = "document-7"
    wall, cpu = time.perf_counter(), time.process_time()
    reopened = {article.pk for article in currency.reopen_changed(engine, now=NOW)}
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    resting = {
        article.pk
        for article in Article.objects.all()
        if article.published_version.links.filter(document_id=Library.superseded).exists()
    }
    changed = set(Article.objects.exclude(state="approved").values_list("pk", flat=True))
    print(f"reopened {len(reopened)} of {count} in {wall:.2f} s ({cpu:.2f} s CPU)")
    print(f"exactly those that rest on it: {reopened == resting == changed}; trail whole: {not faults()}")


def _articles(count: int) -> None:
    from curbside.domain.review import Role, Verdict
    from curbside.web.accounts.models import User
    from curbside.web.publishing import services
    from curbside.web.publishing.selectors import my_review

    author, editor, reviewer = (
        User.objects.create_user(f"{role.value}@example.org", name=role.value, roles=[role.value])
        for role in (Role.AUTHOR, Role.EDITOR, Role.BOARD)
    )
    for number in range(count):
        article = services.submit(
            title=f"Article {number}", question="q", topics=[], body=_body(number), by=author,
            standing=lambda _: "stands", now=NOW,
        )  # fmt: skip
        services.assign(article, [reviewer], by=editor, now=NOW)
        review = my_review(article.current_version, reviewer)
        services.declare(review, interests="", now=NOW)
        for key in ("c1", "c2"):
            services.decide_claim(review, key, Verdict.ACCEPT, check=lambda *_: None, now=NOW)
        services.sign(review, sha256=article.current_version.content_sha256, now=NOW)


def _body(number: int) -> dict:
    documents = [f"document-{(number * step) % DOCUMENTS}" for step in (1, 5)]
    cards = [
        {"n": n, "quote": f"words {n} of {number}", "document_id": document, "passage_id": f"{document}#{n}"}
        for n, document in enumerate(documents, start=1)
    ]
    claims = [
        {"key": f"c{n}", "lead": "", "text": f"claim {n} of {number}", "citations": [n], "sources": []} for n in (1, 2)
    ]
    return {
        "headline": None,
        "sections": [{"key": "s", "heading": "S", "ordered": False, "groups": [{"lead": "", "claims": claims}]}],
        "conflicts": [],
        "references": [{"n": 1, "quotes": cards}],
        "made": {"library_generation": "g"},
    }


if __name__ == "__main__":
    main()
