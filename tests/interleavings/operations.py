"""What can be wished for: the one table of all kinds, how each is called, how it may be refused, and how it is judged.

The interleavings and the crash matrix read it, so a new operation is added here alone, and then drawn in `drawing.py`
and set into a world of its own in `tests/crashes/*variants.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from antrean.audit.recount import Audit, audit
from antrean.base.errors import Code
from antrean.bookings.forms import AddedApplicants, NewBooking, SlotChoice
from antrean.bookings.items import BY_DAY
from antrean.bookings.model import Booking
from antrean.bookings.sweep import Swept, sweep
from antrean.changes import add, book, cancel, move
from antrean.closures import apply
from antrean.closures.forms import NewClosure
from antrean.closures.model import Closure
from antrean.closures.preview import closable, tag_of
from antrean.closures.work import go_on_with_all
from antrean.hall.model import Desk, Party
from antrean.hall.walk_ins import Given
from antrean.jobs.model import Job
from antrean.jobs.run import go_on
from antrean.listings import listings
from antrean.listings.listings import Listing
from antrean.slots.model import Quota
from antrean.waiting.model import Entry
from tests.interleavings import hall_operations, wait_operations
from tests.interleavings.wait_operations import Offered, Unjoined, person_of
from tests.support.same_table import closures_of

if TYPE_CHECKING:
    from antrean.bookings.operation import Services
    from antrean.messages.port import Messenger
    from tests.interleavings.mix import Wish


@dataclass(frozen=True)
class Left:
    """The answer to somebody who left the booking of another account; it says nothing."""


@dataclass(frozen=True)
class Worked:
    """The answer of the minute's run: at how many closures there was something to do."""

    closures: int


Ended = (
    Booking
    | Quota
    | Swept
    | Audit
    | Job
    | Listing
    | Left
    | Closure
    | Worked
    | Party
    | Desk
    | Given
    | Entry
    | Unjoined
    | Offered
)
"""The answers; a refusal or an error is none."""
DONE = get_args(Ended)
Standing = Callable[["Wish", Booking | None], bool]


def _remembered(wish: Wish, made: Booking | None) -> bool:
    assert wish.operation
    return made is not None and made.operations.get(wish.operation) == wish.fingerprint


def _always(_wish: Wish, _made: Booking | None) -> bool:
    return True


def _over(_wish: Wish, made: Booking | None) -> bool:
    return made is not None and not made.meaning.changed_by


def _gone(wish: Wish, made: Booking | None) -> bool:
    """Whether the person at the place does not come with the booking: by leaving, or since nobody does any more."""
    return made is not None and (not made.meaning.changed_by or not made.applicants[wish.place].present)


def _owner_gone(wish: Wish, made: Booking | None) -> bool:
    return made is not None and any(not each.present and each.nik_key == wish.owner for each in made.applicants)


def _asked(wish: Wish, made: Booking | None) -> bool:
    return made is not None and any(each.told_at and each.nik_key == wish.owner for each in made.applicants)


def _objected(wish: Wish, made: Booking | None) -> bool:
    return made is not None and made.applicants[wish.place].objected_at is not None


def _number(wish: Wish, made: Booking | None) -> bool:
    """Whether a number is that of the lane, for as many people as came, and for the next day if that was asked for."""
    asked = wish.party, f"walk_in_{wish.lane}", wish.standby
    return made is not None and asked == (len(made.applicants), made.slot.session, made.slot.date != wish.slot.date)


@dataclass(frozen=True)
class Operation:
    """One kind of wish."""

    act: Callable[[Services, Wish, Messenger], Ended]
    """How it is called; raises what it raises."""
    refusals: frozenset[Code] = frozenset()
    """How it may be refused; `busy` may come at any time."""
    stands: Standing = _always
    """Whether what was wished is so, by the booking that it is about."""
    keyed: str | None = None
    """The name of the operation in the keyed hash by which its booking remembers it; None for what has no key."""
    body: Callable[[Wish], Any] | None = None
    """The form that comes with the request, if any."""
    as_it_stands: bool = False
    """Whether the same again, after it was acknowledged, is answered by the booking as it stands and writes nothing."""


def _book(services: Services, wish: Wish, _mail: Messenger) -> Booking:
    return book.book(services, wish.citizen, body_of(wish), wish.key)


def _add(services: Services, wish: Wish, _mail: Messenger) -> Booking:
    return add.add(services, wish.citizen, wish.booking_id, body_of(wish), wish.key)


def _move(services: Services, wish: Wish, _mail: Messenger) -> Booking:
    return move.move(services, wish.citizen, wish.booking_id, body_of(wish), wish.key)


def _cancel(services: Services, wish: Wish, _mail: Messenger) -> Booking:
    return cancel.cancel(services, wish.citizen, wish.booking_id)


def _cannot_come(services: Services, wish: Wish, _mail: Messenger) -> Booking:
    return cancel.cannot_come(services, wish.citizen, wish.booking_id)


def _leave(services: Services, wish: Wish, _mail: Messenger) -> Booking:
    return cancel.leave(services, wish.citizen, wish.booking_id, wish.place)


def _leave_listed(services: Services, wish: Wish, _mail: Messenger) -> Left:
    listings.leave(services, wish.listed, wish.booking_id)
    return Left()


def _contest(services: Services, wish: Wish, mail: Messenger) -> Listing:
    return listings.contest(services, mail, wish.listed, wish.booking_id)


def _object(services: Services, wish: Wish, _mail: Messenger) -> Booking:
    return listings.object_to(services, wish.citizen, wish.booking_id, wish.place)


def _change(services: Services, wish: Wish, _mail: Messenger) -> Quota:
    assert wish.change
    [office] = services.directory.all()
    return apply.change_quota(services, closures_of(services), "operator", office, wish.slot, wish.version, wish.change)


def _close(services: Services, wish: Wish, _mail: Messenger) -> Closure:
    [office] = services.directory.all()
    request = body_of(wish)
    days = (request.first, request.last)
    seen = closable(services.store.quotas, office, services.clock.now(), days, request.session)
    return apply.close(services, closures_of(services), "operator", office, tag_of(seen), request, wish.key)


def _reopen(services: Services, wish: Wish, _mail: Messenger) -> Closure:
    [office] = services.directory.all()
    closures = closures_of(services)
    closure = apply.found(closures, services.pepper.closure_id("operator", wish.key))
    return apply.reopen(services, closures, "operator", office, closure)


def _go_on(services: Services, _wish: Wish, _mail: Messenger) -> Worked:
    return Worked(go_on_with_all(services.store, closures_of(services), services.clock))


def _sweep(services: Services, _wish: Wish, _mail: Messenger) -> Swept:
    return sweep(services.store, services.clock, services.directory.all())


def _audit(services: Services, _wish: Wish, _mail: Messenger) -> Audit:
    return audit(services.store, services.clock, services.directory.all())


def _index(services: Services, _wish: Wish, _mail: Messenger) -> Job:
    [job] = go_on(services.store.jobs, services.clock, {BY_DAY: services.store.bookings.index_page})
    return job


def _slot(wish: Wish) -> dict[str, Any]:
    return {"office_id": wish.slot.office_id, "date": wish.slot.date, "session": wish.slot.session}


def _new_booking(wish: Wish) -> NewBooking:
    return NewBooking(**_slot(wish), service="new", applicants=tuple(map(person_of, wish.people)))


def _added(wish: Wish) -> AddedApplicants:
    return AddedApplicants(applicants=tuple(map(person_of, wish.people)))


def _choice(wish: Wish) -> SlotChoice:
    return SlotChoice(**_slot(wish))


def _closing(wish: Wish) -> NewClosure:
    days = {"from": wish.slot.date, "to": wish.slot.date}
    session = wish.slot.session if wish.kind == "close" else None
    return NewClosure.model_validate({**days, "session": session, "reason": "listrik padam"})


_SLOT = {Code.SLOT_FULL, Code.SLOT_CLOSED, Code.SLOT_PAST, Code.NOT_YOUR_TURN}
_OWN = {Code.NOT_FOUND, Code.TOO_LATE}
_KEYED = {Code.IDEMPOTENCY_KEY_REUSED}
_PEOPLE = {Code.NIK_ALREADY_BOOKED, Code.LIMIT_REACHED}

OPERATIONS: Mapping[str, Operation] = {
    "book": Operation(
        _book,
        frozenset(_SLOT | _KEYED | _PEOPLE | {Code.BOOKING_EXISTS}),
        _remembered,
        keyed="book",
        body=_new_booking,
        as_it_stands=True,
    ),
    "add": Operation(
        _add,
        frozenset(_SLOT | _KEYED | _PEOPLE | _OWN | {Code.TOO_MANY_APPLICANTS, Code.DISPLACED}),
        _remembered,
        keyed="add",
        body=_added,
        as_it_stands=True,
    ),
    "move": Operation(
        _move,
        # not valid: to the slot that it is in
        frozenset(_SLOT | _KEYED | _OWN | {Code.RESCHEDULE_USED, Code.VALIDATION_FAILED}),
        _remembered,
        keyed=move.KIND,
        body=_choice,
        as_it_stands=True,
    ),
    "cancel": Operation(_cancel, frozenset(_OWN), _over, as_it_stands=True),
    "cannot come": Operation(_cannot_come, frozenset(_OWN | {Code.DISPLACED}), _over, as_it_stands=True),
    "leave": Operation(_leave, frozenset(_OWN), _gone, as_it_stands=True),
    "leave listed": Operation(_leave_listed, frozenset(_OWN | {Code.CONTEST_FIRST, Code.OBJECTED}), _owner_gone),
    "contest": Operation(_contest, frozenset(_OWN), _asked),
    "object": Operation(_object, frozenset(_OWN | {Code.NOT_CONTESTED}), _objected, as_it_stands=True),
    "change": Operation(_change, frozenset({Code.VERSION_CONFLICT, Code.CAPACITY_BELOW_TAKEN, Code.REOPEN_FIRST})),
    # not found: it is closed already
    "close": Operation(_close, frozenset(_KEYED | {Code.VERSION_CONFLICT, Code.NOT_FOUND}), body=_closing),
    "close day": Operation(_close, frozenset(_KEYED | {Code.VERSION_CONFLICT, Code.NOT_FOUND}), body=_closing),
    "reopen": Operation(_reopen, frozenset({Code.NOT_FOUND, Code.TOO_LATE})),
    "go on": Operation(_go_on),
    "sweep": Operation(_sweep),
    "audit": Operation(_audit),
    "index": Operation(_index),
    # What is done on an office's day stands in the trail of the day, by which `hall_referee.py` judges it.
    **{
        kind: Operation(act, frozenset(refusals), _number if kind == "walk in" else _always)
        for kind, (act, refusals) in hall_operations.ACTS.items()
    },
    **{
        kind: Operation(
            act,
            frozenset(refusals),
            {"accept": wait_operations.accepted, "decline": wait_operations.not_accepted}.get(kind, _always),
            as_it_stands=kind in {"accept", "decline"},
        )
        for kind, (act, refusals) in wait_operations.ACTS.items()
    },
}
"""Every kind of wish. Sweeping releases kept seats too; a booking of its owner may supersede that of another."""


@cache
def body_of(wish: Wish) -> Any:
    """Return the form that comes with a wish that has one."""
    body = OPERATIONS[wish.kind].body
    assert body
    return body(wish)
