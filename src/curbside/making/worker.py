"""The confined process that reads strangers' files: `python -m curbside.making.worker`.

On standard input one job after the other: a line of JSON (id, name, manifest, size), then the file's bytes. On
standard output one reply each: a line of JSON (a summary or an error, size), then the packed reading.
"""

import gc
import json
import os
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from curbside.domain.errors import CurbsideError
from curbside.ingestion.confinement import allow_time, confine, own_output, peak_memory
from curbside.library.readings import Reading, pack
from curbside.library.records import document_record, dumps
from curbside.library.sources import source_of
from curbside.making.reading import make_reading
from curbside.retrieval.concepts import compile_lexicon
from curbside.retrieval.lexical import Analyzer


def main() -> None:
    """Serve jobs until standard input closes."""
    reply_to = own_output()
    lexicon, analyzer = compile_lexicon(), Analyzer()
    confine()
    with os.fdopen(reply_to, "wb") as replies:
        while line := sys.stdin.buffer.readline():
            job = json.loads(line)
            data = sys.stdin.buffer.read(job["size"])
            allow_time()
            try:
                source = source_of(job["id"], name=job["name"], data=data, manifest=job["manifest"])
                reading = make_reading(source, lexicon=lexicon, analyzer=analyzer)
                packed = pack(reading)
                _reply(replies, {"summary": summary_of(reading), "memory": peak_memory()}, packed)
            except CurbsideError as error:
                _reply(replies, {"error": str(error)}, b"")
            except (MemoryError, RecursionError) as error:
                _reply(replies, {"error": _too_much(error)}, b"")
                # What is left of the memory is not to be trusted; the parent starts another process.
                return
            gc.collect()


def summary_of(reading: Reading) -> dict[str, Any]:
    """What a report on the file tells, without its words."""
    return {"document": document_record(reading.document), "intake": asdict(reading.intake)}


def _too_much(error: BaseException) -> str:
    what = "memory than is allowed" if isinstance(error, MemoryError) else "nested parts than can be followed"
    return f"reading it takes more {what}. Split the file, or save it anew in a simpler form, and ingest it again."


def _reply(replies: BinaryIO, header: dict[str, Any], packed: bytes) -> None:
    replies.write(dumps({**header, "size": len(packed)}).encode("utf-8", "surrogatepass") + b"\n")
    replies.write(packed)
    replies.flush()


if __name__ == "__main__":
    main()
