"""Who may open and do what: each role by each view, from the table of permissions."""

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from curbside.domain.review import Role
from curbside.web.accounts.models import GIVEN
from curbside.web.accounts.permissions import PERMISSIONS, Permission
from curbside.web.publishing.models import Article
from people import a_client, a_person

GUARDED = {
    pattern.name: pattern.callback.permission
    for pattern in get_resolver("curbside.web.publishing.urls").url_patterns
    if hasattr(pattern.callback, "permission")
}
# Whoever comes without the right role is refused; the rest is refused or not by the state of the article.
ARGUMENTS = {
    "submit": ["no-such-record"],
    "queue": [],
    "profile": [],
    "settle-report": [999_999],
    "change-standing": ["none"],
    "describe": ["none"],
    "intake": [],
    "put-in": [],
    "read-again": [],
    "remove-file": [],
}


@pytest.fixture
def somebody(db: None) -> dict[Role, Client]:
    return {role: a_client(a_person(f"Some {role.value}", role)) for role in GIVEN}


@pytest.fixture
def article(db: None) -> Article:
    from people import NOW

    owner = a_person("Somebody Else", Role.AUTHOR)
    body: dict[str, Any] = {"headline": None, "sections": [], "conflicts": [], "references": [], "made": {}}
    return Article.objects.create(
        slug="a", title="A", question="a?", owner=owner, body=body, created_at=NOW, updated_at=NOW
    )


def address(name: str, article: Article) -> str:
    return reverse(name, args=ARGUMENTS.get(name, [article.pk]))


@pytest.mark.parametrize("name", GUARDED)
@pytest.mark.parametrize("role", GIVEN)
def test_a_view_is_refused_to_all_but_the_roles_of_its_permission(
    name: str, role: Role, somebody: dict[Role, Client], article: Article
) -> None:
    allowed = role in PERMISSIONS[GUARDED[name]]
    for method in ("get", "post"):
        answer = getattr(somebody[role], method)(address(name, article))
        if allowed:
            # who is no editor may not touch another author's article, though they may their own
            others = role is Role.AUTHOR or (role is Role.BOARD and name == "revise")
            assert answer.status_code != 403 or others, (name, method)
        else:
            assert answer.status_code in (403, 405), (name, method)


@pytest.mark.parametrize("name", GUARDED)
def test_whoever_is_not_signed_in_is_led_to_sign_in(name: str, client: Client, article: Article) -> None:
    answers = [client.get(address(name, article)), client.post(address(name, article))]
    assert any(a.status_code == 302 and a["Location"].startswith("/accounts/login/") for a in answers)
    assert all(a.status_code in (302, 405) for a in answers)


def test_every_view_of_the_board_but_its_public_pages_is_guarded() -> None:
    routes = {p.name: p.callback for p in get_resolver("curbside.web.publishing.urls").url_patterns}
    open_to_all = {name for name, view in routes.items() if not hasattr(view, "permission")}

    assert open_to_all == {
        "articles", "feed", "article", "article-history", "article-version", "article-basis", "article-report",
        "article-references", "article-markdown", "article-pdf", "policy", "disclaimer", "llms", "sitemap",
        "board-members",
    }  # fmt: skip


def test_every_permission_has_a_role_and_the_system_has_none() -> None:
    assert set(PERMISSIONS) == set(Permission)
    assert all(roles and Role.SYSTEM not in roles for roles in PERMISSIONS.values())


@pytest.mark.parametrize("role", [Role.BOARD, Role.EDITOR, Role.LIBRARIAN])
def test_whoever_decides_for_others_needs_a_second_factor(role: Role, db: None) -> None:
    client = a_client(a_person("Real Person", role, demonstration=False))
    assert client.get("/board/")["Location"] == "/accounts/2fa/"


def test_who_is_refused_reads_what_the_page_is_for(db: None) -> None:
    page = a_client(a_person("Ann", Role.LIBRARIAN)).post("/board/1/assign")
    assert page.status_code == 403
    assert "not for your role" in page.content.decode()
    assert "assign reviewers" in page.content.decode()


def test_an_author_needs_none(db: None) -> None:
    assert a_client(a_person("Real Author", Role.AUTHOR, demonstration=False)).get("/").status_code == 200
