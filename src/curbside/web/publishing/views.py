"""Public pages of articles: the list, the article, its history, versions, basis and exports."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from curbside.domain.questions import Reader
from curbside.domain.review import HIGH_RISK, QUORUM, QUORUM_HIGH_RISK, TRANSITIONS, NotAllowed, State
from curbside.domain.text import clean
from curbside.engine import PROFILES
from curbside.rendering.citations import bibtex, csl_json, ris
from curbside.rendering.pdf import article_pdf
from curbside.web.accounts.permissions import PERMISSIONS, Permission, requires
from curbside.web.asking.views import finished, owned_record
from curbside.web.engine_access import current_engine
from curbside.web.publishing import finding, selectors, services
from curbside.web.publishing.article_page import current_page, made, page_of, public_article, published
from curbside.web.publishing.body import changes_between
from curbside.web.publishing.currency import keep_current, standing_in
from curbside.web.publishing.exports import article_for_print, article_markdown, reference_records
from curbside.web.publishing.forms import ReportForm, SubmitForm
from curbside.web.publishing.models import Article, ArticleVersion

_PER_PAGE = 50


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """All published articles, or those that words, a topic, an organisation or a status leave."""
    keep_current(current_engine(), now=timezone.now())
    everything = finding.all_articles()
    words, topic = clean(request.GET.get("q", ""))[:200], request.GET.get("topic", "")
    organisation, status = request.GET.get("organisation", ""), request.GET.get("status", "")
    rows = finding.matching(everything, words=words, topic=topic, organisation=organisation, status=status)
    context = {
        "page": Paginator(rows, _PER_PAGE).get_page(request.GET.get("page")),
        "found": len(rows),
        "total": len(everything),
        "words": words,
        "topic": topic,
        "topics": selectors.topics_of(selectors.public_articles()),
        "organisation": organisation,
        "organisations": finding.organisations_of(everything),
        "status": status,
    }
    return render(request, "publishing/articles.html", context)


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """The article as it is published."""
    reader = request.GET.get("reader", "")
    page = current_page(slug, reader=Reader(reader) if reader in PROFILES else None)
    return render(request, "publishing/article.html", {"page": page})


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version, as it was; its address never shows another text."""
    found = public_article(slug)
    wanted = get_object_or_404(found.versions, number=number)
    if not _was_public(found, wanted):
        raise Http404("this version was never published")
    return render(request, "publishing/article.html", {"page": made(page_of(found, wanted))})


def _was_public(found: Article, wanted: ArticleVersion) -> bool:
    signed = found.events.filter(action="approve", version_number=wanted.number).exists()
    return wanted.pk == found.published_version_id or signed


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """What happened to the article, and what changed from each published version to the next, by claim."""
    found = public_article(slug)
    shown = [v for v in found.versions.all() if _was_public(found, v)]
    steps = [{"version": new, "changes": changes_between(old.body, new.body)} for old, new in pairwise(shown)]
    context = {
        "article": found,
        "events": [
            event
            for event in selectors.history(found)
            if event.action == "sign" or event.from_state != event.to_state or not event.from_state
        ],
        "public": True,
        "versions": shown,
        "steps": list(reversed(steps)),
    }
    return render(request, "publishing/history.html", context)


@require_safe
def basis(request: HttpRequest, slug: str) -> HttpResponse:
    """How the article was made: all that somebody needs to judge it without us."""
    found = public_article(slug)
    return render(request, "publishing/basis.html", page_of(found, published(found)))


EXPORTS: Mapping[str, tuple[Any, str]] = {
    "ris": (ris, "application/x-research-info-systems"),
    "bib": (bibtex, "application/x-bibtex"),
    "json": (csl_json, "application/vnd.citationstyles.csl+json"),
}


@require_safe
def references(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The references for a reference manager."""
    found = public_article(slug)
    if form not in EXPORTS:
        raise Http404("no such form")
    write, media_type = EXPORTS[form]
    text = write(reference_records(published(found).body, accessed=f"{timezone.now():%Y-%m-%d}"))
    return _download(text, media_type, f"{slug}.{form}")


@require_safe
def markdown(request: HttpRequest, slug: str) -> HttpResponse:
    """The article as Markdown, references and review status included."""
    found = public_article(slug)
    address = settings.CURBSIDE.site_url.rstrip("/") + found.get_absolute_url()
    return _download(article_markdown(page_of(found, published(found)), address=address), "text/markdown", f"{slug}.md")


@require_safe
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The article to print or file, references and review status included."""
    found = public_article(slug)
    page = page_of(found, published(found))
    address = settings.CURBSIDE.site_url.rstrip("/") + reverse("article-version", args=[slug, page["version"].number])
    return _download(article_pdf(article_for_print(page, address=address)), "application/pdf", f"{slug}.pdf")


def _download(text: str | bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    charset = "; charset=utf-8" if isinstance(text, str) else ""
    return HttpResponse(text, content_type=media_type + charset, headers=headers)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """A reader reports a problem; no account is needed."""
    found = public_article(slug)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.report_problem(found, **form.cleaned_data, now=timezone.now())
        return render(
            request, "publishing/reported.html", {"article": found, "category": form.cleaned_data["category"]}
        )
    return render(
        request, "publishing/report.html", {"article": found, "form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.SUBMIT)
def submit(request: HttpRequest, record_id: str) -> HttpResponse:
    """Hand an answer to the board as an article."""
    record = finished(owned_record(request, record_id))
    answer = record.answer
    if not answer["headline"] and not answer["sections"]:
        raise Http404("an answer without claims is no article")
    form = SubmitForm(request.POST or None, initial={"title": record.question})
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = services.submit(
                title=form.cleaned_data["title"],
                question=record.question,
                topics=form.cleaned_data["topics"].split(","),
                body=answer,
                by=request.user,  # type: ignore[arg-type]  # `requires` lets nobody else in
                standing=standing_in(current_engine()),
                now=timezone.now(),
            )
            return HttpResponseRedirect(reverse("review", args=[made.pk]))
        except NotAllowed as refused:
            error = str(refused)
    context = {"record": record, "form": form, "error": error, "similar": selectors.similar_article(record.question)}
    return render(request, "publishing/submit.html", context, status=422 if error or form.errors else 200)


@require_POST
@requires(Permission.SUBMIT)
def submit_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a draft in again."""
    draft = get_object_or_404(Article, pk=pk, state=State.DRAFT.value, owner=request.user)
    services.resubmit(draft, by=request.user, standing=standing_in(current_engine()), now=timezone.now(), note="")  # type: ignore[arg-type]  # signed in
    return redirect("review", pk=pk)


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """The editorial policy, made from the tables that the site obeys."""
    context = {
        "transitions": [
            {
                "action": action.value,
                "sources": sorted(state.value for state in row.sources),
                "target": row.target.value,
                "by": sorted(role.value for role in row.by),
                "guards": [guard.value for guard in row.guards],
            }
            for action, row in TRANSITIONS.items()
        ],
        "risks": list(HIGH_RISK),
        "quorum": QUORUM,
        "quorum_high": QUORUM_HIGH_RISK,
        "permissions": [
            {"what": permission.value, "roles": sorted(role.value for role in roles)}
            for permission, roles in PERMISSIONS.items()
        ],
    }
    return render(request, "publishing/policy.html", context)


@require_safe
def disclaimer(request: HttpRequest) -> HttpResponse:
    """What the site is not."""
    return render(request, "publishing/disclaimer.html")


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Who the board is."""
    return render(request, "publishing/members.html", {"members": selectors.board_members()})


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """What a language model that reads the site is told of it."""
    context = {"site": settings.CURBSIDE.site_url.rstrip("/"), "articles": selectors.listed_articles()[:500]}
    return render(request, "publishing/llms.txt", context, content_type="text/plain; charset=utf-8")
