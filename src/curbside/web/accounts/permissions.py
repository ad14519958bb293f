"""Who may do what, as one table. Views ask it; a test walks it; the editorial policy prints it."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from curbside.domain.review import Role


class Permission(StrEnum):
    """Something that not everybody may do."""

    SUBMIT = "submit an answer as an article and revise one's own"
    SEE_QUEUE = "see the queue and the pages of articles under review"
    REVIEW = "decide claims and sign versions of others"
    ASSIGN = "assign reviewers, hand work over, revise for an author"
    UNPUBLISH = "unpublish and reinstate"
    SETTLE_REPORTS = "settle reports of problems"
    KEEP_LIBRARY = "take documents in, describe, supersede and withdraw them"


PERMISSIONS: Mapping[Permission, frozenset[Role]] = {
    Permission.SUBMIT: frozenset({Role.AUTHOR, Role.EDITOR, Role.BOARD}),
    Permission.SEE_QUEUE: frozenset({Role.AUTHOR, Role.EDITOR, Role.BOARD, Role.LIBRARIAN}),
    Permission.REVIEW: frozenset({Role.BOARD}),
    Permission.ASSIGN: frozenset({Role.EDITOR}),
    Permission.UNPUBLISH: frozenset({Role.EDITOR}),
    Permission.SETTLE_REPORTS: frozenset({Role.EDITOR, Role.BOARD}),
    Permission.KEEP_LIBRARY: frozenset({Role.LIBRARIAN}),
}


def may(user: Any, permission: Permission) -> bool:
    """Whether somebody, signed in or not, may do this."""
    return bool(user.is_authenticated and user.has_role(PERMISSIONS[permission]))


def requires(permission: Permission) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view for those who may: others are led to sign in, or refused with 403."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.path)
            if not may(request.user, permission):
                raise PermissionDenied(f"This is for those who {permission.value}.")
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # the table's test reads it
        return guarded

    return decorate


def permitted(request: HttpRequest) -> dict[str, Any]:
    """For templates: the names of what the signed-in person may do, as `may.SEE_QUEUE`."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"may": {}}
    return {"may": {permission.name: may(user, permission) for permission in Permission}}
