"""The items of bookings: their keys, what is stored of a booking, and what an item or an image of the stream says.

Names within the lists of people and ranges are single letters, because DynamoDB charges by the size of an item and five
people fit in one kilobyte this way:

    people   r relation, f full name, k keyed hash of the NIK, l its last four digits, n queue number (0: none here),
             a the presence of who does not come; s since when somebody who was added is in it, c when the owner of the
             NIK contested, t when the booker was told of it, o when the booker objected (Unix time), w keyed hashes of
             the NIK under older versions of the key, while more than one is live
    ranges   c claim id, f first queue number, n how many, t second in which the claim was made (Unix time)
    window   from and until when people come, and the prefix of the queue numbers
    closure  i id of the closure that displaced it, r its reason, u until when it may be answered (Unix time)
    offer    e entry of the waiting list that it was offered to, u until when it could be answered (Unix time), a how it
             was, l that the entry ended with it

`by_day` and `by_number` are the keys of the sparse index `by_day`: only bookings that hold seats have them, so an
office's day is a list of candidates in the order of their numbers. Whoever acts on one reads the booking itself, since
the index follows the table a little later. A displaced booking is listed by its closure, in the order of slots and
numbers, so that whoever calls its people, opens its slot again or ends its right finds it.

Form 5 is form 2 of a booking that is only offered, which a release that knows no offers must not touch either.

Form 4 is form 3 of a booking that is displaced: a release that knows no displacement must not touch it, since it would
give back a seat that the booking holds no more.

Form 3 is form 2 with somebody in it who does not come. It has a number of its own because a release that knows no such
people must not touch the booking: it would give their seats back a second time.

Form 1, until November 2026, had lists in their places, in this order, and no `changed_at`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from antrean.aws.attributes import from_item
from antrean.aws.versions import newest
from antrean.bookings.model import HOLD_SEATS, Applicant, Booking, CheckIn, Displacement, Holding, Offer
from antrean.slots.model import SeatRange, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from antrean.aws.attributes import Item
    from antrean.aws.table import Key

BOOKING = "BOOKING"
BOOKING_PREFIX = "BOOKING#"


def booking_key(booking_id: str) -> Key:
    """Key of a booking, or of the tombstone that fences it off."""
    return f"{BOOKING_PREFIX}{booking_id}", BOOKING


def void_mark(slot: Slot) -> str:
    """Name of the attribute in a booking's item that fences off all claims of `slot` up to a queue number."""
    return f"void#{slot.office_id}#{slot.date.isoformat()}#{slot.session}"


HOLDING = ("pk", "sk", "v", "office", "date", "session", "status", "ranges", "people")
"""The attributes of a booking that tell what it holds."""
BY_DAY = "by_day"
"""The index, the attribute that it lists by, and the job that gives the bookings of before their keys in it."""
INDEX_KEYS = (BY_DAY, "by_number")
CLOSURE = "closure"
"""The attribute of a displaced booking that says by what, which no other booking has."""
OFFER = "offer"
"""The attribute of a booking that came to be by an offer."""
LISTING = ("pk", "sk", "v", "office", "date", "session", "status", "ranges", "revision", CLOSURE, *INDEX_KEYS)
"""The attributes of a booking that tell where the index should list it, and where it does. No name is among them."""


def day_of(office_id: str, day: date) -> str:
    """Return the partition of the index `by_day` that lists the bookings of an office's day."""
    return f"{office_id}#{day.isoformat()}"


def closure_of(closure_id: str) -> str:
    """Return the partition of the index `by_day` that lists the bookings that a closure displaced."""
    return f"closure#{closure_id}"


def slot_in_closure(slot: Slot) -> str:
    """Return with what the sort keys begin of the bookings of a slot among those that a closure displaced."""
    return f"{slot.date.isoformat()}#{slot.session}#"


def listing_of(item: Item) -> dict[str, str]:
    """Return the keys in the index `by_day` that the booking of an item should have.

    A booking that holds seats is listed by its day, a displaced one by its closure, and no other one at all.
    """
    if item["status"] not in HOLD_SEATS and CLOSURE not in item:
        return {}
    item = newest(item, UPGRADES)
    closure_id = item[CLOSURE]["i"] if CLOSURE in item else None
    first = min(held.first for held in _ranges(item))
    return _index_keys(_slot(item), first, item["pk"].removeprefix(BOOKING_PREFIX), closure_id)


def _index_keys(slot: Slot, first: int, booking_id: str, closure_id: str | None = None) -> dict[str, str]:
    """Return the keys of a booking in the index; `first` is the first of its queue numbers."""
    number = f"{first:06d}#{booking_id}"
    if closure_id:
        return {BY_DAY: closure_of(closure_id), "by_number": f"{slot_in_closure(slot)}{number}"}
    return {BY_DAY: day_of(slot.office_id, slot.date), "by_number": f"{slot.session}#{number}"}


def as_item(booking: Booking) -> Item:
    """Return what is stored of a booking, without its key: in form 4 or 5 where it is displaced or only offered.

    Else in the oldest. That is form 3 where somebody is absent, and form 2 where all come: a release that reads form 2
    alone still reads every booking whose people all come.
    """
    displacement = booking.displacement
    item: Item = {
        "v": 5 if booking.is_offered else 4 if displacement else 2 if booking.present == booking.applicants else 3,
        "account": booking.account_id,
        "office": booking.slot.office_id,
        "date": booking.slot.date.isoformat(),
        "session": booking.slot.session,
        "office_name": booking.office_name,
        "timezone": booking.timezone,
        "window": {"from": booking.arrive_from, "until": booking.arrive_until, "prefix": booking.prefix},
        "service": booking.service,
        "people": [person_item(person) for person in booking.applicants],
        "ranges": [{"c": held.claim_id, "f": held.first, "n": held.n, "t": held.at} for held in booking.ranges],
        "status": booking.status,
        "revision": booking.revision,
        "rescheduled": booking.moved,
        "created_at": int(booking.created_at.timestamp()),
        "changed_at": int(booking.changed_at.timestamp()),
        "operations": dict(booking.operations),
        "expires_at": int(booking.expires_at.timestamp()),
    }
    if booking.check_in:
        item |= check_in_marks(booking.check_in)
    if booking.cannot_come_at:
        item["cannot_come_at"] = int(booking.cannot_come_at.timestamp())
    if booking.missed_at:
        item["missed_at"] = int(booking.missed_at.timestamp())
    if displacement:
        until = int(displacement.until.timestamp())
        item[CLOSURE] = {"i": displacement.closure_id, "r": displacement.reason, "u": until}
    if booking.offer:
        item[OFFER] = _as_offer(booking.offer)
    if booking.holds_seats or displacement:
        closure_id = displacement.closure_id if displacement else None
        first = min(held.first for held in booking.ranges)
        item |= _index_keys(booking.slot, first, booking.booking_id, closure_id)
    return item


def check_in_marks(check_in: CheckIn) -> Item:
    """Return what is stored of the arrival of a booking's people."""
    return {
        "checked_in_at": int(check_in.at.timestamp()),
        "checked_in_office": check_in.office_id,
        "checked_in_by": check_in.officer,
    }


def _as_offer(offer: Offer) -> Item:
    stored: Item = {"e": offer.entry_id, "u": int(offer.until.timestamp())}
    if offer.answer:
        stored["a"] = offer.answer
    if offer.last:
        stored["l"] = True
    return stored


def person_item(person: Applicant) -> Item:
    """Return what is stored of a person."""
    stored: Item = {
        "r": person.relation,
        "f": person.full_name,
        "k": person.nik_key,
        "l": person.nik_last4,
        "n": person.number,
    }
    if not person.present:
        stored["a"] = person.presence
    if person.added_at:
        stored["s"] = int(person.added_at.timestamp())
    if person.contested_at:
        stored["c"] = int(person.contested_at.timestamp())
    if person.told_at:
        stored["t"] = int(person.told_at.timestamp())
    if person.objected_at:
        stored["o"] = int(person.objected_at.timestamp())
    if person.nik_before:
        stored["w"] = list(person.nik_before)
    return stored


def as_person(stored: Item) -> Applicant:
    """Return the person that is stored."""
    return Applicant(
        relation=stored["r"],
        full_name=stored["f"],
        nik_key=stored["k"],
        nik_last4=stored["l"],
        number=stored["n"],
        presence=stored.get("a", "present"),
        added_at=_instant(stored.get("s")),
        contested_at=_instant(stored.get("c")),
        told_at=_instant(stored.get("t")),
        objected_at=_instant(stored.get("o")),
        nik_before=tuple(stored.get("w", ())),
    )


def _with_names(item: Item) -> Item:
    """Form 1 to form 2: people, ranges and the window get names, and a booking the instant of its last change."""
    window = item.get("window")
    named = {**item, "ranges": [dict(zip("cfnt", held, strict=True)) for held in item["ranges"]], "v": 2}
    # Scans read only a part of an item: the people, the window and the instants may not be among it.
    if "people" in item:
        named["people"] = [dict(zip("rfkln", person, strict=True)) for person in item["people"]]
    if window:
        named["window"] = dict(zip(("from", "until", "prefix"), window, strict=True))
    if "created_at" in item:
        named.setdefault("changed_at", item["created_at"])
    return named


def _with_absence(item: Item) -> Item:
    """Form 2 to form 3: everybody comes."""
    return {**item, "v": 3}


def _with_displacement(item: Item) -> Item:
    """Form 3 to form 4: nobody is displaced."""
    return {**item, "v": 4}


def _with_offer(item: Item) -> Item:
    """Form 4 to form 5: nothing is only offered."""
    return {**item, "v": 5}


UPGRADES = (_with_names, _with_absence, _with_displacement, _with_offer)


def as_holding(item: Item | None) -> Holding | None:
    """Return what the booking of an item holds; None for no item, a tombstone, and a booking that holds no seats."""
    return holding_of(item) if item and item.get("status") in HOLD_SEATS else None


def holding_of(item: Item) -> Holding:
    """Return what the booking of an item holds of its slot, whatever its status."""
    item = newest(item, UPGRADES)
    return Holding(
        booking_id=item["pk"].removeprefix(BOOKING_PREFIX),
        slot=_slot(item),
        ranges=_ranges(item),
        # Who did not come along when the booking was moved has no number in this slot.
        numbers=tuple(person["n"] for person in item["people"] if person["n"]),
        returned=tuple(person["n"] for person in item["people"] if person["n"] and person.get("a") == "left"),
    )


def booking_of_image(image: dict[str, Any] | None) -> Booking | None:
    """Return the booking in an image of the stream; None for no image, a tombstone or an item of another kind."""
    if not image or image["sk"]["S"] != BOOKING:
        return None
    return as_booking(from_item(image))


def highest_revisions(changes: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return the ids of the bookings among the changes of a stream, each with its highest revision there.

    Items of other kinds are left out, and so are tombstones, which have no revision.
    """
    found: dict[str, int] = {}
    for change in changes:
        if change["Keys"]["sk"]["S"] != BOOKING:
            continue
        images = (change.get("OldImage", {}), change.get("NewImage", {}))
        revisions = [int(image["revision"]["N"]) for image in images if "revision" in image]
        if revisions:
            booking_id = change["Keys"]["pk"]["S"].removeprefix(BOOKING_PREFIX)
            found[booking_id] = max(found.get(booking_id, 0), *revisions)
    return found


def as_booking(item: Item | None) -> Booking | None:
    """Return the booking that an item holds; None for no item and for a tombstone."""
    if not item or "status" not in item:
        return None
    item = newest(item, UPGRADES)
    checked_in_at = item.get("checked_in_at")
    return Booking(
        booking_id=item["pk"].removeprefix(BOOKING_PREFIX),
        account_id=item["account"],
        slot=_slot(item),
        office_name=item["office_name"],
        timezone=item["timezone"],
        arrive_from=item["window"]["from"],
        arrive_until=item["window"]["until"],
        prefix=item["window"]["prefix"],
        service=item["service"],
        applicants=tuple(as_person(stored) for stored in item["people"]),
        ranges=_ranges(item),
        status=item["status"],
        revision=item["revision"],
        moved=item["rescheduled"],
        created_at=datetime.fromtimestamp(item["created_at"], UTC),
        changed_at=datetime.fromtimestamp(item["changed_at"], UTC),
        operations=item["operations"],
        check_in=CheckIn(datetime.fromtimestamp(checked_in_at, UTC), item["checked_in_office"], item["checked_in_by"])
        if checked_in_at
        else None,
        displacement=_displacement(item.get(CLOSURE)),
        offer=_offer(item.get(OFFER)),
        cannot_come_at=_instant(item.get("cannot_come_at")),
        missed_at=_instant(item.get("missed_at")),
    )


def _displacement(stored: Item | None) -> Displacement | None:
    return Displacement(stored["i"], stored["r"], datetime.fromtimestamp(stored["u"], UTC)) if stored else None


def _offer(stored: Item | None) -> Offer | None:
    if not stored:
        return None
    return Offer(stored["e"], datetime.fromtimestamp(stored["u"], UTC), stored.get("a"), stored.get("l", False))


def _instant(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _ranges(item: Item) -> tuple[SeatRange, ...]:
    return tuple(SeatRange(held["c"], held["f"], held["n"], held["t"]) for held in item["ranges"])


def _slot(item: Item) -> Slot:
    return Slot(item["office"], date.fromisoformat(item["date"]), item["session"])
