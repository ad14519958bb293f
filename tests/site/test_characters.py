"""A NUL, wherever it comes in, is the sender's mistake and not a fault of ours; on PostgreSQL it would be one."""

import pytest
from django.test import Client

from curbside.domain.review import Role
from curbside.web.asking.models import AnswerRecord
from people import a_client, a_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


@pytest.mark.parametrize(
    ("method", "address", "fields"),
    [
        ("get", "/answers/a%00b", {}),
        ("get", "/articles/", {"topic": "a\0b"}),
        ("post", "/accounts/login/", {"login": "a\0b@example.org", "password": "a\0b"}),
        ("post", "/ask", {"question": "apixaban dose", "follows": "a\0b"}),
    ],
)
def test_a_nul_in_address_or_form_is_a_400_in_plain_words(method, address, fields):
    page = getattr(Client(raise_request_exception=False), method)(address, fields)

    assert page.status_code == 400
    assert "could not be read" in page.content.decode()
    assert page["Content-Security-Policy"]


def test_a_nul_in_the_cookie_of_the_session_is_a_400():
    client = Client(raise_request_exception=False)

    assert client.get("/history", headers={"cookie": 'sessionid="a\\000b"'}).status_code == 400


def test_a_nul_in_a_question_is_taken_out_of_it(ask):
    ask("apixaban\0 dose for a new DVT")

    assert AnswerRecord.objects.get().question == "apixaban dose for a new DVT"


def test_a_nul_in_words_of_the_board_is_a_400():
    browser = a_client(a_person("Ann", Role.EDITOR))
    browser.raise_request_exception = False

    assert browser.post("/board/1/comment", {"text": "a\0b"}).status_code == 400


def test_a_form_that_breaks_off_is_a_400():
    page = Client(raise_request_exception=False).post("/ask", b"--x\r\n", content_type="multipart/form-data; boundary=")
    assert page.status_code == 400
