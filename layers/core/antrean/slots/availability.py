"""Where and when there are seats: a month of one office, the nearest offices, and the way out of a full slot.

Reads are eventually consistent and take nothing: the claim alone decides. A read unit is 8 KB of quotas, a
quota has about 150 bytes, and more with claims in flight:

- a month of one office: 1 call, 2 read units at most (counted in the tests);
- the nearest offices: `GROUP` calls if any has seats, at most `MOST_OFFICES`, about 1 read unit each;
- the alternatives to a full slot: 1 call for the office and for each of `NEIGHBOURS`, about 1 read unit each.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from antrean.base.errors import invalid
from antrean.http.answer import instant
from antrean.offices.directory import by_distance
from antrean.slots.model import Slot
from antrean.slots.standing import HORIZON_DAYS, standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.bookings.store import Store
    from antrean.offices.directory import OfficeDirectory, Point
    from antrean.offices.model import Office, Session
    from antrean.slots.forms import AvailabilityView, OptionView, SlotView
    from antrean.slots.model import Quota

MOST_DAYS = 62
DEFAULT_DAYS = 31
"""Today and the next 30 days."""
GROUP = 8
"""Offices that are asked at a time, nearest first; the next ones only where none of these has seats."""
MOST_OFFICES = 24
NEIGHBOURS = 4
"""Offices that are asked for seats when a slot was refused."""
_SAME_OFFICE = 3
"""Alternatives in the office of a refused slot."""
_WEEK = 7

_Ranked = list[tuple["Office", float | None]]


def days_between(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """Return the first and last date of a query, both included; by default `today` and the next 30 days.

    Raises `validation_failed` for dates in the wrong order and for more than `MOST_DAYS` days.
    """
    begin = first or today
    end = last or _after(begin, DEFAULT_DAYS - 1)
    if end < begin:
        field, message = "to", "must not be before `from`, which is today by default"
        raise invalid(field, message)
    if end.toordinal() - begin.toordinal() >= MOST_DAYS:
        field, message = "to", f"must be less than {MOST_DAYS} days after `from`"
        raise invalid(field, message)
    return begin, end


def month(store: Store, clock: Clock, office: Office, first: date | None, last: date | None) -> AvailabilityView:
    """Return `GET /offices/{office_id}/availability`: every date and session of the office with its state."""
    now = clock.now()
    first, last = days_between(first, last, office.today(now))
    quotas = {quota.slot: quota for quota in store.quotas.between(office.office_id, first, last)}
    return {
        "office_id": office.office_id,
        "timezone": office.timezone,
        "days": [
            {
                "date": day.isoformat(),
                "sessions": [
                    _slot_view(office, session, slot, quotas.get(slot), now)
                    for session in office.sessions
                    for slot in (Slot(office.office_id, day, session.session),)
                ],
            }
            for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
        ],
    }


def nearest(  # noqa: PLR0913 - the query
    store: Store,
    clock: Clock,
    directory: OfficeDirectory,
    people: int,
    day: date | None = None,
    near: Point | None = None,
    limit: int = GROUP,
) -> list[OptionView]:
    """Return `GET /availability`: of each of the nearest offices the soonest slot that seats `people`.

    Soonest first, then nearest. With `day`, only that date and the six after it; without `near`, the offices
    with the most seats a week are asked. Raises `validation_failed` for a day that is past everywhere.
    """
    now = clock.now()
    offices = directory.all()
    if day and offices and all(day < office.today(now) for office in offices):
        field, message = "date", "must not be in the past"
        raise invalid(field, message)
    ranked: _Ranked = [*by_distance(offices, near)] if near else _by_seats(offices)
    options: list[OptionView] = []
    for start in range(0, min(len(ranked), MOST_OFFICES), GROUP):
        options = _soonest_of_each(store, now, ranked[start : start + GROUP], people, day)
        if options:
            break
    return options[:limit]


def alternatives(store: Store, clock: Clock, directory: OfficeDirectory, slot: Slot, people: int) -> list[OptionView]:
    """Return where else `people` can be seated together who were refused `slot` because it was full.

    First the same office: that date's other sessions, then its soonest slots. Then the soonest slot of each
    of the nearest other offices in the week from that date.
    """
    office = directory.get(slot.office_id)
    if office is None:
        return []
    now = clock.now()
    here = [option for option in _options(store, now, office, 0.0, people, None) if _slot(option) != slot]
    here.sort(key=lambda option: option["date"] != slot.date.isoformat())
    others = (other for other in directory.all() if other.office_id != office.office_id)
    neighbours: _Ranked = [*by_distance(others, (office.latitude, office.longitude))[:NEIGHBOURS]]
    return here[:_SAME_OFFICE] + _soonest_of_each(store, now, neighbours, people, slot.date)


def _soonest_of_each(store: Store, now: datetime, ranked: _Ranked, people: int, day: date | None) -> list[OptionView]:
    """Return the soonest option of each office by date; options of one date stay in order of offices."""
    found = (
        option
        for office, distance in ranked
        for option in islice(_options(store, now, office, distance, people, day), 1)
    )
    return sorted(found, key=lambda option: option["date"])


def _options(  # noqa: PLR0913 - the parts of an option
    store: Store, now: datetime, office: Office, distance: float | None, people: int, day: date | None
) -> Iterator[OptionView]:
    """Yield the slots of an office that seat `people`, soonest first; one query."""
    today = office.today(now)
    first = max(day or today, today)
    # nothing is published after the horizon, so a date far away costs no read
    last = min(_after(day or date.max, _WEEK - 1), today + timedelta(days=HORIZON_DAYS - 1))
    if last < first:
        return
    order = {session.session: place for place, session in enumerate(office.sessions)}
    quotas = [quota for quota in store.quotas.between(office.office_id, first, last) if quota.slot.session in order]
    for quota in sorted(quotas, key=lambda quota: (quota.slot.date, order[quota.slot.session])):
        if standing(office, quota.slot, quota, now, people=people).state == "open":
            yield _option(office, distance, office.sessions[order[quota.slot.session]], quota)


def _by_seats(offices: Sequence[Office]) -> _Ranked:
    def seats(office: Office) -> int:
        return sum(sum(pattern.values()) for pattern in office.weekly.values())

    return [(office, None) for office in sorted(offices, key=lambda office: (-seats(office), office.office_id))]


def _after(day: date, days: int) -> date:
    """Return the date `days` later, or the last that there is: a query may name any date."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def _slot(option: OptionView) -> Slot:
    return Slot(option["office_id"], date.fromisoformat(option["date"]), option["session"])


def _option(office: Office, distance: float | None, session: Session, quota: Quota) -> OptionView:
    option: OptionView = {
        "office_id": office.office_id,
        "name": office.name,
        "timezone": office.timezone,
        "date": quota.slot.date.isoformat(),
        "session": session.session,
        "arrive_from": session.arrive_from,
        "arrive_until": session.arrive_until,
        "seats_left": quota.seats_left,
    }
    if distance is not None:
        option["distance_km"] = distance
    return option


def _slot_view(office: Office, session: Session, slot: Slot, quota: Quota | None, now: datetime) -> SlotView:
    found = standing(office, slot, quota, now)
    view: SlotView = {
        "session": session.session,
        "arrive_from": session.arrive_from,
        "arrive_until": session.arrive_until,
        "state": found.state,
        "capacity": quota.capacity if quota else 0,
        "seats_left": quota.seats_left if quota else 0,
    }
    if found.opens_at:
        view["opens_at"] = instant(found.opens_at)
    if found.reason:
        view["reason"] = found.reason
    return view
