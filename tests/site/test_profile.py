"""What people say of themselves, absence that hands work on, and the back office that gives roles."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import is_mfa_enabled
from django.core import mail
from django.test import Client
from django.utils import timezone

from curbside.domain.review import Role
from curbside.web.accounts.models import User
from curbside.web.publishing import services
from curbside.web.publishing.audit import faults
from curbside.web.publishing.models import Article, Review, ReviewEvent
from people import a_client, a_person

SOON = timezone.now().date() + timedelta(days=9)


@pytest.fixture
def waiting(db: None) -> Review:
    """A review that waits for its reviewer, of an article on gout."""
    author, editor = a_person("Ann Author", Role.AUTHOR), a_person("Ed Editor", Role.EDITOR)
    reviewer, now = a_person("Rita Reviewer", Role.BOARD), timezone.now()
    claim = {"key": "c1", "lead": "", "text": "Colchicine 0.5 mg.", "citations": [], "strength": "", "listed": []}
    section = {"key": "a", "heading": "A", "ordered": False, "groups": [{"lead": "", "claims": [claim]}]}
    body = {
        "headline": None,
        "sections": [section],
        "conflicts": [],
        "references": [],
        "made": {"library_generation": "g"},
    }
    article = services.submit(
        title="Gout", question="gout?", topics=["gout"], body=body, by=author, standing=lambda _: "", now=now
    )
    services.assign(article, [reviewer], by=editor, now=now)
    return Review.objects.get()


def test_an_absence_hands_the_work_to_whoever_is_free(waiting: Review) -> None:
    a_person("Sam Second", Role.BOARD)
    a_person("Gus Gout", Role.BOARD, topics=["gout"])
    client = a_client(waiting.reviewer)
    kept = client.post("/board/profile", {"interests": "", "topics": "gout, knees", "absent_until": f"{SOON}"})
    assert (kept.status_code, kept["Location"]) == (302, "/board/profile")
    page = client.get("/board/profile").content.decode()
    assert "Reviews handed to others: 1" in page
    assert f'value="{SOON}"' in page
    waiting.refresh_from_db()
    assert waiting.decision == "handed over"
    assert Review.objects.get(decision="").reviewer.name == "Gus Gout"
    waiting.reviewer.refresh_from_db()
    assert (waiting.reviewer.topics, waiting.reviewer.absent_until) == (["gout", "knees"], SOON)
    rows = list(ReviewEvent.objects.values_list("action", flat=True))
    assert (rows[-3:], faults()) == (["change profile", "hand over", "assign"], [])
    # sent twice, nothing more is done
    client.post("/board/profile", {"interests": "", "topics": "gout, knees", "absent_until": f"{SOON}"})
    assert ReviewEvent.objects.count() == len(rows)


def test_an_editor_is_told_when_nobody_is_free(waiting: Review, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = a_client(waiting.reviewer).post("/board/profile", {"absent_until": f"{SOON}"}, follow=True)
    assert "Nobody is free for 1; an editor is told." in page.content.decode()
    assert Review.objects.get(decision="").reviewer == waiting.reviewer
    assert [message.to for message in mail.outbox] == [["ed.editor@example.org"]]


def test_what_cannot_be_is_said_beside_the_form(waiting: Review) -> None:
    client = a_client(waiting.reviewer)
    past = client.post("/board/profile", {"absent_until": "2020-01-01", "topics": "kept as typed"})
    assert (past.status_code, "after today" in past.content.decode()) == (422, True)
    assert "kept as typed" in past.content.decode()
    assert client.post("/board/profile", {"absent_until": "never"}).status_code == 422


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.EDITOR, Role.BOARD, Role.LIBRARIAN])
def test_no_role_of_the_board_opens_the_back_office(db: None, role: Role) -> None:
    assert a_client(a_person("Somebody", role)).get("/admin/").status_code == 302


def test_the_back_office_gives_roles_on_the_record_and_deletes_nobody(waiting: Review) -> None:
    client = a_client(a_person("Sue Support", is_staff=True, is_superuser=True))
    place = f"/admin/accounts/user/{waiting.reviewer.pk}"
    assert client.get("/admin/").status_code == 200
    sent = client.post(
        f"{place}/change/",
        {"email": waiting.reviewer.email, "name": "Rita Reviewer", "credentials": "MD", "roles": ["board", "editor"],
         "is_active": "on"},
    )  # fmt: skip
    assert sent.status_code == 302, sent.content.decode()
    assert User.objects.get(pk=waiting.reviewer.pk).roles == ["board", "editor"]
    row = ReviewEvent.objects.last()
    assert row
    assert (row.action, row.actor_name) == ("change account", "Sue Support")
    assert "roles" in row.note
    assert client.post(f"{place}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"/admin/publishing/reviewevent/{row.pk}/change/").status_code == 200
    assert client.post(f"/admin/publishing/reviewevent/{row.pk}/change/", {"note": "x"}).status_code == 403
    made = client.post(
        "/admin/accounts/user/add/", {"email": "new@example.org", "name": "New One", "roles": ["author"]}
    )
    assert made.status_code == 302, made.content.decode()
    assert not User.objects.get(email="new@example.org").has_usable_password()
    TOTP.activate(waiting.reviewer, "A" * 32)
    asked = {"action": "forget_second_factors", "_selected_action": [waiting.reviewer.pk]}
    assert client.post("/admin/accounts/user/", asked).status_code == 302
    assert not is_mfa_enabled(waiting.reviewer)
    assert ReviewEvent.objects.order_by("pk").last().action == "forget second factors"
    assert Article.objects.count() == 1
    assert faults() == []


def test_the_back_office_signs_in_by_the_site_and_wants_a_second_factor(client: Client, db: None) -> None:
    assert client.get("/admin/login/")["Location"].startswith("/accounts/login/")
    real = a_person("Sue Support", is_staff=True, is_superuser=True, demonstration=False)
    assert a_client(real).get("/admin/")["Location"] == "/accounts/2fa/"
