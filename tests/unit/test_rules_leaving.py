"""One person leaves a booking, and the others go on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.items import as_item, booking_key
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import add, book, cancel, move
from antrean.slots.model import Claim
from instruments.replay.people import nik
from tests.support.ledger import unbalanced
from tests.support.wishes import KEY, asked, choice, kept, left, more, numbers, refusal, release
from tests.unit.conftest import DAY, NOW, OTHER_SLOT, SLOT, register


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and two children."""
    return book.book(services, siti, asked(3), KEY)


def stored(services: Services, made: Booking) -> dict[str, object]:
    """The item of a booking."""
    item = services.store._table.get(booking_key(made.booking_id))  # noqa: SLF001 - what is stored
    assert item
    return item


def test_one_leaves_and_the_others_keep_their_numbers(services: Services, siti: str, made: Booking) -> None:
    """The seat is kept, the person may be booked elsewhere, and a repeated request changes nothing."""
    cancel.leave(services, siti, made.booking_id, 1)
    after = cancel.leave(services, siti, made.booking_id, 1)
    assert [person.presence for person in after.applicants] == ["present", "left", "present"]
    assert (numbers(after), after.revision) == (["A-001", "A-002", "A-003"], 1)
    assert (left(services.store), kept(services.store)) == (2, 1)
    book.book(services, register(services, "budi", nik(902)), asked(2, OTHER_SLOT, start=1), KEY)
    assert not unbalanced(services.store, [SLOT, OTHER_SLOT], settled=True)


def test_a_seat_is_given_back_once(services: Services, siti: str, made: Booking) -> None:
    """A cancellation gives back only what those who left did not, and asks for no guard of theirs."""
    cancel.leave(services, siti, made.booking_id, 1)
    book.book(services, register(services, "budi", nik(902)), asked(2, OTHER_SLOT, start=1), KEY)
    cancel.cancel(services, siti, made.booking_id)
    assert (left(services.store), kept(services.store)) == (2, 3)
    assert not unbalanced(services.store, [SLOT, OTHER_SLOT], settled=True)


def test_an_unsettled_claim_goes_with_the_seat(services: Services, siti: str, made: Booking) -> None:
    """The claim of the range is removed with the first seat, so that its sweep gives nothing back."""
    [held] = made.ranges
    stamp = held.at * 1_000_000 + held.first
    services.store._table.update(  # noqa: SLF001 - as if the settle had been lost
        ("OFFICE#bogor", f"QUOTA#{DAY}#morning"),
        "SET claims.#claim = :stamp",
        "attribute_exists(pk)",
        values={":stamp": stamp},
        names={"#claim": held.claim_id},
    )
    cancel.leave(services, siti, made.booking_id, 1)
    quota = services.store.quotas.get(SLOT)
    assert quota
    assert quota.claims == {}
    services.store.quotas.settle(Claim(SLOT, held.claim_id, made.booking_id, held.first, 3, held.at), give_back=True)
    assert not unbalanced(services.store, [SLOT], settled=True)


def test_the_last_to_leave_cancels(services: Services, siti: str, made: Booking) -> None:
    """With the last person the booking ends, all its seats are kept, and that counts as a cancellation."""
    for place in (2, 0):
        cancel.leave(services, siti, made.booking_id, place)
    after = cancel.leave(services, siti, made.booking_id, 1)
    assert (after.status, kept(services.store)) == ("cancelled", 3)
    account = services.store.accounts.get(siti)
    assert account
    assert (account.active_booking, len(account.limits.cancellations)) == (None, 1)
    release(services.store)
    assert book.book(services, siti, asked(1), "kunci-2").holds_seats
    assert not unbalanced(services.store, [SLOT], settled=True)


def test_nobody_has_that_place(services: Services, siti: str, made: Booking) -> None:
    """A place behind the last person is not found, and neither is another account's booking."""
    assert refusal(lambda: cancel.leave(services, siti, made.booking_id, 3)).code == Code.NOT_FOUND
    budi = register(services, "budi", nik(902))
    assert refusal(lambda: cancel.leave(services, budi, made.booking_id, 0)).code == Code.NOT_FOUND


def test_nobody_leaves_on_the_day_itself(services: Services, siti: str, made: Booking, clock: FixedClock) -> None:
    """Leaving ends with the other changes."""
    clock.instant = made.closes_at
    assert refusal(lambda: cancel.leave(services, siti, made.booking_id, 1)).code == Code.TOO_LATE


def test_who_left_stays_listed_without_a_number_after_a_move(services: Services, siti: str, made: Booking) -> None:
    """A move takes those who come; places stay as they are, so that a place always names the same person."""
    cancel.leave(services, siti, made.booking_id, 0)
    moved = move.move(services, siti, made.booking_id, choice(), "pindah")
    assert [(each.number, each.presence) for each in moved.applicants] == [(0, "left"), (1, "present"), (2, "present")]
    assert (left(services.store, OTHER_SLOT), kept(services.store)) == (3, 3)
    cancel.leave(services, siti, made.booking_id, 1)
    cancel.cancel(services, siti, made.booking_id)
    assert (left(services.store, OTHER_SLOT), kept(services.store, OTHER_SLOT)) == (3, 2)
    assert not unbalanced(services.store, [SLOT, OTHER_SLOT], settled=True)


def test_who_left_may_be_added_again(services: Services, siti: str, made: Booking) -> None:
    """The account took the person out itself, so it may change its mind; the person gets a new number."""
    cancel.leave(services, siti, made.booking_id, 1)
    after = add.add(services, siti, made.booking_id, more(1, 1), "tambah")
    assert [(each.number, each.presence) for each in after.applicants][1:] == [
        (2, "left"),
        (3, "present"),
        (4, "present"),
    ]


def test_a_booking_lists_ten_people_at_most(services: Services, siti: str) -> None:
    """Whoever takes out and adds again and again comes to an end."""
    made = book.book(services, siti, asked(1), KEY)
    quota = services.store.quotas.get(SLOT)
    assert quota
    raised = quota._replace(capacity=40, seats_kept=35, kept_at=NOW, version=2, last_change="A")
    services.store.quotas.change(quota, raised, "operator", "uji coba", NOW)
    release(services.store)
    for number in range(9):
        add.add(services, siti, made.booking_id, more(1, 1), f"tambah-{number}")
        cancel.leave(services, siti, made.booking_id, number + 1)
    too_many = refusal(lambda: add.add(services, siti, made.booking_id, more(1, 1), "tambah-9"))
    assert too_many.code == Code.TOO_MANY_APPLICANTS


def test_only_bookings_that_somebody_left_have_the_new_form(services: Services, siti: str, made: Booking) -> None:
    """A release that knows no such people must not touch them; it still reads all others."""
    assert as_item(made)["v"] == 2
    assert as_item(cancel.leave(services, siti, made.booking_id, 1))["v"] == 3


# ------------------------------------------------------------------------------------------- expiry


def test_every_commit_says_when_a_booking_expires(services: Services, siti: str, made: Booking) -> None:
    """90 days after the end of its day, moved on by a move."""
    expected = int((made.until + timedelta(days=90)).timestamp())
    assert stored(services, made)["expires_at"] == expected
    moved = move.move(services, siti, made.booking_id, choice(), "pindah")
    assert stored(services, moved)["expires_at"] == int((moved.until + timedelta(days=90)).timestamp())


def claim_of(services: Services, booking_id: str) -> Claim:
    """A claim of one seat for a booking."""
    return services.store.quotas.claim(SLOT, f"{booking_id}ABCDE1", 1, NOW)


def test_a_tombstone_expires_after_the_last_day_that_it_bars(services: Services) -> None:
    """48 hours after the end of that day; a mark for an earlier day does not bring it forward."""
    fenced = claim_of(services, "B" * 16)
    assert services.store.bookings.fence(fenced) is None
    late = fenced._replace(slot=SLOT._replace(date=DAY + timedelta(days=9)))
    assert services.store.bookings.fence(late) is None
    assert services.store.bookings.fence(fenced._replace(first=2)) is None
    item = services.store._table.get(booking_key("B" * 16))  # noqa: SLF001 - what is stored
    assert item
    assert item["expires_at"] == int((NOW.replace(day=20, hour=0)).timestamp())
    assert len([name for name in item if name.startswith("void#")]) == 2


def test_a_booking_never_inherits_a_tombstones_expiry(services: Services, siti: str) -> None:
    """A booking that takes a tombstone's item over says itself when it expires, and keeps the mark."""
    booking_id = services.pepper.booking_id(siti, KEY)
    services.store.bookings.fence(claim_of(services, booking_id))
    made = book.book(services, siti, asked(1), KEY)
    item = stored(services, made)
    assert item["expires_at"] == int(made.expires_at.timestamp())
    assert [item[name] for name in item if name.startswith("void#")] == [1]


def test_a_fence_never_touches_a_bookings_expiry(services: Services, made: Booking) -> None:
    """A claim of a booking that is there is fenced by the mark alone, also where the booking has no expiry."""
    claim = Claim(SLOT, f"{made.booking_id}ABCDE1", made.booking_id, 7, 1, int(NOW.timestamp()))
    before = stored(services, made)["expires_at"]
    assert services.store.bookings.fence(claim) == made
    assert stored(services, made)["expires_at"] == before
    services.store._table.update(  # noqa: SLF001 - a booking of before
        booking_key(made.booking_id), "REMOVE expires_at", "attribute_exists(pk)"
    )
    assert services.store.bookings.fence(claim._replace(first=8)) == made
    assert "expires_at" not in stored(services, made)
