"""Settings of the model: refused where they cannot work, and the key never shown."""

import pytest

from curbside.config import load_settings
from curbside.domain.errors import BadInput
from curbside.engine import open_generator

URL = "http://127.0.0.1:8080/v1"


def test_without_an_address_there_is_no_model() -> None:
    assert open_generator(load_settings()) is None


@pytest.mark.parametrize("url", [URL, f"{URL}/", "https://models.example.org/openai/v1"])
def test_an_address_is_taken_as_given_without_its_last_stroke(url: str) -> None:
    assert load_settings(model_url=url, model_name="a").model_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8080",
        "file:///etc/passwd",
        "ftp://a/v1",
        "http://",
        "http://u:p@a/v1",
        f"{URL}?key=x",
        f"{URL}#a",
        "x",
    ],
)
def test_what_is_no_address_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="CURBSIDE_MODEL_URL"):
        load_settings(model_url=url, model_name="a")


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a" * 201])
def test_an_address_needs_a_name_of_a_model(name: str) -> None:
    with pytest.raises(BadInput, match="CURBSIDE_MODEL_NAME"):
        load_settings(model_url=URL, model_name=name)


@pytest.mark.parametrize("key", ["se cret", "secret\r\nX-Other: 1", "secrét"])
def test_a_key_that_no_header_can_hold_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(BadInput, match="CURBSIDE_MODEL_KEY") as caught:
        load_settings(model_url=URL, model_name="a", model_key=key)

    assert key not in str(caught.value)


def test_settings_do_not_print_their_key() -> None:
    settings = load_settings(model_url=URL, model_name="a", model_key="sk-very-secret")

    assert "sk-very-secret" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
