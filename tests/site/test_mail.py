"""Mails go out by SMTP: a real server on this machine takes them."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.test import override_settings
from test_review_paths import a_body

from curbside.domain.review import Role
from curbside.web.publishing import services
from people import NOW, a_person

TOLD = "Insulin in ketoacidosis of Mrs Example"


class Inbox:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]  # its policy makes EmailMessage
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A server on a free port, and Django set to it."""
    kept = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=smtp, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_USE_TLS=False):
        yield kept
    server.stop()


def test_a_mail_arrives_in_text_and_html_with_a_link_and_no_word_of_the_article(
    db: None, inbox: Inbox, django_capture_on_commit_callbacks: Any
) -> None:
    author, editor, reviewer = a_person("Ann", Role.AUTHOR), a_person("Ed", Role.EDITOR), a_person("Rita", Role.BOARD)
    second = a_person("Sam", Role.BOARD)
    with django_capture_on_commit_callbacks(execute=True):
        article = services.submit(
            title=TOLD, question=TOLD, topics=[], body=a_body({"c1": TOLD}), by=author,
            standing=lambda _: "stands", now=NOW,
        )  # fmt: skip
        services.assign(article, [reviewer, second], by=editor, now=NOW)

    assert [message["To"] for message in inbox.messages] == [editor.email, reviewer.email, second.email]
    for message in inbox.messages:
        assert message["Subject"].startswith("[Curbside] ")
        assert f"/board/{article.pk}" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
        assert f"/board/{article.pk}" in message.get_body(("html",)).get_content()  # type: ignore[union-attr]  # it has one
        assert message["List-Unsubscribe"]
        for word in ("Insulin", "ketoacidosis", "Example"):
            assert word not in message.as_string()


def test_a_mail_server_that_is_away_stops_no_review(
    db: None, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    author, editor = a_person("Ann", Role.AUTHOR), a_person("Ed", Role.EDITOR)
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    with (
        override_settings(EMAIL_BACKEND=smtp, EMAIL_HOST="127.0.0.1", EMAIL_PORT=9),
        django_capture_on_commit_callbacks(execute=True),
    ):
        article = services.submit(
            title="Title", question="q", topics=[], body=a_body({"c1": "one"}), by=author,
            standing=lambda _: "stands", now=NOW,
        )  # fmt: skip

    assert article.state == "submitted"
    assert editor.email not in caplog.text
