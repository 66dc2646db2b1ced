"""Publishing quotas: the weekly pattern, the release rules, and what is left alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy
from antrean.bookings.stores import Store
from antrean.offices.model import Release
from antrean.slots.model import Quota, Slot
from antrean.slots.publishing import publish, publish_all
from instruments.replay.calls import Killed, Recorder
from tests.unit.conftest import DAY, NOW, OFFICE, OTHER_SLOT, SLOT

_MONDAY = date(2026, 12, 21)
_SUNDAY = date(2026, 12, 27)
_HOLIDAYS = {date(2026, 12, 24): "Cuti Bersama Hari Raya Natal", date(2026, 12, 25): "Hari Raya Natal"}
_ZONES = st.sampled_from([ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")])
_DAYS = st.dates(date(2026, 1, 1), date(2035, 12, 31))


def _quota(store: Store, day: date, session: str = "morning") -> Quota:
    quota = store.quotas.get(Slot("bogor", day, session))
    assert quota
    return quota


def test_a_week_by_the_weekly_pattern(store: Store, clock: FixedClock) -> None:
    """Each session of each weekday gets its seats, and weekends get none."""
    office = OFFICE._replace(weekly={"morning": {0: 50, 4: 45}, "afternoon": {0: 40, 4: 30, 5: 0}})
    written = publish(store.quotas, clock, office, {}, _MONDAY, _SUNDAY)
    assert [(quota.slot.date.day, quota.slot.session, quota.capacity) for quota in written] == [
        (21, "morning", 50),
        (21, "afternoon", 40),
        (25, "morning", 45),
        (25, "afternoon", 30),
    ]
    assert list(store.quotas.between("bogor", _MONDAY, _SUNDAY)) == sorted(written, key=lambda q: q.slot)


def test_a_new_quota_has_all_its_seats(store: Store, clock: FixedClock) -> None:
    """It begins with number 1, opens by the release rule, and closes as its day begins at the office."""
    publish(store.quotas, clock, OFFICE, {}, _MONDAY, _SUNDAY)
    assert _quota(store, _MONDAY) == Quota(
        slot=Slot("bogor", _MONDAY, "morning"),
        capacity=50,
        seats_left=50,
        next_number=1,
        opens_at=datetime(2026, 11, 21, 1, 0, tzinfo=UTC),
        closes_at=datetime(2026, 12, 20, 17, 0, tzinfo=UTC),
        state="open",
        version=1,
    )


def test_holidays_are_closed_with_their_names(store: Store, clock: FixedClock) -> None:
    """A holiday keeps the seats of its weekday, so that an operator may open it as it is."""
    publish(store.quotas, clock, OFFICE, _HOLIDAYS, _MONDAY, _SUNDAY)
    christmas = _quota(store, date(2026, 12, 25))
    assert (christmas.state, christmas.reason, christmas.seats_left) == ("closed", "Hari Raya Natal", 50)
    assert _quota(store, date(2026, 12, 24), "afternoon").reason == "Cuti Bersama Hari Raya Natal"
    before = _quota(store, date(2026, 12, 23))
    assert (before.state, before.reason) == ("open", None)


def test_a_slot_that_exists_is_never_touched(store: Store, clock: FixedClock) -> None:
    """Capacity, seats sold and claims in flight stay, even where the day has become a holiday."""
    store.quotas.claim(SLOT, "0123456789ABCDEF-2", 2, NOW)
    before = [_quota(store, DAY), _quota(store, DAY, "afternoon")]
    written = publish(store.quotas, clock, OFFICE, {DAY: "Libur"}, DAY, DAY + timedelta(days=1))
    assert {quota.slot.date for quota in written} == {DAY + timedelta(days=1)}
    assert [_quota(store, DAY), _quota(store, DAY, "afternoon")] == before


def test_a_slot_that_appears_meanwhile_is_not_touched(store: Store, clock: FixedClock, recorder: Recorder) -> None:
    """Two publishers that read the same gap write each slot once: the put is conditional."""

    def another_is_quicker(call: int) -> None:
        if call == 1:
            recorder.reset()
            theirs = OFFICE._replace(weekly={"morning": {0: 7}})
            assert len(publish(store.quotas, clock, theirs, {}, _MONDAY, _MONDAY)) == 1

    recorder.before = another_is_quicker
    written = publish(store.quotas, clock, OFFICE, {}, _MONDAY, _MONDAY)
    assert [quota.slot.session for quota in written] == ["afternoon"]
    assert _quota(store, _MONDAY).capacity == 7


def test_a_second_run_only_reads(store: Store, clock: FixedClock, recorder: Recorder) -> None:
    """The hourly run costs one query for an office that lacks nothing."""
    publish(store.quotas, clock, OFFICE, {}, _MONDAY, _SUNDAY)
    recorder.reset()
    assert publish(store.quotas, clock, OFFICE, {}, _MONDAY, _SUNDAY) == []
    assert recorder.calls == ["query"]


@pytest.mark.parametrize(
    ("timezone", "today"),
    [("Asia/Jakarta", date(2026, 12, 1)), ("Asia/Jayapura", date(2026, 12, 2))],
)
def test_days_that_are_over_are_not_published(store: Store, clock: FixedClock, timezone: str, today: date) -> None:
    """At 22:30 in Jakarta it is tomorrow in Jayapura: each office begins with its own today."""
    clock.instant = datetime(2026, 12, 1, 15, 30, tzinfo=UTC)
    office = OFFICE._replace(timezone=timezone)
    written = publish(store.quotas, clock, office, {}, date(2026, 11, 30), date(2026, 12, 3))
    assert min(quota.slot.date for quota in written) == today
    assert publish(store.quotas, clock, office, {}, date(2026, 11, 1), date(2026, 11, 30)) == []


def test_all_offices_up_to_the_horizon(store: Store, clock: FixedClock) -> None:
    """Counts tell what was written; the last day is 34 days after today, and what existed is not counted."""
    store.offices.add_if_absent(OFFICE._replace(office_id="ambon", timezone="Asia/Jayapura"))
    done = publish_all(store.quotas, clock, store.offices.all(), _HOLIDAYS, workers=1)
    weekdays = 25
    assert done.offices == 2
    assert done.written == 2 * 2 * weekdays - len((SLOT, OTHER_SLOT))
    assert done.closed == 2 * 2 * len(_HOLIDAYS)
    assert done.unfinished == ()
    assert max(q.slot.date for q in store.quotas.between("bogor", DAY, date.max)) == date(2027, 1, 4)


def test_the_horizon_shows_dates_before_they_open(store: Store, clock: FixedClock) -> None:
    """People see the date that opens tomorrow at 08:00, today."""
    publish_all(store.quotas, clock, [OFFICE], {}, workers=1)
    assert _quota(store, date(2027, 1, 4)).opens_at > NOW
    assert _quota(store, date(2026, 12, 31)).opens_at <= NOW


def test_a_busy_office_does_not_stop_the_others(store: Store, clock: FixedClock, recorder: Recorder) -> None:
    """The office is named, the rest is published, and the next run makes it good."""

    def busy_at_first(call: int) -> None:
        if call == 5:
            raise Busy

    offices = [OFFICE, OFFICE._replace(office_id="depok")]
    recorder.before = busy_at_first
    done = publish_all(store.quotas, clock, offices, {}, workers=1)
    assert done.unfinished == ("bogor",)
    assert done.written == 2 * 25
    recorder.reset()
    # the run that met the busy table wrote four quotas of the 48 that were missing
    assert publish_all(store.quotas, clock, offices, {}, workers=1).written == 44


def test_a_run_that_was_cut_short_is_continued(store: Store, clock: FixedClock, recorder: Recorder) -> None:
    """A function that dies anywhere leaves whole quotas; the next run writes exactly the missing ones."""

    def dies(call: int) -> None:
        if call == 7:
            raise Killed

    recorder.after = dies
    with pytest.raises(Killed):
        publish(store.quotas, clock, OFFICE, {}, _MONDAY, _SUNDAY)
    recorder.reset()
    assert len(publish(store.quotas, clock, OFFICE, {}, _MONDAY, _SUNDAY)) == 3
    assert len(list(store.quotas.between("bogor", _MONDAY, _SUNDAY))) == 10


@given(day=_DAYS, zone=_ZONES, days=st.integers(0, 90))
def test_days_ahead_is_counted_in_office_time(day: date, zone: ZoneInfo, days: int) -> None:
    """Each date opens at 08:00 by the office's own clock, whatever the date is in UTC then."""
    opens_at = Release("days_ahead", "08:00", days=days).opens_at(day, zone)
    assert opens_at.tzinfo is UTC
    local = opens_at.astimezone(zone)
    assert (local.date(), local.time()) == (day - timedelta(days=days), time(8, 0))


@given(day=_DAYS, zone=_ZONES, weekday=st.integers(0, 6))
def test_a_week_opens_at_once(day: date, zone: ZoneInfo, weekday: int) -> None:
    """All days of a week open together, on the last such weekday before its Monday."""
    rule = Release("weekly", "14:00", weekday=weekday)
    monday = day - timedelta(days=day.weekday())
    local = rule.opens_at(day, zone).astimezone(zone)
    assert rule.opens_at(monday, zone) == rule.opens_at(day, zone)
    assert (local.weekday(), local.time()) == (weekday, time(14, 0))
    assert timedelta(days=1) <= monday - local.date() <= timedelta(days=7)


@pytest.mark.parametrize(
    ("timezone", "opens_at"),
    [
        ("Asia/Jakarta", datetime(2026, 11, 21, 1, 0, tzinfo=UTC)),
        ("Asia/Makassar", datetime(2026, 11, 21, 0, 0, tzinfo=UTC)),
        ("Asia/Jayapura", datetime(2026, 11, 20, 23, 0, tzinfo=UTC)),
    ],
)
def test_release_across_the_date_line_of_utc(timezone: str, opens_at: datetime) -> None:
    """08:00 is 01:00 UTC in WIB, midnight UTC in WITA, and the day before in WIT."""
    assert OFFICE.release.opens_at(_MONDAY, ZoneInfo(timezone)) == opens_at


def test_jakarta_opens_the_next_week_on_friday() -> None:
    """Monday 21 to Friday 25 December open on Friday 18 December at 14:00 WIB."""
    rule = Release("weekly", "14:00", weekday=4)
    instants = {rule.opens_at(_MONDAY + timedelta(days=n), OFFICE.zone) for n in range(5)}
    assert instants == {datetime(2026, 12, 18, 7, 0, tzinfo=UTC)}
