"""What displaced people see, and whom the office calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.forms import booking_view
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book, cancel
from antrean.closures import apply, work
from antrean.closures.calls import Call, calls, still_open
from antrean.closures.forms import NewClosure
from antrean.closures.model import Closure
from antrean.closures.places import places
from antrean.closures.preview import preview
from antrean.closures.store import Closures
from antrean.offices.directory import OfficeDirectory
from antrean.offices.store import Looks
from antrean.slots.model import Quota, Slot
from antrean.slots.quota_forms import QuotaChange
from antrean.tickets import ical
from instruments.replay.people import nik
from tests.support.closings import nobody
from tests.support.wishes import KEY, asked
from tests.unit.conftest import DAY, NOW, OFFICE, OTHER_SLOT, SLOT, register

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
    unreachable_of = set[str] if unreachable else nobody
    return calls(services.store, looks, FixedClock(now), "petugas", closure, unreachable_of)


def with_neighbours(services: Services, number: int) -> Services:
    """Return the services where there are so many other offices, each farther away than the one before."""
    for place in range(number):
        name = f"Kantor Imigrasi {place}"
        services.store.offices.add_if_absent(
            OFFICE._replace(office_id=f"kota-{place}", name=name, latitude=-7.0 - place)
        )
    return replace(services, directory=OfficeDirectory(services.store.offices, services.clock))


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


def test_whose_right_has_ended_is_not_called(services: Services, made: Booking, closure: Closure) -> None:
    """Whom the clock has not yet ended, but whose right is over, cannot be helped any more."""
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert len(to_call(services, closure, found.until - SECOND)) == 1
    assert to_call(services, closure, found.until) == []


def test_a_look_that_finds_nobody_is_recorded_too(services: Services, closure: Closure) -> None:
    """That somebody asked is a fact, whatever the answer was; before the letters go nothing is looked at."""
    assert to_call(services, closure, LETTERS_GO - SECOND) == []
    assert seen(services) == []
    assert to_call(services, closure, LETTERS_GO + SECOND) == []
    assert seen(services) == [("petugas", 0)]


def listed(services: Services, closures: Closures, now: datetime, office_id: str = "bogor") -> list[tuple[str, int]]:
    """Return the closures that an office is shown at an instant, each with how many parties are to be called."""
    found = still_open(services.store, closures, FixedClock(now), office_id, nobody)
    return [(each.closure.closure_id, each.to_call) for each in found]


def test_an_office_finds_its_closures(services: Services, closures: Closures, closure: Closure) -> None:
    """Those with somebody to call on top, then the newest; no other office's, and no look is recorded."""
    two_days = LETTERS_GO + timedelta(hours=48)
    assert listed(services, closures, two_days - SECOND) == [(closure.closure_id, 0)]
    assert listed(services, closures, two_days) == [(closure.closure_id, 1)]
    shut = QuotaChange(state="closed", reason=REASON)
    later = replace(services, clock=FixedClock(NOW + timedelta(hours=1)))
    other = apply.change_quota(later, closures, "operator", OFFICE, OTHER_SLOT, 1, shut).closure
    assert listed(services, closures, LETTERS_GO) == [(other, 0), (closure.closure_id, 0)]
    assert listed(services, closures, two_days) == [(closure.closure_id, 1), (other, 0)]
    assert listed(services, closures, two_days, "depok") == []
    assert seen(services) == []


def test_a_closure_is_listed_until_its_right_ends(services: Services, closures: Closures, closure: Closure) -> None:
    """30 days after its day nobody is left to call; until then also one is listed that opens again."""
    assert listed(services, closures, closure.lapses_at - SECOND) == [(closure.closure_id, 1)]
    assert listed(services, closures, closure.lapses_at) == []
    apply.reopen(services, closures, "operator", OFFICE, closure)
    later = FixedClock(NOW + timedelta(minutes=2))
    work.go_on(services.store, closures, later, closure.closure_id, timedelta(minutes=1))
    assert listed(services, closures, closure.lapses_at - SECOND) == [(closure.closure_id, 0)]


def test_a_closure_of_before_is_listed_too(services: Services, closures: Closures, closure: Closure) -> None:
    """An entry that names no office, as earlier releases wrote it, is looked up: its office finds it, no other does."""
    table = services.store._table  # noqa: SLF001 - what an earlier release wrote
    table.update(("CLOSURES", closure.closure_id), "REMOVE office", "attribute_exists(office)")
    assert listed(services, closures, LETTERS_GO) == [(closure.closure_id, 0)]
    assert listed(services, closures, LETTERS_GO, "depok") == []


def test_calls_come_in_the_order_of_the_day(services: Services, closures: Closures, siti: str) -> None:
    """Who would have come in the morning comes before whom the afternoon would have seen."""
    afternoon = book.book(services, siti, asked(1, OTHER_SLOT), KEY)
    morning = book.book(services, register(services, "ayu", nik(80)), asked(1, start=90), KEY)
    tag = preview(services.store, OFFICE, NOW, (DAY, DAY), None, nobody).tag
    request = NewClosure.model_validate({"from": DAY, "to": DAY, "reason": "Listrik padam"})
    whole = apply.close(services, closures, "operator", OFFICE, tag, request, "tutup")
    assert whole.slots == (SLOT, OTHER_SLOT)
    found = to_call(services, whole, LETTERS_GO + timedelta(hours=48))
    assert [call.booking.booking_id for call in found] == [morning.booking_id, afternoon.booking_id]


def test_each_look_is_recorded(services: Services, closure: Closure) -> None:
    """Who looked, when, and how many people it told of; kept for a year."""
    later = LETTERS_GO + timedelta(days=3)
    for now in (later, later + SECOND):
        to_call(services, closure, now)
    assert seen(services) == [("petugas", 1), ("petugas", 1)]
    [first, _] = services.store._table.query("SEEN#bogor", "0", "~")  # noqa: SLF001 - what is stored
    assert first["expires_at"] == int((later + timedelta(days=366)).timestamp())


def test_whose_number_was_shown_is_told(services: Services, made: Booking, closure: Closure) -> None:
    """Each account whose telephone number a call list shows has a record of its own, beside that of the list."""
    to_call(services, closure, LETTERS_GO + timedelta(days=3))
    [item] = services.store._table.query(f"SEEN#{made.account_id}", "0", "~")  # noqa: SLF001 - what is stored
    assert (item["office"], item["people"], item["role"]) == ("bogor", 1, "officers")


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
    neighbour = OFFICE._replace(office_id="cibinong", name="Kantor Imigrasi Cibinong", latitude=-6.48)
    services.store.offices.add_if_absent(neighbour)
    services = replace(services, directory=OfficeDirectory(services.store.offices, services.clock))
    here = [a_slot(services, days, left=5, kept=0) for days in (1, 2, 3)]
    there = a_slot(services, 0, left=5, kept=0, office="cibinong")
    found = places(services, made.account_id, made.booking_id)
    assert [option.slot for option in found] == [OTHER_SLOT, there, here[0]]
    assert closure.slots == (SLOT,)


def test_two_of_three_places_are_of_the_own_office(services: Services, made: Booking, closure: Closure) -> None:
    """Nearer in time are the neighbours, but they may be far away; where the own office has one, one is shown of it."""
    services = with_neighbours(services, 4)
    there = [a_slot(services, 0, left=5, kept=0, office=f"kota-{number}") for number in range(4)]
    found = places(services, made.account_id, made.booking_id)
    assert [option.slot for option in found] == [OTHER_SLOT, there[0], there[1]]
    here = [a_slot(services, days, left=5, kept=0) for days in (3, 5)]
    found = places(services, made.account_id, made.booking_id)
    assert [option.slot for option in found] == [OTHER_SLOT, there[0], here[0]]
    assert closure.slots == (SLOT,)


def test_only_places_within_the_right_come_before_nearer_ones(
    services: Services, made: Booking, closure: Closure, clock: FixedClock
) -> None:
    """At the end of the 30 days a place of the own office whose day comes after them counts as any other does."""
    clock.instant = NOW + timedelta(days=30)
    services = with_neighbours(services, 3)
    there = [a_slot(services, 30, left=5, kept=0, office=f"kota-{number}") for number in range(3)]
    within, after = (a_slot(services, days, left=5, kept=0, opened=True) for days in (30, 31))
    shown = {option.slot for option in places(services, made.account_id, made.booking_id)}
    assert closure.lapses_at == datetime(2027, 1, 7, 17, 0, tzinfo=UTC)
    assert (within in shown, after in shown, there[0] in shown, there[1] in shown) == (True, False, True, True)


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
    new = read._replace(capacity=left + kept, seats_kept=kept, kept_at=NOW, version=2, last_change=f"x{days}")
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
