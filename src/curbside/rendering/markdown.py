"""Answer → Markdown, with numbered quotes and references, for notes and files."""

import re
from collections.abc import Sequence

from curbside.domain.answers import Answer, AnswerSection, Claim, ListLine
from curbside.domain.attribution import badges, kind_name, source_name

BANNER = "Educational purpose only. Exercise caution: pending human review."
DISCLAIMER = "For healthcare professionals. Decisions rest on clinical judgement and independently verified sources."


def to_markdown(answer: Answer) -> str:
    """The whole answer as a Markdown document."""
    blocks = [f"# {_escape(answer.question.text)}", f"> {BANNER}"]
    if answer.alarm:
        blocks.append(f"**{_escape(answer.alarm)}**")
    if answer.notice:
        blocks.append(_escape(answer.notice))
    if answer.opening:
        blocks.append(_escape(answer.opening))
    if answer.missing:
        blocks.append(f"**Missing:** {_escape('; '.join(answer.missing))}")
    if answer.headline:
        blocks.append(f"Note: {_escape(answer.headline.note)}" if answer.headline.note else "")
        blocks.append(_headline(answer.headline, answer))
        blocks.append(_strength(answer.headline))
        if answer.headline.plain:
            blocks.append(f"In plain words: {_escape(answer.headline.plain)}")
    blocks += [_section(section, answer) for section in answer.sections]
    blocks += _conflicts(answer)
    if answer.limitations:
        blocks.append("## What this answer does not cover\n\n" + _bullets(answer.limitations))
    if answer.definitions:
        blocks.append("## Words explained\n\n" + _bullets([f"{d.term}: {d.definition}" for d in answer.definitions]))
    blocks += [_escape(line) for line in answer.closing]
    blocks += _references(answer)
    blocks.append(_basis(answer))
    if answer.related:
        blocks.append("## Related questions\n\n" + _bullets(answer.related))
    blocks.append(f"*{DISCLAIMER}*")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _headline(claim: Claim, answer: Answer) -> str:
    first, rest = claim.first_and_rest(led=bool(claim.lead))
    said = f"{claim.lead}: {first}".rstrip() if claim.lead else first
    return "\n".join(
        [f"**{_escape(said)}**{_numbers(claim, answer)}", *([""] if rest else []), *_nested(rest, mark="**")]
    )


def _nested(lines: Sequence[ListLine], *, mark: str = "", indent: str = "") -> list[str]:
    return [f"{indent}{'  ' * line.depth}- {mark}{_escape(line.text)}{mark}" for line in lines]


def _section(section: AnswerSection, answer: Answer) -> str:
    lines = [f"## {section.heading}", ""]
    for claim in section.claims:
        lead = f"**{_escape(claim.lead)}.** " if claim.lead else ""
        grade = claim.recommendation.as_printed if claim.recommendation else ""
        printed = f" *({_escape(grade)})*" if grade and grade not in claim.text else ""
        printed += f" *{_escape(claim.strength_in_words)}.*" if claim.strength_in_words else ""
        first, rest = claim.first_and_rest(led=bool(lead))
        said = f"{lead}{_escape(first)}".rstrip()
        lines.append(f"- {said}{printed}{_numbers(claim, answer)}")
        lines += _nested(rest, indent="  ")
        if claim.plain:
            lines.append(f"  - In plain words: {_escape(claim.plain)}")
        if claim.note:
            lines.append(f"  - Note: {_escape(claim.note)}")
    return "\n".join(lines)


def _strength(claim: Claim) -> str:
    printed = f"Strength as stated in the source: {claim.recommendation.as_printed}" if claim.recommendation else ""
    words = f"({claim.strength_in_words})" if claim.strength_in_words else ""
    return _escape(" ".join(part for part in (printed or "No strength stated.", words) if part))


def _conflicts(answer: Answer) -> list[str]:
    numbers = {reference.document.id: reference.n for reference in answer.references}
    blocks = []
    for conflict in answer.conflicts:
        rows = ["| Source | Year | Population | Says | Status |", "|---|---|---|---|---|"]
        rows += [
            f"| {_cell(source_name(position.document))} [{numbers[position.document.id]}] |"
            f" {position.document.year or ''} "
            f"| {_cell(position.population)} | {_cell(position.text)} | {position.document.status.value} |"
            for position in conflict.positions
        ]
        blocks.append(f"## Guidelines differ\n\n{chr(10).join(rows)}\n\n{_escape(conflict.why)}")
    return blocks


def _references(answer: Answer) -> list[str]:
    if not answer.references:
        return []
    lines = ["## References", ""]
    for reference in answer.references:
        document = reference.document
        parts = [
            f"**{kind_name(document)}.** {_escape(source_name(document))}. {_escape(document.title)}.",
            f"{_escape(document.publisher)}, {document.year or 'no year'}.",
            f"DOI {document.doi} ({_escape(document.doi_note)})." if document.doi and document.doi_note else "",
            f"DOI {document.doi}." if document.doi and not document.doi_note else "",
            f"[{', '.join(badges(document))}]" if badges(document) else "",
        ]
        lines.append(f"{reference.n}. {' '.join(part for part in parts if part)}")
        for quote in answer.quotes:
            if quote.reference == reference.n:
                words = " / ".join(line.strip() for line in quote.citation.quote.splitlines())
                lines.append(f"   - [{quote.n}] {_escape(quote.citation.locator)}: “{_escape(words)}”")
    return ["\n".join(lines)]


def _basis(answer: Answer) -> str:
    facts = [
        f"{answer.searched} documents searched, {answer.considered} passages considered",
        f"{len(answer.dropped)} statements dropped",
        f"library {answer.library_generation}, engine {answer.engine_version}",
        *([answer.worded] if answer.worded else []),
    ]
    return "## How this answer was made\n\n" + _bullets(
        [*facts, *(f"Dropped: {dropped.text} ({dropped.reason})" for dropped in answer.dropped)]
    )


def _numbers(claim: Claim, answer: Answer) -> str:
    return "".join(f" [{n}]" for n in answer.quote_numbers(claim))


def _bullets(lines: tuple[str, ...] | list[str]) -> str:
    return "\n".join(f"- {_escape(line)}" for line in lines)


def _cell(text: str) -> str:
    return _escape(" ".join(text.split())).replace("|", "\\|")


def _escape(text: str) -> str:
    """Text of a source shown as text: no mark in it may become Markdown or HTML."""
    return re.sub(r"([\\`*_{}\[\]<>#])", r"\\\1", " ".join(text.split()))
