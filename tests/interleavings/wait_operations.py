"""What may be wished for at the waiting list: joining, leaving, answering an offer, and the run of a minute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from antrean.base.errors import Code
from antrean.bookings.forms import Person
from antrean.bookings.model import Booking
from antrean.bookings.sweep import sweep
from antrean.waiting import answers, joining
from antrean.waiting.clock import end_what_is_over
from antrean.waiting.forms import NewEntry
from antrean.waiting.model import Entry
from antrean.waiting.offers import Offering
from instruments.replay.people import nik
from tests.support.same_table import waiting_of

if TYPE_CHECKING:
    from antrean.bookings.operation import Services
    from antrean.messages.port import Messenger
    from tests.interleavings.mix import Wish

ON_THE_LIST = ("join", "unjoin", "minute")
"""Kinds of wishes of which no booking tells whether they are done: what lists entries does; it is judged at the end."""


@dataclass(frozen=True)
class Unjoined:
    """The answer to who left the list; it says nothing."""


@dataclass(frozen=True)
class Offered:
    """The answer of the run of a minute: how many offers it made."""

    offers: int


@cache
def person_of(serial: int) -> Person:
    """The citizen who asks for 0, else the person of a serial as a child."""
    if not serial:
        return Person(relation="self")
    return Person(relation="child", full_name="Anak", nik=nik(serial), birth_date=date(1990, 5, 17))


def entry_form(wish: Wish, people: Any) -> NewEntry:
    """The form of somebody who waits for the slot of a wish."""
    day = wish.slot.date
    return NewEntry(office_id=wish.slot.office_id, first=day, last=day, service="new", applicants=people)


def _join(services: Services, wish: Wish, _mail: Messenger) -> Entry:
    request = entry_form(wish, tuple(person_of(serial) for serial in wish.people))
    return joining.join(services, waiting_of(services), wish.citizen, request, wish.key)


def _unjoin(services: Services, wish: Wish, _mail: Messenger) -> Unjoined:
    joining.leave(services, waiting_of(services), wish.citizen)
    return Unjoined()


def _accept(services: Services, wish: Wish, _mail: Messenger) -> Booking:
    return answers.accept(services, waiting_of(services), wish.citizen, wish.booking_id)


def _decline(services: Services, wish: Wish, _mail: Messenger) -> Booking:
    return answers.decline(services, waiting_of(services), wish.citizen, wish.booking_id)


def _minute(services: Services, _wish: Wish, _mail: Messenger) -> Offered:
    """What the sweeper does, but for the closures, which have a wish of their own."""
    waiting = waiting_of(services)
    offering = Offering(waiting, services.clock)
    end_what_is_over(waiting, services.clock)
    sweep(services.store, services.clock, services.directory.all(), offering.keeps)
    return Offered(offering.made)


def accepted(_wish: Wish, made: Booking | None) -> bool:
    """Whether an offer was accepted, whatever became of it since."""
    return made is not None and made.offer is not None and made.offer.answer == "accepted"


def not_accepted(_wish: Wish, made: Booking | None) -> bool:
    """Whether an offer has ended in another way."""
    return made is not None and made.offer is not None and made.offer.answer not in {None, "accepted"}


_OWN = {Code.NOT_FOUND, Code.TOO_LATE}
_PEOPLE = {Code.NIK_ALREADY_BOOKED, Code.BOOKING_EXISTS}
ACTS: Mapping[str, tuple[Callable[[Services, Wish, Messenger], Any], set[Code]]] = {
    # not valid: its day is too soon
    "join": (
        _join,
        _PEOPLE
        | {Code.ALREADY_WAITING, Code.WAITS_ELSEWHERE}
        | {Code.IDEMPOTENCY_KEY_REUSED, Code.LIMIT_REACHED, Code.VALIDATION_FAILED},
    ),
    "unjoin": (_unjoin, set()),
    "accept": (_accept, _OWN | _PEOPLE),
    "decline": (_decline, _OWN),
    "minute": (_minute, set()),
}
"""How each is called, and how it may be refused."""
