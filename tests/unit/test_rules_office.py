"""Rules of what operators change of an office: at the version they saw, once, with a record, for dates to come."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.hall import counters, door, lists
from antrean.hall.lists import DailyLooks
from antrean.hall.model import Day
from antrean.offices import settings
from antrean.offices.model import Details, Lane, Office, Release
from antrean.offices.settings import Change
from antrean.offices.settings_forms import OfficeChange
from antrean.offices.store import Looks, as_office, office_key
from antrean.slots import publishing
from antrean.slots.model import Slot
from instruments.replay.calls import Recorder
from instruments.replay.people import nik
from tests.support.hall import staffed
from tests.support.wishes import asked, refusal
from tests.unit.conftest import DAY, NOW, OFFICE, SLOT, register

DETAILS = Details(
    "Jl. Ahmad Yani 65, Bogor",
    "0251 123456",
    "Senin-Jumat 08.00-16.00",
    ("kursi roda",),
    directions="Angkot 07 dari stasiun",
    priority="Lansia dan ibu hamil: loket 1, 08.00-11.00",
    notice="Lift rusak sampai 12 Desember",
)
WEEKLY = Release("weekly", "09:00", weekday=4)


def changed(services: Services, version: int = 0, operator: str = "operator", **wanted: Any) -> Office:
    """Change the office of these tests."""
    change = Change("pindah gedung", **wanted)
    return settings.change(services.store.offices, services.clock, operator, OFFICE.office_id, version, change)


def records(services: Services) -> list[dict[str, Any]]:
    """The audit records of the office."""
    table = services.store._table  # noqa: SLF001 - no rule reads them yet
    return list(table.query(f"AUDIT#{OFFICE.office_id}", "0", "~"))


def test_an_office_tells_what_it_wants_to(services: Services) -> None:
    """Details, shares and release rule are changed one by one; what is not named stays, and each has its record."""
    assert changed(services, details=DETAILS).version == 1
    assert changed(services, 1, lanes={"booked": 2, "priority": 1, "bap": 1, "express": 1}).details == DETAILS
    last = changed(services, 2, release=WEEKLY)
    stored = services.store.offices.get(OFFICE.office_id)
    assert (
        stored
        == last
        == OFFICE._replace(
            details=DETAILS,
            lanes={"booked": 2, "priority": 1, "bap": 1, "express": 1},
            release=WEEKLY,
            version=3,
            last_change=last.last_change,
        )
    )
    [first] = [each for each in records(services) if not each["before"]["details"]["address"]]
    assert (first["operator"], first["reason"]) == ("operator", "pindah gedung")
    assert (first["before"]["details"]["address"], first["after"]["details"]["address"]) == ("", DETAILS.address)


def test_details_are_read_across_releases(services: Services) -> None:
    """Releases before this one read all of `details`, which has what they knew; what a later one adds is left."""
    changed(services, details=DETAILS)
    table = services.store._table  # noqa: SLF001 - the item as it is stored
    item = table.get(office_key(OFFICE.office_id))
    assert item
    assert set(item["details"]) == {"address", "phone", "hours", "facilities"}
    assert item["more"] == {"directions": DETAILS.directions, "priority": DETAILS.priority, "notice": DETAILS.notice}
    before = {name: value for name, value in item.items() if name != "more"}
    read = as_office(before)
    assert read
    assert read.details == DETAILS._replace(directions="", priority="", notice="")
    later = {**item, "details": {**item["details"], "parking": "ada"}, "more": {**item["more"], "bus": "7"}}
    read = as_office(later)
    assert read
    assert read.details == DETAILS


def test_an_office_is_changed_as_it_was_seen(services: Services) -> None:
    """Of two operators who saw the same version the second is told to look again, also at the very first change."""
    changed(services, details=DETAILS)
    assert refusal(lambda: changed(services, operator="other", release=WEEKLY)).code == Code.VERSION_CONFLICT
    assert services.store.offices.get(OFFICE.office_id) == changed(services, details=DETAILS)


def test_the_same_change_is_made_once(services: Services) -> None:
    """The same change of the same version by the same operator, after a lost answer, is the one that was made."""
    first = changed(services, details=DETAILS)
    assert changed(services, details=DETAILS) == first
    assert refusal(lambda: changed(services, operator="other", details=DETAILS)).code == Code.VERSION_CONFLICT
    assert len(records(services)) == 1


def test_a_change_that_somebody_forestalls_is_looked_at_again(services: Services, recorder: Recorder) -> None:
    """Another operator writes between our look and our write: ours is refused, and told so."""

    def other(number: int) -> None:
        if recorder.calls[number] == "transact_write_items":
            recorder.reset()
            changed(services, operator="other", release=WEEKLY)

    recorder.before = other
    assert refusal(lambda: changed(services, details=DETAILS)).code == Code.VERSION_CONFLICT
    assert len(records(services)) == 1


def test_a_change_is_tried_four_times(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that is refused again and again, though nothing seems changed, ends as busy."""
    tries: list[int] = []

    def refuse(*_given: object) -> bool:
        tries.append(1)
        return False

    monkeypatch.setattr(type(services.store.offices), "change", refuse)
    with pytest.raises(Busy):
        changed(services, details=DETAILS)
    assert len(tries) == 4


def test_an_office_that_is_not_there_is_not_changed(services: Services) -> None:
    """An id of no office is not found."""
    change = Change("uji", details=DETAILS)
    assert (
        refusal(lambda: settings.change(services.store.offices, services.clock, "operator", "nowhere", 0, change)).code
        == Code.NOT_FOUND
    )


def test_the_offices_own_shares_order_its_queue(services: Services, clock: FixedClock) -> None:
    """Where an office gives its priority lane the larger share, that lane is called first."""
    shares = {"booked": 1, "priority": 5, "bap": 1, "express": 1}
    office = changed(services, lanes=shares)
    services.directory.all()
    booked = book.book(services, register(services, "ayu", nik(80)), asked(1, start=90), "k")
    first = book.book(services, register(services, "budi", nik(81)), asked(1, start=95), "k")
    clock.instant = datetime(2026, 12, 8, 2, 10, tzinfo=UTC)
    at_work = staffed(services)
    lanes: dict[str, Lane] = {booked.booking_id: "booked", first.booking_id: "priority"}
    for made in (booked, first):
        lane = lanes[made.booking_id]
        door.arrive(at_work, "officer", OFFICE.office_id, door.Arrival(made.booking_id, lane), made.booking_id)
    looks = DailyLooks(Looks(services.store._table))  # noqa: SLF001 - they are no part of it
    seen = lists.queue(at_work, looks, "officer", office, None)
    assert seen
    assert [party.party_id for party in seen.parties] == [first.booking_id, booked.booking_id]
    officer = counters.Officer("officer", Day(OFFICE.office_id, DAY), 1, ratio=office.lanes)
    counters.open_counter(at_work, officer, [])
    called = counters.call_next(at_work, officer, "1").party
    assert called
    assert called.party_id == first.booking_id


def test_what_was_published_keeps_when_it_opens(services: Services, clock: FixedClock) -> None:
    """Another release rule counts for dates that are published from then on."""
    office = changed(services, release=WEEKLY)
    later = DAY + timedelta(days=7)
    publishing.publish(services.store.quotas, clock, office, {}, DAY, later)
    kept, new = (services.store.quotas.get(Slot("bogor", day, "morning")) for day in (DAY, later))
    assert kept
    assert kept.slot == SLOT
    assert kept.opens_at == datetime(2026, 11, 8, 1, 0, tzinfo=UTC)
    assert new
    # the Friday before the week of 15 December
    assert new.opens_at == datetime(2026, 12, 11, 2, 0, tzinfo=UTC)


def test_openings_of_eight_weeks(services: Services) -> None:
    """Days of service of the next eight weeks, today included, with when each opens by the present rule."""
    found = settings.openings(OFFICE, services.clock.now())
    assert (found[0].date, found[-1].date) == (date(2026, 12, 1), date(2027, 1, 25))
    assert len(found) == 40
    assert found[0].opens_at == datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
    assert NOW.astimezone(OFFICE.zone).date() == found[0].date


@pytest.mark.parametrize(
    "body",
    [
        {"reason": "uji"},
        {"details": {"address": "lihat www.contoh.id"}, "reason": "uji"},
        {"details": {"phone": "telepon saja"}, "reason": "uji"},
        {"details": {"facilities": [""]}, "reason": "uji"},
        {"details": {"facilities": ["a"] * 13}, "reason": "uji"},
        {"details": {"facilities": ["a" * 61]}, "reason": "uji"},
        {"details": {"phone": "0" * 31}, "reason": "uji"},
        {"lanes": {"booked": 0, "priority": 1, "bap": 1, "express": 1}, "reason": "uji"},
        {"lanes": {"booked": 21, "priority": 1, "bap": 1, "express": 1}, "reason": "uji"},
        {"release": {"kind": "daily", "at": "08:00"}, "reason": "uji"},
        {"release": {"kind": "weekly", "at": "24:00"}, "reason": "uji"},
        {"release": {"kind": "days_ahead", "at": "08:00", "days": 35}, "reason": "uji"},
        {"details": {"hours": "x" * 201}, "reason": "uji"},
        {"details": {"address": "x" * 301}, "reason": "uji"},
        *({"details": {name: "x" * 301}, "reason": "uji"} for name in ("directions", "priority", "notice")),
        *({"details": {name: "lihat www.contoh.id"}, "reason": "uji"} for name in ("directions", "priority", "notice")),
    ],
)
def test_settings_have_a_form(body: dict[str, Any]) -> None:
    """Nothing to change, web addresses, and numbers beyond their limits are refused."""
    with pytest.raises(ValidationError):
        OfficeChange.model_validate_json(json.dumps(body))


def test_details_that_are_left_out_stay(services: Services) -> None:
    """A page of before sends the address alone: what came later stays; an empty text deletes it."""
    told = Details(address="Jl. Merdeka 1", directions="Angkot 07", priority="Loket 1", notice="Lift rusak")
    changed(services, details=told)

    def sent(version: int, **details: str) -> Details:
        body = json.dumps({"details": details, "reason": "uji"})
        wanted = OfficeChange.model_validate_json(body).wanted()
        made = settings.change(services.store.offices, services.clock, "op", OFFICE.office_id, version, wanted)
        return made.details

    version = settings.found(services.store.offices, OFFICE.office_id).version
    assert sent(version, address="Jl. Merdeka 2") == told._replace(address="Jl. Merdeka 2")
    assert sent(version + 1, address="Jl. Merdeka 2", notice="") == told._replace(address="Jl. Merdeka 2", notice="")


@pytest.mark.parametrize("name", ["address", "hours", "directions", "priority", "notice"])
def test_what_an_office_tells_is_cleaned(name: str) -> None:
    """Blanks and what nobody sees are taken out, down to nothing; a line break or 16 digits in a row are refused."""

    def told(text: str) -> str:
        wanted = OfficeChange.model_validate_json(json.dumps({"details": {name: text}, "reason": "uji"})).wanted()
        return str(getattr(wanted.details, name))

    assert told(" Jl.\u00a0Merdeka\u200b  1 ") == "Jl. Merdeka 1"
    assert told("\u200b \u202e") == ""
    for wrong in ("Jl.\r\nMerdeka", "Jl.\x00"):
        with pytest.raises(ValidationError):
            told(wrong)
    # Hours may have so many digits, and no other line.
    if name == "hours":
        assert told("08.00-12.00 13.00-16.00") == "08.00-12.00 13.00-16.00"
    else:
        with pytest.raises(ValidationError):
            told("3299 0117-0590.1234")


def test_settings_at_their_limits_are_taken() -> None:
    """Twelve facilities, an address and a notice of 300 letters, hours of 200, shares of 1 and 20, 34 days ahead."""
    longest = dict.fromkeys(("address", "directions", "priority", "notice"), "x" * 300)
    body = {
        "details": {**longest, "hours": "x" * 200, "phone": "0" * 30, "facilities": ["a" * 60] * 12},
        "lanes": {"booked": 20, "priority": 1, "bap": 1, "express": 1},
        "release": {"kind": "days_ahead", "at": "23:59", "days": 34},
        "reason": "uji",
    }
    wanted = OfficeChange.model_validate_json(json.dumps(body)).wanted()
    assert wanted.release == Release("days_ahead", "23:59", days=34)
    assert wanted.lanes == {"booked": 20, "priority": 1, "bap": 1, "express": 1}
