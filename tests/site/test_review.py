"""An article from an answer to approval and back, by the pages that people use."""

import re
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from curbside.domain.documents import Status, Successor
from curbside.domain.review import Role, State
from curbside.engine import Engine
from curbside.web.accounts.models import User
from curbside.web.publishing import currency
from curbside.web.publishing.article_page import page_as_of
from curbside.web.publishing.audit import faults
from curbside.web.publishing.body import claim_hashes, claims_in
from curbside.web.publishing.models import Article, ClaimDecision, Review
from people import a_client, a_person

MRI = "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"
GOUT = "How many months of colchicine prophylaxis when starting allopurinol?"
TITLE = "MRI with or without contrast in suspected spinal metastasis"


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """An author, an editor, three reviewers, a librarian."""
    return SimpleNamespace(
        author=a_person("Ann Author", Role.AUTHOR),
        editor=a_person("Ed Editor", Role.EDITOR),
        first=a_person("Rita Reviewer", Role.BOARD, credentials="MD"),
        second=a_person("Sam Second", Role.BOARD),
        third=a_person("Tom Third", Role.BOARD),
        librarian=a_person("Lib Rarian", Role.LIBRARIAN),
    )


def submit(author: User, *, question: str = MRI, title: str = TITLE) -> Article:
    """Ask and submit as the author; the article."""
    client = a_client(author)
    answer = client.post("/ask", {"question": question})["Location"]
    page = client.get(answer).content.decode()
    assert "Submit it as an article" in page
    sent = client.post(f"{answer}/submit", {"title": title, "topics": "spine, imaging"})
    assert sent.status_code == 302, sent.content.decode()
    return Article.objects.get(pk=int(sent["Location"].rsplit("/", 1)[1]))


def do(person: User, article: Article, action: str, **fields: Any) -> Any:
    """Send a form of the review page."""
    return a_client(person).post(f"/board/{article.pk}/{action}", fields)


def done(answer: Any) -> None:
    assert answer.status_code == 302, re.sub(r"\s+", " ", answer.content.decode())[:2000]


def refused(answer: Any, *words: str) -> None:
    assert answer.status_code == 422, answer.status_code
    text = re.search(r'role="alert">(.*?)</div>', answer.content.decode(), re.S)
    assert text, "no reason given"
    assert all(word in text.group(1) for word in words), text.group(1)


def accept_all(person: User, article: Article) -> None:
    article.refresh_from_db()
    for key in claim_hashes(article.current_version.body):
        done(do(person, article, "decide", claim=key, verdict="accept"))


def approve(cast: SimpleNamespace, article: Article) -> Article:
    """Assign two reviewers, accept every claim, sign twice."""
    done(do(cast.editor, article, "assign", reviewer=[cast.first.pk, cast.second.pk]))
    for person in (cast.first, cast.second):
        done(do(person, article, "declare", none="yes"))
    accept_all(cast.first, article)
    sign(article, cast.first, cast.second)
    return article


def sign(article: Article, *people: User) -> None:
    """Sign one after the other, until the quorum is reached."""
    article.refresh_from_db()
    for person in people:
        if article.state == State.UNDER_REVIEW.value:
            done(do(person, article, "sign", sha256=article.current_version.content_sha256))
            article.refresh_from_db()


@pytest.fixture
def article(cast: SimpleNamespace, engine: Engine) -> Article:
    return submit(cast.author)


@pytest.fixture
def approved(cast: SimpleNamespace, article: Article) -> Article:
    return approve(cast, article)


def test_an_answer_becomes_an_article_that_waits_for_reviewers(article: Article, cast: SimpleNamespace) -> None:
    assert (article.state, article.slug) == (
        State.SUBMITTED.value,
        "mri-with-or-without-contrast-in-suspected-spinal-metastasis",
    )
    assert article.current_version.number == 1
    assert claim_hashes(article.current_version.body)
    assert TITLE in a_client(cast.editor).get("/board/").content.decode()


def test_it_is_not_public_before_it_is_approved(article: Article, client: Client) -> None:
    assert client.get(article.get_absolute_url()).status_code == 404
    assert TITLE not in client.get("/articles/").content.decode()


def test_a_high_risk_topic_needs_two_reviewers_asked_together(article: Article, cast: SimpleNamespace) -> None:
    refused(do(cast.editor, article, "assign", reviewer=[cast.first.pk]), "2 reviewers")
    article.refresh_from_db()
    assert article.state == State.SUBMITTED.value
    assert not Review.objects.exists()


def test_nobody_reviews_their_own_work(cast: SimpleNamespace, engine: Engine) -> None:
    own = submit(cast.first)
    refused(do(cast.editor, own, "assign", reviewer=[cast.first.pk, cast.second.pk]), "their own work")


def test_nothing_is_decided_before_interests_are_declared(article: Article, cast: SimpleNamespace) -> None:
    done(do(cast.editor, article, "assign", reviewer=[cast.first.pk, cast.second.pk]))
    refused(do(cast.first, article, "decide", claim="c1", verdict="accept"), "interests")
    refused(do(cast.first, article, "declare"), "none")
    refused(do(cast.third, article, "decide", claim="c1", verdict="accept"), "not assigned")


def test_approval_needs_every_claim_and_both_signatures(
    article: Article, cast: SimpleNamespace, client: Client
) -> None:
    done(do(cast.editor, article, "assign", reviewer=[cast.first.pk, cast.second.pk]))
    article.refresh_from_db()
    sha256 = article.current_version.content_sha256
    for person in (cast.first, cast.second):
        done(do(person, article, "declare", none="yes"))
    refused(do(cast.first, article, "sign", sha256=sha256), "not accepted yet")
    accept_all(cast.first, article)
    refused(do(cast.first, article, "sign", sha256="0" * 64), "changed since")
    done(do(cast.first, article, "sign", sha256=sha256))
    assert client.get(article.get_absolute_url()).status_code == 404
    done(do(cast.second, article, "sign", sha256=sha256))

    page = client.get(article.get_absolute_url())
    text = page.content.decode()
    assert page.status_code == 200
    assert "Reviewed by the Medical Advisory Board" in text
    assert "Rita Reviewer" in text
    assert "Sam Second" in text
    assert "pending human review" not in text
    assert '"reviewedBy"' in text
    assert 'name="robots"' not in text
    assert faults() == []


def test_an_amendment_is_checked_at_once_adopted_and_decided_by_another(
    article: Article, cast: SimpleNamespace
) -> None:
    done(do(cast.editor, article, "assign", reviewer=[cast.first.pk, cast.second.pk, cast.third.pk]))
    for person in (cast.first, cast.second, cast.third):
        done(do(person, article, "declare", none="yes"))
    article.refresh_from_db()
    key, claim = next((c["key"], c) for _, c in claims_in(article.body) if "24 hours" in c["text"])
    wrong = claim["text"].replace("24 hours", "48 hours")
    refused(do(cast.first, article, "decide", claim=key, verdict="amend", proposed=wrong), "check")
    right = claim["text"] + "."
    done(do(cast.first, article, "decide", claim=key, verdict="amend", proposed=right))
    assert ClaimDecision.objects.get().support == "supported"
    done(do(cast.second, article, "changes", reason="Please take the wording."))
    done(do(cast.author, article, "revise", **{f"text-{key}": right, "note": "taken"}))

    article.refresh_from_db()
    assert (article.state, article.current_version.number) == (State.UNDER_REVIEW.value, 2)
    said = {c["text"] for _, c in claims_in(article.body) if "24 hours" in c["text"]}
    assert said == {right}, "what is said again in the summary is worded as above"
    # whoever worded a claim is an author of the version: not asked again, not allowed to sign
    assert set(article.current_version.reviews.values_list("reviewer__name", flat=True)) == {"Sam Second", "Tom Third"}
    accept_all(cast.second, article)
    sign(article, cast.second, cast.third)
    assert article.state == State.APPROVED.value


def test_a_claim_taken_out_is_not_said_again_below_and_its_summary_goes_alone(
    article: Article, cast: SimpleNamespace
) -> None:
    def left() -> list[str]:
        article.refresh_from_db()
        return [c["key"] for _, c in claims_in(article.body) if "24 hours" in c["text"]]

    main, summary = left()
    done(do(cast.editor, article, "assign", reviewer=[cast.first.pk, cast.second.pk]))
    done(do(cast.author, article, "revise", **{f"remove-{summary}": "yes", "note": "said above"}))
    assert left() == [main]
    done(do(cast.author, article, "revise", **{f"remove-{main}": "yes", "note": "not asked for"}))
    assert left() == []


def test_an_edit_voids_signatures_and_a_save_without_change_does_not(article: Article, cast: SimpleNamespace) -> None:
    done(do(cast.editor, article, "assign", reviewer=[cast.first.pk, cast.second.pk]))
    for person in (cast.first, cast.second):
        done(do(person, article, "declare", none="yes"))
    accept_all(cast.first, article)
    done(do(cast.first, article, "sign", sha256=article.current_version.content_sha256))
    done(do(cast.author, article, "revise", note="nothing"))
    article.refresh_from_db()
    assert article.current_version.number == 1
    assert Review.objects.filter(decision="approve").count() == 1
    done(do(cast.author, article, "revise", title="Another title"))
    article.refresh_from_db()
    assert article.current_version.number == 2
    assert not article.current_version.reviews.filter(decision="approve").exists()
    # decisions bind to claims, which stayed the same
    done(do(cast.first, article, "sign", sha256=article.current_version.content_sha256))


def test_a_superseded_source_reopens_exactly_what_rests_on_it(
    approved: Article, cast: SimpleNamespace, engine: Engine, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = approve(cast, submit(cast.author, question=GOUT, title="Colchicine while starting allopurinol"))
    assert currency.reopen_changed(engine, now=other.approved_at) == []
    document = engine.store.document(next(link.document_id for link in other.published_version.links.all()))
    changed = replace(
        document, status=Status.SUPERSEDED, superseded_by=Successor(title="A newer guideline", year=2026, held=False)
    )
    known = currency.Standings.document
    monkeypatch.setattr(
        currency.Standings, "document", lambda self, own: changed if own == document.id else known(self, own)
    )
    reopened = currency.reopen_changed(engine, now=other.approved_at)

    assert reopened == [other]
    other.refresh_from_db()
    approved.refresh_from_db()
    assert (other.state, approved.state) == (State.UNDER_REVIEW.value, State.APPROVED.value)
    text = client.get(other.get_absolute_url()).content.decode()
    assert "changed after it was approved" in text
    assert "A newer guideline" in text
    assert "Reviewed by" not in text
    assert 'content="noindex"' in text
    assert currency.reopen_changed(engine, now=other.approved_at) == []
    resting = set(other.published_version.links.filter(document_id=document.id).values_list("claim_sha256", flat=True))
    assert set(other.open_claims.values_list("claim_sha256", flat=True)) == resting
    # its reviewers decide what is open and sign again
    accept_all(cast.second, other)
    sign(other, cast.first, cast.second)
    assert "Reviewed by" in client.get(other.get_absolute_url()).content.decode()
    assert faults() == []
    # what the board has seen and approved does not bring the article back again
    assert currency.reopen_changed(engine, now=other.approved_at) == []


def test_an_article_past_its_day_of_review_is_reopened_before_anybody_reads_it(
    approved: Article, client: Client
) -> None:
    Article.objects.filter(pk=approved.pk).update(review_due_on=approved.approved_at.date())
    text = client.get(approved.get_absolute_url()).content.decode()

    assert "due for review" in text
    assert "Reviewed by" not in text
    approved.refresh_from_db()
    assert approved.state == State.UNDER_REVIEW.value
    assert not approved.opened_by.exists()


def test_a_page_that_was_read_before_shows_at_once_what_became_of_its_article(
    approved: Article, cast: SimpleNamespace, client: Client, django_assert_max_num_queries: Any
) -> None:
    addresses = [f"{approved.get_absolute_url()}{reader}" for reader in ("", "?reader=patient", "/v/1")]

    def read() -> list[str]:
        return [client.get(address).content.decode() for address in addresses]

    before = read()
    assert all("Reviewed by the Medical Advisory Board" in page for page in before)
    with django_assert_max_num_queries(4):  # nothing of its text is read again
        client.get(addresses[0])
    Article.objects.filter(pk=approved.pk).update(review_due_on=approved.approved_at.date())
    after = read()
    assert not any("Reviewed by the Medical Advisory Board" in page for page in after)
    assert all("pending human review" in page for page in after)
    answers = [[re.sub(r".*?(<div id=.answer.*?)<section class=.noprint.*", r"\1", page, flags=re.S) for page in pages]
               for pages in (before, after)]  # fmt: skip
    assert answers[0] == answers[1]
    assert answers[0][0] != answers[0][1]
    approved.refresh_from_db()
    sign(approved, cast.first, cast.second)
    assert all("Reviewed by the Medical Advisory Board" in page for page in read())
    done(do(cast.editor, approved, "unpublish", reason="A dose is doubtful."))
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_a_demonstration_is_told_to_no_machine(approved: Article, client: Client) -> None:
    Article.objects.filter(pk=approved.pk).update(demonstration=True)
    text = client.get(approved.get_absolute_url()).content.decode()

    assert 'content="noindex"' in text
    assert "reviewedBy" not in text
    for path in ("/articles/feed", "/sitemap.xml", "/llms.txt"):
        assert approved.slug not in client.get(path).content.decode()


def test_a_reader_report_is_stripped_of_what_identifies(approved: Article, client: Client) -> None:
    client.post(f"{approved.get_absolute_url()}/report", {"category": "wrong", "text": "See MRN 1234567."})
    assert approved.reports.get().text == "See [removed]."


def test_claims_that_changed_meanwhile_are_not_overwritten(article: Article, cast: SimpleNamespace) -> None:
    done(do(cast.editor, article, "assign", reviewer=[cast.first.pk, cast.second.pk]))
    stale = "0" * 64
    refused(do(cast.author, article, "revise", title="Another", seen=stale), "others than those you changed")
    article.refresh_from_db()
    assert article.current_version.number == 1


def test_words_that_come_back_are_the_reviewers_to_decide_anew(article: Article, cast: SimpleNamespace) -> None:
    done(do(cast.editor, article, "assign", reviewer=[cast.first.pk, cast.second.pk]))
    for person in (cast.first, cast.second):
        done(do(person, article, "declare", none="yes"))
    done(do(cast.first, article, "changes", reason="Another title, please."))
    done(do(cast.author, article, "revise", title="Another title"))
    done(do(cast.author, article, "revise", title=TITLE))
    article.refresh_from_db()
    assert article.current_version.number == 1
    accept_all(cast.first, article)
    sign(article, cast.first, cast.second)
    assert article.state == State.APPROVED.value


def test_an_editor_unpublishes_at_once_with_a_reason(approved: Article, cast: SimpleNamespace, client: Client) -> None:
    refused(do(cast.editor, approved, "unpublish", reason=" "), "why")
    done(do(cast.editor, approved, "unpublish", reason="A dose is doubtful."))
    assert client.get(approved.get_absolute_url()).status_code == 404
    done(do(cast.editor, approved, "reinstate", reason="The dose was right."))
    approved.refresh_from_db()
    assert approved.state == State.SUBMITTED.value


def test_a_safety_report_has_an_owner_and_stands_first(
    approved: Article, cast: SimpleNamespace, client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(f"{approved.get_absolute_url()}/report", {"category": "safety", "text": "Wrong window."})
    assert sent.status_code == 200
    report = approved.reports.get()
    assert report.owner == cast.editor
    assert mail.outbox[-1].to == [cast.editor.email]
    assert mail.outbox[-1].subject.startswith("[Curbside] SAFETY")
    queue = a_client(cast.editor).get("/board/").content.decode()
    assert "safety report" in queue
    assert "Wrong window." in queue
    done(a_client(cast.editor).post(f"/board/reports/{report.pk}", {"outcome": "Checked, the window is right."}))


def test_mail_holds_no_word_of_the_question(
    cast: SimpleNamespace, engine: Engine, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        approve(cast, submit(cast.author))
    subjects = [message.subject for message in mail.outbox]
    assert any("asked to review" in subject for subject in subjects)
    assert any("was approved" in subject for subject in subjects)
    for message in mail.outbox:
        assert "MRI" not in message.subject + message.body
        assert message.alternatives[0].mimetype == "text/html"


def test_what_is_written_once_cannot_be_changed(approved: Article) -> None:
    from django.db import DatabaseError, connection, transaction

    event = approved.events.first()
    with pytest.raises(TypeError):
        event.save()
    connection.check_constraints()  # or PostgreSQL refuses for what waits to be checked
    emptying = ["TRUNCATE publishing_reviewevent", "TRUNCATE publishing_articleversion CASCADE"]
    for sql in (
        "UPDATE publishing_reviewevent SET note = 'x'",
        "DELETE FROM publishing_reviewevent",
        "UPDATE publishing_articleversion SET title = 'x'",
        "DELETE FROM publishing_claimdecision",
        "DELETE FROM publishing_sourcelink",
        *(emptying if connection.vendor == "postgresql" else []),
    ):
        with (
            pytest.raises(DatabaseError, match="is written once"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_a_page_is_kept_until_something_happens_to_it_or_to_who_signed(
    approved: Article, cast: SimpleNamespace, client: Client
) -> None:
    place = approved.get_absolute_url()
    for _ in range(2):  # the first holds the article against the library, and leaves word of it
        assert "Rita Reviewer" in client.get(place).content.decode()
    made = page_as_of.cache_info().misses
    as_patient = client.get(f"{place}?reader=patient").content.decode()
    for _ in range(3):
        assert "Rita Reviewer" in client.get(place).content.decode()
    assert page_as_of.cache_info().misses == made + 1  # the patient's
    assert client.get(f"{place}?reader=patient").content.decode().count('aria-pressed="true"') == 1
    assert as_patient != client.get(place).content.decode()

    account = f"/admin/accounts/user/{cast.first.pk}/change/"
    named = {"email": cast.first.email, "name": "Rita Renamed", "credentials": "MD", "roles": ["board"]}
    support = a_client(a_person("Sue Support", is_staff=True, is_superuser=True))
    assert support.post(account, {**named, "is_active": "on"}).status_code == 302
    page = client.get(place).content.decode()
    assert ("Rita Renamed" in page, "Rita Reviewer" in page) == (True, False)

    Article.objects.filter(pk=approved.pk).update(review_due_on=timezone.now().date())
    assert "pending human review" in client.get(place).content.decode()
    assert Article.objects.get(pk=approved.pk).reopened_at is not None


def test_each_visitor_has_a_form_of_their_own(approved: Article) -> None:
    tokens = [
        re.findall(
            r'name="csrfmiddlewaretoken" value="(\w+)"', Client().get(approved.get_absolute_url()).content.decode()
        )
        for _ in range(2)
    ]
    assert all(tokens)
    assert not set(tokens[0]) & set(tokens[1])


def test_pages_and_exports_of_an_approved_article(approved: Article, client: Client) -> None:
    base = approved.get_absolute_url()
    for path in ("/history", "/basis", "/v/1", "/report"):
        assert client.get(base + path).status_code == 200
    assert client.get(f"{base}/v/9").status_code == 404
    told = client.get(f"{base}/history").content.decode()
    assert all(name in told for name in ("Rita Reviewer", "Sam Second"))
    assert client.get(f"{base}/references.ris").content.decode().startswith("TY  - ")
    assert "@techreport{" in client.get(f"{base}/references.bib").content.decode()
    assert client.get(f"{base}/references.json").json()[0]["type"] == "report"
    assert client.get(f"{base}.md").content.decode().startswith(f"# {TITLE}")
    printed = client.get(f"{base}.pdf")
    assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(f"{base}/references.exe").status_code == 404
    for path in ("/articles/", "/articles/feed", "/sitemap.xml", "/llms.txt", "/board/members", "/editorial-policy"):
        page = client.get(path)
        assert page.status_code == 200
        assert "disclaimer" in page.content.decode().lower() or approved.slug in page.content.decode()
    assert client.get("/articles/?q=spinal&topic=imaging&status=approved").content.decode().count("<h2>") == 1
    within = client.get("/articles/?q=stir+marrow").content.decode()  # words of a statement, not of the title
    assert (within.count("<h2>"), "STIR" in within) == (1, True)
    assert client.get("/articles/?q=stir+colchicine").content.decode().count("<h2>") == 0
