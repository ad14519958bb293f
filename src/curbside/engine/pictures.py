"""Pictures of PDF pages for the viewer, drawn by a confined process and kept."""

import os
import subprocess
import sys
from pathlib import Path

from curbside.config import Settings
from curbside.library.sources import Source, added_sources

_SECONDS = 30
_MOST_KEPT = 500  # pictures; older ones go


def source_of_document(settings: Settings, document_id: str) -> Source | None:
    """The file that a document was read from, None for the starter library's."""
    place = settings.home / "sources" / document_id
    if "/" in document_id or not place.is_dir():
        return None
    return next((source for source in added_sources(place.parent, only=document_id)), None)


def page_picture(settings: Settings, document_id: str, page: int) -> bytes | None:
    """The page (from 1) of a PDF as PNG; None where there is no such page or it cannot be drawn."""
    source = source_of_document(settings, document_id)
    if source is None:
        return None
    kept = settings.home / "pictures" / f"{source.content_sha256[:32]}-{page}.png"
    if kept.is_file():
        return kept.read_bytes()
    data = source.data
    if b"%PDF-" not in data[:1024]:
        return None
    try:
        drawn = subprocess.run(  # noqa: S603  # our own module, by our own interpreter; the page is a number
            [sys.executable, "-m", "curbside.ingestion.page_picture", str(page)],
            input=data, capture_output=True, timeout=_SECONDS, check=False,
        ).stdout  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    if not drawn.startswith(b"\x89PNG"):
        return None
    _keep(kept, drawn)
    return drawn


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_bytes(data)
    new.replace(path)
    pictures = sorted(path.parent.glob("*.png"), key=lambda picture: picture.stat().st_mtime)
    for old in pictures[:-_MOST_KEPT]:
        old.unlink(missing_ok=True)
