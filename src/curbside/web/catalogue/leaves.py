"""A passage on the page of its PDF: which page, how large, and where on it the words stand."""

from dataclasses import dataclass

from curbside.domain.documents import Body, Passage

_MARGIN = 1.0  # points around the words of a line
_LETTER = (612.0, 792.0)  # points; a page is at least as large as what stands on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A rectangle on the page, from its upper left corner, in points."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One page with the words of a passage marked."""

    page: int  # from 1
    width: float  # in points
    height: float
    marks: tuple[Mark, ...]


def leaf(body: Body, passage: Passage | None) -> Leaf | None:
    """The first page that a passage stands on; None for other files than PDF."""
    if passage is None or not body.places:
        return None
    spans = passage.parts or ((passage.start, passage.end),)
    places = [p for p in body.places if any(start < p.end and p.start < end for start, end in spans)]
    if not places:
        return None
    page = places[0].page
    width, height = next(((size[0], size[1]) for number, size in enumerate(body.pages, 1) if number == page), _LETTER)
    marks = tuple(
        Mark(
            x=round(place.box[0] - _MARGIN, 1),
            y=round(height - place.box[3] - _MARGIN, 1),
            width=round(place.box[2] - place.box[0] + 2 * _MARGIN, 1),
            height=round(place.box[3] - place.box[1] + 2 * _MARGIN, 1),
        )
        for place in places
        if place.page == page
    )
    return Leaf(page=page, width=width, height=height, marks=marks)
