"""Who and where: two offices in two time zones with few seats, citizens who share a family, and an operator."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from antrean.offices.model import Office, Release, Session
from instruments.replay.people import nik
from tests.support.citizens import Person
from tests.support.slots import Slot

NOW = datetime(2026, 12, 7, 3, 0, tzinfo=UTC)
"""Every run begins on a Monday at 10:00 in Jakarta."""
DAYS = 6
"""How many days have slots, the first one included; a run that goes on after them finds nothing to book."""
HOLIDAY = {date(2026, 12, 9): "Libur bersama"}
"""A day whose slots begin closed."""
BEFORE, AFTER = "before the commit", "after the commit"
"""When a function may die."""
_HOURS = {"Asia/Jakarta": 7, "Asia/Jayapura": 9}
"""Indonesia has no summer time."""

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
            sessions=(Session("morning", "09:01", "10:00", "A"), Session("afternoon", "13:00", "14:00", "B")),
            weekly={"morning": dict.fromkeys(range(7), 2), "afternoon": dict.fromkeys(range(7), 5)},
            release=Release("weekly", "14:00", weekday=4),
        ),
        Office(
            office_id="jayapura",
            name="Kantor Imigrasi Jayapura",
            province="Papua",
            timezone="Asia/Jayapura",
            latitude=-2.54,
            longitude=140.70,
            sessions=(Session("morning", "08:00", "11:00", "P"),),
            weekly={"morning": dict.fromkeys(range(7), 3)},
            release=Release("days_ahead", "00:00", days=2),
        ),
    )
}

_BORN = date(1990, 5, 17)
"""The birth date in the NIKs of `people.nik`."""
CITIZENS = {"ani": 901, "budi": 902, "citra": 903}
"""Who has an account from the beginning, with the serial of the NIK."""
NEWCOMERS = {"dewi": 904}
"""Who signs up while others have booked already, perhaps this very person."""
LEVELS = {"budi": 2}
"""Of whose identity more is known than a mailbox."""
FAMILY = ("eko", "fitri", "gita", "hadi")
"""Who has no account, and comes with somebody."""
STRANGERS = ("indah", "joko", "kiki", "lina", "made")
"""Who comes more seldom: with them an account can ask for more people than it may."""
PEOPLE = {
    **{
        name: Person(f"{name.capitalize()} Rahayu", nik(serial), _BORN)
        for name, serial in (CITIZENS | NEWCOMERS).items()
    },
    **{name: Person(name.capitalize(), nik(serial), _BORN) for serial, name in enumerate(FAMILY + STRANGERS, 11)},
}
OPERATOR = "operator"


@dataclass(frozen=True)
class Request:
    """Something that is asked for with a POST or PUT; the same request again is a retry."""

    kind: str
    who: str
    """The account, or the operator."""
    body: str = ""
    about: str = ""
    """The booking, as `<citizen>/<key it was made with>`, or the slot, as `<office>/<date>/<session>`."""
    key: str | None = None
    """The Idempotency-Key, or for a change of a quota the If-Match."""
    place: int | None = None
    """Which person of the booking."""


def claims(who: str) -> dict[str, str]:
    """Return what the gateway says of a token's owner."""
    staff = {"cognito:groups": "operators", "custom:offices": "*"} if who == OPERATOR else {}
    return {"sub": who, "email": f"{who}@contoh.id", "token_use": "id", **staff}


def slot(text: str) -> Slot:
    """Return the slot that is written as `<office>/<date>/<session>`."""
    return Slot(*text.split("/"))


def secret(day: date) -> bytes:
    """Return the secret from which a day's releases follow, as if the publisher had drawn it."""
    return hashlib.sha256(day.isoformat().encode()).digest()


def local(office: Office, now: datetime) -> datetime:
    """Return what the clocks of the office show."""
    return (now + timedelta(hours=_HOURS[office.timezone])).replace(tzinfo=None)


def today(office: Office, now: datetime) -> date:
    """Return the date at the office."""
    return local(office, now).date()


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


def applicant(name: str) -> dict[str, Any]:
    """Return somebody as an applicant of a request: the owner of the account, or a child."""
    return {"relation": "self"} if name == "self" else PEOPLE[name].applicant("child")


def wish(owner: str, people: Sequence[str], slot: Slot | None = None) -> str:
    """Return the body of a request for these people; the owner of the account comes as `self` or not at all."""
    names = [name for name in people if name != owner] or ["fitri"]
    where = {**slot.choice, "service": "new"} if slot else {}
    return json.dumps({**where, "applicants": [applicant(name) for name in names]})


def wait(owner: str, people: Sequence[str], slot: Slot, days: int = 0) -> str:
    """Return the body of a request to wait for a slot, or for any session from its day to so many days later."""
    last = (date.fromisoformat(slot.date) + timedelta(days=days)).isoformat()
    sessions = [] if days else [slot.session]
    when = {"office_id": slot.office_id, "first": slot.date, "last": last, "sessions": sessions}
    return json.dumps({**json.loads(wish(owner, people)), **when, "service": "new"})
