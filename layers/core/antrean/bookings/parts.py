"""The parts of a transaction that changes a booking, and what it means when one of them is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

from antrean.aws.table import Action, Table, TransactionRefused
from antrean.base.days import start_of_day
from antrean.policy.bookings import TOMBSTONE_KEPT
from antrean.slots.items import as_quota

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from antrean.aws.attributes import Item
    from antrean.bookings.model import Applicant, Booking, Changer
    from antrean.slots.model import Claim, Slot


class CommitRefused(Exception):  # noqa: N818 - the expected outcome of a lost race
    """A commit of which nothing was written.

    `niks` are the applicants whose NIK another booking holds; `account` tells that a profile was not as it was read: it
    has another active booking, or other limits; `leftovers` are claims of the booking's operations that late twins left
    on the slot it gives seats back to. If all are empty, a booking had changed since it was read (the one that is
    written or the one out of which somebody is taken), the claim was fenced off, or seats were given back since.
    """

    def __init__(self, niks: tuple[str, ...], leftovers: tuple[Claim, ...], *, account: bool) -> None:
        """Keep which of the conditions failed."""
        super().__init__("commit refused")
        self.niks = niks
        self.leftovers = leftovers
        self.account = account


class Part(NamedTuple):
    """One action of a transaction: on which kind of item, and whose guard it is."""

    kind: Literal["booking", "quota", "guard", "account", "entry"]
    action: Action
    person: Applicant | None = None


def guard_parts(people: Iterable[Applicant], action: Callable[[str], Action]) -> list[Part]:
    """Return the parts that do `action` to the guard of each person under each live version of the key of NIKs."""
    return [Part("guard", action(nik_key), person) for person in people for nik_key in person.nik_keys]


def commit_parts(table: Table, parts: Sequence[Part], given_back: Booking) -> None:
    """Write all parts of a change or nothing; `given_back` is the booking whose seats it gives back, if any."""
    try:
        table.transact([part.action for part in parts])
    except TransactionRefused as refusal:
        failed = {index: parts[index] for index in refusal.failures}
        # If the booking changed, guard failures are ignored: the guards that stand there may be its own.
        held = [] if 0 in failed else [part.person.nik_key for part in failed.values() if part.person]
        quotas = [refusal.failures[index] for index, part in failed.items() if part.kind == "quota"]
        raise CommitRefused(
            # Somebody may be held under several versions of the key, and is named once.
            niks=tuple(dict.fromkeys(held)),
            leftovers=tuple(claim for quota in quotas for claim in claims_of(given_back, quota)),
            account=any(part.kind == "account" for part in failed.values()),
        ) from refusal


def status_for(booking: Booking, changers: Collection[Changer]) -> str:
    """Return the status in which a booking must still be, or one that no booking has if it allows no such change."""
    return booking.status if not booking.meaning.changed_by.isdisjoint(changers) else "-"


def tombstone_expiry(slot: Slot) -> int:
    """Return when (Unix time) a tombstone that bars claims of `slot` may go; its day ends first in the east."""
    # UTC is at most 14 hours behind any office, so this is never early.
    return int((start_of_day(slot.date + timedelta(days=1), ZoneInfo("UTC")) + TOMBSTONE_KEPT).timestamp())


def claims_of(booking: Booking, quota: Item | None) -> tuple[Claim, ...]:
    """Return the claims of a booking's operations that stand in a quota's item."""
    claims = as_quota(quota).claims.values() if quota else ()
    return tuple(claim for claim in claims if claim.booking_id == booking.booking_id)
