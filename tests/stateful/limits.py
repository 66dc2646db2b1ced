"""What an account has done lately, and how often it may: named others, been refused for them, cancelled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.stateful import views
from tests.stateful.records import No

_DAY = timedelta(days=1)
_OTHERS, _OTHERS_DAYS = 8, 90
_REFUSALS = 3
_CANCELLATIONS, _MONTH, _WEEK = 3, 30 * _DAY, 7 * _DAY
_RENEWED_DAYS = 30


@dataclass
class Limits:
    """The people who were booked and who were only named, by NIK, with the day of it; refusals by request."""

    family: dict[str, int] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)
    refusals: dict[object, datetime] = field(default_factory=dict)
    cancellations: list[datetime] = field(default_factory=list)

    def check(self, others: Collection[str], now: datetime) -> None:
        """Refuse whoever has come to an end of one of the rules."""
        last = self.cancellations[-_CANCELLATIONS:]
        if len(last) == _CANCELLATIONS and last[-1] - last[0] <= _MONTH and now < last[-1] + _WEEK:
            _refuse("cancellations", last[-1] + _WEEK)
        if not others:
            return
        refused = [at for at in self.refusals.values() if now < at + _DAY]
        if len(refused) >= _REFUSALS:
            _refuse("refusals", min(refused) + _DAY)
        known = {**self.named, **self.family}
        recent = sorted(day for day in known.values() if day > _day(now) - _OTHERS_DAYS)
        too_many = len(recent) + len(set(others) - known.keys()) - _OTHERS
        if set(others) - known.keys() and too_many > 0:
            _refuse("others", datetime.fromtimestamp(recent[too_many - 1] * 86_400, UTC) + _OTHERS_DAYS * _DAY)

    def name(self, others: Collection[str], now: datetime) -> None:
        """Count whoever was named for the first time."""
        for nik in others:
            if nik not in self.family:
                self.named.setdefault(nik, _day(now))

    def refuse(self, others: Collection[str], request: object, now: datetime) -> None:
        """Count a refusal for one of them; the same request counts once, from the last time on."""
        self.name(others, now)
        self.refusals[request] = now

    def book(self, others: Collection[str], now: datetime) -> None:
        """Count whoever was booked."""
        today = _day(now)
        if all(today - self.family.get(nik, 0) < _RENEWED_DAYS for nik in others):
            return
        for nik in others:
            self.family[nik] = today
            self.named.pop(nik, None)


def _refuse(rule: str, until: datetime) -> None:
    raise No("limit_reached", rule=rule, until=views.instant(until))


def _day(now: datetime) -> int:
    return int(now.timestamp()) // 86_400
