"""Where people and decisions are kept: a file in the home folder, or a PostgreSQL server."""

from typing import Any

from curbside.config import Settings
from curbside.domain.errors import BadInput


def database(settings: Settings) -> dict[str, Any]:
    """Django's settings of the database.

    Raises:
        BadInput: the address of a server cannot be read, or psycopg is not installed.
    """
    address = settings.database_url.get_secret_value()
    return postgresql(address) if address else sqlite(settings)


def sqlite(settings: Settings) -> dict[str, Any]:
    """One file, for one machine."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": settings.home / "curbside.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            # What is deleted is overwritten too, not only forgotten.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
        },
    }


def postgresql(address: str) -> dict[str, Any]:
    """A server, at an address as libpq reads it; what Django has no name for is handed on as an option.

    Raises:
        BadInput: it is no such address, or psycopg is not installed. The address holds a password: it is not repeated.
    """
    try:
        from psycopg import ProgrammingError  # noqa: PLC0415  # an optional part, by its licence
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415  # the same
    except ImportError:
        raise BadInput(
            "CURBSIDE_DATABASE_URL is set, but psycopg is not installed or does not load. "
            "Install it: pip install 'curbside[postgresql]'"
        ) from None
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(address).items()}
    except ProgrammingError:
        parts = {}
    if not parts.get("dbname"):
        raise BadInput(
            "CURBSIDE_DATABASE_URL is no address with the name of a database, like "
            "postgresql://user:password@host:5432/curbside"
        )
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{ours: parts.pop(theirs, "") for ours, theirs in named.items()},
        "CONN_HEALTH_CHECKS": True,
        # Values travel beside the statement, not in it: a statement that the server logs holds no question.
        "OPTIONS": {**parts, "server_side_binding": True},
    }
