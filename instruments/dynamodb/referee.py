"""The referee of a rush: recomputes a slot from the raw items of the table, without the product's code.

It also compares the answers that the clients got with the table: what was promised must be there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from instruments.dynamodb.table import Item

NAMES = {
    "oversold": "more seats are held and claimed than there are",
    "unbalanced": "capacity is not what is left, kept, held and claimed",
    "numbers given twice": "two people who hold seats of a slot have the same queue number",
    "numbers out of order": "a queue number was not given out by the slot's quota",
    "numbers outside": "the people of a booking have other numbers than its ranges",
    "not guarded": "a person in an active booking is not guarded by it",
}
"""What can be wrong with a slot at any time: the first words of a problem, and what they mean."""
_HOLDING = frozenset({"confirmed", "offered"})
"""Statuses of bookings that hold seats."""
_STAMP_UNIT = 1_000_000
"""A claim is stored as `at` times this, plus its first queue number; see docs/architecture.md."""


@dataclass
class Rush:
    """What the clients of a rush were told."""

    booked: list[dict[str, Any]] = field(default_factory=list)
    """Bookings as they were answered."""
    refused: list[int] = field(default_factory=list)
    """Sizes of the families that were told that the slot is full."""


def problems(items: Sequence[Item], quota: Item, rush: Rush | None = None) -> list[str]:
    """Name everything that is wrong with the slot of `quota`, by the rules of the design; empty if nothing is.

    `items` are all items of the table. With `rush`, no call may be in flight any more.
    """
    _, date, session = quota["sk"].split("#")
    slot = (quota["pk"].removeprefix("OFFICE#"), date, session)
    bookings = [item for item in items if _holds_seats_in(item, slot)]
    confirmed = [item for item in bookings if item["status"] == "confirmed"]
    found = [*_seats(quota, bookings), *_numbers(quota, bookings), *_guards(items, confirmed)]
    if rush is not None:
        found += [*_promises(rush, confirmed), *_refusals(rush, quota)]
    return found


def _holds_seats_in(item: Item, slot: tuple[str, str, str]) -> bool:
    """Tell whether an item is a booking with seats of a slot: one that is offered holds them, and guards nobody yet."""
    return (
        item["sk"] == "BOOKING"
        and item.get("status") in _HOLDING
        and (item["office"], item["date"], item["session"]) == slot
    )


def _seats(quota: Item, bookings: Sequence[Item]) -> Iterator[str]:
    capacity, left, kept = quota["capacity"], quota["seats_left"], quota.get("seats_kept", 0)
    ranges = [held for booking in bookings for held in booking["ranges"]]
    returned = sum(
        person.get("a") == "left" and person["n"] > 0 for booking in bookings for person in booking["people"]
    )
    held = sum(each["n"] for each in ranges) - returned
    listed = {(each["c"], each["f"]) for each in ranges}
    claimed = sum(
        int(claim_id[-1])
        for claim_id, stamp in quota["claims"].items()
        if (claim_id, stamp % _STAMP_UNIT) not in listed
    )
    if min(left, kept) < 0:
        yield f"oversold: {left} seats left and {kept} kept"
    if held + claimed > capacity:
        yield f"oversold: {held} held and {claimed} claimed of {capacity}"
    if capacity != left + kept + held + claimed:
        yield f"unbalanced: {capacity} are not {left} left, {kept} kept, {held} held and {claimed} claimed"


def _numbers(quota: Item, bookings: Sequence[Item]) -> Iterator[str]:
    given = Counter(person["n"] for booking in bookings for person in booking["people"] if person["n"])
    twice = sorted(number for number, times in given.items() if times > 1)
    if twice:
        yield f"numbers given twice: {twice}"
    if given and not 1 <= min(given) <= max(given) < quota["next_number"]:
        yield f"numbers out of order: {sorted(given)}, and the next is {quota['next_number']}"
    for booking in bookings:
        promised = [number for each in booking["ranges"] for number in range(each["f"], each["f"] + each["n"])]
        if promised != [person["n"] for person in booking["people"] if person["n"]]:
            yield f"numbers outside: the ranges of {booking['pk']} are not the numbers of its people"


def _guards(items: Iterable[Item], bookings: Iterable[Item]) -> Iterator[str]:
    guards = {item["pk"]: item["booking_id"] for item in items if item["sk"] == "ACTIVE"}
    for booking in bookings:
        booking_id = booking["pk"].removeprefix("BOOKING#")
        if any(guards.get(f"NIK#{person['k']}") != booking_id for person in booking["people"] if "a" not in person):
            yield f"not guarded: somebody in {booking['pk']}"


def _promises(rush: Rush, bookings: Iterable[Item]) -> Iterator[str]:
    """Every acknowledged booking is there with the numbers that were told, and no other booking is."""
    kept = {booking["pk"].removeprefix("BOOKING#"): booking for booking in bookings}
    for answer in rush.booked:
        told = [int(applicant["queue_number"].rpartition("-")[2]) for applicant in answer["applicants"]]
        if told != list(range(told[0], told[0] + len(told))):
            yield f"a family got numbers that are not consecutive: {told}"
        booking = kept.pop(answer["booking_id"], None)
        if booking is None:
            yield f"an acknowledged booking is missing: {answer['booking_id']}"
        elif told != [person["n"] for person in booking["people"]]:
            yield f"{booking['pk']}: other numbers than were told"
    if kept:
        yield f"bookings that nobody was told of: {sorted(kept)}"


def _refusals(rush: Rush, quota: Item) -> Iterator[str]:
    """Nobody was refused who would have fitted."""
    if quota["claims"]:
        yield f"claims are still in flight: {len(quota['claims'])}"
    if rush.refused and quota["seats_left"] >= min(rush.refused):
        yield f"refused a family of {min(rush.refused)} with {quota['seats_left']} seats left"
