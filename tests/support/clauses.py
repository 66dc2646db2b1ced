"""What the tests of single clauses read, write and try on the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.bookings.parts import CommitRefused
from antrean.people.items import account_key
from antrean.people.model import Account, PendingSignUp
from antrean.slots.model import Claim, Quota, Slot
from instruments.replay.people import nik, sign_up_of
from tests.support.wishes import account_of
from tests.unit.conftest import NOW, SLOT


def reasons(attempt: Callable[..., None], *arguments: Any) -> tuple[list[str], list[Claim], bool]:
    """Return whose guards, whose claims and whether the account refused a commit; nothing: the booking itself did."""
    with pytest.raises(CommitRefused) as refused:
        attempt(*arguments)
    return list(refused.value.niks), list(refused.value.leftovers), refused.value.account


def of_a_child(services: Services, made: Booking, account_id: str, serial: int) -> Booking:
    """Return a booking of one child, not yet committed."""
    child = made.applicants[1]._replace(nik_key=services.nik_keys().key(nik(serial)))
    return made._replace(booking_id="B" * 16, account_id=account_id, applicants=(child,))


def as_form_1(services: Services, account_id: str, listed: set[str]) -> Account:
    """Bring a profile back to form 1 with these bookings listed, and return the account as it is read then."""
    change = "SET v = :form" + (", booking_ids = :listed" if listed else "") + " REMOVE listed"
    values = {":form": 1} | ({":listed": listed} if listed else {})
    key = account_key(account_id)
    services.store.accounts._table.update(key, change, "attribute_exists(pk)", values=values)  # noqa: SLF001
    account = services.store.accounts.get(account_id)
    assert account
    return account


def claim_of(services: Services, booking_id: str, slot: Slot = SLOT, letter: str = "X") -> Claim:
    """Claim one seat for a booking."""
    return services.store.quotas.claim(slot, f"{booking_id}CLAI{letter}1", 1, NOW)


@contextmanager
def seat_for(services: Services, new: Booking) -> Iterator[Claim]:
    """Claim one seat of a booking's slot, and settle the claim in the end."""
    claim = claim_of(services, new.booking_id, new.slot)
    try:
        yield claim
    finally:
        services.store.quotas.settle(claim, give_back=False)


def commit(services: Services, new: Booking, now: datetime = NOW) -> None:
    """Commit a booking with a seat of its slot."""
    with seat_for(services, new) as claim:
        services.store.bookings.commit_new(new, claim, account_of(services.store, new), now)


def quota_of(services: Services) -> Quota:
    """Return the quota of `SLOT`."""
    found = services.store.quotas.get(SLOT)
    assert found
    return found


def operate(services: Services, read: Quota, mark: str, **changes: Any) -> None:
    """Change a quota that was read so, always at the same instant."""
    new = read._replace(version=read.version + 1, last_change=mark, **changes)
    services.store.quotas.change(read, new, "operator", "uji coba", NOW)


def sign_up(services: Services, account_id: str) -> PendingSignUp:
    """Return the sign-up of an account with Siti's NIK."""
    return sign_up_of(account_id, nik(901), services.nik_keys())
