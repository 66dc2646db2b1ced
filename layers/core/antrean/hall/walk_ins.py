"""Numbers at the door for people without a booking: in lanes of their own, with quotas of their own.

Such a number is a booking without an account and without names. Its seats are claimed, committed and settled as every
seat is, so none is given twice, none is lost, and the auditor counts them. Where today's are given out, a number for
the next day is given: those people come again, and are let in by the code on their slip.
"""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from antrean.base.errors import Busy, Code, Refused, invalid
from antrean.base.ids import operation_name, seats_claim_id
from antrean.bookings.model import Applicant, Booking, CheckIn
from antrean.bookings.operation import done
from antrean.bookings.resolve import is_stale, resolve
from antrean.hall.lanes import lane_quota
from antrean.hall.model import WALK_IN_LANES, Day, Operation, Party, visitors_of
from antrean.hall.store import Made, OperationRefused, Passed
from antrean.policy.offices import STANDBY_DAYS, STANDBY_SHARE
from antrean.policy.system import HALL_ATTEMPTS
from antrean.slots.model import Slot
from antrean.slots.store import ClaimRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from antrean.base.clock import Clock
    from antrean.bookings.stores import Store
    from antrean.hall.store import Hall
    from antrean.offices.model import Lane, Office
    from antrean.slots.model import Claim, Pool


class WalkIns(NamedTuple):
    """What gives numbers at the door."""

    hall: Hall
    store: Store
    clock: Clock


class Seats(NamedTuple):
    """What is kept of a session, and left of a lane, once seats went from one to the other."""

    kept: int
    left: int


class Given(NamedTuple):
    """A number that was given: its booking, and the party that waits, None where it is for another day."""

    booking: Booking
    party: Party | None


def give(  # noqa: PLR0913 - who gives a number, where, in which lane, to how many, under which key
    walk_ins: WalkIns, officer: str, office: Office, lane: Lane, people: int, key: str, *, standby: bool = False
) -> Given:
    """Give a number to so many `people` who came together; the same again, with the same key, is the same number.

    With `standby` it is one for the next day on which the office serves. Raises `Refused`: slot_full, slot_closed (with
    the reason), idempotency_key_reused.
    """
    name = operation_name("key", f"{office.office_id}#walk-ins", officer, key)
    fingerprint = operation_name("walk_in", f"{lane}#{people}#{standby}")
    # The same characters and length as every booking's id, so that the door takes it from the slip.
    booking_id = operation_name("booking", name)
    for _ in range(HALL_ATTEMPTS):
        now = walk_ins.clock.now()
        found = walk_ins.store.bookings.get(booking_id)
        if found:
            return _given(walk_ins, found, name, fingerprint)
        today = office.today(now)
        try:
            day = _next_day(walk_ins, office, today) if standby else today
            slot = Slot(office.office_id, day, WALK_IN_LANES[lane].session)
            claim = _claim(walk_ins, office, slot, lane, booking_id, people, standby=standby)
        except Refused as refusal:
            # What refuses may be the number that a twin of this request got since it was looked for.
            if isinstance(refusal, Busy) or not walk_ins.store.bookings.get(booking_id):
                raise
            continue
        booking = _booking(office, slot, lane, booking_id, claim, now, {name: fingerprint})
        party = None
        if not standby:
            booking = booking._replace(check_in=CheckIn(now.replace(microsecond=0), office.office_id, officer))
            party = _party(booking, lane, officer, now)
        parties = [(None, party)] if party else []
        operation = Operation(name, fingerprint, "walk_in", now, officer, booking_id)
        try:
            walk_ins.hall.do(Day(office.office_id, today), operation, parties, made=Made(booking, claim))
        except OperationRefused:
            # A twin of this request was quicker, or the claim was resolved while this function was paused.
            resolve(walk_ins.store, claim, walk_ins.clock.now())
            continue
        # The booking holds its seats already; where this write fails, the sweeper removes the claim.
        with contextlib.suppress(Busy):
            walk_ins.store.quotas.settle(claim, give_back=False)
        return Given(booking, party)
    raise Busy


def take_over(  # noqa: PLR0913 - who gives how many seats of which session to which lane, and why
    walk_ins: WalkIns, supervisor: str, office: Office, session: str, lane: Lane, n: int, reason: str, key: str
) -> Seats:
    """Give `n` kept seats of a session of today to a lane at the door; the same again, with its key, changes nothing.

    Where people told that they cannot come, others who stand at the door get their seats. Nobody can claim these online
    any more, since the day has begun. Raises `Refused`: validation_failed for a session that the office does not have,
    slot_full where fewer are kept, slot_closed for a lane that is closed, idempotency_key_reused.
    """
    if office.session(session) is None:
        raise invalid("session", "is not a session of this office")
    name = operation_name("key", f"{office.office_id}#seats", supervisor, key)
    fingerprint = operation_name("seats", f"{session}#{lane}#{n}")
    for _ in range(HALL_ATTEMPTS):
        now = walk_ins.clock.now()
        day = Day(office.office_id, office.today(now))
        source, target = (Slot(*day, each) for each in (session, WALK_IN_LANES[lane].session))
        quota = walk_ins.store.quotas.get(source)
        # It is looked for after the quota was read: what a twin of this request has done refuses nothing.
        made = walk_ins.hall.operation(day, name)
        if made:
            made.refuse_other(fingerprint)
        elif quota is None or quota.seats_kept < n:
            raise _full(n, "This session has")
        to = lane_quota(walk_ins.store.quotas, office, target, lane)
        if made or quota is None:
            return Seats(quota.seats_kept if quota else 0, to.seats_left)
        if to.state == "closed":
            raise Refused(Code.SLOT_CLOSED, "This lane is closed.", reason=to.reason)
        operation = Operation(name, fingerprint, "seats", now, supervisor, reason=reason)
        try:
            walk_ins.hall.do(day, operation, passed=Passed(quota, to, n))
        except OperationRefused:
            continue
        return Seats(quota.seats_kept - n, to.seats_left + n)
    raise Busy


def _given(walk_ins: WalkIns, booking: Booking, name: str, fingerprint: str) -> Given:
    made = done(booking, name, fingerprint)
    day = Day(made.slot.office_id, made.slot.date)
    party = walk_ins.hall.party(day, made.booking_id)
    if party is None and made.check_in:
        # The booking was seen in the midst of the transaction that writes both: its end is waited for.
        walk_ins.hall.operation(day, name)
        party = walk_ins.hall.party(day, made.booking_id)
    return Given(made, party)


def _next_day(walk_ins: WalkIns, office: Office, today: date) -> date:
    """Return the next day on which the office serves anybody; raises `slot_closed` where none is published."""
    first, last = today + timedelta(days=1), today + timedelta(days=STANDBY_DAYS)
    sessions = {session.session for session in office.sessions}
    days = [
        quota.slot.date
        for quota in walk_ins.store.quotas.between(office.office_id, first, last)
        if quota.state == "open" and quota.slot.session in sessions
    ]
    if not days:
        raise Refused(Code.SLOT_CLOSED, "The office is closed on the next days.")
    return min(days)


def _claim(  # noqa: PLR0913 - what is claimed, where, for whom
    walk_ins: WalkIns, office: Office, slot: Slot, lane: Lane, booking_id: str, n: int, *, standby: bool
) -> Claim:
    """Claim seats of a lane's slot, which is published at its first use; raises `slot_full` and `slot_closed`.

    Kept seats count like those that are left: nobody watches for them, since people must be at the door. For another
    day only those that are left are given, and as many of them stay as who comes then is to find.
    """
    ids: dict[Pool, str] = {"left": seats_claim_id(booking_id, n), "kept": seats_claim_id(booking_id, n, kept=True)}
    capacity = lane_quota(walk_ins.store.quotas, office, slot, lane).capacity
    spare = capacity - capacity * STANDBY_SHARE // 100 if standby else 0
    pools: tuple[Pool, ...] = ("left", "left") if standby else ("left", "kept", "left")
    for pool in pools:
        now = walk_ins.clock.now()
        try:
            return walk_ins.store.quotas.claim(slot, ids[pool], n, now, spare)
        except ClaimRefused as refusal:
            quota = refusal.quota
        if quota is None or quota.state == "closed" or now >= quota.closes_at:
            raise Refused(Code.SLOT_CLOSED, "This lane is closed.", reason=quota.reason if quota else None)
        # An earlier try of this very request has claimed, and then was cut short.
        found = next((quota.claims[each] for each in ids.values() if each in quota.claims), None)
        if found:
            return found
        for stale in quota.claims.values():
            if is_stale(stale, now):
                resolve(walk_ins.store, stale, now)
    raise _full(n)


def _full(n: int, who: str = "This lane has") -> Refused:
    return Refused(Code.SLOT_FULL, f"{who} fewer than {n} numbers left.", alternatives=[])


def _booking(  # noqa: PLR0913 - what a booking is made of
    office: Office, slot: Slot, lane: Lane, booking_id: str, claim: Claim, now: datetime, operations: Mapping[str, str]
) -> Booking:
    kind = WALK_IN_LANES[lane]
    sessions = office.sessions
    return Booking(
        booking_id=booking_id,
        account_id="",
        slot=slot,
        office_name=office.name,
        timezone=office.timezone,
        arrive_from=min(session.arrive_from for session in sessions),
        arrive_until=max(session.arrive_until for session in sessions),
        prefix=kind.prefix,
        service=kind.service,
        applicants=tuple(Applicant("self", "", "", "", claim.first + index) for index in range(claim.n)),
        ranges=(claim.range,),
        status="confirmed",
        revision=0,
        moved=False,
        created_at=now,
        changed_at=now,
        operations=operations,
    )


def _party(booking: Booking, lane: Lane, officer: str, now: datetime) -> Party:
    return Party(
        day=Day(booking.slot.office_id, booking.slot.date),
        party_id=booking.booking_id,
        prefix=booking.prefix,
        session=booking.slot.session,
        # Among people with a booking in the same lane, who came later is called later.
        window_from=now.astimezone(booking.zone).strftime("%H:%M"),
        service=booking.service,
        lane=lane,
        state="waiting",
        late=False,
        arrived_at=now,
        admitted_by=officer,
        people=visitors_of(booking, here=True),
    )
