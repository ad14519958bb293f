"""An answer as text for a letter or a note: every statement with its numbers, every number with its source. Pure."""

from curbside.web.asking.snapshots import Plain


def as_text(body: Plain, *, title: str, status: str) -> str:
    """Title, status, statements and references; nothing is left out but quotes and how it was made.

    Args:
        body: of the answer.
        title: the question.
        status: review, date and address, as one line.
    """
    lines = [title, status, ""]
    if body["headline"]:
        lines += [_statement(body["headline"]), ""]
    for section in body["sections"]:
        lines.append(section["heading"])
        lines += [f"- {_statement(claim)}" for group in section["groups"] for claim in group["claims"]]
        lines.append("")
    for conflict in body["conflicts"]:
        lines.append(f"Guidelines differ on {conflict['topic']}")
        lines += [f"- {row['source']}: {row['says']}{_marks(row['citations'])}" for row in conflict["rows"]]
        lines += [conflict["why"], ""]
    if body["missing"] or body["limitations"]:
        lines.append("What this answer does not cover")
        lines += [f"- {item}" for item in (*body["missing"], *body["limitations"])] + [""]
    lines.append("References")
    for reference in body["references"]:
        numbers = [card["n"] for card in reference["quotes"]]
        year = f", {reference['year']}" if reference["year"] else ""
        badges = f" ({', '.join(reference['badges'])})" if reference["badges"] else ""
        lines.append(
            f"{_marks(numbers).strip()} {reference['kind']}. {reference['title']}. {reference['publisher']}{year}. "
            f"Words quoted: {reference['source']}{badges}."
        )
    return "\n".join(lines) + "\n"


def _statement(claim: Plain) -> str:
    lead = f"{claim['lead']}: " if claim["lead"] else ""
    strength = f" ({claim['strength']}, as printed)" if claim["strength"] else ""
    status = f" ({claim['status']} source)" if claim["status"] else ""
    note = f" {claim['note']}" if claim["note"] else ""
    return f"{lead}{claim['text']}{_marks(claim['citations'])}{strength}{status}{note}"


def _marks(numbers: list[int]) -> str:
    return f" [{', '.join(map(str, numbers))}]" if numbers else ""
