"""How a slot stands, in one of five states. Unless it is `open`, a claim is refused for the state that people see."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from antrean.offices.holidays import national
from antrean.slots.closing import has_closed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from antrean.offices.model import Office
    from antrean.slots.model import Quota, Slot, SlotState

_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
NOT_PUBLISHED = "Jadwal belum diterbitkan"


class Standing(NamedTuple):
    """How a slot stands: `not_yet_open` comes with `opens_at`, `closed` with a `reason` in Indonesian."""

    state: SlotState
    opens_at: datetime | None = None
    reason: str | None = None


def standing(  # noqa: PLR0913 - all that the state depends on
    office: Office,
    slot: Slot,
    quota: Quota | None,
    now: datetime,
    *,
    party: int = 1,
    holidays: Mapping[date, str] | None = None,
) -> Standing:
    """Return how `slot` of `office` stands at `now` for a `party` of so many people.

    The first that holds: `past` from the start of its day in office time; `closed` by an operator, a holiday
    or the weekly pattern; `not_yet_open` before its release; `full` with fewer seats left than the party
    has people; else `open`.

    A slot without a quota was not published. It is never open or full: before the instant of the office's release rule
    it is not yet open, and after it the slot is closed until it is published. `holidays` are the national ones by
    default.
    """
    if quota is None:
        return _unpublished(office, slot, now, national() if holidays is None else holidays)
    if now >= quota.closes_at:
        return Standing("past")
    if quota.state != "open":
        return Standing("closed", reason=quota.reason)
    if now < quota.opens_at:
        return Standing("not_yet_open", opens_at=quota.opens_at)
    return Standing("full" if quota.seats_left < party else "open")


def _unpublished(office: Office, slot: Slot, now: datetime, holidays: Mapping[date, str]) -> Standing:
    if has_closed(slot.date, office.zone, now):
        return Standing("past")
    weekday = slot.date.weekday()
    if not office.weekly.get(slot.session, {}).get(weekday):
        return Standing("closed", reason=f"Tidak ada layanan pada hari {_WEEKDAYS[weekday]}")
    if slot.date in holidays:
        return Standing("closed", reason=holidays[slot.date])
    opens_at = office.release.opens_at(slot.date, office.zone)
    if now < opens_at:
        return Standing("not_yet_open", opens_at=opens_at)
    return Standing("closed", reason=NOT_PUBLISHED)
