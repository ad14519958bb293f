"""An article for other programs: references, Markdown, and the description that search engines read."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from curbside.rendering.citations import CitedWork
from curbside.rendering.markdown import BANNER as PENDING
from curbside.rendering.markdown import DISCLAIMER
from curbside.web.publishing.body import Plain
from curbside.web.publishing.models import Article, ArticleVersion, Review


def reference_records(body: Plain, *, accessed: str = "") -> list[CitedWork]:
    """The references of a body."""
    return [
        CitedWork(
            n=reference["n"],
            title=reference["title"],
            publisher=reference["publisher"],
            year=reference["year"],
            edition=reference["edition"] or "",
            doi=reference["doi"],
            kind=reference["kind"],
            note="; ".join(
                filter(
                    None,
                    (
                        f"Words quoted: {reference['source']}",
                        f"summarises {reference['summarises']}" if reference["summarises"] else "",
                        f"DOI {reference['doi_note']}" if reference["doi"] and reference["doi_note"] else "",
                        *reference["badges"],
                    ),
                )
            ),
            accessed=accessed,
        )
        for reference in body["references"]
    ]


def article_markdown(page: Plain, *, address: str) -> str:
    """What `page_of` shows, as Markdown: status first, every claim with its numbers, every quote below."""
    article, version, body = page["article"], page["version"], page["answer"]
    lines = [f"# {article.title}", ""]
    lines += [f"*{_status(page)}* Version {version.number}, {version.created_at:%-d %B %Y}. {address}", ""]
    if body["headline"]:
        lines += [f"**{_claim(body['headline'])}**", ""]
    for section in body["sections"]:
        lines += [f"## {section['heading']}", ""]
        for group in section["groups"]:
            lines += [f"- {_claim(claim)}" for claim in group["claims"]]
        lines.append("")
    for conflict in body["conflicts"]:
        lines += [f"## Guidelines differ: {conflict['topic']}", ""]
        lines += [f"- {row['source']} ({row['year'] or 'year not stated'}): {row['says']}" for row in conflict["rows"]]
        lines += ["", conflict["why"], ""]
    if body["limitations"] or body["missing"]:
        lines += ["## What this answer does not cover", ""]
        lines += [f"- {item}" for item in (*body["missing"], *body["limitations"])] + [""]
    lines += ["## References", ""]
    for reference in body["references"]:
        year = f", {reference['year']}" if reference["year"] else ""
        lines.append(f"{reference['n']}. {reference['kind']}. {reference['title']}. {reference['publisher']}{year}.")
        lines += [
            f"   - [{card['n']}] {card['locator']}: “{' '.join(card['quote'].split())}”" for card in reference["quotes"]
        ]
    return "\n".join(lines).rstrip() + "\n"


def article_for_print(page: Plain, *, address: str) -> Plain:
    """What `page_of` shows, as `rendering.pdf` takes it."""
    article, version, body = page["article"], page["version"], page["answer"]
    made, banners, facts = body["made"], [], [f"Version {version.number}, {version.created_at:%-d %B %Y}"]
    if article.demonstration:
        banners.append("Demonstration: the people and decisions of this article are invented.")
    if page["outdated"]:
        banners.append(f"Version {version.number}, kept for the record: there is a newer one.")
    if not page["approved"]:
        banners.append(" ".join(filter(None, (article.reopened_why if page["reopened"] else "", PENDING))))
    if page["approved"] and article.review_due_on:
        facts.append(f"next review by {article.review_due_on:%-d %B %Y}")
    return {
        "title": version.title,
        "reviewers": [review.reviewer.name for review in page["signed"]],
        "banners": banners,
        "signed": [_status(page)] if page["approved"] else [],
        "facts": [*facts, address],
        "made": [
            f"{made['searched']} documents searched, {made['considered']} passages considered, {made['shown']} "
            f"statements shown, {len(made['dropped'])} dropped",
            f"library {made['library_generation']}, engine {made['engine_version']}",
            *([made["worded"]] if made["worded"] else []),
        ],
        "foot": f"{version.title} · version {version.number} · {address}",
        "disclaimer": DISCLAIMER,
        "body": body,
        "made_at": int(version.created_at.timestamp()),
    }


def _claim(claim: Plain) -> str:
    lead = f"{claim['lead']}: " if claim["lead"] else ""
    strength = f" ({claim['strength']}, as printed)" if claim["strength"] else ""
    return f"{lead}{claim['text']} [{', '.join(map(str, claim['citations']))}]{strength}"


def _status(page: Plain) -> str:
    if page["approved"]:
        names = ", ".join(f"{r.reviewer.name}, {r.reviewer.credentials}".rstrip(", ") for r in page["signed"])
        return f"Reviewed by the Medical Advisory Board: {names}."
    return PENDING


def json_ld(article: Article, version: ArticleVersion, *, body: Plain, signed: Sequence[Review], address: str) -> str:
    """schema.org's description of an approved article, safe inside a script element."""
    record = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": article.title,
        "url": address.rstrip("/") + article.get_absolute_url(),
        "lastReviewed": f"{article.approved_at:%Y-%m-%d}" if article.approved_at else None,
        "dateModified": f"{version.created_at:%Y-%m-%d}",
        "audience": {"@type": "MedicalAudience", "audienceType": "Clinician"},
        "reviewedBy": [
            {"@type": "Person", "name": r.reviewer.name, "honorificSuffix": r.reviewer.credentials} for r in signed
        ],
        "citation": list(_citations(body)),
    }
    text = json.dumps(record, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _citations(body: Plain) -> Iterator[dict[str, Any]]:
    for reference in body["references"]:
        yield {
            "@type": "CreativeWork",
            "name": reference["title"],
            "publisher": reference["publisher"],
            **({"datePublished": str(reference["year"])} if reference["year"] else {}),
        }
