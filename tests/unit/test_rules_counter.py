"""Rules of the counter that a plain example shows: who is served, where and when, and who of the staff may do what."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code, Refused
from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.operation import Services
from antrean.bookings.parts import CheckInRefused
from antrean.bookings.store import Bookings
from antrean.changes import book, cancel, move
from antrean.counter.check_in import check_in
from antrean.offices import staff
from antrean.tickets import qr
from functions.staff.admin import app as admin
from functions.staff.checkins import app as checkins
from instruments.bookings import booking
from instruments.replay.calls import Recorder
from tests.support.wishes import KEY, asked, choice, refusal
from tests.unit.conftest import OTHER_SLOT

MORNING = datetime(2026, 12, 8, 2, 10, tzinfo=UTC)
"""Ten past nine in Bogor on the day of the booking."""


@pytest.fixture
def made(services: Services, siti: str, clock: FixedClock) -> Booking:
    """A booking for 8 December in Bogor, on whose morning the clock stands now."""
    made = book.book(services, siti, asked(2), KEY)
    clock.instant = MORNING
    return made


def served(services: Services, made: Booking, office: str = "bogor", officer: str = "officer") -> Booking:
    """Scan the code of a booking at the counter of an office."""
    return check_in(services.store.bookings, services.clock, officer, office, qr.payload(made.booking_id))


def refused(services: Services, made: Booking, office: str = "bogor", officer: str = "officer") -> Refused:
    """The refusal in which that ends."""
    return refusal(lambda: served(services, made, office, officer))


def test_a_booking_is_served_once(services: Services, made: Booking, clock: FixedClock) -> None:
    """The check-in keeps when, where and by whom; who comes again is told when and where it was."""
    done = served(services, made)
    assert done.check_in == CheckIn(MORNING, "bogor", "officer")
    assert services.store.bookings.get(made.booking_id) == done
    clock.instant += timedelta(minutes=5)
    again = refused(services, made)
    assert again.code == Code.ALREADY_CHECKED_IN
    assert again.members == {"checked_in_at": MORNING, "office_id": "bogor"}


def test_two_officers_serve_a_booking_once(services: Services, made: Booking, recorder: Recorder) -> None:
    """The other officer was quicker between our look and our write, even in the same second: theirs is the one."""

    def other(number: int) -> None:
        if recorder.calls[number] == "update_item":
            recorder.reset()
            served(services, made, officer="other")

    recorder.before = other
    assert refused(services, made).code == Code.ALREADY_CHECKED_IN
    kept = services.store.bookings.get(made.booking_id)
    assert kept
    assert kept.check_in == CheckIn(MORNING, "bogor", "other")


def test_a_booking_is_served_at_its_office(services: Services, made: Booking) -> None:
    """Elsewhere it is told where and when it is."""
    elsewhere = refused(services, made, office="depok")
    assert elsewhere.code == Code.WRONG_OFFICE
    assert elsewhere.members == {"office_id": "bogor", "date": date(2026, 12, 8), "session": "morning"}
    assert "Kantor Imigrasi Bogor" in elsewhere.detail


@pytest.mark.parametrize(
    ("instant", "is_served"),
    [
        (datetime(2026, 12, 7, 16, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 7, 17, 0, tzinfo=UTC), True),
        (datetime(2026, 12, 8, 16, 59, tzinfo=UTC), True),
        (datetime(2026, 12, 8, 17, 0, tzinfo=UTC), False),
    ],
)
def test_a_booking_is_served_at_any_hour_of_its_day(
    services: Services, made: Booking, clock: FixedClock, instant: datetime, *, is_served: bool
) -> None:
    """From midnight to midnight in Bogor (17:00 UTC), whatever its arrival window; otherwise its day is told."""
    clock.instant = instant
    if is_served:
        assert served(services, made).check_in
    else:
        wrong = refused(services, made)
        assert wrong.code == Code.WRONG_DAY
        assert wrong.members == {"date": date(2026, 12, 8), "session": "morning"}


def test_the_present_slot_counts(services: Services, made: Booking, siti: str, clock: FixedClock) -> None:
    """The code on a ticket from before the move still serves the booking, with the numbers of its new slot."""
    clock.instant -= timedelta(days=3)
    move.move(services, siti, made.booking_id, choice(), "pindah")
    clock.instant = MORNING
    found = served(services, made)
    assert found.slot == OTHER_SLOT
    assert [found.queue_number(each) for each in found.applicants] == ["B-001", "B-002"]


def test_a_move_at_the_last_moment_counts(
    services: Services, made: Booking, siti: str, clock: FixedClock, recorder: Recorder
) -> None:
    """A booking that was moved between our look and our write is served as it is now."""

    def moved(number: int) -> None:
        if recorder.calls[number] == "update_item":
            recorder.reset()
            clock.instant -= timedelta(days=3)
            move.move(services, siti, made.booking_id, choice(), "pindah")
            clock.instant = MORNING

    recorder.before = moved
    assert served(services, made).slot == OTHER_SLOT


def test_what_is_no_valid_booking_is_not_found(services: Services, made: Booking, siti: str, clock: FixedClock) -> None:
    """A code that is not ours, an id that nobody has and a cancelled booking get one answer."""
    for code in ("AP2" + made.booking_id, made.booking_id[1:], "https://example.org", qr.payload("0" * 16)):
        attempt = partial(check_in, services.store.bookings, clock, "officer", "bogor", code)
        assert refusal(attempt).code == Code.NOT_FOUND
    clock.instant -= timedelta(days=3)
    cancel.cancel(services, siti, made.booking_id)
    clock.instant = MORNING
    assert refused(services, made).code == Code.NOT_FOUND


def test_a_cancellation_at_the_last_moment_counts(
    services: Services, made: Booking, siti: str, clock: FixedClock, recorder: Recorder
) -> None:
    """A booking that was cancelled between our look and our write is not served."""

    def cancelled(number: int) -> None:
        if recorder.calls[number] == "update_item":
            recorder.reset()
            clock.instant -= timedelta(days=3)
            cancel.cancel(services, siti, made.booking_id)
            clock.instant = MORNING

    recorder.before = cancelled
    assert refused(services, made).code == Code.NOT_FOUND


def test_the_table_takes_no_check_in_of_a_cancelled_booking(services: Services, made: Booking, siti: str) -> None:
    """The write itself asks for the status: it is refused also for a booking that was read as it is now."""
    services.clock.instant -= timedelta(days=3)  # type: ignore[attr-defined]
    cancelled = cancel.cancel(services, siti, made.booking_id)
    with pytest.raises(CheckInRefused):
        services.store.bookings.check_in(cancelled, CheckIn(MORNING, "bogor", "officer"))


def test_a_check_in_whose_answer_was_lost_is_done(services: Services, made: Booking, recorder: Recorder) -> None:
    """The client of AWS sends a call again whose answer was lost: the second finds this very check-in."""

    def twice(number: int, call: partial[Any]) -> Any:
        if recorder.calls[number] == "update_item":
            call()
        return call()

    recorder.around = twice
    assert served(services, made).check_in == CheckIn(MORNING, "bogor", "officer")


@pytest.mark.parametrize(("lost", "is_served"), [(2, True), (3, False)])
def test_a_check_in_is_tried_three_times(clock: FixedClock, lost: int, *, is_served: bool) -> None:
    """Two races may be lost to other changes of the booking; after the third the counter is asked to come again."""
    clock.instant = MORNING
    found, races = booking(), iter(range(lost))

    def write(_booking: Booking, _served: CheckIn) -> None:
        for _ in races:
            raise CheckInRefused(found)

    bookings = cast("Bookings", SimpleNamespace(get=lambda _id: found, check_in=write))
    attempt = partial(check_in, bookings, clock, "officer", "bogor", qr.payload(found.booking_id))
    if is_served:
        assert attempt().check_in
    else:
        with pytest.raises(Busy):
            attempt()


# --------------------------------------------------------------------------------------------------- staff


@pytest.mark.parametrize(
    ("groups", "offices", "allowed"),
    [
        ("officers", "bogor", True),
        ("operators,officers", "depok,bogor", True),
        ("[operators officers]", '["depok", "bogor"]', True),
        ("officers", "*", True),
        ("operators", "bogor", False),
        ("officers-of-nothing", "bogor", False),
        ("", "*", False),
        ("officers", "depok", False),
        ("officers", "bogor-2", False),
        ("officers", "", False),
    ],
)
def test_staff_need_the_group_and_the_office(groups: str, offices: str, *, allowed: bool) -> None:
    """Both stand in the token, as lists that API Gateway writes in several ways; `*` is every office."""
    claims = {"cognito:groups": groups, "custom:offices": offices}
    if allowed:
        staff.authorize(claims, "officers", "bogor")
    else:
        assert refusal(lambda: staff.authorize(claims, "officers", "bogor")).code == Code.FORBIDDEN


def test_who_has_no_group_or_office_may_do_nothing() -> None:
    """A token without those claims is refused."""
    assert refusal(lambda: staff.authorize({}, "operators", "bogor")).code == Code.FORBIDDEN


QUOTA = "/admin/offices/{office_id}/quotas/{date}/{session}"
PATH = {"office_id": "bogor", "date": "2026-12-08", "session": "morning"}
CHECK_IN = {"code": "AP10000000000000000", "office_id": "bogor"}


@pytest.mark.parametrize(
    ("handler", "method", "resource", "body", "group"),
    [
        (checkins.handler, "POST", "/checkins", CHECK_IN, "operators"),
        (admin.handler, "GET", "/admin/offices/{office_id}/quotas", None, "officers"),
        (admin.handler, "PUT", QUOTA, {"capacity": 9, "reason": "more"}, "officers"),
    ],
)
@pytest.mark.parametrize("whose", ["other group", "other office"])
def test_each_route_of_the_staff_asks(
    handler: Any, method: str, resource: str, body: dict[str, Any] | None, group: str, whose: str
) -> None:
    """Officers change no quota, operators serve nobody, and neither may at an office that is not theirs."""
    right = {"officers": "operators", "operators": "officers"}[group]
    claims = {"sub": "staff", "token_use": "id", "custom:offices": "bogor", "cognito:groups": group}
    if whose == "other office":
        claims |= {"custom:offices": "depok", "cognito:groups": right}
    event = {
        "httpMethod": method,
        "resource": resource,
        "headers": {"If-Match": '"1"'},
        "pathParameters": {name: value for name, value in PATH.items() if f"{{{name}}}" in resource},
        "requestContext": {"authorizer": {"claims": claims}},
        "body": json.dumps(body),
    }
    assert handler(event, SimpleNamespace(aws_request_id="1"))["statusCode"] == 403
