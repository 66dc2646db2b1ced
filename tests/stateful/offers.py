"""Who waits for seats that others give back, and what the run of every minute offers them.

An offer is a booking that holds seats and no people. It ends by an answer, a minute after its time, or with its slot;
its seats are kept then.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from tests.stateful import limits, views
from tests.stateful.records import Booking, Claim, Entry, Offer
from tests.stateful.scene import OFFICES, at, local, secret
from tests.stateful.state import State
from tests.support.slots import Slot

_MORNING, _EVENING, _LAST = time(7), time(20), time(18)
_ANSWER, _HELD, _PAUSE = timedelta(hours=6), timedelta(hours=6), timedelta(hours=2)
_LATE = timedelta(seconds=60)
_MOST = {"declined": 3, "lapsed": 2}
"""How many offers an entry may decline, or leave unanswered, before it ends with one."""
_WHY = {"declined": "declined", "lapsed": "unanswered"}
_SKIPS_SHOWN = 5
_HOUR, _A_DAY = timedelta(hours=1), timedelta(days=1)


class Offers(State):
    """What becomes of who waits."""

    def __init__(self) -> None:
        """Begin with nobody who waits."""
        super().__init__()
        self.entries: dict[str, Entry] = {}
        """By their accounts, of which each has one at a time."""
        self._blocked: dict[Slot, datetime] = {}
        """Since when kept seats of a slot wait for more of them, or waited last."""
        self.offered = self.lapsed = self.withdrawn = self.passed_over = 0
        """How often an offer was made, ended without an answer or with its slot, and passed somebody over."""

    def lasting(self) -> list[Entry]:
        """Return the entries that have not ended, in the order of offers."""
        return sorted((each for each in self.entries.values() if each.state != "ended"), key=order_of)

    def open_offers(self) -> list[Booking]:
        """Return the offers that nobody has answered."""
        return [booking for booking in self.bookings.values() if booking.offered]

    def sweep(self) -> dict[str, int]:
        """End what is over, and then sweep every slot, in which kept seats are offered before they are released."""
        self._end_what_is_over()
        before = self.offered
        done = super().sweep()
        return done | {"offered": self.offered - before}

    def take_back(self, booking: Booking, answer: str, ends: str | None = None) -> None:
        """End an offer: its seats are kept, and its entry waits again, unless that was one time too many."""
        [entry] = [each for each in self.entries.values() if each.offer == booking.name]
        self.give_back(booking, booking.held)
        entry.state, entry.offer = "waiting", None
        entry.version += 1
        if ends is None and answer in _MOST:
            entry.counted[answer] += 1
            entry.passed.append(booking.slot)
            ends = _WHY[answer] if entry.counted[answer] >= _MOST[answer] else None
        if ends:
            entry.end(ends)
        assert booking.offer
        booking.offer.answer, booking.offer.last = answer, entry.state == "ended"
        booking.change(self.now)

    def _end_what_is_over(self) -> None:
        """End offers that nobody has answered, a minute after their time, and entries that can get none any more."""
        due = [(entry.ends_at, "entry", entry.name) for entry in self.lasting() if entry.ends_at <= self.now]
        due += [(booking.until_answered, "offer", booking.name) for booking in self.open_offers()]
        for when, kind, name in sorted(due):
            if kind == "offer" and when <= self.now - _LATE:
                self.take_back(self.bookings[name], "lapsed")
                self.lapsed += 1
            entry = self.entries.get(name.split("/")[0])
            if kind == "entry" and entry and entry.state == "waiting":
                entry.version += 1
                entry.end("over")

    def keeps(self, where: Slot, kept: int) -> bool:
        """Offer kept seats of a slot while an entry fits, and tell whether what is left of them stays kept.

        `kept` are those that were there when the slot was looked at.
        """
        quota, until = self.quotas[where], answer_until(where, self.now)
        if not kept or quota.state != "open" or self.now < quota.opens_at or until is None:
            return False
        passed: list[tuple[Entry, bool]] = []
        offered = False
        for entry in [each for each in self.lasting() if self._may_take(each, where)]:
            turn = self._turn_of(entry, where, kept, passed)
            if turn == "held":
                return True
            if turn != "offer":
                passed += [(entry, turn == "booked")] if turn else []
                continue
            for each, booked in passed:
                self._pass_over(each, where, kept, booked=booked)
            self._offer(where, entry, until)
            kept, offered = kept - len(entry.people), True
            if passed or not kept:
                return True
        return offered

    def _turn_of(self, entry: Entry, where: Slot, kept: int, passed: Sequence[tuple[Entry, bool]]) -> str:
        """Return what becomes of an entry: an offer, "held", "skipped", "booked", or "" where it has ended."""
        capacity = self.quotas[where].capacity
        if len(entry.people) > kept:
            first = not any(not booked and len(each.people) <= capacity for each, booked in passed)
            holds = self._may_hold(where) if first and len(entry.people) <= capacity else None
            if holds is not False:
                return "held" if holds else "skipped"
        if self._ended(entry):
            return ""
        if any(person["nik"] in self.holders() for person in entry.people):
            return "booked"
        if len(entry.people) <= kept:
            return "offer"
        self._blocked[where] = self.now
        return "held"

    def _ended(self, entry: Entry) -> bool:
        """Tell whether an entry whose turn it is ends instead."""
        if why := self._over(entry):
            entry.version += 1
            entry.end(why)
        return entry.state == "ended"

    def _pass_over(self, entry: Entry, where: Slot, kept: int, *, booked: bool) -> None:
        """Let an entry know that seats go to a later one, unless it knows that of this slot since less than a day."""
        if any((each[0], each[3]) == (where, booked) and self.now < each[1] + _A_DAY for each in entry.skips):
            return
        entry.version += 1
        entry.skips = [*entry.skips, (where, self.now, kept, booked)][-_SKIPS_SHOWN:]
        self.passed_over += 1

    def _may_take(self, entry: Entry, where: Slot) -> bool:
        """Tell whether seats of a slot may be for an entry: not in the hour in which it was joined."""
        wanted = entry.office == where.office_id and entry.first <= where.date <= entry.last
        wanted = wanted and where.session in (entry.sessions or [where.session]) and where not in entry.passed
        return entry.state == "waiting" and wanted and entry.hour + _HOUR <= self.now < entry.ends_at

    def _may_hold(self, where: Slot) -> bool | None:
        """Tell whether seats of a slot wait already for who is first; False: they may begin to; None: they do not.

        They do for six of every eight hours, and not in the last hour in which an offer of the day can be made.
        """
        since = self._blocked.get(where)
        if answer_until(where, self.now + _HOUR) is None:
            return None
        if since is None or self.now >= since + _HELD + _PAUSE:
            return False
        return True if self.now < since + _HELD else None

    def _over(self, entry: Entry) -> str | None:
        if not entry.people:
            return "nobody"
        if limits.is_paused(self.accounts[entry.owner], self.now):
            return "frozen"
        return "booked" if entry.owner in self.active_bookings() else None

    def _offer(self, where: Slot, entry: Entry, until: datetime) -> None:
        quota, n = self.quotas[where], len(entry.people)
        name = f"{entry.name}#{entry.version}"
        claim = Claim(("offer", name), quota.next, n, self.now, kept=True)
        quota.kept -= n
        quota.next += n
        people = [
            {**person, "number": number, "presence": "present"}
            for number, person in enumerate(entry.people, claim.first)
        ]
        made = Booking(name, where, self.now, people, [claim], {}, active=False, offer=Offer(until))
        self.bookings[name] = made
        entry.state, entry.offer = "has_offer", name
        entry.version += 1
        self.offered += 1


def order_of(entry: Entry) -> tuple[datetime, int, str]:
    """Return what entries are sorted by: the hour of joining, the drawn rank, the account."""
    return entry.hour, entry.rank, entry.owner


def rank_of(owner: str, now: datetime) -> int:
    """Return what is drawn for an account among those who join in the same hour."""
    hour = now.replace(minute=0, second=0)
    seed = hmac.digest(
        secret(hour.astimezone(UTC).date()), f"antrean/turns/v1/{views.instant(hour)}".encode(), "sha256"
    )
    return int.from_bytes(hmac.digest(seed, f"antrean/waiting/v1/{owner}".encode(), "sha256")[:4], "big")


def ends_at(office_id: str, day: str) -> datetime:
    """Return from when on no offer of a day can be answered: 18:00 of the day before, at the office."""
    return at(OFFICES[office_id], date.fromisoformat(day) - _A_DAY, f"{_LAST:%H:%M}")


def answer_until(where: Slot, now: datetime) -> datetime | None:
    """Return until when an offer that is made now can be answered: for six hours of the day; None: too late for it."""
    office = OFFICES[where.office_id]
    there, left = local(office, now), _ANSWER
    while True:
        begins, evening = datetime.combine(there, _MORNING), datetime.combine(there, _EVENING)
        there = max(there, begins)
        if evening - there >= left:
            until = at(office, there.date(), "00:00") + (there + left - datetime.combine(there, time()))
            return until if until <= ends_at(where.office_id, where.date) else None
        left -= max(evening - there, timedelta(0))
        there = datetime.combine(there + _A_DAY, time())
