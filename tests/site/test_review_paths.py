"""Whatever people do in whatever order: nothing is approved but by the rules."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from curbside.domain.answers import Support
from curbside.domain.answers import Verdict as Checked
from curbside.domain.review import NotAllowed, Role, State, Verdict
from curbside.web.publishing import services
from curbside.web.publishing.audit import faults
from curbside.web.publishing.body import body_sha256, claim_hashes
from curbside.web.publishing.models import Article, ClaimDecision, Review, ReviewEvent, TrailHead
from curbside.web.publishing.selectors import signed
from people import NOW, a_person


def a_body(texts: dict[str, str]) -> dict[str, Any]:
    """A body with a claim for each text, one quote each."""
    cards = [
        {"n": n, "reference": 1, "source": "s", "locator": "l", "badges": [], "quote": f"q{n}", "document_id": "d",
         "passage_id": f"p{n}", "repeats": False}
        for n in range(1, len(texts) + 1)
    ]  # fmt: skip
    claims = [
        {"key": key, "lead": "", "text": text, "citations": [n], "sources": [], "strength": "", "support": "supported",
         "note": "", "depth": 0, "status": ""}
        for n, (key, text) in enumerate(texts.items(), start=1)
    ]  # fmt: skip
    return {
        "headline": None,
        "sections": [{"key": "s", "heading": "S", "ordered": False, "groups": [{"lead": "", "claims": claims}]}],
        "conflicts": [], "unplaced": [], "missing": [], "limitations": [], "related": [],
        "references": [{"n": 1, "document_id": "d", "title": "t", "quotes": cards}],
        "made": {"library_generation": "g", "elapsed_ms": 3},
    }  # fmt: skip


def supported(claim: Any, text: str) -> Checked:
    return Checked(support=Support.SUPPORTED)


class Paths(RuleBasedStateMachine):
    """One article, an author, an editor, three reviewers, and whatever they try."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = NOW
        self.author = a_person("Author", Role.AUTHOR)
        self.editor = a_person("Editor", Role.EDITOR)
        self.board = [a_person(f"Reviewer {n}", Role.BOARD) for n in range(3)]
        self.article = services.submit(
            title="Insulin in ketoacidosis", question="q", topics=[], body=a_body({"c1": "one", "c2": "two"}),
            by=self.author, standing=lambda _: "stands", now=self.now(),
        )  # fmt: skip
        self.read: dict[str, Any] = {}  # end of the trail → what the public read

    def now(self) -> Any:
        self.clock += timedelta(minutes=1)
        return self.clock

    def attempt(self, act: Any) -> None:
        before = Article.objects.get(pk=self.article.pk).state
        rows = ReviewEvent.objects.count()
        try:
            act()
        except NotAllowed:
            assert ReviewEvent.objects.count() == rows
            return
        after = Article.objects.get(pk=self.article.pk).state
        written = ReviewEvent.objects.order_by("pk")[rows:]
        changed = [e for e in written if e.from_state != e.to_state]
        assert len(changed) == (before != after) or before == after
        assert [(e.from_state, e.to_state) for e in changed] in ([], [(before, after)])

    def fresh(self) -> Article:
        return Article.objects.get(pk=self.article.pk)

    def review_of(self, who: int) -> Review | None:
        version = self.fresh().current_version
        return Review.objects.filter(version=version, reviewer=self.board[who]).first()

    reviewers = st.integers(0, 2)

    @rule(who=st.lists(reviewers, min_size=1, max_size=3, unique=True))
    def assign(self, who: list[int]) -> None:
        people = [self.board[n] for n in who]
        self.attempt(lambda: services.assign(self.fresh(), people, by=self.editor, now=self.now()))

    @rule(who=reviewers)
    def declare(self, who: int) -> None:
        if review := self.review_of(who):
            services.declare(review, interests="", now=self.now())

    @rule(who=reviewers, key=st.sampled_from(["c1", "c2"]), verdict=st.sampled_from(list(Verdict)))
    def decide(self, who: int, key: str, verdict: Verdict) -> None:
        review = self.review_of(who)
        if review is None:
            return
        self.attempt(
            lambda: services.decide_claim(
                review, key, verdict, note="because", proposed="another", check=supported, now=self.now()
            )
        )

    @rule(who=reviewers)
    def accept_everything_and_sign(self, who: int) -> None:
        for key in ("c1", "c2"):
            self.decide(who, key, Verdict.ACCEPT)
        self.sign(who)

    @rule(who=reviewers)
    def sign(self, who: int) -> None:
        review = self.review_of(who)
        if review is None:
            return
        sha256 = review.version.content_sha256
        self.attempt(lambda: services.sign(review, sha256=sha256, now=self.now()))

    @rule(who=reviewers)
    def sign_what_was_read_before(self, who: int) -> None:
        for review in Review.objects.filter(reviewer=self.board[who]):
            if review.version_id != self.fresh().current_version_id:
                with pytest.raises(NotAllowed):
                    services.sign(review, sha256=review.version.content_sha256, now=self.now())

    @rule(who=reviewers)
    def request_changes(self, who: int) -> None:
        if review := self.review_of(who):
            self.attempt(lambda: services.request_changes(review, reason="because", now=self.now()))

    @rule(key=st.sampled_from(["c1", "c2"]), text=st.sampled_from(["one", "two", "three"]), adopt=st.booleans())
    def revise(self, key: str, text: str, adopt: bool) -> None:
        adopted = {key: self.board[0].pk} if adopt else None
        before = self.fresh().current_version_id
        same = body_sha256(self.fresh().title, self.fresh().body)

        def act() -> None:
            services.revise(
                self.fresh(), by=self.author, role=Role.AUTHOR, now=self.now(), standing=lambda _: "stands",
                note="", wordings={key: text}, adopted=adopted,
            )  # fmt: skip

        self.attempt(act)
        if body_sha256(self.fresh().title, self.fresh().body) == same:
            assert self.fresh().current_version_id == before

    @precondition(lambda self: self.fresh().state in (State.APPROVED.value, State.UNDER_REVIEW.value))
    @rule()
    def unpublish(self) -> None:
        self.attempt(lambda: services.retire(self.fresh(), reason="because", by=self.editor, now=self.now()))

    @rule()
    def reinstate(self) -> None:
        self.attempt(lambda: services.reinstate(self.fresh(), reason="because", by=self.editor, now=self.now()))

    @invariant()
    def what_is_approved_was_signed_and_decided_by_others(self) -> None:
        article = self.fresh()
        if article.state != State.APPROVED.value:
            return
        version = article.published_version
        assert version is not None
        assert version.pk == article.current_version_id
        assert (
            version.content_sha256
            == body_sha256(version.title, version.body)
            == body_sha256(article.title, article.body)
        )
        those = Review.objects.filter(version=version, decision="approve", signed_sha256=version.content_sha256)
        signers = {review.reviewer_id for review in those}
        assert len(signers) >= 2
        assert not signers & version.authors
        for key, sha256 in claim_hashes(version.body).items():
            wrote = set(version.claim_authors.get(key, []))
            decided = ClaimDecision.objects.filter(claim_sha256=sha256).exclude(review__reviewer__in=wrote)
            assert "accept" in {decision.verdict for decision in decided}

    @invariant()
    def what_the_public_reads_changes_only_with_the_trail(self) -> None:
        article = self.fresh()
        version = article.published_version
        public = (
            article.state, article.title, article.submitted_at, article.review_started_at, article.approved_at,
            article.reopened_why, article.review_due_on, article.opened_by.exists(), version and version.content_sha256,
            version and [(r.reviewer.name, r.decided_at, r.interests) for r in signed(version)],
        )  # fmt: skip
        trail = TrailHead.objects.get(pk=1).sha256
        assert self.read.setdefault(trail, public) == public

    @invariant()
    def the_trail_is_whole(self) -> None:
        assert faults() == []


class TestPaths(TestCase):
    """Hypothesis runs each path in a transaction of its own."""

    def test_no_path_leads_round_the_rules(self) -> None:
        from django.db import transaction
        from hypothesis.stateful import run_state_machine_as_test

        class Undone(Exception):
            pass

        def machine() -> Paths:
            return InTransaction()

        class InTransaction(Paths):
            def __init__(self) -> None:
                self.block = transaction.atomic()
                self.block.__enter__()
                super().__init__()

            def teardown(self) -> None:
                self.block.__exit__(Undone, Undone(), None)

        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
