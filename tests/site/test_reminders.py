"""What falls due by time alone: reminders once a day, invitations that nobody takes up."""

from datetime import timedelta

import pytest
from django.core import mail
from test_review_paths import a_body

from curbside.domain.review import Role
from curbside.web.publishing import services
from curbside.web.publishing.models import Review
from people import NOW, a_person


@pytest.fixture
def review(db: None) -> Review:
    """An invitation, made at NOW and not yet taken up."""
    author, editor, reviewer = a_person("Ann", Role.AUTHOR), a_person("Ed", Role.EDITOR), a_person("Rita", Role.BOARD)
    article = services.submit(
        title="Insulin", question="Insulin", topics=[], body=a_body({"c1": "Insulin"}), by=author,
        standing=lambda _: "stands", now=NOW,
    )  # fmt: skip
    services.assign(article, [reviewer, a_person("Sam", Role.BOARD)], by=editor, now=NOW)
    # The second reviewer has decided to begin; only the first is waited for.
    Review.objects.exclude(reviewer=reviewer).update(reminded_on=NOW.date(), declared_at=NOW, due_on="2030-01-01")
    return Review.objects.get(reviewer=reviewer)


def test_nobody_is_written_to_before_it_is_nearly_due(review: Review) -> None:
    assert services.remind(NOW) == 0


@pytest.mark.parametrize("days", [-2, 0, 1])
def test_whoever_is_nearly_or_over_due_gets_one_mail_a_day(
    review: Review, days: int, django_capture_on_commit_callbacks: object
) -> None:
    review.declared_at = NOW
    review.save()
    moment = NOW + (review.due_on - NOW.date()) + timedelta(days=days)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django names no type
        assert services.remind(moment) == 1
    assert mail.outbox[-1].to == [review.reviewer.email]

    assert services.remind(moment + timedelta(hours=3)) == 0
    assert services.remind(moment + timedelta(days=1)) == 1


def test_an_invitation_nobody_takes_up_expires_once_and_the_editors_hear_of_it(
    review: Review, django_capture_on_commit_callbacks: object
) -> None:
    moment = NOW + (review.expires_on - NOW.date()) + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django names no type
        assert services.remind(moment) == 1
    review.refresh_from_db()
    assert (review.decision, review.reason) == ("expired", "not taken up")
    assert mail.outbox[-1].to == ["ed@example.org"]

    assert services.remind(moment) == 0
