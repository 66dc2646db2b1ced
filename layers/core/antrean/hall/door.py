"""The door: people arrive, are found to be early, late or elsewhere, and a mistake is undone.

The booking's present slot counts, even if an older ticket shows another. An arrival is one transaction: the mark at the
booking, the party that waits from then on, and the record that somebody of the staff has seen its people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from antrean.base.errors import Busy, Code, Refused, invalid
from antrean.base.ids import operation_name
from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.operation import refuse_displaced
from antrean.hall.model import Day, Operation, Party, lane_of, visitors_of
from antrean.hall.store import Mark, OperationRefused
from antrean.offices.model import Look
from antrean.policy.offices import ARRIVAL_UNDO, ARRIVES_EARLY
from antrean.policy.system import HALL_ATTEMPTS
from antrean.tickets import qr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.bookings.store import Bookings
    from antrean.hall.model import OperationKind, Visitor
    from antrean.hall.store import Hall
    from antrean.offices.model import Lane


class Staffed(NamedTuple):
    """What the door and the counters work with."""

    hall: Hall
    bookings: Bookings
    clock: Clock


class Arrival(NamedTuple):
    """What the door wants: a code as it was scanned or typed, in which lane, who is here, and whether early too.

    `here` are places among the booking's people; None for all of them.
    """

    code: str
    lane: Lane = "booked"
    here: tuple[int, ...] | None = None
    early: bool = False


def arrive(staffed: Staffed, officer: str, office_id: str, arrival: Arrival, key: str) -> Party:
    """Note that the people of a booking have arrived at `office_id`, and let them wait; the same again changes nothing.

    Raises `Refused`: not_found, displaced (with the reason), wrong_office, wrong_day, too_early (with from when on),
    already_checked_in (with when and where), idempotency_key_reused, and validation_failed where nobody is here or
    somebody who is not in the booking. A refusal that comes of the booking says where the code is `outdated`: drawn
    before the booking was changed last.
    """
    scanned = qr.read(arrival.code)
    name = operation_name("key", office_id, officer, key)
    fingerprint = operation_name("arrive", repr((scanned and scanned.booking_id, *arrival[1:])))
    for _ in range(HALL_ATTEMPTS):
        now = staffed.clock.now()
        booking = staffed.bookings.get(scanned.booking_id) if scanned else None
        if booking is None or scanned is None:
            raise _not_found()
        day = Day(office_id, booking.slot.date)
        # It is looked for after the booking was read: what a twin of this request has done refuses nothing.
        done = staffed.hall.operation(day, name)
        if done:
            return _done(staffed, day, done, fingerprint)
        outdated = scanned.is_older_than(booking.revision)
        try:
            _check(booking, office_id, now, early=arrival.early)
        except Refused as refusal:
            about = {"outdated": True} if outdated else {}
            raise Refused(refusal.code, refusal.detail, **refusal.members, **about) from None
        before = staffed.hall.party(day, booking.booking_id)
        party = _party(booking, day, arrival, officer, now)._replace(outdated=outdated)
        if before:
            party = party._replace(version=before.version + 1)
        operation = Operation(name, fingerprint, "arrive", now, officer, booking.booking_id)
        mark = Mark(booking, CheckIn(now.replace(microsecond=0), office_id, officer))
        look = Look(office_id, officer, now, f"party {booking.booking_id}", len(party.people), booking.account_id)
        try:
            staffed.hall.do(day, operation, [(before, party)], mark=mark, look=look)
        except OperationRefused as refusal:
            if refusal.done:
                return _done(staffed, day, refusal.done, fingerprint)
            continue
        return party
    raise Busy


def note_people(staffed: Staffed, officer: str, day: Day, party_id: str, here: Sequence[int]) -> Party:
    """Note who of a party is here by now, as long as it waits or is parked; the same again changes nothing.

    Raises `Refused`: not_found, too_late once it was called, and validation_failed as `arrive` does.
    """

    def change(party: Party, _now: datetime) -> Party:
        if party.state not in {"waiting", "parked"}:
            raise Refused(Code.TOO_LATE, "These people were called already.")
        return party._replace(people=_with(party.people, here), version=party.version + 1)

    def is_so(party: Party) -> bool:
        return {each.place for each in party.here} == set(here)

    return _change(staffed, officer, day, party_id, "people", f"{sorted(here)}", change, is_so)


def undo(staffed: Staffed, officer: str, day: Day, party_id: str, key: str) -> Party:
    """Undo an arrival: the booking is as if its people had not come yet. The same again changes nothing.

    Raises `Refused`: not_found, and too_late `ARRIVAL_UNDO` after the arrival or once the party was called.
    """
    name = operation_name("key", day.office_id, officer, key)
    fingerprint = operation_name("undo_arrival", party_id)
    for _ in range(HALL_ATTEMPTS):
        now = staffed.clock.now()
        party, booking = staffed.hall.party(day, party_id), staffed.bookings.get(party_id)
        # It is looked for last: what a twin of this request has done refuses nothing.
        done = staffed.hall.operation(day, name)
        if done:
            return _done(staffed, day, done, fingerprint)
        party = _found(party)
        if party.state == "undone" or booking is None or booking.check_in is None:
            raise _not_found()
        if party.state != "waiting" or now >= party.arrived_at + ARRIVAL_UNDO:
            raise Refused(Code.TOO_LATE, "This arrival can no longer be undone.")
        undone = party.changed("undone")
        operation = Operation(name, fingerprint, "undo_arrival", now, officer, party_id)
        try:
            staffed.hall.do(day, operation, [(party, undone)], mark=Mark(booking, booking.check_in, undone=True))
        except OperationRefused as refusal:
            if refusal.done:
                return _done(staffed, day, refusal.done, fingerprint)
            continue
        return undone
    raise Busy


def come_back(staffed: Staffed, officer: str, day: Day, party_id: str) -> Party:
    """Let a party wait again, as a late one, that was called and did not come; the same again changes nothing.

    Raises `Refused`: not_found, and too_late where it was not absent.
    """

    def change(party: Party, _now: datetime) -> Party:
        if party.state != "absent":
            raise Refused(Code.TOO_LATE, "These people were not absent.")
        return party.waiting()._replace(late=True)

    def is_so(party: Party) -> bool:
        return party.state == "waiting" and party.late

    return _change(staffed, officer, day, party_id, "return", "", change, is_so)


def _change(  # noqa: PLR0913 - what is changed, how, and when it is so already
    staffed: Staffed,
    officer: str,
    day: Day,
    party_id: str,
    kind: OperationKind,
    body: str,
    change: Callable[[Party, datetime], Party],
    is_so: Callable[[Party], bool],
) -> Party:
    """Change one party by what it is; the operation is named by the version that was read, so it needs no key."""
    for _ in range(HALL_ATTEMPTS):
        now = staffed.clock.now()
        party = _found(staffed.hall.party(day, party_id))
        if party.state == "undone":
            raise _not_found()
        if is_so(party):
            return party
        new = change(party, now)
        name = operation_name(kind, f"{day.office_id}#{party_id}", f"{party.version}")
        operation = Operation(name, operation_name(kind, body), kind, now, officer, party_id)
        try:
            staffed.hall.do(day, operation, [(party, new)])
        except OperationRefused:
            continue
        return new
    raise Busy


def _check(booking: Booking, office_id: str, now: datetime, *, early: bool) -> None:
    refuse_displaced(booking)
    if not booking.is_confirmed:
        raise _not_found()
    if booking.check_in:
        raise Refused(
            Code.ALREADY_CHECKED_IN,
            "This booking was checked in already.",
            checked_in_at=booking.check_in.at,
            office_id=booking.check_in.office_id,
        )
    slot = booking.slot
    if slot.office_id != office_id:
        raise Refused(
            Code.WRONG_OFFICE,
            f"This booking is for another office: {booking.office_name}.",
            office_id=slot.office_id,
            date=slot.date,
            session=slot.session,
        )
    if slot.date != now.astimezone(booking.zone).date():
        raise Refused(
            Code.WRONG_DAY, f"This booking is for {slot.date.isoformat()}.", date=slot.date, session=slot.session
        )
    admitted_from = booking.arrives_from - ARRIVES_EARLY
    if now < admitted_from and not early:
        raise Refused(Code.TOO_EARLY, f"This booking is for {booking.arrive_from}.", arrives_from=admitted_from)


def _party(booking: Booking, day: Day, arrival: Arrival, officer: str, now: datetime) -> Party:
    people = visitors_of(booking, here=True)
    return Party(
        day=day,
        party_id=booking.booking_id,
        prefix=booking.prefix,
        session=booking.slot.session,
        window_from=booking.arrive_from,
        service=booking.service,
        # Who got the number at the door the day before waits in the lane that it is for.
        lane=lane_of(booking.slot.session) or arrival.lane,
        state="waiting",
        late=now >= booking.instant_of(booking.arrive_until),
        arrived_at=now,
        admitted_by=officer,
        people=people if arrival.here is None else _with(people, arrival.here),
    )


def _with(people: tuple[Visitor, ...], here: Sequence[int]) -> tuple[Visitor, ...]:
    """Return people with who of them is here; raises `validation_failed` for nobody and for a place that has nobody."""
    if not here or not set(here) <= {each.place for each in people}:
        raise invalid("here", "must name one or more people of this booking")
    return tuple(each._replace(here=each.place in here) for each in people)


def _done(staffed: Staffed, day: Day, done: Operation, fingerprint: str) -> Party:
    done.refuse_other(fingerprint)
    return _found(staffed.hall.party(day, done.party_id or ""))


def _found(party: Party | None) -> Party:
    if party is None:
        raise _not_found()
    return party


def _not_found() -> Refused:
    return Refused(Code.NOT_FOUND, "There is no valid booking with this code.")
