"""Answer → text for a terminal: the answer first, quotes' numbers beside it, sources last."""

import textwrap
from collections.abc import Callable, Iterator, Mapping

from curbside.domain.answers import Answer, Claim, Outcome
from curbside.domain.attribution import badges, kind_name, source_name
from curbside.domain.documents import Status
from curbside.rendering.markdown import BANNER, DISCLAIMER

# A way of marking text: name → function. The terminal passes colours, a file passes none.
Styles = Mapping[str, Callable[[str], str]]
PLAIN: Styles = {}
_TITLES = {
    Outcome.PARTLY: "PARTLY ANSWERED",
    Outcome.NOT_IN_LIBRARY: "NOT IN THE LIBRARY",
    Outcome.OUT_OF_SCOPE: "NOT SOMETHING CURBSIDE ANSWERS",
    Outcome.EMERGENCY: "EMERGENCY",
}


def to_plain(answer: Answer, *, width: int = 88, styles: Styles = PLAIN) -> str:
    """The whole answer as wrapped text.

    Args:
        answer: what to show.
        width: columns of the terminal.
        styles: functions for "strong", "soft", "alert", "wait"; missing ones leave text as it is.
    """
    page = _Page(answer, width=max(40, min(width, 100)), styles=styles)
    return "\n".join(page.lines()) + "\n"


class _Page:
    def __init__(self, answer: Answer, *, width: int, styles: Styles) -> None:
        self._answer = answer
        self._width = width
        self._styles = styles

    def lines(self) -> Iterator[str]:
        answer = self._answer
        yield ""
        yield self._mark("strong", self._wrap(answer.question.text))
        if title := _TITLES.get(answer.outcome):
            kind = "alert" if answer.outcome is Outcome.EMERGENCY else "wait"
            yield self._mark(kind, title)
        if answer.outcome is not Outcome.EMERGENCY:
            yield self._mark("wait", self._wrap(BANNER))
        if answer.alarm:
            yield self._mark("alert", self._wrap(answer.alarm))
        if answer.notice:
            yield ""
            yield self._wrap(answer.notice)
        if answer.opening:
            yield ""
            yield self._wrap(answer.opening)
        if answer.missing and answer.claims:
            yield self._wrap(f"Missing: {'; '.join(answer.missing)}")
        yield from self._headline()
        for section in answer.sections:
            yield from self._heading(section.heading)
            lead = ""
            for claim in section.claims:
                yield from self._claim(claim, previous=lead)
                lead = claim.lead
        yield from self._conflicts()
        yield from self._behind()

    def _behind(self) -> Iterator[str]:
        """What stands behind the claims."""
        answer = self._answer
        if answer.limitations:
            yield from self._heading("What this answer does not cover")
            for limitation in answer.limitations:
                yield self._item(limitation)
        if answer.definitions:
            yield from self._heading("Words explained")
            for item in answer.definitions:
                yield self._item(f"{item.term}: {item.definition}")
        if answer.closing:
            yield ""
            for line in answer.closing:
                yield self._wrap(line)
        yield from self._references()
        if answer.related:
            yield from self._heading("Related questions")
            for question in answer.related:
                yield self._item(question)
        yield ""
        yield self._mark("soft", self._wrap(self._basis()))
        if answer.worded:
            yield self._mark("soft", self._wrap(answer.worded))
        yield self._mark("soft", self._wrap(DISCLAIMER))

    def _headline(self) -> Iterator[str]:
        claim = self._answer.headline
        if claim is None:
            return
        yield ""
        if claim.note:  # before the words that it warns of
            yield self._mark("wait", self._wrap(f"Note: {claim.note}"))
        bar = self._mark("strong", "┃ ")
        first, rest = claim.first_and_rest(led=bool(claim.lead))
        said = f"{claim.lead}: {first}" if claim.lead else first
        for line in textwrap.wrap(f"{said.rstrip()}{self._numbers(claim)}", self._width - 2):
            yield bar + self._mark("strong", line)
        for item in rest:
            indent = "  " * item.depth
            for line in textwrap.wrap(
                item.text, self._width - 2, initial_indent=f"{indent}• ", subsequent_indent=f"{indent}  "
            ):
                yield bar + self._mark("strong", line)
        strength = claim.recommendation.as_printed if claim.recommendation else "no strength stated"
        document = next(r.document for r in self._answer.references if r.document.id == claim.citations[0].document_id)
        facts = [f"strength as stated: {strength}" if claim.recommendation else strength]
        facts += [claim.strength_in_words] if claim.strength_in_words else []
        # The title tells what the words are about: "start insulin" of a guideline on ketoacidosis is not for every
        # high potassium.
        secondary = f"{kind_name(document).lower()} (secondary source), " if document.is_secondary else ""
        facts += [f"{secondary}from “{document.title}”"]
        for line in textwrap.wrap("; ".join(facts), self._width - 2):
            yield bar + self._mark("soft", line)
        yield from self._plain(claim, indent="  ")

    def _claim(self, claim: Claim, *, previous: str) -> Iterator[str]:
        again = bool(claim.lead) and claim.lead == previous
        lead = "" if again or not claim.lead else f"{claim.lead}. "
        first, rest = claim.first_and_rest(led=bool(lead))
        said = f"{lead}{first}".rstrip()
        yield self._item(f"{said}{self._numbers(claim)}{self._grade(claim)}", indent="    " if again else "  ")
        for line in rest:
            yield self._item(line.text, bullet="–", indent="  " * (line.depth + (3 if again else 2)))
        yield from self._plain(claim, indent="    ")
        if claim.note:
            yield self._mark("wait", self._wrap(f"Note: {claim.note}", indent="    "))

    def _plain(self, claim: Claim, *, indent: str) -> Iterator[str]:
        if claim.plain:
            yield self._wrap(f"In plain words: {claim.plain}", indent=indent)

    def _grade(self, claim: Claim) -> str:
        printed = claim.recommendation.as_printed if claim.recommendation else ""
        words = f" [{claim.strength_in_words}]" if claim.strength_in_words else ""
        return f" (as printed: {printed}){words}" if printed and printed not in claim.text else words

    def _conflicts(self) -> Iterator[str]:
        numbers = {reference.document.id: reference.n for reference in self._answer.references}
        for conflict in self._answer.conflicts:
            yield from self._heading("Guidelines differ")
            for position in conflict.positions:
                followed = " ← followed" if position.document.id == conflict.followed else ""
                old = position.document.status is not Status.CURRENT
                status = f" [{position.document.status.value}]" if old else ""
                source = f"{source_name(position.document)}{status}{followed}"
                line = self._item(f"{source} (reference {numbers[position.document.id]})")
                says = self._wrap(position.text, indent="      ")
                yield self._mark("soft", f"{line}\n{says}") if old else f"{line}\n{says}"
            yield self._wrap(conflict.why, indent="  ")

    def _references(self) -> Iterator[str]:
        answer = self._answer
        if not answer.references:
            return
        yield from self._heading("References" if answer.quotes else "Nearest documents")
        for reference in answer.references:
            document = reference.document
            marks = f" [{', '.join(badges(document))}]" if badges(document) else ""
            doi = f" doi:{document.doi} ({document.doi_note})" if document.doi and document.doi_note else ""
            yield self._item(
                f"{kind_name(document)}. {source_name(document)}. {document.title}.{doi}{marks}",
                bullet=f"{reference.n}.",
            )
            for quote in answer.quotes:
                if quote.reference == reference.n:
                    words = " / ".join(line.strip() for line in quote.citation.quote.splitlines())
                    text = f"[{quote.n}] {quote.citation.locator}: “{words}”"
                    yield self._mark("soft", self._wrap(text, indent="     "))

    def _basis(self) -> str:
        answer = self._answer
        return (
            f"How this answer was made: {answer.searched} documents searched, {answer.considered} passages considered, "
            f"{len(answer.dropped)} statements dropped; library {answer.library_generation}, engine "
            f"{answer.engine_version}, {answer.elapsed_ms:.0f} ms. All of it with quotes and offsets: --json"
        )

    def _heading(self, text: str) -> Iterator[str]:
        yield ""
        yield self._mark("strong", text.upper())

    def _item(self, text: str, *, bullet: str = "•", indent: str = "  ") -> str:
        first = f"{indent}{bullet} "
        return textwrap.fill(
            " ".join(text.split()), self._width, initial_indent=first, subsequent_indent=" " * len(first)
        )

    def _wrap(self, text: str, *, indent: str = "") -> str:
        return textwrap.fill(" ".join(text.split()), self._width, initial_indent=indent, subsequent_indent=indent)

    def _mark(self, kind: str, text: str) -> str:
        style = self._styles.get(kind)
        return style(text) if style else text

    def _numbers(self, claim: Claim) -> str:
        return "".join(f" [{n}]" for n in self._answer.quote_numbers(claim))
