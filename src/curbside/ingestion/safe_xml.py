"""XML from strangers → a tree, or a plain refusal: no entity is expanded, nothing is fetched or lost in silence."""

import html
import html.entities
import re

from lxml import etree

from curbside.domain.errors import UnreadableDocument
from curbside.domain.text import one_line
from curbside.ingestion.tables import Element

_MOST_BYTES = 64_000_000
_DEEPEST = 256  # nested elements; a tree of words needs a tenth of it
_NEXT_STEP = "Save the file as well-formed XML and ingest it again."
_DECLARED = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']""")
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]*+(?:(?P<subset>\[)[^>]*+)?>")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BAD_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|(\d{1,8}));")


def parse_xml(data: bytes) -> Element:
    """The root of an XML file, its names without name spaces and in lower case.

    Raises:
        UnreadableDocument: not well-formed, too large, too deep, or it declares entities.
    """
    if len(data) > _MOST_BYTES:
        raise UnreadableDocument(f"larger than {_MOST_BYTES // 1_000_000} MB of XML. Split it and ingest the parts.")
    text = _FORBIDDEN.sub("\ufffd", _decoded(data))
    doctype = _DOCTYPE.search(text[:20_000])
    if doctype and doctype["subset"]:
        raise UnreadableDocument(f"declares entities of its own, which documents need not. {_NEXT_STEP}")
    # Without its DTD a file's named characters (&alpha;) mean nothing to the parser, and it would drop them.
    text = _DECLARED.sub("", _DOCTYPE.sub("", text, count=1) if doctype else text)
    text = _BAD_REFERENCE.sub(_legal_reference, _NAMED.sub(_character, text))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(f"not well-formed XML ({one_line(str(error))[:120]}). {_NEXT_STEP}") from None
    if root.getroottree().docinfo.doctype:
        # One that stands too far down, or is too odd, to have been taken out above.
        raise UnreadableDocument(f"declares its type in a way that documents need not. {_NEXT_STEP}")
    _check_depth(root)
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname.lower()
    return root


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        named = _ENCODING.match(data[:200])
        encoding = named[1].decode("ascii") if named else "utf-8"
    try:
        return data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except (UnicodeError, LookupError) as error:
        raise UnreadableDocument(
            f"its characters cannot be read as {encoding} ({one_line(str(error))[:60]}). Save the file as UTF-8 and "
            "ingest it again."
        ) from None


def _character(match: re.Match[str]) -> str:
    """The character that a name of HTML stands for; markup's own names stay."""
    name = match[1]
    if name in _XML_OWN:
        return match[0]
    found = html.entities.html5.get(f"{name};")
    if found is None:
        raise UnreadableDocument(f"holds “{match[0]}”, a name that only its own DTD explains. {_NEXT_STEP}")
    return html.escape(found, quote=False)


def _legal_reference(match: re.Match[str]) -> str:
    """A reference by number, or the sign for an unreadable character where XML has none of that number."""
    code = int(match[1], 16) if match[1] else int(match[2])
    legal = code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return match[0] if legal else "\ufffd"


def _check_depth(root: Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise UnreadableDocument(f"nests more than {_DEEPEST} elements. {_NEXT_STEP}")


def words_in(element: Element) -> int:
    """Characters of an element's text, white space not counted."""
    return sum(len("".join(piece.split())) for piece in element.itertext())
