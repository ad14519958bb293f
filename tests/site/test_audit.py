"""The trail: what got past the database is found."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from curbside.domain.review import Role, digest
from curbside.web.publishing.audit import faults, record
from curbside.web.publishing.models import ReviewEvent
from people import NOW, a_person

TABLE = "publishing_reviewevent"


@contextmanager
def unguarded() -> Iterator[None]:
    """As somebody with the database's password would do it."""
    with connection.cursor() as cursor:
        on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
        for action in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER {TABLE}_no_{action}{on}")
        yield


@pytest.fixture
def trail(db: None) -> list[ReviewEvent]:
    person = a_person("Ann", Role.AUTHOR)
    return [record(f"step {n}", article=None, by=person, now=NOW, note=f"note {n}") for n in range(6)]


def test_a_whole_trail_has_no_fault(trail: list[ReviewEvent]) -> None:
    assert faults() == []


@pytest.mark.parametrize("column", ["note", "action", "actor_name"])
def test_an_edited_row_is_found(trail: list[ReviewEvent], column: str) -> None:
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET {column} = 'other' WHERE id = %s", [trail[2].pk])
    assert [fault.row for fault in faults()] == [trail[2].pk]


def test_an_edited_row_with_a_new_hash_is_found_by_the_next(trail: list[ReviewEvent]) -> None:
    forged = ReviewEvent.objects.get(pk=trail[2].pk)
    forged.note = "other"
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} SET note = 'other', sha256 = %s WHERE id = %s", [digest(forged.content()), forged.pk]
        )
    assert [fault.row for fault in faults()] == [trail[3].pk]


@pytest.mark.parametrize("place", [0, 3, 5])
def test_a_deleted_row_is_found_at_the_end_too(trail: list[ReviewEvent], place: int) -> None:
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE id = %s", [trail[place].pk])
    assert faults()


def test_rows_in_another_order_are_found(trail: list[ReviewEvent]) -> None:
    with unguarded(), connection.cursor() as cursor:
        for old, new in ((trail[1].pk, 900), (trail[4].pk, trail[1].pk), (900, trail[4].pk)):
            cursor.execute(f"UPDATE {TABLE} SET id = %s WHERE id = %s", [new, old])
    assert faults()


def test_a_trail_without_its_rows_is_found(trail: list[ReviewEvent]) -> None:
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")
    assert [fault.row for fault in faults()] == [None]
