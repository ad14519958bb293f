"""The words of one block of a JATS article: citation marks, note signs, raised and lowered signs, formulas.

JATS says of each mark what it points at, so nothing is guessed: only what points at an entry of the list of
references is a citation. An exponent ("rad²") and the sign of a table's note ("12.3ᵃ") stay, each readable as what
it is.
"""

import re
from collections import Counter
from collections.abc import Mapping

from curbside.domain.text import one_line
from curbside.ingestion.formulas import formula
from curbside.ingestion.inline import Inline, is_mark, is_year, lower_digits, numbers_of, raise_signs
from curbside.ingestion.tables import Element, before, text_of, would_join

# Left out of the words, by reason.
LEFT_OUT: Mapping[str, str] = {
    "graphic": "pictures", "inline-graphic": "pictures", "media": "pictures", "alt-text": "pictures",
    "long-desc": "pictures", "supplementary-material": "supplements", "object-id": "identifiers", "email": "addresses",
    "annotation": "formulas in code", "annotation-xml": "formulas in code",
}  # fmt: skip
PARAGRAPHS = frozenset({"p", "disp-quote", "verse-group", "statement", "attrib", "speech"})

_BOLD = frozenset({"bold", "b"})
# What stands on lines of its own: its words must not run into those beside it ("12<p>13</p>" is no 1213).
_APART = PARAGRAPHS | frozenset(
    {"break", "title", "label", "td", "th", "tr", "list", "list-item", "def-list", "def-item", "def", "term", "mspace",
     "mtr", "mtd", "hr", "caption", "fig", "table-wrap", "boxed-text", "disp-formula", "preformat", "verse-line", "fn"}
)  # fmt: skip
_NOTE_TYPES = frozenset({"table-fn", "fn"})
_LONGEST_SIGN = 4  # letters of a note's sign: "a", "1", "iii"; more are words ("see note 3")
_ORDINAL = re.compile(r"st|nd|rd|th", re.I)
_DASHES = re.compile(r"[-–—−]+")
_NUMBERED = re.compile(r"[\d\s\[\](),;.–—‐‑-]+")
_SIGNS_APART = re.compile(r"\w+|[^\w]+")
_GAPS = re.compile(r"[\s;,]+")
_TEX_BODY = re.compile(r"\\begin\{document\}(.*?)\\end\{document\}", re.S)


class Words:
    """Writes the words of elements into the blocks of one article.

    Args:
        labels: id of an entry in the list of references → the name that marks give it.
        left_out: counts the characters that are dropped on purpose, by reason.
        marked: whether any mark of the article points at an entry; in an article without, a raised number behind a
            word is taken for a citation.
    """

    def __init__(self, labels: Mapping[str, str], left_out: Counter[str], *, marked: bool) -> None:
        self._labels = labels
        self._known = frozenset(labels.values())
        self._left_out = left_out
        self._marked = marked

    def write(self, element: Element, inline: Inline, *, bold: bool = False, without: Element | None = None) -> None:
        """All words inside `element`, in order, but for those of the child `without`."""
        inline.add(element.text or "", bold=bold)
        for child in element:
            if child is not without:
                self.piece(child, inline, bold=bold)
            inline.add(child.tail or "", bold=bold)

    def piece(self, element: Element, inline: Inline, *, bold: bool = False) -> None:  # an arm a kind
        """The words of one element that stands in a line."""
        tag = element.tag
        if not isinstance(tag, str):
            return
        if tag in LEFT_OUT:
            self.leave_out(element, LEFT_OUT[tag])
        elif tag == "tex-math":
            self._tex(element, inline)
        elif tag == "xref":
            self._xref(element, inline, bold=bold)
        elif tag == "sup":
            self._raised(element, inline, bold=bold)
        elif tag == "sub":
            self._lowered(element, inline, bold=bold)
        elif tag == "math":
            inline.add(formula(element), bold=bold)
            for code in element.iter("annotation", "annotation-xml"):
                self.leave_out(code, LEFT_OUT[code.tag])
        elif tag in _APART:
            inline.add(" ", bold=bold)
            self.write(element, inline, bold=bold)
            inline.add(" ", bold=bold)
        else:
            self.write(element, inline, bold=bold or tag in _BOLD)

    def leave_out(self, element: Element, reason: str) -> None:
        """Count the characters of an element that is dropped on purpose."""
        self._left_out[reason] += sum(len("".join(piece.split())) for piece in element.itertext())

    # -- marks -------------------------------------------------------------------------------------------------

    def _xref(self, xref: Element, inline: Inline, *, bold: bool) -> None:
        printed = one_line(text_of(xref))
        labels = self._cited(xref)
        if labels and is_mark(printed):
            inline.cite(labels)
        elif labels:
            # "Smith et al. (2010) found": who found it is part of the sentence.
            self.write(xref, inline, bold=bold)
            inline.cite(labels)
        elif _is_sign(printed) and (xref.get("ref-type") in _NOTE_TYPES or before(xref)[-1:].isdigit()):
            # Printed raised, marked up or not: "56.0 ± 1.1" with the note "2" must never read "56.0 ± 1.12".
            inline.add(raise_signs(printed), bold=bold)
        else:
            self.write(xref, inline, bold=bold)

    def _cited(self, xref: Element) -> tuple[str, ...]:
        """The entries that a mark names: those that it points at, and those between when it prints a range."""
        pointed = [label for rid in (xref.get("rid") or "").split() if (label := self._labels.get(rid))]
        if not pointed and xref.get("ref-type") != "bibr":
            return ()
        printed = text_of(xref)
        if not _NUMBERED.fullmatch(printed) or (pointed and is_year(printed)):
            return tuple(dict.fromkeys(pointed))
        numbers = _printed_numbers(printed)
        known = [number for number in numbers if number in self._known]
        return tuple(dict.fromkeys(known if set(pointed) <= set(known) else [*pointed, *known])) or numbers

    def _raised(self, sup: Element, inline: Inline, *, bold: bool) -> None:
        text = text_of(sup)
        signs = text.strip()
        if any(self._cited(xref) for xref in sup.iter("xref")):
            self._raised_marks(sup, inline)
            return
        inline.add(text[: len(text) - len(text.lstrip())])
        if not self._marked and signs.isdigit():
            inline.add(signs, raised=True)
        else:
            inline.add(_as_raised(sup, signs), bold=bold)
        inline.add(text[len(text.rstrip()) :] if signs else "")

    def _raised_marks(self, element: Element, inline: Inline) -> None:
        """Raised citation marks and what stands between them: numbers that no mark-up points with, signs of notes."""
        self._between_marks(element.text or "", inline)
        for child in element:
            if child.tag == "xref" and self._cited(child):
                self._xref(child, inline, bold=False)
            elif isinstance(child.tag, str):
                self._raised_marks(child, inline)
            self._between_marks(child.tail or "", inline)

    def _between_marks(self, words: str, inline: Inline) -> None:
        for sign in _SIGNS_APART.findall(words):
            if sign in self._known:
                inline.cite((sign,))
            else:
                inline.add(raise_signs(sign) if sign.isalnum() and len(sign) <= _LONGEST_SIGN else sign)

    def _lowered(self, sub: Element, inline: Inline, *, bold: bool) -> None:
        """Plain, "CO2"; but where that would join two numbers ("log₁₀2") the digits stay lowered."""
        text = text_of(sub)
        if would_join(sub):
            inline.add(lower_digits(text), bold=bold)
        else:
            self.write(sub, inline, bold=bold)

    def _tex(self, tex: Element, inline: Inline) -> None:
        """A formula in TeX: the only form of it that there is, or a second one."""
        if tex.getparent() is not None and tex.getparent().find(".//math") is not None:
            self.leave_out(tex, "formulas in code")
            return
        code = text_of(tex)
        body = _TEX_BODY.search(code)
        inline.add(one_line(body[1] if body else code).strip("$ "))
        if body:
            self._left_out["formulas in code"] += len("".join((code[: body.start(1)] + code[body.end(1) :]).split()))


def _is_sign(printed: str) -> bool:
    return len(printed) <= _LONGEST_SIGN and printed.isalnum()


def _printed_numbers(printed: str) -> tuple[str, ...]:
    """The numbers that a mark prints: "[3, 7–9]", "37 38 44–46"."""
    plain = re.sub(r"\s*[–—‐‑-]\s*", "-", re.sub(r"[\[\]().]", " ", printed)).strip(" ,;")
    return numbers_of(_GAPS.sub(",", plain))


def _as_raised(sup: Element, signs: str) -> str:
    """Raised signs as characters that are read so."""
    if _ORDINAL.fullmatch(signs):
        return signs
    if not any(sign.isalnum() for sign in signs):
        # The dash between two marks is a range; any other is an ion's charge.
        between = _DASHES.fullmatch(signs) and sup.getprevious() is not None and sup.getprevious().tag == "xref"
        raised = raise_signs(signs)
        return signs if between or raised.startswith("^") else raised
    return raise_signs(signs)
