"""Thousands of damaged copies of real files: each is read or refused, none ends the process that reads it.

    CURBSIDE_TEST_DATA=… python evaluation/mutated_files.py [--count 2000] [--seed 7] [--keep FOLDER]

Prints one line a format and the errors that occurred most; 0 if no process ended. `--keep` holds on to the copies that
ended one, so that they can be looked at.
"""

import argparse
import io
import os
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from curbside.domain.errors import UnreadableDocument
from curbside.ingestion.readers import Format, sniff
from curbside.library.sources import Source, source_of
from curbside.making.workers import Read, Workers
from real_documents import unpack

LARGEST = 400_000  # bytes of a file that is copied; larger ones fail no other way and take longer
FILES = 40  # of a format that are copied
MOST_CHANGES = 8  # to one copy
OUTCOMES = ("read", "refused", "ended the process", "over time", "too much memory")

Change = Callable[[bytes, bytes, random.Random], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A real file that copies are made of."""

    name: str
    data: bytes


def main() -> int:
    """Damage, read, count."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=2000, help="damaged copies in all")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="folder for the copies that end a process")
    options = parser.parse_args()
    if not (data := os.environ.get("CURBSIDE_TEST_DATA")):
        parser.error("CURBSIDE_TEST_DATA names no folder of real documents")
    with tempfile.TemporaryDirectory() as work:
        originals = by_format(unpack(Path(data), Path(work)))
    chance = random.Random(options.seed)
    started = time.monotonic()
    outcomes: dict[Format, Counter[str]] = defaultdict(Counter)
    reasons: Counter[str] = Counter()
    with Workers() as workers:
        for read in workers.read(copies(originals, options.count, chance)):
            form, outcome = Format(read.source.id.partition("/")[0]), outcome_of(read)
            outcomes[form][outcome] += 1
            reasons[re.split(r"[(:.]", read.error)[0][:60]] += bool(read.error)
            if options.keep and outcome not in ("read", "refused"):
                options.keep.mkdir(parents=True, exist_ok=True)
                (options.keep / read.source.id.replace("/", "-")).with_suffix(
                    Path(read.source.name).suffix
                ).write_bytes(read.source.data)
    for form, counts in outcomes.items():
        told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES)
        print(f"{form:26s} {sum(counts.values()):5d} copies of {len(originals[form]):2d} files: {told}")
    total: Counter[str] = sum(outcomes.values(), Counter())
    print(f"{total.total()} copies in {time.monotonic() - started:.0f} s: {dict(total)}")
    for reason, times in reasons.most_common(12):
        print(f"{times:6d} × {reason}")
    return int(total["ended the process"] > 0)


def by_format(folder: Path) -> dict[Format, list[Original]]:
    """The smaller real files by format, as many of each archive as of any other."""
    found: dict[Format, list[Original]] = defaultdict(list)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and 0 < path.stat().st_size <= LARGEST:
            with suppress(UnreadableDocument):
                data = path.read_bytes()
                found[sniff(path.name, data)].append(Original(name=path.name, data=data))
    # Plain text is what is left of Markdown without its name.
    found[Format.TEXT] = [Original(name="a.txt", data=file.data) for file in found[Format.MARKDOWN]]
    return {form: files[:: max(1, len(files) // FILES)][:FILES] for form, files in sorted(found.items()) if files}


def copies(originals: dict[Format, list[Original]], count: int, chance: random.Random) -> Iterator[Source]:
    """Damaged copies, the formats in turn."""
    forms = list(originals)
    for number in range(count):
        form = forms[number % len(forms)]
        original, other = (chance.choice(originals[form]) for _ in range(2))
        data = damaged(original.data, other.data, chance)
        yield source_of(f"{form}/{number}", name=original.name, data=data, manifest={})


def damaged(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A copy with a few changes; those to a Word document are made inside it as often as to the archive itself."""
    if data.startswith(b"PK") and chance.random() < 0.5:
        return _inside_archive(data, other, chance)
    changes = chance.choice((CHANGES, GENTLE))
    for _ in range(chance.randint(1, MOST_CHANGES)):
        if data:
            data = chance.choice(changes)(data, other, chance)
    return data


def _inside_archive(data: bytes, other: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        changes = chance.choice((CHANGES, GENTLE))
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels"))]
        hit = {"word/document.xml", chance.choice(names)} if chance.random() < 0.5 else {chance.choice(names)}
        for name in old.namelist():
            part = old.read(name)
            if name in hit:
                for _ in range(chance.randint(1, MOST_CHANGES)):
                    part = chance.choice(changes)(part, part, chance) if part else part
            if name not in hit or chance.random() > 0.05:
                new.writestr(name, part)
    return out.getvalue()


# -- changes ---------------------------------------------------------------------------------------------------------


def _flip(data: bytes, _: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _number in range(chance.choice((1, 10, 100))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut_out(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randint(1, 2000) :]


def _cut_off(data: bytes, _: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) // 2, len(data))]


def _double(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    piece = data[at : at + chance.randint(1, 2000)]
    return data[:at] + piece * chance.choice((2, 2, 50)) + data[at:]


def _splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at, start = chance.randrange(len(data)), chance.randrange(max(1, len(other)))
    return data[:at] + other[start : start + chance.randint(1, 5000)] + data[at:]


def _without_tags(data: bytes, _: bytes, chance: random.Random) -> bytes:
    """Some of what opens and closes things taken away: tags, and the signs around them."""
    share = chance.choice((0.01, 0.1, 0.5))
    return re.sub(rb"<[^<>]{1,200}>|[<>\[\]{}()]", lambda found: b"" if chance.random() < share else found[0], data)


def _other_number(data: bytes, _: bytes, chance: random.Random) -> bytes:
    """A number where another stood: sizes, spans, references."""
    number = str(chance.choice((0, -1, 2**31, 10**30, "1e999", ""))).encode()
    places = list(re.finditer(rb"\d+", data))
    if not places:
        return data
    place = chance.choice(places)
    return data[: place.start()] + number + data[place.end() :]


def _other_element(data: bytes, _: bytes, chance: random.Random) -> bytes:
    """An innermost element away, twice, under the name of another, or in the place of another."""
    leaves = list(_LEAF.finditer(data))
    if len(leaves) < 2:
        return data
    place, other = chance.choice(leaves), chance.choice(leaves)
    name = other["name"]
    renamed = b"<" + name + place["attributes"] + b">" + place["words"] + b"</" + name + b">"
    instead = chance.choice((b"", place[0] * 2, renamed, other[0], b"<%s>" % name + place[0] + b"</%s>" % name))
    return data[: place.start()] + instead + data[place.end() :]


_LEAF = re.compile(rb"<(?P<name>[\w:]+)(?P<attributes>[^<>]{0,500})(?<!/)>(?P<words>[^<>]{0,5000})</(?P=name)>")

CHANGES: Sequence[Change] = (_flip, _cut_out, _cut_off, _double, _splice, _without_tags, _other_number, _other_element)
# Those that leave a file well-formed: a strict parser lets little else through to the reader behind it.
GENTLE: Sequence[Change] = (_other_number, _other_element)


# -- outcomes --------------------------------------------------------------------------------------------------------


def outcome_of(read: Read) -> str:
    """What became of a copy, by the words in which the engine reports it."""
    if not read.error:
        return "read"
    if "ended the process that did" in read.error or "the system ended it" in read.error:
        return "ended the process"
    if "more than" in read.error and "seconds" in read.error:
        return "over time"
    return "too much memory" if "more memory than" in read.error else "refused"


if __name__ == "__main__":
    sys.exit(main())
