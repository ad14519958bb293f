"""Settings: every knob with its unit, range and default. Environment prefix `CURBSIDE_`."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from curbside.domain.errors import BadInput

# Read by tests and tools, not by the program.
FOREIGN_NAMES = frozenset({"CURBSIDE_TEST_DATA"})


def default_home() -> Path:
    """The platform's folder for a user's data."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "curbside"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "curbside"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "curbside"


class Settings(BaseSettings):
    """Everything that can be set. Derived settings of Django are in `project.settings`."""

    model_config = SettingsConfigDict(env_prefix="CURBSIDE_", frozen=True, extra="forbid")

    home: Path = Field(default_factory=default_home, description="Folder of library, index and database.")
    starter: bool = Field(True, description="Whether the starter library is part of the library.")
    candidates: int = Field(120, ge=10, le=1000, description="Passages taken from the search engine for one question.")
    dense: bool = Field(
        False,
        description="Whether passages are also found by what they mean, and the best statements read together with the "
        "question; needs the sentence model that `make dense` installs.",
    )
    text_boost: float = Field(1.0, ge=0, le=10, description="Weight of a passage's own words in search.")
    lead_in_boost: float = Field(0.8, ge=0, le=10, description="Weight of its lead-ins in search.")
    heading_boost: float = Field(0.8, ge=0, le=10, description="Weight of the headings above it in search.")
    title_boost: float = Field(0.6, ge=0, le=10, description="Weight of the document's title in search.")
    max_question_chars: int = Field(2000, ge=100, le=20000, description="Longest question, in characters.")
    max_document_mb: int = Field(50, ge=1, le=1000, description="Largest file taken in, in megabytes.")
    secret_key: str = Field("", description="Key of the site's sessions; made and kept in home if empty.")
    allowed_hosts: str = Field("127.0.0.1,localhost", description="Host names the site answers to.")
    answer_hours: int = Field(24, ge=1, le=720, description="How long an answer not kept stays, in hours.")
    kept_days: int = Field(365, ge=1, le=3650, description="How long an answer stays that is kept, in days.")
    site_url: str = Field("http://127.0.0.1:8000", description="Address of the site, as it stands in e-mails.")
    sign_up: bool = Field(False, description="Whether anybody may make an account; else an editor's command does.")
    mail_host: str = Field(
        "", description="SMTP server; empty: e-mails are written to files in the folder mail of home."
    )
    mail_port: int = Field(25, ge=1, le=65535, description="Its port.")
    mail_user: str = Field("", description="Name to sign in with at the SMTP server, empty: none.")
    mail_password: str = Field("", description="Password of that name.")
    mail_tls: bool = Field(False, description="Whether the connection to the SMTP server is made secure (STARTTLS).")
    mail_from: str = Field("Curbside <curbside@localhost>", description="Sender of e-mails.")
    oidc: str = Field("", description="OpenID Connect sign-in: name; client id; secret; server address; empty: none.")
    database_url: SecretStr = Field(
        SecretStr(""), description="Address of a PostgreSQL server and database; empty: a file in home."
    )
    debug: bool = Field(False, description="Django's debug pages; never on a server others can reach.")
    model_url: str = Field("", description="Address of an OpenAI-compatible server, up to /v1; empty: no model.")
    model_name: str = Field("", validate_default=True, description="Name of the model, as the server calls it.")
    model_key: SecretStr = Field(SecretStr(""), description="Key for the server, where it wants one; never shown.")
    model_seconds: float = Field(2.5, ge=0.2, le=120, description="Longest wait for the model, in seconds.")
    model_tokens: int = Field(3000, ge=100, le=32000, description="Longest reply of the model, in tokens.")

    @field_validator("model_url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        parts = urlsplit(url)
        plain = not (parts.query or parts.fragment or parts.username or parts.password)
        if url and not (parts.scheme in ("http", "https") and parts.hostname and plain and url.isascii()):
            raise ValueError("is no address like http://127.0.0.1:8080/v1 (a key goes into CURBSIDE_MODEL_KEY)")
        return url.rstrip("/")

    @field_validator("model_name")
    @classmethod
    def _is_named(cls, name: str, info: ValidationInfo) -> str:
        if info.data.get("model_url") and not name.strip():
            raise ValueError("is empty, and CURBSIDE_MODEL_URL is set. Give the model's name")
        if len(name) > 200 or not name.isprintable():
            raise ValueError("is no name of a model: at most 200 printable characters")
        return name.strip()

    @field_validator("model_key")
    @classmethod
    def _fits_a_header(cls, key: SecretStr) -> SecretStr:
        said = key.get_secret_value()
        if not (said.isascii() and (said.isprintable() and " " not in said)):
            raise ValueError("holds characters that no key has (a line end or a space?)")
        return key


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment, with overrides from the command line.

    Raises:
        BadInput: a `CURBSIDE_` variable is not one of ours, or a value is out of range.
    """
    known = {f"CURBSIDE_{name.upper()}" for name in Settings.model_fields} | FOREIGN_NAMES
    unknown = sorted(name for name in os.environ if name.startswith("CURBSIDE_") and name not in known)
    if unknown:
        raise BadInput(
            f"{', '.join(unknown)}: no such setting. Misspelt settings would be ignored in silence, so they "
            "are refused. Known names: docs/reference/settings.md"
        )
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]  # values are checked by pydantic
    except ValidationError as error:
        faults = "; ".join(f"CURBSIDE_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise BadInput(f"A setting is out of its range: {faults}. See docs/reference/settings.md") from None
