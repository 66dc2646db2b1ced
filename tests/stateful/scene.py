"""Where it happens: three offices in three time zones with few seats, citizens who share a family, and staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from antrean.offices import holidays
from antrean.offices.model import Office, Release, Session
from instruments.replay.people import nik
from tests.support.citizens import Person
from tests.support.slots import Slot

NOW = datetime(2026, 12, 21, 3, 0, tzinfo=UTC)
"""Monday 10:00 in Jakarta, in the week of Christmas."""
BEFORE, AFTER = "before the commit", "after the commit"
"""When a function may die."""
PUBLISHED_DAYS = 6
"""How many days are on view before the publisher runs for the first time, today included."""
HORIZON_DAYS = 35
"""How many days the publisher fills, today included."""
HOLIDAYS = holidays.national()
_MORNING = Session("morning", "09:01", "10:00", "A")
_AFTERNOON = Session("afternoon", "13:00", "14:00", "B")
_HOURS = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}
"""WIB, WITA and WIT; Indonesia has no summer time."""

OFFICES = {
    office.office_id: office
    for office in (
        Office(
            office_id="bogor",
            name="Kantor Imigrasi Bogor",
            province="Jawa Barat",
            timezone="Asia/Jakarta",
            latitude=-6.58,
            longitude=106.80,
            sessions=(_MORNING, _AFTERNOON),
            weekly={"morning": dict.fromkeys(range(5), 2), "afternoon": dict.fromkeys(range(5), 5)},
            release=Release("weekly", "14:00", weekday=4),
        ),
        Office(
            office_id="denpasar",
            name="Kantor Imigrasi Denpasar",
            province="Bali",
            timezone="Asia/Makassar",
            latitude=-8.67,
            longitude=115.22,
            sessions=(_MORNING, _AFTERNOON),
            weekly={"morning": dict.fromkeys(range(6), 1), "afternoon": dict.fromkeys(range(6), 4)},
            release=Release("days_ahead", "08:00", days=3),
        ),
        Office(
            office_id="jayapura",
            name="Kantor Imigrasi Jayapura",
            province="Papua",
            timezone="Asia/Jayapura",
            latitude=-2.54,
            longitude=140.70,
            sessions=(Session("morning", "08:00", "11:00", "P"),),
            weekly={"morning": dict.fromkeys(range(5), 3)},
            release=Release("days_ahead", "00:00", days=2),
        ),
    )
}

_BORN = date(1990, 5, 17)
"""The birth date in the NIKs of `people.nik`."""
CITIZENS = {"ani": 901, "budi": 902, "citra": 903}
"""Who has an account, with the serial of the NIK."""
FAMILY = ("eko", "fitri", "gita")
"""Who has none, and comes with somebody."""
STRANGER = "dewi"
"""Who has a token, and no profile yet."""
PEOPLE = {
    **{name: Person(f"{name.capitalize()} Rahayu", nik(serial), _BORN) for name, serial in CITIZENS.items()},
    **{name: Person(name.capitalize(), nik(serial), _BORN) for serial, name in enumerate(FAMILY, 11)},
    # comes into the world the day after tomorrow
    "hadi": Person("Hadi", f"329901231226{7:04d}", date(2026, 12, 23)),
}
STAFF = {
    "pusat": {"cognito:groups": "officers,operators", "custom:offices": "*"},
    "petugas-bogor": {"cognito:groups": "officers", "custom:offices": "bogor"},
    "operator-timur": {"cognito:groups": "[operators]", "custom:offices": "denpasar jayapura"},
}


@dataclass(frozen=True)
class Request:
    """Something that is asked for with a POST or PUT; the same request again is a retry."""

    kind: str
    who: str | None
    """Account or member of staff; None has no token."""
    body: str = ""
    about: str = ""
    """The booking, as `<citizen>/<key it was made with>`, or the slot, as `<office>/<date>/<session>`."""
    key: str | None = None
    """The Idempotency-Key, or for a change of a quota the If-Match."""


def claims(who: str | None) -> dict[str, str] | None:
    """Return what the gateway says of a token's owner; None without a token."""
    return {"sub": who, "token_use": "id", **STAFF.get(who, {})} if who else None


def slot(text: str) -> Slot:
    """Return the slot that is written as `<office>/<date>/<session>`."""
    return Slot(*text.split("/"))


def today(office: Office, now: datetime) -> date:
    """Return the date at the office."""
    return (now + timedelta(hours=_HOURS[office.timezone])).date()


def at(office: Office, day: date, clock: str = "00:00") -> datetime:
    """Return the instant at which the clocks of the office show this day and time."""
    return datetime.combine(day, time.fromisoformat(clock), UTC) - timedelta(hours=_HOURS[office.timezone])


def opens(office: Office, day: date) -> datetime:
    """Return when the office releases the seats of a day."""
    release = office.release
    if release.kind == "days_ahead":
        return at(office, day - timedelta(days=release.days), release.at)
    monday = day - timedelta(days=day.weekday())
    return at(office, monday - timedelta(days=7 - release.weekday), release.at)


def pattern(office: Office, day: date) -> dict[str, int]:
    """Return the seats of each session that the office has on such a day."""
    return {name: seats[day.weekday()] for name, seats in office.weekly.items() if day.weekday() in seats}


def applicant(name: str, relation: str = "child", **changes: Any) -> dict[str, Any]:
    """Return somebody as a member of the family in a request."""
    return PEOPLE[name].applicant(relation, **changes)
