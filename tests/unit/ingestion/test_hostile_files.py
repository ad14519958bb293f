"""Files made to do harm: each is refused in good time, or read as the words it holds."""

import importlib
import io
import json
import math
import pkgutil
import re
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

import curbside.ingestion
from curbside.config import Settings
from curbside.domain import grading
from curbside.domain.errors import UnreadableDocument
from curbside.engine.intake import FileStatus, ingest_files
from curbside.ingestion.pipeline import Ingested
from curbside.ingestion.readers import read, sniff
from factories import an_ingested

STATEMENT = "Give 5 mg once daily."


def refused(data: bytes, name: str) -> str:
    """Why a file is refused; its time is bounded too."""
    start = time.process_time()
    with pytest.raises(UnreadableDocument) as why:
        an_ingested(data, name=name)
    assert time.process_time() - start < 2
    return str(why.value)


def words_of(ingested: Ingested) -> str:
    return ingested.body.text


# -- not what they say -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.html", "a.xml", "a.json", "a.txt", "a.md"])
def test_an_empty_file_is_said_to_be_empty(name: str) -> None:
    assert "empty" in refused(b"", name)


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_a_servers_page_of_excuses_under_the_name_of_a_document_is_refused(name: str) -> None:
    assert "HTML page" in refused(b"<!DOCTYPE html><html><body><p>Please sign in.</p></body></html>", name)


def test_a_pdf_under_another_name_is_known_by_its_first_bytes() -> None:
    assert "damaged" in refused(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat", "a.html")


# -- Word documents --------------------------------------------------------------------------------------------------

_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def a_docx(body: str = "", *, prologue: str = "", parts: Mapping[str, bytes] | None = None) -> bytes:
    """A Word document with this in its body, by default one statement."""
    body = body or f"<w:p><w:r><w:t>{STATEMENT}</w:t></w:r></w:p>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        document = f'{prologue}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def test_an_honest_word_document_is_read() -> None:
    assert words_of(an_ingested(a_docx(), name="a.docx")) == STATEMENT


def test_a_word_document_that_unpacks_to_too_much_is_refused_unopened() -> None:
    assert "unpacks to" in refused(a_docx(parts={"word/media/a.bin": b"\0" * 210_000_000}), "a.docx")


def test_a_word_document_that_is_packed_too_tightly_is_refused() -> None:
    assert "unpacks to" in refused(a_docx(parts={"word/a.xml": b" " * 30_000_000}), "a.docx")


def test_a_word_document_of_too_many_parts_is_refused() -> None:
    assert "parts" in refused(a_docx(parts={f"word/media/{n}.bin": b"" for n in range(2001)}), "a.docx")


def test_a_table_of_contents_that_lies_is_refused() -> None:
    body = "<w:p><w:r><w:t>" + "words " * 400_000 + "</w:t></w:r></w:p>"
    honest = a_docx(body)
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lying = honest.replace(size.to_bytes(4, "little"), (100_000).to_bytes(4, "little"))

    assert "damaged" in refused(lying, "a.docx")


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "customXml/item1.xml", "word/a.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_word_document_that_declares_entities_is_refused(part: str, encoding: str) -> None:
    declaring = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'.encode(encoding)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(a_docx())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, declaring)

    assert "declares entities" in refused(out.getvalue(), "a.docx")


def test_parts_named_to_lie_outside_the_archive_are_not_written_anywhere(tmp_path: Path) -> None:
    data = a_docx(parts={"../../escaped.xml": b"<a/>", "/escaped.xml": b"<a/>"})

    reports = ingest_files(Settings(home=tmp_path / "home", starter=False), [written(tmp_path / "in" / "a.docx", data)])

    assert reports[0].status is FileStatus.ADDED
    assert not list(tmp_path.rglob("escaped.xml"))


def test_a_word_document_of_deep_tables_is_read_or_refused() -> None:
    opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"

    assert refused(a_docx(opening * 3000 + closing * 3000), "a.docx")


# -- XML -------------------------------------------------------------------------------------------------------------

_SHAPES: Mapping[str, tuple[str, str]] = {
    "JATS": ("<article article-type='x'><body><p>", "</p></body></article>"),
    "SPL": (
        "<document xmlns='urn:hl7-org:v3'><component><structuredBody><component><section><text><paragraph>",
        "</paragraph></text></section></component></structuredBody></component></document>",
    ),
    "MedQuAD": (
        "<Document source='x'><QAPairs><QAPair><Question>Q?</Question><Answer>",
        "</Answer></QAPair></QAPairs></Document>",
    ),
}
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_SUBSETS: Mapping[str, tuple[str, str]] = {
    "a file of this machine": ('[<!ENTITY x SYSTEM "file:///etc/passwd">]', "&x;"),
    "an address": ('[<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]', "&x;"),
    "a parameter entity": ('[<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]', "words"),
    "a billion laughs": (f'[<!ENTITY l0 "ha">{_LAUGHS}]', "&l9;"),
    "quadratic": (f'[<!ENTITY q "{"a" * 50_000}">]', "&q;" * 5_000),
    "a name with a dot": ('[<!ENTITY a.b "words">]', "&a.b;"),
}


@pytest.mark.parametrize("shape", _SHAPES)
@pytest.mark.parametrize("subset", _SUBSETS)
@pytest.mark.parametrize("before", ["", "<!-- " + "long " * 4_500 + "-->"], ids=["first", "far down"])
def test_xml_that_declares_entities_is_refused(shape: str, subset: str, before: str) -> None:
    (opening, closing), (declared, used) = _SHAPES[shape], _SUBSETS[subset]
    root = re.match(r"<(\w+)", opening)
    assert root is not None
    data = f"{before}<!DOCTYPE {root[1]} {declared}>{opening}{used}{closing}"

    with pytest.raises(UnreadableDocument):
        read(sniff("a.xml", f"{opening}{closing}".encode()), data.encode())


@pytest.mark.parametrize("shape", _SHAPES)
def test_a_dtd_elsewhere_is_named_and_not_fetched(shape: str) -> None:
    opening, closing = _SHAPES[shape]
    root = re.match(r"<(\w+)", opening)
    assert root is not None
    data = f'<!DOCTYPE {root[1]} PUBLIC "-//X//DTD//EN" "http://127.0.0.1:9/x.dtd">{opening}{STATEMENT}{closing}'

    assert STATEMENT in words_of(an_ingested(data.encode(), name="a.xml"))


@pytest.mark.parametrize("encoding", ["idna", "punycode", "undefined", "base64", "no-such"])
def test_an_encoding_that_is_none_of_text_is_refused(encoding: str) -> None:
    opening, closing = _SHAPES["JATS"]
    data = f"<?xml version='1.0' encoding='{encoding}'?>{opening}caf\u00e9 {STATEMENT}{closing}".encode()

    assert "UTF-8" in refused(data, "a.xml")


# -- nesting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["div", "span", "b", "ul><li", "table><tr><td", "blockquote"])
def test_a_page_nested_too_deeply_is_refused_rather_than_cut(tag: str) -> None:
    page = f"<html><body><p>{'Words that are seen. ' * 500}</p>{f'<{tag}>' * 100_000}{STATEMENT}"

    assert "nests" in refused(page.encode(), "a.html")


@pytest.mark.parametrize("tag", ["div", "span", "ul><li", "table><tr><td", "dl><dd", "blockquote"])
def test_a_page_nested_as_far_as_the_parser_goes_is_read_whole_and_once(tag: str) -> None:
    page = f"<html><body><p>First words.</p>{f'<{tag}>' * (200 // (tag.count('>') + 1))}{STATEMENT}"

    assert words_of(an_ingested(page.encode(), name="a.html")).count(STATEMENT) == 1


@pytest.mark.parametrize("shape", _SHAPES)
def test_xml_nested_too_deeply_is_refused(shape: str) -> None:
    opening, closing = _SHAPES[shape]

    why = refused(f"{opening}{'<b>' * 100_000}x{'</b>' * 100_000}{closing}".encode(), "a.xml")

    assert "depth" in why or "nests" in why


@pytest.mark.parametrize("piece", [("[", "]"), ('{"a":', "}")])
def test_json_nested_too_deeply_is_refused(piece: tuple[str, str]) -> None:
    assert "JSON" in refused((piece[0] * 100_000 + "1" + piece[1] * 100_000).encode(), "a.json")


@pytest.mark.parametrize("piece", [b"<!---->", b"<!DOCTYPE a[]>", b"<?a?>", b"<!-- ", b"<!DOCTYPE a["])
def test_what_stands_before_the_root_is_looked_at_once(piece: bytes) -> None:
    start = time.process_time()
    with pytest.raises(UnreadableDocument):
        sniff("a.xml", piece * 2000 + b"x")
    assert time.process_time() - start < 0.5


# -- characters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html"])
@pytest.mark.parametrize("data", [b"Give\x00 5 mg.", b"Give \xff 5 mg.", b"Give \xed\xa0\x80 5 mg."])
def test_bytes_that_are_no_text_are_refused(name: str, data: bytes) -> None:
    page = b"<html><body><p>" + data if name == "a.html" else data

    assert "NUL" in (why := refused(page, name)) or "UTF-8" in why or "utf-8" in why


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html", "a.json"])
def test_characters_that_nobody_sees_do_not_come_through(name: str) -> None:
    words = "Give\u200b 5\u200d mg\u202e once\u2060 dai\U000e0041\U000e0001ly\ufeff.\U000e007f"
    data = {
        "a.html": f"<html><body><p>{words}</p>",
        "a.json": json.dumps({"title": "T", "recommendations": [{"title": "A", "text": words, "grade": "B"}]}),
    }.get(name, words)

    assert STATEMENT in words_of(an_ingested(data.encode(), name=name))


def test_lone_surrogates_and_nul_of_json_become_the_sign_for_an_unreadable_character() -> None:
    data = b'{"title": "T", "recommendations": [{"title": "A", "text": "x\\ud800y\\u0000z", "grade": "B"}]}'

    text = words_of(an_ingested(data, name="a.json"))

    text.encode("utf-8")
    assert "x\ufffdyz" in text


# -- markup is no text, text is no markup ----------------------------------------------------------------------------

_SAID = "Reduce if 2 < 3 & dose > 5, or below <5 mg."


@pytest.mark.parametrize("name", ["a.html", "a.md"])
@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>a link</a>",
        "<svg onload=alert(1)><title>x</title></svg>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    ],
)
def test_words_survive_markup_and_no_markup_survives(name: str, attack: str) -> None:
    page = f"<html><body><p>{_SAID}</p><p>{STATEMENT}</p>{attack}" if name == "a.html" else f"{_SAID}\n\n{STATEMENT}\n"
    if name == "a.md":
        page += f"\nSee [a link](javascript:alert(1)) and {attack}\n"

    text = words_of(an_ingested(page.encode(), name=name))

    assert _SAID in text
    assert STATEMENT in text
    if name == "a.html":  # HTML in Markdown is shown as the text it is
        assert "alert" not in text
        assert "onerror" not in text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://example.org/ng1", "https://example.org/ng1"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("javascript:alert(1)", None),
        ("java\tscript:alert(1)//http://example.org", None),
        ("data:text/html,https://example.org", None),
        ("//example.org", None),
    ],
)
def test_an_address_that_would_be_a_link_is_one_of_the_web(said: str, kept: str | None) -> None:
    front = f"---\nsource_url: {said}\n---\n# Dose\n\n{STATEMENT}\n"

    assert an_ingested(front).document.url == kept
    assert an_ingested(f"# Dose\n\n{STATEMENT}\n", url=said).document.url == kept


# -- names and sizes -------------------------------------------------------------------------------------------------


def written(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_file_over_the_cap_is_put_aside_unread(tmp_path: Path) -> None:
    large = written(tmp_path / "large.md", b"words " * 200_000)

    (report,) = ingest_files(Settings(home=tmp_path / "home", starter=False, max_document_mb=1), [large])

    assert report.status is FileStatus.QUARANTINED
    assert "larger than 1 MB" in report.warnings[0]


def test_names_are_kept_as_names_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    names = ["a\nb.md", "\x1b[31mred.md", "..%2f..%2fx.md", "~root.md", "$(id).md", "....md", "a" * 200 + ".md", "ж.md"]
    files = [written(tmp_path / "in" / name, f"# H{n}\n\nGive {n} mg.\n".encode()) for n, name in enumerate(names)]
    files.append(tmp_path / "in" / "deep" / ".." / ".." / "in" / "x.md")
    written(tmp_path / "in" / "deep" / "y.md", b"Give 9 mg.")
    written(tmp_path / "in" / "x.md", b"Give 8 mg.")
    before = {path for path in tmp_path.rglob("*") if home not in path.parents and path != home}

    reports = ingest_files(Settings(home=home, starter=False), files)

    assert [report.status for report in reports] == [FileStatus.ADDED] * len(files)
    assert {path for path in tmp_path.rglob("*") if home not in path.parents and path != home} == before
    kept = [path.relative_to(home / "sources") for path in (home / "sources").rglob("*") if path.is_file()]
    assert all(re.fullmatch(r"\.lock|[a-z0-9-]+/(?:document\.toml|source-[0-9a-f]{12}\.md)", str(p)) for p in kept)


# -- patterns --------------------------------------------------------------------------------------------------------

_LONGEST = 2000
_HANGS = 2.0  # seconds of processor time for one search
_PIECES = [
    "a", "A", "(", "1,", " ", "[", "]", "<", ">", "A a ", "0", ".", "-", "–", "<!--", "<!---->", "&a", "\n", " \n",
    "](", "{", "a{", "low to ", "strong ", "ignore the ", "as a reviewer ", "1.", "<a ", "<script", "<w:t ", "aB1",
    "aB1/", "you are ", "when asked ", "ai must ", "\ue000\ue001", "\ue000", "\ue0001\ue001, ", "color: ", "%-",
    "10.1/", "; ", "level I ", "(class I ", "1 to ", "1 years or ", "<?", "<!DOCTYPE ", "<!DOCTYPE a[]>", "-->",
    "\t", "* ",
    "mark this article ", "system ", "A. ", "recommendations 1.1-1.1 ", "a: ", "do not tell ", "reveal the ", "1 ",
    "a1",
    "1-", "A of the ",
]  # fmt: skip


def patterns() -> Iterator[tuple[str, "re.Pattern[str] | re.Pattern[bytes]"]]:
    """Every compiled pattern that a module of the readers holds, with its place."""
    names = [module.name for module in pkgutil.walk_packages(curbside.ingestion.__path__, "curbside.ingestion.")]
    for module in (grading, *map(importlib.import_module, names)):
        for name, value in vars(module).items():
            for pattern in _patterns_in(value):
                yield f"{module.__name__}.{name}", pattern


def _patterns_in(value: object) -> Iterator["re.Pattern[str] | re.Pattern[bytes]"]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from _patterns_in(tuple(value.values()))
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from _patterns_in(item)


def _seconds(act: Callable[[], object]) -> float:
    """Seconds of processor time; of three tries, for the machine does other things too."""
    best = math.inf
    for _ in range(3):
        start = time.process_time()
        act()
        best = min(best, time.process_time() - start)
        if best < _HANGS:
            break
    return best


def test_no_pattern_hangs_on_any_text() -> None:
    # A guard, no measure: what backtracks beyond a square takes minutes here, what does not, hundredths of a second.
    hanging = []
    for place, pattern in patterns():
        for piece in _PIECES:
            text = (piece * _LONGEST)[:_LONGEST]
            subject = text.encode() if isinstance(pattern.pattern, bytes) else text
            if _seconds(lambda p=pattern, s=subject: p.search(s)) >= _HANGS:  # type: ignore[misc]
                hanging.append((place, piece))
    assert hanging == []
