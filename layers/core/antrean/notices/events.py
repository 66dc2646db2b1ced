"""What a change of a booking or an account means to people: the one table of which change tells whom what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.notices.model import KINDS, Kind, Notice
from antrean.people.model import deed_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from antrean.bookings.model import Answer, Booking
    from antrean.misses.model import Miss
    from antrean.people.limits import LimitRule
    from antrean.people.model import Account, AddressChange, Device

    Change = Callable[[Booking | None, Booking], bool]
    Places = Callable[[Booking | None, Booking], list[int]]


def notices_of(old: Booking | None, new: Booking | None) -> list[Notice]:
    """Return the notices that a booking's going from `old` to `new` makes.

    The same change always makes the same notices, however often it is read from the stream. A check-in, a fence and a
    mark make none, nor does an item that goes, which was over long ago.
    """
    if new is None or not new.account_id:
        # What is made at the door has no account; its people are there.
        return []
    found = [(kind, None) for kind, happened in CHANGES.items() if happened(old, new)]
    about = [(kind, place) for kind, places in PEOPLE.items() for place in places(old, new)]
    displaced_by = new.displacement or (old.displacement if old else None)
    closure = displaced_by.closure_id if displaced_by else ""
    return [
        Notice(
            kind,
            new.booking_id,
            closure if KINDS[kind].of_closure else str(new.revision),
            new.changed_at,
            place,
            # After the offer's end there is nothing to answer any more.
            not_after=new.offer.until if kind == "offer_made" and new.offer else None,
        )
        for kind, place in _told(found, about)
    ]


def notices_of_account(old: Account | None, new: Account | None, now: datetime) -> list[Notice]:
    """Return the notices that an account's going from `old` to `new` makes, as it stands at `now`.

    They are of its pauses, of which one that goes on is the same one, so it is told once; of its being closed because
    nobody uses it; and of whose account it is: what was done at a counter, and that its NIK is another's.
    """
    if old is None or new is None:
        return []
    known = old.limits.pauses(now)
    begun = [(PAUSES[rule], until) for rule, until in new.limits.pauses(now).items() if known.get(rule) != until]
    if new.idle and new.closes_at and old.closes_at != new.closes_at:
        begun.append(("idle_warned", new.closes_at))
    return [
        Notice(kind, new.account_id, str(int(until.timestamp())), now, not_after=until) for kind, until in begun
    ] + _of_identity(old, new, now)


def _of_identity(old: Account, new: Account, now: datetime) -> list[Notice]:
    if not new.last_deed or new.last_deed == old.last_deed:
        return []
    deed, second, office = deed_parts(new.last_deed)
    kinds: list[Kind] = ["nik_lost" if deed == "lost" else "card_seen"]
    if new.former_email and new.email != old.email:
        kinds.append("card_seen_before")
    return [Notice(kind, new.account_id, f"{deed}-{second}", now, office=office) for kind in kinds]


def notices_of_address(old: AddressChange | None, new: AddressChange | None, now: datetime) -> list[Notice]:
    """Return the notices that a change of an account's address makes, or its being undone at `now`."""
    if new is None or (old and old.name == new.name and old.undone == new.undone):
        return []
    if new.undone:
        return [Notice("address_restored", new.account_id, new.name, now, not_after=new.until)]
    return [Notice("address_changed", new.account_id, new.name, new.made_at, not_after=new.until)]


def notices_of_device(old: Device | None, new: Device | None) -> list[Notice]:
    """Return the notices that a device makes: of the first log-in of one that was not known, where it is to be told."""
    if new is None or not new.told or (old and old.first_at == new.first_at):
        return []
    return [Notice("new_device", new.account_id, f"{new.name}-{int(new.first_at.timestamp())}", new.first_at)]


def notices_of_miss(old: Miss | None, new: Miss | None) -> list[Notice]:
    """Return the notices that a miss makes: once when it was decided, and once when an appeal was answered."""
    if new is None:
        return []
    if old is None:
        kind: Kind = "frozen" if new.until else "missed"
        return [Notice(kind, new.account_id, new.booking_id, new.decided_at)]
    appeal, before = new.appeal, old.appeal
    if appeal is None or appeal.answered_at is None or (before and before.answered_at):
        return []
    kind = "appeal_granted" if appeal.granted else "appeal_refused"
    return [Notice(kind, new.account_id, new.booking_id, appeal.answered_at)]


def _told(found: list[tuple[Kind, None]], about: list[tuple[Kind, int]]) -> Iterator[tuple[Kind, int | None]]:
    """Yield kinds, each with the place of the person it is about; what says the same twice is left out."""
    yield from about
    if not any(kind == "superseded" for kind, _ in about):
        # Who was superseded as the last ended the booking, and the notice of it says so.
        yield from found


def _booked(old: Booking | None, new: Booking) -> bool:
    return not _held(old) and new.is_confirmed


def _held(booking: Booking | None) -> bool:
    """Tell whether it was a booking for its people, and neither nothing nor an offer."""
    return booking is not None and booking.holds_people


def _added(old: Booking | None, new: Booking) -> bool:
    return old is not None and new.is_confirmed and len(new.applicants) > len(old.applicants)


def _moved(old: Booking | None, new: Booking) -> bool:
    """Tell whether it has another place: in the same slot too, where its people chose that after a closure."""
    if old is None or not _held(old) or not new.is_confirmed:
        return False
    return new.slot != old.slot or (old.displacement is not None and new.ranges != old.ranges)


def _cancelled(old: Booking | None, new: Booking) -> bool:
    return _ended(old, new) and not _lapsed(old, new)


def _ended(old: Booking | None, new: Booking) -> bool:
    return _held(old) and not new.holds_people


def _displaced(old: Booking | None, new: Booking) -> bool:
    return new.displacement is not None and (old is None or old.displacement is None)


def _restored(old: Booking | None, new: Booking) -> bool:
    return old is not None and old.displacement is not None and new.is_confirmed and new.ranges == old.ranges


def _lapsed(old: Booking | None, new: Booking) -> bool:
    right = old.displacement if old else None
    return right is not None and _ended(old, new) and new.changed_at >= right.until


def _offered(old: Booking | None, new: Booking) -> bool:
    return old is None and new.is_offered


def _offer_ended(answer: Answer) -> Change:
    """Return what tells whether an offer has ended in this way, and its entry waits on."""
    return lambda old, new: (
        old is not None
        and old.is_offered
        and new.offer is not None
        and new.offer.answer == answer
        and not new.offer.last
    )


def _gone(old: Booking | None, new: Booking, presence: str) -> list[int]:
    if old is None:
        return []
    pairs = zip(old.applicants, new.applicants, strict=False)
    return [place for place, (before, after) in enumerate(pairs) if before.present and after.presence == presence]


def _left(old: Booking | None, new: Booking) -> list[int]:
    """Return the places of those who left a booking with which others still come."""
    return _gone(old, new, "left") if new.holds_people else []


def _superseded(old: Booking | None, new: Booking) -> list[int]:
    return _gone(old, new, "superseded")


def _listed(old: Booking | None, new: Booking) -> list[int]:
    """Return the places of those whom the booking lists since now, but for the account's owner."""
    if not new.is_confirmed:
        return []
    known = len(old.applicants) if old and _held(old) else 0
    return [place for place in _others(new) if place >= known]


def _others(booking: Booking) -> list[int]:
    """Return the places of those who come with a booking, but for the account's owner."""
    return [place for place, each in enumerate(booking.applicants) if each.present and each.relation != "self"]


def _to_others(happened: Change) -> Places:
    """Return what finds the places of those whom a booking lists where something `happened` to it."""
    return lambda old, new: _others(new) if happened(old, new) else []


def _taken_out(old: Booking | None, new: Booking) -> list[int]:
    """Return the places of those whom the account took out of a booking that a closure had left without a place.

    Whoever wanted to be out knows, and the owner of the account did it.
    """
    if old is None or old.displacement is None:
        return []
    gone = [(place, new.applicants[place]) for place in _gone(old, new, "left")]
    return [place for place, each in gone if not each.stays_out and each.relation != "self"]


def _found_a_place(old: Booking | None, new: Booking) -> bool:
    return old is not None and old.displacement is not None and _moved(old, new)


def _found_none(old: Booking | None, new: Booking) -> bool:
    return old is not None and old.displacement is not None and _ended(old, new)


CHANGES: dict[Kind, Change] = {
    "booked": _booked,
    "added": _added,
    "moved": _moved,
    "cancelled": _cancelled,
    "displaced": _displaced,
    "restored": _restored,
    "lapsed": _lapsed,
    "offer_made": _offered,
    "offer_lapsed": _offer_ended("lapsed"),
    "offer_withdrawn": _offer_ended("withdrawn"),
}
"""What the account is told of the booking as a whole."""
PEOPLE: dict[Kind, Places] = {
    "left": _left,
    "superseded": _superseded,
    "listed": _listed,
    "listed_displaced": _to_others(_displaced),
    "listed_restored": _to_others(_restored),
    "listed_moved": _to_others(_found_a_place),
    "listed_ended": _to_others(_found_none),
    "listed_left": _taken_out,
}
"""What is told of single people: to the account who left it; to the owner of a NIK who lists them, and what becomes of
that booking by a closure. Other moves and cancellations of a booking are for its account to tell them."""
PAUSES: dict[LimitRule, Kind] = {"cancellations": "bookings_paused", "refusals": "family_paused"}
"""What the account is told when it has come to the end of a limit."""
