"""What a librarian sends twice at the same time is done and recorded once, on a database as a site has it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections

TWICE = """
import threading
from curbside.config import load_settings
from curbside.project.setup import prepare
prepare(load_settings())
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment
from curbside.web.accounts.models import User
from curbside.web.engine_access import current_engine
from curbside.web.publishing.audit import faults
from curbside.web.publishing.models import ReviewEvent

setup_test_environment()
lib = User.objects.create_user("lib@example.org", name="Lib", roles=["librarian"], demonstration=True)
GOUT = b"# Gout 2016\\n\\n## Treatment\\n\\n- In gout, give colchicine 0.5 mg twice daily (Class I).\\n"

def a_client():
    client = Client()
    client.force_login(lib, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client

def twice(where, fields):
    pages = []
    def send(client):
        sent = {**fields, "files": SimpleUploadedFile("gout.md", GOUT)} if "files" in fields else fields
        page = client.post(where, sent)
        said = [word for word in ("added", "unchanged") if f">{word}<" in page.content.decode()]
        pages.append(" ".join([str(page.status_code), *said]))
        connection.close()
    both = [threading.Thread(target=send, args=(client,)) for client in (a_client(), a_client())]
    for one in both:
        one.start()
    for one in both:
        one.join()
    print(*sorted(pages), sep=", ")

current_engine()
twice("/library/intake/", {"files": ""})
gout = next(document.id for document in current_engine().documents() if document.title == "Gout 2016")
form = a_client().get(f"/library/{gout}/description").context["form"].initial
said = {key: "" if value is None else value for key, value in form.items()}
twice(f"/library/{gout}/description", {**said, "kind": "guideline", "reason": ""})
twice(f"/library/{gout}/standing", {"action": "withdraw", "reason": "unsafe dose"})
print(*ReviewEvent.objects.values_list("action", flat=True), *faults())
"""


def test_each_thing_is_done_and_recorded_once(tmp_path: Path) -> None:
    with _database() as told:
        done = subprocess.run(
            [sys.executable, "-c", TWICE],
            env={**os.environ, "CURBSIDE_HOME": str(tmp_path), "CURBSIDE_STARTER": "no", **told},
            capture_output=True,
            text=True,
            check=False,
        )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "200 added, 200 unchanged",
        "302, 302",
        "302, 302",
        "take-in-document describe-document withdraw-document",
    ]


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """What names a database of its own, where the tests run on a server."""
    if connections["default"].vendor == "sqlite":
        yield {}
        return
    from postgresql import another_database

    with another_database(connections["default"].settings_dict) as (address, _):
        yield {"CURBSIDE_DATABASE_URL": address}
