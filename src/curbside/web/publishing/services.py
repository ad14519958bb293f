"""What people do to articles: one transaction and at least one row of the audit trail each.

Every function takes who does it and when; the rules stand in `domain.review`. Mail goes out after the transaction.
"""

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from curbside.domain.answers import Verdict as Checked
from curbside.domain.redaction import redact
from curbside.domain.review import (
    INVITATION_DAYS,
    RENEWAL_MONTHS,
    REVIEW_DAYS,
    Action,
    NotAllowed,
    Role,
    State,
    Verdict,
    after,
    months_later,
)
from curbside.web.accounts.models import User
from curbside.web.publishing import mail
from curbside.web.publishing.audit import record
from curbside.web.publishing.body import (
    Plain,
    body_sha256,
    claim_hashes,
    claims_in,
    documents_of_claims,
    repeats_in,
    with_text,
    without_claim,
)
from curbside.web.publishing.models import (
    Article,
    ArticleVersion,
    ClaimDecision,
    ProblemReport,
    Review,
    ReviewComment,
    SourceLink,
)
from curbside.web.publishing.selectors import (
    my_review,
    open_keys,
    people_with,
    quorum_of,
    reviews_of,
    signatures,
)

Standing = Callable[[str], str]  # document id → hash of how it stands today
Check = Callable[[Plain, str], Checked]  # claim with its cards, wording → the checker's word


# -- submitting and revising ---------------------------------------------------------------------------------------


@transaction.atomic
def submit(
    *,
    title: str,
    question: str,
    topics: Sequence[str],
    body: Plain,
    by: User,
    standing: Standing,
    now: datetime,
    demonstration: bool = False,
) -> Article:
    """Make an article of an answer and hand it to the board.

    Raises:
        NotAllowed: the answer holds no claim, or the title no word.
    """
    title = redact(title.strip())
    slug = _free_slug(title)
    article = Article.objects.create(
        slug=slug,
        title=title,
        question=question,
        topics=[topic.strip() for topic in topics if topic.strip()],
        owner=by,
        body=body,
        created_at=now,
        updated_at=now,
        demonstration=demonstration,
    )
    record("draft", article=article, by=by, now=now)
    return _submit(article, by=by, standing=standing, now=now, note="")


@transaction.atomic
def resubmit(article: Article, *, by: User, standing: Standing, now: datetime, note: str) -> Article:
    """Hand a draft that was withdrawn to the board again."""
    return _submit(_locked(article), by=by, standing=standing, now=now, note=note)


def _submit(article: Article, *, by: User, standing: Standing, now: datetime, note: str) -> Article:
    _own(article, by)
    version = _freeze(article, by=by, standing=standing, now=now, note=note)
    article.submitted_at = now
    move(article, Action.SUBMIT, Role.AUTHOR, by=by, now=now, note=note)
    mail.send("submitted", article, to=people_with(Role.EDITOR), version=version)
    return article


@transaction.atomic
def withdraw(article: Article, *, by: User, now: datetime) -> Article:
    """Take an article back before the review has begun."""
    article = _locked(article)
    _own(article, by)
    return move(article, Action.WITHDRAW, Role.AUTHOR, by=by, now=now)


@transaction.atomic
def revise(
    article: Article,
    *,
    by: User,
    role: Role,
    now: datetime,
    standing: Standing,
    note: str,
    title: str | None = None,
    wordings: Mapping[str, str] | None = None,
    removed: Iterable[str] = (),
    body: Plain | None = None,
    adopted: Mapping[str, int] | None = None,
) -> Article:
    """Make a new version; the reviewers go on with it. A save without a change does nothing.

    Args:
        article: in review, or a draft.
        by: who revises.
        role: as author or editor.
        now: when.
        standing: see `SourceLink`.
        note: what was changed, for the record.
        title: another title, None: as it is.
        wordings: claim key → new text, also for where the same is said again, in the summary at the end; whoever words
            a claim becomes an author of it.
        removed: keys of claims taken out.
        body: another body altogether, as the library answers today, before the changes above.
        adopted: claim key → reviewer whose proposed wording was taken; an author of that claim too.
    """
    article = _locked(article)
    if role is Role.AUTHOR:
        _own(article, by)
    changed = copy.deepcopy(body if body is not None else article.body)
    authors = {key: list(people) for key, people in article.claim_authors.items()} if body is None else {}
    texts = {claim["key"]: claim["text"] for _, claim in claims_in(changed)}
    new = {key: text.strip() for key, text in (wordings or {}).items() if key in texts and text.strip()}
    said_again = repeats_in(changed)
    for key, text in new.items():
        if text != texts[key]:
            wrote = {by.pk} | ({adopted[key]} if adopted and key in adopted else set())
            for each in (key, *(other for other in said_again[key] if new.get(other, texts[other]) == texts[other])):
                changed = with_text(changed, each, text)
                authors[each] = sorted(wrote | set(authors.get(each, [])))
    place = {key: number for number, key in enumerate(texts)}
    for key in removed:
        again = [other for other in said_again.get(key, ()) if place[other] > place[key]]
        for each in (key, *again):  # what only says it again, further down, goes with it, and not the other way round
            changed = without_claim(changed, each)
    new_title = redact((title or article.title).strip())
    if body_sha256(new_title, changed) == body_sha256(article.title, article.body):
        return article
    before = article.current_version
    article.title, article.body, article.claim_authors = new_title, changed, authors
    if article.state == State.DRAFT.value:
        article.updated_at = now
        article.save()
        record("edit draft", article=article, by=by, now=now, note=note)
        return article
    version = _freeze(article, by=by, standing=standing, now=now, note=note)
    _carry_reviewers(before, version, now=now)
    move(article, Action.REVISE, role, by=by, now=now, note=note)
    mail.send("revised", article, to=[r.reviewer for r in reviews_of(version)], version=version)
    return article


def _carry_reviewers(before: ArticleVersion | None, version: ArticleVersion, *, now: datetime) -> None:
    """Whoever reviewed the version before goes on, unless they have become an author."""
    if before is None or before.pk == version.pk:
        return
    for review in reviews_of(before):
        if review.reviewer_id in version.authors:
            continue
        kept, made = Review.objects.get_or_create(
            version=version,
            reviewer=review.reviewer,
            defaults={
                "assigned_by": review.assigned_by,
                "assigned_at": now,
                "due_on": max(review.due_on, now.date() + timedelta(days=REVIEW_DAYS // 2)),
                "expires_on": now.date() + timedelta(days=INVITATION_DAYS),
                "declared_at": review.declared_at,
                "interests": review.interests,
            },
        )
        if not made and kept.decision != "approve":
            # The words are again those of an earlier version, which this reviewer did not sign: it is theirs anew.
            kept.decision, kept.decided_at, kept.reason = "", None, ""
            kept.save()


def _freeze(article: Article, *, by: User, standing: Standing, now: datetime, note: str) -> ArticleVersion:
    """The version that holds the working body; the same content is the same version."""
    hashes = claim_hashes(article.body)
    if not hashes:
        raise NotAllowed("The article holds no claim, so there is nothing to review. Ask a question that is answered.")
    sha256 = body_sha256(article.title, article.body)
    version = article.versions.filter(content_sha256=sha256).first()
    if version is None:
        last = article.versions.order_by("-number").first()
        version = ArticleVersion.objects.create(
            article=article,
            number=last.number + 1 if last else 1,
            title=article.title,
            body=article.body,
            content_sha256=sha256,
            claim_authors=article.claim_authors,
            library_generation=article.body["made"]["library_generation"],
            change_note=note,
            created_by=by,
            created_at=now,
        )
        stands: dict[str, str] = {}
        SourceLink.objects.bulk_create(
            SourceLink(
                version=version,
                claim_key=key,
                claim_sha256=hashes[key],
                document_id=document,
                standing=stands.setdefault(document, standing(document)),
            )
            for key, documents in documents_of_claims(article.body).items()
            for document in sorted(documents)
        )
    article.current_version = version
    return version


# -- reviewing -----------------------------------------------------------------------------------------------------


@transaction.atomic
def assign(
    article: Article, reviewers: Sequence[User], *, by: User, now: datetime, due_on: date | None = None
) -> Article:
    """Ask people to review; the review starts when as many are asked as must sign.

    Raises:
        NotAllowed: somebody is an author, absent, or not of the board; or too few are asked to start.
    """
    article = _locked(article)
    version = _current(article)
    for person in reviewers:
        if not person.has_role([Role.BOARD]):
            raise NotAllowed(f"{person} is not a member of the board.")
        if person.pk in version.authors:
            raise NotAllowed(f"{person} wrote something of this version, and nobody reviews their own work.")
        if person.is_absent(now.date()):
            raise NotAllowed(f"{person} is away until {person.absent_until:%-d %B %Y}.")
        review, _ = Review.objects.update_or_create(
            version=version,
            reviewer=person,
            defaults={
                "assigned_by": by,
                "assigned_at": now,
                "due_on": due_on or now.date() + timedelta(days=REVIEW_DAYS),
                "expires_on": now.date() + timedelta(days=INVITATION_DAYS),
                "decision": "",
                "decided_at": None,
                "signed_sha256": "",
            },
        )
        record("assign", article=article, by=by, now=now, note=str(person))
        mail.send("assigned", article, to=[person], version=version, due_on=review.due_on)
    if article.state == State.SUBMITTED.value:
        needed = quorum_of(version)
        if reviews_of(version).count() < needed:
            raise NotAllowed(f"This article needs {needed} reviewers; ask them together.")
        article.review_started_at = now
        move(article, Action.START_REVIEW, Role.EDITOR, by=by, now=now)
    elif article.state != State.UNDER_REVIEW.value:
        raise NotAllowed(f"Reviewers are asked for articles that wait for them; this one is {article.state}.")
    return article


@transaction.atomic
def hand_over(review: Review, *, to: User, by: User, now: datetime) -> None:
    """Give a review that nobody has decided yet to somebody else."""
    article = _locked(review.version.article)
    if not review.is_open:
        raise NotAllowed("This review is decided already; only work that waits can be handed over.")
    review.decision, review.decided_at, review.reason = "handed over", now, f"to {to}"
    review.save()
    record("hand over", article=article, by=by, now=now, note=f"{review.reviewer} → {to}")
    assign(article, [to], by=by, now=now, due_on=review.due_on)


@transaction.atomic
def declare(review: Review, *, interests: str, now: datetime) -> None:
    """Say which interests the reviewer has in this article; empty: none."""
    article = _locked(review.version.article)
    review.declared_at, review.interests = now, interests.strip()
    review.save(update_fields=["declared_at", "interests"])
    record("declare interests", article=article, by=review.reviewer, now=now, note=review.interests or "none")


@transaction.atomic
def decide_claim(
    review: Review, key: str, verdict: Verdict, *, now: datetime, check: Check, note: str = "", proposed: str = ""
) -> ClaimDecision:
    """One verdict on one claim, bound to what the reviewer saw.

    Raises:
        NotAllowed: the claim is not the reviewer's to decide, or a reason is missing.
    """
    article = _locked(review.version.article)
    version = _current(article)
    _ready(review, version)
    if article.state != State.UNDER_REVIEW.value:
        raise NotAllowed(f"Claims are decided while an article is under review; this one is {article.state}.")
    if review.reviewer_id in version.claim_authors.get(key, []):
        raise NotAllowed("You worded this claim, so another reviewer decides it.")
    claim = next((claim for _, claim in claims_in(version.body) if claim["key"] == key), None)
    if claim is None:
        raise NotAllowed("This version holds no such claim. Load the page again.")
    note, proposed = redact(note.strip()), proposed.strip()
    if verdict is Verdict.REJECT and not note:
        raise NotAllowed("Say why the claim is rejected.")
    support, reasons = "", []
    if verdict is Verdict.AMEND:
        if not proposed or proposed == claim["text"]:
            raise NotAllowed("An amendment needs another wording of the claim.")
        checked = check(claim, proposed)
        support, reasons = checked.support.value, list(checked.reasons)
        if support != "supported" and not note:
            raise NotAllowed(
                f"The check finds the proposed wording {support} by its quote ({'; '.join(reasons)}). Change it, or "
                "give the reason why it should stand."
            )
    decision = ClaimDecision.objects.create(
        review=review,
        claim_key=key,
        claim_sha256=claim_hashes(version.body)[key],
        verdict=verdict.value,
        note=note,
        proposed=proposed if verdict is Verdict.AMEND else "",
        support=support,
        reasons=reasons,
        at=now,
    )
    record(f"{verdict.value} claim", article=article, by=review.reviewer, now=now, note=f"{key} {note}".strip())
    return decision


@transaction.atomic
def comment(article: Article, *, text: str, by: User, now: datetime, key: str = "") -> ReviewComment:
    """A remark; the author and the reviewers hear of it."""
    article = _locked(article)
    version = _current(article)
    if not text.strip():
        raise NotAllowed("The comment is empty.")
    made = ReviewComment.objects.create(
        article=article, version=version, claim_key=key, author=by, text=redact(text.strip()), at=now
    )
    record("comment", article=article, by=by, now=now, note=key)
    others = {article.owner, *(review.reviewer for review in reviews_of(version))} - {by}
    mail.send("comment", article, to=others, version=version)
    return made


@transaction.atomic
def resolve(remark: ReviewComment, *, by: User, now: datetime) -> None:
    """Mark a comment as settled."""
    remark.resolved_by, remark.resolved_at = by, now
    remark.save(update_fields=["resolved_by", "resolved_at"])
    record("resolve comment", article=remark.article, by=by, now=now, note=remark.claim_key)


@transaction.atomic
def request_changes(review: Review, *, reason: str, now: datetime) -> Article:
    """Hand the article back to its author."""
    article = _locked(review.version.article)
    version = _current(article)
    _ready(review, version)
    if not reason.strip():
        raise NotAllowed("Say what should change.")
    review.decision, review.reason, review.decided_at = "changes", redact(reason.strip()), now
    review.save()
    move(article, Action.REQUEST_CHANGES, Role.BOARD, by=review.reviewer, now=now, note=review.reason)
    mail.send("changes", article, to=[article.owner], version=version)
    return article


@transaction.atomic
def sign(review: Review, *, sha256: str, now: datetime) -> Article:
    """Approve exactly the version that was read; with the last signature needed it is published.

    Args:
        review: the signer's.
        sha256: the hash that the page showed; another version has come if it is not the current one's.
        now: when.

    Raises:
        NotAllowed: another version has come, a claim is undecided, or the reviewer may not sign.
    """
    article = _locked(review.version.article)
    version = _current(article)
    _ready(review, version)
    if sha256 != version.content_sha256:
        raise NotAllowed("The article was changed since you loaded the page. Load it again and read what changed.")
    if article.state != State.UNDER_REVIEW.value:
        raise NotAllowed(f"Only an article under review can be signed; this one is {article.state}.")
    waiting = open_keys(version)
    if waiting:
        raise NotAllowed(f"{len(waiting)} of its claims are not accepted yet; decide them first.")
    review.decision, review.decided_at, review.signed_sha256 = "approve", now, version.content_sha256
    review.save()
    record("sign", article=article, by=review.reviewer, now=now, note=version.content_sha256)
    if len(signatures(version)) >= quorum_of(version):
        article.published_version = version
        article.approved_at, article.reopened_at, article.reopened_why = now, None, ""
        article.review_due_on = months_later(now.date(), RENEWAL_MONTHS)
        move(article, Action.APPROVE, Role.BOARD, by=review.reviewer, now=now, note=version.content_sha256)
        mail.send("approved", article, to=[article.owner, *people_with(Role.EDITOR)], version=version)
    return article


@transaction.atomic
def retire(article: Article, *, reason: str, by: User, now: datetime) -> Article:
    """Take an article off the site at once."""
    article = _locked(article)
    if not reason.strip():
        raise NotAllowed("Say why the article is unpublished; the reason stays on the record.")
    move(article, Action.RETIRE, Role.EDITOR, by=by, now=now, note=reason.strip())
    mail.send("retired", article, to=[article.owner], version=_current(article))
    return article


@transaction.atomic
def reinstate(article: Article, *, reason: str, by: User, now: datetime) -> Article:
    """Bring an unpublished article back into the queue; it is public again when it is approved again."""
    article = _locked(article)
    if not reason.strip():
        raise NotAllowed("Say why the article is brought back.")
    article.published_version = None
    for review in reviews_of(_current(article)):
        review.decision, review.signed_sha256 = "handed over", ""
        review.decided_at = now
        review.save()
    return move(article, Action.REINSTATE, Role.EDITOR, by=by, now=now, note=reason.strip())


# -- readers -------------------------------------------------------------------------------------------------------


@transaction.atomic
def report_problem(article: Article, *, category: str, text: str, now: datetime) -> ProblemReport:
    """What a reader found; one about safety has an owner from the first moment."""
    article = _locked(article)
    if not text.strip():
        raise NotAllowed("Say what is wrong.")
    editors = people_with(Role.EDITOR)
    report = ProblemReport.objects.create(
        article=article,
        version=article.published_version or _current(article),
        category=category,
        text=redact(text.strip()),
        at=now,
        owner=editors[0] if editors else None,
    )
    record("report", article=article, by=None, now=now, note=category)
    mail.send("safety" if category == "safety" else "report", article, to=editors[:1], version=report.version)
    return report


@transaction.atomic
def settle_report(report: ProblemReport, *, outcome: str, by: User, now: datetime) -> None:
    """Close a report with what came of it."""
    if not outcome.strip():
        raise NotAllowed("Say what came of the report.")
    report.settled_at, report.settled_by, report.outcome = now, by, outcome.strip()
    report.save()
    record("settle report", article=report.article, by=by, now=now, note=report.outcome)


# -- time ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def remind(now: datetime) -> int:
    """Expire invitations that nobody took up, and write to those whose reviews are due; how many mails went out."""
    sent = 0
    waiting = Review.objects.filter(decision="", version__article__state=State.UNDER_REVIEW.value)
    for review in waiting.select_related("version__article", "reviewer"):
        article, today = review.version.article, now.date()
        if article.current_version_id != review.version_id:
            continue
        if review.declared_at is None and review.expires_on < today:
            review.decision, review.decided_at, review.reason = "expired", now, "not taken up"
            review.save()
            record("invitation expired", article=article, by=None, now=now, note=str(review.reviewer))
            mail.send("expired", article, to=people_with(Role.EDITOR), version=review.version)
            sent += 1
        elif review.reminded_on != today and review.due_on <= today + timedelta(days=2):
            review.reminded_on = today
            review.save(update_fields=["reminded_on"])
            kind = "overdue" if review.due_on < today else "due"
            mail.send(kind, article, to=[review.reviewer], version=review.version, due_on=review.due_on)
            sent += 1
    return sent


# -- what they share -----------------------------------------------------------------------------------------------


def move(article: Article, action: Action, role: Role, *, by: Any, now: datetime, note: str = "") -> Article:
    """Change the state by the table and write the row that says so."""
    before = article.state
    article.state = after(action, State(before), role=role).value
    article.updated_at = now
    article.save()
    record(action.value, article=article, by=by, now=now, before=before, note=note)
    return article


def _locked(article: Article) -> Article:
    """The article as it stands, for this transaction alone."""
    return Article.objects.select_for_update().get(pk=article.pk)


def _current(article: Article) -> ArticleVersion:
    if article.current_version is None:
        raise NotAllowed("The article was not submitted yet.")
    return article.current_version


def _own(article: Article, by: User) -> None:
    if article.owner_id != by.pk:
        raise NotAllowed("This is another author's article.")


def _ready(review: Review, version: ArticleVersion) -> None:
    """The guard of a reviewer."""
    if review.version_id != version.pk:
        raise NotAllowed("A newer version has come. Load the page again and decide on that one.")
    if my_review(version, review.reviewer) is None or not review.is_open:
        raise NotAllowed("This review is not open to you any more.")
    if not review.reviewer.has_role([Role.BOARD]):
        raise NotAllowed("Only members of the board decide.")
    if review.reviewer_id in version.authors:
        raise NotAllowed("You wrote something of this version, and nobody reviews their own work.")
    if review.declared_at is None:
        raise NotAllowed("Declare your interests first.")


def _free_slug(title: str) -> str:
    """An address from the title that no article has."""
    stem = slugify(title)[:100].strip("-")
    if not stem:
        raise NotAllowed("The title needs words.")
    slug, number = stem, 1
    while Article.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    return slug
