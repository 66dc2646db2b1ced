"""What a closure would do, before anybody does it: this only reads."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from antrean.base.errors import invalid
from antrean.offices.model import WALK_IN
from antrean.slots.availability import days_between, published
from antrean.slots.changes import can_be_closed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from antrean.bookings.model import Booking
    from antrean.bookings.stores import Store
    from antrean.offices.model import Office
    from antrean.slots.model import Quota, Slot
    from antrean.slots.store import Quotas

    UnreachableOf = Callable[[Collection[str]], AbstractSet[str]]
    """Tells of addresses whose mailboxes take no mails (`messages.mailboxes`)."""

_TAGS = 10**9
"""How many entity tags there are: `If-Match` takes numbers of nine digits."""


class SlotPreview(NamedTuple):
    """Who would be displaced from a slot: parties and people; `moved` of the parties were moved before.

    `unreachable` are the parties whose mailbox takes no mails. `served` parties came already, and stay.
    """

    slot: Slot
    parties: int
    people: int
    moved: int
    unreachable: int
    served: int


class Preview(NamedTuple):
    """What a closure would do to each slot, and the tag by which the closing knows that nothing changed since."""

    slots: tuple[SlotPreview, ...]
    tag: int

    @property
    def etag(self) -> str:
        """The tag as operators send it back."""
        return f'"{self.tag}"'


def preview(  # noqa: PLR0913 - what is asked, and what answers
    store: Store,
    office: Office,
    now: datetime,
    days: tuple[date, date],
    session: str | None,
    unreachable_of: UnreachableOf,
) -> Preview:
    """Return what closing an office's slots of `days`, first and last, would do; with a `session` only that one."""
    found = closable(store.quotas, office, now, days, session)
    dates = sorted({quota.slot.date for quota in found})
    booked = [booking for day in dates for booking in store.bookings.of_day(office.office_id, day)]
    reached = _reached(store, {booking.account_id for booking in booked}, unreachable_of)
    return Preview(tuple(_of_slot(quota.slot, booked, reached) for quota in found), tag_of(found))


def closable(
    quotas: Quotas, office: Office, now: datetime, days: tuple[date, date], session: str | None
) -> list[Quota]:
    """Return the quotas that a closure of these days closes, in the order of their sessions.

    Those are the published ones whose day is not over at the office and that no closure has closed. One that a holiday
    has closed, and where nobody has a place, is left as it is: opening again would open it. Raises `validation_failed`.
    """
    if session and office.session(session) is None:
        raise invalid("session", "is not a session of this office")
    today = office.today(now)
    first, last = days_between(*days, today)
    if last < today:
        return []
    found = published(quotas, office, max(first, today), last, consistent=True)
    # Lanes of the door have slots too, whose people have no account: an operator closes those one by one.
    booked = (quota for quota in found if not quota.slot.session.startswith(WALK_IN))
    return [quota for quota in booked if can_be_closed(quota) and session in {None, quota.slot.session}]


def tag_of(quotas: Sequence[Quota]) -> int:
    """Return the tag of slots, which is another one once an operator or a closure has changed one of them."""
    text = ",".join(f"{quota.slot.path}@{quota.version}" for quota in quotas)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % _TAGS


def _of_slot(slot: Slot, booked: Sequence[Booking], reached: AbstractSet[str]) -> SlotPreview:
    """Count who would be displaced from a slot; mails reach those accounts that are `reached`."""
    # What is only offered is taken back, and nobody loses a place by it.
    bookings = [each for each in booked if each.slot == slot and each.is_confirmed]
    served = sum(booking.check_in is not None for booking in bookings)
    affected = [booking for booking in bookings if not booking.check_in]
    return SlotPreview(
        slot=slot,
        parties=len(affected),
        people=sum(len(booking.present) for booking in affected),
        moved=sum(booking.moved for booking in affected),
        unreachable=sum(booking.account_id not in reached for booking in affected),
        served=served,
    )


def _reached(store: Store, account_ids: AbstractSet[str], unreachable_of: UnreachableOf) -> set[str]:
    """Return which of the accounts have a mailbox that takes mails."""
    accounts = store.accounts.get_many(account_ids).values()
    unreachable = unreachable_of([account.email for account in accounts])
    return {account.account_id for account in accounts if account.email not in unreachable}
