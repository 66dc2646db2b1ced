"""An entry of the waiting list: who waits for what, since when, and what has become of it."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from antrean.people.model import is_of
from antrean.policy.notices import QUIET_FROM, QUIET_UNTIL
from antrean.policy.waiting import (
    ANSWER_TIME,
    ENTRY_KEPT,
    MOST_DECLINED,
    MOST_UNANSWERED,
    OFFERS_END,
    SKIP_TOLD_AGAIN,
    SKIPS_SHOWN,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from zoneinfo import ZoneInfo

    from antrean.bookings.model import Answer, Applicant, PassportService
    from antrean.slots.model import Slot

EntryState = Literal["waiting", "has_offer", "ended"]
"""`waiting` gets the next offer that fits, `has_offer` has one that is not answered yet, `ended` gets none any more."""
EndReason = Literal["accepted", "left", "declined", "unanswered", "booked", "frozen", "over", "nobody"]
"""Why an entry ended: an offer was accepted, the account left, declined too often or did not answer, somebody of it has
a booking, missed visits or cancellations stop the account's bookings, its last day is too near, or nobody is left in
it."""


class Skip(NamedTuple):
    """That a later entry was offered kept seats of a slot, since there were too few of them for this one.

    Or, if it is `booked`, since somebody of this one has a booking of another account.
    """

    slot: Slot
    at: datetime
    kept: int
    booked: bool = False


class Entry(NamedTuple):
    """One to five people of an account who wait for seats together: all of them in one slot, or nothing."""

    entry_id: str
    account_id: str
    offices: tuple[str, ...]
    """The ids of the offices to any of which they would go."""
    first: date
    last: date
    sessions: tuple[str, ...]
    """The sessions in which they would come; none where they take any."""
    service: PassportService
    people: tuple[Applicant, ...]
    joined_at: datetime
    rank: int
    """The place among those who joined in the same hour, which is drawn (`rank_of`)."""
    ends_at: datetime
    """When no offer can be answered any more: `OFFERS_END` of the day before the last one."""
    fingerprint: str
    """Of the request, by which a retry is known."""
    state: EntryState = "waiting"
    version: int = 0
    """How often its state has changed: of two that would change it one does."""
    booking_id: str | None = None
    """The offer that it has."""
    unanswered: int = 0
    declined: int = 0
    passed: tuple[Slot, ...] = ()
    """The slots of which it declined an offer, or did not answer: they are not offered to it again."""
    skips: tuple[Skip, ...] = ()
    """The newest skips, the latest last."""
    why: EndReason | None = None
    """Why it has ended."""

    @property
    def order(self) -> str:
        """What sorts entries: the hour of joining, then the drawn rank."""
        return order_of(self.joined_at, self.rank, self.account_id)

    @property
    def expires_at(self) -> datetime:
        """The instant from which the entry need not be kept."""
        return self.ends_at + ENTRY_KEPT

    @property
    def lasts(self) -> bool:
        """Whether it waits or has an offer."""
        return self.state != "ended"

    def wants(self, slot: Slot) -> bool:
        """Tell whether it takes an offer of a slot, as long as it waits."""
        return self.state == "waiting" and slot not in self.passed

    def offered(self, booking_id: str) -> Entry:
        """Return the entry once it has an offer."""
        return self._replace(state="has_offer", version=self.version + 1, booking_id=booking_id)

    def answered(self, answer: Answer, slot: Slot) -> Entry:
        """Return the entry once its offer of a slot has ended by an `answer`, or by none.

        It waits again in its old place, unless that was one time too many. An offer that the office has withdrawn
        counts for nothing, and may be made again.
        """
        if answer == "accepted":
            return self.ended("accepted")
        again = self._replace(state="waiting", version=self.version + 1, booking_id=None)
        if answer == "declined":
            again = again._replace(declined=self.declined + 1, passed=(*self.passed, slot))
            return again.ended_as_well("declined") if again.declined >= MOST_DECLINED else again
        if answer == "lapsed":
            again = again._replace(unanswered=self.unanswered + 1, passed=(*self.passed, slot))
            return again.ended_as_well("unanswered") if again.unanswered >= MOST_UNANSWERED else again
        return again

    def ended(self, why: EndReason) -> Entry:
        """Return the entry once it gets no further offer."""
        return self._replace(state="ended", version=self.version + 1, booking_id=None, why=why)

    def ended_as_well(self, why: EndReason) -> Entry:
        """Return the entry ended by the same change that raised its version."""
        return self._replace(state="ended", why=why)

    def without(self, nik_keys: Collection[str]) -> Entry:
        """Return the entry once the person of a NIK, of whom any keyed hash is given, waits in an own one."""
        rest = tuple(person for person in self.people if not is_of(person, nik_keys))
        again = self._replace(people=rest, version=self.version + 1)
        return again if rest or self.state == "has_offer" else again.ended_as_well("nobody")

    def renumbered(self) -> Entry:
        """Return the entry at its next version and otherwise as it was: its next offer has another id."""
        return self._replace(version=self.version + 1)

    def knows(self, skip: Skip) -> bool:
        """Tell whether it was told lately that it was passed over in the slot of `skip` for the same reason."""
        return any(
            (each.slot, each.booked) == (skip.slot, skip.booked) and skip.at < each.at + SKIP_TOLD_AGAIN
            for each in self.skips
        )

    def skipped(self, skip: Skip) -> Entry:
        """Return the entry once it was passed over."""
        return self._replace(version=self.version + 1, skips=(*self.skips, skip)[-SKIPS_SHOWN:])


class Waiter(NamedTuple):
    """What the list of an office tells of an entry: enough to see whom kept seats of a slot may fit."""

    account_id: str
    hour: datetime
    """The hour in which it was joined."""
    people: int
    first: date
    last: date
    sessions: tuple[str, ...]
    ends_at: datetime

    def may_take(self, slot: Slot, now: datetime) -> bool:
        """Tell whether kept seats of a slot may be for this entry now, however many there are.

        Who joined in this hour waits for its end: only then everybody who shares the drawn order is there. Else whoever
        knows that a seat is given back in a moment would join just before.
        """
        return self.wants(slot) and self.hour + timedelta(hours=1) <= now < self.ends_at

    def wants(self, slot: Slot) -> bool:
        """Tell whether seats of a slot are among what the entry waits for."""
        return self.first <= slot.date <= self.last and (not self.sessions or slot.session in self.sessions)


class Blocked(NamedTuple):
    """Since when kept seats of a slot wait for more of them, since they were too few for who was first."""

    slot: Slot
    since: datetime


class Mark(NamedTuple):
    """What keeps a person from being in two entries: the entry, whose it is, since when, and until when it lasts."""

    entry_id: str
    account_id: str
    since: datetime
    held_until: datetime


def order_of(joined_at: datetime, rank: int, account_id: str) -> str:
    """Return the text by which the entries of an office are sorted."""
    hour = int(joined_at.timestamp()) // 3600 * 3600
    return f"{hour:012d}#{rank:010d}#{account_id}"


def rank_of(seed: bytes, account_id: str) -> int:
    """Return the place of an account among those who joined in the hour of a seed (`turns.places.seed_of`).

    It is drawn from the seed, which is published once the hour is over, and is another one than the account's place in
    turns, which the account is told before the hour.
    """
    return int.from_bytes(hmac.digest(seed, f"antrean/waiting/v1/{account_id}".encode(), "sha256")[:4], "big")


def ends_at(zone: ZoneInfo, last: date) -> datetime:
    """Return the instant from which no offer of a day or of an earlier one can be answered."""
    return datetime.combine(last - timedelta(days=1), OFFERS_END, zone)


def answer_until(zone: ZoneInfo, day: date, now: datetime) -> datetime | None:
    """Return until when an offer of `day` that is made at `now` can be answered; None where no time is left for it.

    People have `ANSWER_TIME` of hours that are not quiet at their office.
    """
    at, left = now.astimezone(zone), ANSWER_TIME
    if at.microsecond:
        at = at.replace(microsecond=0) + timedelta(seconds=1)
    while True:
        begins, evening = datetime.combine(at, QUIET_UNTIL, zone), datetime.combine(at, QUIET_FROM, zone)
        at = max(at, begins)
        if evening - at >= left:
            until = at + left
            return until if until <= ends_at(zone, day) else None
        left -= max(evening - at, timedelta(0))
        at = datetime.combine(at + timedelta(days=1), QUIET_UNTIL, zone)
