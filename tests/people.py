"""People with roles, signed in; valid by default."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client

from curbside.domain.review import Role
from curbside.web.accounts.models import User

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROLES = (Role.AUTHOR, Role.EDITOR, Role.BOARD, Role.LIBRARIAN)


def a_person(name: str, *roles: Role, **fields: Any) -> User:
    """Somebody with roles; invented for a demonstration, so that no second factor is asked."""
    values = {"demonstration": True, "roles": [role.value for role in roles], **fields}
    return User.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", name=name, **values)


def a_client(person: User) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
