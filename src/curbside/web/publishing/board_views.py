"""Pages of the board: the queue, the review of an article, and what is decided there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from curbside.domain.review import NotAllowed, Role, State, Verdict
from curbside.web.accounts.models import User
from curbside.web.accounts.permissions import Permission, may, requires
from curbside.web.asking.snapshots import snapshot
from curbside.web.engine_access import current_engine
from curbside.web.publishing import profile, selectors, services
from curbside.web.publishing.article_page import made, page_of
from curbside.web.publishing.body import Change, body_sha256, changes_between, claims_in
from curbside.web.publishing.checking import Checker
from curbside.web.publishing.comparing import since_published
from curbside.web.publishing.currency import keep_current, standing_in
from curbside.web.publishing.forms import ProfileForm
from curbside.web.publishing.models import Article, ArticleVersion, ProblemReport, Review, ReviewComment

FILTERS = (("all", "All"), ("mine", "Mine"), ("unassigned", "Unassigned"), ("overdue", "Overdue"), ("safety", "Safety"))


@require_safe
@requires(Permission.SEE_QUEUE)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the board."""
    now = timezone.now()
    keep_current(current_engine(), now=now)
    services.remind(now)
    user = _user(request)
    which, topic = request.GET.get("which", "all"), request.GET.get("topic", "")
    everything = selectors.queue(user, which="all", topic="", today=now.date())
    context = {
        "rows": selectors.queue(user, which=which, topic=topic, today=now.date()),
        "all": len(everything),
        "filters": FILTERS,
        "which": which,
        "topic": topic,
        "topics": sorted({name for row in everything for name in row.article.topics}),
        "reports": selectors.unsettled_reports() if may(user, Permission.SETTLE_REPORTS) else [],
        "drafts": Article.objects.filter(owner=user, state=State.DRAFT.value),
    }
    return render(request, "publishing/queue.html", context)


@require_safe
@requires(Permission.SEE_QUEUE)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """An article with each claim beside its passage."""
    return _page(request, _visible(request, pk))


def _visible(request: HttpRequest, pk: int) -> Article:
    """An article that this person may see on the board's pages: an author sees their own only."""
    found = get_object_or_404(Article.objects.select_related("current_version", "published_version", "owner"), pk=pk)
    user = _user(request)
    if found.owner_id != user.pk and not user.has_role([Role.EDITOR, Role.BOARD, Role.LIBRARIAN]):
        raise PermissionDenied("This is another author's article.")
    return found


def _page(request: HttpRequest, found: Article, *, error: str = "") -> HttpResponse:
    user, version = _user(request), found.current_version
    if version is None:
        raise Http404("it was not submitted yet")
    now = timezone.now()
    own = selectors.my_review(version, user)
    rows = selectors.claim_rows(version, user)
    before = found.published_version if found.published_version_id != version.pk else None
    compared = found.reopened_at is not None and found.published_version_id == version.pk
    decided = sum(not row.is_open for row in rows)
    in_review = found.state == State.UNDER_REVIEW.value
    context = {
        "article": found,
        "version": version,
        "rows": rows,
        "decided": decided,
        "all_decided": decided == len(rows),
        "review": own,
        "can_decide": own is not None and own.is_open and own.declared_at is not None and in_review,
        "reviews": list(selectors.reviews_of(version)),
        "asked": selectors.changes_asked(version),
        "signatures": selectors.signatures(version),
        "quorum": selectors.quorum_of(version),
        "risks": selectors.risks_of(version),
        "changes": _compared_with(version, before, compared=compared),
        "before": before,
        "compared": compared,
        "candidates": selectors.candidates(version, today=now.date()) if may(user, Permission.ASSIGN) else [],
        "editor": may(user, Permission.ASSIGN),
        "revisable": (found.owner_id == user.pk or may(user, Permission.ASSIGN))
        and found.state in (State.DRAFT.value, State.UNDER_REVIEW.value, State.CHANGES_REQUESTED.value),
        "comments": [c for c in found.comments.select_related("author") if not c.claim_key],
        "events": selectors.history(found),
        "error": error,
        "today": now.date(),
    }
    return render(request, "publishing/review.html", context, status=422 if error else 200)


def _compared_with(version: ArticleVersion, before: ArticleVersion | None, *, compared: bool) -> list[Change]:
    """What differs: from the published version to a newer one, or from a reopened one to what the library says now."""
    if compared:
        return since_published(version)
    return changes_between(before.body, version.body) if before else []


def _acting(act: Callable[[HttpRequest, Article], str | None], permission: Permission) -> Callable[..., HttpResponse]:
    """A form of the review page: acts, then shows the page; what is refused is said on it."""

    @require_POST
    @requires(permission)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        found = _visible(request, pk)
        try:
            done = act(request, found)
        except NotAllowed as refused:
            found.refresh_from_db()
            return _page(request, found, error=str(refused))
        if done:
            messages.success(request, done)
        return redirect("review", pk=pk)

    return view


def _own_review(request: HttpRequest, found: Article) -> Review:
    version = found.current_version
    own = selectors.my_review(version, _user(request)) if version else None
    if own is None:
        raise NotAllowed("This article is not assigned to you.")
    return own


def _assign(request: HttpRequest, found: Article) -> str:
    people = list(User.objects.filter(pk__in=[int(pk) for pk in request.POST.getlist("reviewer") if pk.isdigit()]))
    if not people:
        raise NotAllowed("Choose at least one reviewer.")
    services.assign(found, people, by=_user(request), now=timezone.now())
    return "Asked: " + ", ".join(map(str, people))


def _hand_over(request: HttpRequest, found: Article) -> str:
    given = get_object_or_404(Review, pk=_number(request, "review"), version__article=found)
    to = get_object_or_404(User, pk=_number(request, "to"))
    services.hand_over(given, to=to, by=_user(request), now=timezone.now())
    return f"Handed over to {to}."


def _declare(request: HttpRequest, found: Article) -> str:
    interests = request.POST.get("interests", "")
    if request.POST.get("none") != "yes" and not interests.strip():
        raise NotAllowed("Tick that you have none, or say which interests you have.")
    services.declare(_own_review(request, found), interests=interests, now=timezone.now())
    return "Your declaration is on the record."


def _decide(request: HttpRequest, found: Article) -> str | None:
    own = _own_review(request, found)
    said = request.POST.get("verdict", "")
    if said not in list(Verdict):
        raise NotAllowed("Accept, amend or reject the claim.")
    services.decide_claim(
        own,
        request.POST.get("claim", ""),
        Verdict(said),
        note=request.POST.get("note", ""),
        proposed=request.POST.get("proposed", ""),
        check=Checker(current_engine(), own.version.body),
        now=timezone.now(),
    )
    return None


def _comment(request: HttpRequest, found: Article) -> str:
    services.comment(
        found,
        text=request.POST.get("text", ""),
        key=request.POST.get("claim", ""),
        by=_user(request),
        now=timezone.now(),
    )
    return "Your comment stands on the page."


def _resolve(request: HttpRequest, found: Article) -> str:
    remark = get_object_or_404(ReviewComment, pk=_number(request, "comment"), article=found)
    services.resolve(remark, by=_user(request), now=timezone.now())
    return "The comment is settled."


def _request_changes(request: HttpRequest, found: Article) -> str:
    services.request_changes(_own_review(request, found), reason=request.POST.get("reason", ""), now=timezone.now())
    return "The author is asked for changes."


def _sign(request: HttpRequest, found: Article) -> str:
    done = services.sign(_own_review(request, found), sha256=request.POST.get("sha256", ""), now=timezone.now())
    return "Approved and published." if done.state == State.APPROVED.value else "Your signature is on the record."


def _retire(request: HttpRequest, found: Article) -> str:
    services.retire(found, reason=request.POST.get("reason", ""), by=_user(request), now=timezone.now())
    return "The article is off the site."


def _reinstate(request: HttpRequest, found: Article) -> str:
    services.reinstate(found, reason=request.POST.get("reason", ""), by=_user(request), now=timezone.now())
    return "The article waits for reviewers again."


def _withdraw(request: HttpRequest, found: Article) -> str:
    services.withdraw(found, by=_user(request), now=timezone.now())
    return "The article is a draft again."


assign = _acting(_assign, Permission.ASSIGN)
hand_over = _acting(_hand_over, Permission.ASSIGN)
declare = _acting(_declare, Permission.REVIEW)
decide = _acting(_decide, Permission.REVIEW)
comment = _acting(_comment, Permission.SEE_QUEUE)
resolve = _acting(_resolve, Permission.SEE_QUEUE)
request_changes = _acting(_request_changes, Permission.REVIEW)
sign = _acting(_sign, Permission.REVIEW)
retire = _acting(_retire, Permission.UNPUBLISH)
reinstate = _acting(_reinstate, Permission.UNPUBLISH)
withdraw = _acting(_withdraw, Permission.SUBMIT)


@requires(Permission.SUBMIT)
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Change wordings, take claims out, or take what the library answers today; then a new version goes to review."""
    found = _visible(request, pk)
    user = _user(request)
    role = Role.AUTHOR if found.owner_id == user.pk else Role.EDITOR
    if role is Role.EDITOR and not may(user, Permission.ASSIGN):
        raise PermissionDenied("Authors revise their own articles, editors any.")
    fresh = request.GET.get("from") == "library" or request.POST.get("from") == "library"
    body = snapshot(current_engine().answer(found.question)) if fresh else found.body
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("seen", body_sha256("", body)) != body_sha256("", body):
                raise NotAllowed("The claims below are others than those you changed. Look at them and save again.")
            _revised(request, found, user=user, role=role, body=body if fresh else None)
            return redirect("review", pk=pk)
        except NotAllowed as refused:
            error = str(refused)
    context = {
        "article": found,
        "asked": selectors.changes_asked(found.current_version) if found.current_version else [],
        "claims": _with_proposals(found, body),
        "fresh": fresh,
        "seen": body_sha256("", body),
        "changes": changes_between(found.body, body) if fresh else [],
        "error": error,
    }
    return render(request, "publishing/revise.html", context, status=422 if error else 200)


def _with_proposals(found: Article, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Claims with the latest amendment that a reviewer proposes for each."""
    proposals = {d.claim_key: d for d in selectors.standing_decisions(found) if d.proposed}
    rejected = {d.claim_key: d for d in selectors.standing_decisions(found) if d.verdict == Verdict.REJECT.value}
    return [
        {
            "heading": heading,
            "claim": claim,
            "proposal": proposals.get(claim["key"]),
            "rejected": rejected.get(claim["key"]),
        }
        for heading, claim in claims_in(body)
    ]


def _revised(request: HttpRequest, found: Article, *, user: User, role: Role, body: dict[str, Any] | None) -> None:
    texts = {claim["key"]: claim["text"] for _, claim in claims_in(body or found.body)}
    wordings = {key: request.POST.get(f"text-{key}", text) for key, text in texts.items()}
    proposals = {d.claim_key: d for d in selectors.standing_decisions(found) if d.proposed}
    adopted = {
        key: proposals[key].review.reviewer_id
        for key, text in wordings.items()
        if key in proposals and text.strip() == proposals[key].proposed
    }
    checker = Checker(current_engine(), body or found.body)
    claims = {claim["key"]: claim for _, claim in claims_in(body or found.body)}
    removed = [key for key in texts if request.POST.get(f"remove-{key}") == "yes"]
    for key, text in wordings.items():
        if key not in removed and text.strip() != texts[key]:
            checked = checker(claims[key], text)
            if checked.support.value != "supported" and not request.POST.get("note", "").strip():
                raise NotAllowed(
                    f"The check finds the new wording of {key} {checked.support.value} by its quote "
                    f"({'; '.join(checked.reasons)}). Change it, or give the reason in the note."
                )
    services.revise(
        found,
        by=user,
        role=role,
        now=timezone.now(),
        standing=standing_in(current_engine()),
        note=request.POST.get("note", "").strip(),
        title=request.POST.get("title") or None,
        wordings=wordings,
        removed=removed,
        body=body,
        adopted=adopted,
    )


@require_safe
@requires(Permission.SEE_QUEUE)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The article page as it would be published."""
    found = _visible(request, pk)
    if found.current_version is None:
        raise Http404("it was not submitted yet")
    page = made(page_of(found, found.current_version, preview=True))
    return render(request, "publishing/article.html", {"page": page})


@requires(Permission.SEE_QUEUE)
def own_profile(request: HttpRequest) -> HttpResponse:
    """What the signed-in person says of themselves."""
    user, error = _user(request), ""
    said = {"interests": user.interests, "topics": ", ".join(user.topics), "absent_until": user.absent_until}
    form = ProfileForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        topics = [topic.strip() for topic in form.cleaned_data["topics"].split(",") if topic.strip()]
        try:
            given, kept = profile.describe(
                user,
                interests=form.cleaned_data["interests"].strip(),
                topics=topics,
                absent_until=form.cleaned_data["absent_until"],
                now=timezone.now(),
            )
            messages.success(request, _kept(given, kept))
            return redirect("profile")
        except NotAllowed as refused:
            error = str(refused)
    context = {"form": form, "error": error, "account": user}
    return render(request, "publishing/profile.html", context, status=422 if error or form.errors else 200)


def _kept(given: int, kept: int) -> str:
    went = f" Reviews handed to others: {given}." if given else ""
    return f"Kept.{went}" + (f" Nobody is free for {kept}; an editor is told." if kept else "")


@require_POST
@requires(Permission.SETTLE_REPORTS)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a reader's report."""
    found = get_object_or_404(ProblemReport, pk=pk, settled_at=None)
    try:
        services.settle_report(found, outcome=request.POST.get("outcome", ""), by=_user(request), now=timezone.now())
        messages.success(request, "The report is settled.")
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect("queue")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  # `requires` let nobody else in
    return request.user


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not value.isdigit():
        raise NotAllowed("The form was incomplete. Load the page again.")
    return int(value)
