"""Every page of sign-in that is linked or documented opens, in the house's frame."""

import re

import pytest
from django.core import mail
from django.test import Client

from curbside.domain.review import Role
from people import PASSWORD, a_person

SIGNED_OUT = ("login/", "password/reset/", "signup/", "password/reset/done/")
SIGNED_IN = ("sessions/", "2fa/", "email/", "password/change/", "logout/", "3rdparty/")


@pytest.mark.parametrize("path", SIGNED_OUT)
def test_pages_for_whoever_is_not_signed_in(client: Client, db: None, path: str) -> None:
    page = client.get(f"/accounts/{path}")
    assert page.status_code == 200
    assert "curbside.css" in page.content.decode()


@pytest.mark.parametrize("path", SIGNED_IN)
def test_pages_for_whoever_is(db: None, path: str) -> None:
    client = Client(HTTP_USER_AGENT="a browser")
    person = a_person("Ann", Role.AUTHOR, password=PASSWORD)
    _verified(person)
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    page = client.get(f"/accounts/{path}")
    assert page.status_code == 200, page.get("Location")
    assert "curbside.css" in page.content.decode()


def test_nobody_signs_up_unless_the_site_is_open(client: Client, db: None) -> None:
    assert "closed" in client.get("/accounts/signup/").content.decode().lower()


def test_a_password_is_set_by_a_link_that_comes_by_mail(client: Client, db: None) -> None:
    person = a_person("Ann", Role.AUTHOR)
    _verified(person)
    client.post("/accounts/password/reset/", {"email": person.email})
    link = re.search(r"http://\S+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    assert link
    page = client.get(link.group(1), follow=True)
    done = client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert done.status_code == 302
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_log_in_is_throttled(db: None) -> None:
    person = a_person("Ann", Role.AUTHOR, password=PASSWORD)
    _verified(person)
    client = Client()
    answers = [client.post("/accounts/login/", {"login": person.email, "password": "wrong"}) for _ in range(12)]
    assert "Too many" in answers[-1].content.decode()
    # then the right password does not help either
    assert client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}).status_code != 302


def test_the_session_is_another_after_signing_in(db: None) -> None:
    person = a_person("Ann", Role.AUTHOR, password=PASSWORD)
    _verified(person)
    client = Client()
    session = client.session
    session["reader"] = "nurse"
    session.save()
    before = session.session_key
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert client.session.session_key != before


def _verified(person: object) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
