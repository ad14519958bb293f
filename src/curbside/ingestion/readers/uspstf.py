"""The Prevention TaskForce data service's JSON, one topic a file → blocks, like the page of the same topic."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from curbside.domain.errors import UnreadableDocument
from curbside.domain.text import clean, one_line
from curbside.ingestion.raw import Block, BlockKind, RawDocument, Said
from curbside.ingestion.readers.html import count_words, read_fragment

_COLUMNS = ("Population", "Recommendation", "Grade")
_PARTS = ("rationale", "clinical", "discussion", "other")
_BETWEEN = re.compile(r"(?<!\d)(?P<low>\d{1,3}) (?:to|through|-|–) (?P<high>\d{1,3}) (?P<unit>years?|months?)")
_FROM = re.compile(r"(?<!\d)(?P<from>\d{1,3}) years (?:or|and) older|older than (?P<over>\d{1,3}) years")
_UP_TO = re.compile(r"(?<!\d)(?P<to>\d{1,3}) years (?:or|and) younger|younger than (?P<under>\d{1,3}) years")
_BREAKS = re.compile(r"<br\s*/?>", re.I)
_NEXT_STEP = "Save one topic of the data service as JSON and ingest it again."


def read_uspstf(data: bytes) -> RawDocument:
    """Blocks of one topic: its graded recommendations as a table, then its texts.

    A recommendation whose `ageRange` contradicts its printed population is a warning; the print counts.

    Raises:
        UnreadableDocument: the JSON is broken, or not one topic of that service.
    """
    topic = _topic(data)
    title = _words(topic["title"])
    blocks = [
        Block(kind=BlockKind.HEADING, text=title, depth=1),
        Block(kind=BlockKind.HEADING, text="Recommendation Summary", depth=2),
    ]
    source = len("".join(f"{title}Recommendation Summary".split()))
    warnings: list[str] = []
    for entry in topic["recommendations"]:
        cells = (_words(entry["title"]), _words(entry["text"]), _words(entry["grade"]))
        source += len("".join("".join(cells).split()))
        warnings += _contradicted(cells[0], entry.get("ageRange"))
        if any(cells):
            blocks.append(Block(kind=BlockKind.ROW, text=" | ".join(cells), group=1, columns=_COLUMNS, cells=cells))
    left_out: Counter[str] = Counter()
    for part in _PARTS:
        markup = topic.get(part)
        if isinstance(markup, str) and markup.strip():
            reading = read_fragment(markup)
            source += count_words(markup)
            left_out.update(reading.left_out)
            warnings += reading.warnings
            highest = max((block.group for block in blocks), default=0)
            blocks += [_regrouped(block, highest) for block in reading.blocks]
    if all(block.kind is BlockKind.HEADING for block in blocks):
        raise UnreadableDocument(f"holds no recommendation and no text. {_NEXT_STEP}")
    return RawDocument(
        blocks=tuple(blocks),
        metadata=_described(topic, title),
        source_chars=source,
        left_out=dict(left_out),
        warnings=tuple(warnings),
    )


def _topic(data: bytes) -> Mapping[str, Any]:
    try:
        topic = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(f"not valid JSON ({one_line(str(error))[:80]}). {_NEXT_STEP}") from None
    if isinstance(topic, dict) and "specificRecommendations" in topic:
        raise UnreadableDocument(f"is a dump of all topics, not a document. {_NEXT_STEP}")
    try:
        known = (
            bool(_words(topic["title"]))
            and isinstance(topic["recommendations"], list)
            and all({"title", "text", "grade"} <= entry.keys() for entry in topic["recommendations"])
        )
    except (TypeError, KeyError, AttributeError):
        known = False
    if not known:
        raise UnreadableDocument(f"this JSON is not a topic of the Prevention TaskForce service. {_NEXT_STEP}")
    return dict(topic)


def _contradicted(population: str, age_range: object) -> list[str]:
    """A warning where the service's own age range is not the printed one; the print counts."""
    low, high = printed_ages(population.rpartition(" -- ")[2])
    if not (isinstance(age_range, list) and len(age_range) == 2 and all(isinstance(age, int) for age in age_range)):
        return []
    if (low is None or int(low) == age_range[0]) and (high is None or int(high) == age_range[1]):
        return []
    return [f"ageRange {age_range[0]} to {age_range[1]} contradicts the printed population “{population}”"]


def printed_ages(population: str) -> tuple[float | None, float | None]:
    """Youngest and oldest age in years that a population's words give, None where they give no bound."""
    if found := _BETWEEN.search(population):
        share = 12 if found["unit"].startswith("month") else 1
        return int(found["low"]) / share, int(found["high"]) / share
    low = high = None
    if found := _FROM.search(population):
        low = float(found["from"]) if found["from"] else float(found["over"]) + 1
    if found := _UP_TO.search(population):
        high = float(found["to"]) if found["to"] else float(found["under"]) - 1
    return low, high


def _regrouped(block: Block, after: int) -> Block:
    return replace(block, group=block.group + after) if block.group else block


def _words(value: object) -> str:
    """What a value says on one line, breaks written as markup among it; null says nothing."""
    return "" if value is None else one_line(_BREAKS.sub(" ", clean(str(value))))


def _described(topic: Mapping[str, Any], title: str) -> dict[str, Said]:
    found = {
        "title": title,
        "publisher": "U.S. Preventive Services Task Force",
        "kind": "guideline",
        "year": topic.get("topicYear"),
        "published_on": topic.get("pubDate"),
        "url": topic.get("url"),
        "language": "en",
        "jurisdiction": "US",
    }
    return {key: Said(value=_words(value), where=f"JSON: {key}") for key, value in found.items() if value}
