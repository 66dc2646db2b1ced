"""Publishing: the coming weeks get quotas from each office's weekly pattern; quotas that exist are never changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from antrean.base.days import days_from
from antrean.base.errors import Busy
from antrean.policy.bookings import PUBLISHED_DAYS
from antrean.slots.closing import closes_at
from antrean.slots.model import Quota, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from antrean.base.clock import Clock
    from antrean.offices.model import Office
    from antrean.slots.store import Quotas

_WORKERS = 8


class Published(NamedTuple):
    """What a run did: quotas `written`, of them `closed` by a holiday, and offices that were `unfinished`."""

    offices: int
    written: int
    closed: int
    unfinished: tuple[str, ...]
    """Ids of the offices whose quotas could not all be written, because the table was busy."""


def publish(  # noqa: PLR0913 - what to publish, from where
    quotas: Quotas, clock: Clock, office: Office, holidays: Mapping[date, str], first: date, last: date
) -> list[Quota]:
    """Write the quotas of `office` that are missing from `first` to `last`; return those that were written.

    Days before today (office time) are left out. Today is included: its slots take no more bookings, but staff must see
    them even if no run succeeded the day before. It costs one query, and one conditional put for each missing slot.
    Raises `Busy`; the quotas written until then stay.
    """
    first = max(first, office.today(clock.now()))
    if first > last:
        return []
    published = {quota.slot for quota in quotas.between(office.office_id, first, last)}
    missing = (quota for quota in _planned(office, holidays, first, last) if quota.slot not in published)
    return [quota for quota in missing if quotas.publish(quota)]


def publish_all(  # noqa: PLR0913 - what to publish, and how hard to try
    quotas: Quotas,
    clock: Clock,
    offices: Iterable[Office],
    holidays: Mapping[date, str],
    *,
    days: int = PUBLISHED_DAYS,
    workers: int = _WORKERS,
) -> Published:
    """Publish the next `days` days of every office, today included, `workers` offices at a time.

    An office for which the table is busy does not stop the others. The next run completes one that was cut short.
    """

    def run(office: Office) -> list[Quota] | None:
        today = office.today(clock.now())
        try:
            return publish(quotas, clock, office, holidays, today, today + timedelta(days=days - 1))
        except Busy:
            return None

    offices = list(offices)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        results = list(pool.map(run, offices))
    written = [quota for result in results if result for quota in result]
    return Published(
        offices=len(offices),
        written=len(written),
        closed=sum(quota.state == "closed" for quota in written),
        unfinished=tuple(office.office_id for office, result in zip(offices, results, strict=True) if result is None),
    )


def _planned(office: Office, holidays: Mapping[date, str], first: date, last: date) -> Iterator[Quota]:
    """Yield the quotas that the weekly pattern asks for, soonest first.

    The slots of a holiday are closed but have the seats of their weekday, so that an operator only has to open them.
    """
    for day in days_from(first, last):
        reason = holidays.get(day)
        for session in office.sessions:
            seats = office.weekly.get(session.session, {}).get(day.weekday(), 0)
            if seats:
                opens_at = office.release.opens_at(day, office.zone)
                yield Quota(
                    slot=Slot(office.office_id, day, session.session),
                    capacity=seats,
                    seats_left=seats,
                    next_number=1,
                    opens_at=opens_at,
                    closes_at=closes_at(day, office.zone),
                    state="closed" if reason else "open",
                    version=1,
                    reason=reason,
                    turns=office.release.turns_at(opens_at),
                )
