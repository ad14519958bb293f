"""The pages of an account in Chromium: a forgotten password, a second factor of each kind, e-mail, sessions.

The passkey is that of a virtual authenticator, which Chromium keeps for tests.
"""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache

from curbside.domain.review import Role
from people import a_person

OLD, NEW = "a long enough password", "another one, long enough too"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def member(transactional_db):
    """A member of the board, who needs a second factor."""
    person = a_person("Rita Reviewer", Role.BOARD, password=OLD, demonstration=False)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    cache.clear()
    yield person
    cache.clear()


@pytest.fixture
def page(browser, live_server, member):
    # Passkeys belong to a name: "localhost" counts as secure, its number does not.
    address = live_server.url.replace("127.0.0.1", "localhost")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True, base_url=address)
    page = context.new_page()
    page.set_default_timeout(10_000)
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page
    context.close()


def test_an_account_from_a_forgotten_password_to_a_passkey(page, member, seen):
    page.goto("/accounts/login/")
    _sign_in(page, member.email, "not the password")
    page.get_by_text("not correct").wait_for()
    seen(page, "wrong password")

    with page.expect_navigation():
        page.get_by_role("link", name="Forgot your password?").click()
    seen(page, "password reset")
    page.get_by_label("Email").fill(member.email)
    page.get_by_role("button", name="Reset My Password").click()
    page.get_by_text("We have sent you an email").wait_for()
    seen(page, "password reset, sent")
    page.goto(_link(r"/accounts/password/reset/key/\S+"))
    seen(page, "new password")
    page.get_by_label("New Password", exact=True).fill("short")
    page.get_by_label("New Password (again)").fill("short")
    page.get_by_role("button", name="Change Password").click()
    page.get_by_text("too short").wait_for()
    seen(page, "new password, too short")
    page.get_by_label("New Password", exact=True).fill(NEW)
    page.get_by_label("New Password (again)").fill(NEW)
    page.get_by_role("button", name="Change Password").click()
    page.get_by_text("now changed").wait_for()
    seen(page, "password changed")
    page.goto(_link(r"/accounts/password/reset/key/\S+"))
    seen(page, "link used twice")

    page.goto("/board/")
    _sign_in(page, member.email, NEW)
    page.get_by_text("Your role needs a second factor").wait_for()
    seen(page, "second factor wanted")
    page.get_by_role("link", name="E-mail").click()
    page.get_by_role("heading", name="Email Addresses").wait_for()
    seen(page, "e-mail addresses")
    page.get_by_role("textbox", name="Email").fill("rita@elsewhere.example")
    page.get_by_role("button", name="Add Email").click()
    page.get_by_role("heading", name="Confirm Access").wait_for()
    seen(page, "password asked for again")
    page.get_by_label("Password").fill(NEW)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("Confirmation email sent").wait_for()
    seen(page, "e-mail address added")
    page.goto(_link(r"/accounts/confirm-email/\S+"))
    seen(page, "e-mail address confirmed?")
    page.get_by_role("button", name="Confirm").click()
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Activate").click()
    page.get_by_label("Authenticator code").wait_for()
    seen(page, "authenticator app")
    page.get_by_label("Authenticator code").fill("000000")
    page.get_by_role("button", name="Activate").click()
    page.get_by_text("Incorrect code").wait_for()
    seen(page, "authenticator app, wrong code")
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(_code(secret))
    page.get_by_role("button", name="Activate").click()
    page.get_by_label("Unused codes").wait_for()
    seen(page, "recovery codes")
    codes = page.get_by_label("Unused codes").input_value().split()

    page.goto("/accounts/2fa/webauthn/add/")
    seen(page, "add a passkey")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.get_by_role("heading", name="Security Keys").wait_for()
    page.goto("/accounts/2fa/")
    page.get_by_text("You have added 1 security key").wait_for()
    seen(page, "second factors")
    page.goto("/accounts/2fa/webauthn/")
    seen(page, "passkeys")
    with page.expect_navigation():
        page.get_by_role("link", name="Edit", exact=True).click()
    seen(page, "passkey renamed")
    page.goto("/accounts/2fa/webauthn/")
    with page.expect_navigation():
        page.get_by_role("link", name="Remove", exact=True).click()
    seen(page, "passkey removed?")
    for place in ("totp/deactivate", "recovery-codes", "recovery-codes/generate"):
        page.goto(f"/accounts/2fa/{place}/")
        seen(page, place)

    for place in ("password/change", "sessions"):
        page.goto(f"/accounts/{place}/")
        seen(page, place)
    page.get_by_role("link", name="Account").click()
    page.get_by_role("heading", name="Your profile").wait_for()
    seen(page, "profile")

    _sign_out(page, seen)
    page.goto("/board/")
    _sign_in(page, member.email, NEW)
    page.get_by_role("button", name="Use a security key").wait_for()
    seen(page, "second factor asked for")
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign In").click()
    page.get_by_role("heading", name="Queue").wait_for()
    _sign_out(page)
    _sign_in(page, member.email, NEW)
    page.get_by_role("button", name="Use a security key").click()
    page.get_by_role("link", name="Sign out").wait_for()
    _sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("link", name="Queue").wait_for()


def _sign_in(page, email, password):
    if "/accounts/login/" not in page.url:
        page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def _sign_out(page, seen=None):
    page.get_by_role("link", name="Sign out").click()
    if seen:
        seen(page, "signed out?")
    page.get_by_role("main").get_by_role("button", name="Sign Out").click()
    page.get_by_role("link", name="Sign in").wait_for()


def _link(pattern):
    """The link of the last mail, without the name of the server."""
    found = re.search(rf"https?://[^/\s]+({pattern})", mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found[1]


def _code(secret):
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
