"""How many wait for what at an office: what its operators look at before they open more sessions."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from antrean.base.days import days_from
from antrean.policy.bookings import PUBLISHED_DAYS
from antrean.slots.model import Slot

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.offices.model import Office
    from antrean.waiting.store import Waiting


class Wanted(NamedTuple):
    """How many parties, and people in them, would take seats of a slot."""

    slot: Slot
    parties: int
    people: int


class Counted(NamedTuple):
    """Who waits at an office: all, and for each slot; `many` if they were not counted to the end."""

    parties: int
    people: int
    many: bool
    slots: list[Wanted]


def counts(waiting: Waiting, office: Office, now: datetime) -> Counted:
    """Return how many wait for what at an office, from tomorrow on, in the order of days and sessions."""
    listed = waiting.listed(office.office_id)
    waiters = [each for each in listed.waiters if now < each.ends_at]
    parties: Counter[Slot] = Counter()
    people: Counter[Slot] = Counter()
    today = office.today(now)
    days = days_from(today + timedelta(days=1), today + timedelta(days=PUBLISHED_DAYS - 1))
    slots = [Slot(office.office_id, day, session.session) for day in days for session in office.sessions]
    for waiter in waiters:
        for slot in slots:
            if waiter.wants(slot):
                parties[slot] += 1
                people[slot] += waiter.people
    found = [Wanted(slot, parties[slot], people[slot]) for slot in slots if parties[slot]]
    return Counted(len(waiters), sum(each.people for each in waiters), listed.many, found)
