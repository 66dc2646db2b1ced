"""What the summary of seats holds of a slot, and what is told of an office: the soonest days for so many people."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from antrean import wiring, wiring_seats
from antrean.base.clock import FixedClock
from antrean.bookings.operation import Services
from antrean.offices import directory
from antrean.seats.model import Soonest, SoonestDay
from antrean.seats.soonest import seats_of
from antrean.seats.store import RememberedSummary
from contract import declared
from functions.public.offices import app as offices
from instruments.replay.calls import Recorder
from instruments.replay.events import ROOT
from tests.support.seats import held, quota, sum_up_now, summaries_of, told
from tests.unit.conftest import NOW, OFFICE

WEDNESDAY, THURSDAY, FRIDAY, MONDAY = (date(2026, 12, day) for day in (2, 3, 4, 7))
SECOND = timedelta(seconds=1)


def seats(**changes: Any) -> int | None:
    """Return how many seats the summary holds of a slot on Wednesday; None for none at all."""
    slots = seats_of(OFFICE, [quota(WEDNESDAY, **changes)], NOW).slots
    return slots[0].seats if slots else None


def test_no_more_seats_are_held_than_a_household_takes() -> None:
    """Of 50 seats the summary holds 5, of fewer as many as are left."""
    assert [seats(seats_left=left) for left in (50, 6, 5, 4, 1)] == [5, 5, 5, 4, 1]


def test_seats_that_are_kept_are_not_held() -> None:
    """Nobody can claim them before they are released."""
    assert seats(seats_left=1, seats_kept=4) == 1
    assert seats(seats_left=0, seats_kept=4) is None
    assert seats(seats_left=0, seats_kept=4, opens_at=NOW + SECOND) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"seats_left": 0},
        {"state": "closed", "reason": "Upacara"},
        {"closes_at": NOW},
        {"seats_left": 0, "opens_at": NOW + SECOND},
        {"session": "evening"},
        {"session": "walk_in_priority"},
    ],
)
def test_what_nobody_can_book_is_not_held(changes: dict[str, Any]) -> None:
    """A slot that is full, closed or past, and one of a session that people do not choose."""
    assert seats(**changes) is None
    assert seats(opens_at=NOW + SECOND) == 5


def test_the_three_soonest_days_are_told(services: Services) -> None:
    """Of each the sessions that seat so many together, and the most seats of one; fewer people see sooner days."""
    _publish(services, WEDNESDAY, morning=1, afternoon=2)
    _publish(services, THURSDAY, morning=3, afternoon=9)
    _publish(services, FRIDAY, afternoon=3)
    _publish(services, MONDAY, morning=5)
    sum_up_now(services)
    both = ("morning", "afternoon")
    assert told(services, 3).days == (
        SoonestDay(THURSDAY, 5, both),
        SoonestDay(FRIDAY, 3, ("afternoon",)),
        SoonestDay(MONDAY, 5, ("morning",)),
    )
    assert told(services, 1).days == (
        SoonestDay(WEDNESDAY, 2, both),
        SoonestDay(THURSDAY, 5, both),
        SoonestDay(FRIDAY, 3, ("afternoon",)),
    )
    # 8 December was there before
    assert [day.date for day in told(services, 5).days] == [THURSDAY, MONDAY, date(2026, 12, 8)]


def test_an_office_without_seats_is_told_with_none(services: Services) -> None:
    """People are to see that it is full, and not that nothing is known of it."""
    sum_up_now(services, OFFICE._replace(office_id="depok"))
    assert told(services, 1, "depok") == Soonest("depok", (), None)


def test_a_slot_is_told_from_the_second_in_which_it_opens(services: Services, clock: FixedClock) -> None:
    """Though it was summed up before; until then it is told when the next slot opens that could seat so many."""
    opens_at = NOW + timedelta(hours=1)
    services.store.quotas.publish(quota(WEDNESDAY, seats=2, opens_at=opens_at))
    services.store.quotas.publish(quota(THURSDAY, seats=5, opens_at=opens_at + SECOND))
    services.store.quotas.publish(quota(FRIDAY, seats=5, opens_at=opens_at + 2 * SECOND))
    sum_up_now(services)
    assert (_days(told(services, 2)), told(services, 2).opens_at) == ([8], opens_at)
    assert told(services, 3).opens_at == opens_at + SECOND
    clock.instant = opens_at - SECOND
    assert _days(told(services, 2)) == [8]
    clock.instant = opens_at
    assert (_days(told(services, 2)), told(services, 2).opens_at) == ([2, 8], opens_at + SECOND)
    clock.instant = opens_at + 2 * SECOND
    assert (_days(told(services, 2)), told(services, 2).opens_at) == ([2, 3, 4], None)


@pytest.mark.parametrize(("timezone", "hour"), [("Asia/Jakarta", 17), ("Asia/Jayapura", 15)])
def test_a_day_is_told_until_it_begins_at_the_office(services: Services, timezone: str, hour: int) -> None:
    """Though it was summed up before: then it takes no more bookings, wherever the office is."""
    office, begins = OFFICE._replace(timezone=timezone), datetime(2026, 12, 1, hour, tzinfo=UTC)
    services.store.quotas.publish(quota(WEDNESDAY, closes_at=begins))
    sum_up_now(services, office)
    assert _days(_at(services, begins - SECOND)) == [2, 8]
    assert _days(_at(services, begins)) == [8]


def test_days_that_are_past_leave_the_summary(services: Services, clock: FixedClock) -> None:
    """Also those of an office that nothing happens in, when another one is summed up."""
    services.store.quotas.publish(quota(WEDNESDAY))
    sum_up_now(services)
    assert len(held(services)) == 3
    clock.instant = datetime(2026, 12, 1, 17, tzinfo=UTC)
    sum_up_now(services, OFFICE._replace(office_id="depok"))
    assert [day for day, *_ in held(services)] == ["2026-12-08", "2026-12-08"]


def test_the_summary_is_remembered_for_two_seconds(services: Services, recorder: Recorder, clock: FixedClock) -> None:
    """Whoever asks within them costs no read; then a change is seen."""
    remembered = RememberedSummary(summaries_of(services), clock)
    assert remembered.get().offices == {}
    sum_up_now(services)
    clock.instant += 2 * SECOND - timedelta(milliseconds=1)
    recorder.reset()
    assert remembered.get().offices == {}
    assert recorder.calls == []
    clock.instant += timedelta(milliseconds=1)
    assert remembered.get().offices.keys() == {"bogor"}
    assert recorder.calls == ["get_item"]


def test_how_old_the_seats_of_all_offices_may_be(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Caches keep them for 3 seconds, which makes 5 with those of the memory, and never longer for want of an answer.

    Before they were ever summed up no office is told.
    """
    monkeypatch.setattr(wiring, "CLOCK", services.clock)
    remembered = RememberedSummary(summaries_of(services), services.clock)
    monkeypatch.setattr(wiring_seats, "remembered_summary", lambda: remembered)
    event = {"resource": "/offices/seats", "httpMethod": "GET", "queryStringParameters": {"people": "2"}}
    answer = offices.handler(event, None)
    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"people": 2, "offices": []})
    assert answer["multiValueHeaders"]["Cache-Control"] == ["public, max-age=3, must-revalidate"]


def test_no_office_has_the_name_of_a_route() -> None:
    """API Gateway takes `/offices/seats` for the seats of all offices, and would never ask for an office of this id."""
    routes = [each.route.path.split("/") for each in declared.operations(ROOT)]
    taken = {parts[2] for parts in routes if parts[1] == "offices" and len(parts) > 2}
    assert "seats" in taken
    assert taken & {office.office_id for office in directory.packaged()} == set()


def _publish(services: Services, day: date, **left: int) -> None:
    for session, number in left.items():
        services.store.quotas.publish(quota(day, session, number))


def _days(found: Soonest) -> list[int]:
    return [day.date.day for day in found.days]


def _at(services: Services, now: datetime) -> Soonest:
    return told(replace(services, clock=FixedClock(now)))
