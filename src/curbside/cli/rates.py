"""Shares and means as the commands report them: with a 95 % interval, so that nobody reads chance as progress."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_Z = 1.959964  # of a normal distribution, for 95 %


@dataclass(slots=True)
class Rate:
    """A share with its 95 % Wilson interval."""

    hits: int = 0
    total: int = 0

    def add(self, hit: bool) -> None:
        self.hits += hit
        self.total += 1

    def to_dict(self) -> dict[str, Any]:
        low, high = wilson(self.hits, self.total)
        value = self.hits / self.total if self.total else None
        return {
            "value": round(value, 4) if value is not None else None,
            "hits": self.hits,
            "of": self.total,
            "low": round(low, 4),
            "high": round(high, 4),
        }


def wilson(hits: int, total: int) -> tuple[float, float]:
    """95 % interval of a share, by Wilson's score method; (0, 1) where nothing was counted."""
    if not total:
        return 0.0, 1.0
    z = _Z
    share = hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def mean_figure(values: Sequence[float]) -> dict[str, Any]:
    """A mean with its 95 % interval by the normal approximation, which wants a hundred values or so."""
    if not values:
        return {"value": None, "of": 0, "low": 0.0, "high": 1.0}
    mean = statistics.fmean(values)
    half = _Z * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 1.0
    return {
        "value": round(mean, 4),
        "of": len(values),
        "low": round(max(0.0, mean - half), 4),
        "high": round(min(1.0, mean + half), 4),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie, by nearest rank."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)], 1)
