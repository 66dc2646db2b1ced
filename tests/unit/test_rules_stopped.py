"""What misses stop: new bookings, people who are added, and moves; what is booked already stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import add, cancel, move
from antrean.slots.model import Slot
from instruments.replay.calls import Recorder
from tests.support.ledger import unbalanced
from tests.support.missing import Missing
from tests.support.wishes import choice, more, refusal

A_DAY = timedelta(days=1)
DAYS = (date(2026, 12, 8), date(2026, 12, 15), date(2027, 1, 12))
"""Tuesdays, each after the bookings that the ones before it stopped could be made again."""


@pytest.fixture
def missing(services: Services, clock: FixedClock) -> Missing:
    """Siti, who does not come, and Budi, who does."""
    return Missing(services, clock).register()


def test_whose_misses_stop_bookings_books_nothing_new(missing: Missing, recorder: Recorder) -> None:
    """Refused with the date, before anything is written; from that instant on it books again."""
    missing.misses_on(DAYS[0])
    missing.misses_on(DAYS[1])
    until, slot = missing.siti().frozen_until, Slot("bogor", DAYS[2], "morning")
    assert until
    missing.publish(slot)
    missing.clock.instant = until - timedelta(seconds=1)
    recorder.reset()
    refused = refusal(lambda: missing.books(slot=slot, key="new"))
    assert (refused.code, refused.members["rule"], refused.members["until"]) == (Code.LIMIT_REACHED, "misses", until)
    assert recorder.calls == ["batch_get_item"]
    missing.clock.instant = until
    assert missing.books(slot=slot, key="new").holds_seats


def test_a_miss_that_is_decided_meanwhile_stops_the_booking_under_way(missing: Missing, recorder: Recorder) -> None:
    """It is a clause of the commit: nothing more is read for it, and no seat is lost by it."""
    missing.misses_on(DAYS[0])
    slot = Slot("bogor", DAYS[1], "morning")
    missing.publish(slot)

    def frozen() -> None:
        action = missing.misses._count_action(missing.siti(), missing.clock.now() + A_DAY)  # noqa: SLF001 - a part
        missing.store._table.transact([action])  # noqa: SLF001 - of what the job writes

    recorder.once_before("transact_write_items", frozen)
    refused = refusal(lambda: missing.books(slot=slot, key="new"))
    assert (refused.code, refused.members["rule"]) == (Code.LIMIT_REACHED, "misses")
    assert not unbalanced(missing.store, [slot], settled=True)
    missing.clock.instant += A_DAY
    assert missing.books(slot=slot, key="new").holds_seats


def test_what_is_booked_stays(missing: Missing) -> None:
    """While misses stop new bookings people leave one that is to come, and cancel it, as before."""
    made, _ = _stopped_with_a_booking(missing, people=2)
    assert len(cancel.leave(missing.services, "siti", made.booking_id, 1).present) == 1
    assert not cancel.cancel(missing.services, "siti", made.booking_id).holds_seats


def test_nor_are_people_added_to_what_is_booked(missing: Missing) -> None:
    """Who is added takes a seat as who is booked."""
    made, _ = _stopped_with_a_booking(missing)
    refused = refusal(lambda: add.add(missing.services, "siti", made.booking_id, more(1, 70), "adds"))
    assert (refused.code, refused.members["rule"]) == (Code.LIMIT_REACHED, "misses")


def test_whose_misses_stop_bookings_moves_nothing(missing: Missing) -> None:
    """It is refused before anything is written, with until when; then it is moved, and the same key is good."""
    made, other = _stopped_with_a_booking(missing)
    before = missing.store.quotas.get(other)
    refused = refusal(lambda: move.move(missing.services, "siti", made.booking_id, choice(other), "moves"))
    until = missing.siti().frozen_until
    assert (refused.code, refused.members["rule"], refused.members["until"]) == (Code.LIMIT_REACHED, "misses", until)
    assert missing.store.quotas.get(other) == before
    assert until
    missing.clock.instant = until
    assert move.move(missing.services, "siti", made.booking_id, choice(other), "moves").slot == other


def test_a_miss_that_is_decided_meanwhile_stops_the_move_under_way(missing: Missing, recorder: Recorder) -> None:
    """It is a clause of the commit: nothing more is read for it, and no seat is lost by it."""
    slots = [Slot("bogor", DAYS[0], session) for session in ("morning", "afternoon")]
    for slot in slots:
        missing.publish(slot)
    made = missing.books(slot=slots[0])

    def frozen() -> None:
        action = missing.misses._count_action(missing.siti(), missing.clock.now() + A_DAY)  # noqa: SLF001 - a part
        missing.store._table.transact([action])  # noqa: SLF001 - of what the job writes

    recorder.once_before("transact_write_items", frozen)
    refused = refusal(lambda: move.move(missing.services, "siti", made.booking_id, choice(slots[1]), "moves"))
    assert (refused.code, refused.members["rule"]) == (Code.LIMIT_REACHED, "misses")
    assert not unbalanced(missing.store, slots, settled=True)


def _stopped_with_a_booking(missing: Missing, people: int = 1) -> tuple[Booking, Slot]:
    """Let misses stop Siti's bookings once she has made another one; return that, and another slot of its day."""
    missing.misses_on(DAYS[0])
    missed = missing.misses_on(DAYS[1], decide=False)
    slot, other = (Slot("bogor", DAYS[2], session) for session in ("morning", "afternoon"))
    missing.publish(slot)
    missing.publish(other)
    missing.clock.instant = missed.until
    made = missing.books(slot=slot, key="next", people=people)
    assert missing.decides(DAYS[1]) == 1
    assert missing.siti().frozen_until
    return made, other
