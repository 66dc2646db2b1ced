"""The interleavings of the deterministic scheduler, told as histories: answers as clients get them, and raw items."""

from __future__ import annotations

import math
from collections.abc import Sequence

from antrean.aws.attributes import from_item
from antrean.base.errors import Busy, Code, Refused
from antrean.bookings.forms import booking_view
from antrean.bookings.model import Booking
from antrean.http.problems import STATUS
from antrean.slots.model import Quota
from antrean.slots.quota_forms import quota_view
from instruments.replay.people import nik
from tests.histories.history import Event, History, Item, Request
from tests.histories.senders import refusal_said
from tests.interleavings.mix import CLOSES_AT, OWNERS, Outcome, Story
from tests.interleavings.operations import Left

_KINDS = {
    "book": "book",
    "add": "add",
    "move": "move",
    "leave": "leave",
    "leave listed": "quit",
    "cancel": "cancel",
    "change": "change",
}
"""What clients do."""
_UNTOLD = {"contest", "object", "sweep", "audit", "index", "arrive"}
"""What a history does not tell: it changes nothing that an answer there could contradict."""
OPERATOR = "operator"


def retold(story: Story) -> tuple[History, Sequence[Item]]:
    """Return a story that is over as the history of its answers, and the table's items.

    Times are counted in writes of the table.
    """
    history = History(
        [_event(outcome) for outcome in story.outcomes if outcome.wish.kind in _KINDS],
        [from_item(item) for (_, sk), item in story.beginning.items() if sk.startswith("QUOTA#")],
        # the clock may stand still for a whole story, and then full slots are never forgotten
        memory=math.inf,
        strays=True,
        days_end=story.clock.instant >= CLOSES_AT,
    )
    return history, [from_item(item) for item in story.table.items.values()]


def is_told(story: Story) -> bool:
    """Tell whether a history can tell a story: it begins with no booking, and nobody comes to a limit.

    Limits of a story are set by hand, and what they count was never asked for.
    """
    begun = any(sk == "BOOKING" for _, sk in story.beginning)
    limited = any(getattr(outcome.ended, "code", None) == Code.LIMIT_REACHED for outcome in story.outcomes)
    return not begun and not limited and all(outcome.wish.kind in {*_KINDS, *_UNTOLD} for outcome in story.outcomes)


def _event(outcome: Outcome) -> Event:
    request, began, ended = _request(outcome), outcome.began, outcome.ended_at
    match outcome.ended:
        case Booking() as booking:
            return Event(request, began, ended, 200, booking_view(booking))
        case Left():
            return Event(request, began, ended, 204)
        case Quota() as quota:
            return Event(request, began, ended, 200, quota_view(quota))
        case Busy():
            return Event(request, began, ended, 503, {"code": "busy"})
        case Refused() as refused:
            return Event(
                request,
                began,
                ended,
                STATUS[refused.code],
                refusal_said(refused),
            )
        case None:
            return Event(request, began)
    return Event(request, began, ended, 500, {"code": repr(outcome.ended)})


def _request(outcome: Outcome) -> Request:
    wish = outcome.wish
    kind = _KINDS[wish.kind]
    slot = (wish.slot.office_id, wish.slot.date.isoformat(), wish.slot.session)
    if kind == "change":
        assert wish.change
        change = wish.change
        return Request(
            kind,
            OPERATOR,
            slot=slot,
            version=wish.version,
            capacity=change.capacity,
            state=change.state,
            reason=change.reason,
        )
    if kind == "quit":
        return Request(kind, wish.listed, booking_id=wish.booking_id, people=(nik(OWNERS[wish.listed])[-4:],))
    if kind == "leave":
        # whom a wish means by a place is known from its answer
        made = outcome.ended
        people = (made.applicants[wish.place].nik_last4,) if isinstance(made, Booking) else ()
        return Request(kind, wish.citizen, booking_id=wish.booking_id, people=people, place=wish.place)
    return Request(
        kind,
        wish.citizen,
        key=wish.key if wish.operation else "",
        booking_id="" if kind == "book" else wish.booking_id,
        slot=slot if kind in {"book", "move"} else None,
        people=tuple(_last4(wish.citizen, serial) for serial in wish.people),
    )


def _last4(citizen: str, serial: int) -> str:
    """Serials are of children; 0 is the citizen."""
    return nik(serial or OWNERS[citizen])[-4:]
