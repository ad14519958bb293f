"""What the library answers today beside what was published: the diff of an article that a source reopened."""

from functools import lru_cache

from curbside.web.asking.snapshots import snapshot
from curbside.web.engine_access import current_engine
from curbside.web.publishing.body import Change, changes_between
from curbside.web.publishing.models import ArticleVersion

_REMEMBERED = 32  # versions whose reviewers go from claim to claim


def since_published(version: ArticleVersion) -> list[Change]:
    """By claim, from the version to the present library's answer to the same question; no model is asked."""
    return _changes(version.pk, version.content_sha256, current_engine().generation)


@lru_cache(maxsize=_REMEMBERED)
def _changes(pk: int, _sha256: str, _generation: str) -> list[Change]:
    # Remembered by number and hash, not by words: a question may hold what nobody should keep.
    version = ArticleVersion.objects.select_related("article").get(pk=pk)
    today = current_engine().answer(version.article.question, with_model=False)
    return changes_between(version.body, snapshot(today))
