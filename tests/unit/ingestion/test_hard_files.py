"""Files that are not what they seem: a sound result, or an error that says what, why and what next."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curbside.domain.documents import Body
from curbside.domain.errors import UnreadableDocument
from factories import an_ingested

UNREADABLE = [
    ("an empty file", b"", "source.md", "holds no text"),
    ("white space", b" \n\t\n", "source.md", "holds no text"),
    ("only headings", b"# One\n\n## Two\n", "source.md", "headings only"),
    ("only a comment", b"<!-- nothing -->\n", "source.md", "holds no text"),
    ("only front matter", b"---\ntitle: x\n---\n", "source.md", "holds no text"),
    ("a broken PDF named .md", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "source.md", "PDF"),
    ("a damaged Office file named .md", b"PK\x03\x04\x14\x00", "source.md", "damaged"),
    ("a picture", b"\x89PNG\r\n\x1a\n", "source.md", "PNG"),
    ("binary", bytes(range(256)) * 8, "source.md", "not UTF-8"),
    ("UTF-16", "# Words\n\nMore words.".encode("utf-16"), "source.md", "not UTF-8"),
    ("Latin-1", "Dose für Kinder".encode("latin-1"), "source.md", "not UTF-8"),
    ("NUL bytes", b"# H\n\nwords\x00words", "source.md", "NUL"),
    ("no suffix", b"# H\n\nwords", "source", "no suffix"),
    ("a format without reader", b"words", "source.epub", ".epub"),
]


@pytest.mark.parametrize(
    ("data", "name", "why"), [case[1:] for case in UNREADABLE], ids=[case[0] for case in UNREADABLE]
)
def test_an_unreadable_file_is_refused_with_reason_and_next_step(data: bytes, name: str, why: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        an_ingested(data, name=name)

    message = str(refused.value)
    assert why in message
    assert any(
        step in message for step in ("Save", "Check", "Convert", "Export", "Fetch", "Mend", "Split", "Ingest")
    ), message
    assert "\n" not in message


def test_a_manifest_with_an_unknown_status_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match=r"document\.toml"):
        an_ingested("Words.", status="fresh")


@pytest.mark.parametrize("bullet", ["- ", "> ", "1. "])
def test_two_hundred_levels_of_nesting_are_read_or_refused(bullet: str) -> None:
    deep = "\n".join(
        f"{'  ' * level if bullet != '> ' else ''}{bullet * (level if bullet == '> ' else 1)}step {level}"
        for level in range(1, 201)
    )

    assert_sound_or_refused(deep.encode())


def test_a_line_of_a_megabyte_is_read() -> None:
    body = an_ingested("# H\n\n" + "words and more words. " * 48_000).body

    assert_offsets(body)


def test_a_byte_order_mark_is_no_character_of_the_text() -> None:
    assert an_ingested(b"\xef\xbb\xbfWords.").body.text == "Words."


def test_windows_line_ends_give_the_same_text() -> None:
    markdown = "## H\n\n- one\n- two\n"

    assert an_ingested(markdown).body == an_ingested(markdown.replace("\n", "\r\n")).body


def test_a_table_with_ragged_rows_is_read() -> None:
    assert_offsets(an_ingested("## T\n\n| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n").body)


def assert_offsets(body: Body) -> None:
    for passage in body.passages:
        assert body.text[passage.start : passage.end] == passage.text
        for start, end in passage.parts:
            assert passage.start <= start <= end <= passage.end
    for section in body.sections:
        assert body.text[section.start :].startswith(section.path[-1])


def assert_sound_or_refused(data: bytes) -> None:
    try:
        body = an_ingested(data).body
    except UnreadableDocument:
        return
    assert body.passages
    assert_offsets(body)


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=0, max_size=24)
_BEGINNINGS = ["# ", "## ", "### ", "- ", "  - ", "    - ", "1. ", "> ", "**", "", "| a | b |", "\t"]
_LINES = [
    "**Men:**", "Men:", "- **Drug:** 5 mg (Class I).", "- A; OR", "| a | b |", "|---|---|", "| 1 | ≥ 2 |", "```",
    "├─ K < 3 → Delay", "  +-- Yes --> Go", "---", "title: x", "", "<b>x</b>", "<!--", "-->", "***", "[x](y)",
    "![x](y)",     "All of:", "=====", "&amp;",
]  # fmt: skip
_LINE = st.one_of(st.builds("{}{}".format, st.sampled_from(_BEGINNINGS), _WORDS), st.sampled_from(_LINES))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_LINE, max_size=30).map("\n".join))
def test_any_markdown_gives_passages_that_stand_where_they_say(markdown: str) -> None:
    assert_sound_or_refused(markdown.encode("utf-8"))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert_sound_or_refused(data)
