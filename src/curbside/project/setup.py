"""Make Django ready in this process, and its database ready for this version."""

import os

import django
from django.core.management import call_command
from django.db import OperationalError
from pydantic import SecretStr

from curbside.config import Settings
from curbside.domain.errors import BadInput


def prepare(settings: Settings) -> None:
    """Set Django up with these settings and bring the database up to date, quietly.

    Django's settings read the environment, so what the command line changed is handed over there.

    Raises:
        BadInput: the database server that is set cannot be reached.
    """
    for name, value in settings.model_dump().items():
        said = value.get_secret_value() if isinstance(value, SecretStr) else value
        os.environ[f"CURBSIDE_{name.upper()}"] = str(said)
    os.environ["DJANGO_SETTINGS_MODULE"] = "curbside.project.settings"
    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    except OperationalError as error:
        if not settings.database_url.get_secret_value():
            raise
        raise BadInput(
            f"The server of CURBSIDE_DATABASE_URL does not let us in: {' '.join(str(error).split())} "
            "Check that it runs, and the address, name and password. See docs/how-to/run-on-postgresql.md"
        ) from None
