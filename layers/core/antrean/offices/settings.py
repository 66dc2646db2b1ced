"""What operators change of an office: what people want to know of it, the shares of its lanes, and when dates open."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from antrean.base.days import days_from
from antrean.base.errors import Busy, Code, Refused
from antrean.base.ids import operation_name
from antrean.policy.offices import OPENINGS_SHOWN
from antrean.policy.system import OPERATION_ATTEMPTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from antrean.base.clock import Clock
    from antrean.offices.model import Details, Lane, Office, Release
    from antrean.offices.store import Offices


class Change(NamedTuple):
    """What an operator wants of an office, and why; None leaves a thing as it is.

    `window` is the minutes over which turns are spread, whatever `release` says of them. Of the details those whose
    names are in `left_out` stay as they are.
    """

    reason: str
    details: Details | None = None
    lanes: Mapping[Lane, int] | None = None
    release: Release | None = None
    window: int | None = None
    left_out: tuple[str, ...] = ()


class Opening(NamedTuple):
    """When a date opens for booking, by the rule that the office has now."""

    date: date
    opens_at: datetime


def change(  # noqa: PLR0913 - what is changed, by whom, and of which version
    offices: Offices, clock: Clock, operator: str, office_id: str, version: int, wanted: Change
) -> Office:
    """Change an office at the `version` that the operator saw, with an audit record, and return it as it is then.

    Another release rule counts for dates that are published from then on: what was published keeps when it opens, or
    people would have waited for the wrong instant. Another window counts at once for releases of kept seats too.
    The same change sent again after a lost answer changes nothing.
    Raises `Refused`: not_found, version_conflict.
    """
    change_id = operation_name("office", operator, f"{version}", repr(wanted))
    for _ in range(OPERATION_ATTEMPTS):
        old = found(offices, office_id)
        if old.last_change == change_id:
            return old
        if old.version != version:
            raise Refused(
                Code.VERSION_CONFLICT,
                "The office was changed since you read it. Look at it again before you change it.",
            )
        window = old.release.window if wanted.window is None else wanted.window
        new = old._replace(
            details=_details(old.details, wanted),
            lanes=old.lanes if wanted.lanes is None else wanted.lanes,
            release=(wanted.release or old.release)._replace(window=window),
            version=version + 1,
            last_change=change_id,
        )
        if offices.change(old, new, operator, wanted.reason, clock.now()):
            return new
    raise Busy


def _details(old: Details, wanted: Change) -> Details:
    """Return what an office tells then: a page of a release before knows less of it, and deletes nothing by that."""
    if wanted.details is None:
        return old
    kept: dict[str, Any] = {name: getattr(old, name) for name in wanted.left_out}
    return wanted.details._replace(**kept)


def found(offices: Offices, office_id: str) -> Office:
    """Return an office as it stands in the table, and not as it is remembered; raises `not_found`."""
    office = offices.get(office_id)
    if office is None:
        raise Refused(Code.NOT_FOUND, "There is no office of this id.")
    return office


def openings(office: Office, now: datetime) -> list[Opening]:
    """Return when each of the next `OPENINGS_SHOWN` opens, today included, on which the office serves."""
    today = office.today(now)
    served = {weekday for pattern in office.weekly.values() for weekday, seats in pattern.items() if seats}
    days = days_from(today, today + OPENINGS_SHOWN - timedelta(days=1))
    return [Opening(day, office.release.opens_at(day, office.zone)) for day in days if day.weekday() in served]
