"""A librarian supersedes and withdraws documents from their pages."""

import pytest
from django.test import Client

from curbside.domain.documents import Status
from curbside.domain.review import Role
from curbside.engine import Engine
from curbside.web.engine_access import current_engine
from curbside.web.publishing.audit import faults
from curbside.web.publishing.models import ReviewEvent
from people import a_client, a_person

pytestmark = [pytest.mark.django_db]


def test_a_document_is_superseded_then_withdrawn_each_once(own_library: Engine) -> None:
    old, new = [d for d in own_library.documents() if d.status is Status.CURRENT][:2]
    client = a_client(a_person("Lib", Role.LIBRARIAN))
    place = f"/library/{old.id}/standing"
    assert "Supersede or withdraw" in client.get(f"/library/{old.id}").content.decode()

    assert client.post(place, {"action": "withdraw", "reason": " "}).status_code == 422
    assert client.post(place, {"action": "supersede", "reason": "old", "successor": old.id}).status_code == 422
    assert client.post(place, {"action": "supersede", "reason": "new edition", "successor": new.id}).status_code == 302
    assert current_engine().store.document(old.id).status is Status.SUPERSEDED
    for _ in range(2):
        assert client.post(place, {"action": "withdraw", "reason": "unsafe dose"}).status_code == 302
    found = current_engine().store.document(old.id)
    assert (found.status, "unsafe dose" in found.notices) == (Status.WITHDRAWN, True)
    rows = list(ReviewEvent.objects.values_list("action", flat=True))
    assert (rows, faults()) == (["supersede-document", "withdraw-document"], [])


def test_what_replaces_it_need_not_be_held(own_library: Engine) -> None:
    old = next(d for d in own_library.documents() if d.status is Status.CURRENT)
    client = a_client(a_person("Lib", Role.LIBRARIAN))
    said = {
        "action": "supersede-elsewhere",
        "title": "Gout",
        "publisher": "NICE",
        "year": "2030",
        "reason": "it is out",
    }
    for _ in range(2):
        assert client.post(f"/library/{old.id}/standing", said).status_code == 302

    found = current_engine().store.document(old.id)
    assert found.status is Status.SUPERSEDED
    assert found.superseded_by is not None
    assert (found.superseded_by.name, found.superseded_by.held) == ("Gout (NICE, 2030)", False)
    page = client.get(f"/library/{old.id}").content.decode()
    assert "Gout (NICE, 2030), which this library does not hold" in page
    assert ReviewEvent.objects.get().note == f"{old.id} by Gout (NICE, 2030), not held: it is out"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"action": "withdraw", "reason": " \u200b"}, "Say why."),
        ({"action": "supersede", "reason": "typed before"}, "Choose the document that replaces it."),
        ({"action": "supersede", "reason": "typed before", "successor": "nowhere"}, "Choose one of the list."),
        ({"action": "supersede-elsewhere", "reason": "typed before"}, "Write the title"),
        (
            {"action": "supersede-elsewhere", "reason": "typed before", "title": "A", "year": "1"},
            "Write a year such as",
        ),
    ],
)
def test_a_fault_is_said_beside_its_field_and_what_was_typed_stays(
    engine: Engine, said: dict[str, str], fault: str
) -> None:
    document = next(d for d in engine.documents() if d.status is Status.CURRENT)
    page = a_client(a_person("Lib", Role.LIBRARIAN)).post(f"/library/{document.id}/standing", said)
    text = page.content.decode()

    assert page.status_code == 422
    assert text.count(fault) == 2  # at the head of the page and beside the field
    assert said["reason"].strip(" \u200b") in text
    assert document.title in text
    assert current_engine().store.document(document.id).status is Status.CURRENT


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.BOARD, Role.EDITOR])
def test_no_other_role_sees_or_sends_the_form(engine: Engine, role: Role) -> None:
    document = engine.documents()[0]
    client = a_client(a_person("Somebody", role))
    assert "Supersede or withdraw" not in client.get(f"/library/{document.id}").content.decode()
    assert client.post(f"/library/{document.id}/standing", {"action": "withdraw", "reason": "x"}).status_code == 403


def test_a_visitor_is_led_to_sign_in(client: Client, engine: Engine) -> None:
    sent = client.post(f"/library/{engine.documents()[0].id}/standing", {"action": "withdraw", "reason": "x"})
    assert sent["Location"].startswith("/accounts/login/")
