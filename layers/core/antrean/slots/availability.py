"""Where and when there are seats: a month of one office, the nearest offices, and the alternatives to a full slot.

Reads are eventually consistent and reserve nothing: the claim alone decides. A read unit is 8 KB of quotas, and a quota
has about 150 bytes, more with claims in flight. So these reads cost:

- a month of one office: 1 call, 2 read units at most (counted in the tests);
- the nearest offices: `OFFICES_AT_A_TIME` calls if `FEWEST_OFFICES_FOUND` of these have seats, at most
  `MOST_OFFICES_ASKED`, about 1 read unit each;
- the alternatives to a full slot: 1 call for the office and for each of `NEIGHBOURS`, about 1 read unit each.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from antrean.base.days import days_from, days_later
from antrean.base.errors import invalid
from antrean.offices.directory import by_distance
from antrean.policy.bookings import (
    ALTERNATIVES_AT_HOME,
    FEWEST_OFFICES_FOUND,
    MOST_OFFICES_ASKED,
    MOST_VIEWED_DAYS,
    NEIGHBOURS,
    OFFICES_AT_A_TIME,
    PUBLISHED_DAYS,
    SEARCHED_DAYS,
    VIEWED_DAYS,
)
from antrean.slots.model import Option, Slot
from antrean.slots.standing import Standing, standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.offices.directory import OfficeDirectory, Point
    from antrean.offices.model import Office, Session
    from antrean.slots.model import Quota
    from antrean.slots.store import Quotas
    from antrean.turns.model import Turns

_Ranked = list[tuple["Office", float | None]]


class SlotOfDay(NamedTuple):
    """A session of a day, how its slot stands, its quota where it was published, and its turns until they are over."""

    session: Session
    standing: Standing
    quota: Quota | None
    turns: Turns | None


class Day(NamedTuple):
    """A date of an office with all its sessions."""

    date: date
    slots: tuple[SlotOfDay, ...]


def days_between(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """Return the first and last date of a query, both included; by default `VIEWED_DAYS` from `today` on.

    Raises `validation_failed` for dates in the wrong order and for more than `MOST_VIEWED_DAYS` days.
    """
    begin = first or today
    end = last or days_later(begin, VIEWED_DAYS - 1)
    if end < begin:
        raise invalid("to", "must not be before `from`, which is today by default")
    if end.toordinal() - begin.toordinal() >= MOST_VIEWED_DAYS:
        raise invalid("to", f"must be less than {MOST_VIEWED_DAYS} days after `from`")
    return begin, end


def published(quotas: Quotas, office: Office, first: date, last: date, *, consistent: bool = False) -> list[Quota]:
    """Return an office's quotas from `first` to `last`, in the order in which their sessions begin."""
    order = {session.session: place for place, session in enumerate(office.sessions)}

    def place(quota: Quota) -> tuple[date, int]:
        # A session that the office has no more comes after those that it has.
        return quota.slot.date, order.get(quota.slot.session, len(order))

    return sorted(quotas.between(office.office_id, first, last, consistent=consistent), key=place)


def month(quotas: Quotas, clock: Clock, office: Office, first: date | None, last: date | None) -> list[Day]:
    """Return every date of an office from `first` to `last` with how each session stands; one query."""
    now = clock.now()
    first, last = days_between(first, last, office.today(now))
    published = {quota.slot: quota for quota in quotas.between(office.office_id, first, last)}

    def of_day(day: date, session: Session) -> SlotOfDay:
        slot = Slot(office.office_id, day, session.session)
        quota = published.get(slot)
        found = standing(office, slot, quota, now)
        return SlotOfDay(session, found, quota, _turns(office, found, quota, now))

    return [Day(day, tuple(of_day(day, session) for session in office.sessions)) for day in days_from(first, last)]


def _turns(office: Office, found: Standing, quota: Quota | None, now: datetime) -> Turns | None:
    """Return the turns of a slot until they are over; of one that is not published, as it will be published."""
    if quota is None and found.opens_at:
        return office.release.turns_at(found.opens_at)
    return quota.turns if quota and quota.turns and now < quota.turns.until and quota.state == "open" else None


def nearest(  # noqa: PLR0913 - the query
    quotas: Quotas,
    clock: Clock,
    directory: OfficeDirectory,
    party: int,
    day: date | None = None,
    near: Point | None = None,
    limit: int = OFFICES_AT_A_TIME,
) -> list[Option]:
    """Return the soonest slot with seats for a `party` of each of the nearest offices; soonest first, then nearest.

    Where more than the nearest `OFFICES_AT_A_TIME` had to be asked, those further away come behind them.

    `party` is a number of people. With `day`, only that date and the six after it are searched; without `near`, the
    offices with the most seats a week are asked. Raises `validation_failed` for a day that is past everywhere.
    """
    now = clock.now()
    offices = directory.all()
    if day and offices and all(day < office.today(now) for office in offices):
        raise invalid("date", "must not be in the past")
    ranked: _Ranked = [*by_distance(offices, near)] if near else _by_seats(offices)
    options: list[Option] = []
    for start in range(0, min(len(ranked), MOST_OFFICES_ASKED), OFFICES_AT_A_TIME):
        found = _soonest_of_each(quotas, now, ranked[start : start + OFFICES_AT_A_TIME], party, day)
        # Offices further away come behind: sooner ones a thousand kilometres off would push the one next door out.
        options += sorted(found, key=_date_of)
        if len(options) >= FEWEST_OFFICES_FOUND:
            break
    return options[:limit]


def alternatives(quotas: Quotas, clock: Clock, directory: OfficeDirectory, slot: Slot, party: int) -> list[Option]:
    """Return the slots where a `party` can be seated together that was refused `slot` because it was full.

    First the same office: that date's other sessions, then its soonest slots. Then the soonest slot of each of the
    nearest other offices in the week from that date.
    """
    office = directory.get(slot.office_id)
    if office is None:
        return []
    now = clock.now()
    here = [option for option in _options(quotas, now, office, 0.0, party, None) if option.slot != slot]
    here.sort(key=lambda option: option.slot.date != slot.date)
    others = (other for other in directory.all() if other.office_id != office.office_id)
    neighbours: _Ranked = [*by_distance(others, (office.latitude, office.longitude))[:NEIGHBOURS]]
    around = sorted(_soonest_of_each(quotas, now, neighbours, party, slot.date), key=_date_of)
    return here[:ALTERNATIVES_AT_HOME] + around


def places_near(quotas: Quotas, clock: Clock, directory: OfficeDirectory, slot: Slot, party: int) -> list[Option]:
    """Return the slots for a displaced `party` nearest to the `slot` that it lost: in time first, then in distance.

    Those are some of the same office and one of each of its nearest neighbours, kept seats included, which displaced
    people may take.
    """
    office = directory.get(slot.office_id)
    if office is None:
        return []
    now = clock.now()
    others = (other for other in directory.all() if other.office_id != office.office_id)
    neighbours: _Ranked = [*by_distance(others, (office.latitude, office.longitude))[:NEIGHBOURS]]

    def nearness(option: Option) -> tuple[timedelta, float]:
        return abs(option.slot.date - slot.date), option.distance_km or 0.0

    found: list[Option] = []
    for each, distance in [(office, 0.0), *neighbours]:
        options = sorted(_options(quotas, now, each, distance, party, None, kept=True), key=nearness)
        found += options[: ALTERNATIVES_AT_HOME if each is office else 1]
    return sorted(found, key=nearness)


def _soonest_of_each(quotas: Quotas, now: datetime, ranked: _Ranked, party: int, day: date | None) -> list[Option]:
    """Return the soonest option of each office, in the order of the offices."""
    return [
        option
        for office, distance in ranked
        for option in islice(_options(quotas, now, office, distance, party, day), 1)
    ]


def _date_of(option: Option) -> date:
    return option.slot.date


def _options(  # noqa: PLR0913 - the parts of an option
    quotas: Quotas,
    now: datetime,
    office: Office,
    distance: float | None,
    party: int,
    day: date | None,
    *,
    kept: bool = False,
) -> Iterator[Option]:
    """Yield the slots of an office with seats for a `party`, soonest first; one query.

    With `kept` also those that have enough kept seats: all of a party take either those or the ones that are left.
    """
    today = office.today(now)
    first = max(day or today, today)
    # Nothing is published beyond the horizon, so a date far away costs no read.
    last = min(days_later(day or date.max, SEARCHED_DAYS - 1), today + timedelta(days=PUBLISHED_DAYS - 1))
    if last < first:
        return
    for quota in published(quotas, office, first, last):
        session = office.session(quota.slot.session)
        if session is None:
            continue
        seats = max(quota.seats_left, quota.seats_kept) if kept else quota.seats_left
        if standing(office, quota.slot, quota._replace(seats_left=seats), now, party=party).state == "open":
            yield Option(office, session, quota.slot, seats, distance)


def _by_seats(offices: Sequence[Office]) -> _Ranked:
    """Return the offices with the most seats a week first."""

    def seats(office: Office) -> int:
        return sum(sum(pattern.values()) for pattern in office.weekly.values())

    return [(office, None) for office in sorted(offices, key=lambda office: (-seats(office), office.office_id))]
