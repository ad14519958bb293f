"""A run of questions that name people, through a real server: none of the names is anywhere afterwards."""

import json
from pathlib import Path

import pytest

from curbside.domain.redaction import MARK
from people import PASSWORD
from serving import Visitor, a_server

QUESTIONS = Path(__file__).parents[2] / "evaluation" / "privacy" / "held_out.jsonl"
NAMED = "Mrs Xanthippe Quillfeather, MRN 55501234, born 12/03/1951, x.quill@mail.example"
SHORT = 6  # characters; what is shorter is found in any large file by chance


def everything_in(*places: Path) -> bytes:
    files = [path for place in places for path in ([place] if place.is_file() else place.rglob("*")) if path.is_file()]
    return b"\0".join(path.read_bytes() for path in files)


@pytest.mark.usefixtures("engine")
def test_no_identifier_is_left_in_database_logs_mail_cache_or_files(tmp_path):
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["identifiers"]][::6]
    secrets = [one["text"] for row in rows for one in row["identifiers"] if len(one["text"]) > SHORT]
    secrets += ["Quillfeather", "55501234", "12/03/1951", "x.quill@mail"]
    home = tmp_path / "home"
    with a_server(home, people=("author", "editor"), password=PASSWORD) as served, Visitor(served.address) as visitor:
        before = everything_in(served.home, *served.database())
        for row in rows:
            warned = visitor.send(visitor.get("/"), "/ask", question=row["question"])
            assert "may identify somebody" in warned.text, row["question"]
            answer = visitor.send(warned, "/ask")
            assert "/answers/" in str(answer.url)
        first = visitor.send(visitor.get("/"), "/ask", question="apixaban dose for a new DVT")
        warned = visitor.send(first, "/ask", question=f"for how long in {NAMED}?", follows=str(first.url)[-22:])
        assert "/answers/" in str(visitor.send(warned, "/ask").url)
        visitor.send(visitor.get("/"), "/ask", question=f"{NAMED} has crushing chest pain now, what do I do?")
        visitor.send(visitor.get("/history"), "/history/keep", keep="yes")

        visitor.send(
            visitor.get("/accounts/login/"), "/accounts/login/", login="author@people.example", password=PASSWORD
        )
        made = visitor.send(visitor.get(f"{first.url}/submit"), "", title=f"DVT in {NAMED}", topics="")
        assert MARK in made.text
        commented = visitor.send(made, f"{made.url.path.rstrip('/')}/comment", text=f"As in {NAMED}.")
        assert f"As in {MARK}" in commented.text
        assert list((served.home / "mail").iterdir())
        held = everything_in(served.home, served.said, *served.database())
        assert MARK.encode() in held

    assert len(secrets) > 30
    assert [s for s in secrets if s.encode() in held and s.encode() not in before] == []
    assert [s for s in secrets if s.encode() in before] == []


@pytest.mark.usefixtures("engine")
@pytest.mark.skipif(
    "config.getoption('postgresql')", reason="PostgreSQL overwrites what is deleted when it needs the space"
)
def test_what_is_deleted_is_no_longer_in_the_file_of_the_database(tmp_path):
    words = "apixaban dose for a new DVT in zanzibari fishermen"
    with a_server(tmp_path / "home") as served, Visitor(served.address) as visitor:
        visitor.send(visitor.get("/"), "/ask", question=words)
        visitor.send(visitor.get("/history"), "/history/keep", keep="yes")
        assert words.encode() in everything_in(served.home)

        visitor.send(visitor.get("/history"), "/history/delete")

        assert words.encode() not in everything_in(served.home, served.said)
