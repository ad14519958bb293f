"""The claim checker over pairs: what it catches of altered claims, what it keeps of supported ones.

JSON Lines: {"id", "claim", "passage", "heading"?, "expect": "supported" | "altered", "kind"}. Whoever makes them knows
nothing of the checker.
"""

import json
from pathlib import Path
from typing import Any

from curbside.answering.verify import check_wording, windows_in
from curbside.cli.rates import Rate
from curbside.domain.answers import Support
from curbside.domain.errors import BadInput
from curbside.domain.text import clean
from curbside.retrieval.concepts import compile_lexicon

SCHEMA = "curbside.pairs/1"


def measure_pairs(path: Path) -> dict[str, Any]:
    """Altered claims caught and supported ones kept, each with its 95 % interval, in all and by kind.

    Raises:
        BadInput: the file or a line of it is no such thing.
    """
    lexicon = compile_lexicon()
    rates: dict[str, dict[str, Rate]] = {"altered": {}, "supported": {}}
    failures = []
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            pair = json.loads(line)
            half, kind = rates[pair["expect"]], str(pair["kind"])
            windows = windows_in(clean(pair["passage"]), heading=clean(pair.get("heading", "")))
            verdict = check_wording(clean(pair["claim"]), windows, lexicon=lexicon)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput(
                f"{path}, line {number}: not a pair ({error!r}). It needs id, claim, passage, expect and kind."
            ) from None
        right = (verdict.support is Support.SUPPORTED) == (pair["expect"] == "supported")
        for name in ("", kind):
            half.setdefault(name, Rate()).add(right)
        if not right:
            failures.append({"id": str(pair.get("id", number)), "why": "; ".join(verdict.reasons) or "passed"})
    return {
        "schema": SCHEMA,
        "altered_caught": rates["altered"].pop("", Rate()).to_dict(),
        "supported_kept": rates["supported"].pop("", Rate()).to_dict(),
        "kinds": {
            half: {kind: rate.to_dict() for kind, rate in sorted(kinds.items())} for half, kinds in rates.items()
        },
        "failures": failures,
    }


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read ({error}). Give a file of JSON Lines, UTF-8.") from None
