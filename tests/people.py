"""People with roles, signed in; valid by default."""

import importlib
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client

from curbside.domain.review import Role
from curbside.web.accounts.models import User

PASSWORD = "a long enough password"  # noqa: S105  # of invented people
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_person(name: str, *roles: Role, **fields: Any) -> User:
    """Somebody with roles; invented for a demonstration, so that no second factor is asked."""
    values = {"demonstration": True, "roles": [role.value for role in roles], **fields}
    return User.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", name=name, **values)


def a_client(person: User) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def forget_articles() -> None:
    """Empty the tables that refuse to be emptied; for tests whose database is flushed, not rolled back."""
    migration = importlib.import_module("curbside.web.publishing.migrations.0002_written_once")
    with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
        migration.unguard(apps, editor)
        for model in apps.get_app_config("publishing").get_models():
            editor.execute(f"DELETE FROM {model._meta.db_table}")
        migration.guard(apps, editor)
