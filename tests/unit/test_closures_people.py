"""What displaced people see, and whom the office calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.forms import booking_view
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book, cancel
from antrean.closures import apply
from antrean.closures.calls import Call, calls
from antrean.closures.model import Closure
from antrean.closures.places import places
from antrean.closures.store import Closures
from antrean.offices.directory import OfficeDirectory
from antrean.offices.store import Looks
from antrean.slots.model import Quota, Slot
from antrean.slots.quota_forms import QuotaChange
from antrean.tickets import ical
from tests.support.wishes import KEY, asked
from tests.unit.conftest import DAY, NOW, OFFICE, OTHER_SLOT, SLOT

pytestmark = pytest.mark.in_memory

REASON = "Listrik padam, gedung ditutup"
LETTERS_GO = NOW + timedelta(minutes=10)
SECOND = timedelta(seconds=1)


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and one child in `SLOT`."""
    return book.book(services, siti, asked(2), KEY)


@pytest.fixture
def closure(services: Services, closures: Closures, made: Booking) -> Closure:
    """The closure of `SLOT`, where that booking was."""
    shut = QuotaChange(state="closed", reason=REASON)
    changed = apply.change_quota(services, closures, "operator", OFFICE, made.slot, 1, shut)
    return apply.found(closures, changed.closure or "")


def to_call(services: Services, closure: Closure, now: datetime, *, unreachable: bool = False) -> list[Call]:
    """Return whom the office calls at an instant."""
    looks = Looks(services.store._table)  # noqa: SLF001 - they are no part of it
    return calls(services.store, looks, FixedClock(now), "petugas", closure, lambda _email: unreachable)


def seen(services: Services) -> list[tuple[str, int]]:
    """Return what the records say: who looked, and of how many people they learned."""
    records = services.store._table.query("SEEN#bogor", "0", "~")  # noqa: SLF001 - what is stored
    return [(record["sk"].split("#")[1], record["people"]) for record in records]


def test_who_has_not_answered_in_two_days_is_called(services: Services, made: Booking, closure: Closure) -> None:
    """48 hours after the letters went, with the name and the telephone number of the account."""
    two_days = LETTERS_GO + timedelta(hours=48)
    assert to_call(services, closure, two_days - SECOND) == []
    [found] = to_call(services, closure, two_days)
    account = services.store.accounts.get(made.account_id)
    assert account
    assert (found.full_name, found.phone, len(found.booking.present)) == (account.full_name, account.phone, 2)


def test_whom_no_mail_reaches_is_called_at_once(services: Services, closure: Closure) -> None:
    """But not before the letters go: until then the closure may be undone, and nobody is told."""
    assert to_call(services, closure, LETTERS_GO - SECOND, unreachable=True) == []
    [found] = to_call(services, closure, LETTERS_GO, unreachable=True)
    assert found.unreachable


def test_who_answered_is_not_called(services: Services, made: Booking, closure: Closure) -> None:
    """Whoever cancelled, or moved, has answered."""
    cancel.cancel(services, made.account_id, made.booking_id)
    assert to_call(services, closure, LETTERS_GO + timedelta(days=3)) == []


def test_each_look_is_recorded(services: Services, closure: Closure) -> None:
    """Who looked, when, and how many people it told of; kept for a year."""
    later = LETTERS_GO + timedelta(days=3)
    for now in (later, later + SECOND):
        to_call(services, closure, now)
    assert seen(services) == [("petugas", 1), ("petugas", 1)]
    [first, _] = services.store._table.query("SEEN#bogor", "0", "~")  # noqa: SLF001 - what is stored
    assert first["expires_at"] == int((later + timedelta(days=366)).timestamp())


def test_the_nearest_places_are_shown(services: Services, made: Booking, closure: Closure) -> None:
    """Three at most, nearest in time first, those with enough kept seats too; and none for who has a place."""
    later = [a_slot(services, days, left=left, kept=kept) for days, left, kept in ((1, 1, 2), (3, 5, 0), (9, 5, 0))]
    crowded = a_slot(services, 2, left=1, kept=1)
    found = places(services, made.account_id, made.booking_id)
    assert [option.slot for option in found] == [OTHER_SLOT, later[0], later[1]]
    assert [option.seats_left for option in found] == [5, 2, 5]
    assert crowded not in [option.slot for option in found]
    assert closure.slots == (SLOT,)


def test_near_is_near_the_lost_day(services: Services, made: Booking, closure: Closure) -> None:
    """Of many days those around the lost one are shown, not the soonest of all."""
    services = replace(services, clock=FixedClock(NOW - timedelta(days=9)))
    far = [a_slot(services, -days, left=5, kept=0, opened=True) for days in (14, 13, 12, 11)]
    near = [a_slot(services, days, left=5, kept=0, opened=True) for days in (1, 2)]
    found = places(services, made.account_id, made.booking_id)
    assert [option.slot for option in found] == [OTHER_SLOT, *near]
    assert far[0] not in [option.slot for option in found]
    assert closure.slots == (SLOT,)


def test_the_nearest_of_all_offices_are_shown(services: Services, made: Booking, closure: Closure) -> None:
    """Of places equally near in time the nearer one comes first, and a fourth one is not shown."""
    neighbour = replace(OFFICE, office_id="cibinong", name="Kantor Imigrasi Cibinong", latitude=-6.48)
    services.store.offices.add_if_absent(neighbour)
    services = replace(services, directory=OfficeDirectory(services.store.offices, services.clock))
    here = [a_slot(services, days, left=5, kept=0) for days in (1, 2, 3)]
    there = a_slot(services, 0, left=5, kept=0, office="cibinong")
    found = places(services, made.account_id, made.booking_id)
    assert [option.slot for option in found] == [OTHER_SLOT, there, here[0]]
    assert closure.slots == (SLOT,)


def test_who_has_a_place_is_shown_no_other(services: Services, made: Booking) -> None:
    """Nobody is invited to move who need not."""
    assert places(services, made.account_id, made.booking_id) == []


def a_slot(services: Services, days: int, left: int, kept: int, office: str = "bogor", *, opened: bool = False) -> Slot:
    """Publish a slot some days later, of which so many seats are left and kept."""
    slot = Slot(office, DAY + timedelta(days=days), "morning")
    opens_at, closes_at = NOW - timedelta(days=30 if opened else 9), NOW + timedelta(days=6 + days)
    services.store.quotas.publish(Quota(slot, left, left, 1, opens_at, closes_at, "open", 1))
    read = services.store.quotas.get(slot)
    assert read
    new = replace(read, capacity=left + kept, seats_kept=kept, kept_at=NOW, version=2, last_change=f"x{days}")
    services.store.quotas.change(read, new, "operator", "uji coba", NOW)
    return slot


def test_a_displaced_booking_says_why(services: Services, made: Booking, closure: Closure) -> None:
    """Its status, the reason, and until when it may be moved or cancelled."""
    found = services.store.bookings.get(made.booking_id)
    assert found
    view = booking_view(found)
    assert (view["status"], view["reschedules_left"]) == ("displaced", 1)
    assert view["closure"] == {"reason": closure.reason, "until": "2027-01-07T17:00:00Z"}


def test_the_calendar_is_told(services: Services, made: Booking, closure: Closure) -> None:
    """The event is cancelled with the reason, at its next sequence, and wakes nobody."""
    found = services.store.bookings.get(made.booking_id)
    assert found
    text = ical.event(found).replace("\r\n ", "")
    assert "STATUS:CANCELLED\r\n" in text
    assert f"SEQUENCE:{made.revision + 1}\r\n" in text
    assert "DESCRIPTION:Kantor menutup sesi ini: Listrik padam\\, gedung ditutup\\n" in text
    assert "VALARM" not in text
    assert closure.reason == REASON
