"""Asking a question on the site, and who may read the answer."""

import json
import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from curbside.config import load_settings
from curbside.domain.errors import LibraryBroken, LibraryEmpty
from curbside.domain.redaction import MARK, redact
from curbside.engine import PROFILES, open_engine
from curbside.web.asking import services, views
from curbside.web.asking.models import AnswerRecord

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "evaluation"))
from model_server import ModelServer, claims_reply, faithful
from people import a_client, a_person

MRI = "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BANNER = "Educational purpose only. Exercise caution: pending human review."

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def test_the_start_page_shows_box_examples_holdings_and_refusals(client):
    text = client.get("/").content.decode()

    assert '<label for="question">Your question</label>' in text
    assert text.count('name="question" value=') == 5
    assert re.search(r"\d+ documents, \d+ of them current", text)
    assert "What Curbside refuses" in text


@pytest.mark.parametrize("question", views.EXAMPLES)
def test_every_example_question_gets_an_answer(ask, question):
    assert AnswerRecord.objects.get(id=ask(question).url.rsplit("/", 1)[1]).answer["outcome"] in (
        "answered",
        "partly",
    )


def test_asking_leads_with_303_to_a_random_address_that_holds_nothing_of_the_question(ask):
    first, second = ask(MRI), ask(MRI)

    assert re.fullmatch(r"/answers/[\w-]{22}", first.url)
    assert first.url != second.url
    assert first.sent["Cache-Control"] == first.page["Cache-Control"] == "no-store"


def test_no_link_or_form_of_the_answer_carries_the_question(ask):
    addresses = re.findall(r'(?:href|action)="([^"]*)"', ask(MRI).text)

    assert addresses
    assert not [address for address in addresses if re.search(r"contrast|recommended|evaluating|\?q=", address)]


def test_the_answer_page_keeps_the_printed_order(ask):
    text = ask(MRI).text
    order = [
        "<h1>",
        'class="steps"',
        "Not submitted for review",
        BANNER,
        'class="meta"',
        'class="reader"',
        'id="answer"',
        'id="gaps"',
        'id="references"',
        'id="how"',
        'id="follow-up"',
        'class="disclaimer"',
    ]

    places = [text.index(part) for part in order]

    assert places == sorted(places)


def test_every_citation_has_exactly_one_card_with_its_verbatim_quote(ask, engine):
    answer = ask(MRI)
    cited = set(re.findall(r'class="cite" href="#(q\d+)"', answer.text))
    cards = re.findall(r'class="card[^"]*" id="(q\d+)"', answer.text)
    stored = AnswerRecord.objects.get(id=answer.url.rsplit("/", 1)[1]).answer

    assert cited
    assert cited <= set(cards)
    assert len(cards) == len(set(cards))
    for reference in stored["references"]:
        text = engine.store.text(reference["document_id"])
        assert reference["quotes"]
        assert all(card["quote"] in text for card in reference["quotes"])


def test_a_direct_answer_says_when_its_source_is_secondary_or_superseded(ask):
    assert "Secondary source" in ask(MRI).text

    superseded = ask("TNK dose for STEMI, 75 kg man").text
    assert "This is a partial answer." in superseded
    assert '<span class="chip old">superseded</span>' in superseded
    assert "40 mg" in superseded


def test_a_claim_from_a_superseded_source_says_so_beside_its_number(ask):
    answer = ask("Surviving sepsis lactate")
    stored = AnswerRecord.objects.get().answer
    groups = [group for section in stored["sections"] for group in section["groups"]]
    stale = [claim for group in groups for claim in group["claims"] if claim["status"] == "superseded"]
    chips = re.findall(r'</a>\s*<span class="chip old">superseded</span>', answer.text)

    assert stale
    assert len(chips) >= len(stale)


def test_sources_that_differ_stand_side_by_side(ask):
    text = ask(MRI).text

    if 'id="differ"' in text:
        assert "Strength as stated" in text
        assert "followed" in text


def test_what_the_library_does_not_hold_is_said_with_the_nearest_documents(ask):
    text = ask("first-line prophylaxis for chronic migraine").text

    assert "Not in the library." in text
    assert "Nearest documents" in text
    assert "What the library holds" in text
    assert 'class="cite"' not in text


def test_an_emergency_shows_the_card_and_nothing_else_but_the_disclaimer(ask):
    text = ask("crushing chest pain now, what do I do?").text

    assert 'class="emergency"' in text
    assert 'class="disclaimer"' in text
    assert "<form" not in text
    assert 'class="cite"' not in text


def test_a_question_out_of_scope_is_told_so(ask):
    assert "Not a question for Curbside." in ask("should I buy bitcoin").text


@pytest.mark.parametrize("question", ["", "   ", "x" * 2001, "\u202e\u200b"])
def test_a_question_that_cannot_be_asked_comes_back_with_an_error_at_its_field(client, question):
    page = client.post("/ask", {"question": question})
    text = page.content.decode()

    assert page.status_code == 422
    assert "<title>Error: " in text
    assert 'role="alert"' in text
    assert '<a href="#question">' in text
    assert 'aria-invalid="true"' in text
    assert question.strip("\u202e\u200b") in text
    assert not AnswerRecord.objects.exists()


def test_only_the_session_that_asked_may_read_the_answer(ask):
    assert Client().get(ask(MRI).url).status_code == 404


def test_an_answer_is_gone_when_its_time_is_over_and_deleted_at_the_next_question(ask, client):
    answer = ask(MRI)
    AnswerRecord.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert client.get(answer.url).status_code == 404
    ask("should I buy bitcoin")
    assert AnswerRecord.objects.count() == 1


def test_an_answer_is_kept_for_the_hours_that_are_set(ask):
    record = AnswerRecord.objects.get(id=ask(MRI).url.rsplit("/", 1)[1])

    assert record.expires_at - record.created_at == timedelta(hours=24)


def test_choosing_a_reader_is_remembered_and_answers_the_same_question_again(ask, client):
    answer = ask(MRI)

    sent = client.post(f"{answer.url}/reader", {"reader": "nurse"})
    text = client.get(sent["Location"]).content.decode()

    assert sent.status_code == 303
    assert 'value="nurse" aria-pressed="true"' in text
    assert 'value="clinician" aria-pressed="false"' in text
    assert AnswerRecord.objects.first().question == MRI
    assert 'value="nurse" aria-pressed="true"' in ask("Apixaban dose for a new deep vein thrombosis").text


def test_a_reader_nobody_knows_counts_as_a_clinician(ask):
    assert 'value="clinician" aria-pressed="true"' in ask(MRI, reader="wizard").text


def test_nobody_changes_the_reader_of_somebody_elses_answer(ask):
    assert Client().post(f"{ask(MRI).url}/reader", {"reader": "nurse"}).status_code == 404


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script> apixaban dose",
        "{{7*7}} apixaban dose {% debug %}",
        '"><img src=x onerror=alert(1)> apixaban',
    ],
)
def test_hostile_text_stays_text(ask, hostile):
    text = ask(hostile).text

    assert "<script>" not in text
    assert "<img" not in text
    assert "49" not in re.search(r"<h1>(.*?)</h1>", text, re.S)[1] if "<h1>" in text else True
    assert hostile not in text or "<" not in hostile


def test_marks_that_turn_the_writing_direction_are_taken_out(ask):
    text = ask("apixaban \u202edose\u202c for DVT\u200b").text

    assert not re.search("[\u200b-\u200f\u202a-\u202e]", text)


def test_personal_data_is_neither_stored_nor_shown_nor_searched_for(ask):
    answer = ask(redact("Apixaban dose for DVT, MRN 48291756, born 12/03/1950, mail jane.roe@example.org"))
    stored = AnswerRecord.objects.get()

    assert "What looked like personal data was removed" in answer.text
    for secret in ("48291756", "12/03/1950", "jane.roe"):
        assert secret not in answer.text
        assert secret not in stored.question + json.dumps(stored.answer)


NAMED = "Mrs Okafor, MRN 48291756: apixaban dose for a new DVT?"


def test_a_question_that_names_somebody_is_warned_of_and_stored_nowhere(client):
    page = client.post("/ask", {"question": NAMED, "reader": "nurse"})
    text = page.content.decode()

    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert "a name" in text
    assert "a record number" in text
    assert f'name="question" value="{redact(NAMED)}"' in text
    assert 'name="reader" value="nurse"' in text
    assert f"{NAMED}</textarea>" in text
    assert not AnswerRecord.objects.exists()


def test_the_redacted_question_is_asked_by_the_first_button(ask):
    answer = ask(redact(NAMED))

    assert "What looked like personal data was removed" in answer.text
    assert "apixaban" in answer.text


def test_nothing_but_names_offers_no_question(client):
    assert "Ask this question" not in client.post("/ask", {"question": "John Smith"}).content.decode()


def test_a_follow_up_that_names_somebody_keeps_its_place_in_the_thread(ask, client):
    first = ask("apixaban dose for a new DVT").url.rsplit("/", 1)[1]
    text = client.post("/ask", {"question": "for how long in Mr Okafor?", "follows": first}).content.decode()

    assert text.count(f'name="follows" value="{first}"') == 2


def test_an_emergency_is_not_held_up_for_a_name_and_its_name_is_removed(ask):
    text = ask("Mr Okafor has crushing chest pain now, what do I do?").text

    assert 'class="emergency"' in text
    assert "Okafor" not in text + AnswerRecord.objects.get().question


# -- what is kept ------------------------------------------------------------------------------------------------------


def test_the_page_of_questions_lists_them_and_says_that_nothing_is_kept(ask, client):
    ask(MRI)
    text = client.get("/history").content.decode()

    assert "Nothing is kept" in text
    assert MRI in text
    assert client.get("/history")["Cache-Control"] == "no-store"
    assert MRI not in Client().get("/history").content.decode()


def test_only_who_asks_for_it_has_their_questions_kept_those_of_before_included(ask, client):
    ask(MRI)
    sent = client.post("/history/keep", {"keep": "yes"})
    ask("Finerenone starting dose at eGFR 45")

    assert sent.status_code == 303
    assert {(r.expires_at - r.created_at).days for r in AnswerRecord.objects.all()} == {365}
    assert client.session.get_expiry_age() > 300 * 86_400

    client.post("/history/keep", {"keep": "no"})
    ask("TNK dose for STEMI, 75 kg man")
    assert AnswerRecord.objects.filter(kept=True).count() == 2
    assert AnswerRecord.objects.filter(kept=False).count() == 1


def test_one_question_can_be_deleted_and_all_of_them(ask, client):
    one, other = ask(MRI), ask("Finerenone starting dose at eGFR 45")

    client.post(f"{one.url}/delete")
    assert client.get(one.url).status_code == 404
    assert client.get(other.url).status_code == 200

    client.post("/history/delete")
    assert not AnswerRecord.objects.exists()
    assert not {"asker", "keeps", "reader"} & set(client.session.keys())


def test_nobody_deletes_somebody_elses_question(ask):
    answer = ask(MRI)
    stranger = Client()

    assert stranger.post(f"{answer.url}/delete").status_code == 404
    stranger.post("/history/delete")
    assert AnswerRecord.objects.exists()


def test_signing_in_keeps_the_answers_and_an_account_reads_its_kept_ones_elsewhere(ask, client):
    answer = ask(MRI)
    person = a_person("Ann Author")
    client.force_login(person, backend=BACKEND)
    assert client.get(answer.url).status_code == 200
    elsewhere = a_client(person)
    assert elsewhere.get(answer.url).status_code == 404

    client.post("/history/keep", {"keep": "yes"})

    assert elsewhere.get(answer.url).status_code == 200


# -- live --------------------------------------------------------------------------------------------------------------


def streamed(page):
    frames = b"".join(page.streaming_content).decode().strip().split("\n\n")
    return [(frame.split("\n")[0].removeprefix("event: "), json.loads(frame.split("data: ")[1])) for frame in frames]


def test_a_question_asked_live_waits_for_its_page_and_tells_its_steps(client):
    where = client.post("/ask", {"question": MRI, "live": "yes"})["Location"]
    assert 'data-events="' + where in client.get(where).content.decode()

    events = streamed(client.get(f"{where}/events"))
    steps = [data["text"] for name, data in events if name == "step"]
    parts = "".join(data["html"] for name, data in events if name == "part")

    assert steps[0] == "Reading the question"
    assert re.fullmatch(r"Searching \d+ documents", steps[1])
    assert re.fullmatch(r"Checking statements of \d+ passages", steps[2])
    assert re.match(r"\d+ statements checked against their quotes", steps[3])
    assert events[-1][0] == "done"
    whole = client.get(where).content.decode()
    for line in ("Direct answer", 'id="references"', 'id="follow-up"', 'id="q1"'):
        assert line in parts
        assert line in whole


def test_a_stream_opened_again_gives_the_finished_answer_and_works_no_second_time(client, monkeypatch):
    where = client.post("/ask", {"question": MRI, "live": "yes"})["Location"]
    first = streamed(client.get(f"{where}/events"))
    monkeypatch.setattr(services, "work", lambda *_: pytest.fail("the answer is there"))
    again = streamed(client.get(f"{where}/events"))

    def sections(events):
        return [data["html"] for name, data in events if name == "part"][1:-1]

    assert [name for name, _ in again if name == "step"] == []
    assert len(sections(again)) == len(sections(first))


def test_nobody_opens_somebody_elses_stream(client):
    where = client.post("/ask", {"question": MRI, "live": "yes"})["Location"]

    assert Client().get(f"{where}/events").status_code == 404


def test_without_events_the_waiting_answer_arrives_whole(client):
    where = client.post("/ask", {"question": MRI, "live": "yes"})["Location"]

    assert 'id="references"' in client.get(f"{where}?whole=1").content.decode()
    assert AnswerRecord.objects.get().is_done


def test_stopping_deletes_the_question_ends_the_work_and_gives_the_words_back(client, engine):
    where = client.post("/ask", {"question": MRI, "live": "yes"})["Location"]
    record = AnswerRecord.objects.get()
    work = services.work(engine, record)
    next(work)
    page = client.post(f"{where}/delete")

    assert f"{MRI}</textarea>" in page.content.decode()
    assert list(work) == []
    assert not AnswerRecord.objects.exists()


def test_work_that_broke_off_is_taken_up_again(client, engine):
    client.post("/ask", {"question": MRI, "live": "yes"})
    record = AnswerRecord.objects.get()
    work = services.work(engine, record)
    next(work)
    work.close()

    assert len(list(services.work(engine, record))) > 3
    assert record.is_done


def test_what_sounds_like_an_emergency_says_where_to_get_help_before_and_above_the_answer(client, engine, db):
    where = client.post("/ask", {"question": "CPR in a newborn: compressions and breaths a minute", "live": "yes"})[
        "Location"
    ]
    waiting, answered = client.get(where).content.decode(), client.get(f"{where}?whole=1").content.decode()

    assert waiting.index("Is this happening now?") < waiting.index("live-step")
    assert answered.count("Is this happening now?") == 1
    assert answered.index("Is this happening now?") < answered.index("Reassess the heart rate")
    warned = client.post(
        "/ask", {"question": "sickle cell crisis pain first hour in ED, Mr John Smith"}
    ).content.decode()
    assert warned.index("Is this happening now?") < warned.index("[removed]")


def test_an_emergency_and_what_cannot_be_asked_never_wait(client):
    where = client.post("/ask", {"question": "crushing chest pain now, what do I do?", "live": "yes"})["Location"]

    assert 'class="emergency"' in client.get(where).content.decode()
    assert client.post("/ask", {"question": " ", "live": "yes"}).status_code == 422


def test_a_form_without_its_token_is_refused_in_plain_words(db):
    page = Client(enforce_csrf_checks=True).post("/ask", {"question": MRI})

    assert page.status_code == 403
    assert "This request was refused" in page.content.decode()


@pytest.mark.parametrize(
    "error", [LibraryEmpty("There is nothing. Add some."), LibraryBroken("Disc full. Free space.")]
)
def test_a_library_that_cannot_be_used_is_a_503_with_its_reason(client, monkeypatch, error):
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(services, "ask", broken)
    page = client.post("/ask", {"question": MRI})

    assert page.status_code == 503
    assert str(error) in page.content.decode()


def test_a_rebuilt_library_cannot_change_a_stored_answer(ask, client, monkeypatch):
    answer = ask(MRI)
    monkeypatch.setattr(views, "current_engine", lambda: pytest.fail("the stored answer needs no library"))

    assert client.get(answer.url).status_code == 200


def test_the_page_says_whether_a_model_took_part_and_sent_it_the_redacted_question(ask, monkeypatch):
    with (
        ModelServer(lambda request: claims_reply(faithful(request))) as server,
        open_engine(load_settings(model_url=server.url, model_name="a-model", model_seconds=20)) as with_model,
    ):
        assert "<dt>Wording</dt>" not in ask(MRI).text
        monkeypatch.setattr(views, "current_engine", lambda: with_model)
        text = ask(f"{MRI} {MARK}").text

    assert "<dt>Wording</dt><dd>Ordered and worded by a-model" in text
    assert len(server.requests) == 1
    assert MARK not in json.dumps(server.requests[0].body)


# -- readers ---------------------------------------------------------------------------------------------------------

SURGERY = "Are beta blockers continued around surgery?"


def test_the_start_page_lets_one_say_who_asks_and_remembers_it(ask, client):
    text = client.get("/").content.decode()
    assert [key for key in PROFILES if f'name="reader" value="{key}"' not in text] == []
    assert 'value="clinician" checked' in text

    ask(SURGERY, reader="nurse")

    assert 'value="nurse" checked' in client.get("/").content.decode()


def test_a_patient_sees_plain_lines_words_explained_and_the_closing_and_a_clinician_none_of_them(ask):
    patient, clinician = ask(SURGERY, reader="patient").text, ask(SURGERY, reader="clinician").text

    for sign in ("In plain words.", "Words explained", "not what is right for you", "call your emergency number"):
        assert sign in patient
        assert sign not in clinician


def test_one_click_shows_the_same_question_to_another_reader_with_the_same_quotes(ask, client):
    answer = ask(SURGERY, reader="clinician")
    sent = client.post(f"{answer.url}/reader", {"reader": "patient"})
    text = client.get(sent.url).content.decode()

    assert sent.status_code == 303
    assert "In plain words." in text

    def quotes(page):
        return sorted(re.findall(r"<blockquote>(.*?)</blockquote>", page, re.S))

    assert quotes(text) == quotes(answer.text)


# -- follow-ups ------------------------------------------------------------------------------------------------------


def test_a_follow_up_is_read_with_the_answer_it_stands_below_and_can_be_changed(ask, client):
    first = ask("apixaban dose for a new DVT")
    assert f'name="follows" value="{first.url.rsplit("/", 1)[1]}"' in first.text
    second = ask("for how long?", follows=first.url.rsplit("/", 1)[1])

    assert "<h1>For how long with apixaban in DVT?</h1>" in second.text
    assert "You asked: “for how long?”" in second.text
    assert 'value="For how long with apixaban in DVT?"' in second.text
    assert "drug: apixaban" in second.text


def test_a_follow_up_that_is_read_alone_says_so(ask):
    first = ask("Finerenone starting dose at eGFR 45")
    second = ask("what if the eGFR is 20?", follows=first.url.rsplit("/", 1)[1])

    assert "<h1>what if the eGFR is 20?</h1>" in second.text
    assert "Read on its own." in second.text


def test_nobody_follows_another_sessions_answer(ask, client):
    first = ask("apixaban dose for a new DVT")
    stranger = Client()
    sent = stranger.post("/ask", {"question": "for how long?", "follows": first.url.rsplit("/", 1)[1]})
    assert sent.status_code == 404


@pytest.mark.parametrize(("outcome", "said"), [("answered", "Answered: "), ("partly", "Partly answered: ")])
def test_the_live_line_of_a_partial_answer_says_so(outcome: str, said: str) -> None:
    record = AnswerRecord(answer={"outcome": outcome, "made": {"shown": 6}, "references": [{}]})

    assert views._ended(record) == f"{said}6 statements, 1 source"
