"""A person with an account. Readers need none."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models

from curbside.domain.review import Role

GIVEN = (Role.AUTHOR, Role.EDITOR, Role.BOARD, Role.LIBRARIAN)  # the system's role is nobody's


def known_roles(value: Any) -> None:
    """A validator: a list of roles that people can have."""
    if not isinstance(value, list) or not set(value) <= {role.value for role in GIVEN}:
        raise ValidationError(f"Roles are: {', '.join(role.value for role in GIVEN)}")


class People(BaseUserManager):
    """Makes accounts; an e-mail address is the name to sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account; without a password it cannot be signed in to until one is set by e-mail."""
        if not email:
            raise ValueError("an account needs an e-mail address")
        user: Any = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user  # type: ignore[no-any-return]  # an account

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account that may do everything in the back office."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Somebody who signs in: author, editor, board member or librarian."""

    username = None  # type: ignore[assignment]  # the e-mail address is the name
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, help_text="As it stands under an approval.")
    credentials = models.CharField(max_length=200, blank=True, help_text="Degrees and post, as the public reads them.")
    interests = models.TextField(blank=True, help_text="Declared interests, as the public reads them.")
    roles = models.JSONField(default=list, blank=True, validators=[known_roles])
    topics = models.JSONField(default=list, blank=True, help_text="What a board member is asked to review.")
    absent_until = models.DateField(null=True, blank=True, help_text="No new work until then.")
    demonstration = models.BooleanField(default=False, help_text="Invented for the demonstration; no real person.")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = People()  # type: ignore[assignment,misc]  # signs in by e-mail

    def __str__(self) -> str:
        return self.name or self.email

    def has_role(self, roles: Iterable[Role]) -> bool:
        """Whether the person has any of these roles."""
        return self.is_active and bool(set(self.roles) & {role.value for role in roles})

    def is_absent(self, today: date) -> bool:
        """Whether no work may be given to the person."""
        return self.absent_until is not None and self.absent_until > today
