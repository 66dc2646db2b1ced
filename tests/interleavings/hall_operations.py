"""What staff may wish for on an office's day: at the door, and at the counters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from antrean.base.errors import Code
from antrean.hall import counters, door, walk_ins
from antrean.hall.counters import Officer
from antrean.hall.door import Arrival
from antrean.hall.model import Day, Desk, OperationKind, Party
from antrean.hall.walk_ins import Given, WalkIns
from antrean.tickets import qr
from tests.support.hall import staffed

if TYPE_CHECKING:
    from antrean.bookings.operation import Services
    from antrean.messages.port import Messenger
    from tests.interleavings.mix import Wish

Act = Callable[["Services", "Wish", "Messenger"], Party | Desk | Given]

KINDS: Mapping[str, OperationKind] = {
    "arrive": "arrive",
    "walk in": "walk_in",
    "people": "people",
    "undo arrival": "undo_arrival",
    "return": "return",
    "open counter": "open",
    "close counter": "close",
    "next": "next",
    "recall": "recall",
    "absent": "absent",
    "park": "park",
    "transfer": "transfer",
    "finish": "finish",
    "undo": "undo",
}
"""The wishes, by what the trail calls them."""
KEYLESS = frozenset({"people", "return", "open counter", "close counter"})
"""What brings something to a state, and has no key."""


def _officer(wish: Wish) -> Officer:
    return Officer(wish.officer, _day(wish), wish.counter, supervises=wish.officer == "supervisor")


def _day(wish: Wish) -> Day:
    return Day(wish.slot.office_id, wish.slot.date)


def _arrive(services: Services, wish: Wish, _mail: Messenger) -> Party:
    arrival = Arrival(qr.payload(wish.booking_id), wish.lane, wish.here or None, early=True)
    return door.arrive(staffed(services), wish.officer, wish.slot.office_id, arrival, wish.key)


def _walk_in(services: Services, wish: Wish, _mail: Messenger) -> Given:
    [office] = services.directory.all()
    at_door = WalkIns(staffed(services).hall, services.store, services.clock)
    return walk_ins.give(at_door, wish.officer, office, wish.lane, wish.party, wish.key, standby=wish.standby)


def _people(services: Services, wish: Wish, _mail: Messenger) -> Party:
    return door.note_people(staffed(services), wish.officer, _day(wish), wish.booking_id, wish.here)


def _undo_arrival(services: Services, wish: Wish, _mail: Messenger) -> Party:
    return door.undo(staffed(services), wish.officer, _day(wish), wish.booking_id, wish.key)


def _return(services: Services, wish: Wish, _mail: Messenger) -> Party:
    return door.come_back(staffed(services), wish.officer, _day(wish), wish.booking_id)


def _open(services: Services, wish: Wish, _mail: Messenger) -> Desk:
    return counters.open_counter(staffed(services), _officer(wish), ())


def _close(services: Services, wish: Wish, _mail: Messenger) -> Desk:
    return counters.close_counter(staffed(services), _officer(wish))


def _next(services: Services, wish: Wish, _mail: Messenger) -> Desk:
    party_id = wish.booking_id if wish.citizen else None
    return counters.call_next(staffed(services), _officer(wish), wish.key, party_id, wish.reason)


def _transfer(services: Services, wish: Wish, _mail: Messenger) -> Desk:
    return counters.transfer(staffed(services), _officer(wish), wish.key, wish.lane)


def _pressed(press: Callable[..., Desk]) -> Act:
    """Return what presses a key that says nothing but itself."""

    def act(services: Services, wish: Wish, _mail: Messenger) -> Desk:
        return press(staffed(services), _officer(wish), wish.key)

    return act


_KEYED = {Code.IDEMPOTENCY_KEY_REUSED}
_AT_COUNTER = {Code.COUNTER_CLOSED, Code.NO_PARTY, *_KEYED}

ACTS: Mapping[str, tuple[Act, set[Code]]] = {
    "arrive": (
        _arrive,
        {Code.NOT_FOUND, Code.WRONG_DAY, Code.ALREADY_CHECKED_IN, Code.DISPLACED, *_KEYED},
    ),
    "walk in": (_walk_in, {Code.SLOT_FULL, Code.SLOT_CLOSED, *_KEYED}),
    "people": (_people, {Code.NOT_FOUND, Code.TOO_LATE, Code.VALIDATION_FAILED}),
    "undo arrival": (_undo_arrival, {Code.NOT_FOUND, Code.TOO_LATE, *_KEYED}),
    "return": (_return, {Code.NOT_FOUND, Code.TOO_LATE}),
    "open counter": (_open, {Code.COUNTER_TAKEN}),
    "close counter": (_close, {Code.COUNTER_CLOSED, Code.PARTY_AT_COUNTER}),
    "next": (_next, {Code.COUNTER_CLOSED, Code.FORBIDDEN, Code.NOT_FOUND, *_KEYED}),
    "recall": (_pressed(counters.recall), _AT_COUNTER),
    "absent": (_pressed(counters.note_absent), _AT_COUNTER | {Code.NOT_YET_ABSENT}),
    "park": (_pressed(counters.park), _AT_COUNTER),
    "transfer": (_transfer, _AT_COUNTER),
    "finish": (_pressed(counters.finish), _AT_COUNTER),
    "undo": (_pressed(counters.undo), {Code.COUNTER_CLOSED, Code.TOO_LATE, *_KEYED}),
}
"""How each is called, and how it may be refused."""
