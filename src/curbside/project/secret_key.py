"""The key that signs cookies: from the settings, else made once and kept where only its owner reads it."""

import os
import secrets
from pathlib import Path

from curbside.config import Settings
from curbside.domain.errors import BadInput


def secret_key(settings: Settings) -> str:
    """The key of this installation; the same at every start.

    Raises:
        BadInput: the home folder cannot be written.
    """
    if settings.secret_key:
        return settings.secret_key
    path = settings.home / "secret_key"
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        return _kept(path) or _made(path)
    except OSError as error:
        raise BadInput(
            f"{path}: {error.strerror}. Mend the rights of the folder, or choose another with CURBSIDE_HOME."
        ) from None


def _kept(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def _made(path: Path) -> str:
    """Write a new key beside its place and move it there, so that nobody ever reads half of one."""
    key = secrets.token_urlsafe(48)
    draft = path.with_name(f".secret_key-{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as handle:
        handle.write(key)
    try:
        os.link(draft, path)
    except FileExistsError:
        return _kept(path)  # another process was first
    finally:
        draft.unlink()
    return key
