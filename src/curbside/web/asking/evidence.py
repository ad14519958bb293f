"""What an answer rests on at a glance: its sources by year, and the grades as printed, scheme by scheme. Pure.

Nothing is averaged, and no scheme is turned into another. Each picture shows what its table says.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from curbside.web.asking.snapshots import Plain, claims_of

_STALE = ("superseded", "withdrawn", "retracted")
_LEFT, _RIGHT = 6.0, 94.0  # percent of the width between which the years lie
_STEP = 28  # pixels from one source of a year to the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source, and where its dot stands."""

    n: int
    name: str
    year: int | None
    status: str  # "current", or what it is instead
    claims: int  # that cite it
    x: float = 0  # percent
    y: int = 0  # pixels

    @property
    def is_stale(self) -> bool:
        """Whether it is greyed."""
        return self.status != "current"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One printed grade of one scheme."""

    scheme: str
    as_printed: str
    claims: int
    share: float  # of the most frequent one, in percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What the panel shows."""

    sources: Sequence[Source]
    years: Sequence[tuple[int, float]]  # ticks: year, percent
    height: int
    grades: Sequence[Grade]
    ungraded: int

    @property
    def has_timeline(self) -> bool:
        """One dot alone tells nothing."""
        return sum(source.year is not None for source in self.sources) > 1


def evidence(body: Plain) -> Panel:
    """The panel of an answer."""
    claims = {claim["key"]: claim for claim in claims_of(body)}.values()  # "in short" repeats some
    references = {card["n"]: card["reference"] for r in body["references"] for card in r["quotes"]}
    citing = Counter(n for claim in claims for n in {references[q] for q in claim["citations"] if q in references})
    years = sorted({r["year"] for r in body["references"] if r["year"]})
    of_year = Counter(r["year"] for r in body["references"] if r["year"])
    tallest = max(of_year.values(), default=0)
    below: Counter[int] = Counter()
    sources = []
    for reference in body["references"]:
        year = reference["year"]
        sources.append(
            Source(
                n=reference["n"],
                name=reference["source"],
                year=year,
                status=next((badge for badge in reference["badges"] if badge in _STALE), "current"),
                claims=citing[reference["n"]],
                x=_place(year, years) if year else 0,
                y=_STEP * (tallest - 1 - below[year]) if year else 0,
            )
        )
        below[year] += 1
    printed = Counter((claim.get("scheme", ""), claim["strength"]) for claim in claims if claim["strength"])
    most = max(printed.values(), default=1)
    return Panel(
        sources=sources,
        years=[(year, _place(year, years)) for year in dict.fromkeys((*years[:1], *years[-1:]))],
        height=_STEP * tallest + 32,
        grades=[
            Grade(scheme=scheme, as_printed=text, claims=count, share=round(100 * count / most, 1))
            for (scheme, text), count in sorted(printed.items(), key=lambda one: (one[0][0], -one[1], one[0][1]))
        ],
        ungraded=sum(not claim["strength"] for claim in claims),
    )


def _place(year: int, years: Sequence[int]) -> float:
    across = years[-1] - years[0]
    return round(_LEFT + (_RIGHT - _LEFT) * ((year - years[0]) / across if across else 0.5), 2)
