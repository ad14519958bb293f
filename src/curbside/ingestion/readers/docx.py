"""Word documents → blocks, by way of mammoth's HTML: styles become headings, numbering lists, footnotes notes."""

import io
import lzma
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from xml.parsers.expat import ExpatError

import mammoth
from lxml import etree

from curbside.domain.errors import UnreadableDocument
from curbside.domain.text import clean, one_line
from curbside.ingestion.inline import raise_signs
from curbside.ingestion.raw import Block, BlockKind, RawDocument, Said
from curbside.ingestion.readers.html import read_fragment

_MOST_BYTES = 200_000_000  # unpacked
_MOST_RATIO = 100
_MOST_ENTRIES = 2000
_DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, EOFError)  # what unpacking raises
_PARSED = re.compile(r"\.(?:xml|rels)$", re.I)
_TEXT_PARTS = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml$")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_VANISH = re.compile(r"<w:vanish\b")
_LONGEST_EXCERPT = 80
# What mammoth writes for foot- and endnotes: a link in brackets where they stand, a list of them at the end.
_NOTE_SIGN = re.compile(r'<sup><a href="#(?:foot|end)note-[^"]*" id="(?:foot|end)note-ref-[^"]*">\[(\d+)\]</a></sup>')
_NOTES = re.compile(r'<ol>(?=<li id="(?:foot|end)note-)')
_NOTE = re.compile(r'<li id="(?:foot|end)note-[^"]*">')
_BACK = re.compile(r'<a href="#(?:foot|end)note-ref-[^"]*">↑</a>')
_TEXT = re.compile(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>")
_CORE: Mapping[str, str] = {
    "title": "dc:title",
    "authors": "dc:creator",
    "published_on": "dcterms:created",
    "updated_on": "dcterms:modified",
    "language": "dc:language",
}


def read_docx(data: bytes) -> RawDocument:
    """Blocks of a Word document in reading order.

    Raises:
        UnreadableDocument: it is damaged, protected, unpacks to too much, or holds no text.
    """
    parts = _parts(data)
    seen, hidden = _without_hidden(data, parts)
    try:
        # Pictures are not read; mammoth would put them into the HTML, byte by byte.
        converted = mammoth.convert_to_html(
            io.BytesIO(seen), convert_image=mammoth.images.img_element(lambda image: {"src": ""})
        )
    except RecursionError:
        raise UnreadableDocument(
            "nests its parts deeper than any document needs. Open it in a word processor, save it anew and ingest it "
            "again."
        ) from None
    except (LookupError, ValueError, AttributeError, TypeError, OSError, ExpatError, *_DAMAGE) as error:
        # mammoth lets what its parts raise through; to a librarian they all say the same.
        raise UnreadableDocument(
            f"its parts contradict each other ({type(error).__name__}: {one_line(str(error))[:80]}). Open it in a word "
            "processor, save it anew and ingest it again."
        ) from None
    if not converted.value.strip():
        raise UnreadableDocument("holds no text. Check that the right file was saved, and ingest it again.")
    body, *listed = _NOTES.split(_NOTE_SIGN.sub(_raised_sign, converted.value), maxsplit=1)
    reading = read_fragment(body)
    blocks = [*reading.blocks, *_notes("".join(listed))]
    text = "".join(parts.values())
    return RawDocument(
        blocks=tuple(blocks),
        metadata=_described(data),
        source_chars=len("".join(clean("".join(_unescaped(words) for words in _TEXT.findall(text))).split())),
        left_out=dict(reading.left_out + Counter({"hidden text": len("".join(hidden.split()))})),
        warnings=(*reading.warnings, *_hidden_warning(hidden), *_warnings(data)),
    )


def _without_hidden(data: bytes, parts: Mapping[str, str]) -> tuple[bytes, str]:
    """The document without the runs that Word does not show, and their words.

    A reader of the document cannot see them, and mammoth does not know them.
    """
    if not any(_VANISH.search(text) for text in parts.values()):
        return data, ""
    hidden: list[str] = []
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name in parts and _VANISH.search(parts[name]):
                part = _shown(part, hidden)
            new.writestr(name, part)
    return out.getvalue(), clean(" ".join(hidden))


def _shown(part: bytes, hidden: list[str]) -> bytes:
    """A part without its hidden runs; their words go to `hidden`."""
    try:
        # No entity is declared here, so the parser needs no guard against those that grow.
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return part  # mammoth will say so
    for run in root.iter(f"{{{_WORD}}}r"):
        mark = run.find(f"{{{_WORD}}}rPr/{{{_WORD}}}vanish")
        if mark is not None and mark.get(f"{{{_WORD}}}val", "true") not in ("0", "false", "off"):
            for words in run.findall(f"{{{_WORD}}}t"):
                hidden.append(words.text or "")
                words.text = ""
    return bytes(etree.tostring(root))


def _hidden_warning(hidden: str) -> tuple[str, ...]:
    words = one_line(hidden)
    excerpt = words[:_LONGEST_EXCERPT]
    return (f"hidden text left out ({len(words)} characters): “{excerpt}”",) if words else ()


def _raised_sign(match: re.Match[str]) -> str:
    """The number of a foot- or endnote as it is printed: raised, and part of the sentence."""
    return raise_signs(match[1])


def _notes(listed: str) -> Iterator[Block]:
    """Foot- and endnotes, each one block with its number; mammoth lists them at the end."""
    for number, note in enumerate(_NOTE.split(listed)[1:], start=1):
        words = [block.text for block in read_fragment(_BACK.sub("", note)).blocks]
        if words:
            yield Block(kind=BlockKind.NOTE, text=" ".join(words), marker=str(number))


def _parts(data: bytes) -> dict[str, str]:
    """The XML parts that carry text, by name, after a look at what the archive would unpack to."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive)
            # Every part that is parsed is looked into, not only those whose words are kept.
            parts = {name: _read(archive, name) for name in archive.namelist() if _PARSED.search(name)}
            return {name: text for name, text in parts.items() if _TEXT_PARTS.search(name.replace("\\", "/"))}
    except (OSError, ValueError, NotImplementedError, RuntimeError, *_DAMAGE) as error:
        raise UnreadableDocument(
            f"the file is damaged or protected by a password ({one_line(str(error))[:80]}). Save it anew without a "
            "password and ingest it again."
        ) from None


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that unpacks to too much, by its own table of contents."""
    entries = archive.infolist()
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if len(entries) > _MOST_ENTRIES or unpacked > _MOST_BYTES or unpacked > _MOST_RATIO * max(packed, 10_000):
        raise UnreadableDocument(
            f"unpacks to {unpacked // 1_000_000} MB in {len(entries)} parts from {packed // 1_000} kB, which no honest "
            "document does. Save it anew in a word processor and ingest it again."
        )
    names = {entry.filename for entry in entries}
    if "word/document.xml" not in names:
        raise UnreadableDocument("is no Word document (it has no main part). Save it as .docx and ingest it again.")


def _read(archive: zipfile.ZipFile, name: str) -> str:
    """One part, counted while it is unpacked: the table of contents may lie."""
    with archive.open(name) as part:
        data = part.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise UnreadableDocument(
            "unpacks to more than its table of contents says. Save it anew in a word processor and ingest it again."
        )
    plain = data.replace(b"\x00", b"")  # UTF-16 is read by the parser as well
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise UnreadableDocument(
            f"{name} declares entities, which no word processor writes. Save it anew and ingest it again."
        )
    return data.decode("utf-8", "replace")


def _unescaped(words: str) -> str:
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def _described(data: bytes) -> dict[str, Said]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "docProps/core.xml" not in archive.namelist():
            return {}
        core = _read(archive, "docProps/core.xml")
    said = {}
    for key, element in _CORE.items():
        found = re.search(rf"<{element}(?:\s[^>]*)?>([^<]+)</{element}>", core)
        if found and (value := one_line(clean(_unescaped(found[1])))) and value.lower() != "python-docx":
            said[key] = Said(value=value, where=f"docProps/core.xml: {element}")
    return said


def _warnings(data: bytes) -> tuple[str, ...]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    found = []
    if any("vbaProject" in name for name in names):
        found.append("holds macros; they are not read and never run")
    if any("/embeddings/" in name for name in names):
        found.append("holds embedded files; they are not read")
    return tuple(found)
