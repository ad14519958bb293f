"""Finding published articles: by words anywhere in them, topic, organisation and status."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from curbside.web.publishing.body import claims_in
from curbside.web.publishing.models import Article, ArticleVersion
from curbside.web.publishing.selectors import public_articles

_REMEMBERED = 5000  # versions; what one says never changes, and reading a body takes longer than searching it


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What of a version is searched and listed."""

    headline: str
    claims: tuple[str, ...]
    organisations: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article that fits, and what to show below its title."""

    article: Article
    line: str  # the statement that holds the words asked for, else the direct answer


def all_articles() -> list[Article]:
    """Every article that anybody may read, changed last first; bodies stay unread."""
    return list(public_articles().select_related("published_version").defer("body", "published_version__body"))


def organisations_of(articles: Sequence[Article]) -> list[str]:
    """Whose documents the articles rest on, by name."""
    return sorted({name for article in articles for name in contents_of(article).organisations})


def matching(
    articles: Sequence[Article], *, words: str, topic: str = "", organisation: str = "", status: str = ""
) -> list[Found]:
    """Those in which all words stand, in the title and topics first, then in a statement, then here and there."""
    wanted = words.lower().split()
    ranked: list[tuple[int, Found]] = []
    for article in articles:
        contents = contents_of(article)
        if (
            (topic and topic not in article.topics)
            or (organisation and organisation not in contents.organisations)
            or (status in ("approved", "reopened") and (status == "approved") != article.is_approved)
        ):
            continue
        rank, line = _fits(wanted, article, contents)
        if rank is not None:
            ranked.append((rank, Found(article=article, line=line)))
    return [found for _, found in sorted(ranked, key=lambda one: one[0])]


def _fits(wanted: Sequence[str], article: Article, contents: Contents) -> tuple[int | None, str]:
    named = " ".join((article.title, *article.topics)).lower()
    if all(word in named for word in wanted):
        return 0, contents.headline
    for claim in contents.claims:
        if all(word in claim.lower() for word in wanted):
            return 1, claim
    everything = " ".join((named, *contents.claims)).lower()
    return (2, contents.headline) if all(word in everything for word in wanted) else (None, "")


def contents_of(article: Article) -> Contents:
    """What the published version says; read once in the life of a process."""
    version = article.published_version
    assert version is not None  # noqa: S101  # public articles have one
    return _contents(version.pk, version.content_sha256)


@lru_cache(maxsize=_REMEMBERED)
def _contents(pk: int, _sha256: str) -> Contents:
    body = ArticleVersion.objects.values_list("body", flat=True).get(pk=pk)
    return Contents(
        headline=body["headline"]["text"] if body["headline"] else "",
        claims=tuple(dict.fromkeys(_claims(body))),
        organisations=frozenset(reference["publisher"] for reference in body["references"]),
    )


def _claims(body: dict) -> Iterator[str]:
    for _, claim in claims_in(body):
        yield f"{claim['lead']}: {claim['text']}" if claim["lead"] else claim["text"]
