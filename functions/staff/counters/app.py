"""For officers at the counters: open one, call the next party, and say how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean import wiring, wiring_staff
from antrean.base.errors import Code
from antrean.hall import counters
from antrean.hall.forms import DeskView, NextParty, OpenedCounter, OtherLane, counter_of, desk_view
from antrean.hall.model import Day
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller
from antrean.offices import staff

if TYPE_CHECKING:
    from antrean.hall.model import Desk

api = Api()
handler = api.handle

_COUNTER = "/staff/offices/{office_id}/counters/{counter}"
_EVERYWHERE = (Code.FORBIDDEN, Code.NOT_FOUND)
_AT_COUNTER = (*_EVERYWHERE, Code.COUNTER_CLOSED, Code.NO_PARTY)


@api.route(
    "POST",
    f"{_COUNTER}/open",
    "openCounter",
    "Open a counter, or take over one that nobody has used for half an hour",
    auth="staff",
    answer=DeskView,
    body=OpenedCounter,
    problems=(*_EVERYWHERE, Code.COUNTER_TAKEN),
)
def open_counter(caller: Caller, office_id: str, counter: str, body: OpenedCounter) -> Answer:
    """Open a counter for the caller."""
    officer = _officer(caller, office_id, counter)
    return _answer(caller, counters.open_counter(wiring_staff.staffed(), officer, body.lanes))


@api.route(
    "POST",
    f"{_COUNTER}/close",
    "closeCounter",
    "Close a counter at which nobody is",
    auth="staff",
    answer=DeskView,
    problems=(*_EVERYWHERE, Code.COUNTER_CLOSED, Code.PARTY_AT_COUNTER),
)
def close_counter(caller: Caller, office_id: str, counter: str) -> Answer:
    """Close the caller's counter."""
    officer = _officer(caller, office_id, counter)
    return _answer(caller, counters.close_counter(wiring_staff.staffed(), officer))


@api.route(
    "POST",
    f"{_COUNTER}/next",
    "callNext",
    "Finish with the party at a counter and call the next one, or a certain one",
    auth="staff",
    answer=DeskView,
    body=NextParty,
    idempotent=True,
    problems=(*_EVERYWHERE, Code.COUNTER_CLOSED),
)
def call_next(caller: Caller, office_id: str, counter: str, body: NextParty, key: str) -> Answer:
    """Call a party, or answer again what was done with this key."""
    officer = _officer(caller, office_id, counter)
    return _answer(caller, counters.call_next(wiring_staff.staffed(), officer, key, body.party_id, body.reason))


@api.route(
    "POST",
    f"{_COUNTER}/recall",
    "callAgain",
    "Call the party at a counter once more",
    auth="staff",
    answer=DeskView,
    idempotent=True,
    problems=_AT_COUNTER,
)
def recall(caller: Caller, office_id: str, counter: str, key: str) -> Answer:
    """Call once more."""
    officer = _officer(caller, office_id, counter)
    return _answer(caller, counters.recall(wiring_staff.staffed(), officer, key))


@api.route(
    "POST",
    f"{_COUNTER}/absent",
    "noteAbsent",
    "Note that the party that was called has not come: after two calls and three minutes",
    auth="staff",
    answer=DeskView,
    idempotent=True,
    problems=(*_AT_COUNTER, Code.NOT_YET_ABSENT),
)
def note_absent(caller: Caller, office_id: str, counter: str, key: str) -> Answer:
    """Note that nobody came."""
    officer = _officer(caller, office_id, counter)
    return _answer(caller, counters.note_absent(wiring_staff.staffed(), officer, key))


@api.route(
    "POST",
    f"{_COUNTER}/park",
    "parkParty",
    "Send the party at a counter to fetch something; it is called again when it is back",
    auth="staff",
    answer=DeskView,
    idempotent=True,
    problems=_AT_COUNTER,
)
def park(caller: Caller, office_id: str, counter: str, key: str) -> Answer:
    """Park the party."""
    officer = _officer(caller, office_id, counter)
    return _answer(caller, counters.park(wiring_staff.staffed(), officer, key))


@api.route(
    "POST",
    f"{_COUNTER}/transfer",
    "transferParty",
    "Let the party at a counter wait in another lane",
    auth="staff",
    answer=DeskView,
    body=OtherLane,
    idempotent=True,
    problems=_AT_COUNTER,
)
def transfer(caller: Caller, office_id: str, counter: str, body: OtherLane, key: str) -> Answer:
    """Send the party to another lane."""
    officer = _officer(caller, office_id, counter)
    return _answer(caller, counters.transfer(wiring_staff.staffed(), officer, key, body.lane))


@api.route(
    "POST",
    f"{_COUNTER}/finish",
    "finishParty",
    "Note that the party at a counter was served, and call nobody",
    auth="staff",
    answer=DeskView,
    idempotent=True,
    problems=_AT_COUNTER,
)
def finish(caller: Caller, office_id: str, counter: str, key: str) -> Answer:
    """Finish with the party."""
    officer = _officer(caller, office_id, counter)
    return _answer(caller, counters.finish(wiring_staff.staffed(), officer, key))


@api.route(
    "POST",
    f"{_COUNTER}/undo",
    "undoAtCounter",
    "Undo what a counter did last, for a minute",
    auth="staff",
    answer=DeskView,
    idempotent=True,
    problems=(*_EVERYWHERE, Code.COUNTER_CLOSED, Code.TOO_LATE),
)
def undo(caller: Caller, office_id: str, counter: str, key: str) -> Answer:
    """Undo the last key."""
    officer = _officer(caller, office_id, counter)
    return _answer(caller, counters.undo(wiring_staff.staffed(), officer, key))


def _officer(caller: Caller, office_id: str, counter: str) -> counters.Officer:
    """Return who works at which counter; raises `Refused`."""
    staff.authorize_any(caller.token, staff.RECEIVERS, office_id)
    number = counter_of(counter)
    office = wiring.directory().found(office_id)
    day = Day(office_id, office.today(wiring.CLOCK.now()))
    # Whoever works here sees the names of the day's parties, so that is recorded before anything is done.
    wiring_staff.daily_looks().record(office, caller.account_id, day.date, "counter")
    return counters.Officer(caller.account_id, day, number, staff.is_in(caller.token, "supervisors"), office.lanes)


def _answer(caller: Caller, desk: Desk) -> Answer:
    return Answer(desk_view(desk, caller.account_id))
