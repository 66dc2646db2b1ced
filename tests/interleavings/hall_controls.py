"""The office's day with one of its parts taken out: what its referee must find, or it is worth nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from antrean.bookings.items import booking_key
from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.store import Bookings
from antrean.hall import store
from antrean.hall.model import Day
from antrean.hall.store import Hall

Patch = pytest.MonkeyPatch
_UNCHANGED = "not changed since it was read"
_WHATEVER_WAS_READ = "(version = :read OR attribute_exists(pk))"


def call_whoever_was_read(patch: Patch) -> None:
    """Call a party whatever became of it since it was read: two counters call it."""
    patch.setitem(store.PARTY_CONDITIONS, _UNCHANGED, _WHATEVER_WAS_READ)


def call_from_whatever_was_read_of_the_counter(patch: Patch) -> None:
    """Call whatever became of the counter since it was read: a key that is pressed twice calls two parties."""
    patch.setitem(store.COUNTER_CONDITIONS, _UNCHANGED, _WHATEVER_WAS_READ)


def no_mark_of_the_operation(patch: Patch) -> None:
    """Do whatever is asked, also for the second time: a late repetition calls another party."""
    counter_and_operation = Hall.counter_and_operation

    def unmarked(self: Hall, day: Day, number: int, name: str) -> Any:
        counter, _ = counter_and_operation(self, day, number, name)
        return counter, None

    patch.setattr(Hall, "counter_and_operation", unmarked)
    patch.setattr(Hall, "operation", lambda *_given: None)
    patch.setitem(
        store.OPERATION_CONDITIONS, "each operation once", "(attribute_not_exists(pk) OR attribute_exists(pk))"
    )


def arrive_whatever_became_of_the_booking(patch: Patch) -> None:
    """Let people in by what was read of their booking and their party: two doors make two arrivals."""

    def careless(self: Bookings, booking: Booking, check_in: CheckIn) -> dict[str, Any]:
        return self._table.update_action(
            booking_key(booking.booking_id),
            "SET checked_in_at = :at, checked_in_office = :office, checked_in_by = :officer",
            "attribute_exists(pk)",
            values={":at": int(check_in.at.timestamp()), ":office": check_in.office_id, ":officer": check_in.officer},
        )

    patch.setattr(Bookings, "check_in_action", careless)
    patch.setitem(
        store.NEW_PARTY_CONDITIONS,
        "one arrival for each booking",
        "(attribute_not_exists(pk) OR attribute_exists(pk))",
    )


def looked_for_once(patch: Patch) -> None:
    """Believe a refusal without looking once more whether a twin has done the same meanwhile."""
    patch.setattr(Hall, "operation", lambda *_given: None)


HALL_CONTROLS: Mapping[Callable[[Patch], None], str] = {
    call_whoever_was_read: "while it is at counter",
    call_from_whatever_was_read_of_the_counter: "at the counters are",
    no_mark_of_the_operation: "was done twice",
    arrive_whatever_became_of_the_booking: "becomes waiting by arrive",
    looked_for_once: "though it was done",
}
"""Parts that keep an office's day in order, and what the referee says without each."""
