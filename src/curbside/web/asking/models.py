"""What the site keeps of a question, for as short as it can."""

import secrets

from django.db import models


def random_id() -> str:
    """128 bits that nobody can guess, fit for a URL."""
    return secrets.token_urlsafe(16)


class AnswerRecord(models.Model):
    """One answer as it was given, readable only by the session that asked."""

    id = models.CharField(primary_key=True, max_length=32, default=random_id, editable=False)
    session_key = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    question = models.TextField(help_text="Redacted; as it was read.")
    asked = models.TextField(blank=True, help_text="Redacted; as it was typed, where it followed another.")
    carried = models.JSONField(default=list, help_text="Type and words of what came from the question before.")
    reader = models.CharField(max_length=16)
    answer = models.JSONField(help_text="See asking.snapshots; a rebuilt library cannot change it.")

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"answer {self.id}"
