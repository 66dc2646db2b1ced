"""How the account that has an offer answers it: it accepts or declines. All other ends of offers are in `endings`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.attempts import Again, until_settled
from antrean.base.errors import Code, Refused
from antrean.bookings.operation import own, read, refuse_without_nik, registered
from antrean.bookings.parts import CommitRefused
from antrean.changes.book import refuse_closing, refuse_frozen
from antrean.changes.party import Others, nik_already_booked
from antrean.waiting.endings import end_offer, entry_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from antrean.bookings.model import Booking, Offer
    from antrean.bookings.operation import Services
    from antrean.people.model import Account
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
                end_offer(waiting, old, "booked", "answer", now, ends="booked")
            raise Refused(Code.BOOKING_EXISTS, "You have an active booking already, so your waiting has ended.")
        _check_open(offer, now)
        entry = entry_of(waiting, old)
        if entry is None:
            raise Again
        if len(entry.people) < len(old.present):
            # Somebody has left the entry since, who must not be booked by it; the others get the next offer.
            end_offer(waiting, old, "booked", "answer", now)
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

    The entry waits on in its place, unless it has declined too often (`MOST_DECLINED`), and is not offered this slot
    again. Raises `Refused`: not_found, and too_late where it was accepted.
    """

    def attempt() -> Booking:
        now = services.clock.now()
        _, booking, *_ = read(services, account_id, booking_id)
        old, offer = _offered(booking, account_id)
        if offer.answer == "accepted":
            raise Refused(Code.TOO_LATE, "This offer was accepted, and is a booking now. It can be cancelled.")
        if offer.answer:
            return old
        return end_offer(waiting, old, "declined", "answer", now)

    return until_settled(attempt)


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


def _refused(services: Services, account: Account, booking: Booking, held: Sequence[str], now: datetime) -> Refused:
    """Return the refusal of people who are booked elsewhere; for others than the owner it is counted before."""
    others = [person for person in booking.present if person.relation != "self"]
    if not any(person.nik_key in held for person in others):
        return nik_already_booked([place for place, each in enumerate(booking.applicants) if each.nik_key in held])
    answering = Others(services.store.accounts, account, booking.booking_id, [person.nik_keys for person in others])
    return answering.refusal(booking.applicants, held, now)
