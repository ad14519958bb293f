"""Documents of any structure, in every format: no crash, nothing lost, nothing twice, every quote where it says."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import structures
from curbside.domain.errors import UnreadableDocument
from curbside.domain.text import one_line
from curbside.ingestion.raw import BlockKind, RawDocument
from curbside.ingestion.readers import Reader
from curbside.ingestion.readers.docx import read_docx
from curbside.ingestion.readers.html import read_html
from curbside.ingestion.readers.jats import read_jats
from curbside.ingestion.readers.markdown import read_markdown
from curbside.ingestion.readers.medquad import read_medquad
from curbside.ingestion.readers.spl import read_spl
from curbside.ingestion.readers.text import read_text
from curbside.ingestion.readers.uspstf import read_uspstf
from factories import an_ingested
from structures import MARKER, Written, documents, inside, plain

_EXAMPLES = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How one format writes a document, and what it can say."""

    write: Callable[[Written], bytes]
    read: Reader
    name: str
    cites: bool = False  # it says what a citation mark points at, and lists the references
    hides: bool = False  # it knows text that nobody sees


FORMATS: Mapping[str, Kind] = {
    "HTML": Kind(write=structures.as_html, read=read_html, name="a.html", cites=True, hides=True),
    "JATS": Kind(write=structures.as_jats, read=read_jats, name="a.xml", cites=True),
    "Word": Kind(write=structures.as_docx, read=read_docx, name="a.docx", hides=True),
    "SPL": Kind(write=structures.as_spl, read=read_spl, name="a.xml"),
    "MedQuAD": Kind(write=structures.as_medquad, read=read_medquad, name="a.xml"),
    "TaskForce JSON": Kind(write=structures.as_uspstf, read=read_uspstf, name="a.json", hides=True),
    "Markdown": Kind(write=structures.as_markdown, read=read_markdown, name="a.md"),
    "plain text": Kind(write=structures.as_text, read=read_text, name="a.txt"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_document_of_any_structure_is_read_whole_in_order_and_quoted_where_it_stands(name: str):
    kind = FORMATS[name]

    @settings(max_examples=_EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(documents(references=kind.cites))
    def check(written: Written) -> None:
        data = kind.write(written)
        try:
            raw = kind.read(data)
        except UnreadableDocument:
            return
        assert_clean(raw)
        assert_whole(raw, written, hides=kind.hides)
        assert structures.JOINED not in "\n".join(block.text for block in raw.blocks)
        if kind.cites:
            assert_cited(raw, written)
        assert_quoted(data, kind.name)

    check()


def assert_clean(raw: RawDocument) -> None:
    """Each text is one line of composed characters, without any that nobody sees."""
    for block in raw.blocks:
        assert block.text.strip()
        whole = " | ".join(block.cells) if block.kind is BlockKind.ROW else ""
        assert block.text == whole or not whole
        for text in (block.text if not whole else "", block.label, block.marker, *block.cells, *block.columns):
            assert text == one_line(text) or block.kind is BlockKind.TREE, text
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]", text), text
            assert unicodedata.is_normalized("NFC", text), text
        for cite in block.cites:
            assert 0 <= cite.at <= len(block.text)
    assert all(count >= 0 for count in raw.left_out.values())


def assert_whole(raw: RawDocument, written: Written, *, hides: bool) -> None:
    """Each marker that went in comes out once and in order; in a table, at least once and not outside of it."""
    held = [("shown", written.title), *(pair for block in written.blocks for pair in inside(block))]
    held += [("shown", words) for words in written.references]
    where = {marker: how for how, words in held for marker in MARKER.findall(plain(words))}
    if not hides:
        where = {marker: "shown" if how == "hidden" else how for marker, how in where.items()}
    hidden = {marker for marker, how in where.items() if how == "hidden"}
    found = [marker for block in raw.blocks for marker in MARKER.findall(_told(block.text, block.columns))]

    assert not hidden & set(found)
    assert sum(raw.left_out.values()) >= sum(map(len, hidden))
    assert set(where) - hidden == set(found)
    repeated = {marker for marker, count in Counter(found).items() if count > 1}
    assert all(where[marker].startswith("table") for marker in repeated)
    assert _order(found, where) == _order([m for m in where if m not in hidden], where)


def _told(text: str, columns: tuple[str, ...]) -> str:
    return " ".join((*columns, text))


def _order(markers: list[str], where: Mapping[str, str]) -> list[str]:
    """Markers in order, those of a table as one."""
    return [key for key, _ in groupby(where[m] if where[m].startswith("table") else m for m in markers)]


def assert_cited(raw: RawDocument, written: Written) -> None:
    """The marks of citations are kept beside the text, each with the entry that it names."""
    # The heads of a table have no place for marks.
    held = [words for block in written.blocks for how, words in inside(block) if how == "shown"]
    named = {piece.text for words in held for piece in words if piece.kind == "cited"}
    kept = {label for block in raw.blocks for cite in block.cites for label in cite.labels}
    assert named <= kept
    assert [b.marker for b in raw.blocks if b.kind is BlockKind.REFERENCE] == [
        str(number) for number in range(1, len(written.references) + 1)
    ]


def assert_quoted(data: bytes, name: str) -> None:
    """After the whole journey every passage stands in the text where it says, or the file is refused."""
    try:
        body = an_ingested(data, name=name).body
    except UnreadableDocument:
        return
    assert body.passages
    for passage in body.passages:
        assert body.text[passage.start : passage.end] == passage.text
    for section in body.sections:
        assert body.text[section.start :].startswith(section.path[-1])


_BROKEN = st.tuples(st.sampled_from(sorted(FORMATS)), documents(), st.integers(0, 4000), st.binary(max_size=3))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_BROKEN)
def test_a_damaged_file_is_read_or_refused(broken: tuple[str, Written, int, bytes]):
    name, written, at, put = broken
    data = FORMATS[name].write(written)
    at %= len(data)
    try:
        raw = FORMATS[name].read(data[:at] + put + data[at + 2 :])
    except UnreadableDocument:
        return
    assert_clean(raw)


_SUBSETS = (
    '[<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]', '[<!ENTITY x "words">]', '[<!ENTITY % p SYSTEM "file:///x"> %p;]',
    "[]",
)  # fmt: skip


@pytest.mark.parametrize("name", ["JATS", "SPL", "MedQuAD"])
def test_xml_of_any_structure_that_declares_entities_is_refused(name: str):
    kind = FORMATS[name]

    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(documents(), st.sampled_from(_SUBSETS), st.sampled_from(("", "<?xml version='1.0'?>\n", "<!-- a -->")))
    def check(written: Written, subset: str, before: str) -> None:
        with pytest.raises(UnreadableDocument, match="declares"):
            kind.read(f"{before}<!DOCTYPE a {subset}>".encode() + kind.write(written))

    check()
