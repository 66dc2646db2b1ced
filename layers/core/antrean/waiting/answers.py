"""How offers end: accepted or declined by who has them, taken back by the clock or by the office that closes the slot.

Whatever ends an offer writes two items at once: the booking, on condition that it is offered and at the revision that
was read, and its entry, on condition that it is at the version that was read. Three may want to end it: an answer, the
clock and the office. Whichever writes first wins; the others find it done.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from antrean.base.errors import Code, Refused
from antrean.bookings.operation import Again, own, read, refuse_without_nik, registered, until_settled
from antrean.bookings.parts import CommitRefused
from antrean.bookings.resolve import resolve
from antrean.changes.book import refuse_closing, refuse_frozen
from antrean.changes.party import Others, nik_already_booked
from antrean.policy.waiting import EXPIRY_MARGIN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.bookings.model import Answer, Booking, Changer, Offer
    from antrean.bookings.operation import Services
    from antrean.people.model import Account
    from antrean.waiting.model import EndReason, Entry
    from antrean.waiting.store import Waiting

_WHY_NOT = {
    "declined": "This offer was declined.",
    "booked": "Somebody of these people has a booking, or waits by themselves now, so this offer has ended.",
    "lapsed": "The time to answer this offer has ended.",
    "withdrawn": "The office closed the session, and the offer ended with it. You wait in your old place.",
}


def accept(services: Services, waiting: Waiting, account_id: str, booking_id: str) -> Booking:
    """Accept an offer, which is a booking from then on; one that was accepted is returned as it is.

    Raises `Refused`: not_found, too_late once it has ended, forbidden, nik_taken, limit_reached; booking_exists where
    the account has booked meanwhile, and then the entry ends with the offer; nik_already_booked where another account
    has booked somebody of them, and then the offer stays, so that they can settle it until the offer ends.
    """

    def attempt() -> Booking:
        now = services.clock.now()
        account, booking, *_ = read(services, account_id, booking_id)
        old, offer = _offered(booking, account_id)
        if offer.answer == "accepted":
            return old
        account = registered(account)
        refuse_closing(account)
        refuse_frozen(account, now)
        account.limits.check((), now)
        refuse_without_nik(account)
        if account.active_booking_at(now):
            if offer.answer and offer.answer != "booked":
                # It ended before that booking, for which nobody's waiting has ended.
                _check_open(offer, now)
            if old.is_offered:
                _taken_back(waiting, old, "booked", "answer", now, ends="booked")
            raise Refused(Code.BOOKING_EXISTS, "You have an active booking already, so your waiting has ended.")
        _check_open(offer, now)
        entry = _entry_of(waiting, old)
        if entry is None:
            raise Again
        if len(entry.people) < len(old.present):
            # Somebody has left the entry since, who must not be booked by it; the others get the next offer.
            _taken_back(waiting, old, "booked", "answer", now)
            raise Refused(Code.TOO_LATE, _WHY_NOT["booked"])
        new = old.answered(offer._replace(answer="accepted", last=True), now)
        try:
            waiting.accept(old, new, entry, account, now)
        except CommitRefused as refusal:
            if refusal.niks:
                raise _refused(services, account, old, refusal.niks, now) from refusal
            raise Again from refusal
        return new

    return until_settled(attempt)


def decline(services: Services, waiting: Waiting, account_id: str, booking_id: str) -> Booking:
    """Decline an offer, whose seats are kept for who comes next; one that has ended is returned as it is.

    The entry waits on in its place, and is not offered this slot again. Raises `Refused`: not_found, and too_late where
    it was accepted.
    """

    def attempt() -> Booking:
        now = services.clock.now()
        _, booking, *_ = read(services, account_id, booking_id)
        old, offer = _offered(booking, account_id)
        if offer.answer == "accepted":
            raise Refused(Code.TOO_LATE, "This offer was accepted, and is a booking now. It can be cancelled.")
        if offer.answer:
            return old
        return _taken_back(waiting, old, "declined", "answer", now)

    return until_settled(attempt)


def lapse(waiting: Waiting, clock: Clock, booking_id: str) -> bool:
    """Take an offer back that nobody has answered, and tell whether nothing is left to do at it.

    That is `EXPIRY_MARGIN` after its end, so that an answer of the last second has been written. Raises `Busy`.
    """

    def attempt() -> bool:
        now, found = clock.now(), waiting.store.bookings.get_many([booking_id])
        if not found or not found[0].is_offered or not (offer := found[0].offer):
            return True
        if offer.until > now - EXPIRY_MARGIN:
            return False
        _taken_back(waiting, found[0], "lapsed", "schedule", now)
        return True

    return until_settled(attempt)


def withdraw(waiting: Waiting, old: Booking, closure_id: str, now: datetime) -> Booking:
    """Take an offer back whose slot a closure has shut; its entry waits on in its place.

    Raises `Again` where something had changed, and it must be read again.
    """
    return _taken_back(waiting, old, "withdrawn", "office", now, closure_id)


def give_up(waiting: Waiting, entry: Entry, why: EndReason, now: datetime) -> bool:
    """End an entry, and the offer that it has, if any; tell whether that was written."""
    if entry.booking_id is None:
        return waiting.end(entry, entry.ended(why))
    found = waiting.store.bookings.get_many([entry.booking_id])
    if not found or not found[0].is_offered:
        return False
    with suppress(Again):
        _taken_back(waiting, found[0], "declined", "answer", now, ends=why)
        return True
    return False


def _offered(booking: Booking | None, account_id: str) -> tuple[Booking, Offer]:
    """Return an account's booking that was offered, and the offer; raises `not_found`, also for any other booking."""
    found = own(booking, account_id)
    if found.offer is None:
        raise Refused(Code.NOT_FOUND, "You have no offer of this id.")
    return found, found.offer


def _check_open(offer: Offer, now: datetime) -> None:
    """Raise `too_late` for an offer that has ended."""
    if offer.answer or now >= offer.until:
        raise Refused(Code.TOO_LATE, _WHY_NOT[offer.answer or "lapsed"])


def _entry_of(waiting: Waiting, booking: Booking) -> Entry | None:
    """Return the entry that has an offer, which was read before; None where either has ended since."""
    entry = waiting.settled_entry(booking.account_id)
    return entry if entry and entry.booking_id == booking.booking_id else None


def _taken_back(  # noqa: PLR0913 - how it ends, by whom and when
    waiting: Waiting,
    old: Booking,
    answer: Answer,
    by: Changer,
    now: datetime,
    closure_id: str | None = None,
    ends: EndReason | None = None,
) -> Booking:
    """End an offer as it was read, and keep its seats; raises `Again` where it or its entry had changed.

    The entry waits again, unless it ends by that, or `ends` says why it does.
    """
    if old.offer is None:
        message = f"{old.booking_id} was never offered"
        raise ValueError(message)
    entry = _entry_of(waiting, old)
    after = None
    if entry:
        after = entry.ended(ends) if ends else entry.answered(answer, old.slot)
    last = after is None or not after.lasts
    new = old.answered(old.offer._replace(answer=answer, last=last), now)
    try:
        waiting.take_back(old, new, (entry, after) if entry and after else None, by, now, closure_id)
    except CommitRefused as refusal:
        for leftover in refusal.leftovers:
            # Of a packet of the offerer that landed late; its seats would be lost with the claim of the offer.
            resolve(waiting.store, leftover, now)
        raise Again from refusal
    return new


def _refused(services: Services, account: Account, booking: Booking, held: Sequence[str], now: datetime) -> Refused:
    """Return the refusal of people who are booked elsewhere; for others than the owner it is counted before."""
    others = [person for person in booking.present if person.relation != "self"]
    if not any(person.nik_key in held for person in others):
        return nik_already_booked([place for place, each in enumerate(booking.applicants) if each.nik_key in held])
    answering = Others(services.store.accounts, account, booking.booking_id, [person.nik_keys for person in others])
    return answering.refusal(booking.applicants, held, now)
