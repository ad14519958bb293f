"""What helps to read an answer: evidence at a glance, copying, other readers, what a follow-up took over."""

import re

import pytest
from django.utils import timezone

from curbside.domain.review import State
from curbside.engine import PROFILES
from curbside.web.asking.copying import as_text
from curbside.web.asking.evidence import evidence
from curbside.web.asking.models import AnswerRecord
from curbside.web.asking.readers import worded
from curbside.web.asking.snapshots import claims_of
from curbside.web.publishing.body import body_sha256
from curbside.web.publishing.models import Article, ArticleVersion
from curbside.web.publishing.selectors import similar_article
from people import a_person

MRI = "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


@pytest.fixture
def body(ask):
    ask(MRI)
    return AnswerRecord.objects.get().answer


def an_article(body, *, question=MRI, **fields):
    """A public article, made without its review."""
    now, author = timezone.now(), a_person("Ann Author")
    article = Article.objects.create(
        slug="mri", title="MRI", question=question, topics=[], owner=author, body=body, created_at=now, updated_at=now,
        state=State.APPROVED.value, approved_at=now, **fields,
    )  # fmt: skip
    version = ArticleVersion.objects.create(
        article=article, number=1, title="MRI", body=body, content_sha256=body_sha256("MRI", body), created_by=author,
        created_at=now, library_generation="one",
    )  # fmt: skip
    article.published_version = article.current_version = version
    article.save()
    return article


def test_the_panel_counts_statements_by_source_and_greys_what_is_superseded(body):
    panel = evidence(body)
    by_number = {source.n: source for source in panel.sources}

    assert [source.n for source in panel.sources] == [reference["n"] for reference in body["references"]]
    assert [s.n for s in panel.sources if s.is_stale] == [
        r["n"] for r in body["references"] if "superseded" in r["badges"]
    ]
    assert sum(source.claims for source in panel.sources) >= len({claim["key"] for claim in claims_of(body)})
    assert by_number[1].claims > 0
    assert all(6 <= source.x <= 94 for source in panel.sources if source.year)
    assert len({(source.x, source.y) for source in panel.sources}) == len(panel.sources)


def test_grades_are_counted_as_printed_scheme_by_scheme(ask):
    ask("Surviving sepsis lactate")
    body = AnswerRecord.objects.get().answer
    panel = evidence(body)
    claims = {claim["key"]: claim for claim in claims_of(body)}.values()

    assert sum(grade.claims for grade in panel.grades) == sum(bool(claim["strength"]) for claim in claims)
    assert {grade.as_printed for grade in panel.grades} == {c["strength"] for c in claims if c["strength"]}
    assert panel.ungraded == sum(not claim["strength"] for claim in claims)


def test_the_panel_has_a_table_that_says_what_the_picture_says(ask):
    text = ask(MRI).text

    dots = re.findall(r'class="dot[^"]*"><circle[^>]*/><text[^>]*>(\d+)</text>', text)
    table = re.search(r"Sources by year, as a table.*?</table>", text, re.S)[0]
    assert sorted(dots) == sorted(re.findall(r'<th scope="row">(\d+)\. ', table))


def test_the_copied_text_holds_every_statement_with_its_numbers_and_every_reference(ask, body):
    text = as_text(body, title=MRI, status="Not reviewed.")

    assert text.startswith(f"{MRI}\nNot reviewed.\n")
    for claim in claims_of(body):
        assert f"{claim['text']} [{', '.join(map(str, claim['citations']))}]" in text
    for reference in body["references"]:
        assert reference["title"] in text
    assert "not reviewed by anybody" in ask(MRI).text


def test_for_every_reader_a_stored_answer_keeps_its_claims_quotes_and_references(body, engine):
    def said(one):
        return sorted((c["key"], c["lead"], c["text"], tuple(c["citations"]), c["strength"]) for c in claims_of(one))

    before = str(body)
    for profile in PROFILES.values():
        other = worded(body, profile, lexicon=engine.lexicon)
        assert said(other) == said(body), profile.key
        for name in ("references", "conflicts", "missing", "limitations"):
            assert other[name] == body[name]
        assert other["closing"] == list(profile.closing)
    assert str(body) == before
    patient = worded(body, PROFILES["patient"], lexicon=engine.lexicon)
    assert any(claim["words"] for claim in claims_of(patient))


def test_an_article_is_shown_to_another_reader_with_related_questions_and_a_text_to_copy(client, body):
    article = an_article({**body, "related": ["What should be avoided in gout?"]})
    plain, patient = (client.get(f"/articles/mri{more}").content.decode() for more in ("", "?reader=patient"))

    assert "not what is right for you" in patient
    assert "not what is right for you" not in plain
    assert "What should be avoided in gout?" in plain
    assert f"/articles/{article.slug}/v/1" in plain
    assert client.get("/articles/mri?reader=wizard").status_code == 200


def test_an_article_on_the_same_question_is_offered_first(ask, body):
    an_article(body)

    assert "The board has an article on nearly the same question" in ask(MRI).text
    assert "The board has an article" not in ask("Finerenone starting dose at eGFR 45").text


def test_another_number_or_a_negation_is_another_question(body):
    an_article(body, question="Which starting dose of finerenone in diabetic kidney disease with an eGFR of 45?")

    assert similar_article("Which starting dose of finerenone in diabetic kidney disease with an eGFR of 45")
    assert not similar_article("Which starting dose of finerenone in diabetic kidney disease with an eGFR of 20?")
    assert not similar_article("Which starting dose of finerenone in kidney disease with an eGFR of 45, not diabetic?")


def test_what_a_follow_up_took_over_can_be_left_out_by_a_form(ask, client):
    first = ask("apixaban dose for a new DVT")
    second = ask("for how long?", follows=first.url.rsplit("/", 1)[1])
    record = AnswerRecord.objects.get(pk=second.url.rsplit("/", 1)[1])
    drop = [words for _, words in record.carried].index("apixaban")

    sent = client.post(f"{second.url}/without", {"drop": drop})

    assert "<h1>For how long in DVT?</h1>" in client.get(sent.url).content.decode()
    assert client.post(f"{second.url}/without", {"drop": "9"}).status_code == 404


def test_a_defined_word_leads_to_its_meaning_and_the_claim_keeps_its_words(ask):
    text = ask("Are beta blockers continued around surgery?", reader="patient").text
    links = re.findall(r'<a class="term" href="#(w-[\w-]+)">', text)

    assert links
    assert all(f'id="{place}"' in text for place in links)
    stored = AnswerRecord.objects.get().answer
    said = [re.sub(r"<[^>]+>", "", words) for words in re.findall(r'<span class="said">(.*?)</span>', text, re.S)]
    assert all(
        any(claim["text"].split()[0] in words for words in said) for claim in claims_of(stored) if not claim["listed"]
    )
