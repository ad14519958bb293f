"""Where documents come from: one source file with a `document.toml` beside it.

The starter library's sources lie in packages; what a librarian adds is copied below `home/sources`. Everything
else on disk can be rebuilt from these.
"""

import hashlib
import json
import os
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from curbside.domain.errors import LibraryBroken


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The bytes of one document and what its manifest says of it."""

    id: str
    name: str  # file name; the suffix chooses the reader
    data: bytes
    manifest: Mapping[str, object]

    @property
    def sha256(self) -> str:
        """Hash over content and manifest: either changes the document."""
        digest = hashlib.sha256(self.data)
        digest.update(json.dumps(self.manifest, sort_keys=True, default=str).encode())
        return digest.hexdigest()


def starter_sources() -> Iterator[Source]:
    """The library that a new installation begins with: open-medicine's summaries and our own digests."""
    yield from _summaries()
    yield from _digests()


def _summaries() -> Iterator[Source]:
    overlay = tomllib.loads(_starter("overlay.toml").read_text(encoding="utf-8"))
    package = overlay["package"]
    guidelines = resources.files("open_medicine") / "guidelines"
    registry = json.loads((guidelines / "registry.json").read_text(encoding="utf-8"))
    for entry in sorted(registry, key=lambda entry: str(entry["id"])):
        known = overlay.get(entry["id"], {})
        folder = guidelines / "content" / entry["id"]
        data = "\n\n".join(
            (folder / f"{section}.md").read_text(encoding="utf-8") for section in entry["sections"]
        ).encode()
        source_kind = known.get("source_kind", "guideline")
        superseded_by = known.get("superseded_by")
        yield Source(
            id=f"om-{entry['id'].replace('_', '-')}@{package['version']}",
            name="summary.md",
            data=data,
            manifest={
                "title": entry["title"],
                "publisher": entry["organization"],
                "year": entry["year"],
                "edition": str(entry["year"]),
                "kind": "summary",
                "status": "superseded" if superseded_by else "current",
                "superseded_by": superseded_by,
                "summarises": f"{entry['title']} ({source_kind}, {entry['organization']}, {entry['year']})",
                "text_by": package["text_by"],
                "licence": package["licence"],
                "display": "full",
                "doi": known.get("doi", entry["doi"]),
                "doi_note": known.get("doi_note", package["doi_note"]),
                "topics": entry["topics"],
                "errata": known.get("errata", []),
            },
        )


def _digests() -> Iterator[Source]:
    for folder in sorted(_starter("digests").iterdir(), key=lambda folder: folder.name):
        if folder.is_dir() and (folder / "document.toml").is_file():
            yield Source(
                id=folder.name,
                name="digest.md",
                data=(folder / "digest.md").read_bytes(),
                manifest=tomllib.loads((folder / "document.toml").read_text(encoding="utf-8")),
            )


def _starter(name: str) -> Traversable:
    return resources.files("curbside.library") / "starter" / name


def added_sources(folder: Path) -> Iterator[Source]:
    """The documents that a librarian added, in the order of their ids."""
    if not folder.is_dir():
        return
    for place in sorted(folder.iterdir()):
        manifest = place / "document.toml"
        if place.name.startswith(".") or not manifest.is_file():
            continue
        try:
            described = tomllib.loads(manifest.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise LibraryBroken(
                f"{manifest}: not valid TOML ({error}). Mend or delete that file and try again."
            ) from None
        name = str(described.pop("file", "source.md"))
        yield Source(id=place.name, name=name, data=(place / name).read_bytes(), manifest=described)


def keep_source(folder: Path, source: Source) -> bool:
    """Copy a source below `folder`; False if the same content is there already.

    Written beside and renamed, so that a crash leaves the old source or the new one, never a half.
    """
    place = folder / source.id
    new = folder / f".{source.id}.{os.getpid()}"
    try:
        if place.is_dir() and (place / source.name).is_file() and (place / source.name).read_bytes() == source.data:
            return False
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        (new / source.name).write_bytes(source.data)
        (new / "document.toml").write_text(_toml({"file": source.name, **source.manifest}), encoding="utf-8")
        if place.exists():
            old = folder / f".{source.id}.old"
            shutil.rmtree(old, ignore_errors=True)
            place.rename(old)
            new.rename(place)
            shutil.rmtree(old, ignore_errors=True)
        else:
            new.rename(place)
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        raise LibraryBroken(
            f"{folder}: cannot be written ({error.strerror}). Free space or choose another folder with --home."
        ) from None
    return True


def _toml(manifest: Mapping[str, object]) -> str:
    """A manifest as TOML, one key a line."""
    return "".join(f"{key} = {_value(value)}\n" for key, value in manifest.items() if value is not None)


def _value(value: object) -> str:
    """A TOML value; JSON strings and numbers are valid TOML."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{k} = {_value(v)}" for k, v in value.items() if v is not None) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)
