"""What is counted of an account, request by request: before the answer, beside others, and of whom nothing is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code
from antrean.bookings.forms import NewBooking
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import add, book, cancel
from antrean.people.limits import Limits
from antrean.people.model import Account
from antrean.slots.model import Slot
from instruments.replay.calls import Recorder
from instruments.replay.people import family
from tests.support.wishes import KEY, asked, more, refusal
from tests.unit.conftest import NOW, OTHER_SLOT, SLOT

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
PEOPLE = [f"v1.{serial:08d}-the-rest" for serial in range(20)]
"""NIK keys of twenty people."""


def children(*serials: int, slot: Slot = SLOT) -> NewBooking:
    """A request for children alone, without the account's owner."""
    people = [{**family(2, serial)[1], "full_name": f"Anak Nomor {chr(64 + serial % 26 + 1)}"} for serial in serials]
    body = {**json.loads(asked(1, slot).canonical()), "applicants": people}
    return NewBooking.model_validate_json(json.dumps(body))


def account(services: Services, account_id: str = "siti") -> Account:
    """An account, as it is."""
    found = services.store.accounts.get(account_id)
    assert found
    return found


def next_number(services: Services, slot: Slot = SLOT) -> int:
    """The next number of a slot."""
    quota = services.store.quotas.get(slot)
    assert quota
    return quota.next_number


def publish_later(services: Services) -> Slot:
    """Publish a slot that can still be booked when the day of `SLOT` is over."""
    quota = services.store.quotas.get(SLOT)
    assert quota
    later = SLOT._replace(date=SLOT.date + 2 * DAY)
    services.store.quotas.publish(quota._replace(slot=later, closes_at=quota.closes_at + 2 * DAY))
    return later


def limit(check: Callable[[], object]) -> tuple[str, datetime]:
    """Which rule a request is refused by, and until when."""
    refused = refusal(check)
    assert refused.code == Code.LIMIT_REACHED
    members: dict[str, Any] = refused.members
    return members["rule"], members["until"]


def test_who_is_booked_again_needs_no_new_place() -> None:
    """The eight people of an account can be booked again and again, and then they count from the last time."""
    limits = Limits().after_booking(PEOPLE[:8], NOW)
    limits.check(PEOPLE[:4], NOW + 80 * DAY)
    again = limits.after_booking(PEOPLE[:4], NOW + 80 * DAY)
    day = datetime(2026, 12, 1, tzinfo=UTC)
    assert limit(lambda: again.check(PEOPLE[8:9], NOW + 80 * DAY)) == ("others", day + 90 * DAY)
    assert limit(lambda: again.check(PEOPLE[8:13], NOW + 80 * DAY)) == ("others", day + 170 * DAY)
    again.check(PEOPLE[8:12], NOW + 100 * DAY)


def test_who_is_booked_is_no_longer_only_named() -> None:
    """Each person takes one place in the profile, whether asked for or booked."""
    limits = Limits().after_naming(PEOPLE[:3], NOW).after_booking(PEOPLE[:2], NOW)
    assert (len(limits.family), len(limits.named)) == (2, 1)


@pytest.fixture
def taken(services: Services, budi: str) -> Booking:
    """A booking of Budi that has the child of serial 1."""
    return book.book(services, budi, asked(2), KEY)


def test_a_guard_of_a_day_that_is_over_holds_nobody(
    services: Services, siti: str, taken: Booking, clock: FixedClock
) -> None:
    """When the day of the other booking is over, its people are booked without a refusal."""
    later = publish_later(services)
    clock.instant = taken.until - SECOND
    assert refusal(lambda: book.book(services, siti, asked(2, later), "k1")).code == Code.NIK_ALREADY_BOOKED
    clock.instant = taken.until
    assert book.book(services, siti, asked(2, later), "k2").holds_seats


def test_refusals_of_additions_count_too(services: Services, siti: str, taken: Booking) -> None:
    """Whoever tries NIKs out by adding them is counted as by booking them, and uses no number up."""
    assert taken.holds_seats
    made = book.book(services, siti, asked(1), KEY)
    before = next_number(services)
    for number in range(3):
        attempt = partial(add.add, services, siti, made.booking_id, more(1, 1), f"tambah-{number}")
        assert refusal(attempt).code == Code.NIK_ALREADY_BOOKED
    assert limit(lambda: add.add(services, siti, made.booking_id, more(1, 50), "tambah"))[0] == "refusals"
    assert next_number(services) == before


def meanwhile(recorder: Recorder, happens: Callable[[], object]) -> None:
    """Let something happen once, after the first read of what comes next."""
    recorder.reset()

    def after(_number: int) -> None:
        recorder.reset()
        happens()

    recorder.after = after


@pytest.mark.parametrize("serial", [1, 40])
def test_of_requests_side_by_side_one_is_told(
    services: Services, siti: str, taken: Booking, recorder: Recorder, serial: int
) -> None:
    """Beaten by another request of the account it is busy after one write, whether its people are free (40) or not."""
    assert taken.holds_seats
    probe = partial(book.book, services, siti, children(1, slot=OTHER_SLOT), "kunci-2")
    meanwhile(recorder, lambda: refusal(probe))
    with pytest.raises(Busy):
        book.book(services, siti, children(serial), KEY)
    counted_refused = ["update_item", "update_item"]
    assert recorder.calls == ["batch_get_item", *counted_refused, "update_item"], "the other request, and one write"
    assert len(account(services).limits.refusals) == 1
    quota = services.store.quotas.get(SLOT)
    assert quota
    assert (quota.seats_left, quota.claims) == (3, {})


def test_beside_a_stranger_nobody_is_named(services: Services, siti: str, budi: str) -> None:
    """Where a stranger is held too, the known child is not named: what is missing would tell of the stranger."""
    made = book.book(services, siti, asked(2), KEY)
    cancel.cancel(services, siti, made.booking_id)
    book.book(services, budi, children(1, 2, slot=OTHER_SLOT), KEY)
    refused = refusal(lambda: book.book(services, siti, asked(3), "lagi"))
    assert (refused.code, refused.members) == (Code.NIK_ALREADY_BOOKED, {})


def test_a_fourth_cancellation_counts_with_the_two_before() -> None:
    """The three latest count."""
    limits = Limits()
    for days in (0, 20, 40, 50):
        limits = limits.after_cancellation(NOW + days * DAY)
    assert limit(lambda: limits.check((), NOW + 51 * DAY)) == ("cancellations", NOW + 57 * DAY)


def test_a_cancellation_keeps_what_was_counted_meanwhile(
    services: Services, siti: str, taken: Booking, recorder: Recorder
) -> None:
    """A refusal that is counted between read and commit of a cancellation stays: the cancellation is tried again."""
    assert taken.holds_seats
    made = book.book(services, siti, asked(1), KEY)
    probe = partial(add.add, services, siti, made.booking_id, more(1, 1), "tambah")
    meanwhile(recorder, lambda: refusal(probe))
    cancel.cancel(services, siti, made.booking_id)
    limits = account(services).limits
    assert (len(limits.refusals), len(limits.cancellations)) == (1, 1)
