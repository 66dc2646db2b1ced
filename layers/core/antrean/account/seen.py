"""Who of the staff has seen a person's data: the records that the staff's routes leave before they answer.

A record names the account where one booking alone was seen. Lists of an office's day leave one record for each officer
and day; they show whoever has a booking there on that day, so each such record is one of a look at the person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from antrean.base.days import start_of_day
from antrean.bookings.operation import asking, registered

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.bookings.model import Booking
    from antrean.bookings.operation import Services
    from antrean.offices.model import Look
    from antrean.offices.store import Looks
    from antrean.people.model import Account

SeenWhy = Literal["arrival", "list", "queue", "counter", "call", "identity", "appeal"]
"""Why the staff looked: people arrived, today's list or queue was shown, a counter worked, displaced people are to
be called, somebody showed an identity card with the NIK of the account, or its appeal was read."""
_WHY: dict[str, SeenWhy] = {
    "party": "arrival",
    "list": "list",
    "queue": "queue",
    "counter": "counter",
    "closure": "call",
    "identity": "identity",
    "appeal": "appeal",
}
_OF_A_DAY = frozenset({"list", "queue", "counter", "appeal"})


class Sight(NamedTuple):
    """A look as the person who was seen is told of it: whose group, where, when and why.

    `daily` looks are recorded once a day: the instant is that at which their day began.
    """

    role: str
    office_id: str
    at: datetime
    why: SeenWhy
    daily: bool


def seen(services: Services, looks: Looks, account_id: str) -> list[Sight]:
    """Return who looked at the data of an account in the last year, the newest first; raises `Refused`."""
    return seen_of(services, looks, registered(asking(services, account_id)))


def seen_of(services: Services, looks: Looks, account: Account) -> list[Sight]:
    """Return who looked at the data of an account that was read."""
    found = list(looks.of_account(account.account_id))
    for booking in _bookings_with(services, account):
        day = start_of_day(booking.slot.date, booking.zone)
        found += looks.of_office(booking.slot.office_id, day)
        if booking.account_id != account.account_id:
            of_booker = looks.of_account(booking.account_id)
            found += [each for each in of_booker if each.what == f"party {booking.booking_id}"]
    return sorted({_sight(each) for each in found}, key=lambda sight: sight.at, reverse=True)


def _bookings_with(services: Services, account: Account) -> list[Booking]:
    """Return the bookings that the account lists, and the one of another account that has its owner, if any."""
    own = services.store.bookings.get_many(account.booking_ids)
    guard, _ = services.store.guard_and_registration(*account.nik_keys)
    if guard is None or guard.booking_id in {each.booking_id for each in own}:
        return own
    return own + services.store.bookings.get_many([guard.booking_id])


def _kind(look: Look) -> str:
    return look.what.partition(" ")[0]


def _sight(look: Look) -> Sight:
    kind = _kind(look)
    return Sight(look.role, look.office_id, look.at, _WHY[kind], daily=kind in _OF_A_DAY)
