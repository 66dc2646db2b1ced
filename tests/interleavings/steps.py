"""What may become of a booking, and of the seats of a slot, from one write to the next."""

from __future__ import annotations

from collections.abc import Iterator

from antrean.base.ids import BOOKING_ID_LENGTH
from antrean.bookings.model import Booking
from antrean.slots.model import Quota

SEATS = "seats"
"""How everything begins that is said of seats which do not add up."""


def holds_people(booking: Booking) -> bool:
    """Whether its people may be in no other booking: they have a place or a right to one, and no mere offer."""
    return booking.status == "confirmed" or booking.displacement is not None


def takes_kept(claim_id: str) -> bool:
    """Whether a claim says of itself, without the product's code, that it takes kept seats."""
    return len(claim_id) == BOOKING_ID_LENGTH + 7


def seats_of(booking: Booking) -> int:
    """The seats that a booking holds: of everybody with a number in its slot, but for those who gave theirs back."""
    return sum(each.number > 0 and each.presence != "left" for each in booking.applicants)


def released(old: Quota | None, new: Quota, *, is_commit: bool) -> Iterator[str]:
    """Seats come back to those that can be claimed by a release or from an abandoned claim, and in no other way."""
    if old is None or new.seats_left <= old.seats_left:
        return
    more = new.seats_left - old.seats_left
    if new.released_at != old.released_at:
        if is_commit or more != old.seats_kept or (old.kept_at and new.released_at and old.kept_at >= new.released_at):
            yield f"{SEATS} of the {new.slot.session} were released that were kept at {old.kept_at}"
        return
    abandoned = sum(
        claim.n
        for claim_id, claim in old.claims.items()
        if new.claims.get(claim_id) != claim and not takes_kept(claim_id)
    )
    if is_commit or more != abandoned:
        yield f"{SEATS} of the {new.slot.session} came back to whoever asks next, {more} of them, before a release"


def succession(old: Booking | None, new: Booking) -> Iterator[str]:
    """A booking changes step by step, forgets no operation, and stays cancelled; who was served stays where."""
    if old is None:
        if new.revision:
            yield f"{new.booking_id} begins at revision {new.revision}"
        return
    if new.revision not in {old.revision, old.revision + 1}:
        yield f"{new.booking_id} jumps from revision {old.revision} to {new.revision}"
    if not old.operations.items() <= new.operations.items():
        yield f"{new.booking_id} forgot an operation"
    if not holds_people(old) and holds_people(new) and old.status != "offered":
        yield f"{new.booking_id} came back to life"
    if old.check_in and new.revision != old.revision:
        yield f"{new.booking_id} was changed after its people were served"
    if new.check_in and not old.check_in and not new.holds_seats:
        yield f"{new.booking_id} was served and is not active"
    yield from _places(old, new)
    yield from _rights(old, new)


def _rights(old: Booking, new: Booking) -> Iterator[str]:
    """Kept seats, and moves that do not count, are for those alone who lost their place."""
    if old.displacement:
        if new.moved != old.moved:
            yield f"the move of {new.booking_id} counts, which had no place"
        return
    if old.ranges != new.ranges and takes_kept(new.ranges[-1].claim_id):
        yield f"{new.booking_id} took kept seats and had its place"
    if old.moved and new.slot != old.slot:
        yield f"{new.booking_id} was moved twice by choice"


def _places(old: Booking, new: Booking) -> Iterator[str]:
    """Nobody's place shifts, who does not come stays away, and the ranges of a slot never change."""
    there = new.applicants[: len(old.applicants)]
    if [each.nik_key for each in old.applicants] != [each.nik_key for each in there]:
        yield f"{new.booking_id} has other people at its places"
    elif any(
        not was.present and was.presence != each.presence for was, each in zip(old.applicants, there, strict=True)
    ):
        yield f"somebody came back to {new.booking_id}"
    if new.slot == old.slot and new.ranges[: len(old.ranges)] != old.ranges and not old.displacement:
        yield f"{new.booking_id} has other ranges"


def same(one: Booking, other: Booking) -> Iterator[str]:
    """What stands at one revision of a booking never changes, but for the check-in."""
    if (one.slot, one.applicants, one.ranges, one.status, one.operations, one.displacement) != (
        other.slot,
        other.applicants,
        other.ranges,
        other.status,
        other.operations,
        other.displacement,
    ):
        yield f"{one.booking_id} has two faces at revision {one.revision}"
