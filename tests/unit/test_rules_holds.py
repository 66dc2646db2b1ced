"""Seats that are held: for how long they wait for a family that is first, and who is told that it was passed over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.slots import changes
from antrean.slots.quota_forms import QuotaChange
from antrean.waiting import joining
from instruments.replay.people import nik
from tests.support.same_table import waiting_of
from tests.support.waiting import HOUR, MINUTE, balanced, entry_of, given_back, held, join, later, swept, wish
from tests.support.wishes import KEY, asked, kept
from tests.unit.conftest import OFFICE, OTHER_SLOT, SLOT, register


def test_seats_wait_six_hours_for_a_family_that_is_first(services: Services, siti: str, budi: str) -> None:
    """Two seats are too few for three people: nobody gets them for six hours, then the first whom they fit."""
    services.store.release_secrets.add_if_absent(date(2026, 12, 1), b"a secret of a day, of 32 bytes..")
    held(services, siti, budi, 3, 2)
    for passed in (timedelta(0), timedelta(hours=5, minutes=59)):
        later(services, passed)
        done = swept(services)
        assert (done.offered, done.swept.released, kept(services.store)) == (0, 0, 2)
    later(services, MINUTE)
    assert swept(services).offered == 1
    assert (entry_of(services, budi).state, entry_of(services, siti).state) == ("has_offer", "waiting")
    assert [(skip.slot, skip.kept) for skip in entry_of(services, siti).skips] == [(SLOT, 2)]
    balanced(services)


def test_seats_that_come_meanwhile_are_for_the_family(services: Services, siti: str, budi: str) -> None:
    """The third seat comes within the six hours, so it is not skipped."""
    held(services, siti, budi, 3, 2)
    given_back(services, 1, serial=720)
    swept(services)
    assert (entry_of(services, siti).state, entry_of(services, budi).state) == ("has_offer", "waiting")
    assert entry_of(services, siti).skips == ()


def test_later_seats_wait_anew_for_the_family(services: Services, siti: str, budi: str) -> None:
    """Those of the first six hours went to somebody else; what comes two hours later waits for as long."""
    held(services, siti, budi, 2, 1)
    later(services, 6 * HOUR)
    assert swept(services).offered == 1
    join(services, register(services, "citra", nik(903)))
    later(services, 2 * HOUR)
    for serial, offered in ((720, 0), (740, 1)):
        given_back(services, serial=serial)
        assert swept(services).offered == offered
    assert entry_of(services, siti).state == "has_offer"
    assert len(entry_of(services, siti).skips) == 1


def test_a_seat_of_the_last_minute_lets_nobody_wait_anew(services: Services, siti: str, budi: str) -> None:
    """It comes once the six hours are over and before anybody was offered the others: both go to who comes next."""
    held(services, siti, budi, 3, 1)
    later(services, 6 * HOUR)
    given_back(services, serial=720)
    assert swept(services).offered == 1
    assert entry_of(services, budi).state == "has_offer"


def test_seats_wait_six_hours_whoever_is_first(services: Services, siti: str, budi: str) -> None:
    """Who was first has left the list; the seats wait on for who is first now, and no longer."""
    join(services, siti, 2, 20)
    later(services, HOUR)
    join(services, budi, 2, 30)
    given_back(services)
    later(services, HOUR)
    swept(services)
    join(services, register(services, "citra", nik(903)))
    later(services, timedelta(hours=5, minutes=30))
    joining.leave(services, waiting_of(services), siti)
    assert swept(services).offered == 0
    later(services, timedelta(minutes=30))
    assert swept(services).offered == 1


def test_seats_wait_for_nobody_an_hour_before_the_last_offer(services: Services, siti: str, budi: str) -> None:
    """From 11:00 of the day before on: at noon the last offer of a day is made, and nobody behind would get any."""
    join(services, siti, 2, 20)
    later(services, HOUR)
    join(services, budi)
    services.clock.instant = datetime(2026, 12, 7, 10, 59, tzinfo=OFFICE.zone)  # type: ignore[attr-defined]
    given_back(services)
    assert swept(services).offered == 0
    later(services, MINUTE + timedelta(seconds=1))
    assert swept(services).offered == 1
    assert entry_of(services, budi).state == "has_offer"


def test_a_skip_is_told_once_a_day_and_slot(services: Services, siti: str, budi: str) -> None:
    """Two seats of one session go to two others within the hour: that is one skip."""
    join(services, siti, 3, 20)
    later(services, HOUR)
    join(services, budi)
    join(services, register(services, "citra", nik(903)))
    given_back(services)
    later(services, HOUR)
    swept(services)
    later(services, 6 * HOUR)
    assert swept(services).offered == 1
    given_back(services, serial=720)
    assert swept(services).offered == 1
    assert len(entry_of(services, siti).skips) == 1
    entry, [skip] = entry_of(services, siti), entry_of(services, siti).skips
    assert entry.knows(skip._replace(at=skip.at + 24 * HOUR - MINUTE))
    assert not entry.knows(skip._replace(at=skip.at + 24 * HOUR))
    assert not entry.knows(skip._replace(slot=OTHER_SLOT))


def test_any_number_of_families_may_be_passed_over(services: Services, siti: str) -> None:
    """More than one write records: the seat goes to the first whom it fits, and each of them is told."""
    families = [register(services, f"keluarga{serial}", nik(1000 + serial)) for serial in range(23)]
    for place, each in enumerate(families):
        join(services, each, 2, 2000 + 10 * place)
    later(services, HOUR)
    join(services, siti)
    given_back(services)
    later(services, HOUR)
    swept(services)
    later(services, 6 * HOUR)
    assert swept(services).offered == 1
    assert entry_of(services, siti).state == "has_offer"
    assert [len(entry_of(services, each).skips) for each in families] == [1] * 23
    balanced(services)


def test_seats_that_fit_nobody_are_released_after_six_hours(services: Services, siti: str) -> None:
    """A family that is alone on the list does not keep them for ever."""
    services.store.release_secrets.add_if_absent(date(2026, 12, 1), b"a secret of a day, of 32 bytes..")
    given_back(services, 2)
    join(services, siti, 3, 20)
    later(services, HOUR)
    swept(services)
    later(services, timedelta(hours=6, minutes=59))
    assert swept(services).swept.released == 1
    assert entry_of(services, siti).skips == ()


def test_who_could_not_take_the_seats_holds_none(services: Services, siti: str, budi: str) -> None:
    """A family that has booked meanwhile, one that others have booked in part, and one that is larger than the slot."""
    ayu = register(services, "ayu", nik(903))
    join(services, siti, 2, 20)
    join(services, budi, 2, 30)
    joining.join(services, waiting_of(services), ayu, wish(5, 40), "tunggu")
    later(services, HOUR)
    join(services, register(services, "citra", nik(904)))
    book.book(services, siti, asked(1, OTHER_SLOT), KEY)
    stranger = asked(2, OTHER_SLOT, 30)
    account = register(services, "dodi", nik(905))
    book.book(services, account, stranger.model_copy(update={"applicants": stranger.applicants[1:]}), KEY)
    quota_now = services.store.quotas.get(SLOT)
    assert quota_now
    cut = QuotaChange(capacity=4, reason="loket tutup")
    changes.change(services.store.quotas, services.pepper, services.clock, "op", SLOT, quota_now.version, cut)
    given_back(services)
    later(services, HOUR)
    assert swept(services).offered == 1
    assert [entry_of(services, each).state for each in (siti, budi, ayu)] == ["ended", "waiting", "waiting"]
    assert [[skip.booked for skip in entry_of(services, each).skips] for each in (budi, ayu)] == [[True], [False]]


def test_whom_others_have_booked_keeps_no_seat(services: Services, siti: str, budi: str) -> None:
    """Nobody else waits, so the seats are released at their minute."""
    services.store.release_secrets.add_if_absent(date(2026, 12, 1), b"a secret of a day, of 32 bytes..")
    join(services, siti, 2, 20)
    book.book(services, budi, asked(2, OTHER_SLOT, 20), KEY)
    given_back(services, 2)
    later(services, HOUR + timedelta(minutes=59))
    assert swept(services).swept.released == 1
    assert kept(services.store) == 0
