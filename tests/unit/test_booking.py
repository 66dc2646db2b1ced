"""The booking protocol on an in-process table: what each operation answers and leaves behind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings import operation
from antrean.bookings.operation import Services
from antrean.changes import add, book, cancel, move
from antrean.slots.model import Slot
from instruments.replay.people import nik
from tests.support.ledger import unbalanced
from tests.support.wishes import KEY, asked, choice, kept, left, more, numbers, refusal, release
from tests.unit.conftest import OTHER_SLOT, SLOT, register

pytestmark = pytest.mark.moto
"""Another DynamoDB than ours takes these requests too."""


def test_a_family_gets_consecutive_numbers(services: Services, siti: str) -> None:
    """Four people get four numbers in order, and as many seats are gone."""
    made = book.book(services, siti, asked(4), KEY)
    assert numbers(made) == ["A-001", "A-002", "A-003", "A-004"]
    assert left(services.store) == 1
    assert not unbalanced(services.store, [SLOT])


def test_all_or_nothing(services: Services, siti: str) -> None:
    """A family that does not fit gets nothing, and the refusal names slots that do."""
    book.book(services, siti, asked(3), KEY)
    other = register(services, "budi", nik(902))
    refused = refusal(lambda: book.book(services, other, asked(3, start=20), KEY))
    assert refused.code == Code.SLOT_FULL
    assert {option.slot.session for option in refused.members["alternatives"]} == {"afternoon"}  # type: ignore[attr-defined]
    assert left(services.store) == 2
    assert not unbalanced(services.store, [SLOT])


def test_the_same_key_answers_with_the_same_numbers(services: Services, siti: str) -> None:
    """A retry takes no second seat."""
    first = book.book(services, siti, asked(2), KEY)
    assert book.book(services, siti, asked(2), KEY) == first
    assert left(services.store) == 3


def test_the_same_key_with_another_body_is_refused(services: Services, siti: str) -> None:
    """A key stands for one request; another request with it changes nothing."""
    book.book(services, siti, asked(2), KEY)
    assert refusal(lambda: book.book(services, siti, asked(1), KEY)).code == Code.IDEMPOTENCY_KEY_REUSED
    assert left(services.store) == 3


def test_one_active_booking_for_an_account(services: Services, siti: str) -> None:
    """A second booking is refused while the first is active."""
    book.book(services, siti, asked(1), KEY)
    refused = refusal(lambda: book.book(services, siti, asked(1, OTHER_SLOT), "kunci-2"))
    assert refused.code == Code.BOOKING_EXISTS


def test_one_active_booking_for_a_nik(services: Services, siti: str) -> None:
    """A child that one parent booked cannot be booked by the other; nothing of the second booking stays."""
    book.book(services, siti, asked(3), KEY)
    other = register(services, "budi", nik(902))
    refused = refusal(lambda: book.book(services, other, asked(3, OTHER_SLOT), KEY))
    assert refused.code == Code.NIK_ALREADY_BOOKED
    # of people whom an account never booked it learns no more than that somebody cannot be booked
    assert refused.members == {}
    assert left(services.store, OTHER_SLOT) == 5
    assert not unbalanced(services.store, [SLOT, OTHER_SLOT])


def test_a_refusal_does_not_stick_to_its_key(services: Services, siti: str) -> None:
    """When the seats can be claimed again the same request with the same key gets them."""
    first = book.book(services, siti, asked(5), KEY)
    other = register(services, "budi", nik(902))
    wish = asked(2, start=20)
    assert refusal(lambda: book.book(services, other, wish, KEY)).code == Code.SLOT_FULL
    cancel.cancel(services, siti, first.booking_id)
    release(services.store)
    services.clock.instant += timedelta(seconds=3)  # type: ignore[attr-defined]
    assert numbers(book.book(services, other, wish, KEY)) == ["A-006", "A-007"]


def test_family_is_added_in_the_same_slot(services: Services, siti: str) -> None:
    """Added members get the next numbers; a fifth member of the family is refused."""
    made = book.book(services, siti, asked(2), KEY)
    wish = more(2, start=40)
    grown = add.add(services, siti, made.booking_id, wish, "tambah")
    assert numbers(grown) == ["A-001", "A-002", "A-003", "A-004"]
    assert add.add(services, siti, made.booking_id, wish, "tambah") == grown
    refused = refusal(lambda: add.add(services, siti, made.booking_id, more(2, 60), "lagi"))
    assert refused.code == Code.TOO_MANY_APPLICANTS
    assert not unbalanced(services.store, [SLOT])


def test_cancelling_returns_the_seats_and_frees_the_people(services: Services, siti: str) -> None:
    """After a cancellation, repeated or not, the seats are kept once, and everybody may book again."""
    made = book.book(services, siti, asked(5), KEY)
    for _ in range(2):
        assert cancel.cancel(services, siti, made.booking_id).status == "cancelled"
    assert (left(services.store), kept(services.store)) == (0, 5)
    release(services.store)
    assert numbers(book.book(services, siti, asked(5), "kunci-2"))[0] == "A-006"
    assert not unbalanced(services.store, [SLOT])


def test_a_booking_moves_once(services: Services, siti: str) -> None:
    """A move gives the old seats back and takes new numbers; a second move is refused."""
    made = book.book(services, siti, asked(3), KEY)
    moved = move.move(services, siti, made.booking_id, choice(), "pindah")
    assert numbers(moved) == ["B-001", "B-002", "B-003"]
    assert move.move(services, siti, made.booking_id, choice(), "pindah") == moved
    refused = refusal(lambda: move.move(services, siti, made.booking_id, choice(SLOT), "lagi"))
    assert refused.code == Code.RESCHEDULE_USED
    assert (left(services.store), kept(services.store), left(services.store, OTHER_SLOT)) == (2, 3, 2)
    assert not unbalanced(services.store, [SLOT, OTHER_SLOT])


def test_a_move_to_a_full_slot_leaves_the_booking(services: Services, siti: str) -> None:
    """A move that fails leaves the old booking untouched."""
    made = book.book(services, siti, asked(3), KEY)
    book.book(services, register(services, "budi", nik(902)), asked(5, OTHER_SLOT, 20), KEY)
    refused = refusal(lambda: move.move(services, siti, made.booking_id, choice(), "pindah"))
    assert refused.code == Code.SLOT_FULL
    assert operation.get(services, siti, made.booking_id) == made


def test_changes_end_with_the_day_before(services: Services, siti: str, clock: FixedClock) -> None:
    """Until the last second before midnight office time a booking is changed, and then neither changed nor made."""
    made = book.book(services, siti, asked(1), KEY)
    midnight = datetime(2026, 12, 7, 17, 0, tzinfo=UTC)
    clock.instant = midnight - timedelta(seconds=1)
    assert len(add.add(services, siti, made.booking_id, more(1, 30), "tambah dulu").applicants) == 2
    clock.instant = midnight
    for late in (
        lambda: cancel.cancel(services, siti, made.booking_id),
        lambda: move.move(services, siti, made.booking_id, choice(), "pindah"),
        lambda: add.add(services, siti, made.booking_id, more(1, 40), "tambah"),
    ):
        assert refusal(late).code == Code.TOO_LATE
    other = register(services, "budi", nik(902))
    assert refusal(lambda: book.book(services, other, asked(1), KEY)).code == Code.SLOT_PAST


def test_other_peoples_bookings_do_not_exist(services: Services, siti: str) -> None:
    """Another account's booking is not found, whatever is asked of it."""
    made = book.book(services, siti, asked(1), KEY)
    register(services, "budi", nik(902))
    for attempt in (
        lambda: operation.get(services, "budi", made.booking_id),
        lambda: cancel.cancel(services, "budi", made.booking_id),
        lambda: move.move(services, "budi", made.booking_id, choice(), "x"),
        lambda: add.add(services, "budi", made.booking_id, more(1, 40), "x"),
    ):
        assert refusal(attempt).code == Code.NOT_FOUND


def test_dates_that_cannot_be_booked(services: Services, siti: str) -> None:
    """A date without quota, one more than a year ahead, and today each get their own answer."""
    sunday = Slot("bogor", date(2026, 12, 13), "morning")
    far = Slot("bogor", date(2028, 1, 3), "morning")
    today = Slot("bogor", date(2026, 12, 1), "morning")
    wishes = [asked(1, slot) for slot in (sunday, far, today)]
    codes = [refusal(partial(book.book, services, siti, wish, KEY)).code for wish in wishes]
    assert codes == [Code.SLOT_CLOSED, Code.VALIDATION_FAILED, Code.SLOT_PAST]
