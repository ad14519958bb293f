"""What the site keeps of a question, for as short as it can."""

import secrets

from django.conf import settings
from django.db import models


def random_id() -> str:
    """128 bits that nobody can guess, fit for a URL."""
    return secrets.token_urlsafe(16)


class State(models.TextChoices):
    """How far an answer is. One that is asked live is worked on when its page asks for the events."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


class AnswerRecord(models.Model):
    """One answer as it was given, readable only by the browser that asked, or by the account that keeps it."""

    id = models.CharField(primary_key=True, max_length=32, default=random_id, editable=False)
    asker = models.CharField(max_length=40, db_index=True, help_text="A token in the session of the browser.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    kept = models.BooleanField(default=False, help_text="Whether the reader asked for it to be kept.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DONE)
    started_at = models.DateTimeField(null=True, help_text="When the work on it began.")
    question = models.TextField(help_text="Redacted; as it was read.")
    asked = models.TextField(blank=True, help_text="Redacted; as it was typed, where it followed another.")
    carried = models.JSONField(default=list, help_text="Type and words of what came from the question before.")
    reader = models.CharField(max_length=16)
    answer = models.JSONField(help_text="See asking.snapshots; a rebuilt library cannot change it. Empty until done.")

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"answer {self.id}"

    @property
    def is_done(self) -> bool:
        """Whether the answer is there."""
        return self.state == State.DONE
