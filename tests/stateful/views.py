"""How the model's slots and bookings are told."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from antrean.offices.model import Office
from instruments.replay.events import booking_id
from tests.stateful.records import Booking, Quota, Said
from tests.stateful.scene import OFFICES, at
from tests.support.slots import Slot

Point = tuple[float, float]
_EARTH_KM = 6371.0088


def instant(moment: datetime) -> str:
    """Return an instant as answers write it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def booking_said(booking: Booking, kind: str = "") -> Said:
    """Return the answer that tells of a booking; to `book` it is that of something made."""
    if kind == "book":
        return Said(201, None, _booking(booking), {"location": f"/bookings/{booking_id(booking.name)}"})
    return Said(200, None, _booking(booking))


def bookings_said(bookings: Iterable[Booking]) -> Said:
    """Return the list of an account's bookings."""
    return Said(200, None, {"bookings": [_booking(booking) for booking in bookings]})


def calendar(booking: Booking) -> dict[str, str]:
    """Return those lines of a booking's calendar event that depend on it."""
    session = next(each for each in booking.office.sessions if each.session == booking.slot.session)
    begin, end = (at(booking.office, booking.day, clock) for clock in (session.arrive_from, session.arrive_until))
    return {
        "UID": booking_id(booking.name),
        "SEQUENCE": str(booking.changes),
        "DTSTART": f"{begin:%Y%m%dT%H%M%SZ}",
        "DTEND": f"{end:%Y%m%dT%H%M%SZ}",
        "SUMMARY": "Antrean paspor " + "\\, ".join(_number(booking, person) for person in booking.people),
        "LOCATION": booking.office.name,
        "STATUS": "CONFIRMED" if booking.active else "CANCELLED",
    }


def quota_said(where: Slot, quota: Quota) -> Said:
    """Return the answer that tells an operator of a quota."""
    return Said(200, None, quota_view(where, quota), {"etag": f'"{quota.version}"'})


def quota_view(where: Slot, quota: Quota) -> dict[str, Any]:
    """Return a quota as operators see it."""
    return {
        **where.choice,
        "capacity": quota.capacity,
        "seats_left": quota.left,
        "taken": quota.capacity - quota.left,
        "opens_at": instant(quota.opens_at),
        "state": quota.state,
        "reason": quota.reason,
        "version": quota.version,
        "etag": f'"{quota.version}"',
    }


def window(where: Slot) -> dict[str, str]:
    """Return a slot's session and its arrival window."""
    session = next(each for each in OFFICES[where.office_id].sessions if each.session == where.session)
    return {"session": session.session, "arrive_from": session.arrive_from, "arrive_until": session.arrive_until}


def option(where: Slot, quota: Quota, near: Point | None) -> dict[str, Any]:
    """Return a slot as somewhere to go, with its distance from a point."""
    office = OFFICES[where.office_id]
    view = {**where.choice, **window(where), "seats_left": quota.left}
    view |= {"name": office.name, "timezone": office.timezone}
    return {**view, "distance_km": distance_km(office, near)} if near else view


def office_view(office: Office, near: Point | None) -> dict[str, Any]:
    """Return an office, with its distance from a point."""
    view = {
        "office_id": office.office_id,
        "name": office.name,
        "province": office.province,
        "timezone": office.timezone,
        "latitude": office.latitude,
        "longitude": office.longitude,
        "sessions": [window(Slot(office.office_id, "", session.session)) for session in office.sessions],
    }
    return {**view, "distance_km": distance_km(office, near)} if near else view


def place(office: Office) -> Point:
    """Return where an office is."""
    return office.latitude, office.longitude


def nearest_first(near: Point) -> list[Office]:
    """Return all offices, nearest first."""
    return sorted(OFFICES.values(), key=lambda office: distance_km(office, near))


def distance_km(office: Office, near: Point) -> float:
    """Return the distance by the law of cosines on a sphere."""
    (a, b), (c, d) = ((math.radians(degrees) for degrees in point) for point in (place(office), near))
    cosine = math.sin(a) * math.sin(c) + math.cos(a) * math.cos(c) * math.cos(b - d)
    return round(_EARTH_KM * math.acos(min(1.0, cosine)), 1)


def _booking(booking: Booking) -> dict[str, Any]:
    view = {
        "booking_id": booking_id(booking.name),
        "status": "checked_in" if booking.served else "confirmed" if booking.active else "cancelled",
        **booking.slot.choice,
        **window(booking.slot),
        "office_name": booking.office.name,
        "timezone": booking.office.timezone,
        "service": booking.service,
        "applicants": [
            {
                "relation": person["relation"],
                "full_name": person["full_name"],
                "nik_masked": "*" * 12 + person["nik"][-4:],
                "queue_number": _number(booking, person),
            }
            for person in booking.people
        ],
        "reschedules_left": 0 if booking.moved else 1,
        "created_at": instant(booking.created_at),
    }
    return {**view, "checked_in_at": instant(booking.served[0])} if booking.served else view


def _number(booking: Booking, person: dict[str, Any]) -> str:
    session = next(each for each in booking.office.sessions if each.session == booking.slot.session)
    return f"{session.prefix}-{person['number']:03d}"
