"""Where documents come from: one source file with a `document.toml` beside it.

The starter library's sources lie in packages; what a librarian adds is copied below `home/sources`. Everything
else on disk can be rebuilt from these. A `document.toml` that names no file says more of a document of the starter
library: that it is withdrawn, say.
"""

import fcntl
import hashlib
import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from curbside.domain.errors import LibraryBroken

MANIFEST = "document.toml"
# What the file `document.toml` says of the source itself, not of the document.
_OURS = ("file", "name", "origin", "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One document's file and what its manifest says of it. The bytes are read when they are asked for."""

    id: str
    name: str  # file name as it came
    manifest: Mapping[str, object]
    content_sha256: str
    held: bytes | Path
    origin: str = ""  # where the file came from, "" for the starter library

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self.held if isinstance(self.held, bytes) else self.held.read_bytes()

    @property
    def sha256(self) -> str:
        """Hash over content and manifest: either changes the document."""
        digest = hashlib.sha256(self.content_sha256.encode())
        digest.update(json.dumps(self.manifest, sort_keys=True, default=str).encode())
        return digest.hexdigest()


def source_of(id: str, *, name: str, data: bytes, manifest: Mapping[str, object], origin: str = "") -> Source:
    """A source whose bytes are in memory."""
    return Source(
        id=id, name=name, manifest=manifest, content_sha256=hashlib.sha256(data).hexdigest(), held=data, origin=origin
    )


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
        yield source_of(
            f"om-{entry['id'].replace('_', '-')}@{package['version']}",
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
            yield source_of(
                folder.name,
                name="digest.md",
                data=(folder / "digest.md").read_bytes(),
                manifest=tomllib.loads((folder / "document.toml").read_text(encoding="utf-8")),
            )


def _starter(name: str) -> Traversable:
    return resources.files("curbside.library") / "starter" / name


def all_sources(folder: Path, *, starter: bool, rehash: bool = False) -> list[Source]:
    """Every source of the library, with what `folder` says of each.

    `rehash`: look at the files themselves, in case somebody changed one by hand.

    Raises:
        LibraryBroken: a `document.toml` cannot be read.
    """
    said = dict(_manifests(folder))
    sources = list(starter_sources()) if starter else []
    known = {source.id: source for source in sources}
    for place, manifest in said.items():
        if place in known:
            known[place] = replace(known[place], manifest={**known[place].manifest, **manifest})
        elif "file" in manifest:
            added = _added(folder / place, manifest)
            known[place] = replace(added, content_sha256=_sha256(Path(str(added.held)))) if rehash else added
    return list(known.values())


def added_sources(folder: Path, *, only: str = "") -> Iterator[Source]:
    """The documents that a librarian added, in the order of their ids; `only`: the one with that id."""
    for place, manifest in _manifests(folder, only=only):
        if "file" in manifest:
            yield _added(folder / place, manifest)


def _manifests(folder: Path, *, only: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    if not folder.is_dir():
        return
    for name in [only] if only else sorted(os.listdir(folder)):
        path = folder / name / MANIFEST
        if name.startswith(".") or not path.is_file():
            continue
        try:
            yield name, tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise LibraryBroken(f"{path}: not valid TOML ({error}). Mend or delete that file and try again.") from None


def _added(place: Path, manifest: Mapping[str, object]) -> Source:
    file = place / Path(str(manifest["file"])).name
    return Source(
        id=place.name,
        name=str(manifest.get("name", file.name)),
        manifest={key: value for key, value in manifest.items() if key not in _OURS},
        content_sha256=str(manifest.get("sha256") or _sha256(file)),
        held=file,
        origin=str(manifest.get("origin", "")),
    )


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return "missing"


def keep_source(folder: Path, source: Source, *, found: Mapping[str, tuple[str, str]] | None = None) -> None:
    """Copy a source below `folder`, in the place of an older one with its id.

    `found` (key → value, where) are values that the file itself gives; they are written down as comments, for whoever
    wants to put another in their place. The manifest names the file and is replaced in one step, so that a crash
    leaves the old source or the new one, never a half.

    Raises:
        LibraryBroken: the folder cannot be written.
    """
    place = folder / source.id
    file = f"source-{source.content_sha256[:12]}{_suffix(source.name)}"
    said = {"file": file, "name": source.name, "origin": source.origin, "sha256": source.content_sha256}
    comments = "".join(
        f"# {key} = {_value(value)}  # found: {where}\n"
        for key, (value, where) in (found or {}).items()
        if key not in source.manifest
    )
    with _writing(folder):
        place.mkdir(parents=True, exist_ok=True)
        _replace(place / file, source.data)
        _replace(place / MANIFEST, (_toml({**said, **source.manifest}) + comments).encode("utf-8"))
        for old in place.glob("source-*"):
            if old.name != file:
                old.unlink(missing_ok=True)


def describe_source(folder: Path, document_id: str, **said: object) -> None:
    """Add to what `document.toml` says of a document; also of one of the starter library.

    Raises:
        LibraryBroken: the folder cannot be written.
    """
    path = folder / document_id / MANIFEST
    with _writing(folder):
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        comments = "".join(f"{line}\n" for line in before.splitlines() if line.startswith("#"))
        _replace(path, (_toml({**tomllib.loads(before), **said}) + comments).encode("utf-8"))


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """One writer at a time, for as long as one document takes; what the system refuses is said in our words."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise LibraryBroken(
            f"{folder}: cannot be written ({error.strerror}). Free space or choose another folder with --home."
        ) from None


def _replace(path: Path, data: bytes) -> None:
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_bytes(data)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() else ""


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
