"""How long what names people is kept: with the visit it begins to end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.operation import Services
from antrean.changes import book
from instruments.replay.people import nik
from tests.support.hall import arrived
from tests.support.telling import Telling
from tests.support.wishes import KEY, asked
from tests.unit.conftest import register

VISIT_ENDS = datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
"""The end of the day of the slots, at the office."""


@pytest.fixture
def items(services: Services, siti: str, clock: FixedClock, telling: Telling) -> list[dict[str, Any]]:
    """Everything that is in the table after a family has booked, was told, came, and the child has an account."""
    register(services, "ayu", nik(1))
    made = book.book(services, siti, asked(2), KEY)
    telling.tell(None, made)
    clock.instant = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)
    arrived(services, made)
    table: Any = services.store._table  # noqa: SLF001 - what is stored
    found: list[dict[str, Any]] = table._client.scan(TableName=table.name, ConsistentRead=True)["Items"]  # noqa: SLF001
    return found


def names_people(item: dict[str, Any], services: Services) -> bool:
    """Tell whether an item holds a name or a NIK key of the family."""
    return any(word in str(item) for word in ("Siti Rahayu", "Anak A", *keys(services)))


def keys(services: Services) -> list[str]:
    """Return the NIK keys of the family."""
    return [services.nik_keys().key(nik(serial)) for serial in (901, 1)]


def kind(item: dict[str, Any]) -> str:
    """Return what an item is, by the beginnings of its keys."""
    return "/".join(item[part]["S"].partition("#")[0] for part in ("pk", "sk"))


def test_names_go_within_90_days_of_the_visit(items: list[dict[str, Any]], services: Services) -> None:
    """Bookings, guards and what the door noted; accounts are erased when their holders wish, or are idle."""
    naming = [item for item in items if names_people(item, services)]
    assert {kind(item) for item in naming} == {
        "ACCOUNT/PROFILE",
        "REGISTRATION/ACCOUNT",
        "BOOKING/BOOKING",
        "NIK/ACTIVE",
        "DAY/P",
    }
    for item in naming:
        if kind(item) not in {"ACCOUNT/PROFILE", "REGISTRATION/ACCOUNT"}:
            assert int(item["expires_at"]["N"]) <= (VISIT_ENDS + timedelta(days=90)).timestamp(), kind(item)


def test_what_stays_names_nobody(items: list[dict[str, Any]], services: Services) -> None:
    """The counts of the slot and the trail of the day are there, without a name, a NIK key or a telephone number."""
    kept = [item for item in items if kind(item) in {"OFFICE/QUOTA", "DAY/E"}]
    assert {kind(item) for item in kept} == {"OFFICE/QUOTA", "DAY/E"}
    for item in kept:
        assert not names_people(item, services)
        assert "8123456789" not in str(item)
