"""The five states of a slot."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antrean.base.days import start_of_day
from antrean.offices.model import Office, Release
from antrean.slots.model import Quota, Slot
from antrean.slots.standing import standing
from tests.unit.conftest import DAY, NOW, OFFICE, SLOT

_OPENS_AT = datetime(2026, 11, 8, 1, 0, tzinfo=UTC)
_CLOSES_AT = datetime(2026, 12, 7, 17, 0, tzinfo=UTC)
_QUOTA = Quota(
    slot=SLOT,
    capacity=50,
    seats_left=5,
    next_number=46,
    opens_at=_OPENS_AT,
    closes_at=_CLOSES_AT,
    state="open",
    version=1,
)
_FRIDAYS = Release("weekly", "14:00", weekday=4)
_ZONES = st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
_INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given


@st.composite
def _offices(draw: st.DrawFn) -> Office:
    release = draw(st.sampled_from([OFFICE.release, _FRIDAYS]))
    return OFFICE._replace(timezone=draw(_ZONES), release=release)


@pytest.mark.parametrize(
    ("now", "quota", "expected"),
    [
        (_CLOSES_AT, _QUOTA._replace(state="closed", reason="Listrik padam"), "past"),
        (_OPENS_AT - timedelta(1), _QUOTA._replace(state="closed", reason="Listrik padam"), "closed"),
        (_OPENS_AT - timedelta(seconds=1), _QUOTA._replace(seats_left=0), "not_yet_open"),
        (_OPENS_AT, _QUOTA._replace(seats_left=0), "full"),
        (_OPENS_AT, _QUOTA, "open"),
        (_CLOSES_AT - timedelta(seconds=1), _QUOTA, "open"),
    ],
)
def test_precedence_of_states(now: datetime, quota: Quota, expected: str) -> None:
    """Past, then closed, then not yet open, then full, then open; each from its very second."""
    assert standing(OFFICE, SLOT, quota, now).state == expected


def test_each_state_says_what_people_need() -> None:
    """A closed slot comes with its reason, one that is not yet open with its instant, others with neither."""
    closed = standing(OFFICE, SLOT, _QUOTA._replace(state="closed", reason="Listrik padam"), NOW)
    assert (closed.reason, closed.opens_at) == ("Listrik padam", None)
    early = standing(OFFICE, SLOT, _QUOTA, _OPENS_AT - timedelta(hours=1))
    assert (early.reason, early.opens_at) == (None, _OPENS_AT)
    opened = standing(OFFICE, SLOT, _QUOTA._replace(reason="left over"), NOW)
    assert (opened.reason, opened.opens_at) == (None, None)


def test_a_slot_may_be_full_for_a_family_and_open_for_one() -> None:
    """Five seats are enough for five people and not for six."""
    assert standing(OFFICE, SLOT, _QUOTA, NOW, party=5).state == "open"
    assert standing(OFFICE, SLOT, _QUOTA, NOW, party=6).state == "full"


@given(
    quota=st.builds(
        Quota._replace,
        st.just(_QUOTA),
        seats_left=st.integers(0, 6),
        state=st.sampled_from(["open", "closed"]),
        opens_at=_INSTANTS,
        closes_at=_INSTANTS,
    ),
    now=_INSTANTS,
    people=st.integers(1, 5),
)
def test_open_is_what_a_claim_would_take(quota: Quota, now: datetime, people: int) -> None:
    """The state is `open` exactly where every clause of the claim's condition holds."""
    takes = quota.seats_left >= people and quota.state == "open" and quota.opens_at <= now < quota.closes_at
    assert (standing(OFFICE, SLOT, quota, now, party=people).state == "open") == takes


@given(
    office=_offices(),
    now=_INSTANTS,
    ahead=st.integers(-3, 90),
    session=st.sampled_from(["morning", "evening"]),
)
def test_what_was_not_published_cannot_be_booked(office: Office, now: datetime, ahead: int, session: str) -> None:
    """Without a quota a slot is never open or full, and each state is one that people can act on."""
    day = office.today(now) + timedelta(days=ahead)
    found = standing(office, Slot(office.office_id, day, session), None, now)
    assert found.state in {"past", "closed", "not_yet_open"}
    assert (found.state == "past") == (ahead <= 0)
    assert (found.state == "closed") == (found.reason is not None)
    assert (found.state == "not_yet_open") == (found.opens_at is not None)
    if found.opens_at:
        assert now < found.opens_at < start_of_day(day, office.zone)


@given(office=_offices(), day=st.dates())
def test_any_date_has_a_state(office: Office, day: date) -> None:
    """The first and the last date of the calendar are answered like any other."""
    assert standing(office, Slot("bogor", day, "morning"), None, NOW).state


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 12, 5), "Tidak ada layanan pada hari Sabtu"),
        (date(2026, 12, 6), "Tidak ada layanan pada hari Minggu"),
        (date(2026, 12, 25), "Hari Raya Natal"),
        (date(2026, 12, 8), "Jadwal belum diterbitkan"),
    ],
)
def test_why_an_unpublished_date_is_closed(day: date, reason: str) -> None:
    """Weekends and holidays say so; a date that should have been published by now does too."""
    assert standing(OFFICE, Slot("bogor", day, "morning"), None, NOW).reason == reason


def test_dates_beyond_the_horizon_say_when_they_open() -> None:
    """A date without quota far ahead opens by the release rule of its office."""
    far = Slot("bogor", date(2027, 3, 2), "morning")
    assert standing(OFFICE, far, None, NOW).opens_at == datetime(2027, 1, 31, 1, 0, tzinfo=UTC)
    weekly = OFFICE._replace(release=_FRIDAYS)
    assert standing(weekly, far, None, NOW).opens_at == datetime(2027, 2, 26, 7, 0, tzinfo=UTC)


def test_holidays_are_an_argument() -> None:
    """Other lists of holidays than the national one can be used."""
    far = Slot("bogor", date(2027, 3, 2), "morning")
    assert standing(OFFICE, far, None, NOW, holidays={far.date: "Pindahan"}).reason == "Pindahan"


@pytest.mark.parametrize(
    ("timezone", "midnight"),
    [
        ("Asia/Jakarta", datetime(2026, 12, 7, 17, 0, tzinfo=UTC)),
        ("Asia/Makassar", datetime(2026, 12, 7, 16, 0, tzinfo=UTC)),
        ("Asia/Jayapura", datetime(2026, 12, 7, 15, 0, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_the_office(timezone: str, midnight: datetime) -> None:
    """Slots of 8 December are past from midnight in WIB, WITA and WIT, published or not."""
    office = OFFICE._replace(timezone=timezone)
    quota = _QUOTA._replace(closes_at=start_of_day(DAY, office.zone))
    for known in (quota, None):
        assert standing(office, SLOT, known, midnight).state == "past"
        assert standing(office, SLOT, known, midnight - timedelta(seconds=1)).state != "past"
