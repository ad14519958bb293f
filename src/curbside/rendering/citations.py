"""References for reference managers: RIS, BibTeX and CSL-JSON.

The kind is honest: what we quote from is often a summary, and says so in its note.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedWork:
    """One reference, as far as a reference manager takes it."""

    n: int
    title: str
    publisher: str
    year: int | None
    edition: str
    doi: str
    kind: str  # as a reader is told: "Guideline", "Summary of a guideline"
    note: str
    accessed: str  # ISO date


_RIS_TYPE: Mapping[str, str] = {"Trial": "JOUR", "Systematic review": "JOUR"}
_BIBTEX_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def ris(works: Sequence[CitedWork]) -> str:
    """Tagged lines; each reference ends with ER."""
    lines = []
    for work in works:
        fields = [
            ("TY", _RIS_TYPE.get(work.kind, "RPRT")),
            ("TI", work.title),
            ("AU", work.publisher),
            ("PB", work.publisher),
            ("PY", str(work.year or "")),
            ("ET", work.edition),
            ("DO", work.doi),
            ("N1", f"{work.kind}. {work.note}".strip()),
            ("Y2", work.accessed),
        ]
        lines += [f"{tag}  - {_one_line(value)}" for tag, value in fields if value]
        lines += ["ER  - ", ""]
    return "\r\n".join(lines)


def bibtex(works: Sequence[CitedWork]) -> str:
    """One @techreport each; keys are made of publisher, year and number."""
    entries = []
    for work in works:
        stem = re.sub(r"[^A-Za-z0-9]", "", work.publisher.split(" ")[0]) or "source"
        fields = {
            "title": "{" + _tex(work.title) + "}",
            "institution": _tex(work.publisher),
            "author": "{" + _tex(work.publisher) + "}",
            "year": str(work.year or ""),
            "edition": _tex(work.edition),
            "doi": _tex(work.doi),
            "note": _tex(f"{work.kind}. {work.note}".strip()),
            "urldate": work.accessed,
        }
        body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        entries.append(f"@techreport{{{stem}{work.year or ''}-{work.n},\n{body}\n}}\n")
    return "\n".join(entries)


def csl_json(works: Sequence[CitedWork]) -> str:
    """A list of items as citation processors take them."""
    items = []
    for work in works:
        item: dict[str, object] = {
            "id": f"ref{work.n}",
            "type": "report",
            "title": work.title,
            "publisher": work.publisher,
            "author": [{"literal": work.publisher}],
            "genre": work.kind,
        }
        if work.year:
            item["issued"] = {"date-parts": [[work.year]]}
        optional = {"edition": work.edition, "DOI": work.doi, "note": work.note}
        item |= {name: value for name, value in optional.items() if value}
        item["accessed"] = {"date-parts": [[int(part) for part in work.accessed.split("-")]]}
        items.append(item)
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tex(text: str) -> str:
    return "".join(_BIBTEX_SPECIAL.get(character, character) for character in _one_line(text))
