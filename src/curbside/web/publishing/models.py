"""Articles, their frozen versions, and what people decided about them.

A version and a row of the audit trail are written once; the database refuses to change or delete them (see the
migration's triggers), and the trail's hashes are chained, so that what got past the database is found.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from curbside.domain.review import State, Verdict
from curbside.web.publishing.body import Plain


class NeverChanged(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and type(self)._default_manager.filter(pk=self.pk).exists():
            raise TypeError(f"a {type(self).__name__} is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"a {type(self).__name__} is never deleted")


class Article(models.Model):
    """A question with the answer that the board stands for, or is asked to."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=300)
    question = models.TextField(help_text="As it was asked, redacted; for asking again.")
    topics = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State], default=State.DRAFT.value)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="articles")
    body = models.JSONField(help_text="The working body; see publishing.body.")
    claim_authors = models.JSONField(default=dict, help_text="Claim key → ids of those who worded it.")
    current_version = models.ForeignKey("ArticleVersion", null=True, on_delete=models.PROTECT, related_name="+")
    published_version = models.ForeignKey("ArticleVersion", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    review_started_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_why = models.TextField(blank=True)
    review_due_on = models.DateField(null=True, db_index=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ("-updated_at",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.slug])

    @property
    def opened_by(self) -> models.QuerySet["OpenClaim"]:
        """The claims that its present reopening opened."""
        return self.open_claims.filter(since=self.reopened_at) if self.reopened_at else self.open_claims.none()

    @property
    def is_approved(self) -> bool:
        """Whether the version that is published is the board's word today."""
        return self.state == State.APPROVED.value and self.published_version_id is not None


class ArticleVersion(NeverChanged):
    """The text that reviewers see and sign."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    body: Any = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    claim_authors = models.JSONField(default=dict)
    library_generation = models.CharField(max_length=80)
    change_note = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "number"], name="one_version_a_number"),
            models.UniqueConstraint(fields=["article", "content_sha256"], name="one_version_a_content"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.article_id}"

    @property
    def authors(self) -> frozenset[int]:
        """Ids of all who wrote something of it; none of them may sign it."""
        wrote = {person for people in self.claim_authors.values() for person in people}
        return frozenset({self.created_by_id, self.article.owner_id} | wrote)


class SourceLink(NeverChanged):
    """A claim of a version rests on this edition, which stood so when the version was made."""

    version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="links")
    claim_key = models.CharField(max_length=16)
    claim_sha256 = models.CharField(max_length=64)
    document_id = models.CharField(max_length=200, db_index=True)
    standing = models.CharField(max_length=64, help_text="Hash of the document's status, notices and file.")

    def __str__(self) -> str:
        return f"{self.claim_key} on {self.document_id}"


class Review(models.Model):
    """One reviewer's work on one version."""

    version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    due_on = models.DateField()
    expires_on = models.DateField()
    declared_at = models.DateTimeField(null=True)
    interests = models.TextField(blank=True, help_text="As declared for this article; empty: none.")
    decision = models.CharField(
        max_length=16, blank=True, choices=[(d, d) for d in ("approve", "changes", "expired", "handed over")]
    )
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    signed_sha256 = models.CharField(max_length=64, blank=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "reviewer"], name="one_review_a_reviewer_and_version"),
            models.CheckConstraint(
                condition=models.Q(decision="") | models.Q(decided_at__isnull=False), name="a_decision_has_a_date"
            ),
        ]

    def __str__(self) -> str:
        return f"review of {self.version_id} by {self.reviewer_id}"

    @property
    def is_open(self) -> bool:
        """Whether the reviewer is still to decide."""
        return not self.decision


class ClaimDecision(NeverChanged):
    """A verdict on a claim, bound to the hash of what was seen."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="decisions")
    claim_key = models.CharField(max_length=16)
    claim_sha256 = models.CharField(max_length=64, db_index=True)
    verdict = models.CharField(max_length=8, choices=[(v.value, v.value) for v in Verdict])
    note = models.TextField(blank=True)
    proposed = models.TextField(blank=True, help_text="The wording that an amendment proposes.")
    support = models.CharField(max_length=16, blank=True, help_text="The checker's word on the proposed wording.")
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.verdict} {self.claim_key}"


class OpenClaim(models.Model):
    """A claim whose decisions before `since` no longer stand, because its source changed. Kept: what the board has
    seen once does not bring the article back again."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="open_claims")
    claim_sha256 = models.CharField(max_length=64)
    document_id = models.CharField(max_length=200)
    standing = models.CharField(max_length=64, help_text="How the document stood then; it opens the claim once.")
    why = models.TextField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"open claim of {self.article_id}"


class ReviewComment(models.Model):
    """A remark on an article or one of its claims."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="comments")
    version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="+")
    claim_key = models.CharField(max_length=16, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"comment {self.pk}"


class ProblemReport(models.Model):
    """What a reader reports of an article; reports about safety come first everywhere."""

    CATEGORIES = (
        ("safety", "could harm a patient"),
        ("wrong", "wrong"),
        ("outdated", "outdated"),
        ("unclear", "unclear"),
    )

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="reports")
    version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=8, choices=CATEGORIES)
    text = models.TextField()
    at = models.DateTimeField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField(blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.category} report {self.pk}"


class ReviewEvent(NeverChanged):
    """One row of the audit trail. `sha256` covers the row and the hash of the row before it."""

    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="events")
    version_number = models.PositiveIntegerField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=120)
    action = models.CharField(max_length=32)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    previous_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.action} {self.article_id}"

    def content(self) -> Plain:
        """What the hash covers."""
        return {
            "article": self.article_id,
            "version": self.version_number,
            "actor": self.actor_id,
            "actor_name": self.actor_name,
            "action": self.action,
            "from": self.from_state,
            "to": self.to_state,
            "note": self.note,
            "at": self.at.isoformat(),
            "previous": self.previous_sha256,
        }


class TrailHead(models.Model):
    """How long the trail is and how it ends, so that a row missing at its end is found; locked while one is added."""

    rows = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="")
    followed_generation = models.CharField(
        max_length=80, default="", help_text="The library that articles were last held against."
    )

    def __str__(self) -> str:
        return f"trail of {self.rows} rows"
