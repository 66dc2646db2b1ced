"""What the staff see of an office's day: the queue of the hall, and today's list of who is expected and who came.

Both show names, so before they answer it is recorded who has looked: once for each officer, office and day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from antrean.base.days import start_of_day
from antrean.base.errors import Code, Refused
from antrean.hall.model import Counter, Day, Party
from antrean.hall.order import in_order
from antrean.offices.model import Look
from antrean.policy.offices import CURSOR_OVERLAP

if TYPE_CHECKING:
    from datetime import date, datetime

    from antrean.bookings.model import Booking
    from antrean.hall.door import Staffed
    from antrean.offices.model import Office, Session
    from antrean.offices.store import Looks
    from antrean.slots.store import Quotas


class Queue(NamedTuple):
    """The counters of a day and its parties, the waiting ones first in the order of calls; `read_at` is a cursor."""

    read_at: datetime
    counters: list[Counter]
    parties: list[Party]


class Expected(NamedTuple):
    """A booking of the day, the party that it became by arriving, and whether its people should be here by now."""

    booking: Booking
    party: Party | None
    overdue: bool


class SessionCount(NamedTuple):
    """How many parties of a session are expected and have not arrived, have arrived, and how far these are."""

    session: Session
    expected: int
    arrived: int
    waiting: int
    called: int
    served: int
    absent: int
    kept: int
    """Seats that were given back, which a supervisor may give to a lane at the door."""


class DayList(NamedTuple):
    """The day of an office: its sessions counted, and its bookings, those that are overdue first."""

    date: date
    sessions: list[SessionCount]
    bookings: list[Expected]


class DailyLooks:
    """Records that somebody looked at the lists of an office's day, and remembers it while the environment is warm."""

    def __init__(self, looks: Looks) -> None:
        """Record in `looks`."""
        self._looks = looks
        self._recorded: set[Look] = set()

    def record(self, office: Office, staff: str, day: date, what: str) -> None:
        """Record a look at a list, once for each officer, office, day and list; raises `Busy`.

        The record bears the beginning of the day, so that each further look finds it there. How many people were seen
        changes during the day, so it says none.
        """
        look = Look(office.office_id, staff, start_of_day(day, office.zone), what, 0)
        if look not in self._recorded:
            self._looks.record(look)
            # Those of days before are of no more use.
            self._recorded = {each for each in self._recorded if each.at >= look.at} | {look}


def queue(staffed: Staffed, looks: DailyLooks, staff: str, office: Office, after: datetime | None) -> Queue | None:
    """Return the queue of today; None where nothing was done `after` the cursor of a queue that was read before.

    The parties that do not wait follow those that do, by when they were called last.
    """
    now = staffed.clock.now()
    day = Day(office.office_id, office.today(now))
    looks.record(office, staff, day.date, "queue")
    if after and not staffed.hall.changed_since(day, after):
        return None
    parties = staffed.hall.parties(day)
    waiting = list(in_order(parties, office.lanes))
    others = sorted((party for party in parties if party.state != "waiting"), key=_by_call, reverse=True)
    return Queue(now - CURSOR_OVERLAP, staffed.hall.counters.of_day(day), waiting + others)


def day_list(  # noqa: PLR0913 - what is read, who looks, and at which day
    staffed: Staffed, quotas: Quotas, looks: DailyLooks, staff: str, office: Office, asked: str
) -> DayList:
    """Return today's list of an office; raises `wrong_day` unless today is `asked` for: nobody needs to browse days."""
    now = staffed.clock.now()
    day = office.today(now)
    if asked != day.isoformat():
        raise Refused(Code.WRONG_DAY, "Only today's list can be seen.", date=day)
    looks.record(office, staff, day, "list")
    parties = {party.party_id: party for party in staffed.hall.parties(Day(office.office_id, day))}
    found = []
    for booking in staffed.bookings.of_day(office.office_id, day):
        if booking.is_confirmed:
            party = parties.get(booking.booking_id)
            overdue = party is None and now >= booking.instant_of(booking.arrive_until)
            found.append(Expected(booking, party, overdue))
    kept = {quota.slot.session: quota.seats_kept for quota in quotas.between(office.office_id, day, day)}
    sessions = [_count(session, found, kept.get(session.session, 0)) for session in office.sessions]
    return DayList(day, sessions, sorted(found, key=lambda each: not each.overdue))


def _count(session: Session, found: list[Expected], kept: int) -> SessionCount:
    of_session = [each.party for each in found if each.booking.slot.session == session.session]
    arrived = [party for party in of_session if party]
    states = [party.state for party in arrived]
    return SessionCount(
        session=session,
        expected=len(of_session) - len(arrived),
        arrived=len(arrived),
        waiting=states.count("waiting") + states.count("parked"),
        called=states.count("called"),
        served=states.count("served"),
        absent=states.count("absent"),
        kept=kept,
    )


def _by_call(party: Party) -> tuple[float, str]:
    return (party.called_at or party.arrived_at).timestamp(), party.party_id
