"""How much an account may do: whom it may name, how often it may be refused and cancel, and until when it must wait."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from tests.stateful import views
from tests.stateful.records import Account, No

_MOST_OTHERS, _OTHERS_DAYS = 8, 90
_MOST_REFUSALS, _REFUSAL_PAUSE, REFUSAL_RETRY = 3, timedelta(hours=24), timedelta(minutes=10)
_MOST_CANCELLATIONS, _CANCELLATION_WINDOW, _CANCELLATION_PAUSE = 3, timedelta(days=30), timedelta(days=7)
_MOST_JOINS, _JOINS_PAUSE = 5, timedelta(hours=24)
_RENEWED_AFTER = 30
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def check(account: Account, niks: Collection[str], now: datetime) -> None:
    """Refuse who cancelled too often, and whoever brings others and was refused too often or named too many."""
    until = _paused_until(account)
    if until:
        _wait("cancellations", until, now)
    if not niks:
        return
    refused = [moment for _, moment in account.refusals if moment + _REFUSAL_PAUSE > now]
    if len(refused) >= _MOST_REFUSALS:
        _wait("refusals", min(refused) + _REFUSAL_PAUSE, now)
    known = {nik: day for nik, day in (account.named | account.family).items() if day > day_of(now) - _OTHERS_DAYS}
    over = len(known.keys() | niks) - _MOST_OTHERS
    if over > 0 and niks - known.keys():
        # so many have to be forgotten first; of somebody who is new today that takes the whole time
        days = [*sorted(known.values()), *[day_of(now)] * over]
        _wait("others", _EPOCH + timedelta(days=days[over - 1] + _OTHERS_DAYS), now)


def check_joins(account: Account, niks: Collection[str], now: datetime) -> None:
    """Refuse who put others on the waiting list five times within a day."""
    lately = account.joins[-_MOST_JOINS:]
    if niks and len(lately) == _MOST_JOINS:
        _wait("joins", lately[0] + _JOINS_PAUSE, now)


def joined(account: Account, niks: Collection[str], now: datetime) -> None:
    """Count that others were put on the waiting list, or were not since they wait already."""
    if niks:
        account.joins.append(now)


def is_paused(account: Account, now: datetime) -> bool:
    """Tell whether an account cancelled so often that it books nothing now."""
    until = _paused_until(account)
    return until is not None and now < until


def _paused_until(account: Account) -> datetime | None:
    cancelled = account.cancellations[-_MOST_CANCELLATIONS:]
    if len(cancelled) == _MOST_CANCELLATIONS and cancelled[-1] - cancelled[0] <= _CANCELLATION_WINDOW:
        return cancelled[-1] + _CANCELLATION_PAUSE
    return None


def refused(account: Account, niks: Collection[str], what: object, now: datetime) -> None:
    """Count a refusal for a NIK: the very same request counts anew ten minutes after it counted."""
    named(account, niks, now)
    if all(now >= moment + REFUSAL_RETRY for each, moment in account.refusals if each == what):
        account.refusals.append((what, now))


def named(account: Account, niks: Collection[str], now: datetime) -> None:
    """Count people who were asked for and not booked."""
    for nik in niks - account.family.keys():
        account.named.setdefault(nik, day_of(now))


def booked(account: Account, niks: Collection[str], now: datetime) -> None:
    """Count people who were booked: of people who were booked within a month nothing is written anew."""
    today = day_of(now)
    if any(today - account.family.get(nik, 0) >= _RENEWED_AFTER for nik in niks):
        for nik in niks:
            account.family[nik] = today
            account.named.pop(nik, None)


def day_of(moment: datetime) -> int:
    """Return the day of an instant."""
    return (moment - _EPOCH) // _DAY


def _wait(rule: str, until: datetime, now: datetime) -> None:
    if now < until:
        raise No("limit_reached", rule=rule, until=views.instant(until))
