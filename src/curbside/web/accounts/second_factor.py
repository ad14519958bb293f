"""Whoever decides for others signs in with a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from curbside.domain.review import Role

NEEDED_BY = (Role.BOARD, Role.EDITOR, Role.LIBRARIAN)
_FREE = ("/accounts/", "/static/", "/health")


class SecondFactor:
    """Leads people of these roles, and those of the back office, to set one up before anything else.

    Invented people of a demonstration need none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            user.is_authenticated
            and (user.is_staff or user.has_role(NEEDED_BY))
            and not user.demonstration
            and not request.path.startswith(_FREE)
            and not is_mfa_enabled(user)
        ):
            messages.warning(
                request, "Your role needs a second factor. Set up an authenticator app or a passkey first."
            )
            return redirect("mfa_index")
        return self._get_response(request)
