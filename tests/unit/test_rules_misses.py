"""Misses: nobody came although the office received others; what follows, and that it touches nobody else."""

from __future__ import annotations

import contextlib
import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.forms import Person
from antrean.bookings.operation import Services
from antrean.changes import book, cancel
from antrean.hall.walk_ins import WalkIns, give
from antrean.jobs.run import go_on
from antrean.misses.items import miss_item
from antrean.misses.model import Waiver, frozen_until, nth_of, was_missed
from antrean.slots.model import Slot
from instruments.replay.calls import Killed, Recorder
from instruments.replay.people import nik
from tests.support.hall import MORNING, staffed
from tests.support.missing import DECIDED, Missing
from tests.support.wishes import asked
from tests.unit.conftest import DAY, OFFICE, OTHER_SLOT, SLOT, register

A_DAY = timedelta(days=1)
DAYS = (date(2026, 12, 8), date(2026, 12, 15), date(2027, 1, 12), date(2027, 2, 23))
"""Tuesdays, each after the bookings that the ones before it stopped could be made again."""


@pytest.fixture
def missing(services: Services, clock: FixedClock) -> Missing:
    """Siti, who does not come, and Budi, who does."""
    return Missing(services, clock).register()


def test_who_does_not_come_while_others_do_has_missed(missing: Missing) -> None:
    """It says when it was decided, and how many others of the session the office received."""
    made, other = missing.books(), missing.books("budi", start=20)
    missing.comes(other)
    assert missing.decides() == 1
    [miss] = missing.of_siti()
    assert (miss.booking_id, miss.slot, miss.received, miss.nth, miss.until) == (made.booking_id, SLOT, 1, 1, None)
    assert missing.store.bookings.get(made.booking_id).missed_at == DECIDED  # type: ignore[union-attr]
    assert missing.misses.of_account("budi", DECIDED) == []


def test_an_office_that_received_nobody_gives_no_miss(missing: Missing) -> None:
    """It may never have opened: nobody of the session came, though somebody of another one did."""
    missing.books()
    missing.comes(missing.books("budi", slot=OTHER_SLOT, start=20), MORNING + timedelta(hours=4))
    assert missing.decides() == 0


def test_an_arrival_long_before_shows_nothing_of_the_session(missing: Missing) -> None:
    """Who was let in hours early says nothing about whether the office was open in the afternoon; half an hour does."""
    missing.books(slot=OTHER_SLOT)
    missing.comes(missing.books("budi", slot=OTHER_SLOT, start=20), MORNING)
    assert missing.decides() == 0
    [other] = [each for each in missing.store.bookings.of_day("bogor", DAY) if each.check_in]
    register(missing.services, "citra", nik(903))
    missing.clock.instant = MORNING - A_DAY
    third = missing.books("citra", slot=OTHER_SLOT, start=30)
    missing.comes(third, other.arrives_from.astimezone(UTC) - timedelta(minutes=30))
    assert missing.decides() == 1


def test_nobody_is_evidence_against_oneself(missing: Missing) -> None:
    """One booking alone in its session is not missed, and who arrived has come."""
    missing.comes(missing.books())
    assert missing.decides() == 0
    register(missing.services, "citra", nik(903))
    missing.clock.instant = MORNING - A_DAY
    missing.comes(missing.books("citra", start=30))
    assert missing.decides() == 0
    received, quota = missing.store.bookings.of_day("bogor", DAY), missing.store.quotas.get(SLOT)
    assert [was_missed(each, received, quota, DECIDED) for each in received] == [0, 0]


def test_nothing_is_decided_before_48_hours(missing: Missing) -> None:
    """From the end of the day, office time; a second before nothing is."""
    missing.books()
    missing.comes(missing.books("budi", start=20))
    assert missing.decides(at=DECIDED - timedelta(seconds=1)) == 0
    assert missing.decides(at=DECIDED) == 1


def test_what_the_office_closed_is_not_missed(missing: Missing) -> None:
    """A session that was closed after some had been received: whom no closure has displaced misses nothing."""
    missing.books()
    missing.comes(missing.books("budi", start=20))
    quota = missing.store.quotas.get(SLOT)
    assert quota
    shut = quota._replace(state="closed", reason="banjir", last_change="c", version=2)
    missing.store.quotas.change(quota, shut, "operator", "banjir", MORNING)
    assert missing.decides() == 0
    opening = shut._replace(state="open", reason=None, closure="C", last_change="d", version=3)
    missing.store.quotas.change(shut, opening, "operator", "surut", MORNING)
    assert missing.decides() == 0


def test_numbers_at_the_door_are_nobodys_misses(missing: Missing) -> None:
    """They have no account. A standby number that nobody came for is let go."""
    missing.clock.instant = MORNING - A_DAY
    at_door = WalkIns(staffed(missing.services).hall, missing.store, missing.clock)
    one, two = (give(at_door, "officer", OFFICE, "bap", 1, key, standby=True).booking for key in ("one", "two"))
    missing.comes(two)
    assert (one.slot.date, missing.decides()) == (DAY, 0)
    received, quota = missing.store.bookings.of_day("bogor", DAY), missing.store.quotas.get(one.slot)
    assert [was_missed(each, received, quota, DECIDED) for each in received] == [0, 0]


def test_deciding_twice_is_deciding_once(missing: Missing) -> None:
    """A run that does it again, later, finds it decided."""
    missing.misses_on()
    assert missing.decides(at=DECIDED + A_DAY) == 0
    assert len(missing.of_siti()) == 1


def test_an_arrival_that_is_noted_meanwhile_is_no_miss(missing: Missing, recorder: Recorder) -> None:
    """The door notes it after the booking was read, in the last moment: nothing is written, and no miss is decided."""
    made = missing.books()
    missing.comes(missing.books("budi", start=20))

    def arrives() -> None:
        missing.comes(made)
        missing.clock.instant = DECIDED

    recorder.once_before("transact_write_items", arrives)
    assert missing.decides() == 0
    assert missing.of_siti() == []
    assert missing.siti().misses == 0


def test_another_miss_that_is_decided_meanwhile_is_counted(missing: Missing, recorder: Recorder) -> None:
    """Or both would be the first: the profile says that its misses were changed since they were read."""
    missing.misses_on(DAYS[0])
    slot = Slot("bogor", DAYS[1], "morning")
    missing.publish(slot)
    made = missing.books(slot=slot, key="second")
    other = missing.books("budi", slot=slot, start=20, key="other")
    missing.comes(other, MORNING + (DAYS[1] - DAY))

    def decided() -> None:
        again = missing.of_siti()[0]._replace(booking_id="ABCDEFGHJKMNPQRS", place=1, decided_at=DECIDED + A_DAY)
        booking = missing.store.bookings.get(made.booking_id)
        assert booking
        item = miss_item(again)
        missing.store._table.transact(  # noqa: SLF001 - as another run of the job does for another booking
            [
                missing.store._table.put_action(item),  # noqa: SLF001
                missing.misses._count_action(missing.siti(), None),  # noqa: SLF001
            ]
        )

    recorder.once_before("transact_write_items", decided)
    assert missing.decides(DAYS[1]) == 1
    assert [each.nth for each in missing.of_siti() if each.booking_id == made.booking_id] == [3]


def test_each_visit_once(missing: Missing) -> None:
    """The mark beside the profile alone refuses a second write of a run that read the booking before the first."""
    made = missing.books()
    missing.comes(missing.books("budi", start=20))
    read = missing.store.bookings.get(made.booking_id)
    assert read
    assert missing.decides() == 1
    [miss] = missing.of_siti()
    assert not missing.misses.decide(read, miss, missing.siti(), None)
    assert missing.siti().misses == 1


def test_an_account_that_is_erased_meanwhile_gets_no_profile(missing: Missing, recorder: Recorder) -> None:
    """In the last moment: no profile is made of a date alone."""
    missing.books()
    missing.comes(missing.books("budi", start=20))
    table = missing.store._table  # noqa: SLF001 - as the eraser does
    gone = table.delete_action(("ACCOUNT#siti", "PROFILE"))
    recorder.once_before("transact_write_items", lambda: table.transact([gone]))
    assert missing.decides() == 0
    assert missing.store.accounts.get("siti") is None


def test_the_first_is_told_and_further_ones_stop_bookings(missing: Missing) -> None:
    """For 14 days, then for 30, each from when it was decided; a fourth for 30 again."""
    frozen = []
    for day in DAYS:
        missing.misses_on(day)
        until = missing.siti().frozen_until
        frozen.append(until and until - (DECIDED + (day - DAY)))
    assert frozen == [None, 14 * A_DAY, 30 * A_DAY, 30 * A_DAY]
    assert [each.nth for each in missing.of_siti()] == [1, 2, 3, 4]
    assert [each.until is None for each in missing.of_siti()] == [True, False, False, False]


def test_a_miss_counts_for_a_year(missing: Missing) -> None:
    """365 days after the day of the visit it is forgotten: what comes then is the first one."""
    missing.misses_on(DAYS[0])
    [first] = missing.of_siti()
    assert first.counts_until == datetime(2027, 12, 8, tzinfo=UTC)
    older = first._replace(decided_at=first.counts_until - A_DAY, place=1)
    assert [nth_of([first], older), nth_of([first], older._replace(decided_at=first.counts_until))] == [2, 1]
    missing.misses_on(date(2027, 12, 7))
    assert missing.of_siti()[-1].nth == 1


def test_the_family_is_never_punished(missing: Missing) -> None:
    """Another account may book the children whom Siti listed, and Siti too: no guard is touched."""
    missing.misses_on(DAYS[0])
    missing.misses_on(DAYS[1], people=3)
    assert missing.siti().frozen_until
    slot = Slot("bogor", DAYS[2], "morning")
    missing.publish(slot)
    register(missing.services, "ani", nik(905))
    own = Person(relation="spouse", full_name="Siti Rahayu", nik=nik(901), birth_date=date(1990, 5, 17))
    family = asked(3, slot)
    request = family.model_copy(update={"applicants": (*family.applicants, own)})
    assert len(book.book(missing.services, "ani", request, "k").present) == 4


def test_whom_another_account_lists_misses_nothing(missing: Missing) -> None:
    """Nobody gives somebody else a miss: it is the account's that made the booking, whoever it listed."""
    register(missing.services, "anak", nik(1))
    missing.books(people=2)
    missing.comes(missing.books("budi", start=20))
    assert missing.decides() == 1
    assert missing.misses.of_account("anak", DECIDED) == []
    assert missing.store.accounts.get("anak").misses == 0  # type: ignore[union-attr]


def test_who_cannot_come_has_missed_nothing(missing: Missing) -> None:
    """It was told before the window began."""
    made = missing.books()
    other = missing.books("budi", start=20)
    missing.clock.instant = MORNING - timedelta(hours=1)
    cancel.cannot_come(missing.services, "siti", made.booking_id)
    missing.comes(other)
    assert missing.decides() == 0


def test_an_account_that_is_gone_misses_nothing(missing: Missing) -> None:
    """It was erased meanwhile, and no profile is made of a miss."""
    missing.books()
    missing.comes(missing.books("budi", start=20))
    table = missing.store._table  # noqa: SLF001 - as the eraser does
    table.transact([table.delete_action(("ACCOUNT#siti", "PROFILE"))])
    assert missing.decides() == 0
    assert missing.store.accounts.get("siti") is None


def test_the_job_of_a_day_does_one_office_after_the_other(missing: Missing) -> None:
    """It begins once the day has been over for 48 hours in UTC, and makes up for two days before."""
    missing.books()
    missing.comes(missing.books("budi", start=20))
    missing.store.offices.add_if_absent(OFFICE._replace(office_id="ambon"))
    missing.clock.instant = datetime(2026, 12, 10, 23, 59, 59, tzinfo=UTC)
    assert list(missing.deciding.jobs()) == ["misses-2026-12-05", "misses-2026-12-06", "misses-2026-12-07"]
    missing.clock.instant += timedelta(seconds=1)
    assert list(missing.deciding.jobs()) == ["misses-2026-12-06", "misses-2026-12-07", "misses-2026-12-08"]
    for _ in range(14):
        go_on(missing.store.jobs, missing.clock, missing.deciding.jobs())
        missing.clock.instant += timedelta(minutes=5)
    assert len(missing.of_siti()) == 1
    assert missing.store.jobs.is_done("misses-2026-12-08")
    step = missing.deciding.step_of(DAY)
    assert [step(None), step(("ambon", "2026-12-08")), step(("bogor", "2026-12-08"))] == [
        ("ambon", "2026-12-08"),
        None,
        None,
    ]


def test_until_when_follows_from_all_misses(missing: Missing) -> None:
    """One that was taken back neither stops bookings nor counts for those after it."""
    for day in DAYS[:3]:
        missing.misses_on(day)
    found = missing.of_siti()
    now = found[-1].decided_at
    assert frozen_until(found, now) == now + 30 * A_DAY
    assert frozen_until(found[1:], now) == now + 14 * A_DAY
    assert frozen_until(found[2:], now) is None
    assert frozen_until([], now) is None
    first, second, third = found
    taken_back = Waiver("account", now)
    assert frozen_until([first, second, third._replace(waiver=taken_back)], now) is None
    assert frozen_until([first._replace(waiver=taken_back), second, third], now) == now + 14 * A_DAY
    assert [nth_of(found, third), nth_of([first._replace(waiver=taken_back), second], third)] == [3, 2]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_that_dies_decides_all_or_nothing(missing: Missing, recorder: Recorder, when: str) -> None:
    """At each call, or with its answer lost; the next run decides what was left, and nothing twice."""
    missing.books()
    missing.comes(missing.books("budi", start=20))
    missing.clock.instant = DECIDED
    step = missing.deciding.step_of(DAY)
    died = 0
    for number in itertools.count():
        recorder.kill(number, when)
        with contextlib.suppress(Killed):
            step(None)
            break
        recorder.reset()
        died += 1
        assert len(missing.of_siti()) == missing.siti().misses
    recorder.reset()
    assert died >= 5
    [miss] = missing.of_siti()
    assert (miss.nth, missing.siti().misses) == (1, 1)
