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

    assert client.post(place, {"action": "withdraw", "reason": " "}).status_code == 400
    assert client.post(place, {"action": "supersede", "reason": "old", "successor": old.id}).status_code == 400
    assert client.post(place, {"action": "supersede", "reason": "new edition", "successor": new.id}).status_code == 302
    assert current_engine().store.document(old.id).status is Status.SUPERSEDED
    for _ in range(2):
        assert client.post(place, {"action": "withdraw", "reason": "unsafe dose"}).status_code == 302
    found = current_engine().store.document(old.id)
    assert (found.status, "unsafe dose" in found.notices) == (Status.WITHDRAWN, True)
    rows = list(ReviewEvent.objects.values_list("action", flat=True))
    assert (rows, faults()) == (["supersede-document", "withdraw-document"], [])


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.BOARD, Role.EDITOR])
def test_no_other_role_sees_or_sends_the_form(engine: Engine, role: Role) -> None:
    document = engine.documents()[0]
    client = a_client(a_person("Somebody", role))
    assert "Supersede or withdraw" not in client.get(f"/library/{document.id}").content.decode()
    assert client.post(f"/library/{document.id}/standing", {"action": "withdraw", "reason": "x"}).status_code == 403


def test_a_visitor_is_led_to_sign_in(client: Client, engine: Engine) -> None:
    sent = client.post(f"/library/{engine.documents()[0].id}/standing", {"action": "withdraw", "reason": "x"})
    assert sent["Location"].startswith("/accounts/login/")
