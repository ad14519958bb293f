"""Near duplicates: documents that share most of their passages, word for word once stemmed."""

import heapq
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from curbside.library.store import Tagged

_KEPT = 64  # smallest hashes of a document; their share in common estimates that of all
_FEWEST_WORDS = 8  # shorter passages are alike by chance
_ALIKE = 0.5  # share in common from which documents are called near duplicates
_COMMONPLACE = 20  # documents; what stands in more of them is a disclaimer, not content

Sketch = tuple[int, ...]


def sketch_of(tagged: Iterable[Tagged]) -> Sketch:
    """A document's sample of passages: the smallest hashes of their stems."""
    hashes = {zlib.crc32(item.stems.encode()) for item in tagged if item.stems.count(" ") + 1 >= _FEWEST_WORDS}
    return tuple(heapq.nsmallest(_KEPT, hashes))


def near_duplicates(sketches: Mapping[str, Sketch]) -> dict[str, list[str]]:
    """Ids of documents that hold much the same text, by id; documents without any are left out."""
    holders: dict[int, list[str]] = defaultdict(list)
    for document_id, sketch in sketches.items():
        for value in sketch:
            holders[value].append(document_id)
    shared: Counter[tuple[str, str]] = Counter()
    for ids in holders.values():
        if 1 < len(ids) <= _COMMONPLACE:
            shared.update((a, b) for a in ids for b in ids if a < b)
    found: dict[str, list[str]] = defaultdict(list)
    for (a, b), count in shared.items():
        if _similarity(sketches[a], sketches[b], count) >= _ALIKE:
            found[a].append(b)
            found[b].append(a)
    return {document_id: sorted(others) for document_id, others in sorted(found.items())}


def _similarity(a: Sequence[int], b: Sequence[int], shared: int) -> float:
    """Jaccard's index, estimated over the smallest hashes of both."""
    union = heapq.nsmallest(_KEPT, set(a) | set(b))
    if len(union) < _KEPT:
        return shared / len(union) if union else 0.0
    both = set(a) & set(b)
    return sum(value in both for value in union) / len(union)
