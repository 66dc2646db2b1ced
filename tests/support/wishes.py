"""What people ask for in the tests of booking, and how its outcome is looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from antrean.base.errors import Refused
from antrean.bookings.claim import Wanted
from antrean.bookings.forms import AddedApplicants, NewBooking, SlotChoice
from antrean.bookings.model import Booking
from antrean.bookings.stores import Store
from antrean.people.model import Account
from antrean.slots.model import Slot
from antrean.turns.model import Holder
from instruments.replay.people import family
from tests.unit.conftest import OTHER_SLOT, SLOT

KEY = "kunci-1"
NAME_WITHIN_BUDGET = 23
"""Letters of a name with which five people fit in a kilobyte."""


def asked(people: int = 1, slot: Slot = SLOT, start: int = 1) -> NewBooking:
    """A request for the account's owner and `people - 1` of the family, whose serials begin with `start`."""
    body = {
        "office_id": slot.office_id,
        "date": slot.date.isoformat(),
        "session": slot.session,
        "service": "new",
        "applicants": family(people, start),
    }
    return NewBooking.model_validate_json(json.dumps(body))


def named(request: NewBooking, length: int) -> NewBooking:
    """Give everybody of the family a name of so many letters."""
    myself, *others = request.applicants
    named = [
        person.model_copy(update={"full_name": chr(ord("A") + index) * length}) for index, person in enumerate(others)
    ]
    return request.model_copy(update={"applicants": (myself, *named)})


def more(people: int, start: int) -> AddedApplicants:
    """A request to add `people` members of the family."""
    return AddedApplicants.model_validate_json(json.dumps({"applicants": family(people + 1, start)[1:]}))


def wanted(slot: Slot, claim_id: str, n: int, account_id: str = "siti") -> Wanted:
    """Seats that a claim of this id is to take, for an account of before anybody noted when they registered."""
    return Wanted(slot, claim_id, n, "operation", "fingerprint", Holder(account_id, None))


def choice(slot: Slot = OTHER_SLOT) -> SlotChoice:
    """A request to move to `slot`."""
    return SlotChoice(office_id=slot.office_id, date=slot.date, session=slot.session)


def refusal(call: Callable[[], Any]) -> Refused:
    """The refusal that `call` ends in."""
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


def numbers(made: Booking) -> list[str]:
    """The queue numbers of a booking, in order."""
    return [made.queue_number(applicant) for applicant in made.applicants]


def kept(store: Store, slot: Slot = SLOT) -> int:
    """The seats of a slot that were given back and not released."""
    quota = store.quotas.get(slot)
    assert quota
    return quota.seats_kept


def release(store: Store, slot: Slot = SLOT) -> None:
    """Release the kept seats of a slot, as the sweeper does at a drawn minute."""
    quota = store.quotas.get(slot)
    assert quota
    assert quota.kept_at
    last = max(quota.kept_at, quota.released_at or quota.kept_at)
    assert store.quotas.release(quota, last + timedelta(minutes=1))


def left(store: Store, slot: Slot = SLOT) -> int:
    """The seats left of a slot."""
    quota = store.quotas.get(slot)
    assert quota
    return quota.seats_left


def account_of(store: Store, made: Booking) -> Account:
    """The account of a booking, as it is."""
    account = store.accounts.get(made.account_id)
    assert account
    return account
