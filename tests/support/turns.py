"""Slots in turns: the office, the secret of the day, people with places in an hour, and slots whose turns begin."""

from __future__ import annotations

import hmac
from datetime import date, datetime, timedelta
from typing import Any

from antrean.bookings.operation import Services
from antrean.slots import changes
from antrean.slots.items import quota_key
from antrean.slots.model import Quota, Slot
from antrean.slots.quota_forms import QuotaChange
from antrean.turns.model import turns_from
from antrean.turns.places import hour_of
from instruments.replay.people import nik, sign_up_of
from tests.unit.conftest import DAY, NOW, OFFICE, SLOT

SECRET = b"a secret of a day, of 32 bytes.."
TODAY = date(2026, 12, 1)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
WINDOW = timedelta(minutes=10)
LEVELLED = OFFICE._replace(release=OFFICE.release._replace(window=10))
"""The office with turns of ten minutes."""
OPENED = Slot("bogor", DAY + timedelta(days=1), "morning")
"""A slot that opened just now, at 10:00 in Jakarta, with turns of ten minutes."""
LONG_AGO = NOW - timedelta(days=30)


def known(services: Services, account_id: str, serial: int, at: datetime = LONG_AGO) -> str:
    """Register an account at an instant, by default a month ago."""
    services.store.accounts.register(sign_up_of(account_id, nik(serial), services.nik_keys()), at)
    return account_id


def publish_opened(services: Services, seats: int = 5, slot: Slot = OPENED, **other: Any) -> Quota:
    """Publish a slot that opened just now, with turns of ten minutes."""
    published = services.store.quotas.get(SLOT)
    assert published
    turns = turns_from(NOW, WINDOW)
    given = {"capacity": seats, "seats_left": seats, "opens_at": NOW, "turns": turns, **other}
    quota = published._replace(slot=slot, closes_at=published.closes_at + timedelta(days=9), **given)
    assert services.store.quotas.publish(quota)
    return quota


def place(account_id: str, hour: datetime = NOW) -> int:
    """The place of an account in an hour, as anybody computes it from the seed: without the product's code."""
    name = f"antrean/turns/v1/{hour:%Y-%m-%dT%H:00:00Z}".encode()
    seed = hmac.digest(SECRET, name, "sha256")
    return int.from_bytes(hmac.digest(seed, account_id.encode(), "sha256")[:4], "big")


def turn(account_id: str, begin: datetime = NOW) -> datetime:
    """The second in which an account's turn comes in a window of ten minutes."""
    return begin + timedelta(seconds=600 * place(account_id, hour_of(begin)) // 2**32)


def middle(services: Services, start: int = 0) -> str:
    """Register somebody whose turn comes neither at once nor at the end."""
    for number in range(start, start + 99):
        if MINUTE < turn(f"warga-{number}") - NOW < 9 * MINUTE:
            return known(services, f"warga-{number}", 700 + number)
    raise AssertionError


def operate(services: Services, slot: Slot = OPENED, **change: Any) -> Quota:
    """Change a slot as an operator does."""
    request, found = QuotaChange(reason="uji coba", **change), services.store.quotas.get(slot)
    assert found
    return changes.change(services.store.quotas, services.pepper, services.clock, "op", slot, found.version, request)


def opens_anew(services: Services, slot: Slot) -> bool:
    """Let the turns of a slot begin at `NOW`, as a release into it would."""
    services.store.quotas._table.update(  # noqa: SLF001 - a slot in the midst of its turns, in which somebody is booked
        quota_key(slot),
        "SET turn_from = :begin, turn_until = :until",
        "attribute_exists(pk)",
        values={":begin": int(NOW.timestamp()), ":until": int((NOW + WINDOW).timestamp())},
    )
    return True
