"""What only a server shows: several at once, and a server that is not there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

MANY_AT_ONCE = """
import threading
from curbside.config import load_settings
from curbside.project.setup import prepare
prepare(load_settings())
from django.db import connection, transaction
from django.utils import timezone
from curbside.web.publishing.audit import faults, record
from curbside.web.publishing.models import ReviewEvent

def write(who):
    for step in range(10):
        with transaction.atomic():
            record(f"{who}-{step}", article=None, by=None, now=timezone.now())
    connection.close()

writers = [threading.Thread(target=write, args=(who,)) for who in range(4)]
for writer in writers:
    writer.start()
for writer in writers:
    writer.join()
print(ReviewEvent.objects.count(), faults())
"""


@pytest.mark.skipif("not config.getoption('postgresql')", reason="SQLite lets one write at a time; run on PostgreSQL")
def test_several_that_write_the_trail_at_once_leave_it_whole(tmp_path: Path) -> None:
    from postgresql import another_database

    with another_database(connection.settings_dict) as (address, _):
        told = {**os.environ, "CURBSIDE_HOME": str(tmp_path), "CURBSIDE_DATABASE_URL": address}
        done = subprocess.run(
            [sys.executable, "-c", MANY_AT_ONCE], env=told, capture_output=True, text=True, check=True
        )

    assert (done.stdout.strip(), done.stderr) == ("40 []", "")


def test_a_server_that_is_not_there_is_said_in_one_line_without_the_password(tmp_path: Path) -> None:
    address = f"postgresql://ann:sesame@/board?host={tmp_path}"
    told = {**os.environ, "CURBSIDE_HOME": str(tmp_path / "home"), "CURBSIDE_DATABASE_URL": address}
    command = [sys.executable, "-m", "curbside", "audit", "verify"]
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "CURBSIDE_DATABASE_URL does not let us in" in done.stderr
    assert "Traceback" not in done.stderr
    assert "sesame" not in done.stderr
