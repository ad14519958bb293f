"""What people are told by e-mail, at each step. A subject never holds words of a question; nor does a body."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from curbside.web.publishing.models import Article, ArticleVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One kind of message."""

    subject: str
    text: str


MESSAGES: Mapping[str, Words] = {
    "submitted": Words(
        subject="An article waits for reviewers", text="An author handed in an article. Please assign reviewers."
    ),
    "assigned": Words(
        subject="You are asked to review an article",
        text="You are asked to review an article by {due}. Declare your interests and decide each claim beside its "
        "passage. If you cannot, tell the editor, so that the work can be handed over.",
    ),
    "due": Words(subject="A review is due soon", text="Your review is due on {due}."),
    "overdue": Words(subject="A review is overdue", text="Your review was due on {due}. An editor can hand it over."),
    "expired": Words(
        subject="An invitation to review has expired",
        text="A reviewer did not take up the invitation. Please assign somebody else.",
    ),
    "absent": Words(
        subject="A reviewer is away and nobody is free",
        text="A reviewer is away, and no other member of the board may take the review. Please look for somebody.",
    ),
    "comment": Words(
        subject="A new comment on an article", text="Somebody commented on an article of yours or in your review."
    ),
    "changes": Words(
        subject="Changes are requested", text="A reviewer asks for changes. Their reason stands on the review page."
    ),
    "revised": Words(
        subject="A new version waits for you",
        text="The article you review was changed. Decisions on claims that stayed the same stand; signatures do not.",
    ),
    "approved": Words(subject="An article was approved", text="The board has signed the article, and it is public."),
    "retired": Words(
        subject="An article was unpublished",
        text="An editor took the article off the site. The reason is on its record.",
    ),
    "source": Words(
        subject="A source of an article changed",
        text="A source that the article rests on changed, or the date of its next review has come. The claims that "
        "rest on it are open again; until it is approved anew, the article carries a notice and no “reviewed by”.",
    ),
    "report": Words(subject="A reader reports a problem", text="A reader reports a problem with an article."),
    "safety": Words(
        subject="SAFETY: a reader reports a danger",
        text="A reader says that an article could harm a patient. You own this report: read it now; you may unpublish "
        "the article at once.",
    ),
}


def send(
    kind: str, article: Article, *, to: Iterable[Any], version: ArticleVersion | None, due_on: date | None = None
) -> None:
    """Write to each of `to`, once, when the transaction has held. One that cannot be delivered stops no other."""
    words = MESSAGES[kind]
    number = version.number if version else 0
    subject = f"[Curbside] {words.subject} (article {article.pk}, version {number})"
    text = words.text.format(due=f"{due_on:%-d %B %Y}" if due_on else "the agreed day")
    link = settings.CURBSIDE.site_url.rstrip("/") + reverse("review", args=[article.pk])
    context = {"text": text, "link": link, "board": settings.CURBSIDE.site_url}
    for address in sorted({person.email for person in to}):
        message = EmailMultiAlternatives(
            subject,
            render_to_string("publishing/mail.txt", context),
            to=[address],
            headers={"List-Unsubscribe": f"<{settings.CURBSIDE.site_url.rstrip('/')}{reverse('queue')}>"},
        )
        message.attach_alternative(render_to_string("publishing/mail.html", context), "text/html")
        transaction.on_commit(message.send, robust=True)
