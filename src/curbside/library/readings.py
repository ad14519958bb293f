"""What reading each source gave, kept by its content, so that nothing is read twice.

A cache: it can be deleted at any time. One compressed file a reading, written beside and renamed.
"""

import gzip
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from curbside.domain.documents import Body, Document
from curbside.library.records import (
    body_from,
    document_from,
    document_record,
    dumps,
    frame_record,
    passage_from,
    passage_record,
)
from curbside.library.store import Intake, Tagged

_UNUSED_DAYS = 7  # how long a reading that no generation uses stays: another ingest may be about to use it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One source as it was read, ready to go into a generation."""

    document: Document
    body: Body
    tagged: Sequence[Tagged]  # the body's passages, in order
    words: Mapping[str, int]  # in how many passages, or what stands around them, each stem occurs
    intake: Intake
    sketch: tuple[int, ...]  # sample of its passages, by which near duplicates are found


def pack(reading: Reading) -> bytes:
    """A reading as it lies on disk and crosses from the process that reads."""
    record = {
        "document": document_record(reading.document),
        "text": reading.body.text,
        "frame": frame_record(reading.body),
        "passages": [_tagged_record(item) for item in reading.tagged],
        "words": dict(reading.words),
        "intake": asdict(reading.intake),
        "sketch": reading.sketch,
    }
    return gzip.compress(dumps(record).encode("utf-8", "surrogatepass"), compresslevel=1, mtime=0)


def unpack(data: bytes) -> Reading:
    """A reading from what `pack` gave.

    Raises:
        ValueError: the bytes are no such thing.
    """
    try:
        record = json.loads(gzip.decompress(data))
        text = record["text"]
        tagged = [_tagged_from(entry, text) for entry in record["passages"]]
        return Reading(
            document=document_from(record["document"]),
            body=body_from(text, record["frame"], tuple(item.passage for item in tagged)),
            tagged=tagged,
            words=record["words"],
            intake=Intake(**record["intake"]),
            sketch=tuple(record["sketch"]),
        )
    except (OSError, EOFError, KeyError, TypeError, IndexError) as error:
        raise ValueError(f"not a reading: {error}") from None


def _tagged_record(item: Tagged) -> list[Any]:
    passage = passage_record(item.passage)
    # The text of a passage is a stretch of the document's.
    passage.pop("text", None)
    sets = (item.own, item.near, item.around)
    return [passage, *(" ".join(sorted(keys)) for keys in sets), item.stems, item.near_stems, item.around_stems]


def _tagged_from(entry: Sequence[Any], text: str) -> Tagged:
    passage = passage_from({**entry[0], "text": text[entry[0]["start"] : entry[0]["end"]]})
    return Tagged(
        passage=passage,
        own=frozenset(entry[1].split()),
        near=frozenset(entry[2].split()),
        around=frozenset(entry[3].split()),
        stems=entry[4],
        near_stems=entry[5],
        around_stems=entry[6],
    )


class Readings:
    """The readings below one folder, by key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Reading | None:
        """The reading with this key, if it is there and whole."""
        try:
            return unpack(self._place(key).read_bytes())
        except (OSError, ValueError):
            return None

    def __contains__(self, key: str) -> bool:
        return self._place(key).is_file()

    def put(self, key: str, packed: bytes) -> None:
        """Keep a packed reading."""
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_name(f".{place.name}.{os.getpid()}")
        new.write_bytes(packed)
        new.replace(place)

    def sweep(self, used: frozenset[str]) -> None:
        """Remove readings that are not used and not of these days."""
        oldest = time.time() - _UNUSED_DAYS * 86_400
        for place in self._folder.glob("*/*"):
            if place.name.removesuffix(".json.gz") not in used and place.stat().st_mtime < oldest:
                place.unlink(missing_ok=True)

    def _place(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json.gz"
