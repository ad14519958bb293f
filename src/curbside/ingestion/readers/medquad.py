"""MedQuAD question files → blocks: a heading for each question, its answer below. Pages for patients, flattened."""

import re

from curbside.domain.errors import UnreadableDocument
from curbside.domain.text import clean, one_line
from curbside.ingestion.raw import Block, BlockKind, RawDocument, Said
from curbside.ingestion.safe_xml import parse_xml, words_in
from curbside.ingestion.tables import text_of

_PARAGRAPHS = re.compile(r"\n\s*\n|(?<![ \t])[ \t]{4,}(?=[A-Z])")
# A dash between two numbers is a range: "5 - 10 mg".
_ITEMS = re.compile(r"(?:^|\s)(?:[•*]|-(?! +\d)|(?<!\d\s)-) +(?=\S)")


def read_medquad(data: bytes) -> RawDocument:
    """Blocks of a question file.

    Raises:
        UnreadableDocument: no well-formed file of that kind, or none of its questions is answered.
    """
    root = parse_xml(data)
    focus = root.find("focus")
    title = one_line(clean(text_of(focus))) if focus is not None else ""
    blocks = [Block(kind=BlockKind.HEADING, text=title, depth=1)] if title else []
    synonyms = [words for name in root.iter("synonym") if (words := one_line(clean(text_of(name))))]
    if synonyms:
        blocks.append(Block(kind=BlockKind.PARAGRAPH, text=f"Also called: {'; '.join(synonyms)}"))
    answered = unanswered = 0
    for pair in root.iter("qapair"):
        question, answer = pair.find("question"), pair.find("answer")
        words = clean(text_of(answer)) if answer is not None else ""
        if question is None or not words.strip():
            unanswered += words_in(question) if question is not None else 0
            continue
        answered += 1
        asked = re.sub(r"\s+\?$", "?", one_line(clean(text_of(question))))
        if asked:
            blocks.append(Block(kind=BlockKind.HEADING, text=asked, depth=2))
        blocks += _answer(words, group=answered)
    if not answered:
        raise UnreadableDocument("answers none of its questions. Ingest the page that it was made from.")
    codes = sum(words_in(part) for tag in ("focusannotations",) for part in root.iter(tag))
    kept_names = sum(len("".join(name.split())) for name in synonyms)
    return RawDocument(
        blocks=tuple(blocks),
        metadata=_described(root.get("source") or "", root.get("url") or "", title),
        source_chars=words_in(root),
        left_out={"codes": max(0, codes - kept_names), "questions without an answer": unanswered},
    )


def _answer(words: str, *, group: int) -> list[Block]:
    blocks: list[Block] = []
    for paragraph in _PARAGRAPHS.split(words):
        parts = [one_line(part) for part in _ITEMS.split(paragraph)]
        if len(parts) > 2:
            if parts[0]:
                blocks.append(Block(kind=BlockKind.PARAGRAPH, text=parts[0]))
            blocks += [Block(kind=BlockKind.ITEM, text=part, group=group) for part in parts[1:] if part]
        elif text := one_line(paragraph):
            blocks.append(Block(kind=BlockKind.PARAGRAPH, text=text))
    return blocks


def _described(source: str, url: str, title: str) -> dict[str, Said]:
    found = {
        "title": (title, "Focus"),
        "publisher": (source, "Document/@source"),
        "url": (url, "Document/@url"),
        "audience": ("patient", "the collection is for patients"),
        "language": ("en", "the collection is in English"),
        "licence": ("CC BY 4.0", "the collection's licence"),
    }
    return {key: Said(value=value, where=where) for key, (value, where) in found.items() if value}
