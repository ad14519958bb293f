"""The answer of a version as HTML for one reader, made once and kept in the process.

A version never changes, so this does not either. All that can change (signatures, standing, dates, banners) is no part
of it: the page reads that at each view and sets it around.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from curbside.domain.questions import Reader
from curbside.engine import PROFILES
from curbside.web.asking.readers import worded
from curbside.web.engine_access import current_engine
from curbside.web.publishing.body import Plain
from curbside.web.publishing.models import ArticleVersion

_KEPT = 128  # about 200 kB each


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A version's answer, worded for a reader where there is one, and its HTML."""

    answer: Plain
    html: SafeString


def rendered(version: ArticleVersion, reader: Reader | None = None) -> Rendered:
    """The answer of a version. What a reader is explained comes from the library's lexicon, so another generation of
    it makes the page anew."""
    generation = current_engine().generation if reader else ""
    return _rendered(_Wanted(sha256=version.content_sha256, reader=reader, generation=generation, version=version))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    sha256: str  # of all that a reader is shown
    reader: Reader | None
    generation: str
    version: ArticleVersion = field(compare=False)


@lru_cache(maxsize=_KEPT)
def _rendered(wanted: _Wanted) -> Rendered:
    answer = wanted.version.body
    if wanted.reader:
        answer = worded(answer, PROFILES[wanted.reader], lexicon=current_engine().lexicon)
    return Rendered(answer=answer, html=render_to_string("publishing/_answer.html", {"answer": answer}))
