"""What allauth asks us: whether anybody may sign up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are given by an editor unless the site is open to all."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """As the setting says."""
        return bool(settings.CURBSIDE.sign_up)
