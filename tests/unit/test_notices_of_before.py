"""Notices that releases of before wrote: what waited then is told, and what they told is known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.closures import apply, work
from antrean.closures.model import Closure
from antrean.closures.store import Closures
from antrean.notices.model import Notice
from antrean.notices.store import notice_key
from instruments.replay.calls import Recorder
from instruments.stand_in import stand_in
from tests.support.closings import MINUTE, close, displaced
from tests.support.telling import Telling
from tests.support.wishes import KEY, asked
from tests.unit.conftest import NOW, OFFICE

UNDO = 10 * MINUTE


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and two children."""
    return book.book(services, siti, asked(3), KEY)


def written(recorder: Recorder, made: Booking, **said: Any) -> str:
    """Write a notice about a booking as an older release did, queued unless it says otherwise; return its id."""
    item = {"v": 1, "subject": made.booking_id, "occasion": str(made.revision), "state": "queued", "tries": 0}
    times = {"happened_at": int(NOW.timestamp()), "expires_at": int((NOW + timedelta(days=40)).timestamp())}
    notice_id = f"{made.booking_id}#{made.revision}#{said['kind']}"
    pk, sk = notice_key(notice_id)
    Table(stand_in(recorder), "antrean").put({"pk": pk, "sk": sk, **item, **times, **said})
    return notice_id


def state_of(telling: Telling, notice_id: str) -> str:
    """The state of a notice."""
    found = telling.notices.get(notice_id)
    assert found
    return found.state


def opened(services: Services, closures: Closures, closure: Closure, made: Booking) -> Booking:
    """Open a closure again, and return the booking, which has its place again."""
    apply.reopen(services, closures, "operator", OFFICE, closure)
    work.go_on(services.store, closures, services.clock, closure.closure_id, MINUTE)
    again = services.store.bookings.get(made.booking_id)
    assert again
    assert again.holds_seats
    return again


def test_an_end_of_the_first_release_is_one(telling: Telling, made: Booking, recorder: Recorder) -> None:
    """A notice that the first release ended as `suppressed` is not sent after all."""
    notice_id = written(recorder, made, kind="booked", state="suppressed")
    assert telling.notifier.deliver(notice_id) is None
    assert telling.post.sent == []


@pytest.mark.parametrize(("reason", "state"), [("MessageRejected", "refused"), ("unknown", "failed")])
def test_what_was_refused_is_told_apart_from_what_nobody_knows(
    telling: Telling, made: Booking, recorder: Recorder, reason: str, state: str
) -> None:
    """Before, both were called `failed`; the reason beside it says which it was."""
    assert state_of(telling, written(recorder, made, kind="booked", state="failed", reason=reason)) == state


def test_a_closing_that_waited_is_told(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock, recorder: Recorder
) -> None:
    """Its occasion is a revision, and the closure stands beside it; it waits until its letters may go."""
    closure = close(services, closures)
    notice_id = written(recorder, displaced(services, made), kind="displaced", cause=closure.closure_id)
    assert telling.notifier.deliver(notice_id)
    clock.instant += UNDO
    assert telling.notifier.deliver(notice_id) is None
    assert (telling.post.kinds, state_of(telling, notice_id)) == (["displaced"], "sent")


@pytest.mark.parametrize("later", [timedelta(0), UNDO])
def test_an_opening_is_told_to_whom_the_release_before_told_of_the_closing(
    telling: Telling,
    services: Services,
    closures: Closures,
    made: Booking,
    clock: FixedClock,
    recorder: Recorder,
    later: timedelta,
) -> None:
    """Its notice of the closing has another id, so it counts whether the letters of the closure could go before."""
    closure = close(services, closures)
    gone = displaced(services, made)
    written(recorder, gone, kind="displaced", cause=closure.closure_id, state="sent" if later else "queued")
    clock.instant += later
    again = opened(services, closures, closure, made)
    telling.tell(gone, again)
    assert telling.post.kinds == (["restored"] if later else [])


def test_the_release_before_finds_the_closure(telling: Telling, made: Booking, recorder: Recorder) -> None:
    """Where it turns back, a closing that waits is told all the same."""
    for kind in ("displaced", "booked"):
        telling.notices.add_if_absent(Notice(kind, made.booking_id, "closure-1", NOW))
    found = recorder.scan(TableName="antrean")["Items"]
    causes = {item["kind"]["S"]: item.get("cause", {}).get("S") for item in found if item["sk"]["S"] == "NOTICE"}
    assert causes == {"displaced": "closure-1", "booked": None}
