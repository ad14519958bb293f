"""A passage → the concepts and stems that the search finds it by. Knows no format, so that asking need not load one."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from curbside.domain.documents import Passage
from curbside.library.store import Tagged
from curbside.retrieval.concepts import Lexicon
from curbside.retrieval.lexical import Analyzer


def _stands_in(text: str, short: str) -> bool:
    return short in text and bool(re.search(rf"\b{re.escape(short)}s?\b", text))


def tag(
    passage: Passage, title: str, lexicon: Lexicon, analyzer: Analyzer, meant: Mapping[str, str] = MappingProxyType({})
) -> Tagged:
    """A passage with its concepts and stems.

    Args:
        passage: to be tagged.
        title: of its document.
        lexicon: names of concepts.
        analyzer: makes stems.
        meant: abbreviations that its document explains → the concept that each stands for.
    """

    def keys(text: str, context: str) -> frozenset[str]:
        found = {mention.key for mention in lexicon.find(text, context=context)}
        return frozenset(found | {key for short, key in meant.items() if _stands_in(text, short)})

    near = " . ".join((passage.label, *passage.path[-1:], *passage.lead_in))
    around = " . ".join((title, *passage.path, *passage.lead_in, *passage.columns))
    return Tagged(
        passage=passage,
        own=keys(passage.text, around),
        near=keys(near, passage.text),
        around=keys(around, passage.text),
        stems=analyzer.words(passage.text),
        near_stems=analyzer.words(near),
        around_stems=analyzer.words(passage.context),
    )
