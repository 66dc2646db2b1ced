"""How often an account may do what harms others: name other people's NIKs, be refused for them, wait with them, cancel.

The limits are kept in the account's profile, which every booking reads and writes anyway. A count is written before the
answer, on condition that the limits are still as they were read. So parallel requests count as if one came after
another.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple, NoReturn

from antrean.base.errors import Code, Refused
from antrean.policy.bookings import (
    CANCELLATION_PAUSE,
    CANCELLATION_WINDOW,
    FAMILY_NOTED_AGAIN,
    JOINS_WINDOW,
    MOST_CANCELLATIONS,
    MOST_JOINS,
    MOST_OTHERS,
    MOST_REFUSALS,
    OTHERS_WINDOW,
    REFUSAL_RETRY,
    REFUSAL_WINDOW,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

LimitRule = Literal["cancellations", "refusals", "others", "joins", "address", "checks", "misses"]
"""The rule that an account has come to the end of."""
_MARK = slice(3, 11)
"""Eight characters of a NIK's keyed hash, behind its version: enough to know again one of eight."""


class Limits(NamedTuple):
    """What an account did lately.

    `family` are the people who were booked, `named` those who only were asked for: marks of their NIKs, and a day (Unix
    time, in days). For `family` it is that of the last booking, or up to a month before it; for `named` that of the
    first request. `refusals` are the requests that were refused for a NIK: a mark of each, with a `+` for each time
    that it had counted before, and the second (Unix time). `cancellations` are seconds, the oldest first, and so are
    `joins`: of what put others on the waiting list, or was refused since somebody waits already.
    """

    family: Mapping[str, int] = {}
    named: Mapping[str, int] = {}
    refusals: Mapping[str, int] = {}
    cancellations: tuple[int, ...] = ()
    joins: tuple[int, ...] = ()

    def knows(self, nik_key: str) -> bool:
        """Tell whether the account has booked the person of this NIK before."""
        return nik_key[_MARK] in self.family

    def renewed(self, people: Iterable[Sequence[str]]) -> Limits:
        """Return the limits with the newest marks of people, whose keyed hashes are given, the newest first.

        They are the very same where nobody has an older mark.
        """
        marks = {older[_MARK]: newest[_MARK] for newest, *before in people for older in before}
        if marks.keys().isdisjoint({*self.family, *self.named}):
            return self
        family = {marks.get(mark, mark): day for mark, day in self.family.items()}
        return self._replace(family=family, named={marks.get(mark, mark): day for mark, day in self.named.items()})

    def strangers(self, nik_keys: Collection[str]) -> bool:
        """Tell whether there is a NIK that the account did not name before."""
        return any(nik_key[_MARK] not in self.family and nik_key[_MARK] not in self.named for nik_key in nik_keys)

    def check(self, nik_keys: Collection[str], now: datetime) -> None:
        """Raise `limit_reached` if the account may book nobody now, or not the people of other NIKs, `nik_keys`."""
        pauses = self.pauses(now)
        if until := pauses.get("cancellations"):
            _refuse("cancellations", "You cancelled several bookings lately.", until)
        if not nik_keys:
            return
        if until := pauses.get("refusals"):
            _refuse("refusals", "You asked several times for people who cannot be booked.", until)
        since = _day(now - OTHERS_WINDOW)
        known = {mark: day for mark, day in {**self.named, **self.family}.items() if day > since}
        more = {nik_key[_MARK] for nik_key in nik_keys} - known.keys()
        too_many = len(known) + len(more) - MOST_OTHERS
        if more and too_many > 0:
            # They are free again when so many have been forgotten as there are too many.
            days = sorted(known.values())
            last = days[too_many - 1] if too_many <= len(days) else _day(now)
            _refuse("others", "You have booked for several other people.", _start_of(last) + OTHERS_WINDOW)

    def check_joins(self, now: datetime) -> None:
        """Raise `limit_reached` if the account may put nobody else on the waiting list now."""
        if len(self.joins) >= MOST_JOINS and now < (until := _instant(self.joins[-MOST_JOINS]) + JOINS_WINDOW):
            _refuse("joins", "You joined the waiting list with other people several times today.", until)

    def pauses(self, now: datetime) -> dict[LimitRule, datetime]:
        """Return what pauses at `now`, each with until when: all bookings, or those with family."""
        found: dict[LimitRule, datetime] = {}
        cancelled = self.cancellations
        if len(cancelled) >= MOST_CANCELLATIONS and cancelled[-1] - cancelled[0] <= CANCELLATION_WINDOW.total_seconds():
            found["cancellations"] = _instant(cancelled[-1]) + CANCELLATION_PAUSE
        refused = [second for second in self.refusals.values() if now < _instant(second) + REFUSAL_WINDOW]
        if len(refused) >= MOST_REFUSALS:
            found["refusals"] = _instant(min(refused)) + REFUSAL_WINDOW
        return {rule: until for rule, until in found.items() if now < until}

    def after_naming(self, nik_keys: Collection[str], now: datetime) -> Limits:
        """Return the limits once other people's NIKs were asked for."""
        kept = self._recent(now)
        today = _day(now)
        asked = {nik_key[_MARK]: today for nik_key in nik_keys if nik_key[_MARK] not in kept.family}
        return kept._replace(named={**asked, **kept.named})

    def after_refusal(self, nik_keys: Collection[str], request: str, now: datetime) -> Limits:
        """Return the limits once `request`, a mark of it, was refused for one of the NIKs.

        The same request counts anew once `REFUSAL_RETRY` has passed since it was counted.
        """
        kept = self.after_naming(nik_keys, now)
        counted = [second for mark, second in kept.refusals.items() if mark.rstrip("+") == request]
        if counted and now < _instant(max(counted)) + REFUSAL_RETRY:
            return kept
        marks = (request + "+" * times for times in itertools.count())
        unused = next(mark for mark in marks if mark not in kept.refusals)
        return kept._replace(refusals={**kept.refusals, unused: int(now.timestamp())})

    def after_booking(self, nik_keys: Collection[str], now: datetime) -> Limits:
        """Return the limits once the people of other NIKs were booked: the very same if there is nothing to write."""
        today = _day(now)
        marks = {nik_key[_MARK] for nik_key in nik_keys}
        if all(today - self.family.get(mark, 0) < FAMILY_NOTED_AGAIN for mark in marks):
            return self
        kept = self._recent(now)
        named = {mark: day for mark, day in kept.named.items() if mark not in marks}
        return kept._replace(family={**kept.family, **dict.fromkeys(marks, today)}, named=named)

    def after_cancellation(self, now: datetime) -> Limits:
        """Return the limits once a booking was cancelled."""
        latest = (*self.cancellations, int(now.timestamp()))[-MOST_CANCELLATIONS:]
        return self._recent(now)._replace(cancellations=latest)

    def after_join(self, now: datetime) -> Limits:
        """Return the limits once others were put on the waiting list, or were not since they wait already."""
        kept = self._recent(now)
        return kept._replace(joins=(*kept.joins, int(now.timestamp()))[-MOST_JOINS:])

    def _recent(self, now: datetime) -> Limits:
        """Return the limits without what no longer counts."""
        since = _day(now - OTHERS_WINDOW)
        return self._replace(
            family={mark: day for mark, day in self.family.items() if day > since},
            named={mark: day for mark, day in self.named.items() if day > since},
            refusals={mark: at for mark, at in self.refusals.items() if now < _instant(at) + REFUSAL_WINDOW},
            joins=tuple(second for second in self.joins if now < _instant(second) + JOINS_WINDOW),
        )


def _refuse(rule: LimitRule, why: str, until: datetime) -> NoReturn:
    raise Refused(Code.LIMIT_REACHED, f"{why} Try again later; what you have booked stays.", rule=rule, until=until)


def _day(instant: datetime) -> int:
    return int(instant.timestamp()) // 86_400


def _start_of(day: int) -> datetime:
    return datetime.fromtimestamp(day * 86_400, UTC)


def _instant(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
