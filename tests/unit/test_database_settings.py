"""The address of a server, and how it reaches Django."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from curbside.config import Settings
from curbside.domain.errors import BadInput
from curbside.project.database import database


def made_of(address: str, home: Path) -> dict:
    return database(Settings(home=home, database_url=SecretStr(address)))


def test_without_an_address_the_database_is_a_file_in_home(tmp_path):
    made = database(Settings(home=tmp_path))

    assert made["ENGINE"] == "django.db.backends.sqlite3"
    assert made["NAME"] == tmp_path / "curbside.sqlite3"


def test_an_address_names_server_database_and_who_signs_in(tmp_path):
    made = made_of("postgresql://ann:p%40ss@db.example:6432/board?sslmode=verify-full", tmp_path)

    assert made["ENGINE"] == "django.db.backends.postgresql"
    assert [made[name] for name in ("HOST", "PORT", "NAME", "USER", "PASSWORD")] == [
        "db.example", "6432", "board", "ann", "p@ss",
    ]  # fmt: skip
    assert made["OPTIONS"] == {"sslmode": "verify-full", "server_side_binding": True}


def test_an_address_may_name_the_folder_of_a_socket(tmp_path):
    made = made_of("postgresql:///board?host=/run/postgresql", tmp_path)

    assert (made["HOST"], made["NAME"], made["USER"]) == ("/run/postgresql", "board", "")


@pytest.mark.parametrize("address", ["mysql://ann:hidden@db/board", "postgresql://ann:hidden@db/", "hidden"])
def test_what_is_no_address_is_refused_without_its_password(tmp_path, address):
    with pytest.raises(BadInput, match="CURBSIDE_DATABASE_URL is no address") as refused:
        made_of(address, tmp_path)
    assert "hidden" not in str(refused.value)


def test_a_missing_driver_is_answered_with_the_line_that_mends_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(BadInput, match=r"pip install 'curbside\[postgresql\]'"):
        made_of("postgresql://db/board", tmp_path)


def test_secrets_reach_django_unmasked(tmp_path):
    script = (
        "from curbside.config import load_settings; from curbside.project.setup import prepare; "
        "prepare(load_settings()); from django.conf import settings; "
        "print(settings.CURBSIDE.model_key.get_secret_value())"
    )
    told = {**os.environ, "CURBSIDE_HOME": str(tmp_path), "CURBSIDE_MODEL_KEY": "sesame"}
    done = subprocess.run([sys.executable, "-c", script], env=told, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "sesame"
