"""Formulas in MathML, of pages and of articles → one line of text."""

import re
from collections.abc import Iterator

from curbside.ingestion.inline import lower_digits, raise_signs
from curbside.ingestion.tables import Element

_ONE_TERM = re.compile(r"[\w.,]*")


def formula(element: Element) -> str:
    """MathML on one line: "x²", "(a+b)/2", "√(n)", "∑_(i=1)^(n)"."""
    out = [element.text or ""] if not len(element) or (element.text or "").strip() else []
    for child in element:
        out.append(_term(child) if isinstance(child.tag, str) else "")
        if (child.tail or "").strip():
            out.append(child.tail)
    return "".join(out)


def _term(element: Element) -> str:  # noqa: PLR0911  # one arm for each shape of a formula
    tag, parts = element.tag, list(element)
    if tag in ("annotation", "annotation-xml", "mphantom"):
        return ""
    if tag in ("msup", "msub", "msubsup", "mover", "munder", "munderover") and len(parts) >= 2:
        return "".join(_scripts(tag, [_term(part) for part in parts]))
    if tag == "mfrac" and len(parts) == 2:
        return f"{_grouped(_term(parts[0]))}/{_grouped(_term(parts[1]))}"
    if tag == "mroot" and len(parts) == 2:
        return f"{_superscript(_term(parts[1]))}√({_term(parts[0])})"
    if tag == "msqrt":
        return f"√({formula(element)})"
    if tag == "mfenced":
        signs = "".join((element.get("separators") or ",").split())[:1] or " "
        return f"{element.get('open', '(')}{signs.join([_term(part) for part in parts])}{element.get('close', ')')}"
    if tag in ("mspace", "mtd"):
        return f" {formula(element)}"
    return f"{formula(element)}; " if tag == "mtr" and element.getnext() is not None else formula(element)


def _scripts(tag: str, terms: list[str]) -> Iterator[str]:
    """A term with what stands below and above it."""
    yield terms[0]
    below = terms[1] if tag in ("msub", "msubsup", "munder", "munderover") else ""
    above = terms[-1] if tag in ("msup", "mover") or len(terms) > 2 else ""
    if below.strip():
        plain = tag in ("msub", "msubsup")
        yield lower_digits(below) if plain and below.strip().isdigit() else below if plain else f"_({below})"
    if above.strip():
        accent = tag == "mover" and not any(sign.isalnum() for sign in above)
        yield above if accent else _superscript(above) if tag in ("msup", "msubsup") else f"^({above})"


def _superscript(term: str) -> str:
    raised = raise_signs(term)
    return f"^({term.strip()})" if raised.startswith("^") and len(term.strip()) > 1 else raised


def _grouped(term: str) -> str:
    return term if _ONE_TERM.fullmatch(term.strip()) else f"({term})"
